"""`x`: the page for an audience in a form, previewed, copied, recorded as sent."""

import threading
from pathlib import Path

import pytest

from driving import driven, settle
from greenpath_tui.domain import model as m
from greenpath_tui.errors import Cancelled
from greenpath_tui.services.exchange import Exchange


async def test_tab_shows_the_customers_page_and_what_it_leaves_out(tmp_path: Path) -> None:
    async with driven(tmp_path) as app:
        await app.press("x")
        assert "for our own people" in app.screen
        assert "65 days before the renewal" in app.screen
        await app.press("tab")
        assert "for the customer" in app.screen
        assert "left out: 14 internal tasks, 2 of our own criteria" in app.screen
        assert "before the renewal" not in app.screen
        await app.press("f")
        assert "HTML as text, lines 1 to" in app.screen
        assert "What we need from you" in app.screen
        await app.press("escape")
        assert "Export Harbour" not in app.screen


async def test_a_page_is_recorded_as_sent_confirmed_and_undone(tmp_path: Path) -> None:
    async with driven(tmp_path) as app:
        account = app.services.accounts.find("Harbour")
        before = app.services.accounts.dossier(account.id).sent_pages
        await app.press("x", "tab", "r")
        await app.type("Ian Moss")
        await app.press("enter")
        assert app.message == "Recorded a page sent to Ian Moss"
        *_, page = app.services.accounts.dossier(account.id).sent_pages
        assert (page.to, page.audience, page.form) == ("Ian Moss", m.Audience.CUSTOMER, "md")
        assert page.text.startswith("# Harbour & Main: the way to Green")
        await app.press("x")
        await app.press("G")
        await app.press("g")
        await app.press("escape", ":")
        await app.type("sent last was read")
        await app.press("enter")
        assert app.message.startswith("Confirmed the page sent to Ian Moss")
        await app.press("u", "u")
        assert app.services.accounts.dossier(account.id).sent_pages == before


async def test_marked_accounts_share_one_page_with_a_table(tmp_path: Path) -> None:
    async with driven(tmp_path) as app:
        await app.press("space", "space", "x")
        assert "Export 2 accounts" in app.screen
        assert "# 2 accounts" in app.screen
        await app.press("tab")
        assert "for our own people" in app.screen


@pytest.mark.parametrize(
    ("environ", "said"),
    [({"TERM": "xterm-256color"}, "Copied"), ({"TERM": "linux"}, "this terminal takes no copies")],
)
async def test_copying_says_where_the_text_went(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, environ: dict[str, str], said: str
) -> None:
    for name in ("TMUX", "TERM_PROGRAM", "VTE_VERSION"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    async with driven(tmp_path) as app:
        await app.press("y")
        assert said in app.message
        assert app.app.clipboard.startswith("# Harbour & Main")
        saved = tmp_path / "state" / "copied.txt"
        assert saved.exists() == (said != "Copied")


async def test_a_customer_without_a_plan_gets_no_page(tmp_path: Path) -> None:
    async with driven(tmp_path) as app:
        await app.press(*"/linden", "enter", "x", "tab")
        assert "Linden Insurance has no recovery plan" in app.screen
        await app.press("y")
        assert app.app.clipboard == ""
        assert "nothing to export" in app.screen
        await app.press("tab", "y")
        assert app.app.clipboard.startswith("# Linden")


async def test_a_stopped_export_says_so_where_the_page_would_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_: object) -> None:
        raise Cancelled("Exporting was cancelled; nothing was changed.")

    async with driven(tmp_path) as app:
        monkeypatch.setattr(Exchange, "export", stopped)
        await app.press("x")
        assert "Exporting was cancelled" in app.screen
        monkeypatch.undo()
        await app.press("tab")
        assert "for the customer" in app.screen
        assert "On course for Green" in app.screen


async def test_the_two_audiences_have_files_of_their_own_names(tmp_path: Path) -> None:
    async with driven(tmp_path) as app:
        await app.press("x", "s")
        assert "harbour-main-internal-2026-11-23.md" in app.screen
        await app.press("escape", "x", "tab", "s")
        assert "harbour-main-for-customer-2026-11-23.md" in app.screen


async def test_keys_before_the_preview_is_made_give_nothing_away(tmp_path: Path) -> None:
    async with driven(tmp_path) as app:
        account = app.services.accounts.find("Harbour")
        before = app.services.accounts.dossier(account.id).sent_pages
        await app.press("x")
        hold = threading.Event()
        app.app.work(lambda _: hold.wait(5), lambda _: None)
        await app.pilot.press("tab")
        await app.pilot.press("y")
        assert app.app.clipboard == ""
        assert "still being made" in app.screen
        hold.set()
        await settle(app.pilot)
        await app.press("y")
        assert "likelihood" not in app.app.clipboard
        assert app.app.clipboard.startswith("# Harbour & Main")
        assert app.services.accounts.dossier(account.id).sent_pages == before


async def test_the_page_that_was_saved_is_the_one_recorded_as_sent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with driven(tmp_path) as app:
        account = app.services.accounts.find("Harbour")
        await app.press("x", "tab", "s", "enter")
        assert "x Tab r records it as sent" in app.screen
        await app.press("x")
        assert "for our own people" in app.screen
        await app.press("tab", "r")
        assert "Who of the customer got it?" in app.screen
        await app.type("Ian Moss")
        await app.press("enter")
        *_, page = app.services.accounts.dossier(account.id).sent_pages
        assert page.audience is m.Audience.CUSTOMER
        await app.press("x", "r")
        assert "Who of our own people got it?" in app.screen
