"""Whose step is undone, when undo is refused, and when redo ends."""

import pytest
from service_world import operations, state

from greenpath_tui.domain import model as m
from greenpath_tui.domain.people import Named
from greenpath_tui.domain.quickadd import AccountLine, TaskLine
from greenpath_tui.errors import Refused
from greenpath_tui.services import Services
from greenpath_tui.services.plans import Closing


def account(services: Services, id: str = "acme") -> m.Account:
    return services.accounts.dossier(id).account


def test_there_is_nothing_to_undo_or_redo_for_who_wrote_nothing(dana: Services) -> None:
    with pytest.raises(Refused, match="There is nothing of yours to undo"):
        dana.history.undo()
    with pytest.raises(Refused, match="There is nothing to redo"):
        dana.history.redo()


def test_undo_names_the_step_and_the_account(dana: Services) -> None:
    dana.tasks.complete(["fix"])
    undone = dana.history.undo()
    assert (undone.sentence, undone.account) == ("completed “Fix the order sync”", "Acme")


def test_steps_are_undone_newest_first_and_redone_oldest_first(dana: Services) -> None:
    seen = [state(dana)]
    for tier in (1, 3, 1, 2):
        dana.accounts.edit("acme", {"tier": tier, "segment": f"tier {tier}"})
        seen.append(state(dana))
    for wanted in reversed(seen[:-1]):
        dana.history.undo()
        assert state(dana) == wanted
    for wanted in seen[1:]:
        dana.history.redo()
        assert state(dana) == wanted
    with pytest.raises(Refused, match="nothing to redo"):
        dana.history.redo()


def test_undo_takes_back_the_own_step_only(dana: Services, omar: Services) -> None:
    dana.accounts.edit("acme", {"segment": "Retail"})
    omar.accounts.edit("beta", {"segment": "Travel"})
    assert dana.history.undo().account == "Acme"
    assert (account(dana).segment, account(dana, "beta").segment) == ("", "Travel")
    with pytest.raises(Refused, match="nothing of yours"):
        dana.history.undo()
    with pytest.raises(Refused, match="nothing to redo"):
        omar.history.redo()


def test_one_person_has_one_stack_whatever_she_is_called(dana: Services, omar: Services) -> None:
    dana.accounts.edit("acme", {"segment": "Retail"})
    names = ("dana", "DANA REYES")
    for name in names:
        dana.store.user = name
        assert dana.history.undo().account == "Acme"
        dana.store.user = names[0]
        dana.history.redo()
    omar.store.user = "nobody"
    with pytest.raises(Refused, match="nothing of yours"):
        omar.history.undo()


def test_two_users_change_different_fields_of_one_thing(dana: Services, omar: Services) -> None:
    dana.accounts.edit("acme", {"segment": "Retail"})
    omar.accounts.edit("acme", {"stage": "Live"})
    dana.history.undo()
    assert (account(dana).segment, account(dana).stage) == ("", "Live")


def test_undo_is_refused_once_somebody_changed_the_same_field(
    dana: Services, omar: Services
) -> None:
    dana.accounts.edit("acme", {"segment": "Retail", "stage": "Live"})
    omar.accounts.edit("acme", {"segment": "Travel"})
    before, journal = state(dana), operations(dana)
    with pytest.raises(Refused) as caught:
        dana.history.undo()
    assert str(caught.value) == "Cannot undo: edited “Acme” (omar changed segment since)."
    assert (state(dana), operations(dana)) == (before, journal)


def test_undo_goes_through_again_once_the_field_holds_what_was_written(
    dana: Services, omar: Services
) -> None:
    before = state(dana)
    dana.accounts.edit("acme", {"segment": "Retail"})
    omar.accounts.edit("acme", {"segment": "Travel"})
    omar.history.undo()
    dana.history.undo()
    assert state(dana) == before


def test_a_bulk_step_is_refused_whole(dana: Services, omar: Services) -> None:
    dana.tasks.complete(["fix", "train"])
    omar.tasks.complete(["train"])
    before = state(dana)
    with pytest.raises(Refused, match=r"omar changed (status|done on) since"):
        dana.history.undo()
    assert state(dana) == before


def test_adding_is_not_undone_once_somebody_changed_what_was_added(
    dana: Services, omar: Services
) -> None:
    result = dana.accounts.add(AccountLine(name="Zeta"))
    added = next(e for e in result.saved if isinstance(e, m.Account))
    omar.accounts.edit(added.id, {"name": "Zeta Ltd"})
    with pytest.raises(Refused, match=r"omar changed name since"):
        dana.history.undo()
    assert account(dana, added.id).name == "Zeta Ltd"


