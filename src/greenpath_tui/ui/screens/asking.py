"""Asking for a line, a choice or a form, and on which accounts a verb acts."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any, Protocol

from greenpath_tui.errors import GreenpathError
from greenpath_tui.ui import actions, sheets
from greenpath_tui.ui.desk import KEYS_LOST, Again
from greenpath_tui.ui.ink import cut
from greenpath_tui.ui.screens.base import AppScreen

_PATIENCE = 0.4  # seconds after which long work says how far it is


class Keeping(Protocol):
    """A sheet whose texts outlive it: under its key, with what they are in words."""

    key: str

    def keep_in(self, forms: dict[str, dict[str, list[str]]]) -> str:
        """Keep there what was typed; it in words, empty for nothing."""
        ...


def key_of(ids: Iterable[str]) -> str:
    """One word for these ids, in any order: what is typed for them is kept under it."""
    return hashlib.blake2s(" ".join(sorted(ids)).encode(), digest_size=8).hexdigest()


class Asking(AppScreen):
    """What every group of verbs stands on."""

    def ask_line(self, ask: "sheets.LineAsk", then: Callable[[str, Again], None]) -> None:
        """Ask for one line; `then` gets it unless it was closed.

        It also gets what to call when the line is refused: the line opens again, with the reason.
        """

        def answered(text: str | None) -> None:
            if text is None:
                return
            again = replace(ask, value=text)

            forget = self._still_typed(ask, text)

            def refused(error: GreenpathError) -> None:
                forget()
                said = [self._refusal(error), *getattr(error, "problems", ())]
                if len(said) <= 2:
                    self.ask_line(replace(again, refused=" ".join(said)), then)
                    return
                line = replace(again, refused=said[0])  # the rest is more than a line can say
                told = sheets.ReadSheet("Refused", [("", "\n".join(said))])
                self.app.push_screen(told, lambda _: self.ask_line(line, then))

            then(text, Again(refused, forget))

        earlier = self.host.earlier.setdefault(ask.key, [])
        self.app.push_screen(sheets.LineSheet(ask, self.host.state.typed, earlier), answered)

    def _refusal(self, error: GreenpathError) -> str:
        """Why a line or form opens again; keys that were pressed meanwhile were for something else."""
        dropped = self.host.drop_waiting()
        return f"{error} {KEYS_LOST}" if dropped else str(error)

    def _still_typed(self, ask: "sheets.LineAsk", text: str) -> Callable[[], None]:
        """Keep a line as typed while it is being saved; returns what forgets it."""
        typed, unsaved = self.host.state.typed, self.host.unsaved
        if not (ask.key and text.strip()):
            return lambda: None
        following = typed.get(ask.key, "")
        typed[ask.key] = f"{text}\n{following}" if following else text
        unsaved[ask.key] = self.host.named(f"{ask.title}, “{cut(text, 30)}”")

        def forget() -> None:
            unsaved.pop(ask.key, None)
            if following:
                typed[ask.key] = following
            else:
                typed.pop(ask.key, None)

        return forget

    def still_typed_in(self, sheet: Keeping) -> Callable[[], None]:
        """Keep what was typed into a sheet while it is being saved; returns what forgets it."""
        forms, unsaved = self.host.state.forms, self.host.unsaved
        if not sheet.key:
            return lambda: None
        before = forms.get(sheet.key)  # typed into another field of the same thing
        if words := sheet.keep_in(forms):
            unsaved[sheet.key] = self.host.named(words)

        def forget() -> None:
            unsaved.pop(sheet.key, None)
            if before is None:
                forms.pop(sheet.key, None)
            else:
                forms[sheet.key] = before

        return forget

    def ask_pick(self, sheet: "sheets.PickSheet", then: Any) -> None:
        """Ask for a choice; `then` gets its value unless it was closed."""
        self.app.push_screen(sheet, lambda value: then(value) if value is not None else None)

    def ask_kept(self, sheet: "sheets.PickSheet", then: Callable[[Any, Again], None]) -> None:
        """Ask for a choice or a typed text; `then` gets it, and what opens the list again."""
        if text := self.typed_before(sheet.key).get("text"):
            sheet = sheet.resumed(text)

        def answered(value: Any) -> None:
            if value is None:
                return
            forget = self.still_typed_in(sheet)

            def refused(error: GreenpathError) -> None:
                forget()
                self.ask_kept(sheet.resumed(sheet.text, self._refusal(error)), then)

            then(value, Again(refused, forget))

        self.app.push_screen(sheet, answered)

    def ask_form(
        self, sheet: "sheets.FormSheet", then: Callable[[dict[str, Any], Again], None]
    ) -> None:
        """Ask for fields; `then` gets those that changed, and what opens the form again."""

        def answered(values: dict[str, Any] | None) -> None:
            if values is not None:
                forget = self.still_typed_in(shown)

                def refused(error: GreenpathError) -> None:
                    forget()
                    self.ask_form(
                        shown.again(self._refusal(error), getattr(error, "field", "")), then
                    )

                then(values, Again(refused, forget))

        shown = sheet.kept(self.host.state.forms)
        self.app.push_screen(shown, answered)

    def ask_date(
        self, ask: "sheets.DateAsk", then: "Callable[[sheets.DateAnswer, Again], None]"
    ) -> None:
        """Ask for a day; `then` gets it, and what opens the calendar again."""
        if typed := self.typed_before(ask.key):
            ask = replace(ask, typed=typed)
        sheet = sheets.DateSheet(ask)

        def answered(answer: "sheets.DateAnswer | None") -> None:
            if answer is None:
                return
            forget = self.still_typed_in(sheet)

            def refused(error: GreenpathError) -> None:
                forget()
                typed = {"why": answer.why, "day": sheet.typed_day}
                self.ask_date(replace(ask, typed=typed, refused=self._refusal(error)), then)

            then(answer, Again(refused, forget))

        self.app.push_screen(sheet, answered)

    def typed_before(self, key: str) -> dict[str, str]:
        """What was typed under a key and never saved, by field; it is forgotten then."""
        return {name: text for name, (_, text) in self.host.state.forms.pop(key, {}).items()}

    def long_work(
        self, title: str, verb: str, job: Any, then: Any, refused: Again | None = None
    ) -> None:
        """Run `job(services, progress)`; when it takes long, say how far it is, and Esc stops it.

        Where somebody went on to something else it waits until she is back. `refused` gets the error
        where the message line would not be seen.
        """
        sheet = sheets.ProgressSheet(title, verb)
        front = self.app.screen
        self.host.long_jobs.append(sheet)

        def patience_ended() -> None:
            if sheet.over:  # while this call waited for its turn
                return
            if self.app.screen is front:
                self.app.push_screen(sheet)
            else:
                self.set_timer(_PATIENCE, patience_ended)

        self.set_timer(_PATIENCE, patience_ended)

        def ended() -> None:
            self.host.long_jobs.remove(sheet)
            sheet.end()

        def done(result: Any) -> None:
            ended()
            then(result)

        def failed(error: GreenpathError) -> None:
            ended()
            self.call_after_refresh(refused or self.host.fail, error)

        self.host.work(lambda s: job(s, sheet.report), done, failed)

    # -- which accounts ---------------------------------------------------------------------------

    def chosen_accounts(self) -> list[str]:
        """Ids of the accounts a verb acts on."""
        chosen = getattr(self, "chosen", None)
        if self.KIND == actions.PORTFOLIO and chosen is not None:
            return list(chosen())
        return [self.host.dossier.account.id] if self.host.dossier else []

    def with_dossier(self, then: Any) -> None:
        """Run `then` with everything about the one account that is chosen."""
        ids = self.chosen_accounts()
        if self.KIND != actions.PORTFOLIO and self.host.dossier is not None:
            then(self.host.dossier)
        elif len(ids) > 1:
            self.say("One at a time:", "this is about a single account", "Esc", "clears the marks")
        elif ids:
            self.fetch(lambda s: s.accounts.dossier(ids[0]), then)

    def fetch(self, job: Any, then: Any) -> None:
        """`then` with what `job(services)` reads for a sheet: what is typed waits for that sheet."""
        self.host.holding += 1

        def fetched(found: Any) -> None:
            self.host.holding -= 1
            then(found)

        def failed(error: GreenpathError) -> None:
            self.host.holding -= 1
            self.host.fail(error)

        self.host.work(job, fetched, failed)

    def _subject(self, ids: list[str]) -> str:
        if len(ids) != 1:
            return f"{len(ids)} accounts"
        if self.host.dossier is not None and self.host.dossier.account.id == ids[0]:
            return self.host.dossier.account.name
        return next((r.name for r in self.host.portfolio.all_rows if r.id == ids[0]), "")

    def edit_outside(self, text: str, then: Any) -> None:
        """Edit a text in `$EDITOR`; `then` gets it when it changed."""
        from greenpath_tui.ui.editor import edit_text

        edited, problem = edit_text(self.app, text)
        if problem:
            self.fail(problem)
        elif edited is None or edited == text:
            self.say("Nothing changed")
        else:
            then(edited)
