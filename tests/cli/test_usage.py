"""How a script asks: options, their places, wrong usage, output that goes nowhere."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len
from sentences import sentence

from greenpath_tui import VERSION
from greenpath_tui.resources import sample_portfolio


def test_version_and_help(command: Any) -> None:
    assert command("--version") == (0, f"greenpath {VERSION}\n", "")
    ran = command("--help")
    assert ran.code == 0
    for word in ("import", "export", "accounts", "tasks", "add", "backup", "--database", "--today"):
        assert word in ran.out


@pytest.mark.parametrize(
    "argv",
    [
        ["nonsense"],
        ["--nonsense"],
        ["import"],
        ["add", "harbour"],
        ["export", "--format", "docx", "harbour"],
        ["accounts", "--nonsense"],
    ],
)
def test_wrong_usage_is_code_2(command: Any, argv: list[str]) -> None:
    ran = command(*argv)
    assert ran.code == 2
    assert ran.out == ""
    assert ran.err


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["export"], "export --format md takes an account"),
        (["export", "--format", "html"], "export --format html takes an account"),
        (["--database", "", "accounts"], "--database is empty; leave it out for the usual one."),
        (["export", "--blank", "--format", "ics"], "export --blank is md or html."),
        (["export", "--blank", "Harbour"], "export --blank is empty: it takes no account."),
        (
            ["export", "--audience", "customer", "--format", "toml"],
            "A page for the customer is about",
        ),
        (["--today", "soon", "accounts"], "--today takes a date like 2026-11-23, not 'soon'."),
        (["--config", "/none/config.toml", "accounts"], "There is no config file"),
        (["accounts", "--status", "blue"], "status:blue is not one of red, yellow, green."),
        (["tasks", "--status", "red"], "status:red is not one of"),
        (["tasks", "--due-within", "soon"], "--due-within takes days like 7d or 2w"),
        ([], "The app needs a terminal"),
        (["demo"], "The app needs a terminal"),
    ],
)
def test_wrong_usage_is_one_sentence(command: Any, argv: list[str], said: str) -> None:
    ran = command(*argv)
    assert (ran.code, ran.out) == (2, "")
    assert sentence(ran.err).startswith(said)


def test_a_config_file_with_a_mistake_says_where(command: Any, tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    for text, said in (
        ("colour = 1", "colour: unknown setting."),
        ("theme = 'pink'", "theme: not one of dark, light"),
        ("ascii = 1", "ascii: not true or false."),
        ("[keys]\nq = 1", "keys.q: not the name of a key."),
        ("[method]\nluck = 1", "method.luck: unknown setting."),
        ("[method]\ncriteria_least = 'a'", "method.criteria_least: not a whole number from 0"),
        ("[method]\nassumed_likelihood = 500", "not a whole number from 0 to 100."),
        ("[method]\nphases = [['A', 3000], ['B', 3000]]", "and 3660 days at most."),
        ("[method]\ncrisis_update_days = 0", "not a whole number from 1 to 3660."),
        ("[method]\nupdate_days = { red = 10000000 }", "takes whole numbers for red, yellow"),
        ("theme = ", "is not TOML"),
    ):
        config.write_text(text)
        ran = command("--config", str(config), "accounts")
        assert ran.code == 2
        assert said in sentence(ran.err)


def test_an_option_wins_over_the_environment_and_that_over_the_config(
    command: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = tmp_path / "config.toml"
    config.write_text(f"database = '{tmp_path / 'config.db'}'")
    file = tmp_path / "one.toml"
    file.write_text('[[accounts]]\nname = "Acme"')
    command("--config", str(config), "import", str(file))
    assert not (tmp_path / "config.db").exists()
    command("--config", str(config), "import", str(file), "--database", str(tmp_path / "option.db"))
    assert (tmp_path / "option.db").exists()
    monkeypatch.delenv("GREENPATH_DATABASE")
    command("--config", str(config), "import", str(file))
    assert (tmp_path / "config.db").exists()


def test_a_mistyped_database_is_refused_and_not_made(command: Any, tmp_path: Path) -> None:
    for place, said in (
        (tmp_path / "no" / "p.db", "There is no folder"),
        (tmp_path / "p.db", "There is no database"),
    ):
        ran = command("--database", str(place), "tasks", "--overdue", "--json")
        assert (ran.code, ran.out) == (1, "")
        assert sentence(ran.err).startswith(said)
        assert not place.exists()
    assert not (tmp_path / "no").exists()


def test_columns_stand_under_each_other_also_after_wide_signs(command: Any, tmp_path: Path) -> None:
    file = tmp_path / "wide.toml"
    file.write_text("""[[accounts]]
name = "東京商事"
arr = 420000
[[accounts]]
name = "Acme"
arr = 96000
""")
    command("import", str(file))
    lines = command("accounts").out.splitlines()
    ends = [
        cell_len(line[: line.index(word) + len(word)])
        for line, word in zip(lines, ("ARR", "420k", "96k"), strict=True)
    ]
    assert len(set(ends)) == 1


def test_a_closed_output_ends_quietly(sample_command: Any) -> None:
    for closing, code in ((">&-", 0), ("2>&-", 0), ("<&- >&- 2>&-", 0)):
        line = f"exec {sys.executable} -m greenpath_tui accounts {closing}"
        ran = subprocess.run(["sh", "-c", line], capture_output=True, text=True, timeout=60)
        assert (ran.returncode, ran.stderr) == (code, "")


def test_no_error_repeats_what_a_terminal_would_obey(command: Any, tmp_path: Path) -> None:
    bad = "x\x1b]2;PWN\x07\u202ey\nz"
    file = tmp_path / "keys.toml"
    file.write_text('[[accounts]]\nname = "a"\n"\\u001b[31mEVIL' + "k" * 300 + '" = 1\n')
    for argv in (
        ["import", str(file)],
        ["import", bad + ".toml"],
        ["show", bad],
        ["add", bad, "call"],
        ["tasks", "--status", bad],
        ["--config", bad, "accounts"],
        ["backup", str(tmp_path / bad / "x")],
    ):
        ran = command(*argv)
        assert ran.code
        assert max(map(len, ran.err.splitlines())) < 240
        assert (ran.out + ran.err).replace("\n", "").isprintable()
        assert len(ran.err.splitlines()) <= 2


def test_the_default_database_is_the_users_own(
    command: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GREENPATH_DATABASE")
    path = tmp_path / "cli-home" / "data" / "greenpath" / "greenpath.db"
    ran = command("accounts")
    assert (ran.code, ran.out) == (1, "")
    assert "yet: greenpath, or an import, makes it." in sentence(ran.err)
    assert not path.exists()
    assert command("import", str(sample_portfolio())).code == 0
    assert command("accounts").code == 0
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_database_that_cannot_be_used_is_a_sentence(command: Any, tmp_path: Path) -> None:
    other = tmp_path / "text.db"
    other.write_text("this is not a database " * 100)
    for path in (other, tmp_path, other / "below.db"):
        ran = command("--database", str(path), "accounts")
        assert (ran.code, ran.out) == (1, "")
        sentence(ran.err)
    assert other.read_text() == "this is not a database " * 100
