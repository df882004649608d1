"""A field that must be put right says so in plain words, in every form."""

from __future__ import annotations

import pytest
from django import forms
from django.utils.translation import override

from rodtrad.assessments.forms import BlankForm, CodesForm, PurposeForm


def sentence(form: forms.Form, name: str) -> str:
    return str(form.errors[name][0])


@pytest.mark.parametrize(
    ("language", "empty", "long"),
    [
        ("sv", "Det här behöver fyllas i.", "den får ha högst 200 tecken och har 10000"),
        ("en", "This needs to be filled in.", "it may have 200 characters at most and has 10000"),
    ],
)
def test_an_empty_and_a_far_too_long_text_are_said_plainly(language: str, empty: str, long: str) -> None:
    with override(language):
        assert sentence(BlankForm({"title": ""}), "title") == empty
        assert long in sentence(BlankForm({"title": "A" * 10_000}), "title")


def test_numbers_days_and_choices_too() -> None:
    assert sentence(CodesForm({"number": "hej"}), "number") == "Skriv ett heltal."
    assert sentence(CodesForm({"number": "900"}), "number") == "Det får vara högst 500."
    assert sentence(PurposeForm({"purpose": "kort"}), "purpose") == "Skriv lite mer: minst 10 tecken."
    assert sentence(BlankForm({"kind": "borta"}), "kind").startswith("Det du valde finns inte längre.")