def test_adding_is_not_undone_once_somebody_built_on_it(dana: Services, omar: Services) -> None:
    dana.plans.draft("delta")
    task = omar.tasks.add("delta", TaskLine(title="Call the sponsor"))
    before = state(dana)
    with pytest.raises(Refused, match=r"Cannot undo: .* \(omar built on it since\)\."):
        dana.history.undo()
    assert state(dana) == before
    assert "Call the sponsor" in dana.exchange.export(None, "toml").text
    assert omar.history.undo().sentence == task.sentence
    assert dana.history.undo().account == "Delta"


def test_no_account_gets_two_open_plans_by_undo_or_redo(dana: Services, omar: Services) -> None:
    dana.plans.close("acme", Closing(m.Outcome.CHURNED, carry_on=False))
    omar.plans.draft("acme")
    why = r"Cannot undo: closed .* \(another plan was begun since; only one may be open\)\."
    with pytest.raises(Refused, match=why):
        dana.history.undo()
    omar.history.undo()
    dana.history.undo()
    states = [p.state for p in dana.accounts.dossier("acme").plans]
    assert states == [m.PlanState.ACTIVE]
    with pytest.raises(Refused, match="Cannot redo"):
        omar.history.redo()


def test_a_deletion_is_not_undone_once_the_name_is_taken(dana: Services, omar: Services) -> None:
    dana.accounts.delete(["acme"])
    omar.accounts.add(AccountLine(name="ACME"))
    with pytest.raises(Refused, match="Another one already has this name"):
        dana.history.undo()
    assert [r.name for r in dana.accounts.rows()].count("ACME") == 1


def test_redo_is_refused_once_somebody_changed_the_field(dana: Services, omar: Services) -> None:
    dana.accounts.edit("acme", {"segment": "Retail"})
    dana.history.undo()
    omar.accounts.edit("acme", {"segment": "Travel"})
    with pytest.raises(Refused, match=r"Cannot redo: .* \(omar changed segment since\)\."):
        dana.history.redo()
    assert account(dana).segment == "Travel"


def test_a_new_write_clears_redo_for_its_writer_only(dana: Services, omar: Services) -> None:
    dana.accounts.edit("acme", {"segment": "Retail"})
    omar.accounts.edit("acme", {"stage": "Live"})
    dana.history.undo()
    omar.history.undo()
    dana.accounts.edit("beta", {"segment": "Travel"})
    with pytest.raises(Refused, match="nothing to redo"):
        dana.history.redo()
    omar.history.redo()
    assert (account(dana).segment, account(dana).stage) == ("", "Live")


def test_a_write_that_changes_nothing_keeps_redo(dana: Services) -> None:
    dana.accounts.edit("acme", {"segment": "Retail"})
    dana.history.undo()
    assert dana.accounts.edit("acme", {"tier": 2}).operation is None
    dana.history.redo()
    assert account(dana).segment == "Retail"


def test_a_step_that_was_redone_can_be_undone_again(dana: Services) -> None:
    before = state(dana)
    dana.tasks.delete(["fix"])
    for _ in range(3):
        dana.history.undo()
        assert state(dana) == before
        dana.history.redo()
        assert state(dana) != before


def test_two_programs_of_one_user_share_one_stack(dana: Services, open_services: "object") -> None:
    other = open_services("dana")  # type: ignore[operator]
    dana.accounts.edit("acme", {"segment": "Retail"})
    assert other.history.undo().account == "Acme"
    dana.history.redo()
    assert account(other).segment == "Retail"


def test_only_the_work_of_other_programs_is_foreign(dana: Services, omar: Services) -> None:
    known = dana.history.foreign()
    dana.accounts.edit("acme", {"segment": "Retail"})
    assert dana.history.foreign() == known
    omar.accounts.edit("acme", {"stage": "Live"})
    assert dana.history.foreign() > known


def test_the_history_of_a_task_tells_undo_apart(dana: Services, omar: Services) -> None:
    omar.tasks.complete(["fix"])
    omar.history.undo()
    omar.history.redo()
    lines = [(who, what) for _, who, what in dana.tasks.history("fix")]
    assert lines[:3] == [
        ("omar", "redid: completed “Fix the order sync”"),
        ("omar", "undid: completed “Fix the order sync”"),
        ("omar", "completed “Fix the order sync”"),
    ]


def test_a_zero_is_a_value_that_undo_does_not_overwrite(dana: Services, omar: Services) -> None:
    dana.accounts.edit("acme", {"likelihood": None})
    omar.accounts.edit("acme", {"likelihood": 0})
    with pytest.raises(Refused, match="omar changed likelihood since"):
        dana.history.undo()
    assert account(dana).likelihood == 0


def test_nothing_comes_back_to_a_person_who_is_no_more(dana: Services, omar: Services) -> None:
    dana.tasks.set_owner(["fix"], Named("priya", "Priya Nair"))
    dana.tasks.delete(["fix"])
    omar.people.merge("priya", "dana")
    with pytest.raises(Refused, match="Priya Nair is another person's entry now"):
        dana.history.undo()
    omar.history.undo()
    dana.history.undo()
    assert any(t.id == "fix" for t in dana.accounts.dossier("acme").tasks)
