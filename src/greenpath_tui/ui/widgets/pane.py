"""The detail pane: blocks of text beside or below the list."""

from textual.events import MouseScrollDown, MouseScrollUp
from textual.message import Message
from textual.strip import Strip

from greenpath_tui.domain.text import counted
from greenpath_tui.ui.ink import Drawn, Part, cells, cut, fit, shortened, wrapped

Pair = tuple[list[Part], list[Part]]


class Pane(Drawn):
    """Lines of (left, right), cut to the width; a hairline on the side it hangs on."""

    class Resized(Message):
        """It has another width: what it shows is laid out again."""

    def __init__(self, id: str, rest: str = "") -> None:
        super().__init__(id=id, classes="pane")
        self.lines: list[Pair] = []
        self.edge = "left"  # "left": beside the list, "top": below it, "": in its place
        self.top = 0
        self.keyed = False  # PgDn and PgUp turn it
        self._rest = rest  # how else the lines that do not fit are read

    def show(self, lines: list[Pair]) -> None:
        """Other lines, from the top."""
        if lines != self.lines:
            self.lines = lines
            self.top = 0
            self.refresh()

    def on_resize(self) -> None:
        """Tell the screen."""
        self.post_message(self.Resized())

    @property
    def room(self) -> int:
        """Cells for text in a line."""
        return max(8, self.size.width - (2 if self.edge == "top" else 4))

    def render_line(self, y: int) -> Strip:
        """One line."""
        width = self.size.width
        if self.edge == "top":
            if y == 0:
                return self.strip([(" ", "text"), ("─" * (width - 2), "rule")], width)
            lead: list[Part] = [(" ", "text")]
            y -= 1
        else:
            line = "│" if self.edge == "left" else " "
            lead = [(" ", "text"), (line, "rule"), (" ", "text")]
        index = self.top + y
        hidden = len(self.lines) - index
        if hidden > 1 and y == self.size.height - (2 if self.edge == "top" else 1):
            how = "PgDn" if self.keyed else self._rest
            more = f"… {counted(hidden, 'more line')}" + (f", {how}" if how else "")
            return self.strip([*lead, (more, "dim")], width)
        if index >= len(self.lines):
            return self.strip(lead, width)
        left, end = self.lines[index]
        room = width - 1 - cells(lead)
        space = room - cells(left) - cells(end)
        if space < 1 and end:
            text, name = left[-1] if left else ("", "text")
            keep = max(0, cells([(text, name)]) + space - 1)
            left = [*left[:-1], (cut(text, keep), name)]
            space = room - cells(left) - cells(end)
        return self.strip([*lead, *left, (" " * max(0, space), "text"), *end], width)

    def on_mouse_scroll_down(self, event: MouseScrollDown) -> None:
        """Three lines down."""
        event.stop()
        self.scroll_lines(3)

    def on_mouse_scroll_up(self, event: MouseScrollUp) -> None:
        """Three lines up."""
        event.stop()
        self.scroll_lines(-3)

    def scroll_lines(self, step: int) -> None:
        """Down or up, as far as there are lines."""
        room = self.size.height - (1 if self.edge == "top" else 0)
        self.top = max(0, min(self.top + step, len(self.lines) - room))
        self.refresh()


def block(text: str, width: int, name: str = "text", most: int = 99) -> list[Pair]:
    """Wrapped text as lines; longer than `most` ends in an ellipsis."""
    return [([(line, name)], []) for line in shortened(text, width, most)]


def labelled(label: str, text: str, width: int, name: str = "text") -> list[Pair]:
    """`Owner    lee`, wrapped under itself."""
    lead = 9
    out: list[Pair] = []
    for index, line in enumerate(wrapped(text, width - lead)):
        head = fit(label if index == 0 else "", lead)
        out.append(([(head, "muted"), (line, name)], []))
    return out
