"""Services on real database files."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parent))

from service_world import FILE, write_file

from builders import TODAY
from greenpath_tui.services import Services
from greenpath_tui.storage.store import Store
from server import Server, server

OpenServices = Callable[..., Services]
__all__ = ["server"]


def fill(services: Services, folder: Path) -> None:
    """Put the small book into a new database."""
    services.exchange.import_file(write_file(folder, "world.toml", FILE))


@pytest.fixture(scope="session")
def world_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the small book; copied for each test."""
    folder = tmp_path_factory.mktemp("world")
    services = Services(Store(str(folder / "world.db"), lambda: TODAY, "setup"))
    fill(services, folder)
    services.store.backup(folder / "template.db")
    services.close()
    return folder / "template.db"


@pytest.fixture(scope="session")
def server_template(server: Server, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A PostgreSQL database with the small book; copied for each test."""
    url = server.database()
    services = Services(Store(url, lambda: TODAY, "setup"))
    fill(services, tmp_path_factory.mktemp("server-world"))
    services.close()
    return str(sa.make_url(url).database)


@pytest.fixture(params=["sqlite", "postgres"])
def book(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The small book of this test, as a path or URL: once on a file, once on a server."""
    if request.param == "postgres":
        server: Server = request.getfixturevalue("server")
        return server.database(request.getfixturevalue("server_template"))
    path = tmp_path / "book.db"
    path.write_bytes(request.getfixturevalue("world_template").read_bytes())
    return str(path)


@pytest.fixture
def open_services(book: str) -> Iterator[OpenServices]:
    """Open the book of this test as a user; a second call opens the same one again."""
    opened: list[Services] = []

    def open_as(user: str = "dana") -> Services:
        services = Services(Store(book, lambda: TODAY, user))
        opened.append(services)
        return services

    yield open_as
    for services in opened:
        services.close()


@pytest.fixture
def dana(open_services: OpenServices) -> Services:
    """The book as Dana Reyes, the CSM of acme, opens it."""
    return open_services("dana")


@pytest.fixture
def omar(open_services: OpenServices) -> Services:
    """The same book as Omar Haddad, a manager, opens it."""
    return open_services("omar")
