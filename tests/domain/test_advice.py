"""Live advice on a definition of Green: what stops an agreement, what warns, what is right."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from domain_makers import ANCHOR, TODAY, a_criterion, a_reading, day

from greenpath_tui.domain import model as m
from greenpath_tui.domain.advice import Advice, Level, advise, errors, names_the_renewal
from greenpath_tui.domain.criteria import standing
from greenpath_tui.domain.quickadd import read_criterion

STATEMENT = "Green is when store orders arrive complete and on time."

GOOD = """
weekly active share of licensed users 32 -> 65 %
users finishing core workflow weekly 4 -> 20 users
hours saved per month, customer-measured 0 -> 120 h
error rate in customer's process 8 -> 2 %
time for the blocked job 45 -> 10 min
time to first production result 95 -> 30 days
planned milestones met on date 40 -> 90 %
named users trained 15 -> 85 %
integrations live 0 -> 2 count
data records migrated and accepted 20 -> 100 %
open severity-1 and -2 tickets 7 -> 0 count
median first answer 26 -> 4 h
reopened tickets share 18 -> 5 %
blocking gaps without dated answer 3 -> 0 count
availability in customer's hours 98.2 -> 99.8 %
sponsor reply time 14 -> 3 days
sponsor confidence, asked monthly 1 -> 4 points
active contacts at decision level 0 -> 2 count
steering meetings held of planned 20 -> 100 %
CSAT of key users 2.1 -> 4.2 points
ROI on proposed price 1.1 -> 3.0 ratio
invoices over 90 days 48000 -> 0 EUR
open contract terms 6 -> 1 count
promises kept on date 45 -> 95 %
outcomes confirmed in writing by sponsor 0 -> 2 count
""".strip().splitlines()

BAD = """
Customer renews
Customer is happy
Improve adoption
Usage goes up
Account is Green
Weekly calls held
Ship feature X
NPS 9
No complaints
More logins
Sponsor engaged
Fix all bugs
As soon as possible
100% usage of all features
Give 20% discount
""".strip().splitlines()


def typed(text: str, **values: Any) -> m.Criterion:
    """A criterion as somebody types it in one line."""
    line = read_criterion(text, ANCHOR)
    return m.Criterion(
        id="c1",
        definition_id="d1",
        metric=line.metric,
        unit=line.unit,
        better=line.better,
        baseline=line.baseline,
        target=line.target,
        due=line.due,
        measured_by=line.measured_by,
        **values,
    )


def advice(
    criteria: Sequence[m.Criterion] = (),
    statement: str = STATEMENT,
    standings: dict[str, Any] | None = None,
    served: dict[str, int] | None = None,
) -> list[Advice]:
    definition = m.Definition(id="d1", plan_id="p1", statement=statement)
    given = served if served is not None else {c.id: 1 for c in criteria}
    return advise(definition, criteria, standings or {}, given, TODAY)


def texts(found: Sequence[Advice], level: Level) -> list[str]:
    return [a.text for a in found if a.level is level]


def of_wording(found: Sequence[Advice]) -> list[str]:
    """The advice on the words of a criterion, not on what it lacks or on the set."""
    return [a.text for a in found if a.about == "c1" and "has no" not in a.text]


def test_nothing_written_is_one_error_with_a_way_on() -> None:
    found = advice([], "")
    assert texts(found, Level.ERROR) == ["Green is not defined yet"]
    assert found[0].pattern
    assert found[0].key


def test_a_sentence_without_numbers_is_not_measurable() -> None:
    assert texts(advice([]), Level.ERROR) == ["nothing is measurable yet"]


def test_numbers_without_a_sentence_only_warn() -> None:
    found = advice([a_criterion()], "")
    assert errors(found) == []
    assert "the merged sentence is missing" in texts(found, Level.WARNING)


@pytest.mark.parametrize("line", GOOD)
def test_a_good_criterion_has_no_error(line: str) -> None:
    found = advice([typed(f"{line} due:d60 by:support")])
    assert errors(found) == []
    assert of_wording(found) == []
    assert "measurable, every one" in texts(found, Level.GOOD)


@pytest.mark.parametrize("line", BAD)
def test_a_bad_criterion_gets_advice(line: str) -> None:
    found = advice([typed(f"{line} due:d60 by:support")])
    lacking = [a for a in errors(found) if a.about == "c1"]
    assert lacking
    assert "measurable, every one" not in texts(found, Level.GOOD)


@pytest.mark.parametrize(
    ("metric", "said"),
    [
        ("Customer renews", "names the renewal"),
        ("Customer is happy", "says “happy”"),
        ("Improve adoption", "says “Improve”"),
        ("Account is Green", "says that Green is Green"),
        ("Weekly calls held", "is an activity"),
        ("Ship feature X", "is an activity"),
        ("More logins", "says “More”"),
        ("Sponsor engaged", "says “engaged”"),
        ("Fix all bugs", "says “all”"),
        ("As soon as possible", "says “As soon as possible”"),
        ("Give 20 % discount", "is an activity"),
    ],
)
def test_figures_do_not_hide_bad_words(metric: str, said: str) -> None:
    found = advice([a_criterion(metric=metric, unit="points")])
    assert any(said in text for text in of_wording(found)), of_wording(found)


@pytest.mark.parametrize(
    "text",
    [
        "The customer renews",
        "Renewal signed",
        "They RENEWED for two years",
        "Account retained",
        "Logo retention",
        "Customer does not churn",
        "They re-sign in March",
        "They resign the contract",
        "Customer extends the contract",
        "Buyer signs the contract",
        "Buyer signs again",
        "Stays a customer",
        "Acme stays with us",
    ],
)
def test_the_renewal_and_its_kin_stop_an_agreement(text: str) -> None:
    assert names_the_renewal(text)
    assert any("names the renewal" in t for t in texts(advice([], text), Level.ERROR))
    assert errors(advice([a_criterion(metric=text)]))


@pytest.mark.parametrize(
    "text",
    [
        "The pre-renewal talk was held",
        "Renewal talk opened before day 80",
        "Orders arrive complete and on time",
        "Open contract terms",
        "Invoices signed within 3 days",
    ],
)
def test_talking_of_the_renewal_is_not_the_goal(text: str) -> None:
    assert not names_the_renewal(text)


@pytest.mark.parametrize(
    ("values", "word"),
    [
        ({"baseline": None}, "baseline"),
        ({"target": None}, "target"),
        ({"unit": ""}, "unit"),
        ({"better": None}, "direction"),
        ({"due": None}, "due day"),
        ({"measured_by": ""}, "measurer"),
    ],
)
def test_a_lacking_part_is_an_error_that_names_it(values: dict[str, Any], word: str) -> None:
    (error,) = errors(advice([a_criterion(**values)]))
    assert error.text == f"“Order errors” has no {word}"
    assert error.about == "c1"


def test_several_lacking_parts_are_one_sentence() -> None:
    (error,) = errors(advice([a_criterion(baseline=None, unit="", due=None)]))
    assert error.text == "“Order errors” has no baseline, unit or due day"


@pytest.mark.parametrize(
    ("better", "baseline", "target", "wrong"),
    [
        (m.Better.DOWN, 8, 9, True),
        (m.Better.DOWN, 8, 8, True),
        (m.Better.DOWN, 8, 2, False),
        (m.Better.UP, 8, 2, True),
        (m.Better.UP, 8, 8, True),
        (m.Better.UP, 8, 9, False),
    ],
)
def test_a_target_must_be_better_than_the_baseline(
    better: m.Better, baseline: Any, target: Any, wrong: bool
) -> None:
    criterion = a_criterion(better=better, baseline=baseline, target=target)
    assert bool(errors(advice([criterion]))) is wrong


def test_a_vague_sentence_warns_and_never_blocks() -> None:
    found = advice([a_criterion()], "Green is when everybody is happy")
    assert errors(found) == []
    assert "“happy” means something else to everybody" in texts(found, Level.WARNING)


def test_a_circular_sentence_is_an_error() -> None:
    found = advice([a_criterion()], "Green is when the account is green")
    assert texts(found, Level.ERROR) == ["the sentence says that Green is Green"]


def test_the_set_covers_the_issue_and_how_it_is_perceived() -> None:
    one = [a_criterion()]
    assert "1 of at least 3 criteria" in texts(advice(one), Level.WARNING)
    assert "none measures how it is perceived" in texts(advice(one), Level.WARNING)
    felt = [replace(one[0], about=m.About.PERCEPTION)]
    assert "none measures the issue itself" in texts(advice(felt), Level.WARNING)
    assert "one is about how it is perceived" in texts(advice(felt), Level.GOOD)
    many = [a_criterion(id=f"c{i}") for i in range(7)]
    assert "7 criteria, more than 6" in texts(advice(many), Level.WARNING)
    three = many[:3]
    assert not any("criteria" in t for t in texts(advice(three), Level.WARNING))


def test_a_criterion_that_no_task_serves_is_said() -> None:
    warnings = texts(advice([a_criterion()], served={}), Level.WARNING)
    assert "“Order errors” has no task that serves it" in warnings


def progress(newest: str | None, measured: int) -> list[str]:
    read = a_reading("8", "2", newest, m.Better.DOWN, day(-measured))
    stands = standing(read, day(-50), day(50), TODAY)
    found = advice([a_criterion()], standings={"c1": stands})
    return texts([a for a in found if a.about == "c1"], Level.WARNING)


def test_a_criterion_that_is_behind_or_stalled_is_said() -> None:
    assert progress("7.5", 2) == ["“Order errors” is behind: 8 % of the way, 50 % of the time"]
    assert progress("5", 20) == []
    assert progress("5", 21) == ["“Order errors” has not been measured for 3 weeks"]
    assert progress(None, 0) == ["“Order errors” has not been measured since the baseline"]
    assert progress("2", 30) == []


def test_errors_come_first_and_what_is_right_last() -> None:
    criteria = [a_criterion(unit=""), a_criterion(id="c2", about=m.About.PERCEPTION)]
    levels = [a.level for a in advice(criteria, "Green is when they are happy")]
    order = [Level.ERROR, Level.WARNING, Level.GOOD]
    assert levels == sorted(levels, key=order.index)
    assert set(levels) == set(order)


def test_a_long_metric_is_shortened() -> None:
    (error,) = errors(advice([a_criterion(metric="word " * 30, unit="")]))
    assert len(error.text) < 70
    assert "…”" in error.text
