"""Undo and redo: readings of the journal, themselves recorded."""

from greenpath_tui.services.base import Result, UseCases
from greenpath_tui.storage.queries import first_operation, newest_foreign


class History(UseCases):
    """One stack per user and database."""

    def undo(self) -> Result:
        """Take back the user's newest operation; Refused says why not."""
        with self.store.write() as write:
            return write.undo()

    def redo(self) -> Result:
        """Take forward again what was undone last."""
        with self.store.write() as write:
            return write.redo()

    def first_operation(self) -> tuple[str, str] | None:
        """Who wrote first, and what; None when nobody has written yet."""
        with self.store.read() as reader:
            return first_operation(reader)

    def foreign(self) -> int:
        """The newest operation that another process wrote; grows when others change something."""
        with self.store.read() as reader:
            return newest_foreign(reader, self.store.process)
