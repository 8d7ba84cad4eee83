"""One-line entry of tasks, accounts and criteria."""

from datetime import date
from decimal import Decimal

import pytest
from domain_makers import ANCHOR, ANN, ANNA, CONTEXT, DANA, EXAMPLES, LEE, START, TODAY
from hypothesis import given
from hypothesis import strategies as st

from greenpath_tui.domain import model as m
from greenpath_tui.domain.days import Anchor
from greenpath_tui.domain.quickadd import (
    AccountLine,
    CriterionLine,
    TaskContext,
    TaskLine,
    read_account,
    read_criterion,
    read_measurement,
    read_note,
    read_task,
)


def marked(line: TaskLine | AccountLine | CriterionLine, text: str) -> list[str]:
    """The words of the line that are marked as not understood."""
    return [text[t.start : t.end] for t in line.tokens if t.problem]


# -- tasks -------------------------------------------------------------------------------------


def test_a_task_line_with_everything() -> None:
    text = "Exec call @dana for:Moss due:fri p:2 !high #Adoption ^errors kind:milestone"
    line = read_task(text, CONTEXT)
    assert line.problems == []
    assert line.title == "Exec call"
    assert line.owner == DANA
    assert line.promised_to == "Moss"
    assert line.due == date(2026, 11, 27)
    assert line.phase == 2
    assert line.priority is m.Priority.HIGH
    assert line.tags == ("adoption",)
    assert (line.criterion_id, line.criterion) == ("c1", "Order errors")
    assert line.kind is m.TaskKind.MILESTONE


def test_a_bare_title_leaves_everything_open() -> None:
    assert read_task("Call the sponsor", CONTEXT) == TaskLine(title="Call the sponsor")


def test_tokens_may_stand_anywhere_and_the_rest_is_the_title() -> None:
    line = read_task("@lee Rehearse due:d45 the cut-over !low", CONTEXT)
    assert line.title == "Rehearse the cut-over"
    assert (line.owner, line.due, line.priority) == (LEE, date(2026, 12, 1), m.Priority.LOW)


def test_a_value_with_spaces_stands_in_quotes() -> None:
    line = read_task('Call due:"1 dec" for:"Ian Moss" @"Lee Wong"', CONTEXT)
    assert line.problems == []
    assert (line.due, line.promised_to, line.owner) == (date(2026, 12, 1), "Ian Moss", LEE)


def test_a_promise_makes_a_commitment() -> None:
    assert read_task("Fix it for:Moss", CONTEXT).kind is m.TaskKind.COMMITMENT
    assert read_task("Fix it kind:milestone for:Moss", CONTEXT).kind is m.TaskKind.MILESTONE


def test_an_unknown_colon_word_is_part_of_the_title() -> None:
    line = read_task("Gate: errors at 10:30, see https://example.com/x", CONTEXT)
    assert line.title == "Gate: errors at 10:30, see https://example.com/x"
    assert line.tokens == ()


def test_the_signs_alone_are_part_of_the_title() -> None:
    assert read_task("a @ b # c ^ d !", CONTEXT).title == "a @ b # c ^ d !"


def test_the_customers_people_can_own_work() -> None:
    assert read_task("Decide @moss", CONTEXT).owner == ANN


def test_an_unknown_owner_is_a_new_name() -> None:
    line = read_task("Call @Zoe_Park", CONTEXT)
    assert (line.owner, line.new_owner, line.problems) == (None, "Zoe Park", [])


