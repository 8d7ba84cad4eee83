"""Importing into a real database: what comes in comes out again, and nothing else changes."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from portfolio_makers import PLANNED, SAMPLE, counts, open_at, problems_of, take, tree

from greenpath_tui.domain.method import DEFAULT_METHOD
from greenpath_tui.errors import FileRefused
from greenpath_tui.services import Services
from greenpath_tui.storage.store import Store


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from leaves(item, f"{path}.{key}")
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from leaves(item, f"{path}[{index}]")
    else:
        yield path, value


# -- the sample, in and out --------------------------------------------------------------------


def test_every_value_of_the_sample_is_in_the_export_in_its_place(
    sample_services: Services,
) -> None:
    wanted = tomllib.loads(SAMPLE.read_text(encoding="utf-8"), parse_float=Decimal)
    del wanted["written_for"]  # the day the dates were written for is no content
    got = dict(leaves(tree(sample_services)))
    missing = {p: v for p, v in leaves(wanted) if p not in got or got[p] != v}
    # A value that equals its default may be left out.
    for path, value in missing.items():
        assert path not in got, path
        assert value in (False, "", "both", "issue", 1, "us", "CSM", "note"), path


def test_the_export_adds_nothing_but_ids_copies_and_first_dates(sample_services: Services) -> None:
    wanted = {p for p, _ in leaves(tomllib.loads(SAMPLE.read_text(encoding="utf-8")))}
    added = {p.rsplit(".", 1)[-1] for p, _ in leaves(tree(sample_services)) if p not in wanted}
    assert added <= {"id", "full_text", "first_due", "created_on"}


def test_an_export_imported_elsewhere_is_exported_as_the_same_bytes(
    sample_services: Services, tmp_path: Path
) -> None:
    first = sample_services.exchange.export(None, "toml").text
    other = open_at(tmp_path / "other.db")
    report = take(other, tmp_path, first)
    assert (report.changed, report.unchanged) == (0, 0)
    assert "baseline = 8.0\n" in first  # as it was written
    assert other.exchange.export(None, "toml").text == first
    other.close()


def test_importing_twice_changes_nothing(sample_services: Services) -> None:
    before = sample_services.exchange.export(None, "toml").text
    report = sample_services.exchange.import_file(SAMPLE)
    assert (report.new, report.changed) == (0, 0)
    assert report.unchanged > 400
    assert report.lines == ()
    assert sample_services.exchange.export(None, "toml").text == before


def test_an_own_export_changes_nothing(sample_services: Services, tmp_path: Path) -> None:
    text = sample_services.exchange.export(None, "toml").text
    assert counts(take(sample_services, tmp_path, text))[:2] == (0, 0)
    assert sample_services.exchange.export(None, "toml").text == text


def test_references_across_a_plan_come_out_and_in_again(
    portfolio_services: Services, tmp_path: Path
) -> None:
    take(portfolio_services, tmp_path, PLANNED)
    (row,) = portfolio_services.accounts.rows()
    d = portfolio_services.accounts.dossier(row.id)
    tasks = {t.title: t for t in d.tasks}
    portfolio_services.tasks.edit(tasks["First call"].id, {"criterion_id": d.criteria[0].id})
    seen = portfolio_services.accounts.dossier(row.id)
    trained = next(t for t in seen.tasks if t.title == "Train the hubs")
    portfolio_services.tasks.block({trained.id: trained.version}, by_task=tasks["First call"].id)
    text = portfolio_services.exchange.export(None, "toml").text
    assert counts(take(portfolio_services, tmp_path, text))[:2] == (0, 0)
    other = open_at(tmp_path / "other.db")
    take(other, tmp_path, text)
    assert other.exchange.export(None, "toml").text == text
    other.close()


def test_a_blocker_of_the_own_plan_is_meant_before_another_of_its_name(
    portfolio_services: Services, tmp_path: Path
) -> None:
    loose = '[[accounts.tasks]]\ntitle = "Fix the sync"\n'
    take(
        portfolio_services,
        tmp_path,
        PLANNED.replace("[[accounts.tasks]]", loose + "[[accounts.tasks]]"),
    )
    (row,) = portfolio_services.accounts.rows()
    tasks = portfolio_services.accounts.dossier(row.id).tasks
    waiting = next(t for t in tasks if t.title == "Train the hubs")
    blocker = next(t for t in tasks if t.id == waiting.blocked_by_id)
    assert blocker.plan_id == waiting.plan_id


def test_tasks_of_a_file_do_not_wait_for_themselves(
    portfolio_services: Services, tmp_path: Path
) -> None:
    task = '[[accounts.tasks]]\ntitle = "{}"\nstatus = "blocked"\nblocked_by_task = "{}"\n'
    circle = '[[accounts]]\nname = "Acme"\n' + task.format("A", "B") + task.format("B", "A")
    assert problems_of(portfolio_services, tmp_path, circle) == (
        'accounts[0].tasks[0].blocked_by_task: "A" would wait for itself',
        'accounts[0].tasks[1].blocked_by_task: "B" would wait for itself',
    )
    namesake = '[[accounts]]\nname = "Acme"\n' + task.format("Call", "Call")
    wrong = 'accounts[0].tasks[0].blocked_by_task: no task is called "Call"'
    assert problems_of(portfolio_services, tmp_path, namesake) == (wrong,)
    take(portfolio_services, tmp_path, namesake + '[[accounts.tasks]]\ntitle = "Call"\n')
    (row,) = portfolio_services.accounts.rows()
    first, second = portfolio_services.accounts.dossier(row.id).tasks
    assert first.blocked_by_id == second.id


def test_a_part_can_be_exported_and_imported(sample_services: Services, tmp_path: Path) -> None:
    account = sample_services.accounts.find("vega")
    text = sample_services.exchange.export([account.id], "toml").text
    assert [a["name"] for a in tomllib.loads(text)["accounts"]] == ["Vega Logistics"]
    other = open_at(tmp_path / "other.db")
    take(other, tmp_path, text)
    assert other.exchange.export(None, "toml").text == text
    other.close()


def test_an_import_is_one_undo_step(portfolio_services: Services) -> None:
    portfolio_services.exchange.import_file(SAMPLE)
    portfolio_services.history.undo()
    assert portfolio_services.accounts.rows() == []
    assert portfolio_services.people.all() == []


def test_dates_can_be_moved_on_the_way_in(portfolio_services: Services) -> None:
    portfolio_services.exchange.import_file(SAMPLE, move_to=date(2026, 12, 3))
    account = portfolio_services.accounts.find("harbour")
    assert account.renewal_date == date(2027, 3, 31)
    assert account.next_update == date(2026, 12, 1)


# -- merging -----------------------------------------------------------------------------------


def test_a_dry_run_tells_everything_and_changes_nothing(
    portfolio_services: Services, tmp_path: Path
) -> None:
    path = tmp_path / "in.toml"
    path.write_text(PLANNED)
    report = portfolio_services.exchange.import_file(path, dry_run=True)
    assert "new      account Acme: Yellow, external id A-1, arr 1,000" in report.lines
    assert "new      task Fix the sync" in report.lines
    assert report.summary.endswith("0 changed, 0 unchanged, 0 refused")
    assert portfolio_services.exchange.export(None, "toml").text == ""
    take(portfolio_services, tmp_path, PLANNED)
    before = portfolio_services.exchange.export(None, "toml").text
    path.write_text(PLANNED.replace("arr = 1000", "arr = 2000").replace("2026-11-20", "2026-11-27"))
    report = portfolio_services.exchange.import_file(path, dry_run=True)
    assert "changed  account Acme: arr 1,000 -> 2,000" in report.lines
    assert "changed  task Fix the sync: due 2026-11-20 -> 2026-11-27" in report.lines
    assert portfolio_services.exchange.export(None, "toml").text == before


def test_things_without_an_id_are_matched_by_their_title(
    portfolio_services: Services, tmp_path: Path
) -> None:
    take(portfolio_services, tmp_path, PLANNED)
    again = PLANNED.replace('"Acme"', '"ACME"').replace("Fix the sync", "FIX the  sync")
    report = take(portfolio_services, tmp_path, again)
    assert report.new == 0
    (account,) = tree(portfolio_services)["accounts"]
    assert account["name"] == "ACME"
    assert [t["title"] for t in account["plans"][0]["tasks"]] == ["FIX the sync", "Train the hubs"]


def test_what_the_file_lacks_is_left_alone(portfolio_services: Services, tmp_path: Path) -> None:
    take(portfolio_services, tmp_path, PLANNED)
    before = tree(portfolio_services)
    report = take(portfolio_services, tmp_path, '[[accounts]]\nname = "acme"\narr = 5\n')
    assert counts(report) == (0, 1, 0)
    after = tree(portfolio_services)
    assert after["accounts"][0].pop("arr") == 5
    assert before["accounts"][0].pop("arr") == 1000
    before["accounts"][0]["name"] = "acme"
    assert after == before


def test_an_account_is_matched_by_its_external_id_before_its_name(
    portfolio_services: Services, tmp_path: Path
) -> None:
    take(portfolio_services, tmp_path, PLANNED)
    text = '[[accounts]]\nname = "Acme Holding"\nexternal_id = "A-1"\n'
    assert counts(take(portfolio_services, tmp_path, text)) == (0, 1, 0)
    assert [a["name"] for a in tree(portfolio_services)["accounts"]] == ["Acme Holding"]


def test_an_id_matches_whatever_the_title(portfolio_services: Services, tmp_path: Path) -> None:
    take(portfolio_services, tmp_path, PLANNED)
    text = portfolio_services.exchange.export(None, "toml").text.replace(
        "First call", "Second call"
    )
    report = take(portfolio_services, tmp_path, text)
    assert (report.new, report.changed) == (0, 1)
    assert [t["title"] for t in tree(portfolio_services)["accounts"][0]["tasks"]] == ["Second call"]


def test_a_renamed_title_without_an_id_is_a_new_thing(
    portfolio_services: Services, tmp_path: Path
) -> None:
    take(portfolio_services, tmp_path, PLANNED)
    report = take(portfolio_services, tmp_path, PLANNED.replace("First call", "Second call"))
    assert (report.new, report.changed) == (1, 0)


def test_two_tasks_of_one_title_stay_two(portfolio_services: Services, tmp_path: Path) -> None:
    text = '[[accounts]]\nname = "Acme"\n' + '[[accounts.tasks]]\ntitle = "Call"\n' * 2
    assert take(portfolio_services, tmp_path, text).new == 3
    assert counts(take(portfolio_services, tmp_path, text)) == (0, 0, 3)


def test_a_deleted_account_is_never_matched(portfolio_services: Services, tmp_path: Path) -> None:
    take(portfolio_services, tmp_path, PLANNED)
    old = portfolio_services.accounts.find("acme")
    portfolio_services.accounts.delete([old.id])
    report = take(portfolio_services, tmp_path, PLANNED)
    assert "new      account Acme: Yellow, external id A-1, arr 1,000" in report.lines
    assert portfolio_services.accounts.find("acme").id != old.id
    (account,) = tree(portfolio_services)["accounts"]
    assert [t["title"] for t in account["plans"][0]["tasks"]] == ["Fix the sync", "Train the hubs"]


def test_a_deleted_task_comes_back_as_a_new_one(
    portfolio_services: Services, tmp_path: Path
) -> None:
    take(portfolio_services, tmp_path, PLANNED)
    account = portfolio_services.accounts.find("acme")
    task = next(
        t for t in portfolio_services.accounts.dossier(account.id).tasks if t.title == "First call"
    )
    portfolio_services.tasks.delete([task.id])
    assert take(portfolio_services, tmp_path, PLANNED).new == 1
    (again,) = tree(portfolio_services)["accounts"][0]["tasks"]
    assert again["id"] != task.id


def test_a_status_that_a_file_changes_gets_its_line_of_history(
    portfolio_services: Services, tmp_path: Path
) -> None:
    take(portfolio_services, tmp_path, PLANNED)
    take(portfolio_services, tmp_path, '[[accounts]]\nname = "Acme"\nstatus = "red"\n')
    (change,) = tree(portfolio_services)["accounts"][0]["status_changes"]
    del change["id"]
    assert change == {
        "old": "yellow",
        "new": "red",
        "on": date(2026, 11, 23),
        "by": "tester",
        "reason": "Imported from in.toml",
    }


def test_a_due_date_that_a_file_moves_in_an_active_plan_is_recorded(
    portfolio_services: Services, tmp_path: Path
) -> None:
    take(portfolio_services, tmp_path, PLANNED)
    take(portfolio_services, tmp_path, PLANNED.replace("2026-11-20", "2026-11-27"))
    task = tree(portfolio_services)["accounts"][0]["plans"][0]["tasks"][0]
    assert (task["due"], task["first_due"]) == (date(2026, 11, 27), date(2026, 11, 20))
    (move,) = task["due_moves"]
    assert (move["old"], move["new"]) == (date(2026, 11, 20), date(2026, 11, 27))
    assert move["why"] == "Imported from in.toml"


def test_an_agreement_keeps_the_copy_it_was_given(
    portfolio_services: Services, tmp_path: Path
) -> None:
    take(portfolio_services, tmp_path, PLANNED)
    take(portfolio_services, tmp_path, PLANNED.replace("Orders arrive.", "Something else."))
    definition = tree(portfolio_services)["accounts"][0]["plans"][0]["definition"]
    assert definition["statement"] == "Something else."
    assert "Orders arrive." in definition["agreements"][0]["full_text"]


def test_a_plan_without_phases_gets_the_three_of_the_method(
    portfolio_services: Services, tmp_path: Path
) -> None:
    take(portfolio_services, tmp_path, PLANNED)
    phases = tree(portfolio_services)["accounts"][0]["plans"][0]["phases"]
    assert [p["name"] for p in phases] == ["Stabilization", "Execution", "Optimization"]


# -- refusals ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            'owner = "Dana Reyes"',
            'owner = "Zoe"',
            'accounts[0].tasks[0].owner: nobody is called "Zoe"',
        ),
        (
            'person = "Dana Reyes"',
            'person = "Zoe"',
            'accounts[0].team[0].person: nobody is called "Zoe"',
        ),
        (
            'customer_owner = "Ian Moss"',
            'customer_owner = "Zoe"',
            'accounts[0].plans[0].tasks[0].customer_owner: no stakeholder is called "Zoe"',
        ),
        (
            'criterion = "Order errors"',
            'criterion = "Speed"',
            'accounts[0].plans[0].tasks[0].criterion: no criterion is called "Speed"',
        ),
        (
            'blocked_by_task = "Fix the sync"',
            'blocked_by_task = "Zork"',
            'accounts[0].plans[0].tasks[1].blocked_by_task: no task is called "Zork"',
        ),
        ("phase = 2", "phase = 7", "accounts[0].plans[0].tasks[1].phase: the plan has no phase 7"),
        (
            "start = 2026-11-01\n",
            "",
            "accounts[0].plans[0].start: missing in a plan that is active",
        ),
        (
            '[[accounts.plans]]\nstart = 2026-11-01\nstate = "active"\n',
            '[[accounts.plans]]\nnumber = 2\n[[accounts.plans]]\nstart = 2026-11-01\nstate = "active"\n',
            "accounts[0].plans: more than one plan is not closed",
        ),
        (
            '[[accounts]]\nname = "Acme"',
            '[[accounts]]\nname = "ACME"\n[[accounts]]\nname = "Acme"',
            'accounts[1].name: named twice: "Acme"',
        ),
        (
            '[[people]]\nname = "Dana Reyes"',
            '[[people]]\nname = "dana reyes"\n[[people]]\nname = "Dana Reyes"',
            'people[1].name: named twice: "Dana Reyes"',
        ),
    ],
)
def test_a_wrong_reference_refuses_the_whole_file(
    portfolio_services: Services, tmp_path: Path, old: str, new: str, said: str
) -> None:
    assert old in PLANNED
    with pytest.raises(FileRefused) as caught:
        take(portfolio_services, tmp_path, PLANNED.replace(old, new, 1))
    assert said in caught.value.problems
    assert portfolio_services.exchange.export(None, "toml").text == ""


def test_an_id_may_stand_for_one_thing_only(portfolio_services: Services, tmp_path: Path) -> None:
    task = '[[accounts.tasks]]\nid = "t1"\ntitle = "Call"\n'
    with pytest.raises(FileRefused) as caught:
        take(portfolio_services, tmp_path, '[[accounts]]\nname = "Acme"\n' + task * 2)
    assert caught.value.problems == ('accounts[0].tasks[1].id: used twice: "t1"',)


def test_one_mistake_keeps_everything_out(sample_services: Services, tmp_path: Path) -> None:
    before = sample_services.exchange.export(None, "toml").text
    text = before.replace("arr = 2000000", "arr = 3000000")
    assert text != before
    with pytest.raises(FileRefused):
        take(sample_services, tmp_path, text.replace("tier = 2", "tier = 22", 1))
    assert sample_services.exchange.export(None, "toml").text == before


def test_only_known_kinds_of_files_are_imported(
    portfolio_services: Services, tmp_path: Path
) -> None:
    with pytest.raises(FileRefused, match=re.escape("only .toml and .csv files")):
        take(portfolio_services, tmp_path, "{}", "in.json")


def test_a_task_is_matched_within_its_plan(portfolio_services: Services, tmp_path: Path) -> None:
    first = """
