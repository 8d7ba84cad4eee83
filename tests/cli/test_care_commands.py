"""show, restore, doctor, paths, completion; and every --json as its page describes it."""

import json
import os
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from greenpath_tui.storage.schema import HEAD

ROOT = Path(__file__).resolve().parents[2]


def test_show_says_what_the_page_says(sample_command: Any) -> None:
    ran = sample_command("show", "harbour")
    assert ran.code == 0
    first, verdict, *rest = ran.out.splitlines()
    assert first == "Harbour & Main"
    assert verdict.startswith("On course for Green on 15 Jan, 65 days before the renewal")
    assert any(line.startswith("Status") and "Red, getting better" in line for line in rest)
    assert "\x1b" not in ran.out


def described(title: str) -> set[str]:
    """The field names that docs/json.md lists under a heading."""
    text = (ROOT / "docs" / "json.md").read_text(encoding="utf-8")
    part = text.partition(f"## {title}\n")[2].partition("\n## ")[0]
    return set(re.findall(r"^\| `(\w+)` \|", part, re.MULTILINE))


@pytest.mark.parametrize(
    ("argv", "title"), [(("accounts",), "greenpath accounts"), (("tasks",), "greenpath tasks")]
)
def test_json_has_the_fields_that_its_page_describes(
    sample_command: Any, argv: tuple[str, ...], title: str
) -> None:
    found = json.loads(sample_command(*argv, "--json").out)
    assert {name for item in found for name in item} == described(title)


def test_show_as_json_is_the_account_of_the_portfolio_file(sample_command: Any) -> None:
    (found,) = json.loads(sample_command("show", "harbour", "--json").out)
    assert (found["name"], found["arr"]) == ("Harbour & Main", 200_000_000)
    assert len(found["plans"][0]["definition"]["criteria"]) == 5
    said = found["answers"]
    assert said["verdict"].startswith("On course for Green on 15 Jan")
    assert (said["day"], said["direction"], len(said["tasks_late"])) == (37, "better", 3)
    assert said["criteria"][0] == {
        "metric": "Order errors", "current": 4.6, "way": 57, "met": False, "on_track": True,
    }  # fmt: skip


# -- restore -----------------------------------------------------------------------------------


def names(path: Path) -> set[str]:
    with closing(sqlite3.connect(path)) as db:
        return {name for (name,) in db.execute("SELECT name FROM accounts WHERE NOT deleted")}


def test_restore_brings_a_backup_back_and_keeps_what_it_replaced(
    sample_command: Any, tmp_path: Path
) -> None:
    backup = tmp_path / "backup.db"
    assert sample_command("backup", str(backup)).code == 0
    assert sample_command("add", "vega", "A task after the backup").code == 0
    ran = sample_command("restore", str(backup))
    assert ran.code == 0
    assert "is kept as" in ran.out
    assert "A task after" not in sample_command("tasks", "--account", "vega").out
    (kept,) = tmp_path.glob("greenpath.db.before-restore-*")
    assert kept.stat().st_mode & 0o777 == 0o600
    assert (
        "A task after" in sample_command("tasks", "--account", "vega", "--database", str(kept)).out
    )


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (None, "There is no file"),
        (b"not a database at all, only text " * 50, "is not a database"),
        (b"", "is not a greenpath database"),
    ],
)
def test_restore_verifies_first(
    sample_command: Any, tmp_path: Path, made: bytes | None, said: str
) -> None:
    backup, database = tmp_path / "backup.db", tmp_path / "greenpath.db"
    if made is not None:
        backup.write_bytes(made)
    before = names(database)
    ran = sample_command("restore", str(backup))
    assert (ran.code, ran.out) == (1, "")
    assert said in ran.err
    assert names(database) == before
    assert list(tmp_path.glob("*before-restore*")) == []


