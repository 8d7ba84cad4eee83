"""Every entity comes back from the file as it went in."""

import json
from collections.abc import Callable
from dataclasses import MISSING, Field, fields
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from types import UnionType
from typing import Any, get_args, get_origin

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from builders import TODAY, a_criterion, a_definition, a_person, a_plan, an_account
from greenpath_tui.domain import model as m
from greenpath_tui.storage.mapping import created_values, from_json, to_json
from greenpath_tui.storage.schema import REFERENCES, TABLES
from greenpath_tui.storage.store import Store
from server import places

KINDS = list(TABLES)
LONG_AGO = date(1999, 12, 31)


@pytest.fixture(params=["sqlite", "postgres"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[str], str]:
    """Every test here runs on a file and on a server."""
    return places(request, tmp_path)


def value_of(item: Field[Any], number: int) -> Any:
    """A value of the field's type that is neither empty nor its default."""
    if item.name in REFERENCES:
        return f"{REFERENCES[item.name]}-1"
    kind: Any = item.type
    if isinstance(kind, UnionType):
        kind = get_args(kind)[0]
    if get_origin(kind) is tuple:
        return ("ünï", f"two words {number}")
    if kind is bool:
        return not item.default
    if kind is int:
        return item.metadata["range"][1]
    if kind is date:
        return LONG_AGO + timedelta(days=number)
    if kind is Decimal:
        return Decimal("-1234567890.0123456789") + number
    if issubclass(kind, StrEnum):
        return next(x for x in reversed(kind) if x != item.default)
    limit = item.metadata.get("line", 99)
    return f"“{item.name}” ☕ [b] 100 %"[:limit] if limit > 3 else "CHF"


def filled(kind: type[m.Entity]) -> m.Entity:
    """An entity with a value in every field."""
    values = {
        item.name: value_of(item, number)
        for number, item in enumerate(fields(kind))
        if item.name not in ("id", "version")
    }
    if kind is m.Task:
        values["blocked_by_id"] = "tasks-0"
    return kind(id=f"{TABLES[kind].name}-1", **values)


def fill(store: Store) -> None:
    with store.write() as write:
        write.about("filled a database")
        for kind in KINDS:
            if kind is m.Task:
                write.add(m.Task(id="tasks-0", account_id="accounts-1", title="In the way"))
            write.add(filled(kind))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_field_of_a_thing_comes_back(
    kind: type[m.Entity], open_store: Callable[..., Store]
) -> None:
    fill(open_store())
    wanted = filled(kind)
    for item in fields(kind):
        if item.name not in ("id", "version") and item.default is not MISSING:
            assert getattr(wanted, item.name) != item.default, f"{item.name} was not filled"
    with open_store().read() as reader:
        assert reader.get(kind, wanted.id) == wanted


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_the_journal_keeps_values_as_they_were(kind: type[m.Entity]) -> None:
    wanted = filled(kind)
    kept = json.loads(json.dumps(created_values(wanted)))
    assert kind(id=wanted.id, **from_json(kind, kept)) == wanted


def test_a_thing_with_nothing_but_what_it_needs_comes_back(
    open_store: Callable[..., Store],
) -> None:
    bare = m.Account(id="bare", name="Bare")
    with open_store().write() as write:
        write.about("added it")
        write.add(bare)
    with open_store().read() as reader:
        assert reader.get(m.Account, "bare") == bare


def test_text_is_cleaned_once_on_its_way_in(open_store: Callable[..., Store]) -> None:
    with open_store().write() as write:
        write.about("added it")
        saved = write.add(an_account("  A\x1b[31mcme \u202e  Ltd\n", id="acme", notes="a\r\nb\x00"))
    with open_store().read() as reader:
        stored = reader.get(m.Account, "acme")
    assert stored == saved
    assert (stored.name, stored.notes) == ("A[31mcme Ltd", "a\nb")


figures = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**15), max_value=10**15)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(values=st.lists(figures.filter(lambda x: len(format(x, "f")) <= 40), max_size=8))
def test_figures_are_kept_digit_for_digit(
    values: list[Decimal], open_store: Callable[..., Store]
) -> None:
    store = open_store("figures.db")
    with store.write() as write:
        write.about("measured")
        if write.find(m.Criterion) is None:
            for entity in (an_account(), a_plan(), a_definition(), a_criterion(), a_person()):
                write.add(entity)
        for old in write.all(m.Measurement):
            write.delete(old)
        number = len(write.taken_ids(m.Measurement))
        for index, value in enumerate(values, number):
            write.add(
                m.Measurement(id=f"m{index}", criterion_id="order-errors", on=TODAY, value=value)
            )
    with store.read() as reader:
        stored = [x.value for x in reader.all(m.Measurement)]
    assert [to_json(x) for x in stored] == [to_json(x) for x in values]
