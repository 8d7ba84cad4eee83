"""The portfolio table, drawn line by line: as fast with 10,000 accounts as with ten."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from textual.events import Click, MouseScrollDown, MouseScrollUp
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip

from greenpath_tui.domain.days import update_words
from greenpath_tui.domain.money import foreign
from greenpath_tui.domain.terms import Direction, Status
from greenpath_tui.ui.glyphs import STATUS_INK, Glyphs
from greenpath_tui.ui.ink import Drawn, Part, cells, cut, fit, right
from greenpath_tui.views.portfolio import PortfolioRow


@dataclass(frozen=True, slots=True)
class Shown:
    """What a cell needs besides its row."""

    today: date
    glyphs: Glyphs
    currency: str = ""  # the main one; others are marked


Cell = Callable[[PortfolioRow, Shown], list[Part]]


@dataclass(frozen=True, slots=True)
class ColumnSpec:
    """A column: heading, width, space before it, side, and how a cell is drawn."""

    heading: str
    width: int
    gap: int
    right: bool
    cell: Cell
    drop: int = 0  # dropped in this order when the room is short; 0: never


def _name_ink(row: PortfolioRow) -> str:
    return {Status.RED: "bold", Status.YELLOW: "text", Status.GREEN: "muted"}[row.status]


def _status(row: PortfolioRow, s: Shown) -> list[Part]:
    name = STATUS_INK[row.status]
    return [(f"{s.glyphs.status(row.status)} {row.status.word}", name)]


def _direction(row: PortfolioRow, s: Shown) -> list[Part]:
    steady = row.direction is Direction.SAME
    return [(s.glyphs.direction(row.direction), "dim" if steady else "text")]


def _arr(row: PortfolioRow, s: Shown) -> list[Part]:
    ink = "muted" if row.status is Status.GREEN else "text"
    return [(foreign(row.arr, row.currency, s.currency), ink)]


def _renews(row: PortfolioRow, s: Shown) -> list[Part]:
    if row.renewal is None:
        return []
    days = (row.renewal - s.today).days
    words = f"{days} d" if days >= 0 else "passed"
    return [(words, "text" if days <= 90 else "muted")]


def _day(row: PortfolioRow, s: Shown) -> list[Part]:
    if row.stage == "no-plan" and row.status is Status.GREEN:
        return []  # it needs none
    return [(row.plan_words, "muted" if row.day is not None else "dim")]


def _met(row: PortfolioRow, s: Shown) -> list[Part]:
    return [(f"{row.met}/{row.criteria}", "muted")] if row.criteria else []


def _bar(row: PortfolioRow, s: Shown) -> list[Part]:
    if not row.criteria:
        return []
    done, rest = s.glyphs.progress(6, row.met / row.criteria)
    return [(done, "muted"), (rest, "rule")]


def _tasks(row: PortfolioRow, s: Shown) -> list[Part]:
    return [(f"{row.done}/{row.tasks}", "muted")] if row.tasks else []


def _late(row: PortfolioRow, s: Shown) -> list[Part]:
    return [(str(row.late), "late")] if row.late else []


def _update(row: PortfolioRow, s: Shown) -> list[Part]:
    if row.update_due is None:
        return []
    late = row.update_due < s.today
    name = "late" if late else "bold" if row.update_due == s.today else "muted"
    return [(update_words(row.update_due, s.today), name)]


def _touch(row: PortfolioRow, s: Shown) -> list[Part]:
    return [(f"{(s.today - row.last_touch).days} d", "muted")] if row.last_touch else []


def _likely(row: PortfolioRow, s: Shown) -> list[Part]:
    return [(f"{row.likelihood} %", "muted")] if row.likelihood is not None else []


COLUMNS: tuple[ColumnSpec, ...] = (
    ColumnSpec("Status", 8, 0, False, _status),
    ColumnSpec("", 1, 1, False, _direction, 12),
    ColumnSpec("Account", 0, 1, False, lambda r, s: [(r.name, _name_ink(r))]),
    ColumnSpec("CSM", 6, 1, False, lambda r, s: [(r.csm, "muted")], 8),
    ColumnSpec("Segment", 10, 1, False, lambda r, s: [(r.segment, "muted")], 4),
    ColumnSpec("ARR", 6, 0, True, _arr, 13),
    ColumnSpec("Renews", 6, 2, True, _renews, 11),
    ColumnSpec("Likely", 6, 1, True, _likely, 5),
    ColumnSpec("Day", 7, 2, True, _day, 10),
    ColumnSpec("Phase", 13, 1, False, lambda r, s: [(r.phase, "muted")], 3),
    ColumnSpec("", 6, 1, False, _bar, 7),
    ColumnSpec("Met", 4, 1, True, _met, 9),
    ColumnSpec("Tasks", 6, 1, True, _tasks, 6),
    ColumnSpec("Late", 4, 2, True, _late),
    ColumnSpec("Update due", 10, 2, False, _update, 14),
    ColumnSpec("Touch", 5, 1, True, _touch, 2),
    ColumnSpec("Tier", 4, 1, True, lambda r, s: [(str(r.tier), "muted")], 1),
)  # fmt: skip
_KEPT = 150  # drawn rows that are kept
# Rows shown beyond the cursor when it leaves the page: what comes, and fewer full frames.
_AHEAD = 5
_LEAST_NAME, _MOST_NAME, _GOOD_NAME = 14, 30, 18


def layout(width: int) -> tuple[list[ColumnSpec], int]:
    """The columns that fit and the width of the account's name."""
    columns = list(COLUMNS)
    for limit in range(15):
        kept = [c for c in columns if not c.drop or c.drop > limit]
        rest = width - 3 - sum(c.width + c.gap for c in kept)
        if rest >= (_GOOD_NAME if width >= 78 else _LEAST_NAME):
            break
    return kept, max(_LEAST_NAME, min(_MOST_NAME, rest))


