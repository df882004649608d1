"""What people send, read and limited before a verb sees it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rodtrad.assessments.groups import Group
from rodtrad.assessments.models import CommentReader, Indicator, Instrument, Seer
from rodtrad.assessments.models.instrument import EVERYONE
from rodtrad.assessments.rules import COMMENT_LIMIT, Sheet
from rodtrad.assessments.scale import Text
from rodtrad.assessments.service import Answer, IndicatorDraft, LeaderAnswer, RoundPlan
from rodtrad.assessments.service.instruments import draft_of_indicator
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


def read_answers(post: QueryDict, sheet: Sheet) -> SentAnswers:
    """Read `f<position>` and `k<position>` of what can be answered; nothing else in the form is looked at."""
    sent = SentAnswers()
    for position in sheet.asked:
        chosen = post.get(f"f{position}", "")
        if chosen:
            _read_level(sent, sheet, position, chosen)
        comment = post.get(f"k{position}", "").strip()
        if comment:
            sent.comments[position] = comment
        if len(comment) > COMMENT_LIMIT:
            values = {"limit": COMMENT_LIMIT, "length": len(comment)}
            sent.errors[position] = (
                _("Kommentaren får ha högst %(limit)d tecken och har %(length)d.") % values
            )
    return sent


def _read_level(sent: SentAnswers, sheet: Sheet, position: int, chosen: str) -> None:
    level = int(chosen) if chosen.isascii() and chosen.isdigit() and len(chosen) < 4 else -1
    if sheet.takes(position, level):
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
            (Group.TEACHERS, gettext_lazy("Undervisande personal, för sig")),
            (Group.PUPILS_OLDER, gettext_lazy("Äldre elever, från ungefär 13 år")),
            (Group.PUPILS_YOUNGER, gettext_lazy("Yngre elever, ungefär 9 till 12 år")),
            (Group.GUARDIANS, gettext_lazy("Vårdnadshavare")),
        ],
        help_text=gettext_lazy(
            "Frågas både personal och undervisande personal svarar var och en i bara en av grupperna."
        ),
        widget=forms.CheckboxSelectMultiple,
    )
    seen_by = forms.ChoiceField(
        label=gettext_lazy("Vem ser enhetens resultat?"),
        choices=Seer.choices,
        help_text=gettext_lazy(
            "De som leder enheten uppifrån ser det alltid. Ledningens egen skattning visas aldrig"
            " för andra enheter."
        ),
        widget=forms.RadioSelect,
    )
    comments_for = forms.ChoiceField(
        label=gettext_lazy("Vem läser det som skrivs?"),
        choices=CommentReader.choices,
        widget=forms.RadioSelect,
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
            seen_by=data["seen_by"],
            comments_for=data["comments_for"],
            unit_ids=tuple(unit.pk for unit in chosen),
        )


class ExtendForm(forms.Form):
    """Another last day."""

    closes_on = forms.DateField(
        label=gettext_lazy("Ny sista dag"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class InvitedForm(forms.Form):
    """How many of a group are asked."""

    invited = forms.IntegerField(label=gettext_lazy("Antal tillfrågade"), min_value=1, max_value=5000)


class CodesForm(forms.Form):
    """How many one-time codes to print."""

    number = forms.IntegerField(label=gettext_lazy("Antal koder"), min_value=1, max_value=500)


LANGUAGES = ("sv", "en")


class IndicatorForm(forms.Form):
    """The words of one indicator, in both languages: statement per group, help, levels."""

    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, indicator: Indicator, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.indicator = indicator
        for group in Group:
            self._add(f"{group.value}", _("Till %(group)s") % {"group": group.label.lower()})
        self._add("help", _("Hjälptext"))
        names = indicator.instrument.scale if indicator.levels else []
        for number, name in enumerate(names, 1):
            for language in LANGUAGES:
                title = {"number": number, "name": name.get(language) or name["sv"]}
                self._field(f"level{number}", language, _("Nivå %(number)d: %(name)s") % title)

    def _add(self, name: str, title: str) -> None:
        self._field(name, "sv", title)
        self._field(name, "en", _("%(title)s, på engelska") % {"title": title})

    def _field(self, name: str, language: str, title: str) -> None:
        self.fields[f"{name}_{language}"] = forms.CharField(
            label=title,
            max_length=TEXT_LIMIT,
            required=name.startswith("level") and language == "sv",
            widget=forms.Textarea(attrs={"rows": 2}),
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not any(data.get(f"{group}_sv") for group in Group.values):
            raise forms.ValidationError(_("Skriv ett påstående till minst en grupp."))
        return data

    @staticmethod
    def values_of(indicator: Indicator) -> dict[str, Any]:
        """The form's values as they stand."""
        values: dict[str, Any] = {"revision": indicator.revision}
        for name, text in (
            *((group, indicator.statements.get(group, {})) for group in Group.values),
            ("help", indicator.help.get(EVERYONE, {})),
            *((f"level{number}", text) for number, text in enumerate(indicator.levels, 1)),
        ):
            values |= {f"{name}_{language}": text.get(language, "") for language in LANGUAGES}
        return values

    def pairs(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The fields side by side: Swedish and English."""
        names = [name.removesuffix("_sv") for name in self.fields if name.endswith("_sv")]
        return [(self[f"{name}_sv"], self[f"{name}_en"]) for name in names]

    def draft(self) -> IndicatorDraft:
        """The indicator with the form's words; what the form does not ask for, and other languages, stay."""
        now = draft_of_indicator(self.indicator)
        statements = {group: self._text(group, now.statements.get(group, {})) for group in Group.values}
        help_ = {**now.help, EVERYONE: self._text("help", now.help.get(EVERYONE, {}))}
        return replace(
            now,
            statements={group: text for group, text in statements.items() if text},
            help={group: text for group, text in help_.items() if text},
            levels=[self._text(f"level{n}", text) for n, text in enumerate(now.levels, 1)],
        )

    def _text(self, name: str, now: Text) -> Text:
        """One text in the languages in which it was written."""
        pair = {language: self.cleaned_data.get(f"{name}_{language}", "") for language in LANGUAGES}
        others = {language: words for language, words in now.items() if language not in LANGUAGES}
        found = {language: words for language, words in pair.items() if words}
        return {**found, **others} if found else {}
