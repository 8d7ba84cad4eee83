"""How a card is written: its title, and what stands below or behind it."""

from dataclasses import dataclass
from datetime import date

from rich.cells import cell_len

from greenpath_tui.domain.days import due_words, plain_date
from greenpath_tui.ui.glyphs import Glyphs
from greenpath_tui.ui.ink import Part, cells, fit, right
from greenpath_tui.views.dossier import Card


@dataclass(frozen=True, slots=True)
class Look:
    """What a card's lines need besides the card."""

    glyphs: Glyphs
    today: date


def title_ink(card: Card, today: date, marked: bool, far: bool) -> str:
    """Bold for what needs somebody, muted for a phase that is `far` off."""
    needs = card.late_days(today) or card.help_open
    if marked or needs or card.blocked:
        return "bold"
    return "muted" if far else "text"


def second_line(card: Card, look: Look, width: int) -> list[Part]:
    """Owner, due date, and what is most worth saying."""
    owner_width = 7 if width < 22 else max(7, min(10, cell_len(card.owner) + 1 + (width >= 28)))
    owner = fit(card.owner, owner_width - 1) + " "
    due, due_ink = _due(card, look.today)
    marks = _marks(card, look.glyphs)
    mark, mark_ink = "", "text"
    room = width - owner_width - cells([(due, "text")])
    if marks:
        (glyph, words, mark_ink), *others = marks
        rest = "".join(f" {other}" for other, _, _ in others)
        ways = (f"{words}{rest}", f"{glyph}{rest}", words, glyph)  # every sign before the word
        mark = next((way for way in ways if cells([(way, "text")]) < room), "")
    space = max(0, room - cells([(mark, "text")]))
    return [(owner, "dim"), (due, due_ink), (" " * space, "text"), (mark, mark_ink)]


def one_line(card: Card, look: Look, width: int, ink: str) -> list[Part]:
    """Mark, title, owner and due date in one line."""
    glyph, _, mark_ink = next(iter(_marks(card, look.glyphs)), ("", "", "text"))
    due, due_ink = _due(card, look.today)
    return [
        (fit(glyph, 2), mark_ink),
        (fit(card.title, width - 21), ink),
        (" ", "text"),
        (fit(card.owner, 7), "dim"),
        (" ", "text"),
        (due, due_ink),
    ]


def done_line(card: Card, look: Look, width: int, narrow: bool) -> list[Part]:
    """A completed card: its title, and when, where there is room."""
    sign = f"{look.glyphs.done} "
    when = plain_date(card.item.done_on, look.today) if card.item.done_on else ""
    if narrow:
        return [(sign, "dim"), (fit(card.title, width - 21), "dim"), (" ", "dim"),
                (fit(card.owner, 7), "dim"), (" ", "dim"), (when, "dim")]  # fmt: skip
    if width >= 28 and when:
        return [(sign, "dim"), (fit(card.title, width - 10), "dim"), (right(when, 8), "dim")]
    return [(sign, "dim"), (fit(card.title, width - 2), "dim")]


def _due(card: Card, today: date) -> Part:
    due = card.item.due
    if due is None:
        return ("", "muted")
    if card.closed:
        return (plain_date(due, today), "muted")
    if due < today:
        return (due_words(due, today), "late")
    return (due_words(due, today), "bold" if due == today else "muted")


def _marks(card: Card, g: Glyphs) -> list[tuple[str, str, str]]:
    """(glyph, words, ink) of what is worth saying about a card, most worth first."""
    out: list[tuple[str, str, str]] = []
    if card.blocked:
        out.append((g.blocked, f"{g.blocked} blocked", "bold"))
    if card.help_open:
        out.append((g.help, f"{g.help} {card.item.help_function or 'help'}", "bold"))
    if card.outside:
        out.append((g.outside, f"{g.outside} outside", "text"))
    if kind := g.kind(card.item.kind):
        out.append((kind, kind, "muted"))
    return out
