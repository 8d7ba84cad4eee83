"""The verbs on accounts: on the list for the chosen ones, elsewhere for the present one."""

from datetime import date
from typing import TYPE_CHECKING, Any

from greenpath_tui.domain.cadence import proposed_update
from greenpath_tui.domain.days import Anchor, full_date
from greenpath_tui.domain.money import money
from greenpath_tui.domain.terms import Side, Status, is_abrupt
from greenpath_tui.ui import sheets
from greenpath_tui.ui.desk import Again
from greenpath_tui.ui.glyphs import STATUS_INK
from greenpath_tui.ui.ink import cut
from greenpath_tui.ui.screens.asking import key_of
from greenpath_tui.ui.screens.editing import Edit
from greenpath_tui.ui.screens.file_verbs import FileVerbs
from greenpath_tui.ui.screens.needs_look import NeedsLook
from greenpath_tui.ui.screens.people_verbs import PeopleVerbs
from greenpath_tui.ui.screens.plan_verbs import PlanVerbs
from greenpath_tui.ui.state import SHIPPED_VIEWS, SavedView
from greenpath_tui.views.portfolio import SORTS

if TYPE_CHECKING:
    from greenpath_tui.domain import model as m
    from greenpath_tui.domain.quickadd import AccountLine
    from greenpath_tui.services import Services
    from greenpath_tui.storage.journal import Result
    from greenpath_tui.views.dossier import Dossier


