"""The home page's content: what to do now, where we stand, the year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from rodtrad.activities.models import Activity, ActivityStatus
from rodtrad.activities.service import visible_activities
from rodtrad.assessments.groups import definite
from rodtrad.assessments.service import AreaStanding, Standings, area_standings, staff_sentence
from rodtrad.assessments.statistics import Verdict
from rodtrad.common import wheel as drawing
from rodtrad.common.registry import providers
from rodtrad.common.todo import Todo
from rodtrad.cycle.models import Phase, YearTask
from rodtrad.cycle.service import phases_of, place_of, tasks_for
from rodtrad.organisation.access import Scope
from rodtrad.organisation.models import Role
from rodtrad.organisation.place import Place
from rodtrad.plans.models import Item
from rodtrad.plans.service import plan_in_force, responsibilities_for

__all__ = ["Home", "Standing", "change_words", "greeting", "home_for", "wheel_of"]

COMING = 5


@dataclass(frozen=True)
class Standing:
    """One area's line under 'Var vi står'."""

    title: str
    url: str
    counts: tuple[int, ...]
    hidden: bool
    n: int
    change: str
    is_clear: bool


@dataclass(frozen=True)
class Home:
    """Everything the home page shows, in the reader's language."""

    today: date
    greeting: str
    phase: Phase | None
    first: Todo | None
    others: list[Todo]
    coming: list[YearTask]
    standings: Standings | None
    # The group whose answers the lines are, as in 'personalen'.
    who: str
    lines: list[Standing]
    levels: list[str]
    map_url: str
    note: str
    responsibilities: list[Item]
    under_way: list[Activity]
    wheel: drawing.Wheel


def greeting(hour: int) -> str:
    """The words for the time of day."""
    if hour < 10:
        return _("God morgon")
    return _("Hej") if hour < 17 else _("God kväll")


def home_for(scope: Scope, place: Place, now: datetime) -> Home:
    """Gather the page. A constant number of queries, whatever the size of the authority."""
    today = now.date()
    todos = todos_for(scope, place, today)
    roles = scope.roles_at(place.unit.path)
    phases = phases_of(place.year_id)
    tasks = tasks_for(place.year_id, roles)
    standings = area_standings(scope, place.unit, place.starts_on)
    return Home(
        today=today,
        greeting=greeting(now.hour),
        phase=next((p for p in phases if p.starts_on <= today <= p.ends_on), None),
        first=todos[0] if todos else None,
        others=todos[1:],
        coming=[task for task in tasks if task.due_on >= today][:COMING],
        standings=standings,
        lines=standing_lines(place, standings),
        levels=_level_names(standings),
        who=definite(standings.group) if standings else "",
        map_url=_map_url(place, standings),
        note=staff_sentence(scope, place, today) if _is_staff(roles) else "",
        responsibilities=_responsibilities(scope, place, today) if _is_staff(roles) else [],
        under_way=_under_way(scope, place) if place.unit.is_school else [],
        wheel=wheel_of(place, phases, tasks, today),
    )


def todos_for(scope: Scope, place: Place, today: date) -> list[Todo]:
    """What every package says is to be done, the most pressing first."""
    found = [todo for provider in providers("home.todo") for todo in provider(scope, place, today)]
    return sorted(found, key=lambda todo: (-todo.weight, todo.due_on or date.max))


def _under_way(scope: Scope, place: Place) -> list[Activity]:
    """What the unit is doing now, the nearest end first. One query."""
    found = visible_activities(scope).filter(
        goal__plan__unit=place.unit,
        goal__plan__year_id=place.year_id,
        status__in=[ActivityStatus.ONGOING, ActivityStatus.PLANNED],
    )
    return list(found.order_by(F("ends_on").asc(nulls_last=True), "id")[:COMING])


def _is_staff(roles: frozenset[str]) -> bool:
    return not roles.isdisjoint({Role.STAFF, Role.KEY_PERSON}) and Role.PRINCIPAL not in roles


def _responsibilities(scope: Scope, place: Place, today: date) -> list[Item]:
    plan = plan_in_force(place.unit.authority_path, today)
    return responsibilities_for(scope, plan) if plan else []


def standing_lines(place: Place, standings: Standings | None) -> list[Standing]:
    """One line per area, with the change said in words."""
    return [
        Standing(
            title=area.title,
            url=_area_url(place, area),
            counts=area.figure.counts,
            hidden=not area.figure.is_shown,
            n=area.figure.n,
            change=change_words(area.change.verdict if area.change else None),
            is_clear=bool(area.change and area.change.verdict != Verdict.NO_CLEAR_CHANGE),
        )
        for area in (standings.areas if standings else ())
    ]


def _area_url(place: Place, area: AreaStanding) -> str:
    """From an area to its thread in the plan; to the result where it is of no plan."""
    if area.item_key is None:
        return place.url("assessments:result")
    return place.url("portal:thread", key=area.item_key)


def _map_url(place: Place, standings: Standings | None) -> str:
    """The heat map of the year that the standings are from."""
    if standings is None:
        return ""
    return place_of(place.unit, standings.round.year).url("assessments:heat_map")


def _level_names(standings: Standings | None) -> list[str]:
    """The names of the levels, lowest first, in the reader's language."""
    if standings is None:
        return []
    return standings.round.instrument.names_for(standings.group, (get_language() or "sv")[:2])


def change_words(verdict: Verdict | None) -> str:
    """A change since last year in words; no verdict means that there is nothing to compare with."""
    if verdict is None:
        return _("Inget att jämföra med")
    return {
        Verdict.HIGHER: _("Tydligt högre än i fjol"),
        Verdict.LOWER: _("Tydligt lägre än i fjol"),
        Verdict.NO_CLEAR_CHANGE: _("Ingen tydlig förändring"),
    }[verdict]


def task_title(task: YearTask) -> str:
    """A year task's words in the reader's language."""
    return task.title_en if get_language() == "en" else task.title_sv


def wheel_of(place: Place, phases: list[Phase], tasks: list[YearTask], today: date) -> drawing.Wheel:
    """The year wheel as the drawing wants it."""
    return drawing.Wheel(
        label=place.year_label,
        start=place.starts_on,
        end=place.ends_on,
        today=today,
        phases=[drawing.Phase(p.get_kind_display(), p.starts_on, p.ends_on) for p in phases],
        tasks=[drawing.Task(task_title(task), task.due_on) for task in tasks],
    )
