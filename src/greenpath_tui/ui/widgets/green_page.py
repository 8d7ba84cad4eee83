"""The definition of Green, drawn: three texts, the criteria, the advice below."""

from dataclasses import dataclass
from decimal import Decimal

from textual.events import Click, MouseScrollDown, MouseScrollUp
from textual.message import Message
from textual.strip import Strip

from greenpath_tui.domain.advice import Advice, Level
from greenpath_tui.domain.criteria import figure
from greenpath_tui.domain.days import day_number, plain_date
from greenpath_tui.domain.terms import AgreementState, Side, Source
from greenpath_tui.ui.glyphs import Glyphs
from greenpath_tui.ui.ink import Drawn, Part, cells, cut, fit, right, shortened, wrapped
from greenpath_tui.ui.widgets.pane import Pair, block
from greenpath_tui.views.dossier import CriterionView, Dossier

NARROW = 70  # below: texts, criteria and advice are three tabs
WIDE = 110  # from here: what serves the criterion stands below, advice beside
TEXTS = ("customer_words", "requirements", "statement")
_LABELS = {"customer_words": "They say", "requirements": "We need", "statement": "Green is when"}
_FOR = {Source.BOTH: "both", Source.CUSTOMER: "them", Source.INTERNAL: "us"}


@dataclass(frozen=True, slots=True)
class _Line:
    """A drawn line; `target` is the text or criterion it belongs to."""

    parts: tuple[Part, ...] = ()
    target: str = ""
    end: tuple[Part, ...] = ()
    whole: bool = False  # the cursor covers the line, not only its gutter


