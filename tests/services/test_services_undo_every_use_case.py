"""Every writing use case is one operation, and undo and redo take it back and forward exactly."""

import inspect
from collections.abc import Callable
from pathlib import Path

import pytest
from service_world import operations, state
from use_cases import USE_CASES, UseCase

from greenpath_tui.services import Services


def writing_methods(services: Services) -> set[str]:
    """`area.method` of every public method whose code opens a write."""
    found = set()
    for area in [name for name in dir(services) if not name.startswith("_")]:
        for name, method in inspect.getmembers(getattr(services, area), inspect.ismethod):
            if not name.startswith("_") and "store.write()" in inspect.getsource(method):
                found.add(f"{area}.{name}")
    return found - {"history.undo", "history.redo"}


def test_every_writing_use_case_has_an_example(dana: Services) -> None:
    assert {name.split(" ")[0] for name in USE_CASES} == writing_methods(dana)


@pytest.mark.parametrize("use_case", USE_CASES.values(), ids=USE_CASES)
def test_one_operation_undone_and_redone_after_reopening(
    use_case: UseCase, open_services: Callable[..., Services], tmp_path: Path
) -> None:
    services = open_services()
    before, journal = state(services), operations(services)
    use_case(services, tmp_path)
    after = state(services)
    assert after != before
    *earlier, (_, user, kind, sentence) = operations(services)
    assert earlier == journal
    assert (user, kind) == ("dana", "do")
    services.close()

    services = open_services()
    undone = services.history.undo()
    assert undone.sentence == sentence
    assert state(services) == before
    assert len(operations(services)) == len(journal) + 2
    services.close()

    services = open_services()
    assert services.history.redo().sentence == sentence
    assert state(services) == after
    services.history.undo()
    assert state(services) == before


def test_a_dry_run_of_an_import_leaves_no_trace(dana: Services, tmp_path: Path) -> None:
    from service_world import write_file
    from use_cases import PORTFOLIO

    before, journal = state(dana), operations(dana)
    path = write_file(tmp_path, "more.toml", PORTFOLIO)
    planned = dana.exchange.import_file(path, dry_run=True)
    assert (state(dana), operations(dana)) == (before, journal)
    assert planned.new > 0
    assert planned.changed > 0
    done = dana.exchange.import_file(path)
    assert done == planned


def test_importing_the_own_export_changes_nothing(dana: Services, tmp_path: Path) -> None:
    from service_world import write_file

    before, journal = state(dana), operations(dana)
    report = dana.exchange.import_file(
        write_file(tmp_path, "own.toml", dana.exchange.export(None, "toml").text)
    )
    assert (report.new, report.changed) == (0, 0)
    assert (state(dana), operations(dana)) == (before, journal)


def test_a_refused_file_changes_nothing(dana: Services, tmp_path: Path) -> None:
    from service_world import write_file

    from greenpath_tui.errors import FileRefused

    before, journal = state(dana), operations(dana)
    text = '[[accounts]]\nname = "New"\n[[accounts.tasks]]\ntitle = "T"\nowner = "Nobody"\n'
    with pytest.raises(FileRefused) as caught:
        dana.exchange.import_file(write_file(tmp_path, "bad.toml", text))
    assert caught.value.problems == ('accounts[0].tasks[0].owner: nobody is called "Nobody"',)
    assert (state(dana), operations(dana)) == (before, journal)
