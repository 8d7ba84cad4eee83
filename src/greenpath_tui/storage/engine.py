"""Where a database is, how it is opened, and what its errors mean."""

import os
import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event, exc

from greenpath_tui.errors import StorageError

BUSY_MS = 5000
CONNECT_SECONDS = 5
_SHARED = 32 * 1024  # bytes of the index beside a database that somebody has open
_LEAST_ROOM = 4 * _SHARED
_WRITER = 0x67726E70  # the advisory lock of whoever writes to a shared database


def database_url(database: str) -> sa.URL:
    """The URL of a path or of a SQLAlchemy URL."""
    wrong = StorageError(  # not quoted: a password may stand in it
        "This is not the URL of a database: postgresql+psycopg://USER:PASSWORD@HOST/NAME, "
        "with %40 for an @ and %2F for a / in the password."
    )
    if "://" in database:
        try:
            url = sa.make_url(database)
        except (exc.ArgumentError, ValueError):
            raise wrong from None
        sqlite = url.drivername.startswith("sqlite")
        if "@" in (url.host or "") or (not sqlite and "@" in (url.database or "")):
            raise wrong
        if sqlite and url.database in (None, "", ":memory:"):
            raise StorageError("A database needs a file; name one with --database.")
        if url.drivername == "postgresql":
            url = url.set(drivername="postgresql+psycopg")
        return url
    if re.search(":.*@", database) and not os.path.exists(database):
        raise wrong  # USER:PASSWORD@HOST, and what stands before it is not right
    try:
        path = Path(database).expanduser()
    except RuntimeError:
        raise StorageError(f"{database}: there is no such home folder.") from None
    return sa.URL.create("sqlite", database=str(path))


def database_path(database: str) -> Path | None:
    """The file of a SQLite database; None for a server."""
    url = database_url(database)
    return Path(str(url.database)) if url.drivername.startswith("sqlite") else None


def display_name(database: str) -> str:
    """How a database is named to people: a path, or database and host; never a password."""
    url = database_url(database)
    if url.drivername.startswith("sqlite"):
        path = str(url.database)
        home = str(Path.home())
        return "~" + path[len(home) :] if path.startswith(home + os.sep) else path
    return f"{url.database or 'the database'} on {url.host or 'this machine'}"


def side_files(path: Path) -> list[Path]:
    """What SQLite keeps beside a database while somebody has it open."""
    return [side for tail in ("-wal", "-shm") if (side := Path(f"{path}{tail}")).exists()]


