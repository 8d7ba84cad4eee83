"""Long text in the person's own editor."""

import os
import shlex
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from textual.app import App, SuspendNotSupported


def edit_text(app: App[Any], text: str) -> tuple[str | None, str]:
    """(edited text, problem) after `$VISUAL` or `$EDITOR` (else vi) has ended."""
    command = os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi"
    handle, name = tempfile.mkstemp(prefix="greenpath-", suffix=".md")
    path = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        with app.suspend():
            code = subprocess.run([*shlex.split(command), name], check=False).returncode
        if code != 0:
            return None, f"{command} ended with code {code}: nothing was changed."
        return path.read_text(encoding="utf-8", errors="replace").rstrip("\n"), ""
    except SuspendNotSupported:
        return None, "An editor cannot be opened in this terminal; e edits here."
    except (OSError, ValueError) as error:
        return None, f"{command} cannot be started: {error}."
    finally:
        path.unlink(missing_ok=True)
