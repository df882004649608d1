"""What people send, read and limited before a verb sees it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rodtrad.assessments.models import Group, Indicator, Instrument
from rodtrad.assessments.rules import COMMENT_LIMIT, valid_level
from rodtrad.assessments.scale import Text
from rodtrad.assessments.service import Answer, LeaderAnswer, RoundPlan
from rodtrad.organisation.models import Unit

TEXT_LIMIT = 600


@dataclass
class SentAnswers:
    """A respondent's form as it was sent: what can be used, what was typed, and what is wrong with it.

    Not a Django form: forty questions with seven choices each would make thousands of objects on a page
    that must be quick on a phone.
    """

    levels: dict[int, int] = field(default_factory=dict)
    comments: dict[int, str] = field(default_factory=dict)
    errors: dict[int, str] = field(default_factory=dict)

    @property
    def answer(self) -> Answer:
        return Answer(self.levels, self.comments)


def read_answers(post: QueryDict, positions: Iterable[int]) -> SentAnswers:
    """Read `f<position>` and `k<position>`; anything else in the form is not looked at."""
    sent = SentAnswers()
    for position in positions:
        chosen = post.get(f"f{position}", "")
        if chosen:
            _read_level(sent, position, chosen)
        comment = post.get(f"k{position}", "").strip()
        if comment:
            sent.comments[position] = comment
        if len(comment) > COMMENT_LIMIT:
            values = {"limit": COMMENT_LIMIT, "length": len(comment)}
            sent.errors[position] = (
                _("Kommentaren får ha högst %(limit)d tecken och har %(length)d.") % values
            )
    return sent


def _read_level(sent: SentAnswers, position: int, chosen: str) -> None:
    level = int(chosen) if chosen.isascii() and chosen.isdigit() and len(chosen) < 4 else -1
    if valid_level(level):
        sent.levels[position] = level
    else:
        sent.errors[position] = _("Välj en av nivåerna.")


def read_leader_answers(post: QueryDict, positions: Iterable[int]) -> list[LeaderAnswer]:
    """Read the leaders' `f<position>`, `k<position>` and `v<position>`; those not in the form are left out.

    A level that is none becomes 0, which the verb refuses.
    """
    return [
        LeaderAnswer(
            position=position,
            level=_level(post.get(f"f{position}", "")),
            note=post.get(f"k{position}", "").strip()[:COMMENT_LIMIT],
            version=_number(post.get(f"v{position}", "")),
        )
        for position in positions
        if f"v{position}" in post
    ]


def _level(chosen: str) -> int | None:
    return _number(chosen) if chosen else None


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


class RoundForm(forms.Form):
    """A round to prepare."""

    title = forms.CharField(label=gettext_lazy("Namn på omgången"), max_length=200)
    instrument = forms.ModelChoiceField(Instrument.objects.none(), label=gettext_lazy("Formulär"))
    opens_on = forms.DateField(
        label=gettext_lazy("Första dag"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    closes_on = forms.DateField(
        label=gettext_lazy("Sista dag"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    groups = forms.MultipleChoiceField(
        label=gettext_lazy("Vilka skattar?"),
        choices=[
            (Group.LEADERS, gettext_lazy("Ledningen, tillsammans per enhet")),
            (Group.STAFF, gettext_lazy("Personalen, var för sig och anonymt")),
        ],
        widget=forms.CheckboxSelectMultiple,
    )
    units = forms.ModelMultipleChoiceField(
        Unit.objects.none(),
        label=gettext_lazy("Bara vissa enheter"),
        required=False,
        help_text=gettext_lazy("Välj inga, så deltar alla skolenheter."),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, instruments: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["instrument"].queryset = instruments  # type: ignore[attr-defined]
        self.fields["instrument"].empty_label = None  # type: ignore[attr-defined]
        if units is None:
            del self.fields["units"]
        else:
            self.fields["units"].queryset = units  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, last = data.get("opens_on"), data.get("closes_on")
        if first and last and last < first:
            self.add_error("closes_on", _("Sista dagen ligger före den första."))
        return data

    def plan(self) -> RoundPlan:
        data = self.cleaned_data
        chosen = data.get("units") or ()
        return RoundPlan(
            title=data["title"],
            opens_on=data["opens_on"],
            closes_on=data["closes_on"],
            groups=tuple(data["groups"]),
            unit_ids=tuple(unit.pk for unit in chosen),
        )


class ExtendForm(forms.Form):
    """Another last day."""

    closes_on = forms.DateField(
        label=gettext_lazy("Ny sista dag"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class InvitedForm(forms.Form):
    """How many of the staff are asked."""

    invited = forms.IntegerField(label=gettext_lazy("Antal i personalen"), min_value=1, max_value=5000)


class CodesForm(forms.Form):
    """How many one-time codes to print."""

    number = forms.IntegerField(label=gettext_lazy("Antal koder"), min_value=1, max_value=500)


class IndicatorForm(forms.Form):
    """The words of one indicator, in both languages."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    staff_sv = forms.CharField(label=gettext_lazy("Påstående för personalen"), max_length=TEXT_LIMIT)
    staff_en = forms.CharField(
        label=gettext_lazy("Påstående för personalen, på engelska"), max_length=TEXT_LIMIT, required=False
    )
    leaders_sv = forms.CharField(label=gettext_lazy("Påstående för ledningen"), max_length=TEXT_LIMIT)
    leaders_en = forms.CharField(
        label=gettext_lazy("Påstående för ledningen, på engelska"), max_length=TEXT_LIMIT, required=False
    )
    help_sv = forms.CharField(label=gettext_lazy("Hjälptext"), max_length=TEXT_LIMIT, required=False)
    help_en = forms.CharField(
        label=gettext_lazy("Hjälptext, på engelska"), max_length=TEXT_LIMIT, required=False
    )

    def __init__(self, *args: Any, names: list[Text], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("staff_sv", "staff_en", "leaders_sv", "leaders_en", "help_sv", "help_en"):
            self.fields[name].widget = forms.Textarea(attrs={"rows": 2})
        for number, level_name in enumerate(names, 1):
            self._add_level(number, level_name)

    def _add_level(self, number: int, name: Text) -> None:
        for language, title in (
            ("sv", _("Nivå %(number)d: %(name)s")),
            ("en", _("Nivå %(number)d på engelska: %(name)s")),
        ):
            self.fields[f"level{number}_{language}"] = forms.CharField(
                label=title % {"number": number, "name": name.get(language) or name["sv"]},
                max_length=TEXT_LIMIT,
                required=language == "sv",
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    @staticmethod
    def values_of(indicator: Indicator) -> dict[str, Any]:
        """The form's values as they stand."""
        values: dict[str, Any] = {"revision": indicator.revision}
        for name, text in (
            ("staff", indicator.statements.get("staff", {})),
            ("leaders", indicator.statements.get("leaders", {})),
            ("help", indicator.help),
            *((f"level{number}", text) for number, text in enumerate(indicator.levels, 1)),
        ):
            values |= {f"{name}_{language}": text.get(language, "") for language in ("sv", "en")}
        return values

    def pairs(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The fields side by side: Swedish and English."""
        names = [name.removesuffix("_sv") for name in self.fields if name.endswith("_sv")]
        return [(self[f"{name}_sv"], self[f"{name}_en"]) for name in names]

    def text(self, name: str) -> Text:
        """One text in the languages in which it was written."""
        pair = {language: self.cleaned_data.get(f"{name}_{language}", "") for language in ("sv", "en")}
        return {language: words for language, words in pair.items() if words}

    def level_texts(self, steps: int) -> tuple[Text, ...]:
        return tuple(self.text(f"level{number}") for number in range(1, steps + 1))
