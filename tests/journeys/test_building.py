"""An instrument from a plan's items, from scratch and from a file, to the answer that it gets; a new version,
and the trend that crosses it only where that was decided.
"""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.core import mail
from django.core.management import call_command
from playwright.sync_api import FilePayload, Locator, Page, expect

from rodtrad.assessments.models import Instrument, Response, Round
from rodtrad.assessments.voices import shipped_words
from rodtrad.organisation.models import Person
from tests.assessments.conftest import TODAY, close, rating, write_plan  # noqa: F401 - a fixture
from tests.browser import DESKTOP, PHONE, Visits, axe, no_sideways_scroll
from tests.journeys.walk import signed_in

if TYPE_CHECKING:
    from tests.assessments.conftest import Rating
    from tests.people import Town

pytestmark = pytest.mark.django_db(transaction=True)
QUESTION = "Vi går igenom vad alla kan varje höst"
CHILD = "Min lärare frågar vad jag kan"
LEVELS = ("Ingen vet", "Några vet", "De flesta vet", "Alla vet", "Alla vet och visar andra", "Det sitter")
ARABIC = """format: rodtrad-instrument/1
title: {sv: Frågor, en: Questions, ar: استبيان}
scale:
  kind: own
  levels:
    - {sv: Nej, en: No, ar: لا}
    - {sv: Ibland, en: Sometimes, ar: أحياناً}
    - {sv: Ja, en: Yes, ar: نعم}
not_relevant: {sv: Passar inte, en: Not for me, ar: لا ينطبق}
areas:
- title: {sv: Område, en: Area, ar: المجال الأول}
  indicators:
  - statements:
      guardians: {sv: Datorerna fungerar, en: The computers work, ar: الحواسيب تعمل عندما أحتاج إليها}
"""


def at(town: Town, name: str, **kwargs: object) -> str:
    return town.place(town.authority).url(f"assessments:{name}", **kwargs)


def seen(page: Page) -> None:
    no_sideways_scroll(page)
    axe(page)


def pair(page: Page, label: str, swedish: str, english: str = "") -> None:
    """A text in both languages."""
    labelled(page, label).fill(swedish)
    labelled(page, f"{label}, på engelska").fill(english)


def labelled(page: Page | Locator, label: str) -> Locator:
    """A field by its label, which may go on to say that it is optional."""
    return page.get_by_label(re.compile(rf"^{re.escape(label)}(\s*\(.*)?$"))


def row(page: Page, words: str) -> Locator:
    return page.locator("ol.as-instrument > li").filter(has_text=words)


def prepare_and_open(page: Page, town: Town, title: str, groups: tuple[str, ...], instrument: str) -> None:
    page.goto(at(town, "new_round"))
    page.get_by_label("Namn på omgången").fill(title)
    field = page.get_by_label("Formulär", exact=True)
    field.select_option(value=field.locator("option", has_text=instrument).first.get_attribute("value"))
    page.get_by_label("Första dag").fill(TODAY.isoformat())
    page.get_by_label("Sista dag").fill((TODAY + timedelta(days=14)).isoformat())
    every = page.get_by_role("group", name="Vilka skattar?").get_by_role("checkbox")
    for each in every.all():
        each.uncheck()
    for group in groups:
        page.get_by_role("checkbox", name=group).check()
    page.get_by_role("button", name="Förbered omgången").click()
    expect(page.get_by_text("När omgången har öppnats kan du flytta sista dagen.")).to_be_visible()
    page.get_by_role("button", name="Öppna omgången").click()
    expect(page.get_by_text("Omgången är öppen.")).to_be_visible()


def link_of(title: str, town: Town, group: str) -> str:
    return f"/svara/{Round.objects.get(title=title).parts.get(unit=town.bjorkhagen, group=group).code}/"


