"""The plan summary as Markdown, for our own people.

In this order: what Green means and who agreed; day, phase, status and direction; criteria; what moved
this week; what is next; what is late or blocked; help needed; the renewal.
"""

import re
from datetime import timedelta

from greenpath_tui.domain import model as m
from greenpath_tui.domain.criteria import figure
from greenpath_tui.domain.days import due_words, full_date, late_words, plain_date, table_date
from greenpath_tui.domain.money import money
from greenpath_tui.domain.terms import Direction
from greenpath_tui.views.dossier import Card, CriterionView, Dossier

DIRECTION_WORDS = {
    Direction.WORSE: "getting worse",
    Direction.SAME: "unchanged",
    Direction.BETTER: "getting better",
}
_SPECIAL = re.compile(
    r"[\\`*_\[\]<>|~$@]|&(?=#?\w+;)|:(?=//)|(?<=\bwww)\.|:(?=\w+:)|(?<=\w)\.(?=[A-Za-z]{2,})|/(?=/)"
)
_LEADING = re.compile(r"^([#+\-=>!]|\d+(?=[.)]))")
_NEXT = 8


def literal(text: str) -> str:
    """User text that Markdown shows as it is."""
    escaped = _SPECIAL.sub(r"\\\g<0>", " ".join(text.split()))
    first = _LEADING.match(escaped)
    if first is None:
        return escaped
    end = first.end()
    if escaped[0].isdigit():  # `1.` would begin a numbered list
        return f"{escaped[:end]}\\{escaped[end:]}"
    return "\\" + escaped


def render(d: Dossier) -> str:
    """The summary of one account; ends with a newline."""
    out = [f"# {literal(d.account.name)}: the way to Green", ""]
    out += [f"As of {full_date(d.today)}.", ""]
    for title, lines in (
        ("What Green means", _green(d)),
        ("Where we are", _where(d)),
        ("Criteria", _criteria(d)),
        ("What moved this week", _moved(d)),
        ("What is next", _next(d)),
        ("Late or blocked", _late(d)),
        ("Help needed", _help(d)),
        ("Renewal", _renewal(d)),
    ):
        if lines:
            out += [f"## {title}", "", *lines, ""]
    return "\n".join(out).rstrip() + "\n"


def _green(d: Dossier) -> list[str]:
    if d.definition is None:
        return ["Not defined yet: there is no recovery plan."]
    out: list[str] = []
    if d.definition.statement:
        out += [f"> {literal(line)}" for line in d.definition.statement.split("\n") if line]
        out.append("")
    elif not d.criteria:
        out += ["Not defined yet.", ""]
    for side, who in ((m.Side.CUSTOMER, "Customer"), (m.Side.US, "We")):
        word = d.agreement.get(side)
        version = f"version {d.definition.number}"
        if word is None:
            out.append(f"- {who}: not agreed to {version} yet")
        elif word.state is m.AgreementState.AGREED:
            how = f", {literal(word.how)}" if word.how else ""
            day = plain_date(word.on, d.today)
            out.append(f"- {who}: {literal(word.person)} agreed to {version} on {day}{how}")
        else:
            day = plain_date(word.changed_on, d.today) if word.changed_on else ""
            why = literal(word.changed_why)
            out.append(f"- {who}: {word.state.value} by {literal(word.changed_by)}, {day}: {why}")
    return out


def _where(d: Dossier) -> list[str]:
    status = f"{d.account.status.word}, {DIRECTION_WORDS[d.direction]}"
    if d.status_changes:
        last = d.status_changes[-1]
        reason = f" ({literal(last.reason)})" if last.reason else ""
        status += f", {last.new.word} since {plain_date(last.on, d.today)}{reason}"
    out = [f"- Status: {status}"]
    if d.plan is not None:
        phase = f", phase {literal(d.phase.name)}" if d.active and d.phase else ""
        day = f"day {d.day} of {d.days}" if d.day is not None else d.plan.state.value
        out.append(f"- Plan: {day}{phase}")
        if d.plan.state is m.PlanState.CLOSED:
            why = f": {literal(d.plan.outcome_why)}" if d.plan.outcome_why else ""
            out.append(f"- Outcome: {d.plan.outcome.value}{why}")
        if d.plan.override_by:
            out.append(
                f"- Started by override of {literal(d.plan.override_by)}: "
                f"{literal(d.plan.override_why)}"
            )
        if d.plan.root_cause:
            out.append(f"- Root cause: {literal(d.plan.root_cause)}")
    done, count = d.task_count
    if count:
        out.append(f"- Tasks: {done} of {count} done, {len(d.late)} late")
    if d.account.next_update:
        day = table_date(d.account.next_update, d.today)
        late = (d.today - d.account.next_update).days
        out.append(f"- Next update: {day}" + (f" ({late_words(late)})" if late > 0 else ""))
    return out


