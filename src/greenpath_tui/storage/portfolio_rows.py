"""The portfolio list, read in four statements however many accounts there are."""

import heapq
import json
from collections.abc import Iterable
from datetime import date
from typing import Any

import sqlalchemy as sa

from greenpath_tui.domain import model as m
from greenpath_tui.domain.criteria import Reading, direction, is_met
from greenpath_tui.domain.days import day_number
from greenpath_tui.domain.method import Method
from greenpath_tui.domain.people import handles, match_user
from greenpath_tui.domain.terms import Direction
from greenpath_tui.domain.urgency import rank_value
from greenpath_tui.storage import schema as s
from greenpath_tui.storage.reader import Reader
from greenpath_tui.views.portfolio import PortfolioRow

_BETTER: dict[str | None, m.Better | None] = {None: None, **{b.value: b for b in m.Better}}
_STATUS = {status.value: status for status in m.Status}


def _newest_plans() -> sa.Subquery:
    """The newest plan of each account: the one not closed, else the last."""
    place = s.plans.c.number + sa.case((s.plans.c.state == m.PlanState.CLOSED, 0), else_=1000)
    newest = (
        sa.select(s.plans.c.account_id, sa.func.max(place).label("place"))
        .where(s.plans.c.deleted.is_(False))
        .group_by(s.plans.c.account_id)
        .subquery()
    )
    return (
        sa.select(s.plans.c.id, s.plans.c.account_id, s.plans.c.state, s.plans.c.start)
        .join(
            newest,
            sa.and_(
                newest.c.account_id == s.plans.c.account_id,
                newest.c.place == place,
            ),
        )
        .where(s.plans.c.deleted.is_(False))
        .subquery("newest_plans")
    )


def _accounts_statement(today: date, only: list[str] | None) -> sa.Select[Any]:
    a, t = s.accounts.c, s.tasks.c
    plan = _newest_plans()
    opened = t.status != m.TaskStatus.DONE
    counts = (
        sa.select(
            t.account_id,
            t.plan_id,
            sa.func.count().label("tasks"),
            sa.func.sum(sa.case((opened, 0), else_=1)).label("done"),
            sa.func.sum(sa.case((sa.and_(opened, t.due < today), 1), else_=0)).label("late"),
            sa.func.sum(sa.case((t.status == m.TaskStatus.BLOCKED, 1), else_=0)).label("blocked"),
        )
        .where(t.deleted.is_(False))
        .group_by(t.account_id, t.plan_id)
    )
    asking = (
        sa.select(t.account_id, sa.func.count().label("help"))
        .where(t.help_ask != "", t.help_answered.is_(None), t.deleted.is_(False))
        .group_by(t.account_id)
        .subquery("asking")
    )
    change = s.status_changes.alias("change")
    newest_change = (
        sa.select(s.status_changes.c.id)
        .where(s.status_changes.c.account_id == a.id, s.status_changes.c.deleted.is_(False))
        .order_by(s.status_changes.c.on.desc(), s.status_changes.c.seq.desc())
        .limit(1)
        .scalar_subquery()
    )
    touch = (
        sa.select(sa.func.max(s.touchpoints.c.on))
        .where(
            s.touchpoints.c.account_id == a.id,
            s.touchpoints.c.deleted.is_(False),
            s.touchpoints.c.kind != "note",
        )
        .scalar_subquery()
    )
    serving = (
        sa.select(s.team.c.person_id)
        .where(
            s.team.c.account_id == a.id,
            s.team.c.deleted.is_(False),
            sa.func.lower(s.team.c.function) == "csm",
            sa.or_(s.team.c.until.is_(None), s.team.c.until >= today),
        )
        .order_by(s.team.c.seq.desc())
        .limit(1)
        .scalar_subquery()
    )
    if only is not None:
        counts = counts.where(t.account_id.in_(only))
    counted = counts.cte("counts")
    of_plan, loose = counted.alias("of_plan"), counted.alias("loose")
    statement = (
        sa.select(
            a.id, a.name, sa.type_coerce(a.status, sa.String), a.segment, a.tier, a.strategic, a.arr, a.arr_at_risk,
            a.currency, a.renewal_date, a.likelihood, a.churning_since, a.next_update,
            sa.type_coerce(a.tags, sa.String), plan.c.id,
            sa.type_coerce(plan.c.state, sa.String), plan.c.start,
            of_plan.c.tasks, of_plan.c.done, of_plan.c.late, of_plan.c.blocked,
            loose.c.late, loose.c.blocked, asking.c.help,
            change.c.old, change.c.new, change.c.on, touch, serving,
        )
        .outerjoin(plan, plan.c.account_id == a.id)
        .outerjoin(of_plan, sa.and_(of_plan.c.account_id == a.id, of_plan.c.plan_id == plan.c.id))
        .outerjoin(loose, sa.and_(loose.c.account_id == a.id, loose.c.plan_id.is_(None)))
        .outerjoin(asking, asking.c.account_id == a.id)
        .outerjoin(change, change.c.id == newest_change)
        .where(a.deleted.is_(False))
    )  # fmt: skip
    return statement if only is None else statement.where(a.id.in_(only))


def _nth_measurement(criterion_id: Any, nth: int) -> sa.ScalarSelect[Any]:
    """The id of the nth newest measurement of a criterion."""
    taken = s.measurements.alias()
    return (
        sa.select(taken.c.id)
        .where(taken.c.criterion_id == criterion_id, taken.c.deleted.is_(False))
        .order_by(taken.c.on.desc(), taken.c.seq.desc())
        .limit(1)
        .offset(nth)
        .scalar_subquery()
    )


