"""What people send, read and limited before a verb sees it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from rodtrad.assessments.exchange import LIMIT_BYTES
from rodtrad.assessments.groups import Group, definite
from rodtrad.assessments.models import (
    CommentReader,
    Indicator,
    IndicatorKind,
    Instrument,
    InstrumentKind,
    ScaleKind,
    Seer,
)
from rodtrad.assessments.models.instrument import EVERYONE
from rodtrad.assessments.phrases import Phrase
from rodtrad.assessments.rules import COMMENT_LIMIT, Sheet
from rodtrad.assessments.scale import Text, in_language
from rodtrad.assessments.service import (
    Answer,
    Correspondence,
    IndicatorDraft,
    InstrumentDraft,
    LeaderAnswer,
    RoundPlan,
)
from rodtrad.assessments.service.instruments import draft_of_indicator
from rodtrad.organisation.models import Unit

TEXT_LIMIT = 600
LONGEST_NUMBER = 18
# What `LeaderAnswer.mark` writes.
MARK = re.compile(r"[0-9]{0,3}-[0-9a-f]{16}")


@dataclass
class SentAnswers:
    """A respondent's form as it was sent: what can be used, what was typed, and what is wrong with it.

    Not a Django form: forty questions with seven choices each would make thousands of objects on a page
    that must be quick on a phone.
    """

    levels: dict[int, int] = field(default_factory=dict)
    comments: dict[int, str] = field(default_factory=dict)
    errors: dict[int, Phrase] = field(default_factory=dict)

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
            sent.errors[position] = Phrase("error.comment", values)
    return sent


def _read_level(sent: SentAnswers, sheet: Sheet, position: int, chosen: str) -> None:
    level = int(chosen) if chosen.isascii() and chosen.isdigit() and len(chosen) < 4 else -1
    if sheet.takes(position, level):
        sent.levels[position] = level
    else:
        sent.errors[position] = Phrase("error.level")


def read_leader_answers(post: QueryDict, positions: Iterable[int]) -> list[LeaderAnswer]:
    """Read the leaders' `f<position>`, `k<position>`, `v<position>` and `o<position>`, the mark of what the
    form showed; questions that are not in the form are left out. A level that is none becomes 0, which the
    verb refuses.
    """
    return [
        LeaderAnswer(
            position=position,
            level=_level(post.get(f"f{position}", "")),
            # A form sends its lines otherwise than a script does; the words are the same.
            note=post.get(f"k{position}", "").replace("\r\n", "\n").strip(),
            version=_number(post.get(f"v{position}", "")),
            seen=_mark(post.get(f"o{position}", "")),
        )
        for position in positions
        if f"v{position}" in post
    ]


def _mark(text: str) -> str:
    return text if MARK.fullmatch(text) else ""


def _level(chosen: str) -> int | None:
    return _number(chosen) if chosen else None


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


class InstrumentField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """An instrument to choose, told apart from its other versions."""

    def label_from_instance(self, obj: Any) -> str:
        words = {"title": obj.title, "version": obj.version}
        return _("%(title)s, version %(version)d") % words


class UnitsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Units to tick. A number that is larger than any is no unit, rather than too much for the database."""

    def clean(self, value: Any) -> Any:
        for each in value or ():
            if len(str(each)) > LONGEST_NUMBER:
                raise forms.ValidationError(
                    self.error_messages["invalid_choice"], "invalid_choice", {"value": str(each)[:40]}
                )
        return super().clean(value)


