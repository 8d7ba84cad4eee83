"""What changes while nobody presses a key: the work of others on the same database, and the day."""

from typing import TYPE_CHECKING

from greenpath_tui.errors import GreenpathError

if TYPE_CHECKING:
    from greenpath_tui.services import Services
    from greenpath_tui.ui.app import GreenpathApp

POLL_SECONDS = 4.0


class Others:
    """Looks whether somebody else wrote, and whether the database can be reached at all."""

    def __init__(self, app: "GreenpathApp") -> None:
        self._app = app
        self._newest = -1  # of the operations seen; -1: nothing was read yet
        self._day = app.settings.clock()
        self._looking = False
        self._begun = False  # the look has its turn at the database
        self.out_of_reach = False  # the database: what is shown may be old

    def start_over(self) -> None:
        """Another database: what is in it is not news."""
        self._newest = -1
        self.look()

    def look_again(self) -> None:
        """What was seen could not be shown: the next look tells it as if it were new."""
        self._newest = 0

    def look(self) -> None:
        """Look once; what changed is read again, behind a sheet that covers it once that is gone."""
        app = self._app
        if app.services is None or not app.screen_stack:  # none: it has ended
            return
        if self._looking:  # the last look has no answer yet
            if self._begun:  # else it waits for own work
                self._lost("the database does not answer")
            return
        self._looking, self._begun = True, False
        if self._day != app.settings.clock() and not self._covered:  # midnight: what is late
            self._day = app.settings.clock()
            app.reload()

        def seen(newest: int) -> None:
            self._looking = False
            if self.out_of_reach:
                self._reaches(True)
                self.look_again()
                app.tell("Connected again", "", "^r", "reloads")
            if self._covered:
                return
            known, self._newest = self._newest, newest
            if known >= 0 and known != newest:  # lower after a restore
                app.reload()

        def failed(error: GreenpathError) -> None:
            self._looking = False
            self._lost(str(error).partition("; nothing was changed")[0])

        def newest(services: "Services") -> int:
            self._begun = True
            return services.history.foreign()

        app.work(newest, seen, failed)

    @property
    def _covered(self) -> bool:
        """True while a sheet stands before a screen that is not to change behind it."""
        return getattr(self._app.screen, "covers", False)

    def _lost(self, why: str) -> None:
        """Said once, then marked; every look is a new try."""
        if not self.out_of_reach:
            self._reaches(False)
            self._app.mention(f"Not connected: {why}")

    def _reaches(self, reached: bool) -> None:
        """Mark on every screen and sheet whether the database can be reached."""
        self.out_of_reach = not reached
        for screen in self._app.screen_stack:
            show = getattr(screen, "show_connection", None)
            if show is not None:
                show()
