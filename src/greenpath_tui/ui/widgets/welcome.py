"""What stands where the accounts will be, while there are none."""

from greenpath_tui.ui.ink import Part
from greenpath_tui.ui.widgets.pane import Pair

_TEXT = (
    "When an account goes Red: agree with the customer what",
    "Green means, run 90 days of owned and dated work, and",
    "show progress every week.",
)
_KEYS = (
    ("Enter", "look around in a sample portfolio first"),
    ("a", "add the first account"),
    ("I", "import a portfolio file or a CSV of your accounts"),
)
_WIDTH = 54  # of the block of text, in cells


def welcome_lines(width: int, height: int, database: str) -> list[Pair]:
    """What this is and the keys that fill it, in the middle of `width` by `height` cells."""
    words: list[list[Part]] = [
        [("No accounts yet", "bold")],
        [],
        *[[(line, "muted")] for line in _TEXT],
        [],
        *[[(f"{key:<8}", "bold"), (text, "text")] for key, text in _KEYS],
        [],
        [(f"Stored in {database}", "dim")],
    ]
    margin = " " * max(1, (width - _WIDTH) // 2)
    above = max(0, (height - 6 - len(words)) // 2 - 1)
    out: list[Pair] = [([], []) for _ in range(above)]
    return out + [([(margin, "text"), *parts], []) for parts in words]
