"""A database that takes its time: keys pressed meanwhile are not lost, late answers change nothing."""

import shutil
import threading
from pathlib import Path

import pytest
from textual.events import Key

from driving import Driver, driven, make_app, settle
from greenpath_tui.services.accounts import Accounts
from greenpath_tui.storage import store


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
