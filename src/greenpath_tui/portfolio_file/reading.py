"""Reading a portfolio file: text in, a checked Portfolio out, or one line for each wrong place."""

import re
import tomllib
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from greenpath_tui.domain.text import clean_line
from greenpath_tui.errors import FileRefused
from greenpath_tui.portfolio_file.schema import Portfolio

MOST_BYTES = 50_000_000
# A file of 10,000 accounts and 90,000 tasks has 110,000 tables and takes 0.9 GB to import.
_MOST = {"tables": 200_000, "lists": 1_000_000, "values": 1_500_000}
_TABLE = re.compile(r"^[ \t]*\[", re.MULTILINE)
_DATE = re.compile(r"\b\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d)\b")
_DEEP_KEY = re.compile(r"^\s*\[{0,2}\s*[\w-]+(?:\s*\.\s*[\w-]+){20,}\s*[\]=]", re.MULTILINE)


def read_bytes(path: Path) -> bytes:
    """The bytes of a file; FileRefused with a sentence when they cannot be had."""
    try:
        if not path.exists():
            raise FileRefused(f"There is no file {path}.")
        if not path.is_file():
            raise FileRefused(f"{path} is not a file.")
        if path.stat().st_size > MOST_BYTES:
            raise FileRefused(f"{path} is larger than {MOST_BYTES // 1_000_000} MB.")
        return path.read_bytes()
    except OSError as error:
        raise FileRefused(f"{path} cannot be read: {error.strerror}.") from error


def read(data: bytes, name: str) -> Portfolio:
    """A checked Portfolio. FileRefused carries the path to every wrong value."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileRefused(f"{name} is not UTF-8 text (byte {error.start}).") from error
    found = {
        "tables": sum(1 for _ in _TABLE.finditer(text)),
        "lists": text.count("["),
        "values": text.count("="),
    }
    for what, most in _MOST.items():
        if found[what] > most:
            raise FileRefused(f"{name} has more than {most:,} {what}: import it in parts.")
    if _DEEP_KEY.search(text):
        raise FileRefused(f"{name} has a key of more than 20 parts.")
    try:
        raw = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise FileRefused(f"{name} is not TOML: {clean_line(str(error))}.") from error
    except (RecursionError, ValueError, ArithmeticError) as error:
        raise FileRefused(f"{name} holds something too large or too deep to read.") from error
    try:
        return Portfolio.model_validate(raw)
    except ValidationError as error:
        problems = tuple(_problem(item) for item in error.errors(include_url=False))
        raise refusal(name, problems) from error


def refusal(name: str, problems: tuple[str, ...]) -> FileRefused:
    """The error for a file with wrong values: nothing of it was taken."""
    count = "1 value is wrong" if len(problems) == 1 else f"{len(problems)} values are wrong"
    return FileRefused(f"{name}: {count}; nothing was changed.", problems)


def place(parts: Iterable[str | int]) -> str:
    """`accounts[3].plans[0].tasks[2].due`."""
    out = ""
    for part in parts:
        if isinstance(part, int):
            out += f"[{part}]"
            continue
        word = part if len(part) <= 40 else part[:39] + "…"
        out += f".{word}" if out else word
    return out


def shown(value: Any) -> str:
    """A wrong value as an error message quotes it."""
    text = clean_line(str(value))
    text = text if len(text) <= 40 else text[:39] + "…"
    return f'"{text}"' if isinstance(value, str) else text


def _problem(item: Any) -> str:
    where, kind, value = place(item["loc"]), item["type"], item["input"]
    if kind == "extra_forbidden":
        return f"{where}: unknown key"
    if kind == "missing":
        return f"{where}: missing"
    if isinstance(value, (dict, list)):
        return f"{where}: {_wanted(item)}"
    return f"{where}: {_wanted(item)}: {shown(value)}"


def _wanted(item: Any) -> str:
    kind, context = item["type"], item.get("ctx", {})
    match kind:
        case "value_error":
            return str(context["error"])
        case "enum":
            return f"not one of {str(context['expected']).replace(' or ', ', ')}"
        case "string_type":
            return "not a text"
        case "int_type" | "int_from_float":
            return "not a whole number"
        case "bool_type":
            return "not true or false"
        case "list_type" | "tuple_type":
            return "not a list"
        case "model_type" | "model_attributes_type":
            return "not a table"
        case "greater_than_equal":
            return f"less than {context['ge']}"
        case "less_than_equal":
            return f"more than {context['le']}"
    return str(item["msg"])


def move_days(portfolio: Portfolio, days: int) -> Portfolio:
    """The same portfolio with every date moved by the same number of days.

    The dates in the copies of what was agreed move too.
    """
    step = timedelta(days=days)

    def later(found: re.Match[str]) -> str:
        return (date.fromisoformat(found[0]) + step).isoformat()

    def moved(model: BaseModel) -> None:
        for name in model.model_fields_set:
            value = getattr(model, name)
            if isinstance(value, date):
                setattr(model, name, value + step)
            elif name == "full_text":
                setattr(model, name, _DATE.sub(later, value))
            elif isinstance(value, BaseModel):
                moved(value)
            elif isinstance(value, list):
                for item in value:
                    moved(item)

    copied = portfolio.model_copy(deep=True)
    moved(copied)
    return copied
