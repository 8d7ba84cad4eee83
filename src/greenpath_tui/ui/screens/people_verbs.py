"""The verbs on people: renaming, merging, leaving, handing on."""

from typing import TYPE_CHECKING, Any

from greenpath_tui.domain.days import plain_date
from greenpath_tui.domain.people import Named, has_left
from greenpath_tui.ui import actions, sheets
from greenpath_tui.ui.desk import Again
from greenpath_tui.ui.screens.asking import Asking

if TYPE_CHECKING:
    from greenpath_tui.domain import model as m


class PeopleVerbs(Asking):
    """Renaming, merging, leaving, handing on."""

    def _pick_person(self, title: str, then: Any, subject: str = "", here: str = "") -> None:
        """Pick one of ours; with `here`, somebody who is still here and is not this one."""

        def ready(people: "list[m.Person]") -> None:
            today = self.host.settings.clock()
            if here:
                people = [p for p in people if not has_left(p, today) and p.id != here]
            choices = [
                sheets.Choice(
                    p,
                    p.name,
                    right=(
                        (
                            f"left {plain_date(p.left_on, today)}" if p.left_on else p.function,
                            "muted",
                        ),
                    ),
                )
                for p in people
            ]
            if not choices:
                self.say("Nobody", "is known yet: people are added by being named")
                return
            self.ask_pick(sheets.PickSheet(title, choices, subject), then)

        self.fetch(lambda s: s.people.all(), ready)

    def action_rename_person(self) -> None:
        """Another name for one of our people."""

        def picked(person: "m.Person") -> None:
            ask = sheets.LineAsk("Name", value=person.name, hint="The new name")
            self.ask_line(
                ask,
                lambda name, failed: self._people(
                    lambda s: s.people.rename(person.id, name), failed
                ),
            )

        self._pick_person("Rename", picked)

    def action_merge_people(self) -> None:
        """Two entries are one person."""

        def first(person: "m.Person") -> None:
            def second(into: "m.Person") -> None:
                self._people(lambda s: s.people.merge(person.id, into.id))

            self._pick_person(f"{person.name} is the same as", second)

        self._pick_person("Merge", first)

    def action_person_left(self) -> None:
        """Somebody left; her open work is listed until it is handed on."""
        self._pick_person(
            "Who has left", lambda p: self._people(lambda s: s.people.mark_left(p.id))
        )

    def _people(self, job: Any, failed: Again | None = None) -> None:
        self.act(job, lambda _: self.host.reload_quietly(), failed)

    def action_hand_over(self) -> None:
        """All open tasks of one person to another."""
        account = (
            self.host.dossier.account
            if self.KIND != actions.PORTFOLIO and (self.host.dossier)
            else None
        )
        where = account.name if account else "all accounts"

        def first(giver: "m.Person") -> None:
            def second(taker: "m.Person") -> None:
                owner = Named(taker.id, taker.name)
                account_id = account.id if account else None
                self._people(lambda s: s.tasks.hand_over(account_id, giver.id, owner))

            self._pick_person(f"From {giver.name} to", second, where, here=giver.id)

        self._pick_person("Hand over from", first, where)
