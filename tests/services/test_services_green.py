"""Agreeing on Green: what may be agreed, what is frozen, what makes a new version."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from service_world import state

from builders import TODAY
from greenpath_tui.domain import model as m
from greenpath_tui.domain.green import full_copy
from greenpath_tui.domain.quickadd import CriterionLine
from greenpath_tui.errors import Conflict, InvalidInput, NotFound, Refused
from greenpath_tui.services import Services
from greenpath_tui.services.green import Agreeing, version_texts

THEM = Agreeing(m.Side.CUSTOMER, "Ellen Moss", "mail", "mail of today")


def number(services: Services, account: str = "acme") -> int:
    found = services.accounts.dossier(account).definition
    assert found is not None
    return found.number


def copies(services: Services, account: str = "acme") -> list[tuple[int, str]]:
    return [(a.number, a.full_text) for a in services.accounts.dossier(account).agreements]


@pytest.mark.parametrize(
    ("edit", "why"),
    [
        (
            lambda s: s.green.write_texts("acme", {"statement": "The customer renews"}),
            "names the renewal",
        ),
        (
            lambda s: s.green.add_criterion("acme", CriterionLine(metric="Trust")),
            "“Trust” has no baseline, target, unit, direction, due day or measurer",
        ),
        (
            lambda s: s.green.edit_criterion("acme", "errors", {"target": Decimal(9)}),
            "has a target that is not below its baseline",
        ),
    ],
)
def test_a_definition_with_an_error_cannot_be_agreed(
    dana: Services, edit: Callable[[Services], object], why: str
) -> None:
    edit(dana)
    before = state(dana)
    with pytest.raises(Refused, match=f"This cannot be agreed: .*{why}"):
        dana.green.agree("acme", THEM)
    assert state(dana) == before


def test_any_text_may_be_saved_in_a_draft(dana: Services) -> None:
    dana.green.write_texts("acme", {"statement": "The customer renews, happy [/] \n all over"})
    assert "renews" in dana.accounts.dossier("acme").definition.statement  # type: ignore[union-attr]


def test_agreeing_takes_a_name_and_happens_once(dana: Services) -> None:
    with pytest.raises(InvalidInput, match="name of who agreed"):
        dana.green.agree("acme", Agreeing(m.Side.CUSTOMER, "  "))
    dana.green.agree("acme", THEM)
    with pytest.raises(Refused, match="has agreed already"):
        dana.green.agree("acme", THEM)
    assert dana.accounts.dossier("acme").agreed(m.Side.CUSTOMER)


def test_an_agreement_freezes_the_whole_definition(dana: Services) -> None:
    dana.green.agree("acme", THEM)
    text = copies(dana)[-1][1]
    for part in (
        "version 1",
        "Every store gets what it ordered",
        "Orders arrive complete",
        "Order errors: 8 to 2 %, by 2027-01-10, measured by support",
        "Sponsor score: 4 to 8 points",
    ):
        assert part in text


EDITS: dict[str, Callable[[Services], object]] = {
    "texts": lambda s: s.green.write_texts("acme", {"requirements": "No manual fixes"}),
    "add": lambda s: s.green.add_criterion("acme", CriterionLine(metric="Late orders")),
    "edit": lambda s: s.green.edit_criterion("acme", "errors", {"target": Decimal(1)}),
    "delete": lambda s: s.green.delete_criterion("acme", "score"),
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_an_edit_after_an_agreement_is_a_new_version_and_leaves_the_copy(
    dana: Services, edit: Callable[[Services], object]
) -> None:
    dana.green.agree("acme", THEM)
    frozen = copies(dana)
    edit(dana)
    assert number(dana) == 2
    found = dana.accounts.dossier("acme")
    assert not found.agreed(m.Side.CUSTOMER)
    assert not found.agreed(m.Side.US)
    assert copies(dana) == frozen
    edit_again = dana.green.write_texts("acme", {"statement": "Orders arrive in full"})
    assert "version" not in edit_again.sentence
    assert number(dana) == 2


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_undo_never_alters_an_agreed_copy(
    dana: Services, edit: Callable[[Services], object]
) -> None:
    dana.green.agree("acme", THEM)
    before, frozen = state(dana), copies(dana)
    edit(dana)
    dana.history.undo()
    assert copies(dana) == frozen
    assert state(dana) == before
    assert dana.accounts.dossier("acme").agreed(m.Side.CUSTOMER)
    dana.history.redo()
    assert copies(dana) == frozen


def test_each_version_keeps_its_own_copy(dana: Services) -> None:
    dana.green.agree("acme", THEM)
    dana.green.write_texts("acme", {"statement": "Orders arrive in full"})
    dana.green.agree("acme", THEM)
    by_number = {n: text for n, text in copies(dana) if text}
    assert sorted(by_number) == [1, 2]
    assert "Orders arrive complete" in by_number[1]
    assert "Orders arrive in full" in by_number[2]


def test_saving_the_same_texts_is_no_new_version(dana: Services) -> None:
    result = dana.green.write_texts("acme", {"statement": "Orders arrive complete \n"})
    assert result.operation is None
    assert number(dana) == 1


def test_a_measurement_leaves_an_agreed_definition_agreed(dana: Services) -> None:
    dana.green.agree("acme", THEM)
    dana.green.measure("acme", "errors", Decimal("1.9"), note="week 47")
    found = dana.accounts.dossier("acme")
    assert (number(dana), found.met) == (1, 1)
    assert found.agreed(m.Side.CUSTOMER)
    assert found.measurements[-1].by == "Dana Reyes"


def test_nobody_measures_the_future(dana: Services) -> None:
    with pytest.raises(InvalidInput, match="cannot lie ahead"):
        dana.green.measure("acme", "errors", Decimal(1), TODAY + timedelta(days=1))


def test_an_agreement_is_disputed_by_somebody_about_something(dana: Services) -> None:
    dana.green.agree("acme", THEM)
    for by, why in (("", "the number"), ("Ellen Moss", " ")):
        with pytest.raises(InvalidInput, match="by somebody, about something"):
            dana.green.take_back("acme", m.Side.CUSTOMER, m.AgreementState.DISPUTED, by, why)
    frozen = copies(dana)
    dana.green.take_back(
        "acme", m.Side.CUSTOMER, m.AgreementState.DISPUTED, "Ellen Moss", "the number"
    )
    found = dana.accounts.dossier("acme")
    word = found.agreement[m.Side.CUSTOMER]
    assert not found.agreed(m.Side.CUSTOMER)
    assert (word.state, word.changed_by, word.changed_on, word.changed_why) == (
        m.AgreementState.DISPUTED,
        "Ellen Moss",
        TODAY,
        "the number",
    )
    assert copies(dana) == frozen
    dana.green.agree("acme", THEM)
    assert dana.accounts.dossier("acme").agreed(m.Side.CUSTOMER)


def test_nothing_is_taken_back_that_was_never_given(dana: Services) -> None:
    with pytest.raises(Refused, match="has not agreed to this version"):
        dana.green.take_back("acme", m.Side.CUSTOMER, m.AgreementState.WITHDRAWN, "E", "w")


def test_criteria_move_and_stop_at_the_edge(dana: Services) -> None:
    dana.green.move_criterion("acme", "errors", 1)
    assert [c.id for c in dana.accounts.dossier("acme").criteria] == ["score", "errors"]
    with pytest.raises(Refused, match="This is the last criterion"):
        dana.green.move_criterion("acme", "errors", 1)
    with pytest.raises(Refused, match="This is the first criterion"):
        dana.green.move_criterion("acme", "score", -1)


def test_without_an_open_plan_there_is_no_green(dana: Services) -> None:
    for account in ("gamma", "delta"):
        with pytest.raises(Refused, match="has no open plan; P starts one"):
            dana.green.write_texts(account, {"statement": "x"})


def test_two_editors_of_one_criterion(dana: Services, omar: Services) -> None:
    opened = dana.accounts.dossier("acme").criteria[0]
    omar.green.edit_criterion("acme", opened.id, {"target": Decimal(3)}, opened.version)
    with pytest.raises(Conflict, match=r"omar .* changed this while you were typing"):
        dana.green.edit_criterion("acme", opened.id, {"target": Decimal(1)}, opened.version)
    omar.green.delete_criterion("acme", opened.id)
    with pytest.raises(NotFound, match="This criterion was deleted"):
        dana.green.edit_criterion("acme", opened.id, {"target": Decimal(1)})


def test_a_definition_changed_meanwhile_is_not_agreed_unseen(
    dana: Services, omar: Services
) -> None:
    d = dana.accounts.dossier("beta")
    assert d.definition is not None
    seen = full_copy(d.definition, d.criteria)
    for side in [s for s in m.Side if d.agreed(s)]:
        dana.green.take_back("beta", side, m.AgreementState.WITHDRAWN, "Somebody", "A test")
    omar.green.edit_criterion("beta", d.criteria[0].id, {"metric": "Something else"})
    given = Agreeing(m.Side.CUSTOMER, "Ellen Moss", seen=seen)
    with pytest.raises(Conflict, match="changed the definition meanwhile"):
        dana.green.agree("beta", given)
    now = dana.accounts.dossier("beta")
    assert now.definition is not None
    dana.green.agree("beta", replace(given, seen=full_copy(now.definition, now.criteria)))
    assert dana.accounts.dossier("beta").agreed(m.Side.CUSTOMER)


def test_whoever_signs_for_the_customer_is_one_of_their_people(dana: Services) -> None:
    for name in ("ellen  moss", "Jo Weber"):
        dana.green.agree("acme", Agreeing(m.Side.CUSTOMER, name))
        dana.green.take_back("acme", m.Side.CUSTOMER, m.AgreementState.WITHDRAWN, name, "Not yet")
    assert [s.name for s in dana.accounts.dossier("acme").stakeholders] == [
        "Ellen Moss",
        "Jo Weber",
    ]
    dana.history.undo()
    dana.history.undo()
    assert [s.name for s in dana.accounts.dossier("acme").stakeholders] == ["Ellen Moss"]


def test_tasks_of_a_deleted_criterion_serve_none(dana: Services) -> None:
    before = {c.title for c in dana.accounts.dossier("acme").orphans}
    dana.green.delete_criterion("acme", "errors")
    after = {c.title for c in dana.accounts.dossier("acme").orphans}
    assert after - before == {"Fix the order sync"}


def test_a_version_that_was_taken_back_is_not_called_agreed(dana: Services) -> None:
    dana.green.agree("acme", THEM)
    dana.green.take_back("acme", m.Side.CUSTOMER, m.AgreementState.WITHDRAWN, "Jo Weber", "No")
    dana.green.take_back("acme", m.Side.US, m.AgreementState.DISPUTED, "Omar Haddad", "Figures")
    dana.green.write_texts("acme", {"statement": "All orders arrive complete"})
    dana.green.agree("acme", THEM)
    dana.green.agree("acme", Agreeing(m.Side.US, "Omar Haddad"))
    dana.green.write_texts("acme", {"statement": "Orders arrive"})
    said = [(n, what) for n, what, _ in version_texts(dana.accounts.dossier("acme"))]
    assert said[-1] == (1, "withdrawn by Jo Weber and disputed by Omar Haddad")
    assert (2, "agreed by Ellen Moss and Omar Haddad") in said
