"""Drawing by lines: styles by name, text cut by cell width, one strip a line.

User text becomes a `Segment`, which is literal: it is never read as markup.
"""

from collections.abc import Iterable
from typing import ClassVar

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

INKS = (
    "text",
    "bold",
    "muted",
    "dim",
    "late",
    "red",
    "warning",
    "success",
    "accent",
    "rule",
    "reverse",
    "under",
)
_DRAWN_SPACES = frozenset({"reverse", "under", "late"})
_PLAIN = frozenset(INKS) - _DRAWN_SPACES
_LIFTED = {"dim": "muted", "rule": "dim"}  # on the cursor row dim is hard to read

Part = tuple[str, str]  # text, name of an ink


def fit(text: str, width: int) -> str:
    """`text` in exactly `width` cells: padded, or cut with an ellipsis."""
    if width <= 0:
        return ""
    if text.isascii():
        length = len(text)
        if length <= width:
            return text + " " * (width - length)
        return text[: width - 1] + "…"
    length = cell_len(text)
    if length <= width:
        return text + " " * (width - length)
    return set_cell_size(text, width - 1) + "…"


def cut(text: str, width: int) -> str:
    """As `fit`, without the padding."""
    return text if cell_len(text) <= width else fit(text, width)


def right(text: str, width: int) -> str:
    """`text` at the right of `width` cells."""
    return " " * (width - cell_len(text)) + text if cell_len(text) <= width else fit(text, width)


def cells(parts: Iterable[Part]) -> int:
    """The width of parts in cells."""
    return sum(cell_len(text) for text, _ in parts)


def sheet_room(width: int) -> int:
    """Cells inside the frame of a sheet on a screen of this width."""
    return min(width * 96 // 100, 76) - 6


def wrapped(text: str, width: int) -> list[str]:
    """Lines of at most `width` (4 or more) cells, broken at spaces; newlines stay."""
    width = max(4, width)
    out: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for word in paragraph.split(" "):
            while cell_len(word) > width:
                head = set_cell_size(word, width)
                out += [line] if line else []
                line = ""
                out.append(head)
                word = word[len(head.rstrip()) or 1 :]
            joined = f"{line} {word}" if line else word
            if cell_len(joined) > width:
                out.append(line)
                line = word
            else:
                line = joined
        out.append(line)
    return out


def shortened(text: str, width: int, most: int) -> list[str]:
    """`wrapped`, but at most `most` lines; a text that goes on ends in an ellipsis."""
    found = wrapped(text, width)
    if len(found) <= most:
        return found
    last = found[most - 1]
    last = f"{last}…" if cell_len(last) < width else cut(last + " ", width)
    return [*found[: most - 1], last]


class Inks(Widget):
    """Holds the styles of all inks, once for the whole app; it is never shown."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"ink--{name}" for name in INKS} | {"ink--cursor"}
    DEFAULT_CSS = "Inks { display: none; }"


class Drawn(Widget):
    """A widget that draws itself line by line with the named inks of the theme."""

    ALLOW_SELECT = False

    def __init__(self, **given: object) -> None:
        super().__init__(**given)  # type: ignore[arg-type]
        self._inks: dict[tuple[str, bool], Style] = {}

    def notify_style_update(self) -> None:
        """Forget the styles: the theme changed."""
        self._inks = {}
        super().notify_style_update()

    def ink(self, name: str, cursor: bool = False) -> Style:
        """The style of an ink; on the cursor row with its background and dim lifted."""
        key = (name, cursor)
        style = self._inks.get(key)
        if style is None:
            wanted = _LIFTED.get(name, name) if cursor else name
            inks = self.app.inks  # type: ignore[attr-defined]  # our own app
            style = inks.get_component_rich_style(f"ink--{wanted}", partial=True)
            if name != "reverse":
                under = inks.get_component_rich_style("ink--cursor") if cursor else self.rich_style
                style += Style(bgcolor=under.bgcolor)
            self._inks[key] = style
        return style

    def strip(self, parts: Iterable[Part], width: int, cursor: bool = False) -> Strip:
        """A line of exactly `width` cells."""
        merged: list[list[str]] = []  # fewer segments are fewer bytes for the terminal
        used = 0
        for text, name in parts:
            room = width - used
            if room <= 0:
                break
            length = len(text) if text.isascii() else cell_len(text)
            if length > room:
                text, length = fit(text, room), room
            used += length
            if merged and (merged[-1][1] == name or (text.isspace() and merged[-1][1] in _PLAIN)):
                merged[-1][0] += text
            elif text:
                merged.append([text, name])
        if used < width:
            rest = " " * (width - used)
            if merged and merged[-1][1] in _PLAIN:
                merged[-1][0] += rest
            else:
                merged.append([rest, "text"])
        signs = self.app.glyphs.stand_ins  # type: ignore[attr-defined]  # our own app
        if signs is not None:
            merged = [[text.translate(signs), name] for text, name in merged]
        return Strip([Segment(text, self.ink(name, cursor)) for text, name in merged], width)

    def render(self) -> str:
        """Nothing: `render_line` draws."""
        return ""
