"""Small makers for the tests of the rules: only what a test says differs from an empty thing."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st

from greenpath_tui.domain import model as m
from greenpath_tui.domain.criteria import Reading
from greenpath_tui.domain.days import Anchor
from greenpath_tui.domain.people import Named, handles
from greenpath_tui.domain.quickadd import TaskContext

TODAY = date(2026, 11, 23)  # a Monday
START = date(2026, 10, 18)  # today is day 37
RENEWAL = date(2027, 3, 21)
ANCHOR = Anchor(TODAY, START, RENEWAL)

EXAMPLES = settings(max_examples=40, deadline=None, database=None)
plain_days = st.dates(date(2000, 1, 1), date(2100, 12, 31))

DANA = Named("p1", "Dana Reyes")
LEE = Named("p2", "Lee Wong")
ANNA = Named("p3", "Anna Lind")
ANN = Named("s1", "Ann Moss", ours=False)
EVERYBODY = [DANA, LEE, ANNA, ANN]
HANDLES = handles((p.id, p.name) for p in EVERYBODY if p.ours)
CRITERIA = (("c1", "Order errors"), ("c2", "Orders on time"), ("c3", "Sponsor replies within"))
CONTEXT = TaskContext(ANCHOR, EVERYBODY, HANDLES, CRITERIA)


def day(shift: int) -> date:
    """So many days from today."""
    return TODAY + timedelta(days=shift)


def a_criterion(**values: Any) -> m.Criterion:
    """A complete criterion: order errors from 8 to 2 %."""
    own: dict[str, Any] = {
        "id": "c1",
        "definition_id": "d1",
        "metric": "Order errors",
        "unit": "%",
        "better": m.Better.DOWN,
        "baseline": Decimal(8),
        "target": Decimal(2),
        "due": day(23),
        "measured_by": "Support",
    }
    return m.Criterion(**{**own, **values})


def a_measurement(on: date, value: str, **values: Any) -> m.Measurement:
    """A measurement of the criterion `c1`."""
    return m.Measurement(id=f"m-{on}", criterion_id="c1", on=on, value=Decimal(value), **values)


def a_reading(
    baseline: str | None,
    target: str | None,
    newest: str | None = None,
    better: m.Better | None = None,
    newest_on: date | None = TODAY,
    previous: str | None = None,
) -> Reading:
    """The figures of a criterion, as texts."""

    def figure(text: str | None) -> Decimal | None:
        return None if text is None else Decimal(text)

    return Reading(
        better,
        figure(baseline),
        figure(target),
        figure(newest),
        newest_on if newest is not None else None,
        figure(previous if previous is not None else baseline),
    )


def a_task(**values: Any) -> m.Task:
    """A task of the plan `p1`."""
    return m.Task(**{"id": "t1", "account_id": "a1", "plan_id": "p1", "title": "Call", **values})


def an_agreement(side: m.Side, **values: Any) -> m.Agreement:
    """An agreement to version 1 of the definition `d1`."""
    own = {"id": f"g-{side}", "definition_id": "d1", "person": "Ian Moss", "on": TODAY}
    return m.Agreement(**{**own, "side": side, **values})
