"""Where a criterion stands: way, met, on track; and the direction of an account.

PRODUCT rules "Criterion" and "Urgency" (checklist S0-6, S2-10, S2-76).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from greenpath_tui.domain.method import DEFAULT_METHOD, Method
from greenpath_tui.domain.model import Criterion, Measurement
from greenpath_tui.domain.terms import Better, Direction, Status


class Reading(NamedTuple):
    """A criterion's figures: baseline, target and the two newest measurements."""

    better: Better | None
    baseline: Decimal | None
    target: Decimal | None
    newest: Decimal | None
    newest_on: date | None
    previous: Decimal | None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one criterion stands today."""

    current: Decimal | None
    way: int | None  # per cent, 0-100; None when baseline or target is missing
    met: bool
    on_track: bool | None  # None without a due date, a start or figures
    measured: bool  # False when nobody measured since the baseline
    measured_on: date | None
    planned: int | None  # per cent of the time that has passed
    worse: bool = False  # than at the start

    @property
    def on_course(self) -> bool:
        """Met, or on track."""
        return self.met or bool(self.on_track)


def reading(criterion: Criterion, measurements: Iterable[Measurement]) -> Reading:
    """The figures of a criterion and its measurements (in the order they were taken)."""
    ordered = sorted(measurements, key=lambda m: m.on)
    newest = ordered[-1] if ordered else None
    return Reading(
        criterion.better,
        criterion.baseline,
        criterion.target,
        newest.value if newest else None,
        newest.on if newest else None,
        ordered[-2].value if len(ordered) > 1 else criterion.baseline,
    )


def is_met(read: Reading) -> bool:
    """The newest measurement is at or beyond the target."""
    if read.newest is None or read.target is None:
        return False
    better = read.better or implied(read.baseline, read.target)
    return read.newest <= read.target if better is Better.DOWN else read.newest >= read.target


def implied(baseline: Decimal | None, target: Decimal | None) -> Better | None:
    """The direction that is better, where the two figures tell it."""
    if baseline is None or target is None or baseline == target:
        return None
    return Better.DOWN if target < baseline else Better.UP


def _exact_way(read: Reading) -> Fraction | None:
    """(current − baseline) / (target − baseline); None where a figure is missing."""
    current = read.newest if read.newest is not None else read.baseline
    if current is None or read.baseline is None or read.target is None:
        return None
    span = read.target - read.baseline
    if not span:
        return Fraction(int(is_met(read)))
    return Fraction(current - read.baseline) / Fraction(span)


def way(read: Reading) -> int | None:
    """The way in per cent, cut to 0-100; 100 only at the target."""
    exact = _exact_way(read)
    if exact is None:
        return None
    done = max(0, min(100, int(exact * 100 + Fraction(1, 2))))
    return done if done < 100 or exact >= 1 else 99


def standing(
    read: Reading,
    start: date | None,
    due: date | None,
    today: date,
    method: Method = DEFAULT_METHOD,
) -> Standing:
    """Where a criterion stands on `today`, in a plan that began on `start`.

    On track: way >= elapsed days / days from start to due, less the margin (in points).
    """
    done = way(read)
    met = is_met(read)
    planned: int | None = None
    on_track: bool | None = None
    if start is not None and due is not None and (due > start or today >= due):
        elapsed = max(0, (today - start).days)
        passed = Fraction(1) if today >= due else Fraction(elapsed, (due - start).days)
        planned = int(passed * 100)
        if (exact := _exact_way(read)) is not None:
            on_track = met or exact >= passed - Fraction(method.on_track_margin, 100)
    current = read.newest if read.newest is not None else read.baseline
    measured = read.newest is not None
    worse = _is_worse(read)
    return Standing(current, done, met, on_track, measured, read.newest_on, planned, worse)


def _is_worse(read: Reading) -> bool:
    """The newest measurement lies behind the baseline."""
    better = read.better or implied(read.baseline, read.target)
    if read.newest is None or read.baseline is None or better is None:
        return False
    down = better is Better.DOWN
    return read.newest > read.baseline if down else read.newest < read.baseline


def direction(
    change: tuple[Status, Status, date] | None,
    readings: Iterable[Reading],
    today: date,
    method: Method = DEFAULT_METHOD,
) -> Direction:
    """Worse, same or better, from the last status change and the criteria.

    The newer of the two speaks; what is older than `method.direction_days` no longer does.
    """
    net = 0
    newest: date | None = None
    for read in readings:
        if read.newest is None or read.newest_on is None or read.previous is None:
            continue
        if (today - read.newest_on).days > method.direction_days:
            continue
        if newest is None or read.newest_on > newest:
            newest = read.newest_on
        better = read.better or implied(read.baseline, read.target)
        gain = read.newest - read.previous
        if better is Better.DOWN:
            gain = -gain
        net += (gain > 0) - (gain < 0)
    if change is not None:
        old, new, on = change
        recent = (today - on).days <= method.direction_days
        if recent and (newest is None or on >= newest) and old is not new:
            return Direction.BETTER if new.order > old.order else Direction.WORSE
    return Direction((net > 0) - (net < 0))
