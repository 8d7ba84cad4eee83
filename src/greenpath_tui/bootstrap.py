"""Settings to services: the only place where the parts are put together."""

from collections.abc import Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from greenpath_tui.domain.days import MOST_DAYS
from greenpath_tui.domain.method import DEFAULT_METHOD, MOST_PHASES, PER_CENT, Method
from greenpath_tui.domain.model import Status
from greenpath_tui.domain.people import handles, match_user
from greenpath_tui.domain.text import clean_line
from greenpath_tui.errors import GreenpathError, Refused, StorageError, UsageError
from greenpath_tui.resources import sample_portfolio
from greenpath_tui.services import Services
from greenpath_tui.settings import Settings
from greenpath_tui.storage.engine import database_path, display_name, looked_at, stored_revision
from greenpath_tui.storage.schema import HEAD
from greenpath_tui.storage.store import Store

if TYPE_CHECKING:
    from greenpath_tui.storage.care import Finding

_SAMPLE_USER = "sample"


def open_services(settings: Settings, make: bool = True) -> Services:
    """All use cases on the database the settings name.

    A missing one is made, unless `make` is off: that is a mistyped name, or another user's home.
    """
    method = method_from(settings.method, settings.config)
    path = database_path(settings.database)
    if path is not None and not settings.default_database and not path.parent.is_dir():
        raise StorageError(f"There is no folder {path.parent}.")
    if path is not None and not (make or path.exists()):
        how = " yet: greenpath, or an import, makes it" if settings.default_database else ""
        raise StorageError(f"There is no database {display_name(settings.database)}{how}.")
    store = Store(settings.database, settings.clock, settings.user, settings.now)
    services = Services(store, method)
    try:
        _take_place(services, settings)
    except GreenpathError:
        services.close()
        raise
    return services


def open_demo(settings: Settings) -> Services:
    """The same; a new database is filled with the sample, its dates moved to today.

    The sample itself is nobody's to undo. A database with a history is opened as it is.
    """
    services = open_services(settings)
    if services.history.first_operation() is None:
        services.store.user = _SAMPLE_USER
        services.exchange.import_file(sample_portfolio(), move_to=settings.clock())
        _take_place(services, settings)
    return services


def _take_place(services: Services, settings: Settings) -> None:
    """Whoever opens a sample is its first CSM, also when she comes back.

    Unless she is one of its people, or says who she is (`as_user`).
    """
    user, sentence = services.history.first_operation() or ("", "")
    if user != _SAMPLE_USER or not sentence.startswith(f"imported {sample_portfolio().name}"):
        return
    people = services.people.all()
    known = match_user(people, settings.user, handles((p.id, p.name) for p in people))
    csms = [p.name for p in people if p.function == "CSM"]
    herself = settings.user if known or not csms else csms[0]
    services.store.user = settings.as_user or herself


def method_from(given: Mapping[str, Any], config: Path) -> Method:
    """The method's figures with those of the config file's `[method]` in their place."""
    known = {item.name: item for item in fields(Method)}
    values: dict[str, Any] = {}
    for name, value in given.items():
        place = f"{config}: method.{name}"
        if name not in known:
            raise UsageError(f"{place}: unknown setting. Known: {', '.join(sorted(known))}.")
        default = getattr(DEFAULT_METHOD, name)
        if name == "phases":
            try:
                values[name] = tuple(
                    (clean_line(str(title)), _whole(days, 1)) for title, days in value
                )
                total = sum(days for _, days in values[name])
                if not 1 <= len(values[name]) <= MOST_PHASES or total > MOST_DAYS:
                    raise ValueError
            except (TypeError, ValueError):
                raise UsageError(
                    f'{place}: takes [["Stabilization", 30], …], {MOST_PHASES} phases and '
                    f"{MOST_DAYS} days at most."
                ) from None
        elif isinstance(default, dict):
            try:
                given_days = {Status(key): _whole(days, 1) for key, days in value.items()}
                values[name] = default | given_days
            except (AttributeError, TypeError, ValueError):
                raise UsageError(f"{place}: takes whole numbers for red, yellow, green.") from None
        else:
            least = 1 if name.endswith("_days") else 0
            most = 100 if name in PER_CENT else MOST_DAYS
            try:
                values[name] = _whole(value, least, most)
            except (TypeError, ValueError):
                raise UsageError(f"{place}: not a whole number from {least} to {most}.") from None
    return replace(DEFAULT_METHOD, **values)


def _whole(value: Any, least: int, most: int = MOST_DAYS) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise ValueError(value)
    return value


def restore(settings: Settings, source: Path) -> Path | None:
    """Put a backup in the place of the settings' database; where the replaced one was kept.

    An older backup is brought up to date at once.
    """
    from greenpath_tui.storage import care

    path = database_path(settings.database)
    if path is None:
        raise Refused("A shared database is restored with its own tools (pg_restore).")
    kept = care.restore(source, path)
    open_services(settings).close()
    return kept


def examine(settings: Settings) -> list["Finding"]:
    """What the doctor finds about the settings and their database; nothing is changed."""
    from greenpath_tui.storage import care

    method_from(settings.method, settings.config)
    config = (
        str(settings.config) if settings.config.exists() else "defaults; there is no config file"
    )
    path = database_path(settings.database)
    if path is not None:
        found = care.examine(path)
    else:
        found = [care.Finding("Database", display_name(settings.database))]
        try:
            with looked_at(settings.database) as conn:
                revision = stored_revision(conn)
                found.append(care.schema_finding(revision))
                if revision == HEAD:
                    found.append(care.values_finding(conn))
        except StorageError as error:
            advice = "is the server running, and are host, user and password right?"
            found.append(care.Finding("Server", str(error), advice, bad=True))
    return [care.Finding("Config", config), *found]
