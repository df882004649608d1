"""May this person: predicates over the duties they hold."""

from __future__ import annotations

from django.db.models import Q

from rodtrad.assessments.groups import Group
from rodtrad.assessments.models import Round, Seer
from rodtrad.organisation.access import Scope, has_role_at
from rodtrad.organisation.models import Role, Unit, UnitKind

__all__ = [
    "keeps_data",
    "may_guide",
    "may_lead",
    "may_manage",
    "may_share_link",
    "reads_notes",
    "result_paths",
    "results_inside",
    "sees_result",
]

# Instruments and rounds: at the unit under which they are held.
may_manage = has_role_at(Role.STRATEGIST, Role.ADMINISTRATOR)

# The leaders' rating of one unit, its links and its numbers of invited.
may_lead = has_role_at(Role.PRINCIPAL, Role.MANAGER)

# A meeting that the unit's leaders have begun: they, and whoever of the central support takes part in it.
may_guide = has_role_at(Role.PRINCIPAL, Role.MANAGER, Role.CENTRAL_SUPPORT)

# The links and the sheets to print: whoever gathers the answers at the unit.
may_share_link = has_role_at(
    Role.PRINCIPAL, Role.MANAGER, Role.KEY_PERSON, Role.STRATEGIST, Role.ADMINISTRATOR
)


# Why the leaders chose a level, in their own words: for those who lead the unit or hold the rounds.
reads_notes = has_role_at(Role.PRINCIPAL, Role.MANAGER, Role.STRATEGIST, Role.ADMINISTRATOR)

# Every single answer to a closed round, without names: at the authority, with a purpose that is written down.
keeps_data = has_role_at(Role.DATA_STEWARD)

_LEADING = frozenset({Role.PRINCIPAL, Role.MANAGER, Role.STRATEGIST, Role.ADMINISTRATOR})
_WORKPLACES = frozenset({UnitKind.SCHOOL, UnitKind.DEPARTMENT})


def result_paths(scope: Scope, current: Round, group: str) -> tuple[str, ...]:
    """The tops of the subtrees in which the reader sees each unit's result, as was decided before the round
    opened. A leaders' own rating is never for other units, whatever was decided.
    """
    if scope.is_system:
        return ("",)
    if current.seen_by == Seer.LEADERS:
        return tuple(
            sorted(
                {d.unit_path for d in scope.duties if d.role in _LEADING or d.unit_kind not in _WORKPLACES}
            )
        )
    if current.seen_by == Seer.AUTHORITY and group != Group.LEADERS:
        mine = current.authority.path
        return (mine,) if scope.belongs_to(mine) else ()
    return scope.paths


def results_inside(scope: Scope, current: Round, group: str) -> Q:
    """The results that the reader sees of each unit, as a filter."""
    inside = Q(pk__in=[])
    for path in result_paths(scope, current, group):
        inside |= Q(unit_path__startswith=path)
    return inside


def sees_result(scope: Scope, current: Round, unit: Unit, group: str) -> bool:
    """Whether the result of a unit, or a sum on the way up from the reader's own, is for this reader."""
    if any(unit.path.startswith(top) for top in result_paths(scope, current, group)):
        return True
    return not unit.is_school and unit.path in scope.ancestor_paths
