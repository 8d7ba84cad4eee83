"""What the detail panes say, as lines of named inks."""

from collections.abc import Sequence
from datetime import date

from greenpath_tui.domain.days import due_words, plain_date, table_date
from greenpath_tui.domain.figures import figure
from greenpath_tui.domain.green import in_a_sentence
from greenpath_tui.domain.money import money
from greenpath_tui.domain.plan import gates_before
from greenpath_tui.domain.terms import Audience, GateState, TaskStatus
from greenpath_tui.domain.text import counted
from greenpath_tui.ui.glyphs import Glyphs
from greenpath_tui.ui.ink import Part, cells, cut, fit, right
from greenpath_tui.ui.widgets.pane import Pair, block, labelled
from greenpath_tui.views.dossier import Card, Column, CriterionView, Dossier


def figures(view: CriterionView, whole: bool = True) -> list[Part]:
    """`8.0 → 4.6 → 2.0 %` with the present value bold; without the baseline unless `whole`."""
    c, s = view.item, view.standing
    unit = f" {c.unit}" if c.unit else ""
    return [
        (f"{figure(c.baseline)} → " if whole else "", "muted"),
        (figure(s.current), "bold"),
        (f" → {figure(c.target)}{unit}", "muted"),
    ]


def rank_words(d: Dossier, place: int) -> str:
    """`rank 1: 2.00M × (1 − 40 %) × 1.25 (renews in 118 d)`."""
    return f"rank {place}: {d.rank.sum}"


def account_lines(d: Dossier, g: Glyphs, place: int, width: int) -> list[Pair]:
    """Three lines under the list: the rank's arithmetic, Green, what is late."""
    out: list[Pair] = []
    room = width - 4 - len(money(d.rank.value))
    end: list[Part] = [("= ", "muted"), (money(d.rank.value), "bold")]
    out.append(([(cut(rank_words(d, place), room), "muted")], end))
    green: list[Part] = [("Green   ", "dim")]
    shown = 0
    measurable = [v for v in d.criteria_views if v.standing.way is not None]
    least = min(2, len(measurable))
    for whole in (True, False):
        green, shown = [("Green   ", "dim")], 0
        for view in measurable:
            own = figures(view, whole)
            share = (width - 8) // least
            name = cut(in_a_sentence(view.item.metric), max(12, share - cells(own) - 4))
            parts: list[Part] = [(f"{name} ", "text"), *own]
            if cells(green) + cells(parts) > width - 8:
                break
            green += [*parts, ("   ", "text")]
            shown += 1
        if shown >= least:
            break
    more = len(d.criteria_views) - shown
    if not measurable:
        words = "no plan: P starts one" if d.plan is None else "not measurable yet: 4 defines it"
        green.append((words, "muted"))
    out.append((green, [(f"{more} more", "muted")] if more and shown else []))
    out.append(_dated_line("Late", d.late, d, width) if d.late else _next_line(d, width))
    return out


def _next_line(d: Dossier, width: int) -> Pair:
    """What is due next, where nothing is late."""
    dated = [c for c in d.cards.values() if c.open and c.item.due]
    following = sorted(dated, key=lambda c: c.item.due or d.today)
    return _dated_line("Next", following, d, width) if following else ([], [])


def _dated_line(label: str, cards: Sequence[Card], d: Dossier, width: int) -> Pair:
    """`Late    Train second warehouse priya 7 d late   …   1 more`: two of them at least."""
    least = min(2, len(cards))
    share = (width - 17) // least if least else 0
    out: list[Part] = [(fit(label, 8), "dim")]
    shown = 0
    for card in cards:
        words = due_words(card.item.due, d.today) if card.item.due else ""
        who = f"{card.owner} " if card.owner else ""
        title = cut(card.title, max(12, share - cells([(who + words, "")]) - 2))
        parts: list[Part] = [
            ("   " if shown else "", "text"),
            (f"{title} ", "text"),
            (who, "muted"),
            (words, "late" if card.late_days(d.today) else "muted"),
        ]
        if cells(out) + cells(parts) > width - 9:
            break
        out += parts
        shown += 1
    more = len(cards) - shown
    return out, [(f"{more} more", "muted")] if more > 0 else []


