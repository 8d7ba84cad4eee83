"""Starting the app: settings first, the UI by a late import, services only when it asks."""

import contextlib
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from greenpath_tui import settings as settings_module

if TYPE_CHECKING:
    from greenpath_tui.services import Services


def open_app(options: Mapping[str, str | None], demo: bool) -> int:
    """Open the app and return its exit code."""
    from dataclasses import replace

    settings = settings_module.load(options)
    from greenpath_tui.ui.app import GreenpathApp, Opening

    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(_demo_folder()))
        sample = replace(settings, database=str(folder / "demo.db"), default_database=False)
        if demo and settings.default_database:
            settings = sample

        def open_services() -> "Services":
            from greenpath_tui import bootstrap

            if demo:
                return bootstrap.open_demo(settings)
            return bootstrap.open_services(settings)

        def open_sample() -> "Services":
            from greenpath_tui import bootstrap

            return bootstrap.open_demo(sample)

        app = GreenpathApp(Opening(settings, open_services, open_sample, demo))
        app.run()
        return app.return_code or 0


def _demo_folder() -> "tempfile.TemporaryDirectory[str]":
    return tempfile.TemporaryDirectory(prefix="greenpath-", ignore_cleanup_errors=True)
