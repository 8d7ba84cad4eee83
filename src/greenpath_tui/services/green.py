"""The definition of Green: texts, criteria, measurements, agreements, versions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from greenpath_tui.domain import model as m
from greenpath_tui.domain import ranks
from greenpath_tui.domain.advice import errors, refusal
from greenpath_tui.domain.criteria import implied
from greenpath_tui.domain.figures import figure
from greenpath_tui.domain.green import full_copy
from greenpath_tui.domain.quickadd import CriterionLine
from greenpath_tui.domain.text import clean_line, fold
from greenpath_tui.errors import Conflict, InvalidInput, NotFound, Refused
from greenpath_tui.services.base import Result, UseCases, new_id, quoted, rank_at
from greenpath_tui.storage.journal import Write
from greenpath_tui.views.dossier import Dossier


@dataclass(frozen=True, slots=True)
class Agreeing:
    """One side's yes: who, how, and where it can be seen."""

    side: m.Side
    person: str
    how: str = ""
    evidence: str = ""
    on: date | None = None
    seen: str = ""  # the full copy they looked at; empty: whatever stands there now


class Green(UseCases):
    """Use cases on the definition of Green of an account's open plan."""

    def _open(self, write: Write, account_id: str) -> tuple[Dossier, m.Definition]:
        dossier = self._dossier(write, account_id)
        if dossier.open_plan is None:
            raise Refused(f"{dossier.account.name} has no open plan; P starts one.")
        if dossier.definition is None:
            return dossier, write.add(m.Definition(id=new_id(), plan_id=dossier.open_plan.id))
        return dossier, dossier.definition

    def _about(self, write: Write, sentence: str, dossier: Dossier) -> None:
        plan = dossier.plan
        write.about(sentence, dossier.account.id, plan.id if plan else None)

    def _meet(self, write: Write, dossier: Dossier, name: str) -> None:
        """Whoever signs for the customer is one of their people from then on."""
        known = {fold(s.name) for s in dossier.stakeholders}
        if fold(clean_line(name)) not in known:
            write.add(m.Stakeholder(id=new_id(), account_id=dossier.account.id, name=name))

    def _new_version(self, write: Write, dossier: Dossier, definition: m.Definition) -> str:
        """An agreed definition that changes becomes a new version; said in the sentence."""
        if dossier.signed:
            write.change(definition, number=definition.number + 1)
            return f", version {definition.number + 1}: both sides sign anew"
        return ""

    def write_texts(
        self, account_id: str, values: dict[str, Any], version: int | None = None
    ) -> Result:
        """Customer's words, our requirements, the merged statement, and who said them."""
        with self.store.write() as write:
            dossier, definition = self._open(write, account_id)
            write.expect(definition, version)
            changed = write.change(definition, **values)
            names = {
                "customer_words": "their words",
                "requirements": "our requirements",
                "statement": "the statement",
            }
            said = [
                words
                for name, words in names.items()
                if getattr(changed, name) != getattr(definition, name)
            ]
            new = self._new_version(write, dossier, definition) if changed != definition else ""
            what = " and ".join(said) or "who said what"
            self._about(write, f"wrote {what}{new}", dossier)
        return write.result()

    def add_criterion(self, account_id: str, line: CriterionLine) -> Result:
        """A criterion from one line; any of its parts may still be missing."""
        if line.problems:
            raise InvalidInput(line.problems[0])
        if not line.metric:
            raise InvalidInput("A criterion needs a name.")
        with self.store.write() as write:
            dossier, definition = self._open(write, account_id)
            last = dossier.criteria[-1].rank if dossier.criteria else ""
            write.add(
                m.Criterion(
                    id=new_id(),
                    definition_id=definition.id,
                    metric=line.metric,
                    unit=line.unit,
                    better=line.better,
                    baseline=line.baseline,
                    target=line.target,
                    due=line.due,
                    measured_by=line.measured_by,
                    source=line.source,
                    must_have=line.must_have,
                    about=line.about,
                    rank=ranks.after(last),
                )
            )
            new = self._new_version(write, dossier, definition)
            self._about(write, f"added criterion {quoted(line.metric)}{new}", dossier)
        return write.result()

    def edit_criterion(
        self, account_id: str, criterion_id: str, values: dict[str, Any], version: int | None = None
    ) -> Result:
        """Change a criterion; its figures tell the direction where nobody did."""
        with self.store.write() as write:
            dossier, definition = self._open(write, account_id)
            criterion = write.get(m.Criterion, criterion_id)
            write.expect(criterion, version)
            changed = write.change(criterion, **values)
            if changed.better is None:
                changed = write.change(criterion, better=implied(changed.baseline, changed.target))
            new = self._new_version(write, dossier, definition) if changed != criterion else ""
            self._about(write, f"edited criterion {quoted(changed.metric)}{new}", dossier)
        return write.result()

    def delete_criterion(
        self, account_id: str, criterion_id: str, version: int | None = None
    ) -> Result:
        """Take a criterion out of the definition, unless somebody changed the `version` seen."""
        with self.store.write() as write:
            dossier, definition = self._open(write, account_id)
            criterion = write.get(m.Criterion, criterion_id)
            write.expect_seen(criterion, version)
            write.delete(criterion)
            new = self._new_version(write, dossier, definition)
            self._about(write, f"deleted criterion {quoted(criterion.metric)}{new}", dossier)
        return write.result()

    def move_criterion(self, account_id: str, criterion_id: str, step: int) -> Result:
        """One place up (-1) or down (+1)."""
        with self.store.write() as write:
            dossier, _ = self._open(write, account_id)
            places = [c.id for c in dossier.criteria]
            if criterion_id not in places:
                raise NotFound("This criterion was deleted.")
            index = places.index(criterion_id)
            target = index + step
            if not 0 <= target < len(places):
                raise Refused(f"This is the {'first' if step < 0 else 'last'} criterion.")
            rest = [c for c in dossier.criteria if c.id != criterion_id]
            criterion = dossier.criteria[index]
            write.change(criterion, rank=rank_at(write, rest, target))
            self._about(write, f"moved criterion {quoted(criterion.metric)}", dossier)
        return write.result()

    def measure(
        self,
        account_id: str,
        criterion_id: str,
        value: Decimal,
        on: date | None = None,
        note: str = "",
    ) -> Result:
        """Record a measurement; a definition that was agreed stays agreed."""
        today = self.store.today()
        if not value.is_finite() or value.adjusted() >= 15:
            raise InvalidInput("value: too large to be kept.")
        if on is not None and on > today:
            raise InvalidInput("on: a measurement cannot lie ahead.")
        with self.store.write() as write:
            dossier, _ = self._open(write, account_id)
            criterion = write.get(m.Criterion, criterion_id)
            write.add(
                m.Measurement(
                    id=new_id(),
                    criterion_id=criterion.id,
                    on=on or today,
                    value=value,
                    by=self._who(write),
                    note=note,
                )
            )
            unit = f" {criterion.unit}" if criterion.unit else ""
            self._about(
                write, f"measured {quoted(criterion.metric)}: {figure(value)}{unit}", dossier
            )
        return write.result()

    # -- agreements -------------------------------------------------------------------------------

    def agree(self, account_id: str, given: Agreeing) -> Result:
        """One side agrees to the present version; refused while the definition has an error."""
        if not given.person.strip():
            raise InvalidInput("An agreement needs the name of who agreed.")
        if given.on is not None and given.on > self.store.today():
            raise InvalidInput("on: an agreement is of today or a day gone by.")
        with self.store.write() as write:
            dossier, definition = self._open(write, account_id)
            if wrong := errors(dossier.advice):
                raise Refused(refusal(wrong))
            if dossier.agreed(given.side):
                raise Refused("This side has agreed already.")
            text = full_copy(definition, dossier.criteria)
            if given.seen and given.seen != text:
                raise Conflict(
                    "Somebody changed the definition meanwhile; look at it again, then record this."
                )
            if given.side is m.Side.CUSTOMER:
                self._meet(write, dossier, given.person)
            write.add(
                m.Agreement(
                    id=new_id(),
                    definition_id=definition.id,
                    number=definition.number,
                    side=given.side,
                    person=given.person,
                    on=given.on or self.store.today(),
                    how=given.how,
                    evidence=given.evidence,
                    full_text=text,
                )
            )
            whose = "the customer’s" if given.side is m.Side.CUSTOMER else "our"
            self._about(
                write, f"recorded {whose} agreement to version {definition.number}", dossier
            )
        return write.result()

    def take_back(
        self, account_id: str, side: m.Side, state: m.AgreementState, by: str, why: str
    ) -> Result:
        """An agreement is withdrawn or disputed: by whom, from today, on what."""
        if state is m.AgreementState.AGREED:
            raise InvalidInput("An agreement is withdrawn or disputed.")
        if not by.strip() or not why.strip():
            raise InvalidInput(f"An agreement is {state.value} by somebody, about something.")
        with self.store.write() as write:
            dossier, _ = self._open(write, account_id)
            agreement = dossier.agreement.get(side)
            if agreement is None:
                raise Refused("This side has not agreed to this version.")
            write.change(
                agreement,
                state=state,
                changed_by=by,
                changed_on=self.store.today(),
                changed_why=why,
            )
            whose = "the customer’s" if side is m.Side.CUSTOMER else "our"
            self._about(write, f"marked {whose} agreement as {state.value}", dossier)
        return write.result()


def version_texts(dossier: Dossier) -> Sequence[tuple[int, str, str]]:
    """The versions that can be read: number, heading, text; the present one first."""
    out: list[tuple[int, str, str]] = []
    if dossier.definition is not None:
        text = full_copy(dossier.definition, dossier.criteria)
        out.append((dossier.definition.number, "present", text))
    words: dict[int, dict[m.Side, m.Agreement]] = {}
    for agreement in dossier.agreements:  # the newest word of a side last
        words.setdefault(agreement.number, {})[agreement.side] = agreement
    present = dossier.definition.number if dossier.definition else None
    for number in sorted(words.keys() - {present}, reverse=True):
        sides = [words[number][side] for side in m.Side if side in words[number]]
        text = next((a.full_text for a in sides if a.full_text), "")
        out.append((number, _agreed_words(sides), text or "No copy of this version was kept."))
    return out


def _agreed_words(words: Sequence[m.Agreement]) -> str:
    """`agreed by Ian Moss and Omar Haddad`; else who withdrew or disputed it."""
    standing = [a.person for a in words if a.state is m.AgreementState.AGREED]
    if standing:
        return f"agreed by {' and '.join(standing)}"
    return " and ".join(f"{a.state.value} by {a.changed_by}" for a in words)
