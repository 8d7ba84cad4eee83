"""ttybench: measure any terminal program from outside, through a pty.

Linux only; needs `pyte`. Nothing of the measured program is imported.

  ttybench.py run   [opts] --steps 'wait READY; repeat 50 down; rss; cpu' -- CMD ARG...
  ttybench.py compare [opts] --runs 7 --steps '...' --a 'CMD A' --b 'CMD B'  # A B A B, ratios B/A
  ttybench.py spec FILE.json          # N commands in alternation (see `bench`)
  ttybench.py selftest

Steps (one per line, or parted by `; `; `#` comments; a step may be named: `scroll= repeat 50 down`):
  wait REGEX             until the rendered screen matches; t = s since exec, dt = s since step start
  settle [MAX_S]         until output was quiet for --quiet seconds; t = s since exec of last change
  key KEYS               send keys one after another; each: first, settled (ms), bytes, cpu_ms
  repeat N KEYS          send KEYS (cycled) N times, one at a time; p50/p95/p99/max of both times
  type TEXT              like key, one character a time, statistics over the characters
  burst N KEY [MS]       N keys every MS ms (default 33), not waiting; lag_ms = last key -> settled
  keywait KEY REGEX      ms from the key until the screen matches
  keygone KEY REGEX      ms from the key until the screen no longer matches
  resize CxR             resize the terminal; ms to settled
  idle SECS              cpu_ms and bytes while nothing happens
  sleep SECS | rss | cpu | snap
  exit KEYS              send keys and wait for the process to end; ms, exit code
Keys: down up left right enter esc tab space backspace delete home end pageup pagedown f1..f12
      ctrl+x alt+x shift+tab, any single character.
Time stamps are taken when bytes are read (reader thread), not when they are parsed, and a frame
counts when it is complete (end of a synchronised update, mode 2026, else end of a read).
"""

import argparse
import codecs
import contextlib
import fcntl
import json
import os
import pty
import re
import select
import shlex
import shutil
import signal
import statistics
import struct
import sys
import tempfile
import termios
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyte

Facts = dict[str, Any]  # what a step or a run found; goes into JSON as it is

KEYS = {
    "up": "\x1b[A",
    "down": "\x1b[B",
    "right": "\x1b[C",
    "left": "\x1b[D",
    "enter": "\r",
    "esc": "\x1b",
    "escape": "\x1b",
    "tab": "\t",
    "space": " ",
    "backspace": "\x7f",
    "delete": "\x1b[3~",
    "home": "\x1b[H",
    "end": "\x1b[F",
    "pageup": "\x1b[5~",
    "pagedown": "\x1b[6~",
    "shift+tab": "\x1b[Z",
    "shift+left": "\x1b[1;2D",
    "shift+right": "\x1b[1;2C",
    "shift+up": "\x1b[1;2A",
    "shift+down": "\x1b[1;2B",
    "ctrl+home": "\x1b[1;5H",
    "ctrl+end": "\x1b[1;5F",
    "ctrl+left": "\x1b[1;5D",
    "ctrl+right": "\x1b[1;5C",
    "semicolon": ";",
    "f1": "\x1bOP",
    "f2": "\x1bOQ",
    "f3": "\x1bOR",
    "f4": "\x1bOS",
    "f5": "\x1b[15~",
    "f6": "\x1b[17~",
    "f7": "\x1b[18~",
    "f8": "\x1b[19~",
    "f9": "\x1b[20~",
    "f10": "\x1b[21~",
    "f11": "\x1b[23~",
    "f12": "\x1b[24~",
}


def keybytes(name: str) -> bytes:
    """What a terminal sends for a key."""
    if name in KEYS:
        return KEYS[name].encode()
    if name.startswith("ctrl+") and len(name) == 6:
        return bytes([ord(name[5].lower()) & 0x1F])
    if name.startswith("alt+"):
        return b"\x1b" + keybytes(name[4:])
    if len(name) == 1:
        return name.encode()
    raise ValueError(f"unknown key {name!r}")


# -- what terminals are asked, and what we answer -------------------------------------------------

