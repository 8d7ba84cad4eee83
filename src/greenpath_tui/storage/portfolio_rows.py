"""The portfolio list, read in one statement however many accounts there are (and one for people).

What belongs to a row in number (its criteria, the phases of its plan) comes as one text a row, its
parts between separators that no stored text can hold: cleaning takes control characters out.
"""

import heapq
import json
from collections.abc import Hashable
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

import sqlalchemy as sa

from greenpath_tui.domain import model as m
from greenpath_tui.domain.criteria import Reading, direction, is_met
from greenpath_tui.domain.days import day_number
from greenpath_tui.domain.method import Method
from greenpath_tui.domain.people import handles, match_user
from greenpath_tui.domain.terms import Direction
from greenpath_tui.domain.urgency import rank_value
from greenpath_tui.storage import schema as s
from greenpath_tui.storage.reader import Reader, legible
from greenpath_tui.views.portfolio import PortfolioRow

_FIELD, _ITEM = "\x1f", "\x1e"  # between the fields of an item, and between items
_BETTER: dict[str, m.Better | None] = {"": None, **{b.value: b for b in m.Better}}
_STATUS = {status.value: status for status in m.Status}

Shape = tuple[tuple[str, int], ...]  # name and last day of each phase, in order
V = TypeVar("V", bound=Hashable)


# -- the statement ---------------------------------------------------------------------------------


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


def _raw(column: Any) -> Any:
    """A column as the driver gives it, without a conversion per row."""
    return sa.type_coerce(column, sa.String)


def _words(*columns: Any) -> Any:
    """Columns as one text, missing ones empty."""
    joined: Any = None
    for column in columns:
        text = sa.func.coalesce(sa.cast(column, sa.Text), "")
        joined = text if joined is None else joined + _FIELD + text
    return joined


def _measured(criterion_id: Any, nth: int, *columns: Any) -> Any:
    """Columns of the nth newest measurement of a criterion, as one text."""
    taken = s.measurements.alias()
    return (
        sa.select(_words(*(taken.c[column.name] for column in columns)))
        .where(taken.c.criterion_id == criterion_id, taken.c.deleted.is_(False))
        .order_by(taken.c.on.desc(), taken.c.seq.desc())
        .limit(1)
        .offset(nth)
        .scalar_subquery()
    )


def _figures(plan_id: Any) -> Any:
    """The figures of a plan's criteria, as one text."""
    c, d, taken = s.criteria.c, s.definitions.c, s.measurements.c
    figures = _words(
        _raw(c.better), _raw(c.baseline), _raw(c.target),
        _measured(c.id, 0, taken.on, taken.value),
        _measured(c.id, 1, taken.value),
    )  # fmt: skip
    return (
        sa.select(sa.func.aggregate_strings(figures, _ITEM))
        .select_from(s.criteria)
        .join(s.definitions, sa.and_(d.id == c.definition_id, d.deleted.is_(False)))
        .where(d.plan_id == plan_id, c.deleted.is_(False))
        .scalar_subquery()
    )


