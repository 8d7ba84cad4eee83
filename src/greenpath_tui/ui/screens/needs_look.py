"""The lists of what needs a look: tasks and criteria that hang loose, work of people who left."""

from typing import TYPE_CHECKING

from greenpath_tui.ui import actions, sheets
from greenpath_tui.ui.screens.asking import Asking

if TYPE_CHECKING:
    from greenpath_tui.domain.model import Task


class NeedsLook(Asking):
    """Lists one goes on from."""

    def action_show_list(self, which: str) -> None:
        """A list of tasks or criteria that need a look."""
        if which == "left":
            self.fetch(lambda s: s.people.open_work_of_left(), self._show_left)
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

    def _show_left(self, found: "list[tuple[Task, str]]") -> None:
        if not found:
            self.say("None:", "nobody who left still has open work")
            return
        choices = [
            sheets.Choice(task.account_id, task.title, right=((name, "muted"),))
            for task, name in found
        ]
        sheet = sheets.PickSheet(
            "Open work of people who have left", choices, verb="open the board"
        )
        self.ask_pick(sheet, lambda account_id: self.host.open_account(account_id, actions.BOARD))
