"""Rules of the recovery plan: phases, days, gates, activation (checklist S0-1, S0-3, S0-8..17)."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from greenpath_tui.domain.days import MOST_DAYS, day_date, day_number
from greenpath_tui.domain.green import agreed
from greenpath_tui.domain.method import DEFAULT_METHOD, Method
from greenpath_tui.domain.model import (
    Agreement,
    Criterion,
    Definition,
    GateState,
    Outcome,
    Phase,
    Plan,
    PlanState,
    Side,
    Status,
    Task,
    TaskKind,
    TaskStatus,
)
from greenpath_tui.domain.text import counted
from greenpath_tui.errors import InvalidInput

EXIT_CHECKLISTS: dict[str, tuple[str, ...]] = {
    "Stabilization": (
        "The most pressing pains are fixed or have a dated fix",
        "The sponsor answers and knows the plan",
        "Both sides agreed what Green means",
        "The root cause is named and checked",
    ),
    "Execution": (
        "Every promise made is kept, or moved with the customer's word",
        "Half of the way to every must-have criterion is done",
        "Progress was shown to the sponsor in the last 7 days",
    ),
    "Optimization": (
        "Must-have criteria are met and held for 14 days",
        "The pre-renewal talk was held",
        "The hand-back to normal cadence is agreed",
    ),
}


@dataclass(frozen=True, slots=True)
class PhaseShape:
    """Name, first and last day of a phase that is not stored yet."""

    name: str
    first_day: int
    last_day: int
    checklist: tuple[str, ...]


def phase_shapes(lengths: Sequence[int] = (), method: Method = DEFAULT_METHOD) -> list[PhaseShape]:
    """The phases of a plan; `lengths` in days replaces the method's own (90, 60, 30 or any)."""
    days = list(lengths) or [length for _, length in method.phases]
    names = [name for name, _ in method.phases]
    shapes: list[PhaseShape] = []
    first = 1
    for index, length in enumerate(days):
        name = names[index] if index < len(names) else f"Phase {index + 1}"
        shapes.append(PhaseShape(name, first, first + length - 1, EXIT_CHECKLISTS.get(name, ())))
        first += length
    return shapes


