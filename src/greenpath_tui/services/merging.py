"""Merging a file into what is stored (PRODUCT rule "Import").

Things carry an `id` in an exported file; without one they are matched by their title within their
parent. What the file lacks is left alone; deleted things are never matched.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from greenpath_tui.domain import model as m
from greenpath_tui.domain import ranks
from greenpath_tui.domain.green import full_copy
from greenpath_tui.domain.method import Method
from greenpath_tui.domain.plan import phase_shapes, runs, waits_for
from greenpath_tui.domain.text import fold
from greenpath_tui.errors import InvalidInput
from greenpath_tui.portfolio_file import schema as f
from greenpath_tui.portfolio_file.reading import refusal, shown
from greenpath_tui.services.base import new_id
from greenpath_tui.services.differences import difference_lines
from greenpath_tui.services.matching import PARENTS, Stored, key
from greenpath_tui.storage.journal import Write
from greenpath_tui.storage.mapping import field_names

E = TypeVar("E", bound=m.Entity)


class Merge:
    """One file on its way into the store. Problems are collected with their paths."""

    def __init__(
        self,
        write: Write,
        today: date,
        name: str,
        method: Method,
        who: str,
        progress: Callable[[int, int], None] | None = None,
    ) -> None:
        """`who` imports, as texts name her; a plan without phases gets those of the `method`."""
        self._write = write
        self._method = method
        self._who = who
        self._today = today
        self._name = name
        self._progress = progress
        self.unchanged = 0
        self._problems: list[str] = []
        self._assumed: set[str] = set()  # ids of new accounts to which no status was given
        self._stored = Stored(write)
        self._merged_tasks: list[m.Task] = []  # of the present account
        self._waiting: list[
            tuple[m.Task, str, str]
        ] = []  # with the title of what for, and its path

    def check(self) -> None:
        """Refuse the whole file when anything in it was wrong."""
        if self._problems:
            raise refusal(self._name, tuple(self._problems))

    # -- one thing --------------------------------------------------------------------------------

    def _values(self, entry: f.Entry, kind: type[m.Entity]) -> dict[str, Any]:
        known = set(field_names(kind)) - {"id", "version"}
        return {n: getattr(entry, n) for n in entry.model_fields_set if n in known}

    def _put(
        self,
        kind: type[E],
        entry: f.Entry,
        path: str,
        values: dict[str, Any],
        parent: str = "",
        existing: E | None = None,
        only_new: Mapping[str, Any] | None = None,
    ) -> E:
        """Add or change one thing; `only_new` are values an existing one keeps for itself."""
        found = existing or self._stored.match(kind, entry.id, values, parent)
        own: dict[str, Any] = {PARENTS[kind]: parent} if kind in PARENTS else {}
        try:
            if found is not None:
                if self._stored.taken_twice(found):
                    self._problems.append(f"{path}: stands for the same thing as one before it")
                after = self._write.change(found, **values)
                self.unchanged += after == found
                return after
            entity = kind(
                id=self._fresh(kind, entry, path), **own, **{**(only_new or {}), **values}
            )
            return self._write.add(entity)
        except InvalidInput as error:
            self._problems.append(f"{path}.{error.field}: {error.problem}")
            return found or kind(id=new_id(), **own, **{**(only_new or {}), **values})

    def _fresh(self, kind: type[m.Entity], entry: f.Entry, path: str) -> str:
        fresh = self._stored.fresh(kind, entry.id)
        if fresh is None:
            self._problems.append(f"{path}.id: used twice: {shown(entry.id or '')}")
        return fresh or new_id()

    def _refer(
        self, table: Mapping[str, str], name: str | None, path: str, what: str
    ) -> str | None:
        if name is None:
            return None
        found = table.get(key(name))
        if found is None:
            self._problems.append(f"{path}: {what} {shown(name)}")
        return found

    # -- the portfolio ----------------------------------------------------------------------------

    def portfolio(self, portfolio: f.Portfolio) -> None:
        """Merge a whole file."""
        self._people = {fold(p.name): p.id for p in self._stored.of(m.Person)}
        seen: set[str] = set()
        for index, person in enumerate(portfolio.people):
            path = f"people[{index}]"
            if key(person.name) in seen:
                self._problems.append(f"{path}.name: named twice: {shown(person.name)}")
                continue
            seen.add(key(person.name))
            self._person(person, path)
        names: set[str] = set()
        externals: set[str] = set()
        for index, entry in enumerate(portfolio.accounts):
            path = f"accounts[{index}]"
            if key(entry.name) in names:
                self._problems.append(f"{path}.name: named twice: {shown(entry.name)}")
            if entry.external_id in externals:
                self._problems.append(f"{path}.external_id: used twice: {shown(entry.external_id)}")
            if self._problems and self._problems[-1].startswith(f"{path}."):
                continue
            names.add(key(entry.name))
            externals |= {entry.external_id} - {""}
            self._account(entry, path)
            if self._progress:
                self._progress(index + 1, len(portfolio.accounts))

    def _person(self, entry: f.PersonEntry, path: str) -> None:
        """One of ours: by the id, else by the name, which no two people share."""
        namesake = self._stored.get(m.Person, self._people.get(key(entry.name)))
        known = self._stored.get(m.Person, entry.id) or namesake
        if known is not None and namesake is not None and known is not namesake:
            self._problems.append(f"{path}.name: somebody else is called {shown(entry.name)}")
            return
        values = self._values(entry, m.Person)
        put = self._put(m.Person, entry, path, values, existing=known)
        self._people[fold(put.name)] = put.id

    def _account(self, entry: f.AccountEntry, path: str) -> m.Account:
        values = self._values(entry, m.Account)
        existing = self._account_for(entry)
        if "name" in values:
            other = self._stored.accounts.get(key(values["name"]))
            if other is not None and existing is not None and other.id != existing.id:
                self._problems.append(f"{path}.name: another account is called {shown(entry.name)}")
                return existing
        account = self._put(m.Account, entry, path, values, existing=existing)
        if existing is not None:  # a renamed one is found by its new name only
            self._stored.accounts.pop(fold(existing.name), None)
        self._stored.accounts[fold(account.name)] = account
        if existing is not None and existing.status is not account.status:
            newest = max(entry.status_changes, key=lambda c: c.on, default=None)
            if newest is None or newest.new is not account.status:
                self._write.add(
                    m.StatusChange(
                        id=new_id(),
                        account_id=account.id,
                        old=existing.status,
                        new=account.status,
                        on=self._today,
                        by=self._who,
                        reason=f"Imported from {self._name}",
                    )
                )
        self._team(entry, account, path)
        for i, gap in enumerate(entry.gaps):
            own = f"{path}.gaps[{i}]"
            self._put(m.ProductGap, gap, own, self._values(gap, m.ProductGap), account.id)
        for i, change in enumerate(entry.status_changes):
            own = f"{path}.status_changes[{i}]"
            values = self._values(change, m.StatusChange)
            self._put(m.StatusChange, change, own, values, account.id)
        customers = self._stakeholders(entry, account, path)
        self._merged_tasks, self._waiting = [], []
        plans, criteria = self._plans(entry, account, customers, path)
        self._logs(entry, account, plans, path)
        self._tasks(entry.tasks, account, None, {}, criteria, customers, f"{path}.tasks")
        self._block(account)
        return account

    def _account_for(self, entry: f.AccountEntry) -> m.Account | None:
        if entry.id is not None:
            found = self._stored.get(m.Account, entry.id)
            if found is not None:
                return found
        if entry.external_id and entry.external_id in self._stored.external:
            return self._stored.external[entry.external_id]
        by_name = self._stored.accounts.get(key(entry.name))
        return self._stored.get(m.Account, by_name.id) if by_name else None

    def _team(self, entry: f.AccountEntry, account: m.Account, path: str) -> None:
        for i, member in enumerate(entry.team):
            own = f"{path}.team[{i}]"
            person = self._refer(self._people, member.person, f"{own}.person", "nobody is called")
            if person is None:
                continue
            values = self._values(member, m.TeamMember) | {"person_id": person}
            self._put(m.TeamMember, member, own, values, account.id)

    def _stakeholders(self, entry: f.AccountEntry, account: m.Account, path: str) -> dict[str, str]:
        out = {fold(s.name): s.id for s in self._stored.of(m.Stakeholder, account.id)}
        for i, item in enumerate(entry.stakeholders):
            own = f"{path}.stakeholders[{i}]"
            values = self._values(item, m.Stakeholder)
            if "counterpart" in item.model_fields_set:
                values["counterpart_id"] = self._refer(
                    self._people, item.counterpart, f"{own}.counterpart", "nobody is called"
                )
            put = self._put(m.Stakeholder, item, own, values, account.id)
            out[fold(put.name)] = put.id
        return out

    def _logs(
        self, entry: f.AccountEntry, account: m.Account, plans: Mapping[int, str], path: str
    ) -> None:
        groups: tuple[tuple[str, type[m.Entity], Sequence[Any]], ...] = (
            ("touchpoints", m.Touchpoint, entry.touchpoints),
            ("updates", m.WeeklyUpdate, entry.updates),
            ("sent_pages", m.SentPage, entry.sent_pages),
        )
        for name, kind, items in groups:
            for i, item in enumerate(items):
                own = f"{path}.{name}[{i}]"
                values = self._values(item, kind)
                if item.plan is not None:
                    if item.plan not in plans:
                        self._problems.append(f"{own}.plan: no plan has the number {item.plan}")
                    values["plan_id"] = plans.get(item.plan)
                self._put(kind, item, own, values, account.id)

    # -- plans ------------------------------------------------------------------------------------

    def _plans(
        self,
        entry: f.AccountEntry,
        account: m.Account,
        customers: Mapping[str, str],
        path: str,
    ) -> tuple[dict[int, str], dict[str, str]]:
        """Plans by their number, criteria by their metric; a task may serve those of any plan."""
        stored = self._stored.of(m.Plan, account.id)
        out = {p.number: p.id for p in stored}
        states = {p.number: p.state for p in stored}
        every: dict[str, str] = {}
        for old in stored:
            every |= self._criteria_of(old)
        merged = []
        for i, plan_entry in enumerate(entry.plans):
            own = f"{path}.plans[{i}]"
            values = self._values(plan_entry, m.Plan)
            if "owner" in plan_entry.model_fields_set:
                values["owner_id"] = self._refer(
                    self._people, plan_entry.owner, f"{own}.owner", "nobody is called"
                )
            plan = self._put(m.Plan, plan_entry, own, values, account.id)
            if plan.state is not m.PlanState.DRAFT and plan.start is None:
                self._problems.append(f"{own}.start: missing in a plan that is {plan.state.value}")
            out[plan.number] = plan.id
            states[plan.number] = plan.state
            phases = self._phases(plan_entry, plan, own)
            criteria = self._definition(plan_entry, plan, own)
            every |= criteria
            merged.append((plan_entry.tasks, plan, phases, criteria, f"{own}.tasks"))
        for entries, plan, phases, criteria, own in merged:
            self._tasks(entries, account, plan, phases, every | criteria, customers, own)
        still_open = [n for n, state in states.items() if state is not m.PlanState.CLOSED]
        if len(still_open) > 1:
            self._problems.append(f"{path}.plans: more than one plan is not closed")
        return out, every

    def _phases(self, entry: f.PlanEntry, plan: m.Plan, path: str) -> dict[int, str]:
        out = {p.position: p.id for p in self._stored.of(m.Phase, plan.id)}
        for i, phase in enumerate(entry.phases):
            own = f"{path}.phases[{i}]"
            if phase.last_day < phase.first_day:
                self._problems.append(f"{own}.last_day: before the first day: {phase.last_day}")
            put = self._put(m.Phase, phase, own, self._values(phase, m.Phase), plan.id)
            out[put.position] = put.id
        if not out:
            for position, shape in enumerate(phase_shapes((), self._method), 1):
                made = m.Phase(
                    id=new_id(),
                    plan_id=plan.id,
                    position=position,
                    name=shape.name,
                    first_day=shape.first_day,
                    last_day=shape.last_day,
                    checklist=shape.checklist,
                )
                out[position] = self._write.add(made).id
        return out

    def _definition(self, entry: f.PlanEntry, plan: m.Plan, path: str) -> dict[str, str]:
        own = f"{path}.definition"
        given = entry.definition
        stored = self._stored.of(m.Definition, plan.id)
        if given is None:
            if not stored:
                self._write.add(m.Definition(id=new_id(), plan_id=plan.id))
                return {}
            return self._criteria_of(plan)
        put = self._put(m.Definition, given, own, self._values(given, m.Definition), plan.id)
        before = self._stored.of(m.Criterion, put.id)
        out = {fold(c.metric): c.id for c in before}
        last = max((c.rank for c in before), default="")
        criteria: list[m.Criterion] = []
        for i, item in enumerate(given.criteria):
            place = f"{own}.criteria[{i}]"
            last = ranks.after(last)
            criterion = self._put(
                m.Criterion,
                item,
                place,
                self._values(item, m.Criterion),
                put.id,
                only_new={"rank": last},
            )
            criteria.append(criterion)
            out[fold(criterion.metric)] = criterion.id
            for j, taken in enumerate(item.measurements):
                self._put(
                    m.Measurement,
                    taken,
                    f"{place}.measurements[{j}]",
                    self._values(taken, m.Measurement),
                    criterion.id,
                )
        put = self._raised(put, criteria)  # what was agreed before is no copy of this
        for i, agreement in enumerate(given.agreements):
            values = self._values(agreement, m.Agreement)
            known = self._stored.get(m.Agreement, agreement.id)
            if known is None:
                known = self._stored.by_key(m.Agreement, values, put.id)
            if known is not None and known.full_text:
                values.pop("full_text", None)  # an agreed copy is frozen
            copy = {"full_text": full_copy(put, criteria)} if agreement.number == put.number else {}
            self._put(
                m.Agreement, agreement, f"{own}.agreements[{i}]", values, put.id, only_new=copy
            )
        return out

    def _criteria_of(self, plan: m.Plan) -> dict[str, str]:
        """Stored criteria of a plan by their metric."""
        return {
            fold(c.metric): c.id
            for definition in self._stored.of(m.Definition, plan.id)
            for c in self._stored.of(m.Criterion, definition.id)
        }

    def _raised(self, put: m.Definition, criteria: Sequence[m.Criterion]) -> m.Definition:
        """A file that changes an agreed definition makes a new version of it."""
        was = self._stored.get(m.Definition, put.id)
        if was is None or was.number != put.number:
            return put
        agreed = any(a.number == was.number for a in self._stored.of(m.Agreement, put.id))
        changed = put != was or any(self._stored.get(m.Criterion, c.id) != c for c in criteria)
        return self._write.change(put, number=put.number + 1) if agreed and changed else put

    # -- tasks ------------------------------------------------------------------------------------

    def _tasks(
        self,
        entries: Sequence[f.TaskEntry],
        account: m.Account,
        plan: m.Plan | None,
        phases: Mapping[int, str],
        criteria: Mapping[str, str],
        customers: Mapping[str, str],
        path: str,
    ) -> None:
        for i, entry in enumerate(entries):
            own = f"{path}[{i}]"
            values = self._values(entry, m.Task)
            given = entry.model_fields_set
            if plan is not None:
                values["plan_id"] = plan.id
            if entry.phase is not None:
                if entry.phase not in phases:
                    self._problems.append(f"{own}.phase: the plan has no phase {entry.phase}")
                values["phase_id"] = phases.get(entry.phase)
            for name, table, what in (
                ("owner", self._people, "nobody is called"),
                ("customer_owner", customers, "no stakeholder is called"),
            ):
                if name in given:
                    wanted = getattr(entry, name)
                    values[f"{name}_id"] = self._refer(table, wanted, f"{own}.{name}", what)
            last = ranks.after(self._stored.ranks.get(account.id, ""))
            before = self._stored.match(m.Task, entry.id, values, account.id)
            served = self._stored.get(m.Criterion, before.criterion_id) if before else None
            same = served is not None and key(served.metric) == key(entry.criterion or "")
            if "criterion" in given and not same:  # else it serves one of this name already
                values["criterion_id"] = self._refer(
                    criteria, entry.criterion, f"{own}.criterion", "no criterion is called"
                )
            task = self._put(
                m.Task,
                entry,
                own,
                values,
                account.id,
                existing=before,
                only_new={"rank": last, "first_due": entry.due, "created_on": self._today},
            )
            if before is None:
                self._stored.ranks[account.id] = last
            self._merged_tasks.append(task)
            if entry.blocked_by_task is not None:
                self._waiting.append((task, entry.blocked_by_task, f"{own}.blocked_by_task"))
            self._due_moves(entry, task, before, plan, own)

    def _block(self, account: m.Account) -> None:
        """Let tasks wait for what the file names: in their own plan, else elsewhere in the account."""
        by_title: dict[str, list[m.Task]] = {}
        for task in (*self._merged_tasks, *self._stored.of(m.Task, account.id)):
            by_title.setdefault(fold(task.title), []).append(task)
        now = {task.id: task for task in self._merged_tasks}
        for task, title, own in self._waiting:
            named = [other for other in by_title.get(key(title), []) if other.id != task.id]
            if not named:
                self._problems.append(f"{own}: no task is called {shown(title)}")
            elif task.blocked_by_id not in {other.id for other in named}:
                near = [other for other in named if other.plan_id == task.plan_id]
                now[task.id] = self._write.change(task, blocked_by_id=(near or named)[0].id)
        for task, _, own in self._waiting:
            chain = [now[task.id], *waits_for(now[task.id], now)]
            if len(chain) > 1 and chain[-1].blocked_by_id == task.id:
                self._problems.append(f"{own}: {shown(task.title)} would wait for itself")

    def _due_moves(
        self,
        entry: f.TaskEntry,
        task: m.Task,
        before: m.Task | None,
        plan: m.Plan | None,
        path: str,
    ) -> None:
        for i, move in enumerate(entry.due_moves):
            own = f"{path}.due_moves[{i}]"
            self._put(m.DueMove, move, own, self._values(move, m.DueMove), task.id)
        running = plan is not None and runs(plan.state)
        if before is None or before.due == task.due:
            return
        first_told = "first_due" in entry.model_fields_set
        if not running and not first_told:
            self._write.change(task, first_due=task.due)
        if running and before.due is not None:
            if task.first_due is None and not first_told:
                self._write.change(task, first_due=before.due)
            known = any(move.new == task.due for move in entry.due_moves)
            if not known:
                self._write.add(
                    m.DueMove(
                        id=new_id(),
                        task_id=task.id,
                        old=before.due,
                        new=task.due,
                        on=self._today,
                        by=self._who,
                        why=f"Imported from {self._name}",
                    )
                )

    def counts(self) -> tuple[int, int, int]:
        """How many things are new, how many of those are accounts, how many are changed."""
        new = [after for after, before in self._write.pending() if before is None]
        accounts = sum(1 for entity in new if isinstance(entity, m.Account))
        changed = sum(1 for after, before in self._write.pending() if before not in (None, after))
        return len(new), accounts, changed

    def differences(self) -> tuple[str, ...]:
        """A line for each new thing and each changed field."""
        known = [*self._stored.all(), *(after for after, _ in self._write.pending())]
        return difference_lines(self._write.pending(), known, self._assumed)
