"""What is written of the running: never the code of an answer link, which may belong to one person."""

from __future__ import annotations

import logging
import re

__all__ = ["DiscreetFormatter"]

_CODE = re.compile(r"(/svara/)[^/\s'\"?#]+")


class DiscreetFormatter(logging.Formatter):
    """Takes the code out of every address of an answer page, in message and traceback alike."""

    def format(self, record: logging.LogRecord) -> str:
        return _CODE.sub(r"\1…", super().format(record))
