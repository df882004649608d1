"""`{% place_url "plans:document" slug=document.slug %}`: an address at the page's unit and school year."""

from __future__ import annotations

from typing import Any

from django import template

register = template.Library()


@register.simple_tag(takes_context=True)
def place_url(context: template.Context, name: str, **kwargs: Any) -> str:
    """The address of a view at the place of this page, or at `at` when that is given."""
    place = kwargs.pop("at", None) or context["place"]
    return str(place.url(name, **kwargs))
