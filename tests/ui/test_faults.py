"""Faults while somebody types: one sentence, and what was typed is there again."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from driving import driven
from greenpath_tui.storage import engine as engine_module
from server import Server, server

__all__ = ["server"]


@pytest.mark.parametrize(
    ("before", "kept", "after", "said"),
    [
        (
            ["enter", "a", *"Exec call @dana due:fri"],
            ["Exec call @dana due:fri"],
            ["enter"],
            "Added “Exec call”",
        ),
        (
            ["enter", "t", *"+9d", "enter", *"the freeze"],
            ["the freeze", "2 Dec 2026"],
            ["enter", "enter"],
            "Moved “Root cause of the sync",
        ),
        (
            ["enter", "k", "enter", "o", *"Omar Haddad", "enter", *"ready enough"],
            ["Omar Haddad", "ready enough"],
            ["enter", "enter"],
            "Overrode the gate of Execution",
        ),
    ],
    ids=["line", "date", "gate"],
)
@pytest.mark.parametrize("size", [(80, 24), (60, 15)], ids=str)
async def test_a_locked_database_keeps_what_was_typed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, before: list[str], kept: list[str],
    after: list[str], said: str, size: tuple[int, int],
) -> None:  # fmt: skip
    monkeypatch.setattr(engine_module, "BUSY_MS", 100)
    async with driven(tmp_path, size=size) as app:
        await app.press(*before)
        with closing(sqlite3.connect(tmp_path / "test.db", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            await app.press("enter")
            lines = [line.split("│") for line in app.screen.split("\n")]
            shown = " ".join(parts[1 if len(parts) > 2 else 0].strip() for parts in lines)
            assert "is in use by another program; nothing was changed. Try again." in shown
            for text in kept:
                assert text in app.screen
            other.execute("ROLLBACK")
        await app.press(*after)
        assert app.message.startswith(said)


async def test_the_work_of_others_appears_without_moving_anything(tmp_path: Path) -> None:
    from driving import settings_for
    from greenpath_tui import bootstrap

    async with driven(tmp_path) as app:
        await app.press("j", "j", "space", "/")
        await app.type("status:red")
        await app.press("enter")
        before = app.app.portfolio.table.current.name
        others = bootstrap.open_services(settings_for(tmp_path, user="Priya Nair"))
        app.app.others.look()
        await app.press("z", "z")
        others.accounts.edit(others.accounts.find("Okapi").id, {"arr": 77_700_000_00})
        others.close()
        app.app.others.look()
        await app.press("z", "z")
        assert "77.7M" in app.screen
        table = app.app.portfolio.table
        assert table.current.name == before
        assert len(table.marks) == 1
        assert "status:red" in app.screen


async def test_a_database_out_of_reach_is_said_once_and_its_return_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from greenpath_tui.errors import StorageError
    from greenpath_tui.services.history import History

    async with driven(tmp_path) as app:

        def gone(_: History) -> int:
            raise StorageError("book on db cannot be reached; nothing was changed. Try again.")

        with monkeypatch.context() as patch:
            patch.setattr(History, "foreign", gone)
            app.app.others.look()
            await app.pilot.pause(0.2)
            assert "cannot be reached" in app.message
            await app.press("j")
            await app.pilot.pause(0.1)
            app.app.others.look()
            await app.pilot.pause(0.2)
            assert app.message == ""
            assert "Not connected: what is shown may be old" in app.screen
            await app.press("enter")
            assert "Not connected: what is shown may be old" in app.screen
        app.app.others.look()
        await app.pilot.pause(0.3)
        assert app.message == "Connected again"
        await app.press("j")
        await app.pilot.pause(0.1)
        assert "Not connected" not in app.screen


async def test_a_lost_database_is_told_in_an_open_sheet_and_takes_no_key_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from greenpath_tui.errors import StorageError
    from greenpath_tui.services.history import History

    async with driven(tmp_path) as app:
        await app.press("enter", "e")
        await app.type("Call")

        def gone(_: History) -> int:
            raise StorageError(f"book on {'db' * 60} cannot be reached; nothing was changed.")

        with monkeypatch.context() as patch:
            patch.setattr(History, "foreign", gone)
            app.app.others.look()
            await app.pilot.pause(0.2)
            assert "not connected" in app.screen
            await app.press("h", "e", "r")
            assert "Callher" in app.screen
        app.app.others.look()
        await app.pilot.pause(0.2)
        assert "not connected" not in app.screen
        assert "Callher" in app.screen


async def test_what_others_did_behind_a_sheet_is_shown_once_it_is_gone(tmp_path: Path) -> None:
    from driving import settings_for
    from greenpath_tui import bootstrap

    async with driven(tmp_path) as app:
        app.app.others.look()
        await app.press("e")
        others = bootstrap.open_services(settings_for(tmp_path, user="Priya Nair"))
        others.accounts.edit(others.accounts.find("Okapi").id, {"arr": 77_700_000_00})
        others.close()
        app.app.others.look()
        await app.pilot.pause(0.2)
        assert "77.7M" not in app.screen
        await app.press("escape")
        app.app.others.look()
        await app.pilot.pause(0.2)
        assert "77.7M" in app.screen


async def test_a_server_stopped_and_started_in_mid_edit_loses_no_typed_text(
    tmp_path: Path, server: Server
) -> None:
    async with driven(tmp_path, database=server.database(), default_database=False) as app:
        await app.press("enter", "a")
        await app.type("Exec call @dana due:fri")
        server.stop()
        try:
            await app.press("enter")
            assert "cannot be reached" in app.screen
            assert "Exec call @dana due:fri" in app.screen
        finally:
            server.start()
        await app.press("enter")
        assert app.message == "Added “Exec call”"
        app.app.others.look()
        await app.press("u")
        assert app.message == "Undid: added “Exec call”"


@pytest.mark.parametrize("place", ["u:geheim99@127.0.0.1:1/db", "127.0.0.1:1/db?password=geheim99"])
async def test_a_password_is_on_no_frame(tmp_path: Path, place: str) -> None:
    async with driven(tmp_path, database=f"postgresql+psycopg://{place}", sample=False) as app:
        assert "geheim99" not in app.screen
        await app.press("enter", "escape")
        assert "geheim99" not in app.screen


async def test_a_state_file_that_cannot_be_read_is_told_and_put_aside(tmp_path: Path) -> None:
    from driving import settings_for
    from greenpath_tui.ui.state import state_path

    path = state_path(tmp_path / "state", settings_for(tmp_path).database)
    path.parent.mkdir()
    path.write_text('{"views": [{"nam')
    async with driven(tmp_path) as app:
        assert app.message.startswith("Views and places of last time: ")
        assert path.with_suffix(".unreadable").read_text() == '{"views": [{"nam'
    async with driven(tmp_path) as app:
        assert app.message == ""


async def test_places_that_cannot_be_kept_are_told_at_the_end(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file, where the folder should be")
    async with driven(tmp_path) as app:
        await app.press("j", "ctrl+q")
    assert "are not kept" in app.app.last_words[0]