def identity(path: Path) -> tuple[int, int] | None:
    """What tells a file from another one of the same name; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def may_write(path: Path) -> bool:
    """True where a database, its folder and what lies beside it may be written."""
    places = [path, path.parent, *side_files(path)]
    return all(os.access(place, os.W_OK) for place in places)


def has_room(path: Path) -> bool:
    """False where the disk cannot even take what SQLite keeps beside an open database."""
    for side in side_files(path):
        with suppress(FileNotFoundError):  # whoever had it open closed it meanwhile
            if side.stat().st_size >= _SHARED:  # it is there already
                return True
    return shutil.disk_usage(path.parent).free >= _LEAST_ROOM


def connect_reading(path: Path) -> sqlite3.Connection:
    """A connection that writes nothing, not even beside a file that nobody has open."""
    log = Path(f"{path}-wal")
    quiet = "" if log.exists() and log.stat().st_size else "&immutable=1"
    uri = f"{path.absolute().as_uri()}?mode=ro{quiet}"
    return sqlite3.connect(uri, uri=True, timeout=BUSY_MS / 1000, check_same_thread=False)


def made_engine(url: sa.URL, read_only: bool = False) -> sa.Engine:
    """The engine of a database, which begins its transactions as we need them.

    A file that may only be read gets a connection for each look: whoever may write it is seen then.
    """
    if not url.drivername.startswith("sqlite"):
        return _server_engine(url)
    path = Path(str(url.database))
    pragmas = [
        f"busy_timeout={BUSY_MS}",
        "foreign_keys=ON",
        "cache_size=-512",  # KiB; pages come from the system as fast
    ]
    if not read_only:
        engine = _made(url, connect_args={"timeout": BUSY_MS / 1000})
        pragmas += ["journal_mode=WAL", "synchronous=FULL"]
    else:
        engine = _made(url, creator=lambda: connect_reading(path), poolclass=sa.NullPool)

    @event.listens_for(engine, "connect")
    def _connect(dbapi: Any, _record: Any) -> None:
        dbapi.isolation_level = None  # we begin transactions ourselves
        for pragma in pragmas:
            dbapi.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(conn: sa.Connection) -> None:
        readonly = conn.get_execution_options().get("greenpath_readonly")
        conn.exec_driver_sql("BEGIN" if readonly else "BEGIN IMMEDIATE")

    return engine


def _made(url: sa.URL, **options: Any) -> sa.Engine:
    try:
        return sa.create_engine(url, hide_parameters=True, **options)
    except ModuleNotFoundError as error:
        if url.drivername.startswith("postgresql"):
            raise StorageError(
                "PostgreSQL needs the extra `postgres`: pip install 'greenpath-tui[postgres]'."
            ) from error
        raise StorageError(f"{url.drivername} databases cannot be opened here.") from error
    except exc.ArgumentError as error:
        raise StorageError(f"{url.drivername} databases cannot be opened here.") from error


def _server_engine(url: sa.URL) -> sa.Engine:
    """A PostgreSQL engine: one writer at a time, as with SQLite, and readers who see one state."""
    given = {
        "connect_timeout": CONNECT_SECONDS,
        "options": "-c datestyle=ISO",
        "keepalives_idle": CONNECT_SECONDS,  # a network that is gone is noticed, not waited for
        "keepalives_interval": CONNECT_SECONDS,
        "keepalives_count": 2,
        "tcp_user_timeout": 3 * CONNECT_SECONDS * 1000,  # milliseconds
    }
    engine = _made(url, pool_pre_ping=True, connect_args=given)

    @event.listens_for(engine, "begin")
    def _begin(conn: sa.Connection) -> None:
        if conn.get_execution_options().get("greenpath_readonly"):
            conn.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        else:
            conn.exec_driver_sql(f"SET LOCAL lock_timeout = '{BUSY_MS}ms'")
            lock_for_writing(conn)

    return engine


def lock_for_writing(conn: sa.Connection) -> None:
    """Be the one writer of a shared database until the transaction ends."""
    conn.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITER})")


@contextmanager
def looked_at(database: str) -> Iterator[sa.Connection]:
    """A connection to a database on a server that changes nothing, not even its schema."""
    engine = _server_engine(database_url(database))
    try:
        with engine.connect().execution_options(greenpath_readonly=True) as conn:
            yield conn
    except exc.DatabaseError as error:
        raise StorageError(sentence(error, display_name(database))) from error
    finally:
        engine.dispose()


def stored_revision(conn: sa.Connection) -> str | None:
    """The stored schema revision; None for an empty database."""
    if conn.dialect.name == "sqlite":  # an inspector costs 40 ms
        look = "SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'"
        known = conn.exec_driver_sql(look).first() is not None
    else:
        known = sa.inspect(conn).has_table("alembic_version")
    if not known:
        return None
    revision = conn.scalar(sa.text("SELECT version_num FROM alembic_version"))
    return None if revision is None else str(revision)


def is_refusal(error: exc.DatabaseError | sqlite3.DatabaseError) -> bool:
    """True where a SQLite file could not be opened or written for want of room or rights."""
    cause = error.orig if isinstance(error, exc.DatabaseError) else error
    code = getattr(cause, "sqlite_errorname", "") or ""
    return code.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_FULL", "SQLITE_IOERR"))


def sentence(error: exc.DatabaseError | sqlite3.DatabaseError, name: str) -> str:
    """One sentence for a database error; it names no password and no statement."""
    cause = error.orig if isinstance(error, exc.DatabaseError) else error
    code = getattr(cause, "sqlite_errorname", "") or getattr(cause, "sqlstate", "") or ""
    if code.startswith("SQLITE_BUSY") or code == "55P03":
        return f"{name} is in use by another program; nothing was changed. Try again."
    if code.startswith("SQLITE_READONLY") or code == "25006":
        return f"{name} may only be read; nothing was changed. greenpath doctor says why."
    if code == "SQLITE_NOTADB":
        return f"{name} is not a greenpath database."
    if code.startswith("SQLITE_IOERR"):
        return f"{name}: the disk is full or does not answer; nothing was changed."
    if code in ("SQLITE_FULL", "53100"):
        return "The disk is full; nothing was changed."
    if code == "SQLITE_CANTOPEN":
        return f"{name} cannot be opened: check the folder and its permissions."
    if code.startswith(("SQLITE_CORRUPT", "XX001", "XX002")):
        return f"{name} is damaged; nothing was changed. greenpath doctor says what to do."
    if code == "28P01" or code.startswith("28"):
        return f"{name} refuses this user or password."
    if isinstance(error, exc.OperationalError) and not code.startswith("SQLITE"):
        _, fatal, why = str(cause).partition("FATAL:")
        detail = f" ({why.strip().splitlines()[0]})" if fatal and why.strip() else ""
        return f"{name} cannot be reached{detail}; nothing was changed. Try again."
    return f"{name} cannot be used: {str(cause).splitlines()[0]}."
