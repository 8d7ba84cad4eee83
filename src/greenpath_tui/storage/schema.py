"""The tables, made from the dataclasses of the domain: a field is a column of the same name.

Each table has two columns of its own beside the fields: `seq`, the order of arrival, and `deleted`.
"""

import re
import types
import typing
from dataclasses import fields
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Any

import sqlalchemy as sa

from greenpath_tui.domain import model as m

KNOWN = ("0001", "0002", "0003")  # every migration; a test keeps them equal to Alembic's
HEAD = KNOWN[-1]

metadata = sa.MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    }
)


_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def _harmless(text: str | None) -> str | None:
    try:
        return text if not text or text.isprintable() else _CONTROL.sub("", text)
    except (AttributeError, TypeError):
        raise ValueError(f"{text!r} is not a text") from None


class Words(sa.TypeDecorator[str]):
    """A text. Another program may have written it: what a terminal would obey is not read."""

    impl = sa.Text
    cache_ok = True

    def process_result_value(self, value: str | None, dialect: Any) -> str | None:
        """Without control characters but tabs and line ends."""
        return _harmless(value)


class Exact(sa.TypeDecorator[Decimal]):
    """A decimal number kept digit for digit, as text."""

    impl = sa.String(40)
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Any) -> str | None:
        """To text."""
        return None if value is None else format(value, "f")

    def process_result_value(self, value: str | None, dialect: Any) -> Decimal | None:
        """From text."""
        return None if value is None else Decimal(value)


class Texts(sa.TypeDecorator[tuple[str, ...]]):
    """A tuple of short texts, kept as JSON."""

    impl = sa.JSON
    cache_ok = True

    def process_bind_param(self, value: tuple[str, ...] | None, dialect: Any) -> Any:
        """To a list."""
        return list(value or ())

    def process_result_value(self, value: Any, dialect: Any) -> tuple[str, ...]:
        """To a tuple."""
        return tuple(_harmless(text) or "" for text in value or ())


class Moment(sa.TypeDecorator[datetime]):
    """A moment in UTC; the database has no time zones."""

    impl = sa.DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        """To naive UTC."""
        return None if value is None else value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        """To aware UTC."""
        return None if value is None else value.replace(tzinfo=UTC)


_PLAIN: dict[Any, sa.types.TypeEngine[Any]] = {
    str: Words(),
    int: sa.BigInteger(),
    bool: sa.Boolean(create_constraint=False),
    date: sa.Date(),
    Decimal: Exact(),
}


@cache
def _type_of(annotation: Any) -> tuple[sa.types.TypeEngine[Any], bool]:
    """The column type of a field and whether it may be null."""
    nullable = False
    if isinstance(annotation, types.UnionType):
        inner = [a for a in typing.get_args(annotation) if a is not type(None)]
        annotation, nullable = inner[0], True
    if typing.get_origin(annotation) is tuple:
        return Texts(), nullable
    if isinstance(annotation, type) and issubclass(annotation, StrEnum):
        values = sa.Enum(
            annotation,
            native_enum=False,
            create_constraint=False,
            length=20,
            values_callable=lambda kind: [member.value for member in kind],
        )
        return values, nullable
    return _PLAIN[annotation], nullable


REFERENCES = {
    "account_id": "accounts",
    "plan_id": "plans",
    "phase_id": "phases",
    "definition_id": "definitions",
    "criterion_id": "criteria",
    "task_id": "tasks",
    "person_id": "people",
    "owner_id": "people",
    "counterpart_id": "people",
    "customer_owner_id": "stakeholders",
    "blocked_by_id": "tasks",
}


def _table(name: str, kind: type[m.Entity], *extra: Any) -> sa.Table:
    columns: list[sa.Column[Any]] = []
    for item in fields(kind):
        if item.name == "id":
            columns.append(sa.Column("id", sa.String(40), primary_key=True))
            continue
        if target := REFERENCES.get(item.name):
            columns.append(
                sa.Column(
                    item.name,
                    sa.String(40),
                    sa.ForeignKey(f"{target}.id"),
                    nullable=item.type is not str,
                )
            )
            continue
        annotation: Any = item.type
        column, nullable = _type_of(annotation)
        columns.append(sa.Column(item.name, column, nullable=nullable))
    columns.append(sa.Column("seq", sa.BigInteger, nullable=False))
    columns.append(sa.Column("deleted", sa.Boolean(create_constraint=False), nullable=False))
    return sa.Table(name, metadata, *columns, *extra)


def _named(name: str, kind: type[m.Entity]) -> sa.Table:
    """A table whose names are unique among what is not deleted, ignoring case.

    The migration has the same condition for PostgreSQL; naming it here would import that dialect.
    """
    table = _table(name, kind, sa.Column("name_key", sa.Text, nullable=False))
    living = sa.text("NOT deleted")
    sa.Index(
        f"uq_{name}_name_key",
        table.c.name_key,
        unique=True,
        sqlite_where=living,
    )
    return table


