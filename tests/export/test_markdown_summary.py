"""Pages that go out: golden files of the sample, and hostile names in every form.

`pytest tests/export --golden-update` accepts changed pages; read each before.
"""

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from greenpath_tui import bootstrap, settings
from greenpath_tui.domain import model as m
from greenpath_tui.export.as_markdown import inline as inline_text
from greenpath_tui.export.as_markdown import literal
from greenpath_tui.resources import sample_portfolio
from greenpath_tui.services import Services

GOLDEN = Path(__file__).parent / "golden"
HOSTILE = [
    "[/]",
    "Acme [EMEA]",
    "| a | b |",
    "<script>alert(1)</script>",
    "# h",
    "=1+1",
    "\u202eabc",
    "\x1b[31mred",
    "[x](javascript:alert)",
    "![x](https://example.com/x.png)",
    "**bold** _it_ `code` ~~no~~",
    "- item",
    "1. one",
    "> quote",
    "&lt; &amp;",
    "a@example.com https://example.com",
    "\\",
    "$x$ @dana",
]


@pytest.fixture(scope="module")
def exporting_sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    """The sample in a database of its own."""
    path = tmp_path_factory.mktemp("export") / "greenpath.db"
    options = {"database": str(path), "today": "2026-11-23", "user": "tester"}
    services = bootstrap.open_services(settings.load(options, {}))
    services.exchange.import_file(sample_portfolio())
    yield services
    services.close()


@pytest.mark.parametrize("form", ["md", "html", "chat", "csv", "ics"])
@pytest.mark.parametrize(
    ("name", "audience"),
    [
        ("harbour", m.Audience.INTERNAL),
        ("harbour", m.Audience.CUSTOMER),
        ("northgate", m.Audience.INTERNAL),
        ("cobalt", m.Audience.INTERNAL),
    ],
    ids=str,
)
def test_golden_pages(
    exporting_sample: Services, name: str, audience: m.Audience, form: str, request: Any
) -> None:
    account = exporting_sample.accounts.find(name)
    text = exporting_sample.exchange.export([account.id], form, audience).text
    text = re.sub(r"UID:\w+", "UID:…", text)  # ids are new in every database
    path = GOLDEN / f"{name}-{audience}.{form}"
    if request.config.getoption("--golden-update"):
        path.write_text(text, encoding="utf-8", newline="")
    assert text == path.read_bytes().decode("utf-8")


def test_every_account_of_the_sample_has_a_page(exporting_sample: Services) -> None:
    for row in exporting_sample.accounts.rows():
        text = exporting_sample.exchange.export([row.id], "md").text
        assert text.startswith(f"# {literal(row.name)}: the way to Green\n\n**")
        assert "- As of: Mon 23 Nov 2026\n" in text
        assert text.endswith("\n")
        assert not text.endswith("\n\n")
        assert "None" not in text


def test_several_accounts_begin_with_a_table(exporting_sample: Services) -> None:
    ids = [row.id for row in exporting_sample.accounts.rows()]
    text = exporting_sample.exchange.export(ids, "md").text
    table, _, pages = text.partition("\n\n# ")
    assert table.startswith("# 14 accounts\n\n| Account | Status |")
    assert len(table.splitlines()) == 4 + 14
    assert pages.count(": the way to Green\n") == 14


PLAIN = ("text", "text_special", "softbreak")
READER = MarkdownIt("gfm-like")
PLACES = ("> {}", "- {}")
INLINE = ("# {}: the end", "- Done: {} (me)", "- **{}**: x", "| a |\n| --- |\n| {} |")


def inline(markdown: str) -> list[tuple[str, list[str]]]:
    """The texts a reader sees, each with what Markdown made of its inside."""
    return [
        (
            "".join(child.content for child in token.children or []),
            [child.type for child in token.children or [] if child.type not in PLAIN],
        )
        for token in READER.parse(markdown)
        if token.type == "inline"
    ]


def assert_literal(text: str) -> None:
    cases = [(p, literal) for p in PLACES] + [(p, inline_text) for p in INLINE]
    for place, escape in cases:
        blocks = [t.type for t in READER.parse(place.format("plain"))]
        made = place.format(escape(text))
        assert [t.type for t in READER.parse(made)] == blocks, made
        seen, acted_on = inline(made)[-1]
        assert acted_on == inline(place.format("plain"))[-1][1], made
        wanted = inline(place.format("plain"))[-1][0].replace("plain", text)
        assert seen == wanted, made


