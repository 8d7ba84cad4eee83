"""A page for the customer holds nothing internal, in no form."""

import re
from collections.abc import Iterator
from dataclasses import MISSING, fields
from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Any

import pytest

import every_field
from greenpath_tui import bootstrap, settings
from greenpath_tui.domain import model as m
from greenpath_tui.domain.days import full_date, plain_date
from greenpath_tui.domain.quickadd import CriterionLine, TaskLine
from greenpath_tui.errors import UsageError
from greenpath_tui.export.forms import FORMS
from greenpath_tui.resources import sample_portfolio
from greenpath_tui.services import Services
from greenpath_tui.services.plans import Closing
from greenpath_tui.storage.schema import KINDS
from greenpath_tui.views.audience import left_out

TODAY = date(2026, 11, 23)
CUSTOMER = m.Audience.CUSTOMER


def opened(folder: Path) -> Services:
    options = {"database": str(folder / "greenpath.db"), "today": "2026-11-23", "user": "dana"}
    return bootstrap.open_services(settings.load(options, {}))


class Canaries:
    """Fills every internal field of an entity with a word or day that stands nowhere else."""

    def __init__(self) -> None:
        self.words: dict[str, str] = {}
        self._numbers = count(1)

    def put(self, kind: type[m.Entity], **given: Any) -> m.Entity:
        values = dict(given)
        for item in fields(kind):
            if item.name in values or item.name in ("id", "version") or item.name.endswith("_id"):
                continue
            if item.metadata.get("customer"):
                continue
            default = None if item.default is MISSING else item.default
            number = next(self._numbers)
            place = f"{kind.__name__}.{item.name}"
            if isinstance(default, str) and type(default) is str:
                word = f"canary{number}x"[: item.metadata.get("line", 99)]
                if item.name == "currency":
                    word = "XQX"
                self.words[word] = place
                values[item.name] = word
            elif default == () and item.name in ("tags", "links", "checklist", "met"):
                word = f"canary{number}x"
                self.words[word] = place
                values[item.name] = (word,)
            elif item.metadata.get("range") == (0, 10**15):
                values[item.name] = (7_000_000 + number) * 100
                self.words[str(7_000_000 + number)] = place
            elif item.type in (date | None, date):
                day = date(1961, 1, 1) + timedelta(days=number)
                values[item.name] = day
                for said in (day.isoformat(), full_date(day), plain_date(day, TODAY)):
                    self.words[said] = place
        if "external_id" in {item.name for item in fields(kind)}:
            values["external_id"] = "canary0x"
            self.words["canary0x"] = "Account.external_id"
        return kind(**values)


@pytest.fixture
def canaries(tmp_path: Path) -> Iterator[tuple[Services, dict[str, str]]]:
    """One account whose every internal field is a canary, and where each of them lives."""
    services = opened(tmp_path)
    c = Canaries()
    with services.store.write() as write:
        every_field.fill(write, c.put, TODAY)
    words = c.words | {w: w for w in ("Canarylast", "canarymetric", "canarytask")}
    yield services, words
    services.close()


@pytest.mark.parametrize("form", FORMS)
def test_no_internal_field_is_in_any_form(
    canaries: tuple[Services, dict[str, str]], form: str
) -> None:
    services, words = canaries
    text = services.exchange.export(["a"], form, CUSTOMER).text
    leaked = {place for word, place in words.items() if word in text}
    assert leaked == set()
    assert "83" not in text
    assert "Acme" in text
    if form in ("md", "html", "chat", "csv"):
        assert "Shown work 1" in text
    for word in ("Red", "tier", "renew", "at risk", "getting", "XQX"):
        assert word not in text, word


def test_the_canaries_are_there_to_be_found(canaries: tuple[Services, dict[str, str]]) -> None:
    services, words = canaries
    text = services.exchange.export(["a"], "toml").text
    silent = {place for word, place in words.items() if "canary" in word and word not in text}
    assert silent == set()
    page = services.exchange.export(["a"], "md").text
    assert sum(word in page for word in words) > 10


def test_our_people_are_named_by_first_name_and_role(
    canaries: tuple[Services, dict[str, str]],
) -> None:
    services, _ = canaries
    page = services.exchange.export(["a"], "md", CUSTOMER).text
    assert "Dana, Lead" in page
    assert "by Omar (18 Oct)" in page
    assert "by Ian Moss (18 Oct)" in page
    assert "**Ian Moss**: Give us access, by Wed 25 Nov" in page


def test_what_was_left_out_is_counted(canaries: tuple[Services, dict[str, str]]) -> None:
    services, _ = canaries
    gone = services.exchange.export(["a"], "md", CUSTOMER).left_out
    assert gone[:3] == ("4 internal tasks", "1 of our own criteria", "our requirements")
    assert "ARR" in gone


