"""A database that takes its time: keys pressed meanwhile are not lost, late answers change nothing."""

import shutil
import threading
from pathlib import Path

import pytest
from textual.events import Key

from driving import Driver, driven, make_app, settle
from greenpath_tui.errors import StorageError
from greenpath_tui.services.accounts import Accounts
from greenpath_tui.services.history import History
from greenpath_tui.services.tasks import Tasks
from greenpath_tui.storage import store
from greenpath_tui.ui import desk
from greenpath_tui.ui.screens.task_form import task_edit


async def press_at_once(app: Driver, *keys: tuple[str, str | None]) -> None:
    for name, character in keys:
        app.app.post_message(Key(name, character))
    await app.pilot.pause(0.1)


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """While it is cleared, no account can be read."""
    opened = threading.Event()
    opened.set()
    real = Accounts.dossier

    def slow(self: Accounts, account_id: str) -> object:
        assert opened.wait(10)
        return real(self, account_id)

    monkeypatch.setattr(Accounts, "dossier", slow)
    return opened


async def test_two_steps_go_two_accounts_on(tmp_path: Path, gate: threading.Event) -> None:
    async with driven(tmp_path) as app:
        third = app.app.portfolio.table.rows[2].name
        await app.press("enter")
        gate.clear()
        await press_at_once(app, ("right_square_bracket", "]"), ("right_square_bracket", "]"))
        gate.set()
        await settle(app.pilot)
        assert app.app.dossier is not None
        assert app.app.dossier.account.name == third
        assert "3 of 14" in app.screen


async def test_an_account_that_comes_late_does_not_come_back(
    tmp_path: Path, gate: threading.Event
) -> None:
    async with driven(tmp_path) as app:
        await app.press("enter")
        gate.clear()
        await press_at_once(app, ("right_square_bracket", "]"), ("escape", None))
        assert app.app.screen is app.app.portfolio
        gate.set()
        await settle(app.pilot)
        assert app.app.screen is app.app.portfolio


