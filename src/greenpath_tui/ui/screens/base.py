"""What every screen has: header, message line, footer, and the verbs that work everywhere."""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from rich.cells import cell_len
from textual.events import Key
from textual.screen import Screen

from greenpath_tui.ui import actions, sheets
from greenpath_tui.ui.desk import Again
from greenpath_tui.ui.glyphs import Glyphs
from greenpath_tui.ui.ink import Part, cut, sheet_room, wrapped
from greenpath_tui.ui.widgets.lines import KeyFooter, MessageLine, hint

if TYPE_CHECKING:
    from greenpath_tui.services import Services
    from greenpath_tui.storage.journal import Result
    from greenpath_tui.ui.app import GreenpathApp


class AppScreen(Screen[None]):
    """A screen of the app. Single letters act only while no input has the focus."""

    KIND: ClassVar[str] = ""
    AUTO_FOCUS = ""
    marks: set[str]

    def __init__(self, glyphs: Glyphs) -> None:
        super().__init__()
        self.glyphs = glyphs
        self.message_line = MessageLine()
        self.footer = KeyFooter(self._hints(False))

    @cached_property
    def _known_keys(self) -> set[str]:
        """The keys that work on this screen, remapped ones as they are."""
        given = self.host.settings.keys
        own = actions.of_screen(self.KIND)
        keys = (given.get(actions.binding_id(action), action.keys) for action in own)
        return {key.strip() for names in keys for key in names.split(",")}

    @property
    def host(self) -> "GreenpathApp":
        """The app, with its own type."""
        return self.app  # type: ignore[return-value]

    # -- lines ------------------------------------------------------------------------------------

    def _hints(self, marked: bool, planned: bool = True) -> list[tuple[str, str, str]]:
        return [
            (a.show or actions.key_words(a.keys.split(",")[0]), a.label, a.id)
            for a in actions.footer(self.KIND, marked, planned)
        ]

    def refresh_footer(self, marked: bool) -> None:
        """Show the keys that work now, remapped ones as they are."""
        shown = []
        d = self.host.dossier
        planned = self.KIND == actions.PORTFOLIO or d is None or d.open_plan is not None
        for keys, label, action in self._hints(marked, planned or marked):
            shown.append((self._remapped(action) or keys, label, action))
        self.footer.show(shown)

    def _remapped(self, action: str) -> str:
        """The key the config file gives an action of this screen, as people write it; or empty."""
        own = next((a for a in actions.of_screen(self.KIND) if a.id == action), None)
        given = self.host.settings.keys.get(actions.binding_id(own)) if own else None
        return actions.key_words(given.split(",")[0]) if given else ""

    def screen_strip(self) -> list[Part]:
        """`1 Portfolio  3 Board  4 Green`, this one in plain ink."""
        out: list[Part] = [(" ", "text")]
        for action in actions.of_screen(self.KIND):
            kind = next((k for k in actions.ALL if action.id == f"go('{k}')"), "")
            if kind:
                key = self._remapped(action.id) or action.keys
                inks = ("dim", "text") if kind == self.KIND else ("bold", "muted")
                out += [(f"  {key}", inks[0]), (f" {actions.NAMES[kind]}", inks[1])]
        return out

    def say(self, verb: str, text: str = "", key: str = "", label: str = "") -> None:
        """A message for a while."""
        self.message_line.say(verb, text, hint(key, label) if key else None)

    def fail(self, text: str) -> None:
        """An error, until a key; one that is longer than the line is read in a sheet."""
        width = self.app.size.width
        if cell_len(text) + 3 <= width or self.app.screen is not self:
            self.message_line.fail(text)
            return
        lines: list[list[Part]] = [[(line, "text")] for line in wrapped(text, sheet_room(width))]
        self.app.push_screen(sheets.AskSheet("Not done", lines, ("close", ""), []))

    def show_connection(self) -> None:
        """The message line says whether the database can be reached."""
        self.message_line.refresh()

    def on_key(self, event: Key) -> None:
        """Any key ends a message; one that does nothing here says so."""
        self.message_line.end_soon()
        if event.is_printable and self.focused is None and event.key not in self._known_keys:
            word = actions.key_words(event.key)
            self.say(word, "does nothing on this screen", "?", "lists the keys that do")

    async def on_key_footer_pressed(self, event: KeyFooter.Pressed) -> None:
        """A hint was clicked: run it, unless something is being saved."""
        if self.host.holding:
            return
        await self.run_action(event.action)

    # -- verbs that are the same everywhere -------------------------------------------------------

    def act(
        self,
        job: "Callable[[Services], Result]",
        then: "Callable[[Result], None] | None" = None,
        failed: Again | None = None,
    ) -> None:
        """Run a use case that writes; what is refused goes to `failed`, else to the message line."""
        self.host.act(job, then, failed)

    def action_undo(self) -> None:
        """Take the newest own operation back."""
        self._replay("Undid", lambda s: s.history.undo(), "U", "redo")

    def action_redo(self) -> None:
        """Take it forward again."""
        self._replay("Redid", lambda s: s.history.redo(), "u", "undo")

    def _replay(self, verb: str, job: "Any", key: str, label: str) -> None:
        def done(result: "Result") -> None:
            shown = self.host.dossier
            here = self.KIND != actions.PORTFOLIO and shown is not None
            same = here and shown is not None and shown.account.name == result.account
            told = same or not result.account or result.account in result.sentence
            where = "" if told else f" ({cut(result.account, 24)})"
            room = self.app.size.width - cell_len(f" {verb}: {where}  {key} {label} ")

            def tell() -> None:
                self.host.tell(f"{verb}:", f"{cut(result.sentence, room)}{where}", key, label)

            self.host.reload(lambda: self.reveal(result.replayed), tell)
            tell()

        self.host.work(job, done)

    def reveal(self, ids: "Sequence[str]") -> None:
        """Bring the cursor to one of these rows; it stays where it is on one of them."""

    def action_reload(self) -> None:
        """Read again."""
        self.host.reload()
        self.say("Reloaded")

    def action_palette(self) -> None:
        """Every action, account and view."""
        from greenpath_tui.ui.modals.palette import open_palette

        open_palette(self)

    def action_help(self) -> None:
        """The keys of this screen."""
        from greenpath_tui.ui.modals.palette import open_help

        open_help(self)

    def action_theme(self, name: str) -> None:
        """Another theme, remembered."""
        from greenpath_tui.ui.themes import theme_id

        self.host.state.theme = name
        self.host.theme = theme_id(name)
        self.say("Theme", name)

    def action_go(self, kind: str) -> None:
        """To another screen."""
        if kind == self.KIND:
            return
        if kind == actions.PORTFOLIO:
            self.host.show_screen(kind)
        elif self.host.dossier is not None and self.KIND != actions.PORTFOLIO:
            self.host.show_screen(kind)
            self.host.set_dossier(self.host.dossier)
        else:
            self.go_from_list(kind)

    def go_from_list(self, kind: str) -> None:
        """Open a screen of the account under the list's cursor."""

    async def action_quit_or_back(self) -> None:
        """Back to the portfolio."""
        self.host.show_screen(actions.PORTFOLIO)

    async def action_quit(self) -> None:
        """Leave the app."""
        await self.host.action_quit()