QUERY = re.compile(
    rb"\x1b\[\?(?P<mode>\d+)\$p|\x1b\[(?P<da>[>=]?)0?c|\x1b\[(?P<dsr>\??[56])n|\x1b\[\?(?P<kitty>)u"
    rb"|\x1b\[(?P<win>1[468])t|\x1b\](?P<osc>1[0-2]|4;\d+);\?(?:\x07|\x1b\\)|\x1b\[>(?P<ver>0?)q"
    rb"|\x1bP\+q(?P<cap>[0-9a-fA-F;]*)\x1b\\"
)
# Complete escape sequences that pyte would print as text; SGR with colons is rewritten below.
DROP = re.compile(
    r"\x1b\[[<>=][0-9;:]*[ -/]*[@-~]|\x1b\[\??[0-9;:]*[ -/]+[@-~]|\x1b[P_^X][^\x1b]*\x1b\\"
    r"|\x1b\[\??[0-9;:]*[ut]|\x1b\[\?[0-9;]*[mnsSWqr]|\x1b[=>78c](?=\x00)"
    r"|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)"
)
COLON = re.compile(r"\x1b\[[0-9;:]*:[0-9;:]*m")
PARTIAL = re.compile(r"\x1b(?:\[[0-9;:<=>?]*[ -/]*|[P_^X\]][^\x07\x1b]*\x1b?|[()#%]?)?$")
WHOLE_CSI = re.compile(rb"\x1b\[[0-9;:<=>?]*[ -/]*[@-~]")
SYNC_ON, SYNC_OFF = b"\x1b[?2026h", b"\x1b[?2026l"
AFTER_SYNC = re.compile(rb"(?<=\x1b\[\?2026l)")
DEVICE_ATTRIBUTES = {
    b"": b"\x1b[?62;22c",
    b">": b"\x1b[>0;10;1c",
    b"=": b"\x1bP!|00000000\x1b\\",
}


class Screen(pyte.Screen):
    """pyte's screen, without the answers (the reader thread gives them)."""

    def report_device_attributes(self, *args: Any, **kwargs: Any) -> None:
        """Answered elsewhere."""

    def report_device_status(self, *args: Any, **kwargs: Any) -> None:
        """Answered elsewhere."""

    def set_margins(self, *args: Any, **kwargs: Any) -> None:
        """Margins, without the missing ones."""
        super().set_margins(*[value for value in args if value is not None] or ())

    def select_graphic_rendition(self, *args: Any, **kwargs: Any) -> None:
        """Colours, without the private modes."""
        if not kwargs.get("private"):
            super().select_graphic_rendition(*args)


