"""An account in which every kind of thing stands, each made by `put`: for tests of all fields."""

from collections.abc import Callable
from dataclasses import MISSING, fields
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from greenpath_tui.domain import model as m
from greenpath_tui.domain.text import clean_block, clean_line
from greenpath_tui.storage.journal import Write

Put = Callable[..., m.Entity]


def fill(write: Write, put: Put, today: date) -> None:
    """Account `a` with its active plan; `put(kind, **given)` may add fields or change the given."""
    start = today - timedelta(days=36)
    write.about("filled")
    write.add(put(m.Person, id="dana", name="Dana Canarylast", function="CSM", role="Lead"))
    write.add(put(m.Account, id="a", name="Acme", status=m.Status.RED, next_update=today,
                  likelihood=83))  # fmt: skip
    write.add(put(m.TeamMember, id="t", account_id="a", person_id="dana", function="CSM"))
    write.add(put(m.Stakeholder, id="s", account_id="a", name="Ian Moss", title="Head of IT",
                  counterpart_id="dana"))  # fmt: skip
    write.add(put(m.ProductGap, id="g", account_id="a"))
    write.add(put(m.StatusChange, id="sc", account_id="a", old=m.Status.GREEN, new=m.Status.RED,
                  on=today))  # fmt: skip
    write.add(put(m.Plan, id="p", account_id="a", owner_id="dana", start=start,
                  state=m.PlanState.ACTIVE))  # fmt: skip
    write.add(put(m.Touchpoint, id="tp", account_id="a", on=today))
    write.add(put(m.WeeklyUpdate, id="w", account_id="a", on=today))
    write.add(put(m.SentPage, id="sp", account_id="a", sent_on=today - timedelta(days=9)))
    for position in (1, 2, 3):
        write.add(put(m.Phase, id=f"ph{position}", plan_id="p", position=position,
                      name=f"Phase {position}", first_day=position * 30 - 29,
                      last_day=position * 30))  # fmt: skip
    write.add(put(m.Definition, id="d", plan_id="p", statement="Orders arrive"))
    for side in m.Side:
        write.add(put(m.Agreement, id=f"ag{side}", definition_id="d", side=side,
                      person="Omar Canarylast" if side is m.Side.US else "Ian Moss",
                      on=start))  # fmt: skip
    for number, source in enumerate(m.Source):
        internal = source is m.Source.INTERNAL
        metric = "canarymetric" if internal else f"Order errors {number}"
        write.add(put(m.Criterion, id=f"c{number}", definition_id="d", metric=metric,
                      baseline=Decimal(8), target=Decimal(2), unit="%", source=source,
                      due=today + timedelta(days=20), rank=f"{number}i"))  # fmt: skip
        write.add(put(m.Measurement, id=f"m{number}", criterion_id=f"c{number}",
                      on=today - timedelta(days=1), value=Decimal(4)))  # fmt: skip
    for number, (shown, status) in enumerate(
        (shown, status) for shown in (True, False) for status in m.TaskStatus
    ):
        title = f"Shown work {number}" if shown else f"canarytask{number}"
        write.add(put(m.Task, id=f"k{number}", account_id="a", plan_id="p", phase_id="ph2",
                      title=title, status=status, shown=shown, owner_id="dana", criterion_id="c0",
                      due=today - timedelta(days=number - 2), rank=f"{number}i"))  # fmt: skip
    write.add(put(m.Task, id="kc", account_id="a", plan_id="p", phase_id="ph2",
                  title="Give us access", shown=True, customer_owner_id="s",
                  due=today + timedelta(days=2), rank="z"))  # fmt: skip
    write.add(put(m.DueMove, id="dm", task_id="k0", old=today, on=today))


def free_fields(kind: type[m.Entity], text: str) -> dict[str, Any]:
    """This text for every field of a kind that takes any text; cut where it would be too long."""
    values: dict[str, Any] = {}
    for item in fields(kind):
        if item.name in ("id", "rank", "currency", "form") or item.name.endswith("_id"):
            continue
        default = None if item.default is MISSING else item.default
        limit = item.metadata.get("line") or item.metadata.get("block") or 200
        if item.type is str or (type(default) is str and "str" in str(item.type)):
            fits = clean_line(text) and len(clean_block(text)) <= limit
            values[item.name] = text if fits else "n" + clean_line(text)[: limit - 1]
        elif default == () and item.name in ("tags", "links", "checklist", "met"):
            values[item.name] = (text,)
    return values
