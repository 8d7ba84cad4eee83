"""Reading domain objects inside one transaction."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import sqlalchemy as sa

from greenpath_tui.domain.model import Entity, Person
from greenpath_tui.domain.people import handles, match_user
from greenpath_tui.errors import NotFound, StorageError
from greenpath_tui.storage.mapping import select_fields, to_entity
from greenpath_tui.storage.schema import TABLES, operations

E = TypeVar("E", bound=Entity)
_CHUNK = 500  # ids in one statement


@contextmanager
def legible(table: str) -> Iterator[None]:
    """Rows of a table become values; one that was written by no greenpath is told, not guessed."""
    try:
        yield
    except (LookupError, ValueError, ArithmeticError) as error:
        raise StorageError(
            f"The {table.replace('_', ' ')} hold a value that greenpath does not know: "
            "greenpath doctor says which."
        ) from error


class Reader:
    """Living rows as domain objects, in the order people gave them."""

    def __init__(self, conn: sa.Connection) -> None:
        self.conn = conn

    def all(self, kind: type[E], **equal: Any) -> list[E]:
        """Every living row whose fields equal the given values; a collection means any of them."""
        table = TABLES[kind]
        order = (table.c.rank, table.c.id) if "rank" in table.c else (table.c.seq, table.c.id)
        statement = select_fields(kind).order_by(*order)
        wide: tuple[str, list[Any]] | None = None
        for name, value in equal.items():
            if isinstance(value, Collection) and not isinstance(value, str):
                values = list(value)
                if len(values) > _CHUNK and wide is None:
                    wide = (name, values)
                    continue
                statement = statement.where(table.c[name].in_(values))
            else:
                statement = statement.where(table.c[name] == value)
        parts = [statement]
        if wide is not None:
            name, values = wide
            chunks = (values[start : start + _CHUNK] for start in range(0, len(values), _CHUNK))
            parts = [statement.where(table.c[name].in_(chunk)) for chunk in chunks]
        with legible(table.name):
            return [to_entity(kind, row) for part in parts for row in self.conn.execute(part)]

    def find(self, kind: type[E], **equal: Any) -> E | None:
        """The first of `all`, or None."""
        return next(iter(self.all(kind, **equal)), None)

    def get(self, kind: type[E], id: str) -> E:
        """One living thing by its id; NotFound when it was deleted or never was."""
        found = self.find(kind, id=id)
        if found is None:
            raise NotFound(f"This {kind.__name__.lower()} was deleted.")
        return found

    def written_by(self, user: str) -> sa.ColumnElement[bool]:
        """Operations of a user, under whatever name she was told to the program."""
        people = self.all(Person)
        short = handles((p.id, p.name) for p in people)
        me = match_user(people, user, short)
        if me is None:
            return operations.c.user == user
        names = self.conn.scalars(sa.select(operations.c.user).distinct()).all()
        return operations.c.user.in_([n for n in names if match_user(people, n, short) == me])

    def taken_ids(self, kind: type[Entity]) -> dict[str, bool]:
        """Every id of a table, with whether it is deleted."""
        table = TABLES[kind]
        return {
            row[0]: bool(row[1])
            for row in self.conn.execute(sa.select(table.c.id, table.c.deleted))
        }
