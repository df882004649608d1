"""Who may keep, code, settle and read."""

from __future__ import annotations

from django.utils.translation import gettext as _

from rodtrad.coding.models import Coder, Project
from rodtrad.common.errors import NotAllowed
from rodtrad.organisation.access import Scope, has_role_at
from rodtrad.organisation.models import Role

__all__ = ["may_keep", "require_keeper", "slot_of"]

# At the unit whose texts are coded: as for the rounds that the texts come from.
may_keep = has_role_at(Role.STRATEGIST, Role.ADMINISTRATOR)


def require_keeper(scope: Scope, place: object) -> None:
    """NotAllowed for whoever does not keep codings at a unit, or this project."""
    if not may_keep(scope, place):
        raise NotAllowed(
            _("Bara strateger och administratörer lägger upp och sköter kodningar."), "coding.not_keeper"
        )


def slot_of(scope: Scope, project: Project) -> Coder | None:
    """The person's own part as a coder, None for all others. One query."""
    if scope.person_id is None or not scope.belongs_to(project.unit_path):
        return None
    return project.coders.filter(person_id=scope.person_id).select_related("person").first()
