"""Tasks: adding, moving, dating, owning, blocking, completing; one or many at a time."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from greenpath_tui.domain import model as m
from greenpath_tui.domain import ranks
from greenpath_tui.domain.days import MOST_DAYS, can_be_kept, full_date, table_date
from greenpath_tui.domain.people import Named
from greenpath_tui.domain.plan import runs, shown_by_default, waits_for
from greenpath_tui.domain.quickadd import TaskLine
from greenpath_tui.domain.text import counted
from greenpath_tui.errors import Conflict, InvalidInput, NotFound, Refused
from greenpath_tui.services.base import (
    NewPerson,
    Result,
    UseCases,
    named,
    new_id,
    open_tasks_of,
    quoted,
    rank_at,
    the_owner,
)
from greenpath_tui.storage.journal import Write
from greenpath_tui.storage.queries import recent_owners, task_history
from greenpath_tui.storage.task_rows import ListedTask, task_lines
from greenpath_tui.views.dossier import Dossier

Chosen = Sequence[str] | Mapping[str, int]
"""Ids of tasks; a mapping tells the version of each that was looked at."""


@dataclass(frozen=True, slots=True)
class HelpAsk:
    """Help needed: from which function or person, what, by when."""

    function: str
    ask: str
    by: date | None = None


class Tasks(UseCases):
    """Use cases on tasks."""

    def add(self, account_id: str, line: TaskLine, new_owner: NewPerson | None = None) -> Result:
        """A task from a quick-add line; what the line leaves open is filled by the rule.

        Owner: the account's CSM. Phase: the one of the due date, else today's. Due: the phase's end
        in an active plan, none in a draft. An unknown owner is created (`new_owner` says whose).
        """
        if line.problems:
            raise InvalidInput(line.problems[0])
        if not line.title:
            raise InvalidInput("A task needs a title.")
        if line.new_owner and new_owner is None:
            raise NotFound(f"Nobody is called {line.new_owner}.")
        with self.store.write() as write:
            dossier = self._dossier(write, account_id)
            plan, phase = dossier.open_plan, self._phase_for(dossier, line)
            owner: Named | NewPerson | None = line.owner or new_owner
            if owner is None and (csm := dossier.default_owner):
                owner = Named(csm.id, csm.name)
            owner_id, customer_owner_id = the_owner(write, account_id, owner)
            due = line.due or dossier.default_due(phase)
            last = max((t.rank for t in dossier.tasks), default="")
            write.add(
                m.Task(
                    id=new_id(),
                    account_id=account_id,
                    plan_id=plan.id if plan else None,
                    phase_id=phase.id if phase else None,
                    title=line.title,
                    kind=line.kind,
                    owner_id=owner_id,
                    customer_owner_id=customer_owner_id,
                    promised_to=line.promised_to,
                    due=due,
                    first_due=due,
                    created_on=self.store.today(),
                    priority=line.priority,
                    tags=line.tags,
                    criterion_id=line.criterion_id,
                    shown=shown_by_default(line.kind, customer_owner_id is not None),
                    announced_on=self.store.today() if line.promised_to else None,
                    rank=ranks.after(last),
                )
            )
            write.about(f"added {quoted(line.title)}", account_id, plan.id if plan else None)
        return write.result()

    def _phase_for(self, dossier: Dossier, line: TaskLine) -> m.Phase | None:
        if dossier.open_plan is None:
            if line.phase is not None:
                raise InvalidInput(f"p:{line.phase}: there is no plan yet, so no phases.")
            return None
        if line.phase is not None:
            found = [p for p in dossier.phases if p.position == line.phase]
            if not found:
                raise InvalidInput(f"p:{line.phase}: the plan has no such phase.")
            return found[0]
        return dossier.phase_for(line.due)

    def edit(self, task_id: str, values: dict[str, Any], version: int | None = None) -> Result:
        """Change fields of one task; a moved due date of an active plan is recorded."""
        with self.store.write() as write:
            task = write.get(m.Task, task_id)
            write.expect(task, version)
            due = values.get("due", task.due)
            others = {name: value for name, value in values.items() if name != "due"}
            changed = write.change(task, **others)
            if due != task.due:
                self._set_due(write, [changed], lambda _: due, "")
            write.about(f"edited {quoted(changed.title)}", task.account_id, task.plan_id)
        return write.result()

    # -- place ------------------------------------------------------------------------------------

    def move(self, chosen: Chosen, step: int) -> Result:
        """To the previous (-1) or next (+1) phase; due dates stay. Refused at the edge."""
        with self.store.write() as write:
            tasks = self._tasks(write, chosen)
            phases = sorted(
                write.all(m.Phase, plan_id=[t.plan_id for t in tasks if t.plan_id]),
                key=lambda p: (p.plan_id, p.position),
            )
            moved: list[m.Task] = []
            target: m.Phase | None = None
            for task in tasks:
                own = [p for p in phases if p.plan_id == task.plan_id]
                places = [p.id for p in own]
                index = places.index(task.phase_id) if task.phase_id in places else -1
                if not 0 <= index + step < len(own):
                    continue
                target = own[index + step]
                write.change(task, phase_id=target.id)
                moved.append(task)
            if not moved or target is None:
                loose = any(t.plan_id is None for t in tasks)
                edge = "first" if step < 0 else "last"
                raise Refused(
                    "These tasks are not in a plan; P takes them into one."
                    if loose
                    else f"This is the {edge} phase."
                )
            self._about(write, f"moved {named(moved)} to {target.name}", moved)
        return write.result()

    def place(
        self, chosen: Chosen, before_id: str | None, after_id: str | None, word: str = "moved"
    ) -> Result:
        """One task between two neighbours: after the task `after_id`, before `before_id`."""
        with self.store.write() as write:
            [task] = self._tasks(write, chosen)
            write.change(task, rank=self._between(write, task, before_id, after_id))
            self._about(write, f"{word} {quoted(task.title)}", [task])
        return write.result()

    def drop(
        self, chosen: Chosen, phase_id: str, before_id: str | None, after_id: str | None
    ) -> Result:
        """One task into a phase of the plan, between two neighbours (none: its order stays)."""
        with self.store.write() as write:
            [task] = self._tasks(write, chosen)
            phase = write.get(m.Phase, phase_id)
            if task.plan_id != phase.plan_id:
                raise Refused("This task is not in a plan; P takes it into one.")
            rank = task.rank
            if before_id or after_id:
                rank = self._between(write, task, before_id, after_id)
            write.change(task, phase_id=phase_id, rank=rank)
            self._about(write, f"moved {quoted(task.title)} to {phase.name}", [task])
        return write.result()

    def _between(
        self, write: Write, task: m.Task, before_id: str | None, after_id: str | None
    ) -> str:
        rest = [t for t in write.all(m.Task, account_id=task.account_id) if t.id != task.id]
        places = {t.id: place for place, t in enumerate(rest)}
        after = places.get(after_id or "", -1)
        before = places.get(before_id or "", len(rest))
        if after >= before:
            raise Conflict("Somebody else moved these cards meanwhile; nothing was changed.")
        return rank_at(write, rest, before if after < 0 else after + 1)

    # -- state ------------------------------------------------------------------------------------

    def complete(self, chosen: Chosen) -> Result:
        """Complete open tasks; when all are done already, reopen them as todo."""
        with self.store.write() as write:
            tasks = self._tasks(write, chosen)
            to_do = [t for t in tasks if not t.done]
            if to_do:
                self._status(write, to_do, m.TaskStatus.DONE)
                self._about(write, f"completed {named(to_do)}", to_do)
            else:
                self._status(write, tasks, m.TaskStatus.TODO)
                self._about(write, f"reopened {named(tasks)}", tasks)
        return write.result()

    def set_status(self, chosen: Chosen, status: m.TaskStatus) -> Result:
        """Todo, doing or done; blocked has a use case of its own."""
        with self.store.write() as write:
            tasks = [t for t in self._tasks(write, chosen) if t.status is not status]
            if not tasks:
                raise Refused(f"Already {status.value}.")
            self._status(write, tasks, status)
            self._about(write, f"set {named(tasks)} to {status.value}", tasks)
        return write.result()

    def _status(self, write: Write, tasks: Sequence[m.Task], status: m.TaskStatus) -> None:
        for task in tasks:
            write.change(
                task,
                status=status,
                done_on=self.store.today() if status is m.TaskStatus.DONE else None,
                blocked_by="",
                blocked_by_id=None,
                blocked_since=None,
            )

    def block(self, chosen: Chosen, by: str = "", by_task: str | None = None) -> Result:
        """Blocked from today, by a text or by another task."""
        if not by.strip() and by_task is None:
            raise InvalidInput("Say what blocks it.")
        with self.store.write() as write:
            tasks = self._tasks(write, chosen)
            if done := [t for t in tasks if t.done]:
                raise Refused(f"{named(done)} is done; reopen it first.")
            self._check_blocker(write, by_task, chosen)
            for task in tasks:
                write.change(
                    task,
                    status=m.TaskStatus.BLOCKED,
                    blocked_by=by,
                    blocked_by_id=by_task,
                    blocked_since=task.blocked_since or self.store.today(),
                    done_on=None,
                )
            what = quoted(write.get(m.Task, by_task).title) if by_task else by.strip()
            self._about(write, f"blocked {named(tasks)} by {what}", tasks)
        return write.result()

    def _check_blocker(self, write: Write, by_task: str | None, chosen: Chosen) -> None:
        """Refuse what would wait for itself, at whatever remove."""
        if by_task is None:
            return
        if by_task in chosen:
            raise Refused("A task cannot block itself.")
        blocker = write.get(m.Task, by_task)
        others = {t.id: t for t in write.all(m.Task, account_id=blocker.account_id)}
        for other in (blocker, *waits_for(blocker, others)):
            if other.status is m.TaskStatus.BLOCKED and other.blocked_by_id in chosen:
                raise Refused(f"{quoted(other.title)} waits for this task already.")

    def unblock(self, chosen: Chosen) -> Result:
        """Blocked tasks go on."""
        with self.store.write() as write:
            tasks = [t for t in self._tasks(write, chosen) if t.status is m.TaskStatus.BLOCKED]
            if not tasks:
                raise Refused("This is not blocked.")
            self._status(write, tasks, m.TaskStatus.DOING)
            self._about(write, f"unblocked {named(tasks)}", tasks)
        return write.result()

    def ask_help(self, chosen: Chosen, ask: HelpAsk) -> Result:
        """Help needed: from whom, what, by when."""
        if not ask.ask.strip():
            raise InvalidInput("Say what help is needed.")
        with self.store.write() as write:
            tasks = self._tasks(write, chosen)
            for task in tasks:
                asked = task.help_since if task.help_open else None  # other words, the same ask
                write.change(
                    task,
                    help_function=ask.function,
                    help_ask=ask.ask,
                    help_by=ask.by,
                    help_since=asked or self.store.today(),
                    help_answered=None,
                )
            self._about(write, f"asked for help with {named(tasks)}", tasks)
        return write.result()

    def answer_help(self, chosen: Chosen) -> Result:
        """The help that was asked for has come."""
        with self.store.write() as write:
            tasks = [t for t in self._tasks(write, chosen) if t.help_open]
            if not tasks:
                raise Refused("No help was asked for.")
            for task in tasks:
                write.change(task, help_answered=self.store.today())
            self._about(write, f"noted the help for {named(tasks)}", tasks)
        return write.result()

    # -- dates ------------------------------------------------------------------------------------

    def set_due(self, chosen: Chosen, due: date | None, why: str = "") -> Result:
        """One due date for all; None takes it away. A plan that runs keeps the old date."""
        with self.store.write() as write:
            tasks = self._tasks(write, chosen)
            changed = self._set_due(write, tasks, lambda _: due, why)
            if not changed:
                raise Refused("The date is the same.")
            day = full_date(due) if due else "no date"
            self._about(write, f"moved {named(changed)} to {day}", changed)
        return write.result()

    def shift(self, chosen: Chosen, days: int, why: str = "") -> Result:
        """Each task's own date later (or sooner) by `days`."""
        with self.store.write() as write:
            tasks = [t for t in self._tasks(write, chosen) if t.due]
            if not tasks:
                raise Refused("There is no due date to shift; t sets one.")
            step = _step(days)
            self._set_due(write, tasks, lambda t: t.due + step if t.due else None, why)
            way = "later" if days > 0 else "sooner"
            to = ""
            if len(tasks) == 1 and tasks[0].due:
                to = f", to {table_date(tasks[0].due + step, self.store.today())}"
            self._about(write, f"shifted {named(tasks)} {abs(days)} d {way}{to}", tasks)
        return write.result()

    def shift_all(self, account_id: str, days: int, why: str = "") -> Result:
        """Every open task of the plan by the same days."""
        with self.store.write() as write:
            dossier = self._dossier(write, account_id)
            plan = dossier.open_plan
            tasks = [
                t for t in dossier.tasks if plan and t.plan_id == plan.id and t.due and not t.done
            ]
            if not tasks or not days:
                raise Refused("There is no open task with a date to shift.")
            step = _step(days)
            self._set_due(write, tasks, lambda t: t.due + step if t.due else None, why)
            way = "later" if days > 0 else "sooner"
            write.about(
                f"shifted {counted(len(tasks), 'open task')} {abs(days)} d {way}",
                account_id,
                plan.id if plan else None,
            )
        return write.result()

    def _set_due(self, write: Write, tasks: Sequence[m.Task], new: Any, why: str) -> list[m.Task]:
        """Change due dates; in a plan that runs the move is kept with who, when and why."""
        who = self._who(write)
        plans = {p.id: p for p in write.all(m.Plan, id=[t.plan_id for t in tasks if t.plan_id])}
        changed: list[m.Task] = []
        for task in tasks:
            due = new(task)
            if due is not None and not can_be_kept(due):
                raise InvalidInput("A due date lies between 1900 and 2199.")
            if due == task.due:
                continue
            plan = plans.get(task.plan_id or "")
            state = plan.state if plan is not None else None
            if due is None and runs(state):
                raise InvalidInput("a task of a plan that runs keeps a date.", "due")
            if runs(state) and (task.due is not None or task.first_due is not None):
                write.add(
                    m.DueMove(
                        id=new_id(),
                        task_id=task.id,
                        old=task.due,
                        new=due,
                        on=self.store.today(),
                        by=who,
                        why=why,
                    )
                )
                write.change(task, due=due, first_due=task.first_due or task.due)
            else:
                write.change(task, due=due, first_due=due)
            changed.append(task)
        return changed

    # -- owners -----------------------------------------------------------------------------------

    def set_owner(self, chosen: Chosen, owner: Named | NewPerson | None) -> Result:
        """One owner for all: one of ours, one of the customer's, or nobody."""
        with self.store.write() as write:
            tasks = self._tasks(write, chosen)
            theirs = owner is not None and not owner.ours
            if theirs and len({t.account_id for t in tasks}) > 1:
                raise Refused("One of the customer’s people can own work of her account only.")
            owner_id, customer_id = the_owner(write, tasks[0].account_id, owner)
            for task in tasks:
                write.change(task, owner_id=owner_id, customer_owner_id=customer_id)
            who = owner.name if owner else "nobody"
            self._about(write, f"gave {named(tasks)} to {who}", tasks)
        return write.result()

    def hand_over(self, account_id: str | None, person_id: str, owner: Named) -> Result:
        """All open tasks of one person to another, in one account or in all."""
        with self.store.write() as write:
            tasks = open_tasks_of(write, person_id, account_id)
            giver = write.get(m.Person, person_id)
            if not tasks:
                raise Refused(f"{giver.name} has no open tasks here.")
            owner_id, customer_id = the_owner(write, account_id, owner)
            for task in tasks:
                write.change(task, owner_id=owner_id, customer_owner_id=customer_id)
            write.about(
                f"handed {counted(len(tasks), 'open task')} of {giver.name} to {owner.name}",
                account_id,
            )
        return write.result()

    def lines(self, account_id: str | None = None) -> Iterator[ListedTask]:
        """Every task (or those of one account), as they are read: open ones first, earliest due."""
        with self.store.read() as reader:
            yield from task_lines(reader, account_id)

    def recent_owners(self) -> list[str]:
        """Ids of owners, last used first."""
        with self.store.read() as reader:
            return recent_owners(reader, self.store.user)

    def history(self, task_id: str) -> list[tuple[date, str, str]]:
        """Day, who and what, newest first."""
        with self.store.read() as reader:
            return task_history(reader, task_id)

    def delete(self, chosen: Chosen) -> Result:
        """Soft: undo brings them back."""
        with self.store.write() as write:
            tasks = self._tasks(write, chosen)
            for task in tasks:
                write.delete(task)
            self._about(write, f"deleted {named(tasks)}", tasks)
        return write.result()

    # -- shared -----------------------------------------------------------------------------------

    def _tasks(self, write: Write, chosen: Chosen) -> list[m.Task]:
        """The chosen tasks; Conflict when another program changed one since it was looked at."""
        tasks = write.all(m.Task, id=list(chosen))
        if not tasks:
            raise NotFound("This task was deleted.")
        if isinstance(chosen, Mapping):
            for task in tasks:
                write.expect_seen(task, chosen[task.id])
        return tasks

    def _about(self, write: Write, sentence: str, tasks: Sequence[m.Task]) -> None:
        write.about(sentence, tasks[0].account_id, tasks[0].plan_id)


def _step(days: int) -> timedelta:
    if abs(days) > MOST_DAYS:
        raise InvalidInput(f"Dates are shifted by {MOST_DAYS} days at most.")
    return timedelta(days=days)
