"""The definition of Green, drawn: three texts, the criteria, the advice below."""

from textual.events import Click, MouseScrollDown, MouseScrollUp
from textual.message import Message
from textual.strip import Strip

from greenpath_tui.domain.days import plain_date
from greenpath_tui.domain.terms import AgreementState, Side
from greenpath_tui.ui.glyphs import Glyphs
from greenpath_tui.ui.ink import Drawn, Part, cells, cut, fit, shortened, wrapped
from greenpath_tui.ui.widgets.green_lines import (
    ADVICE,
    SIDES,
    PageLine,
    advice_lines,
    criteria_lines,
    evidence_lines,
    to_mend,
)
from greenpath_tui.views.dossier import CriterionView, Dossier

NARROW = 70  # below: texts, criteria and advice are three tabs
WIDE = 110  # from here: what serves the criterion stands below, advice beside
TEXTS = ("customer_words", "requirements", "statement")
_LABELS = {"customer_words": "They say", "requirements": "We need", "statement": "Green is when"}


class GreenPage(Drawn):
    """One column of lines; the cursor stands on a text or a criterion."""

    class Opened(Message):
        """A text or criterion was clicked twice."""

    def __init__(self, glyphs: Glyphs) -> None:
        super().__init__(id="green-page")
        self._glyphs = glyphs
        self._dossier: Dossier | None = None
        self._lines: list[PageLine] = []
        self._built: tuple[int, int] = (0, 0)
        self.target = self._side = TEXTS[0]
        self.tab = 0
        self.top = 0
        self.advice_below = True

    # -- what is shown ----------------------------------------------------------------------------

    def show(self, d: Dossier) -> None:
        """Another state of the account."""
        before = self.targets
        self._dossier = d
        now = self.targets
        if self.target not in now:  # it was deleted: the next of its kind, else the one before
            place = before.index(self.target) if self.target in before else 0
            kind = [target for target in now if target.startswith(ADVICE) == self.on_advice] or now
            following = [target for target in kind if now.index(target) >= place]
            self.target = next(iter(following or kind[-1:]), "") if place else next(iter(now), "")
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
        advice = list(to_mend(d)) if d else []
        if self.narrow:
            return [list(TEXTS), criteria, advice][self.tab]
        return [*TEXTS, *criteria, *(advice if self.advice_below else [])]

    @property
    def on_advice(self) -> bool:
        """True while the cursor is on a line of advice."""
        return self.target.startswith(ADVICE)

    @property
    def about(self) -> str:
        """The text or criterion under the cursor, or that the advice there is about."""
        if not self.on_advice or self._dossier is None:
            return self.target
        item = to_mend(self._dossier).get(self.target)
        return item.about if item else ""

    @property
    def criterion(self) -> CriterionView | None:
        """The criterion under the cursor, or that the advice there is about."""
        d = self._dossier
        if d is None:
            return None
        return next((c for c in d.criteria_views if c.item.id == self.about), None)

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
                elif not self.narrow and dy == -1 and self.target == TEXTS[2]:
                    place = TEXTS.index(self._side) + 1  # back to the one that was left
                self.target = found[max(0, min(place + dy, len(found) - 1))]
            elif self.narrow:
                self.top = max(0, self.top + dy)
        if self.target in TEXTS[:2]:
            self._side = self.target
        self._build()
        self.refresh()

    def to_end(self) -> None:
        """To the last criterion; from the advice, or where there is none, to the last of all."""
        found = [target for target in self.targets if not target.startswith(ADVICE)]
        if self.on_advice:
            found = []
        if found := found or self.targets:
            self.select(found[-1])

    def step(self, by: int) -> None:
        """To the next or previous tab, or what the cursor can stand on; the first follows the last."""
        if self.narrow:
            self.move((self.tab + by) % 3 - self.tab, 0)
        elif found := self.targets:
            place = found.index(self.target) if self.target in found else 0
            self.select(found[(place + by) % len(found)])

    def select(self, target: str) -> None:
        """Put the cursor on a text or a criterion."""
        if self.narrow:
            self.tab = 0 if target in TEXTS else 2 if target.startswith(ADVICE) else 1
        self.target = target
        self.move(0, 0)

    # -- lines ------------------------------------------------------------------------------------

    def on_resize(self) -> None:
        """Lay out again; narrow, the tab is that of what the cursor is on."""
        self.select(self.target)

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
            parts = [
                self._texts(d, width),
                criteria_lines(d, self._glyphs, width, self._wide),
                advice_lines(d, width, self.target),
            ]
            self._lines = [self._tabs(d), PageLine(), *parts[self.tab]]
        else:
            self._lines = [
                self._title(d, width),
                PageLine(),
                *self._side_by_side(d, width),
                PageLine(),
                *self._statement(d, width),
                PageLine(),
                *criteria_lines(d, self._glyphs, width, self._wide),
            ]
            if self.advice_below:
                advice = advice_lines(d, width, self.target)
                self._lines += [PageLine(), PageLine((("Advice", "dim"),)), *advice]
            view = self.criterion or next(iter(d.criteria_views), None)
            if self._wide and view is not None:
                self._lines += evidence_lines(d, view, self._glyphs, width)
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

    def _empty(self, d: Dossier) -> list[PageLine]:
        words: list[list[Part]] = [
            [],
            [("No recovery plan yet", "bold")],
            [],
            [("Green is defined for a plan: their words, our requirements,", "muted")],
            [("and numbers both sides can check.", "muted")],
            [],
            [("P", "bold"), ("       drafts a plan for ", "text"), (d.account.name, "text")],
        ]
        return [PageLine(tuple(parts)) for parts in words]

    def _tabs(self, d: Dossier) -> PageLine:
        names = ("Texts", "Criteria", "Advice")
        parts: list[Part] = []
        for index, name in enumerate(names):
            parts += [(name, "bold" if index == self.tab else "muted"), ("   ", "text")]
        end = ((self._version_words(d), "muted"), ("   Tab", "bold"), (" next", "muted"))
        return PageLine(tuple(parts), end=end)

    def _version_words(self, d: Dossier) -> str:
        """`v2 agreed`, `v2 agreed by us`, `v2 disputed`: the title in short."""
        number = f"v{d.definition.number}" if d.definition else ""
        broken = [
            w.state.value for w in d.agreement.values() if w.state is not AgreementState.AGREED
        ]
        if broken:
            return f"{number} {broken[0]}"
        yes = [who for side, who in SIDES.items() if d.agreed(side)]
        if not yes:
            return f"{number} not agreed"
        return f"{number} agreed" if len(yes) == len(Side) else f"{number} agreed by {yes[0]}"

    def _title(self, d: Dossier, width: int) -> PageLine:
        assert d.definition is not None
        number = d.definition.number
        parts: list[Part] = []
        end: list[Part] = []
        for version, titled in (
            (f"version {number}", True),
            (f"version {number}", False),
            (f"v{number}", False),
        ):
            parts = [("Definition of Green", "bold"), (f"   {version}", "muted")]
            end = []
            for side in (Side.CUSTOMER, Side.US):
                end += [*self._word(d, side, titled), ("   ", "text")]
            if cells([*parts, *end]) <= width:  # the last blanks part the two ends
                break
        return PageLine(tuple(parts), end=tuple(end[:-1]))

    def _word(self, d: Dossier, side: Side, titled: bool) -> list[Part]:
        """Whose word it is, who said it (her title too where it is asked for), when."""
        word = d.agreement.get(side)
        who = SIDES[side]
        if word is None:
            return [(f"{who}: not yet", "muted")]
        if word.state is AgreementState.AGREED:
            when = plain_date(word.on, d.today)
            title = next((s.title for s in d.stakeholders if s.name == word.person and s.title), "")
            name = f"{cut(word.person, 18)}, {title}" if titled and title else cut(word.person, 18)
            said = f"{name} {when}"
            return [(f"{self._glyphs.done} ", "text"), (f"{who} ", "dim"), (said, "muted")]
        return [(f"{word.state.value} by {cut(word.changed_by, 14)}", "late")]

    def _label(self, name: str) -> Part:
        return (_LABELS[name], "bold" if self.target == name else "dim")

    def _side_by_side(self, d: Dossier, width: int) -> list[PageLine]:
        assert d.definition is not None
        half = (width - 3) // 2
        most = 2 if self.size.height < 30 else 6
        left = self._said(d.definition.customer_words, half, most, "their words of success")
        other = self._said(d.definition.requirements, half, most, "what we need for it")
        sign = self._glyphs.cursor if self.target == TEXTS[1] else " "
        bar: Part = (sign + " ", "accent")
        out = [
            PageLine(
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
            out.append(PageLine(((fit(one[0], half + 1), one[1]), bar, two), "texts"))
        return out

    def _said(self, text: str, width: int, most: int, empty: str) -> list[Part]:
        if not text:
            return [(f"({empty}: e writes it)", "dim")]
        return [(line, "muted") for line in shortened(text, width, most)]

    def _statement(self, d: Dossier, width: int) -> list[PageLine]:
        assert d.definition is not None
        text = d.definition.statement
        if not text:
            empty = "(one sentence both sides agree to: e writes it)"
            return [PageLine((self._label("statement"), (f"  {empty}", "dim")), "statement")]
        most = 2 if self.size.height < 30 else 5
        found = shortened(text, width, most)
        lines = [PageLine(((line, "bold"),), "statement") for line in found]
        if self.size.height >= 30 and not _says_green_is(text):
            lines.insert(0, PageLine((self._label("statement"),), "statement"))
        return lines

    def _texts(self, d: Dossier, width: int) -> list[PageLine]:
        assert d.definition is not None
        out: list[PageLine] = []
        for name in TEXTS:
            text = getattr(d.definition, name)
            if name != "statement" or not _says_green_is(text):
                out.append(PageLine((self._label(name),), name))
            ink = "bold" if name == "statement" else "text"
            if not text:
                out.append(PageLine((("(empty: e writes it)", "dim"),), name))
            out += [
                PageLine(((line, ink),), name) for line in (wrapped(text, width) if text else [])
            ]
            out.append(PageLine())
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


def _says_green_is(text: str) -> bool:
    """True for a statement that begins with its own heading."""
    return text.casefold().startswith(_LABELS["statement"].casefold())
