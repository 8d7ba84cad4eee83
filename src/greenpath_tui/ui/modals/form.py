"""A form described as data: labelled fields one under another, checked when it is saved."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.events import Key
from textual.strip import Strip
from textual.widgets import Input, TextArea

from greenpath_tui.domain.days import Anchor, full_date
from greenpath_tui.ui.ink import Drawn, Part, fit, wrapped
from greenpath_tui.ui.modals.base import Kept, Sheet, is_low, keep
from greenpath_tui.ui.modals.fields import Field, people_meant, read_field, short_problem, shown
from greenpath_tui.ui.widgets.lines import TextLines

_LABEL, _READ = 17, 20  # columns before a field and behind it
_WIDE = ("text", "tags")  # kinds that say nothing behind their field

_BRIEF = 40  # cells of a line of a long text, where the sheet is narrowest


class _Fields(VerticalScroll, Drawn, can_focus=False):
    """The fields under one another. It draws what stands before and behind them itself.

    With a widget for each of these a form would be slow to open. Where a field stands follows from
    the heights of those above it, so that the first frame is the last one.
    """

    def __init__(self, fields: Sequence[Field], texts: Mapping[str, str], anchor: Anchor) -> None:
        super().__init__(id="form")
        self._fields = fields
        self._anchor = anchor
        self._block = 1  # rows of a long text
        self._said: dict[str, Part] = {}
        self.texts = dict(texts)  # what each field said last
        for field in fields:
            self._understand(field)

    def compose(self) -> ComposeResult:
        """A widget a field."""
        for field in self._fields:
            name, text = f"field-{field.name}", self.texts[field.name]
            if field.kind == "block":
                yield TextArea(
                    text, id=name, compact=True, tab_behavior="focus", highlight_cursor_line=False
                )
                continue
            wide = field.kind in _WIDE
            told = field.hint if field.kind == "number" else ""  # the scale, before it is asked
            box = Input(text, placeholder=told, id=name, compact=True, select_on_focus=not wide)
            box.styles.margin = (0, 0 if wide else _READ, 0, _LABEL)
            yield box

    def on_mount(self) -> None:
        """A text too long to be seen whole is read from its beginning; others are gone on with."""
        for area in self.query(TextArea):
            area.styles.margin = (0, 0, 0, _LABEL)
            field = next(f for f in self._fields if area.id == f"field-{f.name}")
            if area.text != shown(field) or len(wrapped(area.text, _BRIEF)) <= self._block:
                area.move_cursor(area.document.end)

    def fit(self, low: bool, most: int) -> None:
        """Take so many rows at most; where there are few, long texts take few."""
        blocks = sum(1 for field in self._fields if field.kind == "block")
        self._block = 3 if low or blocks > 1 else 6
        for area in self.query(TextArea):
            area.styles.height = self._block
        self.styles.height = min(most, self._bottoms[-1] if self._fields else 0)

    @property
    def _bottoms(self) -> list[int]:
        out = [0]
        for field in self._fields:
            out.append(out[-1] + (self._block if field.kind == "block" else 1))
        return out[1:]

    @property
    def hidden(self) -> str:
        """`2 above, 3 more below`: how many fields are not seen whole."""
        assert self.styles.height is not None
        first = self.scroll_offset.y
        last = first + int(self.styles.height.value)
        above = sum(1 for top in [0, *self._bottoms][:-1] if top < first)
        below = sum(1 for bottom in self._bottoms if bottom > last)
        return ", ".join(
            words
            for words in (above and f"{above} above", below and f"{below} more below")
            if words
        )

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """The labels move along."""
        super().watch_scroll_y(old_value, new_value)
        self.refresh()

    def on_resize(self) -> None:
        """The field that has the keys stays among those that are seen."""
        if (focused := self.screen.focused) is not None:
            self.call_after_refresh(focused.scroll_visible, animate=False)

    def took(self, name: str, text: str) -> bool:
        """Read what a field says now; False where it said so before."""
        if text == self.texts[name]:
            return False
        self.texts[name] = text
        self._understand(next(field for field in self._fields if field.name == name))
        self.refresh()
        return True

    def _understand(self, field: Field) -> None:
        """What a date, a choice or a name is read as."""
        text = self.texts[field.name]
        said, ink = "", "muted"
        if text.strip() and field.kind not in ("block", *_WIDE):
            value, problem = read_field(field, text, self._anchor)
            if problem:
                said, ink = short_problem(field), "late"
            elif isinstance(value, date):
                said = full_date(value)
            elif field.kind in ("choice", "person") and text != shown(field):
                said = _meant(field, text.strip(), str(value))
        self._said[field.name] = (said, ink)

    def render_line(self, y: int) -> Strip:
        """The label of the field in this row, and what was understood."""
        row, width = y + self.scroll_offset.y, self.size.width
        for field, top in zip(self._fields, [0, *self._bottoms], strict=False):
            if top == row:
                said, ink = self._said[field.name]
                gap = " " * (width - _LABEL - _READ + 2)
                return self.strip(
                    [(fit(field.label, _LABEL), "muted"), (gap, "text"), (said, ink)], width
                )
        return self.strip([], width)


def _meant(field: Field, text: str, value: str) -> str:
    """What a choice or a name is taken for; empty where it is taken as it stands."""
    if field.kind == "choice" or value != text:
        return value if value != text else ""
    found = people_meant(field, text)
    return "" if value in found else "which one?" if found else "a new name"


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
        self._always = always  # give back every field, also with none changed
        self._first = first or (fields[0].name if fields else "")  # the field it starts in
        self.asked = False  # it was said that the form is not saved
        self._error = ""
        self._kept: dict[str, str] = {}  # what was typed, by field

    def again(self, error: str, field: str = "") -> "FormSheet":
        """The same form with what was typed in it, and why it was not saved: from that `field`."""
        return self.resumed(self._kept, error, field if field in self.shown else "")

    def resumed(self, kept: dict[str, str], note: str = "", first: str = "") -> "FormSheet":
        """The same form with texts typed already and a note, from the `first` field or of those."""
        new = FormSheet(
            self._heading,
            self.fields,
            self._anchor,
            self._subject,
            self._verb,
            self._always,
            first or next(iter(kept), self._first),
            self.key,
            self._note,
        )
        new._error, new._kept = note, kept
        return new

    @property
    def shown(self) -> dict[str, str]:
        """Every field as text, as it was before anybody typed."""
        return {field.name: shown(field) for field in self.fields}

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
        """The fields, and a line for what they take and what is wrong."""
        yield _Fields(self.fields, self.texts, self._anchor)
        yield TextLines(id="form-foot")

    @property
    def _form(self) -> _Fields:
        return self.query_one(_Fields)

    def on_mount(self) -> None:
        """In the first field."""
        self._paint()
        self.watch(self._form, "scroll_y", self._paint, init=False)
        if self._first:
            self.query_one(f"#field-{self._first}").focus()

    def on_resize(self) -> None:
        """Title, last line and keys stay in sight; the fields scroll."""
        self._paint()

    def hints(self) -> list[tuple[str, str]]:
        """Enter (in a long text ^s), Tab, Esc."""
        kinds = {f"field-{field.name}": field.kind for field in self.fields}
        if kinds.get(self._at) == "block":  # there Enter begins a new line
            return [("^s", self._verb), ("Tab", "next field"), ("Esc", f"{self._verb} or leave")]
        if self.focused is None and self.asked:  # a first Esc let go of the field
            return [("Enter", self._verb), ("Tab", "go on"), ("Esc", "leave")]
        return [("Enter", self._verb), ("Tab", "next field"), ("Esc", "close")]

    @property
    def _at(self) -> str:
        """The id of the field that has the keys, or will have them."""
        if self.focused is not None:
            return self.focused.id or ""
        return "" if self.asked else f"field-{self._first}"

    def on_descendant_focus(self) -> None:
        """Enter means something else in a long text, and every field takes something else."""
        self.paint_keys()
        self._paint()

    def _typed(self, field: Field) -> str:
        widget = self.query_one(f"#field-{field.name}")
        if isinstance(widget, TextArea):
            return widget.text
        assert isinstance(widget, Input)
        return widget.value

    def _fail(self, text: str) -> None:
        self._error = text
        self._paint()

    def _paint(self) -> None:
        """What is wrong, else what the field takes; at the right, how many fields are below."""
        helps = {f"field-{field.name}": field.help for field in self.fields}
        lines, ink = [helps.get(self._at) or self._note], "muted"
        hidden = self._fit(1)
        for _ in range(2):  # more lines leave less room, so that more fields are hidden
            room = self.room - len(hidden) - 3
            if self._error:
                lines, ink = wrapped(self._error, room)[:3], "late"
            else:
                lines = wrapped(helps.get(self._at) or self._note, room)[:3] or [""]
                most = max(len(wrapped(text, room)[:3]) for text in (*helps.values(), self._note))
                lines += [""] * (most - len(lines))  # the sheet stays where it is
            hidden = self._fit(len(lines))
        said: list[tuple[list[Part], list[Part]]] = [([(line, ink)], []) for line in lines]
        said[0] = (said[0][0], [(hidden, "dim")] if hidden else [])
        foot = self.query_one("#form-foot", TextLines)
        foot.styles.height = len(said)
        foot.show(said)

    def _fit(self, foot: int) -> str:
        """The fields get what so many last lines leave; which of them are hidden then."""
        low = is_low(self.app)
        frame = (4 if low else 7) + foot + self.keys.rows
        self._form.fit(low, max(3, self.app.size.height - frame))
        return self._form.hidden

    def _took(self, control: Input | TextArea, text: str) -> None:
        """Typing takes back a first Esc, and what was wrong."""
        if self._form.took((control.id or "").removeprefix("field-"), text):
            self.asked = False
            self._fail("")

    def on_input_changed(self, event: Input.Changed) -> None:
        """A line tells its text; it does so when it is made, too, and that takes nothing back."""
        event.stop()
        self._took(event.input, event.value)

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """So does a long text."""
        self._took(event.text_area, event.text_area.text)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter saves from any one-line field."""
        event.stop()
        self.action_save()

    def values(self) -> tuple[dict[str, Any], str]:
        """(changed fields, problem)."""
        out: dict[str, Any] = {}
        for field in self.fields:
            text = self._typed(field)
            if text == shown(field) and not self._always and not field.required:
                continue
            value, problem = read_field(field, text, self._anchor)
            if problem:
                self.query_one(f"#field-{field.name}").focus()
                return {}, problem
            if self._always or text != shown(field):
                out[field.name] = value
        return out, ""

    def action_save(self) -> None:
        """Check every field, then give the changed ones back."""
        values, problem = self.values()
        if problem:
            self._fail(problem)
            return
        self._take_texts()
        self.dismiss(values)

    @property
    def changed(self) -> bool:
        """True while something is typed that was not saved."""
        return any(self._typed(f) != shown(f) for f in self.fields)

    def keep_typed(self) -> str:
        """Keep what was typed for the next time this form opens; what was kept, in words."""
        self._take_texts()
        return self.keep_in(self.app.state.forms)  # type: ignore[attr-defined]  # our own app

    def _take_texts(self) -> None:
        self._kept = {field.name: self._typed(field) for field in self.fields}

    def keep_in(self, forms: Kept) -> str:
        """Keep there what was typed until the form was left; what was kept, in words."""
        subject = self._subject.partition("  ")[0]  # without what was told beside it
        words = f"{self._heading}, {subject}" if subject else self._heading
        return keep(forms, self.key, self.shown, self.texts, words)

    def kept(self, forms: Kept) -> "FormSheet":
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
