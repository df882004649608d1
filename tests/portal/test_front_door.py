"""Entering by one click exists in demo mode only, and only where the authority is a demo."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from rodtrad.organisation.models import AuthoritySettings, Person
from tests.people import Town


@pytest.fixture
def demo_town(town: Town, settings: Any) -> Town:
    settings.DEMO = True
    AuthoritySettings.objects.filter(authority=town.authority).update(is_demo=True)
    Person.objects.filter(pk=town.karin.pk).update(demo_order=1, demo_note_sv="Leder skolan")
    return town


def test_a_visitor_chooses_whom_to_be_and_comes_home(demo_town: Town) -> None:
    client = Client()
    assert client.get("/").headers["location"] == "/demo/"
    page = client.get("/demo/").content.decode()
    assert "Karin Ek" in page
    assert "Leder skolan" in page
    answer = client.post(f"/demo/{demo_town.karin.pk}/", follow=True)
    assert answer.redirect_chain[-1][0].startswith("/bjorkhagens-skola/")


def test_only_the_demos_people_can_be_entered_as(demo_town: Town) -> None:
    assert Client().post(f"/demo/{demo_town.sten.pk}/").status_code == 404


def test_outside_demo_mode_the_door_does_not_exist(demo_town: Town, settings: Any) -> None:
    settings.DEMO = False
    client = Client()
    assert client.get("/demo/").status_code == 404
    assert client.post(f"/demo/{demo_town.karin.pk}/").status_code == 404
    assert client.get("/").headers["location"] == reverse("account_login")


def test_demo_mode_is_not_enough_where_no_authority_is_a_demo(demo_town: Town) -> None:
    AuthoritySettings.objects.update(is_demo=False)
    assert Client().get("/demo/").status_code == 404
    assert Client().post(f"/demo/{demo_town.karin.pk}/").status_code == 404


def test_a_link_does_not_enter_by_itself(demo_town: Town) -> None:
    assert Client().get(f"/demo/{demo_town.karin.pk}/").status_code == 405


def test_one_with_a_password_enters_and_is_taken_where_the_link_led(town: Town) -> None:
    town.karin.set_password("korrekt häst batteri")
    town.karin.save()
    client = Client()
    wanted = "/bjorkhagens-skola/2026-27/planer/"
    login = client.get(wanted).headers["location"]
    assert login.startswith(f"{reverse('account_login')}?next=")
    answer = client.post(login, {"login": "karin", "password": "korrekt häst batteri", "next": wanted})
    assert answer.headers["location"] == wanted


def test_a_wrong_password_is_told_in_one_sentence(town: Town) -> None:
    answer = Client().post(reverse("account_login"), {"login": "karin", "password": "fel"})
    assert answer.status_code == 200
    assert 'role="alert"' in answer.content.decode()


def test_one_without_a_duty_is_told_what_to_do(town: Town) -> None:
    town.karin.duties.all().delete()
    answer = town.client(town.karin).get("/", follow=True)
    assert "Du har inget uppdrag som gäller i dag" in answer.content.decode()


def test_units_are_found_whatever_the_case_of_their_letters(town: Town) -> None:
    page = town.client(town.sten).get("/enheter/", {"q": "BJÖRKHAGEN"}).content.decode()
    assert "Björkhagens skola" in page
    assert "Tallmons skola" not in page


def test_units_of_another_authority_are_not_found(town: Town) -> None:
    assert "Hamnskolan" not in town.client(town.sten).get("/enheter/", {"q": "hamn"}).content.decode()