def test_an_ambiguous_owner_is_marked_with_the_candidates() -> None:
    text = "Call @an due:fri"
    line = read_task(text, CONTEXT)
    assert marked(line, text) == ["@an"]
    assert line.problems == ["@an may be Anna Lind, Ann Moss."]
    assert line.due == date(2026, 11, 27)
    assert read_task("Call @anna", CONTEXT).owner == ANNA


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("due:soon", "due:soon is not a date."),
        ("due:", "due: is not a date."),
        ("due:r-30", "due:r-30: no renewal date is known."),
        ("p:4", "p:4 is not a phase: p:1 to p:3."),
        ("p:0", "p:0 is not a phase"),
        ("p:x", "p:x is not a phase"),
        ("!urgent", "!urgent is not a priority: !low, !normal or !high."),
        ("kind:epic", "kind:epic is not a kind"),
        ("for:", "for: needs the name"),
        ("^zork", "^zork is no criterion of: Order errors, Orders on time"),
        ("^order", "^order is more than one criterion of: Order errors"),
        ("^9", "^9 is no criterion of"),
    ],
)
def test_a_token_that_cannot_be_read_is_marked_in_its_place(word: str, said: str) -> None:
    text = f"Call  {word} @dana"
    context = TaskContext(Anchor(TODAY, START), CONTEXT.people, CONTEXT.handles, CONTEXT.criteria)
    line = read_task(text, context)
    assert marked(line, text) == [word]
    assert len(line.problems) == 1
    assert line.problems[0].startswith(said)
    assert (line.title, line.owner) == ("Call", DANA)


def test_a_criterion_goes_by_number_part_or_words() -> None:
    for word, metric in (
        ("^2", "Orders on time"),
        ("^replies", "Sponsor replies within"),
        ("^order_errors", "Order errors"),
        ('^"on time"', "Orders on time"),
    ):
        assert read_task(f"x {word}", CONTEXT).criterion == metric


def test_a_plan_without_criteria_says_so() -> None:
    line = read_task("x ^errors", TaskContext(ANCHOR))
    assert line.problems == ["^errors: this plan has no criteria yet."]


@EXAMPLES
@given(
    st.lists(
        st.one_of(
            st.text(st.characters(categories=["L", "P", "S", "Zs"]), max_size=8),
            st.sampled_from(["@an", "due:", "due:fri", "p:9", '"', "!x", "^1", "#a", "for:b"]),
        ),
        max_size=8,
    )
)
def test_every_mark_lies_on_a_word_of_the_line(words: list[str]) -> None:
    text = " ".join(words)
    line = read_task(text, CONTEXT)
    last = 0
    for token in line.tokens:
        assert last <= token.start < token.end <= len(text)
        assert text[token.start : token.end].strip()
        last = token.end
    assert len(line.problems) <= len(line.tokens)


@EXAMPLES
@given(st.lists(st.text("abcXYZ-.", min_size=1, max_size=8), min_size=1, max_size=6))
def test_plain_words_are_the_title_as_typed(words: list[str]) -> None:
    assert read_task(" ".join(words), CONTEXT).title == " ".join(words)


# -- accounts ----------------------------------------------------------------------------------


def test_an_account_line_with_everything() -> None:
    text = (
        "Acme [EMEA] arr:420k renews:2027-03-01 @dana status:red seg:Retail tier:2 likely:60% #Big"
    )
    line = read_account(text, CONTEXT)
    assert line.problems == []
    assert line.name == "Acme [EMEA]"
    assert line.arr == 42_000_000
    assert line.renewal == date(2027, 3, 1)
    assert line.csm == DANA
    assert line.status is m.Status.RED
    assert (line.segment, line.tier, line.likelihood) == ("Retail", 2, 60)
    assert line.tags == ("big",)


def test_an_account_needs_no_more_than_a_name() -> None:
    assert read_account("Acme", CONTEXT) == AccountLine(name="Acme")
    assert read_account("Acme @Zoe", CONTEXT).new_csm == "Zoe"


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("arr:lots", "arr:lots is not an amount."),
        ("renews:never", "renews:never is not a date."),
        ("status:blue", "status:blue is not a status"),
        ("status:", "status: is not a status"),
        ("tier:4", "tier:4 is not a tier"),
        ("likely:101", "likely:101 is not a likelihood"),
        ("@an", "@an may be Anna Lind, Ann Moss."),
    ],
)
def test_a_wrong_token_of_an_account_is_marked(word: str, said: str) -> None:
    text = f"Acme {word}"
    line = read_account(text, CONTEXT)
    assert marked(line, text) == [word]
    assert line.problems[0].startswith(said)
    assert line.name == "Acme"


# -- criteria ----------------------------------------------------------------------------------


