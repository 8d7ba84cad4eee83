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


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--golden-update` writes the golden files instead of comparing with them."""
    parser.addoption("--golden-update", action="store_true", default=False)
