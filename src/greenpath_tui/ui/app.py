"""The app: opens the services in the background, keeps the present account, runs use cases."""

import asyncio
import gc
import logging
import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from rich.text import Text
from textual.binding import Binding
from textual.screen import Screen
from textual.timer import Timer
from textual.worker import WorkerFailed

from greenpath_tui import crashlog
from greenpath_tui.errors import Conflict, GreenpathError, NotFound, StorageError
from greenpath_tui.resources import styles_dir
from greenpath_tui.settings import Settings
from greenpath_tui.ui import state as state_module
from greenpath_tui.ui.actions import BOARD, PORTFOLIO, keymap
from greenpath_tui.ui.glyphs import ASCII, UNICODE
from greenpath_tui.ui.ink import Inks
from greenpath_tui.ui.themes import theme_id, themes
from greenpath_tui.ui.typeahead import TypeAhead

if TYPE_CHECKING:
    from greenpath_tui.services import Services
    from greenpath_tui.storage.journal import Result
    from greenpath_tui.views.dossier import Dossier

T = TypeVar("T")
log = logging.getLogger("greenpath")

_GARBAGE_AFTER = 3.0  # seconds; a start makes no garbage worth a collection
_LOOK_AFTER = 0.15  # seconds; a screen that can be drawn at once is drawn before it is read again
POLL_SECONDS = 4.0  # how often the work of others is looked for


@dataclass(frozen=True, slots=True)
class Opening:
    """What the command line hands over: settings and how the services are opened."""

    settings: Settings
    services: "Callable[[], Services]"
    sample: "Callable[[], Services]"
    throw_away: bool = False  # the database is a sample that ends with the program
    tidy: Callable[[], None] = lambda: None  # what is to be done where the program ends at once