def test_a_page_for_the_customer_is_about_one_account(tmp_path: Path) -> None:
    services = opened(tmp_path)
    services.exchange.import_file(sample_portfolio())
    ids = [row.id for row in services.accounts.rows()]
    for chosen in (None, ids[:2]):
        with pytest.raises(UsageError, match="one account at a time"):
            services.exchange.export(chosen, "toml", CUSTOMER)
    services.close()


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda k: k.__name__)
def test_every_kind_is_either_shown_in_part_or_internal_as_a_whole(kind: type[m.Entity]) -> None:
    """A required field that nobody marked would make a copy for the customer impossible."""
    unmarked = [
        f.name
        for f in fields(kind)
        if f.default is MISSING and not f.metadata.get("customer") and not f.name.endswith("_id")
    ]
    marked = [f.name for f in fields(kind) if f.metadata.get("customer")]
    if marked:
        assert [name for name in unmarked if name != "id"] == []


SHOWN = {
    "people": {"name", "function", "role"},
    "accounts": {"name", "next_update"},
    "stakeholders": {"name", "title"},
    "plans": {"number", "start", "state", "decided_on"},
    "phases": {"position", "name", "first_day", "last_day"},
    "definitions": {"number", "customer_words", "said_by", "said_on", "statement"},
    "agreements": {"number", "side", "person", "on", "how", "state"},
    "criteria": {"metric", "unit", "better", "baseline", "target", "due", "source", "must_have",
                 "about", "rank"},
    "measurements": {"on", "value"},
    "tasks": {"kind", "title", "status", "promised_to", "due", "first_due", "done_on", "shown", "rank"},
    "due_moves": {"old", "new", "on"},
}  # fmt: skip


def test_what_customers_may_see_is_this_and_nothing_else() -> None:
    """Whoever marks another field changes this list too, and is asked why."""
    marked = {
        name: {f.name for f in fields(kind) if f.metadata.get("customer")}
        for name, kind in KINDS.items()
    }
    assert {name: shown for name, shown in marked.items() if shown} == SHOWN


def test_only_those_of_theirs_who_own_shown_work_are_named(tmp_path: Path) -> None:
    services = opened(tmp_path)
    services.exchange.import_file(sample_portfolio())
    account = services.accounts.find("harbour")
    text = services.exchange.export([account.id], "toml", CUSTOMER).text
    assert "Ravi Shah" in text
    assert "Chief operating officer" not in text
    assert "\nid = " not in text
    services.close()


@pytest.mark.parametrize("form", ["md", "html", "chat"])
def test_a_definition_that_nobody_could_agree_to_is_not_shown(tmp_path: Path, form: str) -> None:
    services = opened(tmp_path)
    services.exchange.import_file(sample_portfolio())
    lumen = services.accounts.find("Lumen")
    page = services.exchange.export([lumen.id], form, CUSTOMER)
    assert "ustomer renews" not in page.text
    assert "teering calls" not in page.text
    inside = services.exchange.export([lumen.id], form).text
    assert form == "chat" or "ustomer renews" in inside
    dossier = services.accounts.dossier(lumen.id)
    assert "a definition that cannot be agreed yet" in left_out(dossier)
    harbour = services.accounts.find("Harbour")
    assert "a definition that cannot be agreed yet" not in left_out(
        services.accounts.dossier(harbour.id)
    )
    services.close()


def test_a_draft_asks_the_customer_for_her_word(tmp_path: Path) -> None:
    services = opened(tmp_path)
    services.exchange.import_file(sample_portfolio())
    lumen = services.accounts.find("Lumen")
    services.accounts.edit(lumen.id, {"next_update": date(2026, 12, 4)})
    text = services.exchange.export([lumen.id], "md", CUSTOMER).text
    assert "- **Your own words**: what would success be, by Fri 4 Dec" in text
    assert "Nothing moved" not in text
    vega = services.accounts.find("Vega")
    services.green.write_texts(vega.id, {"statement": "Green is when trucks leave on time"})
    text = services.exchange.export([vega.id], "md", CUSTOMER).text
    assert "- **Your agreement**: to what Green means, as it stands below" in text
    services.close()


def test_a_rough_criterion_hides_nothing_that_was_agreed_before(tmp_path: Path) -> None:
    services = opened(tmp_path)
    services.exchange.import_file(sample_portfolio())
    harbour = services.accounts.find("Harbour")
    services.green.add_criterion(harbour.id, CriterionLine(metric="Late orders"))
    text = services.exchange.export([harbour.id], "md", CUSTOMER).text
    assert "> Green is when store orders arrive" in text
    assert "| Order errors |" in text
    services.close()


def test_a_changed_definition_says_what_was_agreed_before(tmp_path: Path) -> None:
    services = opened(tmp_path)
    services.exchange.import_file(sample_portfolio())
    harbour = services.accounts.find("Harbour")
    services.green.write_texts(harbour.id, {"customer_words": "Something else"})
    text = services.exchange.export([harbour.id], "md", CUSTOMER).text
    assert re.search(r"version 3, not agreed yet; version 2 was agreed on 2\d Oct", text)
    services.close()


