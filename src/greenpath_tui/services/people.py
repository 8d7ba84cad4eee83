"""Our people: added by being named, renamed, merged, marked as left."""

from datetime import date

from greenpath_tui.domain import model as m
from greenpath_tui.domain.filters import is_person
from greenpath_tui.domain.people import handles, has_left
from greenpath_tui.domain.text import counted, fold
from greenpath_tui.errors import NotFound, Refused
from greenpath_tui.services.base import Result, UseCases, open_tasks_of, person_by_name
from greenpath_tui.storage.journal import Write

_REFERENCES: tuple[tuple[type[m.Entity], str], ...] = (
    (m.Task, "owner_id"),
    (m.TeamMember, "person_id"),
    (m.Stakeholder, "counterpart_id"),
    (m.Plan, "owner_id"),
)


class People(UseCases):
    """Use cases on our people."""

    def all(self) -> list[m.Person]:
        """Everybody, also who has left."""
        with self.store.read() as reader:
            return reader.all(m.Person)

    def matching(self, text: str, theirs: bool = False) -> list[str]:
        """Names of ours (and of customers' people) that a filter takes for `text`; or NotFound."""
        with self.store.read() as reader:
            people = reader.all(m.Person)
            short = handles((p.id, p.name) for p in people)
            names = [(short[p.id], p.name) for p in people]
            if theirs:
                names += [("", s.name) for s in reader.all(m.Stakeholder)]
        found = [name for handle, name in names if is_person(fold(text), handle, name)]
        if not found:
            raise NotFound(f"Nobody is called {text}.")
        return found

    def open_work_of_left(self) -> list[tuple[m.Task, str]]:
        """What people who have left still have to do, and whose it is, until it is handed on."""
        today = self.store.today()
        with self.store.read() as reader:
            return [
                (task, person.name)
                for person in reader.all(m.Person)
                if has_left(person, today)
                for task in open_tasks_of(reader, person.id)
            ]

    def _refuse_taken(self, write: Write, name: str, own_id: str = "") -> None:
        other = person_by_name(write, name)
        if other is not None and other.id != own_id:
            raise Refused(f"There is already somebody called {other.name}.")

    def rename(self, person_id: str, name: str) -> Result:
        """Another name for the same person."""
        with self.store.write() as write:
            person = write.get(m.Person, person_id)
            self._refuse_taken(write, name, person.id)
            changed = write.change(person, name=name)
            write.about(f"renamed {person.name} to {changed.name}")
        return write.result()

    def merge(self, person_id: str, into_id: str) -> Result:
        """Two entries are one person: all that one has goes to the other."""
        if person_id == into_id:
            raise Refused("These are the same person already.")
        with self.store.write() as write:
            person, into = write.get(m.Person, person_id), write.get(m.Person, into_id)
            for kind, field in _REFERENCES:
                for entity in write.all(kind, **{field: person_id}):
                    write.change(entity, **{field: into_id})
            empty = {
                name: getattr(person, name)
                for name in ("email", "function", "role")
                if not getattr(into, name) and getattr(person, name)
            }
            if empty:
                write.change(into, **empty)
            write.delete(person)
            write.about(f"merged {person.name} into {into.name}")
        return write.result()

    def mark_left(self, person_id: str, on: date | None = None) -> Result:
        """Left on a day: offered nowhere from then on; her open work stays listed."""
        with self.store.write() as write:
            person = write.get(m.Person, person_id)
            write.change(person, left_on=on or self.store.today())
            tasks = open_tasks_of(write, person_id)
            rest = f"; {counted(len(tasks), 'open task')} to hand on" if tasks else ""
            write.about(f"marked {person.name} as left{rest}")
        return write.result()
