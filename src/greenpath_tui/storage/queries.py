"""What the screens of one account and the reports read: a few statements each."""

from datetime import date

import sqlalchemy as sa

from greenpath_tui.domain import model as m
from greenpath_tui.domain.method import Method
from greenpath_tui.domain.people import handles, match_user
from greenpath_tui.domain.plan import present_plan
from greenpath_tui.storage import schema as s
from greenpath_tui.storage.reader import Reader
from greenpath_tui.views.dossier import Dossier


def dossier(reader: Reader, account_id: str, today: date, user: str, method: Method) -> Dossier:
    """Everything about one account; NotFound when it was deleted. A fixed number of statements."""
    account = reader.get(m.Account, account_id)
    people = tuple(reader.all(m.Person))
    plans = tuple(sorted(reader.all(m.Plan, account_id=account_id), key=lambda p: p.number))
    plan = present_plan(plans)
    definition = reader.find(m.Definition, plan_id=plan.id) if plan else None
    criteria = reader.all(m.Criterion, definition_id=definition.id) if definition else []
    all_tasks = reader.all(m.Task, account_id=account_id)
    kept = {None, plan.id if plan else None}
    o, c = s.operations.c, s.changes.c
    changed = reader.conn.execute(
        sa.select(c.row_id, sa.func.max(o.at))
        .join(s.operations, o.id == c.operation_id)
        .join(s.tasks, s.tasks.c.id == c.row_id)
        .where(c.kind == "tasks", s.tasks.c.account_id == account_id)
        .where(  # not: filled by a file, or taken back and again
            sa.or_(
                o.account_id == account_id,
                sa.and_(o.kind == "do", c.before.is_not(None)),
            )
        )
        .group_by(c.row_id)
    )
    owned = {"account_id": account_id}
    tasks = tuple(t for t in all_tasks if t.plan_id in kept)
    moves = select_moves(reader, account_id) if tasks else []
    return Dossier(
        today=today,
        me=match_user(people, user, handles((p.id, p.name) for p in people)),
        method=method,
        account=account,
        people=people,
        team=tuple(reader.all(m.TeamMember, **owned)),
        stakeholders=tuple(reader.all(m.Stakeholder, **owned)),
        gaps=tuple(reader.all(m.ProductGap, **owned)),
        status_changes=tuple(sorted(reader.all(m.StatusChange, **owned), key=lambda c: c.on)),
        touchpoints=tuple(sorted(reader.all(m.Touchpoint, **owned), key=lambda c: c.on)),
        updates=tuple(sorted(reader.all(m.WeeklyUpdate, **owned), key=lambda c: c.on)),
        sent_pages=tuple(sorted(reader.all(m.SentPage, **owned), key=lambda c: c.sent_on)),
        plans=plans,
        phases=tuple(reader.all(m.Phase, plan_id=plan.id)) if plan else (),
        definition=definition,
        agreements=tuple(reader.all(m.Agreement, definition_id=definition.id))
        if definition
        else (),
        criteria=tuple(criteria),
        measurements=tuple(reader.all(m.Measurement, criterion_id=[c.id for c in criteria]))
        if criteria
        else (),
        tasks=tasks,
        due_moves=tuple(moves),
        changed={row_id: at.astimezone().date() for row_id, at in changed},
    )


def select_moves(reader: Reader, account_id: str) -> list[m.DueMove]:
    """The moved due dates of an account's tasks, oldest first."""
    d = s.due_moves.c
    rows = reader.conn.execute(
        sa.select(d.id, d.version, d.task_id, d.old, d.new, d.on, d.by, d.why)
        .join(s.tasks, s.tasks.c.id == d.task_id)
        .where(s.tasks.c.account_id == account_id, d.deleted.is_(False))
        .order_by(d.on, d.seq)
    )
    return [
        m.DueMove(id=i, version=v, task_id=t, old=old, new=new, on=on, by=by, why=why)
        for i, v, t, old, new, on, by, why in rows
    ]


def task_history(reader: Reader, row_id: str) -> list[tuple[date, str, str]]:
    """What the journal knows of one task: day, who, what; newest first."""
    o, c = s.operations.c, s.changes.c
    rows = reader.conn.execute(
        sa.select(o.at, o.user, o.kind, o.sentence)
        .join(s.changes, c.operation_id == o.id)
        .where(c.row_id == row_id, c.kind == "tasks")
        .order_by(o.id.desc())
        .limit(50)
    )
    prefix = {"do": "", "undo": "undid: ", "redo": "redid: "}
    return [
        (at.astimezone().date(), user, prefix[kind] + sentence) for at, user, kind, sentence in rows
    ]


def newest_foreign(reader: Reader, process: str) -> int:
    """The newest operation of the journal that is not this process's own."""
    o = s.operations.c
    return reader.conn.scalar(sa.select(sa.func.max(o.id)).where(o.process != process)) or 0


def first_operation(reader: Reader) -> tuple[str, str] | None:
    """Who wrote the first operation of the journal, and what; None when nobody has written yet."""
    o = s.operations.c
    row = reader.conn.execute(sa.select(o.user, o.sentence).order_by(o.id).limit(1)).first()
    return None if row is None else (row.user, row.sentence)


def recent_owners(reader: Reader, user: str) -> list[str]:
    """Ids of owners this user gave tasks to, last used first."""
    o, c = s.operations.c, s.changes.c
    rows = reader.conn.execute(
        sa.select(c.after)
        .join(s.operations, o.id == c.operation_id)
        .where(reader.written_by(user), o.kind == "do", c.kind == "tasks")
        .order_by(c.id.desc())
        .limit(200)
    )
    seen: dict[str, None] = {}
    for (after,) in rows:
        for name in ("owner_id", "customer_owner_id"):
            if after.get(name):
                seen.setdefault(after[name])
    return list(seen)


def currencies(reader: Reader) -> dict[str, int]:
    """How many accounts are in each currency."""
    a = s.accounts.c
    rows = reader.conn.execute(
        sa.select(a.currency, sa.func.count()).where(a.deleted.is_(False)).group_by(a.currency)
    )
    return {row[0]: row[1] for row in rows}
