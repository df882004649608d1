"""The one way an import says no: a code for programs and one sentence for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args

if TYPE_CHECKING:
    from django.utils.functional import Promise

Code = Literal[
    "empty", "too_large", "not_text", "zip_bomb", "encrypted_pdf", "broken_file", "unknown_type", "too_heavy",
    "bad_json", "bad_yaml",
]  # fmt: skip
CODES: frozenset[str] = frozenset(get_args(Code))


class ImportRefused(ValueError):  # noqa: N818  the brief name of what happened, and what callers catch
    """A file that is not read. `code` is stable, `detail` for the log."""

    def __init__(self, code: Code, detail: str = "") -> None:
        self.code: Code = code
        self.detail = detail
        super().__init__(code, detail)

    @property
    def sentence(self) -> str | Promise:
        """What is told to the person who sent the file, lazily translated."""
        from .wording import (
            REFUSALS,  # only where a person reads: the process that reads files needs no Django
        )

        return REFUSALS[self.code]

    def __str__(self) -> str:
        return str(self.sentence)