async def test_a_list_that_is_still_read_is_not_called_empty(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = threading.Event()
    real_rows, real_first = Accounts.rows, Accounts.first_rows

    def rows(self: Accounts) -> object:
        assert opened.wait(10)
        return real_rows(self)

    def first(self: Accounts, most: int) -> object:
        assert opened.wait(10)
        return real_first(self, most)

    monkeypatch.setattr(Accounts, "rows", rows)
    monkeypatch.setattr(Accounts, "first_rows", first)
    app = make_app(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause(0.2)
        await pilot.press("j")
        assert app.portfolio.message_line.text == "The accounts are being read"
        await pilot.press("slash", "v", "e", "g", "a")
        opened.set()
        await settle(pilot)
        assert [row.name for row in app.portfolio.table.rows] == ["Vega Logistics"]


async def test_a_file_that_may_only_be_read_is_said_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with driven(tmp_path) as app:
        assert "read only" not in app.screen
    monkeypatch.setattr(store, "may_write", lambda _: False)
    folder = tmp_path / ("long" * 15)
    folder.mkdir()
    shutil.copy(tmp_path / "test.db", folder / "test.db")
    async with driven(folder, size=(60, 15), default_database=False) as app:
        assert "read only" in app.screen.splitlines()[0]
        await app.press("j", "s", "2")
        await app.type("for a test")
        await app.press("enter")
        assert "may only be read; nothing was changed" in app.screen


@pytest.fixture
def slow_writes(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """While it is cleared, no task is added and none is edited; then they fail."""
    opened = threading.Event()

    def busy(*_: object, **__: object) -> object:
        assert opened.wait(10)
        raise StorageError("The database is in use by another program; nothing was changed.")

    monkeypatch.setattr(Tasks, "add", busy)
    monkeypatch.setattr(Tasks, "edit", busy)
    return opened


async def test_what_is_being_saved_when_one_leaves_is_kept(
    tmp_path: Path, slow_writes: threading.Event
) -> None:
    for keys, typed in ((("a",), "Call her @dana"), (("e",), "Renamed")):
        slow_writes.clear()
        async with driven(tmp_path) as app:
            await app.press("enter", *keys)
            app.app.focused.value = typed
            await press_at_once(app, ("enter", "\r"))
            await app.pilot.pause(0.5)
            assert app.message.startswith("Saving…")
            await press_at_once(app, ("ctrl+q", None))
            slow_writes.set()
        async with driven(tmp_path) as app:
            assert app.message.startswith("Kept as you typed it: ")
            await app.press("enter", *keys)
            assert app.app.focused.value == typed
            await app.press("escape", "escape")


async def test_what_is_typed_when_one_leaves_is_saved_or_offered_and_never_both(
    tmp_path: Path,
) -> None:
    async with driven(tmp_path) as app:
        await app.press("enter", "a")
        app.app.focused.value = "Call her @dana"
        await press_at_once(app, ("enter", "\r"), ("ctrl+q", None))
    async with driven(tmp_path) as app:
        await app.press("enter")
        saved = any(t.title == "Call her" for t in app.app.dossier.tasks)
        await app.press("a")
        assert (app.app.focused.value == "") is saved


async def test_what_is_kept_in_a_form_outlives_another_edit_of_the_same_thing(
    tmp_path: Path,
) -> None:
    async with driven(tmp_path) as app:
        await app.press("enter", "e")
        await app.type("Half typed")
        await press_at_once(app, ("ctrl+q", None))
    async with driven(tmp_path) as app:
        await app.press("enter")
        task = app.app.screen.board.current.item
        assert f"task {task.id}" in app.app.state.forms
        sheet = task_edit(task.id).form(app.app.dossier)[0]
        sheet.key = f"task {task.id}"
        forget = app.app.screen.still_typed_in(sheet.resumed({"notes": "More"}))
        forget()
        await app.press("e")
        assert app.app.focused.value == "Half typed"


async def test_starting_all_the_same_leaves_nothing_to_offer(tmp_path: Path) -> None:
    async with driven(tmp_path) as app:
        await app.press("/")
        await app.type("Lumen")
        await app.press("enter", "4", "P", "enter", "o")
        app.app.screen.query_one("#field-by").value = "Omar Haddad"
        app.app.screen.query_one("#field-why").value = "She said so"
        app.app.screen.query_one("#field-why").focus()
        await app.press("enter", "enter")
        if "due dates" in app.screen:
            await app.press("enter")
        assert app.app.dossier.active
        assert app.app.state.forms == {}
        assert app.app.unsaved == {}


async def test_keys_pressed_while_a_line_is_refused_are_not_typed_into_it(
    tmp_path: Path, slow_writes: threading.Event
) -> None:
    async with driven(tmp_path) as app:
        await app.press("enter", "a")
        app.app.focused.value = "First @dana"
        await press_at_once(app, ("enter", "\r"), ("a", "a"), ("b", "b"))
        slow_writes.set()
        await settle(app.pilot)
        await app.pilot.pause(0.1)
        assert app.app.focused.value == "First @dana"
        assert "pressed meanwhile were not taken" in app.screen


async def test_a_database_that_does_not_answer_is_told_and_its_return_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = threading.Event()
    real = History.foreign

    def hung(self: History) -> int:
        assert answers.wait(10)
        return real(self)

    async with driven(tmp_path) as app:
        monkeypatch.setattr(History, "foreign", hung)
        app.app.others.look()
        await app.pilot.pause(0.1)
        app.app.others.look()
        await app.pilot.pause(0.1)
        assert app.message == "Not connected: the database does not answer"
        answers.set()
        await app.pilot.pause(0.2)
        assert app.message == "Connected again"


async def test_leaving_does_not_wait_for_ever(
    tmp_path: Path, slow_writes: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk, "_LAST_ANSWER", 0.1)
    async with driven(tmp_path) as app:
        await app.press("enter", "a")
        app.app.focused.value = "Call her @dana"
        await press_at_once(app, ("enter", "\r"))
        await app.pilot.pause(0.3)
        await press_at_once(app, ("ctrl+q", None))
    slow_writes.set()
    assert app.app.last_words == ["The database does not answer; nobody waited for it any longer."]
    async with driven(tmp_path) as app:
        assert app.message.startswith("Kept as you typed it: Add, “Call her")


async def test_a_refused_verb_drops_the_keys_behind_it_and_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = threading.Event()

    def busy(*_: object) -> object:
        assert answers.wait(10)
        raise StorageError("The database is in use by another program; nothing was changed.")

    async with driven(tmp_path) as app:
        await app.press("enter")
        first = app.app.screen.board.current.title
        monkeypatch.setattr(Tasks, "complete", busy)
        await press_at_once(app, ("c", "c"), ("j", "j"), ("L", "L"))
        answers.set()
        await settle(app.pilot)
        assert "were not taken." in app.screen
        await app.press("escape")
        assert app.app.screen.board.current.title == first
        answers.clear()
        await press_at_once(app, ("c", "c"))
        await press_at_once(app, ("ctrl+q", None))
        answers.set()
    assert "in use by another program" in app.app.last_words[0]


async def test_a_text_typed_into_a_list_is_there_again_when_it_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: object) -> object:
        raise StorageError("The database is in use by another program; nothing was changed.")

    async with driven(tmp_path) as app:
        await app.press("enter", "o", *"Zed Newman")
        monkeypatch.setattr(Tasks, "set_owner", busy)
        await app.press("enter")
        assert app.app.focused.value == "Zed Newman"
        assert "in use by another program" in app.screen


async def test_nothing_is_opened_by_a_click_while_something_is_saved(
    tmp_path: Path, slow_writes: threading.Event
) -> None:
    async with driven(tmp_path) as app:
        await app.press("enter", "a")
        app.app.focused.value = "Call her @dana"
        await press_at_once(app, ("enter", "\r"))
        await app.pilot.click("#footer", offset=(2, 0))
        await app.pilot.pause(0.1)
        assert app.app.screen is app.app.screen_stack[1]
        slow_writes.set()
        await settle(app.pilot)