class AccountVerbs(PlanVerbs, FileVerbs, PeopleVerbs, NeedsLook):
    """Mixed into every screen; `chosen_accounts` says on which accounts the verbs act."""

    def action_add(self) -> None:
        """A new account in one line."""

        def asked(people: "list[m.Person]") -> None:
            from greenpath_tui.domain.people import Named, handles, has_left
            from greenpath_tui.domain.quickadd import TaskContext, read_account

            today = self.host.settings.clock()
            names = [Named(p.id, p.name) for p in people if not has_left(p, today)]
            context = TaskContext(Anchor(today), names, handles((p.id, p.name) for p in people))

            def read(text: str) -> "sheets.LineReading":
                return _account_reading(
                    read_account(text, context), today, self.host.portfolio.currency
                )

            ask = sheets.LineAsk(
                "Account",
                hint="arr:420k  renews:2027-03-01  @csm  status:red  seg:Retail  tier:2  #tag",
                read=read,
                verb="add",
                key="account",
            )

            def add(text: str, failed: Again) -> None:
                line = read_account(text, context)

                def show(result: Any) -> None:
                    new = next((e.id for e in result.saved if type(e).__name__ == "Account"), None)
                    self._keep = new

                self.act(lambda s: s.accounts.add(line), show, failed)

            self.ask_line(ask, add)

        self.fetch(lambda s: s.people.all(), asked)

    def action_status(self) -> None:
        """Red, Yellow or Green, with the reason."""
        ids = self.chosen_accounts()
        if not ids:
            return
        g = self.glyphs
        present = {*self._seen_status(ids).values()}
        choices = [
            sheets.Choice(
                s, s.word, digit=str(i),
                right=((("now", "muted"),) if {s} == present else ()),
                sign=(g.status(s), STATUS_INK[s]),
            )
            for i, s in enumerate(Status, 1)
        ]  # fmt: skip
        start = next(iter(present)) if len(present) == 1 else None
        subject = self._subject(ids)
        verb = "is" if len(ids) == 1 else "are"

        def picked(status: Status) -> None:
            if {*self._seen_status(ids).values()} == {status}:
                self.say("Already", f"{status.word}: {subject}")
                return
            ask = sheets.LineAsk(
                status.word,
                hint=f"Why {verb} {subject} {status.word}? One line.",
                key=f"{status.value} {key_of(ids)}",
            )
            self.ask_line(ask, lambda reason, failed: self._set_status(ids, status, reason, failed))

        self.ask_pick(sheets.PickSheet("Status", choices, subject, start=start), picked)

    def _set_status(self, ids: list[str], status: Status, reason: str, failed: Again) -> None:
        seen = self._seen_status(ids)
        if not any(is_abrupt(now, status) for now in seen.values()):
            self.act(lambda s: s.accounts.set_status(seen, status, reason), failed=failed)
            return
        ask = sheets.LineAsk(
            "Agreed by",
            hint="Straight between Red and Green counts as abrupt: which manager agreed?",
        )

        def agreed(name: str, again: Again) -> None:
            seen = self._seen_status(ids)
            job = failed.around(lambda s: s.accounts.set_status(seen, status, reason, name))
            self.act(job, failed=again)

        self.ask_line(ask, agreed)

    def _seen_status(self, ids: list[str]) -> dict[str, Status]:
        """The status each account has on the screen."""
        wanted = set(ids)
        seen = {r.id: r.status for r in self.host.portfolio.all_rows if r.id in wanted}
        if (d := self.host.dossier) is not None and d.account.id in ids:
            seen[d.account.id] = d.account.status
        return seen

    def edit_account(self) -> None:
        """The account in a form."""
        self.with_dossier(lambda d: self.edit(d, ACCOUNT))

    def delete_accounts(self) -> None:
        """Only an account asks; undo brings it back all the same."""
        ids = self.chosen_accounts()
        if not ids:
            return
        whose = "Its plan, tasks" if len(ids) == 1 else "Their plans, tasks"
        question = sheets.AskSheet(
            f"Delete {self._subject(ids)}?",
            [[(f"{whose} and history go along. u brings all of it back.", "text")]],
            ("keep it", ""),
            [("y", "delete", "yes")],
        )

        def answered(answer: str | None) -> None:
            if answer == "yes":
                self.marks.clear()
                self.act(lambda s: s.accounts.delete(ids))

        self.app.push_screen(question, answered)

    def action_log(self) -> None:
        """A note or touchpoint into the timeline."""
        ids = self.chosen_accounts()
        if not ids:
            return
        from greenpath_tui.domain.quickadd import TOUCHES, read_note

        today = self.host.settings.clock()
        anchor = Anchor(today)

        def read(text: str) -> "sheets.LineReading":
            line = read_note(text, anchor)
            return sheets.LineReading(
                (
                    ("kind", line.kind, "bold"),
                    ("with", line.with_whom, "text"),
                    ("on", full_date(line.on or today), "text" if line.on else "muted"),
                    ("in/out", line.direction, "text"),
                ),
                tuple((t.start, t.end, not t.problem) for t in line.tokens),
                line.problems[0] if line.problems else "",
                lacks="" if line.text else "A note needs a text.",
            )

        ask = sheets.LineAsk(
            f"Note on {cut(self._subject(ids), 20)}",
            hint=f"{'/'.join(TOUCHES)}: with:NAME on:DAY dir:in|out",
            read=read,
            verb="log",
            key=f"note {key_of(ids)}",
        )

        def log(text: str, failed: Again) -> None:
            line = read_note(text, anchor)
            self.act(
                lambda s: s.accounts.log(
                    ids, line.text, line.kind, line.direction, line.with_whom, line.on
                ),
                failed=failed,
            )

        self.ask_line(ask, log)

    def action_update(self) -> None:
        """The weekly update, with the facts to write it from."""
        self.with_dossier(self._update)

    def _update(self, d: "Dossier") -> None:
        following = proposed_update(d.account, d.today, d.method)
        facts = f"{d.met} of {len(d.criteria)} met, {len(d.late)} late" if d.criteria else ""
        fields = [
            sheets.Field("changed", "What changed", "block"),
            sheets.Field("in_progress", "In progress", "block"),
            sheets.Field("next", "Next", "block"),
            sheets.Field("confidence", "Our confidence", "number", hint="1 (lost) to 5 (sure)"),
            sheets.Field(
                "sponsor_confidence", "The sponsor’s", "number", hint="1 to 5, as she said"
            ),
            sheets.Field("sponsor_asked_on", "Sponsor asked on", "past"),
            sheets.Field(
                "next_update",
                "Next update",
                "date",
                following,
                required=True,
                hint="a date alone moves it and writes no update",
            ),
        ]

        def save(values: dict[str, Any], failed: Again) -> None:
            from greenpath_tui.services.accounts import UpdateInput

            given = UpdateInput(**values)
            self.act(lambda s: s.accounts.weekly_update(d.account.id, given), failed=failed)

        anchor = d.anchor
        subject = f"{d.account.name}  {facts}"
        sheet = sheets.FormSheet(
            "Weekly update", fields, anchor, subject, always=True,
            key=f"update {d.account.id}",
        )  # fmt: skip
        self.ask_form(sheet, save)

    def action_views(self) -> None:
        """Saved views; `a` saves the present filter and sort under a name."""
        views = [*SHIPPED_VIEWS, *self.host.state.views]
        choices = [
            sheets.Choice(v, v.name, digit=str(i) if i < 10 else "", right=((v.filter, "muted"),))
            for i, v in enumerate(views, 1)
        ]
        screen = self.host.portfolio

        def save(_: "sheets.Choice | None") -> Any:
            return "save"

        def forget(choice: "sheets.Choice | None") -> Any:
            return ("forget", choice.value) if choice else None

        def picked(value: Any) -> None:
            if value == "save":
                kept = screen.filter_line.text or "all accounts"
                hint = f"A name for this view: {kept}, by {SORTS[screen.sort]}"
                ask = sheets.LineAsk("Save view as", hint=hint)
                self.ask_line(ask, self._save_view)
            elif isinstance(value, tuple):
                if value[1] in self.host.state.views:
                    self.host.state.views.remove(value[1])
                    self.say("Forgot", f"the view {value[1].name}")
                else:
                    self.say("Kept", f"{value[1].name} comes with the program")
            else:
                self.host.show_view(value)

        extra = [("a", "save this one", save), ("d", "forget", forget)]
        self.ask_pick(sheets.PickSheet("Views", choices, extra=extra, verb="show"), picked)

    def _save_view(self, name: str, _: Again) -> None:
        screen = self.host.portfolio
        view = SavedView(name, screen.filter_line.text, screen.sort, screen.reverse)
        self.host.state.views = [v for v in self.host.state.views if v.name != name] + [view]
        self.say("Saved", f"the view {name}", "f", "shows it")

    def action_sort(self) -> None:
        """Another order; the same one again reverses it."""
        screen = self.host.portfolio
        down = "now, reversed" if screen.reverse else "now: again reverses"
        choices = [
            sheets.Choice(key, text, right=((down if key == screen.sort else "", "muted"),))
            for key, text in SORTS.items()
        ]
        self.ask_pick(sheets.PickSheet("Sort by", choices, verb="sort"), screen.set_sort)

    def action_long_text(self) -> None:
        """The long text of this place in `$EDITOR`."""
        self.with_dossier(lambda d: self.edit_long(d, ACCOUNT, "notes"))


