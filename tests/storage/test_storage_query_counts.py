"""Lists and dossiers cost the same number of statements however many accounts there are."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa

from builders import (
    TODAY,
    a_criterion,
    a_definition,
    a_person,
    a_plan,
    a_task,
    an_account,
    phases,
)
from greenpath_tui.domain import model as m
from greenpath_tui.services import Services
from greenpath_tui.storage.store import Store
from server import places


@pytest.fixture(params=["sqlite", "postgres"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[str], str]:
    """Every test here runs on a file and on a server."""
    return places(request, tmp_path)


def book(store: Store, accounts: int) -> None:
    """That many accounts, each with a plan, criteria, measurements, tasks and moved dates."""
    with store.write() as write:
        write.about("filled the book")
        write.add(a_person())
        for n in range(accounts):
            write.add(an_account(f"Account {n}", id=f"a{n}"))
            write.add(m.TeamMember(id=f"tm{n}", account_id=f"a{n}", person_id="dana"))
            write.add(a_plan(id=f"p{n}", account=f"a{n}"))
            for phase in phases(f"p{n}"):
                write.add(replace(phase, id=f"{phase.id}-{n}"))
            write.add(a_definition(id=f"d{n}", plan=f"p{n}"))
            for c in range(n % 3 + 1):
                write.add(a_criterion(id=f"c{n}-{c}", metric=f"Errors {c}", definition=f"d{n}"))
                write.add(
                    m.Measurement(
                        id=f"m{n}-{c}", criterion_id=f"c{n}-{c}", on=TODAY, value=Decimal(4)
                    )
                )
            for t in range(n % 4 + 1):
                write.add(
                    a_task(
                        f"Task {t}",
                        id=f"t{n}-{t}",
                        account=f"a{n}",
                        plan_id=f"p{n}",
                        phase_id=f"phase-1-{n}",
                        due=TODAY - timedelta(days=t),
                    )
                )
                write.add(m.DueMove(id=f"dm{n}-{t}", task_id=f"t{n}-{t}", on=TODAY))
            write.add(m.Touchpoint(id=f"tp{n}", account_id=f"a{n}", on=TODAY, kind="call"))


@contextmanager
def recorded() -> Iterator[list[str]]:
    """The statements that any engine runs meanwhile."""
    seen: list[str] = []

    def see(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    sa.event.listen(sa.Engine, "before_cursor_execute", see)
    try:
        yield seen
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", see)


def cost(store: Store, read: Callable[[Services], object]) -> int:
    """How many statements a read takes, the beginning of its transaction aside."""
    services = Services(store)
    with recorded() as seen:
        read(services)
    return sum(not statement.startswith(("BEGIN", "SET TRANSACTION")) for statement in seen)


READS: dict[str, Callable[[Services], object]] = {
    "portfolio": lambda services: services.accounts.rows(),
    "first rows": lambda services: services.accounts.first_rows(2),
    "dossier": lambda services: services.accounts.dossier("a1"),
}


@pytest.mark.parametrize("read", READS.values(), ids=READS)
def test_the_number_of_statements_is_constant(
    read: Callable[[Services], object], open_store: Callable[..., Store]
) -> None:
    small, large = open_store("small.db"), open_store("large.db")
    book(small, 3)
    book(large, 30)
    assert cost(small, read) == cost(large, read) <= 20


def test_the_portfolio_takes_one_statement_and_one_for_people(
    open_store: Callable[..., Store],
) -> None:
    store = open_store()
    book(store, 3)
    assert cost(store, READS["portfolio"]) == 2


def test_the_list_and_the_dossier_tell_the_same(open_store: Callable[..., Store]) -> None:
    store = open_store()
    book(store, 12)
    services = Services(store)
    for row in services.accounts.rows():
        found = services.accounts.dossier(row.id)
        assert (row.name, row.status, row.csm_name) == (
            found.account.name,
            found.account.status,
            found.csm.name if found.csm else "",
        )
        assert (row.done, row.tasks) == (
            sum(c.item.done for c in found.cards.values()),
            len(found.cards),
        )
        assert (row.met, row.criteria) == (found.met, len(found.criteria))
        assert row.late == len(found.late)
        assert (row.day, row.days) == (found.day, found.days)
        assert row.rank == found.rank.value
        assert row.direction is found.direction
        assert row.last_touch == found.last_touch
        assert row.mine is (found.csm is not None and found.csm.id == found.me)
