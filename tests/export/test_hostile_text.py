"""Hostile text in every field: cleaned once, then literal in every form and on every command."""

import csv
import io
import json
import tomllib
import unicodedata
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from icalendar import Calendar

import every_field
from greenpath_tui import bootstrap
from greenpath_tui import settings as settings_module
from greenpath_tui.cli.main import run
from greenpath_tui.domain import model as m
from greenpath_tui.export.forms import FORMS
from greenpath_tui.services import Services

TODAY = date(2026, 11, 23)
_FRAGMENTS = [
    "[/]", "[b]", "[@click=app.quit]", "[link=x]", "\x1b[31m", "\x1b]2;owned\x07",
    "\x1b]52;c;aGk=\x07", "\u009b31m", "\x00", "\x7f", "\r", "\n", "\t", "\u202e", "\u2066", "\u200b",
    "\u200d", "\ufeff", "\U000e0041", "Z\u0351\u0352\u0353", "😀", "👩\u200d💻", "日本語", "עברית",
    "=1+1", "+SUM(A1)", "-2", "@here", "＝1", "'=1", "<script>alert(1)</script>", "<img src=x>",
    "&amp;", "](http://x)", "`x`", "**b**", "# h", "| a |", "> q", "- l", "1. n", "../../etc/passwd",
    "C:\\x", "%s %d {0} {x!r}", "$(id)", "`id`", ";", ",", ":", '"', "'", "\\n", "BEGIN:VEVENT",
    "https://example.com", "<!channel>", "word", " ",
]  # fmt: skip
HOSTILE = st.lists(st.sampled_from(_FRAGMENTS) | st.text(max_size=8), min_size=1, max_size=12).map(
    "".join
)


def everywhere(text: str) -> Any:
    """A `put` that gives this text to every field that takes any text."""

    def put(kind: type[m.Entity], **given: Any) -> m.Entity:
        return kind(**{**given, **every_field.free_fields(kind, text)})

    return put


def obeyed(text: str, allowed: str = "\n") -> list[str]:
    """Characters that a terminal or a reader obeys instead of showing."""
    return [
        c
        for c in text
        if c not in allowed
        and c not in "\u200c\u200d"
        and (unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") or c in "\u202e\u2066\u200b\ufeff")
    ]


class Tags(HTMLParser):
    """The tags of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: set[str] = set()

    def handle_starttag(self, tag: str, _: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)


_EMPTY: list[bytes] = []  # an empty database: making one takes half a second


def opened(folder: Path) -> Services:
    """A new database."""
    for old in folder.glob("h.db*"):
        old.unlink()
    if _EMPTY:
        (folder / "h.db").write_bytes(_EMPTY[0])
    options = {"database": str(folder / "h.db"), "today": TODAY.isoformat(), "user": "dana"}
    services = bootstrap.open_services(settings_module.load(options, {}))
    if not _EMPTY:
        services.store.backup(folder / "empty.db")
        _EMPTY.append((folder / "empty.db").read_bytes())
    return services


def filled(folder: Path, text: str) -> Services:
    """An account with this text in every field."""
    services = opened(folder)
    with services.store.write() as write:
        every_field.fill(write, everywhere(text), TODAY)
    return services


def through_a_file(folder: Path, text: str) -> str:
    """The export of an empty database into which a portfolio file was imported."""
    (folder / "in.toml").write_text(text, encoding="utf-8")
    services = opened(folder)
    services.exchange.import_file(folder / "in.toml")
    out = services.exchange.export(None, "toml").text
    services.close()
    return out


@settings(
    max_examples=12, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(text=HOSTILE)
def test_no_form_lets_anything_through(tmp_path: Path, text: str) -> None:
    services = filled(tmp_path, text)
    try:
        texts = {
            (form, audience): services.exchange.export(["a"], form, audience).text
            for form in FORMS
            for audience in m.Audience
        }
        whole = services.exchange.export(None, "toml").text
    finally:
        services.close()
    for (form, _), out in texts.items():
        assert not obeyed(out, "\r\n" if form in ("ics", "csv") else "\n\t"), form
        match form:
            case "html":
                tags = Tags()
                tags.feed(out)
                assert tags.seen.isdisjoint({"script", "img", "link", "iframe", "object", "a"})
            case "csv":
                for row in csv.reader(io.StringIO(out), strict=True):
                    assert not [
                        c for c in row if c.lstrip()[:1] in tuple("=+-@＝＋－＠") and c.strip()
                    ]
            case "ics":
                assert all(len(line.encode()) <= 75 for line in out.split("\r\n"))
                kinds = {part.name for part in Calendar.from_ical(out).walk()}
                assert kinds <= {"VCALENDAR", "VEVENT"}
            case "json":
                json.loads(out)
            case "toml":
                tomllib.loads(out)
            case "chat":
                assert "<!channel>" not in out
                assert not [w for w in out.split() if w.startswith("@here")]
    once = through_a_file(tmp_path, whole)
    assert through_a_file(tmp_path, once) == once


@settings(
    max_examples=8, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(text=HOSTILE)
def test_no_command_lets_anything_through(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    filled(tmp_path, text).close()
    where = ["--database", str(tmp_path / "h.db"), "--today", TODAY.isoformat()]
    for command in (["accounts"], ["tasks"], ["show", "a"], ["add", "a", text], ["doctor"]):
        run([*command, *where])
        out, err = capsys.readouterr()
        assert not obeyed(out + err, "\n\t"), command