class RoundForm(forms.Form):
    """A round to prepare."""

    title = forms.CharField(label=gettext_lazy("Namn på omgången"), max_length=200)
    instrument = InstrumentField(Instrument.objects.none(), label=gettext_lazy("Formulär"))
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
    units = UnitsField(
        Unit.objects.none(),
        label=gettext_lazy("Bara vissa enheter"),
        required=False,
        help_text=gettext_lazy("Välj inga, så deltar alla skolenheter."),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self, *args: Any, instruments: Any, units: Any, today: date, ends_on: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.today, self.ends_on = today, ends_on
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
        elif last and last < self.today:
            self.add_error("closes_on", _("Sista dagen har redan passerat."))
        elif first and first > self.ends_on:
            self.add_error(
                "opens_on", _("Första dagen ligger efter läsårets slut. Byt läsår överst på sidan.")
            )
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


class PurposeForm(forms.Form):
    """What single answers are taken for, and in which format."""

    purpose = forms.CharField(
        label=gettext_lazy("Vad ska svaren användas till?"),
        help_text=gettext_lazy("Till exempel vilken uppföljning, och vem som har bett om den."),
        min_length=10,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    format = forms.ChoiceField(
        label=gettext_lazy("Format"),
        choices=[(kind, kind.upper()) for kind in ("xlsx", "csv", "json", "parquet")],
    )


class CodesForm(forms.Form):
    """How many one-time codes to print."""

    number = forms.IntegerField(label=gettext_lazy("Antal koder"), min_value=1, max_value=500)


LANGUAGES = ("sv", "en")
ACTIVITY_TEXTS = ("title", "expected_effect", "effect_sign")


class TextForm(forms.Form):
    """A form whose texts are written in Swedish and English side by side."""

    def add_text(
        self, name: str, title: str, rows: int = 2, needed: bool = False, limit: int = TEXT_LIMIT
    ) -> None:
        """A pair of fields, one for each language."""
        titles = {"sv": title, "en": _("%(title)s, på engelska") % {"title": title}}
        for language in LANGUAGES:
            widget = forms.Textarea(attrs={"rows": rows}) if rows > 1 else forms.TextInput()
            self.fields[f"{name}_{language}"] = forms.CharField(
                label=titles[language], max_length=limit, required=needed and language == "sv", widget=widget
            )

    def pairs_of(self, *names: str) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The fields of some texts side by side: Swedish and English."""
        return [(self[f"{name}_sv"], self[f"{name}_en"]) for name in names]

    def written(self, name: str, now: Text | None = None) -> Text:
        """One text in the languages in which it was written; those that the form does not have stay."""
        sent = {language: self.cleaned_data.get(f"{name}_{language}", "") for language in LANGUAGES}
        # Browsers end lines in their own way; the same words are the same text wherever they were typed.
        pair = {language: text.replace("\r\n", "\n") for language, text in sent.items()}
        others = {language: words for language, words in (now or {}).items() if language not in LANGUAGES}
        found = {language: words for language, words in pair.items() if words}
        return {**found, **others} if "sv" in found else {}


def values_of_text(name: str, text: Text) -> dict[str, str]:
    """A text as the values of its pair of fields."""
    return {f"{name}_{language}": text.get(language, "") for language in LANGUAGES}


class IndicatorForm(TextForm):
    """One question: statement per group, help, what each level means, the next steps, activities, tags."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        label=gettext_lazy("Slag"), choices=IndicatorKind.choices, widget=forms.RadioSelect
    )
    allows_not_relevant = forms.BooleanField(
        label=gettext_lazy("Den som svarar kan välja att frågan inte är relevant"), required=False
    )
    tags = forms.CharField(
        label=gettext_lazy("Taggar"),
        required=False,
        max_length=400,
        help_text=gettext_lazy("Med komma mellan, till exempel: ai, säkerhet."),
    )

    def __init__(self, *args: Any, indicator: Indicator, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.indicator, self.names = indicator, indicator.instrument.scale
        for group in Group:
            self.add_text(group.value, _("Till %(group)s") % {"group": definite(group)})
        self.add_text("help", _("Hjälptext"))
        for number, name in enumerate(self.names, 1):
            words = {"number": number, "name": in_language(name, (get_language() or "sv")[:2])[0]}
            self.add_text(f"level{number}", _("Nivå %(number)d, %(name)s: så är det då") % words)
            self.add_text(f"step{number}", _("Nivå %(number)d: nästa steg härifrån") % words)
        for number in range(1, len(indicator.suggestions) + 2):
            self._add_activity(number)

    def _add_activity(self, number: int) -> None:
        self.fields[f"act{number}_levels"] = forms.CharField(
            label=_("Passar från nivå"),
            required=False,
            max_length=20,
            help_text=_("Nivåer med komma mellan, till exempel 1, 2. Tomt: alla nivåer."),
        )
        self.add_text(f"act{number}_title", _("Aktivitet"), rows=1, limit=200)
        self.add_text(f"act{number}_expected_effect", _("Väntad effekt"))
        self.add_text(f"act{number}_effect_sign", _("Så ser ni att den kommer"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not any(data.get(f"{group}_sv") for group in Group.values):
            self.add_error(None, _("Skriv ett påstående till minst en grupp."))
        for name, what in (("level", _("vad varje nivå betyder")), ("step", _("nästa steg från varje nivå"))):
            told = [bool(data.get(f"{name}{number}_sv")) for number, _name in enumerate(self.names, 1)]
            if any(told) and not all(told):
                self.add_error(None, _("Skriv %(what)s, eller lämna alla tomma.") % {"what": what})
        for name, value in list(data.items()):
            if name.endswith("_en") and value and not data.get(f"{name.removesuffix('_en')}_sv"):
                self.add_error(name, _("Skriv texten på svenska också."))
        for number in self._activities():
            if _levels_in(data.get(f"act{number}_levels", ""), len(self.names)) is None:
                self.add_error(f"act{number}_levels", _("Skriv nivåer som finns, med komma mellan."))
        return data

    def _activities(self) -> range:
        return range(1, len(self.indicator.suggestions) + 2)

    @staticmethod
    def values_of(indicator: Indicator) -> dict[str, Any]:
        """The form's values as they stand."""
        values: dict[str, Any] = {
            "revision": indicator.revision,
            "kind": indicator.kind,
            "allows_not_relevant": indicator.allows_not_relevant,
            "tags": ", ".join(indicator.tags),
        }
        for name, text in (
            *((group, indicator.statements.get(group, {})) for group in Group.values),
            ("help", indicator.help.get(EVERYONE, {})),
            *((f"level{number}", text) for number, text in enumerate(indicator.levels, 1)),
            *((f"step{number}", text) for number, text in enumerate(indicator.steps, 1)),
        ):
            values |= values_of_text(name, text)
        for number, each in enumerate(indicator.suggestions, 1):
            values[f"act{number}_levels"] = ", ".join(map(str, each.get("levels", ())))
            for name in ACTIVITY_TEXTS:
                values |= values_of_text(f"act{number}_{name}", each.get(name, {}))
        return values

    def statements(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """What is said to the groups that are asked, and always to leaders and staff."""
        return self.pairs_of(*(group for group in Group.values if self._is_asked(group)))

    def more_statements(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """What could be said to the groups that are not asked."""
        return self.pairs_of(*(group for group in Group.values if not self._is_asked(group)))

    def _is_asked(self, group: str) -> bool:
        written = any(self[f"{group}_{language}"].value() for language in LANGUAGES)
        return written or group in (Group.LEADERS, Group.STAFF)

    def help_pair(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return self.pairs_of("help")

    def ladder(self) -> list[tuple[str, list[tuple[forms.BoundField, forms.BoundField]]]]:
        """Per level its name, what it is like there and the next step."""
        wanted = (get_language() or "sv")[:2]
        names = [in_language(name, wanted)[0] for name in self.names]
        return [(name, self.pairs_of(f"level{n}", f"step{n}")) for n, name in enumerate(names, 1)]

    def activity_pairs(
        self,
    ) -> list[tuple[forms.BoundField, list[tuple[forms.BoundField, forms.BoundField]]]]:
        """Per activity, its levels and its texts; the last is empty, for one more."""
        return [
            (self[f"act{n}_levels"], self.pairs_of(*(f"act{n}_{name}" for name in ACTIVITY_TEXTS)))
            for n in self._activities()
        ]

    def draft(self) -> IndicatorDraft:
        """The indicator with the form's words; what the form does not ask for, and other languages, stay."""
        now, data = draft_of_indicator(self.indicator), self.cleaned_data
        statements = {group: self.written(group, now.statements.get(group)) for group in Group.values}
        help_ = {**now.help, EVERYONE: self.written("help", now.help.get(EVERYONE))}
        return replace(
            now,
            kind=data["kind"],
            allows_not_relevant=data["allows_not_relevant"],
            tags=[tag for part in data["tags"].split(",") if (tag := part.strip()[:40])][:20],
            statements={group: text for group, text in statements.items() if text},
            help={group: text for group, text in help_.items() if text},
            levels=self._each("level", now.levels),
            steps=self._each("step", now.steps),
            suggestions=[each for number in self._activities() if (each := self._activity(number))],
        )

    def _each(self, name: str, now: Sequence[Text]) -> list[Text]:
        olds = [*now, *[{}] * len(self.names)]
        texts = [
            self.written(f"{name}{n}", old)
            for n, old in zip(range(1, len(self.names) + 1), olds, strict=False)
        ]
        return texts if all(texts) else []

    def _activity(self, number: int) -> dict[str, Any]:
        olds = self.indicator.suggestions
        old = olds[number - 1] if number <= len(olds) else {}
        texts = {name: self.written(f"act{number}_{name}", old.get(name)) for name in ACTIVITY_TEXTS}
        if not texts["title"]:
            return {}
        levels = _levels_in(self.cleaned_data.get(f"act{number}_levels", ""), len(self.names))
        return {
            **({"levels": levels} if levels else {}),
            **{name: text for name, text in texts.items() if text},
        }


def _levels_in(text: str, most: int) -> list[int] | None:
    """Levels with a comma between; None where one is not of the scale."""
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if not all(
        part.isascii() and part.isdigit() and len(part) < 3 and 1 <= int(part) <= most for part in parts
    ):
        return None
    return sorted({int(part) for part in parts})


class HeadForm(TextForm):
    """What is said of a form as a whole: title, introduction, the names of the levels."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    kind = forms.ChoiceField(
        label=gettext_lazy("Används till"), choices=InstrumentKind.choices, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, instrument: Instrument, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instrument = instrument
        self.add_text("title", _("Namn på formuläret"), rows=1, needed=True, limit=200)
        self.add_text("intro", _("Inledning för den som svarar"))
        for number, _name in enumerate(instrument.scale, 1):
            self.add_text(
                f"name{number}", _("Nivå %(number)d") % {"number": number}, 1, needed=True, limit=200
            )
        self.add_text("not_relevant", _("När frågan inte passar"), rows=1, needed=True, limit=200)

    @staticmethod
    def values_of(instrument: Instrument) -> dict[str, Any]:
        """The form's values as they stand."""
        values: dict[str, Any] = {"kind": instrument.kind}
        for name, text in (
            ("title", instrument.titles),
            ("intro", instrument.intro.get(EVERYONE, {})),
            ("not_relevant", instrument.not_relevant),
            *((f"name{number}", text) for number, text in enumerate(instrument.scale, 1)),
        ):
            values |= values_of_text(name, text)
        return values

    def heading_pairs(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return self.pairs_of("title", "intro")

    def scale_pairs(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        names = [f"name{number}" for number in range(1, self.instrument.levels + 1)]
        return self.pairs_of(*names, "not_relevant")

    def draft(self, now: InstrumentDraft) -> InstrumentDraft:
        """The instrument with the form's words."""
        intro = {**now.intro, EVERYONE: self.written("intro", now.intro.get(EVERYONE))}
        return replace(
            now,
            kind=self.cleaned_data["kind"],
            titles=self.written("title", now.titles),
            intro={group: text for group, text in intro.items() if text},
            scale=[self.written(f"name{n}", name) for n, name in enumerate(now.scale, 1)],
            not_relevant=self.written("not_relevant", now.not_relevant),
        )


class BlankForm(forms.Form):
    """A form to write from nothing."""

    title = forms.CharField(label=gettext_lazy("Namn"), max_length=200)
    kind = forms.ChoiceField(label=gettext_lazy("Används till"), choices=InstrumentKind.choices)
    scale_kind = forms.ChoiceField(
        label=gettext_lazy("Skala"),
        choices=[choice for choice in ScaleKind.choices if choice[0] != ScaleKind.OWN],
    )


class FileForm(forms.Form):
    """A form in a file."""

    file = forms.FileField(label=gettext_lazy("YAML-fil"))

    def clean_file(self) -> Any:
        sent = self.cleaned_data["file"]
        if sent.size > LIMIT_BYTES:
            raise forms.ValidationError(_("Filen är större än ett formulär kan vara (2 MB)."))
        return sent


class AreaForm(TextForm):
    """The title of an area."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.add_text("title", _("Områdets namn"), rows=1, needed=True, limit=200)

    def pairs(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return self.pairs_of("title")


class LinkForm(forms.Form):
    """What one question answers to in an older version, how much of it, and for whom."""

    def __init__(self, *args: Any, row: Correspondence, olds: Sequence[Indicator], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.row = row
        choices = [
            ("", _("Ingen, det är en ny fråga")),
            *((str(o.position), f"{o.position + 1}. {o}") for o in olds),
        ]
        for number in range(1, len(row.links) + 2):
            link = row.links[number - 1] if number <= len(row.links) else None
            self.fields[f"old{number}"] = forms.ChoiceField(
                label=_("Svarar mot"),
                choices=choices,
                required=False,
                initial=str(link.old.position) if link else "",
            )
            self.fields[f"weight{number}"] = forms.FloatField(
                label=_("Hur stor del av frågan"),
                min_value=0.05,
                max_value=1,
                required=False,
                initial=link.weight if link else 1.0,
            )
        known: list[str] = next((link.groups for link in row.links), [])
        self.fields["groups"] = forms.MultipleChoiceField(
            label=_("Får jämföras för"),
            choices=[(group, Group(group).label) for group in Group.values if row.new.is_asked(group)],
            required=False,
            initial=known,
            widget=forms.CheckboxSelectMultiple,
        )

    def olds(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[f"old{n}"], self[f"weight{n}"]) for n in range(1, len(self.row.links) + 2)]

    def weights(self) -> dict[int, float]:
        """By the old one's position."""
        data = self.cleaned_data
        return {
            int(data[f"old{n}"]): float(data[f"weight{n}"] or 1.0)
            for n in range(1, len(self.row.links) + 2)
            if data.get(f"old{n}")
        }
