"""A burst of keys: the text goes into the sheet that the first key opens, never to the screen."""

from pathlib import Path

import pytest
from textual.events import Key, Paste

from driving import Driver, driven, settle


async def worked_on(app: Driver) -> None:
    """Wait until no key waits any more."""
    for _ in range(200):
        await app.pilot.pause(0.01)
        if not app.app.keys_wait:
            break
    await settle(app.pilot)


@pytest.mark.parametrize(
    ("burst", "field"),
    [
        (["w", *"calls are fine d"], "#field-changed"),
        (["/", *"red d"], "#filter-input"),
        (["m", *"call: dux"], "#line-input"),
        (["3", "a", *"dux P"], "#line-input"),
    ],
)
async def test_a_burst_loses_no_letter(tmp_path: Path, burst: list[str], field: str) -> None:
    async with driven(tmp_path) as app:
        for key in burst:
            character = key if len(key) == 1 else None
            name = {" ": "space", "/": "slash", ":": "colon"}.get(key, key)
            app.app.post_message(Key(name, character))
        await worked_on(app)
        box = app.app.screen.query_one(field)
        typed = getattr(box, "text", None) or getattr(box, "value", "")
        letters = burst[1:] if burst[0] != "3" else burst[2:]
        assert typed == "".join(letters)


async def test_keys_go_to_what_the_key_before_left_behind(tmp_path: Path) -> None:
    async with driven(tmp_path) as app:
        first = app.app.portfolio.table.cursor
        for key in ("w", "escape", "j", "j"):
            app.app.post_message(Key(key, key if len(key) == 1 else None))
        await worked_on(app)
        assert app.app.screen is app.app.portfolio
        assert app.app.portfolio.table.cursor == first + 2


async def test_a_letter_right_behind_an_escape_is_a_key_of_its_own(tmp_path: Path) -> None:
    async with driven(tmp_path) as app:
        first = app.app.portfolio.table.cursor
        await app.press("space")
        app.app.post_message(Key("alt+j", "j"))  # as a terminal sends both in one go
        await worked_on(app)
        assert not app.app.portfolio.marks
        assert app.app.portfolio.table.cursor == first + 2


async def test_alt_and_a_letter_in_a_text_is_no_command_of_the_screen(tmp_path: Path) -> None:
    async with driven(tmp_path) as app:
        await app.press("3", "a", *"half")
        app.app.post_message(Key("alt+d", "d"))
        await worked_on(app)
        assert "Deleted" not in app.message
        await app.press("a")
        assert app.app.screen.query_one("#line-input").value == "half"  # type: ignore[attr-defined]


async def test_no_pasted_line_is_lost_when_the_first_is_refused_or_more_is_pasted(
    tmp_path: Path,
) -> None:
    async with driven(tmp_path) as app:
        await app.press("3", "a")
        app.app.post_message(Paste("One @zorro\nTwo\nThree"))
        await settle(app.pilot)
        await app.press("enter", "enter")  # back to the line
        await app.type("One")
        await app.press("enter", "a")
        assert app.app.screen.query_one("#line-input").value == "Two"  # type: ignore[attr-defined]
        app.app.screen.query_one("#line-input").select_all()  # type: ignore[attr-defined]
        app.app.post_message(Paste("Four\nFive"))
        await settle(app.pilot)
        assert app.app.screen.query_one("#line-input").value == "Four"  # type: ignore[attr-defined]
        await app.press("enter", "a", "enter", "a")
        assert app.app.screen.query_one("#line-input").value == "Three"  # type: ignore[attr-defined]


async def test_lines_that_are_pasted_together_are_added_one_after_another(tmp_path: Path) -> None:
    async with driven(tmp_path) as app:
        await app.press("enter", "a")
        app.app.post_message(Paste("First call due:fri\n\n  Second call\nThird call\n"))
        await settle(app.pilot)
        assert "2 lines wait" in app.screen
        await app.press("enter", "a")
        assert "Second call" in app.screen
        await app.press("escape", "a", "enter", "a", "enter")
        titles = {t.item.title for t in app.app.dossier.cards.values()}  # type: ignore[union-attr]
        assert {"First call", "Second call", "Third call"} <= titles
        await app.press("a")
        assert "call" not in app.app.screen.query_one("#line-input").value  # type: ignore[attr-defined]


async def test_a_reason_that_is_pasted_is_one_line(tmp_path: Path) -> None:
    async with driven(tmp_path) as app:
        await app.press("s", "2")
        app.app.post_message(Paste("The sponsor\nis back"))
        await settle(app.pilot)
        assert app.app.screen.query_one("#line-input").value == "The sponsor is back"  # type: ignore[attr-defined]
