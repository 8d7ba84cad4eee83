"""Two people on one thing: the second is told, sees both versions and decides."""

import threading
from pathlib import Path

import pytest

from driving import Driver, driven, settings_for, settle
from greenpath_tui import bootstrap
from greenpath_tui.domain import model as m
from greenpath_tui.services import Services
from greenpath_tui.ui.modals.progress import ProgressSheet
from greenpath_tui.ui.screens.editing import parted


def other_user(folder: Path) -> Services:
    return bootstrap.open_services(settings_for(folder, user="Priya Nair"))


def harbour_task(services: Services) -> m.Task:
    account = services.accounts.find("Harbour")
    return next(
        t
        for t in services.accounts.dossier(account.id).tasks
        if t.title.startswith("Root cause of the sync")
    )


async def form_with_conflict(app: Driver, folder: Path) -> m.Task:
    """The form of the first card, its title typed, after Priya changed title and notes."""
    await app.press("enter", "e")
    await app.type("Root cause, named")
    task = harbour_task(app.services)
    others = other_user(folder)
    others.tasks.edit(task.id, {"title": "Root cause of everything", "done_when": "log 4711"})
    others.close()
    await app.press("enter")
    return task


async def test_both_versions_stand_beside_each_other(tmp_path: Path) -> None:
    async with driven(tmp_path) as app:
        await form_with_conflict(app, tmp_path)
        assert "Priya Nair changed this task while you were typing" in app.screen
        assert "just now" in app.screen
        line = next(x for x in app.screen.splitlines() if "Root cause, named" in x)
        assert "Root cause of everything" in line
        assert "log 4711" in app.screen
        assert harbour_task_title(app) == "Root cause of everything"


def harbour_task_title(app: Driver) -> str:
    account = app.services.accounts.find("Harbour")
    titles = [t.title for t in app.services.accounts.dossier(account.id).tasks]
    return next(t for t in titles if t.startswith("Root cause"))


async def test_save_mine_writes_only_what_i_changed(tmp_path: Path) -> None:
    async with driven(tmp_path) as app:
        task = await form_with_conflict(app, tmp_path)
        await app.press("m")
        with app.services.store.read() as reader:
            saved = reader.get(m.Task, task.id)
        assert (saved.title, saved.done_when) == ("Root cause, named", "log 4711")
        await app.press("u")
        assert harbour_task_title(app) == "Root cause of everything"


async def test_one_key_does_not_undo_what_somebody_did_unseen(tmp_path: Path) -> None:
    async with driven(tmp_path) as app:
        await app.press("enter")
        others = other_user(tmp_path)
        others.tasks.complete([harbour_task(app.services).id])
        others.close()
        await app.press("c")
        said = " ".join(app.screen.replace("│", " ").split())
        assert "Priya Nair (at " in said
        assert "completed “Root cause of the sync" in said
        assert harbour_task(app.services).done
        await app.press("escape")
        assert app.app.screen.board.current.item.done  # what she did is on the screen now


@pytest.mark.parametrize("answer", ["enter", "t"])
async def test_what_was_typed_is_kept(tmp_path: Path, answer: str) -> None:
    async with driven(tmp_path) as app:
        await form_with_conflict(app, tmp_path)
        await app.press(answer)
        if answer == "t":
            assert app.message.startswith("Kept theirs;")
            await app.press("e")
        assert "Root cause, named" in app.screen
        assert "log 4711" in app.screen
        await app.press("enter")
        assert harbour_task_title(app) == "Root cause, named"


async def test_a_thing_deleted_meanwhile_is_said(tmp_path: Path) -> None:
    async with driven(tmp_path) as app:
        await app.press("enter", "e")
        await app.type("Another title")
        task = harbour_task(app.services)
        others = other_user(tmp_path)
        others.tasks.delete([task.id])
        others.close()
        await app.press("enter")
        assert "This task was deleted." in app.screen
        assert "Another title" in app.screen


