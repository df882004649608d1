from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from rodtrad.reports.service.editing import LONGEST, BlockEdit

__all__ = ["BlockForm", "CompileForm"]


class CompileForm(forms.Form):
    """The button that compiles: it knows the latest version there was, so that two clicks are one."""

    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class BlockForm(forms.Form):
    """One block's text. Nothing at all leaves the block out of the report."""

    text = forms.CharField(
        label=_("Text"),
        required=False,
        max_length=LONGEST,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: object, block: BlockEdit, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["text"]
        if block.block["kind"] == "list":
            field.help_text = _("En punkt på varje rad. Lämna tomt för att ta bort stycket ur rapporten.")
        else:
            field.help_text = _("Lämna tomt för att ta bort stycket ur rapporten.")
        if block.block["kind"] in {"title", "heading"}:
            field.widget = forms.Textarea(attrs={"rows": 2})
