"""Small pieces of sentences that several parts write alike, and the language a terminal is answered in."""

from __future__ import annotations

import os
from collections.abc import Sequence

from django.utils.translation import gettext as _

__all__ = ["capital", "joined", "terminal_language"]


def joined(parts: Sequence[str]) -> str:
    """'a, b och c'."""
    if len(parts) < 2:
        return "".join(parts)
    return _("%(first)s och %(last)s") % {"first": ", ".join(parts[:-1]), "last": parts[-1]}


def capital(text: str) -> str:
    """With a capital letter first; the rest as it is."""
    return text[:1].upper() + text[1:]


def terminal_language() -> str:
    """Swedish for whoever's machine speaks Swedish, else English: refusals follow the terminal."""
    spoken = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "sv" if spoken.startswith("sv") else "en"
