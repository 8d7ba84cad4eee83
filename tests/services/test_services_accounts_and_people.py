"""Accounts: status, names, updates, finding. People: merged, renamed, left."""

from datetime import date, timedelta

import pytest
from service_world import operations, state

from builders import TODAY
from greenpath_tui.domain import model as m
from greenpath_tui.domain.days import full_date
from greenpath_tui.domain.people import Named
from greenpath_tui.domain.quickadd import AccountLine, TaskLine
from greenpath_tui.errors import Conflict, InvalidInput, NotFound, Refused
from greenpath_tui.services import Services
from greenpath_tui.services.accounts import UpdateInput
from greenpath_tui.services.plans import Closing

DAY = date(2026, 12, 1)

# -- status --------------------------------------------------------------------------------------


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_a_status_change_needs_a_reason(dana: Services, reason: str) -> None:
    before = state(dana)
    with pytest.raises(InvalidInput, match="needs a reason"):
        dana.accounts.set_status(["acme"], m.Status.YELLOW, reason)
    assert state(dana) == before


@pytest.mark.parametrize(("account", "status"), [("acme", m.Status.GREEN), ("gamma", m.Status.RED)])
def test_an_abrupt_jump_takes_a_manager(dana: Services, account: str, status: m.Status) -> None:
    before = state(dana)
    with pytest.raises(Refused, match=r"takes the name of the manager who agreed"):
        dana.accounts.set_status([account], status, "all good", "  ")
    assert state(dana) == before
    dana.accounts.set_status([account], status, "all good", "Omar Haddad")
    change = dana.accounts.dossier(account).status_changes[-1]
    assert (change.new, change.on, change.by, change.reason, change.approved_by) == (
        status,
        TODAY,
        "Dana Reyes",
        "all good",
        "Omar Haddad",
    )


def account_of(services: Services, id: str) -> m.Account:
    return services.accounts.dossier(id).account


def test_one_abrupt_jump_among_many_stops_them_all(dana: Services) -> None:
    before = state(dana)
    with pytest.raises(Refused, match=r"^Acme: straight from Red to Green"):
        dana.accounts.set_status(["beta", "acme"], m.Status.GREEN, "all good")
    assert state(dana) == before


def test_many_accounts_turn_in_one_step_and_the_rest_is_left(dana: Services) -> None:
    result = dana.accounts.set_status(["acme", "beta", "delta"], m.Status.YELLOW, "new rule")
    assert result.sentence == "turned 2 accounts Yellow"
    assert dana.accounts.dossier("beta").status_changes == ()
    with pytest.raises(Refused, match="Already Yellow"):
        dana.accounts.set_status(["acme", "beta"], m.Status.YELLOW, "again")


# -- facts ---------------------------------------------------------------------------------------


def test_a_name_is_taken_in_whatever_case(dana: Services) -> None:
    with pytest.raises(Refused, match="There is already an account called Acme"):
        dana.accounts.add(AccountLine(name="ACME"))
    with pytest.raises(Refused, match="There is already an account called Acme"):
        dana.accounts.edit("beta", {"name": " acme "})
    dana.accounts.edit("acme", {"name": "ACME"})
    assert dana.accounts.dossier("acme").account.name == "ACME"


def test_an_account_is_served_by_who_adds_it(dana: Services) -> None:
    dana.accounts.add(AccountLine(name="Zeta"))
    row = next(r for r in dana.accounts.rows() if r.name == "Zeta")
    assert (row.csm_name, row.mine, row.status, row.stage) == (
        "Dana Reyes",
        True,
        m.Status.GREEN,
        "no-plan",
    )


def test_another_csm_serves_from_today(dana: Services) -> None:
    dana.accounts.edit("acme", {}, csm="Priya Nair")
    found = dana.accounts.dossier("acme")
    assert found.csm is not None
    assert found.csm.name == "Priya Nair"
    assert [(t.person_id, t.since, t.until) for t in found.team] == [
        ("dana", date(2026, 1, 1), TODAY - timedelta(days=1)),
        ("priya", TODAY, None),
    ]
    assert next(r for r in dana.accounts.rows() if r.id == "acme").csm_name == "Priya Nair"
    assert dana.accounts.edit("acme", {}, csm="PRIYA NAIR").operation is None


def test_an_account_without_a_csm_has_none_from_now_on(dana: Services) -> None:
    dana.accounts.edit("acme", {}, csm="")
    assert dana.accounts.dossier("acme").csm is None
    assert next(r for r in dana.accounts.rows() if r.id == "acme").csm_name == ""
    dana.history.undo()
    found = dana.accounts.dossier("acme").csm
    assert found is not None
    assert found.name == "Dana Reyes"


def test_a_status_that_somebody_changed_meanwhile_is_not_overwritten(
    dana: Services, omar: Services
) -> None:
    seen = {"beta": account_of(dana, "beta").status}
    other = next(s for s in (m.Status.YELLOW, m.Status.RED) if s is not seen["beta"])
    omar.accounts.set_status(["beta"], other, "The sponsor left", "Omar Haddad")
    with pytest.raises(
        Conflict, match=r"Meanwhile omar \(at .*\) turned Beta .*; nothing was saved"
    ):
        dana.accounts.set_status(seen, m.Status.GREEN, "All well", "Omar Haddad")
    assert account_of(dana, "beta").status is other