def _shape_text(plan_id: Any) -> Any:
    """The phases of a plan, as one text."""
    p = s.phases.c
    return (
        sa.select(sa.func.aggregate_strings(_words(p.position, p.name, p.last_day), _ITEM))
        .where(p.plan_id == plan_id, p.deleted.is_(False))
        .scalar_subquery()
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
    running = sa.or_(t.plan_id.is_(None), s.plans.c.state != m.PlanState.CLOSED)
    asking = (
        sa.select(t.account_id, sa.func.count().label("help"))
        .outerjoin(s.plans, s.plans.c.id == t.plan_id)
        .where(t.help_ask != "", t.help_answered.is_(None), t.deleted.is_(False), opened, running)
        .group_by(t.account_id)
        .subquery("asking")
    )
    changes = s.status_changes.c
    newest_change = (
        sa.select(_words(_raw(changes.old), _raw(changes.new), changes.on))
        .where(changes.account_id == a.id, changes.deleted.is_(False))
        .order_by(changes.on.desc(), changes.seq.desc())
        .limit(1)
        .scalar_subquery()
    )
    touches = s.touchpoints.c
    touch = (
        sa.select(touches.on)
        .where(touches.account_id == a.id, touches.deleted.is_(False), touches.kind != "note")
        .order_by(touches.on.desc())
        .limit(1)
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
            a.id, a.name, _raw(a.status), a.segment, a.tier, _raw(a.strategic), a.arr, a.arr_at_risk,
            a.currency, _raw(a.renewal_date), a.likelihood, _raw(a.churning_since),
            _raw(a.next_update), sa.cast(a.tags, sa.Text), _raw(plan.c.state), _raw(plan.c.start),
            of_plan.c.tasks, of_plan.c.done, of_plan.c.late, of_plan.c.blocked,
            loose.c.tasks, loose.c.done, loose.c.late, loose.c.blocked, asking.c.help,
            newest_change, _raw(touch), serving, _figures(plan.c.id), _shape_text(plan.c.id),
        )
        .outerjoin(plan, plan.c.account_id == a.id)
        .outerjoin(of_plan, sa.and_(of_plan.c.account_id == a.id, of_plan.c.plan_id == plan.c.id))
        .outerjoin(loose, sa.and_(loose.c.account_id == a.id, loose.c.plan_id.is_(None)))
        .outerjoin(asking, asking.c.account_id == a.id)
        .where(a.deleted.is_(False))
    )  # fmt: skip
    return statement if only is None else statement.where(a.id.in_(only))


# -- its rows --------------------------------------------------------------------------------------


class _Values:
    """Values of the driver as the domain has them; equal ones are one object, thousands of rows."""

    def __init__(self) -> None:
        self._known: dict[Any, Any] = {}

    def day(self, given: Any) -> date | None:
        """A day of SQLite (text) or PostgreSQL (a date)."""
        if given is None or given == "":
            return None
        day: date | None = self._known.get(given)
        if day is None:
            day = date.fromisoformat(given) if isinstance(given, str) else given
            self._known[given] = day
        return day

    def same(self, given: V) -> V:
        """The first object that was equal to this one."""
        kept: V = self._known.setdefault(given, given)
        return kept

    def change(self, text: str | None) -> tuple[m.Status, m.Status, date] | None:
        """From, to and when of a status change."""
        if text is None:
            return None
        change: tuple[m.Status, m.Status, date] | None = self._known.get(text)
        if change is None:
            old, new, on = text.split(_FIELD)
            change = self._known[text] = (_STATUS[old], _STATUS[new], date.fromisoformat(on))
        return change

    def shape(self, text: str | None) -> Shape:
        """Phases of a `_shape_text`, in order."""
        if text is None:
            return ()
        shape: Shape | None = self._known.get(text)
        if shape is None:
            parts = (item.split(_FIELD) for item in text.split(_ITEM))
            ordered = sorted((int(place), name, int(last)) for place, name, last in parts)
            shape = self._known[text] = tuple((name, last) for _, name, last in ordered)
        return shape

    def readings(self, text: str | None) -> list[Reading]:
        """Readings of a `_figures`."""
        return [] if text is None else [self._reading(item) for item in text.split(_ITEM)]

    def _reading(self, item: str) -> Reading:
        parts = item.split(_FIELD)
        if len(parts) == 5:  # nobody measured yet
            parts.insert(3, "")
        better, base, target, on, newest, previous = parts
        baseline = Decimal(base) if base else None
        return Reading(
            _BETTER[better],
            baseline,
            Decimal(target) if target else None,
            Decimal(newest) if newest else None,
            self.day(on),
            Decimal(previous) if previous else baseline,
        )


