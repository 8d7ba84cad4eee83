"""The fields of a form as data: what each takes, how it is shown, how what was typed is read."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from greenpath_tui.domain.days import (
    DATE_FORMS,
    PAST_FORMS,
    Anchor,
    read_date,
    read_past_date,
    why_no_date,
)
from greenpath_tui.domain.figures import figure, read_figure, read_whole
from greenpath_tui.domain.money import currency_of, money, read_money
from greenpath_tui.domain.people import Named, find_people, handles


@dataclass(frozen=True, slots=True)
class Field:
    """One field: what it is called, what it takes, what it holds now.

    Kinds: text, block, date, past (a day gone by), number, figure, money, choice, yes, tags, person
    (any name; those of `choices` are understood by a part).
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
        offered = self.choices[:3] if self.kind == "person" else self.choices
        return self.hint or ", ".join(offered) or told.get(self.kind, "")


def shown(field: Field) -> str:
    """What a field holds, as it is typed."""
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


def short_problem(field: Field) -> str:
    """Why what was typed into a field cannot be read, in few words."""
    return {
        "date": "not a date",
        "past": "not today or before",
        "number": "not a whole number",
        "figure": "not a number",
        "money": "not an amount",
        "choice": "not one of these",
        "yes": "yes or no",
    }.get(field.kind, "")


def people_meant(field: Field, text: str) -> list[str]:
    """Who of a field's people may be meant."""
    people = [Named(name, name) for name in field.choices]
    return [p.name for p in find_people(text, people, handles((n, n) for n in field.choices))]


def read_field(field: Field, text: str, anchor: Anchor) -> tuple[Any, str]:
    """(value, problem) of what was typed into a field."""
    text = text if field.kind == "block" else text.strip()
    label = field.label
    if not text.strip():
        if field.required:
            return None, f"{label}: fill this in."
        empty: dict[str, Any] = {"text": "", "block": "", "person": "", "tags": (), "yes": False}
        return empty.get(field.kind), ""
    match field.kind:
        case "date":
            day = read_date(text, anchor)
            why = why_no_date(text, anchor)
            problem = f"{label}: {why}." if why else f"{label}: not a date. Dates: {DATE_FORMS}"
            return day, "" if day else problem
        case "past":
            day = read_past_date(text, anchor)
            gone = day is not None and day <= anchor.today
            return day, "" if gone else f"{label}: not today or before. Days: {PAST_FORMS}"
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
        case "person":
            meant = people_meant(field, text)
            return meant[0] if len(meant) == 1 else text, ""
        case "yes":
            if text.casefold() in ("yes", "y", "no", "n"):
                return text.casefold().startswith("y"), ""
            return None, f"{label}: yes or no."
        case "tags":
            return tuple(t.strip().lstrip("#").casefold() for t in text.split(",") if t.strip()), ""
    return text, ""
