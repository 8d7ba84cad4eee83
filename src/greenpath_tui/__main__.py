"""`python -m greenpath_tui` and the `greenpath` command."""

import gc
import os
import sys


def main() -> None:
    """Run the command line and leave with its exit code.

    A command lives for a moment: it collects no garbage, and it leaves without freeing its rows one
    by one, which would cost a tenth of `accounts --json`. All is written and closed by then.
    """
    from greenpath_tui.cli.main import run

    gc.disable()
    code = run(sys.argv[1:])
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    main()
