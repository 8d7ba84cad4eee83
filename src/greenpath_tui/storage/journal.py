"""The one door of every write, and the journal it keeps.

A `Write` collects what a use case changes, then saves it together with one operation and its changes
(before and after) in the same transaction. Undo and redo read the same journal.
"""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NoReturn, TypeVar

import sqlalchemy as sa

from greenpath_tui.domain.model import Entity, PlanState, cleaned
from greenpath_tui.domain.text import clean_line, fold
from greenpath_tui.errors import Conflict, Refused
from greenpath_tui.storage import schema
from greenpath_tui.storage.mapping import (
    created_values,
    field_names,
    from_json,
    to_json,
    to_values,
)
from greenpath_tui.storage.reader import Reader
from greenpath_tui.storage.schema import KINDS, TABLES

E = TypeVar("E", bound=Entity)


def new_id() -> str:
    """A fresh id for a stored thing."""
    return os.urandom(8).hex()


@dataclass(frozen=True, slots=True)
class Result:
    """What an operation did: for the toast that names it and the view that is patched."""

    operation: int | None  # None when there was nothing to change
    sentence: str
    account: str = ""
    saved: tuple[Entity, ...] = ()
    removed: tuple[tuple[type[Entity], str], ...] = ()
    replayed: tuple[str, ...] = ()  # ids of the rows that an undo or redo wrote


