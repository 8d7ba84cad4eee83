"""Backups: complete, consistent, private, and never over a file."""

import sqlite3
import stat
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from builders import an_account
from greenpath_tui.domain import model as m
from greenpath_tui.errors import FileRefused
from greenpath_tui.storage.store import Store


def add(store: Store, *names: str) -> None:
    with store.write() as write:
        write.about("added some")
        for name in names:
            write.add(an_account(name))


def names(store: Store) -> list[str]:
    with store.read() as reader:
        return [a.name for a in reader.all(m.Account)]


def test_a_backup_is_the_whole_database_for_its_owner_only(
    open_store: Callable[..., Store], tmp_path: Path
) -> None:
    store = open_store()
    add(store, "Acme", "Beta")
    store.backup(tmp_path / "copy.db")
    assert stat.S_IMODE((tmp_path / "copy.db").stat().st_mode) == 0o600
    copy = open_store("copy.db")
    assert names(copy) == ["Acme", "Beta"]
    with copy.write() as write:
        assert write.undo().sentence == "added some"
    assert (names(copy), names(store)) == ([], ["Acme", "Beta"])


def test_a_backup_never_replaces_a_file(open_store: Callable[..., Store], tmp_path: Path) -> None:
    store = open_store()
    (tmp_path / "copy.db").write_text("precious")
    with pytest.raises(FileRefused, match=r"copy\.db exists already; nothing was written"):
        store.backup(tmp_path / "copy.db")
    assert (tmp_path / "copy.db").read_text() == "precious"
    with pytest.raises(FileRefused, match="exists already"):
        store.backup(tmp_path / "book.db")


def test_a_backup_into_nowhere_is_refused(open_store: Callable[..., Store], tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match=r"cannot be written: No such file"):
        open_store().backup(tmp_path / "nowhere" / "copy.db")


def test_a_backup_leaves_out_what_somebody_is_still_writing(
    open_store: Callable[..., Store], tmp_path: Path
) -> None:
    store = open_store()
    add(store, "Acme")
    with closing(sqlite3.connect(tmp_path / "book.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        other.execute("UPDATE accounts SET name = 'Half done'")
        store.backup(tmp_path / "copy.db")
        other.execute("ROLLBACK")
    assert names(open_store("copy.db")) == ["Acme"]


def test_a_backup_among_writes_holds_whole_operations(
    open_store: Callable[..., Store], tmp_path: Path
) -> None:
    store = open_store()
    stop = threading.Event()

    def keep_writing() -> None:
        for number in range(200):
            if stop.is_set():
                break
            add(store, *(f"Account {number}-{place}" for place in range(5)))

    writer = threading.Thread(target=keep_writing)
    writer.start()
    try:
        for number in range(4):
            store.backup(tmp_path / f"copy{number}.db")
    finally:
        stop.set()
        writer.join()
    for number in range(4):
        copy = open_store(f"copy{number}.db")
        with closing(sqlite3.connect(tmp_path / f"copy{number}.db")) as raw:
            assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            (operations,) = raw.execute("SELECT count(*) FROM operations").fetchone()
        assert len(names(copy)) == 5 * operations