def test_a_criterion_line_with_everything() -> None:
    text = "Order errors 8 -> 2 % due:d60 by:our_support for:them must:no about:perception"
    line = read_criterion(text, ANCHOR)
    assert line.problems == []
    assert line.metric == "Order errors"
    assert (line.baseline, line.target, line.unit) == (Decimal(8), Decimal(2), "%")
    assert line.better is m.Better.DOWN
    assert line.due == date(2026, 12, 16)
    assert line.measured_by == "our support"
    assert line.source is m.Source.CUSTOMER
    assert not line.must_have
    assert line.about is m.About.PERCEPTION


@pytest.mark.parametrize(
    ("figures", "base", "target", "unit"),
    [
        ("8 -> 2 %", "8", "2", "%"),
        ("8->2%", "8", "2", "%"),
        ("8 → 2 %", "8", "2", "%"),
        ("2.1 to 4.0 points", "2.1", "4.0", "points"),
        ("2,1 > 4,5", "2.1", "4.5", ""),
        ("48k -> 0 EUR", "48000", "0", "EUR"),
        ("1,200 -> 900 calls/week", "1200", "900", "calls/week"),
        ("-5 -> +5", "-5", "5", ""),
    ],
)
def test_figures_as_people_type_them(figures: str, base: str, target: str, unit: str) -> None:
    line = read_criterion(f"Score {figures} due:fri", ANCHOR)
    assert line.problems == []
    assert (line.baseline, line.target, line.unit) == (Decimal(base), Decimal(target), unit)
    assert (line.metric, line.due) == ("Score", date(2026, 11, 27))
    assert line.better is (m.Better.UP if Decimal(target) > Decimal(base) else m.Better.DOWN)


def test_numbers_in_the_name_stay_in_the_name() -> None:
    line = read_criterion("Invoices over 90 days 48000 -> 0 EUR", ANCHOR)
    assert (line.metric, line.baseline) == ("Invoices over 90 days", 48000)
    assert read_criterion("Tier 2 tickets", ANCHOR).metric == "Tier 2 tickets"


def test_a_direction_and_a_unit_can_be_stated() -> None:
    line = read_criterion('Score 5 -> 5 better:up unit:"of ten"', ANCHOR)
    assert (line.better, line.unit) == (m.Better.UP, "of ten")


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("due:someday", "due:someday is not a date."),
        ("by:", "by: needs who measures it."),
        ("for:all", "for:all takes both, them or us."),
        ("must:maybe", "must:maybe takes yes or no."),
        ("about:us", "about:us takes issue or perception."),
        ("better:sideways", "better:sideways takes up or down."),
    ],
)
def test_a_wrong_token_of_a_criterion_is_marked(word: str, said: str) -> None:
    text = f"Order errors 8 -> 2 % {word}"
    line = read_criterion(text, ANCHOR)
    assert marked(line, text) == [word]
    assert line.problems[0].startswith(said)
    assert (line.metric, line.unit) == ("Order errors", "%")


def test_figures_that_are_no_numbers_are_marked() -> None:
    text = "Errors 1.2.3 -> 2 %"
    line = read_criterion(text, ANCHOR)
    assert marked(line, text) == ["1.2.3 -> 2 %"]


@pytest.mark.parametrize(
    ("text", "title", "due", "tags"),
    [
        ("Call Ian due:1 dec !high", "Call Ian", date(2026, 12, 1), ()),
        ("Call due:20 nov 2027 Ian", "Call Ian", date(2027, 11, 20), ()),
        ("Call due:fri dec report", "Call dec report", date(2026, 11, 27), ()),
        ('Agree on "done" 6" pipe', 'Agree on "done" 6" pipe', None, ()),
        ('Ask about "p:2" now', "Ask about p:2 now", None, ()),
        ('Call #"at risk"', "Call", None, ("at risk",)),
    ],
)
def test_blanks_and_quotation_marks(
    text: str, title: str, due: date | None, tags: tuple[str, ...]
) -> None:
    line = read_task(text, TaskContext(Anchor(date(2026, 11, 23))))
    assert (line.title, line.due, line.tags, line.problems) == (title, due, tags, [])