class Pty:
    """A child in a pty; a reader thread stamps what it writes; frames are parsed when asked for."""

    def __init__(
        self,
        argv: Sequence[str],
        cols: int = 120,
        rows: int = 40,
        env: Mapping[str, str] | None = None,
        cwd: str | None = None,
        sync: bool = True,
        limit: float = 120.0,
    ) -> None:
        self.cols = cols
        self.rows = rows
        self.sync = sync
        self.screen = Screen(cols, rows)
        self.stream = pyte.Stream(self.screen)
        self.decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self.held = ""
        self.lines: dict[int, Any] = {}
        self.insync = False
        self.lock = threading.Condition()
        self.chunks: list[tuple[float, bytes]] = []
        self.parsed = 0
        self.nbytes = 0
        self.last_rx = 0.0
        self.eof = False
        self.appcursor = False
        self.frames = 0  # complete frames that changed the screen
        self.deadline = time.monotonic() + limit
        self.rusage: Any = None
        self.status: int | None = None
        self.t_exit = 0.0
        err_r, err_w = os.pipe()
        self.t0 = time.monotonic()
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            self._become(argv, env, cwd, err_r, err_w)
        os.close(err_w)
        self.set_size(self.fd)
        if select.select([err_r], [], [], 5)[0] and (said := os.read(err_r, 4096)):
            os.close(err_r)
            os.close(self.fd)
            os.waitpid(self.pid, 0)
            raise RuntimeError(f"cannot start {argv[0]}: {said.decode(errors='replace')}")
        os.close(err_r)
        threading.Thread(target=self._reader, daemon=True).start()

    def _become(
        self,
        argv: Sequence[str],
        env: Mapping[str, str] | None,
        cwd: str | None,
        err_r: int,
        err_w: int,
    ) -> None:
        """In the child: the program; what goes wrong is written to the pipe."""
        try:
            os.close(err_r)
            self.set_size(0)
            if cwd:
                os.chdir(cwd)
            os.execvpe(argv[0], list(argv), env or os.environ)
        except BaseException as error:
            os.write(err_w, str(error).encode())
        os._exit(127)

    def set_size(self, fd: int) -> None:
        """Tell the terminal how large it is."""
        size = struct.pack("HHHH", self.rows, self.cols, self.cols * 8, self.rows * 16)
        fcntl.ioctl(fd, termios.TIOCSWINSZ, size)

    # -- the reader thread ------------------------------------------------------------------------

    def _reader(self) -> None:
        tail = b""
        while True:
            try:
                data = os.read(self.fd, 65536)
            except OSError:
                data = b""
            now = time.monotonic()
            with self.lock:
                if not data:
                    self.eof = True
                    self.lock.notify_all()
                    return
                self.chunks.append((now, data))
                self.nbytes += len(data)
                self.last_rx = now
                self.lock.notify_all()
            on, off = data.rfind(b"\x1b[?1h"), data.rfind(b"\x1b[?1l")
            if on != off:
                self.appcursor = on > off
            if b"\x1b" in data or tail:
                buffer, end = tail + data, 0
                for match in QUERY.finditer(buffer):
                    end = match.end()
                    self._answer(match)
                esc = buffer.rfind(b"\x1b", end)
                tail = buffer[esc:] if esc >= 0 and len(buffer) - esc < 24 else b""
                if tail and WHOLE_CSI.match(tail):
                    tail = b""

    def _answer(self, match: re.Match[bytes]) -> None:
        asked = match.groupdict()
        if asked["mode"] is not None:
            known = asked["mode"] == b"2026" and self.sync
            answer = b"\x1b[?%s;%d$y" % (asked["mode"], 2 if known else 0)
        elif asked["da"] is not None:
            answer = DEVICE_ATTRIBUTES[asked["da"]]
        elif asked["dsr"] is not None:
            answer = b"\x1b[0n" if asked["dsr"].endswith(b"5") else b"\x1b[1;1R"
        elif asked["kitty"] is not None:
            answer = b"\x1b[?0u"
        elif asked["win"] is not None:
            answer = {
                b"14": b"\x1b[4;%d;%dt" % (self.rows * 16, self.cols * 8),
                b"16": b"\x1b[6;16;8t",
                b"18": b"\x1b[8;%d;%dt" % (self.rows, self.cols),
            }[asked["win"]]
        elif asked["osc"] is not None:
            colour = b"e0e0/e0e0/e0e0" if asked["osc"] == b"10" else b"1e1e/1e1e/1e1e"
            answer = b"\x1b]%s;rgb:%s\x1b\\" % (asked["osc"], colour)
        elif asked["ver"] is not None:
            answer = b"\x1bP>|ttybench(1)\x1b\\"
        else:
            answer = b"\x1bP0+r\x1b\\"
        with contextlib.suppress(OSError):
            os.write(self.fd, answer)

    # -- parsing (main thread) --------------------------------------------------------------------

    def _feed(self, text: str) -> None:
        text = self.held + text
        match = PARTIAL.search(text)
        if match and match.group() and len(match.group()) < 4096:
            text, self.held = text[: match.start()], match.group()
        else:
            self.held = ""
        if "\x1b" in text:
            text = DROP.sub("", text)
            text = COLON.sub(lambda found: re.sub(r":\d*", "", found.group()), text)
        self.stream.feed(text)

    def _changed(self) -> bool:
        differs = False
        for y in self.screen.dirty:
            line = dict(self.screen.buffer[y])
            if self.lines.get(y) != line:
                self.lines[y] = line
                differs = True
        self.screen.dirty.clear()
        return differs

    def pump(self, each: Callable[[float], object] | None = None) -> None:
        """Parse what was read; call each(time) after every complete frame that changed the screen.

        Ends early when `each` returns something true.
        """
        while True:
            with self.lock:
                if self.parsed >= len(self.chunks):
                    return
                now, data = self.chunks[self.parsed]
                self.chunks[self.parsed] = (now, b"")
                self.parsed += 1
            for part in AFTER_SYNC.split(data):
                if not part:
                    continue
                self._feed(self.decoder.decode(part))
                on, off = part.rfind(SYNC_ON), part.rfind(SYNC_OFF)
                if max(on, off) >= 0:
                    self.insync = on > off
                if not self.insync and self._changed():
                    self.frames += 1
                    if each and each(now):
                        return

    def text(self) -> str:
        """The rendered screen."""
        return "\n".join(self.screen.display)

    def write(self, data: bytes) -> None:
        """Send the bytes of a key, as a terminal in the present cursor mode (DECCKM) would."""
        if self.appcursor and len(data) == 3 and data[:2] == b"\x1b[" and data[2:] in b"ABCDHF":
            data = b"\x1bO" + data[2:]
        os.write(self.fd, data)

    def wait_quiet(
        self, quiet: float, most: float, since: float | None = None, need: bool = False
    ) -> None:
        """Until nothing was read for `quiet` s (and, with need, something was after `since`)."""
        stop = min(time.monotonic() + most, self.deadline)
        with self.lock:
            while not self.eof:
                now = time.monotonic()
                last = max(self.last_rx, since or 0)
                got = not need or self.last_rx > (since or 0)
                if now >= stop or (got and now - last >= quiet):
                    break
                rest = min(stop - now, last + quiet - now) if got else stop - now
                self.lock.wait(rest + 1e-4)

    def wait_match(self, wanted: re.Pattern[str], most: float, gone: bool = False) -> float | None:
        """Time at which the first complete frame that matches was read, or None."""
        hit: list[float] = []

        def look(now: float) -> bool:
            if bool(wanted.search(self.text())) != gone:
                hit.append(now)
                return True
            return False

        stop = min(time.monotonic() + most, self.deadline)
        if bool(wanted.search(self.text())) != gone:
            return time.monotonic()
        while True:
            self.pump(look)
            if hit:
                return hit[0]
            with self.lock:
                if self.parsed >= len(self.chunks):
                    if self.eof or time.monotonic() >= stop:
                        return None
                    self.lock.wait(0.25)
            if time.monotonic() < stop:
                time.sleep(0.004)  # let a frame come in whole; stamps are the reader's

    # -- facts about the process ------------------------------------------------------------------

    def tree(self) -> list[int]:
        """The child and everything it started."""
        found: list[int] = []
        todo = [self.pid]
        while todo:
            pid = todo.pop()
            found.append(pid)
            with contextlib.suppress(OSError):
                for task in Path(f"/proc/{pid}/task").iterdir():
                    todo += [int(child) for child in (task / "children").read_text().split()]
        return found

    def rss(self) -> Facts:
        """Resident memory of the tree: now, at most, and with shared pages divided."""
        now = peak = shared = count = 0
        for pid in self.tree():
            with contextlib.suppress(OSError, TypeError):
                status = Path(f"/proc/{pid}/status").read_text()
                now += _kilobytes("VmRSS", status)
                peak += _kilobytes("VmHWM", status)
                count += 1
                shared += _kilobytes("Pss", Path(f"/proc/{pid}/smaps_rollup").read_text())
        return {
            "rss_mb": round(now / 1024, 1),
            "peak_mb": round(peak / 1024, 1),
            "pss_mb": round(shared / 1024, 1),
            "procs": count,
        }

    def cpu(self) -> float:
        """CPU seconds (user+sys, all threads) of the live process tree, ns resolution."""
        total = 0.0
        for pid in self.tree():
            with contextlib.suppress(OSError):
                total += time.clock_gettime(((~pid) << 3) | 2)
        return total

    def reap(self, block_s: float = 0.0) -> int | None:
        """The exit code of the child, if it ended within so many seconds."""
        stop = time.monotonic() + block_s
        while self.status is None:
            try:
                pid, status, usage = os.wait4(self.pid, os.WNOHANG)
            except ChildProcessError:
                self.status = 0
                break
            if pid:
                self.status = os.waitstatus_to_exitcode(status)
                self.rusage = usage
                self.t_exit = time.monotonic()
                break
            if time.monotonic() >= stop:
                break
            time.sleep(0.0005)
        return self.status

    def close(self) -> None:
        """End the child (and what it started), by pid."""
        started = self.tree()[1:]
        for sent, wait in ((signal.SIGTERM, 0.7), (signal.SIGKILL, 3.0)):
            if self.reap() is None:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(self.pid, sent)
                self.reap(wait)
        for pid in started:
            with contextlib.suppress(OSError, ValueError):
                stat = Path(f"/proc/{pid}/stat").read_text()
                if int(stat.rsplit(")", 1)[1].split()[3]) == self.pid:
                    os.kill(pid, signal.SIGKILL)
        with contextlib.suppress(OSError):
            os.close(self.fd)


