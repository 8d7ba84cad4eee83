"""Drafting, starting, gates and closing: what the method allows and what it asks for."""

from datetime import date, timedelta

import pytest
from service_world import operations, raw, state

from builders import TODAY
from greenpath_tui.domain import model as m
from greenpath_tui.domain.days import read_date
from greenpath_tui.domain.quickadd import TaskLine
from greenpath_tui.errors import Conflict, InvalidInput, NotFound, Refused
from greenpath_tui.services import Services
from greenpath_tui.services.plans import Closing

START = TODAY + timedelta(days=7)


def plan(services: Services, account: str) -> m.Plan:
    found = services.accounts.dossier(account).plan
    assert found is not None
    return found


def words_of_others(services: Services) -> list[str]:
    """On whose word each operation of the journal was done."""
    with raw(services) as conn:
        found = conn.exec_driver_sql("SELECT word FROM operations ORDER BY id")
        return [word for (word,) in found]


# -- drafting ------------------------------------------------------------------------------------


def test_a_draft_has_the_methods_phases_and_takes_the_open_tasks(dana: Services) -> None:
    dana.plans.draft("delta")
    found = dana.accounts.dossier("delta")
    assert [(p.name, p.first_day, p.last_day) for p in found.phases] == [
        ("Stabilization", 1, 30),
        ("Execution", 31, 60),
        ("Optimization", 61, 90),
    ]
    assert found.day_words == "draft"
    assert found.definition is not None
    assert [c.title for c in found.columns[0].cards] == ["First call"]
    assert found.strip == ()


def test_a_draft_may_leave_the_tasks_where_they_are(dana: Services) -> None:
    dana.plans.draft("delta", take_tasks=False)
    assert [c.title for c in dana.accounts.dossier("delta").strip] == ["First call"]


def test_at_most_one_plan_is_not_closed(dana: Services) -> None:
    for account in ("acme", "beta"):
        with pytest.raises(Refused, match="already has a plan that is not closed"):
            dana.plans.draft(account)
    dana.plans.draft("gamma")
    assert [p.number for p in dana.accounts.dossier("gamma").plans] == [1, 2]
    assert plan(dana, "gamma").number == 2


def test_a_phase_lasts_at_least_a_day(dana: Services) -> None:
    with pytest.raises(InvalidInput, match="at least one day"):
        dana.plans.draft("delta", [30, 0, 30])
    assert dana.accounts.dossier("delta").plan is None


@pytest.mark.parametrize("total", [90, 60, 30, 100, 3])
def test_a_draft_of_another_length_fills_it_without_gaps(dana: Services, total: int) -> None:
    dana.plans.draft("delta")
    if total != 90:
        dana.plans.reshape("delta", total)
    phases = dana.accounts.dossier("delta").phases
    assert [p.first_day for p in phases] == [1, *(p.last_day + 1 for p in phases[:-1])]
    assert phases[-1].last_day == total


# -- starting ------------------------------------------------------------------------------------


def test_what_is_missing_is_listed_and_nothing_starts(dana: Services) -> None:
    dana.plans.draft("delta")
    before = state(dana)
    with pytest.raises(Refused) as caught:
        dana.plans.activate("delta", START)
    assert str(caught.value) == (
        "The plan lacks a measurable criterion; the customer’s agreement to what Green means; "
        "our agreement to what Green means; an issue summary; a root cause; "
        "an owner on 1 open task; a due date on 1 open task."
    )
    assert state(dana) == before


@pytest.mark.parametrize(("by", "why"), [("Omar Haddad", ""), ("", "no time"), (" ", " ")])
def test_an_override_takes_a_name_and_a_reason(dana: Services, by: str, why: str) -> None:
    dana.plans.draft("delta")
    with pytest.raises(Refused, match="The plan lacks"):
        dana.plans.activate("delta", START, override_by=by, override_why=why)


def test_an_override_is_recorded_in_the_plan_and_the_journal(dana: Services) -> None:
    dana.plans.draft("delta")
    dana.plans.activate("delta", START, override_by="Omar Haddad", override_why="Fire")
    started = plan(dana, "delta")
    assert (started.state, started.start) == (m.PlanState.ACTIVE, START)
    assert (started.override_by, started.override_why) == ("Omar Haddad", "Fire")
    assert words_of_others(dana)[-1] == "Omar Haddad"


