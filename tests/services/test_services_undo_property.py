"""Whatever two people do, undoing all of it in reverse gives the same book, redoing the other."""

import tempfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from service_world import operations, state, write_file

from builders import TODAY
from greenpath_tui.domain import model as m
from greenpath_tui.domain.people import Named
from greenpath_tui.domain.quickadd import TaskLine
from greenpath_tui.errors import GreenpathError
from greenpath_tui.services import Services
from greenpath_tui.storage.store import Store

Step = Callable[[Services, int, Path], object]


def _task(services: Services, number: int) -> str:
    """Any task of acme, old or new, in its present order."""
    tasks = services.accounts.dossier("acme").tasks
    return tasks[number % len(tasks)].id if tasks else "none"


def _import(services: Services, number: int, folder: Path) -> object:
    text = f"""
[[people]]
name = "Person {number % 3}"
[[accounts]]
name = "Acme"
tier = {number % 3 + 1}
[[accounts.tasks]]
title = "Task {number % 4}"
owner = "Person {number % 3}"
[[accounts]]
name = "Imported {number % 2}"
notes = "number {number}"
"""
    return services.exchange.import_file(write_file(folder, "step.toml", text))


STEPS: dict[str, Step] = {
    "add": lambda s, n, _: s.tasks.add("acme", TaskLine(title=f"Task {n % 4}")),
    "complete": lambda s, n, _: s.tasks.complete([_task(s, n), _task(s, n + 1)]),
    "move": lambda s, n, _: s.tasks.move([_task(s, n)], 1 if n % 2 else -1),
    "shift": lambda s, n, _: s.tasks.shift([_task(s, n), _task(s, n + 2)], n + 1),
    "own": lambda s, n, _: s.tasks.set_owner([_task(s, n)], Named("priya", "Priya Nair")),
    "edit": lambda s, n, _: s.tasks.edit(_task(s, n), {"notes": f"note {n}", "tags": (str(n),)}),
    "delete": lambda s, n, _: s.tasks.delete([_task(s, n)]),
    "measure": lambda s, n, _: s.green.measure("acme", "errors", Decimal(n) / 4),
    "texts": lambda s, n, _: s.green.write_texts("acme", {"statement": f"Errors below {n} %"}),
    "status": lambda s, n, _: s.accounts.set_status(
        ["acme", "beta"], list(m.Status)[n % 3], "so it is", "Omar Haddad"
    ),
    "account": lambda s, n, _: s.accounts.delete([("gamma", "delta", "acme")[n % 3]]),
    "merge": lambda s, n, _: s.people.merge("priya", "dana"),
    "import": _import,
}

sequences = st.lists(
    st.tuples(st.integers(0, 1), st.sampled_from(sorted(STEPS)), st.integers(0, 11)),
    min_size=4,
    max_size=10,
)


@pytest.mark.long
@settings(max_examples=20, deadline=None, derandomize=True)
@given(sequence=sequences, place=st.integers(0, 9), number=st.integers(0, 11))
def test_everything_undone_in_reverse_and_redone_gives_the_same_book(
    world_template: Path, sequence: list[tuple[int, str, int]], place: int, number: int
) -> None:
    sequence.insert(min(place, len(sequence)), (place % 2, "import", number))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "book.db").write_bytes(world_template.read_bytes())
        users = [
            Services(Store(str(folder / "book.db"), lambda: TODAY, user))
            for user in ("dana", "omar")
        ]
        try:
            before, known = state(users[0]), len(operations(users[0]))
            for who, step, value in sequence:
                count, present = len(operations(users[0])), state(users[0])
                try:
                    STEPS[step](users[who], value, folder)
                except GreenpathError:
                    assert len(operations(users[0])) == count
                    assert state(users[0]) == present
            after = state(users[0])
            writers = [user for _, user, _, _ in operations(users[0])[known:]]
            by_name = {"dana": users[0], "omar": users[1]}
            for writer in reversed(writers):
                by_name[writer].history.undo()
            assert state(users[0]) == before
            for writer in writers:
                by_name[writer].history.redo()
            assert state(users[0]) == after
        finally:
            for services in users:
                services.close()