class PortfolioTable(Drawn, can_focus=False):
    """A heading and the visible rows; the cursor and the marks are accounts, not places."""

    class Opened(Message):
        """A row was clicked twice."""

    class Moved(Message):
        """The cursor stands on another account."""

    def __init__(self, glyphs: Glyphs) -> None:
        super().__init__(id="table")
        self.rows: list[PortfolioRow] = []
        self.cursor = 0
        self.top = 0
        self.marks: set[str] = set()
        self.typing = False
        self.currency = ""  # the main one, once it is known
        self._glyphs = glyphs
        self._shown = Shown(date.min, glyphs)
        self._layout: tuple[int, list[ColumnSpec], int] = (0, [], 0)
        self._strips: dict[tuple[int, bool, bool, bool], Strip] = {}  # drawn rows, for scrolling

    def notify_style_update(self) -> None:
        """The theme changed: draw again."""
        self._strips = {}
        super().notify_style_update()

    def show(self, rows: list[PortfolioRow], today: date, keep: str | None = None) -> None:
        """Other rows; the cursor stays on the account `keep` where it is still shown."""
        self.rows = rows
        self._strips.clear()
        self._shown = Shown(today, self._glyphs, self.currency)
        if keep is not None:
            found = next((i for i, row in enumerate(rows) if row.id == keep), None)
            self.cursor = self.cursor if found is None else found
        self.cursor = max(0, min(self.cursor, len(rows) - 1))
        self._reveal()
        self.refresh()

    @property
    def current(self) -> PortfolioRow | None:
        """The account under the cursor."""
        return self.rows[self.cursor] if self.rows else None

    @property
    def page(self) -> int:
        """How many rows are visible."""
        return max(1, self.size.height - 1)

    def move(self, to: int) -> None:
        """Put the cursor on a row; repaints two lines where nothing scrolls."""
        to = max(0, min(to, len(self.rows) - 1))
        if to == self.cursor or not self.rows:
            return
        old, self.cursor = self.cursor, to
        before = self.top
        self._reveal()
        if self.top == before:
            width = self.size.width
            self.refresh(
                Region(0, old - self.top + 1, width, 1), Region(0, to - self.top + 1, width, 1)
            )
        else:
            self.refresh()
        self.post_message(self.Moved())

    def _reveal(self) -> None:
        page = self.page
        ahead = min(_AHEAD, page // 3)
        last = max(0, len(self.rows) - page)
        if self.cursor < self.top:
            self.top = self.cursor - ahead
        elif self.cursor >= self.top + page:
            self.top = self.cursor - page + 1 + ahead
        self.top = max(0, min(self.top, last))

    def on_resize(self) -> None:
        """Keep the cursor in sight, with what comes before it."""
        page = self.page
        self.top = 0 if self.cursor < page else min(self.top, self.cursor - page // 2)
        self._reveal()
        self.refresh()  # it was drawn in its new size before this was known

    def render_line(self, y: int) -> Strip:
        """The heading, or one account."""
        width = self.size.width
        if self._layout[0] != width:
            self._layout = (width, *layout(width))
            self._strips.clear()
        _, columns, name = self._layout
        if y == 0:
            return self._heading(columns, name, width)
        index = self.top + y - 1
        if index >= len(self.rows):
            return self.strip([], width)
        row = self.rows[index]
        here = index == self.cursor
        marked = row.id in self.marks
        key = (index, here, marked, self.typing)
        strip = self._strips.get(key)
        if strip is None:
            if len(self._strips) > _KEPT:
                self._strips.clear()
            strip = self._strips[key] = self._row(row, here, marked, columns, name, width)
        more = len(self.rows) - index - 1
        if more and y == self.size.height - 1:
            return self._ended(strip, "↓", width, here)
        return self._ended(strip, "↑", width, here) if y == 1 and self.top else strip

    def _ended(self, strip: Strip, sign: str, width: int, here: bool) -> Strip:
        """A row with a sign at the edge: there are more rows beyond it."""
        return Strip.join([strip.crop(0, width - 1), self.strip([(sign, "dim")], 1, cursor=here)])

    def _row(
        self,
        row: PortfolioRow,
        here: bool,
        marked: bool,
        columns: list[ColumnSpec],
        name: int,
        width: int,
    ) -> Strip:
        bar = "border" if self.typing else "accent"
        lead: list[Part] = [
            (self._glyphs.cursor if here else " ", "dim" if bar == "border" else "accent"),
            (self._glyphs.mark if marked else " ", "accent"),
        ]
        parts = lead
        for column in columns:
            parts.append((" " * column.gap, "text"))
            space = column.width or name
            drawn = column.cell(row, self._shown)
            if len(drawn) == 1:
                text, ink_name = drawn[0]
                if marked and column.width == 0:
                    ink_name = "bold"
                text = cut(text, space)
                pad = (" " * (space - cells([(text, "")])), "text")
                parts += [pad, (text, ink_name)] if column.right else [(text, ink_name), pad]
            else:
                used = sum(len(text) for text, _ in drawn)
                parts += [*drawn, (" " * (space - used), "text")]
        return self.strip(parts, width, cursor=here)

    def _heading(self, columns: list[ColumnSpec], name: int, width: int) -> Strip:
        parts: list[Part] = [("  ", "text")]
        for column in columns:
            space = column.width or name
            text = column.heading
            words = right(text, space) if column.right else fit(text, space)
            parts.append((" " * column.gap + words, "dim"))
        return self.strip(parts, width)

    def on_click(self, event: Click) -> None:
        """A click moves the cursor; the second one opens."""
        index = self.top + event.y - 1
        if event.y == 0 or index >= len(self.rows):
            return
        if event.chain >= 2 and index == self.cursor:
            self.post_message(self.Opened())
        else:
            self.move(index)

    def on_mouse_scroll_down(self, event: MouseScrollDown) -> None:
        """Three rows down."""
        event.stop()
        self.move(self.cursor + 3)

    def on_mouse_scroll_up(self, event: MouseScrollUp) -> None:
        """Three rows up."""
        event.stop()
        self.move(self.cursor - 3)
