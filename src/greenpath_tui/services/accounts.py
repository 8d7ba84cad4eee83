"""Accounts: adding, status, facts, weekly updates, notes; and the portfolio list."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from greenpath_tui.domain import model as m
from greenpath_tui.domain.cadence import proposed_update
from greenpath_tui.domain.days import full_date
from greenpath_tui.domain.money import main_currency
from greenpath_tui.domain.people import find_people
from greenpath_tui.domain.terms import is_abrupt
from greenpath_tui.domain.text import clean_line, counted, fold
from greenpath_tui.errors import InvalidInput, NotFound, Refused
from greenpath_tui.services.base import (
    NewPerson,
    Result,
    UseCases,
    new_id,
    quoted,
    serve,
    the_owner,
)
from greenpath_tui.storage.journal import Write
from greenpath_tui.storage.portfolio_rows import most_urgent, portfolio_rows
from greenpath_tui.storage.queries import currencies
from greenpath_tui.views.portfolio import PortfolioRow

if TYPE_CHECKING:
    from greenpath_tui.domain.quickadd import AccountLine
    from greenpath_tui.views.dossier import Dossier


@dataclass(frozen=True, slots=True)
class UpdateInput:
    """What the writer of a weekly update gives."""

    changed: str = ""
    in_progress: str = ""
    next: str = ""
    confidence: int | None = None
    sponsor_confidence: int | None = None
    sponsor_asked_on: date | None = None
    next_update: date | None = None


class Accounts(UseCases):
    """Use cases on accounts."""

    def rows(self) -> list[PortfolioRow]:
        """Every account as the list shows it."""
        with self.store.read() as reader:
            return portfolio_rows(reader, self.store.today(), self.store.user, self.method)

    def first_rows(self, most: int) -> list[PortfolioRow]:
        """The most urgent accounts only: what a first screen can show before all are read."""
        with self.store.read() as reader:
            today = self.store.today()
            only = most_urgent(reader, today, self.method, most)
            return portfolio_rows(reader, today, self.store.user, self.method, only)

    def dossier(self, account_id: str) -> "Dossier":
        """Everything about one account; NotFound when it was deleted."""
        with self.store.read() as reader:
            return self._dossier(reader, account_id)

    def find(self, text: str) -> m.Account:
        """The account of this name, or of a unique part of one, ignoring case."""
        return self.find_all([text])[0]

    def find_all(self, texts: Sequence[str]) -> list[m.Account]:
        """The accounts of these names or unique parts of names, in this order."""
        with self.store.read() as reader:
            accounts = reader.all(m.Account)
        exact = {a.id: a for a in accounts} | {fold(a.name): a for a in accounts}
        return [exact.get(fold(t)) or exact.get(t) or _only(t, accounts) for t in texts]

    def add(self, line: "AccountLine") -> Result:
        """A new account from one line; its CSM is the one named, else the writer.

        Its currency is the one the ARR names, else that of the database.
        """
        if line.problems:
            raise InvalidInput(line.problems[0])
        if not line.name:
            raise InvalidInput("An account needs a name.")
        with self.store.write() as write:
            self._refuse_taken(write, line.name)
            account = write.add(
                m.Account(
                    id=new_id(),
                    name=line.name,
                    status=line.status or m.Status.GREEN,
                    arr=line.arr,
                    currency=line.currency or main_currency(currencies(write)),
                    renewal_date=line.renewal,
                    segment=line.segment,
                    tier=line.tier or 1,
                    likelihood=line.likelihood,
                    tags=line.tags,
                )
            )
            owner = line.csm or (NewPerson(line.new_csm) if line.new_csm else None)
            person_id, _ = the_owner(write, None, owner)
            if person_id is None:
                me = self._me(write)
                person_id = me.id if me else None
            if person_id:
                write.add(m.TeamMember(id=new_id(), account_id=account.id, person_id=person_id))
            write.about(f"added {quoted(account.name)}", account.id)
        return write.result()

    def _refuse_taken(self, write: Write, name: str, own_id: str = "") -> None:
        other = write.find(m.Account, name_key=fold(clean_line(name)))
        if other is not None and other.id != own_id:
            raise Refused(f"There is already an account called {other.name}.")

    def set_status(
        self,
        account_ids: Sequence[str] | Mapping[str, m.Status],
        status: m.Status,
        reason: str,
        approved_by: str = "",
    ) -> Result:
        """Red, Yellow or Green, with a reason; a jump between Red and Green names a manager.

        A mapping tells which status of each account was looked at: Conflict when it is another now.
        """
        if not reason.strip():
            raise InvalidInput("A status change needs a reason.")
        today = self.store.today()
        with self.store.write() as write:
            who = self._who(write)
            accounts = write.all(m.Account, id=list(account_ids))
            if not accounts:
                raise NotFound("This account was deleted.")
            if isinstance(account_ids, Mapping):
                for account in accounts:
                    if account.status is not account_ids[account.id]:
                        write.conflict(account)
            changing = [a for a in accounts if a.status is not status]
            if not changing:
                raise Refused(f"Already {status.word}.")
            for account in changing:
                if is_abrupt(account.status, status) and not approved_by.strip():
                    raise Refused(
                        f"{account.name}: straight from {account.status.word} to {status.word} "
                        "takes the name of the manager who agreed."
                    )
                write.add(
                    m.StatusChange(
                        id=new_id(),
                        account_id=account.id,
                        old=account.status,
                        new=status,
                        on=today,
                        by=who,
                        reason=reason,
                        approved_by=approved_by,
                    )
                )
                write.change(account, status=status)
            one = changing[0] if len(changing) == 1 else None
            what = one.name if one else counted(len(changing), "account")
            write.about(f"turned {what} {status.word}", one.id if one else None, word=approved_by)
        return write.result()

    def edit(
        self,
        account_id: str,
        values: dict[str, Any],
        version: int | None = None,
        csm: str | None = None,
    ) -> Result:
        """Change facts of an account; `csm` names the person who serves it from today."""
        with self.store.write() as write:
            account = write.get(m.Account, account_id)
            write.expect(account, version)
            if "name" in values:
                self._refuse_taken(write, values["name"], account.id)
            changed = write.change(account, **values)
            if csm is not None:
                self._set_csm(write, account, csm)
            write.about(f"edited {quoted(changed.name)}", account.id)
        return write.result()

    def _set_csm(self, write: Write, account: m.Account, name: str) -> None:
        dossier = self._dossier(write, account.id)
        person_id = None
        if name:
            ours = [n for n in dossier.owners if n.ours]
            found = find_people(name, ours, dossier.handles)
            if len(found) > 1:
                raise InvalidInput(f"{name} may be {', '.join(p.name for p in found)}", "csm")
            person_id, _ = the_owner(write, None, found[0] if found else NewPerson(name))
        serve(write, account.id, dossier.team, person_id, self.store.today())

    def delete(self, account_ids: Sequence[str]) -> Result:
        """Soft: an undo brings them back with all that belongs to them."""
        with self.store.write() as write:
            accounts = write.all(m.Account, id=list(account_ids))
            for account in accounts:
                write.delete(account)
            one = accounts[0] if len(accounts) == 1 else None
            what = quoted(one.name) if one else counted(len(accounts), "account")
            write.about(f"deleted {what}", one.id if one else None)
        return write.result()

    def log(
        self,
        account_ids: Sequence[str],
        text: str,
        kind: str = "note",
        direction: str = "",
        with_whom: str = "",
        on: date | None = None,
    ) -> Result:
        """A note, or a touchpoint with the customer, into the timeline."""
        if not text.strip():
            raise InvalidInput("A note needs a text.")
        day = on or self.store.today()
        if day > self.store.today():
            raise InvalidInput("on: a note is about today or a day gone by.")
        with self.store.write() as write:
            who = self._who(write)
            for account_id in account_ids:
                write.add(
                    m.Touchpoint(
                        id=new_id(),
                        account_id=write.get(m.Account, account_id).id,
                        plan_id=_open_plan_id(write, account_id),
                        on=day,
                        kind=kind,
                        direction=direction,
                        with_whom=with_whom,
                        text=text,
                        by=who,
                    )
                )
            one = account_ids[0] if len(account_ids) == 1 else None
            where = "" if one else f" on {counted(len(account_ids), 'account')}"
            write.about(f"logged a {kind}{where}", one)
        return write.result()

    def weekly_update(self, account_id: str, given: UpdateInput) -> Result:
        """A weekly update; the account's next update is the date given, else the proposed one.

        A date alone moves the next update and writes none.
        """
        today = self.store.today()
        written = any(text.strip() for text in (given.changed, given.in_progress, given.next))
        dated = given.next_update is not None and given == UpdateInput(
            next_update=given.next_update
        )
        if not (written or dated):
            raise InvalidInput("An update says what changed, what is in progress or what is next.")
        with self.store.write() as write:
            account = write.get(m.Account, account_id)
            following = given.next_update or proposed_update(account, today, self.method)
            if following <= today:
                raise InvalidInput("next update: the day must lie ahead.")
            write.change(account, next_update=following)
            if written:
                self._write_update(write, account, replace(given, next_update=following))
                write.about(f"wrote the weekly update of {account.name}", account.id)
            else:
                write.about(f"set the next update to {full_date(following)}", account.id)
        return write.result()

    def _write_update(self, write: Write, account: m.Account, given: UpdateInput) -> None:
        write.add(
            m.WeeklyUpdate(
                id=new_id(),
                account_id=account.id,
                plan_id=_open_plan_id(write, account.id),
                on=self.store.today(),
                by=self._who(write),
                **asdict(given),
            )
        )


def _open_plan_id(write: Write, account_id: str) -> str | None:
    """The id of the account's plan that is not closed."""
    states = [state for state in m.PlanState if state is not m.PlanState.CLOSED]
    plan = write.find(m.Plan, account_id=account_id, state=states)
    return plan.id if plan else None


def _only(text: str, accounts: Sequence[m.Account]) -> m.Account:
    """The one account with this in its name; NotFound with the candidates otherwise."""
    wanted = fold(text)
    found = [a for a in accounts if wanted and wanted in fold(a.name)]
    if len(found) == 1:
        return found[0]
    if not found:
        raise NotFound(f"No account is called {text}.{_nearest(text, accounts)}")
    listed = ", ".join(a.name for a in found[:6]) + (", …" if len(found) > 6 else "")
    raise NotFound(f"{text} may be {listed}.")


_LISTS = " greenpath accounts lists them."


def _nearest(text: str, accounts: Sequence[m.Account]) -> str:
    import difflib

    names = {fold(a.name): a.name for a in accounts}
    close = difflib.get_close_matches(fold(text), names, n=3, cutoff=0.5)
    return f" Near: {', '.join(names[c] for c in close)}." if close else _LISTS