async def test_a_line_that_is_refused_opens_again_with_its_text(tmp_path: Path) -> None:
    async with driven(tmp_path) as app:
        await app.press("a")
        await app.type("Vega Logistics arr:1k")
        await app.press("enter")
        assert "There is already an account called Vega Logistics." in app.screen
        assert "Vega Logistics arr:1k" in app.screen
        await app.type("Vega Air arr:1k")
        assert "There is already" not in app.screen
        await app.press("enter")
        assert app.services.accounts.find("Vega Air").arr == 100_000


async def test_a_long_import_says_how_far_it_is_and_esc_stops_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = "\n".join(f"Account {n},{n}" for n in range(400))
    (tmp_path / "book.csv").write_text(f"name,arr\n{rows}\n")
    async with driven(tmp_path, sample=False) as app:
        await app.press("I")
        await app.type(str(tmp_path / "book.csv"))
        await app.press("enter")
        assert "400 new" in app.screen

        go_on = threading.Event()
        report = ProgressSheet.report

        def slow(sheet: ProgressSheet, done: int, count: int) -> None:
            if done == 40:
                go_on.wait(5)
            report(sheet, done, count)

        monkeypatch.setattr(ProgressSheet, "report", slow)
        await app.pilot.press("enter")
        await app.pilot.pause(0.6)
        assert "Importing" in app.screen
        await app.pilot.press("escape")
        go_on.set()
        await settle(app.pilot)
        assert app.message == "Importing was cancelled; nothing was changed."
        assert app.services.accounts.rows() == []


async def test_leaving_before_deciding_keeps_what_was_typed(tmp_path: Path) -> None:
    async with driven(tmp_path) as app:
        await form_with_conflict(app, tmp_path)
        await app.press("ctrl+q")
    async with driven(tmp_path) as app:
        await app.press("enter", "e")
        assert "Root cause, named" in app.screen


async def test_an_account_deleted_while_a_line_is_typed_is_said_after_it(tmp_path: Path) -> None:
    async with driven(tmp_path) as app:
        await app.press("enter", "a")
        others = other_user(tmp_path)
        others.accounts.delete([others.accounts.find("Harbour").id])
        others.close()
        app.app.others.look()
        await settle(app.pilot)
        await app.press("escape")
        app.app.others.look()
        await settle(app.pilot)
        assert app.message == "This account was deleted."


async def test_the_work_of_others_appears_while_a_line_is_typed(tmp_path: Path) -> None:
    async with driven(tmp_path) as app:
        await app.press("enter", "a")
        await app.type("Half a line")
        others = other_user(tmp_path)
        others.tasks.edit(harbour_task(app.services).id, {"title": "Done by somebody else"})
        others.close()
        app.app.others.look()
        await settle(app.pilot)
        assert "Done by somebody else" in app.screen
        assert "Half a line" in app.screen


def test_long_texts_are_shown_from_where_they_part() -> None:
    same = "The same words again. " * 20
    mine, theirs = parted(same + "Mine.", same + "Theirs.", 24)
    assert mine == "…" + same[-12:] + "Mine."
    assert theirs == "…" + same[-12:] + "Theirs."
    assert parted("short", "sure", 24) == ("short", "sure")


@pytest.mark.parametrize("size", [(80, 24), (60, 15)])
async def test_two_long_texts_can_be_read_to_their_ends(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    own = "Mine begins. " + "We said this and that. " * 9 + "Mine-ends"
    async with driven(tmp_path, size=size) as app:
        await app.press("enter", "e")
        app.app.screen.query_one("#field-notes").text = own  # type: ignore[attr-defined]
        others = other_user(tmp_path)
        task = harbour_task(app.services)
        others.tasks.edit(task.id, {"notes": own.replace("Mine", "Theirs")})
        others.close()
        await app.press("enter")
        seen = app.screen
        for _ in range(3):
            await app.press("pagedown")
            seen += app.screen
        assert "just now" in seen
        for word in ("Mine", "Theirs", "Mine-ends", "Theirs-ends"):
            assert word in seen
        await app.press("enter")
        assert "Saving replaces what Priya" in app.screen
