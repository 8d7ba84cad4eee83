"""What changes while nobody presses a key: the work of others on the same database, and the day."""

from typing import TYPE_CHECKING

from greenpath_tui.errors import GreenpathError

if TYPE_CHECKING:
    from greenpath_tui.ui.app import GreenpathApp

POLL_SECONDS = 4.0


class Others:
    """Looks whether somebody else wrote, and whether the database can be reached at all."""

    def __init__(self, app: "GreenpathApp") -> None:
        self._app = app
        self._newest = -1  # of the operations seen; -1: nothing was read yet
        self._day = app.settings.clock()
        self._looking = False
        self.out_of_reach = False  # the database: what is shown may be old

    def start_over(self) -> None:
        """Another database: what is in it is not news."""
        self._newest = -1
        self.look()

    def look_again(self) -> None:
        """What was seen could not be shown: the next look tells it as if it were new."""
        self._newest = 0

    def look(self) -> None:
        """Look once; what changed is read again."""
        app = self._app
        if app.services is None or self._looking or not app.screen_stack:  # none: it has ended
            return
        if getattr(app.screen, "covers", False):
            return
        self._looking = True
        if self._day != app.settings.clock():  # midnight: what is late and what "today" means
            self._day = app.settings.clock()
            app.reload()

        def seen(newest: int) -> None:
            self._looking = False
            if self.out_of_reach:
                self.out_of_reach = False
                app.tell("Connected again", "", "^r", "reloads")
                app.reload()
            known, self._newest = self._newest, newest
            if known >= 0 and known != newest:  # lower after a restore
                app.reload()

        def failed(error: GreenpathError) -> None:
            self._looking = False
            if not self.out_of_reach:  # said once, then marked; every look is a new try
                self.out_of_reach = True
                app.fail(error)
                for screen in app.screen_stack:  # the mark stands on all of them
                    if (line := getattr(screen, "message_line", None)) is not None:
                        line.refresh()

        app.work(lambda s: s.history.foreign(), seen, failed)
