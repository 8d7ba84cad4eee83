"""Which database `greenpath` and `greenpath demo` open, and as whom."""

from collections.abc import Callable
from pathlib import Path

import pytest

from greenpath_tui import bootstrap
from greenpath_tui.cli.launch import open_app
from greenpath_tui.domain.model import Person
from greenpath_tui.domain.quickadd import AccountLine
from greenpath_tui.settings import load
from greenpath_tui.ui.app import GreenpathApp

Launch = Callable[..., tuple[str, str, int]]


@pytest.fixture
def launch(monkeypatch: pytest.MonkeyPatch) -> Launch:
    """Start the app without its screen: (database, user, number of accounts)."""
    seen: list[tuple[str, str, int]] = []

    def run(app: GreenpathApp) -> None:
        services = app.opening.services()
        rows = len(services.accounts.rows())
        seen.append((services.store.database, services.store.user, rows))
        services.close()

    monkeypatch.setattr(GreenpathApp, "run", run)

    def start(demo: bool, **options: str) -> tuple[str, str, int]:
        assert open_app(options, demo) == 0
        return seen.pop()

    return start


def test_the_demo_leaves_the_configured_database_alone(tmp_path: Path, launch: Launch) -> None:
    own = tmp_path / "own.db"
    config = tmp_path / "config.toml"
    config.write_text(f'database = "{own}"\nuser = "Marc Lee"\n')
    (tmp_path / "book.csv").write_text("name,arr\nAcme,1000\n")
    services = bootstrap.open_services(load({"config": str(config)}))
    services.exchange.import_file(tmp_path / "book.csv")
    services.close()
    database, user, accounts = launch(True, config=str(config))
    assert (user, accounts) == ("Dana Reyes", 14)
    assert database != str(own)
    assert not Path(database).exists()
    assert launch(False, config=str(config)) == (str(own), "Marc Lee", 1)


def test_the_demo_on_an_own_database_opens_it_as_it_is(tmp_path: Path, launch: Launch) -> None:
    own = str(tmp_path / "own.db")
    (tmp_path / "book.csv").write_text("name,arr\nAcme,1000\n")
    services = bootstrap.open_services(load({"database": own, "user": "Marc Lee"}))
    services.exchange.import_file(tmp_path / "book.csv")
    services.close()
    assert launch(True, database=own, user="Marc Lee") == (own, "Marc Lee", 1)


def test_the_demo_is_whoever_the_command_line_says(launch: Launch) -> None:
    assert launch(True)[1] == "Dana Reyes"
    assert launch(True, user="Priya Nair")[1] == "Priya Nair"


def test_the_demo_fills_a_new_database_and_keeps_it(tmp_path: Path, launch: Launch) -> None:
    new = str(tmp_path / "new.db")
    assert launch(True, database=new) == (new, "Dana Reyes", 14)
    assert launch(True, database=new) == (new, "Dana Reyes", 14)
    assert launch(False, database=new) == (new, "Dana Reyes", 14)
    assert launch(False, database=new, user="dana") == (new, "dana", 14)
    config = tmp_path / "config.toml"
    for user, works_as in (("Priya Nair", "Priya Nair"), ("Marc Lee", "Dana Reyes")):
        config.write_text(f'user = "{user}"\n')  # one of the sample's people, and nobody of it
        assert launch(False, database=new, config=str(config)) == (new, works_as, 14)


def test_whoever_is_called_sample_has_a_database_of_her_own(tmp_path: Path, launch: Launch) -> None:
    own = str(tmp_path / "own.db")
    (tmp_path / "book.toml").write_text(
        '[[people]]\nname = "Dana Reyes"\nfunction = "CSM"\n[[accounts]]\nname = "Acme"\n'
    )
    services = bootstrap.open_services(load({"database": own, "user": "sample"}))
    services.exchange.import_file(tmp_path / "book.toml")
    services.close()
    assert launch(False, database=own)[1] != "Dana Reyes"


def test_what_was_done_in_a_kept_demo_can_be_undone_later(tmp_path: Path, launch: Launch) -> None:
    new = load({"database": str(tmp_path / "new.db")})
    services = bootstrap.open_demo(new)
    services.accounts.add(AccountLine(name="Acme"))
    services.close()
    later = bootstrap.open_services(new)
    assert later.history.undo().sentence == "added “Acme”"
    later.close()


def test_a_kept_demo_opens_when_its_csms_are_gone(tmp_path: Path, launch: Launch) -> None:
    new = str(tmp_path / "new.db")
    launch(True, database=new)
    services = bootstrap.open_services(load({"database": new}))
    with services.store.write() as write:
        write.about("changed functions")
        for person in write.all(Person):
            write.change(person, function="Support")
    services.close()
    assert launch(True, database=new, user="Marc Lee") == (new, "Marc Lee", 14)
