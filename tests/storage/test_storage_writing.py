"""The one door of every write: names, soft delete, versions, conflicts, many writers."""

import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa

from builders import a_person, a_task, an_account
from greenpath_tui.domain import model as m
from greenpath_tui.errors import Conflict, InvalidInput, NotFound, Refused
from greenpath_tui.storage.store import Store


def add(store: Store, *entities: m.Entity) -> None:
    with store.write() as write:
        write.about("added it")
        for entity in entities:
            write.add(entity)


def edit(
    store: Store, segment: str, opened_on: int | None = None, read: m.Account | None = None
) -> None:
    """Give acme a segment, as a form would that was opened on a version, or read before."""
    with store.write() as write:
        write.about("edited it")
        present = read or write.get(m.Account, "acme")
        write.expect(present, opened_on)
        write.change(present, segment=segment)


def account(store: Store, id: str = "acme") -> m.Account:
    with store.read() as reader:
        return reader.get(m.Account, id)


def count(path: Path, table: str) -> int:
    with closing(sqlite3.connect(path)) as raw:
        return int(raw.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


# -- names ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("make", [an_account, a_person], ids=["account", "person"])
def test_a_name_is_taken_in_whatever_case(
    make: Callable[..., m.Entity], open_store: Callable[..., Store]
) -> None:
    store = open_store()
    add(store, make("Straße Nord"))
    with pytest.raises(Refused, match=r"Another one already has this name\."):
        add(store, make("STRASSE  NORD", id="other"))


def test_the_name_of_a_deleted_account_is_free(open_store: Callable[..., Store]) -> None:
    store = open_store()
    add(store, an_account("Acme"))
    with store.write() as write:
        write.about("deleted it")
        write.delete(write.get(m.Account, "acme"))
    add(open_store(user="omar"), an_account("ACME", id="second"))
    with pytest.raises(Refused, match="already has this name"), store.write() as write:
        write.undo()
    with store.read() as reader:
        assert [a.id for a in reader.all(m.Account)] == ["second"]


def test_a_renamed_account_is_known_by_its_new_name_only(open_store: Callable[..., Store]) -> None:
    store = open_store()
    add(store, an_account("Acme"))
    with store.write() as write:
        write.about("renamed it")
        write.change(write.get(m.Account, "acme"), name="Zenith")
    add(store, an_account("acme", id="second"))
    with pytest.raises(Refused):
        add(store, an_account("ZENITH", id="third"))


# -- soft delete ---------------------------------------------------------------------------------


def test_what_was_deleted_is_out_of_sight_and_kept(
    open_store: Callable[..., Store], tmp_path: Path
) -> None:
    store = open_store()
    add(store, a_person(), an_account(), a_task(id="call"))
    with store.write() as write:
        write.about("deleted it")
        write.delete(write.get(m.Task, "call"))
    with store.read() as reader:
        assert reader.all(m.Task) == []
        assert reader.find(m.Task, id="call") is None
        with pytest.raises(NotFound, match="This task was deleted"):
            reader.get(m.Task, "call")
        assert reader.taken_ids(m.Task) == {"call": True}
    assert count(tmp_path / "book.db", "tasks") == 1


# -- nothing, or everything ----------------------------------------------------------------------


def test_a_write_that_fails_leaves_nothing(
    open_store: Callable[..., Store], tmp_path: Path
) -> None:
    store = open_store()
    add(store, an_account())
    with pytest.raises(Refused):
        add(store, an_account("Beta"), an_account("ACME", id="again"))
    with pytest.raises(InvalidInput, match="likelihood: 101 is not between 0 and 100"):
        add(store, an_account("Gamma"), an_account("Delta", likelihood=101))
    with store.read() as reader:
        assert [a.name for a in reader.all(m.Account)] == ["Acme"]
    assert count(tmp_path / "book.db", "operations") == 1


def test_a_reference_to_nothing_is_never_stored(open_store: Callable[..., Store]) -> None:
    store = open_store()
    with pytest.raises(sa.exc.IntegrityError):
        add(store, a_task(account="nowhere", owner=None))
    with store.read() as reader:
        assert reader.all(m.Task) == []


def test_a_write_that_changes_nothing_leaves_no_trace(
    open_store: Callable[..., Store], tmp_path: Path
) -> None:
    store = open_store()
    add(store, an_account())
    with store.write() as write:
        write.about("changed nothing")
        write.change(write.get(m.Account, "acme"), name="  Acme ", tier=1)
    assert write.result().operation is None
    assert account(store).version == 1
    assert count(tmp_path / "book.db", "operations") == 1


def test_the_result_of_a_write_is_what_is_stored(open_store: Callable[..., Store]) -> None:
    store = open_store()
    add(store, a_person(), an_account(), a_task(id="call"))
    with store.write() as write:
        write.about("did several things")
        write.add(an_account("Beta"))
        write.change(write.get(m.Account, "acme"), name=" Acme  Ltd")
        write.delete(write.get(m.Task, "call"))
    result = write.result()
    with store.read() as reader:
        stored = reader.all(m.Account)
    assert sorted(result.saved, key=lambda e: e.id) == sorted(stored, key=lambda e: e.id)
    assert result.removed == ((m.Task, "call"),)


def test_a_write_has_to_say_what_it_does(open_store: Callable[..., Store]) -> None:
    with (
        pytest.raises(AssertionError, match="says what it does"),
        open_store().write() as write,
    ):
        write.add(an_account())


# -- two writers ---------------------------------------------------------------------------------


def test_a_form_opened_on_an_older_version_is_told_who_was_first(
    open_store: Callable[..., Store],
) -> None:
    dana, omar = open_store(user="dana"), open_store(user="Omar Haddad")
    add(dana, an_account())
    opened = account(dana)
    edit(omar, "Retail")
    said = r"^Omar Haddad \(at \d\d:\d\d\) changed this while you were typing; nothing was saved"
    with pytest.raises(Conflict, match=said):
        edit(dana, "Travel", opened.version)
    assert account(dana).segment == "Retail"


def test_a_form_opened_on_the_present_version_goes_through(
    open_store: Callable[..., Store],
) -> None:
    store = open_store()
    add(store, an_account())
    edit(store, "Travel", opened_on=1)
    assert (account(store).segment, account(store).version) == ("Travel", 2)


def test_a_thing_read_before_somebody_saved_it_cannot_be_written(
    open_store: Callable[..., Store],
) -> None:
    store = open_store()
    add(store, an_account())
    stale = account(store)
    edit(store, "Retail")
    with pytest.raises(Conflict, match="Somebody else changed this"):
        edit(store, "Travel", None, stale)
    assert account(store).segment == "Retail"


@pytest.mark.parametrize("own_store", [True, False], ids=["four-programs", "one-program"])
def test_four_writers_lose_nothing(
    own_store: bool, open_store: Callable[..., Store], tmp_path: Path
) -> None:
    shared = open_store()
    add(shared, an_account(likelihood=0))
    stores = [open_store(user=f"user {n}") if own_store else shared for n in range(4)]
    failed: list[BaseException] = []

    def raise_it(store: Store, number: int) -> None:
        try:
            for turn in range(25):
                with store.write() as write:
                    write.about("raised it")
                    present = write.get(m.Account, "acme")
                    write.change(present, likelihood=(present.likelihood or 0) + 1)
                    write.add(an_account(f"Account {number} {turn}"))
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=raise_it, args=(store, n)) for n, store in enumerate(stores)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert (account(shared).likelihood, account(shared).version) == (100, 101)
    assert count(tmp_path / "book.db", "accounts") == 101
    assert count(tmp_path / "book.db", "operations") == 101
    with closing(sqlite3.connect(tmp_path / "book.db")) as raw:
        places = raw.execute("SELECT seq FROM accounts ORDER BY seq").fetchall()
    assert [place for (place,) in places] == list(range(1, 102))


def test_a_reader_sees_one_state_while_others_write(open_store: Callable[..., Store]) -> None:
    store, other = open_store(), open_store(user="omar")
    add(store, an_account())
    with store.read() as reader:
        before = reader.all(m.Account)
        add(other, an_account("Beta"))
        assert reader.all(m.Account) == before
    with store.read() as reader:
        assert len(reader.all(m.Account)) == 2
