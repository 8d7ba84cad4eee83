"""The `greenpath` command: options, subcommands, exit codes."""

import io
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from greenpath_tui import VERSION
from greenpath_tui.errors import FileRefused, GreenpathError, UsageError, printable

if TYPE_CHECKING:
    import argparse

_OPTIONS = ("database", "today", "user", "config")


def run(argv: Sequence[str]) -> int:
    """Run one command; 0 done, 1 failed, 2 wrong usage. Errors are one sentence on stderr."""
    if list(argv) == ["--version"]:
        print(f"greenpath {VERSION}")
        return 0
    if isinstance(sys.stdout, io.TextIOWrapper):  # a terminal without these letters gets `\\u2019`
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        code = _run(argv)
        sys.stdout.flush()
        return code
    except FileRefused as error:
        print(error, file=sys.stderr)
        for problem in error.problems[:50]:
            print(f"  {problem}", file=sys.stderr)
        if len(error.problems) > 50:
            print(f"  and {len(error.problems) - 50} more", file=sys.stderr)
        return error.exit_code
    except GreenpathError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    except BrokenPipeError:
        _drop_output()
        return 0
    except OSError as error:
        if error.filename is not None:
            print(printable(f"{error.filename}: {error.strerror}."), file=sys.stderr)
            return 1
        _drop_output()
        print(f"The output cannot be written: {error.strerror}.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except Exception as error:  # a bug: into the log, and never a traceback on the terminal
        from greenpath_tui import crashlog
        from greenpath_tui.settings import log_path

        print(crashlog.write(log_path(), error), file=sys.stderr)
        return 1


def _completes(word: str, typed: str) -> bool:
    """Names are found in any case, as the commands find them."""
    return word.casefold().startswith(typed.casefold())


def _drop_output() -> None:
    """What is left in the buffer goes nowhere; the end of the program flushes it."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _run(argv: Sequence[str]) -> int:
    if "_ARGCOMPLETE" in os.environ:  # a shell asks for the words that fit, without arguments
        import argcomplete

        argcomplete.autocomplete(_parser(), validator=_completes)
    if not argv:  # the app: it needs no parser
        return _open_app({}, demo=False)
    args = _parser().parse_args(argv)
    code: int = args.run(args)
    return code


def _parser() -> "argparse.ArgumentParser":
    import argparse

    from greenpath_tui.export.forms import FORMS

    class Parser(argparse.ArgumentParser):
        """Says what is wrong in one sentence, as every error here is said."""

        def error(self, message: str) -> NoReturn:
            """Wrong usage."""
            raise UsageError(f"{message[0].upper()}{message[1:]}; see {self.prog} --help.")

    shared = Parser(add_help=False, argument_default=argparse.SUPPRESS)
    group = shared.add_argument_group("options of all commands")
    group.add_argument("--database", metavar="PATH|URL", help="the database to work on")
    group.add_argument("--today", metavar="YYYY-MM-DD", help="work as if it were this day")
    group.add_argument("--user", metavar="NAME", help="who you are")
    group.add_argument("--config", metavar="FILE", help="another config file")
    parser = Parser(
        prog="greenpath",
        parents=[shared],
        description="Recovery plans for customer success teams. Without a command: the app.",
    )
    parser.add_argument("--version", action="version", version=f"greenpath {VERSION}")
    parser.set_defaults(run=_open)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")

    def command(name: str, words: str, runs: str) -> "argparse.ArgumentParser":
        made = commands.add_parser(name, parents=[shared], help=words, description=words)
        made.set_defaults(run=_late(runs))
        return made

    demo = command("demo", "open the app on the sample portfolio, moved to today", "")
    demo.set_defaults(run=_demo)
    one = command("import", "import portfolio files (.toml) or sheets of accounts (.csv)", "files")
    one.add_argument("files", nargs="+", type=_path, metavar="FILE")
    one.add_argument("--dry-run", action="store_true", help="show the difference, change nothing")
    one = command("export", "print the page of accounts, their tasks or the portfolio", "export")
    words = "a name or a unique part of one"
    _names(one.add_argument("accounts", nargs="*", metavar="ACCOUNT", help=words), "account")
    one.add_argument(
        "--format",
        default="md",
        choices=tuple(FORMS),
        help="md (default), html, toml, json, csv (tasks), ics (dates) or chat",
    )
    one.add_argument(
        "--audience",
        default="internal",
        choices=("internal", "customer"),
        help="customer leaves out everything internal",
    )
    one.add_argument("--blank", action="store_true", help="empty worksheets for a meeting on paper")
    one.add_argument("-o", "--output", type=_path, metavar="FILE", help="write a file")
    one.add_argument("--force", action="store_true", help="replace the file")
    one = command("show", "show one account", "show")
    _names(one.add_argument("account", metavar="ACCOUNT", help=words), "account")
    one.add_argument("--json", action="store_true", help="one array with one object")
    one = command("accounts", "list the accounts, most urgent first", "accounts")
    _filters(one, status=True)
    one = command("tasks", "list the tasks, earliest due first", "tasks")
    _filters(one, status=False)
    _names(one.add_argument("--account", metavar="ACCOUNT", help="of one account"), "account")
    _names(one.add_argument("--owner", metavar="NAME", type=_filled, help="of one owner"), "person")
    states = one.add_argument("--status", type=_filled, help="todo, doing, blocked or done")
    _words(states, "todo doing blocked done")
    one.add_argument("--overdue", action="store_true", help="open and past due")
    one.add_argument("--due-within", metavar="7d", help="open and due within so many days")
    one = command("add", "write one task: add ACCOUNT 'Exec call @dana due:fri'", "add")
    _names(one.add_argument("account", metavar="ACCOUNT"), "account")
    one.add_argument("line", metavar="LINE")
    one.add_argument("--create-people", action="store_true", help="an unknown @owner is ours")
    one = command("backup", "write a consistent copy of the database", "backup")
    one.add_argument("file", type=_path, metavar="FILE")
    one = command(
        "restore", "put a backup in the place of the database; that one is kept", "restore"
    )
    one.add_argument("file", type=_path, metavar="FILE")
    command("doctor", "look at the database, the settings and the terminal", "doctor")
    command("paths", "print where the database, the settings and the logs are", "paths")
    one = command("completion", "print what makes a shell complete greenpath's words", "completion")
    one.add_argument("shell", choices=("bash", "zsh", "fish"))
    return parser


def _filled(text: str) -> str:
    """A value of a filter; an unset variable of a script would mean everything."""
    if not text.strip():
        raise UsageError("An option's value is empty; leave the option out to see everything.")
    return text


def _path(text: str) -> Path:
    """The path of a file."""
    if not text.strip():
        raise UsageError("The name of a file is empty.")
    return Path(text)


def _filters(parser: "argparse.ArgumentParser", status: bool) -> None:
    if status:
        states = parser.add_argument(
            "--status", type=_filled, help="red, yellow or green; several with commas"
        )
        _words(states, "red yellow green")
    _names(parser.add_argument("--csm", metavar="NAME", type=_filled, help="of one CSM"), "person")
    parser.add_argument("--json", action="store_true", help="one array of objects")


def _names(action: "argparse.Action", kind: str) -> None:
    """Let a shell complete the names of accounts or of our people."""

    def complete(parsed_args: "argparse.Namespace", **_: object) -> list[str]:
        from greenpath_tui.cli import commands

        return commands.names(parsed_args, kind)

    action.completer = complete  # type: ignore[attr-defined]  # argcomplete looks for it


def _words(action: "argparse.Action", words: str) -> None:
    """Let a shell complete these; others are taken too, such as two with a comma."""
    action.completer = lambda **_: words.split()  # type: ignore[attr-defined]  # as above


def _late(name: str):  # type: ignore[no-untyped-def]
    """The function of a command, imported when it runs."""

    def run_command(args: "argparse.Namespace") -> int:
        from contextlib import ExitStack

        from greenpath_tui.cli import commands

        with ExitStack() as at_end:  # a database that was opened is closed, whatever happens
            args.at_end = at_end
            code: int = getattr(commands, f"run_{name}")(args)
        return code

    return run_command


def options_of(args: "argparse.Namespace") -> dict[str, str | None]:
    """The global options that were given."""
    return {name: getattr(args, name, None) for name in _OPTIONS}


def _open(args: "argparse.Namespace") -> int:
    return _open_app(options_of(args), demo=False)


def _demo(args: "argparse.Namespace") -> int:
    return _open_app(options_of(args), demo=True)


def _open_app(options: Mapping[str, str | None], demo: bool) -> int:
    if not (sys.stdin.isatty() and sys.stdout.isatty()) or os.environ.get("TERM") in ("dumb", ""):
        raise UsageError(
            "The app needs a terminal; scripts use `greenpath accounts --json` and its kin "
            "(see greenpath --help)."
        )
    from greenpath_tui.cli.launch import open_app

    return open_app(options, demo)
