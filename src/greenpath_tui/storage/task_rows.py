"""Every task with the names around it, in one statement, streamed: the list may be long."""

from collections.abc import Iterator
from typing import NamedTuple

import sqlalchemy as sa

from greenpath_tui.domain import model as m
from greenpath_tui.domain.people import handles, short_name
from greenpath_tui.domain.plan import is_open
from greenpath_tui.storage import schema as s
from greenpath_tui.storage.mapping import field_names, to_entity
from greenpath_tui.storage.reader import Reader, legible

_AT_ONCE = 500  # rows held in memory


class ListedTask(NamedTuple):
    """A task with the names of its account, its owner and its phase.

    `open` is false for what is done, and for what was left over in a closed plan.
    """

    task: m.Task
    account: str
    owner_name: str
    owner: str  # short name
    phase: str
    open: bool


def task_lines(reader: Reader, account_id: str | None = None) -> Iterator[ListedTask]:
    """Tasks of every living account (or of one): open ones first, earliest due first."""
    people = {p.id: p.name for p in reader.all(m.Person)}
    short = handles(people.items())
    t, a = s.tasks.c, s.accounts.c
    statement = (
        sa.select(*(t[name] for name in field_names(m.Task)), a.name, s.stakeholders.c.name,
                  s.phases.c.name, s.plans.c.state)
        .join(s.accounts, sa.and_(a.id == t.account_id, a.deleted.is_(False)))
        .outerjoin(s.stakeholders, s.stakeholders.c.id == t.customer_owner_id)
        .outerjoin(s.phases, s.phases.c.id == t.phase_id)
        .outerjoin(s.plans, s.plans.c.id == t.plan_id)
        .where(t.deleted.is_(False))
        .order_by(
            sa.case((t.status == m.TaskStatus.DONE, 1), else_=0),
            t.due.is_(None),
            t.due,
            a.name_key,
            t.rank,
            t.id,
        )
    )  # fmt: skip
    if account_id is not None:
        statement = statement.where(t.account_id == account_id)
    result = reader.conn.execution_options(stream_results=True).execute(statement)
    with legible("tasks"):
        for part in result.partitions(_AT_ONCE):
            for *values, account, customer, phase, state in part:
                task = to_entity(m.Task, values)
                owner = people.get(task.owner_id or "") or customer or ""
                handle = short.get(task.owner_id or "") or (short_name(owner) if owner else "")
                yield ListedTask(task, account, owner, handle, phase or "", is_open(task, state))