def test_a_complete_draft_starts_and_keeps_no_override(dana: Services) -> None:
    dana.plans.activate("beta", START, override_by="Omar Haddad", override_why="Not needed")
    started = plan(dana, "beta")
    assert (started.state, started.override_by, started.override_why) == (
        m.PlanState.ACTIVE,
        "",
        "",
    )
    assert words_of_others(dana)[-1] == ""
    assert started.arr_before == 90_000_00
    assert dana.accounts.dossier("beta").account.next_update == TODAY + timedelta(days=7)


@pytest.mark.parametrize(
    ("edit", "lacks"),
    [
        (lambda s: s.plans.edit("beta", {"root_cause": " \n"}), "a root cause"),
        (lambda s: s.plans.edit("beta", {"summary": ""}), "an issue summary"),
        (lambda s: s.tasks.set_owner(["beta-task"], None), "an owner on 1 open task"),
        (lambda s: s.tasks.set_due(["beta-task"], None), "a due date on 1 open task"),
        (
            lambda s: s.green.take_back(
                "beta", m.Side.CUSTOMER, m.AgreementState.WITHDRAWN, "Mo Lane", "not enough"
            ),
            "the customer’s agreement to what Green means",
        ),
    ],
)
def test_each_single_thing_that_lacks_stops_the_start(
    dana: Services, edit: "object", lacks: str
) -> None:
    edit(dana)  # type: ignore[operator]
    with pytest.raises(Refused) as caught:
        dana.plans.activate("beta", START)
    assert str(caught.value) == f"The plan lacks {lacks}."


def test_a_later_start_moves_the_undone_tasks(dana: Services) -> None:
    dana.plans.activate("beta", START)
    (card,) = dana.accounts.dossier("beta").cards.values()
    moved = date(2026, 12, 1) + timedelta(days=7)
    assert (card.due, card.item.first_due, card.moves) == (moved, moved, ())


def test_a_later_start_may_leave_the_dates(dana: Services) -> None:
    dana.plans.activate("beta", START, shift_tasks=False)
    (card,) = dana.accounts.dossier("beta").cards.values()
    assert card.due == date(2026, 12, 1)


def test_only_a_draft_starts(dana: Services) -> None:
    for account in ("acme", "gamma", "delta"):
        with pytest.raises(Refused, match=r"has no (draft|open plan)"):
            dana.plans.activate(account, START)


def test_a_new_task_gets_the_end_of_its_phase_once_the_plan_runs(dana: Services) -> None:
    dana.tasks.add("beta", TaskLine(title="In a draft"))
    dana.tasks.add("acme", TaskLine(title="In a plan"))
    due = {
        card.title: card.due
        for account in ("beta", "acme")
        for card in dana.accounts.dossier(account).cards.values()
    }
    assert due["In a draft"] is None
    assert due["In a plan"] == date(2026, 12, 16)


def test_the_dates_of_a_draft_move_with_its_start(dana: Services) -> None:
    dana.plans.draft("delta")
    d = dana.accounts.dossier("delta")
    assert d.plan is not None
    assert (d.plan.start, d.start, d.day) == (TODAY, None, None)
    day_10 = read_date("d10", d.anchor)
    dana.tasks.add("delta", TaskLine(title="Call", due=day_10))
    later = TODAY + timedelta(days=14)
    dana.plans.activate("delta", later, True, "Omar Haddad", "No time to lose")
    d = dana.accounts.dossier("delta")
    task = next(t for t in d.tasks if t.title == "Call")
    assert task.due == read_date("d10", d.anchor) == later + timedelta(days=9)
    assert not d.cards[task.id].outside


# -- gates ---------------------------------------------------------------------------------------

LIST = ["Pains are fixed", "The sponsor answers"]


def gate(services: Services) -> m.Phase:
    return next(p for p in services.accounts.dossier("acme").phases if p.id == "acme-1")


def test_a_gate_passes_with_its_whole_checklist_only(dana: Services) -> None:
    with pytest.raises(Refused, match=r"Not yet met: The sponsor answers\."):
        dana.plans.decide_gate("acme-1", LIST[:1], m.GateState.PASSED)
    dana.plans.decide_gate("acme-1", LIST, m.GateState.PASSED)
    found = gate(dana)
    assert (found.gate, found.gate_by, found.gate_on) == (
        m.GateState.PASSED,
        "Dana Reyes",
        TODAY,
    )


