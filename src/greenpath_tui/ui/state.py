"""What is remembered between starts, in a file per database: places, filters, views, typed text.

None of it is journaled: it says where somebody looked, not what is true.
"""

import hashlib
import json
import os
import tempfile
from contextlib import suppress
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any


@dataclass(slots=True)
class SavedView:
    """A filter and a sort under a name."""

    name: str
    filter: str = ""
    sort: str = "urgency"
    reverse: bool = False


SHIPPED_VIEWS: tuple[SavedView, ...] = (
    SavedView("All accounts"),
    SavedView("My book", "is:mine"),
    SavedView("Red", "status:red"),
    SavedView("Red and Yellow", "status:red,yellow"),
    SavedView("Renewals in 90 days", "renews:<90d", "renewal"),
    SavedView("Overdue", "is:overdue", "late"),
    SavedView("Updates due", "due:<=today", "update_due"),
)


@dataclass(slots=True)
class State:
    """Where the app was left."""

    filter: str = ""
    sort: str = "urgency"
    reverse: bool = False
    cursor: str = ""
    account: str = ""
    pane: bool = True
    theme: str = ""
    page: dict[str, Any] = field(default_factory=dict)  # the first page, as it was left
    left: str = ""  # what was being typed when the app was left, in words
    typed: dict[str, str] = field(default_factory=dict)  # unfinished lines by what they are for
    forms: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    """Fields of forms that were left unsaved, by what they are for: the text before, and as typed."""
    views: list[SavedView] = field(default_factory=list)


def state_path(folder: Path, database: str) -> Path:
    """The state file of a database: of the file itself, from whatever folder it is named."""
    if "://" not in database:
        database = os.path.abspath(os.path.expanduser(database))
    key = hashlib.sha256(database.encode("utf-8", "surrogateescape")).hexdigest()[:16]
    return folder / f"state-{key}.json"


def load(path: Path) -> tuple[State, str]:
    """The state, and why it is a fresh one where the file cannot be read; that one is put aside."""
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        views = [SavedView(**view) for view in raw.pop("views", [])]
        known = {item.name: item.type for item in fields(State)}
        values = {
            name: value
            for name, value in raw.items()
            if name in known and type(value) is type(getattr(State(), name))
        }
        for texts in values.get("forms", {}).values():  # before and as typed
            if not all(len(pair) == 2 for pair in texts.values()):
                raise ValueError("forms")
        return State(**values, views=views), ""
    except FileNotFoundError:
        return State(), ""
    except (OSError, ValueError, TypeError, AttributeError) as error:
        why = error.strerror if isinstance(error, OSError) else "no state file"
        aside = path.with_suffix(".unreadable")
        try:
            path.replace(aside)
        except OSError:
            return State(), f"{path}: {why}."
        return State(), f"{path}: {why}; it is kept as {aside.name}."


def save(path: Path, state: State) -> str:
    """Write the state whole or not at all; why it could not be written, empty when it was."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(asdict(state), file)
        os.replace(name, path)
        return ""
    except OSError as error:
        with suppress(OSError, UnboundLocalError):
            os.unlink(name)
        return f"{path}: {error.strerror}. Saved views and places of this time are not kept."


def fingerprint(database: str, today: str, user: str) -> str:
    """What a remembered page is true for: this very state of the file, this day, this user.

    Empty for a database that is not a file, or that another program has open.
    """
    try:
        if Path(database + "-wal").exists() and Path(database + "-wal").stat().st_size:
            return ""
        found = Path(database).stat()
    except OSError:
        return ""
    return f"{found.st_mtime_ns} {found.st_size} {found.st_ino} {today} {user}"
