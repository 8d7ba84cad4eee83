"""The portfolio, worked from the keyboard."""

from pathlib import Path

import pytest
from textual.events import Key

from driving import driven, settle
from greenpath_tui.domain.model import Account, Status
from greenpath_tui.ui.glyphs import UNICODE
from greenpath_tui.ui.ink import cells
from greenpath_tui.ui.widgets.totals import totals_line
from greenpath_tui.views.portfolio import StatusTotal, Totals


async def test_the_list_opens_most_urgent_first_with_totals(tmp_path: Path) -> None:
    async with driven(tmp_path) as d:
        screen = d.screen
        assert "● 6 Red 3.37M" in screen
        assert "at risk 5.15M of 6.42M" in screen
        assert "14 of 14, by urgency" in screen
        assert screen.index("Harbour & Main") < screen.index("Vega Logistics")
        assert "rank 1: 2.00M × (1 − 40 %)" in screen


async def test_filter_narrows_while_typing_and_survives_coming_back(tmp_path: Path) -> None:
    async with driven(tmp_path) as d:
        await d.press("/")
        await d.type("status:yellow")
        assert "5 of 14" in d.screen
        await d.press("enter", "enter")
        assert "Lumen Energy" in d.screen
        assert "Definition" not in d.screen
        await d.press("escape")
        assert "5 of 14" in d.screen
        await d.press("escape")
        assert "14 of 14" in d.screen


async def test_an_unknown_token_is_an_error_in_place(tmp_path: Path) -> None:
    async with driven(tmp_path) as d:
        await d.press("/")
        await d.type("colour:red")
        assert "is not a token" in d.screen


async def test_places_survive_a_restart(tmp_path: Path) -> None:
    async with driven(tmp_path) as d:
        await d.press("/")
        await d.type("status:red")
        await d.press("enter", "j", "j")
        chosen = d.app.portfolio.table.current.name
        await d.press("ctrl+q")
    async with driven(tmp_path) as d:
        assert "6 of 14" in d.screen
        assert d.app.portfolio.table.current.name == chosen


async def test_a_remembered_page_is_shown_only_while_it_is_true(tmp_path: Path) -> None:
    async with driven(tmp_path) as d:
        await d.press("ctrl+q")
    async with driven(tmp_path) as d:
        assert d.app.state.page["true_for"] == d.app.fingerprint
        await d.press("d", "y")
        assert "13 of 13" in d.screen
        await d.press("ctrl+q")
    async with driven(tmp_path) as d:
        assert "Harbour" not in d.screen
        assert "13 of 13" in d.screen


async def test_sort_and_reverse(tmp_path: Path) -> None:
    async with driven(tmp_path) as d:
        await d.press("S")
        await d.type("account")
        await d.press("enter")
        assert d.app.portfolio.table.rows[0].name == "Brightwater Foods"
        await d.press("S")
        await d.type("account")
        await d.press("enter")
        assert d.app.portfolio.table.rows[0].name == "Vega Logistics"


async def test_saved_views_by_digit_and_own_ones(tmp_path: Path) -> None:
    async with driven(tmp_path) as d:
        await d.press("f", "3")
        assert "6 of 14" in d.screen
        await d.press("f", "a")
        await d.type("Fires")
        await d.press("enter", "escape", "f")
        assert "Fires" in d.screen


async def test_status_needs_a_reason_and_a_jump_a_manager(tmp_path: Path) -> None:
    async with driven(tmp_path) as d:
        await d.press("s", "3")
        await d.type("they signed off the last hub")
        await d.press("enter")
        assert "which manager agreed" in d.screen
        await d.type("Omar Haddad")
        await d.press("enter")
        account = d.services.accounts.find("Harbour")
        assert account.status is Status.GREEN
        dossier = d.services.accounts.dossier(account.id)
        assert dossier.status_changes[-1].approved_by == "Omar Haddad"
        await d.press("u")
        assert d.services.accounts.find("Harbour").status is Status.RED
        assert d.message.startswith("Undid: turned Harbour & Main Green")


async def test_what_is_about_one_account_is_about_the_marked_one(tmp_path: Path) -> None:
    async with driven(tmp_path) as d:
        first = d.app.portfolio.table.current.name
        await d.press("space")
        assert d.app.portfolio.table.current.name != first
        await d.press("w")
        title = next(line for line in d.screen.splitlines() if "Weekly update" in line)
        assert first in title
        await d.press("escape", "space")
        for key in ("w", "P", "e"):
            await d.press(key)
            assert d.message.startswith("One at a time:"), key