def test_a_time_of_day_is_no_emoji() -> None:
    assert inline_text("from 06:00: two shifts") == "from 06:00: two shifts"
    assert inline_text(":smile: and :100:") == r"\:smile: and \:100:"


@pytest.mark.parametrize("text", [t for t in HOSTILE if t.isprintable()])
def test_hostile_text_reads_as_it_was_written_in_every_place(text: str) -> None:
    assert_literal(text)


@hypothesis_settings(max_examples=50, deadline=None, database=None)
@given(st.text(st.sampled_from("[]()<>|#*_`~!&\\/=+-.:;@$1 ab"), max_size=20))
def test_any_text_reads_as_it_was_written(text: str) -> None:
    flat = " ".join(text.split())
    if flat:
        assert_literal(flat)


def quoted(text: str) -> str:
    """A TOML text."""
    return '"' + "".join(f"\\U{ord(c):08x}" for c in text) + '"'


@pytest.fixture
def hostile_portfolio(tmp_path: Path) -> Iterator[Services]:
    """Accounts with hostile names whose every text is hostile too."""
    parts = []
    for index, text in enumerate(HOSTILE):
        own = quoted(f"{index} {text}")
        owner = quoted("".join(c for c in f"{index} {text}" if c.isprintable()))
        parts.append(
            f"[[accounts]]\nname = {own}\nstatus = 'red'\n"
            f"[[accounts.stakeholders]]\nname = {owner}\n"
            f"[[accounts.status_changes]]\nold = 'green'\nnew = 'red'\non = 2026-11-20\n"
            f"reason = {own}\n"
            f"[[accounts.updates]]\non = 2026-11-20\nchanged = {own}\n"
            f"[[accounts.plans]]\nstart = 2026-11-01\nstate = 'active'\nroot_cause = {own}\n"
            f"override_by = {own}\noverride_why = {own}\n"
            f"[accounts.plans.definition]\nstatement = {own}\n"
            f"[[accounts.plans.definition.criteria]]\nmetric = {own}\nunit = {quoted(text[:19])}\n"
            f"baseline = 8\ntarget = 2\nmeasurements = [{{ on = 2026-11-20, value = 7 }}]\n"
            f"[[accounts.plans.definition.agreements]]\nperson = {own}\non = 2026-11-02\n"
            f"how = {own}\n"
            f"[[accounts.plans.tasks]]\ntitle = {own}\ncustomer_owner = {owner}\nphase = 1\n"
            f"due = 2026-11-20\nstatus = 'blocked'\nblocked_by = {own}\n"
            f"help_ask = {own}\nhelp_function = {quoted(text)}\n"
            f"due_moves = [{{ old = 2026-11-18, new = 2026-11-20, on = 2026-11-18, why = {own} }}]\n"
        )
    path = tmp_path / "hostile.toml"
    path.write_text("\n".join(parts), encoding="utf-8")
    options = {"database": str(tmp_path / "db"), "today": "2026-11-23", "user": "tester"}
    services = bootstrap.open_services(settings.load(options, {}))
    services.exchange.import_file(path)
    yield services
    services.close()


def test_hostile_names_come_out_literal_and_without_control_characters(
    hostile_portfolio: Services,
) -> None:
    rows = hostile_portfolio.accounts.rows()
    assert len(rows) == len(HOSTILE)
    shapes = set()
    for row in rows:
        text = hostile_portfolio.exchange.export([row.id], "md").text
        for char in text:
            assert char == "\n" or unicodedata.category(char) not in ("Cc", "Cf"), repr(char)
        tokens = READER.parse(text)
        seen = inline(text)
        made = tuple(tuple(acted_on) for _, acted_on in seen)
        assert {kind for kinds in made for kind in kinds} <= {"strong_open", "strong_close"}, text
        shapes.add((tuple(t.type for t in tokens), made))
        assert sum(words.count(row.name) for words, _ in seen) >= 10
    assert len(shapes) == 1  # no name adds or breaks a heading, a list, the table or a bold word


def test_the_hostile_portfolio_survives_a_round_trip(
    hostile_portfolio: Services, tmp_path: Path
) -> None:
    text = hostile_portfolio.exchange.export(None, "toml").text
    path = tmp_path / "again.toml"
    path.write_text(text, encoding="utf-8")
    report = hostile_portfolio.exchange.import_file(path)
    assert (report.new, report.changed) == (0, 0)
    assert hostile_portfolio.exchange.export(None, "toml").text == text
