"""`{% load assessments %}`: the names of respondent groups."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from rodtrad.assessments import groups, scale
from rodtrad.assessments.models import Indicator
from rodtrad.assessments.service import Span
from rodtrad.assessments.voices import Voice

register = template.Library()


@register.filter
def group_label(group: str) -> str:
    """{{ "staff"|group_label }}: 'Personal'."""
    return groups.label_of(group)


@register.filter
def among(group: str) -> str:
    """{{ "staff"|among }}: 'i personalen', after a number."""
    return groups.among(group)


@register.filter
def in_language(text: Mapping[str, str], language: str) -> str:
    """{{ titles|in_language:"en" }}: the text in a language, else in Swedish."""
    return scale.in_language(dict(text), language)[0]


@register.simple_tag(takes_context=True)
def say(context: template.Context, key: str, **values: Any) -> SafeString:
    """{% say "shown" n=threshold %}: a phrase of the answering pages in the language of the page's voice."""
    voice: Voice = context["voice"]
    return voice.html(key, **values)


@register.simple_tag(takes_context=True)
def say_plain(context: template.Context, key: str, **values: Any) -> str:
    """As `say`, without a mark of its language: for an attribute or the title of the page."""
    voice: Voice = context["voice"]
    return voice.plain(key, **values)


@register.simple_tag
def foreign(language: str, inside: str) -> str | SafeString:
    """<p{% foreign help.language voice.language %}>: the attributes that tell of another language than that
    around it; nothing where it is the same.
    """
    if language == inside:
        return ""
    return format_html(' lang="{}" dir="{}"', language, scale.direction_of(language))


@register.filter
def said_to(indicator: Indicator, group: str) -> str:
    """{{ indicator|said_to:"staff" }}: what a group is asked, in the reader's language."""
    return scale.in_language(indicator.statement(group), (get_language() or "sv")[:2])[0]


@register.filter
def of_group(values: Mapping[str, Any], group: str) -> Any:
    """{{ means|of_group:"staff" }}: a group's value among the groups'."""
    return values.get(group)


@register.simple_tag
def span_mark(span: Span, end: float, is_latest: bool = True) -> SafeString:
    """A figure as a mark on a line from 0 to `end`, with its interval as a band. The figures stand beside it
    in words, so those who listen are not read the picture.
    """
    at, low, high = (f"{2 + 96 * min(max(each / (end or 1.0), 0), 1):.2f}" for each in _ends(span))
    return format_html(
        '<svg class="as-span" width="100%" height="20" aria-hidden="true" focusable="false">'
        '<line class="rt-axis" x1="2%" x2="98%" y1="10" y2="10"/>'
        '<rect class="rt-band" x="{}%" width="{}%" y="5" height="10" rx="5"/>'
        '<circle class="{}" cx="{}%" cy="10" r="5"/></svg>',
        low,
        f"{max(float(high) - float(low), 0.5):.2f}",
        "rt-dot" if is_latest else "rt-dot rt-ghost",
        at,
    )


def _ends(span: Span) -> tuple[float, float, float]:
    return span.value, span.low, span.high


@register.filter
def since_then(span: Span) -> str:
    """How the latest year differs from the one that the figure is of; nothing for the latest itself."""
    if span.verdict is None:
        return ""
    return {1: _("tydligt lägre då"), -1: _("tydligt högre då")}.get(span.verdict, _("ingen tydlig skillnad"))
