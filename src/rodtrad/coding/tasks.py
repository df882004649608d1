"""What the worker does for this package."""

from __future__ import annotations

from django.utils import timezone
from django_tasks import task

from rodtrad.coding.service import delete_expired


@task()  # type: ignore[untyped-decorator]
def delete_texts() -> None:
    """Delete the interviews whose day has come; safe to run again."""
    delete_expired(timezone.localdate())
