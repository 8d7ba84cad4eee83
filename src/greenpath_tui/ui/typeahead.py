"""Keys in order: what is typed ahead waits for the sheet it is meant for."""

import time
from collections import deque
from collections.abc import Sequence

from textual.app import App, ScreenStackError
from textual.dom import DOMNode
from textual.events import Event, Key

_MOST = 1.0  # seconds after which a key counts as worked on
_CURSOR = frozenset(["up", "down", "left", "right", "pageup", "pagedown"])  # they open nothing
_LOOK_AGAIN = 0.01  # seconds between two looks at a sheet that is not ready


def _apart(key: Key, in_text: bool) -> list[Key]:
    """An Esc and the letter or digit right behind it come as one key with Alt, which nothing uses.

    In a text only the Esc counts: Alt+d, typed by habit, must not delete what lies below.
    """
    if not key.key.startswith("alt+") or not key.character:
        return [key]
    escape = Key("escape", "\x1b")
    return [escape] if in_text else [escape, Key(key.character, key.character)]


class TypeAhead(App[None]):
    """Hands a key on when the one before was worked on and the sheet it opened can take it.

    Without this a fast hand, or a slow line, types the first letters of a text as commands.
    """

    def __init__(self) -> None:
        super().__init__()
        self.holding = 0  # what is under way at the database, before the next key can act on it
        self._keys: deque[Key] = deque()
        self._begun = 0.0  # when the key that is worked on was handed on; 0: none is
        self._path: Sequence[DOMNode] = ()  # where that key went, from its target up to the app
        self._looks = False

    async def on_event(self, event: Event) -> None:
        """Keys into the queue; quitting waits for nothing."""
        if not isinstance(event, Key) or event.key == "ctrl+q":
            await super().on_event(event)
        elif not event.is_forwarded:
            self._keys.extend(_apart(event, self.focused is not None))
            await self._hand_on()
        elif self._takes_keys:  # else it rose from below a sheet that opened meanwhile
            await super().on_event(event)

    @property
    def keys_wait(self) -> bool:
        """True while something that was typed was not handed on."""
        return bool(self._keys)

    def drop_waiting(self) -> bool:
        """Forget keys that were typed for what did not come about; False where there are none."""
        dropped = bool(self._keys)
        self._keys.clear()
        return dropped

    @property
    def _takes_keys(self) -> bool:
        """True where the uppermost screen can take keys; False once the app has ended."""
        try:
            return bool(getattr(self.screen, "ready", True))
        except ScreenStackError:
            return False

    @property
    def _busy(self) -> bool:
        return time.monotonic() - self._begun < _MOST

    async def _hand_on(self) -> None:
        while self._keys:
            if self._busy:
                self._follow_last()
                return
            if self.holding or not self._takes_keys:
                self._look_later()
                return
            key = self._keys.popleft()
            if not self._opens_nothing(key):
                self._path = (self.focused or self.screen).ancestors_with_self
                self._begun = time.monotonic()
            await super().on_event(key)

    def _opens_nothing(self, key: Key) -> bool:
        """True for a move of the cursor and for a letter of a text."""
        letter = key.is_printable and self.focused is not None
        return key.key in _CURSOR or (letter and getattr(self.screen, "only_text", True))

    def _follow_last(self) -> None:
        """Walk behind the last key, then behind what it said, through every queue on its way up."""
        path, self._path = self._path, ()
        if path:
            self._follow([*path, *path])
            self.set_timer(_MOST, self._hand_on)  # should the way be gone meanwhile

    def _follow(self, path: Sequence[DOMNode]) -> None:
        for place, node in enumerate(path, 1):
            if node.call_later(self._follow, path[place:]):
                return
        self._begun = 0.0
        self.call_later(self._hand_on)

    def _look_later(self) -> None:
        if not self._looks and self.is_running:
            self._looks = True
            self.set_timer(_LOOK_AGAIN, self._look_again)

    async def _look_again(self) -> None:
        self._looks = False
        await self._hand_on()