class GreenPage(Drawn):
    """One column of lines; the cursor stands on a text or a criterion."""

    class Opened(Message):
        """A text or criterion was clicked twice."""

    def __init__(self, glyphs: Glyphs) -> None:
        super().__init__(id="green-page")
        self._glyphs = glyphs
        self._dossier: Dossier | None = None
        self._lines: list[_Line] = []
        self._built: tuple[int, int] = (0, 0)
        self.target = TEXTS[0]
        self.tab = 0
        self.top = 0
        self.advice_below = True

    # -- what is shown ----------------------------------------------------------------------------

    def show(self, d: Dossier) -> None:
        """Another state of the account."""
        before = self.targets
        self._dossier = d
        now = self.targets
        if self.target not in now:  # it was deleted: the next one, else the one before
            place = before.index(self.target) if self.target in before else 0
            self.target = now[min(place, len(now) - 1)] if place and now else next(iter(now), "")
        self._build()
        self.refresh()

    @property
    def narrow(self) -> bool:
        """True where the page is three tabs."""
        return self.size.width < NARROW

    @property
    def _wide(self) -> bool:
        """True where a row has room for tasks and the last measurement."""
        return self.size.width >= 95 and self.size.height >= 30

    @property
    def targets(self) -> list[str]:
        """Everything the cursor can stand on, in order."""
        d = self._dossier
        criteria = [c.id for c in d.criteria] if d else []
        if self.narrow:
            return [list(TEXTS), criteria, []][self.tab]
        return [*TEXTS, *criteria]

    @property
    def criterion(self) -> CriterionView | None:
        """The criterion under the cursor."""
        d = self._dossier
        if d is None:
            return None
        return next((c for c in d.criteria_views if c.item.id == self.target), None)

    def move(self, dx: int, dy: int) -> None:
        """To another text or criterion; sideways between the two texts, or the tabs."""
        if dx and self.narrow:
            self.tab = max(0, min(self.tab + dx, 2))
            found = self.targets
            self.target = found[0] if found else ""
            self.top = 0
        elif dx:
            pair = TEXTS[:2]
            if self.target in pair:
                self.target = pair[1 if dx > 0 else 0]
        else:
            found = self.targets
            if found:
                place = found.index(self.target) if self.target in found else 0
                if not self.narrow and dy == 1 and self.target == TEXTS[0]:
                    place += 1  # both texts stand on one line
                self.target = found[max(0, min(place + dy, len(found) - 1))]
            elif self.narrow:
                self.top = max(0, self.top + dy)
        self._build()
        self.refresh()

    def select(self, target: str) -> None:
        """Put the cursor on a criterion."""
        if self.narrow:
            self.tab = 0 if target in TEXTS else 1
        self.target = target
        self.move(0, 0)

    # -- lines ------------------------------------------------------------------------------------

    def on_resize(self) -> None:
        """Lay out again."""
        self._build()
        self.refresh()

    def _build(self) -> None:
        self._built = (self.size.width, self.size.height)
        d = self._dossier
        if d is None or not self.size.width:
            return
        width = self.size.width - 3
        if d.definition is None:
            self._lines = self._empty(d)
            return
        if self.narrow:
            parts = [self._texts(d, width), self._criteria(d, width), advice_lines(d, width)]
            self._lines = [self._tabs(width), _Line(), *parts[self.tab]]
        else:
            self._lines = [
                self._title(d, width),
                _Line(),
                *self._side_by_side(d, width),
                _Line(),
                *self._statement(d, width),
                _Line(),
                *self._criteria(d, width),
            ]
            if self.advice_below:
                self._lines += [_Line(), _Line((("Advice", "dim"),)), *advice_lines(d, width)]
            if self._wide:
                self._lines += self._evidence(d, width)
        self._reveal()

    def _reveal(self) -> None:
        height = max(1, self.size.height)
        own = [y for y, line in enumerate(self._lines) if line.target == self.target]
        last = max(0, len(self._lines) - height)
        self.top = max(0, min(self.top, last))
        ends = self.targets[-1:]
        if own and ends == [self.target]:  # what stands below the last one is read from there
            self.top = min(last, own[0])
        elif self.target in TEXTS and not self.narrow:  # they stand at the top
            self.top = 0
        elif own and self.target:
            self.top = min(self.top, own[0])
            self.top = max(self.top, own[-1] - height + 1)
            if own[0] < height:
                self.top = 0 if own[-1] < height else self.top

    def _empty(self, d: Dossier) -> list[_Line]:
        words: list[list[Part]] = [
            [],
            [("No recovery plan yet", "bold")],
            [],
            [("Green is defined for a plan: their words, our requirements,", "muted")],
            [("and numbers both sides can check.", "muted")],
            [],
            [("P", "bold"), ("       drafts a plan for ", "text"), (d.account.name, "text")],
        ]
        return [_Line(tuple(parts)) for parts in words]

    def _tabs(self, width: int) -> _Line:
        names = ("Texts", "Criteria", "Advice")
        parts: list[Part] = []
        for index, name in enumerate(names):
            parts += [(name, "bold" if index == self.tab else "muted"), ("   ", "text")]
        return _Line(tuple(parts), end=(("h l", "bold"), (" tabs", "muted")))

    def _title(self, d: Dossier, width: int) -> _Line:
        assert d.definition is not None
        parts = (("Definition of Green", "bold"), (f"   version {d.definition.number}", "muted"))
        end: list[Part] = []
        for side in (Side.CUSTOMER, Side.US):
            end += [*self._word(d, side), ("   ", "text")]
        return _Line(parts, end=tuple(end[:-1]))

    def _word(self, d: Dossier, side: Side) -> list[Part]:
        word = d.agreement.get(side)
        who = "them" if side is Side.CUSTOMER else "us"
        if word is None:
            return [(f"{who}: not yet", "muted")]
        if word.state is AgreementState.AGREED:
            when = plain_date(word.on, d.today)
            return [(f"{self._glyphs.done} ", "text"), (f"{cut(word.person, 18)} {when}", "muted")]
        return [(f"{word.state.value} by {cut(word.changed_by, 14)}", "late")]

    def _label(self, name: str) -> Part:
        return (_LABELS[name], "bold" if self.target == name else "dim")

    def _side_by_side(self, d: Dossier, width: int) -> list[_Line]:
        assert d.definition is not None
        half = (width - 3) // 2
        most = 2 if self.size.height < 30 else 6
        left = self._said(d.definition.customer_words, half, most, "their words of success")
        other = self._said(d.definition.requirements, half, most, "what we need for it")
        sign = self._glyphs.cursor if self.target == TEXTS[1] else " "
        bar: Part = (sign + " ", "accent")
        out = [
            _Line(
                (
                    (fit(_LABELS[TEXTS[0]], half + 1), self._label(TEXTS[0])[1]),
                    bar,
                    (_LABELS[TEXTS[1]], self._label(TEXTS[1])[1]),
                ),
                "texts",
            )
        ]
        for index in range(max(len(left), len(other))):
            one = left[index] if index < len(left) else ("", "text")
            two = other[index] if index < len(other) else ("", "text")
            out.append(_Line(((fit(one[0], half + 1), one[1]), bar, two), "texts"))
        return out

    def _said(self, text: str, width: int, most: int, empty: str) -> list[Part]:
        if not text:
            return [(f"({empty}: e writes it)", "dim")]
        return [(line, "muted") for line in shortened(text, width, most)]

    def _statement(self, d: Dossier, width: int) -> list[_Line]:
        assert d.definition is not None
        text = d.definition.statement
        if not text:
            empty = "(one sentence both sides agree to: e writes it)"
            return [_Line((self._label("statement"), (f"  {empty}", "dim")), "statement")]
        most = 2 if self.size.height < 30 else 5
        found = shortened(text, width, most)
        lines = [_Line(((line, "bold"),), "statement") for line in found]
        if self.size.height >= 30 and not _says_green_is(text):
            lines.insert(0, _Line((self._label("statement"),), "statement"))
        return lines

    def _texts(self, d: Dossier, width: int) -> list[_Line]:
        assert d.definition is not None
        out: list[_Line] = []
        for name in TEXTS:
            text = getattr(d.definition, name)
            if name != "statement" or not _says_green_is(text):
                out.append(_Line((self._label(name),), name))
            ink = "bold" if name == "statement" else "text"
            if not text:
                out.append(_Line((("(empty: e writes it)", "dim"),), name))
            out += [_Line(((line, ink),), name) for line in (wrapped(text, width) if text else [])]
            out.append(_Line())
        return out

    # -- criteria ---------------------------------------------------------------------------------

    def _criteria(self, d: Dossier, width: int) -> list[_Line]:
        if not d.criteria_views:
            return [
                _Line((("No criterion yet", "bold"), ("   a adds one in a line:", "muted"))),
                _Line((("Order errors 8 -> 2 % due:d60 by:support", "text"),)),
            ]
        tiny = width < 66
        wide = self._wide
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
        extra = 2 + 5 + 2 + 9 if wide else 0
        if tiny:
            fixed = number + 1 + number + unit + 1 + 2 + 6 + 2 + 4
        name = max(12, min(34, width - fixed - extra))
        out: list[_Line] = []
        head: list[Part] = [(fit("Criterion", name), "dim")]
        if not tiny:
            head.append((right("From", number + 1), "dim"))
        head += [(right("Now", number + 1), "dim"), (right("To", number + 1), "dim")]
        head.append((" " * (unit + 3), "dim"))
        if not tiny:
            head.append((fit("Way there", bar + 1), "dim"))
        head.append((fit("", 6), "dim"))
        head.append((fit("  Due", 6), "dim"))
        if not tiny:
            head.append(("  For", "dim"))
        if wide:
            head.append(("   Tasks  Measured", "dim"))
        out.append(_Line(tuple(head)))
        for view in d.criteria_views:
            out.append(self._row(d, view, (name, number, unit, bar), tiny, wide))
        return out

    def _row(
        self,
        d: Dossier,
        view: CriterionView,
        widths: tuple[int, int, int, int],
        tiny: bool,
        wide: bool,
    ) -> _Line:
        name, number, unit, bar = widths
        c, s = view.item, view.standing
        behind = s.on_track is False and not s.met
        parts: list[Part] = [(fit(c.metric, name), "text")]
        if not tiny:
            parts.append((right(short_figure(c.baseline), number + 1), "dim"))
        parts += [
            (right(short_figure(s.current), number + 1), "bold"),
            (right(short_figure(c.target), number + 1), "muted"),
            (" " + fit(c.unit, unit) + "  ", "muted"),
        ]
        share = (s.way or 0) / 100
        if not tiny:
            done, rest = self._glyphs.progress(bar, 1.0 if s.met else min(share, 0.99))
            parts += [(done, "text"), (rest, "rule"), (" ", "text")]
        words = (
            "met" if s.met else "behind" if behind else f"{s.way} %" if s.way is not None else ""
        )
        parts.append((right(words, 6), "bold" if behind else "text" if s.met else "muted"))
        due = ""
        if c.due:
            start = d.anchor.start
            due = f"d{day_number(start, c.due)}" if start else plain_date(c.due, d.today)
        parts.append((right(due, 6), "muted"))
        if not tiny:
            parts.append((f"  {fit(_FOR[c.source], 4)}", "muted"))
        if wide:
            served = str(len(view.served_by)) if view.served_by else "none"
            parts.append((right(served, 6), "muted" if view.served_by else "bold"))
            when = plain_date(s.measured_on, d.today) if s.measured_on else "never"
            parts.append((f"  {when}", "muted"))
        return _Line(tuple(parts), c.id, whole=True)

    def _evidence(self, d: Dossier, width: int) -> list[_Line]:
        """The measurements of the criterion under the cursor, and what serves it."""
        view = self.criterion or (d.criteria_views[0] if d.criteria_views else None)
        if view is None:
            return []
        c = view.item
        figures = [(None, c.baseline), *((x.on, x.value) for x in view.measurements[-8:])]
        values = [v for _, v in figures if v is not None]
        if c.target is not None:
            values.append(c.target)
        top = max((abs(v) for v in values), default=None)
        out = [_Line(), _Line(((f"{c.metric}, measured", "dim"),))] if values else []
        for on, value in figures:
            if value is None:
                continue
            label = plain_date(on, d.today) if on else "from"
            done, rest = self._glyphs.progress(40, float(abs(value) / top) if top else 0)
            last = on is not None and on == view.standing.measured_on
            out.append(
                _Line(
                    (
                        (fit(label, 9), "muted"),
                        (right(figure(value), 8) + "  ", "bold" if last else "muted"),
                        (done, "text" if last else "muted"),
                        (rest, "rule"),
                    )
                )
            )
        if c.target is not None and top:
            done, rest = self._glyphs.progress(40, float(abs(c.target) / top))
            goal = right(figure(c.target), 8) + "  "
            out.append(
                _Line((("goal     ", "muted"), (goal, "muted"), (done, "dim"), (rest, "rule")))
            )
        out += [_Line(), _Line((("Served by", "dim"),))]
        if not view.served_by:
            out.append(_Line((("no task yet", "text"),)))
        for card in view.served_by[:8]:
            due = plain_date(card.item.due, d.today) if card.item.due else ""
            late = card.late_days(d.today)
            words = f"{late} d late" if late else due
            over = card.item.done
            out.append(
                _Line(
                    (
                        (fit(card.title, 46), "dim" if over else "text"),
                        (f"  {fit(card.owner, 8)}", "muted"),
                        (fit(words, 11), "late" if late else "muted"),
                        (self._glyphs.done if over else "", "dim"),
                    )
                )
            )
        return out

    # -- drawing ----------------------------------------------------------------------------------

    def render_line(self, y: int) -> Strip:
        """One line with its gutter."""
        width = self.size.width
        if self._built != (width, self.size.height):
            self._build()
        index = self.top + y
        if index >= len(self._lines):
            return self.strip([], width)
        line = self._lines[index]
        own = line.target == self.target or (line.target == "texts" and self.target == TEXTS[0])
        here = bool(line.target) and own
        lead = self._glyphs.cursor if here else " "
        parts: list[Part] = [(lead, "accent"), (" ", "text"), *line.parts]
        if line.end:
            gap = width - 1 - cells(parts) - cells(line.end)
            parts += [(" " * max(1, gap), "text"), *line.end]
        return self.strip(parts, width, cursor=here and line.whole)

    def on_click(self, event: Click) -> None:
        """A click moves the cursor; the second one opens."""
        index = self.top + event.y
        if index >= len(self._lines) or not self._lines[index].target:
            return
        target = self._lines[index].target
        if target == "texts":
            target = TEXTS[0] if event.x < self.size.width // 2 else TEXTS[1]
        again = target == self.target
        self.target = target
        self.move(0, 0)
        if event.chain >= 2 and again:
            self.post_message(self.Opened())

    def on_mouse_scroll_down(self, event: MouseScrollDown) -> None:
        """The next text or criterion."""
        event.stop()
        self.move(0, 1)

    def on_mouse_scroll_up(self, event: MouseScrollUp) -> None:
        """The previous one."""
        event.stop()
        self.move(0, -1)


