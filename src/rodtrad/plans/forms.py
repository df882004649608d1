from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.core.validators import URLValidator
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from rodtrad.organisation.models import Unit
from rodtrad.plans import tree as trees
from rodtrad.plans.attached import ACCEPTED
from rodtrad.plans.importing import PlanTree
from rodtrad.plans.models import Document, DocumentKind, ItemKind
from rodtrad.plans.pasted import MAX_LINES, lines_of
from rodtrad.plans.service import Decision, Facts

FIRST_YEAR, LAST_YEAR = 1990, 2100
PASTE_LIMIT = 2_000_000


class IsoDate(forms.DateInput):
    """The browser's own date field."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def date_field(label: Any, **kwargs: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=IsoDate(), input_formats=["%Y-%m-%d"], **kwargs)


class ImportForm(forms.Form):
    """A file, or its text pasted: one of the two. Sent twice with one `key`, it is one import."""

    file = forms.FileField(
        label=_("Fil"),
        required=False,
        allow_empty_file=True,
        help_text=_("PDF, Word (.docx), OpenDocument (.odt), text, Markdown eller JSON. Högst 20 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,.docx,.odt,.txt,.md,.json"}),
    )
    text = forms.CharField(
        label=_("Eller klistra in texten"),
        required=False,
        strip=False,
        max_length=PASTE_LIMIT,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        file, text = values.get("file"), (values.get("text") or "").strip()
        if file and text:
            raise forms.ValidationError(_("Välj antingen en fil eller inklistrad text, inte båda."))
        if not file and not text and not self.errors:
            raise forms.ValidationError(_("Välj en fil eller klistra in texten."))
        if file and file.size > settings.UPLOAD_LIMIT_BYTES:
            from rodtrad.plans.service import too_large

            raise forms.ValidationError(too_large())
        return values

    def content(self) -> tuple[str, bytes]:
        """The name and the bytes of what was sent."""
        file = self.cleaned_data["file"]
        if file:
            return str(file.name), file.read()
        return gettext("Inklistrad text") + ".txt", self.cleaned_data["text"].encode()


class ItemForm(forms.Form):
    """One item's words, kind and role. In the text, a new line marks where to split."""

    kind = forms.ChoiceField(label=_("Slag"), choices=ItemKind.choices)
    text = forms.CharField(
        label=_("Text"), max_length=20_000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    heading = forms.CharField(label=_("Rubrik"), max_length=300, required=False)
    role = forms.CharField(label=_("Roll"), max_length=120, required=False)
    sub_role = forms.CharField(label=_("Närmare bestämt"), max_length=120, required=False)
    definition = forms.CharField(
        label=_("Övergripande mål eller betydelse"),
        max_length=20_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    responsible_unit = forms.CharField(label=_("Ansvarig enhet"), max_length=200, required=False)
    status = forms.CharField(label=_("Status"), max_length=120, required=False)
    due = forms.CharField(label=_("När"), max_length=120, required=False)
    effect = forms.CharField(
        label=_("Planerad effekt"),
        max_length=20_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    # What most items need, and what only some have: the latter is folded.
    COMMON = ("kind", "text", "role", "sub_role")
    FEW = ("heading", "definition", "responsible_unit", "status", "due", "effect")

    def common_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.COMMON]

    def few_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.FEW]

    def few_used(self) -> bool:
        return any(self[name].value() for name in self.FEW)


class ManyForm(forms.Form):
    """What is set on many items at once; a field left empty changes nothing."""

    kind = forms.ChoiceField(
        label=_("Slag"), choices=[("", _("Ändra inte")), *ItemKind.choices], required=False
    )
    role = forms.CharField(label=_("Roll"), max_length=120, required=False)
    sub_role = forms.CharField(label=_("Närmare bestämt"), max_length=120, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id = "flera-%s"


class TakeForm(forms.Form):
    """Words of the source that become an item; `start` and `end` where the browser knows them."""

    words = forms.CharField(
        label=_("Orden i källan"), max_length=20_000, strip=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    kind = forms.ChoiceField(label=_("Slag"), choices=ItemKind.choices, initial=ItemKind.INITIATIVE)
    role = forms.CharField(label=_("Roll"), max_length=120, required=False)
    sub_role = forms.CharField(label=_("Närmare bestämt"), max_length=120, required=False)
    start = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)
    end = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id = "kalla-%s"


class PasteForm(forms.Form):
    """A list that becomes items: what each depth is, and where it goes."""

    text = forms.CharField(
        label=_("Lista"),
        max_length=100_000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("En rad blir en punkt. Indrag, punkter och nummer visar vad som hör under vad."),
    )
    kind_0 = forms.ChoiceField(
        label=_("Yttersta raderna"), choices=ItemKind.choices, initial=ItemKind.INITIATIVE
    )
    kind_1 = forms.ChoiceField(
        label=_("Rader ett steg in"), choices=ItemKind.choices, initial=ItemKind.ACTIVITY
    )
    kind_2 = forms.ChoiceField(
        label=_("Rader längre in"), choices=ItemKind.choices, initial=ItemKind.ACTIVITY
    )
    where = forms.ChoiceField(
        label=_("Plats"),
        choices=[
            ("after", _("Efter den valda punkten")),
            ("under", _("Under den valda punkten")),
            ("last", _("Sist i dokumentet")),
        ],
        initial="last",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id = "lista-%s"

    def preview(self) -> list[tuple[int, str, str]]:
        """The items that would come of it: depth, kind and text; the first hundred."""
        kinds = [str(self[f"kind_{depth}"].value()) for depth in range(3)]
        labels = dict(ItemKind.choices)
        lines = lines_of(str(self["text"].value() or ""))[:100]
        return [(depth, str(labels.get(kinds[min(depth, 2)], "")), text) for depth, text in lines]

    def number(self) -> int:
        """How many items would come of it."""
        return len(lines_of(str(self["text"].value() or "")))


def checked_period(form: forms.Form, values: dict[str, Any]) -> dict[str, Any]:
    """The values, with an error where the years come in the wrong order."""
    first, last = values.get("period_from"), values.get("period_to")
    if first and last and first > last:
        form.add_error("period_to", gettext("Perioden slutar före den börjar."))
    return values


class FirstItemsForm(PasteForm):
    """The items that a new document begins with; there may be none. Sent twice with one `key`, it is one."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["where"]
        self.fields["text"].required = False
        self.fields["text"].label = _("Skriv eller klistra in en lista")
        self.fields["kind_0"].initial = ItemKind.AREA
        self.fields["kind_1"].initial = ItemKind.INITIATIVE

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        if len(lines_of(text)) > MAX_LINES:
            raise forms.ValidationError(gettext("Klistra in högst %(n)s rader åt gången.") % {"n": MAX_LINES})
        return text

    def tree(self, title: str, kind: str) -> PlanTree:
        """The items under a document's title and kind. Raises UserError where they cannot stand so."""
        empty, lines = PlanTree(title=title, kind=kind), lines_of(self.cleaned_data["text"])  # type: ignore[arg-type]
        kinds = [self.cleaned_data[f"kind_{depth}"] for depth in range(3)]
        return trees.apply(empty, trees.Edit("paste", lines=lines, kinds=kinds)) if lines else empty


class AppendixForm(forms.Form):
    """A file or a link, one of the two."""

    title = forms.CharField(
        label=_("Titel"), max_length=200, required=False, help_text=_("Tom titel blir filens namn.")
    )
    file = forms.FileField(
        label=_("Fil"),
        required=False,
        allow_empty_file=True,
        max_length=200,
        help_text=_("PDF, Word, Excel, PowerPoint, OpenDocument, bild eller text. Högst 20 MB."),
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
    )
    url = forms.URLField(
        label=_("Eller en länk"), required=False, max_length=500, assume_scheme="https",
        validators=[URLValidator(schemes=["https", "http"])],
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        file, url = values.get("file"), values.get("url")
        if file and url:
            raise forms.ValidationError(_("Välj antingen en fil eller en länk, inte båda."))
        if not file and not url and not self.errors:
            raise forms.ValidationError(_("Välj en fil eller skriv en länk."))
        if url and not values.get("title"):
            self.add_error("title", gettext("Skriv vad länken leder till."))
        if file and file.size > settings.UPLOAD_LIMIT_BYTES:
            from rodtrad.plans.service import too_large

            raise forms.ValidationError(too_large())
        return values


class FactsForm(forms.Form):
    """The header of a document. The units and the earlier editions to choose among come from the caller."""

    title = forms.CharField(label=_("Titel"), max_length=300)
    kind = forms.ChoiceField(label=_("Slag av dokument"), choices=DocumentKind.choices)
    owner = forms.ChoiceField(
        label=_("Enhet som äger dokumentet"), help_text=_("Enhetens strateger kan ändra utkastet.")
    )
    owner_text = forms.CharField(
        label=_("Ägare enligt dokumentet"),
        max_length=300,
        required=False,
        help_text=_("Som det står i dokumentet, till exempel en förvaltning eller en stad."),
    )
    document_owner = forms.CharField(label=_("Dokumentansvarig"), max_length=200, required=False)
    period_from = forms.IntegerField(
        label=_("Gäller från och med år"), min_value=FIRST_YEAR, max_value=LAST_YEAR, required=False
    )
    period_to = forms.IntegerField(
        label=_("Gäller till och med år"), min_value=FIRST_YEAR, max_value=LAST_YEAR, required=False
    )
    review_due = date_field(
        _("Ska prövas senast"),
        required=False,
        help_text=_("Då blir du påmind om att se om dokumentet håller."),
    )
    replaces = forms.ChoiceField(label=_("Ersätter"), required=False)

    def __init__(
        self, *args: Any, units: Iterable[Unit], editions: Iterable[Document], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.units = {str(unit.pk): unit for unit in units}
        self.editions = {str(document.pk): document for document in editions}
        owners = [(key, unit.name) for key, unit in self.units.items()]
        older = [(key, _edition(document)) for key, document in self.editions.items()]
        self.fields["owner"].choices = owners  # type: ignore[attr-defined]
        self.fields["replaces"].choices = [("", gettext("Inget dokument")), *older]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        return checked_period(self, super().clean() or {})

    def facts(self) -> Facts:
        values = dict(self.cleaned_data)
        values["owner"] = self.units[values["owner"]]
        values["replaces"] = self.editions.get(values["replaces"])
        return Facts(**values)


def _edition(document: Document) -> str:
    told = ", ".join(part for part in (document.edition_name, document.period) if part)
    return f"{document.title} ({told})"


def facts_of_tree(tree: PlanTree, owner: Unit) -> dict[str, Any]:
    """What the reading found of the header, for the form to begin with."""
    first, last = tree.period or (None, None)
    return {
        "title": tree.title or "",
        "kind": tree.kind,
        "owner": str(owner.pk),
        "owner_text": tree.owner or "",
        "document_owner": tree.document_owner or "",
        "period_from": first,
        "period_to": last,
    }


def facts_of_document(document: Document) -> dict[str, Any]:
    """The header as it stands."""
    names = ("title", "kind", "owner_text", "document_owner", "period_from", "period_to", "review_due")
    return {
        **{name: getattr(document, name) for name in names},
        "owner": str(document.owner_id),
        "replaces": str(document.replaces_id or ""),
    }


class EditionForm(forms.Form):
    """The next edition: what it is called and for which years."""

    title = forms.CharField(label=_("Titel"), max_length=300)
    period_from = forms.IntegerField(
        label=_("Gäller från och med år"), min_value=FIRST_YEAR, max_value=LAST_YEAR, required=False
    )
    period_to = forms.IntegerField(
        label=_("Gäller till och med år"), min_value=FIRST_YEAR, max_value=LAST_YEAR, required=False
    )

    def clean(self) -> dict[str, Any]:
        return checked_period(self, super().clean() or {})


class CorrectionForm(forms.Form):
    """Why a decided document is corrected."""

    reason = forms.CharField(
        label=_("Varför rättas dokumentet?"),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Skälet visas för alla som läser den rättade utgåvan."),
    )


class ReviewForm(forms.Form):
    """When a document was looked through, and when it is to be again."""

    on = date_field(_("Prövad den"))
    next_review = date_field(
        _("Nästa prövning"), required=False, help_text=_("Då blir du påmind. Lämna tomt om det inte behövs.")
    )


class DecisionForm(forms.Form):
    """Who decided, when, § and diarienummer."""

    by = forms.CharField(
        label=_("Beslutad av"), max_length=200, help_text=_("Till exempel nämnden eller fullmäktige.")
    )
    on = date_field(_("Beslutsdatum"))
    paragraph = forms.CharField(
        label=_("Paragraf"), max_length=40, required=False, help_text=_("Till exempel § 31.")
    )
    diarienummer = forms.CharField(label=_("Diarienummer"), max_length=60, required=False)

    def clean_on(self) -> date:
        day: date = self.cleaned_data["on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("Beslutsdatum kan inte ligga i framtiden."))
        return day

    def decision(self) -> Decision:
        return Decision(**self.cleaned_data)


def proposed_decision(document: Document) -> dict[str, Any]:
    """What the paper says of its decision, for the form to begin with."""
    return {
        "by": document.decided_by,
        "on": document.decided_on,
        "paragraph": document.decision_paragraph,
        "diarienummer": document.diarienummer,
    }


class ExpireForm(forms.Form):
    """The day when a document ceases to hold."""

    on = date_field(_("Upphör den"))
