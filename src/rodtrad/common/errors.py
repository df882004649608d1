"""The one kind of error that a person can cause: a sentence that says what happened and what to do."""

from __future__ import annotations

from django.utils.functional import Promise

__all__ = ["Conflict", "NotAllowed", "UserError"]


class UserError(Exception):
    """Something a person can cause and mend. Its text is shown as it is, in the person's language.

    `code` is stable and for machines and tests; `sentence` is translatable.
    """

    def __init__(self, sentence: str | Promise, code: str = "invalid") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.code = code

    def __str__(self) -> str:
        return str(self.sentence)


class NotAllowed(UserError):  # noqa: N818 - reads as the refusal it is
    """The person may see the object but not do this to it. Views answer 403 with the sentence."""


class Conflict(UserError):  # noqa: N818 - reads as the state it tells of
    """The object has changed, or its state does not allow the verb. Views answer 409."""
