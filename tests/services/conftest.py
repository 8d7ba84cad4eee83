"""Services on real database files."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parent))

from service_world import FILE, write_file

from builders import TODAY
from greenpath_tui.services import Services
from greenpath_tui.storage.store import Store

OpenServices = Callable[..., Services]


@pytest.fixture(scope="session")
def world_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the small book; copied for each test."""
    folder = tmp_path_factory.mktemp("world")
    services = Services(Store(str(folder / "world.db"), lambda: TODAY, "setup"))
    services.exchange.import_file(write_file(folder, "world.toml", FILE))
    services.store.backup(folder / "template.db")
    services.close()
    return folder / "template.db"


@pytest.fixture
def open_services(world_template: Path, tmp_path: Path) -> Iterator[OpenServices]:
    """Open the small book of this test as a user; a second call opens the same file again."""
    path = tmp_path / "book.db"
    path.write_bytes(world_template.read_bytes())
    opened: list[Services] = []

    def open_as(user: str = "dana") -> Services:
        services = Services(Store(str(path), lambda: TODAY, user))
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
