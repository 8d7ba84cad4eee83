"""The thin lines every screen has: header, message line, footer."""

import re

from rich.cells import cell_len
from textual.events import Click
from textual.message import Message
from textual.strip import Strip

from greenpath_tui.ui.ink import Drawn, Part, cells, cut


class TextLines(Drawn):
    """A fixed number of lines, each with a left and a right part."""

    def __init__(self, lines: int = 1, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._content: list[tuple[list[Part], list[Part]]] = []
        self.styles.height = lines

    def show(self, lines: list[tuple[list[Part], list[Part]]]) -> None:
        """Show these lines: (left, right) each."""
        if lines != self._content:
            self._content = lines
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """Left part, space, right part; the left one gives way."""
        width = self.size.width
        if y >= len(self._content):
            return self.strip([], width)
        left, end = self._content[y]
        room = width - 1 - cells(end)
        used = cells(left)
        if used + 2 > room and end:
            left, used = _clipped(left, max(0, room - 2))
        return self.strip([*left, (" " * max(0, room - used), "text"), *end], width)


def _shorter_title(parts: list[Part], excess: int) -> list[Part]:
    """A sentence that is too long by so many cells: the title in it is cut, not what was done."""
    titles = [title for text, _ in parts for title in re.findall("“([^”]+)”", text)]
    if excess <= 0 or not titles:
        return parts
    title = max(titles, key=cell_len)
    brief = cut(title, max(8, cell_len(title) - excess))
    return [(text.replace(title, brief, 1), ink) for text, ink in parts]


def _clipped(parts: list[Part], width: int) -> tuple[list[Part], int]:
    out: list[Part] = []
    used = 0
    for text, name in parts:
        piece = cut(text, width - used)
        if piece:
            out.append((piece, name))
        used += cells([(piece, name)])
        if piece != text:
            break
    return out, used


class KeyLine(Drawn):
    """The keys of a sheet: on one row, or on as many as they need."""

    def __init__(self) -> None:
        super().__init__(id="sheet-keys")
        self._first: list[Part] = []
        self._hints: list[tuple[str, str]] = []
        self._rows: list[list[Part]] = []

    def show(self, hints: list[tuple[str, str]], first: list[Part] | None = None) -> None:
        """Show (key, word) hints, after what stands first."""
        self._first, self._hints = first or [], hints
        self._lay_out()

    def on_resize(self) -> None:
        """Other rows."""
        self._lay_out()

    @property
    def rows(self) -> int:
        """How many rows the keys need."""
        return max(1, len(self._rows))

    def _lay_out(self) -> None:
        width = self.size.width
        if width:
            self._rows = self._fitted(width)
            self.styles.height = len(self._rows)
            self.refresh()

    def _fitted(self, width: int) -> list[list[Part]]:
        wide = self._laid("   ", width)
        return wide if len(wide) == 1 else self._laid("  ", width)

    def _laid(self, gap: str, width: int) -> list[list[Part]]:
        """Hints `gap` apart; one that does not fit begins a row."""
        rows: list[list[Part]] = [list(self._first)]
        for key, word in self._hints:
            hint: list[Part] = [(key, "bold"), (f" {word}", "muted")]
            lead: list[Part] = [(gap, "text")] if rows[-1] and rows[-1] != self._first else []
            if rows[-1] and cells(rows[-1]) + cells(lead) + cells(hint) > width:
                rows.append(hint)
            else:
                rows[-1] += [*lead, *hint]
        return rows

    def render_line(self, y: int) -> Strip:
        """One row; the first frame is drawn before the keys were laid out."""
        width = self.size.width
        rows = self._rows or self._fitted(width)
        return self.strip(rows[y] if y < len(rows) else [], width)


class MessageLine(Drawn):
    """The line above the footer: advice and legend, or a message that covers them for a while."""

    SECONDS = 6.0
    LINGER = 0.06  # seconds

    def __init__(self) -> None:
        super().__init__(id="message")
        self._rest: tuple[list[Part], list[Part]] = ([], [])
        self._message: tuple[list[Part], list[Part]] | None = None
        self._stays = False
        self._count = 0

    def rest(self, left: list[Part], legend: list[Part]) -> None:
        """What stands here when nothing is said."""
        self._rest = (left, legend)
        if self._message is None:
            self.refresh()

    def say(self, verb: str, text: str, hint: list[Part] | None = None) -> None:
        """A message for six seconds or until the next key; the verb is bold."""
        self._message = ([(" " + verb, "bold"), (f" {text}" if text else "", "text")], hint or [])
        self._stays = False
        self._count += 1
        count = self._count
        self.set_timer(self.SECONDS, lambda: self._end(count))
        self.refresh()

    def hold(self, verb: str, text: str, key: str, label: str) -> None:
        """A message that stands until `clear`."""
        self.say(verb, text, hint(key, label))
        self._stays = True

    def fail(self, text: str) -> None:
        """An error; it stays until a key."""
        first, colon, more = text.partition(": ")
        self._message = ([(" " + first + colon, "late"), (more, "text")], [])
        self._stays = True
        self._count += 1
        self.refresh()

    def end_soon(self) -> None:
        """A key was pressed: back to rest, unless it says something of its own.

        Not at once: a frame for this alone would hold up the one that shows what the key did.
        """
        if self._message is not None:
            count = self._count
            self.set_timer(self.LINGER, lambda: self.clear() if count == self._count else None)

    def clear(self) -> None:
        """Back to rest."""
        if self._message is not None:
            self._message = None
            self.refresh()

    def _end(self, count: int) -> None:
        if count == self._count and not self._stays:
            self.clear()

    @property
    def text(self) -> str:
        """What is said now; empty when nothing is."""
        return "".join(text for text, _ in self._message[0]).strip() if self._message else ""

    def render_line(self, y: int) -> Strip:
        """The message on a light band with the cursor bar, or what rests here."""
        width = self.size.width
        spoken = self._message
        left, end = spoken or self._rest
        if spoken is None and self.app.others.out_of_reach:  # type: ignore[attr-defined]  # our own app
            left = [("Not connected: ", "late"), ("what is shown may be old", "text")]
        lead: list[Part] = [("▌", "accent")] if spoken else [(" ", "text")]
        room = width - 1 - cells(lead)
        if spoken is None and cells(left) + cells(end) + 2 > room:
            end = []
        if spoken is not None:
            left = _shorter_title(left, cells(left) + cells(end) + 1 - room)
        left, used = _clipped(left, room - cells(end) - 1)
        gap = (" " * max(0, room - used - cells(end)), "text")
        return self.strip([*lead, *left, gap, *end], width, cursor=spoken is not None)


class KeyFooter(Drawn):
    """The last line: the keys that work here, most used first; `? help` is never cut."""

    class Pressed(Message):
        """A hint was clicked."""

        def __init__(self, action: str) -> None:
            super().__init__()
            self.action = action

    def __init__(self, hints: list[tuple[str, str, str]]) -> None:
        super().__init__(id="footer")
        self._hints = hints  # keys, label, action
        self._places: list[tuple[int, int, str]] = []

    def show(self, hints: list[tuple[str, str, str]]) -> None:
        """Other hints: (keys, label, action)."""
        if hints != self._hints:
            self._hints = hints
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """As many hints as fit."""
        width = self.size.width
        last = cells([("? help", "text")])
        parts: list[Part] = [(" ", "text")]
        used = 1
        self._places = []
        for keys, label, action in self._hints:
            need = len(keys) + 1 + len(label)
            if used + need + 2 + last + 1 > width:
                break
            self._places.append((used, used + need, action))
            parts += [(keys, "bold"), (f" {label}  ", "muted")]
            used += need + 2
        self._places.append((width - 1 - last, width - 1, "help"))
        parts += [(" " * (width - 1 - last - used), "text"), ("?", "bold"), (" help", "muted")]
        return self.strip(parts, width)

    def on_click(self, event: Click) -> None:
        """Run the action of a hint."""
        for start, end, action in self._places:
            if start <= event.x < end:
                self.post_message(self.Pressed(action))


def marked_words(count: int, hidden: int, of: int) -> list[Part]:
    """`3 marked of 27, 2 of them not shown`: verbs act on all that is marked."""
    words = f" of {of}" + (f", {hidden} of them not shown" if hidden else "")
    return [(f"{count} marked", "bold"), (words, "muted")]


def hint(keys: str, label: str) -> list[Part]:
    """A key and its word, as the right end of a message."""
    return [(keys, "bold"), (f" {label}", "muted")]
