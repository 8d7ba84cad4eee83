"""The things greenpath keeps, as frozen dataclasses.

Text is never None: an empty text is "". Money is in minor units (cents) of the account's currency.
Days are `date`; numbers of criteria are `Decimal`. `version` counts the saves of a row and lets a
form notice that somebody else saved first.
"""

import re
from dataclasses import MISSING, dataclass, field, fields
from datetime import date
from decimal import Decimal
from typing import Any

from greenpath_tui.domain.terms import (
    About,
    AgreementState,
    Audience,
    Better,
    GateState,
    Outcome,
    PlanState,
    Priority,
    Side,
    Source,
    Status,
    TaskKind,
    TaskStatus,
)
from greenpath_tui.domain.text import clean_block, clean_line
from greenpath_tui.errors import InvalidInput

__all__ = [
    "About",
    "Account",
    "Agreement",
    "AgreementState",
    "Audience",
    "Better",
    "Criterion",
    "Definition",
    "DueMove",
    "Entity",
    "GateState",
    "Measurement",
    "Outcome",
    "Person",
    "Phase",
    "Plan",
    "PlanState",
    "Priority",
    "ProductGap",
    "SentPage",
    "Side",
    "Source",
    "Stakeholder",
    "Status",
    "StatusChange",
    "Task",
    "TaskKind",
    "TaskStatus",
    "TeamMember",
    "Touchpoint",
    "WeeklyUpdate",
    "cleaned",
]


# -- field rules ---------------------------------------------------------------------------------
#
# What the customer may see is said here and nowhere else: a field is internal unless it says
# `customer=True` (or stands as `told()`), and a new field is internal until somebody says otherwise.


def line(
    limit: int = 200, default: str = "", required: bool = False, customer: bool = False
) -> Any:
    """A text of one line, `limit` characters at most."""
    rules = {"line": limit, "required": required, "customer": customer}
    return field(default=default, metadata=rules)


CURRENCY = "[A-Z]{3}"


def currency() -> Any:
    """An ISO 4217 code."""
    return field(default="EUR", metadata={"line": 3, "required": True, "form": CURRENCY})


def block(limit: int = 20_000, customer: bool = False) -> Any:
    """A text of several lines, `limit` characters at most."""
    return field(default="", metadata={"block": limit, "customer": customer})


def number(low: int, high: int, default: int | None = None, customer: bool = False) -> Any:
    """A whole number from `low` to `high`."""
    return field(default=default, metadata={"range": (low, high), "customer": customer})


def amount() -> Any:
    """Money in minor units, zero or more, below 10^15."""
    return number(0, 10**15)


def lines() -> Any:
    """A list of short texts."""
    return field(default=(), metadata={"lines": 200})


def told(default: Any = MISSING) -> Any:
    """A value the customer may see; without a default it must be given."""
    return field(default=default, metadata={"customer": True})


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """What every stored thing has: an id of its own and the number of its saves."""

    id: str
    version: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Person(Entity):
    """One of ours."""

    name: str = line(120, required=True, customer=True)
    email: str = line(254)
    function: str = line(60, customer=True)
    role: str = line(80, customer=True)
    left_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Account(Entity):
    """A customer account, with the facts the triggers read (content section 2, Fields)."""

    name: str = line(120, required=True, customer=True)
    external_id: str = line(80)
    segment: str = line(60)
    stage: str = line(60)
    customer_since: date | None = None
    status: Status = Status.GREEN
    arr: int | None = amount()
    currency: str = currency()
    arr_at_risk: int | None = amount()
    future_at_risk: int | None = amount()
    future_reason: str = line(300)
    renewal_date: date | None = None
    likelihood: int | None = number(0, 100)
    tier: int = number(1, 3, 1)
    strategic: bool = False
    churning_since: date | None = None
    contract_end: date | None = None
    tags: tuple[str, ...] = lines()
    notes: str = block()
    links: tuple[str, ...] = lines()
    update_days: int | None = number(1, 366)
    next_update: date | None = told(None)
    intro_date: date | None = None
    go_live_date: date | None = None
    live_since: date | None = None
    delivery_concern: str = line(300)
    value_evidence_date: date | None = None
    usage_pct: int | None = number(0, 100)
    usage_trend_3m: int | None = number(-100, 1000)
    value_complaint_date: date | None = None
    value_complaint_resolved: bool = False
    commercial_issue: str = line(40)
    commercial_issue_open: bool = False
    oldest_unpaid_due: date | None = None
    sponsor_status: str = line(20)
    sponsor_last_reply: date | None = None
    sponsor_unanswered: int | None = number(0, 1000)
    last_business_review: date | None = None

    @property
    def at_risk(self) -> int | None:
        """ARR at risk in minor units; all of the ARR unless a smaller amount was given."""
        return at_risk(self.arr, self.arr_at_risk)


