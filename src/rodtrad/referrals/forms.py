"""What a person may fill in, checked before a verb is called. Lengths are bounded everywhere."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from rodtrad.organisation.models import Person, Role, Unit, UnitKind
from rodtrad.organisation.models.unit import STEP
from rodtrad.referrals.models import Answer, GroupMember, Motion, ReferenceGroup, Remark, Verdict
from rodtrad.referrals.rules import LONGEST, MOST_QUESTIONS, QUESTION_LENGTH
from rodtrad.referrals.service import AnswerInput, GroupInput, MotionInput, Sending

__all__ = ["AnswerForm", "CallBackForm", "GroupForm", "LastDayForm", "MotionForm", "SendForm", "UnitShelf"]

# Above this many units they are chosen by administration and district, not one by one.
MOST_LISTED = 400


class TextArea(forms.Textarea):
    def __init__(self, rows: int = 3) -> None:
        super().__init__(attrs={"rows": rows})


def day_field(label: Any, **kwargs: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, input_formats=["%Y-%m-%d"], **kwargs)


@dataclass
class UnitShelf:
    """A unit high up, the number of school units under it, and those listed right under it."""

    unit: Unit
    below: int
    listed: list[Unit]
    is_chosen: bool = False
    has_chosen: bool = False


HIGH = frozenset({UnitKind.AUTHORITY, UnitKind.ADMINISTRATION, UnitKind.DISTRICT})


def shelves_of(units: Iterable[Unit]) -> list[UnitShelf]:
    """Authority, administrations and districts, each with the school units right under it."""
    listed = list(units)
    few = len(listed) <= MOST_LISTED
    schools = [unit for unit in listed if unit.kind not in HIGH]
    return [
        UnitShelf(
            unit=top,
            below=sum(str(unit.path).startswith(top.path) for unit in schools),
            listed=[unit for unit in schools if few and str(unit.path)[:-STEP] == top.path],
        )
        for top in listed
        if top.kind in HIGH
    ]


class SendForm(forms.Form):
    """A referral: last day, words, questions and to whom. Groups and units come from the caller."""

    last_day = day_field(_("Sista dag att svara"))
    message = forms.CharField(
        label=_("Följebrev"),
        required=False,
        max_length=LONGEST,
        help_text=_("Varför ni frågar, och vad ni särskilt vill ha synpunkter på."),
        widget=TextArea(5),
    )
    questions = forms.CharField(
        label=_("Frågor"),
        required=False,
        max_length=MOST_QUESTIONS * (QUESTION_LENGTH + 2),
        help_text=_("En fråga på varje rad, högst fem. De besvaras vid sidan av synpunkterna."),
        widget=TextArea(3),
    )
    groups = forms.TypedMultipleChoiceField(
        label=_("Referensgrupper"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    key = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(
        self, *args: Any, groups: Iterable[ReferenceGroup], units: Iterable[Unit], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._groups = {group.pk: group for group in groups}
        self._units = {unit.pk: unit for unit in units}
        self.fields["groups"].choices = [(key, group.name) for key, group in self._groups.items()]  # type: ignore[attr-defined]
        if not self._groups:
            del self.fields["groups"]
        self.initial.setdefault("key", secrets.token_hex(16))

    def chosen(self, name: str) -> list[Unit]:
        """The units ticked under a name; what is no unit of the list is left out."""
        sent = self.data.getlist(name) if isinstance(self.data, QueryDict) else []
        return [
            self._units[int(pk)]
            for pk in sent
            if pk.isascii() and pk.isdigit() and len(pk) < 10 and int(pk) in self._units
        ]

    def units(self) -> list[Unit]:
        """Every unit that is asked: those ticked, and the school units under those ticked as a whole."""
        found = {unit.pk: unit for unit in self.chosen("enhet")}
        for top in self.chosen("alla"):
            for unit in self._units.values():
                if unit.kind in {UnitKind.SCHOOL, UnitKind.DEPARTMENT} and unit.path.startswith(top.path):
                    found.setdefault(unit.pk, unit)
        return list(found.values())

    def shelves(self) -> list[UnitShelf]:
        """The units to choose among, with what was ticked."""
        shelves = shelves_of(self._units.values())
        whole, each = ({unit.pk for unit in self.chosen(name)} for name in ("alla", "enhet"))
        for shelf in shelves:
            shelf.is_chosen = shelf.unit.pk in whole
            shelf.has_chosen = shelf.unit.pk in each or any(unit.pk in each for unit in shelf.listed)
            for unit in [shelf.unit, *shelf.listed]:
                unit.is_chosen = unit.pk in each
        return shelves

    def given(self) -> Sending:
        values = self.cleaned_data
        return Sending(
            last_day=values["last_day"],
            units=self.units(),
            groups=[self._groups[key] for key in values.get("groups", ())],
            message=values["message"],
            questions=values["questions"].splitlines(),
        )


class LastDayForm(forms.Form):
    """Another last day."""

    last_day = day_field(_("Sista dag att svara"))


class CallBackForm(forms.Form):
    """Why a referral ends before its time."""

    why = forms.CharField(
        label=_("Varför återkallas remissen?"),
        max_length=LONGEST,
        help_text=_("Det läser alla som har fått remissen."),
        widget=TextArea(3),
    )


class AnswerForm(forms.Form):
    """An answer to a comment."""

    verdict = forms.ChoiceField(
        label=_("Svar"), choices=Verdict.choices, widget=forms.RadioSelect, required=True
    )
    reason = forms.CharField(
        label=_("Motivering"),
        required=False,
        max_length=LONGEST,
        help_text=_("Behövs när synpunkten tillgodoses delvis eller inte alls."),
        widget=TextArea(4),
    )
    wording = forms.CharField(
        label=_("Ny lydelse"),
        required=False,
        max_length=LONGEST,
        help_text=_("Fyll i när lydelsen blir en annan än den som föreslogs."),
        widget=TextArea(3),
    )
    version = forms.IntegerField(min_value=0, max_value=10**6, widget=forms.HiddenInput)

    def __init__(self, *args: Any, remark: Remark, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not remark.is_item:
            del self.fields["wording"]

    @staticmethod
    def initial_of(answer: Answer | None) -> dict[str, Any]:
        if answer is None:
            return {"version": 0}
        names = ("verdict", "reason", "wording", "version")
        return {name: getattr(answer, name) for name in names}

    def given(self) -> AnswerInput:
        values = self.cleaned_data
        return AnswerInput(values["verdict"], values["reason"], values.get("wording", ""))


class GroupForm(forms.Form):
    """A reference group. The people and units to choose among come from the caller."""

    name = forms.CharField(label=_("Namn"), max_length=120)
    purpose = forms.CharField(
        label=_("Uppdrag"),
        required=False,
        max_length=LONGEST,
        help_text=_("Vad gruppen är till för, och vad den brukar tillfrågas om."),
        widget=TextArea(2),
    )
    people = forms.TypedMultipleChoiceField(
        label=_("Personer"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    role = forms.ChoiceField(label=_("Alla med uppdraget"), required=False)
    unit = forms.TypedChoiceField(label=_("på eller under"), required=False, coerce=int, empty_value=None)
    duties = forms.MultipleChoiceField(
        label=_("Uppdrag i gruppen"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self,
        *args: Any,
        people: Iterable[Person],
        units: Iterable[Unit],
        held: Iterable[GroupMember] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        names = {unit.pk: unit.name for unit in units}
        self.fields["people"].choices = [(person.pk, person.name) for person in people]  # type: ignore[attr-defined]
        self.fields["role"].choices = [("", "–"), *Role.choices]  # type: ignore[attr-defined]
        self.fields["unit"].choices = [("", "–"), *names.items()]  # type: ignore[attr-defined]
        duties = [(duty_key(row), duty_words(row)) for row in held if row.unit_id]
        self.fields["duties"].choices = duties  # type: ignore[attr-defined]
        for name in ("people", "duties"):
            if not self.fields[name].choices:  # type: ignore[attr-defined]
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if bool(values.get("role")) != bool(values.get("unit")):
            self.add_error("role", _("Välj både uppdrag och enhet."))
        return values

    def given(self) -> GroupInput:
        values = self.cleaned_data
        duties = [_duty(text) for text in values.get("duties", ())]
        if values["role"] and values["unit"]:
            duties.append((values["role"], values["unit"]))
        return GroupInput(values["name"], values["purpose"], values.get("people", ()), duties)


def duty_key(row: GroupMember) -> str:
    return f"{row.role}-{row.unit_id}"


def duty_words(row: GroupMember) -> str:
    unit = row.unit.name if row.unit else ""
    return f"{Role(row.role).label}, {unit}"


def _duty(text: str) -> tuple[str, int]:
    role, _dash, unit = text.rpartition("-")
    return role, int(unit)


class MotionForm(forms.Form):
    """A motion that the document answers."""

    title = forms.CharField(label=_("Motionens rubrik"), max_length=300)
    by = forms.CharField(
        label=_("Väckt av"),
        max_length=200,
        required=False,
        help_text=_("Som det står i motionen, till exempel ett parti."),
    )
    answer = forms.CharField(
        label=_("Svar på motionen"), max_length=20_000, required=False, widget=TextArea(5)
    )
    version = forms.IntegerField(min_value=0, max_value=10**6, required=False, widget=forms.HiddenInput)
    key = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)

    @staticmethod
    def initial_of(motion: Motion | None) -> dict[str, Any]:
        if motion is None:
            return {"version": 0, "key": secrets.token_hex(16)}
        return {name: getattr(motion, name) for name in ("title", "by", "answer", "version")}

    def given(self) -> MotionInput:
        values = self.cleaned_data
        return MotionInput(values["title"], values["by"], values["answer"])


def default_last_day(today: date) -> date:
    """Six weeks: what units need to talk it through."""
    return date.fromordinal(today.toordinal() + 42)
