"""What is written of the running: never the code of an answer link, which may belong to one person, the code
or the seat of a meeting, or the receipt of an answer, which stands in the database beside it.
"""

from __future__ import annotations

import logging
import re

__all__ = ["ANSWERING", "DiscreetFormatter"]

ANSWERING = "/svara/"
"""Where people answer without an account."""
_SECRETS = re.compile(r"(/svara/)[^\s'\"?#<>]+")


class DiscreetFormatter(logging.Formatter):
    """Takes what follows /svara/ out of every address, in message and traceback alike."""

    def format(self, record: logging.LogRecord) -> str:
        return _SECRETS.sub(r"\1…", super().format(record))
