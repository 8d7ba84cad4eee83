"""One PostgreSQL database shared by a team: two writers, lost connections, no password shown."""

import threading
from collections.abc import Callable
from datetime import date

import pytest
import sqlalchemy as sa

from builders import TODAY, a_person, a_task, an_account
from greenpath_tui.domain import model as m
from greenpath_tui.errors import Conflict, GreenpathError, StorageError
from greenpath_tui.storage.engine import display_name
from greenpath_tui.storage.store import Store
from server import Server


@pytest.fixture
def place(server: Server) -> Callable[[str], str]:
    url = server.database()
    return lambda _: url


def test_two_users_who_write_at_the_same_time_lose_nothing(
    open_store: Callable[..., Store],
) -> None:
    first = open_store()
    with first.write() as write:
        write.about("filled")
        write.add(a_person())
        write.add(an_account("Acme", id="a"))
        write.add(a_task("Count", id="t", account="a"))
    failed: list[BaseException] = []

    def work(user: str) -> None:
        store = Store(first.database, lambda: TODAY, user)
        try:
            for _ in range(25):
                with store.write() as write:
                    task = write.get(m.Task, "t")
                    write.change(task, notes=task.notes + user[0])
                    write.about("counted")
        except GreenpathError as error:
            failed.append(error)
        finally:
            store.close()

    threads = [threading.Thread(target=work, args=(name,)) for name in ("dana", "omar")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failed == []
    with first.read() as reader:
        notes = reader.get(m.Task, "t").notes
    assert (notes.count("d"), notes.count("o")) == (25, 25)


def test_the_second_of_two_is_told_who_was_first(open_store: Callable[..., Store]) -> None:
    dana, omar = open_store(user="dana"), open_store(user="omar")
    with dana.write() as write:
        write.about("filled")
        write.add(an_account("Acme", id="a"))
    with dana.read() as reader:
        opened = reader.get(m.Account, "a")
    with omar.write() as write:
        write.about("renamed")
        write.change(write.get(m.Account, "a"), segment="Retail")
    with pytest.raises(Conflict, match=r"^omar \(at \d\d:\d\d\)") as told, dana.write() as write:
        write.expect(write.get(m.Account, "a"), opened.version)
    assert told.value.who == "omar"


def test_a_lost_connection_is_made_again(open_store: Callable[..., Store], server: Server) -> None:
    store = open_store()
    with store.write() as write:
        write.about("filled")
        write.add(an_account("Acme", id="a"))
    server.drop_connections()
    with store.read() as reader:
        assert [a.name for a in reader.all(m.Account)] == ["Acme"]


def test_a_connection_lost_in_mid_write_saves_nothing_and_says_so(
    open_store: Callable[..., Store], server: Server
) -> None:
    store = open_store()

    def cut_off() -> None:
        with store.write() as write:
            write.about("filled")
            write.add(an_account("Acme", id="a"))
            server.drop_connections()

    with pytest.raises(StorageError, match="cannot be reached; nothing was changed"):
        cut_off()
    with store.read() as reader:
        assert reader.all(m.Account) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"database": "nothere"}, 'database "nothere" does not exist'),
        ({"query": {"host": "/nowhere"}}, "cannot be reached"),
        ({"username": "somebody"}, "somebody|cannot|refuses"),
    ],
)
def test_a_server_that_cannot_be_used_is_one_sentence_without_the_password(
    server: Server, change: dict[str, object], said: str
) -> None:
    url = sa.make_url(server.url("postgres")).set(password="s3cret", **change)  # type: ignore[arg-type]
    with pytest.raises(StorageError, match=said) as error:
        Store(url.render_as_string(hide_password=False), lambda: date(2026, 11, 23), "dana")
    assert "s3cret" not in str(error.value)
    assert "\n" not in str(error.value)


def test_a_database_is_named_without_its_password() -> None:
    url = "postgresql://dana:s3cret@db.example.com:5433/book?password=s3cret"
    assert display_name(url) == "book on db.example.com"


@pytest.mark.parametrize(
    "url",
    [
        "postgre sql://dana:s3cret@host/book",
        "postgresql://dana:pa@s3cret@host/book",
        "postgresql://dana:s3cret@host:port/book",
        "postgresql:/dana:s3cret@host/book",
        "dana:s3/cret@host/book",
        "dana:s3cret@host",
    ],
)
def test_a_url_that_cannot_be_read_is_not_repeated(url: str) -> None:
    with pytest.raises(StorageError, match="not the URL of a database") as error:
        display_name(url)
    assert "cret" not in str(error.value)
