"""The respondent groups: who they are, of whom they are asked, and what they are called in a sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from rodtrad.organisation.models import SchoolForm

if TYPE_CHECKING:
    from rodtrad.organisation.models import Unit

__all__ = [
    "ANONYMOUS",
    "PUPILS",
    "WORKING",
    "Group",
    "among",
    "definite",
    "group_invited",
    "in_order",
    "is_asked_at",
    "label_of",
    "main_group",
    "statement_groups",
]


class Group(models.TextChoices):
    """Leaders give one rating together for a unit; everyone in the other groups answers alone and unnamed."""

    LEADERS = "leaders", gettext_lazy("Ledning")
    STAFF = "staff", gettext_lazy("Personal")
    TEACHERS = "teachers", gettext_lazy("Undervisande personal")
    PUPILS_OLDER = "pupils_older", gettext_lazy("Äldre elever")
    PUPILS_YOUNGER = "pupils_younger", gettext_lazy("Yngre elever")
    GUARDIANS = "guardians", gettext_lazy("Vårdnadshavare")


ANONYMOUS: Final = tuple(group for group in Group if group != Group.LEADERS)
PUPILS: Final = frozenset({Group.PUPILS_OLDER, Group.PUPILS_YOUNGER})
# Those who work at the unit: with both groups in a round, everyone belongs to one of them and never to both.
WORKING: Final = frozenset({Group.STAFF, Group.TEACHERS})

# Where a group is asked unless the strategist chooses units. A unit without a school form is asked
# everything.
_FORMS: Final[Mapping[str, frozenset[str]]] = {
    Group.PUPILS_YOUNGER: frozenset({SchoolForm.COMPULSORY}),
    Group.PUPILS_OLDER: frozenset({SchoolForm.COMPULSORY, SchoolForm.UPPER_SECONDARY, SchoolForm.ADULT}),
    Group.GUARDIANS: frozenset({SchoolForm.PRESCHOOL, SchoolForm.COMPULSORY, SchoolForm.UPPER_SECONDARY}),
}


def in_order(groups: Sequence[str]) -> list[str]:
    """The groups in the order in which they stand on every page."""
    return [group.value for group in Group if group in groups]


def main_group(groups: Sequence[str]) -> str:
    """The group whose answers are shown first: the staff where they are asked, else the next one."""
    return next((group.value for group in ANONYMOUS if group in groups), Group.LEADERS.value)


def statement_groups(group: str) -> tuple[str, ...]:
    """Whose wording a group is asked in, the first that there is: teachers are staff and can be asked as
    such.
    """
    return (group, Group.STAFF.value) if group == Group.TEACHERS else (group,)


def is_asked_at(group: str, school_form: str) -> bool:
    """Whether there is such a group at units of a school form: no pupils answer at a preschool."""
    forms = _FORMS.get(group)
    return forms is None or not school_form or school_form in forms


def group_invited(group: str, unit: Unit, groups: Sequence[str]) -> int:
    """How many of a group the register knows at a unit; 0 where it cannot be told, and the unit says itself.

    The register counts the staff as a whole, and the pupils. So the number is not known where staff and
    teachers are asked apart, and for the two ages of pupils at a school that has both.
    """
    if group == Group.LEADERS:
        return 1
    if group in WORKING:
        return 0 if set(groups) >= WORKING else int(unit.staff_count)
    if group in PUPILS and unit.school_form in ("", SchoolForm.COMPULSORY):
        return 0
    return int(unit.pupil_count)


def label_of(group: str) -> str:
    """The group's name, for a heading or a choice: 'Personal'."""
    return str(Group(group).label)


def definite(group: str) -> str:
    """The group as the subject of a sentence: 'personalen'."""
    return {
        Group.LEADERS: _("ledningen"),
        Group.STAFF: _("personalen"),
        Group.TEACHERS: _("den undervisande personalen"),
        Group.PUPILS_OLDER: _("de äldre eleverna"),
        Group.PUPILS_YOUNGER: _("de yngre eleverna"),
        Group.GUARDIANS: _("vårdnadshavarna"),
    }[Group(group)]


def among(group: str) -> str:
    """The group after a number, '12 av 45 i personalen': those who were asked."""
    return {
        Group.LEADERS: pgettext("efter antal", "ledningar"),
        Group.STAFF: pgettext("efter antal", "i personalen"),
        Group.TEACHERS: pgettext("efter antal", "i den undervisande personalen"),
        Group.PUPILS_OLDER: pgettext("efter antal", "äldre elever"),
        Group.PUPILS_YOUNGER: pgettext("efter antal", "yngre elever"),
        Group.GUARDIANS: pgettext("efter antal", "vårdnadshavare"),
    }[Group(group)]
