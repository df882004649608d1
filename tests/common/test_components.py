"""Components as pages meet them: what is hidden stays hidden, errors stand at their fields."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django import forms
from django.template import Context, Template
from django.test import Client, override_settings
from django.utils import translation


@pytest.fixture(autouse=True)
def _in_swedish() -> Iterator[None]:
    with translation.override("sv"):
        yield


def show(markup: str, **context: Any) -> str:
    return Template("{% load rodtrad pictures %}" + markup).render(Context(context))


class GoalForm(forms.Form):
    goal = forms.CharField(label="Mål", help_text="Vad ska vara annorlunda i juni?")
    note = forms.CharField(label="Anteckning", required=False)
    who = forms.ChoiceField(label="Vem ser", choices=[("a", "Alla")], widget=forms.RadioSelect)


def test_an_error_and_its_help_are_tied_to_the_field_and_listed_on_top() -> None:
    page = show("{% fields form %}", form=GoalForm({"goal": ""}))
    assert 'aria-describedby="id_goal_helptext id_goal_error"' in page
    assert 'id="id_goal_error"' in page
    assert 'id="id_goal_helptext"' in page
    assert 'aria-invalid="true"' in page
    assert '<a href="#id_goal">Mål</a>' in page
    assert 'href="#id_who_group"' in page
    assert 'id="id_who_group"' in page


def test_what_may_be_left_out_says_so_and_nothing_is_starred() -> None:
    page = show("{% fields form %}", form=GoalForm())
    assert page.count("(frivilligt)") == 1
    assert "*" not in page


LABELS = ["Ej planerat", "Planerat", "Påbörjat", "På god väg", "Nästan där", "Uppnått"]


def test_a_hidden_distribution_is_hatched_with_its_reason_and_tells_no_counts() -> None:
    page = show(
        "{% distribution_bar counts labels hidden='Färre än 5 svar' %}",
        counts=[1, 0, 0, 2, 0, 0],
        labels=LABELS,
    )
    assert "rt-hatch" in page
    assert "Färre än 5 svar" in page
    assert "<rect" not in page
    assert "Ej planerat" not in page


def test_a_distribution_says_its_counts_to_those_who_listen() -> None:
    page = show(
        "{% distribution_bar counts labels name='AI' figures=True %}",
        counts=[0, 2, 0, 30, 0, 10],
        labels=LABELS,
    )
    assert 'aria-label="AI: Planerat 2, På god väg 30, Uppnått 10"' in page
    assert ">30</text>" in page
    assert ">2</text>" not in page


def test_a_group_that_is_not_shown_leaves_no_trace_among_the_dots() -> None:
    page = show(
        "{% dots_row now before=before %}", now={"leaders": 3.0, "staff": None}, before={"staff": 2.5}
    )
    assert 'data-group="leaders"' in page
    assert "staff" not in page
    assert "Personal" not in page


def test_a_hidden_cell_says_why_and_never_its_value() -> None:
    page = show("{% heat_cell 1.2 'Alvaskolan, AI' hidden='Färre än 5 svar' %}")
    assert 'data-kind="hidden"' in page
    assert "1,2" not in page
    assert "Alvaskolan, AI: Färre än 5 svar" in page


@pytest.mark.parametrize(("value", "level"), [(1.0, 1), (1.49, 1), (2.5, 3), (3.4, 3), (5.6, 6), (6.0, 6)])
def test_a_cell_has_the_colour_of_the_nearest_level(value: float, level: int) -> None:
    assert f'data-level="{level}"' in show("{% heat_cell value 'x' %}", value=value)


def test_work_status_verdict_and_level_never_look_alike() -> None:
    shown = [
        show("{% work_status 'started' %}"),
        show("{% verdict 'better' %}"),
        show("{% level 4 'På god väg' %}"),
    ]
    for own, page in zip(["rt-work", "rt-verdict", "rt-level"], shown, strict=True):
        assert [f'class="{name}"' in page for name in ("rt-work", "rt-verdict", "rt-level")].count(True) == 1
        assert f'class="{own}"' in page


def test_text_from_people_is_never_markup() -> None:
    evil = '<b onclick="x">'
    for markup in (
        "{% tag evil %}",
        "{% card heading=evil %}{{ evil }}{% endcard %}",
        "{% heat_cell 3.0 evil url=evil %}",
        "{% empty_state evil evil %}",
        "{% more evil %}{{ evil }}{% endmore %}",
        "{% level 2 evil %}",
        "{% steps items 1 %}",
        "{% distribution_bar counts labels hidden=evil %}",
    ):
        assert "<b " not in show(markup, evil=evil, items=[evil], counts=[], labels=LABELS)


def test_a_finished_job_stops_asking_and_a_running_one_asks_each_second() -> None:
    job = SimpleNamespace(
        id="1", label="x", state="running", message="", done=1, total=2, result_url="", is_over=False
    )
    assert 'hx-trigger="every 1s"' in show("{% progress_job job '/arbete/1/' %}", job=job)
    job.state, job.is_over, job.result_url = "done", True, "/rapport/"
    page = show("{% progress_job job '/arbete/1/' %}", job=job)
    assert "hx-" not in page
    assert 'href="/rapport/"' in page


def test_steps_lead_back_and_never_ahead() -> None:
    page = show("{% steps items 2 %}", items=[("Läs in", "/1/"), ("Granska", "/2/"), ("Besluta", "/3/")])
    assert 'href="/1/"' in page
    assert 'href="/2/"' not in page
    assert 'href="/3/"' not in page
    assert page.count('aria-current="step"') == 1


def test_dates_and_figures_in_a_template() -> None:
    page = show(
        "{{ day|date_long }}; {{ day|week }}; {{ none|decimal }}; {{ n|thousands }}",
        day=date(2026, 11, 26),
        none=None,
        n=12000,
    )
    assert page == "torsdag 26 november (v. 48); v. 48; –; 12\u202f000"


@pytest.mark.django_db
def test_the_style_page_is_only_there_in_a_demo() -> None:
    with override_settings(DEMO=False, DEBUG=False):
        assert Client().get("/stil/").status_code == 404
    with override_settings(DEMO=True):
        page = Client().get("/stil/")
    assert page.status_code == 200
    assert "Ångra" in page.content.decode()
