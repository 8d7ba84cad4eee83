"""Where a criterion stands, and where an account is heading."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from domain_makers import (
    EXAMPLES,
    TODAY,
    a_criterion,
    a_measurement,
    a_reading,
    day,
)
from hypothesis import given
from hypothesis import strategies as st

from greenpath_tui.domain import model as m
from greenpath_tui.domain.criteria import (
    direction,
    is_met,
    reading,
    standing,
    way,
)
from greenpath_tui.domain.terms import Direction

figures = st.decimals(-1000, 1000, places=2)


def test_the_newest_measurement_is_the_current_value() -> None:
    taken = [a_measurement(day(-3), "4.6"), a_measurement(day(-20), "7.1")]
    read = reading(a_criterion(), taken)
    assert (read.newest, read.newest_on, read.previous) == (
        Decimal("4.6"),
        day(-3),
        Decimal("7.1"),
    )


def test_of_two_measurements_of_a_day_the_later_taken_counts() -> None:
    first, second = a_measurement(TODAY, "5"), a_measurement(TODAY, "3")
    assert reading(a_criterion(), [first, second]).newest == 3


def test_without_a_measurement_the_baseline_is_current_and_it_says_so() -> None:
    stands = standing(reading(a_criterion(), []), day(-36), day(23), TODAY)
    assert stands.current == 8
    assert not stands.measured
    assert (stands.way, stands.met) == (0, False)


@pytest.mark.parametrize(
    ("baseline", "target", "newest", "per_cent"),
    [
        ("8", "2", "4.6", 57),
        ("8", "2", "9", 0),
        ("8", "2", "1", 100),
        ("81", "97", "89", 50),
        ("0", "200", "199", 99),
        ("0", "1000", "999.9", 99),
        ("0", "1000", "1000", 100),
        ("0", "1000", "4.9", 0),
        ("0", "1000", "5", 1),
    ],
)
def test_the_way_is_cut_to_0_and_100_and_shows_100_only_at_the_target(
    baseline: str, target: str, newest: str, per_cent: int
) -> None:
    assert way(a_reading(baseline, target, newest)) == per_cent


def test_there_is_no_way_without_a_baseline_or_a_target() -> None:
    assert way(a_reading(None, "2", "4")) is None
    assert way(a_reading("8", None, "4")) is None


def test_a_target_at_the_baseline_is_all_or_nothing() -> None:
    assert way(a_reading("5", "5", "5", m.Better.UP)) == 100
    assert way(a_reading("5", "5", "4", m.Better.UP)) == 0


@EXAMPLES
@given(figures, figures, figures)
def test_the_way_never_leaves_its_scale_and_100_means_met(
    baseline: Decimal, target: Decimal, newest: Decimal
) -> None:
    read = a_reading(str(baseline), str(target), str(newest))
    done = way(read)
    assert done is not None
    assert 0 <= done <= 100
    assert (done == 100) == is_met(read)


def test_met_is_at_or_beyond_the_target_in_the_stated_direction() -> None:
    assert is_met(a_reading("8", "2", "2", m.Better.DOWN))
    assert is_met(a_reading("8", "2", "1.9", m.Better.DOWN))
    assert not is_met(a_reading("8", "2", "2.01", m.Better.DOWN))
    assert is_met(a_reading("81", "97", "97", m.Better.UP))
    assert not is_met(a_reading("81", "97", "96.9", m.Better.UP))


def test_a_baseline_alone_never_meets_a_target() -> None:
    assert not is_met(a_reading("1", "2", None, m.Better.DOWN))


def test_without_a_stated_direction_the_figures_imply_it() -> None:
    assert is_met(a_reading("8", "2", "1"))
    assert not is_met(a_reading("2", "8", "1"))


@pytest.mark.parametrize(("newest", "on_track"), [("60", True), ("40", True), ("39", False)])
def test_on_track_allows_ten_points_behind_the_time(newest: str, on_track: bool) -> None:
    start, due = day(-50), day(50)  # half of the time has passed
    stands = standing(a_reading("0", "100", newest), start, due, TODAY)
    assert stands.planned == 50
    assert stands.on_track is on_track


def test_on_track_is_reckoned_exactly() -> None:
    """8.0 to 4.6 of 2.0 is 56.7 % of the way; 40 of 59 days are 67.8 %: rounding would hide it."""
    read = a_reading("8.0", "2.0", "4.6", m.Better.DOWN)
    assert standing(read, day(-39), day(20), TODAY).on_track
    late = standing(read, day(-40), day(19), TODAY)
    assert (late.way, late.planned, late.on_track) == (57, 67, False)


def test_what_is_met_is_on_track_even_after_its_day() -> None:
    stands = standing(a_reading("0", "100", "100"), day(-50), day(-1), TODAY)
    assert (stands.met, stands.on_track, stands.planned) == (True, True, 100)


def test_what_is_not_met_by_its_day_is_behind() -> None:
    assert standing(a_reading("0", "100", "89"), day(-50), day(-1), TODAY).on_track is False


@pytest.mark.parametrize("days", [0, 1, 70])
def test_what_was_due_on_day_1_is_behind_from_then_on(days: int) -> None:
    stands = standing(a_reading("5", "0", None), day(-days), day(-days), TODAY)
    assert (stands.on_track, stands.planned, stands.measured) == (False, 100, False)


@pytest.mark.parametrize(
    ("start", "due"), [(None, day(10)), (day(-10), None), (day(5), day(5)), (day(5), day(1))]
)
def test_without_a_stretch_of_time_on_track_is_unknown(
    start: date | None, due: date | None
) -> None:
    stands = standing(a_reading("0", "100", "50"), start, due, TODAY)
    assert stands.on_track is None
    assert stands.planned is None


def test_before_the_start_no_time_has_passed() -> None:
    stands = standing(a_reading("0", "100"), day(5), day(50), TODAY)
    assert (stands.planned, stands.on_track) == (0, True)


def test_the_direction_of_an_account_without_news_is_the_same() -> None:
    assert direction(None, [], TODAY) is Direction.SAME


def test_a_fresh_status_change_gives_the_direction() -> None:
    worse = (m.Status.GREEN, m.Status.YELLOW, day(-2))
    better = (m.Status.RED, m.Status.YELLOW, day(-30))
    assert direction(worse, [], TODAY) is Direction.WORSE
    assert direction(better, [], TODAY) is Direction.BETTER


def test_an_old_status_change_no_longer_speaks() -> None:
    old = (m.Status.GREEN, m.Status.RED, day(-31))
    assert direction(old, [], TODAY) is Direction.SAME


def test_newer_measurements_speak_over_an_older_status_change() -> None:
    fell = (m.Status.GREEN, m.Status.RED, day(-10))
    gain = a_reading("8", "2", "4", m.Better.DOWN, day(-2), "6")
    assert direction(fell, [gain], TODAY) is Direction.BETTER
    fresh = (m.Status.GREEN, m.Status.RED, day(-1))
    assert direction(fresh, [gain], TODAY) is Direction.WORSE


def test_criteria_that_gain_and_lose_balance_out() -> None:
    gain = a_reading("8", "2", "4", m.Better.DOWN, day(-2), "6")
    loss = a_reading("8", "2", "7", m.Better.DOWN, day(-2), "6")
    assert direction(None, [gain, loss], TODAY) is Direction.SAME
    assert direction(None, [loss, loss, gain], TODAY) is Direction.WORSE
    stale = gain._replace(newest_on=TODAY - timedelta(days=31))
    assert direction(None, [stale], TODAY) is Direction.SAME
