"""Crashes, closed terminals, ^z, tiny windows: the app in a real terminal."""

import json
import signal
import sqlite3
import sys
import time
from contextlib import closing
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import pytest

from terminal import RUN, Terminal, environment


def opened(tmp_path: Path, script: str = RUN) -> tuple[Terminal, Path]:
    """The demo on a file of this test, its list on the screen."""
    database = tmp_path / "demo.db"
    terminal = Terminal(script, ["demo", "--database", str(database)], environment(tmp_path))
    terminal.wait_for("Harbour & Main")
    terminal.wait_for("by urgency")
    return terminal, database


def test_a_crash_leaves_the_terminal_usable_and_says_where_the_log_is(tmp_path: Path) -> None:
    broken = (
        "from greenpath_tui.ui.screens.portfolio import PortfolioScreen\n"
        "def broken(self): secret = 'Harbour secret'; raise ZeroDivisionError('Harbour secret')\n"
        "PortfolioScreen.action_help = broken\n" + RUN
    )
    terminal, _ = opened(tmp_path, broken)
    terminal.press("?")
    assert terminal.end() == 1
    after = terminal.output.rpartition(b"\x1b[?1049l")[2].decode()
    assert "stopped because of a mistake in it (ZeroDivisionError)" in after
    assert "Harbour" not in after
    assert "Traceback" not in after
    log = tmp_path / "terminal-home" / "state" / "greenpath" / "greenpath.log"
    assert str(log) in after.replace("\r\n", "").replace("\n", "")
    assert "in broken" in log.read_text()
    assert log.stat().st_mode & 0o777 == 0o600


def test_a_closed_terminal_keeps_what_was_typed(tmp_path: Path) -> None:
    terminal, database = opened(tmp_path)
    terminal.press("a")
    terminal.wait_for("text is kept")
    terminal.press("Zeta half typed")
    time.sleep(1)
    terminal.signal(signal.SIGHUP)
    assert terminal.end() == 128 + signal.SIGHUP
    states = list((tmp_path / "terminal-home" / "state" / "greenpath").glob("state-*.json"))
    assert [json.loads(s.read_text())["typed"] for s in states] == [{"account": "Zeta half typed"}]
    with closing(sqlite3.connect(database)) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_gives_the_terminal_back(tmp_path: Path, number: signal.Signals) -> None:
    terminal, _ = opened(tmp_path)
    terminal.output = b""
    terminal.signal(number)
    assert terminal.end() == 128 + number
    for given_back in ("\x1b[?1049l", "\x1b[?25h", "\x1b[?1000l", "\x1b[?2004l"):
        assert given_back.encode() in terminal.output


def test_a_closed_terminal_leaves_no_throw_away_sample(tmp_path: Path) -> None:
    places = environment(tmp_path) | {"TMPDIR": str(tmp_path)}
    terminal = Terminal(RUN, ["demo"], places)
    terminal.wait_for("by urgency")
    assert len(list(tmp_path.glob("greenpath-*/demo.db"))) == 1
    terminal.signal(signal.SIGHUP)
    assert terminal.end() == 128 + signal.SIGHUP
    assert list(tmp_path.glob("greenpath-*")) == []


def test_stopping_and_coming_back_draws_the_screen_again(tmp_path: Path) -> None:
    terminal, _ = opened(tmp_path)
    terminal.press("\x1a")
    terminal.wait_for("\x1b[?1049l")
    time.sleep(0.3)
    terminal.output = b""
    terminal.signal(signal.SIGCONT)
    terminal.wait_for("Harbour & Main")
    terminal.press("\x11")
    assert terminal.end() == 0


def test_tiny_windows_do_no_harm(tmp_path: Path) -> None:
    terminal, _ = opened(tmp_path)
    for columns, rows in ((20, 5), (3, 2), (140, 40), (20, 5), (80, 24)):
        terminal.resize(columns, rows)
        terminal.signal(signal.SIGWINCH)
        time.sleep(0.2)
        terminal.press("j")
    terminal.output = b""
    terminal.press("\r")
    terminal.wait_for("Stabilization")
    terminal.press("\x11")
    assert terminal.end() == 0


def test_a_wrong_key_in_the_config_is_told_with_its_place(tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text('[keys]\ndue = "o"\n')
    argv = ["--config", str(config), "--database", str(tmp_path / "book.db")]
    terminal = Terminal(RUN, argv, environment(tmp_path))
    assert terminal.end() == 2
    said = terminal.output.decode().replace("\r\n", "")
    assert "keys.due: o is the key of owner on Board." in said
    assert "\x1b" not in said


def test_what_is_no_database_is_said_in_the_terminal(tmp_path: Path) -> None:
    garbage = tmp_path / "notes.db"
    garbage.write_bytes(b"not a database at all\n" * 500)
    terminal = Terminal(RUN, ["--database", str(garbage)], environment(tmp_path))
    assert terminal.end() == 1
    after = terminal.output.rpartition(b"\x1b[?1049l")[2].decode()
    assert "notes.db is not a greenpath database." in after
    assert "Traceback" not in after
    assert garbage.read_bytes() == b"not a database at all\n" * 500
