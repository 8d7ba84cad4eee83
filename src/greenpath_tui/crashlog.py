"""What went wrong unexpectedly goes into a file: the terminal shows where, and nothing of anybody's data."""

import os
import traceback
from datetime import UTC, datetime
from pathlib import Path

from greenpath_tui import VERSION

_MOST = 1_000_000  # bytes after which an old log is put aside


def write(log: Path, error: BaseException) -> str:
    """Append the traceback to the log, which only its owner may read; the sentence for the person."""
    head = f"greenpath {VERSION} stopped because of a mistake in it"
    kind = type(error).__name__
    try:
        log.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if log.exists() and log.stat().st_size > _MOST:
            log.replace(log.with_suffix(".log.old"))
        handle = os.open(log, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
        with os.fdopen(handle, "a", encoding="utf-8", errors="backslashreplace") as file:
            file.write(f"--- {datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC, greenpath {VERSION}\n")
            file.write("".join(traceback.format_exception(error)))
    except OSError as problem:
        return f"{head} ({kind}); the log {log} could not be written: {problem.strerror}."
    return f"{head} ({kind}). What was saved is safe. Details: {log}"
