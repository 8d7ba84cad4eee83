"""Copying through the terminal (OSC 52), and saying so when it is known not to take it."""

import os
from collections.abc import Mapping

_WITHOUT = ("linux", "vt", "dumb")


def takes_copies(environ: Mapping[str, str] | None = None) -> bool:
    """False in terminals that are known to ignore OSC 52; there is no way to ask the others."""
    env = os.environ if environ is None else environ
    term = env.get("TERM", "")
    if env.get("TMUX"):
        return True
    if term.startswith(_WITHOUT) or term.startswith("screen"):
        return False
    return env.get("TERM_PROGRAM") != "Apple_Terminal" and not env.get("VTE_VERSION")
