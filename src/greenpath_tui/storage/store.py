"""The database: opened, read and written. Every write goes through `Store.write`."""

import contextlib
import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import exc

from greenpath_tui.errors import FileRefused, Refused, StorageError
from greenpath_tui.storage import schema
from greenpath_tui.storage.engine import (
    connect_reading,
    database_url,
    display_name,
    has_room,
    identity,
    is_refusal,
    made_engine,
    may_write,
    sentence,
    side_files,
    stored_revision,
)
from greenpath_tui.storage.journal import Write
from greenpath_tui.storage.reader import Reader


class Store:
    """One open database.

    Reads and writes are contexts that begin and end a transaction; nothing is kept between them.
    `today` tells the day that writes are dated with, `now` the moment they are journaled at (UTC);
    `user` is who writes.
    """

    def __init__(
        self,
        database: str,
        today: Callable[[], date],
        user: str,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.database = database
        self.today = today
        self.now = now
        self.user = user
        self.process = os.urandom(8).hex()
        self._url = database_url(database)
        self._sqlite = self._url.drivername.startswith("sqlite")
        self.path = Path(str(self._url.database)) if self._sqlite else None
        self._short = self.path.name if self.path else display_name(database)  # in sentences
        self._lock = threading.Lock()
        self._full = False  # the disk, when it was opened
        self._prepare_file()
        self._full = self.path is not None and not has_room(self.path)
        self.read_only = self._full or (self.path is not None and not may_write(self.path))
        self._engine = made_engine(self._url, self.read_only)
        self._reading = self._engine.execution_options(greenpath_readonly=True)
        try:
            with self._told():
                self._bring_up_to_date()
        except StorageError:
            self._engine.dispose()
            raise
        self._file = None if self.path is None or self.read_only else identity(self.path)

    @property
    def name(self) -> str:
        """How the database is named to people: no password, `~` for the home folder."""
        return display_name(self.database)

    def _prepare_file(self) -> None:
        if self.path is None:
            return
        try:
            if self.path.is_dir():
                raise StorageError(f"{self.path} is a folder, not a database file.")
            if not self.path.exists():
                self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                os.close(os.open(self.path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
            elif not self.path.is_file():
                raise StorageError(f"{self.path} is a device or a pipe, not a database file.")
            elif not self.path.stat().st_size:  # somebody made room for it: it is ours alone now
                self.path.chmod(0o600)
            else:
                self._refuse_foreign(self.path)
                for side in side_files(self.path):  # left as they were by who might only read
                    if not os.access(side, os.W_OK) and os.access(self.path, os.W_OK):
                        # it is somebody else's, or gone with whoever had it open
                        with contextlib.suppress(PermissionError, FileNotFoundError):
                            side.chmod(self.path.stat().st_mode & 0o777)
        except FileExistsError:
            return
        except OSError as error:
            raise StorageError(
                f"The database {self.path} cannot be created: {error.strerror}."
            ) from error

    def _refuse_foreign(self, path: Path) -> None:
        """Another program's database is refused before a byte of it is changed."""
        with self._told(), closing(connect_reading(path)) as db:
            names = {name for (name,) in db.execute("SELECT name FROM sqlite_master")}
        if names and "alembic_version" not in names:
            raise StorageError(f"{display_name(self.database)} is a database of another program.")

    def _bring_up_to_date(self) -> None:
        with self._reading.connect() as conn:
            revision = stored_revision(conn)
        if revision == schema.HEAD:
            return
        if self.read_only and revision in schema.KNOWN:
            raise StorageError(
                f"{self._short} is of an older version and may only be read: it cannot be brought "
                "up to date. greenpath doctor says why."
            )
        from greenpath_tui.storage.migrate import upgrade

        upgrade(self._url, revision, self.path)

    def _expect_file(self) -> None:
        """The file that is open is the one of its name: else what is written would go with it.

        A database that may only be read is opened anew for each look.
        """
        if self.path is None or self._file is None:
            return
        now = identity(self.path)
        if now is None:
            raise StorageError(
                f"{self._short} was deleted or moved away; nothing was changed: put it back."
            )
        if now != self._file:
            raise StorageError(
                f"{self._short} was replaced by another file; nothing was changed: start again."
            )

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        """Database errors as sentences."""
        try:
            yield
        except exc.IntegrityError as error:
            if "name_key" in str(error.orig):
                raise Refused("Another one already has this name.") from error
            raise
        except (exc.DatabaseError, sqlite3.DatabaseError) as error:
            said = sentence(error, self._short)
            if self._full and is_refusal(error):
                said = (
                    "The disk is full; nothing was changed. Make room, then start greenpath again."
                )
            raise StorageError(said) from error

    @contextlib.contextmanager
    def read(self) -> Iterator[Reader]:
        """A reader over one consistent state."""
        with self._told(), self._reading.connect() as conn, conn.begin():
            self._expect_file()
            yield Reader(conn)

    @contextlib.contextmanager
    def rehearse(self) -> Iterator[Write]:
        """A write that is only looked at: nothing is locked, nothing is saved."""
        with self._told(), self._reading.connect() as conn, conn.begin():
            self._expect_file()
            yield Write(conn, self.user, self.now(), self.process)

    @contextlib.contextmanager
    def write(self) -> Iterator[Write]:
        """A write: one operation of the journal and one undo step, or nothing at all."""
        with self._lock, self._told(), self._engine.connect() as conn, conn.begin() as saving:
            self._expect_file()
            write = Write(conn, self.user, self.now(), self.process)
            yield write
            write.finish()
            self._expect_file()
            try:
                saving.commit()
            except exc.OperationalError as error:
                if self._sqlite:
                    raise
                raise StorageError(
                    f"{self._short} was lost while it saved: reload, and look whether this is there."
                ) from error

    def backup(self, target: Path) -> None:
        """A consistent copy of a SQLite database, also while others write; never over a file.

        FileRefused where the copy is not whole because the database is not; it is kept then.
        """
        from greenpath_tui.storage.care import copy_database, verify

        if self.path is None:
            raise Refused("A shared database is backed up with its own tools (pg_dump).")
        copy_database(self.path, target)
        try:
            verify(target)
        except FileRefused as error:
            raise FileRefused(
                f"{error} It was copied as it is: greenpath doctor says what to do."
            ) from error

    def close(self) -> None:
        """Give the connections back."""
        self._engine.dispose()
