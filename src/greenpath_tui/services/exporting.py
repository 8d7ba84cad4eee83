"""What is stored, as the portfolio file has it."""

from collections.abc import Callable, Sequence
from typing import Any, Protocol, TypeVar

from pydantic import BaseModel

from greenpath_tui.domain import model as m
from greenpath_tui.portfolio_file import schema as f
from greenpath_tui.views.dossier import Dossier

T = TypeVar("T", bound=f.Entry)
E = TypeVar("E", bound=m.Entity)


class Source(Protocol):
    """Where entities come from: the store's reader, or accounts as somebody may see them."""

    def all(self, kind: type[E], **equal: Any) -> list[E]:
        """Every entity whose fields equal the given values; a list means any of them."""
        ...


class Seen:
    """The entities of dossiers, as a source."""

    def __init__(self, dossiers: Sequence[Dossier]) -> None:
        self._by_kind: dict[type[m.Entity], dict[str, m.Entity]] = {}
        for d in dossiers:
            definition = (d.definition,) if d.definition else ()
            for entity in (
                d.account, *d.people, *d.team, *d.stakeholders, *d.gaps, *d.status_changes,
                *d.touchpoints, *d.updates, *d.sent_pages, *d.plans, *d.phases, *definition,
                *d.agreements, *d.criteria, *d.measurements, *d.tasks, *d.due_moves,
            ):  # fmt: skip
                self._by_kind.setdefault(type(entity), {})[entity.id] = entity

    def all(self, kind: type[E], **equal: Any) -> list[E]:
        """As `Source.all`, in the order of the dossiers."""
        found: list[Any] = list(self._by_kind.get(kind, {}).values())
        for name, wanted in equal.items():
            values = wanted if isinstance(wanted, list) else [wanted]
            found = [e for e in found if getattr(e, name) in values]
        return found


