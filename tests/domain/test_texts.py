"""Cleaning at the edge: what people or files give us, once."""

import unicodedata
from typing import Any

import pytest
from domain_makers import EXAMPLES, TODAY, a_criterion, a_task
from hypothesis import given
from hypothesis import strategies as st

from greenpath_tui.domain import model as m
from greenpath_tui.domain.text import clean_block, clean_line, fold
from greenpath_tui.errors import InvalidInput

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"


@pytest.mark.parametrize(
    ("given_text", "kept"),
    [
        ("  Acme   Corp ", "Acme Corp"),
        ("two\nlines\r\nand\ta tab", "two lines and a tab"),
        ("\x1b[31mred\x1b[0m", "[31mred[0m"),
        ("nul\x00 bell\x07 del\x7f c1\x9b", "nul bell del c1"),
        ("\u202eabc", "abc"),
        ("a\u2066b\u2069c\u200fd\u200ee", "abcde"),
        ("zero\u200bwidth \ufeffmark", "zerowidth mark"),
        ("lone \ud800 surrogate", "lone surrogate"),
        ("Cafe\u0301", "Café"),
        (FAMILY, FAMILY),
        ("日本 Müller „quoted“", "日本 Müller „quoted“"),
        ("", ""),
        (" \n ", ""),
    ],
)
def test_a_line_is_one_line_of_visible_text(given_text: str, kept: str) -> None:
    assert clean_line(given_text) == kept


def test_a_block_keeps_its_lines_and_tabs() -> None:
    assert clean_block("a  b \r\n\tc\rd\n\n") == "a  b\n\tc\nd"
    assert clean_block("\x1b[31mred\u202e\n\x00x") == "[31mred\nx"
    assert clean_block(FAMILY) == FAMILY


@EXAMPLES
@given(st.text(max_size=60))
def test_no_control_or_override_character_survives(text: str) -> None:
    for clean, allowed in ((clean_line(text), ""), (clean_block(text), "\n\t")):
        for char in clean:
            assert char in allowed or unicodedata.category(char) not in ("Cc", "Cs", "Zl", "Zp")
            assert char not in "\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\ufeff"


@EXAMPLES
@given(st.text(st.characters(max_codepoint=0x24F), max_size=60))
def test_clean_text_of_european_languages_stays_as_it_is(text: str) -> None:
    assert clean_line(clean_line(text)) == clean_line(text)
    assert clean_block(clean_block(text)) == clean_block(text)


def test_names_are_compared_without_case_and_spaces() -> None:
    assert fold("  HARBOUR  & main ") == fold("Harbour & Main")
    assert fold("Straße") == fold("STRASSE")


# -- things on their way into the store --------------------------------------------------------


def an_account(**values: Any) -> m.Account:
    return m.Account(**{"id": "a1", "name": "Acme", **values})


def test_a_clean_thing_needs_no_change() -> None:
    for entity in (an_account(), a_criterion(), a_task(), m.Person(id="p", name="Dana Reyes")):
        assert m.cleaned(entity) == {}


def test_only_what_cleaning_changes_is_told() -> None:
    account = an_account(name=" Acme\x1b ", notes="one \r\ntwo", tags=(" a ", "", "\u200b"))
    assert m.cleaned(account) == {"name": "Acme", "notes": "one\ntwo", "tags": ("a",)}
    assert m.cleaned(account, ("notes",)) == {"notes": "one\ntwo"}


def test_a_required_text_may_not_be_empty_after_cleaning() -> None:
    for name in ("", "  ", "\u200b", "\x00"):
        with pytest.raises(InvalidInput, match=r"^name: "):
            m.cleaned(an_account(name=name))


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"name": "x" * 121}, "name: 121 characters, at most 120 fit."),
        ({"notes": "x" * 20_001}, "notes: 20001 characters, at most 20000 fit."),
        ({"tags": ("x" * 201,)}, "tags: 201 characters, at most 200 fit."),
        ({"tier": 4}, "tier: 4 is not between 1 and 3."),
        ({"likelihood": 101}, "likelihood: 101 is not between 0 and 100."),
        ({"likelihood": -1}, "likelihood: -1 is not between 0 and 100."),
        ({"arr": -1}, "arr: -1 is not between 0 and"),
        ({"arr": 10**15 + 1}, "arr: 1000000000000001 is not between 0 and"),
        ({"update_days": 0}, "update days: 0 is not between 1 and 366."),
    ],
)
def test_a_value_that_cannot_be_stored_names_its_field(values: dict[str, Any], said: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        m.cleaned(an_account(**values))
    assert str(caught.value).startswith(said)


def test_values_on_the_edge_are_stored() -> None:
    edge = an_account(
        name="x" * 120, notes="x" * 20_000, tier=3, likelihood=100, arr=10**15, update_days=366
    )
    assert m.cleaned(edge) == {}
    assert m.cleaned(an_account(likelihood=None, arr=None)) == {}


def test_a_field_that_was_not_asked_for_is_not_judged() -> None:
    assert m.cleaned(an_account(tier=9), ("name",)) == {}


def test_the_arr_at_risk_is_all_of_it_unless_less_was_given() -> None:
    assert an_account(arr=100).at_risk == 100
    assert an_account(arr=100, arr_at_risk=0).at_risk == 0
    assert an_account().at_risk is None


def test_help_is_open_until_it_was_answered() -> None:
    assert a_task(help_ask="a fix").help_open
    assert not a_task(help_ask="a fix", help_answered=TODAY).help_open
    assert not a_task().help_open


def test_status_words_and_their_order() -> None:
    assert [s.word for s in sorted(m.Status, key=lambda s: s.order)] == ["Red", "Yellow", "Green"]
