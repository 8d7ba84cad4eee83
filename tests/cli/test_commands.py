"""The command line as a script meets it: exit codes, sentences, JSON."""

import json
import os
import re
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sentences import sentence

import greenpath_tui
from greenpath_tui.cli import commands
from greenpath_tui.resources import sample_portfolio

SOURCES = Path(greenpath_tui.__file__).parent.parent


def test_a_long_export_says_how_far_it_is(
    sample_command: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commands, "_PATIENCE", 0)
    assert sample_command("export", "--format", "csv").err == ""  # nobody looks: it is a pipe
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    for form in ("csv", "toml", "json"):
        ran = sample_command("export", "--format", form)
        assert re.fullmatch(r"(\rExporting \d+ of 14)+\r +\r", ran.err)
        assert "Exporting" not in ran.out


# -- import ------------------------------------------------------------------------------------


def test_import_says_what_it_did(command: Any) -> None:
    ran = command("import", str(sample_portfolio()))
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("sample_portfolio.toml: ")
    assert ran.out.endswith(" new (14 accounts), 0 changed, 0 unchanged, 0 refused\n")
    again = command("import", str(sample_portfolio()))
    assert again.out.startswith("sample_portfolio.toml: 0 new, 0 changed, ")


def test_a_dry_run_makes_no_database(
    command: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for database in (str(tmp_path / "new.db"), ""):
        monkeypatch.setenv("GREENPATH_DATABASE", database)
        ran = command("import", "--dry-run", str(sample_portfolio()))
        assert (ran.code, ran.err) == (0, "")
        assert "534 new (14 accounts)" in ran.out
    assert not list(tmp_path.rglob("new.db*"))
    assert not list(tmp_path.rglob("cli-home/data/*"))


def test_a_dry_run_lists_and_changes_nothing(command: Any) -> None:
    ran = command("import", "--dry-run", str(sample_portfolio()))
    assert ran.code == 0
    assert "new      account Harbour & Main: Red, " in ran.out
    assert ran.out.endswith("(nothing was changed)\n")
    assert json.loads(command("accounts", "--json").out) == []


def test_a_file_with_mistakes_lists_their_paths(command: Any, tmp_path: Path) -> None:
    path = tmp_path / "wrong.toml"
    path.write_text('[[accounts]]\nname = "Acme"\narr = "x"\n' + "[[accounts]]\n" * 60)
    ran = command("import", str(path))
    assert (ran.code, ran.out) == (1, "")
    lines = ran.err.splitlines()
    assert lines[0] == "wrong.toml: 61 values are wrong; nothing was changed."
    assert lines[1] == '  accounts[0].arr: not a number: "x"'
    assert lines[-1] == "  and 11 more"
    assert json.loads(command("accounts", "--json").out) == []


def test_a_file_that_is_not_there(command: Any, tmp_path: Path) -> None:
    for path in (tmp_path / "none.toml", tmp_path, tmp_path / "greenpath.db"):
        ran = command("import", str(path))
        assert ran.code == 1
        sentence(ran.err)


def test_a_sheet_with_a_refused_row_is_code_1(command: Any, tmp_path: Path) -> None:
    path = tmp_path / "crm.csv"
    path.write_text("name,arr,phone\nAcme,5k,1\nZork,lots,2\n")
    ran = command("import", str(path))
    assert ran.code == 1
    assert ran.out.splitlines() == [
        'refused  line 3: arr is not an amount: "lots"',
        "columns left out: phone",
        "crm.csv: 1 new, 0 changed, 0 unchanged, 1 refused",
    ]


# -- add ---------------------------------------------------------------------------------------


def titles(command: Any, account: str) -> list[str]:
    return [t["title"] for t in json.loads(command("tasks", "--json", "--account", account).out)]


def test_add_writes_one_task(sample_command: Any) -> None:
    ran = sample_command("add", "harbour", "Board call @lee due:d45 !high #Board ^errors")
    understood = "  Lee Wong, Execution, Tue 1 Dec\n"
    assert ran == (0, f"Harbour & Main: added “Board call”\n{understood}", "")
    found = json.loads(sample_command("tasks", "--json", "--account", "harbour").out)
    task = next(t for t in found if t["title"] == "Board call")
    assert (task["owner"], task["due"], task["phase"]) == ("Lee Wong", "2026-12-01", "Execution")
    assert (task["priority"], task["tags"], task["first_due"]) == ("high", ["board"], "2026-12-01")


def test_add_fills_in_what_was_left_open(sample_command: Any) -> None:
    sample_command("add", "harbour", "Board call")
    found = json.loads(sample_command("tasks", "--json", "--account", "harbour").out)
    task = next(t for t in found if t["title"] == "Board call")
    assert (task["owner"], task["phase"]) == ("Dana Reyes", "Execution")
    assert date.fromisoformat(task["due"]) == date(2026, 12, 16)


def test_an_unknown_person_is_refused_unless_she_may_be_created(sample_command: Any) -> None:
    before = titles(sample_command, "harbour")
    ran = sample_command("add", "harbour", "Board call @Zoe_Park")
    assert (ran.code, ran.out) == (1, "")
    assert sentence(ran.err) == ("Nobody is called Zoe Park; --create-people adds one of ours.")
    assert titles(sample_command, "harbour") == before
    assert sample_command("add", "harbour", "Board call @Zoe_Park", "--create-people").code == 0
    found = json.loads(sample_command("tasks", "--json", "--owner", "Zoe Park").out)
    assert [t["title"] for t in found] == ["Board call"]


@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        ("Call due:soon", 2, "due:soon is not a date."),
        ("Call p:9", 2, "p:9 is not a phase"),
        ("Call ^zork", 2, "^zork is no criterion of"),
        ("due:fri", 2, "A task needs a title."),
        ("", 2, "A task needs a title."),
        ("x" * 201, 1, "title: 201 characters, at most 200 fit."),
    ],
)
def test_a_line_that_cannot_be_read_saves_nothing(
    sample_command: Any, line: str, code: int, said: str
) -> None:
    before = titles(sample_command, "harbour")
    ran = sample_command("add", "harbour", line)
    assert (ran.code, ran.out) == (code, "")
    assert sentence(ran.err).startswith(said)
    assert titles(sample_command, "harbour") == before


