"""HTML, CSV, calendar, chat, JSON and worksheets: nothing gets through, nothing is lost."""

import csv
import io
import json
import unicodedata
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from icalendar import Calendar

from greenpath_tui import bootstrap, settings
from greenpath_tui.domain import model as m
from greenpath_tui.domain.quickadd import TaskLine
from greenpath_tui.domain.text import clean_line, from_cell, to_cell
from greenpath_tui.export import blank
from greenpath_tui.export.as_chat import plain
from greenpath_tui.portfolio_file import reading
from greenpath_tui.portfolio_file.writing import tables
from greenpath_tui.resources import sample_portfolio
from greenpath_tui.services import Services
from greenpath_tui.services.pages import Sending

HOSTILE = [
    "[/]",
    "Acme [EMEA]",
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7*7 }} {% raw %}",
    "=HYPERLINK(1)",
    "＝1+1",
    "'=1+1",
    "-2+3 @SUM",
    "@here @channel <!everyone>",
    "a;b,c\\n DTSTART:2020",
    "x" * 190,
    "日本語 " * 30,
    "https://example.com/?a=1&b=2",
    "*bold* _it_ `code` ~no~",
]


@pytest.fixture(scope="module")
def forms_sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    path = tmp_path_factory.mktemp("forms") / "greenpath.db"
    options = {"database": str(path), "today": "2026-11-23", "user": "dana"}
    services = bootstrap.open_services(settings.load(options, {}))
    services.exchange.import_file(sample_portfolio())
    yield services
    services.close()


@pytest.fixture
def hostile_account(tmp_path: Path) -> Iterator[tuple[Services, str]]:
    """One account whose tasks are called by hostile texts."""
    options = {"database": str(tmp_path / "h.db"), "today": "2026-11-23", "user": "dana"}
    services = bootstrap.open_services(settings.load(options, {}))
    with services.store.write() as write:
        write.about("filled")
        write.add(m.Account(id="a", name="<b>=Acme</b>"))
    for text in HOSTILE:
        services.tasks.add("a", TaskLine(title=text, due=services.store.today()))
    yield services, "a"
    services.close()


