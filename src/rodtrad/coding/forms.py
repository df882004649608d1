"""What a person may fill in, checked before a verb is called. Lengths are bounded everywhere."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from rodtrad.assessments.groups import Group, label_of
from rodtrad.coding.models import Consent, Theme
from rodtrad.coding.rules import LONGEST_NOTE, LONGEST_TEXT
from rodtrad.coding.service import InterviewInput, ProjectInput, ThemeInput
from rodtrad.organisation.models import Person, Unit
from rodtrad.plans.models import Item

__all__ = ["AnswersForm", "CodersForm", "InterviewForm", "ProjectForm", "ThemeForm", "sent_numbers"]


def sent_numbers(request: HttpRequest, name: str) -> list[int]:
    """The numbers that were ticked under a name; what is no number is left out."""
    found = request.POST.getlist(name)
    return [int(each) for each in found if each.isascii() and each.isdigit() and len(each) < 10]


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def _day(label: Any, **kwargs: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, input_formats=["%Y-%m-%d"], **kwargs)


class ProjectForm(forms.Form):
    """A project's name and its question."""

    title = forms.CharField(label=_("Namn"), max_length=200)
    question = forms.CharField(
        label=_("Vad ska kodningen ge svar på?"),
        required=False,
        max_length=LONGEST_NOTE,
        help_text=_("En fråga som båda som kodar kan hålla i huvudet."),
        widget=_area(3),
    )

    def given(self) -> ProjectInput:
        return ProjectInput(self.cleaned_data["title"], self.cleaned_data["question"])


class AnswersForm(forms.Form):
    """Which answers of a round: a group, a question or all, some of each unit or all."""

    group = forms.ChoiceField(label=_("Vems svar"))
    position = forms.TypedChoiceField(
        label=_("Svar på"),
        coerce=int,
        required=False,
        empty_value=None,
        help_text=_("Öppna frågor står först."),
    )
    most = forms.IntegerField(
        label=_("Högst så många svar från varje enhet"),
        required=False,
        min_value=1,
        max_value=500,
        help_text=_("Tomt är alla. Annars ett slumpvis urval."),
    )

    def __init__(
        self, *args: Any, groups: Sequence[str], questions: Sequence[tuple[int, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["group"].choices = [(group, label_of(group)) for group in groups]  # type: ignore[attr-defined]
        cut = [(place, f"{place + 1}. {words[:110]}") for place, words in questions]
        self.fields["position"].choices = [("", _("Alla frågor")), *cut]  # type: ignore[attr-defined]


class InterviewForm(forms.Form):
    """An interview: typed, pasted or sent as a file, with what was agreed about it."""

    title = forms.CharField(
        label=_("Namn på intervjun"),
        max_length=200,
        help_text=_("Skriv inte vem som intervjuades. Till exempel: Gruppintervju, lärare åk 7–9."),
    )
    group = forms.ChoiceField(label=_("Vilka intervjuades?"), choices=Group.choices)
    unit = forms.TypedChoiceField(label=_("Enhet"), coerce=int, required=False, empty_value=None)
    held_on = _day(_("När"), required=False)
    file = forms.FileField(
        label=_("Fil"),
        required=False,
        help_text=_("TXT, MD eller DOCX, högst 2 MB. Filen sparas inte, bara texten."),
        widget=forms.ClearableFileInput(attrs={"accept": ".txt,.md,.docx"}),
    )
    text = forms.CharField(
        label=_("Text"),
        required=False,
        max_length=LONGEST_TEXT,
        help_text=_(
            "Skriv eller klistra in, med en tom rad mellan stycken. Byt ut namn mot till exempel [kollega]."
        ),
        widget=_area(12),
    )
    consent = forms.ChoiceField(
        label=_("Vad har de intervjuade gått med på?"), choices=Consent.choices, widget=forms.RadioSelect
    )
    consent_note = forms.CharField(
        label=_("Hur det är dokumenterat"),
        max_length=300,
        help_text=_("Till exempel: skriftligt, dnr 2026/114."),
    )
    delete_on = _day(_("Gallras"), help_text=_("Den dagen tas texten bort. Det som har räknats finns kvar."))
    looked_through = forms.BooleanField(
        label=_("Jag har läst igenom texten: inget i den pekar ut en person"), required=False
    )

    def __init__(self, *args: Any, units: Iterable[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._units = {unit.pk: unit for unit in units}
        named = [(pk, unit.name) for pk, unit in self._units.items()]
        self.fields["unit"].choices = [("", _("Ingen särskild")), *named]  # type: ignore[attr-defined]

    def given(self, text: str) -> InterviewInput:
        data = self.cleaned_data
        return InterviewInput(
            title=data["title"],
            text=text,
            group=data["group"],
            consent=data["consent"],
            consent_note=data["consent_note"],
            delete_on=data["delete_on"],
            held_on=data["held_on"],
            unit=self._units.get(data["unit"]) if data["unit"] else None,
            looked_through=data["looked_through"],
        )


class ThemeForm(forms.Form):
    """A theme of the code book."""

    name = forms.CharField(label=_("Tema"), max_length=120)
    description = forms.CharField(
        label=_("Vad hör hit, och vad hör inte hit?"),
        required=False,
        max_length=LONGEST_NOTE,
        widget=_area(3),
    )
    examples = forms.CharField(
        label=_("Exempel"),
        required=False,
        max_length=LONGEST_NOTE,
        help_text=_("Hitta på, eller skriv om: inga ord från texterna."),
        widget=_area(3),
    )
    item = forms.TypedChoiceField(
        label=_("Hör ihop med punkten i planen"), coerce=UUID, required=False, empty_value=None
    )
    note = forms.CharField(
        label=_("Vad ändrade du, och varför?"),
        required=False,
        max_length=LONGEST_NOTE,
        help_text=_("De som kodar får läsa det och gå igenom sina utdrag igen."),
        widget=_area(2),
    )

    def __init__(
        self, *args: Any, items: Sequence[Item], theme: Theme | None = None, coding: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        tied = [
            (str(item.key), f"{item.get_kind_display()} {item.number} {item.short}"[:140]) for item in items
        ]
        if (
            theme is not None
            and theme.item is not None
            and theme.item_key not in {item.key for item in items}
        ):
            tied.append((str(theme.item_key), theme.item.short[:140]))
        self.fields["item"].choices = [("", _("Ingen punkt")), *tied]  # type: ignore[attr-defined]
        if not tied:
            del self.fields["item"]
        if not coding:
            del self.fields["note"]

    def given(self) -> ThemeInput:
        data = self.cleaned_data
        return ThemeInput(
            data["name"], data["description"], data["examples"], data.get("item"), data.get("note", "")
        )


class CodersForm(forms.Form):
    """The two who code."""

    first = forms.TypedChoiceField(label=_("Första"), coerce=int)
    second = forms.TypedChoiceField(label=_("Andra"), coerce=int)

    def __init__(self, *args: Any, people: Iterable[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listed = [("", _("Välj"))] + [(str(person.pk), person.name) for person in people]
        for name in ("first", "second"):
            self.fields[name].choices = listed  # type: ignore[attr-defined]
