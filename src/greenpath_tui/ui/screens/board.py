"""The board: the kanban of the current plan, one column a phase."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.events import Resize

from greenpath_tui.domain.filters import task_filter
from greenpath_tui.domain.text import counted
from greenpath_tui.ui import actions, sheets
from greenpath_tui.ui.desk import Again
from greenpath_tui.ui.details import card_pane, gate_facts, head_pane
from greenpath_tui.ui.glyphs import Glyphs
from greenpath_tui.ui.screens.marking import Marking
from greenpath_tui.ui.screens.task_verbs import TaskVerbs
from greenpath_tui.ui.widgets.account_header import account_line, green_line
from greenpath_tui.ui.widgets.board import Board
from greenpath_tui.ui.widgets.filter_line import FilterLine
from greenpath_tui.ui.widgets.lanes import Drag, Lane
from greenpath_tui.ui.widgets.lines import TextLines, marked_words
from greenpath_tui.ui.widgets.pane import Pane
from greenpath_tui.views.dossier import Card, Dossier

_BESIDE = 120
_REST = 0.15  # seconds the cursor rests before the history is read


class BoardScreen(TaskVerbs, Marking):
    """Screen 3."""

    KIND = actions.BOARD
    BINDINGS = actions.bindings(actions.BOARD)

    def __init__(self, glyphs: Glyphs) -> None:
        super().__init__(glyphs)
        self.header = TextLines(2, id="account-header")
        self.filter_line = FilterLine()
        self.board = Board(glyphs)
        self.pane = Pane("card-pane", rest="e shows all")
        self.marks = self.board.marks
        self._history: tuple[str, int, list[tuple[date, str, str]]] = ("", 0, [])
        self._ready = False
        self._headed = False  # the message line tells of the gate under the cursor
        self._forced = False  # the pane was asked for where it covers the board
        self._account = ""  # whose board is shown
        self._places: dict[str, str] = {}  # the card the cursor was left on, by account

    def compose(self) -> ComposeResult:
        """Header, filter, columns with the pane, message, footer."""
        self._place_pane()
        yield self.header
        yield self.filter_line
        with Horizontal(id="body"):
            yield self.board
            yield self.pane
        yield self.message_line
        yield self.footer

    def on_mount(self) -> None:
        """Lay out; the dossier comes."""
        self.refresh_footer(False)
        self._rest_timer = self.set_interval(_REST, self._rested, pause=True)
        self._ready = True
        if self.host.dossier is not None:
            self.show_dossier(self.host.dossier)
            self.new_account()

    # -- what is shown ----------------------------------------------------------------------------

    def show_dossier(self, d: Dossier) -> None:
        """Another state of the account."""
        if not self._ready:
            return
        current = self.board.current
        if self._account and self._account != d.account.id and current is not None:
            self._places[self._account] = current.item.id
        self._account = d.account.id
        self._show_lanes(d, current.item.id if current else None)
        self._paint_header(d)
        living = set(d.cards)
        if not self.marks <= living:
            self.marks.intersection_update(living)
        self._paint_rest(d)
        self._lay_out()

    def _lanes(self, d: Dossier) -> list[Lane]:
        test = task_filter(self.filter_line.text, d.today)

        def passing(cards: tuple[Card, ...]) -> tuple[Card, ...]:
            return cards if not test.tests else tuple(c for c in cards if test(c))

        strip = passing(d.strip)
        count = sum(len(passing(c.cards)) for c in d.columns) + len(strip)
        self.filter_line.show_count(
            f"{count} of {len(d.cards)}" if self.filter_line.text else "", test.error
        )
        if not d.columns:
            ordered = tuple(sorted(strip, key=lambda c: c.item.done))
            return [Lane(None, ordered, sum(1 for c in strip if not c.item.done))]
        lanes = []
        for index, column in enumerate(d.columns):
            own = passing(column.cards)
            loose = strip if index == 0 else ()
            to_do = [c for c in (*loose, *own) if not c.item.done]
            done = [c for c in (*loose, *own) if c.item.done]
            lanes.append(Lane(column, (*to_do, *done), sum(1 for c in loose if not c.item.done)))
        return lanes

    def _show_lanes(self, d: Dossier, keep: str | None) -> None:
        self.board.show(self._lanes(d), d.today, keep)
        self._paint_pane()

    def new_account(self) -> None:
        """The cursor where it was left, else on the first open card of today's phase."""
        d = self.host.dossier
        if d is None or not self._ready:
            return
        self.marks.clear()
        now = next((i for i, c in enumerate(d.columns) if c.current), 0)
        self.board.start_at(now if now < len(self.board.lanes) else 0)
        self.board.select(self._places.get(d.account.id, ""))
        self._paint_pane()
        self._paint_rest(d)

    def _paint_header(self, d: Dossier) -> None:
        width = self.app.size.width
        self.header.show(
            [
                account_line(d, self.glyphs, width, self.screen_strip(), self.host.walk_words),
                green_line(d, self.glyphs, width),
            ]
        )

    def _paint_rest(self, d: Dossier) -> None:
        column = self.board.column
        self._headed = self.board.on_head and column is not None
        if self.marks:
            shown = {c.item.id for lane in self.board.lanes for c in lane.cards}
            left = marked_words(len(self.marks), len(self.marks - shown), len(d.cards))
            self.message_line.rest(left, [("Esc", "bold"), (" clears", "muted")])
        elif self.filter_line.text and not any(lane.cards for lane in self.board.lanes):
            why = [("No card matches the filter", "bold")]
            self.message_line.rest(why, [("Esc", "bold"), (" clears it", "muted")])
        elif self.pane.keyed:
            self.message_line.rest([], [("Esc", "bold"), (" back to the board", "muted")])
        elif not d.cards:
            word = " adds the first" if d.plan else " starts a plan"
            key = "a" if d.plan else "P"
            self.message_line.rest([("No tasks yet", "bold")], [(key, "bold"), (word, "muted")])
        elif self._headed and column is not None:
            phase = column.phase
            met = f", {len({*phase.met} & {*phase.checklist})} of {len(phase.checklist)} met"
            said = f"Gate of {phase.name}: {phase.gate.value}{met if phase.checklist else ''}"
            self.message_line.rest([(said, "bold")], [("Enter", "bold"), (" decides it", "muted")])
        else:
            advice: list[str] = []
            if d.plan is not None and (n := len(d.orphans)):
                verb = "task serves" if n == 1 else "tasks serve"
                advice.append(f"{n} {verb} no criterion")
            if d.definition is not None and (n := len(d.unserved)):
                verb = "criterion has" if n == 1 else "criteria have"
                advice.append(f"{n} {verb} no task")
            g = self.glyphs
            legend = f"{g.milestone} milestone  {g.commitment} promised  {g.blocked} blocked  "
            if any(c.outside for c in d.cards.values()):
                legend += f"{g.outside} outside  "
            legend += f"{g.help} help"
            said = "   ".join(advice)
            if len(advice) > 1 and len(said) + cell_len(legend) + 4 > self.app.size.width:
                tasks, criteria = counted(len(d.orphans), "task"), len(d.unserved)
                said = f"{tasks}, {counted(criteria, 'criterion')} not linked"
            self.message_line.rest([(said, "muted")], [(legend, "dim")])
        self.refresh_footer(bool(self.marks))

    def on_resize(self, event: Resize) -> None:
        """Header and pane follow the width."""
        if self.host.dossier is not None:
            self._paint_header(self.host.dossier)
        self._lay_out()

    def _lay_out(self) -> None:
        self._place_pane()
        self._paint_pane()
        if self.host.dossier is not None:
            self._paint_rest(self.host.dossier)

    def _place_pane(self) -> None:
        beside = self.app.size.width >= _BESIDE and self.host.state.pane
        self.pane.display = beside or self._forced
        self.pane.keyed = self._forced and not beside
        self.pane.edge = "" if self.pane.keyed else "left"
        self.board.display = not self.pane.keyed
        self.pane.styles.width = 36 if beside else "100%"

    # -- the pane ---------------------------------------------------------------------------------

    def _paint_pane(self) -> None:
        d = self.host.dossier
        if d is None or not self.pane.display:
            return
        if not self.pane.size.width:  # it tells once it has a place
            self.pane.show([])
            return
        card = self.board.current
        if card is None:
            self.pane.show(head_pane(d, self.board.lane, self.pane.room))
            return
        item = card.item
        known = self._history[:2] == (item.id, item.version)
        history = self._history[2] if known else []
        self.pane.show(card_pane(d, card, self.glyphs, self.pane.room, history))
        if not known:
            self._rest_timer.reset()
            self._rest_timer.resume()

    def on_pane_resized(self) -> None:
        """Lay its lines out again."""
        self._paint_pane()

    def _rested(self) -> None:
        """The cursor rests on a card: read its history."""
        self._rest_timer.pause()
        current = self.board.current
        if current is None:
            return
        task_id, version = current.item.id, current.item.version

        def ready(history: list[tuple[date, str, str]]) -> None:
            self._history = (task_id, version, history)
            self._paint_pane()

        self.host.work(lambda s: s.tasks.history(task_id), ready)

    def on_board_moved(self) -> None:
        """The pane follows the cursor; on a head one is told of its gate."""
        self._paint_pane()
        d = self.host.dossier
        if d is not None and (self._headed or self.board.on_head):
            self._paint_rest(d)

    def action_pane(self) -> None:
        """Show or hide the pane; where there is no room beside, it takes the board's place."""
        if self.app.size.width >= _BESIDE:
            self.host.state.pane = not self.host.state.pane
            self._forced = False
        else:
            self._forced = not self._forced
        self._lay_out()

    def action_open(self) -> None:
        """A card's details; on a head, its gate."""
        if self.board.on_head:
            self.action_gate()
        elif self.board.current is None:
            self.say("No card", "is under the cursor", "a", "adds one")
        elif self.app.size.width >= _BESIDE and self.host.state.pane:
            self.action_edit()
        else:
            self.action_pane()

    def on_board_opened(self) -> None:
        """A double click."""
        self.action_open()

    # -- moving and marking -----------------------------------------------------------------------

    def action_cursor(self, dx: int, dy: int) -> None:
        """To another card or column."""
        self.board.move(dx, dy)

    def action_next(self, step: int) -> None:
        """To the next or previous column, round and round."""
        if count := len(self.board.lanes):
            self.board.move((self.board.lane + step) % count - self.board.lane, 0)

    def action_top(self) -> None:
        """The first card of the column."""
        self.board.to_edge(False)

    def action_bottom(self) -> None:
        """The last card of the column."""
        self.board.to_edge(True)

    def action_page(self, step: int) -> None:
        """A page of cards, or of the pane that stands in their place."""
        if self.pane.keyed:
            self.pane.scroll_lines(step * (self.pane.size.height - 2))
            return
        self.board.move(0, step * self.board.page)

    def action_half_page(self, step: int) -> None:
        """Half a page."""
        self.board.move(0, step * max(1, self.board.page // 2))

    def under_cursor(self) -> str | None:
        """The card under the cursor."""
        card: Card | None = self.board.current
        if card is None:
            self.say("No card", "is under the cursor")
        return card.item.id if card is not None else None

    def in_order(self) -> list[str]:
        """The cards of this column."""
        return [c.item.id for c in self.board.lanes[self.board.lane].cards]

    def all_shown(self) -> set[str]:
        """Every open card that is shown."""
        lanes = [self.board.lanes[self.board.lane]] if self.board.narrow else self.board.lanes
        ids = {c.item.id for lane in lanes for c in lane.cards if not c.item.done}
        if not ids:
            self.say("No open card", "is shown")
        return ids

    def go_on(self) -> None:
        """To the next card."""
        self.board.move(0, 1)

    def marked(self) -> None:
        """On the cards, and how many they are."""
        self.board.refresh()
        if self.host.dossier is not None:
            self._paint_rest(self.host.dossier)

    def chosen(self) -> list[Card]:
        """The marked cards, else the one under the cursor; says so when there is none."""
        d = self.host.dossier
        if d is None:
            return []
        if self.marks:
            return [c for c in d.cards.values() if c.item.id in self.marks]
        if (card := self.board.current) is not None:
            return [card]
        self.say("No card", "is under the cursor", "a", "adds one")
        return []

    # -- filter -----------------------------------------------------------------------------------

    def action_filter(self) -> None:
        """Type to narrow."""
        self.board.typing = True
        self.filter_line.open()
        self.board.refresh()

    def on_filter_line_changed(self, event: FilterLine.Changed) -> None:
        """Narrow."""
        if self.host.dossier is not None:
            current = self.board.current
            self._show_lanes(self.host.dossier, current.item.id if current else None)
            self._paint_rest(self.host.dossier)

    def on_filter_line_kept(self) -> None:
        """Enter: back to the board."""
        self.board.typing = False
        self.board.refresh()

    def set_filter(self, text: str) -> None:
        """Another filter."""
        self.filter_line.set_text(text)
        if self.host.dossier is not None:
            self.show_dossier(self.host.dossier)

    def action_back(self) -> None:
        """Close the pane in the board's place, the filter, the marks; then the portfolio."""
        if self.board.drag is not None:
            self.board.put_back()
        elif self.pane.keyed:
            self._forced = False
            self._lay_out()
        elif self.filter_line.typing:
            self.filter_line.close()
            self.on_filter_line_kept()
            self.set_filter("")
        elif self.filter_line.text:
            self.set_filter("")
        elif self.marks:
            self.marks.clear()
            self.marked()
        else:
            self.host.show_screen(actions.PORTFOLIO)

    def go_to(self, entity_id: str) -> None:
        """Put the cursor on a task."""
        if self.board.select(entity_id):
            self.board.refresh()
            self._paint_pane()
        else:
            self.say("Not on this board")

    def reveal(self, ids: Sequence[str]) -> None:
        """The cursor goes to the first task of these that is shown."""
        current = self.board.current
        if current is None or current.item.id not in ids:
            if any(map(self.board.select, ids)):
                self.board.refresh()
            self._paint_pane()

    # -- place ------------------------------------------------------------------------------------

    def action_move_phase(self, step: int) -> None:
        """To the previous or next phase; at the edge says so."""
        cards = self.chosen()
        if not cards:
            return
        ids = [c.item.id for c in cards]
        keep = self.board.current

        def moved(result: Any) -> None:
            outside = [
                c
                for c in (self.host.dossier.cards.get(i) for i in ids)
                if c is not None and c.outside
            ] if self.host.dossier else []  # fmt: skip
            if keep is not None and not self.marks:
                self.board.select(keep.item.id)
                self.board.refresh()
            if outside:
                which = "its date lies" if len(outside) == 1 else f"{len(outside)} dates lie"
                self.say("Moved;", f"{which} outside the phase", "t", "dates")

        self.change(cards, lambda tasks, seen: tasks.move(seen, step), moved)

    def action_reorder(self, step: int) -> None:
        """Further up or down among the open cards of the column."""
        if self.filter_line.text:
            self.say("Cards keep their order", "while a filter is on", "Esc", "clears it")
            return
        card = self.board.current
        if card is None or card.item.done:
            self.say("Only open cards", "can be reordered")
            return
        lane = self.board.lanes[self.board.lane]
        to_do = [c for c in lane.cards if not c.item.done]
        if to_do.index(card) < lane.loose:
            to_do = to_do[: lane.loose]
        else:
            to_do = to_do[lane.loose :]
        index = to_do.index(card) + step
        if not 0 <= index < len(to_do):
            self.say("This is", "the first card" if step < 0 else "the last open card")
            return
        rest = [c for c in to_do if c is not card]
        after = rest[index - 1].item.id if index else None
        before = rest[index].item.id if index < len(rest) else None
        word = "moved up" if step < 0 else "moved down"
        self.change([card], lambda tasks, seen: tasks.place(seen, before, after, word))

    def on_board_dragged(self, event: Board.Dragged) -> None:
        """Say where the card would land."""
        drag = event.drag
        if drag is None:
            self.message_line.clear()
            return
        column = self.board.lanes[drag.lane].column
        after, _ = self._neighbours(drag)
        where = column.phase.name if column else "the list"
        behind = f" after “{after.title}”" if after else " at the top"
        self.message_line.hold("To", f"{where}{behind}", "Esc", "puts it back")

    def on_board_dropped(self, event: Board.Dropped) -> None:
        """The card was let go: one step, as any other move."""
        drag = event.drag
        column = self.board.lanes[drag.lane].column
        if column is None:
            self.say("No plan", "has phases yet", "P", "starts one")
            return
        after, before = self._neighbours(drag)
        ids = [card.item.id if card else None for card in (before, after)]
        if self.filter_line.text:  # what stands between is not shown
            ids = [None, None]

        def moved(_: Any) -> None:
            self.go_to(drag.task_id)

        phase_id = column.phase.id
        dragged = self.host.dossier.cards.get(drag.task_id) if self.host.dossier else None
        if dragged is not None:
            self.change([dragged], lambda t, seen: t.drop(seen, phase_id, *ids), moved)

    def _neighbours(self, drag: Drag) -> tuple[Card | None, Card | None]:
        """The open cards before and after the place where a card would land."""
        lane = self.board.lanes[drag.lane]
        to_do = [c for c in lane.cards if not c.item.done]
        above = [c for c in to_do[lane.loose : drag.place] if c.item.id != drag.task_id]
        below = [c for c in to_do[drag.place :] if c.item.id != drag.task_id]
        return (above[-1] if above else None), (below[0] if below else None)

    # -- gate -------------------------------------------------------------------------------------

    def action_gate(self) -> None:
        """Decide the gate of the phase the cursor stands in."""
        column = self.board.column
        if column is None:
            self.say("No plan", "has no gates", "P", "starts one")
            return
        phase, today = column.phase, self.host.settings.clock()

        def ask(refused: str = "") -> None:
            d = self.host.dossier
            known = gate_facts(d, column) if d else ""
            typed = self.typed_before(f"gate {phase.id}")
            if typed and not refused:
                refused = "What you had ticked and typed is here again"
            sheet = sheets.GateSheet(phase, today, known, typed, refused)
            self.app.push_screen(sheet, lambda answer: decided(sheet, answer))

        def decided(sheet: "sheets.GateSheet", answer: "sheets.GateAnswer | None") -> None:
            if answer is None:
                return
            now = self.host.dossier.phases if self.host.dossier else ()
            seen = next((p.version for p in now if p.id == phase.id), phase.version)
            self.act(
                lambda s: s.plans.decide_gate(
                    phase.id, answer.met, answer.state, answer.by, answer.decision, seen
                ),
                failed=Again(lambda error: ask(self._refusal(error)), self.still_typed_in(sheet)),
            )

        ask()

    def action_walk(self, step: int) -> None:
        """The previous or next account of the frozen walk."""
        self.host.step(step, actions.BOARD)

    def action_delete(self) -> None:
        """Delete the chosen tasks; undo brings them back."""
        cards = self.chosen()
        if cards:
            self.marks.clear()
            self.change(cards, lambda tasks, seen: tasks.delete(seen))
