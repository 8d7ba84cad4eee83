"""Live advice on a definition of Green (content section 5; checklist S0-7, S2-49, S3-15)."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from greenpath_tui.domain.criteria import Standing
from greenpath_tui.domain.method import DEFAULT_METHOD, Method
from greenpath_tui.domain.model import About, Better, Criterion, Definition
from greenpath_tui.domain.text import counted


class Level(StrEnum):
    """An error stops an agreement; a warning never blocks; a tick says what is right."""

    ERROR = "error"
    WARNING = "warning"
    GOOD = "good"


@dataclass(frozen=True, slots=True)
class Advice:
    """One line of advice: what, why, a pattern of a better wording, the key that helps."""

    level: Level
    text: str
    why: str = ""
    pattern: str = ""
    key: str = ""
    about: str = ""  # the criterion (its id) or text that mends it; empty: all criteria together


_RESULT = re.compile(
    r"\b(renew(?!able)\w*|re-?sign(?!al)\w*|retain\w*|retention|churn\w*|extends? the contract|"
    r"signs?(?: the)? (?:contract|renewal|again)|stays? (?:a |our )?customer|stays? with us)\b",
    re.IGNORECASE,
)
_TALK = re.compile(r"\b(renewal|pre-renewal) (talk|meeting|conversation|call)\b", re.IGNORECASE)
_VAGUE = re.compile(
    r"\b(happy|happier|better|improve\w*|engaged|asap|as soon as possible|all|any|satisfied|"
    r"good|great|more|soon)\b",
    re.IGNORECASE,
)
_CIRCULAR = re.compile(r"\b(account|status|health) (is|turns|goes) green\b", re.IGNORECASE)
_ACTIVITY = re.compile(
    r"\b(calls?|meetings?|trainings?|workshops?|webinars?|sessions?|e-?mails?|reports?)\b.*"
    r"\b(held|done|delivered|sent|given)\b|\b(ship|release|deliver|send|hold|give) ",
    re.IGNORECASE,
)
_STATEMENT = "statement"  # the text that the advice on texts is about
_WHY_RENEW = "a renewal is the result, not the cause: ask what would make them want it"
_PATTERN = "Order errors 8 -> 2 % due:d60 by:support"


def advise(
    definition: Definition,
    criteria: Sequence[Criterion],
    standings: Mapping[str, Standing],
    served: Mapping[str, int],
    today: date,
    method: Method = DEFAULT_METHOD,
) -> list[Advice]:
    """Errors first, then warnings, then what is right.

    `standings` and `served` (number of tasks) are by criterion id.
    """
    out = [*_texts(definition, criteria)]
    for criterion in criteria:
        out += _of_criterion(criterion)
    out += _of_set(criteria, method)
    for criterion in criteria:
        out += _of_progress(criterion, standings.get(criterion.id), served, today, method)
    if criteria and not any(a.level is Level.ERROR for a in out):
        out.append(Advice(Level.GOOD, "measurable, every one"))
    abouts = {c.about for c in criteria}
    if About.PERCEPTION in abouts:
        out.append(Advice(Level.GOOD, "one is about how it is perceived"))
    order = {Level.ERROR: 0, Level.WARNING: 1, Level.GOOD: 2}
    return sorted(out, key=lambda a: order[a.level])


def errors(advice: Iterable[Advice]) -> list[Advice]:
    """Those that stop an agreement."""
    return [a for a in advice if a.level is Level.ERROR]


def refusal(wrong: Sequence[Advice]) -> str:
    """Why a definition with these errors (one at least) cannot be agreed."""
    first, more = wrong[0], len(wrong) - 1
    why = f" {first.why[0].upper()}{first.why[1:]}." if first.why else ""
    rest = f" The advice lists {counted(more, 'more error')}." if more else ""
    return f"This cannot be agreed: {first.text}.{why}{rest}"


def names_the_renewal(text: str) -> bool:
    """True where a renewal, or its kin, is given as the goal itself."""
    return bool(_RESULT.search(_TALK.sub("", text)))


def _texts(definition: Definition, criteria: Sequence[Criterion]) -> Iterable[Advice]:
    text = definition.statement
    if not text and not criteria:
        yield Advice(
            Level.ERROR,
            "Green is not defined yet",
            "a plan needs a sentence and numbers both sides can check",
            "Green is when store orders arrive complete and on time",
            "e writes the sentence, a adds a criterion",
            _STATEMENT,
        )
        return
    if not text:
        yield Advice(
            Level.WARNING,
            "the merged sentence is missing",
            "one sentence is what people remember",
            "Green is when store orders arrive complete and on time",
            "e writes it",
            _STATEMENT,
        )
    elif names_the_renewal(text):
        yield Advice(
            Level.ERROR,
            f"“{_short(text)}” names the renewal",
            _WHY_RENEW,
            "Green is when store orders arrive complete and on time",
            "e rewrites it",
            _STATEMENT,
        )
    elif _CIRCULAR.search(text):
        yield Advice(
            Level.ERROR,
            "the sentence says that Green is Green",
            "it explains nothing",
            key="e rewrites it",
            about=_STATEMENT,
        )
    elif found := _VAGUE.search(text):
        yield Advice(
            Level.WARNING,
            f"“{found.group()}” means something else to everybody",
            "say what a stranger could check",
            key="e rewrites it",
            about=_STATEMENT,
        )
    if not criteria:
        yield Advice(
            Level.ERROR,
            "nothing is measurable yet",
            "without a number nobody can say when Green is reached",
            _PATTERN,
            "a adds a criterion",
        )


def _of_criterion(c: Criterion) -> Iterable[Advice]:
    name = f"“{_short(c.metric)}”"

    def error(text: str, why: str, pattern: str = "") -> Advice:
        return Advice(Level.ERROR, f"{name} {text}", why, pattern, "e edits it", c.id)

    def warning(text: str, why: str, pattern: str = "") -> Advice:
        return Advice(Level.WARNING, f"{name} {text}", why, pattern, "e edits it", c.id)

    if names_the_renewal(c.metric):
        yield error("names the renewal", _WHY_RENEW, _PATTERN)
    elif _CIRCULAR.search(c.metric):
        yield error("says that Green is Green", "it explains nothing", _PATTERN)
    lacking = [
        word
        for word, absent in (
            ("baseline", c.baseline is None),
            ("target", c.target is None),
            ("unit", not c.unit),
            ("direction", c.better is None),
            ("due day", c.due is None),
            ("measurer", not c.measured_by),
        )
        if absent
    ]
    if lacking:
        why = "both sides must be able to check it"
        if lacking == ["measurer"]:
            why = "somebody has to say where it stands"
        yield error(f"has no {_listed(lacking)}", why, _PATTERN)
    if c.baseline is not None and c.target is not None:
        down = c.better is Better.DOWN
        if c.better and (c.target >= c.baseline if down else c.target <= c.baseline):
            where = "below" if down else "above"
            yield error(
                f"has a target that is not {where} its baseline",
                f"it is to go {c.better.value}, so the target must lie {where}",
            )
    if not names_the_renewal(c.metric) and (found := _VAGUE.search(c.metric)):
        yield warning(f"says “{found.group()}”", "name what is counted, and where")
    if c.unit != "%" and _ACTIVITY.search(c.metric):
        yield warning("is an activity", "measure what the activity changes for them")


def _of_set(criteria: Sequence[Criterion], method: Method) -> Iterable[Advice]:
    count = len(criteria)
    if not count:
        return
    if count < method.criteria_least:
        yield Advice(
            Level.WARNING,
            f"{count} of at least {method.criteria_least} criteria",
            "fewer seldom cover the issue, the people and the contract",
            key="a adds one",
        )
    if count > method.criteria_most:
        yield Advice(
            Level.WARNING,
            f"{count} criteria, more than {method.criteria_most}",
            "nobody keeps so many in mind",
        )
    abouts = {c.about for c in criteria}
    if About.ISSUE not in abouts:
        yield Advice(
            Level.WARNING,
            "none measures the issue itself",
            "being liked does not repair it",
            key="a adds one",
        )
    if About.PERCEPTION not in abouts:
        yield Advice(
            Level.WARNING,
            "none measures how it is perceived",
            "a repair nobody noticed does not win trust",
            "Sponsor confidence 2 -> 4 points due:d85 by:CSM about:perception",
            "a adds one",
        )


def _of_progress(
    c: Criterion,
    standing: Standing | None,
    served: Mapping[str, int],
    today: date,
    method: Method,
) -> Iterable[Advice]:
    name = f"“{_short(c.metric)}”"
    if not served.get(c.id):
        yield Advice(
            Level.WARNING,
            f"{name} has no task that serves it",
            key="3 then a adds one",
            about=c.id,
        )
    if standing is None or standing.met:
        return
    if standing.measured_on and today - standing.measured_on >= timedelta(method.stalled_days):
        weeks = (today - standing.measured_on).days // 7
        yield Advice(
            Level.WARNING,
            f"{name} has not been measured for {weeks} weeks",
            key="m measures it",
            about=c.id,
        )
    elif not standing.measured and standing.planned:
        yield Advice(
            Level.WARNING,
            f"{name} has not been measured since the baseline",
            key="m measures it",
            about=c.id,
        )
    elif standing.on_track is False:
        yield Advice(
            Level.WARNING,
            f"{name} is behind: {standing.way} % of the way, {standing.planned} % of the time",
            about=c.id,
        )


def _short(text: str, limit: int = 40) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= limit else flat[: limit - 1].rstrip() + "…"


def _listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"
