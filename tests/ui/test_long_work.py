"""Long work says how far it is, and what it says goes away with it."""

import asyncio
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from driving import Driver, driven, settle
from greenpath_tui.errors import Cancelled
from greenpath_tui.ui import sheets
from greenpath_tui.ui.screens import asking
from greenpath_tui.ui.screens.base import AppScreen


async def shown(app: Driver, sheet: type) -> None:
    """Wait until a sheet of a kind stands in front."""
    while not isinstance(app.app.screen, sheet):
        await app.pilot.pause(0.01)


async def test_progress_goes_when_the_sheet_in_front_of_it_goes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "_PATIENCE", 0.01)
    may_end = threading.Event()
    async with driven(tmp_path) as app:
        said: list[Any] = []
        app.app.portfolio.long_work("T", "Working", lambda s, _: may_end.wait(10), said.append)
        await shown(app, sheets.ProgressSheet)
        app.app.push_screen(sheets.AskSheet("Sure?", [], ("close", ""), []))
        await shown(app, sheets.AskSheet)
        may_end.set()
        await settle(app.pilot)
        assert said == [True]
        await app.press("escape")
        assert app.app.screen is app.app.portfolio


async def test_progress_does_not_open_once_the_work_has_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    late: list[Any] = []
    real = AppScreen.set_timer

    def gone_off(self: AppScreen, delay: float, callback: Any = None, **given: Any) -> Any:
        """A timer whose call waits behind what else there is to do."""
        if delay == asking._PATIENCE:
            late.append(callback)
            delay = 3600
        return real(self, delay, callback, **given)

    monkeypatch.setattr(AppScreen, "set_timer", gone_off)
    async with driven(tmp_path) as app:
        app.app.portfolio.long_work("T", "Working", lambda s, _: None, lambda _: None)
        await settle(app.pilot)
        late[0]()
        await settle(app.pilot)
        assert app.app.screen is app.app.portfolio


async def test_progress_stays_away_from_what_somebody_went_on_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "_PATIENCE", 0.05)
    may_end = threading.Event()
    async with driven(tmp_path) as app:
        app.app.portfolio.long_work("T", "Working", lambda s, _: may_end.wait(10), lambda _: None)
        app.app.push_screen(sheets.AskSheet("Sure?", [], ("close", ""), []))
        await app.pilot.pause(0.2)
        assert isinstance(app.app.screen, sheets.AskSheet)
        app.app.screen.dismiss(None)
        await shown(app, sheets.ProgressSheet)  # she is back
        may_end.set()
        await settle(app.pilot)
        assert app.app.screen is app.app.portfolio


async def test_leaving_stops_long_work_that_is_out_of_sight(tmp_path: Path) -> None:
    stopped = threading.Event()

    def work(_: object, progress: Any) -> None:
        try:
            while True:
                progress(1, 2)
                time.sleep(0.01)
        except Cancelled:
            stopped.set()
            raise

    async with driven(tmp_path) as app:
        app.app.portfolio.long_work("T", "Working", work, lambda _: None)
        app.app.push_screen(sheets.AskSheet("Sure?", [], ("close", ""), []))
        await shown(app, sheets.AskSheet)
        await app.pilot.pause()
        await app.app.action_quit()
        assert await asyncio.to_thread(stopped.wait, 5)
