"""The verbs that act on tasks: one key each, on the marked cards or the one under the cursor."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from greenpath_tui.domain.days import MOST_DAYS, table_date
from greenpath_tui.domain.figures import read_whole
from greenpath_tui.domain.model import Task
from greenpath_tui.domain.people import Named
from greenpath_tui.domain.plan import after_shift, runs
from greenpath_tui.domain.quickadd import TaskLine, read_task
from greenpath_tui.domain.terms import TaskStatus
from greenpath_tui.domain.text import counted
from greenpath_tui.ui import sheets
from greenpath_tui.ui.desk import Again
from greenpath_tui.ui.ink import cut
from greenpath_tui.ui.screens.account_verbs import AccountVerbs
from greenpath_tui.ui.screens.asking import key_of
from greenpath_tui.ui.screens.task_form import task_edit
from greenpath_tui.ui.screens.task_line import task_reading
from greenpath_tui.views.dossier import Card, Column, Dossier

if TYPE_CHECKING:
    from greenpath_tui.services import Services
    from greenpath_tui.services.tasks import Tasks
    from greenpath_tui.storage.journal import Result


class TaskVerbs(AccountVerbs):
    """The board's verbs on tasks."""

    board: Any
    host: Any

    def chosen(self) -> list[Card]:
        """The cards a verb acts on."""
        raise NotImplementedError

    def change(
        self,
        cards: Sequence[Card],
        job: "Callable[[Tasks, dict[str, int]], Result]",
        then: "Callable[[Result], None] | None" = None,
        failed: Again | None = None,
    ) -> None:
        """Run a use case on cards, as the versions of them that are on the screen."""
        shown = self.host.dossier.cards if self.host.dossier else {}
        seen = {c.item.id: shown.get(c.item.id, c).item.version for c in cards}
        self.act(lambda s: job(s.tasks, seen), then, failed)

    def _subject_of(self, cards: Sequence[Card]) -> str:
        return cards[0].title if len(cards) == 1 else counted(len(cards), "task")

    # -- adding -----------------------------------------------------------------------------------

    def action_add(self) -> None:
        """A task in one line; its phase is the cursor's column unless the line says otherwise."""
        d: Dossier | None = self.host.dossier
        if d is None:
            return
        column: Column | None = self.board.column if d.open_plan else None
        self.add_task(d, column.phase.position if column else None)

    def add_task(self, d: Dossier, phase: int | None, value: str = "") -> None:
        """Ask for the line and add the task."""
        context = d.task_context

        def placed(line: TaskLine) -> TaskLine:
            from dataclasses import replace

            return line if line.phase or phase is None else replace(line, phase=phase)

        ask = sheets.LineAsk(
            "Add",
            value,
            "@owner  due:fri  p:2  !high  #tag  ^criterion  for:NAME  kind:milestone",
            lambda text: task_reading(read_task(text, context), d, phase, text),
            "add",
            key=f"task-{d.account.id}",
        )

        def typed(text: str, failed: Again) -> None:
            line = placed(read_task(text, context))
            if not line.new_owner:
                self._add(d, line, None, failed)
                return
            question = sheets.AskSheet(
                f"Who is {line.new_owner}?",
                [[("Nobody is called so yet; u takes both back.", "muted")]],
                ("back to the line", "back"),
                [("o", "one of ours", "ours"), ("t", "one of theirs", "theirs")],
            )

            def answered(answer: str | None) -> None:
                if answer in ("ours", "theirs"):
                    self._add(d, line, answer == "ours", failed)
                else:
                    self.add_task(d, phase)  # the line is there again

            self.app.push_screen(question, answered)

        self.ask_line(ask, typed)

    def _add(self, d: Dossier, line: TaskLine, ours: bool | None, failed: Again) -> None:
        def job(services: "Services") -> "Result":
            from greenpath_tui.services.base import NewPerson

            new = None if ours is None else NewPerson(line.new_owner, ours)
            return services.tasks.add(d.account.id, line, new)

        def added(result: "Result") -> None:
            new = next((e.id for e in result.saved if isinstance(e, Task)), None)
            if new is not None:
                self.go_to(new)

        self.act(job, added, failed)

    def action_edit(self) -> None:
        """One task in a form."""
        cards = self.chosen()
        if not cards:
            return
        if len(cards) > 1:
            self.say("One at a time:", "the form edits a single task", "Esc", "clears the marks")
            return
        self.edit(self.host.dossier, task_edit(cards[0].item.id))

    def action_long_text(self) -> None:
        """The task's notes in `$EDITOR`."""
        cards = self.chosen()
        if len(cards) == 1:
            d = self.host.dossier
            self.edit_long(d, task_edit(cards[0].item.id), "notes")
        elif cards:
            self.say("One at a time:", "the editor takes a single task", "Esc", "clears the marks")

    # -- state ------------------------------------------------------------------------------------

    def action_complete(self) -> None:
        """Complete, or reopen; the cursor goes on to the next open card."""
        cards = self.chosen()
        following = None if self.marks or self.board.current is None else self.board.following

        def completed(_: Any) -> None:
            if following is not None and not cards[0].item.done:
                self.go_to(following.item.id)

        if cards:
            self.change(cards, lambda tasks, seen: tasks.complete(seen), completed)

    def action_status(self) -> None:
        """Todo, doing, blocked, done."""
        cards = self.chosen()
        if not cards:
            return
        present = {c.status for c in cards}
        choices = [
            sheets.Choice(
                s, s.value, digit=str(i), right=(("now", "muted"),) if {s} == present else ()
            )
            for i, s in enumerate(TaskStatus, 1)
        ]

        def picked(status: TaskStatus) -> None:
            if status is TaskStatus.BLOCKED:
                self._block(cards)
            else:
                self.change(cards, lambda tasks, seen: tasks.set_status(seen, status))

        now = present.pop() if len(present) == 1 else None
        sheet = sheets.PickSheet("Status", choices, self._subject_of(cards), start=now)
        self.ask_pick(sheet, picked)

    def action_block(self) -> None:
        """Blocked by what; on blocked cards: unblocked."""
        cards = self.chosen()
        if not cards:
            return
        if all(c.status is TaskStatus.BLOCKED for c in cards):
            self.change(cards, lambda tasks, seen: tasks.unblock(seen))
        else:
            self._block(cards)

    def _block(self, cards: Sequence[Card]) -> None:
        d: Dossier = self.host.dossier
        ids = [c.item.id for c in cards]
        others = [c for c in d.cards.values() if c.open and c.item.id not in ids]
        choices = [
            sheets.Choice(("task", c.item.id), c.title, right=((c.owner, "muted"),)) for c in others
        ]

        def typed(text: str) -> "list[sheets.Choice]":
            return [sheets.Choice(("text", text), text, kind="", right=(("as typed", "muted"),))]

        def picked(value: tuple[str, str], failed: Again) -> None:
            kind, what = value
            by, task = (what, None) if kind == "text" else ("", what)
            self.change(cards, lambda tasks, seen: tasks.block(seen, by, task), failed=failed)

        subject = self._subject_of(cards)
        sheet = sheets.PickSheet(
            "Blocked by", choices, subject, verb="block", typed=typed, hint="a task, or say what",
            key=f"block {key_of(ids)}",
        )  # fmt: skip
        self.ask_kept(sheet, picked)

    def action_help_needed(self) -> None:
        """From whom, what, by when."""
        cards = self.chosen()
        if not cards:
            return
        d: Dossier = self.host.dossier
        item = cards[0].item
        fields = [
            sheets.Field(
                "function", "From whom", value=item.help_function, hint="Product, Support, a name"
            ),
            sheets.Field("ask", "What", value=item.help_ask, required=True),
            sheets.Field("by", "By when", "date", item.help_by),
        ]

        def save(values: dict[str, Any], failed: Again) -> None:
            from greenpath_tui.services.tasks import HelpAsk

            ask = HelpAsk(**values)
            self.change(cards, lambda tasks, seen: tasks.ask_help(seen, ask), failed=failed)

        key = f"help {key_of([card.item.id for card in cards])}"
        sheet = sheets.FormSheet(
            "Help needed", fields, d.anchor, self._subject_of(cards), "ask", always=True, key=key
        )
        self.ask_form(sheet, save)

    def action_answer_help(self) -> None:
        """The help has come."""
        if cards := self.chosen():
            self.change(cards, lambda tasks, seen: tasks.answer_help(seen))

    # -- dates ------------------------------------------------------------------------------------

    def action_due(self) -> None:
        """The due date, with a calendar; a running plan asks why."""
        cards = self.chosen()
        if not cards:
            return
        d: Dossier = self.host.dossier
        ids = [c.item.id for c in cards]
        item = cards[0].item
        was = ""
        if len(cards) == 1:
            moves = len(cards[0].moves)
            times = (
                "never moved"
                if not moves
                else "moved once"
                if moves == 1
                else f"moved {moves} times"
            )
            was = f"{table_date(item.due, d.today)}, {times}" if item.due else "no date"
        state = d.plan.state if d.plan else None
        busy: dict[Any, tuple[str, ...]] = {}
        for card in d.cards.values():
            if card.item.due and not card.item.done and card.item.id not in ids:
                line = f"{card.title} ({card.owner})"
                busy[card.item.due] = (*busy.get(card.item.due, ()), line)
        ask = sheets.DateAsk(
            "Due",
            self._subject_of(cards),
            d.anchor,
            item.due if len(cards) == 1 else None,
            d.active and any(c.item.due for c in cards),
            was,
            clearable=not (runs(state) and any(c.item.due and c.item.plan_id for c in cards)),
            busy=busy,
            key=f"due {key_of(ids)}",
        )

        def dated(answer: "sheets.DateAnswer", failed: Again) -> None:
            day, why = answer.day, answer.why
            self.change(cards, lambda tasks, seen: tasks.set_due(seen, day, why), failed=failed)

        self.ask_date(ask, dated)

    def action_shift(self, days: int) -> None:
        """A day later or sooner, from the task's own date; a running plan asks why."""
        cards = self.chosen()
        d: Dossier = self.host.dossier
        if not cards:
            return
        if not d.active or not any(c.item.due and c.item.plan_id for c in cards):
            self.change(cards, lambda tasks, seen: tasks.shift(seen, days))
            return

        def parts(text: str) -> tuple[int, str]:
            why = text.lstrip("+-")
            more = text[: len(text) - len(why)]
            return days + more.count("+") - more.count("-"), why.strip()

        def read(text: str) -> "sheets.LineReading":
            by, why = parts(text)
            if abs(by) > MOST_DAYS:
                return sheets.LineReading(problem=f"At most {MOST_DAYS} days at once.")
            way = f"{abs(by)} d {'later' if by > 0 else 'sooner'}" if by else "as it was"
            facts = [("moves", way, "bold"), ("why", why, "text")]
            now = self.host.dossier.cards.get(cards[0].item.id) if self.host.dossier else None
            if len(cards) == 1 and now is not None and now.item.due:
                day = now.item.due + timedelta(days=by)
                facts.insert(1, ("due", table_date(day, d.today), "bold"))
            return sheets.LineReading(tuple(facts))

        def shift(text: str, failed: Again) -> None:
            by, why = parts(text)
            if by:
                self.change(cards, lambda tasks, seen: tasks.shift(seen, by, why), failed=failed)

        hint = "Why, in one line; Enter skips.  + - move it further"
        title = f"Move {self._subject_of(cards)}"
        key = f"shift {days} {key_of(c.item.id for c in cards)}"
        ask = sheets.LineAsk(
            cut(title, 30), hint=hint, read=read, verb="move", empty="move", key=key, once=True
        )
        self.ask_line(ask, shift)

    def action_shift_all(self) -> None:
        """All open tasks of the plan by n days."""
        d: Dossier = self.host.dossier
        dues = [c.item.due for c in d.cards.values() if c.open and c.item.plan_id and c.item.due]
        last = d.columns[-1].dates if d.columns else None
        end = last[1] if last else None

        def read(text: str) -> "sheets.LineReading":
            number, _, why = text.strip().partition(" ")
            ok = bool(read_whole(number))
            problem = "" if ok or not text else f"{number} is not a number of days."
            fact = (("days", number, "bold"), ("why", why, "text"))
            by = read_whole(number) or 0
            if abs(by) > MOST_DAYS:
                problem = f"At most {MOST_DAYS} days at once."
            beyond = after_shift(dues, by, end, d.account.renewal_date, d.today) if by else []
            return sheets.LineReading(fact, problem=problem, note=", ".join(beyond))

        def shift(text: str, failed: Again) -> None:
            number, _, why = text.strip().partition(" ")
            by = read_whole(number) or 0
            self.act(lambda s: s.tasks.shift_all(d.account.id, by, why), failed=failed)

        hint = "Days and why: 7 the customer's freeze"
        ask = sheets.LineAsk(
            "Shift all", hint=hint, read=read, verb="shift", key=f"shift-all {d.account.id}"
        )
        self.ask_line(ask, shift)

    # -- owners -----------------------------------------------------------------------------------

    def action_owner(self) -> None:
        """Who owns it: last used first; a new name asks whose she is."""
        cards = self.chosen()
        if not cards:
            return
        d: Dossier = self.host.dossier

        def ready(recent: list[str]) -> None:
            order = {id_: place for place, id_ in enumerate(recent)}
            owners = sorted(d.owners, key=lambda n: order.get(n.id, 999))
            present = {c.owner_name for c in cards}

            def line(value: Any, name: str, words: str) -> "sheets.Choice":
                now = "now" if present == {name} else ""
                said = ", ".join(word for word in (now, words) if word)
                return sheets.Choice(value, name or "nobody", right=((said, "muted"),))

            choices = [line(n, n.name, "ours" if n.ours else d.account.name) for n in owners]
            choices.append(line("nobody", "", ""))

            def typed(text: str) -> "list[sheets.Choice]":
                return [
                    sheets.Choice(("ours", text), f"{text}, new, one of ours"),
                    sheets.Choice(("theirs", text), f"{text}, new, one of theirs"),
                ]

            def picked(value: Any, failed: Again) -> None:
                def job(tasks: "Tasks", seen: dict[str, int]) -> "Result":
                    from greenpath_tui.services.base import NewPerson

                    owner: Any = value if isinstance(value, Named) else None
                    if isinstance(value, tuple) and not isinstance(value, Named):
                        owner = NewPerson(value[1], value[0] == "ours")
                    return tasks.set_owner(seen, owner)

                self.change(cards, job, failed=failed)

            key = f"owner {key_of(c.item.id for c in cards)}"
            subject = self._subject_of(cards)
            sheet = sheets.PickSheet("Owner", choices, subject, typed=typed, key=key)
            self.ask_kept(sheet, picked)

        self.fetch(lambda s: s.tasks.recent_owners(), ready)
