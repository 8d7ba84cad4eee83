"""One sentence on a plan: on course for Green or not, and why (PRODUCT rule "Criterion")."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from greenpath_tui.domain.criteria import Standing
from greenpath_tui.domain.days import plain_date
from greenpath_tui.domain.method import DEFAULT_METHOD, Method
from greenpath_tui.domain.terms import PlanState
from greenpath_tui.domain.text import counted


@dataclass(frozen=True, slots=True)
class Verdict:
    """The sentence, and whether the plan is on course; None where that cannot be said."""

    sentence: str
    on_course: bool | None = None
    behind: tuple[str, ...] = ()  # names of the criteria that are not


def verdict(
    state: PlanState | None,
    agreed: bool,
    criteria: Sequence[tuple[str, Standing]],
    end: date | None,
    renewal: date | None,
    today: date,
    method: Method = DEFAULT_METHOD,
) -> Verdict:
    """The verdict on the criteria (name and standing) of a plan that ends on `end`.

    A criterion is on course when it is met or on track; a plan is when at least
    `method.course_share` per cent of its criteria are; one that is paused promises no day. Without
    a `renewal` it is not spoken of. `agreed` tells whether both sides said yes to the definition.
    """
    if state is None:
        return Verdict("There is no recovery plan yet.")
    if state is PlanState.DRAFT:
        said = "agreed, the work can begin" if agreed else "being agreed"
        return Verdict(f"The plan has not started yet: what Green means is {said}.")
    if state is PlanState.CLOSED:
        return Verdict(_closed([s for _, s in criteria]))
    paused = state is PlanState.PAUSED
    if not criteria:
        lead = "The plan is paused; what" if paused else "What"
        return Verdict(f"{lead} Green means is not measurable yet.")
    count = len(criteria)
    met = sum(1 for _, s in criteria if s.met)
    if met == count:
        lead = "The plan is paused, and Green" if paused else "Green"
        return Verdict(f"{lead} is reached: {_all(count)} met.", True)
    if end is not None and end < today and not paused:
        before = _before(renewal, end)
        ended = f"The plan ended on {plain_date(end, today)}{before}{',' if before else ''}"
        return Verdict(f"{ended} without Green: {_of(met, count)} met.", False)
    good = sum(1 for _, s in criteria if s.on_course)
    on_course = good * 100 >= count * method.course_share
    when = ""
    if end is not None:
        when = f" on {plain_date(end, today)}{_before(renewal, end)}"
    behind = [name for name, s in criteria if not s.met and s.on_track is False]
    named = ", ".join(behind[:3]) + (f" and {len(behind) - 3} more" if len(behind) > 3 else "")
    last = f"; behind: {named}" if behind else ""
    if paused:  # its dates do not hold
        head = "The plan is paused"
    elif on_course:  # who reads no further has read what is not
        head = f"On course for Green{when}{f', except for {named}' if behind else ''}"
        last = ""
    else:
        head = f"Not on course for Green{when}"
    sentence = f"{head}: {_of(good, count)} on course{last}"
    if not agreed:
        sentence += "; what Green means is not agreed"
    return Verdict(sentence + ".", None if paused else on_course, tuple(behind))


def _closed(criteria: Sequence[Standing]) -> str:
    met = sum(1 for s in criteria if s.met)
    if not criteria:
        return "The plan is closed."
    if met == len(criteria):
        return f"Green was reached, and the plan is closed: {_all(met)} met."
    return f"The plan is closed without Green: {_of(met, len(criteria))} met."


def _before(renewal: date | None, end: date) -> str:
    """`, 65 days before the renewal`; empty without one or on its day."""
    days = (renewal - end).days if renewal is not None else 0
    if not days:
        return ""
    return f", {counted(abs(days), 'day')} {'before' if days > 0 else 'after'} the renewal"


def _of(some: int, count: int) -> str:
    return f"{some} of {counted(count, 'criterion')}"


def _all(count: int) -> str:
    if count == 1:
        return "the criterion is"
    return "both criteria are" if count == 2 else f"all {count} criteria are"
