"""Short readable builders of domain objects; ids are the short names used in tests."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from greenpath_tui.domain import model as m

TODAY = date(2026, 11, 23)


def a_person(name: str = "Dana Reyes", **values: Any) -> m.Person:
    """One of ours; her id is her first name."""
    defaults: dict[str, Any] = {"id": name.split()[0].lower(), "function": "CSM"}
    return m.Person(**{**defaults, "name": name, **values})


def an_account(name: str = "Acme", **values: Any) -> m.Account:
    """A Red account of 420,000 that renews in March; its id is its name in lower case."""
    defaults: dict[str, Any] = {
        "id": name.lower().replace(" ", "-"),
        "status": m.Status.RED,
        "arr": 420_000_00,
        "renewal_date": date(2027, 3, 31),
    }
    return m.Account(**{**defaults, "name": name, **values})


def a_plan(
    day: int | None = 37, account: str = "acme", today: date = TODAY, **values: Any
) -> m.Plan:
    """A plan that is on its `day` today; None for a draft without a start."""
    defaults: dict[str, Any] = {"id": "plan", "state": m.PlanState.DRAFT}
    if day is not None:
        defaults |= {"state": m.PlanState.ACTIVE, "start": today - timedelta(days=day - 1)}
    return m.Plan(**{**defaults, "account_id": account, **values})


def phases(plan: str = "plan", lengths: tuple[int, ...] = (30, 30, 30)) -> list[m.Phase]:
    """The phases of a plan, with ids `phase-1` and so on."""
    names = ("Stabilization", "Execution", "Optimization")
    out, first = [], 1
    for position, length in enumerate(lengths, 1):
        out.append(
            m.Phase(
                id=f"phase-{position}",
                plan_id=plan,
                position=position,
                name=names[position - 1],
                first_day=first,
                last_day=first + length - 1,
            )
        )
        first += length
    return out


def a_definition(plan: str = "plan", **values: Any) -> m.Definition:
    """A definition of Green that can be agreed to."""
    defaults: dict[str, Any] = {"id": "green", "statement": "Orders arrive complete"}
    return m.Definition(**{**defaults, "plan_id": plan, **values})


def a_criterion(metric: str = "Order errors", definition: str = "green", **values: Any):
    """A measurable criterion: from 8 down to 2 %."""
    defaults: dict[str, Any] = {
        "id": metric.lower().replace(" ", "-"),
        "unit": "%",
        "better": m.Better.DOWN,
        "baseline": Decimal(8),
        "target": Decimal(2),
        "due": TODAY + timedelta(days=30),
        "measured_by": "support",
    }
    return m.Criterion(**{**defaults, "metric": metric, "definition_id": definition, **values})


def a_task(
    title: str = "Call the sponsor",
    owner: str | None = "dana",
    account: str = "acme",
    **values: Any,
) -> m.Task:
    """An open task of an account, owned by the person with the id `owner`."""
    defaults: dict[str, Any] = {"id": title.lower().replace(" ", "-")[:40]}
    return m.Task(**{**defaults, "title": title, "account_id": account, "owner_id": owner} | values)
