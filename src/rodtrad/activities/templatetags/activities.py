"""`{% load activities %}`: how far the work has come and what came of it, each in its own dress (rule 3)."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString

from rodtrad.activities.models import ActivityStatus, EffectVerdict
from rodtrad.common.templatetags.pictures import verdict, work_status

register = template.Library()

_PIES = {
    ActivityStatus.PLANNED: "planned",
    ActivityStatus.ONGOING: "started",
    ActivityStatus.DONE: "done",
    ActivityStatus.PAUSED: "paused",
    ActivityStatus.CANCELLED: "stopped",
}
_ARROWS = {
    EffectVerdict.TOO_EARLY: "unknown",
    EffectVerdict.NONE: "same",
    EffectVerdict.PARTLY: "some",
    EffectVerdict.CLEAR: "better",
}


@register.simple_tag
def work(status: str) -> SafeString:
    """{% work activity.status %}: how far the work has come, a pie and a word."""
    chosen = ActivityStatus(status)
    return work_status(_PIES[chosen], str(chosen.label))


@register.simple_tag
def effect(value: str) -> SafeString | str:
    """{% effect follow_up.verdict %}: what came of it, in a ruled tag; nothing before a follow-up."""
    if not value:
        return ""
    chosen = EffectVerdict(value)
    return verdict(_ARROWS[chosen], str(chosen.label))
