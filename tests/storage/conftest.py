"""Stores on real files."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from builders import TODAY
from greenpath_tui.storage.store import Store


@pytest.fixture
def open_store(tmp_path: Path) -> Iterator[Callable[..., Store]]:
    """Open a store on a file of this test; everything is closed afterwards."""
    stores: list[Store] = []

    def opened(name: str | Path = "book.db", user: str = "dana") -> Store:
        store = Store(str(tmp_path / name), lambda: TODAY, user)
        stores.append(store)
        return store

    yield opened
    for store in stores:
        store.close()