async def test_marks_act_together_as_one_undo_step(tmp_path: Path) -> None:
    async with driven(tmp_path) as d:
        await d.press("space", "space")
        assert "2 marked" in d.screen
        await d.press("m")
        await d.type("quarter planning")
        await d.press("enter")
        assert "2 accounts" in d.message
        await d.press("u")
        for name in ("Harbour", "Vega"):
            dossier = d.services.accounts.dossier(d.services.accounts.find(name).id)
            assert all(t.text != "quarter planning" for t in dossier.touchpoints)


async def test_an_account_in_one_line(tmp_path: Path) -> None:
    async with driven(tmp_path) as d:
        await d.press("a")
        await d.type("Acme [EMEA] arr:420k renews:2027-03-01 @dana status:red")
        assert "420k" in d.screen
        assert "Mon 1 Mar 2027" in d.screen
        await d.press("enter")
        assert "Acme [EMEA]" in d.screen
        account = d.services.accounts.find("acme")
        assert (account.arr, account.status) == (42_000_000, Status.RED)


async def test_what_was_not_understood_stays_marked_and_nothing_is_saved(tmp_path: Path) -> None:
    async with driven(tmp_path) as d:
        await d.press("a")
        await d.type("Acme arr:lots")
        await d.press("enter")
        assert "arr:lots is not an amount" in d.screen
        await d.press("escape", "a")
        assert "Acme arr:lots" in d.screen
        await d.press("escape")
        with d.services.store.read() as reader:
            assert len(reader.all(Account)) == 14


async def test_deleting_an_account_asks_and_enter_keeps_it(tmp_path: Path) -> None:
    async with driven(tmp_path) as d:
        await d.press("d", "enter")
        assert "14 of 14" in d.screen
        await d.press("d", "y")
        assert "13 of 13" in d.screen
        await d.press("u")
        assert "14 of 14" in d.screen


async def test_the_weekly_update_moves_the_next_update(tmp_path: Path) -> None:
    async with driven(tmp_path) as d:
        await d.press("w")
        d.app.screen.query_one("#field-changed").text = "Hub 3 is live"
        d.app.screen.query_one("#field-next_update").focus()
        await d.press("enter")
        account = d.services.accounts.find("Harbour")
        assert account.next_update is not None
        assert account.next_update.isoformat() == "2026-11-30"
        assert d.services.accounts.dossier(account.id).updates[-1].changed == "Hub 3 is live"


async def test_a_date_alone_moves_the_next_update_and_says_so(tmp_path: Path) -> None:
    async with driven(tmp_path) as d:
        await d.press("w")
        box = d.app.screen.query_one("#field-next_update")
        box.value = "2026-12-10"
        box.focus()
        await d.press("enter")
        assert d.message == "Set the next update to Thu 10 Dec 2026"
        assert "Thu 10 Dec" in d.screen


async def test_help_lists_the_keys_and_runs_one(tmp_path: Path) -> None:
    async with driven(tmp_path) as d:
        await d.press("?")
        assert "Keys of Portfolio" in d.screen
        await d.type("sort")
        await d.press("enter")
        assert "Sort by" in d.screen


async def test_the_palette_finds_accounts_and_actions(tmp_path: Path) -> None:
    async with driven(tmp_path) as d:
        await d.press(":")
        await d.type("tessera")
        await d.press("enter")
        assert "Tessera Bank" in d.screen
        assert "Stabilization" in d.screen


