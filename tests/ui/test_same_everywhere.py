"""One function for each number: every screen, the export and `--json` give the same answer."""

import json
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from driving import TODAY, driven, settings_for, settle
from greenpath_tui import bootstrap
from greenpath_tui.cli.main import run
from greenpath_tui.domain.days import due_words
from greenpath_tui.domain.quickadd import AccountLine, TaskLine
from greenpath_tui.settings import Settings


async def test_the_numbers_of_every_account_agree(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with driven(tmp_path, size=(140, 40)) as d:
        rows = {row.name: row for row in d.app.portfolio.all_rows}
        dossiers = {n: d.services.accounts.dossier(row.id) for n, row in rows.items()}
        exports = {n: d.services.exchange.export([row.id], "md").text for n, row in rows.items()}
        assert len(rows) == 14
        for name, row in rows.items():
            one = dossiers[name]
            assert (row.met, row.criteria) == (one.met, len(one.criteria)), name
            assert (row.done, row.tasks) == (
                sum(c.item.done for c in one.cards.values()),
                len(one.cards),
            ), name
            assert row.late == len(one.late), name
            assert (row.day, row.rank, row.direction) == (one.day, one.rank.value, one.direction)
            assert row.csm_name == (one.csm.name if one.csm else ""), name
            assert row.last_touch == one.last_touch, name
            if one.criteria:
                assert f"{row.met} of {row.criteria} met" in exports[name]
            if one.day is not None:
                assert f"day {row.day} of {row.days}" in exports[name]
            for card in one.late:
                assert card.item.due is not None
                assert due_words(card.item.due, one.today) in exports[name]
    capsys.readouterr()
    assert run(["accounts", "--json", "--database", str(tmp_path / "test.db"),
                "--today", "2026-11-23"]) == 0  # fmt: skip
    for item in json.loads(capsys.readouterr().out):
        row = rows[item["name"]]
        assert item["criteria_met"] == row.met
        assert (item["tasks"], item["tasks_done"], item["tasks_late"]) == (
            row.tasks, row.done, row.late,
        )  # fmt: skip
        assert (item["day"], item["rank"], item["arr"]) == (row.day, row.rank, row.arr)


STATES = """
[[accounts]]
name = "Left Over"
status = "yellow"
[[accounts.plans]]
start = 2026-06-01
state = "closed"
outcome = "saved"
decided_on = 2026-09-01
[[accounts.plans.tasks]]
title = "Never done"
due = 2026-08-01
[[accounts.plans.tasks]]
title = "Still stuck"
status = "blocked"
blocked_by = "The vendor"
help_function = "Product"
help_ask = "A date for the fix"
[[accounts]]
name = "On Hold"
status = "red"
[[accounts.plans]]
start = 2026-11-01
state = "paused"
[[accounts.plans.tasks]]
title = "Late all the same"
due = 2026-11-10
[[accounts.plans.tasks]]
title = "Done, the help never came"
status = "done"
done_on = 2026-11-12
help_function = "Support"
help_ask = "Somebody for a day"
"""


def test_work_of_closed_paused_and_done_things_counts_the_same_everywhere(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    services = bootstrap.open_services(settings_for(tmp_path))
    (tmp_path / "states.toml").write_text(STATES)
    services.exchange.import_file(tmp_path / "states.toml")
    rows = {row.name: row for row in services.accounts.rows()}
    pages = {}
    for name, row in rows.items():
        one = services.accounts.dossier(row.id)
        pages[name] = services.exchange.export([row.id], "md").text
        assert (row.late, row.day, row.days) == (len(one.late), one.day, one.days)
        assert row.help == sum(1 for c in one.cards.values() if c.help_open)
        blocked = [c for c in one.cards.values() if c.open and c.status == "blocked"]
        assert row.blocked == len(blocked)
    services.close()
    left, held = rows["Left Over"], rows["On Hold"]
    assert (left.late, left.blocked, left.help, left.day) == (0, 0, 0, None)
    assert (held.late, held.help, held.day, held.plan_words) == (1, 0, 23, "paused")
    for words in ("Never done", "Still stuck", "A date for the fix"):
        page, _, ended = pages["Left Over"].partition("## Not done when the plan closed")
        assert words not in page
        assert "late" not in ended
    assert "Late all the same" in pages["On Hold"]
    assert "Somebody for a day" not in pages["On Hold"]
    where = ["--database", str(tmp_path / "test.db"), "--today", "2026-11-23"]
    assert run(["tasks", "--overdue", "--json", *where]) == 0
    assert [t["title"] for t in json.loads(capsys.readouterr().out)] == ["Late all the same"]


HOSTILE = (
    "[/]",
    "Acme [EMEA]",
    "[@click=app.quit]x",
    "\x1b[31mred\x1b]2;owned\x07",
    "\u202egnirts",
    "😀 日本 ‏עברית",
    "=1+1",
    "| a | b |",
    "$(x) {y} %s",
    "z" * 119,
)


async def test_hostile_names_are_literal_on_every_screen(tmp_path: Path) -> None:
    services = bootstrap.open_services(settings_for(tmp_path))
    for name in HOSTILE:
        account_id = services.accounts.add(AccountLine(name=name)).saved[0].id
        services.plans.draft(account_id)
        services.tasks.add(account_id, TaskLine(title=name, tags=(name,)))
        services.accounts.log([account_id], name, with_whom=name)
        services.green.write_texts(account_id, {"statement": name, "customer_words": name})
    services.close()
    async with driven(tmp_path, sample=False) as d:
        for _ in HOSTILE:
            row = d.app.portfolio.table.current
            assert not any(ord(c) < 32 or c in "\u202e\u200f" for c in row.name)
            await d.press("enter")
            head = d.screen.split("\n")[0]
            assert row.name[:6] in head.replace("\x00", "")
            await d.press("4", "V", "escape", "1", "j")
        await d.press(":", "escape", "?", "escape", "f", "escape")
        assert "\x1b" not in d.screen


async def test_a_key_can_be_remapped(tmp_path: Path) -> None:
    async with driven(tmp_path, keys={"filter": "n"}) as d:
        assert "n filter" in d.screen
        await d.press("n")
        await d.type("vega")
        assert "1 of 14" in d.screen


async def test_a_newcomer_reaches_an_active_plan_with_the_keys_she_is_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    lines = ["Account Name,ARR,Renewal Date,Status,CSM,Segment,Region"]
    lines += [
        f"Customer {i:02d},{i}0k,2027-0{i % 9 + 1}-15,green,Nora Field,SMB,EU" for i in range(40)
    ]
    Path("book.csv").write_text("\n".join(lines))
    async with driven(tmp_path, sample=False, user="Nora Field") as d:
        assert "I       import" in d.screen
        await d.press("I")
        await d.type("book.csv")
        await d.press("enter")
        assert "columns left out: Region" in d.screen
        await d.press("enter")
        assert "40 of 40" in d.screen
        await d.press("s", "2")
        await d.type("orders fail since the update")
        await d.press("enter")
        assert "▲ Yellow" in d.screen
        await d.press("P", "enter")
        assert "Definition of Green" in d.screen
        for line in (
            "Order errors 8 -> 2 % due:+60d by:Nora",
            "Buyer's score 2 -> 4 points due:+80d by:Nora about:perception",
            "Open tickets 7 -> 0 tickets due:+30d by:Support",
        ):
            await d.press("a")
            await d.type(line)
            await d.press("enter")
        for choice in ("They", "We"):
            await d.press("s")
            await d.type(choice)
            await d.press("enter")
            d.app.screen.query_one("#field-person").value = f"{choice} Person"
            await d.press("enter")
        assert "an issue summary" in d.screen
        await d.press("e")
        d.app.screen.query_one("#field-summary").text = "Orders fail"
        d.app.screen.query_one("#field-root_cause").text = "The update broke the feed"
        await d.press("ctrl+s", "P", "1", "enter")
        assert "Day 1/90" in d.screen
        await d.press("a")
        await d.type("Fix the feed")
        await d.press("enter", "x")
        assert "the way to Green" in d.screen
        await d.press("s", "enter")
        assert len(list(tmp_path.glob("customer-*.md"))) == 1


def test_the_first_frame_imports_no_database(tmp_path: Path) -> None:
    import subprocess

    code = f"""
import asyncio, sys
from pathlib import Path
from datetime import date
from greenpath_tui.settings import Settings
from greenpath_tui.ui.app import GreenpathApp, Opening
heavy = {{"sqlalchemy", "pydantic", "alembic", "tomli_w"}}
folder = Path({str(tmp_path)!r})
settings = Settings(str(folder / "x.db"), True, "me", date(2026, 11, 23), folder / "c", folder)
app = GreenpathApp(Opening(settings, print, print))
def first_frame(opener):
    print("FRAME", sorted(heavy & set(sys.modules)), bool(app.screen.header._content))
    app.exit()
app.open_database = first_frame
app.run(headless=True)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert "FRAME [] True" in done.stdout, done.stderr[-2000:]


async def test_an_app_left_open_over_midnight_knows_the_new_day(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [TODAY]
    monkeypatch.setattr(Settings, "clock", lambda self: now[0])
    async with driven(tmp_path) as app:
        await app.press("enter")
        now[0] = TODAY + timedelta(days=1)
        app.app.others.look()
        await settle(app.pilot)
        await app.press("a")
        await app.type("Call due:tomorrow")
        assert "Wed 25" in app.screen
        await app.press("enter", "escape")
        assert "Tue 24 Nov 2026" in app.screen.split("\n")[0]


@pytest.mark.parametrize(
    "keys", ["", "enter", "4", "enter t", "P", "x", "?", ":", "3 k enter", "a"]
)
async def test_ascii_draws_nothing_but_ascii(tmp_path: Path, keys: str) -> None:
    async with driven(tmp_path, ascii=True) as app:
        await app.press(*keys.split())
        assert app.screen.isascii(), {char for char in app.screen if not char.isascii()}
