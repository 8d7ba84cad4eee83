"""A task in a form: its fields, and what was typed into them as values."""

from typing import TYPE_CHECKING, Any

from greenpath_tui.domain.model import Task
from greenpath_tui.domain.terms import Priority, Side, TaskKind
from greenpath_tui.ui import sheets
from greenpath_tui.ui.screens.editing import Edit
from greenpath_tui.views.dossier import Card, Dossier

if TYPE_CHECKING:
    from greenpath_tui.services import Services
    from greenpath_tui.storage.journal import Result


def task_edit(task_id: str) -> Edit:
    """How a task is edited."""

    def form(d: Dossier) -> "tuple[sheets.FormSheet, Task] | None":
        card = d.cards.get(task_id)
        return None if card is None else (_task_form(d, card), card.item)

    def save(services: "Services", values: dict[str, Any], task: Task, d: Dossier) -> "Result":
        return services.tasks.edit(task.id, _task_values(d, values), task.version)

    return Edit("task", form, save)


def _task_form(d: Dossier, card: Card) -> "sheets.FormSheet":
    item = card.item
    names = tuple(n.name for n in d.owners)
    theirs = d.names(Side.CUSTOMER)
    metrics = tuple(c.metric for c in d.criteria)
    fields = [
        sheets.Field("title", "Title", value=item.title, required=True),
        sheets.Field("owner", "Owner", "choice", card.owner_name or None, names),
        sheets.Field("due", "Due", "date", item.due),
        sheets.Field("kind", "Kind", "choice", item.kind.value, tuple(TaskKind)),
        sheets.Field("priority", "Priority", "choice", item.priority.value, tuple(Priority)),
        sheets.Field("criterion", "Serves", "choice", card.criterion or None, metrics),
        sheets.Field("promised_to", "Promised to", "person", item.promised_to, theirs),
        sheets.Field("tags", "Tags", "tags", item.tags),
        sheets.Field("done_when", "Done when", value=item.done_when),
        sheets.Field("notes", "Notes", "block", item.notes),
        sheets.Field("links", "Links", "block", "\n".join(item.links)),
        sheets.Field("evidence", "Evidence", value=item.evidence),
        sheets.Field("shown", "Customer sees it", "yes", item.shown),
        sheets.Field("announced_on", "Announced", "past", item.announced_on),
        sheets.Field("under_way_on", "Told under way", "past", item.under_way_on),
        sheets.Field("told_done_on", "Told done", "past", item.told_done_on),
    ]
    return sheets.FormSheet("Task", fields, d.anchor, item.title)


def _task_values(d: Dossier, values: dict[str, Any]) -> dict[str, Any]:
    """Form values as the fields of a task."""
    out = dict(values)
    if "owner" in out:
        owner = next((n for n in d.owners if n.name == out["owner"]), None)
        del out["owner"]
        out["owner_id"] = owner.id if owner and owner.ours else None
        out["customer_owner_id"] = owner.id if owner and not owner.ours else None
    if "criterion" in out:
        metric = out.pop("criterion")
        out["criterion_id"] = next((c.id for c in d.criteria if c.metric == metric), None)
    if "kind" in out:
        out["kind"] = TaskKind(out["kind"] or "action")
    if "priority" in out:
        out["priority"] = Priority(out["priority"] or "normal")
    if "links" in out:
        out["links"] = tuple(x.strip() for x in out["links"].split("\n") if x.strip())
    return out
