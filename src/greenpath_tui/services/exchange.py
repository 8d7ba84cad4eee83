"""In and out: importing files as one undo step, exporting the portfolio and plan summaries."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from greenpath_tui.domain import model as m
from greenpath_tui.errors import FileRefused
from greenpath_tui.services.base import UseCases, count

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did, or would do: counts of things, and a line for each difference."""

    name: str
    new: int
    changed: int
    unchanged: int
    refused: tuple[str, ...]
    left_out: tuple[str, ...]
    lines: tuple[str, ...]

    @property
    def summary(self) -> str:
        """`12 new, 3 changed, 40 unchanged, 1 refused`."""
        parts = [f"{self.new} new", f"{self.changed} changed", f"{self.unchanged} unchanged"]
        return ", ".join([*parts, f"{len(self.refused)} refused"])


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

        data = reading.read_bytes(path)
        suffix = path.suffix.lower()
        if suffix not in (".toml", ".csv", ".tsv", ".txt"):
            raise FileRefused(f"{path.name}: only .toml and .csv files can be imported.")
        refused: tuple[str, ...] = ()
        left_out: tuple[str, ...] = ()
        today = self.store.today()
        with self.store.write() as write:
            merge = Merge(write, today, path.name, progress)
            if suffix == ".toml":
                portfolio = reading.read(data, path.name)
                if move_to is not None and portfolio.written_for is not None:
                    days = (move_to - portfolio.written_for).days
                    portfolio = reading.move_days(portfolio, days)
                merge.portfolio(portfolio)
            else:
                sheet = spreadsheet.read_sheet(data, path.name, today)
                refused, left_out = sheet.refused, sheet.left_out
                refused += merge.sheet(sheet)
            merge.check()
            lines = merge.differences()
            report = ImportReport(
                path.name, merge.new, merge.changed, merge.unchanged, refused, left_out, lines
            )
            write.about(
                f"imported {path.name}: {count(merge.new, 'new thing')}, {merge.changed} changed"
            )
            if dry_run:
                write.abandon()
        return report

    def portfolio_toml(self, account_ids: Sequence[str] | None = None) -> str:
        """The portfolio file of every account, or of the given ones."""
        from greenpath_tui.portfolio_file.writing import write
        from greenpath_tui.services.exporting import portfolio_of

        with self.store.read() as reader:
            return write(portfolio_of(reader, account_ids))

    def summary_markdown(self, account_id: str) -> str:
        """The plan summary of one account, for our own people."""
        from greenpath_tui.export.as_markdown import render

        with self.store.read() as reader:
            return render(self._dossier(reader, account_id))

    def all_tasks(self) -> list[tuple[m.Task, str, str, str, str]]:
        """Every task with its account, its owner, the owner's short name and its phase."""
        from greenpath_tui.domain.people import handles, short_name

        with self.store.read() as reader:
            accounts = {a.id: a.name for a in reader.all(m.Account)}
            people = {p.id: p.name for p in reader.all(m.Person)}
            short = handles(people.items())
            customers = {s.id: s.name for s in reader.all(m.Stakeholder)}
            phases = {p.id: p.name for p in reader.all(m.Phase)}
            out = []
            for task in reader.all(m.Task):
                if task.account_id not in accounts:
                    continue
                owner = people.get(task.owner_id or "") or customers.get(
                    task.customer_owner_id or "", ""
                )
                handle = short.get(task.owner_id or "") or (short_name(owner) if owner else "")
                phase = phases.get(task.phase_id or "", "")
                out.append((task, accounts[task.account_id], owner, handle, phase))
        return out
