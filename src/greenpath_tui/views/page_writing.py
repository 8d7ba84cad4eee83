"""Writing the page: the facts of one account for one audience, in the order they are read.

For the customer it is written from an account from which everything internal was taken before
(`views.audience`).
"""

from collections.abc import Iterable
from datetime import date, timedelta

from greenpath_tui.domain import model as m
from greenpath_tui.domain.days import (
    day_date,
    due_words,
    full_date,
    late_words,
    plain_date,
    table_date,
)
from greenpath_tui.domain.figures import figure
from greenpath_tui.domain.money import money
from greenpath_tui.domain.people import first_name
from greenpath_tui.domain.terms import Audience, Direction, Outcome
from greenpath_tui.domain.text import counted
from greenpath_tui.domain.verdict import Verdict, verdict
from greenpath_tui.views.audience import for_customer
from greenpath_tui.views.dossier import Card, CriterionView, Dossier
from greenpath_tui.views.page import CriterionLine, Item, OverviewRow, Page, Section

DIRECTION_WORDS = {
    Direction.WORSE: "getting worse",
    Direction.SAME: "unchanged",
    Direction.BETTER: "getting better",
}
_NEXT = 8  # tasks named as next
_WEEKS = 4  # weeks told
_IN_A_WEEK = 6  # lines of one week


def overview_row(d: Dossier, page: Page) -> OverviewRow:
    """The line of one account."""
    words = {True: "on course", False: "not on course", None: ""}[page.verdict.on_course]
    return OverviewRow(
        d.account.name,
        page.status,
        d.day_words,
        f"{d.met}/{len(d.criteria)}" if d.criteria else "",
        str(len(d.late) or ""),
        table_date(d.account.next_update, d.today) if d.account.next_update else "",
        words,
    )


def page_of(d: Dossier, audience: Audience) -> Page:
    """The page of an account for an audience."""
    customer = audience is Audience.CUSTOMER
    since = d.last_page(audience)
    sender = _sender(d, customer)
    shown = for_customer(d) if customer else d
    return _Writer(shown, customer, since, sender).page()


def warnings(d: Dossier) -> tuple[str, ...]:
    """What the customer's page does not say though the reader of ours knows it, for the preview."""
    ours = _Writer(d, False, None, "")
    theirs = _Writer(for_customer(d), True, None, "")
    said = []
    if theirs.verdict().on_course and not ours.verdict().on_course:
        said.append("our own verdict, which is worse")
    if d.active and ours.coming().items and not theirs.coming().items:
        said.append("all that is next")
    return tuple(said)


def status_words(d: Dossier) -> str:
    """`Red, getting better`."""
    return f"{d.account.status.word}, {DIRECTION_WORDS[d.direction]}"


def _sender(d: Dossier, customer: bool) -> str:
    """Who uses the program; where that is nobody of ours (a script), the account's CSM."""
    person = next((p for p in d.people if p.id == d.me), d.csm)
    if person is None:
        return ""
    name = first_name(person.name) if customer else person.name
    work = person.role or person.function
    return f"{name}, {work}" if work else name


def way_words(view: CriterionView) -> str:
    """`met`, `57 %, on course`, `0 %, behind`, `not measured yet`."""
    s = view.standing
    if s.met:
        return "met"
    if s.way is None:
        return "not measurable yet"
    pace = {True: ", on course", False: ", behind", None: ""}[s.on_track]
    note = "" if s.measured else ", not measured since the baseline"
    if s.worse:
        note = ", worse than at the start"
    return f"{s.way} %{pace}{note}"