def test_restore_refuses_a_damaged_and_a_newer_backup(sample_command: Any, tmp_path: Path) -> None:
    damaged, newer = tmp_path / "damaged.db", tmp_path / "newer.db"
    sample_command("backup", str(damaged))
    sample_command("backup", str(newer))
    with damaged.open("r+b") as file:
        file.seek(4096 * 5)
        file.write(b"\xff" * 4096 * 3)
    with closing(sqlite3.connect(newer)) as db:
        db.execute("UPDATE alembic_version SET version_num = '9999'")
        db.commit()
    assert "damaged" in sample_command("restore", str(damaged)).err
    assert "is newer than this program" in sample_command("restore", str(newer)).err


def test_restore_replaces_a_database_that_cannot_be_read_any_more(
    sample_command: Any, tmp_path: Path
) -> None:
    backup, database = tmp_path / "backup.db", tmp_path / "greenpath.db"
    sample_command("backup", str(backup))
    database.write_bytes(b"\0garbage" * 1000)
    assert "is not a greenpath database" in sample_command("accounts").err
    assert sample_command("restore", str(backup)).code == 0
    assert "Harbour" in sample_command("accounts").out


def test_restore_goes_into_no_pipe_or_device(sample_command: Any, tmp_path: Path) -> None:
    backup, pipe = tmp_path / "backup.db", tmp_path / "pipe"
    sample_command("backup", str(backup))
    os.mkfifo(pipe)
    ran = sample_command("--database", str(pipe), "restore", str(backup))
    assert (ran.code, ran.err) == (1, f"{pipe} is not a file; nothing was restored.\n")


