"""Reading in a sheet: the preview of an export, the versions of a definition, a question."""

from collections.abc import Sequence
from typing import Any

from textual.app import ComposeResult
from textual.strip import Strip

from greenpath_tui.ui.actions import key_words
from greenpath_tui.ui.ink import Drawn, Part, wrapped
from greenpath_tui.ui.modals.base import SCROLLING, Sheet, is_low
from greenpath_tui.ui.widgets.lines import TextLines


class Pages(Drawn):
    """Lines of text that scroll."""

    def __init__(self) -> None:
        super().__init__(id="pages")
        self._text = ""
        self._lines: list[str] = []
        self._for = 0
        self.top = 0

    def show(self, text: str) -> None:
        """Another text, from its top."""
        shown = text.removeprefix("\ufeff").replace("\r\n", "\n")
        self._text, self._for, self.top = shown, 0, 0
        self.refresh()

    def scroll_lines(self, step: int) -> None:
        """Up or down."""
        last = max(0, len(self._lines) - self.size.height)
        self.top = max(0, min(self.top + step, last))
        self.refresh()

    @property
    def place(self) -> str:
        """`lines 1 to 15 of 41`."""
        last = min(len(self._lines), self.top + self.size.height)
        return f"lines {self.top + 1} to {last} of {len(self._lines)}"

    def lay_out(self) -> None:
        """Wrap for the present width."""
        width = self.size.width
        if width != self._for and width:
            self._for = width
            self._lines = [part for line in self._text.split("\n") for part in wrapped(line, width)]

    def render_line(self, y: int) -> Strip:
        """One line; headings bold, table rules dim."""
        self.lay_out()
        width = self.size.width
        index = self.top + y
        if index >= len(self._lines):
            return self.strip([], width)
        line = self._lines[index]
        name = "bold" if line.startswith("#") else "dim" if line.startswith("| ---") else "text"
        return self.strip([(line, name)], width)

    def on_mouse_scroll_down(self) -> None:
        """Three lines down."""
        self.scroll_lines(3)

    def on_mouse_scroll_up(self) -> None:
        """Three lines up."""
        self.scroll_lines(-3)


class ReadSheet(Sheet[Any]):
    """A text, and keys that end it with a word: `y` gives "copy"."""

    BINDINGS = SCROLLING

    def __init__(
        self,
        title: str,
        texts: Sequence[tuple[str, str]],
        keys: Sequence[tuple[str, str, str]] = (),
    ) -> None:
        """`texts` are (name, text), Tab goes from one to the next; `keys` are (key, word, result)."""
        super().__init__(title)
        self._texts = list(texts)
        self._chosen = 0
        self._keys = list(keys)
        self._pages = Pages()

    def inside(self) -> ComposeResult:
        """The text."""
        yield self._pages

    def on_mount(self) -> None:
        """The first text."""
        self.query_one("#sheet").add_class("-tall")
        self._pages.show(self._texts[0][1])
        self.call_after_refresh(self._show_place)

    def _show_place(self) -> None:
        self._pages.lay_out()
        name = self._texts[self._chosen][0]
        self.show_title(f"{name}  {self._pages.place}".strip())

    def hints(self) -> list[tuple[str, str]]:
        """The keys, scrolling, Tab where there is more than one text."""
        more = [("Tab", "next")] if len(self._texts) > 1 else []
        own = [(key_words(key), word) for key, word, _ in self._keys]
        return [*own, *more, ("j k", "scroll"), ("Esc", "close")]

    def action_scroll(self, step: int) -> None:
        """Up and down."""
        self._pages.scroll_lines(step)
        self._show_place()

    def key_tab(self) -> None:
        """The next text."""
        self._chosen = (self._chosen + 1) % len(self._texts)
        self._pages.show(self._texts[self._chosen][1])
        self.call_after_refresh(self._show_place)

    async def _on_key(self, event: Any) -> None:
        for key, _, result in self._keys:
            if event.key == key or event.character == key:
                event.stop()
                self.dismiss(result)
                return
        await super()._on_key(event)


class AskSheet(Sheet[str | None]):
    """A question; Enter gives the safe answer, which is shown reversed. Arrows scroll a long one."""

    BINDINGS = [
        ("enter", "safe", ""),
        ("down", "scroll(1)", ""),
        ("up", "scroll(-1)", ""),
        ("pagedown", "page(1)", ""),
        ("pageup", "page(-1)", ""),
    ]

    def __init__(
        self,
        title: str,
        lines: Sequence[list[Part]],
        safe: tuple[str, str],
        answers: Sequence[tuple[str, str, str]],
        subject: str = "",
    ) -> None:
        """`safe` is (word, result) of Enter; `answers` are (key, word, result)."""
        super().__init__(title, subject)
        self._lines = list(lines)
        self._top = 0
        self._shown = TextLines(id="ask-lines")
        self._safe = safe
        self._answers = list(answers)

    def inside(self) -> ComposeResult:
        """The lines of the question."""
        yield self._shown

    def on_mount(self) -> None:
        """Show the question."""
        self._paint()

    def on_resize(self) -> None:
        """As many lines as the screen holds."""
        self._paint()

    def action_scroll(self, step: int) -> None:
        """Up and down, where there is more than the screen holds."""
        self._top += step
        self._paint()

    def action_page(self, step: int) -> None:
        """As much as can be read at once."""
        self.action_scroll(step * (self._rows - 1))

    @property
    def _rows(self) -> int:
        return max(3, self.app.size.height - (7 if is_low(self.app) else 9))

    def _paint(self) -> None:
        room = self._rows
        count = len(self._lines)
        self._top = max(0, min(self._top, count - room))
        lines: list[tuple[list[Part], list[Part]]] = [
            (parts, []) for parts in self._lines[self._top : self._top + room]
        ]
        below = count - self._top - room
        if below > 0:
            lines[-1] = ([(f"… {below + 1} more lines, Down", "dim")], [])
        self._shown.styles.height = max(1, len(lines))
        self._shown.show(lines)

    def paint_keys(self) -> None:
        """Enter's answer reversed, then the others."""
        first: list[Part] = [(f" Enter {self._safe[0]} ", "reverse"), ("   ", "text")]
        self.keys.show([(key, word) for key, word, _ in self._answers], first)

    def action_safe(self) -> None:
        """Enter."""
        self.dismiss(self._safe[1])

    def on_key(self, event: Any) -> None:
        """One of the answers."""
        for key, _, result in self._answers:
            if event.character == key:
                event.stop()
                self.dismiss(result)
