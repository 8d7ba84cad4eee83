"""Pages: read on a terminal, recorded as sent with their text, later confirmed (checklist S0-18)."""

from dataclasses import dataclass
from datetime import date

from greenpath_tui.domain import model as m
from greenpath_tui.domain.days import plain_date
from greenpath_tui.errors import InvalidInput, NotFound
from greenpath_tui.services.base import Result, UseCases, new_id


@dataclass(frozen=True, slots=True)
class Sending:
    """A page that goes out: for which audience, in which form, to whom, and its text."""

    audience: m.Audience
    form: str
    to: str
    text: str


class Pages(UseCases):
    """Use cases on pages."""

    def record(self, account_id: str, sending: Sending) -> Result:
        """A page went out today; the next one says what moved since."""
        if not sending.to.strip():
            raise InvalidInput("Say to whom the page was sent.")
        with self.store.write() as write:
            dossier = self._dossier(write, account_id)
            page = write.add(
                m.SentPage(
                    id=new_id(),
                    account_id=account_id,
                    plan_id=dossier.open_plan.id if dossier.open_plan else None,
                    audience=sending.audience,
                    form=sending.form,
                    to=sending.to,
                    sent_on=self.store.today(),
                    text=sending.text,
                    by=self._who(write),
                )
            )
            write.about(f"recorded a page sent to {page.to}", account_id, page.plan_id)
        return write.result()

    def as_text(self, account_id: str) -> str:
        """One account's page as plain text, for a terminal."""
        from greenpath_tui.export import as_text
        from greenpath_tui.views.page_writing import page_of

        with self.store.read() as reader:
            return as_text.render(page_of(self._dossier(reader, account_id), m.Audience.INTERNAL))

    def confirm(self, account_id: str, on: date | None = None) -> Result:
        """The newest page that nobody confirmed yet was read."""
        with self.store.write() as write:
            dossier = self._dossier(write, account_id)
            waiting = [p for p in dossier.sent_pages if p.confirmed_on is None]
            if not waiting:
                raise NotFound("No sent page waits to be confirmed.")
            page = waiting[-1]
            day = on or self.store.today()
            if day < page.sent_on:
                raise InvalidInput("A page cannot be confirmed before it was sent.")
            write.change(page, confirmed_on=day)
            sent = plain_date(page.sent_on, self.store.today())
            write.about(f"confirmed the page sent to {page.to} on {sent}", account_id, page.plan_id)
        return write.result()
