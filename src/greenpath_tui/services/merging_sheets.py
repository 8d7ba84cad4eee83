"""Merging a sheet of accounts: each row by itself, wrong ones are left out and named."""

from collections import Counter

from greenpath_tui.domain import model as m
from greenpath_tui.domain.money import main_currency
from greenpath_tui.domain.people import Named, find_people, handles
from greenpath_tui.domain.text import fold
from greenpath_tui.portfolio_file import schema as f
from greenpath_tui.portfolio_file.spreadsheet import Sheet
from greenpath_tui.services.base import new_id, serve
from greenpath_tui.services.merging import Merge
from greenpath_tui.storage.queries import currencies


class SheetMerge(Merge):
    """One sheet on its way into the store."""

    def sheet(self, sheet: Sheet) -> tuple[str, ...]:
        """Merge a sheet of accounts; returns the rows that were refused here."""
        people = self._stored.of(m.Person)
        ours = [Named(p.id, p.name) for p in people]
        short = handles((p.id, p.name) for p in people)
        self._people = {fold(p.name): p.id for p in people}
        known = set(self._stored.accounts)
        currency = self._currency(sheet)
        refused: list[str] = []
        seen: dict[tuple[str, str], int] = {}
        for index, row in enumerate(sheet.rows):
            name, external = str(row.values["name"]), str(row.values.get("external_id", ""))
            keys = [("name", fold(name))] + ([("external id", external)] if external else [])
            twice = next(((what, key) for what, key in keys if (what, key) in seen), None)
            if twice is not None:
                what = name if twice[0] == "name" else f"external id {external}"
                refused.append(f"line {row.line}: {what} stands in line {seen[twice]} already")
                continue
            seen |= dict.fromkeys(keys, row.line)
            values = row.values
            entry = f.AccountEntry.model_construct(_fields_set=set(values), **values)
            if "currency" not in values and self._account_for(entry) is None:
                values = {**values, "currency": currency}
                entry = f.AccountEntry.model_construct(_fields_set=set(values), **values)
            found = find_people(row.csm, ours, short) if row.csm else []
            if len(found) > 1:
                listed = ", ".join(p.name for p in found)
                refused.append(f"line {row.line}: csm {row.csm} may be {listed}")
                continue
            account = self._account(entry, f"line {row.line}")
            if self._problems:  # this row's alone; nothing of it was taken
                refused += self._problems
                self._problems.clear()
                continue
            if "status" not in row.values and fold(name) not in known:
                self._assumed.add(account.id)
            if row.csm:
                person_id = found[0].id if len(found) == 1 else self._people.get(fold(row.csm))
                if person_id is None:
                    person = self._write.add(m.Person(id=new_id(), name=row.csm))
                    person_id = self._people[fold(row.csm)] = person.id
                self._serve(account, person_id)
            if self._progress:
                self._progress(index + 1, len(sheet.rows))
        return tuple(refused)

    def _currency(self, sheet: Sheet) -> str:
        """What an amount without a sign is in: as the database's others, else as the sheet's."""
        signed = Counter(str(row.values.get("currency", "")) for row in sheet.rows)
        del signed[""]
        return main_currency(currencies(self._write) or signed)

    def _serve(self, account: m.Account, person_id: str) -> None:
        """Make somebody the CSM of an account from today."""
        team = self._stored.of(m.TeamMember, account.id)
        serve(self._write, account.id, team, person_id, self._today)
