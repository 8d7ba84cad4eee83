"""What a file's things are in the database: by their id, else by their title within their parent."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any, TypeVar

from greenpath_tui.domain import model as m
from greenpath_tui.domain.text import clean_line, fold
from greenpath_tui.storage.journal import new_id
from greenpath_tui.storage.reader import Reader

E = TypeVar("E", bound=m.Entity)

_KEYS: dict[type[m.Entity], tuple[str, ...]] = {
    m.Person: ("name",),
    m.TeamMember: ("person_id", "function"),
    m.Stakeholder: ("name",),
    m.ProductGap: ("text",),
    m.StatusChange: ("on", "new"),
    m.Touchpoint: ("on", "text"),
    m.WeeklyUpdate: ("on",),
    m.SentPage: ("sent_on", "to", "form"),
    m.Plan: ("number",),
    m.Phase: ("position",),
    m.Definition: (),
    m.Agreement: ("number", "side", "on"),
    m.Criterion: ("metric",),
    m.Measurement: ("on",),
    m.Task: ("title", "plan_id"),
    m.DueMove: ("on", "new"),
}
_ONE_OF_ITS_KIND = (m.Plan, m.Phase, m.Definition)  # a parent has one for each key, whatever its id
PARENTS: dict[type[m.Entity], str] = {
    m.TeamMember: "account_id",
    m.Stakeholder: "account_id",
    m.ProductGap: "account_id",
    m.StatusChange: "account_id",
    m.Touchpoint: "account_id",
    m.WeeklyUpdate: "account_id",
    m.SentPage: "account_id",
    m.Plan: "account_id",
    m.Phase: "plan_id",
    m.Definition: "plan_id",
    m.Agreement: "definition_id",
    m.Criterion: "definition_id",
    m.Measurement: "criterion_id",
    m.Task: "account_id",
    m.DueMove: "task_id",
}


def key(text: str) -> str:
    """The form in which names of a file are compared with those that are stored."""
    return fold(clean_line(text))


class Stored:
    """Everything that lives in a database, as it was before a file was merged into it."""

    def __init__(self, reader: Reader) -> None:
        accounts = reader.all(m.Account)
        self.accounts = {fold(a.name): a for a in accounts}
        self.external = {a.external_id: a for a in accounts if a.external_id}
        self.ranks: dict[str, str] = {}  # of the last task of each account
        self._siblings: dict[tuple[type[m.Entity], str], list[m.Entity]] = {}
        self._by_id: dict[tuple[type[m.Entity], str], m.Entity] = {}
        self._taken: dict[type[m.Entity], dict[str, bool]] = {}
        self._matched: set[tuple[type[m.Entity], str]] = set()
        self._given: set[tuple[type[m.Entity], str]] = set()
        kinds: tuple[type[m.Entity], ...] = (m.Person, m.Account, *PARENTS)
        for kind in kinds:
            self._taken[kind] = reader.taken_ids(kind)
            if not self._taken[kind]:
                continue
            for entity in reader.all(kind):
                self._by_id[kind, entity.id] = entity
                parent = getattr(entity, PARENTS[kind]) if kind in PARENTS else ""
                self._siblings.setdefault((kind, parent), []).append(entity)
                if isinstance(entity, m.Task):
                    last = self.ranks.get(entity.account_id, "")
                    self.ranks[entity.account_id] = max(last, entity.rank)

    def all(self) -> list[m.Entity]:
        """Everything, in no special order."""
        return list(self._by_id.values())

    def get(self, kind: type[E], id: str | None) -> E | None:
        """A thing by its id."""
        return self._by_id.get((kind, id or ""))  # type: ignore[return-value]

    def of(self, kind: type[E], parent: str = "") -> list[E]:
        """The things of a parent that nothing of the file was matched with yet."""
        return self._siblings.get((kind, parent), [])  # type: ignore[return-value]

    def match(
        self, kind: type[E], id: str | None, values: Mapping[str, Any], parent: str
    ) -> E | None:
        """What a thing of the file stands for; None for a new one.

        An id of another parent's thing makes a new one; what a parent has only one of (the plan of
        a number, the phase of a position, the definition) is the same whatever its id.
        """
        found: E | None = None
        if id is not None:
            found = self.get(kind, id)
            if found is not None and kind in PARENTS and getattr(found, PARENTS[kind]) != parent:
                found = None
        if found is None and kind in _KEYS and (id is None or kind in _ONE_OF_ITS_KIND):
            found = self.by_key(kind, values, parent)
        siblings = self.of(kind, parent)
        if found is not None and found in siblings:
            siblings.remove(found)
        return found

    def by_key(self, kind: type[E], values: Mapping[str, Any], parent: str) -> E | None:
        """The thing within a parent that has the same title, or what stands for one."""
        names = _KEYS[kind]
        defaults = {x.name: x.default for x in fields(kind)}
        wanted = [_comparable(values.get(n, defaults[n])) for n in names]
        return next(
            (
                sibling
                for sibling in self.of(kind, parent)
                if [_comparable(getattr(sibling, n)) for n in names] == wanted
            ),
            None,
        )

    def taken_twice(self, entity: m.Entity) -> bool:
        """True when something of the file was matched with this thing before."""
        place = (type(entity), entity.id)
        known = place in self._matched
        self._matched.add(place)
        return known

    def fresh(self, kind: type[m.Entity], id: str | None) -> str | None:
        """The id of a new thing: its own where it is free; None when the file uses it twice."""
        if id is None:
            return new_id()
        if (kind, id) in self._given:
            return None
        self._given.add((kind, id))
        return new_id() if id in self._taken[kind] else id  # of a deleted or of another's thing


def _comparable(value: Any) -> Any:
    return key(value) if isinstance(value, str) and not hasattr(value, "value") else value
