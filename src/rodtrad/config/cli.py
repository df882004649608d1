"""The command `rodtrad`: Django's management under the product's own name and manners.

Exit status 0, 1 (did not hold) or 2 (bad use), with one clear line on standard error and no
traceback for anything a user can cause. RODTRAD_DEBUG=1 shows the traceback too.
"""

from __future__ import annotations

import ast
import difflib
import os
import sqlite3
import sys
import traceback
from argparse import SUPPRESS
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from rodtrad import __version__

if TYPE_CHECKING:
    from django.core.management.base import BaseCommand, CommandParser

DID_NOT_HOLD, BAD_USE, STOPPED = 1, 2, 130
PACKAGE = Path(__file__).resolve().parents[1]
# Django's own options, the same for every command: they work, but are not what a reader of --help came for.
HIDDEN_OPTIONS = {
    "--version",
    "--verbosity",
    "--settings",
    "--pythonpath",
    "--traceback",
    "--no-color",
    "--force-color",
    "--skip-checks",
}


def main() -> NoReturn:
    """Run the command that stands on the command line, and end with its exit status."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rodtrad.config.settings")
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run one command; whatever a user can cause becomes one line."""
    try:
        return _choose(arguments)
    except SystemExit as ended:
        return _status(ended)
    except KeyboardInterrupt:
        return STOPPED
    except BrokenPipeError:
        # Whoever read has gone; Python would complain about it once more when it closes standard output.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return DID_NOT_HOLD
    except Exception as error:
        if _wanted_traceback():
            traceback.print_exc()
        told = explain(error)
        if told is None:
            raise
        return _refuse(*told)


def _choose(arguments: list[str]) -> int:
    if not arguments or arguments[0] in {"-h", "--help", "help"}:
        return _help(arguments[1:])
    name, rest = arguments[0], arguments[1:]
    if name in {"-V", "--version", "version"}:
        sys.stdout.write(f"rodtrad {__version__}\n")
        return 0
    if name in own_commands():
        return _run_own(name, rest)
    if name == "django":
        return _run_django(rest)
    if name.startswith("-"):
        return _refuse(f"unknown option {name!r} (see rodtrad --help)", BAD_USE)
    return _run_django(arguments) if name in _django_commands() else _unknown(name)


# ---- our own commands


def own_commands() -> dict[str, str]:
    """Every command of the product with its one line: the first of its module's docstring.

    Read from the source, so that the list is there even when the settings or the database are not.
    """
    found = {}
    for path in sorted(PACKAGE.glob("*/management/commands/[a-z]*.py"), key=lambda path: path.stem):
        first = (ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "").partition("\n")[0]
        line = first.partition(": ")[2]
        found[path.stem] = line[:1].upper() + line[1:]
    return found


def _help(arguments: list[str]) -> int:
    if arguments and arguments[0] in own_commands():
        return _run_own(arguments[0], ["--help"])
    if arguments:
        return _unknown(arguments[0])
    commands = own_commands()
    width = max(map(len, commands))
    lines = [f"  {name:<{width}}  {line}" for name, line in commands.items()]
    sys.stdout.write(
        "Röd tråd: follow a goal from the governing document to its effect.\n\n"
        "usage: rodtrad COMMAND …\n\n" + "\n".join(lines) + "\n\n"
        "`rodtrad COMMAND --help` says more, with an example. `rodtrad migrate` makes or updates\n"
        "the database; `rodtrad django` lists Django's other commands. Settings are read from the\n"
        "environment (RODTRAD_…, DATABASE_URL).\n"
    )
    return 0


def _unknown(name: str) -> int:
    close = difflib.get_close_matches(name, own_commands(), n=1)
    hint = f"did you mean {close[0]!r}?" if close else "see rodtrad --help"
    return _refuse(f"unknown command {name!r} ({hint})", BAD_USE)


def _run_own(name: str, arguments: list[str]) -> int:
    """As Django runs a command from the command line, but what it refuses is told in one line of ours."""
    command = _load(name)
    parser = command.create_parser("rodtrad", name)
    for action in parser._actions:
        if HIDDEN_OPTIONS.intersection(action.option_strings):
            action.help = SUPPRESS
    options = vars(parser.parse_args(arguments))
    if options.pop("traceback", False):
        os.environ["RODTRAD_DEBUG"] = "1"
    positional = options.pop("args", ())
    try:
        command.execute(*positional, **options)
    except Exception as error:
        if (told := _command_error(error)) is None:
            raise
        if _wanted_traceback():
            traceback.print_exc()
        return _refuse(told[0], told[1], name)
    return 0