class Write(Reader):
    """One operation in the making. Read first, then change; `finish` saves."""

    def __init__(self, conn: sa.Connection, user: str, now: datetime, process: str) -> None:
        super().__init__(conn)
        self.user = user
        self._now = now
        self._process = process
        self._before: dict[tuple[type[Entity], str], Entity | None] = {}
        self._after: dict[tuple[type[Entity], str], Entity] = {}
        self._deleted: dict[tuple[type[Entity], str], Entity] = {}
        self._sentence = ""
        self._word = ""
        self._account_id: str | None = None
        self._plan_id: str | None = None
        self.operation: int | None = None
        self._saved: tuple[Entity, ...] = ()

    # -- what a use case says -------------------------------------------------------------------

    def about(
        self,
        sentence: str,
        account_id: str | None = None,
        plan_id: str | None = None,
        word: str = "",
    ) -> None:
        """What is being done, to whom, and on whose word; past tense, lower case."""
        self._sentence, self._word = clean_line(sentence), clean_line(word)
        self._account_id, self._plan_id = account_id, plan_id

    def add(self, entity: E) -> E:
        """A new thing, cleaned; InvalidInput when a value cannot be stored."""
        entity = replace(entity, **cleaned(entity))
        key = (type(entity), entity.id)
        self._before[key] = None
        self._after[key] = entity
        return entity

    def change(self, entity: E, **values: Any) -> E:
        """A thing with other values, cleaned; only what differs is saved and journaled."""
        key = (type(entity), entity.id)
        current = self._after.get(key, entity)
        assert isinstance(current, type(entity))
        changed = replace(current, **values)
        changed = replace(changed, **cleaned(changed, tuple(values)))
        self._before.setdefault(key, entity)
        self._after[key] = changed
        return changed

    def delete(self, entity: Entity) -> None:
        """Soft: the row stays and undo brings it back."""
        self._deleted[(type(entity), entity.id)] = entity

    def pending(self) -> Iterator[tuple[Entity, Entity | None]]:
        """What would be saved, as pairs of after and before (None: new)."""
        for key, after in self._after.items():
            yield after, self._before[key]

    def expect(self, entity: Entity, version: int | None) -> None:
        """Raise Conflict when a form was opened on an older version than this one."""
        if version is not None and entity.version != version:
            self.conflict(entity, "this while you were typing")

    def expect_seen(self, entity: Entity, version: int | None) -> None:
        """Raise Conflict when another program changed the thing since it was shown as `version`.

        What this program did since is known to who is looking: keys may be faster than the screen.
        """
        since = 0 if version is None else entity.version - version
        if since == 0:
            return
        ops, chg = schema.operations.c, schema.changes.c
        newest = self.conn.scalars(
            sa.select(ops.process)
            .join(schema.changes, chg.operation_id == ops.id)
            .where(chg.row_id == entity.id, chg.kind == TABLES[type(entity)].name)
            .order_by(chg.id.desc())
            .limit(max(1, since))
        )
        if any(process != self._process for process in newest):
            self.conflict(entity)

    def conflict(self, entity: Entity, what: str = "") -> NoReturn:
        """Raise Conflict: who changed `what` and at what time; without a `what`, how."""
        ops, chg = schema.operations.c, schema.changes.c
        row = self.conn.execute(
            sa.select(ops.user, ops.at, ops.sentence, ops.kind)
            .join(schema.changes, chg.operation_id == ops.id)
            .where(chg.row_id == entity.id, chg.kind == TABLES[type(entity)].name)
            .order_by(ops.id.desc())
            .limit(1)
        ).first()
        if row is None:
            raise Conflict("Somebody else changed this meanwhile; nothing was saved.")
        did = f"changed {what}" if what else {"do": "", "undo": "undid: "}.get(row.kind, "redid: ")
        did += "" if what else row.sentence
        at = f"{row.at.astimezone():%H:%M}"
        lead = "" if what else "Meanwhile "
        raise Conflict(f"{lead}{row.user} (at {at}) {did}; nothing was saved.", row.user, row.at)

    # -- saving -----------------------------------------------------------------------------------

    def finish(self) -> None:
        """Save everything and journal it; nothing is left when nothing differs."""
        records: list[tuple[str, str, dict[str, Any] | None, dict[str, Any]]] = []
        created: dict[type[Entity], list[Entity]] = {}
        updated: list[tuple[Entity, dict[str, Any]]] = []
        for key, after in self._after.items():
            if key in self._deleted:
                continue
            before = self._before[key]
            name = TABLES[key[0]].name
            if before is None:
                created.setdefault(key[0], []).append(after)
                records.append((name, after.id, None, created_values(after)))
                continue
            old, new = _difference(before, after)
            if new:
                updated.append((after, {field: getattr(after, field) for field in new}))
                records.append((name, after.id, old, new))
        never_was = {key for key in self._deleted if self._before.get(key, self) is None}
        for kind, row_id in self._deleted:
            if (kind, row_id) in never_was:
                continue  # created and deleted in one go
            records.append((TABLES[kind].name, row_id, {"deleted": False}, {"deleted": True}))
        if not records:
            return
        unique: list[tuple[Entity, dict[str, Any]]] = []
        rest: list[tuple[Entity, dict[str, Any]]] = []
        for pair in updated:
            (unique if "name_key" in TABLES[type(pair[0])].c else rest).append(pair)
        for entity, values in unique:  # they point at nothing, and may free a name for a new one
            self._update(type(entity), entity.id, values, entity.version)
        for kind in TABLES:  # parents first
            if kind in created:
                self._insert(kind, created[kind])
        for entity, values in rest:
            self._update(type(entity), entity.id, values, entity.version)
        for kind, row_id in self._deleted:
            if (kind, row_id) not in never_was:
                self._update(kind, row_id, {"deleted": True}, None)
        self._record("do", self._sentence, records)
        bumped = {(type(entity), entity.id) for entity, _ in updated}
        self._saved = tuple(
            replace(after, version=after.version + 1) if key in bumped else after
            for key, after in self._after.items()
            if key not in self._deleted
        )

    def result(self) -> Result:
        """What was done; ask after the transaction has ended."""
        return Result(self.operation, self._sentence, "", self._saved, tuple(self._deleted))

    def _insert(self, kind: type[Entity], entities: list[Entity]) -> None:
        table = TABLES[kind]
        seq = self.conn.scalar(sa.select(sa.func.coalesce(sa.func.max(table.c.seq), 0))) or 0
        rows = [
            {**to_values(entity), "seq": seq + index, "deleted": False}
            for index, entity in enumerate(entities, 1)
        ]
        later = [c for c in ("blocked_by_id",) if c in table.c]  # may point within the batch
        if later:
            postponed = [(row["id"], row["blocked_by_id"]) for row in rows if row["blocked_by_id"]]
            for row in rows:
                row["blocked_by_id"] = None
        self.conn.execute(sa.insert(table), rows)
        if later:
            for row_id, other in postponed:
                self.conn.execute(
                    sa.update(table).where(table.c.id == row_id).values(blocked_by_id=other)
                )

    def _update(
        self, kind: type[Entity], row_id: str, values: dict[str, Any], version: int | None
    ) -> None:
        table = TABLES[kind]
        if "name" in values and "name_key" in table.c:
            values = {**values, "name_key": fold(values["name"])}
        statement = sa.update(table).where(table.c.id == row_id)
        if version is not None:
            statement = statement.where(table.c.version == version)
        done = self.conn.execute(statement.values(**values, version=table.c.version + 1))
        if done.rowcount != 1:
            raise Conflict("Somebody else changed this a moment ago; nothing was saved.")

    def _record(
        self,
        kind: str,
        sentence: str,
        records: Iterable[tuple[str, str, dict[str, Any] | None, dict[str, Any]]],
        target: int | None = None,
    ) -> None:
        if not sentence:
            raise AssertionError("a write says what it does: call about()")
        done = self.conn.execute(
            sa.insert(schema.operations).values(
                at=self._now,
                user=self.user,
                kind=kind,
                sentence=sentence,
                word=self._word,
                account_id=self._account_id,
                plan_id=self._plan_id,
                target_id=target,
                process=self._process,
            )
        )
        assert done.inserted_primary_key is not None
        self.operation = done.inserted_primary_key[0]
        self.conn.execute(
            sa.insert(schema.changes),
            [
                {
                    "operation_id": self.operation,
                    "kind": name,
                    "row_id": row_id,
                    "before": before,
                    "after": after,
                }
                for name, row_id, before, after in records
            ],
        )

    # -- undo and redo ----------------------------------------------------------------------------

    def undo(self) -> Result:
        """Take back this user's newest operation; Refused when there is none or it no longer fits."""
        ops = schema.operations
        row = self.conn.execute(
            sa.select(ops)
            .where(self.written_by(self.user), ops.c.kind == "do", ops.c.undone_by.is_(None))
            .order_by(ops.c.id.desc())
            .limit(1)
        ).first()
        if row is None:
            raise Refused("There is nothing of yours to undo.")
        return self._replay(row, backwards=True)

    def redo(self) -> Result:
        """Take forward again what this user undid last, unless she wrote something since."""
        ops, mine = schema.operations, self.written_by(self.user)
        last_write = (
            sa.select(sa.func.coalesce(sa.func.max(ops.c.id), 0))
            .where(mine, ops.c.kind == "do")
            .scalar_subquery()
        )
        row = self.conn.execute(
            sa.select(ops)
            .where(mine, ops.c.kind == "do", ops.c.undone_by > last_write)
            .order_by(ops.c.undone_by.desc())
            .limit(1)
        ).first()
        if row is None:
            raise Refused("There is nothing to redo.")
        return self._replay(row, backwards=False)

    def _replay(self, op: Any, backwards: bool) -> Result:
        rows = self.conn.execute(
            sa.select(schema.changes)
            .where(schema.changes.c.operation_id == op.id)
            .order_by(schema.changes.c.id)
        ).all()
        records = []
        for change in reversed(rows) if backwards else rows:
            old, new = change.before, change.after
            if old is None:  # a creation is undone by hiding the row, redone by showing it
                expected = {**_whole(change.kind, new), "deleted": False}
                if not backwards:
                    expected = {"deleted": True}
                written = {"deleted": backwards}
            else:
                expected, written = (new, old) if backwards else (old, new)
            self._check_holds(change, expected, op.sentence, backwards)
            values = from_json(KINDS[change.kind], written)
            self._update(KINDS[change.kind], change.row_id, values, None)
            previous = {"deleted": not backwards} if old is None else expected
            records.append((change.kind, change.row_id, previous, written))
        self._check_people(op, {change.kind for change in rows}, backwards)
        self._check_plans(op, backwards)
        if backwards:
            self._check_unused(op, {change.kind for change in rows if change.before is None})
        self._account_id, self._plan_id = op.account_id, op.plan_id
        self._record("undo" if backwards else "redo", op.sentence, records, op.id)
        self.conn.execute(
            sa.update(schema.operations)
            .where(schema.operations.c.id == op.id)
            .values(undone_by=self.operation if backwards else None)
        )
        written_ids = tuple(row_id for _, row_id, _, _ in records)
        account = self.account_name(op.account_id)
        return Result(self.operation, op.sentence, account, replayed=written_ids)

    def _check_holds(
        self, change: Any, expected: dict[str, Any], sentence: str, backwards: bool
    ) -> None:
        kind = KINDS[change.kind]
        table = TABLES[kind]
        row = self.conn.execute(
            sa.select(*(table.c[name] for name in expected)).where(table.c.id == change.row_id)
        ).one()
        for name, value in zip(expected, row, strict=True):
            kept = to_json(value)
            if kept in ("", []) and expected[name] is None:
                continue  # a creation journals no empty field
            if kept != expected[name]:
                why = f"{self._changer(change, name)} changed {_field_words(name)} since"
                raise _not_replayed(sentence, backwards, why)

    def _check_people(self, op: Any, kinds: set[str], backwards: bool) -> None:
        """Refuse when a row that lives again points at a person who was merged into another."""
        chg, people = schema.changes.c, schema.people.alias("gone")
        for table in (TABLES[KINDS[kind]] for kind in kinds):
            for name, target in schema.REFERENCES.items():
                if target != "people" or name not in table.c:
                    continue
                touched = sa.select(chg.row_id).where(
                    chg.operation_id == op.id, chg.kind == table.name
                )
                gone = self.conn.scalar(
                    sa.select(people.c.name)
                    .join(table, people.c.id == table.c[name])
                    .where(table.c.id.in_(touched), table.c.deleted.is_(False), people.c.deleted)
                    .limit(1)
                )
                if gone is not None:
                    why = f"{gone} is another person's entry now"
                    raise _not_replayed(op.sentence, backwards, why)

    def _check_plans(self, op: Any, backwards: bool) -> None:
        """Refuse when an account would have two plans that are not closed."""
        chg, plans = schema.changes.c, schema.plans.c
        touched = (
            sa.select(plans.account_id)
            .join(schema.changes, chg.row_id == plans.id)
            .where(chg.operation_id == op.id, chg.kind == schema.plans.name)
        )
        twice = self.conn.scalar(
            sa.select(plans.account_id)
            .where(plans.account_id.in_(touched), plans.deleted.is_(False))
            .where(plans.state != PlanState.CLOSED)
            .group_by(plans.account_id)
            .having(sa.func.count() > 1)
        )
        if twice is not None:
            why = "another plan was begun since; only one may be open"
            raise _not_replayed(op.sentence, backwards, why)

    def _check_unused(self, op: Any, kinds: set[str]) -> None:
        """Refuse when somebody's living row points at one that an undo has just hidden."""
        chg = schema.changes.c
        for table in TABLES.values():
            for name, target in schema.REFERENCES.items():
                if target not in kinds or name not in table.c:
                    continue
                hidden = sa.select(chg.row_id).where(
                    chg.operation_id == op.id, chg.kind == target, chg.before.is_(None)
                )
                row_id = self.conn.scalar(
                    sa.select(table.c.id)
                    .where(table.c[name].in_(hidden), table.c.deleted.is_(False))
                    .limit(1)
                )
                if row_id is not None:
                    who = self._newest_writer(table.name, row_id)
                    raise _not_replayed(op.sentence, True, f"{who} built on it since")

    def _newest_writer(self, kind: str, row_id: str) -> str:
        ops, chg = schema.operations, schema.changes
        return (
            self.conn.scalar(
                sa.select(ops.c.user)
                .join(chg, chg.c.operation_id == ops.c.id)
                .where(chg.c.row_id == row_id, chg.c.kind == kind)
                .order_by(ops.c.id.desc())
                .limit(1)
            )
            or "somebody"
        )

    def _changer(self, change: Any, name: str) -> str:
        ops, chg = schema.operations, schema.changes
        rows = self.conn.execute(
            sa.select(ops.c.user, chg.c.after)
            .join(chg, chg.c.operation_id == ops.c.id)
            .where(chg.c.row_id == change.row_id, chg.c.kind == change.kind)
            .order_by(ops.c.id.desc())
        )
        return next((row.user for row in rows if name in row.after), "somebody")

    def account_name(self, account_id: str | None) -> str:
        """The name of an account, deleted or not; empty for none."""
        if account_id is None:
            return ""
        name = schema.accounts.c.name
        return self.conn.scalar(sa.select(name).where(schema.accounts.c.id == account_id)) or ""


def _not_replayed(sentence: str, backwards: bool, why: str) -> Refused:
    return Refused(f"Cannot {'undo' if backwards else 'redo'}: {sentence} ({why}).")


def _field_words(name: str) -> str:
    """`owner` for `owner_id`, `next update` for `next_update`."""
    return name.removesuffix("_id").replace("_", " ")


def _whole(kind: str, created: dict[str, Any]) -> dict[str, Any]:
    """What a creation wrote, with None for the fields it left empty."""
    names = (name for name in field_names(KINDS[kind]) if name not in ("id", "version"))
    return {name: created.get(name) for name in names}


def _difference(before: Entity, after: Entity) -> tuple[dict[str, Any], dict[str, Any]]:
    old: dict[str, Any] = {}
    new: dict[str, Any] = {}
    for name, value in to_values(after).items():
        if name in ("version", "name_key"):
            continue
        was = getattr(before, name)
        if was != value:
            old[name], new[name] = to_json(was), to_json(value)
    return old, new
