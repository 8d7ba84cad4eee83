"""A form described as data: labelled fields one under another, checked when it is saved."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.events import Key
from textual.widgets import Input, TextArea

from greenpath_tui.domain.criteria import figure
from greenpath_tui.domain.days import (
    DATE_FORMS,
    PAST_FORMS,
    Anchor,
    full_date,
    read_date,
    read_past_date,
)
from greenpath_tui.domain.money import currency_of, money, read_money
from greenpath_tui.domain.quickadd import read_figure, read_whole
from greenpath_tui.ui.ink import Part, cells, wrapped
from greenpath_tui.ui.modals.base import Sheet, is_low
from greenpath_tui.ui.widgets.lines import TextLines


@dataclass(frozen=True, slots=True)
class Field:
    """One field: what it is called, what it takes, what it holds now.

    Kinds: text, block, date, past (a day gone by), number, figure, money, choice, yes.
    """

    name: str
    label: str
    kind: str = "text"
    value: Any = None
    choices: tuple[str, ...] = ()
    hint: str = ""
    required: bool = False

    @property
    def help(self) -> str:
        """What it takes, said while it has the keys."""
        told = {
            "date": DATE_FORMS,
            "past": PAST_FORMS,
            "money": "420k  2.5M  96000",
            "tags": "parted by commas",
        }
        return self.hint or ", ".join(self.choices) or told.get(self.kind, "")


class _Fields(VerticalScroll, can_focus=False):
    """The rows of a form; they call `laid_out` when they have another size."""

    def __init__(self, laid_out: Callable[[], None]) -> None:
        super().__init__(id="form")
        self._laid_out = laid_out

    def on_resize(self) -> None:
        """The form looks again."""
        self.call_after_refresh(self._laid_out)

    def watch_virtual_size(self) -> None:
        """What is in it has another size."""
        self.call_after_refresh(self._laid_out)


class FormSheet(Sheet[dict[str, Any] | None]):
    """Returns only the fields that were changed. Esc asks before it throws typed text away."""

    BINDINGS = [("ctrl+s", "save", "save"), ("enter", "save", "save")]
    AUTO_FOCUS = ""

    def __init__(
        self,
        title: str,
        fields: Sequence[Field],
        anchor: Anchor,
        subject: str = "",
        verb: str = "save",
        check: Callable[[dict[str, Any]], str] | None = None,
        always: bool = False,
        first: str = "",
        key: str = "",
        note: str = "",
    ) -> None:
        super().__init__(title, subject)
        self._note = note  # what saving means, where a field has nothing to say of itself
        self.key = key  # under which what was typed is kept, by ids; empty: it is not kept
        self.fields = list(fields)
        self._anchor = anchor
        self._verb = verb
        self._check = check
        self._always = always  # give back every field, also with none changed
        self._first = first or (fields[0].name if fields else "")  # the field it starts in
        self.asked = False  # it was said that the form is not saved
        self._error = ""
        self._most = 0  # rows the fields may take
        self._kept: dict[str, str] = {}  # what was typed, by field
        self._told: dict[str, str] = {}  # what each field said last

    def again(self, error: str) -> "FormSheet":
        """The same form with what was typed in it, and why it was not saved."""
        return self.resumed(self._kept, error)

    def resumed(self, kept: dict[str, str], note: str = "") -> "FormSheet":
        """The same form with texts already typed into some fields, from the first of them, and a note."""
        new = FormSheet(
            self._heading,
            self.fields,
            self._anchor,
            self._subject,
            self._verb,
            self._check,
            self._always,
            next(iter(kept), self._first),
            self.key,
            self._note,
        )
        new._error, new._kept = note, kept
        return new

    @property
    def shown(self) -> dict[str, str]:
        """Every field as text, as it was before anybody typed."""
        return {field.name: _shown(field) for field in self.fields}

    @property
    def texts(self) -> dict[str, str]:
        """Every field as text, with what was typed."""
        return self.shown | self._kept

    @property
    def changes(self) -> dict[str, str]:
        """The fields that were changed, as typed."""
        before = self.shown
        return {name: text for name, text in self.texts.items() if text != before[name]}

    def read(self, texts: dict[str, str]) -> tuple[dict[str, Any], str]:
        """(values, problem) of texts for some of the fields."""
        out: dict[str, Any] = {}
        for field in self.fields:
            if field.name in texts:
                out[field.name], problem = read_field(field, texts[field.name], self._anchor)
                if problem:
                    return {}, problem
        return out, ""

    def inside(self) -> ComposeResult:
        """A row for each field."""
        self._told = dict(self.texts)
        with _Fields(self._laid_out):
            for field in self.fields:
                with Horizontal(classes="field -block" if field.kind == "block" else "field"):
                    yield TextLines(1, id=f"label-{field.name}")
                    if field.kind == "block":
                        area = TextArea(
                            self._kept.get(field.name, str(field.value or "")), id=f"field-{field.name}", compact=True,
                            tab_behavior="focus", highlight_cursor_line=False,
                        )  # fmt: skip
                        yield area
                    else:
                        yield Input(
                            self._kept.get(field.name, _shown(field)), id=f"field-{field.name}", compact=True,
                            select_on_focus=field.kind not in ("text", "tags"),
                        )  # fmt: skip
                        if field.kind not in ("text", "tags"):
                            yield TextLines(1, id=f"read-{field.name}", classes="read")
        yield TextLines(id="form-foot")

    def on_mount(self) -> None:
        """Labels, and the first field."""
        for field in self.fields:
            label = self.query_one(f"#label-{field.name}", TextLines)
            label.styles.width = 17
            label.show([([(field.label, "muted")], [])])
        for text in self.query(TextArea):
            text.move_cursor(text.document.end)
        self._fit()
        form = self.query_one("#form")
        self.watch(form, "scroll_y", self._paint_foot, init=False)
        if self._first:
            self.query_one(f"#field-{self._first}").focus()

    def _fit(self) -> None:
        """Title, last line and keys stay in sight; the fields scroll."""
        low = is_low(self.app)
        blocks = sum(1 for f in self.fields if f.kind == "block")
        for area in self.query(".-block"):
            area.styles.height = 3 if low or blocks > 1 else 6
        self.call_after_refresh(self._paint_foot)

    def on_resize(self) -> None:
        """Fit again."""
        self._fit()

    def hints(self) -> list[tuple[str, str]]:
        """Enter (in a long text ^s), Tab, Esc."""
        if isinstance(self.focused, TextArea):  # there Enter begins a new line
            return [("^s", self._verb), ("Tab", "next field"), ("Esc", f"{self._verb} or leave")]
        if self.focused is None and self.fields:  # a first Esc let go of the field
            return [("Enter", self._verb), ("Tab", "go on"), ("Esc", "leave")]
        return [("Enter", self._verb), ("Tab", "next field"), ("Esc", "close")]

    def on_descendant_focus(self) -> None:
        """Enter means something else in a long text, and every field takes something else."""
        self.paint_keys()
        self._paint_foot()

    def _typed(self, field: Field) -> str:
        widget = self.query_one(f"#field-{field.name}")
        if isinstance(widget, TextArea):
            return widget.text
        assert isinstance(widget, Input)
        return widget.value

    def _fail(self, text: str) -> None:
        self._error = text
        self._paint_foot()

    def _paint_foot(self) -> None:
        """What is wrong, else what the field takes; at the right, how many fields are below."""
        form = self.query_one("#form")
        last = form.scroll_offset.y + form.size.height
        below = sum(1 for row in self.query(".field") if row.virtual_region.bottom > last)
        end: list[Part] = [(f"{below} more below", "dim")] if below and form.size.height else []
        named = (self.focused.id or "") if self.focused is not None else ""
        helps = {f"field-{field.name}": field.help for field in self.fields}
        said: list[tuple[list[Part], list[Part]]] = [
            ([(helps.get(named) or self._note, "muted")], end)
        ]
        if self._error:
            width = self.room - cells(end) - 3
            said = [([(line, "late")], []) for line in wrapped(self._error, width)[:3]]
            said[0] = (said[0][0], end)
        foot = self.query_one("#form-foot", TextLines)
        foot.styles.height = len(said)
        foot.show(said)
        frame = (4 if is_low(self.app) else 7) + len(said) + self.keys.rows
        most = max(3, self.app.size.height - frame)
        if most != self._most:
            self._most = form.styles.max_height = most
            self.call_after_refresh(self._paint_foot)  # as many are below as it has room now

    def _laid_out(self) -> None:
        """The focused field is among those that are seen, and those below are counted."""
        if self.focused is not None:
            self.focused.scroll_visible(animate=False)
        self._paint_foot()

    def _took(self, name: str, text: str) -> None:
        """A field tells its text; it does so when it is made, too, and that takes nothing back."""
        known, self._told[name] = self._told[name], text
        if text != known:
            self.asked = False
            self._fail("")

    def on_input_changed(self, event: Input.Changed) -> None:
        """Say what a date or choice was understood to be."""
        event.stop()
        name = (event.input.id or "").removeprefix("field-")
        self._took(name, event.value)
        field = next(f for f in self.fields if f.name == name)
        said = ""
        ink = "muted"
        if event.value.strip():
            value, problem = read_field(field, event.value, self._anchor)
            if problem:
                said, ink = _short_problem(field), "late"
            elif isinstance(value, date):
                said = full_date(value)
            elif field.kind == "choice" and value != event.value:
                said = str(value)
        for read in self.query(f"#read-{name}").results(TextLines):
            read.show([([("  " + said, ink)], [])])

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Typing takes back a first Esc, and what was wrong."""
        self._took((event.text_area.id or "").removeprefix("field-"), event.text_area.text)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter saves from any one-line field."""
        event.stop()
        self.action_save()

    def values(self) -> tuple[dict[str, Any], str]:
        """(changed fields, problem)."""
        out: dict[str, Any] = {}
        for field in self.fields:
            text = self._typed(field)
            if text == _shown(field) and not self._always and not field.required:
                continue
            value, problem = read_field(field, text, self._anchor)
            if problem:
                self.query_one(f"#field-{field.name}").focus()
                return {}, problem
            if self._always or text != _shown(field):
                out[field.name] = value
        return out, ""

    def action_save(self) -> None:
        """Check every field, then give the changed ones back."""
        values, problem = self.values()
        if not problem and self._check is not None:
            problem = self._check(values)
        if problem:
            self._fail(problem)
            return
        self._kept = {field.name: self._typed(field) for field in self.fields}
        self.dismiss(values)

    @property
    def changed(self) -> bool:
        """True while something is typed that was not saved."""
        return any(self._typed(f) != _shown(f) for f in self.fields)

    def keep_typed(self) -> str:
        """Keep what was typed for the next time this form opens; what was kept, in words."""
        before = self.shown
        now = {field.name: self._typed(field) for field in self.fields}
        typed = {name: [before[name], text] for name, text in now.items() if text != before[name]}
        if not typed or not self.key:
            return ""
        self.app.state.forms[self.key] = typed  # type: ignore[attr-defined]  # our own app
        return f"{self._heading}, {self._subject}" if self._subject else self._heading

    def kept(self, forms: dict[str, dict[str, list[str]]]) -> "FormSheet":
        """This form, with what was typed into it before; that is forgotten then."""
        typed = forms.pop(self.key, None)
        if typed is None:
            return self
        before = self.shown
        texts = {name: text for name, (_, text) in typed.items() if name in before}
        others = [
            f.label for f in self.fields if f.name in texts and typed[f.name][0] != before[f.name]
        ]
        if others:
            note = f"You had typed this before {others[0]} was changed. Esc leaves it."
        else:
            note = "What you had typed is here again. Esc leaves it."
        return self.resumed(texts, note)

    def action_close(self) -> None:
        """A changed form asks once: the fields let go of the keys, so that Enter saves."""
        if self.changed and not self.asked:
            self.asked = True
            self.set_focus(None)
            self.paint_keys()
            self._fail(f"Not saved: Enter {self._verb}s, Esc leaves, Tab goes on.")
            return
        self.dismiss(None)

    def on_key(self, event: Key) -> None:
        """Arrows go from field to field where the field does not use them."""
        focused = self.focused
        if isinstance(focused, Input) and event.key in ("up", "down"):
            event.stop()
            event.prevent_default()
            self.focus_next() if event.key == "down" else self.focus_previous()


def _shown(field: Field) -> str:
    value = field.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return figure(value)
    if field.kind == "money":
        units, cents = divmod(int(value), 100)
        return f"{units}.{cents:02}" if cents else str(units)
    if isinstance(value, tuple):
        return ", ".join(value)
    return str(value)


def _short_problem(field: Field) -> str:
    return {
        "date": "not a date",
        "past": "not a day gone by",
        "number": "not a whole number",
        "figure": "not a number",
        "money": "not an amount",
        "choice": "not one of these",
        "yes": "yes or no",
    }.get(field.kind, "")


def read_field(field: Field, text: str, anchor: Anchor) -> tuple[Any, str]:
    """(value, problem) of what was typed into a field."""
    text = text if field.kind == "block" else text.strip()
    label = field.label
    if not text.strip():
        if field.required:
            return None, f"{label} is needed."
        empty: dict[str, Any] = {"text": "", "block": "", "tags": (), "yes": False}
        return empty.get(field.kind), ""
    match field.kind:
        case "date":
            day = read_date(text, anchor)
            return day, "" if day else f"{label}: not a date. Dates: {DATE_FORMS}"
        case "past":
            day = read_past_date(text, anchor)
            gone = day is not None and day <= anchor.today
            return day, "" if gone else f"{label}: not a day gone by. Days: {PAST_FORMS}"
        case "number":
            whole = read_whole(text)
            return whole, "" if whole is not None else f"{label}: not a whole number."
        case "figure":
            number = read_figure(text.removesuffix("%"))
            return number, "" if number is not None else f"{label}: not a number."
        case "money":
            if currency_of(text):
                return None, f"{label}: the amount alone (420k); its currency is the account's."
            amount = read_money(text)
            problem = f"{label}: not an amount ({money(42_000_000)}, 2.5M, 96000)."
            return amount, "" if amount is not None else problem
        case "choice":
            found = [c for c in field.choices if c.casefold().startswith(text.casefold())]
            exact = [c for c in field.choices if c.casefold() == text.casefold()]
            if exact or len(found) == 1:
                return (exact or found)[0], ""
            return None, f"{label}: one of {', '.join(field.choices)}."
        case "yes":
            if text.casefold() in ("yes", "y", "no", "n"):
                return text.casefold().startswith("y"), ""
            return None, f"{label}: yes or no."
        case "tags":
            return tuple(t.strip().lstrip("#").casefold() for t in text.split(",") if t.strip()), ""
    return text, ""
