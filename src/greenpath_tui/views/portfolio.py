"""The portfolio list: one row an account, and the totals line."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from greenpath_tui.domain.money import main_currency
from greenpath_tui.domain.terms import Direction, PlanState, Status


class PortfolioRow(NamedTuple):
    """An account as the list shows it. Money in minor units."""

    id: str
    name: str
    status: Status
    direction: Direction
    csm: str  # short name, empty where nobody is
    csm_name: str
    segment: str
    tier: int
    arr: int | None
    at_risk: int | None
    currency: str
    renewal: date | None
    likelihood: int | None
    rank: int
    stage: str  # no-plan, draft, 1, 2, 3, paused, watch, closed
    phase: str
    day: int | None
    days: int
    met: int
    criteria: int
    tasks: int
    done: int
    late: int
    blocked: int
    help: int
    update_due: date | None
    last_touch: date | None
    tags: tuple[str, ...]
    changed_on: date | None
    mine: bool

    @property
    def plan_words(self) -> str:
        """`37/90`, `draft`, `paused`, `closed`, `no plan`."""
        states = {
            "no-plan": None,
            "watch": PlanState.CLOSED,
            "closed": PlanState.CLOSED,
            "draft": PlanState.DRAFT,
            "paused": PlanState.PAUSED,
        }
        return plan_words(states.get(self.stage, PlanState.ACTIVE), self.day, self.days)


def by_urgency(row: PortfolioRow) -> tuple[int, int, date, str]:
    """Red, Yellow, Green; inside a status by rank; ties by the older next update."""
    return (row.status.order, -row.rank, row.update_due or date.max, row.name.casefold())


@dataclass(frozen=True, slots=True)
class StatusTotal:
    """Number and ARR of the accounts of one status."""

    status: Status
    count: int
    arr: int


@dataclass(frozen=True, slots=True)
class Totals:
    """What the totals line says; accounts in another currency are counted apart."""

    accounts: int
    arr: int
    at_risk: int
    statuses: tuple[StatusTotal, ...]
    foreign: int  # accounts in another currency, left out of the sums
    currency: str


def totals(rows: Iterable[PortfolioRow], currency: str = "") -> Totals:
    """Totals of the given rows; at risk is the ARR at risk of Red and Yellow accounts.

    Without a `currency` it is the one most of them use (PRODUCT rule "Money").
    """
    rows = list(rows)
    used = Counter(row.currency for row in rows)
    currency = currency or main_currency(used)
    count = dict.fromkeys(Status, 0)
    arr = dict.fromkeys(Status, 0)
    at_risk = 0
    for row in rows:
        count[row.status] += 1
        if row.currency != currency:
            continue
        arr[row.status] += row.arr or 0
        if row.status is not Status.GREEN:
            at_risk += row.at_risk or 0
    return Totals(
        len(rows),
        sum(arr.values()),
        at_risk,
        tuple(StatusTotal(s, count[s], arr[s]) for s in Status),
        len(rows) - used[currency],
        currency,
    )


SORTS: dict[str, str] = {
    "urgency": "urgency",
    "name": "account",
    "arr": "ARR",
    "at_risk": "ARR at risk",
    "renewal": "renewal",
    "likelihood": "likelihood",
    "day": "plan day",
    "late": "late tasks",
    "update_due": "update due",
    "last_touch": "last touch",
    "csm": "CSM",
    "tier": "tier",
}
_DESCENDING = frozenset({"arr", "at_risk", "day", "late", "tier"})


def urgent_first(rows: Iterable[PortfolioRow]) -> list[PortfolioRow]:
    """Rows in the order of urgency."""
    return sorted(rows, key=by_urgency)


def sorted_rows(rows: list[PortfolioRow], sort: str, reverse: bool) -> list[PortfolioRow]:
    """Rows, given in the order of urgency, in an order of `SORTS`.

    Empty values stand last either way; ties stay in the order of urgency.
    """
    out = rows
    if sort == "urgency":
        return out[::-1] if reverse else out
    filled = [r for r in out if getattr(r, sort) not in (None, "")]
    empty = [r for r in out if getattr(r, sort) in (None, "")]

    def key(row: PortfolioRow) -> object:
        value = getattr(row, sort)
        return value.casefold() if isinstance(value, str) else value

    down = (sort in _DESCENDING) is not reverse
    filled.sort(key=key, reverse=down)  # type: ignore[arg-type]
    return filled + empty


def plan_words(state: PlanState | None, day: int | None, days: int) -> str:
    """`37/90`, `in 3 d` before day 1, `draft`, `paused`, `closed`, `no plan`: a plan in a list."""
    if state is None:
        return "no plan"
    if state is PlanState.ACTIVE and day is not None:
        return f"{day}/{days}" if day > 0 else f"in {1 - day} d"
    return state.value
