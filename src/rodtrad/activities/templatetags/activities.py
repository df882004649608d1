"""`{% load activities %}`: how far the work has come and what came of it, each in its own dress (rule 3)."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString

from rodtrad.activities.models import ActivityStatus, EffectVerdict
from rodtrad.common.templatetags.rodtrad import tag

register = template.Library()


@register.simple_tag
def work(status: str) -> SafeString:
    """{% work activity.status %}: how far the work has come, a pie and a word."""
    return tag(str(ActivityStatus(status).label), "quiet")


@register.simple_tag
def effect(value: str) -> SafeString | str:
    """{% effect follow_up.verdict %}: what came of it, in a ruled tag; nothing before a follow-up."""
    return tag(str(EffectVerdict(value).label)) if value else ""