def test_an_executive_reads_that_nothing_is_asked_of_her_and_what_got_worse(tmp_path: Path) -> None:
    services = opened(tmp_path)
    services.exchange.import_file(sample_portfolio())
    harbour = services.accounts.find("Harbour")
    dossier = services.accounts.dossier(harbour.id)
    theirs = [c for c in dossier.cards.values() if c.item.customer_owner_id and c.open]
    text = services.exchange.export([harbour.id], "md", CUSTOMER).text
    assert [text.count(c.title) for c in theirs] == [1] * len(theirs)
    services.tasks.complete([c.item.id for c in theirs])
    errors = next(c for c in dossier.criteria if c.metric == "Order errors")
    services.green.measure(harbour.id, errors.id, Decimal("8.4"))
    text = services.exchange.export([harbour.id], "md", CUSTOMER).text
    assert "## What we need from you\n\nNothing at the moment." in text
    assert "0 %, behind, worse than at the start" in text
    html = services.exchange.export([harbour.id], "html", CUSTOMER).text
    assert "verdict good" not in html
    services.close()


def test_late_work_is_work_that_is_planned(tmp_path: Path) -> None:
    services = opened(tmp_path)
    services.exchange.import_file(sample_portfolio())
    okapi = services.accounts.find("Okapi")
    dossier = services.accounts.dossier(okapi.id)
    open_ids = [c.item.id for c in dossier.cards.values() if c.open]
    services.tasks.complete(open_ids[1:])
    services.tasks.set_due([open_ids[0]], TODAY - timedelta(days=2), "late")
    text = services.exchange.export([okapi.id], "md").text
    assert "## What is next" not in text
    services.tasks.complete(open_ids[:1])
    text = services.exchange.export([okapi.id], "md").text
    assert "## What is next\n\nAll planned work is done." in text
    services.close()


def test_the_preview_says_where_her_page_is_better_than_ours(tmp_path: Path) -> None:
    criteria = "".join(
        f"""
[[accounts.plans.definition.criteria]]
metric = "Figure {number}"
unit = "%"
baseline = 0
target = 100
due = 2026-12-31
source = "{source}"
measured_by = "Support"
better = "up"
[[accounts.plans.definition.criteria.measurements]]
on = 2026-11-20
value = {value}
"""
        for number, (source, value) in enumerate(
            [("customer", 90), ("customer", 95), ("internal", 1), ("internal", 1), ("internal", 1)]
        )
    )
    (tmp_path / "in.toml").write_text(
        f"""
[[people]]
name = "Dana Reyes"
[[accounts]]
name = "Opposite"
[[accounts.plans]]
number = 1
state = "active"
start = 2026-10-01
[[accounts.plans.phases]]
position = 1
name = "All of it"
first_day = 1
last_day = 90
[[accounts.plans.phases.tasks]]
title = "Something of ours"
owner = "Dana Reyes"
due = 2026-12-01
[accounts.plans.definition]
statement = "Green is when the figures are right."
{criteria}""".replace("[[accounts.plans.phases.tasks]]", "[[accounts.plans.tasks]]"),
        encoding="utf-8",
    )
    services = opened(tmp_path)
    services.exchange.import_file(tmp_path / "in.toml")
    account = services.accounts.find("Opposite")
    made = services.exchange.export([account.id], "md", CUSTOMER)
    assert "**On course for Green" in made.text
    assert "Not on course" in services.exchange.export([account.id], "md").text
    assert made.left_out[:2] == ("our own verdict, which is worse", "all that is next")
    services.close()


def test_what_a_closed_plan_left_over_is_told_once(tmp_path: Path) -> None:
    services = opened(tmp_path)
    services.exchange.import_file(sample_portfolio())
    account = services.accounts.find("Harbour")
    closing = Closing(m.Outcome.CHURNED, "They left", carry_on=False)
    services.plans.close(account.id, closing)
    services.tasks.add(account.id, TaskLine(title="Loose end", due=date(2026, 11, 20)))
    loose = next(t for t in services.accounts.dossier(account.id).tasks if t.title == "Loose end")
    services.tasks.edit(loose.id, {"shown": True})
    page = services.exchange.export([account.id], "md", CUSTOMER).text
    assert "- Plan: closed on 23 Nov" in page
    head, _, ended = page.partition("## Not done when the plan closed")
    assert "- **Weekly report to IT director**: Dana, CSM, due 21 Nov" in ended
    assert "Weekly report to IT director" not in head
    late = head.partition("## Late, blocked or moved")[2]
    assert "- **Loose end**: Dana, CSM, due 20 Nov, 3 d late" in late
    services.close()
