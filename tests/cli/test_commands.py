"""The command line as a script meets it: exit codes, sentences, JSON."""

import json
import os
import re
import subprocess
import sys
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len

import greenpath_tui
from greenpath_tui import VERSION
from greenpath_tui.cli import commands
from greenpath_tui.resources import sample_portfolio

SOURCES = Path(greenpath_tui.__file__).parent.parent


def sentence(err: str) -> str:
    """Standard error, which must be one plain sentence."""
    assert err.endswith("\n")
    assert err.count("\n") == 1, err
    assert "Traceback" not in err
    assert "\x1b" not in err
    return err.strip()


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


# -- usage -------------------------------------------------------------------------------------


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


# -- lists -------------------------------------------------------------------------------------


def test_accounts_as_json(sample_command: Any) -> None:
    ran = sample_command("accounts", "--json")
    assert (ran.code, ran.err) == (0, "")
    found = json.loads(ran.out)
    assert len(found) == 14
    first = found[0]
    assert isinstance(first.pop("id"), str)
    assert first == {
        "name": "Harbour & Main",
        "status": "red",
        "direction": "better",
        "csm": "Dana Reyes",
        "segment": "Enterprise",
        "tier": 2,
        "arr": 200_000_000,
        "arr_at_risk": 200_000_000,
        "currency": "EUR",
        "renewal_date": "2027-03-21",
        "likelihood": 40,
        "rank": 180_000_000,
        "stage": "2",
        "phase": "Execution",
        "day": 37,
        "days": 90,
        "criteria_met": 2,
        "criteria": 5,
        "tasks": 27,
        "tasks_done": 11,
        "tasks_late": 3,
        "next_update": "2026-11-21",
        "last_touch": "2026-11-19",
        "tags": ["retail", "order sync"],
    }
    statuses = [a["status"] for a in found]
    assert statuses == sorted(statuses, key=["red", "yellow", "green"].index)
    assert all(a.keys() == found[0].keys() | {"id"} for a in found[1:])


def test_accounts_of_a_status_or_a_csm(sample_command: Any) -> None:
    yellow = json.loads(sample_command("accounts", "--status", "yellow", "--json").out)
    assert {a["status"] for a in yellow} == {"yellow"}
    both = json.loads(sample_command("accounts", "--status", "red,yellow", "--json").out)
    assert len(both) > len(yellow)
    for name in ("dana", "Dana Reyes", "REYES"):
        hers = json.loads(sample_command("accounts", "--csm", name, "--json").out)
        assert {a["csm"] for a in hers} == {"Dana Reyes"}
    both = json.loads(sample_command("accounts", "--csm", "Dana Reyes, lee", "--json").out)
    assert {a["csm"] for a in both} == {"Dana Reyes", "Lee Wong"}
    ran = sample_command("accounts", "--csm", "zork", "--json")
    assert (ran.code, ran.out, sentence(ran.err)) == (1, "", "Nobody is called zork.")


def test_lists_as_tables_are_plain(sample_command: Any) -> None:
    for name in ("accounts", "tasks"):
        ran = sample_command(name)
        assert (ran.code, ran.err) == (0, "")
        assert "\x1b" not in ran.out
        assert "None" not in ran.out
    lines = sample_command("accounts").out.splitlines()
    assert lines[0].split()[:3] == ["Status", "Account", "CSM"]
    assert lines[1].split() == (
        [
            "Red",
            "Harbour",
            "&",
            "Main",
            "dana",
            "2.00M",
            "2027-03-21",
            "37/90",
            "2/5",
            "3",
            "2",
            "d",
            "late",
        ]
    )


def test_lists_of_an_empty_database(command: Any) -> None:
    for name in ("accounts", "tasks"):
        assert json.loads(command(name, "--json").out) == []
        assert len(command(name).out.splitlines()) == 1


