"""Empty worksheets for a meeting on paper: Green, the plan, stakeholders, the weekly update."""

from dataclasses import dataclass
from importlib.resources import files

from greenpath_tui.domain.method import DEFAULT_METHOD, Method
from greenpath_tui.domain.plan import phase_shapes
from greenpath_tui.domain.terms import Audience


@dataclass(frozen=True, slots=True)
class Sheet:
    """A worksheet: questions with lines to write on, things to check, a table with empty rows."""

    title: str
    questions: tuple[tuple[str, int], ...]  # and how many lines
    columns: tuple[tuple[str, int], ...]  # and how wide, in percent
    rows: tuple[str, ...]  # what stands in the first column of each row
    checks: tuple[str, ...] = ()  # of the last question


def sheets(
    method: Method = DEFAULT_METHOD, audience: Audience = Audience.INTERNAL
) -> tuple[Sheet, ...]:
    """The worksheets, with the phases of the method; each fills a page of A4 or Letter.

    The customer gets those that both sides fill in: Green, without what we need, and the plan.
    """
    customer = audience is Audience.CUSTOMER
    ours = () if customer else (("What do we need from this account? Who set it?", 3),)
    green = Sheet(
        "Definition of Green",
        (
            ("In the customer’s own words: what would make this a success? Who says so, when?", 4),
            *ours,
            ("Green is when … (one sentence both sides can repeat)", 2),
            ("Agreed by the customer (name, date, how):", 1),
            ("Agreed by us (name, date):", 1),
        ),
        (("Criterion", 32), ("Unit", 9), ("From", 9), ("To", 9), ("Due", 12), ("Measured by", 17),
         ("For: them, us, both", 12)),
        ("",) * 6,
    )  # fmt: skip
    plan = [
        Sheet(
            f"{shape.name}, days {shape.first_day} to {shape.last_day}",
            (("The phase ends when:", 0),) if shape.checklist and not customer else (),
            (("Task", 32), ("Owner", 14), ("Due", 11), ("Serves which criterion", 19),
             ("Done when", 24)),
            ("",) * 14,
            () if customer else shape.checklist,
        )
        for shape in phase_shapes((), method)
    ]  # fmt: skip
    if customer:
        return (green, *plan)
    stakeholders = Sheet(
        "Stakeholder map",
        (("Who decides, who uses, who blocks, and whom do we not know yet?", 2),),
        (("Role", 19), ("Name", 22), ("Title", 17), ("Influence 1-5", 10), ("Attitude -2 to +2", 10),
         ("Last contact", 11), ("Ours", 11)),
        ("Economic buyer", "Executive sponsor", "Business sponsor", "Champion", "User lead", "IT",
         "Procurement", *("",) * 8),
    )  # fmt: skip
    update = Sheet(
        "Weekly update",
        (
            ("What changed, and why?", 3),
            ("What is in progress?", 2),
            ("What is next (three at most: who, when)?", 3),
            ("Which help do we need, from whom, by when?", 2),
            ("Our confidence, 1 to 5:", 1),
            ("The sponsor’s confidence, 1 to 5, and the day she was asked:", 1),
            ("Next update on:", 1),
        ),
        (("Criterion", 44), ("From", 14), ("Now", 14), ("To", 14), ("On course?", 14)),
        ("",) * 4,
    )
    return (green, *plan, stakeholders, update)


def render(
    form: str, method: Method = DEFAULT_METHOD, audience: Audience = Audience.INTERNAL
) -> str:
    """The worksheets as `md` or `html`."""
    found = sheets(method, audience)
    if form == "html":
        from jinja2 import Environment, StrictUndefined

        source = files("greenpath_tui.export").joinpath("blank.html.j2").read_text("utf-8")
        environment = Environment(autoescape=True, undefined=StrictUndefined)
        return environment.from_string(source).render(sheets=found) + "\n"
    return "\n".join(_markdown(sheet) for sheet in found)


def _markdown(sheet: Sheet) -> str:
    out = [f"# {sheet.title}", ""]
    for question, lines in sheet.questions:
        out += [f"**{question}**", "", *([""] * min(lines, 2))]
    if sheet.checks:
        out += [*(f"- [ ] {check}" for check in sheet.checks), ""]
    out.append("| " + " | ".join(column for column, _ in sheet.columns) + " |")
    out.append("|" + " --- |" * len(sheet.columns))
    for row in sheet.rows:
        out.append(f"| {row or ' '} |" + "  |" * (len(sheet.columns) - 1))
    return "\n".join(out) + "\n"
