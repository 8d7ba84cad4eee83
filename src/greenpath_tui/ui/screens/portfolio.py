"""The portfolio: the list, its totals, filter, sort and views, and the verbs on accounts."""

import gc
from importlib import import_module
from typing import TYPE_CHECKING, Any

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.events import Resize
from textual.timer import Timer

from greenpath_tui.domain.days import full_date
from greenpath_tui.domain.money import DEFAULT_CURRENCY
from greenpath_tui.ui import actions
from greenpath_tui.ui.glyphs import Glyphs
from greenpath_tui.ui.ink import Part
from greenpath_tui.ui.remembered import keep_page, kept_page
from greenpath_tui.ui.screens.account_verbs import AccountVerbs
from greenpath_tui.ui.screens.marking import Marking
from greenpath_tui.ui.state import State
from greenpath_tui.ui.widgets.filter_line import FilterLine
from greenpath_tui.ui.widgets.lines import TextLines, marked_words
from greenpath_tui.ui.widgets.pane import Pane, block
from greenpath_tui.ui.widgets.table import PortfolioTable
from greenpath_tui.ui.widgets.totals import totals_line
from greenpath_tui.ui.widgets.welcome import welcome_lines
from greenpath_tui.views.portfolio import (
    SORTS,
    PortfolioRow,
    Totals,
    sorted_rows,
    totals,
    urgent_first,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from greenpath_tui.errors import GreenpathError
    from greenpath_tui.views.dossier import Dossier

_BESIDE = 120  # columns from which the detail pane stands beside the list
_LEAST_ROWS = 20  # below, the pane under the list goes away
_REST = 0.15  # seconds the cursor rests before details are read
_FIRST = 60  # rows read before all others


class PortfolioScreen(AccountVerbs, Marking):
    """Screen 1."""

    KIND = actions.PORTFOLIO
    BINDINGS = actions.bindings(actions.PORTFOLIO)

    def __init__(self, glyphs: Glyphs) -> None:
        super().__init__(glyphs)
        self.header = TextLines(3, id="portfolio-header")  # the last one stays empty
        self.filter_line = FilterLine(" / type to filter")
        self.table = PortfolioTable(glyphs)
        self.pane = Pane("account-pane", rest="Enter opens")
        self.welcome = TextLines(14, id="welcome")
        self.all_rows: list[PortfolioRow] = []
        self.marks = self.table.marks
        self.sort = "urgency"
        self.reverse = False
        self.stale = False
        self.whole = False  # all rows are here, not only the first ones
        self._totals: Totals | None = None  # of all accounts, once they are read
        self._shown_totals: Totals | None = None  # of those that are shown
        self._totalling: Timer | None = None
        self._detail: Dossier | None = None
        self._keep: str | None = None
        self._home: str | None = None  # where the cursor was when somebody began to filter
        self._wanted = ""  # id of the account whose details are read

    def compose(self) -> ComposeResult:
        """Header, filter, list with its pane, message, footer."""
        yield self.host.inks
        yield self.header
        yield self.filter_line
        with Horizontal(id="body"):
            yield self.table
            yield self.welcome
            yield self.pane
        yield self.message_line
        yield self.footer

    def on_mount(self) -> None:
        """The shell; the rows come when the database is open."""
        self.take_up(self.host.state)
        self.welcome.display = False
        self._show_remembered(self.host.state)
        self._paint_header()
        self._rest_timer = self.set_interval(_REST, self._rested, pause=True)
        self._lay_out()
        self.refresh_footer(False)

    def take_up(self, state: State) -> None:
        """Filter, sort and cursor as they were left in a database."""
        self.sort = state.sort if state.sort in SORTS else "urgency"
        self.reverse = state.reverse
        self.filter_line.set_text(state.filter)
        self._keep = state.cursor or None

    def _show_remembered(self, state: State) -> None:
        """The page as it was left, while nothing in the database has changed since."""
        page = kept_page(state, self.host.fingerprint)
        if page is not None:
            self._totals = self._shown_totals = page.totals
            self.table.currency = self.currency
            self.filter_line.show_count(page.counted)
            self.table.show(page.rows, self._today, state.cursor)

    # -- data -------------------------------------------------------------------------------------

    def opened(self) -> None:
        """A database was opened: read its accounts, the most urgent first."""
        self.all_rows = []
        self.marks.clear()
        self.whole = False
        if self.table.rows:  # the remembered page stands until all is read
            self.refetch()
            return
        plain = not self.filter_line.text and self.sort == "urgency" and not self.reverse
        if plain and self._keep is None:
            self.host.work(lambda s: s.accounts.first_rows(_FIRST), self._took_first)
        self.refetch()

    def _took_first(self, rows: list[PortfolioRow]) -> None:
        if not self.whole:
            self.all_rows = urgent_first(rows)
            self._show_rows()

    def drop(self, ids: list[str]) -> None:
        """Accounts that were deleted go at once: the next key acts on what is left."""
        if ids:
            self.all_rows = [row for row in self.all_rows if row.id not in ids]
            self._show_rows()

    def refetch(self, then: "Callable[[], None] | None" = None) -> None:
        """Read all accounts again; `then` runs once they are shown."""
        self.stale = False

        def took(rows: list[PortfolioRow]) -> None:
            self._took_rows(rows)
            if then is not None:
                then()

        self.host.work(lambda s: s.accounts.rows(), took)

    def reveal(self, ids: "Sequence[str]") -> None:
        """The cursor goes to the first account of these that is shown."""
        if self.current_id not in ids:
            places = [place for place, row in enumerate(self.table.rows) if row.id in ids]
            if places:
                self.table.move(places[0])

    def _took_rows(self, rows: list[PortfolioRow]) -> None:
        self.all_rows = urgent_first(rows)
        self._totals = totals(rows) if rows else None
        self.table.currency = self.currency
        if not self.whole:
            gc.freeze()  # thousands of rows: a full collection would stop a key for 70 ms
        self.whole = True
        if self.marks:
            self.marks.intersection_update(row.id for row in rows)
        self._show_rows(self._keep)
        self._keep = None
        self.set_timer(0.5, self._prepare)
        self._paint_header()
        empty = not rows
        if empty != self.welcome.display:
            self.welcome.display = empty
            self.table.display = not empty
            self.filter_line.visible = not empty
            self._lay_out()
        if empty:
            self._paint_welcome()
        self._fetch_detail()

    def _prepare(self) -> None:
        """Import the next screen while nobody waits for it."""
        self.host.work(lambda _: import_module("greenpath_tui.ui.screens.board"), lambda _: None)

    def _show_rows(self, keep: str | None = None) -> None:
        from greenpath_tui.domain.filters import account_filter

        test = account_filter(self.filter_line.text, self.host.settings.clock())
        rows = self.all_rows if not test.tests else [r for r in self.all_rows if test(r)]
        rows = sorted_rows(rows, self.sort, self.reverse)
        current = self.table.current
        self.table.show(rows, self._today, keep or (current.id if current else None))
        if self.whole:
            self._total(rows if test.tests else None)
            how = f"by {SORTS[self.sort]}" + (", reversed" if self.reverse else "")
            count = f"{len(rows)} of {len(self.all_rows)}, {how}"
            self.filter_line.show_count(count, test.error)
        self._paint_marks()

    @property
    def currency(self) -> str:
        """The main currency of the database."""
        return self._totals.currency if self._totals else DEFAULT_CURRENCY

    @property
    def _today(self) -> Any:
        return self.host.settings.clock()

    def on_screen_resume(self) -> None:
        """Back from an account: what changed there is read again."""
        if self.stale:
            self._detail = None
            self.refetch()
        else:
            self._rested()

    def remember(self, state: State) -> None:
        """Put cursor, filter and sort into the state."""
        current = self.table.current
        state.filter, state.sort, state.reverse = self.filter_line.text, self.sort, self.reverse
        state.cursor = current.id if current else ""
        if not self.whole:  # left before all was read: what is remembered stands
            return
        state.page = {}
        if self._shown_totals and not self.stale and self.table.cursor < _FIRST:
            rows = self.table.rows[:_FIRST]
            keep_page(state, rows, self._shown_totals, self.filter_line.count)

    # -- painting ---------------------------------------------------------------------------------

    def _paint_header(self) -> None:
        g = self.glyphs
        first: list[Part] = [(" greenpath  ", "muted"), ("Portfolio", "bold")]
        if self.host.services is not None and self.host.services.store.read_only:
            first = [(" Portfolio, read only", "bold")]
        if not self.host.settings.default_database:
            name = self._sample_words if self.host.on_sample else self.host.database_name
            first.append((f"   {name}", "dim"))
        end: list[Part] = [(f"{self._user}   {full_date(self._today)}", "muted")]
        lines: list[tuple[list[Part], list[Part]]] = [(first, end)]
        if self._shown_totals is not None:
            lines.append(totals_line(self._shown_totals, g, self.app.size.width))
        self.header.show(lines)

    def _total(self, rows: list[PortfolioRow] | None) -> None:
        """The totals are of what is shown (None: of all), once the typing rests."""
        if self._totalling is not None:
            self._totalling.stop()
        if rows is None:
            self._show_totals(self._totals)
            return
        self._totalling = self.set_timer(
            _REST, lambda: self._show_totals(totals(rows, self.currency))
        )

    def _show_totals(self, shown: Totals | None) -> None:
        if shown != self._shown_totals:
            self._shown_totals = shown
            self._paint_header()

    @property
    def _sample_words(self) -> str:
        own = not self.host.opening.throw_away
        return "sample; q leaves it" if own else "sample, kept apart"

    def _paint_welcome(self) -> None:
        lines = welcome_lines(self.size.width, self.size.height, self.host.database_name)
        self.welcome.styles.height = len(lines)
        self.welcome.show(lines)
        self.footer.show(
            [
                ("Enter", "sample", "open"),
                ("a", "account", "add"),
                ("I", "import", "import_file"),
                ("q", "quit", "quit_or_back"),
            ]
        )

    def _paint_marks(self) -> None:
        count = len(self.marks)
        if count:
            hidden = len(self.marks - {row.id for row in self.table.rows})
            left = marked_words(count, hidden, len(self.all_rows))
            self.message_line.rest(left, [("Esc", "bold"), (" clears", "muted")])
        elif self.whole and self.all_rows and not self.table.rows:
            why = [(self._why_empty, "bold")]
            self.message_line.rest(why, [("Esc", "bold"), (" clears the filter", "muted")])
        else:
            self.message_line.rest([], [])
        if self.all_rows or not self.whole:
            self.refresh_footer(bool(count))

    @property
    def _why_empty(self) -> str:
        """Why the filter shows nothing; a book that is empty for want of a name says so."""
        if "is:mine" in self.filter_line.text and not any(row.mine for row in self.all_rows):
            return f"No account is {self._user}’s: --user says who you are"
        return "No account matches the filter"

    @property
    def _user(self) -> str:
        return self.host.who

    def on_resize(self, event: Resize) -> None:
        """The pane stands beside, below, or not at all."""
        self._paint_header()
        self._lay_out()
        if self.welcome.display:
            self._paint_welcome()

    def _lay_out(self) -> None:
        width, height = self.size
        wanted = self.host.state.pane and not self.welcome.display
        beside = wanted and width >= _BESIDE
        below = wanted and not beside and height >= _LEAST_ROWS
        self.pane.display = beside or below
        self.pane.edge = "left" if beside else "top"
        self.query_one("#body").styles.layout = "horizontal" if beside else "vertical"
        self.pane.styles.width = 34 if beside else "100%"
        self.pane.styles.height = "100%" if beside else 4
        self._paint_detail()
        if self.whole and self.pane.display:
            self._rested()

    def _fetch_detail(self) -> None:
        row = self.table.current
        self._wanted = wanted = row.id if row is not None else ""
        if row is None or not self.pane.display or self.host.services is None:
            self._detail = None
            if row is None:
                self.pane.show([])
            return

        def ready(dossier: "Dossier | None") -> None:
            if dossier is not None and self._wanted == dossier.account.id:
                self._detail = dossier
                self._paint_detail()

        def still_wanted(services: Any) -> Any:  # in the desk's thread: the cursor may have gone on
            return services.accounts.dossier(wanted) if self._wanted == wanted else None

        def failed(error: "GreenpathError") -> None:
            if self._wanted == wanted:
                self.pane.show(block(str(error), self.pane.room, "muted"))

        self.host.work(still_wanted, ready, failed)

    def _paint_detail(self) -> None:
        d, row = self._detail, self.table.current
        if d is None or row is None or d.account.id != row.id:
            return
        from greenpath_tui.ui.details import account_lines, account_pane

        place = next((n for n, other in enumerate(self.all_rows, 1) if other.id == row.id), 0)
        if self.pane.edge == "left":
            self.pane.show(account_pane(d, self.glyphs, place, 29))
        else:
            self.pane.show(account_lines(d, self.glyphs, place, self.size.width - 2))

    # -- moving and marking -----------------------------------------------------------------------

    def on_portfolio_table_moved(self) -> None:
        """Details of the new account, when the cursor rests."""
        self._rest_timer.reset()
        self._rest_timer.resume()

    def _rested(self) -> None:
        self._rest_timer.pause()
        row = self.table.current
        if row is None or self._detail is None or self._detail.account.id != row.id:
            self._fetch_detail()

    def _some(self) -> bool:
        """True where the list has accounts; says so where it has none."""
        if self.table.rows:
            return True
        if not self.whole:
            self.say("The accounts", "are being read")
        elif not self.all_rows:
            self.say("No accounts", "yet", "a", "adds one")
        else:
            self.say("No account", "matches the filter", "Esc", "clears it")
        return False

    def _move(self, row: int) -> None:
        if self._some():
            self.table.move(row)

    def action_cursor(self, dx: int, dy: int) -> None:
        """Up and down."""
        self._move(self.table.cursor + dy)

    def action_next(self, step: int) -> None:
        """The first account of the next or previous status, round and round."""
        if not self._some():
            return
        rows = self.table.rows
        firsts = [i for i, row in enumerate(rows) if not i or row.status is not rows[i - 1].status]
        here = max(place for place, first in enumerate(firsts) if first <= self.table.cursor)
        self._move(firsts[(here + step) % len(firsts)])

    def action_top(self) -> None:
        """The first account."""
        self._move(0)

    def action_bottom(self) -> None:
        """The last account."""
        self._move(len(self.table.rows) - 1)

    def action_page(self, step: int) -> None:
        """A page."""
        self._move(self.table.cursor + step * self.table.page)

    def action_half_page(self, step: int) -> None:
        """Half a page."""
        self._move(self.table.cursor + step * max(1, self.table.page // 2))

    def under_cursor(self) -> str | None:
        """The account under the cursor."""
        return self.current_id if self._some() else None

    def in_order(self) -> list[str]:
        """The accounts that are shown, from the top."""
        return [row.id for row in self.table.rows]

    def all_shown(self) -> set[str]:
        """Every account that is shown."""
        return set(self.in_order()) if self._some() else set()

    def go_on(self) -> None:
        """To the next account."""
        self.table.move(self.table.cursor + 1)

    def marked(self) -> None:
        """In the list, and how many they are."""
        self.table.refresh()
        self._paint_marks()

    @property
    def current_id(self) -> str | None:
        """The account under the cursor."""
        row = self.table.current
        return row.id if row is not None else None

    def chosen(self) -> list[str]:
        """The marked accounts, else the one under the cursor; says so when there is none."""
        if self.marks:
            return [row.id for row in self.all_rows if row.id in self.marks]
        if self._some() and (row := self.table.current) is not None:
            return [row.id]
        return []

    # -- filter, sort, views ----------------------------------------------------------------------

    def action_filter(self) -> None:
        """Type to narrow."""
        if self.whole and not self.all_rows:
            self._some()
            return
        self.table.typing = True
        self._home = self.current_id
        self.filter_line.open()

    def on_filter_line_changed(self, event: FilterLine.Changed) -> None:
        """Narrow."""
        home = self._home or self.current_id
        self._show_rows(home)
        if self.current_id != home:  # it is filtered out: to the first hit
            self.table.move(0)
        self._rested()

    def on_filter_line_kept(self) -> None:
        """Enter: back to the list."""
        self._home = None
        self.table.typing = False
        self.table.refresh()

    def set_filter(self, text: str) -> None:
        """Another filter."""
        self.filter_line.set_text(text)
        self._show_rows()
        self._rested()

    def set_sort(self, sort: str) -> None:
        """Another order; the same one again reverses it."""
        self.reverse = not self.reverse if sort == self.sort else False
        self.sort = sort
        self._show_rows()

    def action_back(self) -> None:
        """Close the filter, then clear it, then the marks; from here q leaves."""
        if self.filter_line.typing:
            self.filter_line.close()
            self.on_filter_line_kept()
            self.set_filter("")
        elif self.filter_line.text:
            self.set_filter("")
        elif self.marks:
            self.marks.clear()
            self.marked()
        else:
            self.say("This is the portfolio", "", "q", "quits")

    def action_pane(self) -> None:
        """Show or hide the detail pane, where there is room for it."""
        if self.welcome.display:
            self.say("The pane", "is about an account", "a", "adds one")
            return
        if self.app.size.width < _BESIDE and self.app.size.height < _LEAST_ROWS:
            self.say("The pane", f"needs {_LEAST_ROWS} rows or {_BESIDE} columns")
            return
        self.host.state.pane = not self.host.state.pane
        self._lay_out()
        if self.pane.display:
            self._fetch_detail()

    # -- leaving ----------------------------------------------------------------------------------

    def walk_list(self) -> list[str]:
        """What [ and ] walk: the marked accounts, else what is shown, in this order."""
        rows = self.table.rows
        chosen = [row.id for row in rows if row.id in self.marks] if self.marks else []
        return chosen or [row.id for row in rows]

    def action_open(self) -> None:
        """The board of the account; in an empty database the sample."""
        if not self.all_rows:
            if self.whole:
                self.action_sample()
            return
        self.go_from_list(actions.BOARD)

    def go_from_list(self, kind: str) -> None:
        """A screen of the account under the cursor; the walk is frozen now."""
        row = self.table.current
        if row is None:
            self._some()
            return
        self.host.walk = self.walk_list() if self.whole else []  # the first step makes it then
        detail = self._detail if self._detail and self._detail.account.id == row.id else None
        self.host.open_account(row.id, kind, None if self.stale else detail)

    def on_portfolio_table_opened(self) -> None:
        """A double click."""
        self.action_open()

    async def action_quit_or_back(self) -> None:
        """From the portfolio, quit; from the sample, back to one's own accounts."""
        if self.host.on_sample and not self.host.opening.throw_away:
            self.host.leave_sample()
        else:
            await self.host.action_quit()

    def action_edit(self) -> None:
        """The account in a form."""
        self.edit_account()

    def action_delete(self) -> None:
        """Delete, after a question."""
        self.delete_accounts()
