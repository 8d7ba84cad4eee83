"""The first page of the list as it was left: it is drawn before the database is open.

It stands in the state file as plain JSON values, and only while nothing in the database changed.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from greenpath_tui.domain.terms import Direction, Status
from greenpath_tui.ui.state import State
from greenpath_tui.views.portfolio import PortfolioRow, StatusTotal, Totals

_DATES = ("renewal", "update_due", "last_touch", "changed_on")


class FirstPage(NamedTuple):
    """Rows, the totals, and what the filter line says of their number."""

    rows: list[PortfolioRow]
    totals: Totals
    counted: str


def keep_page(state: State, rows: Sequence[PortfolioRow], totals: Totals, count: str) -> None:
    """Remember a page."""
    state.page = {
        "rows": [_from_row(row) for row in rows],
        "totals": _from_totals(totals),
        "count": count,
    }


def kept_page(state: State, fingerprint: str) -> FirstPage | None:
    """The remembered page, where the database still is what it was; None where it is not."""
    page = state.page
    if not page.get("true_for") or page["true_for"] != fingerprint:
        state.page = {}
        return None
    try:
        rows = [_to_row(values) for values in page["rows"]]
        return FirstPage(rows, _to_totals(page["totals"]), str(page["count"]))
    except (KeyError, TypeError, ValueError):
        return None


def _from_row(row: PortfolioRow) -> list[Any]:
    return [v.isoformat() if isinstance(v, date) else v for v in row]


def _to_row(values: list[Any]) -> PortfolioRow:
    row = PortfolioRow(*values)
    dates: dict[str, Any] = {
        n: date.fromisoformat(d) for n in _DATES if (d := getattr(row, n)) is not None
    }
    return row._replace(
        status=Status(row.status),
        direction=Direction(row.direction),
        tags=tuple(row.tags),
        **dates,
    )


def _from_totals(t: Totals) -> list[Any]:
    statuses = [[s.status, s.count, s.arr] for s in t.statuses]
    return [t.accounts, t.arr, t.at_risk, statuses, t.foreign, t.currency]


def _to_totals(values: list[Any]) -> Totals:
    accounts, arr, at_risk, statuses, foreign, currency = values
    of_status = tuple(StatusTotal(Status(s), int(n), int(a)) for s, n, a in statuses)
    return Totals(int(accounts), int(arr), int(at_risk), of_status, int(foreign), str(currency))
