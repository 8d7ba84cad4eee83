"""Editing a thing in a form while others may edit it too: nobody overwrites anybody unseen."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile, zip_longest
from typing import TYPE_CHECKING, Any

from greenpath_tui.errors import Conflict, GreenpathError
from greenpath_tui.ui import sheets
from greenpath_tui.ui.desk import Again
from greenpath_tui.ui.ink import Part, fit, sheet_room, wrapped
from greenpath_tui.ui.screens.asking import Asking

if TYPE_CHECKING:
    from greenpath_tui.domain.model import Entity
    from greenpath_tui.services import Services
    from greenpath_tui.storage.journal import Result
    from greenpath_tui.views.dossier import Dossier

_LABEL = 13  # cells of a conflict's first column


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
        made = _form(edit, d)
        if made is None:
            self.say("Gone:", f"this {edit.word} was deleted")
            return
        sheet, entity = made
        self._ask(d, edit, sheet.kept(self.host.state.forms), entity)

    def edit_long(self, d: "Dossier", edit: Edit, name: str) -> None:
        """Edit one long text of the thing in `$EDITOR`."""
        made = _form(edit, d)
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
        forget = self.still_typed_in(sheet)

        def ask_again(error: GreenpathError) -> None:
            forget()
            field = getattr(error, "field", "")
            self._ask(d, edit, sheet.again(self._refusal(error), field), entity)

        def failed(error: GreenpathError) -> None:
            if not isinstance(error, Conflict):
                ask_again(error)
                return

            def seen(now: "Dossier") -> None:
                self.host.holding -= 1
                self.host.drop_waiting()  # what was pressed meanwhile is no answer to this
                forget()
                self._decide(now, edit, sheet, error)

            def unseen(problem: GreenpathError) -> None:
                self.host.holding -= 1
                ask_again(problem)

            self.host.holding += 1
            self.host.work(lambda s: s.accounts.dossier(d.account.id), seen, unseen)

        again = Again(failed, forget)
        self.act(lambda s: edit.save(s, dict(values), entity, d), failed=again)

    def _decide(self, d: "Dossier", edit: Edit, sheet: "sheets.FormSheet", error: Conflict) -> None:
        """Both versions beside each other; whoever came second decides."""
        made = _form(edit, d)
        if made is None:
            self.fail(f"{error.who} deleted this {edit.word} while you were typing.")
            return
        theirs, entity = made
        mine = sheet.changes
        saved, forms = theirs.shown, self.host.state.forms
        forms[theirs.key] = {name: [saved[name], text] for name, text in mine.items()}
        if self.host.dossier is not None and self.host.dossier.account.id == d.account.id:
            self.host.set_dossier(d)

        def decided(answer: str | None) -> None:
            values, problem = theirs.read(mine)
            if answer != "theirs":
                forms.pop(theirs.key, None)
            if answer == "mine" and not problem:
                self._save(d, edit, theirs.resumed(mine), entity, values)
            elif answer == "mine":
                self._ask(d, edit, theirs.resumed(mine, problem), entity)
            elif answer == "theirs":
                self.say("Kept theirs;", "what you typed comes back with the form", "e", "opens it")
            else:
                note = f"Saving replaces what {error.who} wrote; Esc leaves it."
                self._ask(d, edit, theirs.resumed(mine, note), entity)

        room = sheet_room(self.app.size.width)
        question = sheets.AskSheet(
            f"{error.who} changed this {edit.word} while you were typing",
            [[(_ago(error.at, self.host.settings.now()), "muted")], *_beside(sheet, theirs, room)],
            ("keep editing", "edit"),
            [("m", "save mine", "mine"), ("t", "take theirs", "theirs")],
        )
        self.app.push_screen(question, decided)


def _form(edit: Edit, d: "Dossier") -> "tuple[sheets.FormSheet, Entity] | None":
    """The form of an account's thing as it is now; what is typed into it is kept for that thing."""
    made = edit.form(d)
    if made is not None:
        made[0].key = f"{edit.word} {made[1].id}"
    return made


def _beside(mine: "sheets.FormSheet", theirs: "sheets.FormSheet", room: int) -> list[list[Part]]:
    """Every field that somebody changed: yours beside theirs, bold where they differ."""
    side = (room - _LABEL - 3) // 2
    head = " " * _LABEL + fit("yours, not saved", side) + "  theirs, saved"
    out: list[list[Part]] = [[(head, "muted")]]
    typed, saved, before = mine.texts, theirs.texts, mine.shown
    for field in theirs.fields:
        name = field.name
        if typed[name] == saved[name] == before[name]:
            continue
        ink = "text" if typed[name] == saved[name] else "bold"
        changed = name in mine.changes
        own, other = (
            parted(typed[name], saved[name], side) if changed else ("not changed", saved[name])
        )
        label = field.label
        for left, right in zip_longest(wrapped(own, side), wrapped(other, side), fillvalue=""):
            ends: list[Part] = [(fit(left, side) + "  ", ink if changed else "muted"), (right, ink)]
            out.append([(fit(label, _LABEL), "muted"), *ends])
            label = ""
    return [*out, [], [("Your text is kept either way; u undoes the choice.", "muted")]]


def parted(mine: str, theirs: str, width: int) -> tuple[str, str]:
    """Two texts; long ones that begin alike from shortly before the place where they part."""
    same = sum(
        1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(mine, theirs, strict=False))
    )
    begin = same - width // 2
    if begin <= width:
        return mine, theirs
    return "…" + mine[begin:], "…" + theirs[begin:]


def _ago(at: datetime | None, now: datetime) -> str:
    if at is None:
        return ""
    minutes = int((now - at).total_seconds() // 60)
    if minutes < 1:
        return "just now"
    if minutes < 90:
        return f"{minutes} min ago"
    return f"at {at.astimezone():%H:%M on %d %b}"
