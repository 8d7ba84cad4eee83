"""The figures of the method that a team may set for itself, with our defaults."""

from dataclasses import dataclass, field

from greenpath_tui.domain.terms import Status


@dataclass(frozen=True, slots=True)
class Method:
    """What `[method]` in the config file changes; the rank's factors and weeks of 7 days are fixed."""

    phases: tuple[tuple[str, int], ...] = (
        ("Stabilization", 30),
        ("Execution", 30),
        ("Optimization", 30),
    )
    on_track_margin: int = 10  # points a criterion may be behind time and still be on track
    direction_days: int = 30  # how long a status change or a measurement speaks for the direction
    stalled_days: int = 21  # a criterion that has not moved for so long is said
    assumed_likelihood: int = 50  # per cent, when nobody gave a likelihood
    update_days: dict[Status, int] = field(
        default_factory=lambda: {Status.RED: 7, Status.YELLOW: 7, Status.GREEN: 30}
    )
    crisis_update_days: int = 1  # tier 3 and Red
    course_share: int = 60  # per cent of the criteria on course that make a plan on course
    shown_days: int = 7  # progress is shown to the customer at least this often (checklist S0-18)
    criteria_least: int = 3
    criteria_most: int = 6


DEFAULT_METHOD = Method()
PER_CENT = ("on_track_margin", "assumed_likelihood", "course_share")  # 0 to 100
MOST_PHASES = 9  # a digit picks one
