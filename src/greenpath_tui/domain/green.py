"""A definition of Green in words, and who has agreed to it (checklist S0-3, S0-11)."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from greenpath_tui.domain.figures import figure
from greenpath_tui.domain.model import (
    Agreement,
    AgreementState,
    Better,
    Criterion,
    Definition,
    Side,
)

_HEADING = "Definition of Green, version"


def in_a_sentence(metric: str) -> str:
    """`order errors`, but `CFO score`: how a metric is written after other words."""
    if len(metric) > 1 and metric[0].isupper() and not metric[1].isupper():
        return metric[0].lower() + metric[1:]
    return metric


def goal_words(criterion: Criterion) -> str:
    """`order errors ≤ 2 %`: what a criterion wants, in short."""
    metric = in_a_sentence(criterion.metric)
    if criterion.target is None:
        return metric
    word = {Better.DOWN: "≤", Better.UP: "≥", None: "="}[criterion.better]
    unit = f" {criterion.unit}" if criterion.unit else ""
    return f"{metric} {word} {figure(criterion.target)}{unit}"


def green_line(definition: Definition | None, criteria: Sequence[Criterion]) -> str:
    """Green in one line: the goals, else the merged sentence."""
    goals = [goal_words(c) for c in criteria if c.target is not None]
    if goals:
        return ", ".join(goals)
    return definition.statement.split("\n", 1)[0] if definition else ""


def full_copy(definition: Definition, criteria: Sequence[Criterion]) -> str:
    """The whole definition as text: what an agreement freezes.

    Copies of all times are compared with each other: the form of a number or a day stays.
    """
    out = [f"{_HEADING} {definition.number}"]
    for label, text, who in (
        ("They say", definition.customer_words, definition.said_by),
        ("We need", definition.requirements, definition.required_by),
        ("Green is when", definition.statement, ""),
    ):
        if text:
            out += ["", f"{label} ({who}):" if who else f"{label}:", text]
    if criteria:
        out += ["", "Criteria:"]
    for c in criteria:
        unit = f" {c.unit}" if c.unit else ""
        due = f", by {c.due.isoformat()}" if c.due else ""
        by = f", measured by {c.measured_by}" if c.measured_by else ""
        must = "must have" if c.must_have else "nice to have"
        out.append(
            f"- {c.metric}: {_plain(c.baseline)} to {_plain(c.target)}{unit}{due}{by}"
            f" ({c.source.value}, {must}, {c.about.value})"
        )
    return "\n".join(out)


def without_heading(copy: str) -> str:
    """A full copy without the line that tells its version; other texts as they are."""
    return copy.partition("\n\n")[2] if copy.startswith(_HEADING) else copy


def standing_agreements(
    definition: Definition | None, agreements: Iterable[Agreement]
) -> dict[Side, Agreement]:
    """The newest agreement of each side to the present version, in whatever state it is."""
    found: dict[Side, Agreement] = {}
    if definition is None:
        return found
    for agreement in agreements:
        if agreement.definition_id == definition.id and agreement.number == definition.number:
            found[agreement.side] = agreement
    return found


def agreed(definition: Definition | None, agreements: Iterable[Agreement], side: Side) -> bool:
    """True when this side's newest word on the present version is a yes."""
    word = standing_agreements(definition, agreements).get(side)
    return word is not None and word.state is AgreementState.AGREED


def last_agreed(definition: Definition | None, agreements: Iterable[Agreement]) -> int | None:
    """The newest version that both sides agreed to, and still do; None where there is none."""
    if definition is None:
        return None
    words: dict[int, dict[Side, Agreement]] = {}
    for agreement in agreements:
        if agreement.definition_id == definition.id:
            words.setdefault(agreement.number, {})[agreement.side] = agreement
    standing = [
        number
        for number, sides in words.items()
        if len(sides) == len(Side) and all(a.state is AgreementState.AGREED for a in sides.values())
    ]
    return max(standing, default=None)


def _plain(value: Decimal | None) -> str:
    return "" if value is None else format(value, "f")
