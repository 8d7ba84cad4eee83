"""The gate of a phase: its checklist, and the decision."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Input

from greenpath_tui.domain.days import plain_date
from greenpath_tui.domain.model import GateState, Phase
from greenpath_tui.ui.ink import Part, wrapped
from greenpath_tui.ui.modals.base import Kept, Sheet, is_low, keep
from greenpath_tui.ui.modals.pick import Choice, Choices
from greenpath_tui.ui.widgets.lines import TextLines

_NO_LIST = "this phase has no checklist"


@dataclass(frozen=True, slots=True)
class GateAnswer:
    """What was decided: the state (None: nothing yet), the items that are true, by whom, why."""

    state: GateState | None
    met: tuple[str, ...]
    by: str = ""
    decision: str = ""


class GateSheet(Sheet[GateAnswer | None]):
    """Space checks an item; p passes, o overrides (by whom, why), e extends (why), r reopens.

    `known` is what the app knows of the phase; `typed` what was typed before, which was `refused`
    or left: it is there again.
    """

    BINDINGS = [
        ("j,down", "move(1)", ""),
        ("k,up", "move(-1)", ""),
        ("space,enter", "check", ""),
        ("s", "decide('')", ""),
        ("r", "decide('open')", ""),
        ("p", "decide('passed')", ""),
        ("o", "decide('overridden')", ""),
        ("e", "decide('extended')", ""),
    ]

    def __init__(
        self,
        phase: Phase,
        today: date,
        known: str = "",
        typed: Mapping[str, str] | None = None,
        refused: str = "",
    ) -> None:
        super().__init__(f"Gate of {phase.name}")
        self._phase = phase
        self._today = today
        self._known = known
        self._refused = refused
        self.key = f"gate {phase.id}"
        self._before = {"met": "\n".join(phase.met), "by": "", "why": "", "state": ""}
        self._texts = self._before | dict(typed or {})
        self._met = {*self._texts["met"].split("\n")} - {""}
        self._list = Choices(empty=_NO_LIST)
        self._deciding = ""
        self.asked = False  # it was said that what was checked is not saved

    def inside(self) -> ComposeResult:
        """The checklist, and two lines for who and why."""
        yield self._list
        with Horizontal(id="gate-by", classes="field"):
            yield TextLines(id="gate-by-label")
            yield Input(self._texts["by"], id="gate-by-input", compact=True)
        with Horizontal(id="gate-why", classes="field"):
            yield TextLines(id="gate-why-label")
            yield Input(self._texts["why"], id="gate-why-input", compact=True)
        yield TextLines(id="form-foot")

    def on_mount(self) -> None:
        """Nothing to type yet."""
        for name, label in (("by", "Who decides"), ("why", "Why, in a line")):
            widget = self.query_one(f"#gate-{name}-label", TextLines)
            widget.styles.width = 17
            widget.show([([(label, "muted")], [])])
            self.query_one(f"#gate-{name}").display = False
        self._paint(None)
        self.call_after_refresh(self._show_state)

    def _show_state(self) -> None:
        p = self._phase
        if self._refused:
            if self._texts["state"]:
                self.action_decide(self._texts["state"])
            self._say(self._refused)
        elif p.gate is not GateState.OPEN:
            why = f": {p.gate_decision}" if p.gate_decision else ""
            on = f" on {plain_date(p.gate_on, self._today)}" if p.gate_on else ""
            self._say(f"{p.gate.value} by {p.gate_by}{on}{why}", "muted")

    def hints(self) -> list[tuple[str, str]]:
        """The decisions; while something is typed, what ends it."""
        if isinstance(self.focused, Input):
            return [("Enter", "goes on"), ("Esc", "close")]
        decided = self._phase.gate is not GateState.OPEN
        return [("Space", "tick"), ("p", "pass"), ("o", "override"), ("e", "extend"),
                ("s", "save"), *([("r", "reopen")] if decided else []), ("Esc", "close")]  # fmt: skip

    def _paint(self, cursor: int | None) -> None:
        items: list[tuple[Choice, tuple[int, ...]]] = []
        if self._known:
            known = self._known[0].upper() + self._known[1:]
            for line in wrapped(known, self.room - 6):
                items.append((Choice(None, line, heading=True, ink="muted"), ()))
            if not is_low(self.app):
                items.append((Choice(None, "", heading=True), ()))
        if items and not self._phase.checklist:
            items.append((Choice(None, _NO_LIST, heading=True), ()))
        for text in self._phase.checklist:
            done = text in self._met
            right: tuple[Part, ...] = (("✓", "text"),) if done else (("·", "dim"),)
            line, *more = wrapped(text, self.room - 6)
            items.append((Choice(text, line, right=right), ()))
            items += [(Choice(None, rest, heading=True, ink="text"), ()) for rest in more]
        most = self.app.size.height - (9 if is_low(self.app) else 12)
        self._list.styles.height = max(1, min(len(items), most))
        self._list.show(items)
        if cursor is not None:
            self._list.cursor = cursor
            self._list.move(0)
        count = len(self._phase.checklist)
        met = len(self._met & set(self._phase.checklist))
        self._subject = f"{self._phase.gate.value}, {met} of {count} met"
        self.show_title(self._subject)

    def on_descendant_focus(self) -> None:
        """Letters are text now."""
        self.paint_keys()

    def on_descendant_blur(self) -> None:
        """Letters decide again."""
        self.paint_keys()

    def _say(self, text: str, ink: str = "late") -> None:
        foot = self.query_one("#form-foot", TextLines)
        lines = wrapped(text, self.room)[:2]
        foot.styles.height = len(lines) or 1
        foot.show([([(line, ink)], []) for line in lines])

    def action_move(self, step: int) -> None:
        """Up and down."""
        self._list.move(step)

    def action_check(self) -> None:
        """Check or uncheck the item."""
        if (choice := self._list.current) is not None:
            self._met.symmetric_difference_update({choice.value})
            self._paint(self._list.cursor)

    def action_decide(self, state: str) -> None:
        """Decide; an override asks who and why, an extension why."""
        lacking = [c for c in self._phase.checklist if c not in self._met]
        if state == "passed" and lacking:
            self._say(f"{len(lacking)} not met: tick them, or o overrides with a name and a reason")
            return
        self._deciding = state
        asks = {"overridden": ("by", "why"), "extended": ("why",), "passed": ("why",)}.get(
            state, ()
        )
        if not asks:
            self._finish()
            return
        for name in ("by", "why"):
            self.query_one(f"#gate-{name}").display = name in asks
        self._say("Enter decides; the line may stay empty" if state == "passed" else "", "muted")
        self.query_one(f"#gate-{asks[0]}-input").focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """To the next line, then decide."""
        event.stop()
        if event.input.id == "gate-by-input":
            self.query_one("#gate-why-input").focus()
            return
        self._finish()

    @property
    def changed(self) -> bool:
        """True while something is checked or typed that was not saved."""
        typed = any(box.value for box in self.query(Input))
        return typed or self._met != set(self._phase.met)

    def _read_texts(self) -> None:
        met = [item for item in self._phase.checklist if item in self._met]
        self._texts = {
            "met": "\n".join(met) if {*met} != {*self._phase.met} else self._before["met"],
            "by": self.query_one("#gate-by-input", Input).value,
            "why": self.query_one("#gate-why-input", Input).value,
            "state": self._deciding,
        }

    def keep_typed(self) -> str:
        """Keep what was ticked and typed for the next time; what was kept, in words."""
        self._read_texts()
        return self.keep_in(self.app.state.forms) if self.changed else ""  # type: ignore[attr-defined]  # our own app

    def keep_in(self, forms: Kept) -> str:
        """Keep there what was ticked and typed until the sheet was left; it in words."""
        return keep(forms, self.key, self._before, self._texts, self._heading)

    def action_close(self) -> None:
        """A changed gate asks once."""
        if self.changed and not self.asked:
            self.asked = True
            self.set_focus(None)
            self._say("Not saved: s saves what is checked, Esc leaves")
            return
        self.dismiss(None)

    def _finish(self) -> None:
        by = self.query_one("#gate-by-input", Input).value.strip()
        why = self.query_one("#gate-why-input", Input).value.strip()
        if self._deciding == "overridden" and not (by and why):
            self._say("An override takes the name of who decides, and why")
            return
        if self._deciding == "extended" and not why:
            self._say("Extending takes a line that says why")
            return
        state = GateState(self._deciding) if self._deciding else None
        self._read_texts()
        self.dismiss(GateAnswer(state, tuple(self._met), by, why))
