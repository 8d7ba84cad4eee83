"""What every test gets: a home of its own, UTC, no settings of the machine."""

import gc
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
    """The long tests near the beginning of each worker's share: at its end nobody takes them over."""
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    long = [item for item in items if item.get_closest_marker("long")]
    short = [item for item in items if not item.get_closest_marker("long")]
    items.clear()
    for worker in range(workers):
        mine = long[worker::workers]
        share = short[: len(short) // (workers - worker)]
        del short[: len(share)]
        items += [*share[:5], *mine, *share[5:]]


def pytest_collection_finish() -> None:
    """What was imported stays: going through it again and again took a sixth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--golden-update` writes the golden files instead of comparing with them."""
    parser.addoption("--golden-update", action="store_true", default=False)
