"""Due dates, phase ends and the next update as a calendar file (RFC 5545)."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

from icalendar import Calendar, Event

from greenpath_tui.domain import model as m
from greenpath_tui.domain.plan import phase_dates
from greenpath_tui.domain.terms import Audience
from greenpath_tui.views.dossier import Dossier


def render(dossiers: Iterable[Dossier], audience: Audience) -> str:
    """All-day events; ids stay the same from one export to the next, so a calendar updates them."""
    calendar = Calendar()
    calendar.add("prodid", "-//greenpath//recovery plans//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for d in dossiers:
        for event in _events(d, audience):
            calendar.add_component(event)
    return bytes(calendar.to_ical()).decode("utf-8")


def _events(d: Dossier, audience: Audience) -> Iterable[Event]:
    name = d.account.name
    for card in d.cards.values():
        if card.item.due and card.open:
            who = f" ({card.owner_name})" if card.owner_name else ""
            yield _event(d, card.item.id, card.item.due, f"{card.title}{who}: {name}")
    if d.active and d.start:
        for phase in d.phases:
            if phase.gate is m.GateState.OPEN:
                last = phase_dates(phase, d.start)[1]
                internal = audience is Audience.INTERNAL
                if last < d.today and not internal:
                    continue
                word = "Gate" if internal else "End"
                yield _event(d, phase.id, last, f"{word} of {phase.name}: {name}")
    if d.account.next_update:
        yield _event(d, f"{d.account.id}-update", d.account.next_update, f"Next update: {name}")


def _event(d: Dossier, uid: str, day: date, summary: str) -> Event:
    event = Event()
    event.add("uid", f"{uid}@greenpath")
    event.add("dtstamp", datetime.combine(d.today, time(), UTC))
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("summary", summary)
    event.add("transp", "TRANSPARENT")
    return event
