"""Merging a file into what is stored (PRODUCT rule "Import").

Things carry an `id` in an exported file; without one they are matched by their title within their
parent. What the file lacks is left alone; deleted things are never matched.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from greenpath_tui.domain import model as m
from greenpath_tui.domain import ranks
from greenpath_tui.domain.green import full_copy
from greenpath_tui.domain.method import Method
from greenpath_tui.domain.money import main_currency
from greenpath_tui.domain.people import Named, find_people, handles
from greenpath_tui.domain.plan import phase_shapes, runs
from greenpath_tui.domain.text import fold
from greenpath_tui.errors import InvalidInput
from greenpath_tui.portfolio_file import schema as f
from greenpath_tui.portfolio_file.reading import refusal, shown
from greenpath_tui.portfolio_file.spreadsheet import Sheet
from greenpath_tui.services.base import new_id, serve
from greenpath_tui.services.differences import difference_lines
from greenpath_tui.services.matching import PARENTS, Stored, key
from greenpath_tui.storage.journal import Write
from greenpath_tui.storage.mapping import field_names
from greenpath_tui.storage.queries import currencies

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
        self.new = self.changed = self.unchanged = 0
        self.new_accounts = 0
        self._problems: list[str] = []
        self._assumed: set[str] = set()  # new accounts of a sheet without a status
        self._stored = Stored(write)

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
                if after == found:
                    self.unchanged += 1
                else:
                    self.changed += 1
                return after
            entity = kind(
                id=self._fresh(kind, entry, path), **own, **{**(only_new or {}), **values}
            )
            self.new += 1
            self.new_accounts += kind is m.Account
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
        plans = self._plans(entry, account, customers, path)
        self._logs(entry, account, plans, path)
        self._tasks(entry.tasks, account, None, {}, {}, customers, f"{path}.tasks")
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
    ) -> dict[int, str]:
        stored = self._stored.of(m.Plan, account.id)
        out = {p.number: p.id for p in stored}
        states = {p.number: p.state for p in stored}
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
            self._tasks(
                plan_entry.tasks, account, plan, phases, criteria, customers, f"{own}.tasks"
            )
        still_open = [n for n, state in states.items() if state is not m.PlanState.CLOSED]
        if len(still_open) > 1:
            self._problems.append(f"{path}.plans: more than one plan is not closed")
        return out

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
                self.new += 1
        return out

    def _definition(self, entry: f.PlanEntry, plan: m.Plan, path: str) -> dict[str, str]:
        own = f"{path}.definition"
        given = entry.definition
        stored = self._stored.of(m.Definition, plan.id)
        if given is None:
            if not stored:
                self._write.add(m.Definition(id=new_id(), plan_id=plan.id))
                self.new += 1
                return {}
            definition = stored[0]
            return {fold(c.metric): c.id for c in self._stored.of(m.Criterion, definition.id)}
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
        titles = {fold(t.title): t.id for t in self._stored.of(m.Task, account.id)}
        blocked: list[tuple[m.Task, str, str]] = []
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
                ("criterion", criteria, "no criterion is called"),
            ):
                if name in given:
                    wanted = getattr(entry, name)
                    values[f"{name}_id"] = self._refer(table, wanted, f"{own}.{name}", what)
            last = ranks.after(self._stored.ranks.get(account.id, ""))
            before = self._stored.match(m.Task, entry.id, values, account.id)
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
            titles[fold(task.title)] = task.id
            if entry.blocked_by_task is not None:
                blocked.append((task, entry.blocked_by_task, own))
            self._due_moves(entry, task, before, plan, own)
        for task, title, own in blocked:
            other = self._refer(titles, title, f"{own}.blocked_by_task", "no task is called")
            present = self._stored.get(m.Task, task.blocked_by_id)
            if present is not None and key(present.title) == key(title):
                continue  # it is blocked by a task of this name already
            if other is not None and other != task.blocked_by_id:
                self._write.change(task, blocked_by_id=other)

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

    # -- a sheet ----------------------------------------------------------------------------------

    def sheet(self, sheet: Sheet) -> tuple[str, ...]:
        """Merge a sheet of accounts; returns the rows that were refused here."""
        people = self._stored.of(m.Person)
        ours = [Named(p.id, p.name) for p in people]
        short = handles((p.id, p.name) for p in people)
        self._people = {fold(p.name): p.id for p in people}
        known = set(self._stored.accounts)
        currency = self._currency(sheet)
        refused: list[str] = []
        seen: dict[tuple[str, str], int] = {}
        for index, row in enumerate(sheet.rows):
            name, external = str(row.values["name"]), str(row.values.get("external_id", ""))
            keys = [("name", fold(name))] + ([("external id", external)] if external else [])
            twice = next(((what, key) for what, key in keys if (what, key) in seen), None)
            if twice is not None:
                what = name if twice[0] == "name" else f"external id {external}"
                refused.append(f"line {row.line}: {what} stands in line {seen[twice]} already")
                continue
            seen |= dict.fromkeys(keys, row.line)
            values = row.values
            entry = f.AccountEntry.model_construct(_fields_set=set(values), **values)
            if "currency" not in values and self._account_for(entry) is None:
                values = {**values, "currency": currency}
                entry = f.AccountEntry.model_construct(_fields_set=set(values), **values)
            found = find_people(row.csm, ours, short) if row.csm else []
            if len(found) > 1:
                listed = ", ".join(p.name for p in found)
                refused.append(f"line {row.line}: csm {row.csm} may be {listed}")
                continue
            account = self._account(entry, f"line {row.line}")
            if self._problems:  # this row's alone; nothing of it was taken
                refused += self._problems
                self._problems.clear()
                continue
            if "status" not in row.values and fold(name) not in known:
                self._assumed.add(account.id)
            if row.csm:
                person_id = found[0].id if len(found) == 1 else self._people.get(fold(row.csm))
                if person_id is None:
                    person = self._write.add(m.Person(id=new_id(), name=row.csm))
                    self.new += 1
                    person_id = self._people[fold(row.csm)] = person.id
                self._serve(account, person_id)
            if self._progress:
                self._progress(index + 1, len(sheet.rows))
        return tuple(refused)

    def _currency(self, sheet: Sheet) -> str:
        """What an amount without a sign is in: as the database's others, else as the sheet's."""
        signed = Counter(str(row.values.get("currency", "")) for row in sheet.rows)
        del signed[""]
        return main_currency(currencies(self._write) or signed)

    def _serve(self, account: m.Account, person_id: str) -> None:
        """Make somebody the CSM of an account from today."""
        team = self._stored.of(m.TeamMember, account.id)
        serve(self._write, account.id, team, person_id, self._today)

    def differences(self) -> tuple[str, ...]:
        """A line for each new thing and each changed field."""
        known = [*self._stored.all(), *(after for after, _ in self._write.pending())]
        return difference_lines(self._write.pending(), known, self._assumed)
