"""A program in a real pseudo-terminal: keys in, bytes out, signals, its end."""

import fcntl
import os
import pty
import select
import signal
import struct
import sys
import termios
import time
from pathlib import Path

_PATIENCE = 20  # seconds any wait may take


class Terminal:
    """One run of a Python script in a terminal of its own."""

    def __init__(self, script: str, argv: list[str], env: dict[str, str]) -> None:
        self.output = b""
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            os.execve(sys.executable, [sys.executable, "-c", script, *argv], os.environ | env)
        self.resize(80, 24)

    def resize(self, columns: int, rows: int) -> None:
        """Another size, as a window manager makes it."""
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def _read(self, seconds: float) -> bool:
        ready, _, _ = select.select([self._fd], [], [], seconds)
        if not ready:
            return False
        try:
            data = os.read(self._fd, 65536)
        except OSError:
            return False
        self.output += data
        return bool(data)

    def wait_for(self, words: str) -> None:
        """Until some words were written."""
        end = time.monotonic() + _PATIENCE
        while words.encode() not in self.output:
            assert time.monotonic() < end, self.output[-3000:].decode("utf-8", "replace")
            self._read(0.1)

    def press(self, keys: str) -> None:
        """Type."""
        os.write(self._fd, keys.encode())

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the program."""
        os.kill(self.pid, number)

    def end(self) -> int:
        """The exit code, once the program has ended; what it wrote last is read too."""
        stop = time.monotonic() + _PATIENCE
        while time.monotonic() < stop:
            self._read(0.05)
            done, status = os.waitpid(self.pid, os.WNOHANG)
            if done:
                while self._read(0.1):
                    pass
                os.close(self._fd)
                return os.waitstatus_to_exitcode(status)
        self.signal(signal.SIGKILL)
        os.waitpid(self.pid, 0)
        raise AssertionError(f"did not end: {self.output[-2000:].decode('utf-8', 'replace')}")


RUN = "import sys; from greenpath_tui.__main__ import main; sys.argv = ['greenpath', *sys.argv[1:]]; main()"


def environment(folder: Path) -> dict[str, str]:
    """A home of its own for the program."""
    home = folder / "terminal-home"
    home.mkdir(exist_ok=True)
    places = {f"XDG_{n}_HOME": str(home / n.lower()) for n in ("DATA", "CONFIG", "STATE", "CACHE")}
    return places | {
        "HOME": str(home),
        "TERM": "xterm-256color",
        "GREENPATH_TODAY": "2026-11-23",
        "TZ": "UTC",
    }
