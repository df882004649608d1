"""Where names are kept as words, and how they are forgotten."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext as _

from rodtrad.coding.models import BookVersion, Decision, Project
from rodtrad.organisation.protection import forget_written

__all__ = ["forget", "reason_of"]


def forget(name: str, paths: Collection[str]) -> None:
    """Who made a project, changed its code book and settled a difference."""
    forget_written(Project, ["made_by"], "unit__path", name, paths)
    forget_written(BookVersion, ["saved_by"], "project__unit__path", name, paths)
    forget_written(Decision, ["decided_by"], "excerpt__project__unit__path", name, paths)


def reason_of(reason: str) -> str:
    """Why a figure is not told, in a few words."""
    return {
        "small": _("För få texter"),
        "few_units": _("Bara en enhet"),
        "few": _("I för få texter"),
    }.get(reason, "")
