"""The pages of plans as a reader meets them without script: what they say, and what they cost."""

from __future__ import annotations

import json
import re
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rodtrad.common import registry
from rodtrad.organisation.models import Person
from rodtrad.plans import service
from rodtrad.plans.hooks import Card
from rodtrad.plans.importing import PlanTree, to_json
from rodtrad.plans.models import Document, Item
from tests.plans.conftest import Papers, item, small_tree

CEILING = {
    "documents": 11,
    "document": 12,
    "item": 15,
    "links": 18,
    "below": 17,
    "loose": 16,
    "reach": 15,
    "history": 9,
    "my_responsibilities": 11,
}
"""Queries that a page may cost, the shell's own included."""


def read(papers: Papers, person: Person, name: str, query: str = "", **kwargs: object) -> str:
    """The page's text as it is read: tags gone, white space as one space."""
    answer = papers.town.client(person).get(papers.url(name, **kwargs) + query)
    assert answer.status_code == 200, answer.content.decode()[:2000]
    page = re.sub(r"<(script|style)\b.*?</\1>", " ", answer.content.decode(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_a_reader_finds_the_plan_in_force_first(papers: Papers) -> None:
    papers.decided()

    page = read(papers, papers.town.amir, "documents")
    assert page.index("Planen som gäller nu") < page.index("Digitaliseringsplan för Sundby kommun")
    assert "Beslutad av Utbildningsnämnden 15 dec 2025, § 231." in page
    assert "Läs in en plan" not in page


def test_an_empty_place_says_what_will_be_there_and_gives_the_strategist_the_first_step(
    papers: Papers,
) -> None:
    assert "Här kommer era planer att stå" in read(papers, papers.town.sten, "documents")
    assert "När strategen har fört in ett beslutat dokument" in read(papers, papers.town.amir, "documents")


def test_the_document_reads_as_a_publication(papers: Papers) -> None:
    document = papers.decided()

    page = read(papers, papers.town.amir, "document", slug=document.slug)
    order = ["1 Digital kompetens", "Alla kan det som krävs.", "Insatser 1.1 Kartlägg", "Ansvar · Rektor",
             "Avsätter tid", "2 Likvärdig tillgång", "Begrepp", "Lärplattform Där uppgifter"]  # fmt: skip
    places = [page.rindex(words) for words in order]
    assert places == sorted(places)


def test_the_responsibilities_of_one_role_are_read_alone(papers: Papers) -> None:
    document = papers.decided()

    page = read(papers, papers.town.amir, "document", "?roll=Rektor", slug=document.slug)

    assert "Avsätter tid för kollegialt lärande" in page
    assert "Tar del av introduktionen" not in page
    assert "Kartlägg personalens kunskaper" not in page


def test_each_reader_finds_what_falls_on_the_own_duty(papers: Papers) -> None:
    papers.decided()

    place = papers.town.place(papers.town.bjorkhagen)
    pages = {
        who: papers.town.client(papers.town.people[who])
        .get(place.url("plans:my_responsibilities"))
        .content.decode()
        for who in ("karin", "amir")
    }
    assert "Avsätter tid" in pages["karin"]
    assert "Tar del av" not in pages["karin"]
    assert "Tar del av" in pages["amir"]


def test_an_item_shows_its_way_up_and_down(papers: Papers) -> None:
    upper_tree = PlanTree(title=None, kind="strategy", items=(item("1", "goal", "Alla har kunskap"),))
    upper = service.tree_of(papers.decided(upper_tree, title="Strategin", kind="strategy"))[0]
    document = papers.decided()
    lower = service.tree_of(document)[1]
    service.add_link(papers.sten, lower, upper)

    below = read(papers, papers.town.amir, "item", slug=document.slug, key=lower.key)
    above = read(papers, papers.town.amir, "item", slug=upper.document.slug, key=upper.key)

    assert "Strategi · förverkligas Alla har kunskap Strategin" in below
    assert "Plan · förverkligar Kartlägg personalens kunskaper varje höst Digitaliseringsplan" in above


def test_the_history_is_read_as_sentences(papers: Papers) -> None:
    document = papers.decided()

    page = read(papers, papers.town.amir, "history", slug=document.slug)

    assert f"Sten Ågren förde in beslutet om {document.title}" in page
    assert "Status: Utkast → Beslutad; Beslutad av: Utbildningsnämnden; Beslutsdatum: 15 dec 2025" in page


def test_the_document_is_taken_away_as_it_can_be_brought_back(papers: Papers) -> None:
    document = papers.decided()
    answer = papers.town.client(papers.town.amir).get(papers.url("export", slug=document.slug, ending="json"))

    (tree,) = json.loads(answer.content)["documents"]
    assert tree == to_json(service.to_tree(document))
    assert tree["decided"] == {
        "by": "Utbildningsnämnden",
        "date": "2025-12-15",
        "paragraph": "§ 231",
        "diarienummer": "UN 2025/0417",
    }


def test_exported_and_brought_back_it_is_the_same(papers: Papers) -> None:
    first = service.to_tree(papers.draft(owner_text="Sundby kommun"))
    again = service.to_tree(papers.draft(first, owner_text="Sundby kommun"))

    assert again == first


def test_another_persons_change_is_shown_beside_what_was_typed(papers: Papers) -> None:
    document = papers.draft()
    facts = {"title": "Min titel", "kind": "plan", "owner": papers.town.authority.pk, "version": 1}
    service.change_facts(papers.sten, document, 1, service.Facts("Deras titel", "plan", document.owner))

    answer = papers.town.client(papers.town.sten).post(papers.url("facts", slug=document.slug), facts)

    page = answer.content.decode()
    assert answer.status_code == 409
    assert 'value="Min titel"' in page
    assert "<dd>Deras titel</dd>" in page
    assert 'name="version" value="2"' in page


def test_a_draft_is_corrected_on_its_page(papers: Papers) -> None:
    document = papers.draft()
    first = service.tree_of(document)[1]
    sent = {"version": 1, "item": str(first.key), "op": "change", "kind": "goal", "text": "Nya ord"}

    sten = papers.town.client(papers.town.sten)
    answer = sten.post(papers.url("content", slug=document.slug), sent)

    changed = Item.objects.get(pk=first.pk)
    assert answer.status_code == 302
    assert (changed.text, changed.kind) == ("Nya ord", "goal")
    assert 'id="ratta"' in sten.get(answer["Location"]).content.decode()


def test_the_steps_of_its_life_are_buttons(papers: Papers) -> None:
    sten = papers.town.client(papers.town.sten)
    document = papers.draft()
    service.refer(papers.sten, document)
    assert sten.post(papers.url("step", slug=document.slug, verb="ta-tillbaka")).status_code == 302
    document.refresh_from_db()
    assert document.status == "draft"
    assert sten.post(papers.url("step", slug=document.slug, verb="publicera")).status_code == 409
    assert sten.post(papers.url("step", slug=document.slug, verb="hoppa")).status_code == 404


def test_a_decision_on_the_page_keeps_what_was_typed_when_something_is_missing(papers: Papers) -> None:
    document = papers.draft()

    answer = papers.town.client(papers.town.sten).post(
        papers.url("decide", slug=document.slug), {"by": "Nämnden", "on": "15 december", "paragraph": "§ 9"}
    )

    assert answer.status_code == 422
    assert 'value="Nämnden"' in answer.content.decode()
    assert 'value="15 december"' in answer.content.decode()
    assert Document.objects.get().status == "draft"


def test_in_english_no_swedish_word_of_ours_is_left(papers: Papers) -> None:
    document = papers.decided()
    page = papers.town.client(papers.town.sten, "en").get(papers.url("document", slug=document.slug))

    assert "Contents" in page.content.decode()
    assert "Innehåll" not in page.content.decode()


def grown(papers: Papers, times: int) -> Document:
    """A decided plan with many areas, and a linked strategy as large."""
    first = small_tree().items[:7]
    many = tuple(
        item(f"{n}.{one.id}", one.kind, one.text, one.parent and f"{n}.{one.parent}", role=one.role)
        for n in range(times)
        for one in first
    )
    tree = PlanTree(title=None, kind="plan", items=many)
    above = papers.decided(tree, title=f"Strategi {uuid4()}", kind="strategy")
    plan = papers.decided(tree, title=f"Plan {uuid4()}")
    for upper, lower in zip(service.tree_of(above), service.tree_of(plan), strict=True):
        service.add_link(papers.sten, lower, upper)
    return plan


def cost(papers: Papers, name: str, document: Document) -> int:
    row = service.tree_of(document)[1]
    known = {"item": {"slug": document.slug, "key": row.key}, "document": {"slug": document.slug}}
    arguments = known | {
        "links": known["item"],
        "below": known["item"],
        "history": known["document"],
        "loose": known["document"],
    }
    client = papers.town.client(papers.town.sten)
    url = papers.url(name, **arguments.get(name, {}))
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


@pytest.mark.parametrize("name", CEILING)
def test_a_page_costs_the_same_however_large_the_plan(
    papers: Papers, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What higher floors show here is counted in their own tests.
    monkeypatch.setattr(registry, "_providers", {})
    papers.decided(title="En äldre plan, som punkter kan ersätta")
    small = cost(papers, name, grown(papers, 1))
    large = cost(papers, name, grown(papers, 12))

    assert large <= small
    assert large <= CEILING[name]


def test_the_way_home_tells_the_strategist_what_waits(papers: Papers) -> None:
    draft, document = papers.under_review(), papers.draft()
    place = papers.town.place(papers.town.authority)

    todos = service.todo_for(papers.sten, place, place.starts_on)

    assert [todo.url for todo in todos] == [
        papers.url("review", draft_id=draft.pk), papers.url("decide", slug=document.slug),
    ]  # fmt: skip
    assert service.todo_for(papers.town.scope(papers.town.karin), place, place.starts_on) == []


def test_a_provided_card_is_shown_at_an_item(papers: Papers, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []

    def offer(request: Any, found: Item) -> Card | None:
        asked.append(found)
        return Card("plans/parts/status.html", {"document": found.document})

    monkeypatch.setitem(registry._providers, "plans.item", [offer, lambda request, found: None])
    document = papers.decided()
    row = service.tree_of(document)[1]

    read(papers, papers.town.amir, "item", slug=document.slug, key=row.key)

    assert asked == [row]
