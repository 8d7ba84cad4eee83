"""The method's words: the closed lists of values a field can hold."""

from enum import IntEnum, StrEnum


class Status(StrEnum):
    """Health of an account, worst first."""

    RED = "red"
    YELLOW = "yellow"
    GREEN = "green"

    @property
    def word(self) -> str:
        """`Red`, `Yellow` or `Green`."""
        return self.value.capitalize()

    @property
    def order(self) -> int:
        """0 for Red, 1 for Yellow, 2 for Green."""
        return _STATUS_ORDER[self]


def is_abrupt(old: Status, new: Status) -> bool:
    """A jump between Red and Green: it skips Yellow, and a manager agrees to it."""
    return abs(old.order - new.order) == 2


_STATUS_ORDER = {Status.RED: 0, Status.YELLOW: 1, Status.GREEN: 2}


class PlanState(StrEnum):
    """Where a recovery plan stands."""

    DRAFT = "draft"
    ACTIVE = "active"
    PAUSED = "paused"
    CLOSED = "closed"


class Outcome(StrEnum):
    """How a closed plan ended."""

    NONE = ""
    SAVED = "saved"
    EXPANDED = "expanded"
    CONTRACTED = "contracted"
    CHURNED = "churned"


class GateState(StrEnum):
    """State of a phase gate."""

    OPEN = "open"
    PASSED = "passed"
    OVERRIDDEN = "overridden"
    EXTENDED = "extended"


class TaskKind(StrEnum):
    """An action, a dated milestone with a done-when, or a promise to the customer."""

    ACTION = "action"
    MILESTONE = "milestone"
    COMMITMENT = "commitment"


class TaskStatus(StrEnum):
    """What is happening with a task."""

    TODO = "todo"
    DOING = "doing"
    BLOCKED = "blocked"
    DONE = "done"


class Priority(StrEnum):
    """How urgent a task is."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"


class Better(StrEnum):
    """The direction in which a criterion improves."""

    UP = "up"
    DOWN = "down"


class Source(StrEnum):
    """Whose wish a criterion is."""

    CUSTOMER = "customer"
    INTERNAL = "internal"
    BOTH = "both"


class About(StrEnum):
    """A criterion measures the issue itself or how it is perceived (checklist S2-49)."""

    ISSUE = "issue"
    PERCEPTION = "perception"


class Audience(StrEnum):
    """Who a summary is for: our own people, or the customer."""

    INTERNAL = "internal"
    CUSTOMER = "customer"


class Side(StrEnum):
    """The two sides that agree on what Green means."""

    CUSTOMER = "customer"
    US = "us"


class AgreementState(StrEnum):
    """An agreement stands until it is withdrawn or disputed."""

    AGREED = "agreed"
    WITHDRAWN = "withdrawn"
    DISPUTED = "disputed"


class Direction(IntEnum):
    """Worse, same, better: derived, never typed."""

    WORSE = -1
    SAME = 0
    BETTER = 1
