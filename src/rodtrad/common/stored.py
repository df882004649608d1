"""JSON that is written once and read whole."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

__all__ = ["StoredJSONField"]


class StoredJSONField(models.JSONField):
    """JSON that PostgreSQL keeps as the text it came as, not taken apart into `jsonb`.

    Taking a nation's results apart costs more than to count them, and is of use only where one searches
    inside. A place can still be read by itself (`F("counts__3")`).
    """

    def db_type(self, connection: BaseDatabaseWrapper) -> str | None:
        return "json" if connection.vendor == "postgresql" else super().db_type(connection)

    def from_db_value(self, value: Any, expression: Any, connection: BaseDatabaseWrapper) -> Any:
        """The driver has already read a `json` where it knows the type."""
        return super().from_db_value(value, expression, connection) if isinstance(value, str) else value
