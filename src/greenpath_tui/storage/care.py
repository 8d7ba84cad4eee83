"""Care of a SQLite database: backup, restore, and what the doctor looks at."""

import os
import shlex
import shutil
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from greenpath_tui.domain.text import counted
from greenpath_tui.errors import FileRefused, StorageError
from greenpath_tui.storage.engine import (
    connect_reading,
    has_room,
    may_write,
    sentence,
    side_files,
)
from greenpath_tui.storage.schema import HEAD, KNOWN, TABLES, metadata

_WAIT = 5.0  # seconds for a lock
_LEAST_FREE = 100_000_000  # bytes of free disk below which the doctor says so


def stamped(path: Path, word: str) -> Path:
    """`greenpath.db.before-restore-20261123-101500`: where a file is kept before it is replaced."""
    stamp = datetime.now().strftime("%Y%m%d-%H%M%S-%f")
    return path.with_name(f"{path.name}.before-{word}-{stamp}")


def copy_database(source: Path, target: Path) -> None:
    """A consistent copy, readable by its owner only; an existing file is never replaced."""
    try:
        os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError:
        raise FileRefused(f"{target} exists already; nothing was written.") from None
    except OSError as error:
        raise FileRefused(f"{target} cannot be written: {error.strerror}.") from error
    try:
        reads = sqlite3.connect if may_write(source) and has_room(source) else connect_reading
        with closing(reads(source)) as old, closing(sqlite3.connect(target)) as new:
            old.backup(new)
    except sqlite3.Error as error:
        target.unlink(missing_ok=True)
        raise FileRefused(f"{source} cannot be copied: {error}.") from error


def verify(path: Path) -> None:
    """Refuse a file that is not a whole greenpath database of a known schema; nothing is changed."""
    if not path.is_file():
        raise FileRefused(f"There is no file {path}.")
    try:
        with closing(connect_reading(path)) as db:
            revision = _revision(db)
            found = _content(path, db, revision)
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorname.startswith("SQLITE_CORRUPT"):
            raise FileRefused(f"{path} is damaged: {error}.") from error
        raise FileRefused(f"{path} is not a database: {error}.") from error
    if revision is None:
        raise FileRefused(f"{path} is not a greenpath database.")
    if revision not in KNOWN:
        raise FileRefused(f"{path} is newer than this program (revision {revision}).")
    for finding in found:
        if finding.bad:
            raise FileRefused(f"{path} is not whole: {finding.how}.")


