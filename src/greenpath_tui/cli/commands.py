"""The commands of scripts and cron jobs, over the same services as the app."""

import argparse
import itertools
import json
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from greenpath_tui import settings as settings_module
from greenpath_tui.bootstrap import examine, method_from, open_services, restore
from greenpath_tui.cli.main import options_of
from greenpath_tui.domain import model as m
from greenpath_tui.domain.days import due_words, update_words
from greenpath_tui.domain.filters import Filter, account_filter, task_filter
from greenpath_tui.domain.money import foreign
from greenpath_tui.domain.people import has_left
from greenpath_tui.domain.terms import Direction
from greenpath_tui.errors import FileExists, FileRefused, GreenpathError, UsageError, printable
from greenpath_tui.export.files import file_text, write_file
from greenpath_tui.services import Services
from greenpath_tui.services.base import NewPerson
from greenpath_tui.storage.care import Finding
from greenpath_tui.storage.engine import database_path, display_name
from greenpath_tui.storage.task_rows import ListedTask
from greenpath_tui.views.dossier import Dossier
from greenpath_tui.views.portfolio import PortfolioRow, totals, urgent_first

_PATIENCE = 0.5  # seconds after which long work says how far it is


def _services(args: argparse.Namespace, make: bool = False) -> Services:
    services = open_services(settings_module.load(options_of(args)), make)
    args.at_end.callback(services.close)
    return services


def _rehearsing(args: argparse.Namespace) -> Services:
    """For a dry run: what is there, else an empty database that is gone afterwards."""
    settings = settings_module.load(options_of(args))
    path = database_path(settings.database)
    made = settings.default_database or (path is not None and path.parent.is_dir())
    if path is not None and not path.exists() and made:
        folder = args.at_end.enter_context(TemporaryDirectory(prefix="greenpath-"))
        settings = replace(settings, database=str(Path(folder) / path.name))
    services = open_services(settings)
    args.at_end.callback(services.close)
    return services


@contextmanager
def _progress(verb: str) -> Iterator[Callable[[int, int], None] | None]:
    """Says how far long work is, where somebody looks at the standard error."""
    if not sys.stderr.isatty():
        yield None
        return
    said, next_at = "", time.monotonic() + _PATIENCE

    def report(done: int, count: int) -> None:
        nonlocal said, next_at
        if time.monotonic() >= next_at:
            said, next_at = f"{verb} {done} of {count}", time.monotonic() + 0.1
            print(f"\r{said}", end="", file=sys.stderr, flush=True)

    try:
        yield report
    finally:
        if said:
            print(f"\r{' ' * len(said)}\r", end="", file=sys.stderr, flush=True)


def run_files(args: argparse.Namespace) -> int:
    """`import FILE...`"""
    services = _rehearsing(args) if args.dry_run else _services(args, make=True)
    failed = False
    for place, path in enumerate(args.files, 1):
        try:
            with _progress("Importing") as so_far:
                report = services.exchange.import_file(path, args.dry_run, progress=so_far)
        except FileRefused as error:
            rest = ", ".join(str(left) for left in args.files[place:])
            untried = f" Not looked at: {rest}." if rest else ""
            raise FileRefused(f"{error}{untried}", error.problems) from error
        if args.dry_run:
            for line in report.lines:
                print(line)
        for line in report.refused:
            print(f"refused  {line}")
        if report.left_out:
            print(f"columns left out: {', '.join(report.left_out)}")
        would = " (nothing was changed)" if args.dry_run else ""
        print(f"{report.name}: {report.summary}{would}")
        failed = failed or bool(report.refused)
    return 1 if failed else 0


def run_export(args: argparse.Namespace) -> int:
    """`export [ACCOUNT...]`"""
    if args.blank:
        if args.accounts:
            raise UsageError("export --blank is empty: it takes no account.")
        return _written(args, _blank_text(args))
    if not args.accounts and args.format in ("md", "html", "chat"):
        raise UsageError(
            f"export --format {args.format} takes an account; toml and json without one are everything."
        )
    services = _services(args)
    found = services.accounts.find_all(args.accounts)
    ids = list(dict.fromkeys(account.id for account in found)) or None
    with _progress("Exporting") as so_far:
        exported = services.exchange.export(ids, args.format, m.Audience(args.audience), so_far)
    return _written(args, exported.text)