class GreenpathApp(TypeAhead):
    """One window on one database."""

    CSS_PATH = [
        styles_dir() / "base.tcss",
        styles_dir() / "widgets.tcss",
        styles_dir() / "screens" / "portfolio.tcss",
        styles_dir() / "screens" / "board.tcss",
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
        self.settings = opening.settings
        self._own_keys = keymap(self.settings.keys, str(self.settings.config))
        self.glyphs = ASCII if opening.settings.ascii else UNICODE
        self.services: Services | None = None
        self.who = opening.settings.user  # the person that name means, once people are known
        self.dossier: Dossier | None = None
        self.walk: list[str] = []  # the frozen list that [ and ] walk
        self._going_to = ""  # the account that is being read, to be shown
        self.state = state_module.State()
        self._state_path: Path | None = None
        self._desk = ThreadPoolExecutor(1, thread_name_prefix="greenpath-desk")
        self._foreign = -1
        self._polling: Timer | None = None
        self._leaving = False
        self._ended = False
        self._out_of_reach = False
        self._looking = False
        self.inks = Inks()
        self.on_sample = opening.throw_away
        self.earlier: dict[str, list[str]] = {}  # lines entered before, by what they were for

    # -- start and end ----------------------------------------------------------------------------

    def on_load(self) -> None:
        """Themes, keys and remembered places, before the first frame."""
        for theme in themes():
            self.register_theme(theme)
        self._state_path = state_module.state_path(self.settings.state_dir, self.settings.database)
        self.state = state_module.load(self._state_path)
        chosen = self.settings.theme or self.state.theme or "dark"
        self.theme = theme_id("mono" if self.no_color else chosen)
        self.set_keymap(self._own_keys)

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
            loop.add_signal_handler(signal.SIGHUP, self._terminal_closed)

    def _collect_again(self) -> None:
        """What the start made stays for good: no collection needs to look at it."""
        gc.freeze()
        gc.enable()

    def _terminal_closed(self) -> None:
        """The terminal is gone: let the last write end, keep the places, and go."""
        keep = getattr(self.screen, "keep_typed", None)
        if keep is not None:
            keep()
        self.save_state()
        self._leaving = True

        def end() -> None:  # not on the loop: a worker may be waiting for it
            self._put_away()
            self.opening.tidy()
            os._exit(128 + signal.SIGHUP)

        threading.Thread(target=end, name="greenpath-end").start()

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
            before, self.services = self.services, opener()
            self.who = self.services.people.who
            if before is not None:
                before.close()

        def opened(_: None) -> None:
            self.dossier = None
            self._foreign = -1
            self._look_for_others()  # before anything is read: what comes later is news
            self.portfolio.opened()
            if self._polling is None:
                self._polling = self.set_interval(POLL_SECONDS, self._look_for_others)

        self.run_worker(self._serve(open_it, opened, None), group="desk")

    def open_sample(self) -> None:
        """The sample in a database of its own; quitting leaves the own one as it was."""
        self.save_state()
        if self._state_path is not None:
            state_module.save(self._state_path, self.state)
        self.on_sample = True
        self.settings = replace(self.settings, default_database=False)
        self._state_path = None
        self.state = state_module.State()
        self.open_database(self.opening.sample)

    def leave_sample(self) -> None:
        """Back from the sample to the database the program was started with."""
        self.on_sample = False
        self.settings = self.opening.settings
        self._state_path = state_module.state_path(self.settings.state_dir, self.settings.database)
        self.state = state_module.load(self._state_path)
        self.open_database(self.opening.services)

    async def action_quit(self) -> None:
        """Leave; places and what was typed are kept, what cannot be kept asks first."""
        screen = self.screen
        keep = getattr(screen, "keep_typed", None)
        if keep is not None:
            keep()
        elif getattr(screen, "changed", False) and not screen.asked:  # type: ignore[attr-defined]
            screen.action_close()  # type: ignore[attr-defined]
            return
        for sheet in self.screen_stack:
            stop = getattr(sheet, "stop_work", None)  # what would have to be waited for
            if stop is not None:
                stop()
        self.save_state()
        self._leaving = True
        self.exit()

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
        self._ended = True
        self._desk.shutdown(wait=True)
        if self.services is not None:
            self.services.close()
        if self._state_path is not None and self._leaving:
            if self.state.page:
                self.state.page["true_for"] = self.fingerprint
            state_module.save(self._state_path, self.state)

    @property
    def fingerprint(self) -> str:
        """What a remembered page is true for."""
        day = self.settings.clock().isoformat()
        return state_module.fingerprint(self.settings.database, day, self.settings.user)

    # -- use cases --------------------------------------------------------------------------------

    def work(
        self,
        job: "Callable[[Services], T]",
        then: Callable[[T], None],
        failed: Callable[[GreenpathError], None] | None = None,
    ) -> None:
        """Run a use case away from the event loop, one after another, then `then` with its result.

        What is refused or wrong is shown as its sentence (or goes to `failed`). Nothing is begun any
        more once the app ends.
        """
        if self._ended:
            return

        def run() -> T:
            if self.services is None:
                raise StorageError("No database is open.")
            return job(self.services)

        self.run_worker(self._serve(run, then, failed), group="desk")

    async def _serve(
        self,
        job: Callable[[], Any],
        then: Callable[[Any], None],
        failed: Callable[[GreenpathError], None] | None,
    ) -> None:
        loop = asyncio.get_running_loop()
        try:
            result = await loop.run_in_executor(self._desk, job)
        except GreenpathError as error:
            if failed is not None:
                failed(error)
            else:
                self.fail(error)
            return
        then(result)

    def fail(self, error: GreenpathError) -> None:
        """Show an error where the person looks."""
        problems = getattr(error, "problems", ())
        self.tell_error(f"{error} {problems[0]}" if problems else str(error))

    def tell(self, verb: str, text: str = "", key: str = "", label: str = "") -> None:
        """A message on the present screen's message line."""
        self._lined().say(verb, text, key, label)

    def tell_error(self, text: str) -> None:
        """An error on the present screen's message line; stays until a key."""
        self._lined().fail(text)

    def _lined(self) -> Any:
        """The uppermost screen that has a message line."""
        return next(s for s in reversed(self.screen_stack) if hasattr(s, "message_line"))

    @property
    def _sheet_open(self) -> bool:
        """True while a sheet stands before the screens."""
        return self._lined() is not self.screen

    def act(
        self,
        job: "Callable[[Services], Result]",
        then: "Callable[[Result], None] | None" = None,
        failed: Callable[[GreenpathError], None] | None = None,
    ) -> None:
        """Run a use case that writes; patch what is shown and say what happened.

        What is refused goes to `failed`, which asks again, or to the message line. Who was slower
        than somebody else is shown what that one did.
        """

        def done(result: "Result") -> None:
            self.took(result)
            if then is not None:
                then(result)

        def refused(error: GreenpathError) -> None:
            if isinstance(error, Conflict | NotFound):
                self.reload()
            (failed or self.fail)(error)

        self.work(job, done, refused)

    def took(self, result: "Result") -> None:
        """A use case wrote: patch the view, name what happened and the key that undoes it."""
        if result.operation is None:
            self.tell("Nothing changed")
            return
        if self.dossier is not None:
            self.set_dossier(self.dossier.patched(result.saved, result.removed))
        self.portfolio.stale = True
        self.state.page = {}
        verb, _, rest = result.sentence.partition(" ")
        self.tell(verb.capitalize(), rest, "u", "undo")
        if self._lined() is self.portfolio:
            self.portfolio.refetch()

    @property
    def database_name(self) -> str:
        """How the open database is named to people."""
        if self.services is None:
            return self.settings.database
        return self.services.store.name

    # -- the present account ----------------------------------------------------------------------

    @property
    def portfolio(self) -> Any:
        """The portfolio screen; it is always there."""
        return self.screen_stack[0]

    def set_dossier(self, dossier: "Dossier") -> None:
        """Show another state of the present account."""
        self.dossier = dossier
        for screen in self.screen_stack[1:]:
            show = getattr(screen, "show_dossier", None)
            if show is not None:
                show(dossier)

    def open_account(
        self, account_id: str, kind: str, known: "Dossier | None" = None, filter: str = ""
    ) -> None:
        """Show one of an account's screens; what is `known` of it at once, then as it is read.

        A `filter` takes the place of the board's own.
        """

        def ready(dossier: "Dossier") -> None:
            if self._going_to != account_id:
                return  # somebody went on to something else meanwhile
            self._going_to = ""
            if self._sheet_open:
                return
            fresh = self.dossier is None or self.dossier.account.id != account_id
            self.dossier = dossier
            self.show_screen(kind)
            self.set_dossier(dossier)
            if filter:
                self.screen.set_filter(filter)  # type: ignore[attr-defined]
            if fresh and hasattr(self.screen, "new_account"):
                self.screen.new_account()

        def read(dossier: "Dossier") -> None:
            present = self.dossier
            if known is None:
                ready(dossier)
            elif present is known and dossier != known:  # somebody changed it meanwhile
                self.set_dossier(dossier)

        def failed(error: GreenpathError) -> None:
            self._going_to = ""
            self.fail(error)

        def look() -> None:
            self.work(lambda s: s.accounts.dossier(account_id), read, failed)

        self._going_to = account_id
        if known is None:
            look()
        else:
            ready(known)
            self.set_timer(_LOOK_AFTER, look)

    @property
    def walk_words(self) -> str:
        """`3 of 12`: where the present account stands in the frozen walk."""
        if self.dossier is None or self.dossier.account.id not in self.walk or len(self.walk) < 2:
            return ""
        return f"{self.walk.index(self.dossier.account.id) + 1} of {len(self.walk)}"

    def step(self, by: int, kind: str) -> None:
        """The previous or next account of the walk, on the same screen."""
        if self.dossier is None:
            return
        present = self._going_to or self.dossier.account.id
        if present not in self.walk:
            self.walk = self.portfolio.walk_list()
        here = self.walk.index(present) if present in self.walk else -1
        place = here + by
        if not 0 <= place < len(self.walk):
            self.tell("This is", "the first account" if by < 0 else "the last account")
            return
        self.open_account(self.walk[place], kind)

    def reload(self) -> None:
        """Read again what is shown."""
        if self.dossier is not None:
            account_id = self.dossier.account.id

            def gone(error: GreenpathError) -> None:
                if self._sheet_open:  # what is being typed goes first; the next look tells
                    return
                listed = self.screen is self.portfolio
                self.dossier = None
                self.show_screen(PORTFOLIO)
                if not listed:
                    self.fail(error)

            self.work(lambda s: s.accounts.dossier(account_id), self.set_dossier, gone)
        self.portfolio.stale = True
        if self._lined() is self.portfolio:
            self.portfolio.refetch()

    def reload_quietly(self) -> None:
        """Read again after people changed: their names stand everywhere."""
        if self.dossier is not None:
            account_id = self.dossier.account.id
            self.work(lambda s: s.accounts.dossier(account_id), self.set_dossier)

    def show_view(self, view: state_module.SavedView) -> None:
        """The portfolio with a saved view."""
        self.show_screen(PORTFOLIO)
        self.portfolio.sort, self.portfolio.reverse = view.sort, view.reverse
        self.portfolio.set_filter(view.filter)

    def show_screen(self, kind: str) -> None:
        """Bring a screen to the front: the portfolio below, Board or Green above it."""
        self._going_to = ""
        while len(self.screen_stack) > 1 and getattr(self.screen, "KIND", "") != kind:
            self.pop_screen()
        if getattr(self.screen, "KIND", "") == kind:
            return
        if kind == PORTFOLIO:
            return
        if not self.is_screen_installed(kind):  # kept from then on: opening again is cheap
            self.install_screen(self._made(kind), kind)
        self.push_screen(kind)

    def _made(self, kind: str) -> Screen[Any]:
        if kind == BOARD:
            from greenpath_tui.ui.screens.board import BoardScreen

            return BoardScreen(self.glyphs)
        from greenpath_tui.ui.screens.green import GreenScreen

        return GreenScreen(self.glyphs)

    # -- the work of others -----------------------------------------------------------------------

    def _look_for_others(self) -> None:
        covered = getattr(self.screen, "covers", False)
        if self.services is None or covered or self._looking:
            return
        self._looking = True

        def seen(newest: int) -> None:
            self._looking = False
            if self._out_of_reach:
                self._out_of_reach = False
                self.tell("Connected again", "", "^r", "reloads")
                self.reload()
            known, self._foreign = self._foreign, newest
            if known >= 0 and known != newest:  # lower after a restore
                self.reload()

        def failed(error: GreenpathError) -> None:
            self._looking = False
            if not self._out_of_reach:  # said once; every look is a new try
                self._out_of_reach = True
                self.fail(error)

        self.work(lambda s: s.history.foreign(), seen, failed)
