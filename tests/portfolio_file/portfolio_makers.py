"""A database for imports, and files for it."""

from pathlib import Path

from hypothesis import settings as hypothesis_settings

from greenpath_tui import bootstrap, settings
from greenpath_tui.resources import sample_portfolio
from greenpath_tui.services import Services
from greenpath_tui.services.exchange import ImportReport

TODAY = "2026-11-23"
SAMPLE = sample_portfolio()
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
