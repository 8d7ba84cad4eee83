"""The editor for the definition of Green."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.events import Resize

from greenpath_tui.domain.advice import Level
from greenpath_tui.domain.days import Anchor, plain_date, table_date
from greenpath_tui.domain.figures import figure
from greenpath_tui.domain.green import full_copy, without_heading
from greenpath_tui.domain.quickadd import read_criterion, read_measurement
from greenpath_tui.domain.terms import AgreementState, PlanState, Side
from greenpath_tui.domain.text import counted
from greenpath_tui.ui import actions, sheets
from greenpath_tui.ui.desk import Again
from greenpath_tui.ui.glyphs import Glyphs
from greenpath_tui.ui.ink import Part, cut
from greenpath_tui.ui.screens.account_verbs import AccountVerbs
from greenpath_tui.ui.screens.green_forms import criterion_edit, criterion_reading, text_edit
from greenpath_tui.ui.widgets.account_header import account_line
from greenpath_tui.ui.widgets.green_lines import SIDES, advice_pane
from greenpath_tui.ui.widgets.green_page import TEXTS, WIDE, GreenPage
from greenpath_tui.ui.widgets.lines import TextLines
from greenpath_tui.ui.widgets.pane import Pane
from greenpath_tui.views.dossier import CriterionView, Dossier

if TYPE_CHECKING:
    from greenpath_tui.services import Services
    from greenpath_tui.storage.journal import Result


class GreenScreen(AccountVerbs):
    """Screen 4."""

    KIND = actions.GREEN
    BINDINGS = actions.bindings(actions.GREEN)

    def __init__(self, glyphs: Glyphs) -> None:
        super().__init__(glyphs)
        self.header = TextLines(2, id="account-header")
        self.page = GreenPage(glyphs)
        self.pane = Pane("advice-pane", rest="z for all below")
        self.marks = set()
        self._ready = False

    def compose(self) -> ComposeResult:
        """Header, page with the advice beside it, message, footer."""
        yield self.header
        with Horizontal(id="body"):
            yield self.page
            yield self.pane
        yield self.message_line
        yield self.footer

    def on_mount(self) -> None:
        """Lay out."""
        self.refresh_footer(False)
        self._ready = True
        if self.host.dossier is not None:
            self.show_dossier(self.host.dossier)
            self.new_account()

    # -- what is shown ----------------------------------------------------------------------------

    def show_dossier(self, d: Dossier) -> None:
        """Another state of the account."""
        if not self._ready:
            return
        self.page.show(d)
        self._lay_out()
        self._paint_rest(d)
        self.refresh_footer(False)

    def _paint_rest(self, d: Dossier) -> None:
        """A draft says what is between it and its start, a running plan who has not agreed."""
        plan = d.open_plan
        if plan is None or d.definition is None:
            self.message_line.rest([], [])
            return
        if plan.state is not PlanState.DRAFT:
            lacking = [who for side, who in SIDES.items() if not d.agreed(side)]
            who = lacking[0] if len(lacking) == 1 else "either side"
            said = f"Version {d.definition.number} is not agreed by {who} yet"
            keys: list[Part] = [("s", "bold"), (" records it", "muted")]
            self.message_line.rest([(said, "muted")] if lacking else [], keys if lacking else [])
            return
        lacks = counted(len(d.missing), "thing")
        said = f"The plan lacks {lacks}" if d.missing else "All is there"
        key, word = ("P Enter", " says which") if d.missing else ("P", " starts the plan")
        self.message_line.rest([(said, "muted")], [(key, "bold"), (word, "muted")])

    def new_account(self) -> None:
        """From what has to be mended first, else from the top."""
        d = self.host.dossier
        if d is None or not self._ready:
            return
        self.page.top = 0
        self.page.show(d)
        self.page.select(TEXTS[0])
        wrong = next((a for a in d.advice if a.level is Level.ERROR), None)
        if wrong is not None and (d.definition is not None and d.definition.statement):
            self.page.select(wrong.about or "statement")

    def on_resize(self, event: Resize) -> None:
        """The advice stands beside the page where there is room."""
        self._lay_out()

    def _lay_out(self) -> None:
        d = self.host.dossier
        if d is None or not self._ready:
            return
        width = self.size.width
        self.header.show(
            [
                account_line(d, self.glyphs, width, self.screen_strip(), self.host.walk_words),
                ([], []),
            ]
        )
        beside = width >= WIDE and self.host.state.pane and d.definition is not None
        self.pane.display = beside
        if self.page.advice_below == beside:
            self.page.advice_below = not beside
            self.page.show(d)
        self.pane.styles.width = 36
        if beside:
            self.pane.show(advice_pane(d, 31))

    def action_pane(self) -> None:
        """Show or hide the advice beside the page."""
        if self.size.width < WIDE:
            where = "is the tab Advice" if self.page.narrow else "stands below"
            self.say("The advice", f"{where}; beside it needs {WIDE} columns")
            return
        self.host.state.pane = not self.host.state.pane
        self._lay_out()

    # -- moving -----------------------------------------------------------------------------------

    def action_cursor(self, dx: int, dy: int) -> None:
        """To another text or criterion."""
        self.page.move(dx, dy)

    def action_next(self, step: int) -> None:
        """To the next or previous tab, text or criterion, round and round."""
        self.page.step(step)

    def action_top(self) -> None:
        """The first text."""
        self.page.move(0, -1000)

    def action_bottom(self) -> None:
        """The last criterion."""
        self.page.to_end()

    def action_page(self, step: int) -> None:
        """Five on."""
        self.page.move(0, 5 * step)

    def action_half_page(self, step: int) -> None:
        """Three on."""
        self.page.move(0, 3 * step)

    def action_back(self) -> None:
        """To the portfolio."""
        self.host.show_screen(actions.PORTFOLIO)

    def action_walk(self, step: int) -> None:
        """The previous or next account of the frozen walk."""
        self.host.step(step, actions.GREEN)

    def go_to(self, entity_id: str) -> None:
        """Put the cursor on a criterion."""
        self.page.select(entity_id)

    def reveal(self, ids: Sequence[str]) -> None:
        """The cursor goes to the first criterion of these."""
        view = self.page.criterion
        shown = [c.id for c in self.host.dossier.criteria] if self.host.dossier else []
        found = [id_ for id_ in ids if id_ in shown]
        if found and (view is None or view.item.id not in found):
            self.page.select(found[0])

    # -- who and what -----------------------------------------------------------------------------

    def _open(self) -> Dossier | None:
        """The dossier, when its plan can be edited; says why not."""
        d = self.host.dossier
        if d is None:
            return None
        if d.open_plan is None:
            self.say("No open plan", "", "P", "drafts one")
            return None
        return d

    def _criterion(self) -> CriterionView | None:
        view = self.page.criterion
        if view is None and self.page.on_advice:
            self.say("This advice", "is not about one criterion")
        elif view is None:
            where = ("Tab", "goes to them") if self.page.narrow else ("j", "goes down to them")
            self.say("No criterion", "is under the cursor", *where)
        return view

    def _row(self) -> CriterionView | None:
        """The criterion the cursor is on in the table; from an advice the table is not changed."""
        if self.page.on_advice:
            self.say("The cursor", "is on an advice", "k", "goes up to the criteria")
            return None
        return self._criterion()

    # -- verbs ------------------------------------------------------------------------------------

    def action_add(self) -> None:
        """A criterion in one line."""
        d = self._open()
        if d is None:
            return
        anchor = d.anchor
        ask = sheets.LineAsk(
            "Criterion",
            hint="Order errors 8 -> 2 % due:d60 by:support  for:them|us  about:perception  must:no",
            read=lambda text: criterion_reading(read_criterion(text, anchor)),
            verb="add",
            key=f"criterion-{d.account.id}",
        )

        def add(text: str, failed: Again) -> None:
            line = read_criterion(text, anchor)

            def added(result: Any) -> None:
                new = next((e.id for e in result.saved if type(e).__name__ == "Criterion"), None)
                if new:
                    self.page.select(new)

            self.act(lambda s: s.green.add_criterion(d.account.id, line), added, failed)

        self.ask_line(ask, add)

    def action_open(self) -> None:
        """Edit what is under the cursor."""
        self.action_edit()

    def on_green_page_opened(self) -> None:
        """A double click."""
        self.action_edit()

    def action_edit(self) -> None:
        """The text or the criterion under the cursor, in a form."""
        d = self._open()
        if d is None:
            return
        if self.page.about in TEXTS:
            self.edit(d, text_edit(d.account.id, self.page.about))
        elif (view := self._criterion()) is not None:
            self.edit(d, criterion_edit(d.account.id, view.item.id))

    def action_long_text(self) -> None:
        """The text under the cursor in `$EDITOR`."""
        d = self._open()
        if d is None or d.definition is None:
            return
        name = self.page.about if self.page.about in TEXTS else "statement"
        self.edit_long(d, text_edit(d.account.id, name), name)

    def action_delete(self) -> None:
        """The criterion under the cursor."""
        d = self._open()
        view = self._row() if d else None
        if d is not None and view is not None:
            account_id, c = d.account.id, view.item
            self.act(lambda s: s.green.delete_criterion(account_id, c.id, c.version))

    def action_reorder(self, step: int) -> None:
        """The criterion one place up or down."""
        d = self._open()
        view = self._row() if d else None
        if d is not None and view is not None:
            self.act(lambda s: s.green.move_criterion(d.account.id, view.item.id, step))

    def action_log(self) -> None:
        """A measurement: value, day, note."""
        d = self._open()
        view = self._criterion() if d else None
        if d is None or view is None:
            return
        c = view.item

        def read(text: str) -> "sheets.LineReading":
            line = read_measurement(text, c.unit, d.anchor)
            now, on = figure(view.standing.current), line.on or d.today
            facts = (
                (
                    "value",
                    f"{figure(line.value)} {c.unit}" if line.value is not None else "",
                    "bold",
                ),
                ("on", table_date(on, d.today), "text" if line.on else "muted"),
                ("note", line.note, "text"),
                ("now", f"{now} {c.unit}", "muted"),
                ("target", f"{figure(c.target)} {c.unit}", "muted"),
            )
            return sheets.LineReading(
                facts,
                tuple((t.start, t.end, not t.problem) for t in line.tokens),
                line.problems[0] if line.problems else "",
                lacks="" if line.value is not None else "A measurement begins with its number.",
            )

        ask = sheets.LineAsk(
            cut(c.metric, 28),
            hint=f"{figure(view.standing.current) or '4.6'} on:fri from the weekly report",
            read=read,
            key=f"measure-{c.id}",
        )

        def save(text: str, failed: Again) -> None:
            line = read_measurement(text, c.unit, d.anchor)
            value = line.value
            if value is None:  # the line is not closed without one
                return
            account_id, on = d.account.id, line.on or d.today
            self.act(
                lambda s: s.green.measure(account_id, c.id, value, on, line.note), failed=failed
            )

        self.ask_line(ask, save)

    # -- agreements -------------------------------------------------------------------------------

    def action_agree(self) -> None:
        """Who has agreed: record, withdraw, dispute."""
        d = self._open()
        if d is None:
            return
        missing: list[sheets.Choice] = []  # first: what one comes here for
        given: list[sheets.Choice] = []
        for side, who in ((Side.CUSTOMER, "They"), (Side.US, "We")):
            word = d.agreement.get(side)
            if d.agreed(side) and word is not None:
                said = f"{word.person}, {plain_date(word.on, d.today)}"
                now = ((said, "muted"),)
                given.append(
                    sheets.Choice((side, AgreementState.WITHDRAWN), f"{who} withdraw", right=now)
                )
                given.append(
                    sheets.Choice((side, AgreementState.DISPUTED), f"{who} dispute it", right=now)
                )
            else:
                said = "not yet" if word is None else word.state.value
                agree = (side, AgreementState.AGREED)
                missing.append(sheets.Choice(agree, f"{who} agree", right=((said, "muted"),)))
        number = d.definition.number if d.definition else 1
        if not missing:
            missing.append(sheets.Choice((), "Both have agreed: leave it so"))

        def picked(value: tuple[Side, AgreementState] | tuple[()]) -> None:
            if value:
                self._word(d, *value)

        sheet = sheets.PickSheet(
            "Agreement", [*missing, *given], f"version {number}", verb="record"
        )
        self.ask_pick(sheet, picked)

    def _word(self, d: Dossier, side: Side, state: AgreementState) -> None:
        if state is AgreementState.AGREED:
            self._agree(d, side)
            return
        said = d.agreement.get(side)
        fields = [
            sheets.Field(
                "by", "By whom", "person", said.person if said else "", d.names(side), required=True
            ),
            sheets.Field("why", "On what", required=True),
        ]
        title = "Withdrawn" if state is AgreementState.WITHDRAWN else "Disputed"

        def save(v: dict[str, Any], failed: Again) -> None:
            by, why = v["by"], v["why"]
            self.act(lambda s: s.green.take_back(d.account.id, side, state, by, why), failed=failed)

        sheet = sheets.FormSheet(
            title, fields, Anchor(d.today), d.account.name, always=True,
            key=f"{state.value} {side.value} {d.account.id}",
        )  # fmt: skip
        self.ask_form(sheet, save)

    def _agree(self, d: Dossier, side: Side) -> None:
        from greenpath_tui.domain.advice import errors, refusal

        if wrong := errors(d.advice):
            self.fail(refusal(wrong))
            return
        theirs = side is Side.CUSTOMER
        me = next((p.name for p in d.people if p.id == d.me), "")
        fields = [
            sheets.Field(
                "person",
                "Who of theirs" if theirs else "Who of ours",
                "person",
                "" if theirs else me,
                d.names(side),
                required=True,
            ),
            sheets.Field("how", "How", hint="by mail, in the steering meeting"),
            sheets.Field("evidence", "Evidence", hint="a link or a quote"),
            sheets.Field("on", "On", "past", d.today),
        ]

        def save(values: dict[str, Any], failed: Again) -> None:
            shown = self.host.dossier or d
            seen = full_copy(shown.definition, shown.criteria) if shown.definition else ""

            def job(services: "Services") -> "Result":
                from greenpath_tui.services.green import Agreeing

                return services.green.agree(d.account.id, Agreeing(side, **values, seen=seen))

            def agreed(_: Any) -> None:
                now = self.host.dossier
                plan = now.open_plan if now else None
                both = now is not None and now.agreed(Side.CUSTOMER) and now.agreed(Side.US)
                if now is not None and both and plan and plan.state is PlanState.DRAFT:
                    self.start_plan(now)

            self.act(job, agreed, failed)

        key = f"agreement {side.value} {d.account.id}"
        self.ask_form(
            sheets.FormSheet("Agreement", fields, Anchor(d.today), always=True, key=key), save
        )

    def action_versions(self) -> None:
        """The versions of the definition, to read."""
        d = self.host.dossier
        if d is None or d.definition is None:
            self.say("No definition", "yet", "P", "drafts a plan")
            return
        from greenpath_tui.services.green import version_texts

        found = version_texts(d)
        texts = [(f"version {n}, {what}", text) for n, what, text in found]
        keys = [("c", "compare", "compare")] if len(found) > 1 else []

        def answered(answer: str | None) -> None:
            if answer == "compare":
                self.app.push_screen(
                    sheets.CompareSheet([(n, without_heading(t)) for n, t in texts])
                )

        self.app.push_screen(sheets.ReadSheet("Versions", texts, keys), answered)
