"""One line typed at the bottom of the screen, with what was understood below it."""

from collections.abc import Callable
from dataclasses import dataclass, field

from rich.highlighter import Highlighter
from rich.style import Style
from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.events import Paste
from textual.message import Message
from textual.widgets import Input
from textual.widgets.input import Selection

from greenpath_tui.domain.text import counted
from greenpath_tui.resources import styles_dir
from greenpath_tui.ui.ink import Part, cells, cut, fit, wrapped
from greenpath_tui.ui.modals.base import Once
from greenpath_tui.ui.widgets.lines import TextLines

Fact = tuple[str, str, str]  # label, value, ink
Row = tuple[list[Part], list[Part]]  # what stands at the left and at the right
_ROOMY = 70  # columns from which the facts stand in columns of their own


@dataclass(frozen=True, slots=True)
class LineReading:
    """What a line was understood to say: up to six facts, the tokens, what is wrong or assumed."""

    facts: tuple[Fact, ...] = ()
    tokens: tuple[tuple[int, int, bool], ...] = ()  # start, end, understood
    problem: str = ""
    note: str = ""
    lacks: str = ""  # what has still to be typed; said when Enter is pressed without it
    completions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LineAsk:
    """A question for one line."""

    title: str
    value: str = ""
    hint: str = ""
    read: Callable[[str], LineReading] = field(default=lambda text: LineReading())
    verb: str = "save"
    empty: str = ""  # what Enter on an empty line does, in words; "": it does nothing
    key: str = ""  # under which an unfinished line is kept
    once: bool = False  # Esc forgets it: only leaving the app keeps it
    refused: str = ""  # why the line in `value` was not saved


class _Tokens(Highlighter):
    """Underlines the tokens that were understood, marks the others as errors."""

    def __init__(self) -> None:
        super().__init__()
        self.tokens: tuple[tuple[int, int, bool], ...] = ()
        self.good = Style(underline=True)
        self.bad = Style(underline=True, bold=True)

    def highlight(self, text: Text) -> None:
        """Style in place."""
        for start, end, understood in self.tokens:
            text.stylize(self.good if understood else self.bad, start, end)


class _Line(Input):
    """An input that leaves what to do with several pasted lines to its sheet."""

    class Pasted(Message):
        """More lines than one were pasted."""

        def __init__(self, lines: list[str]) -> None:
            super().__init__()
            self.lines = lines

    def _on_paste(self, event: Paste) -> None:
        event.prevent_default()
        event.stop()
        lines = [line.strip() for line in event.text.splitlines() if line.strip()]
        if len(lines) > 1:
            self.post_message(self.Pasted(lines))
        elif lines:
            self.take(event.text.strip("\r\n"))

    def take(self, text: str) -> None:
        """Put a text where the cursor is, in place of what is selected."""
        self.replace(text, *self.selection)