def test_from_a_plans_items_to_a_child_who_answers(town: Town, visits: Visits) -> None:
    write_plan(town)
    page = signed_in(visits, town, town.sten, at(town, "instruments"))
    seen(page)
    page.get_by_role("button", name="Gör formulär").click()
    expect(page.get_by_text("5 frågor.")).to_be_visible()
    write_a_question(page)
    add_area_and_open_question(page)
    row(page, QUESTION).get_by_role("button", name="Ner").click()
    expect(page.locator("ol.as-instrument > li").nth(1)).to_contain_text(QUESTION)
    seen(page)
    look_at_it_as_a_child(page)

    prepare_and_open(page, town, "Höstens skattning", ("Ledningen", "Yngre elever"), "Digitaliseringsplan")
    seen(page)
    expect(page.get_by_role("definition").filter(has_text="yngre elever")).to_be_visible()
    instrument = Instrument.objects.get()
    page.goto(at(town, "instrument", instrument_id=instrument.pk))
    expect(page.get_by_text("ändras inte mer")).to_be_visible()
    expect(page.get_by_role("link", name="Ändra fråga")).to_have_count(0)
    the_child_answers(visits, town)


def write_a_question(page: Page) -> None:
    """Words for two groups, what each level means, the way on from it, and an activity to begin with."""
    page.get_by_role("link", name="Ändra fråga 1", exact=True).click()
    pair(page, "Till personalen", QUESTION, "We go through what everyone knows each autumn")
    page.get_by_text("Skriv till fler grupper").click()
    pair(page, "Till de yngre eleverna", CHILD, "My teacher asks what I know")
    pair(page, "Hjälptext", "Tänk på det senaste året.", "Think of the last year.")
    for number, words in enumerate(LEVELS, 1):
        page.get_by_label(re.compile(rf"^Nivå {number}, .*så är det då(\s|$)")).first.fill(words)
        labelled(page, f"Nivå {number}: nästa steg härifrån").fill(f"Steg {number}")
    first = page.get_by_role("group", name="Aktivitet 1")
    labelled(first, "Passar från nivå").fill("1, 2")
    labelled(first, "Aktivitet").fill("Kartlägg tillsammans")
    labelled(page, "Taggar").fill("kartläggning")
    seen(page)
    page.get_by_role("button", name="Spara frågan").click()
    expect(row(page, QUESTION).get_by_text(CHILD)).to_be_visible()
    expect(row(page, QUESTION).get_by_text("Insats: Kartlägg kunskaperna varje höst")).to_be_visible()


def add_area_and_open_question(page: Page) -> None:
    add = page.locator("section", has=page.get_by_role("heading", name="Lägg till ett område"))
    add.get_by_role("textbox").first.fill("Med egna ord")
    add.get_by_role("button", name="Lägg till området").click()
    page.get_by_role("button", name=re.compile("^Lägg till en fråga.*Med egna ord$")).click()
    page.get_by_role("radio", name="Öppen fråga").check()
    for group in ("ledningen", "personalen"):
        pair(page, f"Till {group}", "")
    pair(page, "Till de yngre eleverna", "Vad vill du lära dig?", "What do you want to learn?")
    page.get_by_role("button", name="Spara frågan").click()
    expect(row(page, "Vad vill du lära dig?").get_by_text("Öppen fråga")).to_be_visible()


def look_at_it_as_a_child(page: Page) -> None:
    side = page.get_by_role("complementary")
    paper = side.get_by_role("link", name=re.compile("På papper.*yngre", re.IGNORECASE))
    printed = page.request.get(paper.get_attribute("href") or "")
    assert printed.body().startswith(b"%PDF-")
    side.get_by_role("link", name=re.compile("^yngre elever", re.IGNORECASE)).first.click()
    expect(page.locator(".as-phone").get_by_text(CHILD)).to_be_visible()
    expect(page.locator(".as-phone").get_by_text(QUESTION)).to_have_count(0)
    seen(page)
    page.set_viewport_size({"width": PHONE, "height": 740})
    seen(page)
    page.set_viewport_size({"width": DESKTOP, "height": 900})