class Seen(HTMLParser):
    """The tags and the text of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def test_html_is_one_file_without_script_or_anything_fetched(
    hostile_account: tuple[Services, str],
) -> None:
    services, account = hostile_account
    text = services.exchange.export([account], "html").text
    page = Seen()
    page.feed(text)
    assert page.tags.isdisjoint({"script", "img", "link", "iframe", "a", "object", "form"})
    assert page.attributes <= {
        "lang", "charset", "name", "content", "http-equiv", "class", "style",
    }  # fmt: skip
    assert "default-src 'none'; style-src 'unsafe-inline'" in text
    assert "@import" not in text
    assert "url(" not in text
    shown = "".join(page.text)
    for name in ("<script>alert(1)</script>", "{{ 7*7 }} {% raw %}", "<b>=Acme</b>"):
        assert name in shown


def test_calendars_read_the_dates_back(hostile_account: tuple[Services, str]) -> None:
    services, account = hostile_account
    text = services.exchange.export([account], "ics").text
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    events = Calendar.from_ical(text).walk("VEVENT")
    titles = {str(event["summary"]) for event in events}
    assert titles == {f"{title}: <b>=Acme</b>" for title in map(clean_line, HOSTILE)}
    assert len({str(event["uid"]) for event in events}) == len(HOSTILE)
    assert {event["dtstart"].dt.isoformat() for event in events} == {"2026-11-23"}


def test_the_calendar_of_a_plan_has_tasks_gates_and_the_next_update(
    forms_sample: Services,
) -> None:
    account = forms_sample.accounts.find("harbour")
    events = Calendar.from_ical(forms_sample.exchange.export([account.id], "ics").text)
    titles = [str(event["summary"]) for event in events.walk("VEVENT")]
    assert "Gate of Execution: Harbour & Main" in titles
    assert "Next update: Harbour & Main" in titles
    assert "Fix order sync, part 2 (Lee Wong): Harbour & Main" in titles
    assert not any("Cut-over" in title for title in titles)  # done


def test_no_cell_is_a_formula_and_the_texts_come_back(
    hostile_account: tuple[Services, str],
) -> None:
    services, account = hostile_account
    text = services.exchange.export([account], "csv").text
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    for row in rows:
        for value in row.values():
            assert not value.lstrip().startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))
    assert {from_cell(row["task"]) for row in rows} == set(map(clean_line, HOSTILE))


@hypothesis_settings(max_examples=200, deadline=None, database=None)
@given(st.text(st.sampled_from("'=+-@＝ \tab1"), max_size=8))
def test_a_cell_is_never_a_formula_and_loses_nothing(text: str) -> None:
    made = to_cell(text)
    assert from_cell(made) == text
    assert not made.strip().startswith(("=", "+", "-", "@", "＝"))


def test_chat_has_at_most_twelve_lines_and_calls_nobody(
    forms_sample: Services, hostile_account: tuple[Services, str]
) -> None:
    hostile, account = hostile_account
    texts = [hostile.exchange.export([account], "chat").text]
    texts += [
        forms_sample.exchange.export([r.id], "chat").text for r in forms_sample.accounts.rows()
    ]
    for text in texts:
        lines = text.rstrip("\n").split("\n")
        assert 1 < len(lines) <= 12
        assert max(map(len, lines)) <= 180
        assert "@" not in text
        assert "<" not in text
    assert plain("*a* _b_ c_d @here") == "∗a∗ ＿b＿ c_d ＠here"


def test_json_holds_what_the_portfolio_file_holds(forms_sample: Services) -> None:
    text = forms_sample.exchange.export(None, "json").text
    found = json.loads(text)
    toml = forms_sample.exchange.export(None, "toml").text
    portfolio = reading.read(toml.encode(), "again.toml")
    assert len(found["accounts"]) == len(portfolio.accounts) == 14
    harbour = next(a for a in found["accounts"] if a["name"] == "Harbour & Main")
    assert harbour["arr"] == 200_000_000
    assert harbour["renewal_date"] == "2027-03-21"
    assert list(found) == list(tables(portfolio))
    quill = next(a for a in found["accounts"] if a["name"] == "Quill & Co")
    assert (quill["status"], quill["tier"], quill["likelihood"]) == ("green", 1, 95)


@pytest.mark.parametrize("form", ["md", "html"])
def test_worksheets_are_empty_and_complete(form: str) -> None:
    text = blank.render(form)
    theirs = blank.render(form, audience=m.Audience.CUSTOMER)
    for ours in ("What do we need", "Attitude", "Stakeholder map", "The phase ends when"):
        assert ours in text
        assert ours not in theirs
    for title in ("Definition of Green", "Stabilization, days 1 to 30", "Stakeholder map",
                  "Weekly update", "Optimization, days 61 to 90"):  # fmt: skip
        assert title in text
    assert "None" not in text


# -- pages that were sent --------------------------------------------------------------------------


def test_a_sent_page_is_known_to_the_next_one(tmp_path: Path) -> None:
    def on(day: str) -> Services:
        options = {"database": str(tmp_path / "s.db"), "today": day, "user": "Dana Reyes"}
        return bootstrap.open_services(settings.load(options, {}))

    services = on("2026-11-23")
    services.exchange.import_file(sample_portfolio())
    account = services.accounts.find("harbour")
    page = services.exchange.export([account.id], "md", m.Audience.CUSTOMER).text
    services.pages.record(account.id, Sending(m.Audience.CUSTOMER, "md", "Ian Moss", page))
    services.close()

    services = on("2026-12-02")
    found = services.accounts.dossier(account.id).sent_pages
    assert [(p.to, p.sent_on.isoformat(), p.text == page.strip()) for p in found] == [
        ("Ian Moss and Marta Voss", "2026-11-17", False),
        ("Ian Moss", "2026-11-23", True),
    ]
    internal = services.exchange.export([account.id], "md").text
    assert "progress last shown to the customer 9 days ago" in internal
    assert "## What moved in the last 7 days" in internal  # nothing was sent to our own people
    again = services.exchange.export([account.id], "md", m.Audience.CUSTOMER).text
    assert "## What moved since the page of 23 Nov" in again
    assert "Ian Moss" in services.pages.confirm(account.id).sentence
    assert services.accounts.dossier(account.id).sent_pages[-1].confirmed_on is not None
    services.close()


def test_no_export_holds_a_control_character(hostile_account: tuple[Services, str]) -> None:
    services, account = hostile_account
    for form in ("md", "html", "chat", "csv", "ics", "json", "toml"):
        text = services.exchange.export([account], form).text
        wrong = {c for c in text if unicodedata.category(c) == "Cc"} - {"\n", "\r"}
        assert wrong == set(), form
