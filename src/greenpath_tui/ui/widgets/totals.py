"""The totals above the portfolio list."""

from greenpath_tui.domain.money import money
from greenpath_tui.ui.glyphs import STATUS_INK, Glyphs
from greenpath_tui.ui.ink import Part, cells
from greenpath_tui.views.portfolio import Totals


def totals_line(t: Totals, g: Glyphs, width: int) -> tuple[list[Part], list[Part]]:
    """(left, right): count and ARR by status, ARR at risk; words go first where it is narrow."""
    right: list[Part] = [
        ("at risk ", "muted"),
        (money(t.at_risk), "bold"),
    ]
    if t.arr != t.at_risk:
        right.append((f" of {money(t.arr)}", "muted"))
    if t.foreign:
        right.append((f" ({t.foreign} not in {t.currency})", "muted"))
    left = _statuses(t, g, words=True)
    if cells(left) + cells(right) + 2 > width - 1:
        left = _statuses(t, g, words=False)
    if cells(left) + cells(right) + 2 > width - 1:
        whole = f" of {money(t.arr)}"  # a count that is cut would be another number
        right = [part for part in right if part[0] != whole]
    return left, right


def _statuses(t: Totals, g: Glyphs, words: bool) -> list[Part]:
    out: list[Part] = []
    for total in (x for x in t.statuses if x.count):
        word = f" {total.status.word}" if words else ""
        out += [
            ("   " if out else " ", "text"),
            (g.status(total.status), STATUS_INK[total.status]),
            (f" {total.count}{word} ", "muted"),
            (money(total.arr), "bold"),
        ]
    return out
