"""Faults of disks and files: one plain sentence each, and nothing half written."""

import os
import sqlite3
from collections import namedtuple
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command

from builders import a_person, an_account
from greenpath_tui.domain import model as m
from greenpath_tui.errors import StorageError
from greenpath_tui.storage import engine, schema
from greenpath_tui.storage import store as store_module
from greenpath_tui.storage.migrate import config
from greenpath_tui.storage.store import Store

OpenStore = Callable[..., Store]


@contextmanager
def every_connection(pragma: str) -> Iterator[None]:
    """Connections opened meanwhile run a PRAGMA first."""

    def connected(dbapi: sqlite3.Connection, _record: object) -> None:
        dbapi.execute(f"PRAGMA {pragma}")

    sa.event.listen(sa.Engine, "connect", connected)
    try:
        yield
    finally:
        sa.event.remove(sa.Engine, "connect", connected)


def filled(open_store: OpenStore) -> None:
    store = open_store()
    with store.write() as write:
        write.about("filled")
        write.add(a_person())
        write.add(an_account("Acme", id="a", notes="x" * 5000))
    store.close()


def add_person(store: Store) -> None:
    with store.write() as write:
        write.about("added")
        write.add(a_person("Zoe", id="zoe"))


def names(store: Store) -> list[str]:
    with store.read() as reader:
        return [a.name for a in reader.all(m.Account)]


@pytest.mark.parametrize(
    ("pragma", "said"),
    [
        ("query_only=ON", "may only be read; nothing was changed"),
        ("max_page_count=1", "The disk is full; nothing was changed"),
    ],
)
def test_a_write_that_the_disk_refuses_changes_nothing(
    open_store: OpenStore, pragma: str, said: str
) -> None:
    filled(open_store)
    with every_connection(pragma):
        store = open_store()

        def add() -> None:
            with store.write() as write:
                write.about("added")
                for number in range(200):
                    write.add(an_account(f"Other {number}", id=f"o{number}", notes="y" * 4000))

        with pytest.raises(StorageError, match=said):
            add()
        assert names(store) == ["Acme"]


