"""Databases of the import tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from portfolio_makers import SAMPLE, open_at

from greenpath_tui.services import Services


@pytest.fixture
def portfolio_services(tmp_path: Path) -> Iterator[Services]:
    """An empty database."""
    services = open_at(tmp_path / "greenpath.db")
    yield services
    services.close()


@pytest.fixture
def sample_services(portfolio_services: Services) -> Services:
    """The database with the sample in it."""
    portfolio_services.exchange.import_file(SAMPLE)
    return portfolio_services
