"""Makes a portfolio of any size for the measurements: accounts, plans, criteria, tasks.

python benchmarks/generate.py FILE --accounts 10000 --tasks 100000
"""

import argparse
import random
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from greenpath_tui.domain import model as m
from greenpath_tui.domain import ranks
from greenpath_tui.domain.plan import phase_shapes
from greenpath_tui.storage.journal import Write
from greenpath_tui.storage.store import Store

TODAY = date(2026, 11, 23)
BOARD_CARDS = 500  # on the board of the first account
PEOPLE = 25


def generate(path: Path, accounts: int, tasks: int, seed: int = 1) -> None:
    """Fill a new database; the same arguments give the same data.

    One account in five has an active plan with three criteria and weekly measurements; the first
    account, `Account 00000`, is the most urgent and has a board of 500 cards.
    """
    random.seed(seed)
    store = Store(str(path), lambda: TODAY, "Person 00")
    with store.write() as write:
        people = [
            write.add(m.Person(id=f"p{i}", name=f"Person {i:02d}", function="CSM"))
            for i in range(PEOPLE)
        ]
        share = max(0, tasks - BOARD_CARDS) // max(1, accounts - 1)
        for index in range(accounts):
            _account(write, index, people, BOARD_CARDS if index == 0 else share)
        write.about(f"generated {accounts} accounts")
    store.close()


def _account(write: Write, index: int, people: list[m.Person], tasks: int) -> None:
    id_ = f"a{index:05d}"
    status = m.Status.RED if index == 0 else random.choices(list(m.Status), (1, 2, 7))[0]
    write.add(
        m.Account(
            id=id_,
            name=f"Account {index:05d}",
            status=status,
            arr=10**11 if index == 0 else random.randint(5, 900) * 100_000,
            renewal_date=TODAY + timedelta(days=random.randint(-10, 400)),
            likelihood=random.choice((None, 30, 50, 70, 90)),
            tier=random.choice((1, 1, 1, 2, 3)),
            next_update=TODAY + timedelta(days=random.randint(-5, 20)),
            segment=random.choice(("Enterprise", "Mid-market", "SMB")),
        )
    )
    owner = random.choice(people)
    write.add(m.TeamMember(id=f"t{id_}", account_id=id_, person_id=owner.id))
    write.add(
        m.StatusChange(
            id=f"s{id_}",
            account_id=id_,
            old=m.Status.YELLOW,
            new=status,
            on=TODAY - timedelta(days=random.randint(0, 90)),
            reason="usage fell",
        )
    )
    write.add(
        m.Touchpoint(
            id=f"c{id_}", account_id=id_, kind="call", on=TODAY - timedelta(days=index % 40)
        )
    )
    plan_id = phases = None
    start = TODAY - timedelta(days=random.randint(1, 89))
    if index % 5 == 0:
        plan_id, phases = _plan(write, id_, owner, start)
    last = ""
    for number in range(tasks):
        last = ranks.after(last)
        done = random.random() < 0.4
        due = start + timedelta(days=random.randint(1, 90))
        write.add(
            m.Task(
                id=f"k{id_}-{number}",
                account_id=id_,
                plan_id=plan_id,
                phase_id=random.choice(phases) if phases else None,
                title=f"Task {number:04d} of {id_} with a title",
                status=m.TaskStatus.DONE if done else m.TaskStatus.TODO,
                done_on=due if done else None,
                owner_id=random.choice(people).id,
                due=due,
                first_due=due,
                rank=last,
            )
        )


def _plan(write: Write, account_id: str, owner: m.Person, start: date) -> tuple[str, list[str]]:
    plan_id = f"n{account_id}"
    write.add(
        m.Plan(
            id=plan_id,
            account_id=account_id,
            owner_id=owner.id,
            start=start,
            state=m.PlanState.ACTIVE,
        )
    )
    phases = []
    for position, shape in enumerate(phase_shapes(), 1):
        phase = m.Phase(
            id=f"h{account_id}-{position}",
            plan_id=plan_id,
            position=position,
            name=shape.name,
            first_day=shape.first_day,
            last_day=shape.last_day,
        )
        phases.append(write.add(phase).id)
    write.add(m.Definition(id=f"d{account_id}", plan_id=plan_id, statement="Orders arrive"))
    last = ""
    for number in range(3):
        last = ranks.after(last)
        criterion = f"r{account_id}-{number}"
        write.add(
            m.Criterion(
                id=criterion,
                definition_id=f"d{account_id}",
                metric=f"Metric {number}",
                unit="%",
                better=m.Better.UP,
                baseline=Decimal(20),
                target=Decimal(80),
                due=start + timedelta(days=80),
                rank=last,
            )
        )
        for week in range(5):
            write.add(
                m.Measurement(
                    id=f"e{criterion}-{week}",
                    criterion_id=criterion,
                    on=start + timedelta(days=7 * week),
                    value=Decimal(random.randint(15, 90)),
                )
            )
    return plan_id, phases


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--accounts", type=int, default=10_000)
    parser.add_argument("--tasks", type=int, default=100_000)
    given = parser.parse_args()
    generate(given.file, given.accounts, given.tasks)
