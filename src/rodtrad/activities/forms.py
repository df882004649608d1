"""What a person may fill in, checked before a verb is called. Lengths are bounded everywhere."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rodtrad.activities import rules
from rodtrad.activities.models import Activity, ActivityStatus, EffectVerdict, Goal, UnitReport
from rodtrad.activities.service import (
    ActivityInput,
    Candidate,
    FollowUpInput,
    GoalInput,
    owners_for,
    report_draft,
)
from rodtrad.common.dates import short_date
from rodtrad.common.numbers import thousands
from rodtrad.organisation.access import Scope
from rodtrad.organisation.models import Person
from rodtrad.organisation.place import Place
from rodtrad.plans.models import Item

LONG = 5_000


class TextArea(forms.Textarea):
    def __init__(self, rows: int = 3) -> None:
        super().__init__(attrs={"rows": rows})


class DayInput(forms.DateInput):
    def __init__(self) -> None:
        super().__init__(attrs={"type": "date"}, format="%Y-%m-%d")


class ItemsField(forms.TypedMultipleChoiceField):
    """The initiatives of the plan in force, as a list to tick in, area by area."""

    widget = forms.CheckboxSelectMultiple


def initiative_choices(initiatives: list[Item]) -> list[tuple[str, list[tuple[int, str]]]]:
    """Initiatives grouped by area, for a list of choices."""
    groups: dict[str, list[tuple[int, str]]] = {}
    for item in initiatives:
        groups.setdefault(item.area.short if item.area else str(_("Övriga")), []).append(
            (item.pk, item.short)
        )
    return list(groups.items())


def owner_choices(candidates: Iterable[Candidate]) -> list[Any]:
    """Those who lead first, then all others."""
    groups: dict[bool, list[tuple[int, str]]] = {True: [], False: []}
    for candidate in candidates:
        groups[candidate.leads].append((candidate.person.pk, candidate.person.name))
    named = ((_("Leder enheten"), groups[True]), (_("Arbetar på enheten"), groups[False]))
    return [("", _("Ingen vald")), *((label, people) for label, people in named if people)]


def with_held(initiatives: list[Item], held: Iterable[Item | None]) -> list[Item]:
    """The plan in force's initiatives, and those held since before that it does not have."""
    known = {item.pk for item in initiatives}
    others = {item.pk: item for item in held if item is not None and item.pk not in known}
    for item in others.values():
        item.area = None
    return [*initiatives, *others.values()]


