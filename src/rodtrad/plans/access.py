"""May this person. Reading is decided by the querysets' `visible_to`; here are the rights to write."""

from __future__ import annotations

from django.utils.translation import gettext as _

from rodtrad.common.errors import NotAllowed
from rodtrad.organisation.access import Scope, has_role_at
from rodtrad.plans.models.document import EDITORS

__all__ = ["may_edit", "require_edit"]

# A strategist or administrator at the owner unit, or above it. The object tells its place by `unit_path`.
may_edit = has_role_at(*EDITORS)


def require_edit(scope: Scope, target: object) -> None:
    """Raise NotAllowed unless the person may write here. `target` is a document, a draft or a unit."""
    if not may_edit(scope, target):
        raise NotAllowed(
            _("Bara strateger och administratörer för dokumentets enhet kan ändra det."), "plans.not_editor"
        )
