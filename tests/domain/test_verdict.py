"""The sentence on a plan: on course or not, and why."""

from datetime import date

import pytest

from greenpath_tui.domain.criteria import Standing
from greenpath_tui.domain.terms import PlanState
from greenpath_tui.domain.verdict import verdict

TODAY = date(2026, 11, 23)
END = date(2027, 1, 15)
RENEWAL = date(2027, 3, 21)


def standing(met: bool = False, on_track: bool | None = None) -> Standing:
    return Standing(None, 50, met, on_track, True, TODAY, 50)


MET, GOOD, BAD, UNKNOWN = standing(True), standing(False, True), standing(False, False), standing()


def said(*found: Standing, state: PlanState | None = PlanState.ACTIVE, end: date | None = END,
         renewal: date | None = None) -> tuple[str, bool | None]:  # fmt: skip
    criteria = [(f"C{number}", s) for number, s in enumerate(found, 1)]
    made = verdict(state, True, criteria, end, renewal, TODAY)
    return made.sentence, made.on_course


def test_a_draft_says_what_it_waits_for() -> None:
    waiting = verdict(PlanState.DRAFT, False, [], None, None, TODAY).sentence
    agreed = verdict(PlanState.DRAFT, True, [], None, None, TODAY).sentence
    assert "is being agreed" in waiting
    assert "is agreed, the work can begin" in agreed


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        (None, "There is no recovery plan yet."),
        (
            PlanState.DRAFT,
            "The plan has not started yet: what Green means is agreed, the work can begin.",
        ),
        (PlanState.CLOSED, "The plan is closed without Green: 0 of 2 criteria met."),
    ],
)
def test_a_plan_that_does_not_run(state: PlanState | None, sentence: str) -> None:
    assert said(GOOD, BAD, state=state) == (sentence, None)


def test_nothing_measurable() -> None:
    assert said() == ("What Green means is not measurable yet.", None)


def test_green_is_reached() -> None:
    assert said(MET, MET) == ("Green is reached: both criteria are met.", True)
    assert said(MET, MET, MET, state=PlanState.CLOSED)[0] == (
        "Green was reached, and the plan is closed: all 3 criteria are met."
    )
    assert said(state=PlanState.CLOSED)[0] == "The plan is closed."
    assert said(MET, state=PlanState.PAUSED)[0] == (
        "The plan is paused, and Green is reached: the criterion is met."
    )


@pytest.mark.parametrize(
    ("found", "on_course"),
    [((MET, GOOD, GOOD, BAD, BAD), True), ((MET, GOOD, BAD, BAD, BAD), False), ((UNKNOWN,), False)],
)
def test_sixty_per_cent_of_the_criteria_make_a_plan_on_course(
    found: tuple[Standing, ...], on_course: bool
) -> None:
    assert said(*found)[1] is on_course


def test_the_reason_names_what_is_behind_and_the_days_to_the_renewal() -> None:
    assert said(MET, GOOD, BAD, renewal=RENEWAL)[0] == (
        "On course for Green on 15 Jan, 65 days before the renewal, except for C3: "
        "2 of 3 criteria on course."
    )
    assert said(BAD, BAD, BAD, BAD, BAD)[0].endswith("behind: C1, C2, C3 and 2 more.")


def test_a_plan_that_ends_after_the_renewal_or_has_ended() -> None:
    late = said(GOOD, renewal=date(2027, 1, 1))[0]
    assert late.startswith("On course for Green on 15 Jan, 14 days after the renewal")
    over = said(GOOD, end=date(2026, 11, 1), renewal=date(2026, 11, 2))
    assert over == (
        "The plan ended on 1 Nov, 1 day before the renewal, without Green: 0 of 1 criterion met.",
        False,
    )


def test_a_plan_that_is_paused_promises_no_day() -> None:
    sentence, on_course = said(GOOD, BAD, state=PlanState.PAUSED)
    assert sentence == "The plan is paused: 1 of 2 criteria on course; behind: C2."
    assert on_course is None
    over = said(GOOD, state=PlanState.PAUSED, end=date(2026, 11, 1))[0]
    assert over == "The plan is paused: 1 of 1 criterion on course."


def test_what_is_not_agreed_is_said() -> None:
    made = verdict(PlanState.ACTIVE, False, [("C1", GOOD)], END, None, TODAY)
    assert made.sentence.endswith("1 of 1 criterion on course; what Green means is not agreed.")
