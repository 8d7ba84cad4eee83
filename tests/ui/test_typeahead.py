"""A burst of keys: the text goes into the sheet that the first key opens, never to the screen."""

from pathlib import Path

import pytest
from textual.events import Key

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
