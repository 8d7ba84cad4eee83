"""Recovery plans: drafting, activating, gates, closing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from greenpath_tui.domain import model as m
from greenpath_tui.domain.cadence import proposed_update
from greenpath_tui.domain.plan import gates_before, needs_why, phase_shapes, plan_lengths, shifted
from greenpath_tui.domain.text import counted
from greenpath_tui.errors import InvalidInput, Refused
from greenpath_tui.services.base import Result, UseCases, new_id
from greenpath_tui.storage.journal import Write
from greenpath_tui.views.dossier import Dossier


@dataclass(frozen=True, slots=True)
class Closing:
    """How a plan ends."""

    outcome: m.Outcome
    why: str = ""
    arr_after: int | None = None
    follow_up: date | None = None
    carry_on: bool = False  # undone tasks stay with the account, without the plan


class Plans(UseCases):
    """Use cases on recovery plans."""

    def draft(
        self,
        account_id: str,
        lengths: Sequence[int] = (),
        take_tasks: bool = True,
    ) -> Result:
        """A new draft with its phases and an empty definition of Green.

        `lengths` are the days of each phase (default: the method's); `take_tasks` takes the
        account's open tasks into the first phase. The draft counts from today until it is started.
        """
        with self.store.write() as write:
            dossier = self._dossier(write, account_id)
            if dossier.open_plan is not None:
                raise Refused(f"{dossier.account.name} already has a plan that is not closed.")
            csm = dossier.default_owner
            plan = write.add(
                m.Plan(
                    id=new_id(),
                    account_id=account_id,
                    number=max((p.number for p in dossier.plans), default=0) + 1,
                    owner_id=csm.id if csm else None,
                    start=self.store.today(),
                    arr_before=dossier.account.arr,
                )
            )
            phases = self._add_phases(write, plan, lengths)
            write.add(m.Definition(id=new_id(), plan_id=plan.id))
            if take_tasks:
                for card in dossier.strip:
                    if not card.item.done and card.item.plan_id is None:
                        write.change(card.item, plan_id=plan.id, phase_id=phases[0].id)
            write.about(f"drafted a recovery plan for {dossier.account.name}", account_id, plan.id)
        return write.result()

    def _add_phases(self, write: Write, plan: m.Plan, lengths: Sequence[int]) -> list[m.Phase]:
        if any(length < 1 for length in lengths):
            raise InvalidInput("A phase lasts at least one day.")
        return [
            write.add(
                m.Phase(
                    id=new_id(),
                    plan_id=plan.id,
                    position=position,
                    name=shape.name,
                    first_day=shape.first_day,
                    last_day=shape.last_day,
                    checklist=shape.checklist,
                )
            )
            for position, shape in enumerate(phase_shapes(lengths, self.method), 1)
        ]

    def reshape(self, account_id: str, total: int, seen: m.Plan | None = None) -> Result:
        """Another length for a draft: `total` days shared over its phases."""
        with self.store.write() as write:
            dossier, plan = self._draft_of(write, account_id, seen)
            phases = sorted(dossier.phases, key=lambda p: p.position)
            own = [p.last_day - p.first_day + 1 for p in phases]
            first = 1
            for phase, days in zip(phases, plan_lengths(total, own), strict=True):
                write.change(phase, first_day=first, last_day=first + days - 1)
                first += days
            write.about(f"made the plan {total} days long", account_id, plan.id)
        return write.result()

    def _draft_of(
        self, write: Write, account_id: str, seen: m.Plan | None
    ) -> tuple[Dossier, m.Plan]:
        dossier, plan = self._open_plan(write, account_id, seen)
        if plan.state is not m.PlanState.DRAFT:
            raise Refused(f"{dossier.account.name} has no draft.")
        return dossier, plan

    def _open_plan(
        self, write: Write, account_id: str, seen: m.Plan | None
    ) -> tuple[Dossier, m.Plan]:
        """The plan that is not closed; Conflict when another program changed the one `seen`."""
        dossier = self._dossier(write, account_id)
        if seen is not None:
            write.expect_seen(write.get(m.Plan, seen.id), seen.version)
        if dossier.open_plan is None:
            raise Refused(f"{dossier.account.name} has no open plan; P starts one.")
        return dossier, dossier.open_plan

    def edit(self, account_id: str, values: dict[str, Any], seen: m.Plan | None = None) -> Result:
        """Change the issue summary, root cause, strategy or owner of the plan as it was `seen`."""
        with self.store.write() as write:
            dossier, plan = self._open_plan(write, account_id, None)
            if seen is not None and plan.id != seen.id:
                write.conflict(write.get(m.Plan, seen.id))
            write.expect(plan, seen.version if seen else None)
            write.change(plan, **values)
            write.about(f"edited the plan of {dossier.account.name}", account_id, plan.id)
        return write.result()

    def activate(
        self,
        account_id: str,
        start: date,
        shift_tasks: bool = True,
        override_by: str = "",
        override_why: str = "",
        seen: m.Plan | None = None,
    ) -> Result:
        """Start the plan: day 1 is `start`.

        Refused with what is missing, unless somebody is named who lets it start all the same, and
        why. Undone tasks move by the days between the draft's start and this one.
        """
        with self.store.write() as write:
            dossier, plan = self._draft_of(write, account_id, seen)
            missing = dossier.missing
            if missing and not (override_by.strip() and override_why.strip()):
                raise Refused(f"The plan lacks {'; '.join(missing)}.")
            tasks = {t.id: t for t in dossier.tasks if t.plan_id == plan.id}
            if shift_tasks and plan.start is not None:
                moved = shifted(tasks.values(), (start - plan.start).days)
                tasks |= {t.id: t for t in moved}
            for task in tasks.values():
                if not task.done and (task.due or task.first_due):
                    original = next(t for t in dossier.tasks if t.id == task.id)
                    write.change(original, due=task.due, first_due=task.due)
            write.change(
                plan,
                state=m.PlanState.ACTIVE,
                start=start,
                override_by=override_by if missing else "",
                override_why=override_why if missing else "",
                arr_before=dossier.account.arr if plan.arr_before is None else plan.arr_before,
            )
            if dossier.account.next_update is None:
                following = proposed_update(dossier.account, self.store.today(), self.method)
                write.change(dossier.account, next_update=following)
            write.about(
                f"started the plan of {dossier.account.name}",
                account_id,
                plan.id,
                word=override_by if missing else "",
            )
        return write.result()

    def set_state(self, account_id: str, state: m.PlanState, seen: m.Plan | None = None) -> Result:
        """Pause an active plan, or go on with a paused one."""
        with self.store.write() as write:
            dossier, plan = self._open_plan(write, account_id, seen)
            allowed = {
                m.PlanState.ACTIVE: m.PlanState.PAUSED,
                m.PlanState.PAUSED: m.PlanState.ACTIVE,
            }
            if allowed.get(plan.state) is not state:
                raise Refused(f"A {plan.state.value} plan cannot become {state.value} this way.")
            write.change(plan, state=state)
            verb = "paused" if state is m.PlanState.PAUSED else "went on with"
            write.about(f"{verb} the plan of {dossier.account.name}", account_id, plan.id)
        return write.result()

    def close(self, account_id: str, closing: Closing, seen: m.Plan | None = None) -> Result:
        """Close the loop: the outcome, the ARR after, a day to look again.

        Refused for an account that was saved or grew without all criteria met, unless it says why
        (checklist S0-14). What is not done ends with the plan, or carries on without it.
        """
        if closing.outcome is m.Outcome.NONE:
            raise InvalidInput("Closing a plan needs its outcome.")
        with self.store.write() as write:
            dossier, plan = self._open_plan(write, account_id, seen)
            met, count = dossier.met, len(dossier.criteria)
            if needs_why(closing.outcome, met, count) and not closing.why.strip():
                facts = (
                    f"{met} of {counted(count, 'criterion')} met"
                    if count
                    else "No criterion is met"
                )
                raise Refused(
                    f"{facts}: say what happened that the account is {closing.outcome.value} all the "
                    "same.",
                    field="why",
                )
            left = [t for t in dossier.tasks if t.plan_id == plan.id and not t.done]
            if closing.carry_on:
                for task in left:
                    write.change(task, plan_id=None, phase_id=None, criterion_id=None)
            told = f", {counted(len(left), 'task')} not done" if left else ""
            told += " carry on" if left and closing.carry_on else ""
            write.change(
                plan,
                state=m.PlanState.CLOSED,
                outcome=closing.outcome,
                outcome_why=closing.why,
                arr_after=closing.arr_after,
                decided_on=self.store.today(),
                follow_up=closing.follow_up,
            )
            write.about(
                f"closed the plan of {dossier.account.name}: {closing.outcome.value}{told}",
                account_id,
                plan.id,
            )
        return write.result()

    def decide_gate(
        self,
        phase_id: str,
        met: Sequence[str],
        state: m.GateState | None,
        by: str = "",
        decision: str = "",
        version: int | None = None,
    ) -> Result:
        """Decide a phase gate: passed needs the whole checklist and the gates before it decided, an
        override who and why.

        `met` are the items of the checklist that are true; without a state only they are saved, and
        what was decided stays. `open` takes a decision back. Conflict when another program changed
        the `version` that was looked at.
        """
        with self.store.write() as write:
            phase = write.get(m.Phase, phase_id)
            write.expect_seen(phase, version)
            plan = write.get(m.Plan, phase.plan_id)
            true = tuple(item for item in phase.checklist if item in met)
            who = by.strip() or self._who(write)
            if state is m.GateState.PASSED and len(true) < len(phase.checklist):
                lacking = [item for item in phase.checklist if item not in true]
                raise Refused(f"Not yet met: {'; '.join(lacking)}.")
            phases = write.all(m.Phase, plan_id=plan.id)
            if state is m.GateState.PASSED and (before := gates_before(phase, phases)):
                raise Refused(
                    f"The gate of {before[0].name} comes first: it is {before[0].gate.value}; an "
                    "override says who lets this one pass all the same, and why."
                )
            if state is m.GateState.OVERRIDDEN and not (by.strip() and decision.strip()):
                raise Refused("An override takes the name of who decides, and why.")
            if state is m.GateState.EXTENDED and not decision.strip():
                raise Refused("Extending a phase takes a line that says why.")
            decided = state is not m.GateState.OPEN
            write.change(phase, met=true)
            if state is not None:
                write.change(
                    phase,
                    gate=state,
                    gate_by=who if decided else "",
                    gate_on=self.store.today() if decided else None,
                    gate_decision=decision if decided else "",
                )
            words = {
                None: "checked the gate of",
                m.GateState.OPEN: "reopened the gate of",
                m.GateState.PASSED: "passed the gate of",
                m.GateState.OVERRIDDEN: "overrode the gate of",
                m.GateState.EXTENDED: "extended",
            }
            write.about(
                f"{words[state]} {phase.name}",
                plan.account_id,
                plan.id,
                word=by if state is m.GateState.OVERRIDDEN else "",
            )
        return write.result()
