"""Writers that are killed at moments of their own: `python killing.py DATABASE KILLS`.

Every writer goes through the real use cases and says each operation that was acknowledged; what
all of them said is printed, one number a line. Set up once and forked, because a start takes longer
than the life of a writer.
"""

import os
import random
import signal
import sys
from datetime import date

from greenpath_tui.domain.quickadd import TaskLine
from greenpath_tui.services import Services
from greenpath_tui.storage.store import Store


def write_until_killed(database: str, said: int) -> None:
    """Add tasks, complete them, take it back; every operation is said on the file `said`."""
    services = Services(Store(database, lambda: date(2026, 11, 23), "writer"))
    account = services.accounts.find("Acme")
    for number in range(1_000_000):
        added = services.tasks.add(account.id, TaskLine(title=f"Task {number}", tags=("x",)))
        os.write(said, f"{added.operation}\n".encode())
        task = next(e.id for e in added.saved if type(e).__name__ == "Task")
        os.write(said, f"{services.tasks.complete([task]).operation}\n".encode())
        os.write(said, f"{services.history.undo().operation}\n".encode())


def one_life(database: str, lines: int) -> bytes:
    """What a writer said before it was killed, some time after so many lines."""
    heard, said = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(heard)
            write_until_killed(database, said)
        finally:
            os._exit(1)
    os.close(said)
    words = b""
    while words.count(b"\n") < lines:
        part = os.read(heard, 4096)
        if not part:
            break
        words += part
    os.kill(child, signal.SIGKILL)
    while part := os.read(heard, 4096):
        words += part
    os.close(heard)
    _, status = os.waitpid(child, 0)
    if not os.WIFSIGNALED(status):
        raise RuntimeError("a writer ended by itself")
    return words


def main(database: str, kills: int) -> None:
    """Kill so many writers."""
    random.seed(kills)
    for _ in range(kills):
        os.write(1, one_life(database, random.randint(1, 6)))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
