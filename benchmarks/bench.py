"""The targets P1 to P11, measured from outside, side by side with the floor.

python benchmarks/bench.py [--runs 5] [--only P4,P8]

The floor is `floor.py`, the least a Textual app costs. Floor and app run in alternation; a ratio
is the median over the rounds of the ratio within one round, which is steadier on a noisy machine.
The databases (1,000 accounts with 10,000 tasks, 10,000 with 100,000) are made once, in `out/`.
"""

import argparse
import hashlib
import os
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import ttybench

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
OUT = HERE / "out"
SIZES = {"small": (1_000, 10_000), "large": (10_000, 100_000)}
APP = [sys.executable, "-m", "greenpath_tui"]
FLOOR = [sys.executable, str(HERE / "floor.py")]
TARGETS = [f"P{number}" for number in range(1, 12)]
MOVES = 20

# Limits in seconds: of making a database, of one run, of one step, of one key, of one command.
MAKE_MAX, RUN_MAX, STEP_MAX, KEY_MAX, COMMAND_MAX = 180, 45, 10, 2, 30

BOARD = r"keywait enter Stabilization[\s\S]*more open"
ROUND_TRIP = "down " * 10 + "up " * 10  # the floor has 20 rows
TYPED = "a c c o u n t 0 1 2"

Round = dict[str, dict[str, float]]  # case -> metric -> value
Metric = tuple[str, str]  # case and metric


