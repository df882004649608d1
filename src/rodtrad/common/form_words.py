"""What is said of a field that must be put right, in plain words.

The framework's own sentences speak of fields and values ("Säkerställ att detta värde har som mest 200
tecken"). These take their place in every form, so that no form has to say them for itself.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.core import validators
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

__all__ = ["speak_plainly"]

NOT_THERE = _("Det du valde finns inte längre. Välj något annat.")


def speak_plainly() -> None:
    """Put the sentences in place, once, when the program starts."""
    for field, sentences in _FIELDS.items():
        field.default_error_messages = {**field.default_error_messages, **sentences}
    for validator, sentence in _VALIDATORS.items():
        validator.message = sentence


_FIELDS: dict[type[forms.Field], dict[str, Any]] = {
    forms.Field: {"required": _("Det här behöver fyllas i.")},
    forms.ChoiceField: {"invalid_choice": NOT_THERE},
    forms.MultipleChoiceField: {"required": _("Välj minst en."), "invalid_choice": NOT_THERE},
    forms.ModelChoiceField: {"invalid_choice": NOT_THERE},
    forms.ModelMultipleChoiceField: {"invalid_choice": NOT_THERE, "invalid_pk_value": NOT_THERE},
    forms.DateField: {"invalid": _("Skriv en dag som finns, till exempel 2026-11-26.")},
    forms.IntegerField: {"invalid": _("Skriv ett heltal.")},
    forms.FloatField: {"invalid": _("Skriv ett tal.")},
}

_VALIDATORS: dict[type[validators.BaseValidator], Any] = {
    validators.MaxLengthValidator: ngettext_lazy(
        "Texten är för lång: den får ha högst %(limit_value)d tecken och har %(show_value)d.",
        "Texten är för lång: den får ha högst %(limit_value)d tecken och har %(show_value)d.",
        "limit_value",
    ),
    validators.MinLengthValidator: ngettext_lazy(
        "Skriv lite mer: minst %(limit_value)d tecken.",
        "Skriv lite mer: minst %(limit_value)d tecken.",
        "limit_value",
    ),
    validators.MinValueValidator: _("Det måste vara minst %(limit_value)s."),
    validators.MaxValueValidator: _("Det får vara högst %(limit_value)s."),
}
