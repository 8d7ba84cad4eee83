"""Importing sheets of accounts into a real database."""

import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

from portfolio_makers import PLANNED, counts, problems_of, take, tree

from greenpath_tui.domain import model as m
from greenpath_tui.domain.days import Anchor
from greenpath_tui.domain.quickadd import TaskContext, read_account
from greenpath_tui.services import Services

LINES = 40
SHEET = "Account Name;ARR;Renewal date;Status;CSM;Segment;Phone\n" + "".join(
    f"Customer {n};{n}k;2027-{n % 12 + 1:02}-15;{('Red', 'yellow', 'g')[n % 3]};"
    f"{('Dana Reyes', 'Lee Wong')[n % 2]};Retail;1\n"
    for n in range(LINES)
)


def test_a_sheet_of_forty_accounts(portfolio_services: Services, tmp_path: Path) -> None:
    report = take(portfolio_services, tmp_path, SHEET, "crm.csv")
    assert (report.refused, report.left_out) == ((), ("Phone",))
    rows = {r.name: r for r in portfolio_services.accounts.rows()}
    assert len(rows) == LINES
    assert len(portfolio_services.people.all()) == 2
    seven = rows["Customer 7"]
    assert (seven.status, seven.arr, seven.csm_name, seven.segment, seven.renewal) == (
        m.Status.YELLOW,
        700_000,
        "Lee Wong",
        "Retail",
        date(2027, 8, 15),
    )
    again = take(portfolio_services, tmp_path, SHEET, "crm.csv")
    assert counts(again) == (0, 0, LINES)


def test_a_sheet_changes_only_what_it_says(portfolio_services: Services, tmp_path: Path) -> None:
    take(portfolio_services, tmp_path, PLANNED)
    text = "name,arr,status,segment\nacme,2k,,\n"
    assert counts(take(portfolio_services, tmp_path, text, "crm.csv")) == (0, 1, 0)
    account = portfolio_services.accounts.find("acme")
    assert (account.arr, account.status, account.external_id) == (200_000, "yellow", "A-1")
    assert portfolio_services.accounts.rows()[0].csm_name == "Dana Reyes"


def test_a_sheet_hands_an_account_to_another_csm(
    portfolio_services: Services, tmp_path: Path
) -> None:
    take(portfolio_services, tmp_path, PLANNED)
    sheet = "name,csm\nAcme,Lee Wong\n"
    path = tmp_path / "dry.csv"
    path.write_text(sheet)
    assert portfolio_services.exchange.import_file(path, dry_run=True).writes
    assert counts(take(portfolio_services, tmp_path, sheet, "crm.csv")) == (2, 1, 1)
    assert counts(take(portfolio_services, tmp_path, sheet, "crm.csv")) == (0, 0, 1)
    (row,) = portfolio_services.accounts.rows()
    assert row.csm_name == "Lee Wong"
    team = tree(portfolio_services)["accounts"][0]["team"]
    assert [(t["person"], t.get("since"), t.get("until")) for t in team] == [
        ("Dana Reyes", None, date(2026, 11, 22)),
        ("Lee Wong", date(2026, 11, 23), None),
    ]


def test_an_external_id_stands_for_one_account(
    portfolio_services: Services, tmp_path: Path
) -> None:
    text = "name,account id\nAcme,001\nZork,001\n"
    for _ in range(2):
        report = take(portfolio_services, tmp_path, text, "crm.csv")
        assert report.refused == ("line 3: external id 001 stands in line 2 already",)
    entry = '[[accounts]]\nname = "{}"\nexternal_id = "7"\n'
    twice = entry.format("A") + entry.format("B")
    wrong = 'accounts[1].external_id: used twice: "7"'
    assert problems_of(portfolio_services, tmp_path, twice) == (wrong,)


def test_a_row_that_clashes_is_refused_and_the_others_come_in(
    portfolio_services: Services, tmp_path: Path
) -> None:
    take(portfolio_services, tmp_path, "name,account id\nAcme,1\nZork,2\n", "crm.csv")
    text = "name,account id,arr\nZork,1,5k\nNova,3,7k\n"
    report = take(portfolio_services, tmp_path, text, "crm.csv")
    assert report.refused == ('line 2.name: another account is called "Zork"',)
    rows = {r.name: r.arr for r in portfolio_services.accounts.rows()}
    assert rows == {"Acme": None, "Zork": None, "Nova": 700_000}


def test_an_amount_without_a_sign_is_in_the_currency_of_the_database(
    portfolio_services: Services, tmp_path: Path
) -> None:
    take(portfolio_services, tmp_path, "name,arr\nAcme,$420k\nZork,$88k\nNova,7k\n", "a.csv")
    take(portfolio_services, tmp_path, "name,arr\nOkra,300k\nPell,€5k\nAcme,1k\n", "b.csv")
    line = read_account("Quill arr:9k", TaskContext(Anchor(date(2026, 11, 23))))
    portfolio_services.accounts.add(line)
    found = {r.name: r.currency for r in portfolio_services.accounts.rows()}
    assert found.pop("Pell") == "EUR"
    assert set(found.values()) == {"USD"}


def test_a_dry_run_takes_no_lock(portfolio_services: Services, tmp_path: Path) -> None:
    path = portfolio_services.store.path
    assert path is not None
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        (tmp_path / "crm.csv").write_text("name\nAcme\n")
        report = portfolio_services.exchange.import_file(tmp_path / "crm.csv", dry_run=True)
        other.execute("ROLLBACK")
    assert report.summary == "1 new, 0 changed, 0 unchanged, 0 refused"
    assert not portfolio_services.accounts.rows()


def test_an_account_may_stand_in_a_sheet_once(portfolio_services: Services, tmp_path: Path) -> None:
    text = "name,arr\nAcme,1k\nZork,2k\nACME,3k\n"
    report = take(portfolio_services, tmp_path, text, "crm.csv")
    assert report.refused == ("line 4: ACME stands in line 2 already",)
    assert report.summary == "2 new, 0 changed, 0 unchanged, 1 refused"
    assert portfolio_services.accounts.find("acme").arr == 100_000


def test_wrong_rows_are_refused_and_the_others_come_in(
    portfolio_services: Services, tmp_path: Path
) -> None:
    text = "name,arr\nAcme,lots\nZork,2k\n"
    report = take(portfolio_services, tmp_path, text, "crm.csv")
    assert report.refused == ('line 2: arr is not an amount: "lots"',)
    assert [r.name for r in portfolio_services.accounts.rows()] == ["Zork"]
