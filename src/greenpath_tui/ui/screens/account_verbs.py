"""The verbs that act on accounts and plans: on the list for the chosen ones, elsewhere for the present."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from greenpath_tui.domain.days import Anchor, day_date, full_date, plain_date
from greenpath_tui.domain.money import money
from greenpath_tui.domain.terms import Outcome, PlanState, Status
from greenpath_tui.ui import actions, sheets
from greenpath_tui.ui.glyphs import STATUS_INK
from greenpath_tui.ui.screens.base import AppScreen
from greenpath_tui.ui.state import SHIPPED_VIEWS, SavedView
from greenpath_tui.views.portfolio import SORTS

if TYPE_CHECKING:
    from greenpath_tui.domain import model as m
    from greenpath_tui.domain.quickadd import AccountLine
    from greenpath_tui.services import Services
    from greenpath_tui.views.dossier import Dossier


class AccountVerbs(AppScreen):
    """Mixed into every screen; `chosen` says on which accounts the verbs act."""

    # -- asking -----------------------------------------------------------------------------------

    def ask_line(self, ask: "sheets.LineAsk", then: Any) -> None:
        """Ask for one line; `then` gets it unless it was closed."""
        sheet = sheets.LineSheet(
            ask, self.host.state.typed, self.host.earlier.setdefault(ask.key, [])
        )
        self.app.push_screen(sheet, lambda text: then(text) if text is not None else None)

    def ask_pick(self, sheet: "sheets.PickSheet", then: Any) -> None:
        """Ask for a choice; `then` gets its value unless it was closed."""
        self.app.push_screen(sheet, lambda value: then(value) if value is not None else None)

    def ask_form(self, sheet: "sheets.FormSheet", then: Any) -> None:
        """Ask for fields; `then` gets those that changed unless it was closed."""
        self.app.push_screen(sheet, lambda values: then(values) if values is not None else None)

    # -- which accounts ---------------------------------------------------------------------------

    def chosen_accounts(self) -> list[str]:
        """Ids of the accounts a verb acts on."""
        chosen = getattr(self, "chosen", None)
        if self.KIND == actions.PORTFOLIO and chosen is not None:
            return list(chosen())
        return [self.host.dossier.account.id] if self.host.dossier else []

    def with_dossier(self, then: Any) -> None:
        """Run `then` with everything about the present account."""
        ids = self.chosen_accounts()
        if self.KIND != actions.PORTFOLIO and self.host.dossier is not None:
            then(self.host.dossier)
        elif ids:
            one = self.host.portfolio.current_id or ids[0]
            self.host.work(lambda s: s.accounts.dossier(one), then)

    # -- accounts ---------------------------------------------------------------------------------

    def action_add(self) -> None:
        """A new account in one line."""

        def asked(people: "list[m.Person]") -> None:
            from greenpath_tui.domain.people import Named, handles
            from greenpath_tui.domain.quickadd import TaskContext, read_account

            today = self.host.settings.clock()
            names = [Named(p.id, p.name) for p in people if p.left_on is None]
            context = TaskContext(Anchor(today), names, handles((p.id, p.name) for p in people))

            def read(text: str) -> "sheets.LineReading":
                return _account_reading(read_account(text, context), today)

            ask = sheets.LineAsk(
                "Account",
                hint="arr:420k  renews:2027-03-01  @csm  status:red  seg:Retail  tier:2  #tag",
                read=read,
                verb="add",
                key="account",
            )

            def add(text: str) -> None:
                line = read_account(text, context)

                def show(result: Any) -> None:
                    new = next((e.id for e in result.saved if type(e).__name__ == "Account"), None)
                    self._keep = new

                self.act(lambda s: s.accounts.add(line), show)

            self.ask_line(ask, add)

        self.host.work(lambda s: s.people.all(), asked)

    def action_status(self) -> None:
        """Red, Yellow or Green, with the reason."""
        ids = self.chosen_accounts()
        if not ids:
            return
        g = self.glyphs
        choices = [
            sheets.Choice(s, s.word, digit=str(i), right=((g.status(s), STATUS_INK[s]),))
            for i, s in enumerate(Status, 1)
        ]
        subject = self._subject(ids)

        def picked(status: Status) -> None:
            ask = sheets.LineAsk(
                status.word, hint=f"Why is {subject} {status.word}? One line.", key=""
            )
            self.ask_line(ask, lambda reason: self._set_status(ids, status, reason))

        self.ask_pick(sheets.PickSheet("Status", choices, subject), picked)

    def _set_status(self, ids: list[str], status: Status, reason: str) -> None:
        rows = {r.id: r for r in self.host.portfolio.all_rows}
        jump = any(abs(rows[i].status.order - status.order) == 2 for i in ids if i in rows)
        if not jump:
            self.act(lambda s: s.accounts.set_status(ids, status, reason))
            return
        ask = sheets.LineAsk(
            "Agreed by",
            hint="Straight between Red and Green: which manager agreed? It is counted as abrupt.",
        )
        self.ask_line(
            ask, lambda name: self.act(lambda s: s.accounts.set_status(ids, status, reason, name))
        )

    def _subject(self, ids: list[str]) -> str:
        if len(ids) != 1:
            return f"{len(ids)} accounts"
        if self.host.dossier is not None and self.host.dossier.account.id == ids[0]:
            return self.host.dossier.account.name
        return next((r.name for r in self.host.portfolio.all_rows if r.id == ids[0]), "")

    def edit_account(self) -> None:
        """The account in a form."""
        self.with_dossier(self._edit_account)

    def _edit_account(self, d: "Dossier") -> None:
        a = d.account
        fields = [
            sheets.Field("name", "Name", value=a.name, required=True),
            sheets.Field("csm", "CSM", value=d.csm.name if d.csm else ""),
            sheets.Field("segment", "Segment", value=a.segment),
            sheets.Field("arr", "ARR", "money", a.arr, hint="420k"),
            sheets.Field("currency", "Currency", value=a.currency),
            sheets.Field(
                "arr_at_risk", "ARR at risk", "money", a.arr_at_risk, hint="empty: all of it"
            ),
            sheets.Field("renewal_date", "Renewal", "date", a.renewal_date, hint="2027-03-01"),
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

        def save(values: dict[str, Any]) -> None:
            csm = values.pop("csm", None)
            if "tier" in values:
                values["tier"] = int(values["tier"] or 1)
            if "currency" in values:
                values["currency"] = values["currency"].upper() or "EUR"
            self.act(lambda s: s.accounts.edit(a.id, values, a.version, csm))

        anchor = Anchor(d.today, d.start, a.renewal_date)
        self.ask_form(sheets.FormSheet("Account", fields, anchor, a.name), save)

    def delete_accounts(self) -> None:
        """Only an account asks; undo brings it back all the same."""
        ids = self.chosen_accounts()
        if not ids:
            return
        question = sheets.AskSheet(
            f"Delete {self._subject(ids)}?",
            [[("Its plan, tasks and history go along. u brings all of it back.", "text")]],
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
        kinds = ("call", "meeting", "email", "chat", "review", "exec touch", "training", "event")

        def parse(text: str) -> tuple[str, str, str, str]:
            kind, direction, whom = "note", "", ""
            words: list[str] = []
            for word in text.split(" "):
                key, colon, value = word.partition(":")
                if colon and not words and key.casefold() in kinds and not value:
                    kind = key.casefold()
                elif word.casefold() in ("dir:in", "dir:out"):
                    direction = word[4:].casefold()
                elif word.startswith("with:") and len(word) > 5:
                    whom = word[5:].replace("_", " ")
                else:
                    words.append(word)
            return kind, direction, whom, " ".join(words).strip()

        def read(text: str) -> "sheets.LineReading":
            kind, direction, whom, said = parse(text)
            return sheets.LineReading(
                (("kind", kind, "bold"), ("with", whom, "text"), ("way", direction, "text")),
                ready=bool(said),
            )

        ask = sheets.LineAsk(
            "Note",
            hint="call: with:I._Moss dir:in … logs a touchpoint (call meeting email chat review)",
            read=read,
            verb="log",
            key="note",
        )

        def log(text: str) -> None:
            kind, direction, whom, said = parse(text)
            self.act(lambda s: s.accounts.log(ids, said, kind, direction, whom))

        self.ask_line(ask, log)

    def action_update(self) -> None:
        """The weekly update, with the facts to write it from."""
        self.with_dossier(self._update)

    def _update(self, d: "Dossier") -> None:
        from greenpath_tui.domain.plan import proposed_update

        following = proposed_update(d.account, d.today, d.method)
        facts = f"{d.met} of {len(d.criteria)} met, {len(d.late)} late" if d.criteria else ""
        fields = [
            sheets.Field("changed", "What changed", "block"),
            sheets.Field("in_progress", "In progress", "block"),
            sheets.Field("next", "Next", "block"),
            sheets.Field("confidence", "Our confidence", "number", hint="1 to 5"),
            sheets.Field("sponsor_confidence", "Sponsor’s", "number", hint="1 to 5, as she said"),
            sheets.Field("sponsor_asked_on", "She was asked", "date"),
            sheets.Field("next_update", "Next update", "date", following, required=True),
        ]

        def save(values: dict[str, Any]) -> None:
            from greenpath_tui.services.accounts import UpdateInput

            self.act(lambda s: s.accounts.weekly_update(d.account.id, UpdateInput(**values)))

        def check(values: dict[str, Any]) -> str:
            if not any(values[name] for name in ("changed", "in_progress", "next")):
                return "An update says what changed, what is in progress or what is next."
            return ""

        anchor = Anchor(d.today, d.start, d.account.renewal_date)
        subject = f"{d.account.name}  {facts}"
        sheet = sheets.FormSheet("Weekly update", fields, anchor, subject, check=check, always=True)
        self.ask_form(sheet, save)

    # -- the plan ---------------------------------------------------------------------------------

    def action_plan(self) -> None:
        """Start a recovery plan, or its state."""
        self.with_dossier(self._plan)

    def _plan(self, d: "Dossier") -> None:
        plan = d.open_plan
        if plan is None:
            self._draft(d)
        elif plan.state is PlanState.DRAFT:
            self._choose(d, [
                ("start", "Start the plan"), ("edit", "Issue summary, root cause, strategy"),
                ("length", "Another length"), ("close", "Close it without starting"),
            ])  # fmt: skip
        elif plan.state is PlanState.ACTIVE:
            self._choose(d, [
                ("edit", "Issue summary, root cause, strategy"), ("pause", "Pause"),
                ("close", "Close the plan"),
            ])  # fmt: skip
        else:
            self._choose(d, [("resume", "Go on"), ("close", "Close the plan")])

    def _choose(self, d: "Dossier", offers: list[tuple[str, str]]) -> None:
        choices = [sheets.Choice(v, text, digit=str(i)) for i, (v, text) in enumerate(offers, 1)]
        subject = f"{d.account.name}, {d.day_words}"

        def picked(value: str) -> None:
            account_id = d.account.id
            match value:
                case "start":
                    self.start_plan(d)
                case "edit":
                    self._edit_plan(d)
                case "length":
                    self._lengths(d, lambda n: self.act(lambda s: s.plans.reshape(account_id, n)))
                case "pause":
                    self.act(lambda s: s.plans.set_state(account_id, PlanState.PAUSED))
                case "resume":
                    self.act(lambda s: s.plans.set_state(account_id, PlanState.ACTIVE))
                case "close":
                    self._close_plan(d)

        self.ask_pick(sheets.PickSheet("Recovery plan", choices, subject), picked)

    def _lengths(self, d: "Dossier", then: Any) -> None:
        choices = []
        for digit, total in enumerate((90, 60, 30), 1):
            end = day_date(d.today, total)
            note = f"ends {plain_date(end, d.today)} if it starts today"
            renewal = d.account.renewal_date
            late = renewal is not None and end > renewal
            ink = "late" if late else "muted"
            words = f"{note}, after the renewal" if late else note
            choices.append(
                sheets.Choice(total, f"{total} days", digit=str(digit), right=((words, ink),))
            )

        def own(text: str) -> list[sheets.Choice]:
            ok = text.isdigit() and 3 <= int(text) <= 720
            return [sheets.Choice(int(text), f"{text} days")] if ok else []

        sheet = sheets.PickSheet("How long", choices, d.account.name, typed=own)
        self.ask_pick(sheet, then)

    def _draft(self, d: "Dossier") -> None:
        def draft(total: int) -> None:
            from greenpath_tui.domain.plan import plan_lengths

            lengths = plan_lengths(total, d.method)
            loose = [c for c in d.strip if not c.item.done and c.item.plan_id is None]

            def make(take: bool) -> None:
                def drafted(_: Any) -> None:
                    self.host.open_account(d.account.id, actions.GREEN)

                account_id = d.account.id
                self.act(lambda s: s.plans.draft(account_id, lengths, take_tasks=take), drafted)

            if not loose:
                make(False)
                return
            question = sheets.AskSheet(
                f"Take {len(loose)} open tasks into the plan?",
                [[(c.title, "text")] for c in loose[:5]],
                ("take them in", "take"),
                [("n", "leave them", "leave")],
            )
            self.app.push_screen(question, lambda a: make(a == "take") if a else None)

        self._lengths(d, draft)

    def start_plan(self, d: "Dossier") -> None:
        """Start a draft: day 1, what is missing, an override."""

        missing = d.missing

        def with_day(start: date, by: str = "", why: str = "") -> None:
            account_id = d.account.id

            def run(shift: bool) -> None:
                self.act(
                    lambda s: s.plans.activate(account_id, start, shift, by, why),
                    lambda _: self.host.open_account(account_id, actions.BOARD),
                )

            old = d.start
            if old is None or old == start:
                run(False)
                return
            days = (start - old).days
            question = sheets.AskSheet(
                f"Move the undone due dates by {days} days too?",
                [[("The draft was dated from another day 1.", "text")]],
                ("move them", "move"),
                [("n", "leave them", "leave")],
            )
            self.app.push_screen(question, lambda a: run(a == "move") if a else None)

        def ask_day(by: str = "", why: str = "") -> None:
            anchor = Anchor(d.today, None, d.account.renewal_date)
            ask = sheets.DateAsk(
                "Day 1 of the plan", d.account.name, anchor, d.today, clearable=False
            )

            def chosen(answer: sheets.DateAnswer | None) -> None:
                if answer is not None and answer.day is not None:
                    with_day(answer.day, by, why)

            self.app.push_screen(sheets.DateSheet(ask), chosen)

        if not missing:
            ask_day()
            return

        def answered(answer: str | None) -> None:
            if answer == "edit":
                self._edit_plan(d)
            elif answer == "green":
                self.host.open_account(d.account.id, actions.GREEN)
            elif answer == "override":
                self._override(d, ask_day)

        question = sheets.AskSheet(
            "The plan cannot start yet. It lacks:",
            [[("· ", "dim"), (item, "text")] for item in missing],
            ("not yet", ""),
            [
                ("e", "edit the plan", "edit"),
                ("4", "Green", "green"),
                ("o", "override", "override"),
            ],
        )
        self.app.push_screen(question, answered)

    def _override(self, d: "Dossier", then: Any) -> None:
        fields = [
            sheets.Field("by", "Who decides", required=True),
            sheets.Field("why", "Why", required=True),
        ]
        sheet = sheets.FormSheet(
            "Start all the same", fields, Anchor(d.today), d.account.name, always=True
        )
        self.ask_form(sheet, lambda v: then(v["by"], v["why"]))

    def action_edit_plan(self) -> None:
        """Issue summary, root cause, strategy."""
        self.with_dossier(self._edit_plan)

    def _edit_plan(self, d: "Dossier") -> None:
        plan = d.open_plan
        if plan is None:
            self.say("No plan", "is open", "P", "starts one")
            return
        fields = [
            sheets.Field("summary", "Issue summary", "block", plan.summary),
            sheets.Field("root_cause", "Root cause", "block", plan.root_cause),
            sheets.Field("strategy", "Strategy", "block", plan.strategy),
        ]

        def save(values: dict[str, Any]) -> None:
            self.act(lambda s: s.plans.edit(d.account.id, values, plan.version))

        sheet = sheets.FormSheet("Recovery plan", fields, Anchor(d.today), d.account.name)
        self.ask_form(sheet, save)

    def _close_plan(self, d: "Dossier") -> None:
        outcomes = tuple(o.value for o in Outcome if o.value)
        fields = [
            sheets.Field("outcome", "Outcome", "choice", None, outcomes, ", ".join(outcomes), True),
            sheets.Field("why", "What happened", "block"),
            sheets.Field("arr_after", "ARR after", "money", d.account.arr),
            sheets.Field("follow_up", "Look again on", "date", hint="+6m"),
        ]

        def save(values: dict[str, Any]) -> None:
            from greenpath_tui.services.plans import Closing

            closing = Closing(
                Outcome(values["outcome"]), values["why"], values["arr_after"], values["follow_up"]
            )
            self.act(lambda s: s.plans.close(d.account.id, closing))

        anchor = Anchor(d.today, d.start, d.account.renewal_date)
        sheet = sheets.FormSheet(
            "Close the plan", fields, anchor, d.account.name, "close", always=True
        )
        self.ask_form(sheet, save)

    # -- out and in -------------------------------------------------------------------------------

    def action_export(self) -> None:
        """The Markdown summary: preview, copy, save."""

        def made(d: "Dossier") -> None:
            def show(text: str) -> None:
                self._preview(d, text)

            self.host.work(lambda s: s.exchange.summary_markdown(d.account.id), show)

        self.with_dossier(made)

    def _preview(self, d: "Dossier", text: str) -> None:

        sheet = sheets.ReadSheet(
            f"Summary of {d.account.name}",
            [("Markdown, internal,", text)],
            [("y", "copy", "copy"), ("s", "save", "save")],
        )

        def answered(answer: str | None) -> None:
            if answer == "copy":
                self._copy(text)
            elif answer == "save":
                self._save_as(d, text)

        self.app.push_screen(sheet, answered)

    def _save_as(self, d: "Dossier", text: str) -> None:
        from greenpath_tui.export.files import safe_name

        name = f"{safe_name(d.account.name)}-{d.today.isoformat()}.md"
        ask = sheets.LineAsk(
            "Save as", value=str(Path.cwd() / name), hint="An existing file is kept."
        )

        def save(path: str) -> None:
            from greenpath_tui.export.files import write_file

            target = Path(path).expanduser()

            def done(_: None) -> None:
                self.say("Saved", str(target))

            self.host.work(lambda _: write_file(target, text), done)

        self.ask_line(ask, save)

    def action_copy(self) -> None:
        """Copy the summary as Markdown."""

        def made(d: "Dossier") -> None:
            self.host.work(lambda s: s.exchange.summary_markdown(d.account.id), self._copy)

        self.with_dossier(made)

    def _copy(self, text: str) -> None:
        self.app.copy_to_clipboard(text)
        count = len(text.splitlines())
        self.say("Copied", f"{count} lines of Markdown to the terminal's clipboard (OSC 52)")

    def action_import_file(self) -> None:
        """Import a portfolio file or a sheet, after a look at the difference."""
        ask = sheets.LineAsk(
            "Import", hint="The path of a .toml or .csv file", verb="look at it", key=""
        )

        def look(text: str) -> None:
            path = Path(text.strip().strip("'\"")).expanduser()
            self.say("Reading", path.name)

            def seen(report: Any) -> None:
                self._confirm_import(path, report)

            self.host.work(lambda s: s.exchange.import_file(path, dry_run=True), seen)

        self.ask_line(ask, look)

    def _confirm_import(self, path: Path, report: Any) -> None:

        lines = [report.summary, ""]
        lines += [f"refused  {line}" for line in report.refused]
        if report.left_out:
            lines.append(f"columns left out: {', '.join(report.left_out)}")
        lines += report.lines
        sheet = sheets.ReadSheet(
            f"Import {report.name}", [("", "\n".join(lines))], [("enter", "import", "import")]
        )

        def answered(answer: str | None) -> None:
            if answer != "import":
                return

            def progress(done: int, count: int) -> None:
                if done % 200 == 0:
                    self.app.call_from_thread(self.say, "Importing", f"{done} of {count}")

            def done(result: Any) -> None:
                self.host.reload()
                self.say("Imported", f"{result.name}: {result.summary}", "u", "undo")

            self.host.work(lambda s: s.exchange.import_file(path, progress=progress), done)

        self.app.push_screen(sheet, answered)

    def action_sample(self) -> None:
        """Look around in the sample, kept apart from the own database."""
        self.host.open_sample()

    # -- views and order --------------------------------------------------------------------------

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
                ask = sheets.LineAsk(
                    "Name", hint=f"The view: {screen.filter_line.text or 'no filter'}"
                )
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

    def _save_view(self, name: str) -> None:
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

    # -- people -----------------------------------------------------------------------------------

    def _pick_person(self, title: str, then: Any, subject: str = "") -> None:
        def ready(people: "list[m.Person]") -> None:
            choices = [
                sheets.Choice(
                    p,
                    p.name,
                    right=(((f"left {p.left_on}" if p.left_on else p.function), "muted"),),
                )
                for p in people
            ]
            if not choices:
                self.say("Nobody", "is known yet: people are added by being named")
                return
            self.ask_pick(sheets.PickSheet(title, choices, subject), then)

        self.host.work(lambda s: s.people.all(), ready)

    def action_rename_person(self) -> None:
        """Another name for one of our people."""

        def picked(person: "m.Person") -> None:
            ask = sheets.LineAsk("Name", value=person.name, hint="The new name")
            self.ask_line(
                ask, lambda name: self._people(lambda s: s.people.rename(person.id, name))
            )

        self._pick_person("Rename", picked)

    def action_merge_people(self) -> None:
        """Two entries are one person."""

        def first(person: "m.Person") -> None:
            def second(into: "m.Person") -> None:
                self._people(lambda s: s.people.merge(person.id, into.id))

            self._pick_person(f"{person.name} is the same as", second)

        self._pick_person("Merge", first)

    def action_person_left(self) -> None:
        """Somebody left; her open work is listed until it is handed on."""
        self._pick_person(
            "Who has left", lambda p: self._people(lambda s: s.people.mark_left(p.id))
        )

    def _people(self, job: Any) -> None:
        self.act(job, lambda _: self.host.reload_quietly())

    def action_hand_over(self) -> None:
        """All open tasks of one person to another."""
        account = (
            self.host.dossier.account
            if self.KIND != actions.PORTFOLIO and (self.host.dossier)
            else None
        )
        where = account.name if account else "all accounts"

        def first(giver: "m.Person") -> None:
            def second(taker: "m.Person") -> None:
                from greenpath_tui.domain.people import Named

                owner = Named(taker.id, taker.name)
                account_id = account.id if account else None
                self._people(lambda s: s.tasks.hand_over(account_id, giver.id, owner))

            self._pick_person(f"From {giver.name} to", second, where)

        self._pick_person("Hand over from", first, where)

    def action_show_list(self, which: str) -> None:
        """A list of tasks or criteria that need a look."""
        if which == "left":
            self.host.work(_open_work_of_left, self._show_left)
            return
        d = self.host.dossier
        if d is None:
            return
        if which == "unserved":
            texts = [(c.item.id, c.item.metric) for c in d.unserved]
            title = "Criteria that no task serves"
        else:
            cards = d.orphans if which == "orphans" else [c for c in d.cards.values() if c.outside]
            texts = [(c.item.id, c.title) for c in cards]
            title = {"orphans": "Tasks that serve no criterion"}.get(
                which, "Tasks dated outside their phase"
            )
        if not texts:
            self.say("None:", title.lower())
            return
        choices = [sheets.Choice(value, text) for value, text in texts]
        self.ask_pick(sheets.PickSheet(title, choices, d.account.name, verb="go there"), self.go_to)

    def go_to(self, entity_id: str) -> None:
        """Put the cursor on a task or criterion."""

    def _show_left(self, found: list[tuple[str, str, str]]) -> None:
        if not found:
            self.say("None:", "nobody who left still has open work")
            return
        choices = [
            sheets.Choice(account_id, title, right=((name, "muted"),))
            for account_id, title, name in found
        ]
        sheet = sheets.PickSheet(
            "Open work of people who have left", choices, verb="open the board"
        )
        self.ask_pick(sheet, lambda account_id: self.host.open_account(account_id, actions.BOARD))

    def action_long_text(self) -> None:
        """The long text of this place in `$EDITOR`."""
        self.with_dossier(
            lambda d: self.edit_outside(
                d.account.notes,
                lambda text: self.act(
                    lambda s: s.accounts.edit(d.account.id, {"notes": text}, d.account.version)
                ),
            )
        )

    def edit_outside(self, text: str, then: Any) -> None:
        """Edit a text in `$EDITOR`; `then` gets it when it changed."""
        from greenpath_tui.ui.editor import edit_text

        edited, problem = edit_text(self.app, text)
        if problem:
            self.fail(problem)
        elif edited is None or edited == text:
            self.say("Nothing changed")
        else:
            then(edited)


def _open_work_of_left(services: "Services") -> list[tuple[str, str, str]]:
    left = {p.name for p in services.people.all() if p.left_on is not None}
    return [
        (task.account_id, task.title, owner)
        for task, _, owner, _, _ in services.exchange.all_tasks()
        if owner in left and not task.done
    ]


def _account_reading(line: "AccountLine", today: date) -> "sheets.LineReading":
    csm = line.csm.name if line.csm else (line.new_csm and f"{line.new_csm} (new)") or "you"
    facts = (
        ("name", line.name, "bold"),
        ("ARR", money(line.arr), "text"),
        ("renews", full_date(line.renewal) if line.renewal else "", "text"),
        ("CSM", csm, "text" if line.csm or line.new_csm else "muted"),
        ("status", (line.status or Status.GREEN).word, "text" if line.status else "muted"),
        ("segment", line.segment, "text"),
    )
    tokens = tuple((t.start, t.end, not t.problem) for t in line.tokens)
    problem = line.problems[0] if line.problems else ""
    return sheets.LineReading(facts, tokens, problem, ready=bool(line.name))
