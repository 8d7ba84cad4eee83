"""Empty worksheets for a meeting on paper: Green, the plan, stakeholders, the weekly update."""

from dataclasses import dataclass
from importlib.resources import files

from greenpath_tui.domain.method import DEFAULT_METHOD, Method
from greenpath_tui.domain.plan import phase_shapes


@dataclass(frozen=True, slots=True)
class Sheet:
    """A worksheet: questions with room to write, then a table with empty rows."""

    title: str
    questions: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()  # what stands in the first column of each row


def sheets(method: Method = DEFAULT_METHOD) -> tuple[Sheet, ...]:
    """The four worksheets, with the phases of the method."""
    green = Sheet(
        "Definition of Green",
        (
            "In the customer’s own words: what would make this a success? Who says so, and when?",
            "What do we need from this account? Who set it?",
            "Green is when … (one sentence both sides can repeat)",
            "Agreed by the customer (name, date, how):",
            "Agreed by us (name, date):",
        ),
        ("Criterion", "Unit", "From", "To", "Due", "Measured by", "For: them, us, both"),
        ("",) * 6,
    )
    plan = []
    for shape in phase_shapes((), method):
        checks = "; ".join(shape.checklist)
        plan.append(
            Sheet(
                f"{shape.name}, days {shape.first_day} to {shape.last_day}",
                (f"The phase ends when: {checks}",) if checks else (),
                ("Task", "Owner", "Due", "Serves which criterion", "Done when"),
                ("",) * 6,
            )
        )
    stakeholders = Sheet(
        "Stakeholder map",
        ("Who decides, who uses, who blocks, and whom do we not know yet?",),
        ("Name", "Title", "Role", "Influence 1-5", "Attitude -2 to +2", "Last contact", "Ours"),
        ("Economic buyer", "Executive sponsor", "Business sponsor", "Champion", "User lead", "IT",
         "Procurement", ""),
    )  # fmt: skip
    update = Sheet(
        "Weekly update",
        (
            "What changed, and why?",
            "What is in progress?",
            "What is next (three at most: who, when)?",
            "Which help do we need, from whom, by when?",
            "Our confidence, 1 to 5:",
            "The sponsor’s confidence, 1 to 5, and the day she was asked:",
            "Next update on:",
        ),
        ("Criterion", "From", "Now", "To", "On course?"),
        ("",) * 5,
    )
    return (green, *plan, stakeholders, update)


def render(form: str, method: Method = DEFAULT_METHOD) -> str:
    """The worksheets as `md` or `html`."""
    found = sheets(method)
    if form == "html":
        from jinja2 import Environment, StrictUndefined

        source = files("greenpath_tui.export").joinpath("blank.html.j2").read_text("utf-8")
        environment = Environment(autoescape=True, undefined=StrictUndefined)
        return environment.from_string(source).render(sheets=found) + "\n"
    return "\n".join(_markdown(sheet) for sheet in found)


def _markdown(sheet: Sheet) -> str:
    out = [f"# {sheet.title}", ""]
    for question in sheet.questions:
        out += [f"**{question}**", "", "", ""]
    out.append("| " + " | ".join(sheet.columns) + " |")
    out.append("|" + " --- |" * len(sheet.columns))
    for row in sheet.rows:
        out.append(f"| {row or ' '} |" + "  |" * (len(sheet.columns) - 1))
    return "\n".join(out) + "\n"
