"""Settings: command line, then environment, then config file, then default. Nothing at import."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from greenpath_tui.errors import UsageError

LOG = "greenpath.log"
THEMES = ("dark", "light", "colour-blind", "mono")
_TABLES = {"keys", "method"}
_KNOWN = {"database", "user", "theme", "ascii", *_TABLES}


@dataclass(frozen=True, slots=True)
class Settings:
    """What the program was told, from all four places."""

    database: str
    default_database: bool
    user: str
    today: date | None  # None: the real one
    config: Path
    state_dir: Path
    as_user: str = ""  # who was named for this start: a sample is else worked by its first CSM
    theme: str = ""
    ascii: bool = False
    keys: Mapping[str, str] = field(default_factory=dict)
    method: Mapping[str, Any] = field(default_factory=dict)

    def clock(self) -> date:
        """The day it is, or the day that was given."""
        return self.today or date.today()

    @property
    def log(self) -> Path:
        """Where a crash is written."""
        return self.state_dir / LOG

    def now(self) -> datetime:
        """The moment it is; on the day that was given, so that what is journaled repeats too."""
        real = datetime.now(UTC)
        if self.today is None:
            return real
        return datetime.combine(self.today, real.astimezone().timetz())


def load(options: Mapping[str, str | None], environ: Mapping[str, str] | None = None) -> Settings:
    """Settings from the command line's `options` (database, today, user, config) and the rest.

    Raises UsageError with the place of what is wrong.
    """
    if empty := next((name for name, value in options.items() if value == ""), None):
        raise UsageError(f"--{empty} is empty; leave it out for the usual one.")
    env = os.environ if environ is None else environ
    from platformdirs import PlatformDirs

    dirs = PlatformDirs("greenpath", appauthor=False)
    named = options.get("config") or env.get("GREENPATH_CONFIG")
    config = Path(named) if named else Path(dirs.user_config_dir) / "config.toml"
    given = _read_config(config, required=bool(named))
    database = options.get("database") or env.get("GREENPATH_DATABASE") or given.get("database")
    day = options.get("today") or env.get("GREENPATH_TODAY")
    user = options.get("user") or env.get("GREENPATH_USER") or given.get("user") or _os_user()
    return Settings(
        database=database or str(Path(dirs.user_data_dir) / "greenpath.db"),
        default_database=not database,
        user=user,
        today=_day(day, "--today" if options.get("today") else "GREENPATH_TODAY") if day else None,
        config=config,
        state_dir=Path(dirs.user_state_dir),
        as_user=options.get("user") or env.get("GREENPATH_USER") or "",
        theme=given.get("theme", ""),
        ascii=given.get("ascii", False),
        keys=given.get("keys", {}),
        method=given.get("method", {}),
    )


def log_path() -> Path:
    """Where a crash is written, also when the settings cannot be read."""
    from platformdirs import PlatformDirs

    return Path(PlatformDirs("greenpath", appauthor=False).user_state_dir) / LOG


def _os_user() -> str:
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "me"


def _day(text: str, where: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{where} takes a date like 2026-11-23, not {text!r}.") from None


def _read_config(path: Path, required: bool) -> dict[str, Any]:
    if not required and not path.exists():
        return {}
    import tomllib

    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise UsageError(f"There is no config file {path}.") from None
    except OSError as error:
        raise UsageError(f"The config file {path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"The config file {path} is not UTF-8 text.") from error
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        raise UsageError(f"The config file {path} is not TOML: {error}.") from error
    for name, value in raw.items():
        if name not in _KNOWN:
            known = ", ".join(sorted(_KNOWN))
            raise UsageError(f"{path}: {name}: unknown setting. Known: {known}.")
        wanted = dict if name in _TABLES else bool if name == "ascii" else str
        if not isinstance(value, wanted):
            words = {dict: "a table", bool: "true or false", str: "a text in quotes"}
            raise UsageError(f"{path}: {name}: not {words[wanted]}.")
    if raw.get("theme", "dark") not in THEMES:
        raise UsageError(f"{path}: theme: not one of {', '.join(THEMES)}.")
    for action, key in raw.get("keys", {}).items():
        if not isinstance(key, str):
            raise UsageError(f"{path}: keys.{action}: not the name of a key.")
    return raw
