"""A small book of accounts with readable ids, and what a test looks at in it.

acme: active plan on day 37; beta: a draft that may start; gamma: a closed plan; delta: no plan.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from greenpath_tui.services import Services
from greenpath_tui.storage import schema
from greenpath_tui.storage.engine import database_url

FILE = """\
[[people]]
id = "dana"
name = "Dana Reyes"
email = "dana@example.com"
function = "CSM"
[[people]]
id = "priya"
name = "Priya Nair"
function = "CSM"
[[people]]
id = "omar"
name = "Omar Haddad"
email = "omar@example.com"
function = "CS manager"

[[accounts]]
id = "acme"
name = "Acme"
status = "red"
arr = 420000
renewal_date = 2027-03-31
likelihood = 40
tier = 2
next_update = 2026-11-25
[[accounts.team]]
id = "acme-csm"
person = "Dana Reyes"
since = 2026-01-01
[[accounts.stakeholders]]
id = "moss"
name = "Ellen Moss"
role = "Sponsor"
counterpart = "Priya Nair"
[[accounts.sent_pages]]
id = "page"
sent_on = 2026-11-16
to = "Ellen Moss"
text = "# Acme"
plan = 1
[[accounts.tasks]]
id = "loose"
title = "Send the invoice again"
owner = "Priya Nair"
[[accounts.plans]]
id = "acme-plan"
number = 1
owner = "Dana Reyes"
state = "active"
start = 2026-10-18
summary = "Orders get lost"
root_cause = "Two systems, no owner"
[[accounts.plans.phases]]
id = "acme-1"
position = 1
name = "Stabilization"
first_day = 1
last_day = 30
checklist = ["Pains are fixed", "The sponsor answers"]
[[accounts.plans.phases]]
id = "acme-2"
position = 2
name = "Execution"
first_day = 31
last_day = 60
[[accounts.plans.phases]]
id = "acme-3"
position = 3
name = "Optimization"
first_day = 61
last_day = 90
[accounts.plans.definition]
id = "acme-green"
customer_words = "Every store gets what it ordered"
statement = "Orders arrive complete"
[[accounts.plans.definition.criteria]]
id = "errors"
metric = "Order errors"
unit = "%"
better = "down"
baseline = 8
target = 2
due = 2027-01-10
measured_by = "support"
[[accounts.plans.definition.criteria]]
id = "score"
metric = "Sponsor score"
unit = "points"
better = "up"
baseline = 4
target = 8
due = 2027-01-10
measured_by = "Dana"
about = "perception"
[[accounts.plans.definition.agreements]]
id = "acme-us"
side = "us"
person = "Omar Haddad"
on = 2026-10-20
[[accounts.plans.tasks]]
id = "fix"
title = "Fix the order sync"
phase = 2
owner = "Dana Reyes"
due = 2026-11-30
first_due = 2026-11-20
criterion = "Order errors"
help_ask = "A second developer"
help_since = 2026-11-10
[[accounts.plans.tasks]]
id = "train"
title = "Train the stores"
phase = 3
customer_owner = "Ellen Moss"
due = 2026-12-20
[[accounts.plans.tasks]]
id = "stuck"
title = "Move the data"
phase = 1
status = "blocked"
blocked_by_task = "Fix the order sync"
blocked_since = 2026-11-01
owner = "Priya Nair"
due = 2026-11-15
[[accounts.plans.tasks]]
id = "call"
title = "Call the sponsor"
phase = 1
status = "done"
done_on = 2026-11-02
owner = "Dana Reyes"
due = 2026-11-01

[[accounts]]
id = "beta"
name = "Beta"
status = "yellow"
arr = 90000
[[accounts.team]]
id = "beta-csm"
person = "Priya Nair"
[[accounts.plans]]
id = "beta-plan"
number = 1
start = 2026-11-23
summary = "Nobody logs in"
root_cause = "Never trained"
[accounts.plans.definition]
id = "beta-green"
statement = "Half of the users are back"
[[accounts.plans.definition.criteria]]
id = "users"
metric = "Weekly users"
unit = "users"
better = "up"
baseline = 10
target = 50
due = 2027-01-20
measured_by = "us"
[[accounts.plans.definition.agreements]]
id = "beta-us"
side = "us"
person = "Omar Haddad"
on = 2026-11-20
[[accounts.plans.definition.agreements]]
id = "beta-them"
side = "customer"
person = "Mo Lane"
on = 2026-11-21
[[accounts.plans.tasks]]
id = "beta-task"
title = "Book the training"
phase = 1
owner = "Priya Nair"
due = 2026-12-01

[[accounts]]
id = "gamma"
name = "Gamma"
status = "green"
arr = 10000
[[accounts.plans]]
id = "gamma-plan"
number = 1
state = "closed"
start = 2026-06-01
outcome = "saved"
decided_on = 2026-08-30

[[accounts]]
id = "delta"
name = "Delta"
status = "red"
[[accounts.tasks]]
id = "first-call"
title = "First call"
"""


@dataclass(frozen=True)
class State:
    """What a book holds: its export, its list, its living rows without save counters."""

    export: bytes
    rows: tuple[Any, ...]
    stored: dict[str, list[tuple[Any, ...]]]


def state(services: Services) -> State:
    """The present state of a book."""
    export = services.exchange.export(None, "toml").text.encode()
    rows = sorted(services.accounts.rows(), key=lambda row: row.id)
    return State(export, tuple(rows), living_rows(services))


@lru_cache(maxsize=4)  # each statement is compiled once; between looks no connection is held
def _engine(database: str) -> sa.Engine:
    return sa.create_engine(database_url(database), poolclass=sa.NullPool)


@contextmanager
def raw(services: Services) -> Iterator[sa.Connection]:
    """The database itself, past the store."""
    with _engine(services.store.database).connect() as conn:
        yield conn


def living_rows(services: Services) -> dict[str, list[tuple[Any, ...]]]:
    """The rows of every table that are not deleted, by id."""
    out = {}
    with raw(services) as conn:
        for table in schema.TABLES.values():
            kept = [c for c in table.c if c.name != "version"]
            found = conn.execute(
                sa.select(*kept).where(table.c.deleted.is_(False)).order_by(table.c.id)
            )
            out[table.name] = [tuple(row) for row in found]
    return out


def operations(services: Services) -> list[tuple[int, str, str, str]]:
    """The journal: number, user, kind and sentence of every operation."""
    o = schema.operations.c
    with raw(services) as conn:
        found = conn.execute(sa.select(o.id, o.user, o.kind, o.sentence).order_by(o.id))
        return [tuple(row) for row in found]


def write_file(folder: Path, name: str, text: str) -> Path:
    """A file to import."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path
