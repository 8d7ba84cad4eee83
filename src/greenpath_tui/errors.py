"""The one error tree: each error is a sentence for people and carries an exit code."""

from datetime import datetime

_JOINERS = "\u200c\u200d"


def printable(text: str) -> str:
    """The same text on one line, without what a terminal would obey instead of show."""
    return "".join(c if c.isprintable() or c in _JOINERS else " " for c in text)


class GreenpathError(Exception):
    """Something a person can understand and act on; front ends show its text and nothing else."""

    exit_code = 1

    def __init__(self, message: str = "") -> None:
        super().__init__(printable(message))


class UsageError(GreenpathError):
    """The command, option or configuration was used wrongly (exit code 2)."""

    exit_code = 2


class InvalidInput(GreenpathError):
    """A value that cannot be stored; the text names the field and what it takes.

    `field` and `problem` are its two halves, where it is about one field.
    """

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(f"{field.replace('_', ' ')}: {message}" if field else message)
        self.field = field
        self.problem = message


class NotFound(GreenpathError):
    """Nothing, or more than one thing, goes by this name; the text lists the candidates."""


class Refused(GreenpathError):
    """A rule of the method or of undo says no; the text says which and what would help.

    `field` is the one that would help, where there is one.
    """

    def __init__(self, message: str = "", field: str = "") -> None:
        super().__init__(message)
        self.field = field


class Conflict(GreenpathError):
    """Somebody else changed the thing since it was read; the text says who and when."""

    def __init__(
        self, message: str, who: str = "Somebody else", at: datetime | None = None
    ) -> None:
        super().__init__(message)
        self.who = who
        self.at = at


class Cancelled(GreenpathError):
    """Somebody stopped long work; nothing of it was kept."""


class StorageError(GreenpathError):
    """The database cannot be opened, read or written."""


class FileRefused(GreenpathError):
    """A file that cannot be read or written, or whose content was refused whole.

    `problems` has one line for every wrong place.
    """

    def __init__(self, message: str, problems: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.problems = tuple(map(printable, problems))


class FileExists(FileRefused):
    """There is a file of this name already; it was kept."""
