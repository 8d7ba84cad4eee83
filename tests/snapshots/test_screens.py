"""Pictures of every screen and sheet, compared with the accepted ones.

`make snapshots` accepts changed ones; look at each as a picture first.
"""

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from driving import make_app, settle

SIZES = [(60, 15), (80, 24), (140, 40)]
SCREENS = {
    "portfolio": (),
    "portfolio_filter": ("slash", *"status", "colon", *"yellow"),
    "board": ("enter",),
    "board_no_plan": ("j", "j", "enter"),
    "green": ("4",),
    "green_rejected": ("j", "j", "j", "j", "j", "j", "4"),
}
SHEETS = {
    "help": ("question_mark",),
    "palette": ("colon", "l", "u", "m"),
    "views": ("f",),
    "sort": ("S",),
    "status": ("s",),
    "new_account": ("a",),
    "account_form": ("e",),
    "weekly_update": ("w",),
    "export": ("x",),
    "export_customer": ("x", "tab"),
    "delete_question": ("d",),
    "due": ("enter", "t"),
    "owner": ("enter", "o"),
    "quick_add": ("enter", "a"),
    "task_form": ("enter", "e"),
    "help_needed": ("enter", "exclamation_mark"),
    "gate": ("enter", "k", "enter"),
    "marks": ("enter", "space", "space"),
    "undo_toast": ("enter", "c", "u"),
    "criterion": ("4", "a"),
    "measure": ("4", "G", "m"),
    "agreement": ("4", "s"),
    "versions": ("4", "V"),
    "compare_versions": ("4", "V", "c"),
    "cannot_start": ("j", "j", "j", "j", "j", "j", "P", "1"),
}


def _run(keys: tuple[str, ...]) -> Any:
    async def run(pilot: Pilot[None]) -> None:
        await settle(pilot)
        for key in keys:
            await pilot.press(key)
            await settle(pilot)
        for widget in pilot.app.screen.query("Input"):
            widget.cursor_blink = False  # type: ignore[attr-defined]
        await pilot.pause(0.3)
        await settle(pilot)

    return run


@pytest.mark.parametrize("size", SIZES, ids=lambda s: f"{s[0]}x{s[1]}")
@pytest.mark.parametrize("name", SCREENS)
def test_screen(snap_compare: Any, tmp_path: Path, name: str, size: tuple[int, int]) -> None:
    assert snap_compare(make_app(tmp_path), terminal_size=size, run_before=_run(SCREENS[name]))


@pytest.mark.parametrize("name", SHEETS)
def test_sheet(
    snap_compare: Any, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert snap_compare(make_app(tmp_path), terminal_size=(80, 24), run_before=_run(SHEETS[name]))


@pytest.mark.parametrize("size", SIZES, ids=lambda s: f"{s[0]}x{s[1]}")
def test_first_start(
    snap_compare: Any, tmp_path: Path, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    app = make_app(tmp_path, sample=False, database="greenpath.db")
    assert snap_compare(app, terminal_size=size, run_before=_run(()))


@pytest.mark.parametrize("theme", ["light", "colour-blind"])
@pytest.mark.parametrize("keys", [(), ("enter",)], ids=["portfolio", "board"])
def test_theme(snap_compare: Any, tmp_path: Path, theme: str, keys: tuple[str, ...]) -> None:
    app = make_app(tmp_path, theme=theme)
    assert snap_compare(app, terminal_size=(80, 24), run_before=_run(keys))


@pytest.mark.parametrize("keys", [(), ("enter",)], ids=["portfolio", "board"])
def test_no_color(
    snap_compare: Any, tmp_path: Path, keys: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert snap_compare(make_app(tmp_path), terminal_size=(80, 24), run_before=_run(keys))
