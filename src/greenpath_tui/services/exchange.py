"""In and out: importing files as one undo step, exporting the portfolio and plan summaries."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from greenpath_tui.domain import model as m
from greenpath_tui.domain.terms import Audience
from greenpath_tui.domain.text import clean_line, counted
from greenpath_tui.errors import FileRefused, Refused, UsageError
from greenpath_tui.export.forms import FORMS
from greenpath_tui.services.base import UseCases

if TYPE_CHECKING:
    from greenpath_tui.portfolio_file.schema import Portfolio
    from greenpath_tui.views.dossier import Dossier

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Exported:
    """A text that goes out, and what a page for the customer does not show."""

    text: str
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did, or would do: counts of things, and a line for each difference."""

    name: str
    new: int
    new_accounts: int
    changed: int
    unchanged: int
    refused: tuple[str, ...]
    left_out: tuple[str, ...]
    lines: tuple[str, ...]

    @property
    def writes(self) -> bool:
        """True when anything is new or changed."""
        return bool(self.new or self.changed)

    @property
    def summary(self) -> str:
        """`12 new (10 accounts), 3 changed, 40 unchanged, 1 refused`."""
        return ", ".join(words for _, words in self._counts())

    @property
    def brief(self) -> str:
        """A summary that leaves out what there is none of: `12 new (10 accounts), 3 changed`."""
        return ", ".join(words for count, words in self._counts() if count)

    def _counts(self) -> list[tuple[int, str]]:
        mixed = 0 < self.new_accounts < self.new
        which = f" ({counted(self.new_accounts, 'account')})" if mixed else ""
        refused = len(self.refused)
        return [
            (self.new, f"{self.new} new{which}"),
            (self.changed, f"{self.changed} changed"),
            (self.unchanged, f"{self.unchanged} unchanged"),
            (refused, f"{refused} refused"),
        ]


class Exchange(UseCases):
    """Use cases with files."""

    def import_file(
        self,
        path: Path,
        dry_run: bool = False,
        move_to: date | None = None,
        progress: Progress | None = None,
    ) -> ImportReport:
        """Import a portfolio file (.toml) or a sheet of accounts (.csv), in one operation.

        A portfolio file with a mistake is refused whole; a sheet's wrong rows are refused one by
        one. `move_to` moves all dates so that the day the file was written for becomes that day.
        """
        from greenpath_tui.portfolio_file import reading, spreadsheet
        from greenpath_tui.services.merging import Merge
        from greenpath_tui.services.merging_sheets import SheetMerge

        data = reading.read_bytes(path)
        name = clean_line(path.name)
        suffix = path.suffix.lower()
        if suffix not in (".toml", ".csv", ".tsv", ".txt"):
            raise FileRefused(f"{name}: only .toml and .csv files can be imported.")
        today = self.store.today()
        refused: tuple[str, ...] = ()
        left_out: tuple[str, ...] = ()
        content: Portfolio | spreadsheet.Sheet
        if suffix == ".toml":  # read before the lock is taken: that is half of the time
            content = reading.read(data, name)
            if move_to is not None and content.written_for is not None:
                content = reading.move_days(content, (move_to - content.written_for).days)
            empty = not (content.accounts or content.people)
        else:
            content = spreadsheet.read_sheet(data, name, today)
            refused, left_out = content.refused, content.left_out
            empty = not (content.rows or content.refused)
        if empty:
            raise FileRefused(f"{name}: there is nothing in it to import.")
        with self.store.rehearse() if dry_run else self.store.write() as write:
            given = (write, today, name, self.method, self._who(write), progress)
            merge: Merge
            if isinstance(content, spreadsheet.Sheet):
                merge = rows = SheetMerge(*given)
                refused += rows.sheet(content)
            else:
                merge = Merge(*given)
                merge.portfolio(content)
            merge.check()
            new, accounts, changed = merge.counts()
            write.about(f"imported {name}: {counted(new, 'new thing')}, {changed} changed")
            lines = merge.differences()
        return ImportReport(
            name,
            new,
            accounts,
            changed,
            merge.unchanged,
            refused,
            left_out,
            lines,
        )

    def export(
        self,
        account_ids: Sequence[str] | None,
        form: str,
        audience: Audience = Audience.INTERNAL,
        progress: Progress | None = None,
    ) -> "Exported":
        """Accounts (None: all) in one of `FORMS`, for our own people or for the customer.

        A page for the customer is about one account: another customer's would be in it otherwise.
        """
        if form not in FORMS:
            raise UsageError(f"{form} is not one of {', '.join(FORMS)}.")
        customer = audience is Audience.CUSTOMER
        if customer and (account_ids is None or len(account_ids) != 1):
            raise UsageError("A page for the customer is about one account at a time.")
        if form in ("toml", "json") and not customer:
            from greenpath_tui.services.exporting import portfolio_of

            with self.store.read() as reader:
                portfolio = portfolio_of(reader, account_ids, progress)
            return Exported(_file_text(portfolio, form))
        with self.store.read() as reader:
            if account_ids is None:
                account_ids = [a.id for a in reader.all(m.Account)]
            dossiers = []
            for number, account_id in enumerate(account_ids, 1):
                dossiers.append(self._dossier(reader, account_id))
                if progress:
                    progress(number, len(account_ids))
        gone: tuple[str, ...] = ()
        if customer:
            if dossiers[0].plan is None:
                raise Refused(
                    f"{dossiers[0].account.name} has no recovery plan: "
                    "there is nothing to show to the customer yet."
                )
            from greenpath_tui.views.audience import left_out
            from greenpath_tui.views.page_writing import warnings

            gone = (*warnings(dossiers[0]), *left_out(dossiers[0]))
        text = _rendered(dossiers, form, audience)
        if form == "ics" and "BEGIN:VEVENT" not in text:
            raise Refused("Nothing here has a date for a calendar.")
        return Exported(text, gone)


def _file_text(portfolio: "Portfolio", form: str, whole: bool = True) -> str:
    from greenpath_tui.portfolio_file import writing

    if form == "toml":
        return writing.write(portfolio)
    from greenpath_tui.export import as_json

    return as_json.render(writing.tables(portfolio, whole))


def _rendered(dossiers: "list[Dossier]", form: str, audience: Audience) -> str:
    """Accounts as pages, tasks, dates, or (for the customer) as a portfolio file."""
    from greenpath_tui.views.audience import for_customer

    customer = audience is Audience.CUSTOMER
    if form in ("toml", "json", "csv", "ics"):
        seen = [for_customer(d) for d in dossiers] if customer else dossiers
        if form == "csv":
            from greenpath_tui.export import as_csv

            return as_csv.render(seen, as_csv.CUSTOMER if customer else as_csv.INTERNAL)
        if form == "ics":
            from greenpath_tui.export import as_ics

            return as_ics.render(seen, audience)
        from greenpath_tui.services.exporting import Seen, portfolio_of, without_ids

        return _file_text(without_ids(portfolio_of(Seen(seen))), form, whole=False)
    from greenpath_tui.views.page_writing import overview_row, page_of

    pages = [page_of(d, audience) for d in dossiers]
    several = len(pages) > 1
    overview = [overview_row(d, p) for d, p in zip(dossiers, pages, strict=True)] if several else []
    if form == "html":
        from greenpath_tui.export import as_html

        return as_html.render(pages, overview)
    if form == "chat":
        from greenpath_tui.export import as_chat

        return as_chat.render(pages)
    from greenpath_tui.export import as_markdown

    return as_markdown.render(pages, overview)