def account_pane(d: Dossier, g: Glyphs, place: int, width: int) -> list[Pair]:
    """The pane beside the list."""
    a = d.account
    out: list[Pair] = [([(cut(a.name, width), "bold")], [])]
    csm = d.handles.get(d.csm.id, "") if d.csm else ""
    facts = ", ".join(x for x in (a.segment, csm, f"tier {a.tier}") if x)
    out += block(facts, width, "muted")
    out.append(([], []))
    out.append(([(f"Urgency, rank {place}", "dim")], [(money(d.rank.value), "bold")]))
    out += block(d.rank.sum, width, "muted")
    out.append(([], []))
    if d.criteria_views:
        out.append(([("Green", "dim")], [(f"{d.met} of {len(d.criteria_views)} met", "muted")]))
        for view in d.criteria_views:
            unit = f" {view.item.unit}" if len(view.item.unit) in (1, 2) else ""
            end = [
                (figure(view.standing.current), "bold"),
                (f" → {figure(view.item.target)}{unit}", "muted"),
            ]
            out.append(([(view.item.metric, "text")], end))
        out.append(([], []))
    elif d.plan is not None:
        out += [([("Green", "dim")], []), *block("not measurable yet", width, "text"), ([], [])]
    if d.late:
        out.append(([("Late", "dim")], [(str(len(d.late)), "late")]))
        for card in d.late[:4]:
            out.append(([(cut(card.title, width), "text")], []))
            out.append(_owner_due(card, d.today, g))
        out.append(([], []))
    asking = [c for c in d.cards.values() if c.help_open]
    if asking:
        since = min((c.item.help_since for c in asking if c.item.help_since), default=None)
        age = [(f"{(d.today - since).days} d, no answer", "bold")] if since else []
        out.append(([("Help", "dim")], list(age)))
        for card in asking[:2]:
            whom = f"{card.item.help_function}: " if card.item.help_function else ""
            by = f" by {table_date(card.item.help_by, d.today)}" if card.item.help_by else ""
            out += block(f"{whom}{card.item.help_ask}{by}", width, "text", 3)
        out.append(([], []))
    touches = [t for t in d.touchpoints if t.with_customer]
    if touches:
        last = touches[-1]
        age = [(f"{(d.today - last.on).days} d", "muted")]
        out.append(([("Last touch", "dim")], list(age)))
        whom = f" with {last.with_whom}" if last.with_whom else ""
        out += block(f"{last.kind.capitalize()}{whom}: {last.text}", width, "text", 4)
        out.append(([], []))
    if d.active:
        sent, days = d.last_page(Audience.CUSTOMER), d.days_since_shown
        stale = days is None or days > d.method.shown_days
        said = "never" if days is None else f"{days} d"
        out.append(([("Shown to customer", "dim")], [(said, "bold" if stale else "muted")]))
        if sent:
            read = ", read" if sent.confirmed_on else ""
            out += block(f"To {sent.to}{read}", width, "text", 2)
        out.append(([], []))
    now = next((c for c in d.columns if c.current), None)
    if now is not None and now.dates:
        out.append(([("Next gate", "dim")], [(now.gate, "muted")]))
        day = plain_date(now.dates[1], d.today)
        met = f"{len(now.phase.met)} of {len(now.phase.checklist)} met"
        out.append(([(f"{now.phase.name} {day}, {met}", "text")], []))
        out.append(([], []))
    if a.notes:
        out.append(([("Notes", "dim")], []))
        out += block(a.notes, width, "text", 6)
    return out


def _owner_due(card: Card, today: date, g: Glyphs) -> Pair:
    due = card.item.due
    words = "" if due is None else due_words(due, today) if card.open else plain_date(due, today)
    mark = f"{g.blocked} blocked" if card.blocked else g.kind(card.item.kind)
    return (
        [
            (fit(cut(card.owner, 7), 8), "muted"),
            (words, "late" if card.late_days(today) else "muted"),
        ],
        [(mark, "bold" if "blocked" in mark else "muted")],
    )


