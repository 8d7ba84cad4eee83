"""Everything about one account on one day: what Board, Green, header, pane and summary read from.

Each number is computed here once, by the domain's rule, so that every screen and export agrees.
"""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from greenpath_tui.domain import criteria as rules
from greenpath_tui.domain import model as m
from greenpath_tui.domain.criteria import Standing
from greenpath_tui.domain.days import Anchor, day_number
from greenpath_tui.domain.green import agreed, green_line, last_agreed, standing_agreements
from greenpath_tui.domain.method import Method
from greenpath_tui.domain.people import Named, handles, has_left, serves_as_csm, short_name
from greenpath_tui.domain.plan import (
    gate_words,
    missing_for_activation,
    outside_phase,
    phase_dates,
    phase_on,
    plan_days,
    present_plan,
    runs,
)
from greenpath_tui.domain.terms import Direction
from greenpath_tui.domain.urgency import Rank, rank
from greenpath_tui.views.portfolio import plan_words

if TYPE_CHECKING:
    from greenpath_tui.domain.advice import Advice
    from greenpath_tui.domain.quickadd import TaskContext


@dataclass(frozen=True)
class Card:
    """A task as the board shows it."""

    item: m.Task
    owner: str  # short name
    owner_name: str
    mine: bool
    outside: bool
    criterion: str
    changed_on: date | None
    moves: tuple[m.DueMove, ...]
    blocked_words: str
    closed: bool = False  # of a closed plan: history, nobody's work any more

    @property
    def title(self) -> str:
        """The task's title."""
        return self.item.title

    @property
    def status(self) -> m.TaskStatus:
        """The task's status."""
        return self.item.status

    @property
    def due(self) -> date | None:
        """The task's due date."""
        return self.item.due

    @property
    def tags(self) -> tuple[str, ...]:
        """The task's tags."""
        return self.item.tags

    @property
    def kind(self) -> m.TaskKind:
        """The task's kind."""
        return self.item.kind

    @property
    def help_open(self) -> bool:
        """Help was asked for and nobody answered."""
        return self.item.help_open and not self.closed

    @property
    def open(self) -> bool:
        """True while somebody still has to do it."""
        return not self.item.done and not self.closed

    @property
    def blocked(self) -> bool:
        """It waits for something, and somebody still has to do it."""
        return self.open and self.item.status is m.TaskStatus.BLOCKED

    def late_days(self, today: date) -> int:
        """Days past due; 0 for done, closed and undated tasks."""
        if not self.open or self.item.due is None:
            return 0
        return max(0, (today - self.item.due).days)


@dataclass(frozen=True)
class Column:
    """A phase of the plan with its cards, open ones first."""

    phase: m.Phase
    dates: tuple[date, date] | None
    gate: str
    current: bool
    past: bool
    cards: tuple[Card, ...]

    @property
    def open(self) -> tuple[Card, ...]:
        """The cards still to do, in the order people gave them."""
        return tuple(c for c in self.cards if not c.item.done)

    @property
    def done(self) -> tuple[Card, ...]:
        """The completed cards."""
        return tuple(c for c in self.cards if c.item.done)


@dataclass(frozen=True)
class CriterionView:
    """A criterion with where it stands and what serves it."""

    item: m.Criterion
    standing: Standing
    measurements: tuple[m.Measurement, ...]
    served_by: tuple[Card, ...]