people = _named("people", m.Person)
accounts = _named("accounts", m.Account)
gaps = _table("gaps", m.ProductGap)
team = _table("team", m.TeamMember)
stakeholders = _table("stakeholders", m.Stakeholder)
status_changes = _table("status_changes", m.StatusChange)
plans = _table("plans", m.Plan)
touchpoints = _table("touchpoints", m.Touchpoint)
updates = _table("updates", m.WeeklyUpdate)
sent_pages = _table("sent_pages", m.SentPage)
phases = _table("phases", m.Phase)
definitions = _table("definitions", m.Definition)
agreements = _table("agreements", m.Agreement)
criteria = _table("criteria", m.Criterion)
measurements = _table("measurements", m.Measurement)
tasks = _table("tasks", m.Task)
due_moves = _table("due_moves", m.DueMove)

operations = sa.Table(
    "operations",
    metadata,
    sa.Column(
        "id",
        sa.BigInteger().with_variant(sa.Integer, "sqlite"),
        primary_key=True,
        autoincrement=True,
    ),
    sa.Column("at", Moment, nullable=False),
    sa.Column("user", Words, nullable=False),
    sa.Column("kind", sa.String(20), nullable=False),  # do, undo, redo
    sa.Column("sentence", Words, nullable=False),
    sa.Column("word", Words, nullable=False),  # on whose word, where somebody vouched
    sa.Column("account_id", sa.String(40)),
    sa.Column("plan_id", sa.String(40)),
    sa.Column("target_id", sa.BigInteger),  # what an undo or redo took back or forward
    sa.Column("undone_by", sa.BigInteger),  # the undo that took this one back, while it stands
    sa.Column("process", sa.String(40), nullable=False),
    sqlite_autoincrement=True,
)
changes = sa.Table(
    "changes",
    metadata,
    sa.Column(
        "id",
        sa.BigInteger().with_variant(sa.Integer, "sqlite"),
        primary_key=True,
        autoincrement=True,
    ),
    sa.Column("operation_id", sa.BigInteger, sa.ForeignKey("operations.id"), nullable=False),
    sa.Column("kind", sa.String(20), nullable=False),  # the table
    sa.Column("row_id", sa.String(40), nullable=False),
    sa.Column("before", sa.JSON(none_as_null=True)),  # null: the row was created
    sa.Column("after", sa.JSON, nullable=False),
)

_asking = sa.text("help_ask <> '' AND help_answered IS NULL")
sa.Index("ix_tasks_help", tasks.c.account_id, sqlite_where=_asking)
for _column in (
    tasks.c.plan_id,
    plans.c.account_id,
    phases.c.plan_id,
    definitions.c.plan_id,
    agreements.c.definition_id,
    criteria.c.definition_id,
    due_moves.c.task_id,
    stakeholders.c.account_id,
    gaps.c.account_id,
    changes.c.operation_id,
    changes.c.row_id,
    operations.c.account_id,
    operations.c.user,
):
    sa.Index(f"ix_{_column.table.name}_{_column.name}", _column)
# indexes that hold all a list asks of a row, so that it is not fetched
for _name, _table_, _columns in (
    ("ix_tasks_counts", tasks, "account_id plan_id deleted status due"),
    ("ix_team_serving", team, "account_id seq function until deleted person_id"),
    ("ix_status_changes_account", status_changes, "account_id on seq old new deleted"),
    ("ix_touchpoints_account", touchpoints, "account_id on kind deleted"),
    ("ix_measurements_newest", measurements, "criterion_id on seq value deleted"),
    ("ix_sent_pages_account", sent_pages, "account_id sent_on"),
    ("ix_updates_account", updates, "account_id on"),
):
    sa.Index(_name, *(_table_.c[column] for column in _columns.split()))

TABLES: dict[type[m.Entity], sa.Table] = {
    m.Person: people,
    m.Account: accounts,
    m.ProductGap: gaps,
    m.TeamMember: team,
    m.Stakeholder: stakeholders,
    m.StatusChange: status_changes,
    m.Plan: plans,
    m.Touchpoint: touchpoints,
    m.WeeklyUpdate: updates,
    m.SentPage: sent_pages,
    m.Phase: phases,
    m.Definition: definitions,
    m.Agreement: agreements,
    m.Criterion: criteria,
    m.Measurement: measurements,
    m.Task: tasks,
    m.DueMove: due_moves,
}
KINDS: dict[str, type[m.Entity]] = {table.name: kind for kind, table in TABLES.items()}
