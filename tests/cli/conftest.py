"""A command line of its own: no variable, folder or file of the machine is seen."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from greenpath_tui.cli.main import run
from greenpath_tui.resources import sample_portfolio


class Ran(NamedTuple):
    """What a command left behind."""

    code: int
    out: str
    err: str


Command = Callable[..., Ran]


@pytest.fixture
def command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Command:
    """Run a command on an empty database, on 23 November 2026."""
    for name in ("CONFIG", "USER"):
        monkeypatch.delenv(f"GREENPATH_{name}", raising=False)
    home = tmp_path / "cli-home"
    home.mkdir()
    for name in ("CONFIG", "DATA", "STATE", "CACHE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(home / name.lower()))
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("GREENPATH_DATABASE", str(tmp_path / "greenpath.db"))
    monkeypatch.setenv("GREENPATH_TODAY", "2026-11-23")
    (tmp_path / "greenpath.db").touch(mode=0o600)

    def ran(*argv: str) -> Ran:
        capsys.readouterr()
        try:
            code = run(argv)
        except SystemExit as left:  # argparse leaves by itself
            code = left.code if isinstance(left.code, int) else 1
        captured = capsys.readouterr()
        return Ran(code, captured.out, captured.err)

    return ran


_sample: list[bytes] = []  # the database with the sample, once it was made


@pytest.fixture
def sample_command(command: Command, tmp_path: Path) -> Command:
    """The same on a database with the sample."""
    database = tmp_path / "greenpath.db"
    if _sample:
        database.write_bytes(_sample[0])
    else:
        assert command("import", str(sample_portfolio())).code == 0
        _sample.append(database.read_bytes())
    return command
