"""Reference groups: made, changed and put away by those who keep documents at the same unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from rodtrad.common.audit import record
from rodtrad.common.errors import Conflict, UserError
from rodtrad.organisation.access import Scope
from rodtrad.organisation.models import Person, Role, Unit
from rodtrad.plans.service import owners_for, require_edit
from rodtrad.referrals.models import GroupMember, ReferenceGroup

__all__ = [
    "GroupInput",
    "MemberLine",
    "add_group",
    "archive_group",
    "change_group",
    "choosable_people",
    "group_for",
    "groups_for",
    "members_of",
    "restore_group",
]

MOST_PEOPLE = 300


@dataclass(frozen=True)
class GroupInput:
    """A group as it is to be: its name, what it is for, people by id, and duties as (role, unit id)."""

    name: str
    purpose: str = ""
    people: Sequence[int] = ()
    duties: Sequence[tuple[str, int]] = ()


@dataclass(frozen=True)
class MemberLine:
    """A member as a page shows it: a name, or 'Rektor, Område Norr'."""

    name: str
    is_duty: bool


def groups_for(scope: Scope, authority_path: str, *, archived: bool = False) -> list[ReferenceGroup]:
    """The groups that the person may send to, each with `.size` (members as listed). Two queries."""
    owners = [unit.pk for unit in owners_for(scope, authority_path)]
    found = ReferenceGroup.objects.filter(owner__in=owners, archived_at__isnull=not archived)
    return list(found.select_related("owner").annotate(size=Count("members")))


def group_for(scope: Scope, authority_path: str, group_id: int) -> ReferenceGroup | None:
    """A group by its id, also one put away; None where it is not the person's to keep."""
    owners = [unit.pk for unit in owners_for(scope, authority_path)]
    return ReferenceGroup.objects.filter(pk=group_id, owner__in=owners).select_related("owner").first()


def members_of(group: ReferenceGroup) -> list[MemberLine]:
    """The members, without protected identities. One query."""
    rows = group.members.select_related("person", "unit").order_by("person__last_name", "unit__path", "role")
    lines = []
    for row in rows:
        if row.unit is not None:
            words = {"role": Role(row.role).label, "unit": row.unit.name}
            lines.append(MemberLine(_("%(role)s, %(unit)s och under") % words, is_duty=True))
        elif row.person is not None and not row.person.is_protected:
            lines.append(MemberLine(row.person.name, is_duty=False))
    return lines


def choosable_people(scope: Scope, words: str, keep: Sequence[int] = ()) -> list[Person]:
    """People to choose among: those whose name holds the words, and those chosen before. One query.

    Protected identities are never among them.
    """
    visible = Person.objects.visible_to(scope).filter(is_active=True)
    wanted = Q(pk__in=list(keep))
    parts = words.split()[:4]
    if parts:
        named = Q()
        for part in parts:
            named &= Q(first_name__icontains=part) | Q(last_name__icontains=part)
        wanted |= named
    return list(visible.filter(wanted).order_by("last_name", "first_name")[:MOST_PEOPLE])


@transaction.atomic
def add_group(scope: Scope, owner: Unit, given: GroupInput, key: str) -> ReferenceGroup:
    """Make a group at a unit. The same key again makes no second one."""
    require_edit(scope, owner)
    _check(given)
    values = {"owner": owner, "name": given.name.strip(), "purpose": given.purpose.strip()}
    group, made = ReferenceGroup.objects.get_or_create(submission_key=key, defaults=values)
    if not made:
        require_edit(scope, group)
        return group
    _set_members(scope, group, given)
    record(scope, "group.added", group, unit_path=group.unit_path)
    return group


@transaction.atomic
def change_group(scope: Scope, group: ReferenceGroup, version: int, given: GroupInput) -> ReferenceGroup:
    """Change a group's name, purpose and members. Conflict when someone else has changed it since."""
    row = _locked(scope, group)
    _check(given)
    if row.version != version:
        raise Conflict(
            _("Någon annan har ändrat gruppen medan du arbetade. Det du skrev finns kvar här."),
            "group.version",
        )
    before = (row.name, row.purpose)
    row.name, row.purpose = given.name.strip(), given.purpose.strip()
    row.version += 1
    row.save()
    _set_members(scope, row, given)
    changes = {"title": (before[0], row.name)} if before[0] != row.name else {}
    record(scope, "group.changed", row, unit_path=row.unit_path, changes=changes)
    return row


@transaction.atomic
def archive_group(scope: Scope, group: ReferenceGroup) -> ReferenceGroup:
    """Put a group away: it can no longer be chosen. Referrals it is asked in go on."""
    row = _locked(scope, group)
    if row.archived_at is None:
        row.archived_at = timezone.now()
        row.save(update_fields=["archived_at"])
        record(scope, "group.archived", row, unit_path=row.unit_path)
    return row


@transaction.atomic
def restore_group(scope: Scope, group: ReferenceGroup) -> ReferenceGroup:
    """Bring a group back."""
    row = _locked(scope, group)
    if row.archived_at is not None:
        row.archived_at = None
        row.save(update_fields=["archived_at"])
        record(scope, "group.restored", row, unit_path=row.unit_path)
    return row


def _locked(scope: Scope, group: ReferenceGroup) -> ReferenceGroup:
    require_edit(scope, group)
    return ReferenceGroup.objects.select_for_update(of=("self",)).select_related("owner").get(pk=group.pk)


def _check(given: GroupInput) -> None:
    if not given.name.strip():
        raise UserError(_("Ge gruppen ett namn."), "group.name")
    if not given.people and not given.duties:
        raise UserError(_("Välj minst en person eller ett uppdrag."), "group.empty")
    if any(role not in Role.values for role, _unit in given.duties):
        raise UserError(_("Välj ett av uppdragen."), "group.role")


def _set_members(scope: Scope, group: ReferenceGroup, given: GroupInput) -> None:
    """The members in step with what was chosen; a member whom the person cannot see stays."""
    visible = Person.objects.visible_to(scope)
    people = set(visible.filter(pk__in=list(given.people)).values_list("pk", flat=True))
    units = set(
        Unit.objects.visible_to(scope)
        .filter(pk__in=[unit for _role, unit in given.duties], path__startswith=group.owner.authority_path)
        .values_list("pk", flat=True)
    )
    duties = {(role, unit) for role, unit in given.duties if unit in units}
    seen = visible.filter(pk__in=group.members.exclude(person=None).values("person")).values("pk")
    group.members.filter(person__in=list(seen.values_list("pk", flat=True))).exclude(
        person__in=people
    ).delete()
    for row in group.members.filter(person=None):
        if (row.role, row.unit_id) not in duties:
            row.delete()
    rows = [GroupMember(group=group, person_id=person) for person in people]
    rows += [GroupMember(group=group, role=role, unit_id=unit) for role, unit in duties]
    GroupMember.objects.bulk_create(rows, ignore_conflicts=True)
