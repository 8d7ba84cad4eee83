"""A column of the board as lines: its head, its cards in order, and what did not fit."""

from collections.abc import Sequence
from dataclasses import dataclass

from greenpath_tui.domain.days import plain_date
from greenpath_tui.ui.ink import Part, cells, cut, fit
from greenpath_tui.ui.widgets.cards import Look
from greenpath_tui.views.dossier import Card, Column

NARROW = 70  # below this width one phase at a time
HEAD = -1  # the cursor's place on a column's head
HEAD_LINES = 4  # name, rule, dates, an empty line
_AIRY = 100  # from this width an empty line follows each card, where all of them fit
_GAP = 3  # cells between two columns
_WIDER = 3  # cells that today's phase has more: `lee    Wed 2 Dec ! Product` fits at 80


@dataclass(frozen=True, slots=True)
class Lane:
    """A column as it is drawn: its head, its cards in order, how many of them stand before it."""

    column: Column | None  # None: the account has no plan
    cards: tuple[Card, ...]
    loose: int  # cards from before the plan, on top


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a lane: a card's first or second line, or a word."""

    card: int = -1
    second: bool = False
    words: str = ""
    ghost: bool = False  # the dragged card at its landing place


@dataclass(frozen=True, slots=True)
class Drag:
    """A card under way: which, and where it would land among the open cards of a lane."""

    task_id: str
    lane: int
    place: int


def boxes(lanes: Sequence[Lane], width: int) -> list[tuple[int, int]]:
    """(x, width) of the text of each lane, side by side; today's phase is wider."""
    count = len(lanes)
    if not count:
        return []
    room = width - 3 - _GAP * (count - 1)
    now = next((i for i, lane in enumerate(lanes) if lane.column and lane.column.current), 0)
    least, rest = divmod(room - _WIDER, count)
    widths = [least + (index < rest) for index in range(count)]
    widths[now] += _WIDER
    out, x = [], 2
    for own in widths:
        out.append((x, own))
        x += own + _GAP
    return out


def lane_rows(lane: Lane, width: int, room: int) -> list[Row]:
    """The lines of a lane on a board of `width` cells with `room` lines below the head."""
    to_do = [i for i, c in enumerate(lane.cards) if not c.item.done]
    done = [i for i, c in enumerate(lane.cards) if c.item.done]
    rows: list[Row] = []
    lines = 1 if width < NARROW else 2
    need = len(to_do) * (lines + 1) + len(done) + 2
    airy = width >= _AIRY and need <= room
    if lane.loose and lane.column:
        rows.append(Row(words="outside the plan"))
    for place in to_do:
        if lane.loose and place == lane.loose and lane.column:
            rows.append(Row(words="in the plan"))
        rows.append(Row(place))
        if lines == 2:
            rows.append(Row(place, second=True))
        if airy:
            rows.append(Row())
    if done:
        if to_do and not airy and lines == 2:
            rows.append(Row())
        rows += [Row(place) for place in done]
    return rows


def rest_words(lane: Lane, rows: Sequence[Row], top: int, room: int) -> str:
    """`7 more open, 3 done`: what is out of sight while `room` rows from `top` on are shown."""
    shown = {row.card for row in rows[top : top + room]}
    above = {row.card for row in rows[:top]} - shown - {-1}
    below = [c for i, c in enumerate(lane.cards) if i not in shown and i not in above]
    done = sum(1 for c in below if c.item.done)
    to_do = len(below) - done
    more = "" if above else "more "
    words = [f"{len(above)} above"] if above else []
    if to_do:
        words.append(f"{to_do} {more}open")
    if done:
        words.append(f"{done} done" if words else f"{done} more done")
    return ", ".join(words)


def with_ghost(rows: Sequence[Row], drag: Drag, narrow: bool) -> list[Row]:
    """The lines of a lane with the dragged card at its landing place."""
    out = list(rows)
    at = next((y for y, row in enumerate(out) if row.card == drag.place), None)
    if at is None:
        own = [y for y, row in enumerate(out) if 0 <= row.card < drag.place]
        at = own[-1] + 1 if own else 0
    ghost = [Row(drag.place, ghost=True)]
    if not narrow:
        ghost.append(Row(drag.place, second=True, ghost=True))
    out[at:at] = ghost
    return out


def head_line(
    column: Column | None, y: int, width: int, look: Look, landing: bool = False
) -> list[Part]:
    """Line `y` of a head: name and count, progress (accented where a card lands), dates and gate."""
    if column is None:
        return [("Tasks without a plan", "bold")] if y == 0 else []
    done, count = len(column.done), len(column.cards)
    if y == 0:
        figures = f"{done}/{count}"
        name = fit(column.phase.name, width - len(figures) - 1)
        return [
            (name + " ", "bold" if column.current else "text"),
            (str(done), "bold" if column.current else "muted"),
            (f"/{count}", "muted"),
        ]
    if y == 1:
        full, rest = look.glyphs.progress(width, done / count if count else 0)
        if landing:
            return [(full + rest, "accent")]
        return [(full, "text" if column.current else "muted"), (rest, "rule")]
    return _dates_and_gate(column, width, look) if y == 2 else []


def _dates_and_gate(column: Column, width: int, look: Look) -> list[Part]:
    gate, dates, last = column.gate, "", ""
    if column.dates:
        first, last = (plain_date(day, look.today) for day in column.dates)
        dates = f"{first} – {last}"
    if cells([(dates, "")]) + cells([(gate, "")]) + 1 > width:
        dates = dates.replace(" – ", "–")
    if cells([(dates, "")]) + cells([(gate, "")]) + 1 > width:
        dates = cut(f"to {last}", width - len(gate) - 1)
    gate_ink = "bold" if gate == "gate open" else "text" if column.current else "muted"
    space = " " * max(0, width - cells([(dates, ""), (gate, "")]))
    return [(dates, "muted"), (space, "text"), (gate, gate_ink)]