def test_an_accounts_line_refuses_what_only_tasks_take() -> None:
    context = TaskContext(Anchor(date(2026, 11, 23)))
    assert read_account("Foo csm:dana", context).problems
    assert read_account("Foo due:fri", context).problems
    line = read_account("Acme renews:1 mar arr:$120k", context)
    assert (line.name, line.renewal, line.arr) == ("Acme", date(2027, 3, 1), 120_000_00)
    assert line.currency == "USD"


@pytest.mark.parametrize(
    ("text", "metric", "base", "target", "unit"),
    [
        ("Response time 14 d -> 3 d", "Response time", 14, 3, "d"),
        ("NPS from 20 to 40", "NPS", 20, 40, ""),
        ("Uptime 97 % to 99 %", "Uptime", 97, 99, "%"),
    ],
)
def test_units_stand_behind_either_figure(
    text: str, metric: str, base: int, target: int, unit: str
) -> None:
    line = read_criterion(text, Anchor(date(2026, 11, 23)))
    assert (line.metric, line.baseline, line.target, line.unit) == (metric, base, target, unit)


def test_the_kind_of_a_note_needs_no_colon_before_a_token() -> None:
    line = read_note("Call with:Dana she is on call: still", ANCHOR)
    assert (line.kind, line.with_whom, line.text) == ("call", "Dana", "she is on call: still")
    assert read_note("call her back with:care", ANCHOR).kind == "note"
    assert read_note("call", ANCHOR).text == "call"


def test_a_note_has_a_day_and_marks_what_it_cannot_read() -> None:
    anchor = Anchor(date(2026, 11, 23))
    line = read_note("call: with:I._Moss dir:in on:20 nov she asked for dates", anchor)
    assert (line.kind, line.with_whom, line.direction) == ("call", "I. Moss", "in")
    assert (line.on, line.text) == (date(2026, 11, 20), "she asked for dates")
    assert read_note("call: dir:sideways x", anchor).problems
    assert read_note("call: on:tomorrow x", anchor).problems


def test_a_day_of_a_plan_that_is_not_there_says_so() -> None:
    context = TaskContext(Anchor(TODAY), (), {})
    assert read_task("Call due:d45", context).problems == ["due:d45: there is no plan to count by."]


@pytest.mark.parametrize(
    ("text", "twice"),
    [
        ("Call @dana @lee", "@lee: a line takes one @ only."),
        ("Call due:fri DUE:mon", "DUE:mon: a line takes one due: only."),
        ("Call !low #a #b !high", "!high: a line takes one ! only."),
    ],
)
def test_what_is_said_twice_is_marked_not_dropped(text: str, twice: str) -> None:
    assert read_task(text, CONTEXT).problems == [twice]


def test_other_names_of_a_token_are_the_same_token() -> None:
    line = read_account("Acme renews:2027-01-01 renewal:2027-02-01 seg:A segment:B", CONTEXT)
    assert line.problems == [
        "renewal:2027-02-01: a line takes one renews: only.",
        "segment:B: a line takes one seg: only.",
    ]
    assert read_note("call: with:Ann with:Lee said yes", ANCHOR).problems != []


# -- measurements --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "4.6 on:20 nov from the report",
        "4.6% on:20.11. from the report",
        "4,6 % ON:2026-11-20 from the report",
        "4.6 from on:fri the report",
    ],
)
def test_a_measurement_in_one_line(text: str) -> None:
    line = read_measurement(text, "%", ANCHOR)
    assert (line.value, line.on, line.note) == (
        Decimal("4.6"),
        date(2026, 11, 20),
        "from the report",
    )
    assert line.problems == []


def test_a_measurement_with_its_unit_close_to_the_number() -> None:
    line = read_measurement("14d d of waiting", "d", ANCHOR)
    assert (line.value, line.on, line.note) == (14, None, "of waiting")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("lots", "lots is not a number."),
        ("4 on:2099-01-01", "on:2099-01-01 is not a day gone by."),
        ("4 on:soon", "on:soon is not a day gone by."),
        ("4 on:fri on:today", "on:today: a line takes one on: only."),
    ],
)
def test_what_a_measurement_does_not_say(text: str, problem: str) -> None:
    assert read_measurement(text, "%", ANCHOR).problems == [problem]
