"""Ranks: a card moves by writing its own row only."""

from itertools import accumulate, pairwise

import pytest
from domain_makers import EXAMPLES
from hypothesis import given
from hypothesis import strategies as st

from greenpath_tui.domain.ranks import after, between


def spread(count: int, last: str = "") -> list[str]:
    """`count` rising ranks after `last`."""
    return list(accumulate(range(count), lambda rank, _: after(rank), initial=last))[1:]


def test_a_rank_lies_between_its_neighbours() -> None:
    assert "a" < between("a", "c") < "c"
    assert "a" < between("a", "b") < "b"
    assert "" < between("", "1") < "1"
    assert between("zzzz", "") > "zzzz"


def test_nothing_lies_between_the_wrong_way_round() -> None:
    for low, high in (("b", "a"), ("a", "a")):
        with pytest.raises(ValueError, match="no rank"):
            between(low, high)


@EXAMPLES
@given(st.lists(st.floats(0, 1), min_size=1, max_size=60))
def test_any_sequence_of_insertions_stays_sorted(places: list[float]) -> None:
    ranks: list[str] = []
    for place in places:
        index = round(place * len(ranks))
        low = ranks[index - 1] if index else ""
        high = ranks[index] if index < len(ranks) else ""
        made = between(low, high)
        assert low < made
        assert not high or made < high
        assert not made.endswith("0")
        ranks.insert(index, made)
    assert ranks == sorted(set(ranks))


@EXAMPLES
@given(st.lists(st.sampled_from(["end", "front", "second"]), max_size=60))
def test_insertions_among_appended_ranks_stay_sorted(steps: list[str]) -> None:
    ranks = spread(2)
    for step in steps:
        if step == "end":
            ranks.append(after(ranks[-1]))
        elif step == "front":
            ranks.insert(0, between("", ranks[0]))
        else:
            ranks.insert(1, between(ranks[0], ranks[1]))
    assert ranks == sorted(set(ranks))


@EXAMPLES
@given(st.integers(0, 300))
def test_a_spread_rises_and_leaves_room(count: int) -> None:
    ranks = spread(count)
    assert len(ranks) == count
    assert ranks == sorted(set(ranks))
    assert {len(rank) for rank in ranks} <= {5}
    for low, high in pairwise(ranks):
        assert low < between(low, high) < high


def test_a_spread_goes_on_after_the_last() -> None:
    first = spread(3)
    assert spread(2, first[-1]) == spread(5)[3:]


@pytest.mark.parametrize(
    "last", ["", "0001i", "000z", "zzzy", "zzzz", "zzzzi", "zzzzz", "5", "a00001"]
)
def test_the_next_rank_is_always_higher(last: str) -> None:
    made = last
    for _ in range(40):
        following = after(made)
        assert following > made
        made = following
