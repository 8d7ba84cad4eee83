"""The sheet: the only thing with a frame. Title and subject on top, keys on the last row."""

from collections.abc import Mapping
from typing import Any, TypeVar

from rich.cells import cell_len
from textual.app import App, ComposeResult
from textual.await_complete import AwaitComplete
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from greenpath_tui.resources import styles_dir
from greenpath_tui.ui.ink import cut, sheet_room
from greenpath_tui.ui.widgets.lines import KeyLine, TextLines

R = TypeVar("R")
SCROLLING: list[BindingType] = [
    ("j,down", "scroll(1)", ""),
    ("k,up", "scroll(-1)", ""),
    ("pagedown,space", "scroll(10)", ""),
    ("pageup", "scroll(-10)", ""),
    ("g,home", "scroll(-1000000)", ""),
    ("G,end", "scroll(1000000)", ""),
    ("q", "close", ""),
]  # the keys of sheets that are read
_LOW = 20  # rows
Kept = dict[str, dict[str, list[str]]]  # what was typed, by what it is for: before and as typed


def keep(
    kept: Kept, key: str, before: Mapping[str, str], now: Mapping[str, str], words: str
) -> str:
    """Keep the texts that were changed; `words` for what they are, empty where none was."""
    typed = {name: [before[name], text] for name, text in now.items() if text != before[name]}
    if not typed or not key:
        return ""
    kept[key] = typed
    return words


def is_low(app: App[Any]) -> bool:
    """True where there are so few rows that a sheet goes without empty lines."""
    return app.size.height < _LOW


class Once(ModalScreen[R]):
    """A modal that is answered once: keys typed ahead find it closed and do nothing."""

    ready = False  # it can take keys: those typed ahead wait for it
    only_text = True  # a letter typed into its input is text, never a key of its own
    covers = True  # the screen behind it is not read, so it is not brought up to date
    _answered = False

    def on_mount(self) -> None:
        """Ready once it is drawn and what it asks for has the keys."""
        self.call_after_refresh(self._settle)

    def _settle(self) -> None:
        if self.AUTO_FOCUS and self.focused is None and not self._answered:
            self.set_timer(0.005, self._settle)
        else:
            self.ready = True

    def dismiss(self, result: R | None = None) -> AwaitComplete:
        """Close with an answer; a second one is ignored."""
        if self._answered or self.app.screen is not self:
            return AwaitComplete()
        self._answered = True
        if not self.is_mounted:  # a key came before the sheet was there
            self.call_after_refresh(self._close, result)
            return AwaitComplete()
        return super().dismiss(result)

    def _close(self, result: R | None) -> None:
        super().dismiss(result)


class Sheet(Once[R]):
    """A modal with a title, something inside, and its keys. Esc closes and changes nothing."""

    CSS_PATH = styles_dir() / "modals.tcss"
    AUTO_FOCUS = ""
    BINDINGS = [("escape", "close", "close")]

    def __init__(self, title: str, subject: str = "") -> None:
        super().__init__()
        self._heading = title
        self._subject = self._at_right = subject
        self.keys = KeyLine()
        self.head = TextLines(id="sheet-title")

    def compose(self) -> ComposeResult:
        """The frame."""
        with Vertical(id="sheet"):
            yield self.head
            yield from self.inside()
            yield self.keys

    def inside(self) -> ComposeResult:
        """What the sheet holds."""
        yield from ()

    def on_mount(self) -> None:
        """Title and keys; where there are few rows, without the empty ones."""
        self.query_one("#sheet").set_class(is_low(self.app), "-low")
        self.show_title(self._subject)
        self.paint_keys()

    def on_resize(self) -> None:
        """The same for another size; the title follows the width."""
        self.query_one("#sheet").set_class(is_low(self.app), "-low")
        self.call_after_refresh(lambda: self.show_title(self._at_right))

    def paint_keys(self) -> None:
        """The last row as `hints` says it."""
        self.keys.show(self.hints())

    @property
    def room(self) -> int:
        """Cells inside the frame, before it is drawn."""
        return sheet_room(self.app.size.width)

    def show_title(self, subject: str) -> None:
        """The title, with the subject at the right."""
        self._at_right = subject
        room = (self.head.size.width or self.room) - cell_len(self._heading) - 3
        end = [(cut(subject, room), "muted")] if room > 3 else []
        if self.app.others.out_of_reach:  # type: ignore[attr-defined]  # our own app
            end = [("not connected", "late")]
        self.head.show([([(self._heading, "bold")], end)])

    def show_connection(self) -> None:
        """The title says where the database cannot be reached."""
        self.show_title(self._at_right)

    def hints(self) -> list[tuple[str, str]]:
        """(key, word) of the last row; `Esc` last."""
        return [("Esc", "close")]

    def action_close(self) -> None:
        """Leave without a result."""
        self.dismiss(None)
