"""What every test gets: a home of its own, UTC, no settings of the machine."""

import os
import time
from pathlib import Path

import pytest

os.environ["TZ"] = "UTC"
time.tzset()


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    for name in ("DATA", "CONFIG", "STATE", "CACHE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(home / name.lower()))
    for name in ("NO_COLOR", "TEXTUAL_THEME", "VISUAL", "EDITOR"):
        monkeypatch.delenv(name, raising=False)
    for name in ("DATABASE", "TODAY", "USER", "CONFIG"):
        monkeypatch.delenv(f"GREENPATH_{name}", raising=False)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests marked `long` begin first, shared over the workers: the others fill the time beside them.

    The workers begin with equal parts of the list, in its order.
    """
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    long = [item for item in items if item.get_closest_marker("long")]
    rest = [item for item in items if not item.get_closest_marker("long")]
    ordered: list[pytest.Item] = []
    for worker in range(workers):
        first = long[worker::workers]
        part = (len(items) - len(ordered)) // (workers - worker)
        ordered += first + rest[: part - len(first)]
        del rest[: part - len(first)]
    items[:] = ordered


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--golden-update` writes the golden files instead of comparing with them."""
    parser.addoption("--golden-update", action="store_true", default=False)
