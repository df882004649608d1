"""Who may plan and follow up."""

from __future__ import annotations

import rules

from rodtrad.activities.models import Activity
from rodtrad.organisation.access import Scope, has_role_at
from rodtrad.organisation.models import Role, UnitKind
from rodtrad.organisation.place import Place

__all__ = ["may_follow_up", "may_hand_in", "may_plan"]

_leads = has_role_at(Role.PRINCIPAL, Role.MANAGER)
_central = has_role_at(Role.STRATEGIST, Role.CENTRAL_SUPPORT)
_works_there = has_role_at(Role.STAFF, Role.KEY_PERSON)


@rules.predicate  # type: ignore[untyped-decorator]
def _is_no_school(scope: Scope, place: Place) -> bool:
    return place.unit.kind not in {UnitKind.SCHOOL, UnitKind.DEPARTMENT}


@rules.predicate  # type: ignore[untyped-decorator]
def _owns(scope: Scope, activity: Activity) -> bool:
    return activity.owner_id is not None and activity.owner_id == scope.person_id


_leads_place = rules.predicate(lambda scope, place: _leads(scope, place.unit.path))
_central_at_place = rules.predicate(lambda scope, place: _central(scope, place.unit.path))

_plan = _leads_place | (_central_at_place & _is_no_school)
_follow_up = _leads | (_owns & _works_there) | (_owns & _central)


def may_plan(scope: Scope, place: Place) -> bool:
    """Goals and activities: those who lead the unit; above the schools also the central functions."""
    return bool(_plan(scope, place))


def may_follow_up(scope: Scope, activity: Activity) -> bool:
    """Status and follow-up of an activity: those who lead the unit, and the activity's owner there."""
    return bool(_follow_up(scope, activity))


def may_hand_in(scope: Scope, place: Place) -> bool:
    """The unit's follow-up report: those who lead the unit."""
    return bool(_leads_place(scope, place))
