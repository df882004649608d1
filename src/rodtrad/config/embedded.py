"""An embedded installation: one data folder with an SQLite database in it."""

from __future__ import annotations

import os
from pathlib import Path

from django.conf import settings
from django.core.management.base import CommandError
from django.db import connection

from rodtrad.config.environment import KEY_FILE
from rodtrad.config.snapshot import Source

__all__ = ["BAD_USE", "DID_NOT_HOLD", "embedded_source"]

DID_NOT_HOLD, BAD_USE = 1, 2


def embedded_source(instead: str) -> Source:
    """Where this installation keeps its parts. On PostgreSQL it refuses and names the tool to use."""
    if connection.vendor != "sqlite":
        raise CommandError(
            f"this installation keeps its data in PostgreSQL: use {instead} (docs/how-to/back-up.md)",
            returncode=BAD_USE,
        )
    given = bool(os.environ.get("RODTRAD_SECRET_KEY"))
    return Source(
        folder=settings.DATA_DIR,
        database=Path(connection.settings_dict["NAME"]),
        files=Path(settings.MEDIA_ROOT),
        key=None if given else settings.DATA_DIR / KEY_FILE,
    )