def short_figure(value: Decimal | None) -> str:
    """A figure in six cells: `48,000` stays, `1,250,000` becomes `1.25M`."""
    text = figure(value)
    if value is None or len(text) <= 6:
        return text
    for size, letter in ((10**9, "B"), (10**6, "M"), (10**3, "k")):
        if abs(value) >= size:
            return f"{float(value) / size:.4g}{letter}"[:6]
    return text[:6]


def _says_green_is(text: str) -> bool:
    """True for a statement that begins with its own heading."""
    return text.casefold().startswith(_LABELS["statement"].casefold())


def advice_lines(d: Dossier, width: int) -> list[_Line]:
    """Advice as lines of the page: errors first, with their reason."""
    out: list[_Line] = []
    for item in d.advice:
        sign, ink = _sign(item)
        key = item.key
        room = width - 2 - (len(key) + 2 if key else 0)
        text = item.text
        if item.level is Level.ERROR and item.why and cells([(f"{text}: {item.why}", "")]) <= room:
            text = f"{text}: {item.why}"
        gap = width - 2 - cells([(cut(text, room), "")]) - len(key)
        out.append(
            _Line(
                (
                    (sign, ink),
                    (cut(text, room), "muted" if item.level is Level.GOOD else "text"),
                    (" " * max(1, gap), "text"),
                    (key, "dim"),
                )
            )
        )
    if d.agreed(Side.CUSTOMER) and d.agreed(Side.US):
        out.append(_Line((("✓ ", "dim"), ("agreed by both sides", "muted"))))
    return out


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
        out += [([], []), ([("Versions", "dim")], [])]
        numbers = sorted({a.number for a in d.agreements} | {d.definition.number}, reverse=True)
        for number in numbers[:5]:
            now = "present" if number == d.definition.number else "agreed before"
            out.append(([(f"{number}  ", "bold"), (now, "muted")], [("V", "bold")]))
    return out
