"""What a quick-add line on an account says, as the line's sheet shows it."""

from greenpath_tui.domain.days import day_number, table_date
from greenpath_tui.domain.quickadd import TaskLine
from greenpath_tui.domain.terms import Priority, TaskKind
from greenpath_tui.ui import sheets
from greenpath_tui.views.dossier import Dossier


def task_reading(line: TaskLine, d: Dossier, phase: int | None, text: str) -> "sheets.LineReading":
    """What the line says, with the defaults it leaves shown as assumed."""
    position = line.phase or phase
    where = next((p for p in d.phases if p.position == position), None) or d.phase_for(line.due)
    unnamed = d.default_owner.name if d.default_owner else "nobody"
    owner = (
        line.owner.name if line.owner else f"{line.new_owner} (new)" if line.new_owner else unnamed
    )
    bad_due = any("not a date" in p for p in line.problems)
    due, due_ink = "none", "muted"
    day = line.due or d.default_due(where)
    if bad_due:
        due, due_ink = "not a date", "late"
    elif day is not None:
        number = f", d{day_number(d.start, day)}" if d.active and d.start else ""
        due, due_ink = f"{table_date(day, d.today)}{number}", "bold" if line.due else "muted"
        if line.due and day < d.today:
            due, due_ink = f"{table_date(day, d.today)}, past", "late"
    rest = "  ".join(
        x
        for x in (
            " ".join(f"#{t}" for t in line.tags),
            line.kind.value if line.kind is not TaskKind.ACTION else "",
            f"for {line.promised_to}" if line.promised_to else "",
        )
        if x
    )
    facts = (
        ("task", line.title, "bold"),
        ("owner", owner, "text" if line.owner or line.new_owner else "muted"),
        ("due", due, due_ink),
        ("phase", where.name if where else "no plan yet", "text" if line.phase else "muted"),
        ("prio", line.priority.value, "muted" if line.priority is Priority.NORMAL else "text"),
        ("also", rest, "text"),
    )
    tokens = tuple((t.start, t.end, not t.problem) for t in line.tokens)
    problem = line.problems[0] if line.problems else ""
    note = ""
    if d.criteria and text:
        note = (
            f"serves {line.criterion}"
            if line.criterion
            else (f"serves no criterion yet; ^1 to ^{len(d.criteria)} ties it to one")
        )
    last = text.rpartition(" ")[2]
    completions: tuple[str, ...] = ()
    if last.startswith("@") and len(last) > 1:
        wanted = last[1:].casefold()
        completions = tuple(
            "@" + n.name.replace(" ", "_")
            for n in d.owners
            if any(w.startswith(wanted) for w in n.name.casefold().split())
        )[:1]
    lacks = "" if line.title else "A task needs a title."
    return sheets.LineReading(facts, tokens, problem, note, lacks, completions)