@pytest.mark.parametrize("size", [(60, 15), (80, 24), (140, 40)])
async def test_an_empty_database_names_the_keys_and_shows_a_sample(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with driven(tmp_path, sample=False, size=size) as d:
        assert "No accounts yet" in d.screen
        assert "add the first account" in d.screen
        await d.press("enter")
        assert "samp" in d.screen
        assert "Harbour & Main" in d.screen


async def test_export_is_previewed_saved_and_never_overwrites(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with driven(tmp_path) as d:
        await d.press("x")
        assert "the way to Green" in d.screen
        await d.press("s", "enter")
        target = tmp_path / "harbour-main-internal-2026-11-23.md"
        account = d.services.accounts.find("Harbour")
        assert target.read_text() == d.services.exchange.export([account.id], "md").text
        await d.press("x", "tab", "s")
        await d.type(str(target))
        await d.press("enter")
        assert "exists already" in d.screen
        await d.press("enter")
        assert "Root cause" in target.read_text()
        await d.press("x", "s")  # the customer's page is there again
        await d.type(str(target))
        await d.press("enter", "y")
        assert d.message.startswith("Saved")
        assert "Root cause" not in target.read_text()
        assert target.stat().st_mode & 0o777 == 0o600


async def test_copy_says_so(tmp_path: Path) -> None:
    async with driven(tmp_path) as d:
        await d.press("y")
        assert "the way to Green" in d.app.clipboard
        assert d.message.startswith("Copied")


async def test_import_shows_the_difference_first(tmp_path: Path) -> None:
    sheet = tmp_path / "book.csv"
    sheet.write_text("Name;ARR;CSM\nNew One;120k;Priya Nair\nVega Logistics;500k;\n")
    async with driven(tmp_path) as d:
        await d.press("I")
        await d.type(str(sheet))
        await d.press("enter")
        assert "new      account New One" in d.screen
        assert "arr 420,000 -> 500,000" in d.screen
        await d.press("enter")
        assert "New One" in d.screen
        assert d.services.accounts.find("Vega").arr == 50_000_000
        await d.press("u")
        assert d.services.accounts.find("Vega").arr == 42_000_000


async def test_a_refused_form_opens_again_with_what_was_typed(tmp_path: Path) -> None:
    async with driven(tmp_path) as d:
        await d.press("e")
        d.app.screen.query_one("#field-notes").text = "A long note that must not be lost"
        d.app.screen.query_one("#field-likelihood").value = "400"
        d.app.screen.query_one("#field-likelihood").focus()
        await d.press("enter")
        assert "400 is not between 0 and 100" in d.screen
        assert d.app.screen.query_one("#field-notes").text.startswith("A long note")
        d.app.screen.query_one("#field-likelihood").value = "45"
        d.app.screen.query_one("#field-likelihood").focus()
        await d.press("enter")
        account = d.services.accounts.find("Harbour")
        assert (account.likelihood, account.notes) == (45, "A long note that must not be lost")


async def test_what_was_typed_is_kept_when_somebody_else_saved_first(tmp_path: Path) -> None:
    async with driven(tmp_path) as d:
        account = d.services.accounts.find("Harbour")
        await d.press("e")
        d.services.accounts.edit(account.id, {"segment": "Other"})
        d.app.screen.query_one("#field-notes").text = "Mine, not saved"
        d.app.screen.query_one("#field-name").focus()
        await d.press("enter")
        assert "changed this account while you were typing" in d.screen
        await d.press("enter")
        assert d.app.screen.query_one("#field-notes").text == "Mine, not saved"
        assert d.services.accounts.find("Harbour").notes != "Mine, not saved"


def test_no_total_is_cut_in_a_narrow_window() -> None:
    many = [StatusTotal(s, 6_971, 315_000_000_000) for s in Status]
    left, right = totals_line(Totals(20_913, 10**12, 10**11, tuple(many), 0, "EUR"), UNICODE, 60)
    said = "".join(text for text, _ in [*left, *right])
    assert said.count("6971") == 3
    assert said.endswith("at risk 1.00B")
    assert cells([*left, *right]) < 59


async def test_an_import_that_brings_nothing_offers_nothing(tmp_path: Path) -> None:
    async with driven(tmp_path) as d:
        own = tmp_path / "own.toml"
        own.write_text(d.services.exchange.export(None, "toml").text)
        await d.press("I")
        await d.type(str(own))
        await d.press("enter")
        assert "0 new, 0 changed" in d.screen
        assert "import what is new" not in d.screen
        await d.press("enter", "escape", "u")
        assert "There is nothing of yours to undo" in d.screen


async def test_the_totals_are_of_what_is_shown(tmp_path: Path) -> None:
    async with driven(tmp_path) as d:
        assert "at risk 5.15M of 6.42M" in d.screen
        await d.press("/", *"status:red")
        await d.pilot.pause(0.2)
        assert "at risk 3.37M" in d.screen
        await d.press("enter", "escape")
        assert "at risk 5.15M of 6.42M" in d.screen


async def test_the_cursor_stands_on_the_account_one_comes_from(tmp_path: Path) -> None:
    async with driven(tmp_path) as d:
        third = d.app.portfolio.table.rows[2].name
        await d.press("enter", "]", "4", "]", "escape")
        assert d.app.portfolio.table.current.name == third
        await d.press("3")
        assert third in d.screen.splitlines()[0]
        await d.press("escape", "j", "w", "escape")  # a sheet moves nothing
        assert d.app.portfolio.table.cursor == 3


async def test_a_list_says_at_its_edge_that_it_goes_on(tmp_path: Path) -> None:
    async with driven(tmp_path) as d:
        assert [x[-1] for x in d.screen.splitlines() if x.endswith(("↓", "↑"))] == ["↓"]
        await d.press("G")
        assert [x[-1] for x in d.screen.splitlines() if x.endswith(("↓", "↑"))] == ["↑"]


async def test_the_list_opens_with_what_comes_before_the_cursor(tmp_path: Path) -> None:
    async with driven(tmp_path) as d:
        await d.press(*["j"] * 7, "ctrl+q")
    async with driven(tmp_path) as d:
        assert d.app.portfolio.table.cursor == 7
        assert "Harbour & Main" in d.screen


async def test_an_account_in_another_currency_says_so(tmp_path: Path) -> None:
    async with driven(tmp_path) as d:
        await d.press("a", *"Zork arr:$93k", "enter")
        assert "$93k" in d.screen
        assert "(1 not in EUR)" in d.screen
        assert "€" not in d.screen


async def test_tab_goes_from_status_to_status(tmp_path: Path) -> None:
    async with driven(tmp_path) as d:
        seen = []
        for key in ("tab", "tab", "tab", "shift+tab"):
            await d.press(key)
            row = d.app.portfolio.table.current
            seen.append((row.status.word, row.name))
        assert seen == [
            ("Yellow", "Lumen Energy"),
            ("Green", "Linden Insurance"),
            ("Red", "Harbour & Main"),
            ("Green", "Linden Insurance"),
        ]


async def test_the_list_follows_the_size_of_the_window(tmp_path: Path) -> None:
    async with driven(tmp_path) as app:
        await app.press("G")
        last = app.app.portfolio.table.current.name
        await app.pilot.resize_terminal(60, 12)
        await app.pilot.pause(0.2)
        assert any(line.startswith("▌") and last in line for line in app.screen.splitlines())
        await app.pilot.resize_terminal(80, 30)
        await app.pilot.pause(0.2)
        assert "Harbour & Main" in app.screen
        await app.press("k")
        await app.pilot.resize_terminal(80, 12)  # no room for the pane, then again
        await app.press("k")
        await app.pilot.resize_terminal(80, 30)
        await app.pilot.pause(0.4)
        place = app.app.portfolio.table.cursor + 1
        assert f"rank {place}: " in app.screen or "no plan" in app.screen


async def test_undo_and_redo_go_to_the_account_they_change(tmp_path: Path) -> None:
    async with driven(tmp_path) as app:
        table = app.app.portfolio.table
        await app.press("j", "s", "2", *"Better", "enter")
        moved = table.current.id
        await app.press("g", "u")
        assert table.current.id == moved
        await app.press("G", "U")
        assert table.current.id == moved


async def test_a_filter_goes_to_its_first_hit_where_the_cursor_is_filtered_out(
    tmp_path: Path,
) -> None:
    async with driven(tmp_path) as app:
        await app.press(*["j"] * 9, "/", *"status:red", "enter")
        assert app.app.portfolio.table.cursor == 0
        await app.press("escape", "j", "/", *"status:red", "enter")
        assert app.app.portfolio.table.current.name == "Vega Logistics"


async def test_a_burst_on_the_list_acts_on_what_the_key_before_left(tmp_path: Path) -> None:
    async with driven(tmp_path) as app:
        for key in [
            "d",
            "y",
            "s",
            "3",
            *"calm",
            "enter",
            *"Omar",
            "enter",
            "a",
            *"Zeta Corp",
            "enter",
        ]:
            name = {"enter": ("enter", "\r"), " ": ("space", " ")}.get(key, (key, key))
            app.app.post_message(Key(*name))
        while app.app.keys_wait:
            await app.pilot.pause(0.01)
        await settle(app.pilot)
        status = {r.name: r.status.value for r in app.app.portfolio.all_rows}
        assert "Harbour & Main" not in status
        assert status["Vega Logistics"] == "green"
        assert "Zeta Corp" in status


async def test_the_status_sheet_begins_on_the_present_status(tmp_path: Path) -> None:
    async with driven(tmp_path) as d:
        await d.press("/")
        await d.type("Tessera")
        await d.press("enter", "s")
        (line,) = (line for line in d.screen.split("\n") if "▌ 2  ▲ Yellow" in line)
        assert "now" in line


async def test_a_word_that_is_typed_into_the_palette_finds_words_before_parts(
    tmp_path: Path,
) -> None:
    async with driven(tmp_path) as d:
        await d.press("3", ":")
        await d.type("gate")
        found = [line for line in d.screen.split("\n") if "gate" in line]
        assert "Decide the gate of this phase" in found[1]
        await d.type("north")
        assert "▌ account  Northgate Health" in d.screen


async def test_a_view_is_saved_under_its_name_and_letters_are_text_while_one_types(
    tmp_path: Path,
) -> None:
    async with driven(tmp_path) as d:
        await d.press("/")
        await d.type("tier:1")
        await d.press("enter", "f")
        assert "a save this one" in d.screen
        await d.type("re")
        assert "save this one" not in d.screen
        await d.type("")
        await d.press("a")
        assert "A name for this view: tier:1, by urgency" in d.screen
