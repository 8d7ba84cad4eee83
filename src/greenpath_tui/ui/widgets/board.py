"""The board, drawn line by line: three columns in one widget, each scrolling on its own."""

from datetime import date

from rich.cells import cell_len
from textual.events import (
    Click,
    MouseDown,
    MouseMove,
    MouseScrollDown,
    MouseScrollUp,
    MouseUp,
)
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip

from greenpath_tui.ui.glyphs import Glyphs
from greenpath_tui.ui.ink import Drawn, Part, cut, fit
from greenpath_tui.ui.widgets.cards import Look, done_line, one_line, second_line, title_ink
from greenpath_tui.ui.widgets.lanes import (
    HEAD,
    HEAD_LINES,
    NARROW,
    Drag,
    Lane,
    Row,
    boxes,
    head_line,
    lane_rows,
    rest_words,
    with_ghost,
)
from greenpath_tui.views.dossier import Card, Column


class Board(Drawn):
    """Cards of two lines without boxes; one line below 70 columns."""

    class Moved(Message):
        """The cursor stands elsewhere."""

    class Opened(Message):
        """A card or head was clicked twice."""

    class Dragged(Message):
        """A card is under way; None: it was put back."""

        def __init__(self, drag: Drag | None) -> None:
            super().__init__()
            self.drag = drag

    class Dropped(Message):
        """A card was let go over a place."""

        def __init__(self, drag: Drag) -> None:
            super().__init__()
            self.drag = drag

    def __init__(self, glyphs: Glyphs) -> None:
        super().__init__(id="board")
        self.lanes: list[Lane] = []
        self.lane = 0
        self.places: list[int] = []  # the cursor's card in each lane; HEAD on the head
        self.marks: set[str] = set()
        self.today = date.min
        self.typing = False
        self._glyphs = glyphs
        self._tops: list[int] = []
        self._rows: list[list[Row]] = []
        self._ghosts: list[list[Row]] = []  # rows with the dragged card at its landing place
        self._boxes: list[tuple[int, int]] = []  # x and width of each lane's text
        self._width = self._height = 0  # of the last layout; `size` is dear
        self.drag: Drag | None = None
        self._grabbed = ""  # the card under the pressed button
        self._dropped = False  # the click that ends a drag is still to come

    # -- what is shown ----------------------------------------------------------------------------

    def show(self, lanes: list[Lane], today: date, keep: str | None = None) -> None:
        """Other lanes; the cursor stays on the task `keep` where it is still shown."""
        before, self.lanes, self.today = self.lanes, lanes, today
        if len(self.places) != len(lanes):
            self.places = [0] * len(lanes)
            self._tops = [0] * len(lanes)
            self.lane = min(self.lane, max(0, len(lanes) - 1))
        else:  # a cursor that stood on the head for want of cards
            for index, lane in enumerate(before):
                if not lane.cards:
                    self.places[index] = 0
        if keep is not None:
            self.select(keep)
        for index, lane in enumerate(lanes):
            self.places[index] = min(self.places[index], len(lane.cards) - 1)
        if lanes and self.typing and not lanes[self.lane].cards:  # to the first that matches
            self.lane = next((i for i, lane in enumerate(lanes) if lane.cards), self.lane)
            self.places[self.lane] = max(0, self.places[self.lane])
        self._build()
        self.refresh()

    def select(self, task_id: str) -> bool:
        """Put the cursor on a task; False when it is not shown."""
        for index, lane in enumerate(self.lanes):
            for place, card in enumerate(lane.cards):
                if card.item.id == task_id:
                    self.lane, self.places[index] = index, place
                    self.refresh()
                    return True
        return False

    def start_at(self, lane: int) -> None:
        """Put the cursor on the first card of a lane."""
        self.lane = lane
        self.places = [0 if x.cards else HEAD for x in self.lanes]
        self._tops = [0] * len(self.lanes)
        self.refresh()

    @property
    def narrow(self) -> bool:
        """True where one phase is shown at a time."""
        return self._width < NARROW

    @property
    def current(self) -> Card | None:
        """The card under the cursor; None on a head or an empty board."""
        if not self.lanes:
            return None
        place = self.places[self.lane]
        cards = self.lanes[self.lane].cards
        return cards[place] if 0 <= place < len(cards) else None

    @property
    def following(self) -> Card | None:
        """The open card after the one under the cursor, else the one before it."""
        if not self.lanes:
            return None
        place = self.places[self.lane]
        cards = self.lanes[self.lane].cards
        others = [c for i, c in enumerate(cards) if i != place and not c.item.done]
        behind = [c for c in cards[place + 1 :] if not c.item.done]
        return next(iter(behind or others[-1:]), None)

    @property
    def column(self) -> Column | None:
        """The column the cursor stands in."""
        return self.lanes[self.lane].column if self.lanes else None

    @property
    def on_head(self) -> bool:
        """True while the cursor stands on a column's head."""
        return bool(self.lanes) and self.places[self.lane] == HEAD

    # -- moving -----------------------------------------------------------------------------------

    def move(self, dx: int, dy: int) -> None:
        """One or more cards or columns away."""
        if not self.lanes:
            return
        if dx:
            self.lane = max(0, min(self.lane + dx, len(self.lanes) - 1))
            if self.places[self.lane] == HEAD and self.lanes[self.lane].cards:
                self.places[self.lane] = 0
        least = HEAD if self.lanes[self.lane].column else 0
        last = len(self.lanes[self.lane].cards) - 1
        self.places[self.lane] = max(least, min(self.places[self.lane] + dy, last))
        self.refresh()
        self.post_message(self.Moved())

    def to_edge(self, bottom: bool) -> None:
        """The first or last card of the column."""
        if self.lanes:
            self.places[self.lane] = 0
            self.move(0, len(self.lanes[self.lane].cards) if bottom else 0)

    @property
    def page(self) -> int:
        """How many cards one page holds."""
        return max(1, self._room // (1 if self.narrow else 2))

    # -- lines ------------------------------------------------------------------------------------

    @property
    def _head(self) -> int:
        return 3 if self.narrow else HEAD_LINES

    @property
    def _room(self) -> int:
        return max(1, self._height - self._head)

    def render_lines(self, crop: Region) -> list[Strip]:
        """Lay out for the present size first, so that the first frame is whole.

        Only then is scrolled: where the cursor went meanwhile is no place to scroll to.
        """
        if self.size != (self._width, self._height):
            self._build()
        self._reveal()
        return super().render_lines(crop)

    def _build(self) -> None:
        self._width, self._height = self.size
        width = self._width
        self._boxes = (
            [(2, width - 3)] * len(self.lanes) if self.narrow else boxes(self.lanes, width)
        )
        self._rows = [lane_rows(lane, width, self._room) for lane in self.lanes]
        self.put_back()

    def _reveal(self) -> None:
        """Scroll the cursor's lane until its card is in sight."""
        if len(self._rows) != len(self.lanes):
            return
        for index, rows in enumerate(self._rows):
            room = self._room
            if len(rows) <= room:
                self._tops[index] = 0
                continue
            room -= 1  # the last line counts the rest
            top = max(0, min(self._tops[index], len(rows) - room))
            if index == self.lane:
                place = self.places[index]
                own = [y for y, row in enumerate(rows) if place >= 0 and row.card == place]
                if own:
                    top = min(top, own[0] - (1 if own[0] == 1 else 0))
                    top = max(top, own[-1] - room + 1)
                else:
                    top = 0
            self._tops[index] = max(0, top)

    def render_line(self, y: int) -> Strip:
        """One line through all columns."""
        width = self._width
        if not self.lanes:
            return self.strip([], width)
        if self.narrow:
            return self._narrow_line(y, width)
        strips: list[Strip] = []
        end = 0
        for index, (x, own) in enumerate(self._boxes):
            strips.append(self.strip([], x - 1 - end))
            strips.append(self._lane_line(index, y, own))
            end = x + own
        strips.append(self.strip([], max(0, width - end)))
        return Strip.join(strips)

    def _lane_line(self, index: int, y: int, width: int) -> Strip:
        """A line of one lane with its gutter: `width` + 1 cells."""
        lane = self.lanes[index]
        here = index == self.lane and self.places[index] == HEAD
        if y < HEAD_LINES:
            landing = self.drag is not None and self.lanes[self.drag.lane] is lane
            parts = head_line(lane.column, y, width, self._look, landing)
            bar = [(self._glyphs.cursor if here and y == 0 else " ", self._bar)]
            return self.strip([*bar, *parts], width + 1, cursor=here and y == 0)
        return self._body_line(index, y - HEAD_LINES, width)

    @property
    def _look(self) -> Look:
        return Look(self._glyphs, self.today)

    @property
    def _bar(self) -> str:
        return "dim" if self.typing else "accent"

    def _body_line(self, index: int, y: int, width: int) -> Strip:
        rows = self._ghosts[index] if self.drag else self._rows[index]
        top, room = self._tops[index], self._room
        lane = self.lanes[index]
        if len(rows) > room and y == room - 1:
            words = rest_words(lane, rows, top, room - 1)
            return self.strip([(" ", "text"), (fit(words, width), "dim")], width + 1)
        if top + y >= len(rows):
            return self.strip([], width + 1)
        row = rows[top + y]
        if row.card < 0:
            return self.strip([(" ", "text"), (fit(row.words, width), "dim")], width + 1)
        if row.ghost:
            return self._ghost_line(row, width)
        card = lane.cards[row.card]
        if self.drag and card.item.id == self.drag.task_id:
            text = "" if row.second else card.title
            return self.strip([(" ", "text"), (fit(text, width), "dim")], width + 1)
        here = index == self.lane and row.card == self.places[index] and not self.drag
        marked = card.item.id in self.marks
        lead = self._glyphs.cursor if here else self._glyphs.mark if marked else " "
        if marked and (row.second or not here):
            lead = self._glyphs.mark if not row.second or here else " "
        if row.second:
            parts = second_line(card, self._look, width)
        elif card.item.done:
            parts = done_line(card, self._look, width, self.narrow)
        else:
            column = lane.column
            later = column is not None and not column.current and not column.past
            far = later and column is not None and column.dates is not None
            ink = title_ink(card, self.today, marked, far)
            one = self.narrow
            parts = (
                one_line(card, self._look, width, ink) if one else [(fit(card.title, width), ink)]
            )
        return self.strip([(lead, self._bar), *parts], width + 1, cursor=here)

    def _ghost_line(self, row: Row, width: int) -> Strip:
        """The dragged card as the cursor, where it would land."""
        assert self.drag is not None
        card = next(c for x in self.lanes for c in x.cards if c.item.id == self.drag.task_id)
        parts = [(fit(card.title, width), "bold")]
        if row.second:
            parts = second_line(card, self._look, width)
        return self.strip([(self._glyphs.cursor, "accent"), *parts], width + 1, cursor=True)

    # -- one phase at a time ----------------------------------------------------------------------

    def _tabs(self, width: int) -> list[str]:
        """`Execution 3/11` of each phase, cut to its share of the width."""
        room = (width - 2) // max(1, len(self.lanes)) - 2
        out = []
        for lane in self.lanes:
            if lane.column is not None:
                figures = f"{len(lane.column.done)}/{len(lane.column.cards)}"
                name = cut(lane.column.phase.name, room - len(figures) - 1)
                out.append(f"{name} {figures}")
        return out

    def _narrow_line(self, y: int, width: int) -> Strip:
        here = self.places[self.lane] == HEAD
        if y == 0:
            parts: list[Part] = [(" ", "text")]
            if self.lanes[0].column is None:
                parts.append((" Tasks without a plan", "bold"))
            for index, name in enumerate(self._tabs(width)):
                chosen = index == self.lane
                bar = self._glyphs.cursor if chosen and here else " "
                parts += [(bar, self._bar), (f"{name} ", "bold" if chosen else "muted")]
            return self.strip(parts, width)
        column = self.lanes[self.lane].column
        if y == 1:
            if column is None:
                return self.strip([], width)
            *before, own = self._tabs(width)[: self.lane + 1]
            share = len(column.done) / len(column.cards) if column.cards else 0
            full, rest = self._glyphs.progress(cell_len(own), share)
            left = " " * (2 + sum(cell_len(name) + 2 for name in before))
            return self.strip([(left, "text"), (full, "text"), (rest, "rule")], width)
        if y == 2:
            parts = head_line(column, 2, width - 3, self._look)
            return self.strip([("  ", "text"), *parts], width)
        strip = self._body_line(self.lane, y - 3, width - 3)
        return Strip.join([self.strip([(" ", "text")], 1), strip, self.strip([], 1)])

    # -- dragging ---------------------------------------------------------------------------------

    def on_mouse_down(self, event: MouseDown) -> None:
        """Take hold of an open card."""
        lane, place = self._at(event.x, event.y)
        cards = self.lanes[lane].cards if self.lanes else ()
        held = place is not None and 0 <= place < len(cards) and not cards[place].item.done
        self._grabbed = cards[place].item.id if held and place is not None else ""

    def on_mouse_move(self, event: MouseMove) -> None:
        """Carry it; the board shows where it would land."""
        if not self._grabbed or not event.button:
            return
        if self.drag is None:
            self.capture_mouse()
        drag = Drag(self._grabbed, *self._landing(event.x, event.y))
        if drag != self.drag:
            self.drag = drag
            self._draw_ghost(drag)
            self.post_message(self.Dragged(drag))

    def on_mouse_up(self, event: MouseUp) -> None:
        """Let it go."""
        drag = self.drag
        self.put_back()
        if drag is not None:
            event.stop()
            self._dropped = True
            self.post_message(self.Dropped(drag))

    def put_back(self) -> None:
        """End a drag; the card is where it was."""
        self._grabbed = ""
        if self.drag is not None:
            self.drag = None
            self.release_mouse()
            self.refresh()
            self.post_message(self.Dragged(None))

    def _landing(self, x: int, y: int) -> tuple[int, int]:
        """(lane, place among its open cards) under the pointer."""
        lane = self._lane_at(x)
        if self.narrow and y == 0:
            lane = self._tab_at(x)
        to_do = sum(1 for c in self.lanes[lane].cards if not c.item.done)
        rows = self._rows[lane]
        line = self._tops[lane] + y - self._head
        if y < self._head:
            return lane, self.lanes[lane].loose
        for row in rows[max(0, line) :]:
            if row.card >= 0:
                place = row.card + (1 if row.second and rows[line] is row else 0)
                return lane, max(self.lanes[lane].loose, min(place, to_do))
        return lane, to_do

    def _draw_ghost(self, drag: Drag) -> None:
        self._ghosts = list(self._rows)
        self._ghosts[drag.lane] = with_ghost(self._rows[drag.lane], drag, self.narrow)
        self.refresh()

    # -- mouse ------------------------------------------------------------------------------------

    def _lane_at(self, x: int) -> int:
        if self.narrow:
            return self.lane
        for index, (start, own) in enumerate(self._boxes):
            if start - 1 <= x < start + own + 2:
                return index
        return self.lane

    def _tab_at(self, x: int) -> int:
        """The lane of a tab, where one phase is shown at a time."""
        return min(len(self.lanes) - 1, max(0, x) * len(self.lanes) // max(1, self._width))

    def _at(self, x: int, y: int) -> tuple[int, int | None]:
        """(lane, place) under the pointer; HEAD on a head, None where nothing is."""
        index = self._lane_at(x)
        if not self.lanes:
            return 0, None
        if y < self._head:
            return index, HEAD if self.lanes[index].column else None
        line = self._tops[index] + y - self._head
        rows = self._rows[index]
        found = rows[line].card if line < len(rows) else -1
        return index, found if found >= 0 else None

    def on_click(self, event: Click) -> None:
        """A click moves the cursor; the second one opens. The end of a drag is no click."""
        if not self.lanes or self._dropped:
            self._dropped = False
            return
        if self.narrow and event.y == 0:
            self.lane = self._tab_at(event.x)
            self.move(0, 0)
            return
        index, place = self._at(event.x, event.y)
        if place is None:
            return
        again = (index, place) == (self.lane, self.places[self.lane])
        self.lane, self.places[index] = index, place
        self.move(0, 0)
        if event.chain >= 2 and again:
            self.post_message(self.Opened())

    def on_mouse_scroll_down(self, event: MouseScrollDown) -> None:
        """A card down in the column under the pointer."""
        event.stop()
        self.lane = self._lane_at(event.x)
        self.move(0, 1)

    def on_mouse_scroll_up(self, event: MouseScrollUp) -> None:
        """A card up."""
        event.stop()
        self.lane = self._lane_at(event.x)
        self.move(0, -1)