class GoalForm(forms.Form):
    """A goal: what the unit wants to reach, and the initiative it serves."""

    title = forms.CharField(
        label=_("Mål"),
        max_length=300,
        help_text=_(
            "Vad ska vara annorlunda för barn, elever eller personal? Ett mål går att se om ni har nått."
        ),
        widget=TextArea(2),
    )
    description = forms.CharField(label=_("Bakgrund"), max_length=LONG, required=False, widget=TextArea(3))
    item = forms.TypedChoiceField(
        label=_("Insats i planen som målet hör till"), coerce=int, empty_value=None, required=False
    )

    def __init__(self, *args: Any, initiatives: list[Item], held: Goal | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        initiatives = with_held(initiatives, [held.item] if held else [])
        self._items = {item.pk: item for item in initiatives}
        self.fields["item"].choices = [  # type: ignore[attr-defined]
            ("", _("Ingen av planens insatser")),
            *initiative_choices(initiatives),
        ]

    @staticmethod
    def initial_of(goal: Goal) -> dict[str, Any]:
        return {"title": goal.title, "description": goal.description, "item": goal.item_id}

    @staticmethod
    def told(goal: Goal) -> list[tuple[Any, str]]:
        """The goal as it is saved, for comparing with what someone else is about to save."""
        return [
            (_("Mål"), goal.title),
            (_("Bakgrund"), goal.description),
            (_("Insats"), goal.item.short if goal.item else ""),
        ]

    def given(self, origin: dict[str, int] | None = None) -> GoalInput:
        data = self.cleaned_data
        return GoalInput(data["title"], data["description"], self._items.get(data["item"]), origin or {})


class ActivityForm(forms.Form):
    """An activity: what is done, by whom and when, what it should give and how that will be seen."""

    title = forms.CharField(label=_("Aktivitet"), max_length=300, widget=TextArea(2))
    description = forms.CharField(label=_("Så gör ni"), max_length=LONG, required=False, widget=TextArea(4))
    owner = forms.TypedChoiceField(label=_("Ansvarig"), coerce=int, empty_value=None, required=False)
    owner_text = forms.CharField(
        label=_("Ansvarig, om ingen i listan"),
        max_length=200,
        required=False,
        help_text=_("Till exempel ett arbetslag."),
    )
    starts_on = forms.DateField(label=_("Börjar"), required=False, widget=DayInput)
    ends_on = forms.DateField(
        label=_("Klar senast"),
        required=False,
        widget=DayInput,
    )
    expected_effect = forms.CharField(
        label=_("Väntad effekt"),
        max_length=LONG,
        help_text=_("Vad ska bli annorlunda när ni har gjort det här?"),
        widget=TextArea(3),
    )
    effect_sign = forms.CharField(
        label=_("Så ser ni effekten"),
        max_length=LONG,
        help_text=_("Vad tittar ni på, och när?"),
        widget=TextArea(3),
    )
    cost = forms.IntegerField(
        label=_("Kostnad i kronor"), min_value=0, max_value=1_000_000_000, required=False
    )
    items = ItemsField(label=_("Insatser som aktiviteten bidrar till"), coerce=int, required=False)

    def __init__(
        self,
        *args: Any,
        place: Place,
        initiatives: list[Item],
        held: Activity | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._place = place
        initiatives = with_held(initiatives, [one.item for one in held.served.all()] if held else [])
        self._items = {item.pk: item for item in initiatives}
        candidates = owners_for(place, held.owner if held else None)
        self._people: dict[int, Person] = {each.person.pk: each.person for each in candidates}
        self.fields["items"].choices = initiative_choices(initiatives)  # type: ignore[attr-defined]
        self.fields["owner"].choices = owner_choices(candidates)  # type: ignore[attr-defined]

    def item_groups(self) -> list[dict[str, Any]]:
        """The initiatives by area for the page; an area in which something is chosen is open."""
        value = self["items"].value() or []
        chosen = {str(pk) for pk in value}
        groups: list[dict[str, Any]] = [
            {
                "area": area,
                "options": [
                    {"value": pk, "label": label, "is_chosen": str(pk) in chosen} for pk, label in options
                ],
            }
            for area, options in initiative_choices(list(self._items.values()))
        ]
        for group in groups:
            group["is_open"] = any(option["is_chosen"] for option in group["options"])
        return groups

    @staticmethod
    def initial_of(activity: Activity) -> dict[str, Any]:
        fields = (
            *("title", "description", "owner_text", "starts_on", "ends_on"),
            *("expected_effect", "effect_sign", "cost"),
        )
        return {name: getattr(activity, name) for name in fields} | {
            "owner": activity.owner_id,
            "items": [served.item_id for served in activity.served.all()],
        }

    @staticmethod
    def told(activity: Activity) -> list[tuple[Any, str]]:
        """The activity as it is saved, for comparing with what someone else is about to save."""
        days = [short_date(day, year=True) for day in (activity.starts_on, activity.ends_on) if day]
        return [
            (_("Aktivitet"), activity.title),
            (_("Så gör ni"), activity.description),
            (_("Ansvarig"), activity.owner_name),
            (_("När"), "–".join(days)),
            (_("Väntad effekt"), activity.expected_effect),
            (_("Så ser ni effekten"), activity.effect_sign),
            (_("Kostnad i kronor"), "" if activity.cost is None else thousands(activity.cost)),
            (_("Insatser"), "; ".join(served.item.short for served in activity.served.all())),
        ]

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        problem = rules.dates_problem(
            data.get("starts_on"), data.get("ends_on"), self._place.starts_on, self._place.ends_on
        )
        if problem == "order":
            self.add_error("ends_on", _("Slutdatumet ligger före startdatumet."))
        elif problem == "outside":
            self.add_error(
                "ends_on", _("Datumen ska ligga inom läsåret %(year)s.") % {"year": self._place.year_label}
            )
        return data

    def given(self) -> ActivityInput:
        data = dict(self.cleaned_data)
        data["items"] = [self._items[pk] for pk in data["items"] if pk in self._items]
        data["owner"] = self._people.get(data["owner"])
        return ActivityInput(**data)


class StartForm(forms.Form):
    """How far a suggested activity had come before it was written down."""

    status = forms.ChoiceField(
        label=_("Hur långt har arbetet kommit?"),
        choices=[(each.value, each.label) for each in (ActivityStatus.PLANNED, ActivityStatus.ONGOING)],
        widget=forms.RadioSelect,
        required=False,
        help_text=_("Förslaget kommer från var ni står i skattningen."),
    )

    def given(self) -> str:
        return self.cleaned_data["status"] or ActivityStatus.PLANNED


class FollowUpForm(forms.Form):
    """Work and effect are asked for apart: progress is not quality."""

    status = forms.ChoiceField(label=_("Hur långt har arbetet kommit?"), widget=forms.RadioSelect)
    done = forms.CharField(label=_("Vad gjorde ni?"), max_length=LONG, widget=TextArea(4))
    verdict = forms.ChoiceField(
        label=_("Vilken effekt har ni sett?"), choices=EffectVerdict.choices, widget=forms.RadioSelect
    )
    outcome = forms.CharField(
        label=_("Vad gav det?"),
        max_length=LONG,
        required=False,
        help_text=_("Skriv vad ni har sett, och var ni har sett det."),
        widget=TextArea(4),
    )
    conclusion = forms.CharField(
        label=_("Vad drar ni för slutsats?"), max_length=LONG, required=False, widget=TextArea(3)
    )

    def __init__(self, *args: Any, activity: Activity, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["status"].choices = status_choices(activity)  # type: ignore[attr-defined]

    def given(self) -> FollowUpInput:
        return FollowUpInput(**self.cleaned_data)


def status_choices(activity: Activity) -> list[tuple[str, str]]:
    """The work statuses that this activity may have or get."""
    return [
        (value, str(label))
        for value, label in ActivityStatus.choices
        if rules.may_become(activity.status, value)
    ]


class ReportForm(forms.Form):
    """The unit's follow-up report of the year."""

    summary = forms.CharField(
        label=_("Vad gjorde ni och vad gav det?"),
        max_length=20_000,
        widget=TextArea(14),
        help_text=_("Förberett från årets mål, aktiviteter och uppföljningar. Ändra fritt."),
    )
    next_year = forms.CharField(
        label=_("Vad tar ni med er till nästa år?"), max_length=LONG, required=False, widget=TextArea(5)
    )

    @staticmethod
    def initial_of(scope: Scope, place: Place, report: UnitReport | None) -> dict[str, str]:
        """The report as handed in, else a draft made from what the unit has written during the year."""
        if report is None:
            return {"summary": report_draft(scope, place)}
        return {"summary": report.summary, "next_year": report.next_year}

    @staticmethod
    def told(report: UnitReport) -> list[tuple[Any, str]]:
        """The report as it is handed in, for comparing with what someone else is about to hand in."""
        return [
            (_("Vad gjorde ni och vad gav det?"), report.summary),
            (_("Vad tar ni med er till nästa år?"), report.next_year),
        ]
