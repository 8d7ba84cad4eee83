"""The app: its start and end, which database is open, what is remembered."""

import asyncio
import gc
import os
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.text import Text
from textual.binding import Binding
from textual.screen import Screen
from textual.timer import Timer
from textual.worker import WorkerFailed

from greenpath_tui import crashlog
from greenpath_tui.errors import GreenpathError
from greenpath_tui.resources import styles_dir
from greenpath_tui.settings import Settings
from greenpath_tui.ui import state as state_module
from greenpath_tui.ui.actions import keymap
from greenpath_tui.ui.glyphs import ASCII, UNICODE
from greenpath_tui.ui.ink import Inks
from greenpath_tui.ui.others import POLL_SECONDS, Others
from greenpath_tui.ui.present import PresentAccount
from greenpath_tui.ui.themes import theme_id, themes

if TYPE_CHECKING:
    from greenpath_tui.services import Services


_GARBAGE_AFTER = 3.0  # seconds; a start makes no garbage worth a collection


@dataclass(frozen=True, slots=True)
class Opening:
    """What the command line hands over: settings and how the services are opened."""

    settings: Settings
    services: "Callable[[], Services]"
    sample: "Callable[[], Services]"
    throw_away: bool = False  # the database is a sample that ends with the program
    tidy: Callable[[], None] = lambda: None  # what is to be done where the program ends at once


