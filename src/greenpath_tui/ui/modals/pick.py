"""A list to pick from: type to filter, Enter takes, digits pick where they are shown."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.events import Click
from textual.fuzzy import FuzzySearch
from textual.message import Message
from textual.strip import Strip
from textual.widgets import Input

from greenpath_tui.ui.ink import Drawn, Part, cells, cut, fit
from greenpath_tui.ui.modals.base import Kept, Sheet, keep
from greenpath_tui.ui.widgets.lines import TextLines

MOST = 200  # matches that are built
_BRIEF = 9  # choices that keep their order while they are narrowed


@dataclass(frozen=True, slots=True)
class Choice:
    """A line of the list: a kind, a text, something at the right, the value it stands for."""

    value: Any
    text: str
    kind: str = ""
    right: tuple[Part, ...] = ()
    digit: str = ""
    sign: Part = ("", "text")  # before the text
    word: str = ""  # it is found by this word too: the one beside its key
    heading: bool = False  # a word between groups, or more of the line above; never picked
    ink: str = "dim"  # of a heading


class Choices(Drawn):
    """The drawn list."""

    class Picked(Message):
        """A line was clicked."""

    def __init__(self, empty: str = "nothing matches") -> None:
        super().__init__(id="choices")
        self._empty = empty
        self.items: list[tuple[Choice, tuple[int, ...]]] = []
        self.cursor = 0
        self.top = 0
        self._kinds = 0

    def show(self, items: list[tuple[Choice, tuple[int, ...]]]) -> None:
        """Other lines."""
        self.items = items
        self._kinds = max((len(c.kind) for c, _ in items), default=0)
        self.cursor = next((i for i, (c, _) in enumerate(items) if not c.heading), 0)
        self.top = 0
        self.refresh()

    @property
    def current(self) -> Choice | None:
        """The line under the cursor."""
        if not self.items or self.items[self.cursor][0].heading:
            return None
        return self.items[self.cursor][0]

    def move(self, step: int) -> None:
        """Up or down over the headings."""
        place, way = self.cursor, 1 if step > 0 else -1
        for _ in range(abs(step)):
            following = place + way
            while 0 <= following < len(self.items) and self.items[following][0].heading:
                following += way
            if not 0 <= following < len(self.items):
                break
            place = following
        self.cursor = place
        height = max(1, self.size.height)
        first = place - 1 if place and self.items[place - 1][0].heading else place
        self.top = max(min(self.top, first), place - height + 1)
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """One line of the list."""
        width = self.size.width
        index = self.top + y
        if index >= len(self.items):
            nothing = y == 0 and not self.items
            return self.strip([(f"  {self._empty}", "dim")] if nothing else [], width)
        choice, hits = self.items[index]
        here = index == self.cursor
        on = "↑" if y == 0 and index else " "
        if y == self.size.height - 1 and index + 1 < len(self.items):
            on = "↓"  # the list goes on below
        if choice.heading:
            text = fit(choice.text, width - 3)
            return self.strip([("  ", "text"), (text, choice.ink), (on, "dim")], width)
        lead: list[Part] = [("▌" if here else " ", "accent"), (" ", "text")]
        if choice.digit:
            lead.append((f"{choice.digit}  ", "bold"))
        if choice.sign[0]:
            lead += [choice.sign, (" ", "text")]
        if self._kinds:
            lead.append((fit(choice.kind, self._kinds + 2), "muted"))
        room = width - cells(lead) - cells(choice.right) - 3
        text = cut(choice.text, room)
        parts = [*lead, *_underlined(text, hits)]
        gap = width - 2 - cells(parts) - cells(choice.right)
        end = [(" " * max(1, gap), "text"), *choice.right, (f" {on}", "dim")]
        return self.strip([*parts, *end], width, cursor=here)

    def on_click(self, event: Click) -> None:
        """A click takes the line."""
        index = self.top + event.y
        if index < len(self.items) and not self.items[index][0].heading:
            self.cursor = index
            self.refresh()
            self.post_message(self.Picked())

    def on_mouse_scroll_down(self) -> None:
        """Down."""
        self.move(1)

    def on_mouse_scroll_up(self) -> None:
        """Up."""
        self.move(-1)


def _underlined(text: str, hits: Sequence[int]) -> list[Part]:
    if not hits:
        return [(text, "text")]
    marked = set(hits)
    out: list[Part] = []
    for index, char in enumerate(text):
        name = "under" if index in marked else "text"
        if out and out[-1][1] == name:
            out[-1] = (out[-1][0] + char, name)
        else:
            out.append((char, name))
    return out


class PickSheet(Sheet[Any]):
    """Returns the value of a choice, or what `typed` makes of a text nobody offered, or None."""

    BINDINGS = [
        ("up", "move(-1)", ""),
        ("down", "move(1)", ""),
        ("pageup", "move(-8)", ""),
        ("pagedown", "move(8)", ""),
    ]
    AUTO_FOCUS = "Input"

    def __init__(
        self,
        title: str,
        choices: Sequence[Choice],
        subject: str = "",
        verb: str = "choose",
        typed: Callable[[str], list[Choice]] | None = None,
        legend: Sequence[list[Part]] = (),
        extra: Sequence[tuple[str, str, Callable[[Choice | None], Any]]] = (),
        hint: str = "type to filter",
        start: Any = None,
        key: str = "",
    ) -> None:
        """`start` is the value of the choice that the cursor begins on.

        What is typed for `typed` is kept under the `key`; without one it is not.
        """
        super().__init__(title, subject)
        self._choices = list(choices)
        self._verb = verb
        self._typed = typed
        self._legend = list(legend)
        self._extra = list(extra)
        self.only_text = not self._extra and not any(c.digit for c in choices)
        self._list = Choices()
        self._wanted = ""
        self._hint = hint
        self._start = start
        self.key = key
        self.text = ""  # what was typed before

    def inside(self) -> ComposeResult:
        """The input and the list."""
        with Horizontal(id="pick-row"):
            yield TextLines(id="pick-sign")
            yield Input(self.text, id="pick-input", compact=True, placeholder=self._hint)
            yield TextLines(id="pick-count")
        yield self._list
        if self._legend:
            yield TextLines(len(self._legend), id="pick-legend")

    def on_mount(self) -> None:
        """Everything, until something is typed."""
        self.query_one("#pick-sign", TextLines).show([([("› ", "accent")], [])])
        if self._legend:
            legend = self.query_one("#pick-legend", TextLines)
            legend.show([(parts, []) for parts in self._legend])
        self._fit()
        self._filter(self.text)
        places = [i for i, (c, _) in enumerate(self._list.items) if c.value == self._start]
        if self._start is not None and places:
            self._list.cursor = places[0]

    def _fit(self) -> None:
        """As many lines as there are choices, and no more than the screen holds."""
        frame = 9 + (len(self._legend) + 1 if self._legend else 0)
        most = max(3, self.app.size.height - frame)
        self._list.styles.height = min(max(3, len(self._choices)), most)

    def on_resize(self) -> None:
        """Fit again."""
        self._fit()

    def hints(self) -> list[tuple[str, str]]:
        """Enter, extra keys while nothing is typed (they would be text), Esc."""
        more = [] if self._wanted else [(key, word) for key, word, _ in self._extra]
        return [("Enter", self._verb), *more, ("Esc", "close")]

    def _filter(self, text: str) -> None:
        found: list[tuple[Choice, tuple[int, ...]]] = []
        wanted = self._wanted = text.strip()
        if self._extra:
            self.paint_keys()
        if not wanted:
            found = [(c, ()) for c in self._choices[:MOST]]
        else:
            search = FuzzySearch()
            scored: list[tuple[float, int, Choice, tuple[int, ...]]] = []
            for order, choice in enumerate(self._choices):
                if choice.heading:
                    continue
                score, hits = search.match(wanted, choice.text)
                if choice.word and choice.word.casefold().startswith(wanted.casefold()):
                    exact = choice.word.casefold() == wanted.casefold()
                    scored.append((-3000.0 if exact else -1500.0, order, choice, ()))
                elif score:
                    at = choice.text.casefold().find(wanted.casefold())
                    if at >= 0:  # a word that begins so comes before what is inside one
                        begins = at == 0 or not choice.text[at - 1].isalnum()
                        score = (1000 if begins else 500) - min(at, 99)
                        hits = range(at, at + len(wanted))
                    scored.append((-score, order, choice, tuple(hits)))
                elif any(text.casefold() == wanted.casefold() for text, _ in choice.right):
                    scored.append((-2000.0, order, choice, ()))
            brief = len(self._choices) <= _BRIEF
            scored.sort(key=lambda s: s[1] if brief else s[:2])
            found = [(choice, hits) for _, _, choice, hits in scored[:MOST]]
            if self._typed is not None:
                found += [(choice, ()) for choice in self._typed(wanted)]
        self._list.show(found)
        real = sum(1 for c in self._choices if not c.heading)
        shown = sum(1 for c, _ in found if not c.heading)
        count = self.query_one("#pick-count", TextLines)
        said = f"{shown} of {real}" if wanted else ""
        count.styles.width = max(1, len(said) + 2)
        count.show([([], [(said, "dim")])])

    def on_input_changed(self, event: Input.Changed) -> None:
        """Narrow while typing; a single digit or extra key acts at once."""
        event.stop()
        if not self._picked_by_key(event.value):
            self._filter(event.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take the line under the cursor."""
        event.stop()
        self._take()

    def on_choices_picked(self) -> None:
        """A click took it."""
        self._take()

    def resumed(self, text: str, refused: str = "") -> "PickSheet":
        """The same list with a text typed already, and why it was not saved."""
        new = PickSheet(
            self._heading, self._choices, self._at_right, self._verb, self._typed,
            [[(refused, "late")]] if refused else self._legend, self._extra, self._hint,
            self._start, self.key,
        )  # fmt: skip
        new.text = text
        return new

    def keep_typed(self) -> str:
        """Keep what was typed for the next time; what was kept, in words."""
        self.text = self.query_one(Input).value
        return self.keep_in(self.app.state.forms)  # type: ignore[attr-defined]  # our own app

    def keep_in(self, forms: Kept) -> str:
        """Keep there what was typed until the sheet was left; it in words."""
        words = f"{self._heading}, “{cut(self.text, 30)}”"
        return keep(forms, self.key, {"text": ""}, {"text": self.text.strip()}, words)

    def _take(self) -> None:
        self.text = self.query_one(Input).value
        if (choice := self._list.current) is not None:
            self.dismiss(choice.value)

    def action_move(self, step: int) -> None:
        """Up and down."""
        self._list.move(step)

    def _picked_by_key(self, typed: str) -> bool:
        """A digit picks at once, an extra key acts on the line under the cursor."""
        for choice in self._choices:
            if choice.digit and choice.digit == typed:
                self.dismiss(choice.value)
                return True
        for key, _, run in self._extra:
            if key == typed:
                self.dismiss(run(self._list.current))
                return True
        return False