def the_child_answers(visits: Visits, town: Town) -> None:
    phone = visits.page_for(PHONE)
    phone.goto(link_of("Höstens skattning", town, "pupils_younger"))
    phone.get_by_role("button", name="Börja", exact=True).click()
    question = phone.get_by_role("article")
    expect(question.get_by_text(CHILD)).to_be_visible()
    expect(question.get_by_text("Insats")).to_have_count(0)
    question.get_by_role("radio").nth(3).check()
    phone.get_by_role("button", name="Nästa").click()
    phone.get_by_role("textbox", name="Vad vill du lära dig?").fill("Göra spel.")
    seen(phone)
    phone.get_by_role("button", name="Nästa").click()
    phone.get_by_role("button", name="Skicka mina svar").click()
    expect(phone.get_by_role("heading", name="Tack! Dina svar har kommit fram")).to_be_visible()
    assert list(bytes(Response.objects.get().values))[1] == 4


def test_from_scratch_without_script(town: Town, visits: Visits) -> None:
    page = signed_in(visits, town, town.sten, at(town, "instruments"), java_script_enabled=False)
    page.get_by_label("Namn").fill("Veckans fråga")
    page.get_by_label("Skala").select_option("agreement5")
    page.get_by_role("button", name="Skapa formuläret").click()
    page.get_by_role("button", name=re.compile("^Lägg till en fråga")).click()
    labelled(page, "Till personalen").fill("Jag hinner med")
    page.get_by_role("button", name="Spara frågan").click()
    prepare_and_open(page, town, "Veckan", ("Personalen",), "Veckans fråga")

    phone = visits.page_for(PHONE, java_script_enabled=False)
    phone.goto(link_of("Veckan", town, "staff"))
    phone.get_by_role("radio").nth(4).check()
    phone.get_by_role("button", name="Skicka in mina svar").click()

    expect(phone.get_by_role("heading", name="Tack! Ditt svar är sparat")).to_be_visible()
    assert list(bytes(Response.objects.get().values)) == [5]


def test_a_file_in_a_language_from_right_to_left_is_taken_in_and_answered(town: Town, visits: Visits) -> None:
    page = signed_in(visits, town, town.sten, at(town, "instruments"))
    page.get_by_label("YAML-fil").set_input_files(
        FilePayload(name="form.yaml", mimeType="application/yaml", buffer=ARABIC.encode())
    )
    page.locator("form[action*='/fil/']").get_by_role("button", name="Läs in filen").click()
    expect(page.get_by_text("Helt skrivet på:")).to_contain_text("العربية")
    with page.expect_download() as caught:
        page.get_by_role("link", name="Ladda ner som fil (YAML)").click()
    assert "الحواسيب تعمل عندما أحتاج إليها" in Path(caught.value.path()).read_text(encoding="utf-8")
    prepare_and_open(page, town, "Skattning", ("Vårdnadshavare",), "Frågor")

    phone = visits.page_for(PHONE)
    phone.goto(link_of("Skattning", town, "guardians"))
    phone.get_by_role("button", name="العربية").click()
    arabic = shipped_words("ar")
    phone.get_by_role("button", name=arabic["begin"]).click()
    seen(phone)
    article = phone.get_by_role("article")
    assert article.evaluate("each => getComputedStyle(each).direction") == "rtl"
    article.get_by_role("radio", name="نعم").check()
    phone.get_by_role("button", name=arabic["next"]).click()
    phone.get_by_role("button", name=arabic["send"]).click()

    expect(phone.get_by_role("heading", name=arabic["thanks.head"])).to_be_visible()
    assert list(bytes(Response.objects.get().values)) == [3]


