"""Starting the app: settings first, the UI by a late import, services only when it asks."""

import contextlib
import os
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from greenpath_tui.errors import printable
from greenpath_tui.settings import Settings, load

if TYPE_CHECKING:
    from greenpath_tui.services import Services

_ESCAPE = 40  # ms in which a sequence has to follow an Esc, unless ESCDELAY says otherwise


def open_app(options: Mapping[str, str | None], demo: bool) -> int:
    """Open the app and return its exit code."""
    settings = load(options)
    own = "ESCDELAY" not in os.environ
    os.environ.setdefault("ESCDELAY", str(_ESCAPE))
    from greenpath_tui.ui.app import GreenpathApp, Opening

    if own:  # it is read by then, and no editor is to get it
        del os.environ["ESCDELAY"]

    with contextlib.ExitStack() as stack:
        throw_away = demo and not options.get("database")  # an own one is never filled unasked
        if throw_away:
            settings = _sample_settings(settings, stack, options.get("user") or "")

        def open_services() -> "Services":
            from greenpath_tui import bootstrap

            return bootstrap.open_demo(settings) if demo else bootstrap.open_services(settings)

        def open_sample() -> "Services":
            from greenpath_tui import bootstrap

            return bootstrap.open_demo(_sample_settings(settings, stack))

        opening = Opening(settings, open_services, open_sample, throw_away, stack.close)
        app = GreenpathApp(opening)
        app.run()
        for words in app.last_words:
            print(printable(words), file=sys.stderr)
        if app.refusal is not None:
            raise app.refusal
        return app.return_code or 0


def _sample_settings(
    settings: Settings, stack: contextlib.ExitStack, as_user: str = ""
) -> Settings:
    """The same settings with a database in a folder that goes when the program ends."""
    import tempfile

    made = tempfile.TemporaryDirectory(prefix="greenpath-", ignore_cleanup_errors=True)
    folder = Path(stack.enter_context(made))
    database = str(folder / "demo.db")
    return replace(settings, database=database, default_database=False, as_user=as_user)