def at_risk(arr: int | None, given: int | None) -> int | None:
    """ARR at risk: the amount that was given, else all of the ARR (PRODUCT rule "At risk")."""
    return arr if given is None else given


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductGap(Entity):
    """A missing or broken capability (checklist S2-41, S2-42)."""

    account_id: str
    text: str = line(300, required=True)
    severity: str = line(20)
    source: str = line(20)
    blocker: bool = False
    open: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamMember(Entity):
    """One of ours on an account, in a function, from and until a day."""

    account_id: str
    person_id: str
    function: str = line(60, default="CSM")
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stakeholder(Entity):
    """One of the customer's people (checklist S0-24)."""

    account_id: str
    name: str = line(120, required=True, customer=True)
    title: str = line(120, customer=True)
    role: str = line(60)
    influence: int | None = number(1, 5)
    attitude: int | None = number(-2, 2)
    last_in: date | None = None
    last_out: date | None = None
    counterpart_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusChange(Entity):
    """From, to, when, by whom and why (checklist S2-9)."""

    account_id: str
    old: Status
    new: Status
    on: date
    by: str = line(120)
    reason: str = line(500)
    approved_by: str = line(120)


@dataclass(frozen=True, slots=True, kw_only=True)
class Touchpoint(Entity):
    """A contact with the customer, or a note into the timeline (kind `note`)."""

    account_id: str
    plan_id: str | None = None
    on: date
    kind: str = line(30, default="note")
    direction: str = line(3)
    with_whom: str = line(120)
    text: str = block()
    by: str = line(120)

    @property
    def with_customer(self) -> bool:
        """False for a note: nobody of the customer was touched."""
        return self.kind != "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class WeeklyUpdate(Entity):
    """What changed and why, what is in progress, what is next (checklist S2-57)."""

    account_id: str
    plan_id: str | None = None
    on: date
    changed: str = block()
    in_progress: str = block()
    next: str = block()
    confidence: int | None = number(1, 5)
    sponsor_confidence: int | None = number(1, 5)
    sponsor_asked_on: date | None = None
    next_update: date | None = None
    by: str = line(120)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan(Entity):
    """A recovery plan; day 1 is `start`."""

    account_id: str
    number: int = number(1, 999, 1, customer=True)
    owner_id: str | None = None
    start: date | None = told(None)
    state: PlanState = told(PlanState.DRAFT)
    summary: str = block()
    root_cause: str = block()
    strategy: str = block()
    override_by: str = line(120)
    override_why: str = line(500)
    outcome: Outcome = Outcome.NONE
    outcome_why: str = block()
    arr_before: int | None = amount()
    arr_after: int | None = amount()
    decided_on: date | None = told(None)
    follow_up: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase(Entity):
    """A stretch of the plan, in days counted from its start, with its gate."""

    plan_id: str
    position: int = number(1, 9, 1, customer=True)
    name: str = line(40, required=True, customer=True)
    first_day: int = number(1, 3660, 1, customer=True)
    last_day: int = number(1, 3660, 30, customer=True)
    checklist: tuple[str, ...] = lines()
    met: tuple[str, ...] = lines()
    gate: GateState = GateState.OPEN
    gate_by: str = line(120)
    gate_on: date | None = None
    gate_decision: str = line(500)


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition(Entity):
    """What Green means, for one plan; `number` is the version both sides agree to."""

    plan_id: str
    number: int = number(1, 9999, 1, customer=True)
    customer_words: str = block(customer=True)
    said_by: str = line(120, customer=True)
    said_on: date | None = told(None)
    requirements: str = block()
    required_by: str = line(120)
    required_on: date | None = None
    statement: str = block(customer=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement(Entity):
    """One side's yes to one version, with a frozen full copy of what was agreed."""

    definition_id: str
    number: int = number(1, 9999, 1, customer=True)
    side: Side = told(Side.CUSTOMER)
    person: str = line(120, required=True, customer=True)
    on: date = told()
    how: str = line(120, customer=True)
    evidence: str = line(500)
    full_text: str = block(200_000)
    state: AgreementState = told(AgreementState.AGREED)
    changed_by: str = line(120)
    changed_on: date | None = None
    changed_why: str = line(500)


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion(Entity):
    """One measurable part of Green."""

    definition_id: str
    metric: str = line(120, required=True, customer=True)
    unit: str = line(20, customer=True)
    better: Better | None = told(None)
    baseline: Decimal | None = told(None)
    target: Decimal | None = told(None)
    due: date | None = told(None)
    measured_by: str = line(120)
    source: Source = told(Source.BOTH)
    must_have: bool = told(True)
    about: About = told(About.ISSUE)
    rank: str = told("")


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement(Entity):
    """A value of a criterion on a day."""

    criterion_id: str
    on: date = told()
    value: Decimal = told()
    by: str = line(120)
    note: str = line(300)


@dataclass(frozen=True, slots=True, kw_only=True)
class Task(Entity):
    """Work of an account, optionally of a plan and phase."""

    account_id: str
    plan_id: str | None = None
    phase_id: str | None = None
    kind: TaskKind = told(TaskKind.ACTION)
    title: str = line(200, required=True, customer=True)
    notes: str = block()
    done_when: str = line(300)
    links: tuple[str, ...] = lines()
    status: TaskStatus = told(TaskStatus.TODO)
    owner_id: str | None = None
    customer_owner_id: str | None = None
    promised_to: str = line(120, customer=True)
    due: date | None = told(None)
    first_due: date | None = told(None)
    created_on: date | None = None
    done_on: date | None = told(None)
    priority: Priority = Priority.NORMAL
    tags: tuple[str, ...] = lines()
    criterion_id: str | None = None
    blocked_by: str = line(300)
    blocked_by_id: str | None = None
    blocked_since: date | None = None
    help_function: str = line(60)
    help_ask: str = line(300)
    help_by: date | None = None
    help_since: date | None = None
    help_answered: date | None = None
    announced_on: date | None = None
    under_way_on: date | None = None
    told_done_on: date | None = None
    evidence: str = line(500)
    shown: bool = told(False)
    rank: str = told("")

    @property
    def done(self) -> bool:
        """True for a completed task."""
        return self.status is TaskStatus.DONE

    @property
    def help_open(self) -> bool:
        """True while help was asked for, nobody answered and the task is not done."""
        return bool(self.help_ask) and self.help_answered is None and not self.done


@dataclass(frozen=True, slots=True, kw_only=True)
class DueMove(Entity):
    """A moved due date: old, new, when, by whom and why (checklist S0-17)."""

    task_id: str
    old: date | None = told(None)
    new: date | None = told(None)
    on: date = told()
    by: str = line(120)
    why: str = line(300)


@dataclass(frozen=True, slots=True, kw_only=True)
class SentPage(Entity):
    """A summary that went out: to which audience and whom, when, and its text (checklist S0-18)."""

    account_id: str
    plan_id: str | None = None
    audience: Audience = Audience.CUSTOMER
    form: str = line(10, default="md")
    to: str = line(200, required=True)
    sent_on: date
    confirmed_on: date | None = None
    text: str = block(500_000)
    by: str = line(120)


_RULES: dict[type[Entity], tuple[tuple[str, Any], ...]] = {}


def _text_rules(kind: type[Entity]) -> tuple[tuple[str, Any], ...]:
    if kind not in _RULES:
        kept = ("line", "block", "range", "lines")
        _RULES[kind] = tuple(
            (f.name, f.metadata) for f in fields(kind) if any(rule in f.metadata for rule in kept)
        )
    return _RULES[kind]


def cleaned(entity: Entity, names: tuple[str, ...] | None = None) -> dict[str, Any]:
    """The values of `entity` that cleaning changes; `names` limits the look to those fields.

    Raises InvalidInput with the field and what it takes when a value cannot be stored.
    """
    changed: dict[str, Any] = {}
    for name, rule in _text_rules(type(entity)):
        if names is not None and name not in names:
            continue
        value = getattr(entity, name)
        new = value
        if "range" in rule:
            low, high = rule["range"]
            if value is not None and not low <= value <= high:
                raise InvalidInput(f"{value} is not between {low} and {high}.", name)
            continue
        if "lines" in rule:
            new = tuple(text for text in map(clean_line, value) if text)
            longest = max(map(len, new), default=0)
            limit = rule["lines"]
        elif "block" in rule:
            new, limit = clean_block(value), rule["block"]
            longest = len(new)
        else:
            new, limit = clean_line(value), rule["line"]
            longest = len(new)
            if rule["required"] and not new:
                raise InvalidInput("needed, it cannot be empty.", name)
        if "form" in rule and not re.fullmatch(rule["form"], new):
            raise InvalidInput(f"{new} is not three capital letters such as EUR.", name)
        if longest > limit:
            raise InvalidInput(f"{longest} characters, at most {limit} fit.", name)
        if new != value:
            changed[name] = new
    return changed
