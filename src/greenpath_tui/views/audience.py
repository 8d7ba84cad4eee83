"""An account as the customer may see it: every internal field is blank, and what is internal is gone.

Which fields the customer may see is said on the model (`customer=True`); this module only obeys.
"""

from dataclasses import MISSING, fields, replace
from typing import Any, TypeVar

from greenpath_tui.domain import model as m
from greenpath_tui.domain.advice import errors
from greenpath_tui.domain.people import first_name
from greenpath_tui.domain.text import counted
from greenpath_tui.views.dossier import Dossier

E = TypeVar("E", bound=m.Entity)


_STRUCTURE = frozenset(  # what belongs to what; the rest is content
    {"id", "version", "account_id", "plan_id", "phase_id", "definition_id", "criterion_id", "task_id",
     "owner_id", "customer_owner_id"}
)  # fmt: skip
_BLANKS: dict[type[m.Entity], dict[str, Any]] = {}


def blanks(kind: type[m.Entity]) -> dict[str, Any]:
    """The internal fields of a kind with the value that says nothing."""
    if kind not in _BLANKS:
        _BLANKS[kind] = _blanks(kind)
    return _BLANKS[kind]


def _blanks(kind: type[m.Entity]) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for item in fields(kind):
        if item.name not in _STRUCTURE and not item.metadata.get("customer"):
            out[item.name] = item.default
    return out


def shown_to_customer(entity: E) -> E:
    """A copy without what is internal; our people keep their first name only."""
    values = blanks(type(entity))
    if MISSING in values.values():
        raise TypeError(f"{type(entity).__name__} is internal as a whole.")
    made = replace(entity, **values)
    if isinstance(made, m.Person):
        return replace(made, name=first_name(made.name))
    if isinstance(made, m.Agreement) and made.side is m.Side.US:
        return replace(made, person=first_name(made.person))
    return made


def _unripe(d: Dossier) -> bool:
    """True while nobody ever agreed to what Green means, and nobody could: ours to mend first."""
    return not d.agreements and bool(errors(d.advice))


def for_customer(d: Dossier) -> Dossier:
    """The same account without everything internal (PRODUCT, export for the customer)."""
    tasks = tuple(shown_to_customer(t) for t in d.tasks if t.shown)
    kept_tasks = {t.id for t in tasks}
    definition = shown_to_customer(d.definition) if d.definition else None
    criteria = tuple(shown_to_customer(c) for c in d.criteria if c.source is not m.Source.INTERNAL)
    if definition is not None and _unripe(d):
        definition, criteria = replace(definition, statement=""), ()
    kept_criteria = {c.id for c in criteria}
    owners = {t.owner_id for t in tasks} | {t.customer_owner_id for t in tasks}
    signed = {a.person for a in d.agreements}
    account = shown_to_customer(d.account)
    if account.next_update is not None and account.next_update <= d.today:
        account = replace(account, next_update=None)  # it is due: this page may be it
    plan = d.plan
    return replace(
        d,
        me=None,
        account=account,
        people=tuple(shown_to_customer(p) for p in d.people if p.id in owners or p.name in signed),
        team=(),
        stakeholders=tuple(shown_to_customer(s) for s in d.stakeholders if s.id in owners),
        gaps=(),
        status_changes=(),
        touchpoints=(),
        updates=(),
        sent_pages=(),
        plans=(shown_to_customer(plan),) if plan else (),
        phases=tuple(shown_to_customer(p) for p in d.phases),
        definition=definition,
        agreements=tuple(shown_to_customer(a) for a in d.agreements),
        criteria=criteria,
        measurements=tuple(
            shown_to_customer(x) for x in d.measurements if x.criterion_id in kept_criteria
        ),
        tasks=tasks,
        due_moves=tuple(shown_to_customer(x) for x in d.due_moves if x.task_id in kept_tasks),
        changed={},
    )


def left_out(d: Dossier) -> tuple[str, ...]:
    """What a page for the customer does not show of this account, for the preview."""
    a = d.account
    internal_tasks = sum(1 for t in d.tasks if not t.shown)
    internal_criteria = sum(1 for c in d.criteria if c.source is m.Source.INTERNAL)
    asks = sum(1 for t in d.tasks if t.help_open)
    notes = len(d.touchpoints) + len(d.updates)
    found = (
        (internal_tasks, counted(internal_tasks, "internal task")),
        (internal_criteria, f"{internal_criteria} of our own criteria"),
        (d.definition is not None and d.definition.requirements, "our requirements"),
        (_unripe(d), "a definition that cannot be agreed yet"),
        (notes, f"{counted(notes, 'note')} and updates"),
        (asks, f"{counted(asks, 'ask')} for help"),
        (a.arr is not None, "ARR"),
        (a.likelihood is not None, "likelihood"),
        (a.renewal_date is not None, "renewal"),
        (a.next_update is not None and a.next_update <= d.today, "the next update, which is due"),
        (True, "status and tier"),
    )
    return tuple(words for there, words in found if there)
