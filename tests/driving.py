"""Driving the app in tests: open it on a database, press keys, wait until it has settled."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from textual.pilot import Pilot

from greenpath_tui import bootstrap
from greenpath_tui.services import Services
from greenpath_tui.settings import Settings
from greenpath_tui.ui.app import GreenpathApp, Opening

TODAY = date(2026, 11, 23)


def settings_for(folder: Path, name: str = "test.db", user: str = "") -> Settings:
    """Settings of a database in a folder, on a fixed day; of a named user, in a sample too."""
    return Settings(
        database=str(folder / name),
        default_database=True,
        user=user or "dana",
        as_user=user,
        today=TODAY,
        config=folder / "config.toml",
        state_dir=folder / "state",
    )


@cache
def _sample() -> bytes:
    """A new database with the sample in it, made once by each process that runs tests."""
    with TemporaryDirectory() as folder:
        services = bootstrap.open_demo(settings_for(Path(folder)))
        services.store.backup(Path(folder) / "copy.db")
        services.close()
        return (Path(folder) / "copy.db").read_bytes()


def make_app(folder: Path, sample: bool = True, **changes: object) -> GreenpathApp:
    """The app on a database in a folder, filled with the sample or empty."""
    given = settings_for(folder, user=str(changes.pop("user", "")))
    settings = replace(given, **changes)  # type: ignore[arg-type]

    def services() -> Services:
        if not sample:
            return bootstrap.open_services(settings)
        path = Path(settings.database)
        if settings.today == TODAY and path.parent.is_dir() and not path.exists():
            path.write_bytes(_sample())
        return bootstrap.open_demo(settings)

    def apart() -> Services:
        return bootstrap.open_demo(replace(settings, database=str(folder / "sample.db")))

    return GreenpathApp(Opening(settings, services, apart))


async def settle(pilot: Pilot[None]) -> None:
    """Wait until every use case has ended and the screen shows it."""
    while pilot.app.keys_wait:  # type: ignore[attr-defined]
        await asyncio.sleep(0.001)
    for _ in range(3):
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()


_NAMES = {
    " ": "space", "@": "at", "!": "exclamation_mark", "#": "number_sign", ":": "colon",
    "/": "slash", "+": "plus", "-": "minus", ".": "full_stop", ">": "greater_than_sign",
    "%": "percent_sign", ",": "comma", "?": "question_mark", "*": "asterisk",
    "[": "left_square_bracket", "]": "right_square_bracket", "_": "underscore",
}  # fmt: skip


class Driver:
    """An open app: press, type, look."""

    def __init__(self, app: GreenpathApp, pilot: Pilot[None]) -> None:
        self.app = app
        self.pilot = pilot

    async def press(self, *keys: str) -> None:
        """Press keys one after another and let each take effect."""
        for key in keys:
            await self.pilot.press(_NAMES.get(key, key))
            await settle(self.pilot)

    async def type(self, text: str) -> None:
        """Put text into the focused input at once."""
        focused = self.app.focused
        assert focused is not None, "nothing takes text here"
        focused.value = text  # type: ignore[attr-defined]
        await settle(self.pilot)

    @property
    def screen(self) -> str:
        """What is on the screen, as plain text."""
        lines = self.app.screen._compositor.render_strips()
        return "\n".join("".join(segment.text for segment in line).rstrip() for line in lines)

    @property
    def services(self) -> Services:
        """The app's own services."""
        assert self.app.services is not None
        return self.app.services

    @property
    def message(self) -> str:
        """What the message line says."""
        return str(self.app._lined().message_line.text)


@contextlib.asynccontextmanager
async def driven(
    folder: Path, sample: bool = True, size: tuple[int, int] = (80, 24), **changes: object
) -> AsyncIterator[Driver]:
    """An open app, settled."""
    app = make_app(folder, sample, **changes)
    async with app.run_test(size=size, notifications=True, tooltips=True) as pilot:
        await settle(pilot)
        yield Driver(app, pilot)
