"""Writing over the generated text: nothing is lost, nobody is overwritten, what is published stands still."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.reports.conftest import Story
from tests.reports.test_pages import BASE, text_of

if TYPE_CHECKING:
    from rodtrad.reports.models import Compilation
    from rodtrad.reports.service import BlockEdit

LEAD = f"{BASE}1/andra/lead/"


@pytest.fixture
def compiled(story: Story) -> Story:
    story.compile()
    return story


def kept() -> Compilation:
    from rodtrad.reports.models import Compilation

    return Compilation.objects.get()


def edit(ident: str, language: str = "sv") -> BlockEdit:
    from rodtrad.reports import service

    return next(each for each in service.edits_of(kept(), language) if each.id == ident)


def test_what_the_strategist_writes_stands_in_page_and_paper(compiled: Story) -> None:
    client = compiled.town.client(compiled.town.sten)
    client.post(LEAD, {"text": "Vi har kommit en bit på väg.", "version": 0})

    assert "Vi har kommit en bit på väg." in text_of(client.get(f"{BASE}1/"))
    assert "Personalen skattar tydligt högre än i fjol i" not in text_of(client.get(f"{BASE}1/"))
    html = client.get(f"{BASE}1/ladda-ner/html/").content.decode()
    assert "Vi har kommit en bit på väg." in html


def test_the_generated_text_can_always_be_taken_back(compiled: Story) -> None:
    client = compiled.town.client(compiled.town.sten)
    before = client.get(f"{BASE}1/ladda-ner/html/").content
    client.post(LEAD, {"text": "Något annat.", "version": 0})
    assert client.get(f"{BASE}1/ladda-ner/html/").content != before
    client.post(LEAD, {"text": "Något annat.", "version": 1, "restore": "1"})

    assert client.get(f"{BASE}1/ladda-ner/html/").content == before
    assert not edit("lead").is_edited


def test_two_who_write_at_once_are_told_of_each_other_and_nothing_typed_is_lost(compiled: Story) -> None:
    first = compiled.town.client(compiled.town.sten)
    second = compiled.town.client(compiled.town.sten)
    first.post(LEAD, {"text": "Den förstas text.", "version": 0})
    answer = second.post(LEAD, {"text": "Den andras text.", "version": 0})

    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Den förstas text." in page
    assert "Den andras text." in page
    assert 'name="version" value="1"' in page
    assert edit("lead").text == "Den förstas text."

    second.post(LEAD, {"text": "Bådas text.", "version": 1})
    assert edit("lead").text == "Bådas text."


def test_a_text_that_is_emptied_leaves_the_report(compiled: Story) -> None:
    client = compiled.town.client(compiled.town.sten)
    client.post(f"{BASE}1/andra/points/", {"text": "", "version": 0})

    assert "Ska de vara kvar i planen" not in text_of(client.get(f"{BASE}1/"))
    assert edit("points").is_left_out


def test_a_list_has_a_point_on_each_line(compiled: Story) -> None:
    client = compiled.town.client(compiled.town.sten)
    client.post(f"{BASE}1/andra/points/", {"text": "Ett.\r\n\r\nTvå.", "version": 0})

    page = client.get(f"{BASE}1/").content.decode()
    assert "<li>Ett.</li><li>Två.</li>" in page


def test_someones_own_words_can_be_left_out_but_never_rewritten(compiled: Story) -> None:
    client = compiled.town.client(compiled.town.sten)
    quote = f"{BASE}1/andra/quote-1/"
    refused = client.post(quote, {"text": "Allt är bra.", "version": 0})

    assert refused.status_code == 400
    assert not edit("quote-1").is_edited

    client.post(quote, {"version": 0, "leave_out": "1"})
    assert "Kollegialt lärande kräver tid" not in text_of(client.get(f"{BASE}1/"))


def test_each_language_has_its_own_text_and_the_editor_is_told_when_they_part(compiled: Story) -> None:
    client = compiled.town.client(compiled.town.sten)
    client.post(LEAD, {"text": "Bara på svenska.", "version": 0})

    assert "Byt språk och se efter att rapporten säger samma sak" in text_of(client.get(f"{BASE}1/andra/"))
    english = text_of(compiled.town.client(compiled.town.sten, "en").get(f"{BASE}1/"))
    assert "Bara på svenska." not in english
    assert "The staff rate clearly higher than last year" in english


def test_what_is_published_is_not_changed_until_it_is_withdrawn(compiled: Story) -> None:
    client = compiled.town.client(compiled.town.sten)
    client.post(f"{BASE}1/publicera/")
    answer = client.post(LEAD, {"text": "Efteråt.", "version": 0})

    assert answer.status_code == 409
    assert "Efteråt." in answer.content.decode()
    client.post(f"{BASE}1/dra-tillbaka/")
    assert client.post(LEAD, {"text": "Efteråt.", "version": 0}).status_code == 302


def test_one_version_of_a_year_is_published(compiled: Story) -> None:
    from rodtrad.reports.models import Compilation

    compiled.compile()
    client = compiled.town.client(compiled.town.sten)
    client.post(f"{BASE}1/publicera/")
    client.post(f"{BASE}2/publicera/")

    states = dict(Compilation.objects.values_list("version", "state"))
    assert states == {1: "replaced", 2: "published"}


def test_every_verb_leaves_a_readable_event(compiled: Story) -> None:
    from rodtrad.common.audit import describe, events_of

    client = compiled.town.client(compiled.town.sten)
    client.post(LEAD, {"text": "Ny text.", "version": 0})
    client.post(LEAD, {"text": "", "version": 1, "restore": "1"})
    client.post(f"{BASE}1/publicera/")
    client.post(f"{BASE}1/dra-tillbaka/")

    said = [describe(event) for event in events_of(kept())]
    assert said == [
        "Sten Ågren drog tillbaka årssammanställningen 2026/27 (1)",
        "Sten Ågren publicerade årssammanställningen 2026/27 (1)",
        "Sten Ågren tog tillbaka texten i årssammanställningen 2026/27 (1)",
        "Sten Ågren ändrade texten i årssammanställningen 2026/27 (1)",
        "Sten Ågren sammanställde läsåret 2026/27 (1)",
    ]
    changed = events_of(kept()).get(verb="compilation.edited").changes["lead (sv)"]
    assert changed[1] == "Ny text."


def test_a_text_that_is_too_long_is_refused_and_kept_in_the_form(compiled: Story) -> None:
    long = "Ord " * 2000
    answer = compiled.town.client(compiled.town.sten).post(LEAD, {"text": long, "version": 0})

    assert answer.status_code == 200
    assert "Ord Ord Ord" in answer.content.decode()
    assert not edit("lead").is_edited


@pytest.mark.parametrize("ident", ["finns-inte", "state-table", "key"])
def test_only_texts_can_be_changed_never_figures(compiled: Story, ident: str) -> None:
    client = compiled.town.client(compiled.town.sten)

    assert client.get(f"{BASE}1/andra/{ident}/").status_code == 404
    assert client.post(f"{BASE}1/andra/{ident}/", {"text": "x", "version": 0}).status_code == 404


def test_hostile_text_in_an_edit_is_text(compiled: Story) -> None:
    client = compiled.town.client(compiled.town.sten)
    client.post(LEAD, {"text": "<img src=x onerror=alert(1)> #set page(width: 1pt)", "version": 0})

    page = client.get(f"{BASE}1/").content.decode()
    assert "<img src=x" not in page
    assert client.get(f"{BASE}1/ladda-ner/pdf/").content.startswith(b"%PDF-")


def test_every_text_can_be_opened_and_shows_itself_in_the_form(compiled: Story) -> None:
    from django.utils.html import escape

    from rodtrad.reports import service

    client: Any = compiled.town.client(compiled.town.sten)
    for found in service.edits_of(kept(), "sv"):
        page = client.get(f"{BASE}1/andra/{found.id}/").content.decode()
        assert escape(found.generated) in page, found.id