@legible("accounts")
def most_urgent(reader: Reader, today: date, method: Method, most: int) -> list[str]:
    """Ids of the most urgent accounts, in no special order: what a first screen needs at once."""
    a = s.accounts.c
    values = _Values()
    ranked = []
    for id_, status, arr, arr_at_risk, likelihood, renewal, tier, strategic, churning in (
        reader.conn.execute(
            sa.select(
                a.id, _raw(a.status), a.arr, a.arr_at_risk, a.likelihood,
                _raw(a.renewal_date), a.tier, _raw(a.strategic), _raw(a.churning_since),
            ).where(a.deleted.is_(False))
        )
    ):  # fmt: skip
        at_risk = m.at_risk(arr, arr_at_risk)
        renews, churns = values.day(renewal), churning is not None
        value = rank_value(at_risk, likelihood, renews, tier, strategic, churns, today, method)
        ranked.append((_STATUS[status].order, -value, id_))
    return [id_ for _, _, id_ in heapq.nsmallest(most, ranked)]


@legible("accounts")
def portfolio_rows(
    reader: Reader, today: date, user: str, method: Method, only: list[str] | None = None
) -> list[PortfolioRow]:
    """Every account (or those of `only`) as the list shows it, in no special order."""
    people = reader.all(m.Person)
    names = {p.id: p.name for p in people}
    short = handles(names.items())
    me = match_user(people, user, short)
    values = _Values()
    out = []
    result = reader.conn.execute(_accounts_statement(today, only))
    for row in (row for part in result.partitions(200) for row in part):
        (
            id_, name, status_, segment, tier, strategic, arr, arr_at_risk, currency, renewal_,
            likelihood, churning, update_due, tags, state, start_, tasks, done, late,
            blocked, loose_tasks, loose_done, loose_late, loose_blocked, help_, change_, touch_, csm_id, figures, shape_text,
        ) = row  # fmt: skip
        status = _STATUS[status_]
        reads = values.readings(figures)
        shape = values.shape(shape_text)
        renewal, start = values.day(renewal_), values.day(start_)
        change, touch = values.change(change_), values.day(touch_)
        day = day_number(start, today) if state in ("active", "paused") and start else None
        stage, phase = _stage(state, day, status, shape)
        at_risk = m.at_risk(arr, arr_at_risk)
        changed = [r.newest_on for r in reads if r.newest_on]
        if change:
            changed.append(change[2])
        if touch:
            changed.append(touch)
        closed = state == "closed"
        rank = rank_value(
            at_risk, likelihood, renewal, tier, strategic, churning is not None, today, method
        )
        shown = PortfolioRow(
            id_,
            name,
            status,
            direction(change, reads, today, method) if change or reads else Direction.SAME,
            short.get(csm_id, ""),
            names.get(csm_id, ""),
            values.same(segment),
            tier,
            arr,
            at_risk,
            values.same(currency),
            renewal,
            likelihood,
            rank,
            stage,
            phase,
            day,
            shape[-1][1] if shape else 0,
            sum(map(is_met, reads)),
            len(reads),
            (tasks or 0) + (loose_tasks or 0),
            (done or 0) + (loose_done or 0),
            (0 if closed else late or 0) + (loose_late or 0),
            (0 if closed else blocked or 0) + (loose_blocked or 0),
            help_ or 0,
            values.day(update_due),
            touch,
            values.same(tuple(json.loads(tags))) if tags != "[]" else (),
            max(changed) if changed else None,
            me is not None and csm_id == me,
        )
        out.append(shown)
    return out


def _stage(state: str | None, day: int | None, status: m.Status, shape: Shape) -> tuple[str, str]:
    if state is None:
        return "no-plan", ""
    if state == "closed":
        return ("watch" if status is m.Status.YELLOW else "closed"), ""
    if day is None or not shape:
        return state, ""
    index = next((i for i, (_, last) in enumerate(shape) if day <= last), len(shape) - 1)
    return state if state == "paused" else str(index + 1), shape[index][0]
