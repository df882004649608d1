"""The living style page at /stil/: every component with example data, for builders of pages and for tests.

Only where the installation is a demo or under development; otherwise the address does not exist.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from rodtrad.common.notices import notify
from rodtrad.common.style_examples import examples


class ExampleForm(forms.Form):
    """One field of each kind, so that errors, help and focus are seen together."""

    goal = forms.CharField(label="Mål", help_text="Skriv vad som ska vara annorlunda i juni.", max_length=120)
    unit = forms.ChoiceField(label="Enhet", choices=[("1", "Alvaskolan"), ("2", "Norra förskoleområdet")])
    due = forms.DateField(
        label="Klart senast", widget=forms.DateInput(attrs={"type": "date"}), required=False
    )
    groups = forms.MultipleChoiceField(
        label="Vilka berörs",
        choices=[("l", "Ledningen"), ("p", "Undervisande personal"), ("e", "Elever")],
        widget=forms.CheckboxSelectMultiple,
    )
    who = forms.ChoiceField(
        label="Vem ser svaren",
        help_text="Bestäms innan det första svaret kommer och ändras inte sedan.",
        choices=[("u", "Bara enheten"), ("h", "Enheten och huvudmannen")],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(label="Anteckning", widget=forms.Textarea, required=False)
    ready = forms.BooleanField(label="Jag har stämt av med arbetslaget", required=False)
    plan = forms.FileField(
        label="Planen som fil", required=False, help_text="Word, pdf eller text, högst 20 MB."
    )


@require_safe
def style_page(request: HttpRequest) -> HttpResponse:
    """Show every component. 404 outside a demo, as if the page were not there."""
    if not (settings.DEBUG or getattr(settings, "DEMO", False)):
        raise Http404
    if "utan" not in request.GET:
        _example_messages(request)
    return render(request, "common/style.html", {**_shell(), **_examples()})


def _example_messages(request: HttpRequest) -> None:
    notify(request, "Aktiviteten är borttagen.", undo_url="/stil/")
    notify(request, "Omgången stänger om två dagar.", level=messages.WARNING)
    notify(
        request,
        "Någon annan har ändrat målet sedan du öppnade det. Din text finns kvar nedan.",
        level=messages.ERROR,
    )


def _shell() -> dict[str, Any]:
    places = [
        ("home", "Hem"),
        ("plans", "Planer"),
        ("assessments", "Skattning"),
        ("cycle", "Läsåret"),
        ("reports", "Rapporter"),
    ]
    return {
        "places": [
            {"key": key, "label": label, "url": "/stil/", "current": key == "assessments"}
            for key, label in places
        ],
        "place": SimpleNamespace(unit="Alvaskolan", year="2026/27", duty_label="Rektor"),
        "year_choices": [
            SimpleNamespace(label=label, url="/stil/", current=label == "2026/27")
            for label in ("2026/27", "2025/26", "2024/25")
        ],
        "unit_choices": [
            SimpleNamespace(label="Grundskoleförvaltningen", url="/stil/", current=False, depth=0),
            SimpleNamespace(label="Område Söder", url="/stil/", current=False, depth=1),
            SimpleNamespace(label="Alvaskolan", url="/stil/", current=True, depth=2),
            SimpleNamespace(label="Bergsundsskolan", url="/stil/", current=False, depth=2),
        ],
        "search_url": "/stil/",
        "unit_search_url": "/stil/",
    }


def _examples() -> dict[str, Any]:
    return {
        **examples(),
        "form": ExampleForm(),
        "bad_form": ExampleForm({"goal": ""}, auto_id="bad_%s"),
        "step_items": ["Läs in", "Granska", "Besluta", "Publicera"],
    }
