"""The filter: a row of its own, so that opening it moves nothing."""

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message

from greenpath_tui.ui.ink import Part, cells, cut
from greenpath_tui.ui.widgets.lines import TextLines

if TYPE_CHECKING:
    from textual.widgets import Input


class FilterLine(Horizontal):
    """`/ status:red`, narrowing while typing; Enter keeps it, Esc clears it."""

    class Changed(Message):
        """The text changed."""

    class Kept(Message):
        """Enter: the list gets the keys back."""

    def __init__(self, empty: str = "") -> None:
        super().__init__(id="filter")
        self._empty = empty
        self._text = ""
        self._count = ""
        self._error = ""
        self._line = TextLines(id="filter-line")  # all of it; while typing only the sign
        self._counter = TextLines(id="filter-count")
        self._input: Input | None = None

    def compose(self) -> ComposeResult:
        """Closed at first; input and counter are made when they are first needed."""
        yield self._line

    def on_mount(self) -> None:
        """Show the text and the count."""
        self._paint()

    @property
    def typing(self) -> bool:
        """True while the input is open."""
        return self._input is not None and bool(self._input.display)

    @property
    def text(self) -> str:
        """The filter as typed."""
        return self._text

    def open(self) -> None:
        """Start typing."""
        from textual.widgets import Input

        if self._input is None:
            self._input = Input(self._text, id="filter-input", compact=True, select_on_focus=False)
            self.mount(self._input, self._counter)
        box = self._input
        box.display = True
        with self.prevent(Input.Changed):
            box.value = self._text
        box.cursor_position = len(self._text)
        self.screen.set_focus(box)  # at once: what is typed ahead goes into it
        self._paint()

    def close(self) -> None:
        """Stop typing; the text stays."""
        if self._input is not None:
            self._input.display = False
        self.screen.set_focus(None)
        self._paint()

    def set_text(self, text: str) -> None:
        """Another text, from a saved view or the state file."""
        self._text = text
        if self._input is not None:
            with self.prevent(type(self._input).Changed):
                self._input.value = text
        self._paint()

    @property
    def count(self) -> str:
        """What stands at the right."""
        return self._count

    def show_count(self, count: str, error: str = "") -> None:
        """`9 of 14, by urgency`, or what is wrong with the filter."""
        self._count, self._error = count, error
        self._paint()

    def _paint(self) -> None:
        typing = self.typing
        self._counter.display = typing
        self._line.set_class(typing, "-sign")
        end: list[Part] = [(self._count, "muted")]
        if self._error:
            room = self.app.size.width - cells([(self._text, "")]) - 8
            end = [(cut(self._error, max(12, room)), "late")]
        if typing:
            self._line.show([([(" / ", "accent")], [])])
            self._counter.styles.width = max(1, len(end[0][0]) + 2)
            self._counter.show([([], end)])
        elif self._text:
            self._line.show([([(" / ", "muted"), (self._text, "text")], end)])
        else:
            self._line.show([([(self._empty, "dim")], end)])

    def on_input_changed(self, event: "Input.Changed") -> None:
        """Narrow at once."""
        event.stop()
        self._text = event.value
        self.post_message(self.Changed())

    def on_input_submitted(self, event: "Input.Submitted") -> None:
        """Keep the filter."""
        event.stop()
        self.close()
        self.post_message(self.Kept())
