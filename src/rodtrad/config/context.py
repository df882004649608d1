"""What every page's shell needs: the places, and the two coordinates unit and school year."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from rodtrad.common.registry import places


def shell(request: HttpRequest) -> dict[str, Any]:
    """Template variables of `common/base.html`; nothing is read before a template asks for it."""
    place = getattr(request, "place", None)
    return {
        "scope": getattr(request, "scope", None),
        "place": place,
        "places": _navigation(request) if request.user.is_authenticated else [],
        "demo_mode": settings.DEMO,
    }


def _navigation(request: HttpRequest) -> list[dict[str, Any]]:
    return [{"label": p.label, "key": p.key, "url": "", "current": False} for p in places()]
