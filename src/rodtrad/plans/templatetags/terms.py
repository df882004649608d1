"""`{% load terms %}`: words of the glossary explained where they occur."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from rodtrad.plans.terms import Glossary, Piece

register = template.Library()


@register.simple_tag(takes_context=True)
def explained(context: Any, text: str) -> SafeString:
    """{% explained item.text %}: each term of the page's `glossary` a button that opens its explanation.

    The explanations themselves are put on the page once, after the text, by `plans/parts/explained.html`. A
    page without a glossary shows the text alone.
    """
    glossary: Glossary | None = context.get("glossary")
    if not glossary:
        return format_html("{}", text)
    return format_html_join("", "{}", ((_piece(piece),) for piece in glossary.pieces(text)))


def _piece(piece: Piece) -> SafeString:
    if piece.term is None:
        return format_html("{}", piece.text)
    return format_html(
        '<button type="button" class="pl-term" popovertarget="{}">{}</button>', piece.term.anchor, piece.text
    )
