"""A database for imports, and files for it."""

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings as hypothesis_settings

from greenpath_tui import bootstrap, settings
from greenpath_tui.errors import FileRefused
from greenpath_tui.resources import sample_portfolio
from greenpath_tui.services import Services
from greenpath_tui.services.exchange import ImportReport

TODAY = "2026-11-23"
SAMPLE = sample_portfolio()
PLANNED = """
[[people]]
name = "Dana Reyes"

[[accounts]]
name = "Acme"
external_id = "A-1"
status = "yellow"
arr = 1000

[[accounts.team]]
person = "Dana Reyes"

[[accounts.stakeholders]]
name = "Ian Moss"

[[accounts.tasks]]
title = "First call"
owner = "Dana Reyes"

[[accounts.plans]]
start = 2026-11-01
state = "active"

[accounts.plans.definition]
statement = "Orders arrive."

[[accounts.plans.definition.criteria]]
metric = "Order errors"
unit = "%"
baseline = 8
target = 2
measurements = [{ on = 2026-11-10, value = 7 }]

[[accounts.plans.definition.agreements]]
person = "Ian Moss"
on = 2026-11-02

[[accounts.plans.tasks]]
title = "Fix the sync"
phase = 1
customer_owner = "Ian Moss"
criterion = "Order errors"
due = 2026-11-20

[[accounts.plans.tasks]]
title = "Train the hubs"
phase = 2
blocked_by_task = "Fix the sync"
"""
EXAMPLES = hypothesis_settings(max_examples=30, deadline=None, database=None)


def open_at(path: Path) -> Services:
    """The services of a real database file."""
    return bootstrap.open_services(
        settings.load({"database": str(path), "today": TODAY, "user": "tester"}, {})
    )


def take(
    services: Services, folder: Path, text: str | bytes, name: str = "in.toml"
) -> ImportReport:
    """Import a file with this content."""
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return services.exchange.import_file(path)


def counts(report: ImportReport) -> tuple[int, int, int]:
    """New, changed, unchanged."""
    return report.new, report.changed, report.unchanged


def tree(services: Services) -> dict[str, Any]:
    """The whole portfolio as its file has it."""
    return tomllib.loads(services.exchange.export(None, "toml").text, parse_float=Decimal)


def problems_of(services: Services, folder: Path, text: str) -> tuple[str, ...]:
    """What a refused file has wrong."""
    with pytest.raises(FileRefused) as caught:
        take(services, folder, text)
    return caught.value.problems