def test_tasks_as_json(sample_command: Any) -> None:
    found = json.loads(sample_command("tasks", "--json").out)
    task = next(t for t in found if t["title"] == "Train second warehouse")
    assert isinstance(task.pop("id"), str)
    assert task == {
        "account": "Harbour & Main",
        "title": "Train second warehouse",
        "kind": "action",
        "status": "todo",
        "phase": "Stabilization",
        "owner": "Priya Nair",
        "due": "2026-11-16",
        "first_due": "2026-11-09",
        "open": True,
        "done_on": None,
        "priority": "normal",
        "tags": ["training"],
        "blocked_by": None,
        "help_ask": None,
        "help_by": None,
    }
    done = [t["status"] == "done" for t in found]
    assert done == sorted(done)
    dues = [t["due"] or "9" for t in found if t["status"] != "done"]
    assert dues == sorted(dues)


def test_tasks_that_were_asked_for(sample_command: Any) -> None:
    def asked(*argv: str) -> list[dict[str, Any]]:
        found = json.loads(sample_command("tasks", "--json", *argv).out)
        assert found
        return found

    assert all(t["due"] < "2026-11-23" and t["status"] != "done" for t in asked("--overdue"))
    week = asked("--due-within", "7d")
    assert all(t["due"] <= "2026-11-30" and t["status"] != "done" for t in week)
    assert {t["owner"] for t in asked("--owner", "priya")} == {"Priya Nair"}
    assert {t["owner"] for t in asked("--owner", "Priya Nair")} == {"Priya Nair"}
    assert {t["status"] for t in asked("--status", "blocked")} == {"blocked"}
    assert {t["account"] for t in asked("--account", "vega")} == {"Vega Logistics"}
    book = {a["name"] for a in json.loads(sample_command("accounts", "--csm", "lee", "--json").out)}
    assert {t["account"] for t in asked("--csm", "lee")} <= book


# -- one account -------------------------------------------------------------------------------


def test_an_ambiguous_account_lists_the_candidates(sample_command: Any) -> None:
    ran = sample_command("export", "health")
    assert ran.code == 0
    ran = sample_command("export", "al")
    assert (ran.code, ran.out) == (1, "")
    said = sentence(ran.err)
    assert said.startswith("al may be ")
    assert "Northgate Health" in said
    assert "Saltmarsh Hotels" in said


def test_an_unknown_account_names_near_ones(sample_command: Any) -> None:
    ran = sample_command("export", "Northgate Helth")
    assert (ran.code, ran.out) == (1, "")
    said = sentence(ran.err)
    assert said == "No account is called Northgate Helth. Near: Northgate Health."
    said = sentence(sample_command("export", "zzz").err)
    assert said == "No account is called zzz. greenpath accounts lists them."


def test_export_prints_to_standard_output(sample_command: Any) -> None:
    ran = sample_command("export", "HARBOUR")
    assert ran.code == 0
    assert ran.out.startswith("# Harbour")
    assert ran.out.split("\n")[0].replace("\\", "") == "# Harbour & Main: the way to Green"
    whole = tomllib.loads(sample_command("export", "--format", "toml").out)
    assert len(whole["accounts"]) == 14
    one = tomllib.loads(sample_command("export", "harbour", "--format", "toml").out)
    assert one["accounts"] == whole["accounts"][:1]
    assert sample_command("export", "harbour", "-o", "-").out == ran.out


def test_export_never_replaces_a_file_unasked(sample_command: Any, tmp_path: Path) -> None:
    path = tmp_path / "plan.md"
    assert sample_command("export", "harbour", "-o", str(path)) == (0, "", "")
    first = path.read_text(encoding="utf-8")
    assert first.startswith("# Harbour")
    assert path.stat().st_mode & 0o777 == 0o600
    ran = sample_command("export", "vega", "-o", str(path))
    assert ran.code == 1
    assert "exists already and was kept. --force replaces it." in sentence(ran.err)
    assert path.read_text(encoding="utf-8") == first
    assert sample_command("export", "vega", "-o", str(path), "--force").code == 0
    assert path.read_text(encoding="utf-8").startswith("# Vega")
    ran = sample_command("export", "vega", "-o", str(tmp_path / "none" / "plan.md"))
    assert ran.code == 1
    sentence(ran.err)


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
