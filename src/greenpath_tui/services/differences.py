"""What an import changes, in lines for people."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import fields
from typing import Any

from greenpath_tui.domain import model as m
from greenpath_tui.domain.money import whole_units
from greenpath_tui.portfolio_file.schema import MONEY_FIELDS
from greenpath_tui.storage.mapping import field_names, to_json

_WORDS = {
    m.Person: "person",
    m.TeamMember: "team member",
    m.ProductGap: "product gap",
    m.StatusChange: "status change",
    m.WeeklyUpdate: "weekly update",
    m.SentPage: "sent page",
    m.DueMove: "moved date",
}


def difference_lines(
    pending: Iterable[tuple[m.Entity, m.Entity | None]],
    known: Iterable[m.Entity],
    assumed: Collection[str],
) -> tuple[str, ...]:
    """A line for each new thing and each changed field of `pending` (after, before or None).

    `known` are things whose names may be said; `assumed` the ids of new accounts for which nobody
    gave a status.
    """
    out: list[str] = []
    names = {e.id: e.name for e in known if isinstance(e, m.Person | m.Account)}
    for after, before in pending:
        kind = type(after)
        word = _WORDS.get(kind, kind.__name__.lower())
        label = _label(after, names)
        if before is None:
            tail = f": {_account_words(after, assumed)}" if isinstance(after, m.Account) else ""
            out.append(f"new      {word} {label}{tail}")
            continue
        for name in field_names(kind):
            old, new = getattr(before, name), getattr(after, name)
            if old != new and name not in ("version", "id"):
                say = _amount if name in MONEY_FIELDS else _said
                said = f"{say(old)} -> {say(new)}"
                out.append(f"changed  {word} {label}: {name.replace('_', ' ')} {said}")
    return tuple(out)


def _account_words(account: m.Account, assumed: Collection[str]) -> str:
    """`red, arr 420,000, renewal date 2027-04-05`: what a new account was understood to be."""
    status = account.status.word
    said = [f"{status} as no status is given" if account.id in assumed else status]
    for field in fields(m.Account):
        value = getattr(account, field.name)
        if field.name not in ("id", "version", "name", "status") and value != field.default:
            say = _amount if field.name in MONEY_FIELDS else _said
            said.append(f"{field.name.replace('_', ' ')} {say(value)}")
    return ", ".join(said)


def _label(entity: m.Entity, names: Mapping[str, str]) -> str:
    """What a thing is called in a line of the difference; `names` of people and accounts by id."""
    if isinstance(entity, m.TeamMember):
        who, whom = names.get(entity.person_id, ""), names.get(entity.account_id, "")
        return f"{who} for {whom}"
    for name in ("name", "title", "metric", "on", "number", "position"):
        value = getattr(entity, name, None)
        if value not in (None, ""):
            return str(value)
    return ""


def _amount(minor: int | None) -> str:
    """Money in whole units, as the file writes it: `420,000`."""
    return "nothing" if minor is None else f"{whole_units(minor):,}"


def _said(value: Any) -> str:
    plain = to_json(value)
    if plain is None or plain in ("", []):
        return "nothing"
    text = ", ".join(map(str, plain)) if isinstance(plain, list) else str(plain)
    text = " ".join(text.split())
    return text if len(text) <= 60 else text[:59] + "…"
