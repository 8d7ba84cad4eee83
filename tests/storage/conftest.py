"""Stores on real files."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from builders import TODAY
from greenpath_tui.storage.store import Store
from server import server

__all__ = ["server"]


@pytest.fixture
def place(tmp_path: Path) -> Callable[[str], str]:
    """Where a store of a name is: a file of this test. A module may ask for a server too."""
    return lambda name: str(tmp_path / name)


@pytest.fixture
def open_store(place: Callable[[str], str]) -> Iterator[Callable[..., Store]]:
    """Open a store of this test; everything is closed afterwards."""
    stores: list[Store] = []

    def opened(name: str | Path = "book.db", user: str = "dana") -> Store:
        store = Store(place(str(name)), lambda: TODAY, user)
        stores.append(store)
        return store

    yield opened
    for store in stores:
        store.close()