def plan_lengths(total: int, own: Sequence[int]) -> list[int]:
    """`total` days shared over phases in the proportions of `own` days, none shorter than a day."""
    if total < len(own):
        raise InvalidInput("A plan needs at least a day for each phase.")
    whole = sum(own)
    lengths = [max(1, total * length // whole) for length in own]
    longest = lengths.index(max(lengths))
    lengths[longest if total < whole else -1] += total - sum(lengths)
    return lengths


def is_open(task: Task, state: PlanState | None) -> bool:
    """True while somebody still has to do it; what a closed plan leaves over is history.

    `state` is that of the task's plan; None for a task of the account alone.
    """
    return not task.done and state is not PlanState.CLOSED


def runs(state: PlanState | None) -> bool:
    """True for a plan that is active, or pauses: its tasks' dates may move, but not go away."""
    return state in (PlanState.ACTIVE, PlanState.PAUSED)


def present_plan(plans: Sequence[Plan]) -> Plan | None:
    """Of an account's plans, in order, the one that is not closed, else the last."""
    living = [p for p in plans if p.state is not PlanState.CLOSED]
    return next(iter(living[-1:] or plans[-1:]), None)


def waits_for(task: Task, others: Mapping[str, Task]) -> Iterator[Task]:
    """The blocked tasks that a blocked one waits for, one after another; each once."""
    seen = {task.id}
    while task.status is TaskStatus.BLOCKED and task.blocked_by_id not in (None, *seen):
        following = others.get(task.blocked_by_id or "")
        if following is None:  # it was deleted
            return
        seen.add(following.id)
        task = following
        yield task


def plan_days(phases: Iterable[Phase]) -> int:
    """How many days a plan has; 0 without phases."""
    return max((phase.last_day for phase in phases), default=0)


def phase_on(phases: Sequence[Phase], start: date | None, day: date) -> Phase | None:
    """The phase the calendar says; the first before day 1, the last after the end."""
    if not phases:
        return None
    ordered = sorted(phases, key=lambda phase: phase.position)
    if start is None:
        return ordered[0]
    number = day_number(start, day)
    for phase in ordered:
        if number <= phase.last_day:
            return phase
    return ordered[-1]


def phase_dates(phase: Phase, start: date) -> tuple[date, date]:
    """First and last date of a phase."""
    return day_date(start, phase.first_day), day_date(start, phase.last_day)


def outside_phase(due: date | None, phase: Phase | None, start: date | None) -> bool:
    """True when a due date lies outside the phase its task stands in."""
    if due is None or phase is None or start is None:
        return False
    first, last = phase_dates(phase, start)
    return not first <= due <= last


def shown_by_default(kind: TaskKind, customer_owned: bool) -> bool:
    """Commitments and the customer's own tasks start as shown to the customer."""
    return kind is TaskKind.COMMITMENT or customer_owned


def missing_for_activation(
    plan: Plan,
    definition: Definition | None,
    criteria: Sequence[Criterion],
    agreements: Sequence[Agreement],
    tasks: Sequence[Task],
    wrong: Collection[str],
) -> list[str]:
    """What a plan lacks to become active (checklist S0-3, S0-17, S2-45, S2-55). Empty: nothing.

    `wrong` are ids of criteria that have an error.
    """
    missing: list[str] = []
    if not any(c.id not in wrong for c in criteria):
        missing.append("a measurable criterion")
    if not agreed(definition, agreements, Side.CUSTOMER):
        missing.append("the customer’s agreement to what Green means")
    if not agreed(definition, agreements, Side.US):
        missing.append("our agreement to what Green means")
    if not plan.summary:
        missing.append("an issue summary")
    if not plan.root_cause:
        missing.append("a root cause")
    open_tasks = [task for task in tasks if not task.done and task.plan_id == plan.id]
    unowned = sum(1 for t in open_tasks if t.owner_id is None and t.customer_owner_id is None)
    undated = sum(1 for t in open_tasks if t.due is None)
    if unowned:
        missing.append(f"an owner on {counted(unowned, 'open task')}")
    if undated:
        missing.append(f"a due date on {counted(undated, 'open task')}")
    return missing


def shifted(tasks: Iterable[Task], days: int) -> list[Task]:
    """Undone tasks with their due dates moved by `days`, when a draft starts later."""
    step = timedelta(days=days)
    return [
        replace(task, due=task.due + step) for task in tasks if task.due and not task.done and days
    ]


def gate_words(
    phase: Phase, current: bool, past: bool, start: date | None, state: PlanState, today: date
) -> str:
    """What a column's head says of its gate: `passed`, `overridden`, `23 d left`, `due`."""
    if phase.gate is not GateState.OPEN:
        return phase.gate.value
    if start is None or state is PlanState.DRAFT:
        return ""
    last = day_date(start, phase.last_day)
    left = (last - today).days
    if past or left < 0:
        return "gate open"
    if current:
        return "last day" if left == 0 else f"{left} d left"
    return ""


def gates_before(phase: Phase, phases: Iterable[Phase]) -> list[Phase]:
    """Earlier phases whose exit criteria are neither met nor overridden (checklist S0-9).

    This one is not passed before; an extended phase is not over.
    """
    over = (GateState.PASSED, GateState.OVERRIDDEN)
    return [p for p in phases if p.position < phase.position and p.gate not in over]


def against_outcome(met: int, count: int, status: Status, phases: Iterable[Phase]) -> list[str]:
    """What speaks against closing a plan as saved (checklist S0-14): in words, most telling first."""
    said = []
    if not count:
        said.append("nothing measurable said what Green is")
    elif met < count:
        said.append(f"{met} of {counted(count, 'criterion')} met")
    if status is not Status.GREEN:
        said.append(f"the account is {status.word}")
    said += [f"the gate of {p.name} is open" for p in phases if p.gate is GateState.OPEN][:1]
    return said


def needs_why(outcome: Outcome, met: int, count: int) -> bool:
    """True where an outcome is better than the criteria: what happened has to be said."""
    return outcome in (Outcome.SAVED, Outcome.EXPANDED) and not (count and met == count)


def after_shift(
    dues: Iterable[date], days: int, end: date | None, renewal: date | None, today: date
) -> list[str]:
    """What a shift of due dates by so many days leads to, in words: what then lies too late."""
    if abs(days) > MOST_DAYS:
        return []
    moved = [due + timedelta(days=days) for due in dues]
    said = [
        f"{counted(late, 'task')} then due after the {what}"
        for what, last in (("plan’s end", end), ("renewal", renewal))
        if last is not None and (late := sum(1 for day in moved if day > last))
    ]
    if past := sum(1 for day in moved if day < today):
        said.append(f"{counted(past, 'task')} then late")
    return said
