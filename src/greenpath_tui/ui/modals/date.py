"""A date: typed text and a live calendar together, the old date and why it moves."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.strip import Strip
from textual.widgets import Input

from greenpath_tui.domain.days import (
    DATE_FORMS,
    MONTHS,
    Anchor,
    can_be_kept,
    day_number,
    full_date,
    in_words,
    read_date,
    why_no_date,
)
from greenpath_tui.ui.ink import Drawn, Part, cut, fit, wrapped
from greenpath_tui.ui.modals.base import Kept, Sheet, is_low, keep
from greenpath_tui.ui.widgets.lines import TextLines

_NAMES = ("January", "February", "March", "April", "May", "June", "July", "August", "September",
          "October", "November", "December")  # fmt: skip
_WEEKS = 6


@dataclass(frozen=True, slots=True)
class DateAsk:
    """What is asked: the present date, what dates count from, whether a reason is kept."""

    title: str
    subject: str
    anchor: Anchor
    value: date | None = None
    ask_why: bool = False
    was: str = ""
    clearable: bool = True
    busy: Mapping[date, tuple[str, ...]] | None = None  # what else is due on a day
    key: str = ""  # under which what was typed is kept, by ids; empty: it is not kept
    typed: Mapping[str, str] | None = None  # what was typed before: `day` and `why`
    refused: str = ""  # why it was not saved


@dataclass(frozen=True, slots=True)
class DateAnswer:
    """The chosen day (None: no date) and why."""

    day: date | None
    why: str = ""


class Calendar(Drawn):
    """Six weeks around a day; today underlined, the chosen day reversed, a dot where work is due."""

    def __init__(
        self, today: date, busy: Callable[[date], tuple[str, ...]], any_busy: bool
    ) -> None:
        super().__init__(id="calendar")
        self._today = today
        self._busy = busy
        self._any_busy = any_busy
        self.day = today

    def show(self, day: date) -> None:
        """Another day."""
        self.day = day
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Month, weekdays, six weeks; at the right what is due that day."""
        width = self.size.width
        left = 30
        parts: list[Part]
        if y == 0:
            parts = [(fit(f"{_NAMES[self.day.month - 1]} {self.day.year}", left), "bold")]
        elif y == 1:
            parts = [(fit("Mo  Tu  We  Th  Fr  Sa  Su", left), "dim")]
        else:
            first = self.day.replace(day=1)
            monday = first - timedelta(days=first.weekday())
            parts = []
            for weekday in range(7):
                day = monday + timedelta(days=7 * (y - 2) + weekday)
                name = "text" if day.month == self.day.month else "dim"
                if day < self._today:
                    name = "dim"
                if day == self._today:
                    name = "under"
                if day == self.day:
                    name = "reverse"
                dot = "·" if self._busy(day) else " "
                parts += [(f"{day.day:>2}", name), (f"{dot} ", "muted")]
            parts.append(("  ", "text"))
        there = self._busy(self.day)
        if y == 0 and there:
            parts.append(("That day", "muted"))
        elif y == 0 and self._any_busy:
            parts.append(("· work is due", "muted"))
        elif there and 1 <= y <= len(there):
            parts.append((cut(there[y - 1], width - left), "text"))
        return self.strip(parts, width)


