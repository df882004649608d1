"""What the views of this package have in common."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404
from django.utils.translation import gettext as _

from rodtrad.coding import service
from rodtrad.coding.access import require_keeper
from rodtrad.coding.models import Coder, Project, Source, Theme
from rodtrad.common.errors import NotAllowed
from rodtrad.organisation.place import Request

__all__ = [
    "Choice",
    "choices_of",
    "coder_or_403",
    "kept_or_403",
    "project_or_404",
    "source_or_404",
    "theme_or_404",
    "worked_or_404",
]

KEYS = "123456789"


def project_or_404(request: Request, project_id: int) -> Project:
    """The project, for those who see it."""
    found = service.project_for(request.scope, request.place.unit, project_id)
    if found is None:
        raise Http404
    return found


def worked_or_404(request: Request, project_id: int) -> Project:
    """The project, for those who work on it; others know no more of it than its published result."""
    found = project_or_404(request, project_id)
    if not service.works_on(request.scope, found):
        raise Http404
    return found


def kept_or_403(request: Request, project_id: int) -> Project:
    """The project, for those who keep it."""
    found = worked_or_404(request, project_id)
    require_keeper(request.scope, found)
    return found


def coder_or_403(request: Request, project: Project) -> Coder:
    """The reader's own part as one of the two who code."""
    found = service.coder_of(request.scope, project)
    if found is None:
        raise NotAllowed(_("Bara de två som kodar kan göra det."), "coding.not_coder")
    return found


def source_or_404(request: Request, project: Project, source_id: int) -> Source:
    found = service.source_for(request.scope, project, source_id)
    if found is None:
        raise Http404
    return found


def theme_or_404(project: Project, theme_id: int) -> Theme:
    found = service.theme_for(project, theme_id)
    if found is None:
        raise Http404
    return found


@dataclass(frozen=True)
class Choice:
    """A theme to tick, with the key that ticks it ('' beyond the ninth)."""

    theme: Theme
    key: str
    is_chosen: bool


def choices_of(themes: list[Theme], chosen: object) -> list[Choice]:
    """The themes in the code book's order with their keys."""
    given = set(chosen) if isinstance(chosen, list | set | frozenset | tuple) else set()
    keys = [*KEYS, *[""] * len(themes)]
    return [Choice(theme, key, theme.pk in given) for theme, key in zip(themes, keys, strict=False)]
