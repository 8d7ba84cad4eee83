"""Short names of people, and finding who is meant by one."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from greenpath_tui.domain.model import Person, TeamMember
from greenpath_tui.domain.text import fold


class Named(NamedTuple):
    """Somebody who can own work: one of ours, or a stakeholder of the account."""

    id: str
    name: str
    ours: bool = True


def has_left(person: Person, today: date) -> bool:
    """True from the day a person left: she is offered nowhere, her open work is handed on."""
    return person.left_on is not None and person.left_on <= today


def serves_as_csm(member: TeamMember, today: date) -> bool:
    """True while a member of an account's team is its CSM; of several the last one counts."""
    return fold(member.function) == "csm" and (member.until is None or member.until >= today)


def handles(people: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Short names by id: the first name in lower case, with an initial where two share it."""
    pairs = [(id_, fold(first_name(name)) or "?", name) for id_, name in people]
    count = Counter(first for _, first, _ in pairs)
    out: dict[str, str] = {}
    for id_, first, name in pairs:
        last = name.partition(",")[0].split()[-1:]
        alone = count[first] == 1 or not last or fold(last[0]) == first
        out[id_] = first if alone else f"{first}.{fold(last[0])[0]}"
    return out


_WORK = {
    "avp", "bi", "ceo", "cfo", "chief", "cio", "cmo", "coo", "csm", "cso", "cto", "cs", "customer",
    "director", "engineer", "esq", "evp", "executive", "founder", "gm", "head", "ii", "iii", "it",
    "jr", "lead", "manager", "mba", "md", "msc", "of", "officer", "owner", "partner", "phd", "pm",
    "pmp", "president", "product", "sales", "senior", "specialist", "sr", "success", "support",
    "svp", "vice", "vp",
}  # fmt: skip
_TITLES = {"dr", "prof", "mr", "mrs", "ms", "mx", "sir", "herr", "frau", "mme", "ing", "mag"}


def first_name(name: str) -> str:
    """`Dana` of `Dana Reyes`, `Reyes, Dana`, `Dr. Dana Reyes`, `dana.reyes@example.com`.

    What follows a comma is the given name, unless it is somebody's work: `Dana Reyes, VP Success`.
    A single word stays as it is.
    """
    box, at, _ = name.partition("@")
    if at:
        return re.split(r"[._+\-\d\s]", box.strip(), maxsplit=1)[0].capitalize() or "?"
    last, _, given = name.partition(",")
    if {word.strip(".,").casefold() for word in given.split()} & _WORK:
        given = ""
    words = re.split(r"[\s_]+", (given.strip() or last).strip())
    while len(words) > 1 and words[0].rstrip(".").casefold() in _TITLES:
        words.pop(0)
    return words[0]


def short_name(name: str) -> str:
    """`I. Moss` for `Ian Moss`; a single word stays as it is."""
    words = name.split()
    return f"{words[0][0]}. {' '.join(words[1:])}" if len(words) > 1 else name


def find_people(text: str, people: Iterable[Named], handle: Mapping[str, str]) -> list[Named]:
    """Who may be meant by `text`: an exact name or handle, else whoever has a word like it."""
    wanted = fold(text.replace("_", " "))
    if not wanted:
        return []
    squeezed = wanted.replace(" ", "").replace(".", "")
    exact: list[Named] = []
    close: list[Named] = []
    for person in people:
        name = fold(person.name)
        if wanted in (name, handle.get(person.id, "")) or squeezed == name.replace(" ", "").replace(
            ".", ""
        ):
            exact.append(person)
        elif any(word.startswith(wanted) for word in (name, *name.split())):
            close.append(person)
    return exact or close


def match_user(people: Iterable[Person], user: str, short: dict[str, str]) -> str | None:
    """The id of the person a user name means: by name, email or short name; None for nobody."""
    wanted = fold(user)
    for person in people:
        if wanted and wanted in (
            fold(person.name),
            fold(person.email),
            short.get(person.id, ""),
            fold(person.email).split("@")[0],
        ):
            return person.id
    return None