def _load(name: str) -> BaseCommand:
    import django
    from django.core.management import load_command_class

    _one_line_errors()
    django.setup()
    folder = next(PACKAGE.glob(f"*/management/commands/{name}.py")).parents[2].name
    command = load_command_class(f"rodtrad.{folder}", name)
    command._called_from_command_line = True  # type: ignore[attr-defined]
    return command


def _one_line_errors() -> None:
    """Bad options are told in one line. Django makes the parsers itself and takes no other class of them."""
    from django.core.management.base import CommandParser

    def error(parser: CommandParser, message: str) -> NoReturn:
        if not parser.called_from_command_line:
            from django.core.management.base import CommandError

            raise CommandError(message, returncode=BAD_USE)
        sys.stderr.write(f"{parser.prog}: {message} (see {parser.prog} --help)\n")
        raise SystemExit(BAD_USE)

    patched: Callable[[CommandParser, str], NoReturn] = error
    CommandParser.error = patched  # type: ignore[assignment, method-assign]


# ---- Django's


def _django_commands() -> set[str]:
    import django
    from django.core.management import get_commands

    # First: without the installed apps Django would know, and remember, only its core commands.
    django.setup()
    return set(get_commands())


def _run_django(arguments: list[str]) -> int:
    from django.core.management import execute_from_command_line

    _one_line_errors()
    arguments = arguments or ["help"]
    if arguments[0] not in {"help", *_django_commands()}:
        return _unknown(arguments[0])
    execute_from_command_line(["rodtrad django", *arguments])
    return 0


# ---- what went wrong, in one line


def explain(error: Exception) -> tuple[str, int] | None:
    """The line and the exit status for an error that a user can cause; None for a fault of ours."""
    from django.core.exceptions import ImproperlyConfigured
    from django.db import Error as DatabaseError

    from rodtrad.common.errors import UserError
    from rodtrad.config.environment import WrongSettingError

    if isinstance(error, (WrongSettingError, UserError)):
        return str(error), DID_NOT_HOLD
    if isinstance(error, (DatabaseError, sqlite3.Error)):
        return database_trouble(error), DID_NOT_HOLD
    if isinstance(error, OSError):
        place = f"{error.filename}: " if error.filename else ""
        return f"{place}{error.strerror or error}", DID_NOT_HOLD
    if isinstance(error, ImproperlyConfigured):
        return _first_line(error), DID_NOT_HOLD
    return _command_error(error)


# What the databases say, and what to do about it.
REMEDIES = (
    (("no such table", "does not exist", "no such column"), "run 'rodtrad migrate'"),
    (
        ("readonly", "unable to open", "read-only"),
        "is the data folder (RODTRAD_DATA_DIR) there and writable?",
    ),
    (("disk is full", "no space left"), "make room on the disk; nothing half-written was kept"),
    (("is locked",), "another process is writing; try again"),
    (("not a database", "malformed"), "the file is damaged: put back a backup with 'rodtrad restore'"),
    (("connect", "translate host", "authentication", "role "), "check DATABASE_URL and that the server runs"),
)


def database_trouble(error: Exception) -> str:
    """One line for a database that cannot be used, with the remedy where it is known."""
    said = _first_line(error)
    remedies = (remedy for words, remedy in REMEDIES if any(word in said.lower() for word in words))
    remedy = next(remedies, "'rodtrad doctor' looks closer")
    return f"the database cannot be used ({said}): {remedy}"


def _command_error(error: Exception) -> tuple[str, int] | None:
    from django.core.management.base import CommandError

    if isinstance(error, CommandError):
        return " ".join(str(error).split()), error.returncode
    return None


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0] or type(error).__name__


def _status(ended: SystemExit) -> int:
    if isinstance(ended.code, str):
        return _refuse(ended.code, DID_NOT_HOLD)
    return ended.code or 0


def _wanted_traceback() -> bool:
    return os.environ.get("RODTRAD_DEBUG", "0").strip().lower() in {"1", "true", "yes", "on"}


def _refuse(line: str, status: int, command: str = "") -> int:
    sys.stderr.write(f"rodtrad{' ' + command if command else ''}: {line}\n")
    return status
