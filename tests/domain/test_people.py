"""Short names, and who is meant by one."""

import pytest
from domain_makers import ANN, ANNA, DANA, EVERYBODY, HANDLES, LEE

from greenpath_tui.domain.people import Named, find_people, first_name, handles, short_name


def found(text: str) -> list[Named]:
    return find_people(text, EVERYBODY, HANDLES)


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("Dana Reyes", "Dana"),
        ("Reyes, Dana", "Dana"),
        ("Garcia Lopez, Maria", "Maria"),
        ("Dana Reyes, VP Success", "Dana"),
        ("Dana Reyes, PhD", "Dana"),
        ("Dana Reyes,", "Dana"),
        ("Dr. Grace Okoro", "Grace"),
        ("Prof. Dr. Grace Okoro", "Grace"),
        ("Yuki_Tanaka", "Yuki"),
        ("dana.reyes@corp.example", "Dana"),
        ("Anna-Lena Vogt", "Anna-Lena"),
        ("Okoro", "Okoro"),
        ("Dr.", "Dr."),
        ("Reyes,", "Reyes"),
        ("@corp", "?"),
    ],
)
def test_a_first_name_tells_no_other(name: str, first: str) -> None:
    assert first_name(name) == first


def test_a_handle_is_the_first_name() -> None:
    assert handles([("1", "Dana Reyes"), ("2", "Lee Wong")]) == {"1": "dana", "2": "lee"}


def test_two_of_a_first_name_get_an_initial() -> None:
    named = [("1", "Dana Reyes"), ("2", "Dana Smith"), ("3", "Dana")]
    assert handles(named) == {"1": "dana.r", "2": "dana.s", "3": "dana"}


def test_a_person_without_a_name_still_has_a_handle() -> None:
    assert handles([("1", "  ")]) == {"1": "?"}


def test_people_are_found_by_name_handle_and_part() -> None:
    for text in ("Dana Reyes", "dana", "DANA", "dana_reyes", "danareyes", "rey", "da"):
        assert found(text) == [DANA]


def test_an_exact_handle_wins_over_names_that_only_begin_so() -> None:
    assert found("anna") == [ANNA]
    assert found("ann moss") == [ANN]


def test_several_people_may_be_meant() -> None:
    assert found("an") == [ANNA, ANN]


def test_nobody_may_be_meant() -> None:
    assert found("zork") == []
    assert found("") == []
    assert found("_") == []


def test_one_of_the_customers_people_is_found_by_her_last_name() -> None:
    assert found("moss") == [ANN]
    assert not found("moss")[0].ours


def test_short_names() -> None:
    assert short_name("Ian Moss") == "I. Moss"
    assert short_name("Ian van Moss") == "I. van Moss"
    assert short_name("Support") == "Support"
    assert LEE.ours