def test_two_editors_of_one_account(dana: Services, omar: Services) -> None:
    opened = dana.accounts.dossier("acme").account
    omar.accounts.edit("acme", {"segment": "Travel"}, opened.version)
    with pytest.raises(Conflict, match=r"omar .* changed this while you were typing"):
        dana.accounts.edit("acme", {"segment": "Retail"}, opened.version)
    assert dana.accounts.dossier("acme").account.segment == "Travel"


@pytest.mark.parametrize(
    "values", [{"tier": 4}, {"likelihood": -1}, {"arr": -1}, {"name": " "}, {"name": "x" * 121}]
)
def test_a_value_that_cannot_be_kept_is_named(dana: Services, values: dict[str, object]) -> None:
    before = state(dana)
    with pytest.raises(InvalidInput, match=f"^{next(iter(values))}: "):
        dana.accounts.edit("acme", values)
    assert state(dana) == before


def test_a_deleted_account_is_gone_until_undo(dana: Services, omar: Services) -> None:
    dana.accounts.delete(["acme"])
    assert "Acme" not in [r.name for r in omar.accounts.rows()]
    assert "Acme" not in omar.exchange.export(None, "toml").text
    assert "Fix the order sync" not in [t[0].title for t in omar.tasks.lines()]
    with pytest.raises(NotFound, match="This account was deleted"):
        omar.accounts.dossier("acme")
    dana.history.undo()
    assert len(omar.accounts.dossier("acme").tasks) == 5


@pytest.mark.parametrize(("text", "id"), [("acme", "acme"), ("ELT", "delta"), (" Beta ", "beta")])
def test_an_account_is_found_by_name_or_a_part(dana: Services, text: str, id: str) -> None:
    assert dana.accounts.find(text).id == id


def test_what_may_be_meant_is_listed(dana: Services) -> None:
    with pytest.raises(NotFound, match=r"^ta may be Beta, Delta\.$"):
        dana.accounts.find("ta")
    with pytest.raises(NotFound, match=r"^No account is called Acne\. Near: Acme\.$"):
        dana.accounts.find("Acne")
    with pytest.raises(NotFound):
        dana.accounts.find("")


# -- updates and notes ---------------------------------------------------------------------------


@pytest.mark.parametrize(("account", "days"), [("acme", 7), ("beta", 7), ("gamma", 30)])
def test_the_next_update_is_proposed_by_status(dana: Services, account: str, days: int) -> None:
    dana.accounts.weekly_update(account, UpdateInput(changed="Fixed"))
    assert dana.accounts.dossier(account).account.next_update == TODAY + timedelta(days=days)


def test_a_crisis_is_told_about_every_day(dana: Services) -> None:
    dana.accounts.edit("acme", {"tier": 3})
    dana.accounts.weekly_update("acme", UpdateInput("Fixed"))
    assert dana.accounts.dossier("acme").account.next_update == TODAY + timedelta(days=1)


def test_the_next_update_lies_ahead(dana: Services) -> None:
    journal = operations(dana)
    with pytest.raises(InvalidInput, match="the day must lie ahead"):
        dana.accounts.weekly_update("acme", UpdateInput("Fixed", next_update=TODAY))
    with pytest.raises(InvalidInput, match="An update says what changed"):
        dana.accounts.weekly_update("acme", UpdateInput(confidence=3, next_update=DAY))
    assert operations(dana) == journal


def test_a_date_alone_moves_the_next_update(dana: Services) -> None:
    before = dana.accounts.dossier("acme").updates
    done = dana.accounts.weekly_update("acme", UpdateInput(next_update=DAY))
    assert done.sentence == f"set the next update to {full_date(DAY)}"
    assert done.operation is not None  # it is told, and u takes it back
    found = dana.accounts.dossier("acme")
    assert (found.account.next_update, found.updates) == (DAY, before)


def test_a_note_is_of_today_or_a_day_gone_by(dana: Services) -> None:
    journal = operations(dana)
    with pytest.raises(InvalidInput, match="today or a day gone by"):
        dana.accounts.log(["acme"], "They will call", kind="call", on=DAY)
    assert operations(dana) == journal


def test_a_note_is_no_touch_and_a_call_is(dana: Services) -> None:
    dana.accounts.log(["acme"], "Think about it")
    assert dana.accounts.dossier("acme").last_touch is None
    dana.accounts.log(["acme", "delta"], "Talked", kind="call", direction="out")
    for account, plan in (("acme", "acme-plan"), ("delta", None)):
        found = dana.accounts.dossier(account)
        assert found.last_touch == TODAY
        assert (found.touchpoints[-1].by, found.touchpoints[-1].plan_id) == ("Dana Reyes", plan)
    with pytest.raises(InvalidInput, match="A note needs a text"):
        dana.accounts.log(["acme"], "  ")


# -- people --------------------------------------------------------------------------------------