def test_restore_says_when_somebody_holds_the_database(
    sample_command: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from greenpath_tui.storage import care

    monkeypatch.setattr(care, "_WAIT", 0.3)
    backup, database = tmp_path / "backup.db", tmp_path / "greenpath.db"
    sample_command("backup", str(backup))
    with closing(sqlite3.connect(database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        ran = sample_command("restore", str(backup))
        assert ran.code == 1
        assert "is in use; nothing was restored. Try again." in ran.err
        other.execute("ROLLBACK")
    assert list(tmp_path.glob("*before-restore*")) == []
    assert list(tmp_path.glob("backup.db-*")) == []


def test_output_that_cannot_be_written_is_a_sentence(sample_command: Any, tmp_path: Path) -> None:
    env = os.environ | {"GREENPATH_DATABASE": str(tmp_path / "greenpath.db")}
    argv = [sys.executable, "-m", "greenpath_tui", "tasks", "--json"]
    with open("/dev/full", "w") as full:
        ran = subprocess.run(argv, env=env, stdout=full, stderr=subprocess.PIPE, timeout=30)
    assert ran.returncode == 1
    assert ran.stderr.decode() == "The output cannot be written: No space left on device.\n"
    plain = env | {"PYTHONIOENCODING": "ascii"}
    argv = [sys.executable, "-m", "greenpath_tui", "show", "harbour"]
    ran = subprocess.run(argv, env=plain, capture_output=True, timeout=30)
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert b"Stores\\u2019 score" in ran.stdout
    ran = subprocess.run(
        [*argv, "--database", "~nosuch/x.db"], env=env, capture_output=True, timeout=30
    )
    assert (ran.returncode, ran.stderr) == (1, b"~nosuch/x.db: there is no such home folder.\n")


# -- doctor and paths ----------------------------------------------------------------------------


def test_the_doctor_finds_a_healthy_database_well(sample_command: Any) -> None:
    ran = sample_command("doctor")
    assert ran.code == 0
    assert "Integrity    ok" in ran.out
    assert f"Schema       revision {HEAD}, up to date" in ran.out


def test_the_doctor_names_damage_and_what_to_do(sample_command: Any, tmp_path: Path) -> None:
    database = tmp_path / "greenpath.db"
    database.chmod(0o644)
    with closing(sqlite3.connect(database)) as db:
        db.execute("PRAGMA foreign_keys=OFF")
        db.execute("DELETE FROM accounts WHERE name LIKE 'Vega%'")
        db.commit()
    ran = sample_command("doctor")
    assert ran.code == 1
    assert "others may read it (644)" in ran.out
    assert "chmod 600" in ran.out
    assert "rows pointing nowhere" in ran.out
    database.write_bytes(b"nothing" * 999)
    ran = sample_command("doctor")
    assert ran.code == 1
    assert f"--database {database} restore FILE" in ran.out
    database.chmod(0o644)
    assert "chmod" not in sample_command("doctor").out  # it may be anybody's file


def test_the_doctor_looks_on_where_the_server_is_gone(command: Any) -> None:
    ran = command("--database", "postgresql+psycopg://x@/x?host=/nowhere", "doctor")
    assert (ran.code, ran.err) == (1, "")
    assert "Server       x on this machine cannot be reached" in ran.out
    assert "Terminal" in ran.out


def test_an_empty_name_of_a_file_is_wrong_usage(sample_command: Any) -> None:
    for args in (("backup", ""), ("export", "Harbour", "-o", "")):
        ran = sample_command(*args)
        assert (ran.code, ran.err) == (2, "The name of a file is empty.\n")


def test_paths_names_them_all(command: Any, tmp_path: Path) -> None:
    out = command("paths").out
    assert [line.split()[0] for line in out.splitlines()] == ["database", "config", "state", "log"]
    assert str(tmp_path / "greenpath.db") in out


# -- completion ----------------------------------------------------------------------------------


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_completion_script_for_each_shell(command: Any, shell: str) -> None:
    ran = command("completion", shell)
    assert ran.code == 0
    assert "greenpath" in ran.out


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("greenpath ex", ["export"]),
        ("greenpath export --format h", ["html"]),
        ("greenpath show harb", ["Harbour\\ \\&\\ Main"]),
        ("greenpath show Harb", ["Harbour\\ \\&\\ Main"]),
        ("greenpath tasks --owner Pri", ["Priya\\ Nair"]),
        ("greenpath tasks --status d", ["doing", "done"]),
        ("greenpath accounts --status R", ["red"]),
        ("greenpath --database /none/there.db show H", []),
    ],
)
def test_the_words_that_a_shell_is_offered(
    sample_command: Any, tmp_path: Path, line: str, words: list[str]
) -> None:
    out = tmp_path / "words"
    env = os.environ | {
        "_ARGCOMPLETE": "1",
        "_ARGCOMPLETE_SHELL": "bash",
        "_ARGCOMPLETE_STDOUT_FILENAME": str(out),
        "COMP_LINE": line,
        "COMP_POINT": str(len(line)),
        "GREENPATH_DATABASE": str(tmp_path / "greenpath.db"),
        "IFS": "\013",
    }
    asked = [sys.executable, "-m", "greenpath_tui"]  # as the shell calls it: without arguments
    subprocess.run(asked, env=env, timeout=30, check=False)
    offered = out.read_text() if out.exists() else ""
    assert [word.strip() for word in offered.split("\013") if word.strip()] == words


def test_a_broken_pipe_ends_quietly(sample_command: Any, tmp_path: Path) -> None:
    env = os.environ | {"GREENPATH_DATABASE": str(tmp_path / "greenpath.db")}
    script = f"{sys.executable} -m greenpath_tui export --format toml | head -1"
    ran = subprocess.run(script, shell=True, env=env, capture_output=True, timeout=30, check=False)
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert ran.stdout.count(b"\n") == 1


def test_the_doctor_knows_what_is_no_database(sample_command: Any, tmp_path: Path) -> None:
    for place in (tmp_path, Path("/dev/null")):
        ran = sample_command("--database", str(place), "doctor")
        assert ran.code == 1
        assert f"{place} is not a file" in ran.out
        assert "chmod" not in ran.out
    with closing(sqlite3.connect(tmp_path / "greenpath.db")) as db:
        db.execute("DROP TABLE due_moves")
    ran = sample_command("doctor")
    assert ran.code == 1
    assert "damaged: the table due_moves is missing" in ran.out


def test_the_doctor_refuses_a_wrong_key(sample_command: Any, tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text('[keys]\nnosuch = "r"\n')
    ran = sample_command("--config", str(config), "doctor")
    assert (ran.code, ran.out) == (2, "")
    assert "keys.nosuch: there is no such action." in ran.err


@pytest.mark.parametrize(
    ("changed", "asked", "said"),
    [
        ("accounts SET status = 'purple'", ("accounts",), 'status is "purple"'),
        ("tasks SET due = 'soon'", ("tasks",), 'due is "soon"'),
        ("plans SET start = '32 May'", ("show", "vega"), 'start is "32 May"'),
        ("criteria SET target = 'few'", ("show", "harb"), 'target is "few"'),
    ],
)
def test_a_value_that_nobody_knows_is_a_sentence_and_the_doctor_says_where(
    sample_command: Any, tmp_path: Path, changed: str, asked: tuple[str, ...], said: str
) -> None:
    assert "Values       ok" in sample_command("doctor").out
    with closing(sqlite3.connect(tmp_path / "greenpath.db")) as db:
        db.execute(f"UPDATE {changed}")
        db.commit()
    ran = sample_command(*asked)
    assert (ran.code, ran.out) == (1, "")
    table = changed.split()[0]
    assert ran.err == (
        f"The {table} hold a value that greenpath does not know: greenpath doctor says which.\n"
    )
    ran = sample_command("doctor")
    assert ran.code == 1
    assert f"Values       {table} " in ran.out
    assert said in ran.out


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        ("DROP TABLE measurements", "the table measurements is missing"),
        ("DELETE FROM accounts", "rows pointing nowhere"),
        ("UPDATE tasks SET kind = 'x'", 'kind is "x"'),
        ("ALTER TABLE tasks DROP COLUMN notes", "no such column: tasks.notes"),
    ],
)
def test_restore_refuses_what_the_doctor_would(
    sample_command: Any, tmp_path: Path, broken: str, said: str
) -> None:
    backup, database = tmp_path / "backup.db", tmp_path / "greenpath.db"
    sample_command("backup", str(backup))
    with closing(sqlite3.connect(backup)) as db:
        db.execute("PRAGMA foreign_keys=OFF")
        db.execute(broken)
        db.commit()
    before = names(database)
    ran = sample_command("restore", str(backup))
    assert (ran.code, ran.out) == (1, "")
    assert "backup.db is not whole: " in ran.err
    assert said in ran.err
    assert names(database) == before


