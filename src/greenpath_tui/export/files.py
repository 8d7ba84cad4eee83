"""Writing an export: whole or not at all, for its owner only, never over a file unasked."""

import os
import re
import tempfile
import unicodedata
from contextlib import suppress
from pathlib import Path

from greenpath_tui.errors import FileExists, FileRefused


def path_of(text: str) -> Path:
    """The path somebody typed, `~` meaning the home folder."""
    try:
        return Path(text.strip().strip("'\"")).expanduser()
    except RuntimeError:
        raise FileRefused(f"{text}: there is no such home folder.") from None


def make_folder(path: Path) -> None:
    """A folder of one's own, where it is missing."""
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise FileRefused(f"{path} cannot be made: {error.strerror}.") from error


def file_text(text: str, form: str) -> str:
    """What a file holds: a sheet begins with a mark by which spreadsheet programs know UTF-8."""
    return "\ufeff" + text if form == "csv" else text


def safe_name(text: str) -> str:
    """A file name for any account name: `harbour-main`; `account` where nothing is left."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:40].strip("-") or "account"


def write_file(path: Path, text: str, replace: bool = False) -> None:
    """Write `text`; FileRefused when the file exists (and `replace` is off) or cannot be written.

    What is no file, such as a device or a pipe, is never replaced by one.
    """
    name, taken = "", False
    try:
        if path.exists() and not path.is_file():
            raise FileRefused(f"{path} is not a file; nothing was written.")
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}.")
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        if not replace:  # taken first: whoever else makes it now is not overwritten
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
            taken = True
        os.replace(name, path)
        taken = False
    except FileExistsError:
        raise FileExists(f"{path} exists already and was kept.") from None
    except OSError as error:
        raise FileRefused(f"{path} cannot be written: {error.strerror}.") from error
    finally:
        for left in ([name] if name else []) + ([str(path)] if taken else []):
            with suppress(FileNotFoundError):
                os.unlink(left)
