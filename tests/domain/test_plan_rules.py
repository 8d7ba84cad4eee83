"""The recovery plan: phases, days, gates, agreements, what is missing."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from domain_makers import (
    EXAMPLES,
    START,
    TODAY,
    a_criterion,
    a_task,
    an_agreement,
    day,
)
from hypothesis import given
from hypothesis import strategies as st

from greenpath_tui.domain import model as m
from greenpath_tui.domain import plan as rules
from greenpath_tui.domain.advice import Advice, Level, errors
from greenpath_tui.domain.days import day_date

PHASES = [
    m.Phase(
        id=f"f{i}",
        plan_id="p1",
        position=i,
        name=shape.name,
        first_day=shape.first_day,
        last_day=shape.last_day,
    )
    for i, shape in enumerate(rules.phase_shapes(), 1)
]


def test_a_plan_has_three_phases_of_thirty_days() -> None:
    shapes = rules.phase_shapes()
    assert [(s.name, s.first_day, s.last_day) for s in shapes] == [
        ("Stabilization", 1, 30),
        ("Execution", 31, 60),
        ("Optimization", 61, 90),
    ]
    assert all(shape.checklist for shape in shapes)
    assert rules.plan_days(PHASES) == 90


def test_own_lengths_replace_the_methods() -> None:
    shapes = rules.phase_shapes([10, 20, 30, 5])
    assert [(s.name, s.first_day, s.last_day) for s in shapes] == [
        ("Stabilization", 1, 10),
        ("Execution", 11, 30),
        ("Optimization", 31, 60),
        ("Phase 4", 61, 65),
    ]


@EXAMPLES
@given(st.integers(3, 3660))
def test_the_lengths_add_up_and_none_is_empty(total: int) -> None:
    lengths = rules.plan_lengths(total, [30, 30, 30])
    assert sum(lengths) == total
    assert len(lengths) == 3
    assert min(lengths) >= 1


@EXAMPLES
@given(st.integers(3, 3660), st.lists(st.integers(1, 90), min_size=1, max_size=3))
def test_own_proportions_are_kept_in_sum(total: int, own: list[int]) -> None:
    assert sum(rules.plan_lengths(total, own)) == total


def test_the_usual_lengths() -> None:
    assert rules.plan_lengths(90, [30, 30, 30]) == [30, 30, 30]
    assert rules.plan_lengths(60, [30, 30, 30]) == [20, 20, 20]
    assert rules.plan_lengths(100, [30, 30, 30]) == [33, 33, 34]


@pytest.mark.parametrize(
    ("number", "name"),
    [
        (0, "Stabilization"),
        (1, "Stabilization"),
        (30, "Stabilization"),
        (31, "Execution"),
        (60, "Execution"),
        (61, "Optimization"),
        (90, "Optimization"),
        (200, "Optimization"),
    ],
)
def test_the_phase_of_a_day_is_what_the_calendar_says(number: int, name: str) -> None:
    found = rules.phase_on(PHASES[::-1], START, day_date(START, number))
    assert found is not None
    assert found.name == name


def test_a_plan_without_a_start_stands_in_its_first_phase() -> None:
    assert rules.phase_on(PHASES, None, TODAY) == PHASES[0]
    assert rules.phase_on([], START, TODAY) is None


def test_a_due_date_outside_its_phase_is_noticed() -> None:
    second = PHASES[1]
    assert rules.phase_dates(second, START) == (date(2026, 11, 17), date(2026, 12, 16))
    assert not rules.outside_phase(date(2026, 11, 17), second, START)
    assert not rules.outside_phase(date(2026, 12, 16), second, START)
    assert rules.outside_phase(date(2026, 11, 16), second, START)
    assert rules.outside_phase(date(2026, 12, 17), second, START)
    assert not rules.outside_phase(None, second, START)
    assert not rules.outside_phase(TODAY, None, START)
    assert not rules.outside_phase(TODAY, second, None)


def gate(phase: m.Phase, today: date, **values: Any) -> str:
    own: dict[str, Any] = {"current": False, "past": False, "start": START}
    own |= {"state": m.PlanState.ACTIVE}
    return rules.gate_words(phase, **{**own, **values}, today=today)


def test_a_column_says_how_its_gate_stands() -> None:
    second = PHASES[1]
    assert gate(second, TODAY, current=True) == "23 d left"
    assert gate(second, date(2026, 12, 16), current=True) == "last day"
    assert gate(second, date(2026, 12, 17), current=True) == "gate open"
    assert gate(PHASES[0], TODAY, past=True) == "gate open"
    assert gate(PHASES[2], TODAY) == ""


def test_a_decided_gate_says_its_decision_first() -> None:
    passed = replace(PHASES[0], gate=m.GateState.PASSED)
    assert gate(passed, TODAY, past=True) == "passed"
    assert gate(replace(passed, gate=m.GateState.OVERRIDDEN), TODAY) == "overridden"


def test_a_draft_has_no_gates_yet() -> None:
    assert gate(PHASES[0], TODAY, current=True, state=m.PlanState.DRAFT) == ""
    assert gate(PHASES[0], TODAY, current=True, start=None) == ""


DEFINITION = m.Definition(id="d1", plan_id="p1", statement="Orders arrive complete.")
BOTH = [an_agreement(m.Side.CUSTOMER), an_agreement(m.Side.US)]


# -- activation --------------------------------------------------------------------------------


def wrong_by(advice: list[Advice]) -> set[str]:
    """Ids of the criteria that have an error, as a dossier has them."""
    return {item.about for item in errors(advice)}


def missing(**given_values: Any) -> list[str]:
    own: dict[str, Any] = {
        "plan": m.Plan(id="p1", account_id="a1", summary="Orders fail.", root_cause="Two jobs."),
        "definition": DEFINITION,
        "criteria": [a_criterion()],
        "agreements": BOTH,
        "tasks": [a_task(owner_id="u1", due=TODAY)],
        "wrong": (),
    }
    return rules.missing_for_activation(**{**own, **given_values})


def test_a_complete_plan_lacks_nothing() -> None:
    assert missing() == []
    assert missing(tasks=[]) == []


def test_everything_a_plan_lacks_is_listed() -> None:
    empty = m.Plan(id="p1", account_id="a1")
    tasks = [a_task(), a_task(id="t2"), a_task(id="t3", owner_id="u1")]
    assert missing(plan=empty, criteria=[], agreements=[], tasks=tasks) == [
        "a measurable criterion",
        "the customer’s agreement to what Green means",
        "our agreement to what Green means",
        "an issue summary",
        "a root cause",
        "an owner on 2 open tasks",
        "a due date on 3 open tasks",
    ]


def test_one_criterion_without_an_error_is_enough() -> None:
    wrong = wrong_by([Advice(Level.ERROR, "names the renewal", about="c1")])
    assert missing(wrong=wrong) == ["a measurable criterion"]
    assert missing(wrong=wrong, criteria=[a_criterion(), a_criterion(id="c2")]) == []


def test_advice_that_is_no_error_never_blocks() -> None:
    assert missing(wrong=wrong_by([Advice(Level.WARNING, "is an activity", about="c1")])) == []


def test_one_task_is_said_as_one() -> None:
    assert missing(tasks=[a_task()]) == ["an owner on 1 open task", "a due date on 1 open task"]


def test_a_customer_may_own_a_task_and_done_or_other_tasks_do_not_count() -> None:
    assert missing(tasks=[a_task(customer_owner_id="s1", due=TODAY)]) == []
    assert missing(tasks=[a_task(status=m.TaskStatus.DONE)]) == []
    assert missing(tasks=[a_task(plan_id=None)]) == []


# -- the rest ----------------------------------------------------------------------------------


def test_a_draft_that_starts_later_moves_its_open_tasks() -> None:
    open_task = a_task(due=day(3))
    done = a_task(id="t2", due=day(3), status=m.TaskStatus.DONE)
    undated = a_task(id="t3")
    moved = rules.shifted([open_task, done, undated], 7)
    assert [(t.id, t.due) for t in moved] == [("t1", day(10))]
    assert rules.shifted([open_task], 0) == []


def test_promises_and_the_customers_own_tasks_start_as_shown() -> None:
    assert rules.shown_by_default(m.TaskKind.COMMITMENT, False)
    assert rules.shown_by_default(m.TaskKind.ACTION, True)
    assert not rules.shown_by_default(m.TaskKind.MILESTONE, False)