[[accounts]]
name = "Acme"
[[accounts.plans]]
number = 1
state = "closed"
start = 2026-01-05
[[accounts.plans.tasks]]
title = "Exec call"
status = "done"
"""
    second = """
[[accounts]]
name = "Acme"
[[accounts.plans]]
number = 2
start = 2026-11-02
[[accounts.plans.tasks]]
title = "Exec call"
"""
    take(portfolio_services, tmp_path, first)
    take(portfolio_services, tmp_path, second)
    plans = tree(portfolio_services)["accounts"][0]["plans"]
    assert [[t.get("status", "todo") for t in p["tasks"]] for p in plans] == [["done"], ["todo"]]


def test_one_of_ours_is_matched_by_name_where_the_id_is_unknown(
    portfolio_services: Services, tmp_path: Path
) -> None:
    take(portfolio_services, tmp_path, '[[people]]\nid = "a"\nname = "Dana Reyes"\n')
    other = '[[people]]\nid = "b"\nname = "dana reyes"\nfunction = "CSM"\n'
    assert counts(take(portfolio_services, tmp_path, other)) == (0, 1, 0)
    both = '[[people]]\nname = "Lee Wong"\n[[people]]\nid = "a"\nname = "Lee Wong"\n'
    assert problems_of(portfolio_services, tmp_path, both) == (
        'people[1].name: named twice: "Lee Wong"',
    )
    take(portfolio_services, tmp_path, '[[people]]\nname = "Lee Wong"\n')
    clash = '[[people]]\nid = "a"\nname = "Lee Wong"\n'
    wrong = 'people[0].name: somebody else is called "Lee Wong"'
    assert problems_of(portfolio_services, tmp_path, clash) == (wrong,)


def test_a_stored_thing_may_be_meant_once_only(
    portfolio_services: Services, tmp_path: Path
) -> None:
    task = '[[accounts.tasks]]\nid = "t1"\ntitle = "{}"\n'
    account = '[[accounts]]\nid = "a1"\nname = "Acme"\n'
    take(portfolio_services, tmp_path, account + task.format("Call"))
    before = portfolio_services.exchange.export(None, "toml").text
    with pytest.raises(FileRefused) as caught:
        take(portfolio_services, tmp_path, account + task.format("Call") + task.format("Copied"))
    (problem,) = caught.value.problems
    assert problem == "accounts[0].tasks[1]: stands for the same thing as one before it"
    assert portfolio_services.exchange.export(None, "toml").text == before


def test_an_old_name_that_became_free_is_another_account(
    portfolio_services: Services, tmp_path: Path
) -> None:
    take(portfolio_services, tmp_path, '[[accounts]]\nid = "a1"\nname = "Acme"\n')
    renamed = '[[accounts]]\nid = "a1"\nname = "Acme Holding"\n[[accounts]]\nname = "Acme"\n'
    take(portfolio_services, tmp_path, renamed)
    names = sorted(row.name for row in portfolio_services.accounts.rows())
    assert names == ["Acme", "Acme Holding"]


def test_a_colleagues_export_of_the_same_account_makes_no_twins(
    portfolio_services: Services, tmp_path: Path
) -> None:
    take(portfolio_services, tmp_path, PLANNED)
    first = portfolio_services.exchange.export(None, "toml").text
    foreign = re.sub(r'^id = "(\w+)"', r'id = "other-\1"', first, flags=re.MULTILINE)
    take(portfolio_services, tmp_path, foreign)
    (row,) = portfolio_services.accounts.rows()
    dossier = portfolio_services.accounts.dossier(row.id)
    assert [p.number for p in dossier.plans] == [1]
    assert [p.position for p in dossier.phases] == [1, 2, 3]


def test_a_plan_without_phases_gets_those_of_the_house(tmp_path: Path) -> None:
    method = replace(DEFAULT_METHOD, phases=(("Listen", 10), ("Act", 20)))
    services = Services(Store(str(tmp_path / "own.db"), lambda: date(2026, 11, 23), "dana"), method)
    take(services, tmp_path, '[[accounts]]\nname = "Acme"\n[[accounts.plans]]\n')
    (row,) = services.accounts.rows()
    phases = services.accounts.dossier(row.id).phases
    assert [(p.name, p.last_day) for p in phases] == [("Listen", 10), ("Act", 30)]
    services.close()
