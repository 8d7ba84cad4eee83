"""Editing a thing in a form while others may edit it too: nobody overwrites anybody unseen."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from greenpath_tui.errors import Conflict, GreenpathError
from greenpath_tui.ui import sheets
from greenpath_tui.ui.ink import Part, fit
from greenpath_tui.ui.screens.asking import Asking

if TYPE_CHECKING:
    from greenpath_tui.domain.model import Entity
    from greenpath_tui.services import Services
    from greenpath_tui.storage.journal import Result
    from greenpath_tui.views.dossier import Dossier

_LABEL, _SIDE = 16, 25  # widths of a conflict's columns


@dataclass(frozen=True, slots=True)
class Edit:
    """How a thing is edited: what it is called, its form, and the use case that saves.

    `form` makes the form from an account's dossier, with the thing as it is now; None when the
    thing is gone. `save` gets the dossier that the form was made from: names in it are looked up
    there.
    """

    word: str
    form: "Callable[[Dossier], tuple[sheets.FormSheet, Entity] | None]"
    save: "Callable[[Services, dict[str, Any], Any, Dossier], Result]"


class Editing(Asking):
    """Forms that know when somebody else was quicker."""

    def edit(self, d: "Dossier", edit: Edit) -> None:
        """Edit in a form; what was typed before and lost to another's version is there again."""
        made = edit.form(d)
        if made is None:
            self.say("Gone:", f"this {edit.word} was deleted")
            return
        sheet, entity = made
        if kept := self.host.unsaved.pop((entity.id, edit.word), None):
            sheet = sheet.resumed(kept, "What you had typed is here again. Esc leaves it.")
        self._ask(d, edit, sheet, entity)

    def edit_long(self, d: "Dossier", edit: Edit, name: str) -> None:
        """Edit one long text of the thing in `$EDITOR`."""
        made = edit.form(d)
        if made is None:
            return
        sheet, entity = made

        def edited(text: str) -> None:
            self._save(d, edit, sheet.resumed({name: text}), entity, {name: text})

        self.edit_outside(getattr(entity, name), edited)

    def _ask(self, d: "Dossier", edit: Edit, sheet: "sheets.FormSheet", entity: "Entity") -> None:
        def answered(values: dict[str, Any] | None) -> None:
            if values is not None:
                self._save(d, edit, sheet, entity, values)

        self.app.push_screen(sheet, answered)

    def _save(
        self,
        d: "Dossier",
        edit: Edit,
        sheet: "sheets.FormSheet",
        entity: "Entity",
        values: dict[str, Any],
    ) -> None:
        def failed(error: GreenpathError) -> None:
            if isinstance(error, Conflict):

                def seen(now: "Dossier") -> None:
                    self._decide(now, edit, sheet, error)

                def unseen(problem: GreenpathError) -> None:
                    self._ask(d, edit, sheet.again(str(problem)), entity)

                self.host.work(lambda s: s.accounts.dossier(d.account.id), seen, unseen)
            else:
                self._ask(d, edit, sheet.again(str(error)), entity)

        self.host.work(lambda s: edit.save(s, dict(values), entity, d), self.host.took, failed)

    def _decide(self, d: "Dossier", edit: Edit, sheet: "sheets.FormSheet", error: Conflict) -> None:
        """Both versions beside each other; whoever came second decides."""
        made = edit.form(d)
        if made is None:
            self.fail(f"{error.who} deleted this {edit.word} while you were typing.")
            return
        theirs, entity = made
        mine = sheet.changes
        if self.host.dossier is not None and self.host.dossier.account.id == d.account.id:
            self.host.set_dossier(d)

        def decided(answer: str | None) -> None:
            values, problem = theirs.read(mine)
            if answer == "mine" and not problem:
                self._save(d, edit, theirs.resumed(mine), entity, values)
            elif answer == "mine":
                self._ask(d, edit, theirs.resumed(mine, problem), entity)
            elif answer == "theirs":
                self.host.unsaved[entity.id, edit.word] = mine
                self.say("Kept theirs;", "what you typed comes back with the form", "e", "opens it")
            else:
                self._ask(d, edit, theirs.resumed(mine, "Theirs, with what you changed."), entity)

        question = sheets.AskSheet(
            f"{error.who} changed this {edit.word} while you were typing",
            _beside(sheet, theirs),
            ("keep editing", "edit"),
            [("m", "save mine", "mine"), ("t", "take theirs", "theirs")],
            subject=_ago(error.at, self.host.settings.now()),
        )
        self.app.push_screen(question, decided)


def _beside(mine: "sheets.FormSheet", theirs: "sheets.FormSheet") -> list[list[Part]]:
    """Every field that somebody changed: yours beside theirs, bold where they differ."""
    head = " " * _LABEL + fit("yours, not saved", _SIDE) + "  theirs, saved"
    out: list[list[Part]] = [[(head, "muted")]]
    typed, saved, before = mine.texts, theirs.texts, mine.shown
    for field in theirs.fields:
        name = field.name
        if typed[name] == saved[name] == before[name]:
            continue
        ink = "text" if typed[name] == saved[name] else "bold"
        own = (typed[name], ink) if name in mine.changes else ("not changed", "muted")
        sides = [
            (fit(text + " ", _SIDE) + "  ", ink)
            for text, ink in zip(parted(own[0], saved[name]), (own[1], ink), strict=True)
        ]
        out.append([(fit(field.label, _LABEL), "muted"), *sides])
    return [*out, [], [("Your text is kept either way; u undoes the choice.", "muted")]]


def parted(mine: str, theirs: str) -> tuple[str, str]:
    """Two texts on one line each; long ones begin shortly before the place where they part."""
    one, two = " ".join(mine.split()), " ".join(theirs.split())
    if max(len(one), len(two)) < _SIDE:
        return one, two
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, two, strict=False)))
    begin = max(0, same - 8)
    lead = "…" if begin else ""
    return lead + one[begin:], lead + two[begin:]


def _ago(at: datetime | None, now: datetime) -> str:
    if at is None:
        return ""
    minutes = int((now - at).total_seconds() // 60)
    if minutes < 1:
        return "just now"
    if minutes < 90:
        return f"{minutes} min ago"
    return f"at {at.astimezone():%H:%M on %d %b}"
