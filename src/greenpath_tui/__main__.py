"""`python -m greenpath_tui` and the `greenpath` command."""

import gc
import os
import sys


def main() -> None:
    """Run the command line and leave with its exit code.

    A command lives for a moment: it collects no garbage, and it leaves without freeing its rows one
    by one, which would cost a tenth of `accounts --json`. All is written and closed by then.
    """
    _have_streams()
    from greenpath_tui.cli.main import run

    gc.disable()
    code = run(sys.argv[1:])
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def _have_streams() -> None:
    """A stream that was closed (`>&-`) goes nowhere; else the database would get its number."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest free number
            setattr(sys, name, os.fdopen(number, "r" if number == 0 else "w", closefd=False))


if __name__ == "__main__":
    main()