def _kilobytes(name: str, text: str) -> int:
    """A figure of /proc; raises TypeError when it is not there."""
    found: Any = re.search(rf"{name}:\s+(\d+)", text)
    return int(found[1])


def pct(values: Sequence[float], share: float) -> float:
    """A percentile, one of the values."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(share * (len(ordered) - 1)))]


def stats(values: Sequence[float]) -> Facts:
    """Percentiles, maximum and count."""
    if not values:
        return {"n": 0}
    shares = {"p50": 0.5, "p95": 0.95, "p99": 0.99}
    found = {name: round(pct(values, share), 2) for name, share in shares.items()}
    return {**found, "max": round(max(values), 2), "n": len(values)}


# -- steps ----------------------------------------------------------------------------------------


class Runner:
    """Does the steps on a program in a pty."""

    def __init__(
        self, pty_: Pty, quiet: float = 0.05, step_max: float = 30.0, key_max: float = 5.0
    ) -> None:
        self.pty = pty_
        self.quiet = quiet
        self.step_max = step_max
        self.key_max = key_max

    def one_key(self, data: bytes) -> dict[str, float]:
        """Send a key; ms to the first changed frame and to the last before it was quiet."""
        p = self.pty
        p.pump()
        cpu, size = p.cpu(), p.nbytes
        start = time.monotonic()
        p.write(data)
        stop = start + self.key_max
        times: list[float] = []
        while True:  # until the first changed frame, then until quiet
            rest = max(0.001, stop - time.monotonic())
            p.wait_quiet(self.quiet, rest, since=start, need=not times)
            p.pump(times.append)
            if times or p.eof or time.monotonic() >= min(stop, p.deadline):
                break
        times = [at for at in times if at > start]
        found = {"cpu_ms": (p.cpu() - cpu) * 1e3, "bytes": float(p.nbytes - size)}
        if times:
            found["first"] = (times[0] - start) * 1e3
            found["settled"] = (times[-1] - start) * 1e3
        return found

    def many(self, keys: Sequence[bytes]) -> Facts:
        """Keys one at a time, and the statistics over them."""
        found = [self.one_key(key) for key in keys]
        seen = [one for one in found if "first" in one]
        count = max(1, len(found))
        return {
            "first_ms": stats([one["first"] for one in seen]),
            "settled_ms": stats([one["settled"] for one in seen]),
            "no_change": len(found) - len(seen),
            "cpu_ms_per_key": round(sum(one["cpu_ms"] for one in found) / count, 3),
            "bytes_per_key": round(sum(one["bytes"] for one in found) / count),
        }

    def step(self, line: str) -> Facts:
        """Do one step."""
        op, _, arg = line.strip().partition(" ")
        if op not in OPS:
            raise ValueError(f"unknown step {op!r}")
        found: Facts = getattr(self, f"do_{op}")(arg.strip())
        return found

    def do_wait(self, arg: str) -> Facts:
        """Until the screen matches."""
        p = self.pty
        start = time.monotonic()
        hit = p.wait_match(re.compile(arg, re.M), self.step_max)
        if hit is None:
            return {"error": f"no match for {arg!r}", "screen": p.text()}
        return {
            "t_s": round(hit - p.t0, 4),
            "dt_s": round(hit - start, 4),
            "cpu_s": round(p.cpu(), 4),
        }

    def do_settle(self, arg: str) -> Facts:
        """Until it is quiet."""
        p = self.pty
        times: list[float] = []
        p.wait_quiet(self.quiet, float(arg or self.step_max))
        p.pump(times.append)
        last = times[-1] if times else p.last_rx
        return {"t_s": round(last - p.t0, 4), "cpu_s": round(p.cpu(), 4)}

    def do_key(self, arg: str) -> Facts:
        """One key or several, each with its times."""
        found = [self.one_key(keybytes(key)) for key in arg.split()]
        rounded = [{name: round(value, 2) for name, value in one.items()} for one in found]
        return rounded[0] if len(rounded) == 1 else {"keys": rounded}

    def do_repeat(self, arg: str) -> Facts:
        """Keys, cycled."""
        count, *keys = arg.split()
        return self.many([keybytes(keys[i % len(keys)]) for i in range(int(count))])

    def do_type(self, arg: str) -> Facts:
        """A text, one character a time."""
        return self.many([character.encode() for character in arg])

    def do_burst(self, arg: str) -> Facts:
        """Keys at a fixed rate, without waiting."""
        p = self.pty
        given = arg.split()
        count, data = int(given[0]), keybytes(given[1])
        gap = float(given[2]) / 1e3 if len(given) > 2 else 0.033
        p.pump()
        cpu, size, frames = p.cpu(), p.nbytes, p.frames
        start = last = time.monotonic()
        for i in range(count):
            p.write(data)
            last = time.monotonic()
            if i < count - 1:
                time.sleep(max(0, start + (i + 1) * gap - last))
        p.wait_quiet(self.quiet, self.step_max, since=last)
        times: list[float] = []
        p.pump(times.append)
        end = times[-1] if times else last
        return {
            "lag_ms": round(max(0.0, end - last) * 1e3, 2),
            "frames": p.frames - frames,
            "fps": round((p.frames - frames) / max(1e-9, end - start), 1),
            "cpu_ms": round((p.cpu() - cpu) * 1e3, 1),
            "bytes": p.nbytes - size,
        }

    def do_keywait(self, arg: str, gone: bool = False) -> Facts:
        """From a key until the screen matches."""
        p = self.pty
        key, _, wanted = arg.partition(" ")
        p.pump()
        cpu = p.cpu()
        start = time.monotonic()
        p.write(keybytes(key))
        hit = p.wait_match(re.compile(wanted.strip(), re.M), self.step_max, gone=gone)
        if hit is None:
            return {"error": f"no match for {wanted!r}", "screen": p.text()}
        return {"ms": round((hit - start) * 1e3, 2), "cpu_ms": round((p.cpu() - cpu) * 1e3, 2)}

    def do_keygone(self, arg: str) -> Facts:
        """From a key until the screen no longer matches."""
        return self.do_keywait(arg, gone=True)

    def do_resize(self, arg: str) -> Facts:
        """Another size of the terminal."""
        p = self.pty
        start = time.monotonic()
        p.cols, p.rows = map(int, arg.lower().split("x"))
        p.pump()
        p.screen.resize(p.rows, p.cols)
        p.lines.clear()
        p.set_size(p.fd)
        p.wait_quiet(self.quiet, self.key_max, since=start, need=True)
        times: list[float] = []
        p.pump(times.append)
        return {"settled_ms": round(((times[-1] if times else start) - start) * 1e3, 2)}

    def do_idle(self, arg: str) -> Facts:
        """What the program does when nothing happens."""
        p = self.pty
        seconds = float(arg or 1)
        cpu, size = p.cpu(), p.nbytes
        time.sleep(seconds)
        p.pump()
        return {
            "cpu_ms_per_s": round((p.cpu() - cpu) * 1e3 / seconds, 2),
            "bytes": p.nbytes - size,
        }

    def do_sleep(self, arg: str) -> Facts:
        """Wait so many seconds."""
        time.sleep(float(arg))
        self.pty.pump()
        return {}

    def do_rss(self, arg: str) -> Facts:
        """Memory."""
        return self.pty.rss()

    def do_cpu(self, arg: str) -> Facts:
        """CPU since the start."""
        return {"cpu_s": round(self.pty.cpu(), 4)}

    def do_snap(self, arg: str) -> Facts:
        """The screen as text."""
        self.pty.pump()
        return {"screen": self.pty.text()}

    def do_exit(self, arg: str) -> Facts:
        """Keys, then the end of the program."""
        p = self.pty
        start = time.monotonic()
        for key in arg.split():
            p.write(keybytes(key))
        p.reap(self.key_max)
        if p.status is None:
            return {"ended": False}
        usage = p.rusage
        return {
            "ended": True,
            "ms": round((p.t_exit - start) * 1e3, 1),
            "code": p.status,
            "cpu_s": round(usage.ru_utime + usage.ru_stime, 4) if usage else None,
        }


OPS = [name.removeprefix("do_") for name in vars(Runner) if name.startswith("do_")]


def split_steps(text: str) -> Iterator[tuple[str | None, str]]:
    """The steps of a text: their names, if they have one, and their lines."""
    for part in re.split(r";(?=\s|$)|\n", text):
        line = part.strip()
        if line and not line.startswith("#"):
            named = re.match(r"([^\s=]+)=\s+(.+)", line)
            yield (named[1], named[2]) if named else (None, line)


# -- runs -----------------------------------------------------------------------------------------


def run(
    cmd: str | Sequence[str],
    steps: str,
    size: str = "120x40",
    env: Mapping[str, str] | None = None,
    home: str | None = None,
    cwd: str | None = None,
    sync: bool = True,
    quiet: float = 0.05,
    limit: float = 120.0,
    step_max: float = 30.0,
    key_max: float = 5.0,
    clean_env: bool = True,
) -> Facts:
    """Run one command through the steps; returns a dict (JSON-able). Always ends the child."""
    for _, line in split_steps(steps):
        if line.split()[0] not in OPS:
            raise ValueError(f"unknown step {line!r}")
    argv = shlex.split(cmd) if isinstance(cmd, str) else list(cmd)
    empty = None if home else tempfile.mkdtemp(prefix="ttybench-home-")
    if clean_env:
        environ = {"PATH": os.environ.get("PATH", "/usr/bin:/bin")}
    else:
        environ = dict(os.environ)
    environ.update(TERM="xterm-256color", COLORTERM="truecolor", LANG="C.UTF-8", LC_ALL="C.UTF-8")
    environ["HOME"] = home or empty or ""
    environ.update(env or {})
    cols, rows = map(int, size.lower().split("x"))
    interval = sys.getswitchinterval()
    sys.setswitchinterval(0.0005)  # so that the reader stamps promptly while the parser works
    p = None
    out: Facts = {"cmd": argv, "size": size, "steps": []}
    try:
        p = Pty(argv, cols, rows, environ, cwd, sync, limit)
        runner = Runner(p, quiet, step_max, key_max)
        for i, (name, line) in enumerate(split_steps(steps)):
            if time.monotonic() > p.deadline:
                out["error"] = f"time limit {limit} s reached before step {i}"
                out["screen"] = p.text()
                break
            if p.reap() is not None and line.split()[0] not in ("snap", "sleep"):
                p.pump()
                out["error"] = f"program ended (code {p.status}) before step {line!r}"
                out["screen"] = p.text()
                break
            found = runner.step(line)
            out["steps"].append({"name": name or line, **found})
            if "error" in found:
                out["error"] = found["error"]
                break
        out["total_bytes"] = p.nbytes
    finally:
        sys.setswitchinterval(interval)
        if p:
            p.close()
        if empty:
            shutil.rmtree(empty, ignore_errors=True)
    return out


def flat(result: Facts) -> dict[str, float]:
    """{'step.metric': number} of one run."""
    found: dict[str, float] = {}

    def walk(prefix: str, value: object) -> None:
        if isinstance(value, dict):
            for key, inner in value.items():
                walk(f"{prefix}.{key}" if prefix else key, inner)
        elif isinstance(value, (int, float)) and not isinstance(value, bool):
            found[prefix] = value

    seen: dict[str, int] = {}
    for step in result["steps"]:
        name = step["name"]
        seen[name] = seen.get(name, 0) + 1
        rest = {key: value for key, value in step.items() if key not in ("name", "screen")}
        walk(name if seen[name] == 1 else f"{name}#{seen[name]}", rest)
    return found


Numbers = dict[str, dict[str, list[float]]]  # case -> metric -> one value a run


def bench(
    cases: Sequence[Facts],
    runs: int = 5,
    warmup: int = 1,
    progress: bool = True,
    max_s: float | None = None,
    save: str | Path | None = None,
    **options: Any,
) -> Facts:
    """Cases [{name, cmd, steps, env?, home?, size?...}] in alternation; medians, ratios to the first.

    max_s: start no further round after so many seconds; save: write the result so far to this
    file after every case.
    """
    numbers: Numbers = {case["name"]: {} for case in cases}
    errors: dict[str, list[Facts]] = {}
    start = time.monotonic()
    done = 0
    for i in range(-warmup, runs):
        if max_s and i > 0 and (time.monotonic() - start) * (1 + 1 / (i + warmup)) > max_s:
            break
        done = i + 1
        for case in cases:
            given = {**options, **{key: value for key, value in case.items() if key != "name"}}
            try:
                result = run(**given)
            except Exception as error:
                result = {"steps": [], "error": f"{type(error).__name__}: {error}"}
            if "error" in result:
                screens = (step["screen"] for step in reversed(result["steps"]) if "screen" in step)
                screen = result.get("screen") or next(screens, None)
                error_of = {"error": result["error"], "screen": screen}
                errors.setdefault(case["name"], []).append(error_of)
            elif i >= 0:
                for key, value in flat(result).items():
                    numbers[case["name"]].setdefault(key, []).append(value)
            if progress:
                at = "warm-up" if i < 0 else f"run {i + 1}/{runs}"
                print(f"\r{at} {case['name'][:40]:40}", end="", file=sys.stderr, flush=True)
            if save:
                summary = _summary(cases, numbers, errors, done)
                Path(save).write_text(json.dumps(summary, indent=1), encoding="utf-8")
    if progress:
        print(file=sys.stderr)
    return _summary(cases, numbers, errors, done)


def _summary(
    cases: Sequence[Facts], numbers: Numbers, errors: dict[str, list[Facts]], runs: int
) -> Facts:
    """Medians; ratios of paired runs (same round), then the median: steadier on a noisy machine."""
    base = numbers[cases[0]["name"]]
    ratios: dict[str, dict[str, float]] = {}
    for case in cases[1:]:
        own = numbers[case["name"]]
        ratios[case["name"]] = {}
        for key in own:
            pairs = [x / y for x, y in zip(own[key], base.get(key, ()), strict=False) if y]
            if pairs:
                ratios[case["name"]][key] = round(statistics.median(pairs), 3)
    return {
        "runs": max(0, runs),
        "base": cases[0]["name"],
        "median": {
            name: {key: round(statistics.median(values), 4) for key, values in own.items()}
            for name, own in numbers.items()
        },
        "ratio_to_base": ratios,
        "min_max": {
            name: {key: [min(values), max(values)] for key, values in own.items()}
            for name, own in numbers.items()
        },
        "errors": errors,
    }


# -- selftest -------------------------------------------------------------------------------------

COUNTER = r"""
import curses
def main(s):
    curses.curs_set(0); n = 0
    while True:
        s.erase(); s.addstr(0, 0, "READY count=%d" % n); s.refresh()
        k = s.getch()
        if k == ord("q"): return
        if k == curses.KEY_DOWN or k == ord("j"): n += 1
        if k == ord("s"): curses.napms(100); n += 1000
