"""What a definition of Green says in words, and who has agreed to it."""

from dataclasses import replace
from decimal import Decimal

import pytest
from domain_makers import a_criterion, an_agreement

from greenpath_tui.domain import model as m
from greenpath_tui.domain.green import (
    agreed,
    full_copy,
    goal_words,
    green_line,
    standing_agreements,
)


def test_a_goal_in_short() -> None:
    assert goal_words(a_criterion()) == "order errors ≤ 2 %"
    score = a_criterion(metric="CSAT", unit="", better=m.Better.UP, target=Decimal("4.2"))
    assert goal_words(score) == "CSAT ≥ 4.2"
    assert goal_words(a_criterion(target=None)) == "order errors"
    assert goal_words(a_criterion(better=None, unit="")) == "order errors = 2"


def test_green_in_one_line_is_the_goals_else_the_sentence() -> None:
    sentence = m.Definition(id="d1", plan_id="p1", statement="Orders arrive.\nAlways.")
    assert green_line(sentence, [a_criterion()]) == "order errors ≤ 2 %"
    assert green_line(sentence, [a_criterion(target=None)]) == "Orders arrive."
    assert green_line(None, []) == ""


def test_the_copy_of_an_agreement_holds_every_word_and_figure() -> None:
    definition = m.Definition(
        id="d1",
        plan_id="p1",
        number=2,
        customer_words="Complete orders.",
        said_by="Ian Moss",
        requirements="Invoices current.",
        statement="Orders arrive complete.",
    )
    nice = a_criterion(metric="Score", must_have=False, about=m.About.PERCEPTION)
    assert full_copy(definition, [a_criterion(), nice]).split("\n") == [
        "Definition of Green, version 2",
        "",
        "They say (Ian Moss):",
        "Complete orders.",
        "",
        "We need:",
        "Invoices current.",
        "",
        "Green is when:",
        "Orders arrive complete.",
        "",
        "Criteria:",
        "- Order errors: 8 to 2 %, by 2026-12-16, measured by Support (both, must have, issue)",
        "- Score: 8 to 2 %, by 2026-12-16, measured by Support (both, nice to have, perception)",
    ]


DEFINITION = m.Definition(id="d1", plan_id="p1", statement="Orders arrive complete.")
BOTH = [an_agreement(m.Side.CUSTOMER), an_agreement(m.Side.US)]


def test_an_agreement_counts_for_its_version_and_side_only() -> None:
    customer = BOTH[:1]
    assert agreed(DEFINITION, customer, m.Side.CUSTOMER)
    assert not agreed(DEFINITION, customer, m.Side.US)
    assert not agreed(replace(DEFINITION, number=2), customer, m.Side.CUSTOMER)
    assert not agreed(None, customer, m.Side.CUSTOMER)


@pytest.mark.parametrize("state", [m.AgreementState.WITHDRAWN, m.AgreementState.DISPUTED])
def test_an_agreement_that_no_longer_stands_is_none(state: m.AgreementState) -> None:
    word = [replace(BOTH[0], state=state)]
    assert not agreed(DEFINITION, word, m.Side.CUSTOMER)
    assert standing_agreements(DEFINITION, word)[m.Side.CUSTOMER].state is state


def test_the_newest_word_of_a_side_counts() -> None:
    withdrawn = replace(BOTH[0], state=m.AgreementState.WITHDRAWN)
    assert agreed(DEFINITION, [withdrawn, BOTH[0]], m.Side.CUSTOMER)