def _readings(reader: Reader, only: list[str] | None) -> dict[str, list[Reading]]:
    """The figures of every criterion of the newest plans, by plan id."""
    newest, previous = s.measurements.alias("newest"), s.measurements.alias("previous")
    plan, c = _newest_plans(), s.criteria.c
    statement = (
        sa.select(
            plan.c.id,
            sa.type_coerce(c.better, sa.String),
            c.baseline,
            c.target,
            newest.c.value,
            newest.c.on,
            previous.c.value,
        )
        .select_from(s.criteria)
        .join(
            s.definitions,
            sa.and_(s.definitions.c.id == c.definition_id, s.definitions.c.deleted.is_(False)),
        )
        .join(plan, plan.c.id == s.definitions.c.plan_id)
        .outerjoin(newest, newest.c.id == _nth_measurement(c.id, 0))
        .outerjoin(previous, previous.c.id == _nth_measurement(c.id, 1))
        .where(c.deleted.is_(False))
    )
    if only is not None:
        statement = statement.where(plan.c.account_id.in_(only))
    out: dict[str, list[Reading]] = {}
    for plan_id, better, base, target, new, on, old in reader.conn.execute(statement).all():
        read = Reading(_BETTER[better], base, target, new, on, base if old is None else old)
        out.setdefault(plan_id, []).append(read)
    return out


def _phases(reader: Reader, only: list[str] | None) -> dict[str, list[tuple[str, int]]]:
    """Name and last day of the phases of every plan, in order, by plan id."""
    p = s.phases.c
    out: dict[str, list[tuple[str, int]]] = {}
    statement = sa.select(p.plan_id, p.name, p.last_day).where(p.deleted.is_(False))
    if only is not None:
        living = sa.select(s.plans.c.id).where(s.plans.c.account_id.in_(only))
        statement = statement.where(p.plan_id.in_(living))
    for plan_id, name, last in reader.conn.execute(statement.order_by(p.plan_id, p.position)):
        out.setdefault(plan_id, []).append((name, last))
    return out


def most_urgent(reader: Reader, today: date, method: Method, most: int) -> list[str]:
    """Ids of the most urgent accounts, in no special order: what a first screen needs at once."""
    a = s.accounts.c
    ranked = []
    for id_, status, arr, arr_at_risk, likelihood, renewal, tier, strategic, churning in (
        reader.conn.execute(
            sa.select(
                a.id, sa.type_coerce(a.status, sa.String), a.arr, a.arr_at_risk, a.likelihood,
                a.renewal_date, a.tier, a.strategic, a.churning_since,
            ).where(a.deleted.is_(False))
        )
    ):  # fmt: skip
        at_risk = arr if arr_at_risk is None else arr_at_risk
        value = rank_value(
            at_risk, likelihood, renewal, tier, strategic, churning is not None, today, method
        )
        ranked.append((_STATUS[status].order, -value, id_))
    return [id_ for _, _, id_ in heapq.nsmallest(most, ranked)]


def portfolio_rows(
    reader: Reader, today: date, user: str, method: Method, only: list[str] | None = None
) -> list[PortfolioRow]:
    """Every account (or those of `only`) as the list shows it, in no special order.

    Four statements, however many accounts there are.
    """
    people = reader.all(m.Person)
    names = {p.id: p.name for p in people}
    short = handles(names.items())
    me = match_user(people, user, short)
    readings = _readings(reader, only)
    phases = _phases(reader, only)
    out: list[PortfolioRow] = []
    result = reader.conn.execute(_accounts_statement(today, only))
    for row in (row for part in result.partitions(1000) for row in part):
        (
            id_, name, status, segment, tier, strategic, arr, arr_at_risk, currency, renewal,
            likelihood, churning, update_due, tags, plan_id, state, start, tasks, done, late,
            blocked, loose_late, loose_blocked, help_, old, new, changed, touch, csm_id,
        ) = row  # fmt: skip
        status = _STATUS[status]
        reads = readings.get(plan_id, ()) if plan_id else ()
        shape = phases.get(plan_id, ()) if plan_id else ()
        day = day_number(start, today) if state == "active" and start else None
        stage, phase = _stage(state, day, status, shape)
        at_risk = arr if arr_at_risk is None else arr_at_risk
        change = (old, new, changed) if changed else None
        measured = max((r.newest_on for r in reads if r.newest_on), default=None)
        closed = state == "closed"
        out.append(
            PortfolioRow(
                id_,
                name,
                status,
                direction(change, reads, today, method) if change or reads else Direction.SAME,
                short.get(csm_id, ""),
                names.get(csm_id, ""),
                segment,
                tier,
                arr,
                at_risk,
                currency,
                renewal,
                likelihood,
                rank_value(
                    at_risk, likelihood, renewal, tier, strategic, churning is not None, today,
                    method,
                ),
                stage,
                phase,
                day,
                shape[-1][1] if shape else 0,
                sum(map(is_met, reads)),
                len(reads),
                tasks or 0,
                done or 0,
                (0 if closed else late or 0) + (loose_late or 0),
                (0 if closed else blocked or 0) + (loose_blocked or 0),
                help_ or 0,
                update_due,
                touch,
                tuple(json.loads(tags)) if tags != "[]" else (),
                max((d for d in (changed, measured, touch) if d), default=None),
                me is not None and csm_id == me,
            )
        )  # fmt: skip
    return out


def _stage(
    state: str | None, day: int | None, status: m.Status, phases: Iterable[tuple[str, int]]
) -> tuple[str, str]:
    if state is None:
        return "no-plan", ""
    if state == "closed":
        return ("watch" if status is m.Status.YELLOW else "closed"), ""
    if day is None:
        return str(state), ""
    shape = list(phases)
    for index, (name, last) in enumerate(shape, 1):
        if day <= last:
            return str(index), name
    return (str(len(shape)), shape[-1][0]) if shape else (str(state), "")