def restore(source: Path, database: Path) -> Path | None:
    """Put a backup in the place of a database; returns where the replaced one was kept.

    The backup is verified first. The present database is copied aside, then overwritten in one
    transaction: a program that has it open sees the restored one with its next look. StorageError
    when somebody holds it for too long.
    """
    verify(source)
    if database.exists() and database.samefile(source):
        raise FileRefused(f"{source} is the database itself.")
    if database.exists() and not database.is_file():
        raise FileRefused(f"{database} is not a file; nothing was restored.")
    kept: Path | None = None
    try:
        if database.exists() and database.stat().st_size:
            kept = stamped(database, "restore")
            if _readable(database):
                copy_database(database, kept)
            else:  # it is kept as it is
                os.replace(database, kept)
                for tail in ("-wal", "-shm"):
                    with suppress(FileNotFoundError):
                        os.replace(f"{database}{tail}", f"{kept}{tail}")
        if not database.exists():
            database.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            os.close(os.open(database, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        with (
            closing(connect_reading(source)) as old,
            closing(sqlite3.connect(database, timeout=_WAIT)) as new,
        ):
            old.backup(new, progress=_patience())
    except TimeoutError as error:
        raise StorageError(f"{database} is in use; nothing was restored. Try again.") from error
    except sqlite3.DatabaseError as error:
        raise StorageError(sentence(error, str(database))) from error
    except OSError as error:
        raise StorageError(f"{database} cannot be written: {error.strerror}.") from error
    return kept


def _readable(database: Path) -> bool:
    """False for what is no database any more; TimeoutError while somebody holds it."""
    try:
        with closing(sqlite3.connect(database, timeout=_WAIT, isolation_level=None)) as db:
            db.execute("BEGIN IMMEDIATE")
            db.execute("ROLLBACK")
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorname.startswith(("SQLITE_NOTADB", "SQLITE_CORRUPT")):
            return False
        if error.sqlite_errorname.startswith("SQLITE_BUSY"):
            raise TimeoutError from error
        raise
    return True


def _patience() -> Callable[[int, int, int], None]:
    """Ends a backup that waits too long for a lock."""
    end = time.monotonic() + _WAIT

    def look(_status: int, remaining: int, _total: int) -> None:
        if remaining and time.monotonic() > end:
            raise TimeoutError

    return look


def _revision(db: sqlite3.Connection) -> str | None:
    names = {name for (name,) in db.execute("SELECT name FROM sqlite_master")}
    if "alembic_version" not in names:
        return None
    row = db.execute("SELECT version_num FROM alembic_version").fetchone()
    return str(row[0]) if row else None


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing the doctor looked at: what, how it is, and what to do where it is not well."""

    what: str
    how: str
    advice: str = ""
    bad: bool = False  # data is in danger or cannot be used


def examine(path: Path) -> list[Finding]:
    """The state of a database file; reads only."""
    if not path.exists():
        return [Finding("Database", f"{path} is not there yet", "it is made when greenpath starts")]
    if not path.is_file():
        advice = "name a file with --database"
        return [Finding("Database", f"{path} is not a file", advice, bad=True)]
    out = [Finding("Database", str(path)), _permissions(path), _disk(path)]
    try:
        with closing(connect_reading(path)) as db:
            revision = _revision(db)
            found = _content(path, db, revision)
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorname == "SQLITE_NOTADB":  # it may be anybody's file
            advice = f"name another with --database; if this was one, {_restore_advice(path)}"
            return [out[0], Finding("Integrity", "not a database", advice, bad=True)]
        how = sentence(error, str(path))
        advice = "mend this first, then ask again: the database itself may be well"
        if error.sqlite_errorname.startswith("SQLITE_CORRUPT"):
            how, advice = "damaged", _restore_advice(path)
        return [*out, Finding("Integrity", how, advice, bad=True)]
    return [*out, *found, schema_finding(revision)]


def _restore_advice(path: Path) -> str:
    return f"restore a backup: greenpath --database {shlex.quote(str(path))} restore FILE"


def _content(path: Path, db: sqlite3.Connection, revision: str | None) -> list[Finding]:
    """Pages, tables, references and values."""
    advice = _restore_advice(path)
    damage = [words for (words,) in db.execute("PRAGMA integrity_check(3)") if words != "ok"]
    if revision == HEAD:
        tables = {name for (name,) in db.execute("SELECT name FROM sqlite_master")}
        damage += [f"the table {name} is missing" for name in sorted(set(metadata.tables) - tables)]
    if damage:
        return [Finding("Integrity", f"damaged: {damage[0]}", advice, bad=True)]
    out = [Finding("Integrity", "ok")]
    if orphans := db.execute("PRAGMA foreign_key_check").fetchall():
        how = f"{counted(len(orphans), 'row')} pointing nowhere"
        out.append(Finding("References", how, "restore a backup, or report this", bad=True))
    else:
        out.append(Finding("References", "ok"))
    if revision == HEAD:
        engine = sa.create_engine("sqlite://", creator=lambda: connect_reading(path),
                                  poolclass=sa.NullPool)  # fmt: skip
        try:
            with engine.connect() as conn:
                out.append(values_finding(conn))
        except sa.exc.DatabaseError as error:  # a column is missing
            out.append(Finding("Values", sentence(error, str(path)), advice, bad=True))
    return out


def values_finding(conn: sa.Connection) -> Finding:
    """Whether every living row holds what greenpath wrote, or could have written."""
    dialect = conn.dialect
    for table in TABLES.values():
        kinds = {c.name: c.type.dialect_impl(dialect) for c in table.c}
        readers = {name: kind.result_processor(dialect, None) for name, kind in kinds.items()}
        stored: list[Any] = [sa.type_coerce(c, sa.types.NULLTYPE).label(c.name) for c in table.c]
        living = sa.select(*stored).where(table.c.deleted.is_(False))
        for row in conn.execute(living).mappings():
            for name, reader in readers.items():
                try:
                    if reader is not None:
                        reader(row[name])
                except (LookupError, ValueError, ArithmeticError, TypeError):
                    how = f'{table.name} {row["id"]}: {name} is "{row[name]}"'
                    advice = "set it right in the database, or restore a backup"
                    return Finding("Values", how, advice, bad=True)
    return Finding("Values", "ok")


def schema_finding(revision: str | None) -> Finding:
    """What a schema revision means to this program."""
    if revision == HEAD:
        return Finding("Schema", f"revision {revision}, up to date")
    if revision in KNOWN:
        return Finding("Schema", f"revision {revision}", "brought up to date at the next start")
    advice = "update greenpath" if revision else "name another database with --database"
    how = f"unknown revision {revision}" if revision else "not a greenpath database"
    return Finding("Schema", how, advice, bad=True)


def _permissions(path: Path) -> Finding:
    mode = path.stat().st_mode & 0o777
    if not may_write(path):
        places = " and ".join(
            str(place)
            for place in (path, path.parent, *side_files(path))
            if not os.access(place, os.W_OK)
        )
        return Finding("Permissions", "read only", f"make writable: {places}", bad=True)
    if mode & 0o077:
        return Finding("Permissions", f"others may read it ({mode:o})", f"chmod 600 {path}")
    return Finding("Permissions", "yours alone")


def _disk(path: Path) -> Finding:
    free = shutil.disk_usage(path.parent).free
    words = f"{free // 1_000_000} MB free"
    if free < 1_000_000:
        return Finding("Disk", f"{free // 1000} kB free", "make room: saving may fail", bad=True)
    if free < max(_LEAST_FREE, 2 * path.stat().st_size):
        return Finding("Disk", words, "make room: a migration needs the database's size once more")
    return Finding("Disk", words)