def _account_form(d: "Dossier") -> "tuple[sheets.FormSheet, m.Entity]":
    a = d.account
    fields = [
        sheets.Field("name", "Name", value=a.name, required=True),
        sheets.Field("csm", "CSM", "person", d.csm.name if d.csm else "", d.names(Side.US)),
        sheets.Field("segment", "Segment", value=a.segment),
        sheets.Field("arr", "ARR", "money", a.arr),
        sheets.Field("currency", "Currency", value=a.currency, required=True),
        sheets.Field("arr_at_risk", "ARR at risk", "money", a.arr_at_risk, hint="empty: all of it"),
        sheets.Field("renewal_date", "Renewal", "date", a.renewal_date),
        sheets.Field("likelihood", "Likelihood %", "number", a.likelihood, hint="0 to 100"),
        sheets.Field("tier", "Tier", "choice", str(a.tier), ("1", "2", "3")),
        sheets.Field("strategic", "Strategic", "yes", a.strategic),
        sheets.Field("stage", "Lifecycle stage", value=a.stage),
        sheets.Field("tags", "Tags", "tags", a.tags),
        sheets.Field(
            "update_days", "Update every", "number", a.update_days, hint="days; empty: by rule"
        ),
        sheets.Field("next_update", "Next update", "date", a.next_update),
        sheets.Field("churning_since", "Churning since", "date", a.churning_since),
        sheets.Field("contract_end", "Contract end", "date", a.contract_end),
        sheets.Field("external_id", "External id", value=a.external_id),
        sheets.Field("notes", "Notes", "block", a.notes),
    ]
    anchor = d.anchor
    return sheets.FormSheet("Account", fields, anchor, a.name), a


def _save_account(
    services: "Services", values: dict[str, Any], account: "m.Account", _: "Dossier"
) -> "Result":
    csm = values.pop("csm", None)
    if "tier" in values:
        values["tier"] = int(values["tier"] or 1)
    if "currency" in values:
        values["currency"] = values["currency"].upper()
    return services.accounts.edit(account.id, values, account.version, csm)


ACCOUNT = Edit("account", _account_form, _save_account)


def _account_reading(line: "AccountLine", today: date, currency: str) -> "sheets.LineReading":
    csm = line.csm.name if line.csm else (line.new_csm and f"{line.new_csm} (new)") or "you"
    arr = f"{money(line.arr)} {line.currency or currency}" if line.arr is not None else ""
    facts = (
        ("name", line.name, "bold"),
        ("ARR", arr, "text"),
        ("renews", full_date(line.renewal) if line.renewal else "", "text"),
        ("CSM", csm, "text" if line.csm or line.new_csm else "muted"),
        ("status", (line.status or Status.GREEN).word, "text" if line.status else "muted"),
        ("segment", line.segment, "text"),
    )
    tokens = tuple((t.start, t.end, not t.problem) for t in line.tokens)
    problem = line.problems[0] if line.problems else ""
    lacks = "" if line.name else "An account needs a name."
    return sheets.LineReading(facts, tokens, problem, lacks=lacks)