def _blank_text(args: argparse.Namespace) -> str:
    from greenpath_tui.export import blank

    if args.format not in ("md", "html"):
        raise UsageError("export --blank is md or html.")
    settings = settings_module.load(options_of(args))
    method = method_from(settings.method, settings.config)
    return blank.render(args.format, method, m.Audience(args.audience))


def _written(args: argparse.Namespace, text: str) -> int:
    if args.output is None or str(args.output) == "-":
        sys.stdout.write(text)
        return 0
    try:
        write_file(args.output, file_text(text, args.format), replace=args.force)
    except FileExists as error:
        raise FileExists(f"{error} --force replaces it.") from None
    return 0


def run_show(args: argparse.Namespace) -> int:
    """`show ACCOUNT`"""
    services = _services(args)
    account = services.accounts.find(args.account)
    if args.json:
        exported = services.exchange.export([account.id], "json")
        (stored,) = json.loads(exported.text)["accounts"]
        _print_json([{**stored, "answers": answers_json(services.accounts.dossier(account.id))}])
        return 0
    sys.stdout.write(services.pages.as_text(account.id))
    return 0


def answers_json(d: Dossier) -> dict[str, Any]:
    """What `show --json` adds to what is stored: the answers that the page and the screens give."""
    from greenpath_tui.export.as_json import plain
    from greenpath_tui.views.page_writing import page_of

    said = page_of(d, m.Audience.INTERNAL).verdict
    return {
        "verdict": said.sentence,
        "on_course": said.on_course,
        "direction": _DIRECTION[d.direction],
        "rank": d.rank.value,
        "day": d.day,
        "days": d.days,
        "criteria": [
            {
                "metric": view.item.metric,
                "current": plain(view.standing.current),
                "way": view.standing.way,
                "met": view.standing.met,
                "on_track": view.standing.on_track,
            }
            for view in d.criteria_views
        ],
        "tasks_late": [card.title for card in d.late],
    }


def _known(services: Services, name: str | None, theirs: bool = False) -> None:
    """Refuse a name that nobody has: an empty list would look like good news."""
    for one in (name or "").split(","):
        if one.strip() not in ("", "none", "nobody"):
            services.people.matching(one.strip(), theirs)


def run_accounts(args: argparse.Namespace) -> int:
    """`accounts`"""
    services = _services(args)
    _known(services, args.csm)
    today = services.store.today()
    tokens = [f"{k}:{_one_word(getattr(args, k))}" for k in ("status", "csm") if getattr(args, k)]
    test = _usable(account_filter(" ".join(tokens), today))
    every = services.accounts.rows()
    rows = urgent_first(r for r in every if test(r))
    if args.json:
        _print_json(account_json(row) for row in rows)
        return 0
    main = totals(every).currency
    cells = [
        (
            row.status.word,
            row.name,
            row.csm,
            foreign(row.arr, row.currency, main),
            row.renewal.isoformat() if row.renewal else "",
            row.plan_words,
            f"{row.met}/{row.criteria}" if row.criteria else "",
            str(row.late or ""),
            update_words(row.update_due, today) if row.update_due else "",
        )
        for row in rows
    ]
    heading = ("Status", "Account", "CSM", "ARR", "Renews", "Day", "Met", "Late", "Update due")
    _print_table([heading, *cells], right={3, 5, 6, 7})
    return 0


_DIRECTION = {direction: direction.name.lower() for direction in Direction}


def account_json(row: PortfolioRow) -> dict[str, Any]:
    """An account as `accounts --json` gives it: money in minor units, ISO dates."""
    return {
        "id": row.id,
        "name": row.name,
        "status": row.status,
        "direction": _DIRECTION[row.direction],
        "csm": row.csm_name or None,
        "segment": row.segment,
        "tier": row.tier,
        "arr": row.arr,
        "arr_at_risk": row.at_risk,
        "currency": row.currency,
        "renewal_date": row.renewal,
        "likelihood": row.likelihood,
        "rank": row.rank,
        "stage": row.stage,
        "phase": row.phase or None,
        "day": row.day,
        "days": row.days,
        "criteria_met": row.met,
        "criteria": row.criteria,
        "tasks": row.tasks,
        "tasks_done": row.done,
        "tasks_late": row.late,
        "next_update": row.update_due,
        "last_touch": row.last_touch,
        "tags": row.tags,
    }


