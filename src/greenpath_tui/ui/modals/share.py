"""Sharing: the page as it will go out, for which audience and in which form."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.app import ComposeResult

from greenpath_tui.domain.terms import Audience
from greenpath_tui.errors import GreenpathError
from greenpath_tui.export.forms import FORMS
from greenpath_tui.ui.ink import Part, shortened
from greenpath_tui.ui.modals.base import SCROLLING, Sheet
from greenpath_tui.ui.modals.reader import Pages
from greenpath_tui.ui.widgets.lines import TextLines

if TYPE_CHECKING:
    from greenpath_tui.services.exchange import Exported

Failed = Callable[[GreenpathError], None]
_NEXT = {Audience.INTERNAL: Audience.CUSTOMER, Audience.CUSTOMER: Audience.INTERNAL}


@dataclass(frozen=True, slots=True)
class Shared:
    """What is to be done with a page: `copy`, `save` or `sent`."""

    what: str
    form: str
    audience: Audience
    text: str


class ShareSheet(Sheet[Shared | None]):
    """Tab changes the audience, f the form; y copies, s saves, r records the page as sent."""

    BINDINGS = [
        *SCROLLING,
        ("tab", "audience", ""),
        ("f", "form(1)", ""),
        ("F", "form(-1)", ""),
        ("y", "done('copy')", ""),
        ("s", "done('save')", ""),
        ("r", "done('sent')", ""),
    ]

    def __init__(
        self,
        subject: str,
        one: bool,
        render: "Callable[[str, Audience, Callable[[Exported], None], Failed], None]",
        form: str = "md",
    ) -> None:
        """`render` makes a text and hands it, or why there is none, to its callbacks.

        `one` is a single account.
        """
        super().__init__(f"Export {subject}")
        self._one = one
        self._make_text = render
        self._form = form
        self._audience = Audience.INTERNAL
        self._text = ""
        self._why = ""  # why there is no text
        self._pages = Pages()
        self._for = TextLines(id="share-for")

    def inside(self) -> ComposeResult:
        """For whom, then the text."""
        yield self._for
        yield self._pages

    def on_mount(self) -> None:
        """The first text."""
        self.query_one("#sheet").add_class("-tall")
        self._make()

    def _make(self) -> None:
        form, audience = self._form, self._audience
        self._text = ""  # what was made for another audience is not given away for this one
        self._why = "still being made"

        def made(exported: "Exported") -> None:
            if (form, audience) != (self._form, self._audience) or not self.is_attached:
                return
            if form == "html":  # its source tells nobody what it says
                self._make_text("md", audience, lambda page: shown(exported.text, page), failed)
            else:
                shown(exported.text, exported)

        def shown(text: str, page: "Exported") -> None:
            if (form, audience) != (self._form, self._audience) or not self.is_attached:
                return
            self._text = text
            self._pages.show(page.text)
            self._paint_audience(page.left_out)
            self.call_after_refresh(self._show_place)

        def failed(error: GreenpathError) -> None:
            if (form, audience) == (self._form, self._audience) and self.is_attached:
                self._why = "nothing to export"
                self._pages.show(str(error))
                self._paint_audience(())
                self.call_after_refresh(self._show_place)

        self._make_text(form, audience, made, failed)

    def _paint_audience(self, left_out: Sequence[str]) -> None:
        customer = self._audience is Audience.CUSTOMER
        first: list[Part] = [("for the customer" if customer else "for our own people", "bold")]
        lines: list[tuple[list[Part], list[Part]]] = [(first, [])]
        if left_out:
            words = f"left out: {', '.join(left_out)}"
            room = self.query_one("#sheet").content_size.width - 2
            most = 3 if self.app.size.height >= 20 else 1
            lines += [([(text, "muted")], []) for text in shortened(words, room, most)]
        self._for.styles.height = len(lines)
        self._for.show(lines)

    def _show_place(self) -> None:
        self._pages.lay_out()
        as_text = " as text" if self._form == "html" else ""
        place = f"{FORMS[self._form].name}{as_text}, {self._pages.place}"
        if cell_len(self._heading) + cell_len(place) + 3 > self.room:
            place = place.replace(", lines ", ", ")
        self.show_title(place)

    def hints(self) -> list[tuple[str, str]]:
        """The keys."""
        other = "internal" if self._audience is Audience.CUSTOMER else "customer"
        own = [("Tab", other), ("r", "sent")] if self._one else []
        return [("y", "copy"), ("s", "save"), *own, ("f", "format"),
                ("Esc", "close")]  # fmt: skip

    def action_scroll(self, step: int) -> None:
        """Up and down."""
        self._pages.scroll_lines(step)
        self._show_place()

    def action_audience(self) -> None:
        """The other audience; several accounts are for our own people only."""
        if self._one:
            self._audience = _NEXT[self._audience]
            self.paint_keys()
            self._make()

    def action_form(self, step: int) -> None:
        """The next form."""
        forms = list(FORMS)
        self._form = forms[(forms.index(self._form) + step) % len(forms)]
        self._make()

    def action_done(self, what: str) -> None:
        """Copy, save or record."""
        if not self._text:
            self.show_title(self._why)
        elif what != "sent" or self._one:
            self.dismiss(Shared(what, self._form, self._audience, self._text))
