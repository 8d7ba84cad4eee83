"""Long work: how far it is, and Esc that stops it."""

import threading
import time

from textual.app import ComposeResult

from greenpath_tui.errors import Cancelled
from greenpath_tui.ui.modals.base import Sheet
from greenpath_tui.ui.widgets.lines import TextLines

_EVERY = 0.1  # seconds between two frames of progress


class ProgressSheet(Sheet[None]):
    """`Importing 120 of 500`; `report` is called by the working thread."""

    BINDINGS = [("escape", "cancel", "cancel")]

    def __init__(self, title: str, verb: str) -> None:
        super().__init__(title)
        self._verb = verb
        self._line = TextLines(id="progress-line")
        self._cancelled = threading.Event()
        self.over = False  # the work has ended
        self._painted = 0.0

    def inside(self) -> ComposeResult:
        """One line."""
        yield self._line

    def on_mount(self) -> None:
        """Until the first report."""
        self._paint(self._verb)

    def hints(self) -> list[tuple[str, str]]:
        """Esc."""
        return [("Esc", "cancel, nothing is changed")]

    def _paint(self, words: str) -> None:
        self._line.show([([(words, "text")], [])])

    def report(self, done: int, count: int) -> None:
        """So far; raises Cancelled when Esc was pressed."""
        if self._cancelled.is_set():
            raise Cancelled(f"{self._verb} was cancelled; nothing was changed.")
        now = time.monotonic()
        if self.is_attached and now - self._painted > _EVERY:
            self._painted = now
            self.app.call_from_thread(self._paint, f"{self._verb} {done} of {count}")

    def stop_work(self) -> None:
        """Stop at the next report."""
        self._cancelled.set()

    def end(self) -> None:
        """The work has ended: leave, or as soon as nothing stands in front of it."""
        self.over = True
        if self.is_current:
            self.dismiss()

    def on_screen_resume(self) -> None:
        """What stood in front of it has gone."""
        if self.over:
            self.dismiss()

    def action_cancel(self) -> None:
        """Stop, and say so."""
        self.stop_work()
        self._paint("Stopping")
