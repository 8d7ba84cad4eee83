"""A sheet of accounts, as spreadsheet programs and CRM exports save it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from portfolio_makers import EXAMPLES

from greenpath_tui.errors import FileRefused
from greenpath_tui.portfolio_file import spreadsheet
from greenpath_tui.portfolio_file.spreadsheet import Sheet, decode, read_sheet

TODAY = date(2026, 11, 23)


def sheet(text: str | bytes) -> Sheet:
    return read_sheet(text if isinstance(text, bytes) else text.encode(), "in.csv", TODAY)


def test_every_known_column() -> None:
    found = sheet(
        "Account ID,Name,ARR,Renewal Date,Status,CSM,Segment\n"
        "A-1,Acme,420k,2027-03-01,Red,Dana Reyes,Retail\n"
    )
    (row,) = found.rows
    assert row.line == 2
    assert row.csm == "Dana Reyes"
    assert row.values == {
        "external_id": "A-1",
        "name": "Acme",
        "arr": 42_000_000,
        "renewal_date": date(2027, 3, 1),
        "status": "red",
        "segment": "Retail",
    }
    assert (found.refused, found.left_out) == ((), ())


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_seen_in_the_heading(delimiter: str) -> None:
    text = delimiter.join(["name", "arr", "segment"]) + "\n"
    text += delimiter.join(['"Acme, Inc; and\tCo"', "5k", "x"])
    (row,) = sheet(text).rows
    assert row.values == {"name": "Acme, Inc; and Co", "arr": 500_000, "segment": "x"}


@pytest.mark.parametrize(
    "heading",
    ["NAME", " name ", "Account Name", "account_name", "Company name", "ACCOUNT", "Customer Name"],
)
def test_headings_in_any_case_and_spelling(heading: str) -> None:
    assert sheet(f"{heading},ReNeWaL_dAtE\nAcme,1 dec\n").rows[0].values == {
        "name": "Acme",
        "renewal_date": date(2026, 12, 1),
    }


@pytest.mark.parametrize("heading", ["Health", "Health status", "Current Score"])
def test_a_column_of_health_with_colours_is_the_status(heading: str) -> None:
    found = sheet(f"name,{heading}\nAcme,Red\nZork,\nIota,amber\n")
    assert [r.values.get("status") for r in found.rows] == ["red", None, "yellow"]
    assert found.left_out == ()


@pytest.mark.parametrize("values", ["72,red", "A,B", "A,Y", ","])
def test_any_other_health_is_left_out(values: str) -> None:
    first, second = values.split(",")
    found = sheet(f"name,Health\nAcme,{first}\nZork,{second}\n")
    assert [r.values.get("status") for r in found.rows] == [None, None]
    assert (found.refused, found.left_out) == ((), ("Health",))


def test_health_beside_a_status_is_left_out() -> None:
    found = sheet("name,Health,Status\nAcme,Green,Red\n")
    assert found.rows[0].values["status"] == "red"
    assert found.left_out == ("Health",)


def test_one_column_is_enough() -> None:
    assert [r.values for r in sheet("name\nAcme\nZork\n").rows] == [
        {"name": "Acme"},
        {"name": "Zork"},
    ]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le-bom", "utf-16-be-bom", "cp1252"]
)
def test_the_encodings_of_spreadsheet_programs(encoding: str) -> None:
    text = "name;segment\nZürich Köln;Größe\n"
    marks = {"utf-16-le-bom": b"\xff\xfe", "utf-16-be-bom": b"\xfe\xff"}
    mark = marks.get(encoding, b"")
    data = mark + text.encode(encoding.removesuffix("-bom"))
    assert sheet(data).rows[0].values == {"name": "Zürich Köln", "segment": "Größe"}


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(FileRefused, match="is not text"):
        decode(b"name\n\x81\x8d\n", "in.csv")


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_line_ends(end: str) -> None:
    assert [r.line for r in sheet(f"name{end}Acme{end}{end}Zork{end}").rows] == [2, 4]


def test_a_cell_of_several_lines_becomes_one_line() -> None:
    found = sheet('name,arr\n"Acme\nCorp",5k\nZork,lots\n')
    assert found.rows[0].values["name"] == "Acme Corp"
    assert found.refused == ('line 4: arr is not an amount: "lots"',)


def test_empty_lines_and_cells_say_nothing() -> None:
    found = sheet("name,arr,csm,status\nAcme,,,\n,,,\n  , ,,\n")
    assert [r.values for r in found.rows] == [{"name": "Acme"}]
    assert found.refused == ()


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("Acme,lots,,", 'line 2: arr is not an amount: "lots"'),
        ("Acme,-5,,", 'line 2: arr is not an amount: "-5"'),
        ("Acme,,someday,", 'line 2: renewal date is not a date (2027-03-01): "someday"'),
        ("Acme,,,purple", 'line 2: status is not red, yellow or green: "purple"'),
        (",5k,,", "line 2: no name"),
        ("Acme,5k", "line 2: 2 cells, the heading has 4"),
        ("Acme,5k,,,more", "line 2: 5 cells, the heading has 4"),
    ],
)
def test_a_wrong_row_is_refused_alone(row: str, said: str) -> None:
    found = sheet(f"name,arr,renewal,status\n{row}\nZork,1k,,g\n")
    assert found.refused == (said,)
    assert [r.values["name"] for r in found.rows] == ["Zork"]


def test_columns_nobody_knows_are_left_out_and_told() -> None:
    found = sheet("name,Phone,\x1b[31mNPS\nAcme,1,2\n")
    assert found.left_out == ("Phone", "[31mNPS")
    assert found.rows[0].values == {"name": "Acme"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no column is called name"),
        ("arr,csm\n1,x\n", "no column is called name"),
        ("name,Account\na,b\n", "two columns are name"),
        ("name,renewal,Renewal date\na,,\n", "two columns are renewal date"),
        ('name\nAcme\n"Zork\nmore\n', "unexpected end of data"),
        ("name\n" + "x" * 140_000 + "\n", "field larger than"),
    ],
)
def test_a_wrong_sheet_is_refused_whole(text: str, said: str) -> None:
    with pytest.raises(FileRefused, match=said):
        sheet(text)


def test_a_sheet_has_a_most_number_of_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreadsheet, "MOST_ROWS", 3)
    assert len(sheet("name\na\nb\nc\n").rows) == 3
    with pytest.raises(FileRefused, match="more than 3 rows"):
        sheet("name\na\nb\nc\nd\n")


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("'=1+1", "=1+1"),
        ("'+49 Corp", "+49 Corp"),
        ("'-x", "-x"),
        ("'@home", "@home"),
        ("'＝1", "＝1"),
        ("' =1", "=1"),
        ("'Acme'", "'Acme'"),
        ("''=1", "'=1"),
        ("=1+1", "=1+1"),
    ],
)
def test_the_mark_that_keeps_a_formula_from_running_is_taken_off(cell: str, name: str) -> None:
    assert sheet(f"name\n{cell}\n").rows[0].values["name"] == name


def test_names_are_cleaned() -> None:
    text = "name,csm\n  Acme \u202e\x1b[31m  Corp ,\u200bDana\n"
    (row,) = sheet(text).rows
    assert (row.values["name"], row.csm) == ("Acme [31m Corp", "Dana")


@EXAMPLES
@given(st.binary(max_size=60))
def test_any_bytes_are_a_sheet_or_a_sentence(data: bytes) -> None:
    said = ""
    try:
        sheet(b"name,arr\n" + data)
    except FileRefused as error:
        said = str(error)
    assert "\n" not in said


@pytest.mark.parametrize(
    ("cells", "read"),
    [
        (("12/26/2027", "3/4/2027"), [date(2027, 12, 26), date(2027, 3, 4)]),
        (("26/12/2027", "3/4/2027"), [date(2027, 12, 26), date(2027, 4, 3)]),
        (("5/6/2027", "3/4/2027"), []),  # nothing tells which is the month
        (("26/12/2027", "12/26/2027"), []),
    ],
)
def test_a_column_of_slashed_dates_is_read_one_way(
    cells: tuple[str, str], read: list[date]
) -> None:
    found = sheet("name,renewal\n" + "".join(f"A{n},{cell}\n" for n, cell in enumerate(cells)))
    assert [row.values["renewal_date"] for row in found.rows] == read
    assert len(found.refused) == 2 - len(read)


def test_a_sign_before_an_amount_is_its_currency() -> None:
    found = sheet("name,arr\nA,$120k\nB,£5\nC,7\n")
    assert [row.values.get("currency") for row in found.rows] == ["USD", "GBP", None]


@pytest.mark.parametrize(
    ("cell", "minor", "currency"),
    [
        ("$420,000", 42_000_000, "USD"),
        ("1.450.000,00 €", 145_000_000, "EUR"),
        ("1 250 000 EUR", 125_000_000, "EUR"),
        ("CHF 96'000", 9_600_000, "CHF"),
        ("420k gbp", 42_000_000, "GBP"),
        ("88,000", 8_800_000, None),
    ],
)
def test_amounts_name_their_currency_before_or_behind(
    cell: str, minor: int, currency: str | None
) -> None:
    (row,) = sheet(f"name;arr\nAcme;{cell}\n").rows
    assert (row.values["arr"], row.values.get("currency")) == (minor, currency)


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("31-Jan-27", date(2027, 1, 31)),
        ("1 Mar 2027", date(2027, 3, 1)),
        ("30/06/27", date(2027, 6, 30)),
        ("30.06.2027", date(2027, 6, 30)),
    ],
)
def test_dates_as_spreadsheets_write_them(cell: str, day: date) -> None:
    assert sheet(f"name,renewal\nAcme,{cell}\n").rows[0].values["renewal_date"] == day


def test_a_date_that_may_be_read_two_ways_says_so() -> None:
    assert sheet("name,renewal\nAcme,03/01/2027\n").refused == (
        'line 2: renewal date may be read two ways (write 2027-03-01): "03/01/2027"',
    )


@pytest.mark.parametrize("cell", ["26/12/01", "31/12/99", "31/31/27"])
def test_a_year_of_two_digits_is_near(cell: str) -> None:
    assert sheet(f"name,renewal\nAcme,{cell}\n").refused == (
        f'line 2: renewal date is not a date (2027-03-01): "{cell}"',
    )


def test_amber_is_yellow() -> None:
    assert sheet("name,status\nAcme,Amber\n").rows[0].values["status"] == "yellow"


def test_a_row_names_all_that_is_wrong_in_it() -> None:
    assert sheet("name,arr,status,renewal\n,lots,blue,soon\n").refused == (
        'line 2: arr is not an amount: "lots"; status is not red, yellow or green: "blue"; '
        'renewal date is not a date (2027-03-01): "soon"; no name',
    )


@pytest.mark.parametrize(
    ("heading", "currency"),
    [("ARR (€)", "EUR"), ("ARR in USD", "USD"), ("ARR GBP", "GBP"), ("ARR [CHF]", "CHF")],
)
def test_a_heading_may_name_the_currency(heading: str, currency: str) -> None:
    read = sheet(f"Customer Name;CSM / Owner;{heading}\nAcme;Dana;420k\nBeta;Lee;$1k\n")
    assert read.left_out == ()
    assert [row.values["currency"] for row in read.rows] == [currency, "USD"]
    assert [row.csm for row in read.rows] == ["Dana", "Lee"]


def test_a_plain_heading_comes_before_one_that_is_guessed() -> None:
    read = sheet("Name,ARR ($),ARR,Owner,CSM\nAcme,1k,2k,Lee,Dana\n")
    assert read.rows[0].values["arr"] == 2_000_00
    assert read.rows[0].csm == "Dana"
    assert read.left_out == ("ARR ($)", "Owner")


@pytest.mark.parametrize(
    "heading",
    [
        "ARR (k€)",
        "ARR (list)",
        "Renewal ARR",
        "Renewal %",
        "Account URL",
        "Status QBR",
        "CSM / team",
    ],
)
def test_headings_that_mean_something_else_are_left_out(heading: str) -> None:
    read = sheet(f"Name,{heading}\nAcme,12.5\n")
    assert read.left_out == (heading,)
    assert read.refused == ()


def test_a_customers_score_is_not_her_name() -> None:
    with pytest.raises(FileRefused, match="no column is called name"):
        sheet("Client,Customer NPS,ARR\nA,40,3k\n")


@pytest.mark.parametrize("cell", ["15.03.99", "27.11.", "1.2"])
def test_a_day_in_a_sheet_has_its_year(cell: str) -> None:
    assert sheet(f"name,renewal\nAcme,{cell}\n").refused == (
        f'line 2: renewal date is not a date (2027-03-01): "{cell}"',
    )
