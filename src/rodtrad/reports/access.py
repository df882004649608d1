"""Who may compile, edit and publish. Who may read stands with the compilation's queryset."""

from __future__ import annotations

from rodtrad.organisation.access import Scope, has_role_at
from rodtrad.organisation.models import Role

__all__ = ["may_compile", "may_read_unit"]

# The compilation is the authority's, so the duty must be held there: at a path of the authority itself.
may_compile = has_role_at(Role.STRATEGIST, Role.ADMINISTRATOR)


def may_read_unit(scope: Scope, unit_path: str) -> bool:
    """A unit's own report: everyone who sees into the unit."""
    return scope.is_system or scope.sees(unit_path)
