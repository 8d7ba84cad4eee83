"""Lists and pages of the command line: JSON, tables, filters, what is not found."""

import json
import tomllib
from pathlib import Path
from typing import Any

from sentences import sentence


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