def test_a_gate_passes_after_the_ones_before_it(dana: Services) -> None:
    phases = dana.accounts.dossier("acme").phases
    later = next(p for p in phases if p.id == "acme-2")
    with pytest.raises(Refused, match="The gate of Stabilization comes first"):
        dana.plans.decide_gate("acme-2", later.checklist, m.GateState.PASSED)
    dana.plans.decide_gate("acme-2", [], m.GateState.OVERRIDDEN, "Omar Haddad", "She asked for it")
    dana.plans.decide_gate("acme-1", [], m.GateState.EXTENDED, "", "a week more")
    with pytest.raises(Refused, match="it is extended"):
        dana.plans.decide_gate("acme-2", later.checklist, m.GateState.PASSED)
    dana.plans.decide_gate("acme-1", LIST, m.GateState.PASSED)
    dana.plans.decide_gate("acme-2", later.checklist, m.GateState.PASSED)


@pytest.mark.parametrize(
    ("decision", "by", "why"),
    [
        (m.GateState.OVERRIDDEN, "", "because"),
        (m.GateState.OVERRIDDEN, "Omar Haddad", " "),
        (m.GateState.EXTENDED, "Omar Haddad", ""),
    ],
)
def test_an_exception_at_a_gate_takes_who_and_why(
    dana: Services, decision: m.GateState, by: str, why: str
) -> None:
    with pytest.raises(Refused):
        dana.plans.decide_gate("acme-1", [], decision, by, why)
    assert gate(dana).gate is m.GateState.OPEN


def test_an_override_of_a_gate_is_on_record(dana: Services) -> None:
    dana.plans.decide_gate("acme-1", LIST[:1], m.GateState.OVERRIDDEN, "Omar Haddad", "Enough")
    found = gate(dana)
    assert (found.gate, found.gate_by, found.gate_decision, found.met) == (
        m.GateState.OVERRIDDEN,
        "Omar Haddad",
        "Enough",
        ("Pains are fixed",),
    )
    assert words_of_others(dana)[-1] == "Omar Haddad"


def test_items_can_be_ticked_while_the_gate_stays_open(dana: Services) -> None:
    dana.plans.decide_gate("acme-1", ["The sponsor answers", "invented"], None)
    found = gate(dana)
    assert (found.met, found.gate, found.gate_by, found.gate_on) == (
        ("The sponsor answers",),
        m.GateState.OPEN,
        "",
        None,
    )


def test_ticking_items_of_a_decided_gate_keeps_the_decision(dana: Services) -> None:
    dana.plans.decide_gate("acme-1", LIST[:1], m.GateState.OVERRIDDEN, "Omar Haddad", "Enough")
    dana.plans.decide_gate("acme-1", LIST, None)
    found = gate(dana)
    assert (found.met, found.gate, found.gate_by, found.gate_decision) == (
        tuple(LIST), m.GateState.OVERRIDDEN, "Omar Haddad", "Enough",
    )  # fmt: skip
    dana.plans.decide_gate("acme-1", LIST, m.GateState.OPEN)
    found = gate(dana)
    assert (found.gate, found.gate_by, found.gate_on) == (m.GateState.OPEN, "", None)


def test_a_gate_that_somebody_decided_meanwhile_is_not_decided_again(
    dana: Services, omar: Services
) -> None:
    seen = gate(dana).version
    omar.plans.decide_gate("acme-1", LIST, m.GateState.PASSED)
    with pytest.raises(
        Conflict, match=r"Meanwhile omar .* passed the gate of .*; nothing was saved"
    ):
        dana.plans.decide_gate("acme-1", [], m.GateState.EXTENDED, "", "a week", seen)
    assert gate(dana).gate is m.GateState.PASSED


def test_a_gate_of_nowhere_is_not_found(dana: Services) -> None:
    with pytest.raises(NotFound):
        dana.plans.decide_gate("nowhere", [], None)


# -- pausing and closing -------------------------------------------------------------------------


