"""One-line entry: tasks, accounts, criteria, measurements and notes (PRODUCT rule "Quick add").

A token that cannot be read stays in the line, marked, and nothing may be saved.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from greenpath_tui.domain.criteria import implied
from greenpath_tui.domain.days import DATE_FORMS, Anchor, read_date, read_past_date, why_no_date
from greenpath_tui.domain.figures import read_figure
from greenpath_tui.domain.model import About, Better, Priority, Source, Status, TaskKind
from greenpath_tui.domain.money import currency_of, read_money
from greenpath_tui.domain.people import Named, find_people
from greenpath_tui.domain.text import WORD

_PRIORITIES = {"low": Priority.LOW, "normal": Priority.NORMAL, "high": Priority.HIGH}
_KINDS = {kind.value: kind for kind in TaskKind}


_DATED = {"due", "renews", "renewal", "on"}


def _words(text: str, anchor: Anchor) -> Iterator[tuple[int, int, str]]:
    """(start, end, word); the blanks in the date of `due:1 dec 2027` part no words."""
    found = list(WORD.finditer(text))
    place = 0
    while place < len(found):
        start, last = found[place].start(), place
        key, colon, value = found[place].group().partition(":")
        unread = value and (read_date(value, anchor) is None or value.endswith("."))
        if colon and key.casefold() in _DATED and unread:
            for end in range(min(place + 2, len(found) - 1), place, -1):
                whole = " ".join([value, *(word.group() for word in found[place + 1 : end + 1])])
                if read_date(whole, anchor) is not None:
                    last = end
                    break
        stop = found[last].end()
        yield start, stop, text[start:stop]
        place = last + 1


_ALIASES = {"renewal": "renews", "segment": "seg", "likelihood": "likely"}


def _again(word: str, seen: set[str]) -> str:
    """What is wrong with a token of a kind that stood in the line before; tags may be many."""
    key = word.partition(":")[0].casefold()
    sign = word[0] if word[0] in "@#^!" else _ALIASES.get(key, key) + ":"
    if sign in seen:
        return f"{word}: a line takes one {sign} only."
    if sign != "#":
        seen.add(sign)
    return ""


@dataclass(frozen=True, slots=True)
class Token:
    """A word of the line that is not the title: where it stands and what is wrong with it."""

    start: int
    end: int
    problem: str = ""


@dataclass(frozen=True, slots=True)
class TaskLine:
    """What a quick-add line was understood to say."""

    title: str = ""
    owner: Named | None = None
    new_owner: str = ""  # a name nobody has yet
    promised_to: str = ""
    due: date | None = None
    phase: int | None = None
    priority: Priority = Priority.NORMAL
    tags: tuple[str, ...] = ()
    criterion_id: str | None = None
    criterion: str = ""
    kind: TaskKind = TaskKind.ACTION
    tokens: tuple[Token, ...] = ()

    @property
    def problems(self) -> list[str]:
        """One sentence for each token that was not understood."""
        return [token.problem for token in self.tokens if token.problem]


@dataclass(frozen=True, slots=True)
class TaskContext:
    """What a quick-add line can refer to."""

    anchor: Anchor
    people: Sequence[Named] = ()
    handles: Mapping[str, str] = field(default_factory=dict)
    criteria: Sequence[tuple[str, str]] = ()  # id, metric
    phases: int = 3


def read_task(text: str, context: TaskContext) -> TaskLine:
    """Read `Exec call @dana for:Moss due:fri p:2 !high #tag ^errors kind:milestone`."""
    out = TaskLine()
    title: list[str] = []
    tokens: list[Token] = []
    seen: set[str] = set()
    for start, end, word in _words(text, context.anchor):
        read = _task_token(word, out, context)
        if read is None:
            inner = word.strip('"')
            protected = inner != word and _task_token(inner, out, context) is not None
            title.append(inner if protected else word)  # else they are quotation marks
            continue
        out, problem = read
        tokens.append(Token(start, end, problem or _again(word, seen)))
    return replace(out, title=" ".join(title), tokens=tuple(tokens))


def _task_token(word: str, out: TaskLine, context: TaskContext) -> tuple[TaskLine, str] | None:
    key, colon, value = word.partition(":")
    value = value.replace('"', "").strip()
    if word.startswith("@") and len(word) > 1:
        return _owner(word[1:].replace('"', ""), out, context)
    if word.startswith("#") and len(word) > 1:
        return replace(out, tags=(*out.tags, _tag(word))), ""
    if word.startswith("^") and len(word) > 1:
        return _criterion(word[1:].replace('"', ""), out, context)
    if word.startswith("!") and len(word) > 1:
        if priority := _PRIORITIES.get(word[1:].casefold()):
            return replace(out, priority=priority), ""
        return out, f"{word} is not a priority: !low, !normal or !high."
    if not colon:
        return None
    key = key.casefold()
    if key == "due":
        due = read_date(value, context.anchor)
        if due is None:
            return out, _no_date(word, value, context.anchor)
        return replace(out, due=due), ""
    if key == "p":
        if _is_number(value) and 1 <= int(value) <= context.phases:
            return replace(out, phase=int(value)), ""
        if not context.phases:
            return out, f"{word}: there is no plan, so there are no phases."
        return out, f"{word} is not a phase: p:1 to p:{context.phases}."
    if key == "kind":
        if kind := _KINDS.get(value.casefold()):
            return replace(out, kind=kind), ""
        return out, f"{word} is not a kind: action, milestone or commitment."
    if key == "for":
        if not value:
            return out, "for: needs the name of who it is promised to."
        kind = TaskKind.COMMITMENT if out.kind is TaskKind.ACTION else out.kind
        return replace(out, promised_to=value, kind=kind), ""
    return None


def _tag(word: str) -> str:
    return word[1:].replace('"', "").casefold()


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10


def _owner(name: str, out: TaskLine, context: TaskContext) -> tuple[TaskLine, str]:
    found = find_people(name, context.people, context.handles)
    if len(found) > 1:
        listed = ", ".join(person.name for person in found[:4])
        return out, f"@{name} may be {listed}."
    if found:
        return replace(out, owner=found[0], new_owner=""), ""
    return replace(out, owner=None, new_owner=name.replace("_", " ")), ""


def _no_date(word: str, value: str, anchor: Anchor) -> str:
    """Why the value of a token is no date."""
    why = why_no_date(value, anchor)
    return f"{word}: {why}." if why else f"{word} is not a date. Dates: {DATE_FORMS}"


def _criterion(name: str, out: TaskLine, context: TaskContext) -> tuple[TaskLine, str]:
    if _is_number(name) and 1 <= int(name) <= len(context.criteria):
        found = [context.criteria[int(name) - 1]]
    else:
        wanted = name.casefold().replace("_", " ")
        found = [c for c in context.criteria if wanted in c[1].casefold()]
    if len(found) == 1:
        return replace(out, criterion_id=found[0][0], criterion=found[0][1]), ""
    if not context.criteria:
        return out, f"^{name}: this plan has no criteria yet."
    which = "no criterion" if not found else "more than one criterion"
    listed = ", ".join(metric for _, metric in context.criteria[:4])
    return out, f"^{name} is {which} of: {listed}."


# -- accounts --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AccountLine:
    """What a one-line account was understood to say."""

    name: str = ""
    arr: int | None = None
    currency: str = ""  # told by a sign before the ARR
    renewal: date | None = None
    status: Status | None = None
    segment: str = ""
    tier: int | None = None
    likelihood: int | None = None
    csm: Named | None = None
    new_csm: str = ""
    tags: tuple[str, ...] = ()
    tokens: tuple[Token, ...] = ()

    @property
    def problems(self) -> list[str]:
        """One sentence for each token that was not understood."""
        return [token.problem for token in self.tokens if token.problem]


def read_account(text: str, context: TaskContext) -> AccountLine:
    """Read `Acme arr:420k renews:2027-03-01 @dana status:red seg:Retail tier:2 likely:60 #tag`."""
    out = AccountLine()
    name: list[str] = []
    tokens: list[Token] = []
    seen: set[str] = set()
    for start, end, word in _words(text, context.anchor):
        read = _account_token(word, out, context)
        if read is None:
            name.append(word.replace('"', ""))
            continue
        out, problem = read
        tokens.append(Token(start, end, problem or _again(word, seen)))
    return replace(out, name=" ".join(name), tokens=tuple(tokens))


_ELSEWHERE = {"csm": "@NAME is the CSM", "owner": "@NAME is the CSM", "due": "renews:DATE is the "
              "renewal", "name": "the name stands by itself"}  # fmt: skip


def _account_token(
    word: str, out: AccountLine, context: TaskContext
) -> tuple[AccountLine, str] | None:
    if word.startswith("@") and len(word) > 1:
        task, problem = _owner(word[1:].replace('"', ""), TaskLine(), context)
        return replace(out, csm=task.owner, new_csm=task.new_owner), problem
    if word.startswith("#") and len(word) > 1:
        return replace(out, tags=(*out.tags, _tag(word))), ""
    key, colon, value = word.partition(":")
    if not colon:
        return None
    value = value.replace('"', "").strip()
    if key.casefold() in _ELSEWHERE:
        return out, f"{word} is not read here: {_ELSEWHERE[key.casefold()]}."
    match key.casefold():
        case "arr":
            arr = read_money(value)
            problem = f"{word} is not an amount. Amounts: 420k  2.5M  96000"
            out = replace(out, arr=arr, currency=currency_of(value))
            return out, "" if arr is not None else problem
        case "renews" | "renewal":
            day = read_date(value, context.anchor)
            problem = _no_date(word, value, context.anchor)
            return replace(out, renewal=day), "" if day else problem
        case "status":
            found = [s for s in Status if value and s.value.startswith(value.casefold())]
            if len(found) == 1:
                return replace(out, status=found[0]), ""
            return out, f"{word} is not a status: red, yellow or green."
        case "seg" | "segment":
            return replace(out, segment=value), ""
        case "tier":
            if value in ("1", "2", "3"):
                return replace(out, tier=int(value)), ""
            return out, f"{word} is not a tier: 1, 2 or 3."
        case "likely" | "likelihood":
            figure = value.removesuffix("%")
            if _is_number(figure) and int(figure) <= 100:
                return replace(out, likelihood=int(figure)), ""
            return out, f"{word} is not a likelihood: 0 to 100 per cent."
    return None


# -- criteria --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CriterionLine:
    """What a one-line criterion was understood to say."""

    metric: str = ""
    baseline: Decimal | None = None
    target: Decimal | None = None
    unit: str = ""
    better: Better | None = None
    due: date | None = None
    measured_by: str = ""
    source: Source = Source.BOTH
    must_have: bool = True
    about: About = About.ISSUE
    tokens: tuple[Token, ...] = ()

    @property
    def problems(self) -> list[str]:
        """One sentence for each token that was not understood."""
        return [token.problem for token in self.tokens if token.problem]


_FIGURES = re.compile(
    r"(?<!\S)(?:from\s+)?(?P<base>[+-]?\d[\d.,]*[kM]?)(?:\s*(?P<own>%|(?!to\b)[^\W\d_][\w./-]*?))?"
    r"\s*(?:->|→|>|\bto\b)\s*(?P<target>[+-]?\d[\d.,]*[kM]?)"
    r"(?:\s*(?P<unit>%|[^\W\d_][\w./-]*(?!\S*:)))?(?!\S)"
)
_SOURCES = {"both": Source.BOTH, "them": Source.CUSTOMER, "customer": Source.CUSTOMER,
            "us": Source.INTERNAL, "internal": Source.INTERNAL}  # fmt: skip


def read_criterion(text: str, anchor: Anchor) -> CriterionLine:
    """Read `Order errors 8 -> 2 % due:d60 by:support for:both must:no about:perception`."""
    out = CriterionLine()
    tokens: list[Token] = []
    seen: set[str] = set()
    rest = text
    if match := _FIGURES.search(text):
        base, target = read_figure(match["base"]), read_figure(match["target"])
        problem = "" if base is not None and target is not None else "the figures are not numbers."
        better = implied(base, target)
        unit = match["unit"] or match["own"] or ""
        out = replace(out, baseline=base, target=target, unit=unit, better=better)
        tokens.append(Token(match.start(), match.end(), problem))
        rest = text[: match.start()] + " " * (match.end() - match.start()) + text[match.end() :]
    metric: list[str] = []
    for start, end, word in _words(rest, anchor):
        read = _criterion_token(word, out, anchor)
        if read is None:
            metric.append(word.replace('"', ""))
            continue
        out, problem = read
        tokens.append(Token(start, end, problem or _again(word, seen)))
    return replace(
        out, metric=" ".join(metric), tokens=tuple(sorted(tokens, key=lambda t: t.start))
    )


def _criterion_token(
    word: str, out: CriterionLine, anchor: Anchor
) -> tuple[CriterionLine, str] | None:
    key, colon, value = word.partition(":")
    if not colon:
        return None
    value = value.replace('"', "").strip()
    choices: dict[str, Callable[[], CriterionLine | None]] = {
        "for": lambda: replace(out, source=_SOURCES[value]) if value in _SOURCES else None,
        "must": lambda: replace(out, must_have=value != "no") if value in ("yes", "no") else None,
        "about": lambda: replace(out, about=About(value)) if value in list(About) else None,
        "better": lambda: replace(out, better=Better(value)) if value in list(Better) else None,
    }
    forms = {"for": "both, them or us", "must": "yes or no", "about": "issue or perception",
             "better": "up or down"}  # fmt: skip
    key = key.casefold()
    if key == "due":
        due = read_date(value, anchor)
        return replace(out, due=due), "" if due else _no_date(word, value, anchor)
    if key == "by":
        problem = "" if value else "by: needs who measures it."
        return replace(out, measured_by=value.replace("_", " ")), problem
    if key == "unit":
        return replace(out, unit=value), ""
    if key in choices:
        changed = choices[key]()
        return (changed, "") if changed else (out, f"{word} takes {forms[key]}.")
    return None


# -- notes -----------------------------------------------------------------------------------------

TOUCHES = ("call", "meeting", "email", "chat", "review", "training", "event")


@dataclass(frozen=True, slots=True)
class NoteLine:
    """What a line for the timeline was understood to say: a note, or a touchpoint."""

    text: str = ""
    kind: str = "note"
    direction: str = ""
    with_whom: str = ""
    on: date | None = None
    tokens: tuple[Token, ...] = ()

    @property
    def problems(self) -> list[str]:
        """One sentence for each token that was not understood."""
        return [token.problem for token in self.tokens if token.problem]


def read_note(text: str, anchor: Anchor) -> NoteLine:
    """Read `call: with:I._Moss dir:in on:yesterday she asked for dates`."""
    out = NoteLine()
    said: list[str] = []
    tokens: list[Token] = []
    seen: set[str] = set()
    words = list(_words(text, anchor))
    told = len(words) > 1 and words[1][2].casefold().startswith(("with:", "on:", "dir:"))
    for place, (start, end, word) in enumerate(words):
        key, colon, value = word.partition(":")
        key, value, problem = key.casefold(), value.replace('"', "").strip(), ""
        bare = told and place == 0 and not colon  # `call with:Dana`: no colon is needed there
        if key in TOUCHES and (bare or (colon and not value)) and not said:
            out = replace(out, kind=key)
        elif colon and key == "dir":
            out = replace(out, direction=value.casefold())
            problem = "" if out.direction in ("in", "out") else f"{word} takes in or out."
        elif colon and key == "with" and value:
            out = replace(out, with_whom=value.replace("_", " "))
        elif colon and key == "on" and value:
            day, problem = _day_gone_by(word, value, anchor)
            out = replace(out, on=day)
        else:
            said.append(word)
            continue
        tokens.append(Token(start, end, problem or _again(word, seen)))
    return replace(out, text=" ".join(said), tokens=tuple(tokens))


def _day_gone_by(word: str, value: str, anchor: Anchor) -> tuple[date | None, str]:
    """(day, problem) of a token that takes today or a day before."""
    day = read_past_date(value, anchor)
    if day is None or day > anchor.today:
        return day, f"{word} is not a day gone by."
    return day, ""


@dataclass(frozen=True, slots=True)
class MeasurementLine:
    """What a line for a measurement was understood to say."""

    value: Decimal | None = None
    on: date | None = None
    note: str = ""
    tokens: tuple[Token, ...] = ()

    @property
    def problems(self) -> list[str]:
        """One sentence for each token that was not understood."""
        return [token.problem for token in self.tokens if token.problem]


def read_measurement(text: str, unit: str, anchor: Anchor) -> MeasurementLine:
    """Read `4.6 % on:fri from the weekly report`; the unit may stand behind the number or not."""
    out = MeasurementLine()
    said: list[str] = []
    tokens: list[Token] = []
    seen: set[str] = set()
    for place, (start, end, word) in enumerate(_words(text, anchor)):
        key, colon, value = word.partition(":")
        problem = ""
        if place == 0:
            bare = word.removesuffix(unit) if unit else word
            out = replace(out, value=read_figure(bare.removesuffix("%")))
            problem = "" if out.value is not None else f"{word} is not a number."
        elif colon and key.casefold() == "on" and value:
            day, problem = _day_gone_by(word, value, anchor)
            out = replace(out, on=day)
        elif word in (unit, "%") and not said:
            continue
        else:
            said.append(word)
            continue
        tokens.append(Token(start, end, problem or _again(word, seen)))
    return replace(out, note=" ".join(said), tokens=tuple(tokens))
