"""The verbs on people, and the lists of what needs a look."""

from typing import TYPE_CHECKING, Any

from greenpath_tui.domain.people import Named, has_left
from greenpath_tui.ui import actions, sheets
from greenpath_tui.ui.desk import Again
from greenpath_tui.ui.screens.asking import Asking

if TYPE_CHECKING:
    from greenpath_tui.domain import model as m
    from greenpath_tui.services import Services


class PeopleVerbs(Asking):
    """Renaming, merging, leaving, handing on."""

    def _pick_person(self, title: str, then: Any, subject: str = "", here: str = "") -> None:
        """Pick one of ours; with `here`, somebody who is still here and is not this one."""

        def ready(people: "list[m.Person]") -> None:
            if here:
                today = self.host.settings.clock()
                people = [p for p in people if not has_left(p, today) and p.id != here]
            choices = [
                sheets.Choice(
                    p,
                    p.name,
                    right=(((f"left {p.left_on}" if p.left_on else p.function), "muted"),),
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

    def action_show_list(self, which: str) -> None:
        """A list of tasks or criteria that need a look."""
        if which == "left":
            self.fetch(_open_work_of_left, self._show_left)
            return
        d = self.host.dossier
        if d is None:
            return
        if which == "unserved":
            texts = [(c.item.id, c.item.metric) for c in d.unserved]
            title = "Criteria that no task serves"
        else:
            cards = d.orphans if which == "orphans" else [c for c in d.cards.values() if c.outside]
            texts = [(c.item.id, c.title) for c in cards]
            title = {"orphans": "Tasks that serve no criterion"}.get(
                which, "Tasks dated outside their phase"
            )
        if not texts:
            self.say("None:", title.lower())
            return
        choices = [sheets.Choice(value, text) for value, text in texts]
        self.ask_pick(sheets.PickSheet(title, choices, d.account.name, verb="go there"), self.go_to)

    def go_to(self, entity_id: str) -> None:
        """Put the cursor on a task or criterion."""

    def _show_left(self, found: list[tuple[str, str, str]]) -> None:
        if not found:
            self.say("None:", "nobody who left still has open work")
            return
        choices = [
            sheets.Choice(account_id, title, right=((name, "muted"),))
            for account_id, title, name in found
        ]
        sheet = sheets.PickSheet(
            "Open work of people who have left", choices, verb="open the board"
        )
        self.ask_pick(sheet, lambda account_id: self.host.open_account(account_id, actions.BOARD))


def _open_work_of_left(services: "Services") -> list[tuple[str, str, str]]:
    today = services.store.today()
    left = {p.name for p in services.people.all() if has_left(p, today)}
    return [
        (line.task.account_id, line.task.title, line.owner_name)
        for line in services.exchange.tasks()
        if line.owner_name in left and line.open
    ]