def test_a_file_that_may_only_be_read_is_read(
    open_store: OpenStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(open_store)
    path = tmp_path / "book.db"
    path.chmod(0o444)
    for module in (engine, store_module):  # whoever runs the tests may be allowed everything
        monkeypatch.setattr(module, "may_write", lambda _: False)
    store = open_store()
    assert store.read_only
    assert names(store) == ["Acme"]
    with pytest.raises(StorageError, match="may only be read; nothing was changed"):
        add_person(store)
    assert sorted(found.name for found in tmp_path.glob("book.db*")) == ["book.db"]
    path.chmod(0o600)
    with closing(sqlite3.connect(path)) as other, other:  # somebody who may
        other.execute("UPDATE accounts SET name = 'Changed'")
        other.commit()
        assert names(store) == ["Changed"]


def test_what_a_reader_left_beside_a_database_is_mended(
    open_store: OpenStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(open_store)
    side = tmp_path / "book.db-shm"
    side.touch(mode=0o444)
    real = os.access

    def access(place: Path, mode: int) -> bool:
        return real(place, mode) and (mode != os.W_OK or bool(place.stat().st_mode & 0o200))

    monkeypatch.setattr(os, "access", access)
    store = open_store()
    assert not store.read_only
    assert side.stat().st_mode & 0o777 == 0o600


def test_a_damaged_page_is_said(open_store: OpenStore, tmp_path: Path) -> None:
    filled(open_store)
    path = tmp_path / "book.db"
    with closing(sqlite3.connect(path)) as db:
        page = db.execute("SELECT rootpage FROM sqlite_master WHERE name = 'accounts'").fetchone()[
            0
        ]
    with path.open("r+b") as file:
        file.seek((page - 1) * 4096)
        file.write(b"\xff" * 4096)
    store = open_store()
    with pytest.raises(StorageError, match=r"is damaged; nothing was changed\. greenpath doctor"):
        names(store)


def test_a_missing_folder_is_made(open_store: OpenStore, tmp_path: Path) -> None:
    store = open_store("some/where/book.db")
    assert names(store) == []
    assert (tmp_path / "some" / "where").stat().st_mode & 0o777 == 0o700


def at_revision(path: Path, revision: str) -> None:
    """A database as an earlier program left it, with an account in it."""
    engine = sa.create_engine(f"sqlite:///{path}")
    settings = config()
    with engine.begin() as conn:
        settings.attributes["connection"] = conn
        command.upgrade(settings, revision)
        known = set(sa.inspect(conn).get_table_names())
        account = an_account("Acme", id="a")
        table = schema.accounts
        assert table.name in known
        values = {c.name: getattr(account, c.name, None) for c in table.c}
        values |= {"seq": 1, "deleted": False, "name_key": "acme"}
        conn.execute(sa.insert(table).values(**values))
    engine.dispose()


@pytest.mark.parametrize("revision", schema.KNOWN[:-1])
def test_an_earlier_database_is_brought_up_to_date_after_a_backup(
    open_store: OpenStore, tmp_path: Path, revision: str
) -> None:
    at_revision(tmp_path / "book.db", revision)
    store = open_store()
    assert names(store) == ["Acme"]
    with store.read() as reader:
        assert reader.all(m.SentPage) == []
    (backup,) = tmp_path.glob(f"book.db.before-{revision}-*")
    assert backup.stat().st_mode & 0o777 == 0o600
    with closing(sqlite3.connect(backup)) as db:
        assert db.execute("SELECT name FROM accounts").fetchall() == [("Acme",)]
        assert db.execute("SELECT version_num FROM alembic_version").fetchall() == [(revision,)]


def test_a_database_on_a_full_disk_can_be_read(
    open_store: Callable[..., Store], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = open_store()
    with first.write() as write:
        write.add(an_account(name="Acme"))
        write.about("added Acme")
    first.close()  # nobody has it open: SQLite keeps nothing beside it
    full = namedtuple("usage", "total used free")(1, 1, 0)
    monkeypatch.setattr("shutil.disk_usage", lambda _: full)
    store = open_store()
    with store.read() as reader:
        assert [a.name for a in reader.all(m.Account)] == ["Acme"]
    with (
        pytest.raises(StorageError, match="The disk is full; nothing was changed"),
        store.write() as write,
    ):
        write.add(an_account(name="Zork"))
    store.backup(tmp_path / "elsewhere.db")


def test_nothing_is_written_into_a_file_that_is_gone(tmp_path: Path, open_store: OpenStore) -> None:
    filled(open_store)
    path, away = tmp_path / "book.db", tmp_path / "away.db"
    store = open_store()
    path.rename(away)
    for look in (names, add_person):
        with pytest.raises(StorageError, match=r"book\.db was deleted or moved away; nothing was"):
            look(store)
    away.rename(path)  # put back: it goes on
    add_person(store)
    path.rename(away)
    path.write_bytes(away.read_bytes())
    with pytest.raises(StorageError, match=r"book\.db was replaced by another file"):
        add_person(store)


def test_a_file_that_goes_while_it_is_written_takes_nothing_along(
    tmp_path: Path, open_store: OpenStore
) -> None:
    filled(open_store)
    path, away = tmp_path / "book.db", tmp_path / "away.db"
    store = open_store()

    def moved_meanwhile() -> None:
        with store.write() as write:
            write.about("added")
            write.add(a_person("Zoe", id="zoe"))
            path.rename(away)

    with pytest.raises(StorageError, match="deleted or moved away"):
        moved_meanwhile()
    away.rename(path)
    with store.read() as reader:
        assert "Zoe" not in [p.name for p in reader.all(m.Person)]