class _TaskRow:
    """What the filters of `tasks` ask of a task."""

    def __init__(self, line: ListedTask) -> None:
        task = line.task
        self.item, self.account, self.phase, self.open = task, line.account, line.phase, line.open
        self.owner, self.owner_name = line.owner, line.owner_name
        self.title, self.status, self.due = task.title, task.status, task.due
        self.help_open = task.help_open and line.open


def run_tasks(args: argparse.Namespace) -> int:
    """`tasks`"""
    services = _services(args)
    _known(services, args.csm)
    _known(services, args.owner, theirs=True)
    today = services.store.today()
    tokens = []
    if args.owner:
        tokens.append(f"owner:{_one_word(args.owner)}")
    if args.status:
        tokens.append(f"status:{_one_word(args.status)}")
    if args.overdue:
        tokens.append("is:overdue")
    if args.due_within:
        tokens.append(f"due:<={_one_word(args.due_within)} is:open")
        if task_filter(tokens[-1], today).error:
            raise UsageError(f"--due-within takes days like 7d or 2w, not {args.due_within!r}.")
    test = _usable(task_filter(" ".join(tokens), today))
    account = services.accounts.find(args.account) if args.account else None
    rows = (_TaskRow(line) for line in services.tasks.lines(account.id if account else None))
    if args.csm:
        of_csm = _usable(account_filter(f"csm:{_one_word(args.csm)}", today))
        served = {r.id for r in services.accounts.rows() if of_csm(r)}
        rows = (r for r in rows if r.item.account_id in served)
    wanted = (r for r in rows if test(r))
    if args.json:
        _print_json(task_json(row) for row in wanted)
        return 0
    cells = [
        (
            r.account,
            r.title,
            r.owner,
            "" if r.due is None else due_words(r.due, today) if r.open else r.due.isoformat(),
            r.status.value if r.open or r.status is m.TaskStatus.DONE else "ended",
        )
        for r in wanted
    ]
    _print_table([("Account", "Task", "Owner", "Due", "Status"), *cells], right=set())
    return 0


def task_json(row: Any) -> dict[str, Any]:
    """A task as `tasks --json` gives it."""
    task: m.Task = row.item
    return {
        "id": task.id,
        "account": row.account,
        "title": task.title,
        "kind": task.kind,
        "status": task.status,
        "phase": row.phase or None,
        "owner": row.owner_name or None,
        "due": task.due,
        "first_due": task.first_due,
        "open": row.open,
        "done_on": task.done_on,
        "priority": task.priority,
        "tags": task.tags,
        "blocked_by": task.blocked_by or None,
        "help_ask": task.help_ask or None,
        "help_by": task.help_by,
    }


def run_add(args: argparse.Namespace) -> int:
    """`add ACCOUNT LINE`"""
    from greenpath_tui.domain.quickadd import read_task

    services = _services(args)
    account = services.accounts.find(args.account)
    dossier = services.accounts.dossier(account.id)
    line = read_task(args.line, dossier.task_context)
    if line.problems or not line.title:
        raise UsageError(next(iter(line.problems), "A task needs a title."))
    new = NewPerson(line.new_owner) if line.new_owner and args.create_people else None
    if line.new_owner and new is None:
        raise GreenpathError(
            f"Nobody is called {line.new_owner}; --create-people adds one of ours."
        )
    result = services.tasks.add(account.id, line, new)
    print(f"{account.name}: {result.sentence}")
    added = next(e for e in result.saved if isinstance(e, m.Task))
    now = services.accounts.dossier(account.id)
    _, owner = now.owner_of(added)
    phase = next((p.name for p in now.phases if p.id == added.phase_id), "")
    due = due_words(added.due, now.today) if added.due else "no due date"
    print(f"  {', '.join(word for word in (owner or 'nobody', phase, due) if word)}")
    return 0


def run_backup(args: argparse.Namespace) -> int:
    """`backup FILE`"""
    _services(args).store.backup(args.file)
    print(printable(f"Wrote {args.file}"))
    return 0