def test_two_entries_of_one_person_become_one(dana: Services) -> None:
    dana.people.merge("priya", "dana")
    acme, beta = dana.accounts.dossier("acme"), dana.accounts.dossier("beta")
    assert [p.name for p in dana.people.all()] == ["Dana Reyes", "Omar Haddad"]
    assert {acme.cards[id].owner_name for id in ("fix", "stuck", "loose")} == {"Dana Reyes"}
    assert acme.stakeholders[0].counterpart_id == "dana"
    assert beta.csm is not None
    assert beta.csm.id == "dana"
    with pytest.raises(Refused, match="the same person already"):
        dana.people.merge("dana", "dana")
    with pytest.raises(NotFound, match="This person was deleted"):
        dana.people.merge("priya", "dana")


def test_a_merge_fills_what_was_empty_only(dana: Services) -> None:
    dana.people.merge("omar", "priya")
    priya = next(p for p in dana.people.all() if p.id == "priya")
    assert (priya.email, priya.function) == ("omar@example.com", "CSM")


def test_who_left_is_offered_nowhere_and_keeps_open_work(dana: Services) -> None:
    result = dana.people.mark_left("priya")
    assert result.sentence == "marked Priya Nair as left; 3 open tasks to hand on"
    found = dana.accounts.dossier("acme")
    assert "Priya Nair" not in [o.name for o in found.owners]
    assert found.cards["stuck"].owner_name == "Priya Nair"


def test_who_leaves_tomorrow_is_still_here(dana: Services) -> None:
    dana.people.mark_left("priya", TODAY + timedelta(days=1))
    assert "Priya Nair" in [o.name for o in dana.accounts.dossier("acme").owners]


def test_a_persons_name_is_taken_in_whatever_case(dana: Services) -> None:
    with pytest.raises(Refused, match="There is already somebody called Dana Reyes"):
        dana.people.rename("omar", "dana reyes")
    dana.people.rename("dana", "DANA REYES")
    assert dana.people.all()[0].name == "DANA REYES"


@pytest.mark.parametrize("user", ["dana", "Dana Reyes", "DANA@example.com"])
def test_a_user_is_the_person_of_that_name_or_email(open_services: "object", user: str) -> None:
    services = open_services(user)  # type: ignore[operator]
    assert services.tasks.who == "Dana Reyes"
    assert [r.name for r in services.accounts.rows() if r.mine] == ["Acme"]


def test_an_unknown_user_is_called_what_she_typed(open_services: "object") -> None:
    services = open_services("zoe")  # type: ignore[operator]
    assert services.tasks.who == "zoe"
    assert [r for r in services.accounts.rows() if r.mine] == []


def test_a_csm_who_may_be_two_people_is_asked_for(dana: Services) -> None:
    dana.people.rename("omar", "Dana Rossi")
    before = state(dana)
    with pytest.raises(InvalidInput, match="Dana may be Dana Reyes, Dana Rossi"):
        dana.accounts.edit("beta", {}, csm="Dana")
    assert state(dana) == before


def test_the_same_csm_under_another_name_serves_on(dana: Services) -> None:
    team = dana.accounts.dossier("acme").team
    dana.accounts.edit("acme", {"notes": "x"}, csm="dana")
    assert dana.accounts.dossier("acme").team == team


def test_new_work_is_nobodys_when_the_csm_has_left(dana: Services) -> None:
    dana.people.mark_left("dana")
    dana.tasks.add("acme", TaskLine(title="After she left"))
    tasks = dana.accounts.dossier("acme").tasks
    assert next(t for t in tasks if t.title == "After she left").owner_id is None


def test_what_a_closed_plan_left_over_is_nobodys_open_work(dana: Services) -> None:
    dana.people.mark_left("priya")
    assert dana.history.undo().sentence.endswith("to hand on")
    dana.plans.close("beta", Closing(m.Outcome.CHURNED))
    dana.plans.close("acme", Closing(m.Outcome.SAVED, "They stay"))
    dana.tasks.complete(["loose"])
    open_now = [t for t in dana.tasks.lines() if t.open and t.owner == "priya"]
    assert open_now == []
    dana.people.mark_left("priya")
    assert dana.history.undo().sentence == "marked Priya Nair as left"
    with pytest.raises(Refused, match="no open tasks"):
        dana.tasks.hand_over(None, "priya", Named("omar", "Omar Haddad"))


def test_work_goes_to_nobody_who_was_merged_away(dana: Services) -> None:
    dana.people.merge("priya", "dana")
    with pytest.raises(NotFound, match="This person was deleted"):
        dana.tasks.set_owner(["fix"], Named("priya", "Priya Nair"))


@pytest.mark.parametrize("currency", ["EU", "eur", "", "E1R"])
def test_what_is_no_currency_is_not_stored(dana: Services, currency: str) -> None:
    with pytest.raises(InvalidInput, match="currency"):
        dana.accounts.edit("acme", {"currency": currency})


def test_a_status_of_a_deleted_account(dana: Services, omar: Services) -> None:
    omar.accounts.delete(["beta"])
    with pytest.raises(NotFound, match="was deleted"):
        dana.accounts.set_status(["beta"], m.Status.YELLOW, "so it is")
