"""The filter line: tokens and plain text (PRODUCT rule "Filter tokens").

The same token twice means and, a comma means or, an unknown token is an error.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from greenpath_tui.domain.days import Anchor, read_date
from greenpath_tui.domain.model import Status, TaskStatus
from greenpath_tui.domain.money import read_money
from greenpath_tui.domain.text import WORD, fold

_PART = re.compile(r'(?:[^,"]|"[^"]*"?)+')  # of a list; a quoted part keeps its commas
_COMPARE = re.compile(r"(<=|>=|<|>|)(.+)")

Test = Callable[[Any], bool]


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter that was read: its tests, or what is wrong with it."""

    text: str
    tests: tuple[Test, ...] = ()
    error: str = ""

    def __call__(self, row: Any) -> bool:
        """True where the row passes every test."""
        return all(test(row) for test in self.tests)


def account_filter(text: str, today: date) -> Filter:
    """A filter over accounts; with an error it has the tests that could be read."""

    def token(key: str, values: list[str]) -> Test | str:
        match key:
            case "status":
                return _choice("status", values, [s.value for s in Status])
            case "owner" | "csm":
                return lambda r: any(is_person(v, r.csm, r.csm_name) for v in values)
            case "tier":
                if bad := [v for v in values if v not in ("1", "2", "3")]:
                    return f"tier:{bad[0]} is not a tier: 1, 2 or 3."
                return lambda r: str(r.tier) in values
            case "stage":
                values = [v.replace(" ", "-") for v in values]
                known = ("no-plan", "draft", "1", "2", "3", "paused", "watch", "closed")
                if bad := [v for v in values if v not in known]:
                    return f"stage:{bad[0]} is not a stage: {', '.join(known)}."
                return lambda r: r.stage in values
            case "seg" | "segment":
                return lambda r: any(v in r.segment.casefold() for v in values)
            case "renews":
                return _any_day("renews", values, today, lambda r: r.renewal)
            case "due":
                return _any_day("due", values, today, lambda r: r.update_due)
            case "arr":
                return _any_amount(values)
            case "is":
                flags: dict[str, Test] = {
                    "overdue": lambda r: (
                        r.late > 0 or (r.update_due is not None and r.update_due < today)
                    ),
                    "blocked": lambda r: r.blocked > 0,
                    "help": lambda r: r.help > 0,
                    "mine": lambda r: r.mine,
                    "changed": lambda r: (
                        r.changed_on is not None and (today - r.changed_on).days <= 7
                    ),
                }
                return _flags(values, flags)
        return f"{key}: is not a token. Tokens: status owner tier stage renews arr due is #tag"

    return _read(text, token, lambda r: fold(r.name), lambda r: r.tags)


def task_filter(text: str, today: date) -> Filter:
    """A filter over the tasks of a board or a list."""

    def token(key: str, values: list[str]) -> Test | str:
        match key:
            case "owner":
                return lambda r: any(is_person(v, r.owner, r.owner_name) for v in values)
            case "status":
                return _choice("status", values, [s.value for s in TaskStatus])
            case "kind":
                return _choice("kind", values, ["action", "milestone", "commitment"])
            case "due":
                return _any_day("due", values, today, lambda r: r.due)
            case "is":
                flags: dict[str, Test] = {
                    "overdue": lambda r: r.open and r.due is not None and r.due < today,
                    "blocked": lambda r: r.open and r.status is TaskStatus.BLOCKED,
                    "help": lambda r: r.help_open,
                    "mine": lambda r: r.mine,
                    "open": lambda r: r.open,
                    "done": lambda r: r.status is TaskStatus.DONE,
                    "outside": lambda r: r.outside,
                    "orphan": lambda r: r.open and not r.criterion,
                    "incomplete": lambda r: r.open and (not r.owner or r.due is None),
                    "changed": lambda r: (
                        r.changed_on is not None and (today - r.changed_on).days <= 7
                    ),
                }
                return _flags(values, flags)
        return f"{key}: is not a token. Tokens: owner due status kind is #tag"

    def words(row: Any) -> str:
        return fold(f"{row.title} {row.owner} {row.owner_name}")

    return _read(text, token, words, lambda r: r.tags)