class DateSheet(Sheet[DateAnswer | None]):
    """Typing replaces the old date; arrows move the day; Enter saves."""

    AUTO_FOCUS = "#date-input"
    BINDINGS = [
        ("up", "shift(-7)", ""),
        ("down", "shift(7)", ""),
        ("pageup", "shift(-28)", ""),
        ("pagedown", "shift(28)", ""),
    ]

    def __init__(self, ask: DateAsk) -> None:
        super().__init__(ask.title, ask.subject)
        self._ask = ask
        busy = ask.busy or {}
        self._calendar = Calendar(ask.anchor.today, lambda day: busy.get(day, ()), bool(busy))
        self._day: date | None = ask.value
        self._bad = False
        self.key = ask.key
        self._texts = self._before | dict(ask.typed or {})

    def inside(self) -> ComposeResult:
        """The line, the calendar, the old date, the reason."""
        with Horizontal(id="date-row"):
            yield TextLines(id="date-sign")
            yield Input(self._texts["day"], id="date-input", compact=True, select_on_focus=True)
            yield TextLines(id="date-read")
        yield TextLines(id="date-gap")
        yield self._calendar
        yield TextLines(2 if self._ask.refused else 1, id="date-was")
        if self._ask.ask_why:
            with Horizontal(id="why-row"):
                yield TextLines(id="why-sign")
                yield Input(
                    self._texts["why"],
                    id="why-input",
                    compact=True,
                    placeholder="in one line; Enter skips",
                )

    def on_mount(self) -> None:
        """The present date."""
        self.query_one("#date-sign", TextLines).show([([("› ", "accent")], [])])
        if self._ask.ask_why:
            self.query_one("#why-sign", TextLines).show([([("why", "muted")], [])])
        self.call_after_refresh(self._show_last)
        self._calendar.show(self._day or self._ask.anchor.today)
        self._take(self._texts["day"])

    def _show_last(self) -> None:
        """The date as it was, or why the new one was not saved."""
        last = self.query_one("#date-was", TextLines)
        if self._ask.refused:
            self.query_one("#sheet").add_class("-refused")
            lines = wrapped(self._ask.refused, self.head.size.width - 1)[:2]
            last.show([([(line, "late")], []) for line in lines])
        else:
            was = f"was    {self._ask.was}" if self._ask.was else ""
            last.show([([(was, "muted")], [])])

    def hints(self) -> list[tuple[str, str]]:
        """Enter, arrows, Tab, Esc."""
        enter = "save" if not self._ask.ask_why or self._day == self._ask.value else "then why"
        if isinstance(self.focused, Input) and self.focused.id == "why-input":
            enter = "save"
        more = [("PgDn", "4 weeks")] if self.room >= 60 else []
        return [("Enter", enter), ("Up Down", "a week"), *more, ("Esc", "leave as it was")]

    def _show_read(self) -> None:
        said: list[Part]
        if self._bad:
            brief = ": fri, +3d, 20 nov" if is_low(self.app) else ""  # the forms have no line there
            typed = self.query_one("#date-input", Input).value
            why = why_no_date(typed, self._ask.anchor) or f"not a date{brief}"
            said = [(why if typed.strip() else "needs a date", "late")]
            self.query_one("#date-gap", TextLines).show([([("  " + DATE_FORMS, "muted")], [])])
        else:
            self.query_one("#date-gap", TextLines).show([])
            if self._day is None:
                said = [("no date", "muted")]
            else:
                anchor = self._ask.anchor
                day = f"day {day_number(anchor.start, self._day)}, " if anchor.start else ""
                words = f"   {day}{in_words(self._day, anchor.today)}"
                full = full_date(self._day)
                if len(full) + len(words) > self.room - 24:  # the year goes before what it means
                    full = full.rpartition(" ")[0]
                said = [(full, "bold"), (words, "muted")]
        self.query_one("#date-read", TextLines).show([([], said)])
        self.paint_keys()

    def on_descendant_focus(self) -> None:
        """Enter means something else in the other line."""
        self.paint_keys()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Read while typing."""
        event.stop()
        if event.input.id != "date-input":
            return
        self._take(event.value)

    def _take(self, typed: str) -> None:
        text = typed.strip()
        found = read_date(text, self._ask.anchor) if text else None
        self._bad = (bool(text) and found is None) or (not text and not self._ask.clearable)
        if not self._bad:
            self._day = found
        if found is not None:
            self._calendar.show(found)
        self._show_read()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Save, unless the date was not understood."""
        event.stop()
        if self._bad:
            return
        why = self.query_one("#why-input", Input) if self._ask.ask_why else None
        if why is not None and event.input is not why and self._day != self._ask.value:
            why.focus()
            return
        self._read_texts()
        self.dismiss(DateAnswer(self._day, why.value if why else ""))

    @property
    def typed_day(self) -> str:
        """The date that was typed; as it stands in the line where it was not understood."""
        return self._texts["day"]

    @property
    def _before(self) -> dict[str, str]:
        return {"day": _typed(self._ask.value) if self._ask.value else "", "why": ""}

    def _read_texts(self) -> None:
        text = self.query_one("#date-input", Input).value
        understood = self._day is not None and text.strip() and not self._bad
        self._texts["day"] = _typed(self._day) if understood and self._day else text  # +9d moves on
        if self._ask.ask_why:
            self._texts["why"] = self.query_one("#why-input", Input).value

    def keep_typed(self) -> str:
        """Keep what was typed for the next time; what was kept, in words."""
        self._read_texts()
        return self.keep_in(self.app.state.forms)  # type: ignore[attr-defined]  # our own app

    def keep_in(self, forms: Kept) -> str:
        """Keep there what was typed until the sheet was left; what was kept, in words."""
        return keep(forms, self.key, self._before, self._texts, f"{self._heading}, {self._subject}")

    def action_shift(self, days: int) -> None:
        """Another day by the arrows."""
        day = (self._day or self._ask.anchor.today) + timedelta(days=days)
        if not can_be_kept(day):
            return
        box = self.query_one("#date-input", Input)
        box.value = _typed(day)
        box.cursor_position = len(box.value)


def _typed(day: date) -> str:
    """A date as it stands in the input: `20 Nov 2026`."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
