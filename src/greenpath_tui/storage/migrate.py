"""Bringing a database to the newest schema, with a backup before the first step.

Imported only when a database is new or behind: Alembic costs more than a first frame may.
"""

import sqlite3
from importlib.resources import files
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from sqlalchemy import event

from greenpath_tui.errors import StorageError
from greenpath_tui.storage.care import copy_database, stamped
from greenpath_tui.storage.engine import lock_for_writing, stored_revision
from greenpath_tui.storage.schema import HEAD, KNOWN


def config() -> Config:
    """Alembic's configuration, without a file."""
    made = Config()
    folder = str(files("greenpath_tui.storage") / "migrations")
    made.set_main_option("script_location", folder.replace("%", "%%"))
    return made


def upgrade(url: sa.URL, revision: str | None, path: Path | None) -> None:
    """Run the missing migrations in one transaction; an unknown revision is refused."""
    settings = config()
    if revision is not None and revision not in KNOWN:
        raise StorageError(
            f"This database is newer than this program (revision {revision}): update greenpath."
        )
    if revision is not None and path is not None:
        copy_database(path, stamped(path, revision))
    engine = _migration_engine(url)
    try:
        with engine.begin() as conn:
            if not url.drivername.startswith("sqlite"):
                lock_for_writing(conn)  # several first starts at once: one makes the schema
            present = sa.inspect(conn).get_table_names()
            if stored_revision(conn) == HEAD:  # another opening was quicker
                return
            if present and "alembic_version" not in present:
                raise StorageError(f"{url.database} is a database of another program.")
            settings.attributes["connection"] = conn
            command.upgrade(settings, "head")
            if url.drivername.startswith("sqlite"):
                broken = conn.exec_driver_sql("PRAGMA foreign_key_check").first()
                if broken is not None:
                    raise StorageError(f"The migration would break {broken[0]}; nothing changed.")
    finally:
        engine.dispose()


def _migration_engine(url: sa.URL) -> sa.Engine:
    """An engine with foreign keys off: a rebuilt parent must not take its children along."""
    engine = sa.create_engine(url)
    if url.drivername.startswith("sqlite"):

        @event.listens_for(engine, "connect")
        def _connect(dbapi: sqlite3.Connection, _record: object) -> None:
            dbapi.isolation_level = None
            dbapi.execute("PRAGMA busy_timeout=5000")
            dbapi.execute("PRAGMA foreign_keys=OFF")

        @event.listens_for(engine, "begin")
        def _begin(conn: sa.Connection) -> None:
            conn.exec_driver_sql("BEGIN IMMEDIATE")

    return engine
