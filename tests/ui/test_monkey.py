"""Twenty thousand random keys over all screens and sheets: no crash, and undo leads back to the start."""

import asyncio
import random
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from textual.events import Key

from driving import _NAMES, driven, settle
from greenpath_tui.errors import Refused
from greenpath_tui.ui.actions import ACTIONS
from greenpath_tui.ui.app import GreenpathApp

KEYS = 5_000  # of each of the four seeds
SIZES = ((60, 15), (60, 15), (80, 24), (140, 40))
_TOGETHER = 8  # keys between two looks
_HABITS = (  # what people press in one go; pure chance seldom gets through a sheet
    "a x y enter", "c", "L", "H", "enter", "t + 3 d enter enter", "s 1 x enter", "o enter", "4", "1",
    "3", "b x enter", "space c", "m 7 enter", "d", "u", "U", "e ctrl+s", "w x ctrl+s", "] a z enter",
)  # fmt: skip
_TYPED = "abcdefghijklmnopqrstuvwxyz0123456789 @:#!+-<>[]/.,%é日"
_LEAVING = {"ctrl+q", "ctrl+c"}


def keyboard() -> list[tuple[str, str | None]]:
    """Every key of the registry, what sheets use, and printable characters."""
    named = {key for action in ACTIONS for key in action.keys.split(",")} - _LEAVING
    named |= {"enter", "escape", "tab", "shift+tab", "backspace", "ctrl+s", "up", "down"}
    keys: list[tuple[str, str | None]] = [
        (key, key if len(key) == 1 else None) for key in sorted(named)
    ]
    keys += [("enter", "\r"), ("escape", None)] * 3  # without them most keys end in one form
    return keys + [(char, char) for char in _TYPED]


def some_keys(
    chance: random.Random, keys: list[tuple[str, str | None]]
) -> list[tuple[str, str | None]]:
    """A few keys: by chance alone, or a habit."""
    if chance.random() < 0.7:
        return chance.choices(keys, k=_TOGETHER)
    names = ["escape", "escape", *chance.choice(_HABITS).split()]
    return [(_NAMES.get(key, key), key if len(key) == 1 else None) for key in names]


@pytest.mark.long
@pytest.mark.parametrize("seed", range(len(SIZES)))
async def test_random_keys_do_no_harm(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(GreenpathApp, "exit", lambda self, *_: None)
    monkeypatch.setattr(GreenpathApp, "open_sample", lambda self: None)
    chance = random.Random(seed)
    keys = keyboard()
    async with driven(tmp_path, size=SIZES[seed]) as app:
        before = app.services.exchange.export(None, "toml").text
        pressed: list[str] = []
        while len(pressed) < KEYS:
            for key, character in some_keys(chance, keys):
                pressed.append(key)
                app.app.post_message(Key(key, character))
            await app.pilot.pause(0)
            while app.app.keys_wait and app.app._exception is None:
                await asyncio.sleep(0.001)
            await app.app.workers.wait_for_complete()
            assert app.app._exception is None, pressed[-60:]
        await settle(app.pilot)
        undone = 0
        while True:
            try:
                result = app.services.history.undo()
            except Refused:
                break
            undone += 1
            if result.sentence.startswith("imported sample_portfolio"):
                app.services.history.redo()
                break
        assert undone > 20
        assert app.services.exchange.export(None, "toml").text == before
    with closing(sqlite3.connect(tmp_path / "test.db")) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
