"""Opening a database: the schema, its age, files that are none, who may read it."""

import os
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from builders import an_account
from greenpath_tui.domain import model as m
from greenpath_tui.errors import StorageError
from greenpath_tui.storage import schema
from greenpath_tui.storage.store import Store

SOURCE = Path(__file__).resolve().parents[2] / "src"


def add(store: Store, account: m.Account) -> None:
    with store.write() as write:
        write.about("added it")
        write.add(account)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_the_migrations_make_exactly_the_schema(
    open_store: Callable[..., Store], tmp_path: Path
) -> None:
    import sqlalchemy as sa
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    open_store()
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'book.db'}")
    with engine.connect() as conn:
        found = compare_metadata(MigrationContext.configure(conn), schema.metadata)
    engine.dispose()
    assert found == []


def test_the_constant_is_the_newest_migration(
    open_store: Callable[..., Store], tmp_path: Path
) -> None:
    from alembic.script import ScriptDirectory

    from greenpath_tui.storage.migrate import config

    assert ScriptDirectory.from_config(config()).get_heads() == [schema.HEAD]
    open_store()
    with closing(sqlite3.connect(tmp_path / "book.db")) as raw:
        assert raw.execute("SELECT version_num FROM alembic_version").fetchall() == [(schema.HEAD,)]


def test_opening_an_up_to_date_database_does_not_pay_for_migrations(
    open_store: Callable[..., Store], tmp_path: Path
) -> None:
    open_store().close()
    script = (
        "import sys, datetime\n"
        "from greenpath_tui.storage.store import Store\n"
        "store = Store(sys.argv[1], datetime.date.today, 'dana')\n"
        "with store.read() as reader: pass\n"
        "store.close()\n"
        "print('alembic' in sys.modules)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "book.db")],
        env={**os.environ, "PYTHONPATH": str(SOURCE)},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert done.stdout.strip() == "False"


def test_what_was_written_is_there_when_it_is_opened_again(
    open_store: Callable[..., Store],
) -> None:
    store = open_store()
    add(store, an_account())
    store.close()
    with open_store().read() as reader:
        assert reader.get(m.Account, "acme") == an_account()


def test_a_database_newer_than_the_program_is_refused(
    open_store: Callable[..., Store], tmp_path: Path
) -> None:
    open_store().close()
    path = tmp_path / "book.db"
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("UPDATE alembic_version SET version_num = '9999'")
        raw.commit()
    with pytest.raises(StorageError, match=r"newer than this program \(revision 9999\)"):
        open_store()
    assert sorted(p.name for p in tmp_path.iterdir() if "before" in p.name) == []


def test_the_database_of_another_program_is_refused_and_kept(
    open_store: Callable[..., Store], tmp_path: Path
) -> None:
    with closing(sqlite3.connect(tmp_path / "book.db")) as raw:
        raw.execute("CREATE TABLE songs (title TEXT)")
        raw.execute("INSERT INTO songs VALUES ('Blue')")
        raw.commit()
    with pytest.raises(StorageError, match=r"is a database of another program\."):
        open_store()
    with closing(sqlite3.connect(tmp_path / "book.db")) as raw:
        tables = raw.execute("SELECT name FROM sqlite_master").fetchall()
        assert tables == [("songs",)]
        assert raw.execute("SELECT title FROM songs").fetchall() == [("Blue",)]


def test_a_file_that_is_no_database_is_refused_and_kept(
    open_store: Callable[..., Store], tmp_path: Path
) -> None:
    text = b"Dear diary, this is no database at all.\n" * 100
    (tmp_path / "book.db").write_bytes(text)
    with pytest.raises(StorageError, match=r"book\.db is not a greenpath database\."):
        open_store()
    assert (tmp_path / "book.db").read_bytes() == text


def test_a_folder_is_refused(open_store: Callable[..., Store], tmp_path: Path) -> None:
    (tmp_path / "book.db").mkdir()
    with pytest.raises(StorageError, match="is a folder, not a database file"):
        open_store()


def test_a_pipe_or_device_is_refused_and_left_as_it_is(
    open_store: Callable[..., Store], tmp_path: Path
) -> None:
    os.mkfifo(tmp_path / "book.db")
    (tmp_path / "book.db").chmod(0o644)
    with pytest.raises(StorageError, match="is a device or a pipe, not a database file"):
        open_store()
    assert stat.S_IMODE((tmp_path / "book.db").stat().st_mode) == 0o644


def test_a_file_in_the_place_of_a_folder_is_refused(
    open_store: Callable[..., Store], tmp_path: Path
) -> None:
    (tmp_path / "plain").write_text("a file")
    with pytest.raises(StorageError, match=r"book\.db cannot be (created|opened)"):
        open_store("plain/book.db")


def test_only_its_owner_may_read_a_database(
    open_store: Callable[..., Store], tmp_path: Path
) -> None:
    before = os.umask(0o022)
    try:
        store = open_store("deep/er/book.db")
        add(store, an_account())
        files = list((tmp_path / "deep" / "er").iterdir())
    finally:
        os.umask(before)
    assert {p.name for p in files} >= {"book.db", "book.db-wal"}
    assert {mode(p) for p in files} == {0o600}
    assert mode(tmp_path / "deep" / "er") == 0o700


def test_an_empty_file_becomes_a_database(open_store: Callable[..., Store], tmp_path: Path) -> None:
    (tmp_path / "book.db").touch()
    with open_store().read() as reader:
        assert reader.all(m.Account) == []


def test_a_password_is_never_shown() -> None:
    from greenpath_tui.storage.engine import display_name

    assert display_name("postgresql://dana:secret@host/book") == "book on host"


def test_the_home_folder_is_shown_short(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from greenpath_tui.storage.engine import display_name

    monkeypatch.setenv("HOME", str(tmp_path))
    assert display_name("~/book.db") == "~/book.db"
    assert display_name(str(tmp_path / "a" / "book.db")) == "~/a/book.db"


def test_a_locked_database_says_so(
    open_store: Callable[..., Store], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("greenpath_tui.storage.engine.BUSY_MS", 50)
    store = open_store()
    with closing(sqlite3.connect(tmp_path / "book.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StorageError, match="in use by another program; nothing was changed"):
            add(store, an_account())
        other.execute("ROLLBACK")
    with store.read() as reader:
        assert reader.all(m.Account) == []