def card_pane(
    d: Dossier, card: Card, g: Glyphs, width: int, history: list[tuple[date, str, str]]
) -> list[Pair]:
    """The pane of a card: who, when, what it serves, why it waits, what happened."""
    item = card.item
    out: list[Pair] = block(card.title, width, "bold")
    out.append(([], []))
    out += labelled("Owner", card.owner_name or "nobody", width)
    if item.due:
        late = card.late_days(d.today)
        words: list[Part] = [(fit("Due", 9), "muted"), (table_date(item.due, d.today), "text")]
        if late:
            words.append((f"  {due_words(item.due, d.today)}", "late"))
        out.append((words, []))
    if card.moves and item.first_due:
        times = "once" if len(card.moves) == 1 else f"{len(card.moves)} times"
        out += labelled("Moved", f"{times}, was {plain_date(item.first_due, d.today)}", width)
        if card.moves[-1].why:
            out += labelled("", card.moves[-1].why, width, "muted")
    if card.outside:
        out += labelled("", f"{g.outside} dated outside its phase", width)
    serves = card.criterion or ("no criterion" if item.plan_id else "")
    if serves:
        out += labelled("Serves", serves, width, "text" if card.criterion else "muted")
    phase = next((p.name for p in d.phases if p.id == item.phase_id), "")
    if phase:
        out += labelled("Phase", phase, width)
    if item.kind.value != "action":
        out += labelled("Kind", f"{g.kind(item.kind)} {item.kind.value}", width)
    if item.promised_to:
        out += labelled("For", item.promised_to, width)
    if item.priority.value != "normal":
        out += labelled("Priority", item.priority.value, width)
    if item.tags:
        out += labelled("Tags", " ".join(f"#{t}" for t in item.tags), width)
    if item.status is TaskStatus.BLOCKED:
        out.append(([], []))
        since = plain_date(item.blocked_since, d.today) if item.blocked_since else ""
        out += labelled("Blocked", f"{g.blocked} since {since}", width, "bold")
        out += labelled("", card.blocked_words, width)
    elif item.status is TaskStatus.DOING:
        out += labelled("Status", "doing", width)
    elif item.done:
        when = plain_date(item.done_on, d.today) if item.done_on else ""
        out += labelled("Done", when, width)
    if item.help_ask:
        out.append(([], []))
        by = f", by {table_date(item.help_by, d.today)}" if item.help_by else ""
        whom = f"{g.help} {item.help_function or 'help'}{by}"
        answered = item.help_answered is not None
        out += labelled(
            "Help", "answered" if answered else whom, width, "muted" if answered else "bold"
        )
        out += labelled("", item.help_ask, width)
    if item.shown:
        out += labelled("Customer", "sees this task", width, "muted")
    if item.notes:
        out += [([], []), ([("Notes", "dim")], []), *block(item.notes, width, "text", 12)]
    if item.done_when:
        out += [([], []), ([("Done when", "dim")], []), *block(item.done_when, width, "text", 4)]
    if item.links:
        out += [([], []), ([("Links", "dim")], [])]
        out += [line for link in item.links for line in block(link, width, "text", 2)]
    if history:
        out += [([], []), ([("History", "dim")], [])]
        for day, user, sentence in history[:12]:
            when = right(plain_date(day, d.today), 6)
            lead = f"{when}  {fit(user.split()[0].lower() if user else '', 6)} "
            for index, line in enumerate(block(sentence, max(8, width - 15), "text", 2)):
                head = lead if index == 0 else " " * 15
                out.append(([(head, "muted"), *line[0]], []))
    return out


def gate_facts(d: Dossier, column: Column) -> str:
    """What is known where a gate is decided: its day, the criteria, the phase's work, the page."""
    said = []
    if column.dates and column.dates[0] > d.today and d.active:
        said.append(f"the phase begins on {table_date(column.dates[0], d.today)}")
    said += [
        f"the gate of {p.name} is {p.gate.value}" for p in gates_before(column.phase, d.phases)[:1]
    ]
    if views := d.criteria_views:
        good = sum(1 for v in views if v.standing.on_course and not v.standing.met)
        said.append(f"{d.met} of {counted(len(views), 'criterion')} met, {good} more on course")
    if column.open:
        late = sum(1 for c in column.open if c.late_days(d.today))
        said.append(
            f"{counted(len(column.open), 'task')} not done" + (f", {late} late" if late else "")
        )
    if words := d.shown_words:
        said.append(words)
    return "; ".join(said)


def outcome_lines(d: Dossier, width: int) -> list[list[Part]]:
    """How the last plan ended."""
    plan = d.plan
    if plan is None:
        return []
    when = f" on {plain_date(plan.decided_on, d.today)}" if plan.decided_on else ""
    pairs: list[Pair] = [([(f"{plan.outcome.value.capitalize()}{when}", "bold")], [])]
    pairs += block(plan.outcome_why, width, "text", 12) if plan.outcome_why else []
    if plan.arr_after is not None:
        before = f"{money(plan.arr_before)} before, " if plan.arr_before is not None else ""
        words = f"ARR {before}{money(plan.arr_after)} {d.account.currency} after"
        pairs += block(words, width, "text")
    if plan.follow_up:
        pairs += block(f"Look again on {table_date(plan.follow_up, d.today)}", width, "text")
    return [left for left, _ in pairs]


def head_pane(d: Dossier, lane_index: int, width: int) -> list[Pair]:
    """The pane of a column's head: the gate and its checklist."""
    if lane_index >= len(d.columns):
        return []
    column = d.columns[lane_index]
    phase = column.phase
    out: list[Pair] = [([(f"Gate of {phase.name}", "bold")], []), ([], [])]
    out += labelled("State", phase.gate.value, width)
    if phase.gate is GateState.OPEN and column.dates:
        first, last = column.dates
        begun = first <= d.today
        when = due_words(last, d.today) if begun else table_date(first, d.today)
        out += labelled("Due" if begun else "Begins", when, width)
    if phase.gate_by:
        when = plain_date(phase.gate_on, d.today) if phase.gate_on else ""
        out += labelled("Decided", f"{phase.gate_by}, {when}", width)
    if phase.gate_decision:
        out += labelled("", phase.gate_decision, width, "muted")
    if phase.checklist:
        out += [([], []), ([("Exit checklist", "dim")], [])]
        for item in phase.checklist:
            done = item in phase.met
            sign = "✓ " if done else "· "
            for index, line in enumerate(block(item, width - 2, "muted" if done else "text")):
                out.append(([(sign if index == 0 else "  ", "dim"), *line[0]], []))
    out += [([], []), ([("Enter", "bold"), (" decides the gate", "muted")], [])]
    return out
