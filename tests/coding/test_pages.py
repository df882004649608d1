"""The pages of a coding: what each shows and takes, whatever is sent, and what they cost."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from rodtrad.coding import service
from rodtrad.coding.models import Coding, Project, Source
from tests.coding.conftest import TODAY

if TYPE_CHECKING:
    from django.test import Client

    from tests.coding.conftest import Story

HTMX = {"HX-Request": "true"}


@pytest.fixture
def sten(story: Story) -> Client:
    return story.town.client(story.town.sten)


def sent_interview(**more: Any) -> dict[str, Any]:
    return {
        "title": "Samtal",
        "group": "staff",
        "unit": "",
        "text": "Vi hinner inte.",
        "consent": "code",
        "consent_note": "Skriftligt",
        "delete_on": TODAY.replace(year=TODAY.year + 1).isoformat(),
        "key": "a",
        **more,
    }


def test_a_coding_is_made_and_the_same_form_twice_is_one(story: Story, sten: Client) -> None:
    here = story.town.place(story.town.authority).url("coding:new")
    for _each in range(2):
        answer = sten.post(here, {"title": "Ny", "question": "Vad?", "key": "abc"})
        assert answer.status_code == 302

    assert Project.objects.filter(title="Ny").count() == 1


def test_a_file_is_read_into_the_form_and_can_be_looked_through(story: Story, sten: Client) -> None:
    """A file with a personal number is not taken, but its text stands in the form to be mended."""
    file = SimpleUploadedFile("samtal.txt", b"Ring mig om det inte fungerar: 070-123 45 67.")
    answer = sten.post(story.url("interview"), sent_interview(text="", file=file))
    page = answer.content.decode()

    assert answer.status_code == 422
    assert "Ring mig om det inte fungerar: 070-123 45 67." in page
    assert "personuppgifter" in page
    assert not Source.objects.exists()
    again = sten.post(story.url("interview"), sent_interview(text="Ring [nummer]."))
    assert again.status_code == 302


@pytest.mark.parametrize(
    "wrong",
    [
        {"delete_on": "i morgon"},
        {"delete_on": "0001-01-01"},
        {"consent": "kanske"},
        {"unit": "999999999"},
        {"unit": "x"},
        {"group": "'; DROP TABLE"},
        {"title": ""},
        {"text": "", "file": SimpleUploadedFile("a.docx", b"PK\x03\x04 trasig")},
        {"text": "", "file": SimpleUploadedFile("a.exe", b"MZ")},
    ],
)
def test_what_is_wrong_with_an_interview_is_said_and_nothing_is_lost(
    story: Story, sten: Client, wrong: dict[str, Any]
) -> None:
    answer = sten.post(story.url("interview"), sent_interview(**wrong))

    assert answer.status_code == 422
    assert not Source.objects.exists()
    if "text" not in wrong:
        assert "Vi hinner inte." in answer.content.decode()


def test_sentences_are_ticked_and_marks_taken_back(story: Story, sten: Client) -> None:
    source = story.interview()
    here = story.url("source", source_id=source.pk)
    assert sten.post(here, {"mening": ["0", "1", "x", "-1", "99999999999"]}).status_code == 302
    assert source.excerpts.count() == 1
    page = sten.get(here).content.decode()
    assert page.count('name="mening"') == 4
    assert sten.post(here, {}).status_code == 422

    sten.post(story.url("unmark", source_id=source.pk), {"utdrag": str(source.excerpts.get().pk)})
    assert not source.excerpts.exists()


def test_saved_as_one_ticks_and_the_browser_may_forget(story: Story, sten: Client) -> None:
    story.ready()
    sent = {"version": "0", "tema": [str(story.themes[0].pk)], "anteckning": "Osäker"}
    answer = sten.post(story.url("spot", number=1), sent, headers=HTMX)

    coder = service.coder_of(story.sten, story.project)
    assert coder is not None
    assert answer.headers["X-Kept"] == f"koda-{story.project.pk}-{coder.pk}-1"
    assert 'id="version" value="1"' in answer.content.decode()
    again = sten.get(story.url("spot", number=1)).content.decode()
    assert "Osäker" in again
    assert again.count(" checked") == 1


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"version": "x"},
        {"version": "-1"},
        {"version": "0", "tema": "9" * 9},
        {"version": "0", "anteckning": "x" * 2001},
    ],
)
def test_a_forged_form_saves_nothing_and_breaks_nothing(
    story: Story, sten: Client, sent: dict[str, str]
) -> None:
    story.ready()
    for headers in ({}, HTMX):
        answer = sten.post(story.url("spot", number=1), sent, headers=headers)
        assert answer.status_code in (200, 422)

    assert not Coding.objects.exists()


def test_the_button_saves_and_goes_on_to_what_is_left_and_then_to_hand_in(story: Story, sten: Client) -> None:
    story.ready()
    went = []
    for number in (1, 2, 3):
        answer = sten.post(story.url("spot", number=number), {"version": "0", "inget": "1"})
        went.append(answer["Location"])

    assert went == [story.url("spot", number=2), story.url("spot", number=3), story.url("hand_in")]
    sten.post(story.url("hand_in"))
    assert "Har lämnat in" in sten.get(story.url("project")).content.decode()


def test_each_figure_opens_into_its_rows(story: Story, sten: Client) -> None:
    story.handed_in()
    tech = story.themes[1]
    page = sten.get(story.url("agreement")).content.decode()
    assert f"?tema={tech.pk}&amp;ruta=andra" in page
    rows = sten.get(story.url("pairs"), {"tema": tech.pk, "ruta": "andra"}).content.decode()

    assert "Kollegorna hjälper till" in rows
    assert "Nätet i gympasalen" not in rows
    for wrong in ({"tema": "x"}, {"tema": "999999999"}, {"ruta": "ja"}):
        assert sten.get(story.url("pairs"), wrong).status_code == 404


def test_the_two_decide_one_by_one_and_the_second_to_decide_is_told(story: Story, sten: Client) -> None:
    story.handed_in()
    nils = story.town.client(story.town.nils)
    tech = str(story.themes[1].pk)
    assert sten.post(story.url("settle", number=2), {"version": "0", "tema": tech}).status_code == 302
    late = nils.post(story.url("settle", number=2), {"version": "0", "inget": "1"})

    assert late.status_code == 409
    assert "Sten Ågren" in late.content.decode()
    assert nils.post(story.url("finish")).status_code == 400
    nils.post(story.url("settle", number=3), {"version": "0", "inget": "1"})
    assert nils.post(story.url("finish")).status_code == 302
    assert "Vad texterna säger" in nils.get(story.url("result")).content.decode()


def test_a_theme_tied_to_an_item_is_told_there(story: Story) -> None:
    """Only a published result, only what may be told, and only at its own item."""
    from rodtrad.plans.models import Item

    item = Item.objects.filter(kind="area").first()
    assert item is not None
    story.done()
    theme = story.themes[0]
    theme.item, theme.item_key = item, item.key
    theme.save()
    here = story.town.place(story.town.authority).url("plans:item", slug=item.document.slug, key=item.key)
    client = story.town.client(story.town.sten)
    assert "Vad texter säger om det här" not in client.get(here).content.decode()
    service.publish(story.sten, story.fresh())

    page = client.get(here).content.decode()
    assert "Vad texter säger om det här" in page
    assert "Personal, intervjuer: 1 av 1" in page
    berit = story.town.client(story.town.berit).get(here).content.decode()
    assert "Vad texter säger om det här" in berit
    assert "1 av 1" not in berit


@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_page_in_both_languages(story: Story, language: str) -> None:
    story.done()
    client = story.town.client(story.town.sten, language)
    source = story.project.sources.get()
    names = [
        ("projects", {}), ("project", {}), ("book", {}), ("source", {"source_id": source.pk}),
        ("agreement", {}), ("pairs", {}), ("settle", {"number": 2}), ("result", {}),
        ("rows", {"theme_id": story.themes[0].pk}), ("spot", {"number": 1}), ("hand_in", {}),
    ]  # fmt: skip
    words = {"sv": "Kodbok", "en": "Code book"}
    place = story.town.place(story.town.authority)
    for name, more in names:
        url = place.url("coding:projects") if name == "projects" else story.url(name, **more)
        page = client.get(url)
        assert page.status_code == 200, name
        other = words["en" if language == "sv" else "sv"]
        assert other not in page.content.decode(), name


@pytest.mark.parametrize("name", ["agreement", "project", "result"])
def test_a_page_asks_no_more_often_for_many_texts(story: Story, name: str) -> None:
    """Forty answers cost no more queries than three excerpts of an interview."""
    client = story.town.client(story.town.sten)
    story.done()
    few = asked(client, story.url(name))
    given = service.ProjectInput("Stor")
    story.project = service.make_project(story.sten, story.town.authority, story.town.year, given, "stor")
    story.answers(units=[story.town.bjorkhagen.pk, story.town.ekbacken.pk])
    theme = story.theme("Tid")
    story.coders()
    story.begin()
    count = story.project.excerpts.count()
    for scope in (story.sten, story.nils):
        story.code(scope, {number: [theme] for number in range(1, count + 1)})
        service.hand_in(scope, story.fresh())
    service.finish(story.sten, story.fresh())

    assert count == 40
    assert asked(client, story.url(name)) <= few <= 26


def asked(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def test_coding_an_excerpt_costs_the_same_in_a_large_project(story: Story) -> None:
    client = story.town.client(story.town.sten)
    story.ready()
    few = asked(client, story.url("spot", number=2))
    given = service.ProjectInput("Stor")
    story.project = service.make_project(story.sten, story.town.authority, story.town.year, given, "stor")
    story.answers(units=[story.town.bjorkhagen.pk, story.town.ekbacken.pk])
    story.theme("Tid")
    story.coders()
    story.begin()

    # An answer's own words: whether they are shown, the answer, and the question that it answers.
    assert asked(client, story.url("spot", number=20)) <= few + 4 <= 26


@pytest.mark.django_db(transaction=True)
def test_both_hand_in_at_the_same_moment_and_the_comparison_opens_once() -> None:
    """Two processes at once: neither misses that the other has handed in."""
    from tests.coding.conftest import Story, rated
    from tests.people import build_town

    town = build_town()
    story = Story(town, rated(town).round, project_of(town))
    story.ready()
    for scope in (story.sten, story.nils):
        story.code(scope, {1: [], 2: [], 3: []})
    ready = threading.Barrier(2)
    failed: list[BaseException] = []

    def run(person: Any) -> None:
        try:
            scope = story.scope(person)
            project = Project.objects.select_related("unit", "authority", "year").get(pk=story.project.pk)
            ready.wait()
            service.hand_in(scope, project)
        except BaseException as error:  # noqa: BLE001 - told below
            failed.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(person,)) for person in (town.sten, town.nils)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()

    assert failed == []
    assert story.fresh().state == "comparing"


def project_of(town: Any) -> Project:
    given = service.ProjectInput("Samtidigt")
    return service.make_project(town.scope(town.sten), town.authority, town.year, given, "samtidigt")


def test_a_coding_of_another_year_is_found_from_this_one_and_opened_in_its_own(story: Story) -> None:
    """A list that knew one year at a time lost what had been done the year before."""
    town, project = story.town, story.project
    type(project).objects.filter(pk=project.pk).update(year=town.last_year)
    place = town.place(town.authority)

    page = town.client(town.sten).get(place.url("coding:projects")).content.decode()

    assert "Andra läsår" in page
    assert f"/{town.last_year.slug}/kodning/{project.pk}/" in page