def test_a_plan_is_paused_and_goes_on(dana: Services) -> None:
    dana.plans.set_state("acme", m.PlanState.PAUSED)
    assert dana.accounts.dossier("acme").day_words == "paused"
    with pytest.raises(Refused, match="A paused plan cannot become paused"):
        dana.plans.set_state("acme", m.PlanState.PAUSED)
    dana.plans.set_state("acme", m.PlanState.ACTIVE)
    assert dana.accounts.dossier("acme").day_words == "37/90"


def test_a_draft_cannot_become_active_by_the_side_door(dana: Services) -> None:
    with pytest.raises(Refused, match="A draft plan cannot become active this way"):
        dana.plans.set_state("beta", m.PlanState.ACTIVE)


def test_closing_takes_an_outcome_and_frees_the_account(dana: Services) -> None:
    journal = operations(dana)
    with pytest.raises(InvalidInput, match="needs its outcome"):
        dana.plans.close("acme", Closing(m.Outcome.NONE))
    assert operations(dana) == journal
    dana.plans.close("acme", Closing(m.Outcome.CONTRACTED, "Smaller", 300_000_00))
    closed = plan(dana, "acme")
    assert (closed.state, closed.outcome, closed.decided_on, closed.arr_after) == (
        m.PlanState.CLOSED,
        m.Outcome.CONTRACTED,
        TODAY,
        300_000_00,
    )
    with pytest.raises(Refused, match="has no open plan"):
        dana.plans.edit("acme", {"summary": "x"})
    dana.plans.draft("acme")


def test_an_account_that_was_saved_without_its_criteria_says_why(dana: Services) -> None:
    for outcome in (m.Outcome.SAVED, m.Outcome.EXPANDED):
        with pytest.raises(Refused, match="0 of 2 criteria met: say what happened"):
            dana.plans.close("acme", Closing(outcome, " "))
    dana.plans.close("acme", Closing(m.Outcome.SAVED, "The sponsor signed all the same"))
    assert "The sponsor signed all the same" in dana.pages.as_text("acme")


def test_undone_tasks_carry_on_without_the_plan_or_end_with_it(dana: Services) -> None:
    before = state(dana)
    open_before = {c.item.id for c in dana.accounts.dossier("acme").cards.values() if c.open}
    dana.plans.close("acme", Closing(m.Outcome.CHURNED, carry_on=True))
    d = dana.accounts.dossier("acme")
    assert {c.item.id for c in d.cards.values() if c.open} == open_before
    assert {c.item.id for c in d.strip} >= open_before
    dana.plans.draft("acme")
    assert {c.item.phase_id for c in dana.accounts.dossier("acme").cards.values() if c.open} == {
        dana.accounts.dossier("acme").phases[0].id
    }
    dana.history.undo()
    dana.history.undo()
    assert state(dana) == before
    dana.plans.close("acme", Closing(m.Outcome.CHURNED))
    ended = [c.item.id for c in dana.accounts.dossier("acme").cards.values() if c.open]
    assert ended == ["loose"]


def test_a_plan_that_was_looked_at_is_the_one_that_closes(dana: Services, omar: Services) -> None:
    seen = dana.accounts.dossier("beta").open_plan
    omar.plans.close("beta", Closing(m.Outcome.CHURNED))
    omar.plans.draft("beta")
    for job in (
        lambda: dana.plans.close("beta", Closing(m.Outcome.SAVED), seen),
        lambda: dana.plans.edit("beta", {"summary": "x"}, seen),
        lambda: dana.plans.reshape("beta", 60, seen),
        lambda: dana.plans.activate("beta", START, True, "Omar Haddad", "Now", seen),
    ):
        with pytest.raises(Conflict, match="omar"):
            job()
    assert [p.outcome for p in dana.accounts.dossier("beta").plans] == [
        m.Outcome.CHURNED,
        m.Outcome.NONE,
    ]


def test_a_plan_that_starts_later_says_so_everywhere(dana: Services) -> None:
    dana.plans.activate("beta", TODAY + timedelta(days=3))
    assert "starts in 3 days\n" in dana.pages.as_text("beta")
    (row,) = (r for r in dana.accounts.rows() if r.id == "beta")
    assert row.plan_words == dana.accounts.dossier("beta").day_words == "in 3 d"
