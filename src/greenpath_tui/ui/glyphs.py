"""The few signs of the screens, and their ASCII stand-ins."""

from collections.abc import Mapping
from dataclasses import dataclass

from greenpath_tui.domain.terms import Direction, Status, TaskKind


@dataclass(frozen=True, slots=True)
class Glyphs:
    """One set of signs; every one is one cell wide."""

    red: str = "●"
    yellow: str = "▲"
    green: str = "■"
    worse: str = "↓"
    same: str = "→"
    better: str = "↑"
    milestone: str = "◇"
    commitment: str = "»"
    blocked: str = "×"
    help: str = "!"
    outside: str = "≠"
    done: str = "✓"
    mark: str = "*"
    cursor: str = "▌"
    bar: str = "━"
    rest: str = "─"
    stand_ins: Mapping[int, int] | None = None  # for signs that stand inside texts

    def status(self, status: Status) -> str:
        """The sign of a status; always shown with its word."""
        return {Status.RED: self.red, Status.YELLOW: self.yellow, Status.GREEN: self.green}[status]

    def direction(self, direction: Direction) -> str:
        """The arrow of a direction."""
        return (self.same, self.better, self.worse)[direction]

    def kind(self, kind: TaskKind) -> str:
        """The sign of a task's kind; none for an action."""
        return {TaskKind.MILESTONE: self.milestone, TaskKind.COMMITMENT: self.commitment}.get(
            kind, ""
        )

    def progress(self, width: int, share: float) -> tuple[str, str]:
        """(done, rest) of a bar of `width` cells."""
        filled = max(0, min(width, round(width * share)))
        if share > 0 and not filled:
            filled = 1
        if share < 1 and filled == width:
            filled = width - 1
        return self.bar * filled, self.rest * (width - filled)


UNICODE = Glyphs()
ASCII = Glyphs(
    "#", "~", "+", "\\", "-", "/", "o", "&", "X", "!", "%", "v", "*", ">", "=", "-",
    stand_ins=str.maketrans("…→↓↑–−▌│›“”’‘✓·×≤≥━─◇»≠●▲■€£¤", ".>\\/--||>\"\"''v.X<>=-o&%#~+EL?"),
)  # fmt: skip

STATUS_INK = {Status.RED: "red", Status.YELLOW: "warning", Status.GREEN: "success"}
