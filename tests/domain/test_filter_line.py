"""The filter line: tokens, or, and, errors."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from domain_makers import EXAMPLES, TODAY, day
from hypothesis import given
from hypothesis import strategies as st

from greenpath_tui.domain import model as m
from greenpath_tui.domain.filters import account_filter, task_filter


@dataclass
class AccountFacts:
    name: str = "Acme Corp"
    status: m.Status = m.Status.RED
    csm: str = "dana"
    csm_name: str = "Dana Reyes"
    tier: int = 2
    tags: tuple[str, ...] = ("retail", "Big")
    stage: str = "2"
    segment: str = "Mid-market"
    renewal: date | None = date(2027, 3, 3)
    arr: int | None = 420_000_00
    update_due: date | None = date(2026, 11, 25)
    late: int = 0
    blocked: int = 0
    help: int = 0
    mine: bool = False
    changed_on: date | None = None


@dataclass
class TaskFacts:
    title: str = "Sponsor call"
    owner: str = "dana"
    owner_name: str = "Dana Reyes"
    status: m.TaskStatus = m.TaskStatus.TODO
    due: date | None = TODAY
    tags: tuple[str, ...] = ("training",)
    help_open: bool = False
    mine: bool = False
    changed_on: date | None = None
    outside: bool = False
    criterion: str = "Order errors"
    kind: str = "action"

    @property
    def open(self) -> bool:
        return self.status is not m.TaskStatus.DONE


def account_passes(text: str, **facts: Any) -> bool:
    made = account_filter(text, TODAY)
    assert made.error == ""
    return made(AccountFacts(**facts))


def task_passes(text: str, **facts: Any) -> bool:
    made = task_filter(text, TODAY)
    assert made.error == ""
    return made(TaskFacts(**facts))


@pytest.mark.parametrize(
    ("yes", "no", "facts"),
    [
        ("acme", "zork", {}),
        ("ACME corp", "acme zork", {}),
        ('"acme corp"', '"corp acme"', {}),
        ("status:red", "status:green", {}),
        ("status:r", "status:y", {}),
        ("csm:dana", "csm:lee", {}),
        ("owner:reyes", "owner:wong", {}),
        ('csm:"Dana Reyes"', 'csm:"Dana Smith"', {}),
        ("csm:none", "csm:dana", {"csm": "", "csm_name": ""}),
        ("tier:2", "tier:1", {}),
        ("#retail", "#small", {}),
        ("#big", "#ig", {}),
        ("stage:2", "stage:draft", {}),
        ("stage:no-plan", "stage:watch,closed", {"stage": "no-plan"}),
        ("seg:mid", "seg:enterprise", {}),
        ("renews:<180d", "renews:<90d", {}),
        ("renews:>=100d", "renews:>100d", {}),
        ("renews:<=2027-03-03", "renews:>2027-03-03", {}),
        ("arr:>100k", "arr:<100k", {}),
        ("arr:<=420k", "arr:>420k", {}),
        ("arr:420k", "arr:421k", {}),
        ("due:<=2d", "due:<2d", {}),
        ("due:2026-11-25", "due:today", {}),
        ("is:overdue", "is:help", {"late": 1}),
        ("is:overdue", "is:blocked", {"update_due": day(-1)}),
        ("is:blocked", "is:overdue", {"blocked": 1}),
        ("is:help", "is:mine", {"help": 2}),
        ("is:mine", "is:changed", {"mine": True}),
        ("is:changed", "is:help", {"changed_on": day(-7)}),
    ],
)
def test_every_token_of_accounts(yes: str, no: str, facts: dict[str, Any]) -> None:
    assert account_passes(yes, **facts)
    assert not account_passes(no, **facts)


@pytest.mark.parametrize(
    ("yes", "no", "facts"),
    [
        ("sponsor", "hub", {}),
        ("owner:dana", "owner:lee", {}),
        ("owner:dana_reyes", "owner:dana_lee", {}),
        ("owner:nobody", "owner:dana", {"owner": "", "owner_name": ""}),
        ("status:todo", "status:doing", {}),
        ("kind:action", "kind:milestone", {}),
        ("due:today", "due:fri", {}),
        ("due:<=7d", "due:>7d", {}),
        ("#training", "#adoption", {}),
        ("is:overdue", "is:blocked", {"due": day(-1)}),
        ("is:late", "is:blocked", {"due": day(-1)}),
        ("is:done", "is:overdue", {"due": day(-1), "status": m.TaskStatus.DONE}),
        ("is:blocked", "is:done", {"status": m.TaskStatus.BLOCKED}),
        ("is:help", "is:mine", {"help_open": True}),
        ("is:mine", "is:help", {"mine": True}),
        ("is:open", "is:done", {}),
        ("is:outside", "is:orphan", {"outside": True}),
        ("is:orphan", "is:outside", {"criterion": ""}),
        ("is:changed", "is:outside", {"changed_on": day(-7)}),
    ],
)
def test_every_token_of_tasks(yes: str, no: str, facts: dict[str, Any]) -> None:
    assert task_passes(yes, **facts)
    assert not task_passes(no, **facts)


def test_a_comma_means_or() -> None:
    assert account_passes("status:green,red")
    assert account_passes("tier:1,2")
    assert account_passes("#small,retail")
    assert account_passes("is:help,blocked", blocked=1)
    assert account_passes("arr:<1k,>400k")
    assert account_passes("renews:<10d,>90d")
    assert not account_passes("status:green,yellow")


def test_the_same_token_twice_means_and() -> None:
    assert account_passes("#retail #big")
    assert not account_passes("#retail #small")
    assert account_passes("arr:>100k arr:<500k")
    assert not account_passes("arr:>100k arr:<200k")
    assert not account_passes("status:red status:green")
    assert not account_passes("is:help is:blocked", help=1)


def test_different_tokens_mean_and() -> None:
    assert account_passes("acme status:red csm:dana")
    assert not account_passes("acme status:red csm:lee")


def test_what_is_unknown_about_an_account_matches_no_comparison() -> None:
    assert not account_passes("renews:<9999d", renewal=None)
    assert not account_passes("arr:<2M", arr=None)
    assert not account_passes("due:>2000-01-01", update_due=None)


def test_an_empty_filter_passes_everything() -> None:
    assert account_passes("")
    assert account_passes("   ")
    assert task_passes("")


@pytest.mark.parametrize("text", ["status:", "is:", "#", "arr:", "csm:,"])
def test_a_token_still_being_typed_hides_nothing(text: str) -> None:
    assert account_filter(text, TODAY).error == ""
    if text != "#":
        assert account_passes(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("colour:red", "colour: is not a token."),
        ("status:blue", "status:blue is not one of red, yellow, green."),
        ("tier:9", "tier:9 is not a tier: 1, 2 or 3."),
        ("stage:4", "stage:4 is not a stage"),
        ("renews:soon", "renews:soon is not a day"),
        ("renews:<", "renews:< is not a day"),
        ("arr:>lots", "arr:>lots is not an amount"),
        ("is:lovely", "is:lovely is not one of"),
        ("acme kind:action", "kind: is not a token."),
    ],
)
def test_an_unknown_token_is_an_error_that_says_what_there_is(text: str, said: str) -> None:
    assert account_filter(text, TODAY).error.startswith(said)


def test_an_unknown_token_of_tasks_is_an_error() -> None:
    for text in ("tier:1", "arr:>1k", "due:soonish", "status:red", "kind:epic", "is:lovely"):
        assert task_filter(text, TODAY).error


def test_the_first_error_is_told_and_the_rest_still_filters() -> None:
    made = account_filter("tier:9 status:blue acme", TODAY)
    assert made.error.startswith("tier:9")
    assert made(AccountFacts())
    assert not made(AccountFacts(name="Zork"))


def test_a_colon_in_plain_text_is_plain_text() -> None:
    assert task_passes("10:30", title="Call at 10:30")


@EXAMPLES
@given(st.text(max_size=30))
def test_any_text_is_a_filter_or_an_error(text: str) -> None:
    for made in (account_filter(text, TODAY), task_filter(text, TODAY)):
        assert made.text == text
    account_filter(text, TODAY)(AccountFacts())
    task_filter(text, TODAY)(TaskFacts())


@EXAMPLES
@given(st.lists(st.sampled_from(list(m.Status)), max_size=8), st.sets(st.sampled_from(["r", "g"])))
def test_more_choices_never_hide_rows(statuses: list[m.Status], letters: set[str]) -> None:
    rows = [AccountFacts(status=s) for s in statuses]
    one = account_filter("status:y", TODAY)
    more = account_filter("status:y," + ",".join(letters), TODAY)
    narrow, wide = [r for r in rows if one(r)], [r for r in rows if more(r)]
    assert len(narrow) <= len(wide)
    assert all(row in wide for row in narrow)
