"""What a person should do now about codings."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from rodtrad.coding.models import Coder, ProjectState
from rodtrad.common.todo import Todo
from rodtrad.organisation.access import Scope
from rodtrad.organisation.place import Place

__all__ = ["todo_for"]

SECONDS_AN_EXCERPT = 45


def todo_for(scope: Scope, place: Place, today: date) -> list[Todo]:
    """The codings that the person is one of the two in: to go on with, or to settle. One query."""
    if scope.person_id is None:
        return []
    mine = Coder.objects.filter(
        Q(project__state=ProjectState.CODING, handed_in_at__isnull=True)
        | Q(project__state=ProjectState.COMPARING),
        person_id=scope.person_id,
        project__authority__path=place.unit.authority_path,
    )
    counted = mine.select_related("project").annotate(
        total=Count("project__excerpts", distinct=True),
        coded=Count("codings", filter=Q(codings__is_coded=True), distinct=True),
    )
    return [_todo(coder, place) for coder in counted.order_by("project_id")]


def _todo(coder: Coder, place: Place) -> Todo:
    project = coder.project
    if project.state == ProjectState.COMPARING:
        return Todo(
            title=_("Jämför kodningen av %(title)s") % {"title": project.title},
            text=_("Båda har lämnat in. Se hur överens ni är och avgör skillnaderna tillsammans."),
            url=place.url("coding:agreement", project_id=project.pk),
            action=_("Jämför kodningarna"),
        )
    left = coder.total - coder.coded  # type: ignore[attr-defined]
    return Todo(
        title=_("Koda %(title)s") % {"title": project.title},
        text=_("Du är en av två som kodar. Ni ser inte varandras kodning förrän båda har lämnat in."),
        url=place.url("coding:code", project_id=project.pk),
        action=_("Fortsätt koda") if coder.coded else _("Börja koda"),  # type: ignore[attr-defined]
        minutes=max(1, left * SECONDS_AN_EXCERPT // 60),
        done=coder.coded,  # type: ignore[attr-defined]
        total=coder.total,  # type: ignore[attr-defined]
    )
