"""What people wrote: shown to those who lead the unit, in no order, where enough have answered."""

from __future__ import annotations

from django.db.models import QuerySet

from rodtrad.assessments.access import may_lead, may_manage
from rodtrad.assessments.models import Comment, Group, Result, Round, RoundState
from rodtrad.assessments.rules import comment_threshold
from rodtrad.organisation.access import Scope
from rodtrad.organisation.models import Unit


def comments_of(scope: Scope, unit: Unit, current: Round) -> QuerySet[Comment] | None:
    """The staff's comments at one school unit, by question; None for those who do not lead it or where
    fewer than twice the threshold answered. Their keys are random, so the order says nothing. One query.
    """
    if current.state != RoundState.CLOSED or not unit.is_school:
        return None
    if not (may_lead(scope, unit.path) or may_manage(scope, unit.path)):
        return None
    told = Result.objects.filter(round=current, unit=unit, group=Group.STAFF, is_shown=True)
    if not told.filter(answered__gte=comment_threshold(current.staff_threshold)).exists():
        return None
    found = Comment.objects.filter(round=current, unit=unit, group=Group.STAFF)
    return found.order_by("position", "pk")