@dataclass(frozen=True)
class Dossier:
    """An account with all that belongs to it, as read in one transaction.

    `plan` is the plan that is not closed, else the last closed one. `tasks` are those of `plan` and
    those of the account alone.
    """

    today: date
    me: str | None  # id of the person who uses the app
    method: Method
    account: m.Account
    people: tuple[m.Person, ...]
    team: tuple[m.TeamMember, ...]
    stakeholders: tuple[m.Stakeholder, ...]
    gaps: tuple[m.ProductGap, ...]
    status_changes: tuple[m.StatusChange, ...]
    touchpoints: tuple[m.Touchpoint, ...]
    updates: tuple[m.WeeklyUpdate, ...]
    sent_pages: tuple[m.SentPage, ...]
    plans: tuple[m.Plan, ...]
    phases: tuple[m.Phase, ...]
    definition: m.Definition | None
    agreements: tuple[m.Agreement, ...]
    criteria: tuple[m.Criterion, ...]
    measurements: tuple[m.Measurement, ...]
    tasks: tuple[m.Task, ...]
    due_moves: tuple[m.DueMove, ...]
    changed: dict[str, date]

    # -- people -----------------------------------------------------------------------------------

    @cached_property
    def handles(self) -> dict[str, str]:
        """Short names of our people by id."""
        return handles((p.id, p.name) for p in self.people)

    @cached_property
    def _names(self) -> dict[str, str]:
        ours = {p.id: p.name for p in self.people}
        return ours | {s.id: s.name for s in self.stakeholders}

    @cached_property
    def owners(self) -> tuple[Named, ...]:
        """Everybody who can own a task: ours who have not left, and the customer's people."""
        ours = tuple(Named(p.id, p.name) for p in self.people if not has_left(p, self.today))
        return ours + tuple(Named(s.id, s.name, False) for s in self.stakeholders)

    def names(self, side: m.Side) -> tuple[str, ...]:
        """The names of ours who have not left, or of the customer's people and whoever spoke for her."""
        known = [o.name for o in self.owners if o.ours == (side is m.Side.US)]
        if side is m.Side.CUSTOMER:
            known += [self.definition.said_by] if self.definition else []
            known += [a.person for a in self.agreements if a.side is side]
        return tuple(dict.fromkeys(name for name in known if name))

    @cached_property
    def csm(self) -> m.Person | None:
        """The account's CSM today."""
        serving = [t for t in self.team if serves_as_csm(t, self.today)]
        if not serving:
            return None
        return next((p for p in self.people if p.id == serving[-1].person_id), None)

    @property
    def default_owner(self) -> m.Person | None:
        """Who owns new work that names nobody: the CSM, unless she has left."""
        return None if self.csm is None or has_left(self.csm, self.today) else self.csm

    @property
    def task_context(self) -> "TaskContext":
        """What a quick-add line on this account can refer to."""
        from greenpath_tui.domain.quickadd import TaskContext  # no list needs it

        criteria = tuple((c.id, c.metric) for c in self.criteria)
        phases = len(self.phases) if self.open_plan else 0
        return TaskContext(self.anchor, self.owners, self.handles, criteria, phases)

    def owner_of(self, item: m.Task) -> tuple[str, str]:
        """Short and full name of who owns a task; empty for nobody."""
        if item.owner_id:
            return self.handles.get(item.owner_id, ""), self._names.get(item.owner_id, "")
        if item.customer_owner_id:
            name = self._names.get(item.customer_owner_id, "")
            return short_name(name), name
        return "", ""

    # -- the plan ---------------------------------------------------------------------------------

    @cached_property
    def plan(self) -> m.Plan | None:
        """The plan that is not closed, else the last one."""
        return present_plan(self.plans)

    @property
    def anchor(self) -> Anchor:
        """What typed dates count from; in a draft the day 1 that it was drafted for."""
        start = self.plan.start if self.plan else None
        if start is None and self.open_plan is not None:
            start = self.today
        return Anchor(self.today, start, self.account.renewal_date)

    @property
    def open_plan(self) -> m.Plan | None:
        """The plan, unless it is closed."""
        return self.plan if self.plan and self.plan.state is not m.PlanState.CLOSED else None

    @property
    def active(self) -> bool:
        """True while the plan runs (or is paused)."""
        return self.plan is not None and runs(self.plan.state)

    @property
    def start(self) -> date | None:
        """Day 1 of the plan, once it has begun to count: a draft has none yet."""
        if self.plan is None or self.plan.state is m.PlanState.DRAFT:
            return None
        return self.plan.start

    @property
    def days(self) -> int:
        """Length of the plan in days."""
        return plan_days(self.phases)

    @property
    def day(self) -> int | None:
        """Which day of the plan today is; None in a draft, a closed plan, or without one."""
        if not self.active or self.start is None:
            return None
        return day_number(self.start, self.today)

    @property
    def day_words(self) -> str:
        """`37/90`, `draft`, `closed` or `no plan`."""
        return plan_words(self.plan.state if self.plan else None, self.day, self.days)

    @cached_property
    def phase(self) -> m.Phase | None:
        """The phase the calendar says."""
        return phase_on(self.phases, self.start if self.active else None, self.today)

    def phase_for(self, due: date | None) -> m.Phase | None:
        """The phase a new task stands in: that of its due date, else today's (a draft's first)."""
        if self.open_plan is None:
            return None
        if due is None:
            return self.phase
        return phase_on(self.phases, self.anchor.start, due)

    def default_due(self, phase: m.Phase | None) -> date | None:
        """The due date of a new task nobody dated: the phase's end in a plan that runs."""
        if self.active and self.start and phase:
            return phase_dates(phase, self.start)[1]
        return None

    @property
    def missing(self) -> list[str]:
        """What the plan lacks to become active."""
        if self.plan is None:
            return []
        from greenpath_tui.domain.advice import errors

        wrong = {item.about for item in errors(self.advice)}
        return missing_for_activation(
            self.plan, self.definition, self.criteria, self.agreements, self.tasks, wrong
        )

    # -- Green ------------------------------------------------------------------------------------

    @cached_property
    def criteria_views(self) -> tuple[CriterionView, ...]:
        """Each criterion with its standing, in their order."""
        by_criterion: dict[str, list[m.Measurement]] = {}
        for measurement in self.measurements:
            by_criterion.setdefault(measurement.criterion_id, []).append(measurement)
        serving: dict[str, list[Card]] = {}
        for card in self.cards.values():
            if card.item.criterion_id:
                serving.setdefault(card.item.criterion_id, []).append(card)
        out = []
        for item in self.criteria:
            taken = sorted(by_criterion.get(item.id, ()), key=lambda x: x.on)
            where = rules.standing(
                rules.reading(item, taken),
                self.start if self.open_plan else None,  # a closed plan is no longer on course
                item.due,
                self.today,
                self.method,
            )
            out.append(CriterionView(item, where, tuple(taken), tuple(serving.get(item.id, ()))))
        return tuple(out)

    @property
    def met(self) -> int:
        """How many criteria are met."""
        return sum(1 for c in self.criteria_views if c.standing.met)

    @cached_property
    def advice(self) -> "list[Advice]":
        """Live advice on the definition."""
        from greenpath_tui.domain.advice import advise  # no list needs it

        if self.definition is None:
            return []
        return advise(
            self.definition,
            self.criteria,
            {c.item.id: c.standing for c in self.criteria_views},
            {c.item.id: len(c.served_by) for c in self.criteria_views},
            self.today,
            self.method,
        )

    @cached_property
    def agreement(self) -> dict[m.Side, m.Agreement]:
        """Each side's newest word on the present version."""
        return standing_agreements(self.definition, self.agreements)

    def agreed(self, side: m.Side) -> bool:
        """True where this side agreed to the present version."""
        return agreed(self.definition, self.agreements, side)

    @property
    def last_agreed(self) -> int | None:
        """The newest version that both sides agreed to, and still do."""
        return last_agreed(self.definition, self.agreements)

    @property
    def signed(self) -> bool:
        """True where somebody agreed to the present version: a change of it makes a new one."""
        number = self.definition.number if self.definition else 0
        return any(agreement.number == number for agreement in self.agreements)

    @property
    def green_line(self) -> str:
        """Green in one line."""
        return green_line(self.definition, self.criteria)

    # -- tasks ------------------------------------------------------------------------------------

    @cached_property
    def cards(self) -> dict[str, Card]:
        """Every task as a card, by id."""
        moves: dict[str, list[m.DueMove]] = {}
        for move in self.due_moves:
            moves.setdefault(move.task_id, []).append(move)
        phases = {p.id: p for p in self.phases}
        metrics = {c.id: c.metric for c in self.criteria}
        titles = {t.id: t.title for t in self.tasks}
        start = self.start
        closed = self.plan is not None and self.open_plan is None
        out: dict[str, Card] = {}
        for item in self.tasks:
            of_closed = closed and item.plan_id is not None
            phase = None if item.done or of_closed else phases.get(item.phase_id or "")
            owner, owner_name = self.owner_of(item)
            blocker = titles.get(item.blocked_by_id or "", "") or item.blocked_by
            out[item.id] = Card(
                item,
                owner,
                owner_name,
                self.me is not None and item.owner_id == self.me,
                outside_phase(item.due, phase, start),
                metrics.get(item.criterion_id or "", ""),
                self.changed.get(item.id),
                tuple(moves.get(item.id, ())),
                blocker,
                of_closed,
            )
        return out

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """The phases of the plan with their cards: open ones first, then done, newest first."""
        out = []
        now = self.phase
        state = self.plan.state if self.plan else m.PlanState.DRAFT
        by_phase: dict[str, list[Card]] = {}
        for card in self.cards.values():
            if card.item.phase_id:
                by_phase.setdefault(card.item.phase_id, []).append(card)
        for phase in sorted(self.phases, key=lambda p: p.position):
            cards = by_phase.get(phase.id, [])
            to_do = [c for c in cards if not c.item.done]
            done = [c for c in cards if c.item.done]
            done.sort(key=lambda c: c.item.done_on or date.min, reverse=True)
            current = self.active and now is not None and phase.id == now.id
            past = self.active and now is not None and phase.position < now.position
            out.append(
                Column(
                    phase,
                    phase_dates(phase, self.start) if self.start else None,
                    gate_words(phase, current, past, self.start, state, self.today),
                    current,
                    past,
                    tuple(to_do + done),
                )
            )
        return tuple(out)

    @cached_property
    def strip(self) -> tuple[Card, ...]:
        """Cards of the account that stand before the plan: in no phase of it."""
        own = {p.id for p in self.phases}
        return tuple(c for c in self.cards.values() if c.item.phase_id not in own)

    @cached_property
    def late(self) -> tuple[Card, ...]:
        """Open cards past their due date, latest first."""
        late = [c for c in self.cards.values() if c.late_days(self.today)]
        return tuple(sorted(late, key=lambda c: -c.late_days(self.today)))

    @property
    def orphans(self) -> tuple[Card, ...]:
        """Open tasks of the plan that serve no criterion (checklist S0-16)."""
        return tuple(
            c for c in self.cards.values() if c.item.plan_id and c.open and not c.criterion
        )

    @property
    def unserved(self) -> tuple[CriterionView, ...]:
        """Criteria that no task serves (checklist S0-16)."""
        return tuple(c for c in self.criteria_views if not c.served_by)

    # -- the account ------------------------------------------------------------------------------

    @cached_property
    def direction(self) -> Direction:
        """Worse, same or better."""
        last = self.status_changes[-1] if self.status_changes else None
        grouped: dict[str, list[m.Measurement]] = {}
        for measurement in self.measurements:
            grouped.setdefault(measurement.criterion_id, []).append(measurement)
        readings = [rules.reading(c, grouped.get(c.id, ())) for c in self.criteria]
        change = (last.old, last.new, last.on) if last else None
        return rules.direction(change, readings, self.today, self.method)

    @cached_property
    def rank(self) -> Rank:
        """The urgency rank with its arithmetic."""
        a = self.account
        return rank(
            a.at_risk,
            a.likelihood,
            a.renewal_date,
            a.tier,
            a.strategic,
            a.churning_since is not None,
            self.today,
            self.method,
        )

    def last_page(self, audience: m.Audience) -> m.SentPage | None:
        """The newest page that was sent to an audience."""
        return next((p for p in reversed(self.sent_pages) if p.audience is audience), None)

    @property
    def days_since_shown(self) -> int | None:
        """Days since progress was shown to the customer; None for never."""
        last = self.last_page(m.Audience.CUSTOMER)
        return (self.today - last.sent_on).days if last else None

    @property
    def shown_words(self) -> str:
        """`progress last shown to the customer 9 days ago`; empty where no plan runs."""
        if not self.active:
            return ""
        days = self.days_since_shown
        if days is None:
            return "progress was never shown to the customer"
        when = "today" if days == 0 else "yesterday" if days == 1 else f"{days} days ago"
        return f"progress last shown to the customer {when}"

    @property
    def last_touch(self) -> date | None:
        """The newest touchpoint with the customer; notes do not count."""
        return max((t.on for t in self.touchpoints if t.with_customer), default=None)