def _read(
    text: str,
    token: Callable[[str, list[str]], Test | str],
    words_of: Callable[[Any], str],
    tags_of: Callable[[Any], tuple[str, ...]],
) -> Filter:
    tests: list[Test] = []
    error = ""
    for match in WORD.finditer(text):
        word = match.group()
        key, colon, value = word.partition(":")
        if word.startswith("#") and len(word) > 1:
            tests.append(_tag(word[1:].replace('"', "").casefold(), tags_of))
        elif colon and key.isalpha():
            parts = _PART.findall(value)
            values = [v.replace('"', "").strip().casefold() for v in parts]
            values = [v for v in values if v]
            if not values:  # still being typed
                continue
            made = token(key.casefold(), values)
            if isinstance(made, str):
                error = error or made
            else:
                tests.append(made)
        else:
            tests.append(_text(fold(word.replace('"', "")), words_of))
    return Filter(text, tuple(tests), error)


def _tag(tag: str, tags_of: Callable[[Any], tuple[str, ...]]) -> Test:
    wanted = {part.lstrip("#") for part in tag.split(",")}
    return lambda row: any(t.casefold() in wanted for t in tags_of(row))


def _text(wanted: str, words_of: Callable[[Any], str]) -> Test:
    return lambda row: wanted in words_of(row)


def _choice(name: str, values: list[str], known: list[str]) -> Test | str:
    chosen: set[str] = set()
    for value in values:
        found = [k for k in known if k.startswith(value)]
        if not found:
            return f"{name}:{value} is not one of {', '.join(known)}."
        chosen.update(found[:1])
    return lambda row: getattr(row, name) in chosen


_SAME = {"late": "overdue"}  # as the screens say it


def _flags(values: list[str], flags: dict[str, Test]) -> Test | str:
    tests: list[Test] = []
    for value in values:
        found = [k for k in flags if k.startswith(_SAME.get(value, value))]
        if not found:
            return f"is:{value} is not one of {', '.join(flags)}."
        tests.append(flags[found[0]])
    return lambda row: any(test(row) for test in tests)


def is_person(wanted: str, handle: str, name: str) -> bool:
    """True when a folded text means this person: her short name, or the begin of a word of hers.

    `_` may stand for a blank, as in `@Jo_Park`.
    """
    if wanted in ("none", "nobody"):
        return not handle
    folded = fold(name)
    begins = (wanted, wanted.replace("_", " "))
    return any(word.startswith(begins) for word in (handle, folded, *folded.split()))


def _any_day(
    name: str, values: list[str], today: date, day_of: Callable[[Any], date | None]
) -> Test | str:
    tests: list[Callable[[date], bool]] = []
    for value in values:
        match = _COMPARE.fullmatch(value)
        figure = match[2] if match else value
        shift = re.fullmatch(r"\d+[dwm]?", figure)
        day = read_date(f"+{figure}" if shift else figure, Anchor(today))
        if match is None or day is None:
            return f"{name}:{value} is not a day: {name}:<180d, {name}:fri, {name}:>=2026-12-01."
        tests.append(_compare(match[1], day))

    def passes(row: Any) -> bool:
        found = day_of(row)
        return found is not None and any(test(found) for test in tests)

    return passes


def _any_amount(values: list[str]) -> Test | str:
    tests: list[Callable[[int], bool]] = []
    for value in values:
        match = _COMPARE.fullmatch(value)
        amount = read_money(match[2]) if match else None
        if match is None or amount is None:
            return f"arr:{value} is not an amount: arr:>100k, arr:<=2M."
        tests.append(_compare(match[1], amount))
    return lambda row: row.arr is not None and any(test(row.arr) for test in tests)


def _compare(sign: str, limit: Any) -> Callable[[Any], bool]:
    match sign:
        case "<":
            return lambda value: bool(value < limit)
        case "<=":
            return lambda value: bool(value <= limit)
        case ">":
            return lambda value: bool(value > limit)
        case ">=":
            return lambda value: bool(value >= limit)
    return lambda value: bool(value == limit)
