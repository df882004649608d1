from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rodtrad.public.service.material import LONGEST_ALT, LONGEST_BODY, Upload
from rodtrad.public.uploads import LARGEST

ACCEPTED = ".png,.jpg,.jpeg,.webp,.pdf,.docx,.xlsx,.pptx,.txt,.md,.csv"
LIMITS = {"limit": LARGEST >> 20}


class MaterialForm(forms.Form):
    """The text in Markdown, and a file to attach. One form, so that no button loses what was typed."""

    body = forms.CharField(
        label=_("Text"),
        required=False,
        strip=False,
        max_length=LONGEST_BODY,
        help_text=_(
            "Skriv i Markdown: ## rubrik, **fetstil**, - punktlista, [ord](https://…). En bifogad bild visas "
            "med ![](namn.png)."
        ),
        widget=forms.Textarea(attrs={"rows": 14}),
    )
    file = forms.FileField(
        label=_("Fil"),
        required=False,
        allow_empty_file=True,
        help_text=_("Bild, PDF, Word, Excel, PowerPoint eller ren text. Högst %(limit)s MB.") % LIMITS,
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
    )
    alt = forms.CharField(
        label=_("Vad bilden visar"),
        required=False,
        max_length=LONGEST_ALT,
        help_text=_("Läses upp för den som inte ser bilden. Behövs bara för bilder."),
    )

    def upload(self) -> Upload | None:
        """The file that was sent along, if any."""
        sent: Any = self.cleaned_data["file"]
        return Upload(str(sent.name), sent.read(), self.cleaned_data["alt"]) if sent else None
