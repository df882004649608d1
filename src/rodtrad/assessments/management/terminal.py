"""What this package's commands have in common: manners at the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from django.core.management.base import CommandError, CommandParser
from django.db import DatabaseError
from django.utils import translation

from rodtrad.common.errors import UserError
from rodtrad.common.wording import terminal_language
from rodtrad.organisation.models import Unit

DID_NOT_HOLD, BAD_USE = 1, 2


class OneLineParser(CommandParser):
    """Bad use is told in one line, as everything else is."""

    def error(self, message: str) -> Any:
        self.exit(BAD_USE, f"{self.prog}: {message} (see {self.prog} --help)\n")


@contextmanager
def mannerly() -> Iterator[None]:
    """What a user can cause becomes one line, in the language of the terminal."""
    with translation.override(terminal_language()):
        try:
            yield
        except UserError as refused:
            raise CommandError(str(refused), returncode=DID_NOT_HOLD) from None
        except DatabaseError as error:
            reason = str(error).splitlines()[0] if str(error) else type(error).__name__
            raise CommandError(
                f"the database cannot be used ({reason}); has it been made with 'rodtrad migrate'?",
                returncode=DID_NOT_HOLD,
            ) from None


def unit_named(slug: str | None, ask: str) -> Unit:
    """The unit that is named, or the only authority; `ask` is what is said where there are several."""
    wanted = Unit.objects.filter(slug=slug) if slug else Unit.objects.filter(depth=1)
    found: list[Unit] = list(wanted[:2])
    if len(found) == 1:
        return found[0]
    if slug:
        raise CommandError(f"there is no unit {slug!r}", returncode=BAD_USE)
    raise CommandError(ask, returncode=BAD_USE)


@contextmanager
def target(path: str | None, standard: Any) -> Iterator[IO[str]]:
    """The file that is named, else standard output."""
    if path is None:
        yield standard
        return
    try:
        with Path(path).open("w", encoding="utf-8", newline="") as stream:
            yield stream
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}", returncode=BAD_USE) from None
