"""Rows to domain objects and back, by field name; and values to JSON for the journal."""

import types
import typing
from collections.abc import Callable
from dataclasses import fields
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

import sqlalchemy as sa

from greenpath_tui.domain.model import Entity
from greenpath_tui.domain.text import fold
from greenpath_tui.storage.schema import TABLES

E = TypeVar("E", bound=Entity)
T = TypeVar("T")


def _per_kind(make: Callable[[Any], T]) -> Callable[[type[Entity]], T]:
    """Computed once for each kind of entity."""
    known: dict[type[Entity], T] = {}

    def get(kind: type[Entity]) -> T:
        if kind not in known:
            known[kind] = make(kind)
        return known[kind]

    return get


@_per_kind
def field_names(kind: Any) -> tuple[str, ...]:
    """The fields of an entity, in order."""
    return tuple(f.name for f in fields(kind))


@_per_kind
def select_fields(kind: Any) -> sa.Select[Any]:
    """SELECT of exactly the fields of an entity, living rows only."""
    table = TABLES[kind]
    return sa.select(*(table.c[name] for name in field_names(kind))).where(
        table.c.deleted.is_(False)
    )


def to_entity(kind: type[E], row: Any) -> E:
    """A row of `select_fields` as a domain object."""
    return kind(**dict(zip(field_names(kind), row, strict=True)))


def to_values(entity: Entity) -> dict[str, Any]:
    """The column values of an entity; names also get the key they are compared by."""
    values = {name: getattr(entity, name) for name in field_names(type(entity))}
    if "name_key" in TABLES[type(entity)].c:
        values["name_key"] = fold(values["name"])
    return values


@_per_kind
def _readers(kind: Any) -> dict[str, Callable[[Any], Any]]:
    readers: dict[str, Callable[[Any], Any]] = {}
    for item in fields(kind):
        annotation: Any = item.type
        if isinstance(annotation, types.UnionType):
            annotation = next(a for a in typing.get_args(annotation) if a is not type(None))
        if typing.get_origin(annotation) is tuple:
            readers[item.name] = tuple
        elif annotation is date:
            readers[item.name] = date.fromisoformat
        elif annotation is Decimal or issubclass(annotation, StrEnum):
            readers[item.name] = annotation
    return readers


def to_json(value: Any) -> Any:
    """A field's value as JSON keeps it."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, tuple):
        return list(value)
    return value


def from_json(kind: type[Entity], values: dict[str, Any]) -> dict[str, Any]:
    """Journaled values as the fields hold them (`deleted` passes through)."""
    readers = _readers(kind)
    return {
        name: readers[name](value) if value is not None and name in readers else value
        for name, value in values.items()
    }


def created_values(entity: Entity) -> dict[str, Any]:
    """What the journal keeps of a created thing: every field that is not empty."""
    out: dict[str, Any] = {}
    for name in field_names(type(entity)):
        if name in ("id", "version"):
            continue
        value = getattr(entity, name)
        if value is not None and value != "" and value != ():
            out[name] = to_json(value)
    return out
