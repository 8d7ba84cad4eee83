"""The header of an account's screens: status, name, day, ARR, renewal, next update; Green below."""

from greenpath_tui.domain.days import late_words, update_words
from greenpath_tui.domain.money import money
from greenpath_tui.domain.terms import AgreementState, Side
from greenpath_tui.ui.glyphs import STATUS_INK, Glyphs
from greenpath_tui.ui.ink import Part, cells, cut
from greenpath_tui.views.dossier import Dossier


def account_line(
    d: Dossier, g: Glyphs, width: int, strip: list[Part], walk: str = ""
) -> tuple[list[Part], list[Part]]:
    """(left, right) of the first line; what is least needed goes first when it is narrow."""
    a = d.account
    who: list[Part] = [
        (f" {g.status(a.status)} {a.status.word}", STATUS_INK[a.status]),
        (f" {g.direction(d.direction)} ", "text"),
        (a.name, "bold"),
    ]
    brief = walk.replace(" of ", "/").replace(" ", "")  # `3/12`
    pieces: dict[str, list[Part]] = {}
    if d.day is not None:
        label: list[Part] = [("Day ", "muted")]
        pieces["day"] = [*label, (str(d.day), "bold"), (f"/{d.days}", "muted")]
        if d.day < 1:
            pieces["day"] = [("starts ", "muted"), (f"in {1 - d.day} d", "bold")]
        if d.plan is not None and d.plan.state.value == "paused":
            pieces["day"].append((" paused", "bold"))
    else:
        pieces["day"] = [(d.day_words, "muted")]
        if d.plan is not None and d.plan.outcome.value:
            pieces["day"] = [("closed ", "muted"), (d.plan.outcome.value, "text")]
    if a.arr is not None:
        pieces["arr"] = [(money(a.arr), "text")]
        if a.arr_at_risk not in (None, a.arr):
            pieces["arr"] = [(money(a.arr_at_risk), "text"), (f" of {money(a.arr)}", "muted")]
    if a.renewal_date is not None:
        days = (a.renewal_date - d.today).days
        said = f"{days} d" if days >= 0 else f"{-days} d ago"
        pieces["renews"] = [("renews ", "muted"), (said, "text")]
    if width >= 110:
        pieces["tier"] = [("tier ", "muted"), (str(a.tier), "text")]
    if a.next_update is not None:
        late = a.next_update < d.today
        words = (
            late_words((d.today - a.next_update).days)
            if late
            else update_words(a.next_update, d.today)
        )
        pieces["update"] = [("update ", "muted"), (words, "late" if late else "text")]
    for place, gone, labels in (
        (walk, (), ()),
        (walk, (), ("renews ",)),
        (walk, (), ("renews ", "Day ")),
        (walk, ("arr",), ("renews ", "Day ")),
        (brief, ("arr",), ("renews ", "Day ")),
        (brief, ("arr", "renews"), ("Day ",)),
        (brief, ("arr", "renews", "update"), ()),
    ):
        left: list[Part] = [*who, *([(f"  {place}", "dim")] if place else [])]
        room = width - 1 - cells(left) - 2
        right = _joined(
            {k: [p for p in v if p[0] not in labels] for k, v in pieces.items() if k not in gone},
            room,
        )
        if right is not None:
            fits = not labels and not gone and cells([*strip, *right]) <= room
            return ([*left, *strip] if fits else left), right
    return who, _joined({"day": pieces["day"]}, 10**6) or []


def _joined(pieces: dict[str, list[Part]], room: int) -> list[Part] | None:
    out: list[Part] = []
    for parts in pieces.values():
        out += [*([("   ", "text")] if out else []), *parts]
    return out if cells(out) <= room else None


def agreed_parts(d: Dossier, g: Glyphs) -> list[Part]:
    """`agreed ✓ them ✓ us`, or what is missing or disputed."""
    if d.definition is None:
        return []
    out: list[Part] = []
    words = {Side.CUSTOMER: "them", Side.US: "us"}
    standing = {side: d.agreement.get(side) for side in Side}
    number, last = d.definition.number, d.last_agreed
    if not any(standing.values()):
        if last is None:
            return [("not agreed yet", "muted")]
        return [(f"version {number} not agreed, {last} was", "bold")]
    out.append(("agreed ", "muted"))
    for side in (Side.CUSTOMER, Side.US):
        word = standing[side]
        if word is None:
            out += [(" – ", "dim"), (words[side], "dim")]
        elif word.state is AgreementState.AGREED:
            out += [(f"{g.done} ", "text"), (words[side] + " ", "muted")]
        else:
            out += [(f"{word.state.value} by {words[side]} ", "late")]
    text, name = out[-1]
    out[-1] = (text.rstrip(), name)
    return out


def green_line(d: Dossier, g: Glyphs, width: int) -> tuple[list[Part], list[Part]]:
    """(left, right) of the second line: Green, pinned, and who agreed."""
    right = agreed_parts(d, g)
    if d.definition is None:
        return [(" Green  ", "dim"), ("no plan yet: P starts one", "muted")], []
    text = d.green_line or "not defined yet: 4 opens the editor"
    room = width - 10 - cells(right) - 2
    return [(" Green  ", "dim"), (cut(text, max(10, room)), "text")], right
