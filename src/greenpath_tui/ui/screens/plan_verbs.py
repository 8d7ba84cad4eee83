"""The verbs on recovery plans: draft, edit, start, pause, close."""

from datetime import date
from typing import TYPE_CHECKING, Any

from greenpath_tui.domain.days import Anchor, day_date, plain_date
from greenpath_tui.domain.figures import read_whole
from greenpath_tui.domain.filters import task_filter
from greenpath_tui.domain.plan import against_outcome
from greenpath_tui.domain.terms import Outcome, PlanState, Side
from greenpath_tui.domain.text import counted
from greenpath_tui.ui import actions, sheets
from greenpath_tui.ui.desk import Again
from greenpath_tui.ui.details import outcome_lines
from greenpath_tui.ui.ink import sheet_room
from greenpath_tui.ui.screens.editing import Edit, Editing

if TYPE_CHECKING:
    from greenpath_tui.domain.model import Entity, Plan
    from greenpath_tui.services import Services
    from greenpath_tui.storage.journal import Result
    from greenpath_tui.views.dossier import Dossier

_LONGEST = 720  # days of a plan
_INCOMPLETE = "is:incomplete"  # the tasks that keep a plan from starting


class PlanVerbs(Editing):
    """`P` and what follows from it."""

    def action_plan(self) -> None:
        """Start a recovery plan, or its state."""
        self.with_dossier(self._plan)

    def _plan(self, d: "Dossier") -> None:
        plan = d.open_plan
        if plan is None and d.plan is not None:
            outcome = f"How the last one ended: {d.plan.outcome.value or 'not said'}"
            self._choose(d, [("new", "A new plan"), ("outcome", outcome)])
        elif plan is None:
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
        seen = d.open_plan

        def picked(value: str) -> None:
            account_id = d.account.id
            match value:
                case "new":
                    self._draft(d)
                case "outcome":
                    lines = outcome_lines(d, sheet_room(self.app.size.width))
                    ask = sheets.AskSheet("Outcome", lines, ("close", ""), [], d.account.name)
                    self.app.push_screen(ask)
                case "start":
                    self.start_plan(d)
                case "edit":
                    self._edit_plan(d)
                case "length":
                    self._lengths(
                        d, lambda n: self.act(lambda s: s.plans.reshape(account_id, n, seen))
                    )
                case "pause":
                    self.act(lambda s: s.plans.set_state(account_id, PlanState.PAUSED, seen))
                case "resume":
                    self.act(lambda s: s.plans.set_state(account_id, PlanState.ACTIVE, seen))
                case "close":
                    self._close_plan(d)

        self.ask_pick(sheets.PickSheet("Recovery plan", choices, subject), picked)

    def _lengths(self, d: "Dossier", then: Any) -> None:
        least = len(d.phases if d.open_plan else d.method.phases)  # a day for each
        offered = [total for total in (90, 60, 30) if total >= least]
        choices = []  # without digits: a length of one's own may begin with any
        for total in offered:
            end = day_date(d.today, total)
            note = f"ends {plain_date(end, d.today)} if it starts today"
            renewal = d.account.renewal_date
            late = renewal is not None and end > renewal
            ink = "late" if late else "muted"
            words = f"{note}, after the renewal" if late else note
            choices.append(sheets.Choice(total, f"{total} days", right=((words, ink),)))

        def own(text: str) -> list[sheets.Choice]:
            total = read_whole(text) or 0
            if not least <= total <= _LONGEST or total in offered:
                return []
            return [sheets.Choice(total, f"{counted(total, 'day')}, shared over the phases")]

        hint = "or a number of days of your own"
        sheet = sheets.PickSheet("How long", choices, d.account.name, typed=own, hint=hint)
        self.ask_pick(sheet, then)

    def _draft(self, d: "Dossier") -> None:
        def draft(total: int) -> None:
            from greenpath_tui.domain.plan import plan_lengths

            lengths = plan_lengths(total, [days for _, days in d.method.phases])
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
                f"Take {counted(len(loose), 'open task')} into the plan?",
                [[(c.title, "text")] for c in loose[:5]],
                ("take them in", "take"),
                [("n", "leave them", "leave")],
            )
            self.app.push_screen(question, lambda a: make(a == "take") if a else None)

        self._lengths(d, draft)

    def start_plan(self, d: "Dossier") -> None:
        """Start a draft: day 1, what is missing, an override."""

        missing = d.missing

        def with_day(start: date, failed: Again, by: str, why: str, override: Again | None) -> None:
            account_id = d.account.id

            def run(shift: bool) -> None:
                def start_it(services: "Services") -> "Result":
                    return services.plans.activate(account_id, start, shift, by, why, d.open_plan)

                self.act(
                    override.around(start_it) if override else start_it,
                    lambda _: self.host.open_account(account_id, actions.BOARD, filter=""),
                    failed,
                )

            old = d.plan.start if d.plan else None
            dated = any(c.item.due and c.open for c in d.cards.values() if c.item.plan_id)
            if old is None or old == start or not dated:
                run(False)
                return
            days = (start - old).days
            question = sheets.AskSheet(
                f"Move the undone due dates by {counted(days, 'day')} too?",
                [[("The draft was dated from another day 1.", "text")]],
                ("move them", "move"),
                [("n", "leave them", "leave")],
            )
            self.app.push_screen(question, lambda a: run(a == "move") if a else None)

        def ask_day(by: str = "", why: str = "", override: Again | None = None) -> None:
            anchor = Anchor(d.today, None, d.account.renewal_date)
            ask = sheets.DateAsk(
                "Day 1 of the plan", d.account.name, anchor, d.today, clearable=False,
                key=f"day 1 {d.account.id}",
            )  # fmt: skip

            def chosen(answer: sheets.DateAnswer, failed: Again) -> None:
                if answer.day is not None:
                    with_day(answer.day, failed, by, why, override)

            self.ask_date(ask, chosen)

        if not missing:
            ask_day()
            return

        def answered(answer: str | None) -> None:
            if answer == "edit":
                self._edit_plan(d)
            elif answer == "sign":
                self.call_later(self.run_action, "agree")
            elif answer == "green":
                self.host.open_account(d.account.id, actions.GREEN)
            elif answer == "board":
                self.host.open_account(d.account.id, actions.BOARD, filter=_INCOMPLETE)
            elif answer == "override":
                self._override(d, ask_day)

        here = self.KIND == actions.GREEN
        ways = [("e", "edit the plan", "edit")]
        if not here:
            ways.append(("4", "Green", "green"))
        elif not all(map(d.agreed, Side)):
            ways.append(("s", "sign", "sign"))
        if any(map(task_filter(_INCOMPLETE, d.today), d.cards.values())):
            ways.append(("3", "those tasks", "board"))
        question = sheets.AskSheet(
            "The plan cannot start yet. It lacks:",
            [[("· ", "dim"), (item, "text")] for item in missing],
            ("not yet", ""),
            [*ways, ("o", "override", "override")],
        )
        self.app.push_screen(question, answered)

    def _override(self, d: "Dossier", then: Any) -> None:
        fields = [
            sheets.Field("by", "Who decides", "person", choices=d.names(Side.US), required=True),
            sheets.Field("why", "Why", required=True),
        ]
        sheet = sheets.FormSheet(
            "Start all the same", fields, Anchor(d.today), d.account.name, always=True,
            key=f"override {d.account.id}",
        )  # fmt: skip
        self.ask_form(sheet, lambda v, again: then(v["by"], v["why"], again))

    def action_edit_plan(self) -> None:
        """Issue summary, root cause, strategy."""
        self.with_dossier(self._edit_plan)

    def _edit_plan(self, d: "Dossier") -> None:
        if d.open_plan is None:
            self.say("No plan", "is open", "P", "starts one")
            return
        self.edit(d, Edit("plan", _plan_form, _save_plan))

    def _close_plan(self, d: "Dossier") -> None:
        outcomes = tuple(o.value for o in Outcome if o.value)
        against = against_outcome(d.met, len(d.criteria), d.account.status, d.phases)
        facts = f" ({'; '.join(against)})" if against else ""
        ways = f"{', '.join(outcomes)}{facts}"
        fields = [
            sheets.Field("outcome", "Outcome", "choice", None, outcomes, ways, required=True),
            sheets.Field("why", "What happened", "block"),
            sheets.Field("arr_after", "ARR after", "money", d.account.arr),
            sheets.Field("follow_up", "Look again on", "date", hint="+6m"),
        ]
        plan = d.open_plan
        left = sum(
            c.open and plan is not None and c.item.plan_id == plan.id for c in d.cards.values()
        )
        if left:
            ends = ("carry on", "end here")
            hint = f"{counted(left, 'task')} not done: carry on without the plan, or end here"
            fields.append(
                sheets.Field("left", "Not done", "choice", None, ends, hint, required=True)
            )

        def save(values: dict[str, Any], failed: Again) -> None:
            from greenpath_tui.services.plans import Closing

            closing = Closing(
                Outcome(values["outcome"]), values["why"], values["arr_after"],
                values["follow_up"], carry_on=values.get("left") == "carry on",
            )  # fmt: skip
            self.act(lambda s: s.plans.close(d.account.id, closing, plan), failed=failed)

        subject = f"{d.account.name}, {counted(left, 'task')} not done" if left else d.account.name
        sheet = sheets.FormSheet(
            "Close the plan", fields, d.anchor, subject, "close the plan", always=True,
            key=f"close {d.account.id}",
        )  # fmt: skip
        self.ask_form(sheet, save)


def _plan_form(d: "Dossier") -> "tuple[sheets.FormSheet, Entity] | None":
    plan = d.open_plan
    if plan is None:
        return None
    fields = [
        sheets.Field("summary", "Issue summary", "block", plan.summary),
        sheets.Field("root_cause", "Root cause", "block", plan.root_cause),
        sheets.Field("strategy", "Strategy", "block", plan.strategy),
    ]
    empty = next((field.name for field in fields if not field.value), "")  # what is missing first
    return sheets.FormSheet(
        "Recovery plan", fields, Anchor(d.today), d.account.name, first=empty
    ), plan


def _save_plan(
    services: "Services", values: dict[str, Any], plan: "Plan", _: "Dossier"
) -> "Result":
    return services.plans.edit(plan.account_id, values, plan)
