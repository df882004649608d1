"""What people wrote: shown to those who lead the unit, in no order, where enough have answered."""

from __future__ import annotations

from django.db.models import QuerySet

from rodtrad.assessments.access import may_lead, may_manage
from rodtrad.assessments.groups import Group
from rodtrad.assessments.models import Comment, CommentReader, Round, RoundState
from rodtrad.assessments.rules import comment_threshold
from rodtrad.assessments.service.published import published
from rodtrad.organisation.access import Scope
from rodtrad.organisation.models import Unit


def comments_of(scope: Scope, unit: Unit, current: Round, group: str) -> QuerySet[Comment] | None:
    """An anonymous group's comments and open answers at one school unit, by question; None for those who were
    not to read them or where fewer than twice the threshold answered. Their keys are random, so the order
    says nothing. One query.
    """
    if current.state != RoundState.CLOSED or not unit.is_school or group not in current.groups:
        return None
    if group == Group.LEADERS or not reads_comments(scope, current, unit.path):
        return None
    told = published(round=current, unit=unit, group=group, is_shown=True)
    if not told.filter(answered__gte=comment_threshold(current.threshold(group))).exists():
        return None
    found = Comment.objects.filter(round=current, unit=unit, group=group)
    return found.order_by("position", "pk")


def reads_comments(scope: Scope, current: Round, unit_path: str) -> bool:
    """Those who lead the unit or hold rounds, and its staff where that was decided before the round
    opened.
    """
    if may_lead(scope, unit_path) or may_manage(scope, unit_path):
        return True
    return current.comments_for == CommentReader.STAFF and scope.sees(unit_path)