def test_a_phase_needs_a_plan(sample_command: Any) -> None:
    ran = sample_command("add", "northgate", "Call p:1")
    assert ran.code != 0
    sentence(ran.err)
    assert sample_command("add", "northgate", "Call due:fri").code == 0


# -- backup ------------------------------------------------------------------------------------


def test_a_backup_is_a_usable_database(sample_command: Any, tmp_path: Path) -> None:
    path = tmp_path / "copy.db"
    assert sample_command("backup", str(path)) == (0, f"Wrote {path}\n", "")
    assert path.stat().st_mode & 0o777 == 0o600
    here = sample_command("accounts", "--json").out
    assert sample_command("accounts", "--json", "--database", str(path)).out == here
    assert sample_command("add", "vega", "Call", "--database", str(path)).code == 0


def test_a_backup_never_replaces_a_file(sample_command: Any, tmp_path: Path) -> None:
    path = tmp_path / "copy.db"
    path.write_text("mine")
    ran = sample_command("backup", str(path))
    assert ran.code == 1
    assert "exists already" in sentence(ran.err)
    assert path.read_text() == "mine"
    assert sample_command("backup", str(tmp_path / "none" / "copy.db")).code == 1


# -- a process of its own ----------------------------------------------------------------------


def loaded(argv: list[str], folder: Path) -> set[str]:
    """The modules a command leaves in memory, told on standard error."""
    script = (
        "import sys; from greenpath_tui.cli.main import run; code = run(sys.argv[1:]); "
        "print(*sys.modules, file=sys.stderr); sys.exit(code)"
    )
    (folder / "process.db").touch(mode=0o600)
    environ = {k: v for k, v in os.environ.items() if not k.startswith("GREENPATH_")}
    environ |= {"PYTHONPATH": str(SOURCES), "HOME": str(folder)}
    environ |= {"XDG_CONFIG_HOME": str(folder), "GREENPATH_DATABASE": str(folder / "process.db")}
    done = subprocess.run(
        [sys.executable, "-c", script, *argv],
        env=environ,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return {name.partition(".")[0] for name in done.stderr.split()}


def test_scripts_do_not_pay_for_the_app(tmp_path: Path) -> None:
    assert not loaded(["accounts", "--json"], tmp_path) & {"textual", "rich"}
    heavy = {"textual", "rich", "sqlalchemy", "alembic", "pydantic"}
    assert not loaded(["--version"], tmp_path) & heavy


@pytest.mark.parametrize(
    "argv",
    [("accounts", "--csm", ""), ("accounts", "--status", " "), ("tasks", "--owner", "")],
)
def test_an_empty_filter_is_not_everything(sample_command: Any, argv: tuple[str, ...]) -> None:
    ran = sample_command(*argv)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "An option's value is empty; leave the option out to see everything.\n"


def test_files_behind_a_refused_one_are_named(command: Any, tmp_path: Path) -> None:
    (tmp_path / "good.csv").write_text("name\nAcme\n")
    (tmp_path / "bad.toml").write_text("x = 1\n")
    paths = [str(tmp_path / name) for name in ("good.csv", "bad.toml", "other.csv")]
    ran = command("import", *paths)
    assert ran.code == 1
    assert "good.csv: 1 new" in ran.out
    assert f"Not looked at: {paths[2]}." in ran.err


def test_a_page_that_a_script_makes_is_from_the_csm(sample_command: Any) -> None:
    ran = sample_command("--user", "cron", "export", "harbour", "--audience", "customer")
    assert "From: Dana, CSM" in ran.out.replace("**", "").replace("\\", "")


def test_an_account_without_a_plan_has_no_phases(sample_command: Any) -> None:
    ran = sample_command("add", "saltmarsh", "Call p:2")
    assert ran.code == 2
    assert ran.err == "p:2: there is no plan, so there are no phases.\n"
