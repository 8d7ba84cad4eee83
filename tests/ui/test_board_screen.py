"""The board, worked from the keyboard."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from driving import TODAY, Driver, driven
from greenpath_tui.domain.model import GateState, Task, TaskStatus


async def the_board(d: Driver) -> None:
    await d.press("enter")


def task(d: Driver, title: str) -> Task:
    assert d.app.dossier is not None
    dossier = d.services.accounts.dossier(d.app.dossier.account.id)
    return next(t for t in dossier.tasks if t.title.startswith(title))


async def test_the_board_starts_in_todays_phase(tmp_path: Path) -> None:
    async with driven(tmp_path) as d:
        await the_board(d)
        screen = d.screen
        assert "Day 37/90" in screen
        assert "23 d left" in screen
        assert "passed" in screen
        assert d.app.screen.board.current.title.startswith("Root cause")
        assert "2 tasks, 1 criterion not linked" in screen


async def test_a_filter_that_nothing_matches_says_how_to_clear_it(tmp_path: Path) -> None:
    async with driven(tmp_path) as d:
        await the_board(d)
        await d.press("/", *"zzz", "enter")
        assert "No card matches the filter" in d.screen
        assert "Esc clears it" in d.screen
        await d.press("escape")
        assert "Root cause" in d.screen


async def test_tab_goes_round_the_columns(tmp_path: Path) -> None:
    async with driven(tmp_path) as d:
        await the_board(d)
        seen = []
        for _ in range(3):
            await d.press("tab")
            seen.append(d.app.screen.board.lane)
        assert seen == [2, 0, 1]
        await d.press("shift+tab")
        assert d.app.screen.board.lane == 0


async def test_a_column_says_what_is_out_of_sight_above_and_below(tmp_path: Path) -> None:
    async with driven(tmp_path) as d:
        await the_board(d)
        assert "1 more open, 3 done" in d.screen
        await d.press("G")
        assert "3 above" in d.screen
        assert "more open" not in d.screen


async def test_quick_add_shows_what_it_understood_and_one_key_undoes_it(tmp_path: Path) -> None:
    async with driven(tmp_path) as d:
        await the_board(d)
        await d.press("a")
        await d.type("Exec call with sponsor @dana due:fri !high #exec")
        assert "Fri 27 Nov, d41" in d.screen
        assert "Execution" in d.screen
        await d.press("enter")
        added = task(d, "Exec call")
        assert (added.due, added.tags) == (date(2026, 11, 27), ("exec",))
        assert d.app.screen.board.current.item.id == added.id
        await d.press("u")
        assert "Exec call" not in [c.title[:9] for c in d.app.dossier.cards.values()]
        assert d.message.startswith("Undid: added “Exec call with sponsor”")


async def test_undo_and_redo_go_to_the_card_they_change(tmp_path: Path) -> None:
    async with driven(tmp_path) as d:
        await the_board(d)
        moved = d.app.screen.board.current.item.id
        await d.press("L", "g", "h", "u")
        assert d.app.screen.board.current.item.id == moved
        await d.press("j", "h", "U")
        assert d.app.screen.board.current.item.id == moved
        assert d.app.screen.board.lane == 2


async def test_an_unknown_owner_is_asked_for_and_undone_with_the_task(tmp_path: Path) -> None:
    async with driven(tmp_path) as d:
        await the_board(d)
        await d.press("a")
        await d.type("Check the feed @Zoe")
        await d.press("enter", "t")
        assert "Zoe" in [s.name for s in d.app.dossier.stakeholders]
        await d.press("u")
        assert "Zoe" not in [s.name for s in d.app.dossier.stakeholders]


async def test_moving_keeps_the_date_and_says_that_it_lies_outside(tmp_path: Path) -> None:
    async with driven(tmp_path) as d:
        await the_board(d)
        due = task(d, "Root cause").due
        await d.press("L")
        moved = task(d, "Root cause")
        assert moved.due == due
        assert "outside" in d.screen
        assert d.app.screen.board.lane == 2
        await d.press("L")
        assert "last phase" in d.message
        await d.press("u")
        assert task(d, "Root cause").phase_id != moved.phase_id


async def test_reorder_is_kept_and_not_possible_under_a_filter(tmp_path: Path) -> None:
    async with driven(tmp_path) as d:
        await the_board(d)
        await d.press("J")
        titles = [c.title for c in d.app.screen.board.lanes[1].cards]
        assert titles[:2] == ["Weekly report to IT director", titles[1]]
        assert titles[1].startswith("Root cause")
        await d.press("/")
        await d.type("owner:lee")
        await d.press("enter", "K")
        assert "while a filter is on" in d.message


async def test_a_moved_date_keeps_the_old_one_and_why(tmp_path: Path) -> None:
    async with driven(tmp_path) as d:
        await the_board(d)
        await d.press("t")
        await d.type("+3d")
        assert "Thu 26 Nov 2026" in d.screen
        await d.press("enter")
        await d.type("the vendor needs two days more")
        await d.press("enter")
        moved = task(d, "Root cause")
        assert moved.due == date(2026, 11, 26)
        moves = [m for m in d.app.dossier.due_moves if m.task_id == moved.id]
        assert moves[-1].why == "the vendor needs two days more"


async def test_shifting_a_date_asks_why_once_however_far(tmp_path: Path) -> None:
    async with driven(tmp_path) as d:
        await the_board(d)
        before = task(d, "Root cause")
        await d.press("+", "+", "-", "+")
        assert "2 d later" in d.screen
        await d.press(*"waits for the vendor", "enter")
        moved = task(d, "Root cause")
        assert moved.due == before.due + timedelta(days=2)
        moves = [m for m in d.app.dossier.due_moves if m.task_id == moved.id]
        assert (moves[-1].why, moves[-1].old) == ("waits for the vendor", before.due)
        await d.press("-", "enter")
        assert task(d, "Root cause").due == before.due + timedelta(days=1)
        await d.press("-", "escape", "+", "-", "enter", "u", "u")
        assert task(d, "Root cause").due == before.due


async def test_a_draft_asks_for_no_reason(tmp_path: Path) -> None:
    async with driven(tmp_path) as d:
        await d.press("/")
        await d.type("Lumen")
        await d.press("enter", "enter", "a")
        await d.type("Call due:fri")
        await d.press("enter", "+")
        assert task(d, "Call").due == date(2026, 11, 28)


async def test_completing_a_card_scrolls_nothing_out_of_sight(tmp_path: Path) -> None:
    async with driven(tmp_path) as d:
        await the_board(d)
        first = d.app.screen.board.current.title
        await d.press("j", "c")
        assert first[:12] in d.screen
        assert "above" not in d.screen


async def test_a_date_that_cannot_be_read_stays_and_is_not_saved(tmp_path: Path) -> None:
    async with driven(tmp_path) as d:
        await the_board(d)
        due = task(d, "Root cause").due
        await d.press("t")
        await d.type("frx")
        await d.press("enter")
        assert "not a date" in d.screen
        assert d.app.focused.value == "frx"
        await d.press("escape")
        assert task(d, "Root cause").due == due


async def test_the_calendar_says_why_a_day_of_no_plan_is_none(tmp_path: Path) -> None:
    async with driven(tmp_path) as d:
        await d.press("/")
        await d.type("Linden")
        await d.press("enter", "enter", "a")
        await d.type("Ask her")
        await d.press("enter", "t")
        await d.type("d45")
        assert "there is no plan to count by" in d.screen


async def test_marked_cards_change_owner_together_and_undo_is_one_step(tmp_path: Path) -> None:
    async with driven(tmp_path) as d:
        await the_board(d)
        await d.press("space", "space")
        assert "2 marked" in d.screen
        await d.press("o")
        await d.type("grace")
        await d.press("enter")
        owners = {d.app.dossier.owner_of(task(d, t))[0] for t in ("Root cause", "Weekly report")}
        assert owners == {"grace"}
        await d.press("escape", "u")
        assert d.app.dossier.owner_of(task(d, "Root cause"))[0] == "lee"


async def test_complete_block_help_and_delete(tmp_path: Path) -> None:
    async with driven(tmp_path) as d:
        await the_board(d)
        await d.press("b")
        assert task(d, "Root cause").status is TaskStatus.DOING
        await d.press("b")
        await d.type("the vendor's trace")
        await d.press("enter")
        assert task(d, "Root cause").blocked_by == "the vendor's trace"
        await d.press("c")
        assert task(d, "Root cause").done
        await d.press("u", "!")
        d.app.screen.query_one("#field-function").value = "Product"
        d.app.screen.query_one("#field-ask").value = "read access"
        await d.press("enter")
        assert task(d, "Root cause").help_open
        await d.press("d")
        assert not [c for c in d.app.dossier.cards.values() if c.title.startswith("Root cause")]
        await d.press("u")
        assert task(d, "Root cause")


async def test_undo_and_redo_across_a_restart(tmp_path: Path) -> None:
    async with driven(tmp_path) as d:
        await the_board(d)
        await d.press("c", "j", "c")
        await d.press("ctrl+q")
    async with driven(tmp_path) as d:
        await d.press("u", "u")
        await the_board(d)
        assert not task(d, "Root cause").done
        await d.press("U")
        assert task(d, "Root cause").done


async def test_the_gate_is_decided_from_the_columns_head(tmp_path: Path) -> None:
    async with driven(tmp_path) as d:
        await the_board(d)
        await d.press("k", "enter")
        assert "Gate of Execution" in d.screen
        await d.press("p")
        assert "not met" in d.screen
        await d.press("o")
        await d.type("Omar Haddad")
        await d.press("enter")
        await d.type("the new hubs carry it")
        await d.press("enter")
        phase = next(p for p in d.app.dossier.phases if p.position == 2)
        assert (phase.gate, phase.gate_by) == (GateState.OVERRIDDEN, "Omar Haddad")
        assert "overridden" in d.screen


async def test_a_walk_is_frozen(tmp_path: Path) -> None:
    async with driven(tmp_path, size=(120, 30)) as d:
        await d.press("/")
        await d.type("status:red")
        await d.press("enter", "enter")
        assert "1 of 6" in d.screen
        await d.press("]")
        assert "Vega Logistics" in d.screen
        assert "2 of 6" in d.screen
        await d.press("[", ",")
        assert "first account" in d.message


async def test_an_account_without_a_plan_shows_its_tasks_and_takes_them_in(tmp_path: Path) -> None:
    async with driven(tmp_path) as d:
        await d.press("j", "j", "enter")
        assert "Tasks without a plan" in d.screen
        count = len(d.app.dossier.strip)
        assert count
        await d.press("P", "enter", "enter")
        dossier = d.app.dossier
        assert dossier.plan is not None
        assert len([t for t in dossier.tasks if t.plan_id == dossier.plan.id]) == count


@pytest.mark.parametrize("size", [(60, 15), (80, 24), (140, 40)])
async def test_every_size_shows_the_card_and_the_help(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with driven(tmp_path, size=size) as d:
        await the_board(d)
        assert "Root cause" in d.screen
        assert "3 d late" in d.screen
        assert d.screen.split("\n")[-1].endswith("? help")


async def test_a_click_moves_the_cursor(tmp_path: Path) -> None:
    async with driven(tmp_path) as d:
        await the_board(d)
        await d.pilot.click("#board", offset=(60, 4))
        assert d.app.screen.board.lane == 2


async def test_shift_all_and_hand_over_from_the_palette(tmp_path: Path) -> None:
    async with driven(tmp_path) as d:
        await the_board(d)
        before = task(d, "Train 2 more hubs").due
        assert before is not None
        await d.press(":")
        await d.type("shift all open")
        await d.press("enter")
        await d.type("7 the customer's freeze")
        await d.press("enter")
        after = task(d, "Train 2 more hubs").due
        assert after is not None
        assert (after - before).days == 7
        await d.press("u")
        assert task(d, "Train 2 more hubs").due == before


async def test_a_gate_asks_before_it_forgets_what_was_checked(tmp_path: Path) -> None:
    async with driven(tmp_path) as d:
        await the_board(d)
        await d.press("k", "enter", "space", "escape")
        assert "Not saved: s saves what is checked, Esc leaves" in d.screen
        await d.press("s")
        assert d.message.startswith("Checked the gate of Execution")


async def test_a_column_stands_at_its_top_under_its_head(tmp_path: Path) -> None:
    async with driven(tmp_path) as d:
        await the_board(d)
        await d.press("k")
        assert d.app.screen.board.on_head
        assert "Root cause of the sync" in d.screen


async def test_the_cursor_comes_back_to_the_cards_after_a_filter_that_found_none(
    tmp_path: Path,
) -> None:
    async with driven(tmp_path) as app:
        await app.press("enter", "/", *"zzz", "enter", "escape")
        await app.press("c")
        assert app.message.startswith("Completed")


async def test_a_word_of_the_filter_finds_owners_too(tmp_path: Path) -> None:
    async with driven(tmp_path) as app:
        await app.press("enter", "/", *"priya", "enter")
        shown = [c for lane in app.app.screen.board.lanes for c in lane.cards]  # type: ignore[attr-defined]
        assert shown
        assert {c.owner for c in shown} == {"priya"}


async def test_completing_goes_on_to_the_next_open_card(tmp_path: Path) -> None:
    async with driven(tmp_path) as app:
        await app.press("enter", "c", "c", "c")
        dossier = app.app.dossier
        assert dossier is not None
        titles = [c.title for c in dossier.cards.values() if c.item.done_on == TODAY]
        assert len(titles) == 3
        assert not app.app.screen.board.current.item.done  # type: ignore[attr-defined]


async def test_marks_that_a_filter_hides_are_counted(tmp_path: Path) -> None:
    async with driven(tmp_path) as app:
        await app.press("enter", "space", "space", "/", *"priya", "enter")
        assert "2 marked of 27, 2 of them not shown" in app.screen


async def test_a_token_that_was_not_understood_is_selected(tmp_path: Path) -> None:
    async with driven(tmp_path) as app:
        await app.press("enter", "a")
        await app.type("Call her due:frx now")
        await app.press("enter", *"due:fri")
        assert app.app.focused.value == "Call her due:fri now"  # type: ignore[union-attr]


async def test_work_is_handed_to_nobody_who_left(tmp_path: Path) -> None:
    async with driven(tmp_path) as app:
        await app.press("enter", ":", *"hand all", "enter", *"lee", "enter")
        assert "From Lee Wong to" in app.screen
        assert "Priya Nair" in app.screen
        assert "Sofia Marin" not in app.screen
        assert app.screen.count("Lee Wong") == 1


async def test_the_status_sheet_begins_on_the_present_one(tmp_path: Path) -> None:
    async with driven(tmp_path) as app:
        await app.press("enter", "s")
        row = next(line for line in app.screen.splitlines() if "now" in line)
        assert "▌" in row
        assert "blocked" in row


async def test_a_task_of_a_plan_that_runs_keeps_a_date(tmp_path: Path) -> None:
    async with driven(tmp_path) as d:
        await the_board(d)
        before = task(d, "Root cause").due
        await d.press("t", "ctrl+u", "backspace")
        assert "needs a date" in d.screen
        await d.press("enter", "enter", "escape")
        assert task(d, "Root cause").due == before


async def test_a_head_says_what_its_gate_waits_for(tmp_path: Path) -> None:
    async with driven(tmp_path) as app:
        await app.press("3", "l", "g", "k")
        assert "Gate of Optimization: open, 0 of 3 met" in app.screen
        await app.press("enter")
        for known in ("The phase begins on Thu 17 Dec", "the gate of Execution is open",
                      "of 5 criteria met, 2 more on course", "7 tasks not done", "6 days ago"):  # fmt: skip
            assert known in app.screen
        await app.press("space", "j", "space", "j", "space", "p", "enter")
        assert "The gate of Execution comes first" in app.screen
        await app.press("escape", "escape", "j")
        assert "Gate of" not in app.screen


async def test_where_no_plan_is_open_the_footer_offers_one(tmp_path: Path) -> None:
    async with driven(tmp_path) as app:
        await app.press("/")
        await app.type("Saltmarsh")
        await app.press("enter", "3")
        assert app.screen.split("\n")[-1].startswith(" P plan  a add  t due")
        assert "H L" not in app.screen.split("\n")[-1]
        await app.press("4")
        assert app.screen.split("\n")[-1].startswith(" P plan  V versions  x export")
        await app.press("P", "enter", "enter")
        assert app.screen.split("\n")[-1].startswith(" a criterion  m measure")


async def test_closing_without_green_asks_what_happened_and_what_goes_on(tmp_path: Path) -> None:
    async with driven(tmp_path) as app:
        await app.press("P", "3")
        assert "(2 of 5 criteria met; the" in app.screen
        await app.type("saved")
        await app.press("ctrl+s")
        assert "Not done: fill this in" in app.screen
        await app.type("c")
        await app.press("ctrl+s")
        assert "2 of 5 criteria met: say what happened" in app.screen
        await app.press("tab", "tab")
        app.app.screen.query_one("#field-why").text = "The board stays"  # type: ignore[attr-defined]
        await app.press("ctrl+s")
        assert app.message.endswith("Harbour & Main: saved, 16 tasks not done carry on")
        await app.press("3")
        assert "closed saved" in app.screen
        assert app.app.dossier is not None
        assert len([c for c in app.app.dossier.strip if c.open]) == 16


async def test_shifting_all_says_what_lies_behind_the_end_then(tmp_path: Path) -> None:
    async with driven(tmp_path) as app:
        await app.press("3", ":")
        await app.type("Shift all")
        await app.press("enter")
        await app.type("40 the freeze")
        assert "10 tasks then due after the plan’s end" in app.screen
        await app.type("4000000")
        assert "At most 3660 days at once." in app.screen
        await app.type("-9 sooner")
        assert "then due after" not in app.screen


async def test_a_head_does_not_hide_why_a_board_is_empty(tmp_path: Path) -> None:
    async with driven(tmp_path, sample=False) as app:
        await app.press("a")
        await app.type("Acme")
        await app.press("enter", "P", "enter", "3")
        assert "No tasks yet" in app.screen
        await app.press("a")
        await app.type("First call")
        await app.press("enter", "/")
        await app.type("nothing like it")
        assert "No card matches the filter" in app.screen
        await app.press("escape", "g", "k")
        assert "Gate of Stabilization: open, 0 of 4 met" in app.screen
        await app.press("j", "space", "k")
        assert "1 marked of 1" in app.screen


async def test_a_message_that_is_too_long_cuts_the_title_and_not_what_was_done(
    tmp_path: Path,
) -> None:
    async with driven(tmp_path) as d:
        await the_board(d)
        await d.press("t")
        await d.type("2026-12-04")
        await d.press("enter", "enter")
        line = next(x for x in d.screen.splitlines() if "Moved “Root cause" in x)
        assert "…” to Fri 4 Dec 2026" in line
        assert line.rstrip().endswith("u undo")


async def test_where_the_pane_takes_the_boards_place_it_says_how_to_leave(tmp_path: Path) -> None:
    async with driven(tmp_path) as d:
        await the_board(d)
        await d.press("enter")
        assert "Esc back to the board" in d.screen
        await d.press("escape", "/")
        await d.type("is:blocked")
        await d.press("enter", "enter", "escape")
        assert "is:blocked" in d.screen  # the filter is still there
        await d.press("escape")
        assert "back to the board" not in d.screen
        assert d.app.screen.board.display
