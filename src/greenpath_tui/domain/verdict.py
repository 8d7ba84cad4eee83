"""One sentence on a plan: on course for Green or not, and why (PRODUCT rule "Criterion")."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from greenpath_tui.domain.criteria import Standing
from greenpath_tui.domain.days import plain_date
from greenpath_tui.domain.method import DEFAULT_METHOD, Method
from greenpath_tui.domain.terms import PlanState


@dataclass(frozen=True, slots=True)
class Verdict:
    """The sentence, and whether the plan is on course; None where that cannot be said."""

    sentence: str
    on_course: bool | None = None


def verdict(
    state: PlanState | None,
    criteria: Sequence[tuple[str, Standing]],
    end: date | None,
    renewal: date | None,
    today: date,
    method: Method = DEFAULT_METHOD,
) -> Verdict:
    """The verdict on the criteria (name and standing) of a plan that ends on `end`.

    A criterion is on course when it is met or on track; a plan is when at least
    `method.course_share` per cent of its criteria are. Without a `renewal` it is not spoken of.
    """
    if state is None:
        return Verdict("There is no recovery plan yet.")
    if state is PlanState.DRAFT:
        return Verdict("The plan has not started yet: what Green means is being agreed.")
    if state is PlanState.CLOSED:
        return Verdict("The plan is closed.")
    paused = "Paused. " if state is PlanState.PAUSED else ""
    if not criteria:
        return Verdict(f"{paused}Nothing measurable says yet what Green is.")
    count = len(criteria)
    met = sum(1 for _, s in criteria if s.met)
    if met == count:
        return Verdict(f"{paused}Green is reached: {_all(count)} met.", True)
    good = sum(1 for _, s in criteria if s.met or s.on_track)
    on_course = good * 100 >= count * method.course_share
    when = ""
    if end is not None:
        when = f" on {plain_date(end, today)}"
        if end < today:
            when = f", whose last day was {plain_date(end, today)}"
        if renewal is not None:
            days = (renewal - end).days
            if days > 0:
                when += f", {days} days before the renewal"
            elif days < 0:
                when += f", {-days} days after the renewal"
    head = "On course for Green" if on_course else "Not on course for Green"
    sentence = f"{paused}{head}{when}: {good} of {count} criteria on course"
    behind = [name for name, s in criteria if not s.met and s.on_track is False]
    if behind:
        named = ", ".join(behind[:3]) + (f" and {len(behind) - 3} more" if len(behind) > 3 else "")
        sentence += f"; behind: {named}"
    return Verdict(sentence + ".", on_course)


def _all(count: int) -> str:
    return "the criterion is" if count == 1 else f"all {count} criteria are"
