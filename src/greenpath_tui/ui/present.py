"""The present account: what is shown of it, the walk through the others, and what writes to it."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from textual.screen import Screen

from greenpath_tui.errors import Conflict, GreenpathError, NotFound, StorageError
from greenpath_tui.settings import Settings
from greenpath_tui.ui.actions import BOARD, PORTFOLIO
from greenpath_tui.ui.desk import KEYS_LOST, Again, Desk
from greenpath_tui.ui.glyphs import Glyphs
from greenpath_tui.ui.state import SavedView, State

if TYPE_CHECKING:
    from greenpath_tui.services import Services
    from greenpath_tui.storage.journal import Result
    from greenpath_tui.ui.others import Others
    from greenpath_tui.views.dossier import Dossier

_LOOK_AFTER = 0.15  # seconds; a screen that can be drawn at once is drawn before it is read again

_PATIENCE = 0.4  # seconds after which a write says that it is under way


class PresentAccount(Desk):
    """The part of the app that knows where one is."""

    settings: Settings
    others: "Others"
    state: State
    glyphs: Glyphs

    def __init__(self) -> None:
        super().__init__()
        self.dossier: Dossier | None = None
        self.walk: list[str] = []  # the frozen list that [ and ] walk
        self._going_to = ""  # the account that is being read, to be shown

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

        under_way = True
        self.holding += 1

        def patience_ended() -> None:
            if under_way:
                self.tell("Saving…", "the database is busy; keys wait until it has answered")

        self.set_timer(_PATIENCE, patience_ended)

        def done(result: "Result") -> None:
            nonlocal under_way
            under_way = False
            self.holding -= 1
            self.took(result)
            if then is not None:
                then(result)

        def refused(error: GreenpathError) -> None:
            nonlocal under_way
            under_way = False
            self.holding -= 1
            self._lined().message_line.clear()
            if isinstance(error, Conflict | NotFound):
                self.reload()
            if failed is not None:
                failed(error)
                return
            lost = isinstance(error, Conflict | StorageError) and self.drop_waiting()
            if lost:
                self.tell_error(f"{error} {KEYS_LOST}")
            else:
                self.fail(error)

        self.work(failed.around(job) if isinstance(failed, Again) else job, done, refused)

    def took(self, result: "Result") -> None:
        """A use case wrote: patch the view, name what happened and the key that undoes it."""
        if result.operation is None:
            self.tell("Nothing changed")
            return
        from greenpath_tui.domain.model import Account
        from greenpath_tui.views.patching import patched

        if self.dossier is not None:
            self.set_dossier(patched(self.dossier, result.saved, result.removed))
        self.portfolio.drop([id_ for kind, id_ in result.removed if kind is Account])
        self.portfolio.stale = True
        self.state.page = {}
        verb, _, rest = result.sentence.partition(" ")
        self.tell(verb.capitalize(), rest, "u", "undo")
        if self._lined() is self.portfolio:
            self.portfolio.refetch()

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
        self, account_id: str, kind: str, known: "Dossier | None" = None, filter: str | None = None
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
            if filter is not None:
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

    def reload(
        self, then: Callable[[], None] | None = None, without: Callable[[], None] | None = None
    ) -> None:
        """Read again what is shown; what is remembered of the list is true no more.

        `then` runs once the list in front, or the account, is shown as it is now; `without` where
        the account is there no more (else that is said).
        """
        self.state.page = {}
        listed = self._lined() is self.portfolio
        if self.dossier is not None:
            account_id = self.dossier.account.id

            def gone(error: GreenpathError) -> None:
                if self._sheet_open:  # what is being typed goes first; the next look tells
                    self.others.look_again()
                    return
                behind = self.screen is self.portfolio
                self.dossier = None
                self.show_screen(PORTFOLIO)
                if without is not None:
                    without()
                elif not behind:
                    self.fail(error)

            def read(dossier: "Dossier") -> None:
                self.set_dossier(dossier)
                if then is not None and not listed:
                    then()

            self.work(lambda s: s.accounts.dossier(account_id), read, gone)
        self.portfolio.stale = True
        if listed:
            self.portfolio.refetch(then)

    def reload_quietly(self) -> None:
        """Read again after people changed: their names stand everywhere."""
        if self.dossier is not None:
            account_id = self.dossier.account.id
            self.work(lambda s: s.accounts.dossier(account_id), self.set_dossier)

    def show_view(self, view: SavedView) -> None:
        """The portfolio with a saved view."""
        self.show_screen(PORTFOLIO)
        self.portfolio.sort, self.portfolio.reverse = view.sort, view.reverse
        self.portfolio.set_filter(view.filter)

    def show_screen(self, kind: str) -> None:
        """Bring a screen to the front: the portfolio below, Board or Green above it.

        The list's cursor stands on the account one comes from.
        """
        self._going_to = ""
        if kind == PORTFOLIO and self.dossier is not None and self._lined() is not self.portfolio:
            self.portfolio.reveal([self.dossier.account.id])
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
