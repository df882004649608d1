"""Goals and activities: the verbs."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from rodtrad.activities import rules
from rodtrad.activities.access import may_follow_up, may_plan
from rodtrad.activities.models import Activity, ActivityItem, ActivityStatus, Goal, UnitPlan
from rodtrad.activities.models.plan import new_key
from rodtrad.activities.service.counting import recount
from rodtrad.activities.service.initiatives import initiatives_at, present_editions
from rodtrad.activities.service.reading import owners_for
from rodtrad.common.audit import record
from rodtrad.common.errors import Conflict, NotAllowed, UserError
from rodtrad.cycle.service import place_of, previous_year
from rodtrad.organisation.access import Scope
from rodtrad.organisation.models import Person
from rodtrad.organisation.place import Place
from rodtrad.plans.models import Item

__all__ = [
    "ActivityInput",
    "GoalInput",
    "add_activity",
    "add_goal",
    "add_goal_with_activity",
    "change_activity",
    "change_goal",
    "change_status",
    "copy_from_last_year",
    "remove",
    "restore",
]


@dataclass(frozen=True)
class GoalInput:
    """What a person fills in for a goal. `origin` is the result it came from: {'round', 'position'}."""

    title: str
    description: str = ""
    item: Item | None = None
    origin: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class ActivityInput:
    """What a person fills in for an activity. `cost` in whole kronor."""

    title: str
    description: str = ""
    owner: Person | None = None
    owner_text: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    cost: int | None = None
    expected_effect: str = ""
    effect_sign: str = ""
    items: Sequence[Item] = ()

    def fields(self) -> dict[str, Any]:
        return {name: value for name, value in vars(self).items() if name != "items"}


def _plan(place: Place) -> UnitPlan:
    plan, _made = UnitPlan.objects.get_or_create(unit=place.unit, year_id=place.year_id)
    return plan


def _check_may_plan(scope: Scope, place: Place) -> None:
    if not may_plan(scope, place):
        raise NotAllowed(_("Bara den som leder enheten kan ändra dess plan."), "not_yours")


def _check_dates(starts: date | None, ends: date | None, place: Place) -> None:
    problem = rules.dates_problem(starts, ends, place.starts_on, place.ends_on)
    if problem == "order":
        raise UserError(_("Slutdatumet ligger före startdatumet. Ändra ett av dem."), "dates_order")
    if problem == "outside":
        raise UserError(
            _("Datumen ska ligga inom läsåret %(year)s.") % {"year": place.year_label}, "dates_outside"
        )


def _check_there(row: Goal | Activity) -> None:
    """What has been taken away is brought back before it is changed."""
    goal = row if isinstance(row, Goal) else row.goal
    if row.removed_at or goal.removed_at:
        raise Conflict(_("Det här är borttaget ur planen. Ta tillbaka det först."), "removed")


def place_of_goal(goal: Goal) -> Place:
    """The unit and year of a goal."""
    return place_of(goal.plan.unit, goal.plan.year)


@transaction.atomic
def add_goal(scope: Scope, place: Place, given: GoalInput, key: str = "") -> Goal:
    """Add a goal to the unit's plan. The same submission key again gives the same goal, and so do the same
    words: whoever goes back in the browser and sends once more has a new form, but means one goal.
    """
    _check_may_plan(scope, place)
    plan = _plan(place)
    if standing := plan.goals.filter(removed_at=None, **vars(given)).first():
        return standing
    goal, made = Goal.objects.get_or_create(
        submission_key=key or new_key(),
        defaults={**vars(given), "plan": plan, "position": plan.goals.count()},
    )
    if goal.plan_id != plan.pk:
        raise Conflict(_("Formuläret hör till en annan enhet. Börja om från planen."), "wrong_plan")
    if made:
        recount([plan.pk])
        record(scope, "goal.added", goal, unit_path=place.unit.path)
    return goal


@transaction.atomic
def add_activity(
    scope: Scope,
    goal: Goal,
    given: ActivityInput,
    key: str = "",
    status: str = ActivityStatus.PLANNED,
) -> Activity:
    """Add an activity under a goal. The same key, or the same words, again give the same activity."""
    place = place_of_goal(goal)
    _check_may_plan(scope, place)
    _check_there(goal)
    _check_dates(given.starts_on, given.ends_on, place)
    if standing := goal.activities.filter(removed_at=None, **given.fields()).first():
        return standing
    activity, made = Activity.objects.get_or_create(
        submission_key=key or new_key(), defaults={**given.fields(), "goal": goal, "status": status}
    )
    if activity.goal_id != goal.pk:
        raise Conflict(_("Formuläret hör till ett annat mål. Börja om från planen."), "wrong_goal")
    if made:
        _serve(activity, given.items, place)
        recount([goal.plan_id])
        record(scope, "activity.added", activity, unit_path=place.unit.path)
    return activity


@transaction.atomic
def add_goal_with_activity(
    scope: Scope,
    place: Place,
    goal: GoalInput,
    activity: ActivityInput,
    key: str,
    status: str = ActivityStatus.PLANNED,
) -> tuple[Goal, Activity]:
    """From a result to a goal with its first activity, in one step; `status` is how far the work had come."""
    made = add_goal(scope, place, goal, f"{key}:g"[:64])
    return made, add_activity(scope, made, activity, f"{key}:a"[:64], status)


def _serve(activity: Activity, items: Sequence[Item], place: Place) -> None:
    ActivityItem.objects.filter(activity=activity).exclude(item__in=items).delete()
    ActivityItem.objects.bulk_create(
        [
            ActivityItem(activity=activity, item=item, unit=place.unit, year_id=place.year_id)
            for item in items
        ],
        ignore_conflicts=True,
    )


def _claim(model: type[Goal] | type[Activity], pk: int, version: int, fields: dict[str, Any]) -> None:
    """Write the fields if nobody has written since `version` was read; else say that someone did."""
    held: Any = model.objects.filter(pk=pk, version=version)
    if not held.update(**fields, version=F("version") + 1):
        raise Conflict(
            _("Någon annan ändrade under tiden. Din text finns kvar här; jämför med deras och spara igen."),
            "changed_meanwhile",
        )


def _words(value: Any) -> str:
    """A value as the audit trail keeps it; a protected person is not named there either."""
    return value.actor_name if isinstance(value, Person) else str(value or "")


def _differences(row: Any, fields: dict[str, Any]) -> dict[str, tuple[str, str]]:
    return {
        name: (_words(getattr(row, name)), _words(value))
        for name, value in fields.items()
        if getattr(row, name) != value
    }


def _other_items(activity: Activity, items: Sequence[Item]) -> dict[str, tuple[str, str]]:
    before = {served.item_id: served.item for served in activity.served.select_related("item")}
    if set(before) == {item.pk for item in items}:
        return {}
    return {"items": ("; ".join(map(str, before.values())), "; ".join(map(str, items)))}


@transaction.atomic
def change_goal(scope: Scope, goal: Goal, version: int, given: GoalInput) -> Goal:
    """Change a goal's words and the item it serves. Conflict when someone else has written since.

    What is already so is left as it is: a form sent twice is one change.
    """
    place = place_of_goal(goal)
    _check_may_plan(scope, place)
    _check_there(goal)
    fields = {"title": given.title, "description": given.description, "item": given.item}
    changes = _differences(goal, fields)
    if not changes:
        return goal
    _claim(Goal, goal.pk, version, fields)
    goal.refresh_from_db()
    record(scope, "goal.changed", goal, unit_path=place.unit.path, changes=changes)
    return goal


@transaction.atomic
def change_activity(scope: Scope, activity: Activity, version: int, given: ActivityInput) -> Activity:
    """Change an activity. Conflict when someone else has written since; a form sent twice is one change."""
    place = place_of_goal(activity.goal)
    _check_may_plan(scope, place)
    _check_there(activity)
    _check_dates(given.starts_on, given.ends_on, place)
    fields = given.fields()
    changes = _differences(activity, fields) | _other_items(activity, given.items)
    if not changes:
        return activity
    _claim(Activity, activity.pk, version, fields)
    _serve(activity, given.items, place)
    recount([activity.goal.plan_id])
    activity.refresh_from_db()
    record(scope, "activity.changed", activity, unit_path=place.unit.path, changes=changes)
    return activity


@transaction.atomic
def change_status(scope: Scope, activity: Activity, version: int, status: str) -> Activity:
    """Change how far the work has come. Says nothing of the effect (rule 3)."""
    if not may_follow_up(scope, activity):
        raise NotAllowed(
            _("Bara den som leder enheten eller ansvarar för aktiviteten kan ändra den."), "not_yours"
        )
    _check_there(activity)
    if activity.status == status:
        return activity
    if not rules.may_become(activity.status, status):
        raise Conflict(
            _("En aktivitet som är %(from)s kan inte bli %(to)s.")
            % {
                "from": activity.get_status_display().lower(),
                "to": ActivityStatus(status).label.lower(),
            },
            "wrong_state",
        )
    before = activity.status
    _claim(Activity, activity.pk, version, {"status": status})
    recount([activity.goal.plan_id])
    activity.refresh_from_db()
    record(
        scope, "activity.status", activity, unit_path=activity.unit_path, changes={"status": (before, status)}
    )
    return activity


@transaction.atomic
def remove(scope: Scope, row: Goal | Activity) -> None:
    """Take a goal or an activity out of the plan. It can be brought back."""
    _set_removed(scope, row, "removed")


@transaction.atomic
def restore(scope: Scope, row: Goal | Activity) -> None:
    """Bring back what was taken out."""
    _set_removed(scope, row, "restored")


def _set_removed(scope: Scope, row: Goal | Activity, verb: str) -> None:
    goal = row if isinstance(row, Goal) else row.goal
    place = place_of_goal(goal)
    _check_may_plan(scope, place)
    row.removed_at = timezone.now() if verb == "removed" else None
    # Only the one who changes it tells of it: pressed twice at once it is one event.
    held: Any = type(row).objects.filter(pk=row.pk, removed_at__isnull=verb == "removed")
    if not held.update(removed_at=row.removed_at):
        return
    recount([goal.plan_id])
    record(scope, f"{row._meta.model_name}.{verb}", row, unit_path=place.unit.path)


@transaction.atomic
def copy_from_last_year(scope: Scope, place: Place, goal_ids: Collection[int]) -> int:
    """Start from last year's goals and activities, without their status, dates, verdicts or follow-ups.

    Each follows to the present plan's edition of what it serves; owners who have left are left out. A goal
    that is already copied is not copied again. Returns how many goals were copied.
    """
    _check_may_plan(scope, place)
    last = previous_year(place.year_id)
    if last is None:
        return 0
    goals = list(
        Goal.objects.filter(pk__in=goal_ids, plan__unit=place.unit, plan__year=last, removed_at=None)
        .select_related("item")
        .prefetch_related("activities__served__item", "activities__owner")
    )
    copying = _Copying.between(scope, place, goals)
    return sum(copying.copy(goal) for goal in goals)


@dataclass(frozen=True)
class _Copying:
    """What goals are copied with: the present plan's items by the old ones' ids, and who can own."""

    scope: Scope
    place: Place
    items: dict[int, Item]
    owners: frozenset[int]

    @classmethod
    def between(cls, scope: Scope, place: Place, goals: Sequence[Goal]) -> _Copying:
        old = [goal.item for goal in goals]
        old += [served.item for goal in goals for a in goal.activities.all() for served in a.served.all()]
        items = present_editions(old, initiatives_at(place))
        return cls(scope, place, items, frozenset(each.person.pk for each in owners_for(place)))

    def copy(self, goal: Goal) -> int:
        key = f"copy:{goal.pk}:{self.place.year_id}"
        if Goal.objects.filter(submission_key=key).exists():
            return 0
        item = self.items.get(goal.item_id) if goal.item_id else None
        new = add_goal(self.scope, self.place, GoalInput(goal.title, goal.description, item), key)
        for old in goal.activities.all():
            if old.removed_at is None:
                add_activity(self.scope, new, self.again(old), f"copy:{old.pk}:{self.place.year_id}")
        return 1

    def again(self, old: Activity) -> ActivityInput:
        """Last year's activity as it would be filled in again: no dates, cost or status."""
        found = (self.items.get(served.item_id) for served in old.served.all())
        return ActivityInput(
            title=old.title,
            description=old.description,
            owner=old.owner if old.owner_id in self.owners else None,
            owner_text=old.owner_text,
            expected_effect=old.expected_effect,
            effect_sign=old.effect_sign,
            items=list(dict.fromkeys(item for item in found if item)),
        )