def test_a_new_version_and_the_trend_that_crosses_it(rating: Rating, visits: Visits) -> None:  # noqa: F811
    """One question gets clearer words and is the same; one becomes another; three stand as they were."""
    town = rating.town
    rating.round.year = town.last_year
    rating.round.save()
    rating.staff_answer(town.bjorkhagen, 12, (2, 2, 2, 2, 2))
    close(rating.round)
    page = signed_in(visits, town, town.sten, at(town, "instrument", instrument_id=rating.instrument.pk))
    page.get_by_role("button", name="Gör en ny version").click()
    for number, words in ((2, "Nya kollegor får en introduktion"), (3, "Vi mäter vår skärmtid")):
        page.get_by_role("link", name=f"Ändra fråga {number}", exact=True).click()
        labelled(page, "Till personalen").fill(words)
        page.get_by_role("button", name="Spara frågan").click()
    page.get_by_role("link", name="Bestäm vad som får jämföras").click()
    expect(page.get_by_text("2 frågor väntar på ditt beslut")).to_be_visible()
    seen(page)
    # The leaders' words name the question and are the same: what is judged is what the staff and the teachers
    # among them are asked, beside what it was.
    changed = row(page, "Nya kollegor får en introduktion")
    expect(changed.get_by_role("definition")).to_have_text(
        ["Nya kollegor får en introduktion", "Ge nya kollegor en introduktion"] * 2
    )
    decide(page, "Nya kollegor får en introduktion", "Personal")
    expect(page.get_by_text("En fråga väntar på ditt beslut")).to_be_visible()
    prepare_and_open(page, town, "I år", ("Personalen",), "version 2")

    rating.round = Round.objects.get(title="I år")
    rating.staff_answer(town.bjorkhagen, 12, (5, 5, 5, 5, 5))
    rating.close()
    karin = signed_in(visits, town, town.karin, town.place(town.bjorkhagen).url("assessments:result"))
    for words, told in (
        ("Vi mäter vår skärmtid", "Kan inte jämföras med i fjol"),
        ("Nya kollegor får en introduktion", "Tydligt högre än i fjol"),
        ("Kartlägg kunskaperna varje höst", "Tydligt högre än i fjol"),
    ):
        expect(karin.locator(".as-result").filter(has_text=words)).to_contain_text(told)
    karin.get_by_text("Så räknade vi").first.click()
    expect(karin.locator("p:has-text('En fråga är inte jämförd') + ul")).to_have_text("Vi mäter vår skärmtid")
    seen(karin)


def decide(page: Page, words: str, group: str) -> None:
    question = row(page, words)
    question.get_by_role("checkbox", name=group, exact=True).check()
    question.get_by_role("button", name="Spara beslutet").click()
    expect(page.get_by_text("Beslutet är sparat.")).to_be_visible()
    expect(row(page, words).get_by_text("Bestämt av er.")).to_be_visible()


def test_a_reminder_goes_to_all_and_says_that_nobody_knows_who_has_answered(
    rating: Rating,  # noqa: F811
    visits: Visits,
) -> None:
    town = rating.town
    for person in (town.amir, town.karin):
        Person.objects.filter(pk=person.pk).update(email=f"{person.username}@exempel.se")
    rating.staff_answer(town.bjorkhagen, 1)
    karin = signed_in(visits, town, town.karin, town.place(town.bjorkhagen).url("assessments:code"))
    expect(karin.get_by_text("Färre än 10 har svarat än så länge.")).to_be_visible()
    karin.get_by_role("button", name="Påminn alla").click()
    expect(karin.get_by_role("button", name="Påminn alla")).to_have_count(0)
    seen(karin)
    call_command("db_worker", "--batch", "--no-startup-delay", verbosity=0)

    assert {message.to[0] for message in mail.outbox} == {"amir@exempel.se", "karin@exempel.se"}
    assert all("ingen kan se vem som har svarat" in message.body for message in mail.outbox)
    amir = signed_in(visits, town, town.amir, town.place(town.bjorkhagen).url("portal:home"), PHONE)
    expect(amir.get_by_text("Påminnelse till alla")).to_be_visible()
    seen(amir)