curses.wrapper(main)
"""

ASKER = r"""
import os, sys, time, tty
tty.setraw(0)
os.write(1, b'\x1b[?2026$p\x1b[c\x1b[6n')
d = b''
while b'R' not in d:
    d += os.read(0, 99)
print('GOT', d)
time.sleep(9)
"""


def _children(before: set[str]) -> list[str]:
    """Children of this process that were not there before."""
    left = []
    for name in set(os.listdir("/proc")) - before:
        if name.isdigit():
            with contextlib.suppress(OSError, TypeError):
                status = Path(f"/proc/{name}/status").read_text()
                if _kilobytes("PPid", status) == os.getpid():
                    left.append(name)
    return left


def selftest() -> int:
    """Measure programs whose figures are known; 0 when all is as it should be."""
    before = set(os.listdir("/proc"))
    steps = (
        "wait READY count=0; down= repeat 20 j; slow= key s; kw= keywait j count=1021; "
        "rss; cpu; idle 0.3; snap; exit q"
    )
    first = run([sys.executable, "-c", COUNTER], steps, size="80x24")
    found = flat(first)
    checks = {
        "no error": "error" not in first,
        "start under 5 s": found.get("wait READY count=0.t_s", 9) < 5,
        "20 keys all changed the screen": first["steps"][1]["first_ms"]["n"] == 20,
        "fast key p50 < 20 ms": found.get("down.first_ms.p50", 99) < 20,
        "slow key seen as 100..160 ms": 100 <= found.get("slow.first", 0) < 160,
        "screen text": "count=1021" in first["steps"][-2].get("screen", ""),
        "rss 3..60 MB": 3 < found.get("rss.rss_mb", 0) < 60,
        "exit code 0": first["steps"][-1].get("code") == 0,
    }
    start = time.monotonic()
    second = run(["sleep", "1000"], "wait NEVER", limit=2, step_max=60)
    checks["bounded"] = "error" in second and time.monotonic() - start < 6
    third = run([sys.executable, "-c", ASKER], "wait GOT.*2026;2.*62;22c.*1;1R", step_max=4)
    checks["queries answered"] = "error" not in third
    try:
        run("/no/such/program", "wait x")
        checks["missing program reported"] = False
    except RuntimeError:
        checks["missing program reported"] = True
    checks["no child left"] = not _children(before)
    print(json.dumps({"checks": checks, "sample": found}, indent=1))
    passed = sum(checks.values())
    print(f"{passed} passed, {len(checks) - passed} failed")
    return 0 if passed == len(checks) else 1


# -- command line ---------------------------------------------------------------------------------


def _parser() -> argparse.ArgumentParser:
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--size", default="120x40", help="COLSxROWS (120x40)")
    shared.add_argument("--env", action="append", default=[], metavar="K=V")
    shared.add_argument("--home", help="HOME of the child (default: an empty one, removed after)")
    shared.add_argument("--cwd")
    shared.add_argument(
        "--keep-env",
        action="store_true",
        help="pass the whole environment on (default: PATH and locale only)",
    )
    shared.add_argument(
        "--no-sync", action="store_true", help="say that mode 2026 is not supported"
    )
    shared.add_argument(
        "--quiet",
        type=float,
        default=0.05,
        help="seconds without output that count as settled (0.05)",
    )
    shared.add_argument("--limit", type=float, default=120, help="most seconds for one run (120)")
    shared.add_argument("--step-max", type=float, default=30)
    shared.add_argument("--key-max", type=float, default=5)
    shared.add_argument("--out", help="write JSON here too")

    parser = argparse.ArgumentParser(
        prog="ttybench",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    modes = parser.add_subparsers(dest="mode", required=True)
    one = modes.add_parser("run", parents=[shared])
    one.add_argument("--steps", required=True, help="steps, or @FILE")
    one.add_argument("cmd", nargs=argparse.REMAINDER)
    one = modes.add_parser("compare", parents=[shared])
    one.add_argument("--a", required=True)
    one.add_argument("--b", required=True)
    one.add_argument("--steps")
    one.add_argument("--steps-a")
    one.add_argument("--steps-b")
    one.add_argument("--runs", type=int, default=5)
    one.add_argument("--warmup", type=int, default=1)
    one = modes.add_parser("spec")
    one.add_argument("file", help='{"runs":5,"size":"120x40","cases":[{"name","cmd","steps"}...]}')
    one.add_argument("--out")
    modes.add_parser("selftest")
    return parser


def _steps(given: str | None) -> str:
    """Steps as given, or those of @FILE."""
    if given is None:
        raise SystemExit("ttybench: steps are missing (--steps, or --steps-a and --steps-b)")
    if given.startswith("@"):
        return Path(given[1:]).read_text(encoding="utf-8")
    return given


def _measure(args: argparse.Namespace) -> Facts:
    if args.mode == "spec":
        spec = json.loads(Path(args.file).read_text(encoding="utf-8"))
        return bench(spec.pop("cases"), **spec)
    options: Facts = {
        "size": args.size,
        "env": dict(pair.split("=", 1) for pair in args.env),
        "home": args.home,
        "cwd": args.cwd,
        "sync": not args.no_sync,
        "quiet": args.quiet,
        "limit": args.limit,
        "step_max": args.step_max,
        "key_max": args.key_max,
        "clean_env": not args.keep_env,
    }
    if args.mode == "run":
        cmd = args.cmd[1:] if args.cmd[:1] == ["--"] else args.cmd
        return run(cmd, _steps(args.steps), **options)
    cases = [
        {"name": "A", "cmd": args.a, "steps": _steps(args.steps_a or args.steps)},
        {"name": "B", "cmd": args.b, "steps": _steps(args.steps_b or args.steps)},
    ]
    return bench(cases, runs=args.runs, warmup=args.warmup, **options)


def main(argv: Sequence[str] | None = None) -> int:
    """Measure, print JSON; 1 when a step found nothing."""
    args = _parser().parse_args(argv)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that finally ends the child
    if args.mode == "selftest":
        return selftest()
    result = _measure(args)
    text = json.dumps(result, indent=1, ensure_ascii=False)
    print(text)
    if args.out:
        Path(args.out).write_text(text + "\n", encoding="utf-8")
    return 1 if result.get("error") else 0


if __name__ == "__main__":
    sys.exit(main())
