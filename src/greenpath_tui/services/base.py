"""What the use cases share."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, TypeVar

from greenpath_tui.domain import model as m
from greenpath_tui.domain import ranks
from greenpath_tui.domain.method import DEFAULT_METHOD, Method
from greenpath_tui.domain.people import Named, handles, match_user, serves_as_csm
from greenpath_tui.domain.plan import is_open
from greenpath_tui.domain.text import clean_line, counted, fold
from greenpath_tui.errors import InvalidInput
from greenpath_tui.storage.journal import Result, Write, new_id
from greenpath_tui.storage.reader import Reader
from greenpath_tui.storage.store import Store

if TYPE_CHECKING:
    from greenpath_tui.views.dossier import Dossier

R = TypeVar("R", m.Task, m.Criterion)

__all__ = ["NewPerson", "Result", "UseCases", "new_id", "quoted"]


@dataclass(frozen=True, slots=True)
class NewPerson:
    """Somebody who was named for the first time: one of ours, or one of the customer's."""

    name: str
    ours: bool = True


class UseCases:
    """A group of use cases over one store."""

    def __init__(self, store: Store, method: Method = DEFAULT_METHOD) -> None:
        self.store = store
        self.method = method

    @property
    def who(self) -> str:
        """Who writes, as texts name her: the person's name, else the user's."""
        with self.store.read() as reader:
            return self._who(reader)

    def _me(self, reader: Reader) -> m.Person | None:
        people = reader.all(m.Person)
        me = match_user(people, self.store.user, handles((p.id, p.name) for p in people))
        return next((p for p in people if p.id == me), None)

    def _who(self, reader: Reader) -> str:
        me = self._me(reader)
        return me.name if me else self.store.user

    def _dossier(self, reader: Reader, account_id: str) -> "Dossier":
        from greenpath_tui.storage.queries import dossier

        return dossier(reader, account_id, self.store.today(), self.store.user, self.method)


def quoted(text: str) -> str:
    """A title inside a sentence."""
    return f"“{text}”"


def named(items: Sequence[m.Task], word: str = "task") -> str:
    """One task by its title, several by their number."""
    return quoted(items[0].title) if len(items) == 1 else counted(len(items), word)


def the_owner(
    write: Write, account_id: str | None, owner: Named | NewPerson | None
) -> tuple[str | None, str | None]:
    """(our person's id, stakeholder's id) of an owner; a new one is added in the same operation.

    NotFound for somebody who was merged into another person or deleted meanwhile.
    """
    if owner is None:
        return None, None
    if isinstance(owner, Named) and owner.ours:
        return write.get(m.Person, owner.id).id, None
    if isinstance(owner, Named):
        return None, write.get(m.Stakeholder, owner.id).id
    if owner.ours:
        existing = person_by_name(write, owner.name)
        person = existing or write.add(m.Person(id=new_id(), name=owner.name))
        return person.id, None
    if account_id is None:
        raise InvalidInput("One of the customer’s people needs an account.")
    stakeholder = write.add(m.Stakeholder(id=new_id(), account_id=account_id, name=owner.name))
    return None, stakeholder.id


def open_tasks_of(reader: Reader, person_id: str, account_id: str | None = None) -> list[m.Task]:
    """What one of ours still has to do, in one account or in all."""
    place = {"account_id": account_id} if account_id else {}
    living = {a.id for a in reader.all(m.Account)}
    states = {p.id: p.state for p in reader.all(m.Plan, **place)}
    return [
        task
        for task in reader.all(m.Task, owner_id=person_id, **place)
        if task.account_id in living and is_open(task, states.get(task.plan_id or ""))
    ]


def rank_at(write: Write, siblings: Sequence[R], index: int) -> str:
    """A rank before the sibling at `index` of an ordered list; equal ones behind it are parted."""
    low = siblings[index - 1].rank if index else ""
    behind = siblings[index:]
    tied = [s for s in behind if s.rank <= low]
    high = behind[len(tied)].rank if len(tied) < len(behind) else ""
    rank = last = ranks.between(low, high)
    for sibling in tied:
        last = ranks.between(last, high)
        write.change(sibling, rank=last)
    return rank


def serve(
    write: Write,
    account_id: str,
    team: Iterable[m.TeamMember],
    person_id: str | None,
    today: date,
) -> None:
    """Make a person (None: nobody) the CSM of an account from today; who was it stays on record."""
    serving = [member for member in team if serves_as_csm(member, today)]
    if [member.person_id for member in serving] == ([person_id] if person_id else []):
        return
    for member in serving:  # yesterday was the last day, or there was none
        if member.since is not None and member.since >= today:
            write.delete(member)
        else:
            write.change(member, until=today - timedelta(days=1))
    if person_id is not None:
        since = today if serving else None
        write.add(
            m.TeamMember(id=new_id(), account_id=account_id, person_id=person_id, since=since)
        )


def person_by_name(reader: Reader, name: str) -> m.Person | None:
    """The person of exactly this name, ignoring case and blanks."""
    return reader.find(m.Person, name_key=fold(clean_line(name)))
