"""`{% load public %}`: addresses and words of the public site's pages."""

from __future__ import annotations

from uuid import UUID

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import ngettext

from rodtrad.common.matching import word_pattern
from rodtrad.plans.models import Document, Item
from rodtrad.public.rules import code_of
from rodtrad.public.service import Library

register = template.Library()


@register.filter
def itemcode(key: UUID) -> str:
    """{{ item.key|itemcode }}: the item as it stands in an address."""
    return code_of(key)


@register.simple_tag
def document_url(library: Library, document: Document) -> str:
    """{% document_url library document %}: the document at its lasting address."""
    return library.url(document)


@register.simple_tag
def item_url(library: Library, item: Item) -> str:
    """{% item_url library item %}: the item in the document that it is read from."""
    return library.item_url(item)


@register.simple_tag
def kind_count(kind: str, count: int) -> str:
    """{% kind_count "initiative" 5 %}: '5 insatser'."""
    said = {
        "initiative": ngettext("%(count)s insats", "%(count)s insatser", count),
        "measure": ngettext("%(count)s åtgärd", "%(count)s åtgärder", count),
        "goal": ngettext("%(count)s mål", "%(count)s mål", count),
        "responsibility": ngettext("%(count)s ansvar", "%(count)s ansvar", count),
    }
    return said[kind] % {"count": count}


@register.simple_tag
def marked(text: str, words: str) -> SafeString:
    """{% marked item.short words %}: the text with the words that were looked for marked."""
    pattern = word_pattern(words)
    pieces = pattern.split(text) if pattern else [text]
    return format_html_join(
        "", "{}", ((format_html("<mark>{}</mark>", p) if n % 2 else p,) for n, p in enumerate(pieces))
    )
