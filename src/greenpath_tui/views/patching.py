"""A dossier after a save: only what changed is put in its place, nothing is read again."""

from dataclasses import replace
from typing import Any

from greenpath_tui.domain import model as m
from greenpath_tui.views.dossier import Dossier

_PARTS: dict[type[m.Entity], str] = {
    m.Person: "people",
    m.TeamMember: "team",
    m.Stakeholder: "stakeholders",
    m.StatusChange: "status_changes",
    m.Touchpoint: "touchpoints",
    m.WeeklyUpdate: "updates",
    m.SentPage: "sent_pages",
    m.Plan: "plans",
    m.Phase: "phases",
    m.Agreement: "agreements",
    m.Criterion: "criteria",
    m.Measurement: "measurements",
    m.Task: "tasks",
    m.DueMove: "due_moves",
}


def patched(
    d: Dossier, saved: tuple[m.Entity, ...], removed: tuple[tuple[type[m.Entity], str], ...]
) -> Dossier:
    """The same dossier with what was saved and without what was removed.

    What was saved of other accounts is none of its business.
    """
    lists = {kind: list(getattr(d, name)) for kind, name in _PARTS.items()}
    values: dict[str, Any] = {}
    gone = set(removed)
    own = {d.account.id, *(p.id for p in d.plans), *(c.id for c in d.criteria)}
    own |= {t.id for t in d.tasks} | ({d.definition.id} if d.definition else set())
    for entity in saved:
        if not isinstance(entity, m.Person) and _parent_id(entity) not in own:
            continue
        own.add(entity.id)
        if isinstance(entity, m.Account):
            values["account"] = entity
        elif isinstance(entity, m.Definition):
            values["definition"] = entity
        elif type(entity) in lists:
            _put(lists[type(entity)], entity)
    for kind, name in _PARTS.items():
        items = [i for i in lists[kind] if (kind, i.id) not in gone]
        if kind in (m.Task, m.Criterion):
            items.sort(key=lambda i: (i.rank, i.id))
        values[name] = tuple(items)
    today = {e.id: d.today for e in saved}
    return replace(d, **values, changed={**d.changed, **today})


def _put(items: list[Any], entity: m.Entity) -> None:
    """In the place of its earlier state, else at the end."""
    for index, item in enumerate(items):
        if item.id == entity.id:
            items[index] = entity
            return
    items.append(entity)


def _parent_id(entity: m.Entity) -> str:
    """The id of what a thing is a part of; an account is its own."""
    for name in ("account_id", "plan_id", "definition_id", "criterion_id", "task_id"):
        if hasattr(entity, name):
            return str(getattr(entity, name))
    return entity.id
