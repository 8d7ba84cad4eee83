"""The forms of Green: its three texts, a criterion, and what a line for a criterion says."""

from typing import TYPE_CHECKING, Any

from greenpath_tui.domain.days import full_date
from greenpath_tui.domain.figures import figure
from greenpath_tui.domain.quickadd import CriterionLine
from greenpath_tui.domain.terms import About, Better, Side, Source
from greenpath_tui.ui import sheets
from greenpath_tui.ui.screens.editing import Edit
from greenpath_tui.views.dossier import Dossier

if TYPE_CHECKING:
    from greenpath_tui.domain.model import Criterion, Definition, Entity
    from greenpath_tui.services import Services
    from greenpath_tui.storage.journal import Result

_TITLES = {
    "customer_words": ("They say", "said_by", "said_on", "Who said it", Side.CUSTOMER),
    "requirements": ("We need", "required_by", "required_on", "Who set it", Side.US),
    "statement": ("Green is when", "", "", "", Side.US),
}
_SOURCES = {"both": Source.BOTH, "them": Source.CUSTOMER, "us": Source.INTERNAL}


def text_edit(account_id: str, name: str) -> Edit:
    """How one of the three texts is edited, with who said it and when."""
    title, by, on, who, side = _TITLES[name]

    def form(d: Dossier) -> "tuple[sheets.FormSheet, Entity] | None":
        definition = d.definition
        if definition is None:
            return None
        fields = [sheets.Field(name, title, "block", getattr(definition, name))]
        if by:
            said = getattr(definition, by)
            fields.append(sheets.Field(by, who, "person", said, d.names(side)))
            fields.append(sheets.Field(on, "On", "past", getattr(definition, on)))
        form = sheets.FormSheet(title, fields, d.anchor, d.account.name, note=_signed(d))
        return form, definition

    def save(
        services: "Services", values: dict[str, Any], definition: "Definition", _: Dossier
    ) -> "Result":
        return services.green.write_texts(account_id, values, definition.version)

    return Edit(f"text ({title})", form, save)


def criterion_edit(account_id: str, criterion_id: str) -> Edit:
    """How a criterion is edited."""

    def form(d: Dossier) -> "tuple[sheets.FormSheet, Entity] | None":
        c = next((c for c in d.criteria if c.id == criterion_id), None)
        return None if c is None else (_criterion_form(d, c), c)

    def save(
        services: "Services", values: dict[str, Any], criterion: "Criterion", _: Dossier
    ) -> "Result":
        if "better" in values:
            values["better"] = Better(values["better"]) if values["better"] else None
        if "source" in values:
            values["source"] = _SOURCES[values["source"] or "both"]
        if "about" in values:
            values["about"] = About(values["about"] or "issue")
        return services.green.edit_criterion(account_id, criterion.id, values, criterion.version)

    return Edit("criterion", form, save)


def _criterion_form(d: Dossier, c: "Criterion") -> "sheets.FormSheet":
    source = next(word for word, s in _SOURCES.items() if s is c.source)
    fields = [
        sheets.Field("metric", "Criterion", value=c.metric, required=True),
        sheets.Field("baseline", "From", "figure", c.baseline),
        sheets.Field("target", "To", "figure", c.target),
        sheets.Field("unit", "Unit", value=c.unit, hint="such as %, d, users"),
        sheets.Field(
            "better", "Better", "choice", c.better.value if c.better else None, ("up", "down")
        ),
        sheets.Field("due", "Due", "date", c.due),
        sheets.Field("measured_by", "Measured by", value=c.measured_by),
        sheets.Field("source", "For", "choice", source, tuple(_SOURCES)),
        sheets.Field("must_have", "Must have", "yes", c.must_have),
        sheets.Field("about", "About", "choice", c.about.value, tuple(About)),
    ]
    return sheets.FormSheet("Criterion", fields, d.anchor, c.metric, note=_signed(d))


def _signed(d: Dossier) -> str:
    """What a change of an agreed definition means; empty where nobody agreed yet."""
    if d.definition is None or not d.signed:
        return ""
    number = d.definition.number
    return f"Version {number} was agreed to: a change makes version {number + 1}, signed anew."


def criterion_reading(line: CriterionLine) -> "sheets.LineReading":
    """What a line for a criterion says."""
    span = ""
    if line.baseline is not None or line.target is not None:
        span = f"{figure(line.baseline)} → {figure(line.target)} {line.unit}".strip()
    facts = (
        ("name", line.metric, "bold"),
        ("figures", span or "none yet", "text" if span else "muted"),
        ("better", line.better.value if line.better else "", "text"),
        ("due", full_date(line.due) if line.due else "no date", "text" if line.due else "muted"),
        ("by", line.measured_by or "nobody", "text" if line.measured_by else "muted"),
        ("about", f"{line.about.value}, for {line.source.value}", "muted"),
    )
    tokens = tuple((t.start, t.end, not t.problem) for t in line.tokens)
    problem = line.problems[0] if line.problems else ""
    lacks = "" if line.metric else "A criterion needs a name."
    return sheets.LineReading(facts, tokens, problem, lacks=lacks)
