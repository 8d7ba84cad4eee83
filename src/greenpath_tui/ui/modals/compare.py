"""Two texts beside each other: words that only one of them has are bold, with a sign between."""

import difflib
from collections.abc import Iterator, Sequence
from itertools import groupby, zip_longest

from textual.app import ComposeResult
from textual.strip import Strip

from greenpath_tui.ui.ink import Drawn, Part, cells, fit, wrapped
from greenpath_tui.ui.modals.base import SCROLLING, Sheet

Pair = tuple[str, str, bool]  # a line of each side, and whether they differ
Row = tuple[list[Part], list[Part], bool]  # the same as it is drawn
_GAP = 3  # cells between the sides
_BEFORE = 2  # lines shown before the first that differs


def paired(left: str, right: str) -> list[Pair]:
    """Lines of two texts that belong together; "" where one side has none."""
    a, b = left.split("\n"), right.split("\n")
    out: list[Pair] = []
    for kind, i1, i2, j1, j2 in difflib.SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        ours, theirs = a[i1:i2], b[j1:j2]
        for index in range(max(len(ours), len(theirs))):
            one, other = (side[index] if index < len(side) else "" for side in (ours, theirs))
            out.append((one, other, kind != "equal"))
    return out


def marked(text: str, other: str, width: int) -> list[list[Part]]:
    """A line that differs from the other side's, wrapped: words that the other lacks are bold."""
    words, theirs = text.split(), other.split()
    matches = difflib.SequenceMatcher(None, words, theirs, autojunk=False).get_matching_blocks()
    shared = {index for a, _, size in matches for index in range(a, a + size)}
    own = (index not in shared for index, word in enumerate(words) for _ in word)
    return [_parts(line, own) for line in wrapped(text, width)]


def _parts(line: str, own: Iterator[bool]) -> list[Part]:
    """A wrapped line in inks; `own` tells of each letter, spaces apart, whether it is bold."""
    bold, inks = False, []
    for letter in line:
        bold = bold if letter.isspace() else next(own)
        inks.append((letter, "bold" if bold else "text"))
    return [
        ("".join(letter for letter, _ in run), ink)
        for ink, run in groupby(inks, lambda one: one[1])
    ]


class Sides(Drawn):
    """Both texts under their names, wrapped each in its half, scrolling together."""

    def __init__(self) -> None:
        super().__init__(id="pages")
        self._names = ("", "")
        self._pairs: list[Pair] = []
        self._lines: list[Row] = []
        self._for = 0
        self.top = 0

    def show(self, left: tuple[str, str], right: tuple[str, str]) -> None:
        """Other texts, each with its name, from where they first differ."""
        self._names = (left[0], right[0])
        self._pairs, self._for, self.top = paired(left[1], right[1]), 0, 0
        self.refresh()

    def _lay_out(self) -> None:
        width = self.size.width
        if width == self._for or not width:
            return
        self._for = width
        half = (width - _GAP) // 2
        self._lines = []
        for left, right, differs in self._pairs:
            if differs:
                sides = [marked(left, right, half), marked(right, left, half)]
            else:
                sides = [[[(line, "muted")] for line in wrapped(left, half)]] * 2
            for one, other in zip_longest(*sides, fillvalue=[]):
                self._lines.append((one, other, differs))
        first = next((y for y, (_, _, differs) in enumerate(self._lines) if differs), 0)
        self._stand_at(first - _BEFORE)

    def scroll_lines(self, step: int) -> None:
        """Up or down."""
        self._lay_out()
        self._stand_at(self.top + step)
        self.refresh()

    def _stand_at(self, line: int) -> None:
        self.top = max(0, min(line, len(self._lines) + 2 - self.size.height))

    def render_line(self, y: int) -> Strip:
        """The names, then a line of each side."""
        self._lay_out()
        width = self.size.width
        half = (width - _GAP) // 2
        if y == 0:
            one, other = (fit(name, half) for name in self._names)
            return self.strip([(one, "bold"), (" │ ", "rule"), (other, "bold")], width)
        index = self.top + y - 2
        if y == 1:
            return self.strip([(" " * (half + 1), "text"), ("│", "rule")], width)
        if index >= len(self._lines):
            return self.strip([], width)
        left, right, differs = self._lines[index]
        gap = (" " * (half - cells(left)), "text")
        between = (" ≠ ", "bold") if differs else (" │ ", "rule")
        return self.strip([*left, gap, between, *right], width)

    def on_mouse_scroll_down(self) -> None:
        """Three lines down."""
        self.scroll_lines(3)

    def on_mouse_scroll_up(self) -> None:
        """Three lines up."""
        self.scroll_lines(-3)


class CompareSheet(Sheet[None]):
    """Versions of a definition beside each other; Tab goes to the next pair."""

    BINDINGS = [
        *SCROLLING,
        ("tab", "next", ""),
    ]

    def __init__(self, texts: Sequence[tuple[str, str]]) -> None:
        """`texts` are (name, text), newest first, two at least."""
        super().__init__("Compare versions")
        self._texts = list(texts)
        self._place = 0
        self._sides = Sides()

    def inside(self) -> ComposeResult:
        """Both sides."""
        yield self._sides

    def on_mount(self) -> None:
        """The two newest."""
        self.query_one("#sheet").add_class("-tall")
        self._show()

    def _show(self) -> None:
        newer, older = self._texts[self._place], self._texts[self._place + 1]
        self._sides.show(older, newer)
        pairs = len(self._texts) - 1
        self._subject = f"{self._place + 1} of {pairs}" if pairs > 1 else ""
        self.show_title(self._subject)

    def hints(self) -> list[tuple[str, str]]:
        """Tab where there are more than two versions."""
        more = [("Tab", "older ones")] if len(self._texts) > 2 else []
        return [*more, ("j k", "scroll"), ("Esc", "close")]

    def action_scroll(self, step: int) -> None:
        """Up and down."""
        self._sides.scroll_lines(step)

    def action_next(self) -> None:
        """The pair before this one; after the first one the newest again."""
        self._place = (self._place + 1) % (len(self._texts) - 1)
        self._show()
