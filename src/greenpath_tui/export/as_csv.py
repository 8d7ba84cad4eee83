"""Tasks as CSV for a spreadsheet: no cell is a formula, and the way back loses nothing."""

import csv
import io
from collections.abc import Iterable
from datetime import date

from greenpath_tui.domain.text import to_cell
from greenpath_tui.views.dossier import Dossier

INTERNAL = ("account", "phase", "task", "kind", "status", "owner", "due", "first due", "done on",
            "priority", "tags", "serves", "blocked by", "help needed", "help by")  # fmt: skip
CUSTOMER = ("account", "phase", "task", "kind", "status", "owner", "due", "first due", "done on",
            "serves")  # fmt: skip


def render(dossiers: Iterable[Dossier], columns: tuple[str, ...]) -> str:
    """One row a task, in the order of account, phase and card."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(columns)
    for d in dossiers:
        phases = {p.id: p for p in d.phases}
        cards = sorted(
            d.cards.values(),
            key=lambda c: (
                phases[c.item.phase_id].position if c.item.phase_id in phases else 0,
                c.item.rank,
            ),
        )
        for card in cards:
            item = card.item
            phase = phases.get(item.phase_id or "")
            values = {
                "account": d.account.name,
                "phase": phase.name if phase else "",
                "task": item.title,
                "kind": item.kind.value,
                "status": item.status.value,
                "owner": card.owner_name,
                "due": _day(item.due),
                "first due": _day(item.first_due),
                "done on": _day(item.done_on),
                "priority": item.priority.value,
                "tags": " ".join(f"#{tag}" for tag in item.tags),
                "serves": card.criterion,
                "blocked by": card.blocked_words,
                "help needed": item.help_ask if card.help_open else "",
                "help by": _day(item.help_by) if card.help_open else "",
            }
            writer.writerow([to_cell(values[column]) for column in columns])
    return out.getvalue()


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
