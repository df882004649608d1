"""What a person should do now about reports."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from rodtrad.common.todo import Todo
from rodtrad.cycle.models import Phase
from rodtrad.cycle.service import phases_of
from rodtrad.organisation.access import Scope
from rodtrad.organisation.models import Role
from rodtrad.organisation.place import Place
from rodtrad.reports.access import may_compile
from rodtrad.reports.models import Compilation

__all__ = ["todo_for"]

MINUTES_TO_READ = 20


def todo_for(scope: Scope, place: Place, today: date) -> list[Todo]:
    """The strategist compiles and publishes in the year's last phases; the board reads what is published."""
    authority = place.unit.authority_path
    compiles, decides = may_compile(scope, authority), scope.has(authority, Role.BOARD)
    if not (compiles or decides):
        return []
    phases = {phase.kind: phase for phase in phases_of(place.year_id)}
    compiling = phases.get(Phase.Kind.COMPILE)
    if compiling is None or today < compiling.starts_on:
        return []
    latest = _latest(authority, place.year_id)
    if compiles:
        return _to_compile(place, latest, compiling)
    return _to_read(place, latest, phases.get(Phase.Kind.DECIDE), today)


def _latest(authority: str, year_id: int) -> Compilation | None:
    """The published version, else the latest draft."""
    found = Compilation.objects.filter(authority__path=authority, year_id=year_id).defer("content", "edits")
    versions = list(found.order_by("-version"))
    return next((each for each in versions if each.is_published), versions[0] if versions else None)


def _to_compile(place: Place, latest: Compilation | None, phase: Phase) -> list[Todo]:
    if latest is None:
        return [
            Todo(
                title=_("Sammanställ läsåret %(year)s") % {"year": place.year_label},
                text=_(
                    "Rapporten skrivs från skattningen, planerna och uppföljningarna. Du läser och ändrar."
                ),
                url=place.url("reports:overview"),
                action=_("Till rapporterna"),
                due_on=phase.ends_on,
                minutes=MINUTES_TO_READ,
            )
        ]
    if latest.is_published:
        return []
    return [
        Todo(
            title=_("Läs igenom årssammanställningen och publicera den"),
            text=_("Utkastet, version %(version)s, är klart. Bara ni hos huvudmannen ser det.")
            % {"version": latest.version},
            url=place.url("reports:read", version=latest.version),
            action=_("Läs utkastet"),
            due_on=phase.ends_on,
            minutes=MINUTES_TO_READ,
        )
    ]


def _to_read(place: Place, latest: Compilation | None, phase: Phase | None, today: date) -> list[Todo]:
    over = phase is not None and today > phase.ends_on
    if latest is None or not latest.is_published or over:
        return []
    return [
        Todo(
            title=_("Läs årssammanställningen för %(year)s") % {"year": place.year_label},
            text=_(
                "Läget i områdena, vad enheterna gör, vad det gav, och vad nämnden behöver ta ställning till."
            ),
            url=place.url("reports:read", version=latest.version),
            action=_("Läs rapporten"),
            due_on=phase.ends_on if phase else None,
            minutes=MINUTES_TO_READ,
        )
    ]
