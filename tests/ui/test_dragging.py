"""A card is dragged to another column or place with the mouse."""

from pathlib import Path

import pytest
from textual.events import MouseMove

from driving import Driver, driven, settle
from greenpath_tui.domain import model as m


def place_of(app: Driver, words: str) -> tuple[int, int]:
    """Where some words stand on the screen: (x, y)."""
    for y, line in enumerate(app.screen.splitlines()):
        if words in line:
            return line.index(words), y
    raise AssertionError(f"{words} is not on the screen")


async def carry(app: Driver, start: tuple[int, int], end: tuple[int, int]) -> None:
    """Press on one place and move to another, the button down."""
    await app.pilot.mouse_down(offset=start)
    for offset in (start, end):
        await app.pilot._post_mouse_events([MouseMove], None, offset, button=1)
    await settle(app.pilot)


def titles(app: Driver, phase: int) -> list[str]:
    """The open cards of a phase as they are stored."""
    account = app.services.accounts.find("Harbour")
    column = app.services.accounts.dossier(account.id).columns[phase - 1]
    return [card.title for card in column.open]


async def test_a_card_goes_to_another_column_and_undo_brings_it_back(tmp_path: Path) -> None:
    async with driven(tmp_path) as app:
        await app.press("enter")
        before = titles(app, 2), titles(app, 3)
        start, end = place_of(app, "Weekly report"), place_of(app, "Pre-renewal talk")
        await carry(app, start, end)
        assert app.message == "To Optimization after “Value story for the board”"
        assert titles(app, 2) == before[0]
        await app.pilot.mouse_up(offset=end)
        await settle(app.pilot)
        assert app.message.startswith("Moved “Weekly report to IT director” to Optimization")
        assert "Weekly report to IT director" not in titles(app, 2)
        assert titles(app, 3)[:2] == ["Value story for the board", "Weekly report to IT director"]
        await app.press("u")
        assert (titles(app, 2), titles(app, 3)) == before


async def test_esc_puts_it_back(tmp_path: Path) -> None:
    async with driven(tmp_path) as app:
        await app.press("enter")
        before = titles(app, 2), titles(app, 3)
        await carry(app, place_of(app, "Weekly report"), place_of(app, "Pre-renewal talk"))
        await app.press("escape")
        assert app.message == ""
        await app.pilot.mouse_up(offset=place_of(app, "Pre-renewal talk"))
        await settle(app.pilot)
        assert (titles(app, 2), titles(app, 3)) == before
        assert "Stabilization" in app.screen


@pytest.mark.parametrize("size", [(60, 15), (80, 24), (140, 40)])
async def test_a_card_is_reordered_in_its_column(tmp_path: Path, size: tuple[int, int]) -> None:
    async with driven(tmp_path, size=size) as app:
        await app.press("enter")
        first, second, *_ = titles(app, 2)
        start, end = place_of(app, second[:12]), place_of(app, first[:12])
        await carry(app, start, end)
        await app.pilot.mouse_up(offset=end)
        await settle(app.pilot)
        assert titles(app, 2)[:2] == [second, first]


async def test_a_click_stays_a_click_and_done_cards_stay(tmp_path: Path) -> None:
    async with driven(tmp_path, size=(140, 40)) as app:
        await app.press("enter")
        await app.pilot.click(offset=place_of(app, "Train 2 more hubs"))
        await settle(app.pilot)
        assert app.app.screen.board.current.title == "Train 2 more hubs"
        await carry(app, place_of(app, "Cut-over rehearsal"), place_of(app, "Value story"))
        assert app.message == ""
        await app.pilot.mouse_up(offset=(40, 20))
        await settle(app.pilot)
        account = app.services.accounts.find("Harbour")
        card = next(
            t
            for t in app.services.accounts.dossier(account.id).tasks
            if t.title == "Cut-over rehearsal"
        )
        assert card.status is m.TaskStatus.DONE
