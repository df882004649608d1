"""May this person: predicates over the duties they hold."""

from __future__ import annotations

from rodtrad.organisation.access import Scope, has_role_at
from rodtrad.organisation.models import Role

__all__ = ["may_lead", "may_manage", "may_share_link", "reads_notes", "sees_leaders"]

# Instruments and rounds: at the unit under which they are held.
may_manage = has_role_at(Role.STRATEGIST, Role.ADMINISTRATOR)

# The leaders' rating of one unit, its link and its number of staff.
may_lead = has_role_at(Role.PRINCIPAL, Role.MANAGER)

# The link and the sheet to print: whoever gathers the answers at the unit.
may_share_link = has_role_at(
    Role.PRINCIPAL, Role.MANAGER, Role.KEY_PERSON, Role.STRATEGIST, Role.ADMINISTRATOR
)


# Why the leaders chose a level, in their own words: for those who lead the unit or hold the rounds.
reads_notes = has_role_at(Role.PRINCIPAL, Role.MANAGER, Role.STRATEGIST, Role.ADMINISTRATOR)


def sees_leaders(scope: Scope, unit_path: str) -> bool:
    """Whether the leaders' own rating of one unit is for this reader: those at the unit and above it."""
    return scope.is_system or scope.sees(unit_path)