class _Writer:
    """Writes one page; `d` holds only what its reader may see."""

    def __init__(self, d: Dossier, customer: bool, last: m.SentPage | None, sender: str) -> None:
        self.d = d
        self.customer = customer
        self.last = last
        self.sender = sender
        self.since = last.sent_on if last else d.today - timedelta(days=7)

    def page(self) -> Page:
        d = self.d
        moved = self._moved()
        coming = self.coming()
        last_phase = d.active and d.phase is not None and d.phase.id == _last(d.phases)
        middle = [coming, moved] if last_phase else [moved, coming]
        sections = [
            self._needed(),
            self._green(),
            self._criteria(),
            *middle,
            self._late(),
            self._ended(),
            self._weeks(),
        ]
        return Page(
            d.account.name,
            "" if self.customer else status_words(d),
            tuple(self._facts()),
            self.verdict(),
            tuple(s for s in sections if s.items or s.quote or s.criteria or s.note),
        )

    # -- head -------------------------------------------------------------------------------------

    def _facts(self) -> Iterable[tuple[str, str]]:
        d, a = self.d, self.d.account
        yield "As of", full_date(d.today)
        if not self.customer:
            yield "Status", self._status()
        if d.plan is not None:
            phase = f", phase {d.phase.name}" if d.active and d.phase else ""
            state = d.plan.state.value if d.day is None else f"day {d.day} of {d.days}"
            if d.day is not None and d.day < 1:
                state, phase = f"starts in {counted(1 - d.day, 'day')}", ""
            if d.day is not None and d.day > d.days:
                state = f"{d.day - d.days} d past its last day"
            if d.plan.state is m.PlanState.CLOSED and d.plan.decided_on:
                state = f"closed on {plain_date(d.plan.decided_on, d.today)}"
            paused = ", paused" if d.plan.state is m.PlanState.PAUSED else ""
            yield "Plan", f"{state}{phase}{paused}"
        if d.definition is not None:
            yield "Green", self._agreed(d.definition)
        if not self.customer:
            if d.plan is not None and d.plan.override_by:
                yield "Started by override", f"{d.plan.override_by}: {d.plan.override_why}"
            if d.plan is not None and d.plan.summary:
                yield "Issue", _flat(d.plan.summary)
            if d.plan is not None and d.plan.root_cause:
                yield "Root cause", _flat(d.plan.root_cause)
            if d.plan is not None and d.plan.outcome is not Outcome.NONE:
                why = f": {_flat(d.plan.outcome_why)}" if d.plan.outcome_why else ""
                yield "Outcome", d.plan.outcome.value + why
                if d.plan.arr_after is not None and d.plan.arr_after != d.plan.arr_before:
                    before = f"{money(d.plan.arr_before)} before, " if d.plan.arr_before else ""
                    after = f"{money(d.plan.arr_after)} {a.currency} after"
                    yield "ARR of the outcome", f"{before}{after}"
            if renewal := self._renewal():
                yield "Renewal", renewal
            if words := d.shown_words:
                yield "Visibility", words
        if self.sender:
            yield "From", self.sender
        if a.next_update is not None:
            late = (d.today - a.next_update).days
            tail = f" ({late_words(late)})" if late > 0 else ""
            yield "Next update", table_date(a.next_update, d.today) + tail

    def _status(self) -> str:
        d = self.d
        words = status_words(d)
        if d.status_changes:
            change = d.status_changes[-1]
            reason = f" ({change.reason})" if change.reason else ""
            words += f", since {plain_date(change.on, d.today)}{reason}"
        return words

    def _agreed(self, definition: m.Definition) -> str:
        d = self.d
        agreed, missing, broken = [], [], []
        for side, who in ((m.Side.CUSTOMER, "the customer"), (m.Side.US, "us")):
            word = d.agreement.get(side)
            if word is None:
                missing.append(f"by {who}")
            elif word.state is m.AgreementState.AGREED:
                who = self._named(word.person) if side is m.Side.US else word.person
                agreed.append(f"by {who} ({plain_date(word.on, d.today)})")
            else:
                why = f" ({word.changed_why})" if word.changed_why else ""
                broken.append(f"{word.state.value} by {word.changed_by or who}{why}")
        parts = [*broken]
        if agreed:
            parts.append(f"agreed {' and '.join(agreed)}")
        if missing:
            parts.append(f"not agreed yet {' or '.join(missing)}" if agreed else "not agreed yet")
        earlier = "" if len(agreed) == len(m.Side) else self._agreed_before(definition)
        return f"version {definition.number}, {', '.join(parts)}{earlier}"

    def _agreed_before(self, definition: m.Definition) -> str:
        """`; version 2 was agreed on 24 Oct`: the newest earlier one both sides said yes to."""
        last = self.d.last_agreed
        if last is None or last >= definition.number:
            return ""
        on = max(word.on for word in self.d.agreements if word.number == last)
        return f"; version {last} was agreed on {plain_date(on, self.d.today)}"

    def _named(self, name: str) -> str:
        """One of ours for the page: to the customer by what she does, too."""
        person = next((p for p in self.d.people if p.name == name), None)
        work = (person.role or person.function) if person is not None and self.customer else ""
        return f"{name}, {work}" if work else name

    def _renewal(self) -> str:
        a, today = self.d.account, self.d.today
        words = []
        if a.renewal_date:
            days = (a.renewal_date - today).days
            words.append(
                f"{full_date(a.renewal_date)}, "
                + (f"in {days} d" if days >= 0 else f"{-days} d ago")
            )
        if a.arr is not None:
            risk = a.arr_at_risk
            part = f", {money(risk)} of it at risk" if risk not in (None, a.arr) else ""
            words.append(f"ARR {money(a.arr)} {a.currency}{part}")
        if a.likelihood is not None:
            words.append(f"likelihood {a.likelihood} %")
        return "; ".join(words)

    def verdict(self) -> Verdict:
        d = self.d
        end = day_date(d.start, d.days) if d.start and d.days else None
        return verdict(
            d.plan.state if d.plan else None,
            all(d.agreed(side) for side in m.Side),
            [(v.item.metric, v.standing) for v in d.criteria_views],
            end,
            d.account.renewal_date,
            d.today,
            d.method,
        )

    # -- parts ------------------------------------------------------------------------------------

    def _needed(self) -> Section:
        """From the customer: their own open tasks. From our people: help that nobody gave yet."""
        d = self.d
        items = []
        if self.customer:
            items += self._their_word()
            for card in self._open_cards():
                if card.item.customer_owner_id:
                    late = card.late_days(d.today)
                    tail = f" ({late_words(late)})" if late else ""
                    words = f"{card.title}{self._by(card.item.due)}{tail}"
                    items.append(Item(words, card.owner_name, bool(late)))
            note = "Nothing at the moment." if d.active and not items else ""
            return Section("What we need from you", tuple(items), note=note)
        for card in d.cards.values():
            if card.help_open:
                asked = card.item.help_since
                age = f", asked {(d.today - asked).days} d ago" if asked else ""
                by = self._by(card.item.help_by)
                words = f"{card.item.help_ask}{by}{age} ({card.title})"
                late = card.item.help_by is not None and card.item.help_by < d.today
                items.append(Item(words, card.item.help_function or "Somebody", late))
        return Section("What we need", tuple(items))

    def _their_word(self) -> list[Item]:
        """What a plan waits for that the customer has not agreed to yet."""
        d = self.d
        if d.open_plan is None or d.agreed(m.Side.CUSTOMER):
            return []
        defined = d.definition is not None and (d.definition.statement or d.criteria)
        what, words = "Your own words", "what would success be"
        if d.definition is not None and d.definition.customer_words:
            what, words = "Your word", "is this what success means, in the words below"
        if defined:
            what, words = "Your agreement", "to what Green means, as it stands below"
        due = d.account.next_update
        return [Item(words + self._by(due if due and due >= d.today else None), what)]

    def _by(self, day: date | None) -> str:
        return f", by {table_date(day, self.d.today)}" if day else ""

    def _green(self) -> Section:
        definition = self.d.definition
        if definition is None:
            return Section("What Green means", note="Not defined yet: there is no recovery plan.")
        quote = tuple(text for text in definition.statement.split("\n") if text.strip())
        items = []
        if definition.customer_words:
            lead = (
                f"In the words of {definition.said_by}" if definition.said_by else "In your words"
            )
            if not self.customer and not definition.said_by:
                lead = "In the customer’s words"
            items.append(Item(_flat(definition.customer_words), lead))
        if definition.requirements:  # internal: gone from what a customer sees
            items.append(Item(_flat(definition.requirements), "Our requirements"))
        note = "" if quote or items or self.d.criteria else "Not defined yet."
        if self.customer and not (quote or self.d.criteria):
            note = "To be agreed with you."
        return Section("What Green means", tuple(items), quote, note=note)

    def _criteria(self) -> Section:
        d = self.d
        lines = []
        for view in d.criteria_views:
            c, s = view.item, view.standing
            unit = f" {c.unit}" if c.unit else ""
            lines.append(
                CriterionLine(
                    c.metric,
                    figure(c.baseline),
                    figure(s.current),
                    f"{figure(c.target)}{unit}" if c.target is not None else "",
                    s.way,
                    way_words(view),
                    plain_date(c.due, d.today) if c.due else "",
                    s.met,
                    s.on_track is False and not s.met,
                )
            )
        note = f"{d.met} of {len(lines)} met." if lines else ""
        return Section("Criteria", criteria=tuple(lines), note=note)

    def _moved(self) -> Section:
        d, since = self.d, self.since
        items: list[Item] = []
        if d.updates and d.updates[-1].on >= since and d.updates[-1].changed:
            items += [Item(line) for line in d.updates[-1].changed.split("\n") if line.strip()]
        for card in d.cards.values():
            if card.item.done_on and card.item.done_on >= since:
                items.append(Item(f"{card.title}{self._owned(card)}", "Done"))
        for view in d.criteria_views:
            if view.measurements and view.measurements[-1].on >= since:
                new = view.measurements[-1].value
                before = [x.value for x in view.measurements if x.on < since]
                old = before[-1] if before else view.item.baseline
                unit = f" {view.item.unit}" if view.item.unit else ""
                met = ", met" if view.standing.met else ""
                went = f"{figure(old)} to " if old is not None and old != new else "measured, "
                still = "still " if old == new else ""
                items.append(Item(f"{went}{still}{figure(new)}{unit}{met}", view.item.metric))
        for move in d.due_moves:
            if move.on >= since and move.task_id in d.cards:
                title = d.cards[move.task_id].title
                old_day = plain_date(move.old, d.today) if move.old else "no date"
                new_day = plain_date(move.new, d.today) if move.new else "no date"
                why = f": {move.why}" if move.why else ""
                items.append(Item(f"{title} from {old_day} to {new_day}{why}", "Moved"))
        if self.last is not None:
            title = f"What moved since the page of {plain_date(self.last.sent_on, d.today)}"
        else:
            title = "What moved in the last 7 days"
        note = "" if items or not d.active else "Nothing moved."
        return Section(title, tuple(items), note=note)

    def _owned(self, card: Card) -> str:
        who = self._who(card)
        return f" ({who})" if who else ""

    def _who(self, card: Card) -> str:
        """Who owns a card; for the customer one of ours by first name and role."""
        if not self.customer or card.item.customer_owner_id:
            return card.owner_name
        person = next((p for p in self.d.people if p.id == card.item.owner_id), None)
        return self._named(person.name) if person is not None else ""

    def _open_cards(self) -> list[Card]:
        cards = [c for c in self.d.cards.values() if c.open]
        cards.sort(key=lambda c: (c.item.due is None, c.item.due or self.d.today, c.item.rank))
        return cards

    def coming(self) -> Section:
        d = self.d
        coming = [c for c in self._open_cards() if not (c.late_days(d.today) or c.blocked)]
        if self.customer:  # what is theirs stands under what we need from them
            coming = [c for c in coming if not c.item.customer_owner_id]
        items = [
            Item(
                f"{c.title}: {self._who(c) or 'nobody yet'}, "
                + (table_date(c.item.due, d.today) if c.item.due else "no date")
            )
            for c in coming[:_NEXT]
        ]
        note = f"and {len(coming) - _NEXT} more" if len(coming) > _NEXT else ""
        if d.active and not self.customer and not self._open_cards():  # to her it may be internal
            note = "All planned work is done." if d.cards else "Nothing is planned yet."
        return Section("What is next", tuple(items), note=note)

    def _late(self) -> Section:
        d = self.d
        out: list[tuple[int, Item]] = []
        for card in d.cards.values():
            item = card.item
            late = card.late_days(d.today)
            blocked = card.blocked
            was_moved = bool(item.first_due and item.due and item.first_due < item.due)
            promise = item.kind is m.TaskKind.COMMITMENT and was_moved and card.open
            told = self.customer and item.customer_owner_id  # what we need from her says it is late
            if not ((late and not told) or blocked or promise):
                continue
            words = [self._who(card) or "nobody"]
            if item.due:
                due = f"due {plain_date(item.due, d.today)}, {late_words(late)}" if late else ""
                words.append(due or due_words(item.due, d.today))
            if was_moved and item.first_due:
                words.append(f"first promised for {plain_date(item.first_due, d.today)}"
                             if item.kind is m.TaskKind.COMMITMENT
                             else f"first due {plain_date(item.first_due, d.today)}")  # fmt: skip
            if blocked:
                since = (
                    f" since {plain_date(item.blocked_since, d.today)}"
                    if item.blocked_since
                    else ""
                )
                by = f" by {card.blocked_words}" if card.blocked_words else ""
                words.append(f"blocked{since}{by}")
            out.append((-late, Item(", ".join(words), card.title, late=bool(late))))
        out.sort(key=lambda pair: pair[0])
        return Section("Late, blocked or moved", tuple(item for _, item in out))

    def _ended(self) -> Section:
        """What a closed plan left over."""
        left = [c for c in self.d.cards.values() if c.closed and not c.item.done]
        left.sort(key=lambda c: (c.item.due is None, c.item.due or self.d.today))
        items = (
            Item(
                f"{self._who(c) or 'nobody'}"
                + (f", due {plain_date(c.item.due, self.d.today)}" if c.item.due else ""),
                c.title,
            )
            for c in left
        )
        return Section("Not done when the plan closed", tuple(items))

    def _weeks(self) -> Section:
        d = self.d
        told: dict[date, list[str]] = {}
        for card in d.cards.values():
            if card.item.done_on:
                told.setdefault(_monday(card.item.done_on), []).append(f"{card.title} done")
        for view in d.criteria_views:
            unit = f" {view.item.unit}" if view.item.unit else ""
            for taken in view.measurements:
                told.setdefault(_monday(taken.on), []).append(
                    f"{view.item.metric}: {figure(taken.value)}{unit}"
                )
        for update in d.updates:
            lines = [line.strip() for line in update.changed.split("\n") if line.strip()]
            told.setdefault(_monday(update.on), []).extend(lines)
        first = _monday(d.today)
        items = []
        for monday in sorted((day for day in told if day <= first), reverse=True)[:_WEEKS]:
            lines = told[monday]
            more = [f"and {len(lines) - _IN_A_WEEK} more"] if len(lines) > _IN_A_WEEK else []
            text = "; ".join([*(line.rstrip(".;") for line in lines[:_IN_A_WEEK]), *more])
            items.append(Item(text, f"Week of {plain_date(monday, d.today)}"))
        return Section("Week by week", tuple(items))


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _flat(text: str) -> str:
    return " ".join(text.split())


def _last(phases: Iterable[m.Phase]) -> str:
    return max(phases, key=lambda phase: phase.position).id
