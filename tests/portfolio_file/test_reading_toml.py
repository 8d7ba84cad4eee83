"""Reading a portfolio file: a checked Portfolio, or one line for each wrong place."""

import tomllib
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from portfolio_makers import EXAMPLES, SAMPLE

from greenpath_tui.errors import FileRefused
from greenpath_tui.portfolio_file import reading
from greenpath_tui.portfolio_file.schema import Portfolio
from greenpath_tui.portfolio_file.writing import write

ONE = '[[accounts]]\nname = "Acme"\n'


def read(text: str | bytes) -> Portfolio:
    return reading.read(text if isinstance(text, bytes) else text.encode(), "in.toml")


def refused(text: str | bytes) -> FileRefused:
    with pytest.raises(FileRefused) as caught:
        read(text)
    return caught.value


def problems(text: str) -> tuple[str, ...]:
    return refused(text).problems


def test_only_a_name_is_needed() -> None:
    (account,) = read(ONE).accounts
    assert (account.name, account.status, account.arr, account.plans) == ("Acme", "green", None, [])


def test_an_empty_file_is_an_empty_portfolio() -> None:
    assert read("") == Portfolio()
    assert read("# nothing yet\n") == Portfolio()


def test_money_is_in_whole_units_and_decimals_are_exact() -> None:
    text = ONE + "arr = 420000.55\narr_at_risk = 0\n"
    (account,) = read(text).accounts
    assert (account.arr, account.arr_at_risk) == (42_000_055, 0)


def test_a_date_may_be_a_text_too() -> None:
    (account,) = read(ONE + 'renewal_date = "2027-03-01"\nlive_since = 2020-01-01\n').accounts
    assert (account.renewal_date, account.live_since) == (date(2027, 3, 1), date(2020, 1, 1))


def test_the_path_to_a_wrong_value_is_exact() -> None:
    text = '[[accounts]]\nname = "a"\n' * 3 + ONE + "[[accounts.plans]]\n"
    text += '[[accounts.plans.tasks]]\ntitle = "x"\n' * 2
    text += '[[accounts.plans.tasks]]\ntitle = "x"\ndue = "soon"\n'
    error = refused(text)
    assert error.problems == ('accounts[3].plans[0].tasks[2].due: not a date: "soon"',)
    assert str(error) == "in.toml: 1 value is wrong; nothing was changed."


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('status = "blue"', "status: not one of 'red', 'yellow', 'green': \"blue\""),
        ("tier = 4", "tier: more than 3: 4"),
        ("tier = 0", "tier: less than 1: 0"),
        ('likelihood = "5"', 'likelihood: not a whole number: "5"'),
        ("likelihood = 5.5", "likelihood: not a whole number: 5.5"),
        ("tier = true", "tier: not a whole number: True"),
        ("strategic = 1", "strategic: not true or false: 1"),
        ("notes = 5", "notes: not a text: 5"),
        ('tags = "a"', 'tags: not a list: "a"'),
        ("tags = [1]", "tags[0]: not a text: 1"),
        ("arr = -1", "arr: less than nothing: -1"),
        ("arr = 0.001", "arr: finer than two decimals: 0.001"),
        ('arr = "420k"', 'arr: not a number: "420k"'),
        ("arr = true", "arr: not a number: True"),
        ("arr = nan", "arr: not a number that can be kept: NaN"),
        ("arr = inf", "arr: not a number that can be kept: Infinity"),
        ("arr = 1e15", "arr: not a number that can be kept: 1E+15"),
        ("renewal_date = 5", "renewal_date: not a date: 5"),
        (
            "renewal_date = 2027-03-01T10:00:00",
            "renewal_date: not a date: 2027-03-01 10:00:00",
        ),
        ('renewal_date = "2027-02-30"', 'renewal_date: not a date: "2027-02-30"'),
        ("nickname = 1", "nickname: unknown key"),
        ("plans = 1", "plans: not a list: 1"),
        ("plans = [1]", "plans[0]: not a table: 1"),
        ("team = [{}]", "team[0].person: missing"),
        ("updates = [{on = 2026-11-23, confidence = 6}]", "updates[0].confidence: more than 5: 6"),
    ],
)
def test_a_wrong_value_is_named_with_what_was_wanted(line: str, said: str) -> None:
    assert problems(ONE + line) == (f"accounts[0].{said}",)


def test_every_wrong_value_is_listed() -> None:
    error = refused('accounts = 5\nwritten_for = "x"\ncolour = 1\n[[people]]\nnmae = "Dana"\n')
    assert set(error.problems) == {
        "accounts: not a list: 5",
        'written_for: not a date: "x"',
        "colour: unknown key",
        "people[0].name: missing",
        "people[0].nmae: unknown key",
    }
    assert str(error) == "in.toml: 5 values are wrong; nothing was changed."


