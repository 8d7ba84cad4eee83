"""A database that takes its time: keys pressed meanwhile are not lost, late answers change nothing."""

import threading
from pathlib import Path

import pytest
from textual.events import Key

from driving import Driver, driven, settle
from greenpath_tui.services.accounts import Accounts


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