def run_restore(args: argparse.Namespace) -> int:
    """`restore FILE`"""
    settings = settings_module.load(options_of(args))
    kept = restore(settings, args.file)
    print(printable(f"Restored {display_name(settings.database)} from {args.file}"))
    if kept is not None:
        print(printable(f"The one it replaced is kept as {kept}"))
    return 0


def run_doctor(args: argparse.Namespace) -> int:
    """`doctor`"""
    from greenpath_tui.ui.actions import keymap

    settings = settings_module.load(options_of(args))
    keymap(settings.keys, str(settings.config))
    findings = [*examine(settings), *_terminal()]
    for finding in findings:
        print(printable(f"{finding.what:<12} {finding.how}"))
        if finding.advice:
            print(printable(f"{'':<12} {finding.advice}"))
    return 1 if any(finding.bad for finding in findings) else 0


def _terminal() -> list[Finding]:
    """What the terminal can do, as far as its environment tells."""
    term = os.environ.get("TERM", "")
    out = []
    if term in ("", "dumb"):
        how = term or "not set"
        out.append(Finding("Terminal", f"TERM is {how}", "the app needs a terminal; commands work"))
    else:
        deep = os.environ.get("COLORTERM") in ("truecolor", "24bit")
        colours = "true colour" if deep else "256 colours" if "256" in term else "few colours"
        if os.environ.get("NO_COLOR"):
            colours = "no colour (NO_COLOR)"
        out.append(Finding("Terminal", f"{term}, {colours}"))
    encoding = (sys.stdout.encoding or "").lower().replace("-", "")
    if encoding != "utf8":
        advice = "set LANG to a UTF-8 locale, or ascii = true in the config file"
        out.append(Finding("Characters", f"{encoding or 'unknown'} instead of UTF-8", advice))
    return out


def run_paths(args: argparse.Namespace) -> int:
    """`paths`"""
    settings = settings_module.load(options_of(args))
    for name, place in (
        ("database", database_path(settings.database) or display_name(settings.database)),
        ("config", settings.config),
        ("state", settings.state_dir),
        ("log", settings.log),
    ):
        print(printable(f"{name:<9} {place}"))
    return 0


def names(args: argparse.Namespace, kind: str) -> list[str]:
    """What a shell offers: the names of the accounts, or of our people who are here."""
    services = open_services(settings_module.load(options_of(args)), make=False)
    try:
        if kind == "account":
            return [row.name for row in services.accounts.rows()]
        today = services.store.today()
        return [p.name for p in services.people.all() if not has_left(p, today)]
    finally:
        services.close()


def run_completion(args: argparse.Namespace) -> int:
    """`completion SHELL`"""
    from argcomplete.shell_integration import shellcode

    print(shellcode(["greenpath"], shell=args.shell))
    return 0


# -- printing --------------------------------------------------------------------------------------


def _usable(made: Filter) -> Filter:
    if made.error:
        raise UsageError(made.error)
    return made


def _one_word(text: str) -> str:
    """The value of a filter token: each of its parts between commas as one word."""
    parts = (part.strip().replace('"', "") for part in text.split(","))
    return ",".join(f'"{part}"' if " " in part else part for part in parts)


def _print_json(items: Iterable[Mapping[str, Any]]) -> None:
    """One array, an object a line, in UTF-8 whatever the terminal speaks."""
    from pydantic_core import to_json

    sys.stdout.flush()
    first = True
    for chunk in _chunks(map(to_json, items), 500):
        sys.stdout.buffer.write((b"[\n " if first else b",\n ") + b",\n ".join(chunk))
        first = False
    sys.stdout.buffer.write(b"[\n]\n" if first else b"\n]\n")


def _chunks(items: Iterable[bytes], size: int) -> Iterator[list[bytes]]:
    rest = iter(items)
    while chunk := list(itertools.islice(rest, size)):
        yield chunk


def _print_table(rows: list[tuple[str, ...]], right: set[int]) -> None:
    from rich.cells import cell_len

    widths = [max(cell_len(row[i]) for row in rows) for i in range(len(rows[0]))]
    for row in rows:
        cells = []
        for i, (cell, width) in enumerate(zip(row, widths, strict=True)):
            gap = " " * (width - cell_len(cell))
            cells.append(gap + cell if i in right else cell + gap)
        print("  ".join(cells).rstrip())