class GreenpathApp(PresentAccount):
    """One window on one database."""

    CSS_PATH = [
        styles_dir() / "base.tcss",
        styles_dir() / "widgets.tcss",
        styles_dir() / "screens" / "green.tcss",
    ]
    ENABLE_COMMAND_PALETTE = False
    TITLE = "greenpath"
    BINDINGS = [
        Binding("ctrl+q", "quit", "quit from anywhere", show=False, priority=True),
        Binding("ctrl+z", "suspend_process", "to the shell; fg comes back", show=False),
    ]

    def __init__(self, opening: Opening) -> None:
        super().__init__()
        self.animation_level = "none"  # what a key does is seen at once
        self.opening = opening
        self.refusal: GreenpathError | None = None  # why there is no database to work on
        self.settings = opening.settings
        self._own_keys = keymap(self.settings.keys, str(self.settings.config))
        self.glyphs = ASCII if opening.settings.ascii else UNICODE
        self.who = opening.settings.user  # the person that name means, once people are known
        self.state = state_module.State()
        self._state_path: Path | None = None
        self._not_read = ""  # why views and places of last time are not there
        self.others = Others(self)
        self._polling: Timer | None = None
        self._leaving = False
        self.inks = Inks()
        self.on_sample = opening.throw_away
        self.earlier: dict[str, list[str]] = {}  # lines entered before, by what they were for

    # -- start and end ----------------------------------------------------------------------------

    def on_load(self) -> None:
        """Themes, keys and remembered places, before the first frame."""
        for theme in themes():
            self.register_theme(theme)
        self._state_path = state_module.state_path(self.settings.state_dir, self.settings.database)
        self.state, self._not_read = state_module.load(self._state_path)
        chosen = self.settings.theme or self.state.theme or "dark"
        self.theme = theme_id("mono" if self.no_color else chosen)
        self.set_keymap(self._own_keys)
        self.set_class(self.settings.ascii, "-ascii")

    def get_default_screen(self) -> Screen[Any]:
        """The portfolio is the first screen; the others are pushed above it."""
        from greenpath_tui.ui.screens.portfolio import PortfolioScreen

        return PortfolioScreen(self.glyphs)

    def on_mount(self) -> None:
        """The portfolio's shell at once, the database behind it."""
        self.app_resume_signal.subscribe(self, lambda _: self._repaint())
        self.set_timer(_GARBAGE_AFTER, self._collect_again)
        self.call_after_refresh(self.open_database, self.opening.services)

        if hasattr(signal, "SIGHUP"):
            loop = asyncio.get_running_loop()
            for number in (signal.SIGHUP, signal.SIGTERM):
                loop.add_signal_handler(number, self._told_to_end, number)

    def _collect_again(self) -> None:
        """What the start made stays for good: no collection needs to look at it."""
        gc.freeze()
        gc.enable()

    def _told_to_end(self, number: int) -> None:
        """The terminal is gone, or the system ends us: end the last write, keep the places, go."""
        self._keep_typed()
        self.save_state()
        self._leaving = True

        loop = asyncio.get_running_loop()

        def end() -> None:  # not on the loop: a worker may be waiting for it
            self._put_away()
            self.opening.tidy()
            loop.call_soon_threadsafe(self._give_terminal_back, lambda: os._exit(128 + number))
            time.sleep(1)  # a terminal that is gone takes nothing
            os._exit(128 + number)

        threading.Thread(target=end, name="greenpath-end").start()

    def _give_terminal_back(self, then: "Callable[[], None]") -> None:
        if self._driver is not None:
            self._driver.stop_application_mode()
            self._driver.close()
        then()

    def _fatal_error(self) -> None:
        """A bug: the traceback goes into the log, the terminal says where it is."""
        error: BaseException | None = self._exception
        if isinstance(error, WorkerFailed):  # what went wrong in the worker
            error = error.error
        if error is not None:
            self._exit_renderables.append(Text(crashlog.write(self.settings.log, error)))
        self._close_messages_no_wait()

    def _repaint(self) -> None:
        self.call_later(self.refresh, repaint=True, layout=True)

    def open_database(self, opener: "Callable[[], Services]") -> None:
        """Open a database in the background and show its portfolio."""

        def open_it() -> None:
            services = opener()
            try:
                self.who = services.people.who
            except GreenpathError:
                services.close()
                raise
            before, self.services = self.services, services
            if before is not None:
                before.close()

        def opened(_: None) -> None:
            self.dossier = None
            self.others.start_over()  # before anything is read: what comes later is news
            self.portfolio.opened()
            if self._not_read:
                self.mention(f"Views and places of last time: {self._not_read}")
                self._not_read = ""
            elif self.state.left:
                self.tell("Kept as you typed it:", self.state.left)
                self.state.left = ""
            if self._polling is None:
                self._polling = self.set_interval(POLL_SECONDS, self.others.look)

        def failed(error: GreenpathError) -> None:
            if self.services is not None:  # on the one that is open one goes on
                self.fail(error)
                return
            self.refusal = error
            self.exit(return_code=error.exit_code)

        self.run_worker(self._serve(open_it, opened, failed), group="desk")

    def open_sample(self) -> None:
        """The sample in a database of its own; quitting leaves the own one as it was."""
        self.save_state()
        if self._state_path is not None:
            state_module.save(self._state_path, self.state)
        self.on_sample = True
        self.settings = replace(self.settings, default_database=False)
        self._state_path = None
        self.state = state_module.State()
        self.portfolio.take_up(self.state)
        self.open_database(self.opening.sample)

    def leave_sample(self) -> None:
        """Back from the sample to the database the program was started with."""
        self.on_sample = False
        self.settings = self.opening.settings
        self._state_path = state_module.state_path(self.settings.state_dir, self.settings.database)
        self.state, self._not_read = state_module.load(self._state_path)
        self.portfolio.take_up(self.state)
        self.open_database(self.opening.services)

    async def action_quit(self) -> None:
        """Leave; places and what was typed are kept, what cannot be kept asks first."""
        screen = self.screen
        kept = self._keep_typed()
        if not kept and getattr(screen, "changed", False) and not screen.asked:  # type: ignore[attr-defined]
            screen.action_close()  # type: ignore[attr-defined]
            return
        self.stop_long_jobs()
        self.save_state()
        self._leaving = True
        self.exit()

    def _keep_typed(self) -> str:
        """Have an open sheet keep what was typed, for the next start to offer; it in words."""
        keep = getattr(self.screen, "keep_typed", None)
        left = str(keep()) if keep is not None else ""
        self.state.left = self.named(left)
        return left

    def named(self, left: str) -> str:
        """What was being typed, with the account it was typed for."""
        if not left or self.dossier is None or self._lined() is self.portfolio:
            return left
        name = self.dossier.account.name
        return left if left.endswith(name) else f"{left}, {name}"

    def save_state(self) -> None:
        """Remember where we are."""
        self.portfolio.remember(self.state)
        if self.dossier is not None:
            self.state.account = self.dossier.account.id

    async def on_unmount(self) -> None:
        """Let the last write end, give the database back, then write the state.

        The remembered page is true for the file as it is now, so it is stamped last.
        """
        self._put_away()

    def _put_away(self) -> None:
        self.close_desk()
        kept = {*self.state.typed, *self.state.forms}
        if not self.state.left:  # a write that failed while we were leaving
            self.state.left = next((w for key, w in self.unsaved.items() if key in kept), "")
        if self._state_path is not None and self._leaving:
            if self.state.page:
                self.state.page["true_for"] = self.fingerprint
            if problem := state_module.save(self._state_path, self.state):
                self.last_words.append(problem)

    @property
    def fingerprint(self) -> str:
        """What a remembered page is true for."""
        day = self.settings.clock().isoformat()
        return state_module.fingerprint(self.settings.database, day, self.settings.user)

    @property
    def database_name(self) -> str:
        """How the database is named to people; a URL, which may hold a password, once it is open."""
        if self.services is None:
            return "" if "://" in self.settings.database else self.settings.database
        return self.services.store.name