def test_an_unknown_key_deep_inside_is_refused() -> None:
    text = ONE + "[[accounts.plans]]\n[accounts.plans.definition]\nstatment = 'x'\n"
    assert problems(text) == ("accounts[0].plans[0].definition.statment: unknown key",)


def test_a_long_or_hostile_wrong_value_is_shown_short_and_clean() -> None:
    (line,) = problems(ONE + 'renewal_date = "' + "x" * 500 + '"')
    assert len(line) < 90
    (line,) = problems(ONE + 'renewal_date = "\\u001b[31m\\u202esoon\\n"')
    assert line.endswith('"[31msoon"')


def test_what_is_not_toml_says_where() -> None:
    error = refused("[[accounts]]\nname = \n")
    assert str(error).startswith("in.toml is not TOML: ")
    assert "line 2" in str(error)
    assert error.problems == ()


def test_a_byte_order_mark_is_skipped() -> None:
    assert read(b"\xef\xbb\xbf" + ONE.encode()).accounts[0].name == "Acme"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "cp1252"])
def test_another_encoding_is_refused_in_a_sentence(encoding: str) -> None:
    error = refused('[[accounts]]\nname = "Zürich"\n'.encode(encoding))
    assert str(error).startswith("in.toml is not")


@pytest.mark.parametrize(
    "text",
    [
        "a = " + "[" * 5000,
        "a = " + "[" * 5000 + "]" * 5000,
        "a = " + "{b = " * 3000 + "1" + "}" * 3000,
        ".".join("a" * 20_000) + " = 1",
        "[" + ".".join("a" * 20_000) + "]",
        ONE + "arr = 1" + "0" * 5000,
        ONE + "arr = 1e" + "9" * 30,
        ONE + "tier = " + "9" * 400,
    ],
    ids=["open", "nested", "tables", "key", "heading", "int", "exponent", "wide"],
)
def test_deep_or_huge_content_is_refused_in_a_sentence(text: str) -> None:
    assert len(str(refused(text))) < 120


@EXAMPLES
@given(st.binary(max_size=60))
def test_any_bytes_are_a_portfolio_or_a_sentence(data: bytes) -> None:
    said = ""
    try:
        read(data)
    except FileRefused as error:
        said = str(error)
    assert "\n" not in said


def test_files_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(FileRefused, match="There is no file"):
        reading.read_bytes(tmp_path / "none.toml")
    with pytest.raises(FileRefused, match="is not a file"):
        reading.read_bytes(tmp_path)
    path = tmp_path / "large.toml"
    path.write_bytes(b"x" * 11)
    monkeypatch.setattr(reading, "MOST_BYTES", 10)
    with pytest.raises(FileRefused, match="is larger than"):
        reading.read_bytes(path)
    path.write_bytes(b"x" * 10)
    assert reading.read_bytes(path) == b"x" * 10


def test_all_dates_move_together() -> None:
    before = reading.read(SAMPLE.read_bytes(), SAMPLE.name)
    after = reading.move_days(before, 10)
    assert before.written_for == date(2026, 11, 23)
    assert after.written_for == date(2026, 12, 3)
    old, new = before.accounts[0], after.accounts[0]
    assert old.renewal_date is not None
    assert new.renewal_date is not None
    assert (new.renewal_date - old.renewal_date).days == 10
    old_plan, new_plan = old.plans[0], new.plans[0]
    assert old_plan.definition is not None
    assert new_plan.definition is not None
    taken = old_plan.definition.criteria[0].measurements[0].on
    moved = new_plan.definition.criteria[0].measurements[0].on
    assert (moved - taken).days == 10
    assert (new_plan.tasks[0].due_moves[0].on - old_plan.tasks[0].due_moves[0].on).days == 10
    assert reading.move_days(after, -10) == before


def test_a_written_portfolio_is_read_back_as_itself() -> None:
    portfolio = reading.read(SAMPLE.read_bytes(), SAMPLE.name)
    text = write(portfolio)
    assert read(text) == portfolio
    assert write(read(text)) == text


@EXAMPLES
@given(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=30),
    st.integers(0, 10**14),
    st.decimals(-(10**6), 10**6, places=3),
    st.dates(date(1900, 1, 1), date(2199, 12, 31)),
)
def test_any_value_survives_writing_and_reading(
    name: str, minor: int, figure: Decimal, day: date
) -> None:
    portfolio = Portfolio.model_validate(
        {
            "accounts": [
                {
                    "name": name,
                    "arr": Decimal(minor) / 100,
                    "renewal_date": day,
                    "notes": name * 2,
                    "plans": [{"definition": {"criteria": [{"metric": name, "target": figure}]}}],
                }
            ]
        }
    )
    assert portfolio.accounts[0].arr == minor
    assert read(write(portfolio)) == portfolio


def test_nothing_empty_is_written() -> None:
    assert tomllib.loads(write(read(ONE))) == {"accounts": [{"name": "Acme"}]}