def test_a_backup_that_could_not_be_restored_says_so(sample_command: Any, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "greenpath.db")) as db:
        db.execute("PRAGMA foreign_keys=OFF")
        db.execute("DELETE FROM accounts WHERE id IN (SELECT account_id FROM tasks LIMIT 1)")
        db.commit()
    ran = sample_command("backup", str(tmp_path / "backup.db"))
    assert (ran.code, ran.out) == (1, "")
    assert "backup.db is not whole: " in ran.err
    assert "It was copied as it is: greenpath doctor says what to do." in ran.err
    assert (tmp_path / "backup.db").stat().st_size


def test_what_another_program_wrote_is_obeyed_by_no_terminal(
    sample_command: Any, tmp_path: Path
) -> None:
    with closing(sqlite3.connect(tmp_path / "greenpath.db")) as db:
        for table, name in (("accounts", "name"), ("tasks", "title"), ("people", "name")):
            db.execute(f"UPDATE {table} SET {name} = {name} || char(27) || ']2;x' || char(7)")
        db.commit()
    for asked in (
        ["accounts"], ["tasks"], ["show", "vega"], ["export", "vega", "--format", "html"],
        ["export", "vega", "--format", "csv"],
    ):  # fmt: skip
        ran = sample_command(*asked)
        assert ran.code == 0
        assert "]2;x" in ran.out
        assert not {"\x1b", "\x07"} & set(ran.out)