@dataclass(frozen=True, slots=True)
class Case:
    """A program, its database and what is done with it; asked for by some of the targets."""

    name: str
    cmd: list[str]
    steps: str
    data: str = ""
    rounds: int = 100  # at most; an idle program is the same every time

    def run(self, files: dict[str, Path]) -> ttybench.Facts:
        """Run it once."""
        env = environment(files[self.data]) if self.data else {}
        home = OUT / f"home-{self.name}"  # kept: what is measured is the second start
        home.mkdir(exist_ok=True)
        return ttybench.run(
            self.cmd,
            self.steps,
            env=env,
            home=str(home),
            limit=RUN_MAX,
            step_max=STEP_MAX,
            key_max=KEY_MAX,
        )


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table: what is measured, over what, and how large it may be.

    The limits are on the ratio when `over` is given, else on the value.
    """

    id: str
    what: str
    metric: Metric
    unit: str
    must: float
    aim: float
    over: Metric | None = None


def environment(database: Path) -> dict[str, str]:
    """The environment of the app."""
    return {
        "PYTHONPATH": str(ROOT / "src"),
        "GREENPATH_DATABASE": str(database),
        "GREENPATH_TODAY": "2026-11-23",
        "GREENPATH_USER": "Person 00",
    }


# -- what is measured -----------------------------------------------------------------------------

START: Metric = ("floor", "shell.t_s")
ARROW: Metric = ("floor", "arrows.first_ms.p50")
ROWS = [
    Row("P1", "first frame, 10,000 accounts", ("large", "shell.t_s"), "s", 1.15, 0.95, START),
    Row("P2", "rows on screen, 1,000 accounts", ("small", "rows.t_s"), "s", 1.6, 1.25, START),
    Row("P2", "rows on screen, 10,000 accounts", ("large", "rows.t_s"), "s", 1.8, 1.4, START),
    Row(
        "P3", "memory, 10,000 accounts shown", ("large", "shown.rss_mb"), "MB", 1.8, 1.4,
        ("floor", "shown.rss_mb"),
    ),
    Row(
        "P3", "memory after a tour with an edit", ("tour", "tour.rss_mb"), "MB", 2.1, 1.8,
        ("floor", "shown.rss_mb"),
    ),
    Row(
        "P4", "arrow key to frame, p95", ("large", "arrows.first_ms.p95"), "ms", 1.2, 0.8,
        ("floor", "arrows.first_ms.p95"),
    ),
    Row(
        "P4", "CPU an arrow key", ("large", "arrows.cpu_ms_per_key"), "ms", 1.0, 0.6,
        ("floor", "arrows.cpu_ms_per_key"),
    ),
    Row("P5", "page, settled p95", ("large", "pages.settled_ms.p95"), "ms", 4, 2, ARROW),
    Row("P5", "bottom and top, settled p95", ("large", "ends.settled_ms.p95"), "ms", 4, 2, ARROW),
    Row("P6", "filter a character, settled p95", ("large", "filter.settled_ms.p95"), "ms", 100, 55),
    Row("P6", "sort", ("large", "sort.ms"), "ms", 50, 15),
    Row("P7", "open a board of 500 cards, first time", ("board", "open.ms"), "ms", 12, 6, ARROW),
    Row("P7", "the same board again", ("board", "again.ms"), "ms", 12, 6, ARROW),
    Row("P8", "move a card, saved, settled p95", ("board", "moves.settled_ms.p95"), "ms", 40, 15),
    Row("P9", "idle: CPU a second", ("idle", "idle.cpu_ms_per_s"), "ms", 5, 2),
    Row("P9", "idle: bytes written", ("idle", "idle.bytes"), "B", 0, 0),
    Row("P10", "--version, CPU", ("version", "cpu_ms"), "ms", 4, 2.5, ("python", "cpu_ms")),
    Row("P10", "accounts --json, CPU", ("json", "cpu_ms"), "ms", 40, 30, ("python", "cpu_ms")),
    Row(
        "P11", "rows on screen, growth", ("large", "rows.t_s"), "s", 1.3, 1.1,
        ("small", "rows.t_s"),
    ),
    Row(
        "P11", "arrow key p95, growth", ("large", "arrows.first_ms.p95"), "ms", 1.3, 1.1,
        ("small", "arrows.first_ms.p95"),
    ),
]  # fmt: skip


def cases_for(wanted: set[str]) -> list[Case]:
    """The runs that the wanted targets need."""

    def steps(*parts: tuple[str, str]) -> str:
        """Those whose targets (parted by spaces; none: always) are wanted."""
        return "; ".join(
            line for ids, line in parts if not ids or not wanted.isdisjoint(ids.split())
        )

    opened = ("", "shell= wait Portfolio; rows= wait Account 00000; sleep 2")
    quits = ("", "key 1; key g; sleep 0.5; exit ctrl+q")
    arrows = ("P4 P11", "arrows= repeat 50 down")
    ends = ("", "exit ctrl+q")
    floor = steps(
        ("", "shell= wait Account 00000"),
        ("P3 P4 P5 P7", "sleep 2"),
        ("P3", "shown= rss"),
        ("P4 P5 P7", f"arrows= repeat 50 {ROUND_TRIP}"),
        ends,
    )
    large = steps(
        opened,
        ("P3", "shown= rss"),
        arrows,
        ("P5", "pages= repeat 30 pagedown; ends= repeat 10 G g; sleep 0.3"),
        ("P6", f"key /; filter= repeat 20 {TYPED} {'backspace ' * 10}; key esc; sleep 0.3"),
        ("P6", "key S; type arr; sort= keywait enter by ARR; sleep 0.3"),
        ("P6", "key S; type urgency; keywait enter by urgency; sleep 0.3"),
        quits,
    )
    board = steps(
        opened,
        ("", f"open= {BOARD}; sleep 0.5; key left; sleep 0.3"),
        ("P8", f"moves= repeat {MOVES} L H"),
        ("P7", "key 1; wait by urgency; sleep 1"),
        ("P7", f"again= {BOARD}"),
        quits,
    )
    tour = steps(
        opened,
        ("", f"{BOARD}; sleep 0.5; key left; key L; sleep 0.5; key 4; wait Definition of Green"),
        ("", "sleep 0.5; key 1; wait by urgency; sleep 2; tour= rss"),
        quits,
    )
    idle = steps(("", "wait Account 00000; sleep 6; idle= idle 5"), quits)
    every = [
        ("P1 P2 P3 P4 P5 P7", Case("floor", FLOOR, floor)),
        ("P2 P11", Case("small", APP, steps(opened, arrows, quits), "small")),
        ("P1 P2 P3 P4 P5 P6 P11", Case("large", APP, large, "large")),
        ("P7 P8", Case("board", APP, board, "edited")),
        ("P3", Case("tour", APP, tour, "edited")),
        ("P9", Case("idle", APP, idle, "large", rounds=2)),
    ]
    return [case for ids, case in every if not wanted.isdisjoint(ids.split())]


# -- databases ------------------------------------------------------------------------------------


def databases() -> dict[str, Path]:
    """Both databases, made when they are missing or of another schema, and a copy to edit."""
    OUT.mkdir(exist_ok=True)
    digest = hashlib.sha256((HERE / "generate.py").read_bytes())
    versions = ROOT / "src" / "greenpath_tui" / "storage" / "migrations" / "versions"
    for path in sorted(versions.glob("*.py")):
        digest.update(path.read_bytes())
    mark = digest.hexdigest()[:8]
    for old in OUT.glob("*.db*"):
        if mark not in old.name:
            old.unlink()
    files = {name: OUT / f"{name}-{mark}.db" for name in SIZES}
    for name, path in files.items():
        if not path.exists():
            make(path, *SIZES[name])
    files["edited"] = OUT / f"edited-{mark}.db"
    for left in OUT.glob(f"{files['edited'].name}*"):
        left.unlink()
    shutil.copyfile(files["large"], files["edited"])
    return files


def make(path: Path, accounts: int, tasks: int) -> None:
    """Generate one database; an interrupted one does not stay."""
    print(f"making {accounts:,} accounts with {tasks:,} tasks", file=sys.stderr)
    part = path.with_name(f"part-{path.name}")
    for left in OUT.glob(f"{part.name}*"):
        left.unlink()
    size = ["--accounts", str(accounts), "--tasks", str(tasks)]
    subprocess.run(
        [sys.executable, str(HERE / "generate.py"), str(part), *size],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        timeout=MAKE_MAX,
        check=True,
    )
    part.rename(path)


def changes(database: Path) -> int:
    """How many operations were saved so far."""
    connection = sqlite3.connect(database)
    try:
        return int(connection.execute("SELECT count(*) FROM operations").fetchone()[0])
    finally:
        connection.close()


# -- measuring ------------------------------------------------------------------------------------


def measure(
    cases: list[Case], files: dict[str, Path], runs: int, most: float
) -> tuple[list[Round], list[str]]:
    """Some rounds of all cases, and what went wrong; no round starts that would not end in time."""
    rounds: list[Round] = []
    errors: list[str] = []
    start = time.monotonic()
    for case in cases:  # fills caches, and writes bytecode
        case_ = Case(case.name, case.cmd, "wait Account 00000; exit ctrl+q", case.data)
        _once(case_, files, errors)
    for number in range(runs):
        if rounds and (time.monotonic() - start) * (1 + 1 / len(rounds)) > most:
            errors.append(f"only {number} of {runs} rounds: {most:.0f} s are over")
            break
        rounds.append({})
        for case in cases:
            if number < case.rounds:
                print(f"\rround {number + 1}/{runs} {case.name:10}", end="", file=sys.stderr)
                rounds[-1][case.name] = _once(case, files, errors)
    print("\r" + " " * 30 + "\r", end="", file=sys.stderr)
    return rounds, errors


def _once(case: Case, files: dict[str, Path], errors: list[str]) -> dict[str, float]:
    """One run; what was measured before an error counts too."""
    moving = "moves=" in case.steps
    before = changes(files[case.data]) if moving else 0
    try:
        result = case.run(files)
    except (OSError, RuntimeError) as error:
        errors.append(f"{case.name}: {error}")
        return {}
    found = ttybench.flat(result)
    if "error" in result:
        screens = [result.get("screen"), *(step.get("screen") for step in result["steps"])]
        screen = next((text for text in screens if text), "")
        errors.append(f"{case.name}: {result['error']}\n{_trimmed(screen)}")
    elif moving and (saved := changes(files[case.data]) - before) != MOVES:
        errors.append(f"{case.name}: {saved} of {MOVES} moves were saved")
        found = {key: value for key, value in found.items() if not key.startswith("moves.")}
    return found


def _trimmed(screen: str) -> str:
    return "\n".join(f"  | {line.rstrip()}" for line in screen.splitlines() if line.strip())


def commands(files: dict[str, Path], runs: int, errors: list[str]) -> list[Round]:
    """CPU of whole commands, in alternation with an empty Python."""
    env = {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LANG": "C.UTF-8"}
    env |= environment(files["large"])
    every = {
        "python": [sys.executable, "-c", "pass"],
        "version": [*APP, "--version"],
        "json": [*APP, "accounts", "--json"],
    }
    rounds: list[Round] = []
    for number in range(-1, runs):
        found: Round = {}
        for name, argv in every.items():
            try:
                with tempfile.TemporaryDirectory(prefix="bench-home-") as home:
                    found[name] = {"cpu_ms": cpu_ms(argv, env | {"HOME": home})}
            except RuntimeError as error:
                errors.append(f"{name}: {error}")
        if number >= 0:
            rounds.append(found)
    return rounds


def cpu_ms(argv: list[str], env: dict[str, str]) -> float:
    """User and system time of a command, in ms; bounded."""
    null = subprocess.DEVNULL
    with subprocess.Popen(argv, env=env, stdin=null, stdout=null, stderr=null) as process:
        stop = time.monotonic() + COMMAND_MAX
        while True:
            pid, status, usage = os.wait4(process.pid, os.WNOHANG)
            if pid:
                break
            if time.monotonic() > stop:
                process.kill()
                raise RuntimeError(f"took more than {COMMAND_MAX} s")
            time.sleep(0.002)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"exit code {process.returncode}")
    return (usage.ru_utime + usage.ru_stime) * 1e3


# -- the table ------------------------------------------------------------------------------------


def median(values: Iterable[float]) -> float | None:
    """The median, None of nothing."""
    known = list(values)
    return statistics.median(known) if known else None


def at(round_: Round, metric: Metric) -> float | None:
    """A value of one round."""
    return round_.get(metric[0], {}).get(metric[1])


def judged(row: Row, rounds: list[Round]) -> tuple[list[str], bool]:
    """The cells of a row, and whether its must is reached."""
    value = median(v for r in rounds if (v := at(r, row.metric)) is not None)
    ratio = None
    over = row.over
    if over is not None:
        ratio = median(v / b for r in rounds if (v := at(r, row.metric)) and (b := at(r, over)))
    figure = value if over is None else ratio
    if figure is None or value is None:
        verdict = "not measured"
    elif figure <= row.aim:
        verdict = "reached"
    elif figure <= row.must:
        verdict = "must reached, aim not"
    else:
        verdict = "MISSED must"
    unit = f" {row.unit}" if over is None else "x"
    digits = 2 if row.unit == "s" else 1
    cells = [
        row.id,
        row.what,
        "-" if value is None else f"{value:.{digits}f} {row.unit}",
        "-" if ratio is None else f"{ratio:.2f}x",
        f"{row.must:g}{unit}",
        f"{row.aim:g}{unit}",
        verdict,
    ]
    return cells, verdict not in ("MISSED must", "not measured")


def table(lines: list[list[str]]) -> str:
    """Columns as wide as their widest cell; figures to the right."""
    widths = [max(len(line[i]) for line in lines) for i in range(len(lines[0]))]
    shown = []
    for line in lines:
        cells = [
            cell.rjust(width) if 2 <= i <= 5 else cell.ljust(width)
            for i, (cell, width) in enumerate(zip(line, widths, strict=True))
        ]
        shown.append("  ".join(cells).rstrip())
    return "\n".join(shown)


def main() -> int:
    """Measure, print the table; 1 when a must is missed or a row could not be measured."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=5, help="rounds (5)")
    parser.add_argument("--only", default="", metavar="P4,P8", help="these targets only")
    parser.add_argument(
        "--minutes", type=float, default=12, help="most minutes for all rounds (12)"
    )
    args = parser.parse_args()
    wanted = {word.strip().upper() for word in args.only.split(",") if word.strip()}
    if unknown := wanted - set(TARGETS):
        parser.error(f"unknown target {', '.join(sorted(unknown))}; known: P1 to P11")
    wanted = wanted or set(TARGETS)
    files = databases()
    rounds, errors = measure(cases_for(wanted), files, args.runs, args.minutes * 60)
    if "P10" in wanted:
        rounds += commands(files, max(5, args.runs), errors)
    lines = [["", "what", "measured", "ratio", "must", "aim", ""]]
    good = True
    for row in ROWS:
        if row.id in wanted:
            cells, reached = judged(row, rounds)
            lines.append(cells)
            good = good and reached
    print(table(lines))
    print("\nRatios: P1-P5, P7 to the floor; P10 to an empty Python; P11 large to small.")
    for error in errors:
        print(f"\n{error}", file=sys.stderr)
    return 0 if good and not errors else 1


if __name__ == "__main__":
    sys.exit(main())