def way_words(view: CriterionView) -> str:
    """`met`, `57 %, on track`, `0 %, behind`, `not measured yet`."""
    s = view.standing
    if s.met:
        return "met"
    if s.way is None:
        return "not measurable yet"
    pace = {True: ", on track", False: ", behind", None: ""}[s.on_track]
    unmeasured = "" if s.measured else ", not measured since the baseline"
    return f"{s.way} %{pace}{unmeasured}"


def _criteria(d: Dossier) -> list[str]:
    if not d.criteria_views:
        return []
    out = [
        f"{d.met} of {len(d.criteria_views)} met.",
        "",
        "| Criterion | From | Now | To | Way there | Due |",
        "| --- | ---: | ---: | ---: | --- | --- |",
    ]
    for view in d.criteria_views:
        c = view.item
        unit = f" {literal(c.unit)}" if c.unit else ""
        due = plain_date(c.due, d.today) if c.due else ""
        out.append(
            f"| {literal(c.metric)} | {figure(c.baseline)} | {figure(view.standing.current)} "
            f"| {figure(c.target)}{unit} | {way_words(view)} | {due} |"
        )
    return out


def _moved(d: Dossier) -> list[str]:
    since = d.today - timedelta(days=7)
    out: list[str] = []
    if d.updates and d.updates[-1].on >= since and d.updates[-1].changed:
        out += [f"- {literal(line)}" for line in d.updates[-1].changed.split("\n") if line.strip()]
    for card in d.cards.values():
        if card.item.done_on and card.item.done_on >= since:
            out.append(f"- Done: {literal(card.title)} ({_owner(card)})")
    for view in d.criteria_views:
        if len(view.measurements) and view.measurements[-1].on >= since:
            new = view.measurements[-1].value
            old = view.measurements[-2].value if len(view.measurements) > 1 else view.item.baseline
            if old is not None and old != new:
                unit = f" {literal(view.item.unit)}" if view.item.unit else ""
                out.append(f"- {literal(view.item.metric)}: {figure(old)} to {figure(new)}{unit}")
    for move in d.due_moves:
        if move.on >= since and move.task_id in d.cards:
            title = literal(d.cards[move.task_id].title)
            old_day = plain_date(move.old, d.today) if move.old else "no date"
            new_day = plain_date(move.new, d.today) if move.new else "no date"
            why = f": {literal(move.why)}" if move.why else ""
            out.append(f"- Moved: {title} from {old_day} to {new_day}{why}")
    return out or ["Nothing was recorded in the last 7 days."]


def _owner(card: Card) -> str:
    return literal(card.owner_name) if card.owner_name else "nobody"


def _next(d: Dossier) -> list[str]:
    coming = [c for c in d.cards.values() if not c.item.done and not c.late_days(d.today)]
    coming.sort(key=lambda c: (c.item.due is None, c.item.due or d.today, c.item.rank))
    out = [
        f"- {literal(c.title)}: {_owner(c)}, "
        + (table_date(c.item.due, d.today) if c.item.due else "no date")
        for c in coming[:_NEXT]
    ]
    if len(coming) > _NEXT:
        out.append(f"- and {len(coming) - _NEXT} more")
    return out


def _late(d: Dossier) -> list[str]:
    out = []
    for card in d.cards.values():
        late = card.late_days(d.today)
        blocked = card.item.status is m.TaskStatus.BLOCKED
        if not late and not blocked:
            continue
        words = [_owner(card)]
        if card.item.due:
            words.append(due_words(card.item.due, d.today))
        if card.item.first_due and card.item.due and card.item.first_due != card.item.due:
            words.append(f"first due {plain_date(card.item.first_due, d.today)}")
        if blocked:
            since = (
                f" since {plain_date(card.item.blocked_since, d.today)}"
                if (card.item.blocked_since)
                else ""
            )
            words.append(f"blocked{since} by {literal(card.blocked_words)}")
        out.append((-late, f"- {literal(card.title)}: {', '.join(words)}"))
    return [line for _, line in sorted(out, key=lambda pair: pair[0])]


def _help(d: Dossier) -> list[str]:
    out = []
    for card in d.cards.values():
        if not card.help_open:
            continue
        by = f" by {table_date(card.item.help_by, d.today)}" if card.item.help_by else ""
        age = (
            f", asked {(d.today - card.item.help_since).days} d ago" if card.item.help_since else ""
        )
        whom = literal(card.item.help_function) or "Somebody"
        out.append(f"- {whom}: {literal(card.item.help_ask)}{by}{age} ({literal(card.title)})")
    return out


def _renewal(d: Dossier) -> list[str]:
    a = d.account
    out: list[str] = []
    if a.renewal_date:
        days = (a.renewal_date - d.today).days
        when = f"in {days} d" if days >= 0 else f"{-days} d ago"
        out.append(f"- {full_date(a.renewal_date)}, {when}")
    if a.arr is not None:
        risk = (
            f", {money(a.arr_at_risk)} of it at risk" if a.arr_at_risk not in (None, a.arr) else ""
        )
        out.append(f"- ARR {money(a.arr)} {a.currency}{risk}")
    if a.likelihood is not None:
        out.append(f"- Likelihood {a.likelihood} %")
    return out
