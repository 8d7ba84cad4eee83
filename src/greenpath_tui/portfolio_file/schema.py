"""The portfolio file as pydantic models: one schema for reading and for writing.

Field names are those of the domain; a reference is written as the name of what it refers to. Money
is in whole units. `sample_portfolio.toml` shows every part by example.
"""

from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictBool, StrictInt, StrictStr

from greenpath_tui.domain import model as m
from greenpath_tui.domain.days import can_be_kept
from greenpath_tui.domain.money import minor_units


def _day(value: Any) -> Any:
    day = value if isinstance(value, date) and not isinstance(value, datetime) else None
    if isinstance(value, str):
        with suppress(ValueError):
            day = date.fromisoformat(value)
    if day is None:
        raise ValueError("not a date")
    if not can_be_kept(day):
        raise ValueError("not a date from 1900 to 2199")
    return day


def _figure(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
        raise ValueError("not a number")
    exact = Decimal(value)
    if not exact.is_finite() or exact.adjusted() >= 15 or exact.adjusted() < -15:
        raise ValueError("not a number that can be kept")
    return exact


def _money(value: Any) -> Any:
    exact = _figure(value)
    if exact < 0:
        raise ValueError("less than nothing")
    minor = minor_units(exact)
    if minor != exact * 100:
        raise ValueError("finer than two decimals")
    return minor


Day = Annotated[date, BeforeValidator(_day)]
Figure = Annotated[Decimal, BeforeValidator(_figure)]
Money = Annotated[int, BeforeValidator(_money)]
Text = StrictStr
Names = tuple[StrictStr, ...]
Id = Annotated[str, Field(strict=True, min_length=1, max_length=40, pattern=r"^[A-Za-z0-9._-]+$")]
Percent = Annotated[int, Field(strict=True, ge=0, le=100)]
Score = Annotated[int, Field(strict=True, ge=1, le=5)]


class Entry(BaseModel):
    """A table of the file. Unknown keys are refused."""

    model_config = ConfigDict(extra="forbid")
    id: Id | None = None


class PersonEntry(Entry):
    """`[[people]]`: one of ours."""

    name: Text
    email: Text = ""
    function: Text = ""
    role: Text = ""
    left_on: Day | None = None


class TeamEntry(Entry):
    """`[[accounts.team]]`."""

    person: Text
    function: Text = "CSM"
    since: Day | None = None
    until: Day | None = None


class StakeholderEntry(Entry):
    """`[[accounts.stakeholders]]`."""

    name: Text
    title: Text = ""
    role: Text = ""
    influence: Score | None = None
    attitude: Annotated[int, Field(strict=True, ge=-2, le=2)] | None = None
    last_in: Day | None = None
    last_out: Day | None = None
    counterpart: Text | None = None


class GapEntry(Entry):
    """`[[accounts.gaps]]`."""

    text: Text
    severity: Text = ""
    source: Text = ""
    blocker: StrictBool = False
    open: StrictBool = True


class StatusChangeEntry(Entry):
    """`[[accounts.status_changes]]`."""

    old: m.Status
    new: m.Status
    on: Day
    by: Text = ""
    reason: Text = ""
    approved_by: Text = ""


class TouchpointEntry(Entry):
    """`[[accounts.touchpoints]]`; `plan` is a plan's number."""

    on: Day
    kind: Text = "note"
    direction: Text = ""
    with_whom: Text = ""
    text: Text = ""
    by: Text = ""
    plan: StrictInt | None = None


class UpdateEntry(Entry):
    """`[[accounts.updates]]`; `plan` is a plan's number."""

    on: Day
    changed: Text = ""
    in_progress: Text = ""
    next: Text = ""
    confidence: Score | None = None
    sponsor_confidence: Score | None = None
    sponsor_asked_on: Day | None = None
    next_update: Day | None = None
    by: Text = ""
    plan: StrictInt | None = None


class SentPageEntry(Entry):
    """`[[accounts.sent_pages]]`; `plan` is a plan's number."""

    sent_on: Day
    to: Text
    audience: m.Audience = m.Audience.CUSTOMER
    form: Text = "md"
    confirmed_on: Day | None = None
    text: Text = ""
    by: Text = ""
    plan: StrictInt | None = None


class DueMoveEntry(Entry):
    """`[[….tasks.due_moves]]`."""

    old: Day | None = None
    new: Day | None = None
    on: Day
    by: Text = ""
    why: Text = ""


class TaskEntry(Entry):
    """`[[accounts.tasks]]` and `[[accounts.plans.tasks]]`; `phase` is 1, 2 or 3."""

    title: Text
    phase: StrictInt | None = None
    kind: m.TaskKind = m.TaskKind.ACTION
    status: m.TaskStatus = m.TaskStatus.TODO
    owner: Text | None = None
    customer_owner: Text | None = None
    promised_to: Text = ""
    due: Day | None = None
    first_due: Day | None = None
    created_on: Day | None = None
    done_on: Day | None = None
    priority: m.Priority = m.Priority.NORMAL
    tags: Names = ()
    criterion: Text | None = None
    notes: Text = ""
    done_when: Text = ""
    links: Names = ()
    blocked_by: Text = ""
    blocked_by_task: Text | None = None
    blocked_since: Day | None = None
    help_function: Text = ""
    help_ask: Text = ""
    help_by: Day | None = None
    help_since: Day | None = None
    help_answered: Day | None = None
    announced_on: Day | None = None
    under_way_on: Day | None = None
    told_done_on: Day | None = None
    evidence: Text = ""
    shown: StrictBool = False
    due_moves: list[DueMoveEntry] = []


class MeasurementEntry(Entry):
    """`[[….criteria.measurements]]`."""

    on: Day
    value: Figure
    by: Text = ""
    note: Text = ""


class CriterionEntry(Entry):
    """`[[accounts.plans.definition.criteria]]`."""

    metric: Text
    unit: Text = ""
    better: m.Better | None = None
    baseline: Figure | None = None
    target: Figure | None = None
    due: Day | None = None
    measured_by: Text = ""
    source: m.Source = m.Source.BOTH
    must_have: StrictBool = True
    about: m.About = m.About.ISSUE
    measurements: list[MeasurementEntry] = []


class AgreementEntry(Entry):
    """`[[accounts.plans.definition.agreements]]`; `number` is the version agreed to."""

    number: Annotated[int, Field(strict=True, ge=1, le=9999)] = 1
    side: m.Side = m.Side.CUSTOMER
    person: Text
    on: Day
    how: Text = ""
    evidence: Text = ""
    state: m.AgreementState = m.AgreementState.AGREED
    changed_by: Text = ""
    changed_on: Day | None = None
    changed_why: Text = ""
    full_text: Text = ""


class DefinitionEntry(Entry):
    """`[accounts.plans.definition]`; `number` is its version."""

    number: Annotated[int, Field(strict=True, ge=1, le=9999)] = 1
    customer_words: Text = ""
    said_by: Text = ""
    said_on: Day | None = None
    requirements: Text = ""
    required_by: Text = ""
    required_on: Day | None = None
    statement: Text = ""
    criteria: list[CriterionEntry] = []
    agreements: list[AgreementEntry] = []


class PhaseEntry(Entry):
    """`[[accounts.plans.phases]]`; days count from the plan's start."""

    position: Annotated[int, Field(strict=True, ge=1, le=9)]
    name: Text
    first_day: Annotated[int, Field(strict=True, ge=1, le=3660)]
    last_day: Annotated[int, Field(strict=True, ge=1, le=3660)]
    checklist: Names = ()
    met: Names = ()
    gate: m.GateState = m.GateState.OPEN
    gate_by: Text = ""
    gate_on: Day | None = None
    gate_decision: Text = ""


class PlanEntry(Entry):
    """`[[accounts.plans]]`."""

    number: Annotated[int, Field(strict=True, ge=1, le=999)] = 1
    owner: Text | None = None
    start: Day | None = None
    state: m.PlanState = m.PlanState.DRAFT
    summary: Text = ""
    root_cause: Text = ""
    strategy: Text = ""
    override_by: Text = ""
    override_why: Text = ""
    outcome: m.Outcome = m.Outcome.NONE
    outcome_why: Text = ""
    arr_before: Money | None = None
    arr_after: Money | None = None
    decided_on: Day | None = None
    follow_up: Day | None = None
    phases: list[PhaseEntry] = []
    definition: DefinitionEntry | None = None
    tasks: list[TaskEntry] = []


class AccountEntry(Entry):
    """`[[accounts]]`: only the name is needed."""

    name: Text
    external_id: Text = ""
    segment: Text = ""
    stage: Text = ""
    customer_since: Day | None = None
    status: m.Status = m.Status.GREEN
    arr: Money | None = None
    currency: Annotated[str, Field(strict=True, pattern=f"^{m.CURRENCY}$")] = "EUR"
    arr_at_risk: Money | None = None
    future_at_risk: Money | None = None
    future_reason: Text = ""
    renewal_date: Day | None = None
    likelihood: Percent | None = None
    tier: Annotated[int, Field(strict=True, ge=1, le=3)] = 1
    strategic: StrictBool = False
    churning_since: Day | None = None
    contract_end: Day | None = None
    tags: Names = ()
    notes: Text = ""
    links: Names = ()
    update_days: Annotated[int, Field(strict=True, ge=1, le=366)] | None = None
    next_update: Day | None = None
    intro_date: Day | None = None
    go_live_date: Day | None = None
    live_since: Day | None = None
    delivery_concern: Text = ""
    value_evidence_date: Day | None = None
    usage_pct: Percent | None = None
    usage_trend_3m: Annotated[int, Field(strict=True, ge=-100, le=1000)] | None = None
    value_complaint_date: Day | None = None
    value_complaint_resolved: StrictBool = False
    commercial_issue: Text = ""
    commercial_issue_open: StrictBool = False
    oldest_unpaid_due: Day | None = None
    sponsor_status: Text = ""
    sponsor_last_reply: Day | None = None
    sponsor_unanswered: Annotated[int, Field(strict=True, ge=0, le=1000)] | None = None
    last_business_review: Day | None = None
    team: list[TeamEntry] = []
    stakeholders: list[StakeholderEntry] = []
    gaps: list[GapEntry] = []
    status_changes: list[StatusChangeEntry] = []
    touchpoints: list[TouchpointEntry] = []
    updates: list[UpdateEntry] = []
    sent_pages: list[SentPageEntry] = []
    tasks: list[TaskEntry] = []
    plans: list[PlanEntry] = []


class Portfolio(BaseModel):
    """The whole file. `written_for` is the day its dates were written for (used by the demo)."""

    model_config = ConfigDict(extra="forbid")
    written_for: Day | None = None
    people: list[PersonEntry] = []
    accounts: list[AccountEntry] = []


MONEY_FIELDS = frozenset({"arr", "arr_at_risk", "future_at_risk", "arr_before", "arr_after"})
