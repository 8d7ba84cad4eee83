"""What the page of Green says below its texts, as lines: the criteria, their evidence, the advice."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from greenpath_tui.domain.advice import Advice, Level
from greenpath_tui.domain.days import day_number, plain_date
from greenpath_tui.domain.figures import figure
from greenpath_tui.domain.terms import AgreementState, Side, Source
from greenpath_tui.ui.glyphs import Glyphs
from greenpath_tui.ui.ink import Part, cells, cut, fit, right, wrapped
from greenpath_tui.ui.widgets.cards import Look, second_line, title_ink
from greenpath_tui.ui.widgets.pane import Pair, block
from greenpath_tui.views.dossier import CriterionView, Dossier

ADVICE = "advice:"  # how a target that is a line of advice begins
SIDES = {Side.CUSTOMER: "them", Side.US: "us"}
_WHO = 34  # cells of owner, due date and signs of a task that serves a criterion
_EVIDENCE = 40  # cells of a measurement's bar
_FOR = {Source.BOTH: "both", Source.CUSTOMER: "them", Source.INTERNAL: "us"}


@dataclass(frozen=True, slots=True)
class PageLine:
    """A drawn line; `target` is the text or criterion it belongs to."""

    parts: tuple[Part, ...] = ()
    target: str = ""
    end: tuple[Part, ...] = ()
    whole: bool = False  # the cursor covers the line, not only its gutter


@dataclass(frozen=True, slots=True)
class _Columns:
    """Widths of the table of criteria, in cells, and what there is room for."""

    name: int
    number: int
    unit: int
    bar: int
    few: bool  # no baseline, bar and side
    all: bool  # tasks and the last measurement too


def _columns(d: Dossier, width: int, wide: bool) -> _Columns:
    few = width < 66
    unit = max((min(6, len(c.item.unit)) for c in d.criteria_views), default=1)
    bar = 6 if width < 75 else 12 if wide else 8
    number = max(
        4,
        *(
            len(short_figure(x))
            for c in d.criteria_views
            for x in (c.item.baseline, c.standing.current, c.item.target)
        ),
    )
    fixed = 3 * (number + 1) + unit + 1 + 2 + bar + 1 + 6 + 2 + 4 + 2 + 4
    if few:
        fixed = number + 1 + number + unit + 1 + 2 + 6 + 2 + 4
    extra = 2 + 5 + 2 + 9 if wide else 0
    return _Columns(max(12, min(34, width - fixed - extra)), number, unit, bar, few, wide)


def criteria_lines(d: Dossier, glyphs: Glyphs, width: int, wide: bool) -> list[PageLine]:
    """The criteria as a table; how to add the first where there is none."""
    if not d.criteria_views:
        return [
            PageLine((("No criterion yet", "bold"), ("   a adds one in a line:", "muted"))),
            PageLine((("Order errors 8 -> 2 % due:d60 by:support", "text"),)),
        ]
    at = _columns(d, width, wide)
    head = fit("Criterion", at.name)
    head += "" if at.few else right("From", at.number + 1)
    head += right("Now", at.number + 1) + right("To", at.number + 1) + " " * (at.unit + 3)
    head += "" if at.few else fit("Way there", at.bar + 1)
    head += " " * 6 + fit("  Due", 6)
    head += "" if at.few else "  For"
    head += "   Tasks  Measured" if at.all else ""
    return [PageLine(((head, "dim"),)), *(_row(d, view, at, glyphs) for view in d.criteria_views)]


def _row(d: Dossier, view: CriterionView, at: _Columns, glyphs: Glyphs) -> PageLine:
    c, s = view.item, view.standing
    behind = s.on_track is False and not s.met
    parts: list[Part] = [(fit(c.metric, at.name), "text")]
    if not at.few:
        parts.append((right(short_figure(c.baseline), at.number + 1), "dim"))
    parts += [
        (right(short_figure(s.current), at.number + 1), "bold"),
        (right(short_figure(c.target), at.number + 1), "muted"),
        (" " + fit(c.unit, at.unit) + "  ", "muted"),
    ]
    share = (s.way or 0) / 100
    if not at.few:
        done, rest = glyphs.progress(at.bar, 1.0 if s.met else min(share, 0.99))
        parts += [(done, "text"), (rest, "rule"), (" ", "text")]
    words = "met" if s.met else "behind" if behind else f"{s.way} %" if s.way is not None else ""
    parts.append((right(words, 6), "bold" if behind else "text" if s.met else "muted"))
    due = ""
    if c.due:
        start = d.anchor.start
        due = f"d{day_number(start, c.due)}" if start else plain_date(c.due, d.today)
    parts.append((right(due, 6), "muted"))
    if not at.few:
        parts.append((f"  {fit(_FOR[c.source], 4)}", "muted"))
    if at.all:
        served = str(len(view.served_by)) if view.served_by else "none"
        parts.append((right(served, 6), "muted" if view.served_by else "bold"))
        when = plain_date(s.measured_on, d.today) if s.measured_on else "never"
        parts.append((f"  {when}", "muted"))
    return PageLine(tuple(parts), c.id, whole=True)


def evidence_lines(d: Dossier, view: CriterionView, glyphs: Glyphs, width: int) -> list[PageLine]:
    """The measurements of a criterion, and what serves it: open tasks first, as on their cards."""
    return [*_measured(d, view, glyphs), *_serving(d, view, glyphs, width)]


def _measured(d: Dossier, view: CriterionView, glyphs: Glyphs) -> list[PageLine]:
    c = view.item
    figures = [(None, c.baseline), *((x.on, x.value) for x in view.measurements[-8:])]
    values = [v for _, v in figures if v is not None]
    if c.target is not None:
        values.append(c.target)
    if not values:
        return []
    top = max(abs(v) for v in values)
    room = max(8, *(len(figure(v)) for v in values))

    def line(label: str, value: Decimal, ink: str, bar_ink: str) -> PageLine:
        done, rest = glyphs.progress(_EVIDENCE, float(abs(value) / top) if top else 0)
        shown = right(figure(value), room) + "  "
        return PageLine(((fit(label, 9), "muted"), (shown, ink), (done, bar_ink), (rest, "rule")))

    out = [PageLine(), PageLine(((f"{c.metric}, measured", "dim"),))]
    for on, value in figures:
        if value is not None:
            last = on is not None and on == view.standing.measured_on
            label = plain_date(on, d.today) if on else "from"
            out.append(line(label, value, "bold" if last else "muted", "text" if last else "muted"))
    if c.target is not None:
        out.append(line("target", c.target, "muted", "dim"))
    return out


def _serving(d: Dossier, view: CriterionView, glyphs: Glyphs, width: int) -> list[PageLine]:
    out = [PageLine(), PageLine((("Served by", "dim"),))]
    if not view.served_by:
        out.append(PageLine((("no task yet", "text"),)))
    look = Look(glyphs, d.today)
    cards = sorted(view.served_by, key=lambda c: (c.item.done, c.item.due or date.max))
    longest = max((cells([(c.title, "")]) for c in cards), default=0)
    room = min(longest, width - _WHO - 2)
    for card in cards:
        over = card.item.done
        title = (fit(card.title, room), "dim" if over else title_ink(card, d.today, False, False))
        done = plain_date(card.item.done_on, d.today) if card.item.done_on else ""
        rest = second_line(card, look, _WHO)
        if over:
            rest = [(f"{fit(card.owner, 9)} ", "dim"), (f"{glyphs.done} {done}", "dim")]
        out.append(PageLine((title, ("  ", "text"), *rest)))
    return out


def short_figure(value: Decimal | None) -> str:
    """A figure in six cells: `9,650` stays, `48,000` becomes `48k`, `1,250,000` becomes `1.25M`."""
    text = figure(value)
    round_one = value is not None and abs(value) >= 10_000 and value % 1000 == 0
    if value is None or (len(text) <= 6 and not round_one):
        return text
    for size, letter in ((10**9, "B"), (10**6, "M"), (10**3, "k")):
        if abs(value) >= size:
            return f"{float(value) / size:.4g}{letter}"[:6]
    return text[:6]


def to_mend(d: Dossier) -> dict[str, Advice]:
    """The advice the cursor can stand on, by a target for each: all but what is right already."""
    wanted = (item for item in d.advice if item.level is not Level.GOOD)
    return {f"{ADVICE}{place}": item for place, item in enumerate(wanted)}


def advice_lines(d: Dossier, width: int, chosen: str) -> list[PageLine]:
    """Advice as lines of the page, errors first; the chosen one is whole, with reason and pattern."""
    out: list[PageLine] = []
    for target, item in to_mend(d).items():
        out += _whole(item, target, width) if target == chosen else [_short(item, target, width)]
    for item in d.advice:
        if item.level is Level.GOOD:
            out.append(PageLine((_sign(item), (cut(item.text, width - 2), "muted"))))
    if d.agreed(Side.CUSTOMER) and d.agreed(Side.US):
        out.append(PageLine((("✓ ", "dim"), ("agreed by both sides", "muted"))))
    return out


def _short(item: Advice, target: str, width: int) -> PageLine:
    """One line, the key at its right; an error says why where there is room."""
    room = width - 2 - (len(item.key) + 2 if item.key else 0)
    text = item.text
    if item.level is Level.ERROR and item.why and cells([(f"{text}: {item.why}", "")]) <= room:
        text = f"{text}: {item.why}"
    text = cut(text, room)
    gap = width - 2 - cells([(text, "")]) - len(item.key)
    parts = (_sign(item), (text, "text"), (" " * max(1, gap), "text"), (item.key, "dim"))
    return PageLine(parts, target)


def _whole(item: Advice, target: str, width: int) -> list[PageLine]:
    """All of it: what, why, a pattern of a better wording, the key."""
    better = f"better: {item.pattern}" if item.pattern else ""
    rows = [
        (line, ink)
        for text, ink in (
            (item.text, "text"),
            (item.why, "muted"),
            (better, "text"),
            (item.key, "dim"),
        )
        for line in (wrapped(text, width - 2) if text else ())
    ]
    return [
        PageLine((_sign(item) if place == 0 else ("  ", "text"), row), target)
        for place, row in enumerate(rows)
    ]


def _sign(item: Advice) -> Part:
    signs: dict[Level, Part] = {
        Level.ERROR: ("! ", "late"),
        Level.WARNING: ("· ", "bold"),
        Level.GOOD: ("✓ ", "dim"),
    }
    return signs[item.level]


def advice_pane(d: Dossier, width: int) -> list[Pair]:
    """Advice beside the page: what, why, a pattern, the key."""
    out: list[Pair] = [([("Advice", "bold")], []), ([], [])]
    for item in d.advice:
        sign, ink = _sign(item)
        good = item.level is Level.GOOD
        for index, (parts, end) in enumerate(
            block(item.text, width - 2, "muted" if good else "text")
        ):
            out.append(([(sign if index == 0 else "  ", ink), *parts], end))
        if good:
            continue
        better = f"better: {item.pattern}" if item.pattern else ""
        for text, name in ((item.why, "muted"), (better, "text"), (item.key, "dim")):
            if text:
                out += [
                    ([("  ", "text"), *parts], end) for parts, end in block(text, width - 2, name)
                ]
        out.append(([], []))
    if d.agreed(Side.CUSTOMER) and d.agreed(Side.US):
        out.append(([("✓ ", "dim"), ("agreed by both sides", "muted")], []))
    if d.definition is not None and d.definition.number > 1:
        out += [([], []), ([("Versions", "dim")], [("V", "bold"), (" reads them", "muted")])]
        numbers = sorted({a.number for a in d.agreements} | {d.definition.number}, reverse=True)
        for number in numbers[:5]:
            own = {a.side: a for a in d.agreements if a.number == number}
            states = [a.state.value for a in own.values() if a.state is not AgreementState.AGREED]
            last = max((a.on for a in own.values()), default=None)
            said = states[:1] or (
                [f"agreed {plain_date(last, d.today)}"] if last else ["not agreed"]
            )
            if not states and 0 < len(own) < len(Side):
                said = [f"agreed by {SIDES[next(iter(own))]}"]
            if number == d.definition.number:
                said.insert(0, "present")
            out.append(([(f"{number}  ", "bold"), (", ".join(said), "muted")], []))
    return out
