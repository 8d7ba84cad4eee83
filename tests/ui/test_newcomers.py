"""What newcomers stumbled over: each stays mended."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from driving import TODAY, Driver, driven, settings_for
from greenpath_tui import bootstrap
from greenpath_tui.domain.money import read_money
from greenpath_tui.domain.quickadd import TaskContext, read_task


@pytest.mark.parametrize("typed", ["9999-12-31", "0001-01-01", "9999-01-01"])
async def test_days_beyond_reckoning_are_not_dates(tmp_path: Path, typed: str) -> None:
    async with driven(tmp_path) as app:
        await app.press("enter", "t")
        await app.type(typed)
        assert "not a date" in app.screen
        await app.press("up", "enter", "escape", "a")
        await app.type(f"Far away due:{typed}")
        assert "not a date" in app.screen


@pytest.mark.parametrize(
    ("written", "minor"),
    [("€ 80.000", 8_000_000), ("1.250.000", 125_000_000), ("80.000,50", 8_000_050),
     ("1,250,000.50", 125_000_050), ("80.5", 8_050), ("2.5M", 250_000_000)],
)  # fmt: skip
def test_thousands_as_sheets_write_them(written: str, minor: int) -> None:
    assert read_money(written) == minor


async def test_dates_as_sheets_write_them(tmp_path: Path) -> None:
    sheet = tmp_path / "book.csv"
    sheet.write_text("name,renewal date\nAcme,01.04.2027\nBeta,2027/05/05\nGamma,5/6/2027\n")
    async with driven(tmp_path, sample=False) as app:
        report = app.services.exchange.import_file(sheet)
        assert [line.split(":")[0] for line in report.refused] == ["line 4"]
        days = [r.renewal.isoformat() for r in app.services.accounts.rows() if r.renewal]
        assert sorted(days) == ["2027-04-01", "2027-05-05"]


@pytest.mark.parametrize("form", ["csv", "ics"])
async def test_a_preview_is_whole_in_every_form(tmp_path: Path, form: str) -> None:
    async with driven(tmp_path) as app:
        await app.press("x")
        while {"csv": "CSV of tasks", "ics": "calendar"}[form] not in app.screen:
            await app.press("f")
        assert "\r" not in app.screen
        assert "\ufeff" not in app.screen
        frame = [line for line in app.screen.splitlines() if "│" in line]
        assert {line.index("│") for line in frame} == {2}


async def test_esc_in_a_form_of_texts_lets_enter_save(tmp_path: Path) -> None:
    async with driven(tmp_path) as app:
        account = app.services.accounts.find("Harbour")
        await app.press("4", "enter", "!", "escape")
        assert "Not saved: Enter saves, Esc leaves, Tab goes on." in app.screen
        await app.press("enter")
        assert app.message.startswith("Wrote their words, version 3: both sides sign anew")
        found = app.services.accounts.dossier(account.id).definition
        assert found is not None
        assert "!" in found.customer_words


async def test_leaving_with_a_changed_gate_keeps_what_was_ticked_and_typed(tmp_path: Path) -> None:
    async with driven(tmp_path) as app:
        await app.press("enter", *["up"] * 12, "enter", "escape", "enter", "space")
        ticked = app.screen.count("✓")
        await app.press("o", *"Omar", "tab", *"ready", "ctrl+q")
        assert not app.app.is_running
    async with driven(tmp_path) as app:
        assert app.message == "Kept as you typed it: Gate of Execution, Harbour & Main"
        await app.press("enter", *["up"] * 12, "enter")
        assert app.screen.count("✓") == ticked
        assert [box.value for box in app.app.screen.query("Input")] == ["Omar", "ready"]
        await app.press("escape")
        assert "Not saved: s saves what is checked" in app.screen


async def test_a_date_and_a_reason_that_were_left_are_there_again(tmp_path: Path) -> None:
    async with driven(tmp_path) as app:
        await app.press("enter", "t")
        await app.type("+9d")
        await app.press("enter", *"the freeze", "ctrl+q")
    async with driven(tmp_path) as app:
        assert app.message.startswith("Kept as you typed it: Due, Root cause")
        await app.press("enter", "t")
        assert [box.value for box in app.app.screen.query("Input")] == ["2 Dec 2026", "the freeze"]
        await app.press("escape", "plus", *"because", "ctrl+q")
    async with driven(tmp_path) as app:
        await app.press("enter", "plus")
        assert app.app.focused.value == "because"
        await app.press("escape", "plus")  # what Esc gave up does not move the next card
        assert app.app.focused.value == ""


async def test_a_text_typed_into_a_list_is_kept(tmp_path: Path) -> None:
    async with driven(tmp_path) as app:
        await app.press("enter", "j", "b", *"the API key", "ctrl+q")
    async with driven(tmp_path) as app:
        await app.press("enter", "j", "b")
        assert app.app.focused.value == "the API key"
        await app.press("enter")
        assert app.message == "Blocked “Weekly report to IT director” by the API key"
        await app.press("u", "b")
        assert app.app.focused.value == ""


async def test_a_missing_file_keeps_its_line(tmp_path: Path) -> None:
    async with driven(tmp_path) as app:
        await app.press("I")
        await app.type("/nowhere/book.csv")
        await app.press("enter")
        assert "There is no file /nowhere/book.csv." in app.screen
        assert app.app.focused.value == "/nowhere/book.csv"


async def test_the_sample_leads_back(tmp_path: Path) -> None:
    async with driven(tmp_path, sample=False) as app:
        await app.press("enter")
        assert "sample; q leaves it" in app.screen
        await app.press("q")
        assert "No accounts yet" in app.screen


async def test_a_filter_puts_the_cursor_on_what_it_found(tmp_path: Path) -> None:
    async with driven(tmp_path) as app:
        await app.press("enter", "/")
        await app.type("pre-renewal")
        await app.press("enter")
        assert app.app.screen.board.current.title == "Pre-renewal talk"


async def test_a_key_that_does_nothing_says_so(tmp_path: Path) -> None:
    async with driven(tmp_path) as app:
        await app.press("V")
        assert app.message == "V does nothing on this screen"


@pytest.mark.parametrize("keys", [("enter", "t"), ("enter", "e"), ("4", "s"), ("x",), ("f",)])
async def test_sheets_show_their_keys_in_a_low_window(
    tmp_path: Path, keys: tuple[str, ...]
) -> None:
    async with driven(tmp_path, size=(60, 15)) as app:
        await app.press(*keys)
        assert " Esc " in app.screen


async def test_a_refused_file_names_every_wrong_place(tmp_path: Path) -> None:
    book = tmp_path / "book.toml"
    book.write_text('[[accounts]]\nname = "Acme"\ntier = 9\narr = "much"\nstatus = "blue"\n')
    async with driven(tmp_path) as app:
        await app.press("I")
        await app.type(str(book))
        await app.press("enter")
        assert "3 values are wrong; nothing was changed." in app.screen
        for place in ("accounts[0].tier", "accounts[0].arr", "accounts[0].status"):
            assert place in app.screen
        await app.press("escape")
        assert app.app.focused.value == str(book)


async def test_a_preview_says_what_a_sheet_left_open(tmp_path: Path) -> None:
    sheet = tmp_path / "book.csv"
    sheet.write_text("name,csm,status\nAcme,Dana Reyes,\nBeta,Dana Reyes,red\n")
    async with driven(tmp_path, sample=False) as app:
        report = app.services.exchange.import_file(sheet, dry_run=True)
        assert "new      account Acme: Green as no status is given" in report.lines
        assert "new      account Beta: Red" in report.lines
        assert "new      team member Dana Reyes for Beta" in report.lines


async def test_the_sample_is_nobodys_to_undo(tmp_path: Path) -> None:
    async with driven(tmp_path) as app:
        await app.press("u")
        assert "There is nothing of yours to undo." in app.screen
        app.services.store.user = "root"
        await app.press("u")
        assert "There is nothing of yours to undo." in app.screen


async def test_an_empty_book_says_why_and_shows_nobodys_details(tmp_path: Path) -> None:
    bootstrap.open_demo(settings_for(tmp_path)).close()
    async with driven(tmp_path, sample=False, user="root") as app:
        await app.press("/")
        await app.type("is:mine")
        await app.press("enter")
        assert "No account is root’s: --user says who you are" in app.screen
        assert "rank" not in app.screen
        await app.press("escape")
        assert "14 of 14" in app.screen


async def test_a_draft_counts_its_days_from_today(tmp_path: Path) -> None:
    async with driven(tmp_path) as app:
        lumen = app.services.accounts.find("lumen").id
        result = app.services.tasks.add(lumen, read_task("Check due:d3", _context(app, lumen)))
        assert result.saved[0].due == TODAY + timedelta(days=2)


def _context(app: Driver, account: str) -> TaskContext:
    return app.services.accounts.dossier(account).task_context


async def test_an_empty_board_names_the_key_that_fills_it(tmp_path: Path) -> None:
    async with driven(tmp_path, sample=False) as app:
        await app.press("a")
        await app.type("Acme")
        await app.press("enter", "enter")
        assert "No tasks yet" in app.screen
        assert "P starts a plan" in app.screen


async def test_a_measurement_on_friday_is_of_the_last_one(tmp_path: Path) -> None:
    async with driven(tmp_path) as app:
        await app.press("4", "G", "m")
        await app.type("3 on:fri")
        assert "Fri 20" in app.screen
        await app.press("enter")
        taken = app.app.dossier.criteria_views[-1].measurements
        assert date(2026, 11, 20) in [x.on for x in taken]


async def drafted(app: Driver, *length: str) -> None:
    """A new draft for Northgate Health, which has no plan."""
    await app.press("/")
    await app.type("Northgate")
    await app.press("enter", "P", *length, "enter")
    if "into the plan?" in app.screen:
        await app.press("enter")


async def test_a_length_of_ones_own_may_begin_with_any_digit(tmp_path: Path) -> None:
    async with driven(tmp_path) as app:
        await drafted(app, *"120")
        assert app.app.dossier is not None
        assert app.app.dossier.days == 120


async def test_a_task_can_be_added_after_a_plan_was_closed(tmp_path: Path) -> None:
    async with driven(tmp_path) as app:
        await app.press("/")
        await app.type("Cobalt")
        await app.press("enter", "enter", "a")
        await app.type("Ask for the reference")
        assert "no plan yet" in app.screen
        await app.press("enter")
        assert app.message == "Added “Ask for the reference”"


async def test_a_second_plan_and_its_undo_show_their_own_phases_only(tmp_path: Path) -> None:
    async with driven(tmp_path) as app:
        await app.press("/")
        await app.type("Cobalt")
        await app.press("enter", "enter")
        assert "5/5" in app.screen
        await app.press("P", "2")
        assert "Expanded on 15 Sep" in app.screen
        assert "ARR 380k before, 460k EUR after" in app.screen
        await app.press("enter", "P", "1", "enter")
        assert "Take 1 open task into the plan?" in app.screen
        await app.press("enter", "3")
        assert app.app.dossier is not None
        assert len(app.app.dossier.phases) == 3
        assert "draft" in app.screen
        assert "5/5" not in app.screen
        await app.press("u")
        assert len(app.app.dossier.phases) == 3
        assert "5/5" in app.screen


async def test_a_draft_that_starts_later_asks_about_its_dates(tmp_path: Path) -> None:
    async with driven(tmp_path) as app:
        await drafted(app)
        await app.press("3", "a")
        await app.type("Call due:d10")
        await app.press("enter", "P", "1", "o")
        await app.press(*"Omar", "tab", *"no time", "ctrl+s")
        await app.type("+14d")
        await app.press("enter")
        assert "Move the undone due dates by 14 days too?" in app.screen
        await app.press("enter")
        assert app.app.dossier is not None
        task = next(t for t in app.app.dossier.tasks if t.title == "Call")
        assert task.due == date(2026, 12, 16)


async def test_saved_views_outlive_a_look_at_the_sample(tmp_path: Path) -> None:
    async with driven(tmp_path, sample=False) as app:
        await app.press("I")
        (tmp_path / "book.csv").write_text("name,status\nAcme,red\n")
        await app.type(str(tmp_path / "book.csv"))
        await app.press("enter", "enter", "f", "a", *"My reds", "enter", ":")
        await app.type("Look around")
        await app.press("enter")
        assert "sample; q leaves it" in app.screen
        await app.press("q", "f")
        assert "My reds" in app.screen


async def test_the_header_names_the_person_that_the_user_is(tmp_path: Path) -> None:
    bootstrap.open_demo(settings_for(tmp_path)).close()
    for user, name in (("priya", "Priya Nair"), ("stranger", "stranger")):
        async with driven(tmp_path, sample=False, user=user) as app:
            assert name in app.screen.split("\n")[0]


async def test_an_empty_database_blames_no_filter(tmp_path: Path) -> None:
    async with driven(tmp_path, sample=False) as app:
        for key in ("3", "4"):
            await app.press(key)
            assert app.message == "No accounts yet"


async def test_what_only_looks_like_a_number_is_refused(tmp_path: Path) -> None:
    numbers = ("--5", "²", "+-3", "5-")
    async with driven(tmp_path) as app:
        await app.press("e", *["tab"] * 7)
        for number in numbers:
            await app.type("1")
            assert "not a whole number" not in app.screen
            await app.type(number)
            await app.press("ctrl+s")
            assert "not a whole number" in app.screen
        await app.press("escape", "escape", "enter", ":")
        await app.type("Shift all")
        await app.press("enter")
        for number in numbers:
            await app.type(number)
            assert f"{number} is not a number of days." in app.screen


async def test_a_date_is_not_moved_beyond_reckoning(tmp_path: Path) -> None:
    async with driven(tmp_path) as app:
        await app.press("enter", "+")
        await app.type("+" * 4000)
        assert "At most 3660 days at once." in app.screen


async def test_filter_and_sort_of_the_sample_stay_with_the_sample(tmp_path: Path) -> None:
    (tmp_path / "book.csv").write_text("name,status\nAcme,green\nBeta,red\n")
    async with driven(tmp_path, sample=False) as app:
        await app.press("I")
        await app.type(str(tmp_path / "book.csv"))
        await app.press("enter", "enter", "/", *"acm", "enter", ":")
        await app.type("Look around")
        await app.press("enter")
        assert "14 of 14, by urgency" in app.screen
        await app.press("/", *"status:red", "enter", "q")
        assert "1 of 2, by urgency" in app.screen
        assert "Acme" in app.screen


@pytest.mark.parametrize(("number", "phases"), [("4", 5), ("9" * 5000, 3)])
async def test_a_length_that_no_plan_has_is_not_offered(
    tmp_path: Path, number: str, phases: int
) -> None:
    method = {"phases": [[f"Phase {n}", 20] for n in range(phases)]}
    async with driven(tmp_path, method=method) as app:
        await app.press("/", *"nimbus", "enter", "P")
        await app.type(number)
        await app.press("enter")
        assert "How long" in app.screen
        assert "no such" in app.screen.casefold() or "nothing" in app.screen.casefold()


async def test_a_draft_keeps_its_own_phases_when_the_method_has_others(tmp_path: Path) -> None:
    bootstrap.open_demo(settings_for(tmp_path)).close()
    method = {"phases": [["Listen", 10], ["Act", 20], ["Look", 30], ["Rest", 40]]}
    async with driven(tmp_path, sample=False, method=method, user="dana") as app:
        await app.press("/", *"lumen", "enter", "P", "3")
        await app.type("60")
        await app.press("enter")
        assert app.message == "Made the plan 60 days long"
        await app.press("enter")
        lumen = next(a for a in app.services.accounts.rows() if a.name.startswith("Lumen"))
        phases = app.services.accounts.dossier(lumen.id).phases
        assert [(p.first_day, p.last_day) for p in phases] == [(1, 20), (21, 40), (41, 60)]


async def test_undoing_an_import_on_an_account_of_it_says_what_was_undone(tmp_path: Path) -> None:
    (tmp_path / "book.csv").write_text("name,status\nAcme,green\nBeta,red\n")
    async with driven(tmp_path, sample=False) as app:
        await app.press("I")
        await app.type(str(tmp_path / "book.csv"))
        await app.press("enter", "enter", "enter", "u")
        assert app.message.startswith("Undid: imported book.csv")
        assert app.app.screen is app.app.portfolio
