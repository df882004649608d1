"""`{% load assessments %}`: the names of respondent groups."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template

from rodtrad.assessments import groups

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
def of_group(values: Mapping[str, Any], group: str) -> Any:
    """{{ means|of_group:"staff" }}: a group's value among the groups'."""
    return values.get(group)
