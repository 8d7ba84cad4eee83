"""A thousand writers killed with -9, one after another: nothing acknowledged may be lost.

python benchmarks/kills.py [KILLS]; the test suite runs the same with 200.
"""

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    """Run the test with more kills and say how long it took."""
    kills = sys.argv[1] if len(sys.argv) > 1 else "1000"
    start = time.monotonic()
    test = ROOT / "tests" / "storage" / "test_storage_killed.py"
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", str(test)],
        cwd=ROOT,
        env={**os.environ, "GREENPATH_TEST_KILLS": kills},
        check=False,
    )
    print(f"{kills} kills in {time.monotonic() - start:.0f} s")
    return ran.returncode


if __name__ == "__main__":
    sys.exit(main())