def portfolio_of(
    reader: Source,
    account_ids: Sequence[str] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> f.Portfolio:
    """Every account with all that belongs to it, or only the given ones, and our people."""
    return _Export(reader, account_ids).portfolio(progress)


class _Export:
    def __init__(self, reader: Source, account_ids: Sequence[str] | None) -> None:
        which = {} if account_ids is None else {"id": list(account_ids)}
        self._accounts = reader.all(m.Account, **which)
        self._people = reader.all(m.Person)
        self._names = {p.id: p.name for p in self._people}
        by_account = {} if account_ids is None else {"account_id": list(account_ids)}
        self._groups: dict[tuple[type[m.Entity], str], list[Any]] = {}
        for kind in (
            m.TeamMember, m.Stakeholder, m.ProductGap, m.StatusChange, m.Touchpoint,
            m.WeeklyUpdate, m.SentPage, m.Task, m.Plan,
        ):  # fmt: skip
            self._group(kind, "account_id", reader.all(kind, **by_account))
        plans = self._ids(m.Plan)
        self._group(m.Phase, "plan_id", reader.all(m.Phase, plan_id=plans))
        self._group(m.Definition, "plan_id", reader.all(m.Definition, plan_id=plans))
        definitions = self._ids(m.Definition)
        self._group(
            m.Criterion, "definition_id", reader.all(m.Criterion, definition_id=definitions)
        )
        self._group(
            m.Agreement, "definition_id", reader.all(m.Agreement, definition_id=definitions)
        )
        criteria = self._ids(m.Criterion)
        self._group(m.Measurement, "criterion_id", reader.all(m.Measurement, criterion_id=criteria))
        self._group(m.DueMove, "task_id", reader.all(m.DueMove, task_id=self._ids(m.Task)))
        self._titles = {t.id: t.title for t in self._each(m.Task)}
        self._metrics = {c.id: c.metric for c in self._each(m.Criterion)}
        self._customers = {s.id: s.name for s in self._each(m.Stakeholder)}
        self._positions = {p.id: p.position for p in self._each(m.Phase)}
        self._numbers = {p.id: p.number for p in self._each(m.Plan)}

    def _group(self, kind: type[m.Entity], parent: str, entities: Sequence[m.Entity]) -> None:
        for entity in entities:
            self._groups.setdefault((kind, getattr(entity, parent)), []).append(entity)

    def _each(self, kind: type[m.Entity]) -> list[Any]:
        return [e for (k, _), group in self._groups.items() if k is kind for e in group]

    def _ids(self, kind: type[m.Entity]) -> list[str]:
        return [entity.id for entity in self._each(kind)]

    def _of(self, kind: type[m.Entity], parent: str) -> list[Any]:
        return self._groups.get((kind, parent), [])

    def portfolio(self, progress: Callable[[int, int], None] | None) -> f.Portfolio:
        """The whole file."""
        accounts = []
        for number, account in enumerate(self._accounts, 1):
            accounts.append(self._account(account))
            if progress:
                progress(number, len(self._accounts))
        return f.Portfolio.model_construct(
            written_for=None,
            people=[_entry(f.PersonEntry, p) for p in self._people],
            accounts=accounts,
        )

    def _account(self, a: m.Account) -> f.AccountEntry:
        return _entry(
            f.AccountEntry,
            a,
            team=[
                _entry(f.TeamEntry, t, person=self._names.get(t.person_id, ""))
                for t in self._of(m.TeamMember, a.id)
            ],
            stakeholders=[
                _entry(f.StakeholderEntry, s, counterpart=self._names.get(s.counterpart_id))
                for s in self._of(m.Stakeholder, a.id)
            ],
            gaps=[_entry(f.GapEntry, g) for g in self._of(m.ProductGap, a.id)],
            status_changes=[_entry(f.StatusChangeEntry, c) for c in self._of(m.StatusChange, a.id)],
            touchpoints=[
                _entry(f.TouchpointEntry, t, plan=self._numbers.get(t.plan_id))
                for t in self._of(m.Touchpoint, a.id)
            ],
            updates=[
                _entry(f.UpdateEntry, u, plan=self._numbers.get(u.plan_id))
                for u in self._of(m.WeeklyUpdate, a.id)
            ],
            sent_pages=[
                _entry(f.SentPageEntry, x, plan=self._numbers.get(x.plan_id))
                for x in self._of(m.SentPage, a.id)
            ],
            tasks=[self._task(t) for t in self._of(m.Task, a.id) if t.plan_id is None],
            plans=[self._plan(p) for p in self._of(m.Plan, a.id)],
        )

    def _plan(self, p: m.Plan) -> f.PlanEntry:
        definitions = self._of(m.Definition, p.id)
        return _entry(
            f.PlanEntry,
            p,
            owner=self._names.get(p.owner_id or ""),
            phases=[_entry(f.PhaseEntry, x) for x in self._of(m.Phase, p.id)],
            definition=self._definition(definitions[0]) if definitions else None,
            tasks=[self._task(t) for t in self._of(m.Task, p.account_id) if t.plan_id == p.id],
        )

    def _definition(self, d: m.Definition) -> f.DefinitionEntry:
        return _entry(
            f.DefinitionEntry,
            d,
            criteria=[
                _entry(
                    f.CriterionEntry,
                    c,
                    measurements=[
                        _entry(f.MeasurementEntry, x) for x in self._of(m.Measurement, c.id)
                    ],
                )
                for c in self._of(m.Criterion, d.id)
            ],
            agreements=[_entry(f.AgreementEntry, x) for x in self._of(m.Agreement, d.id)],
        )

    def _task(self, t: m.Task) -> f.TaskEntry:
        return _entry(
            f.TaskEntry,
            t,
            phase=self._positions.get(t.phase_id or ""),
            owner=self._names.get(t.owner_id or ""),
            customer_owner=self._customers.get(t.customer_owner_id or ""),
            criterion=self._metrics.get(t.criterion_id or ""),
            blocked_by_task=self._titles.get(t.blocked_by_id or ""),
            due_moves=[_entry(f.DueMoveEntry, x) for x in self._of(m.DueMove, t.id)],
        )


def _entry(kind: type[T], entity: m.Entity, **given: Any) -> T:
    """An entry with the entity's fields of the same names, and those given."""
    values = {
        name: given[name] if name in given else getattr(entity, name, None)
        for name in kind.model_fields
    }
    return kind.model_construct(**values)


def without_ids(portfolio: f.Portfolio) -> f.Portfolio:
    """The same file without our ids: what a customer sends back never overwrites ours by id."""

    def strip(model: BaseModel) -> None:
        for name in type(model).model_fields:
            value = getattr(model, name)
            if name == "id":
                setattr(model, name, None)
            elif isinstance(value, BaseModel):
                strip(value)
            elif isinstance(value, list):
                for item in value:
                    strip(item)

    strip(portfolio)
    return portfolio