class LineSheet(Once[str | None]):
    """Returns the line, or None. A line that is left unfinished is kept for the next time."""

    CSS_PATH = styles_dir() / "modals.tcss"
    AUTO_FOCUS = "Input"
    covers = False
    BINDINGS = [
        ("escape", "close", "close"),
        ("tab", "complete", "complete"),
        ("up", "earlier", "earlier"),
    ]

    def __init__(self, ask: LineAsk, kept: dict[str, str], earlier: list[str]) -> None:
        super().__init__()
        self._ask = ask
        self._kept = kept
        self._earlier = earlier
        self._place = 0
        self._reading = LineReading()
        self._lacking = ""
        self._following: list[str] = []  # lines that wait for the next time, first come first
        self._tokens = _Tokens()
        self._lines = TextLines(3, id="line-facts")
        self._keys = TextLines(id="line-keys")

    def compose(self) -> ComposeResult:
        """A rule, the line, the facts, the keys."""
        waiting = self._kept.get(self._ask.key, "").split("\n")
        value = self._ask.value or waiting.pop(0)
        self._following = [line for line in waiting if line]
        with Vertical(id="line-sheet"):
            with Horizontal(id="line-row"):
                yield TextLines(id="line-title")
                yield _Line(
                    value,
                    id="line-input",
                    compact=True,
                    select_on_focus=bool(self._ask.value) and not self._ask.refused,
                    highlighter=self._tokens,
                )
            yield self._lines
            yield self._keys

    def on_mount(self) -> None:
        """Show what the line says so far."""
        title = self.query_one("#line-title", TextLines)
        width = max(len(self._ask.title) + 3, 7)
        title.styles.width = width
        title.show([([(f" {self._ask.title}", "bold")], [])])
        late = self._lines.ink("late")
        self._tokens.bad = late + Style(underline=True)
        box = self.query_one(Input)
        box.cursor_position = len(box.value)
        self._read(box.value)

    @property
    def _untouched(self) -> bool:
        return self.query_one(Input).value == self._ask.value

    def _read(self, text: str) -> None:
        self._reading, self._lacking = self._ask.read(text), ""
        self._tokens.tokens = self._reading.tokens
        self._paint()

    def _paint(self) -> None:
        width = self.size.width
        r = self._reading
        lead = 8 if width >= _ROOMY else 2
        rows = self._columns(width, lead) if width >= _ROOMY else self._flow(width, lead)
        problem = r.problem or self._lacking or (self._ask.refused if self._untouched else "")
        if problem:
            told, ink, most = problem, "late", 3
        else:
            told, ink, most = r.note or self._ask.hint, "muted", 1 if r.facts else 3
        said: list[Row] = [
            ([(" " * lead, "text"), (line, ink)], [])
            for line in wrapped(told, width - lead - 1)[:most]
        ]
        rows = [*rows[: 3 - len(said)], *said]
        self._lines.show(rows)
        text = self.query_one(Input).value
        enter = self._ask.verb
        if not text.strip():
            enter = self._ask.empty
        elif r.problem:
            enter = "goes to the mistake"
        hints: list[Part] = [(" " * lead, "text")]
        if enter:
            hints += [("Enter", "bold"), (f" {enter}   ", "muted")]
        if self._following:
            waits = "waits" if len(self._following) == 1 else "wait"
            hints += [(f"{counted(len(self._following), 'line')} {waits}   ", "text")]
        if r.completions:
            hints += [("Tab", "bold"), (f" {r.completions[0]}   ", "muted")]
        if self._earlier:
            hints += [("Up", "bold"), (" earlier   ", "muted")]
        kept = "close, text is kept" if self._ask.key and not self._ask.once else "close"
        hints += [("Esc", "bold"), (f" {kept}", "muted")]
        self._keys.show([(hints, [])])

    def _columns(self, width: int, lead: int) -> list[Row]:
        """Two rows of three facts below each other."""
        last, middle = 24, max(20, (width - lead - 26) // 2 - 3)
        usual = (max(12, width - lead - 2 - middle - last), middle, last)
        rooms = self._widened(usual)
        rows: list[Row] = []
        for start in (0, 3):
            parts: list[Part] = [(" " * lead, "text")]
            facts = self._reading.facts[start : start + 3]
            for (label, value, ink), room in zip(facts, rooms, strict=False):
                shown = cut(value, room - 9)
                parts += [(fit(label, 8), "muted"), (shown, ink)]
                parts.append((" " * max(1, room - 8 - cells([(shown, "")])), "text"))
            rows.append((parts, []))
        return rows

    def _widened(self, usual: tuple[int, ...]) -> list[int]:
        """The columns' widths; one whose fact is too long takes what the others leave free."""
        needed = [
            max((9 + cells([(f[1], "")]) for f in self._reading.facts[place::3]), default=0)
            for place in range(3)
        ]
        rooms = list(usual)
        for place, need in enumerate(needed):
            for other in range(3):
                spare = rooms[other] - max(needed[other], 14)
                take = min(spare, need - rooms[place])
                if other != place and take > 0:
                    rooms[place] += take
                    rooms[other] -= take
        return rooms

    def _flow(self, width: int, lead: int) -> list[Row]:
        """Two rows of as many facts as they hold: a narrow screen has no columns."""
        rows: list[list[Part]] = [[(" " * lead, "text")]]
        for label, value, ink in self._reading.facts:
            if not value:
                continue
            fact: list[Part] = [
                (f"{label} ", "muted"),
                (cut(value, width // 2), ink),
                ("  ", "text"),
            ]
            if cells(rows[-1]) + cells(fact) > width + 1 and len(rows) < 2:
                rows.append([(" " * lead, "text")])
            rows[-1] += fact
        return [(parts, []) for parts in [*rows, []][:2]]

    def on_resize(self) -> None:
        """Lay the facts out again."""
        self._paint()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Read while typing."""
        event.stop()
        self._read(event.value)
        event.input.refresh()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Give the line back, unless something in it was not understood."""
        event.stop()
        text = event.value
        if not text.strip():
            if self._ask.empty:
                self.dismiss("")
            else:
                self._lacking = "Nothing is typed yet; Esc leaves all as it was."
                self._paint()
            return
        wrong = [(start, end) for start, end, good in self._reading.tokens if not good]
        if self._reading.problem or self._reading.lacks:
            self._lacking = self._reading.lacks
            self._paint()
            if wrong:  # selected: what is typed next takes its place
                event.input.selection = Selection(*wrong[0])
            return
        self._keep([])
        if self._ask.key and text not in self._earlier:
            self._earlier.append(text)
        self.dismiss(text)

    def keep_typed(self) -> str:
        """Keep an unfinished line for the next time; what was kept, in words."""
        text = self.query_one(Input).value
        if not self._ask.key:
            return ""
        if text.strip() and (self._ask.refused or text != self._ask.value):
            self._keep([text])
            return f"{self._ask.title}, “{cut(text, 30)}”"
        self._keep([])
        return ""

    def _keep(self, first: list[str]) -> None:
        """Keep these lines and what was pasted with them for the next time."""
        lines = [*first, *self._following]
        if lines and self._ask.key:
            self._kept[self._ask.key] = "\n".join(lines)
        else:
            self._kept.pop(self._ask.key, None)

    def on__line_pasted(self, event: _Line.Pasted) -> None:
        """One thing a line; where only a line is asked for, it is one line all the same."""
        event.stop()
        box = self.query_one(_Line)
        if self._ask.verb != "add" or not self._ask.key:
            box.take(" ".join(event.lines))
            return
        first, *rest = event.lines
        self._following = [*rest, *self._following]
        box.take(first)
        self._paint()

    def action_close(self) -> None:
        """Close; the text is kept, unless it was for once."""
        if self._ask.once:
            self._keep([])
        else:
            self.keep_typed()
        self.dismiss(None)

    def action_complete(self) -> None:
        """Finish the word under way."""
        if not self._reading.completions:
            return
        box = self.query_one(Input)
        head, space, _ = box.value.rpartition(" ")
        box.value = f"{head}{space}{self._reading.completions[0]} "
        box.cursor_position = len(box.value)

    def action_earlier(self) -> None:
        """An earlier line."""
        if self._earlier:
            self._place = self._place % len(self._earlier) + 1
            box = self.query_one(Input)
            box.value = self._earlier[-self._place]
            box.cursor_position = len(box.value)
