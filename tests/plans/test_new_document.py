"""A document is begun from nothing: its header, its first items, and the outline it is written in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.db import connection
from django.test.utils import CaptureQueriesContext

from rodtrad.plans import service
from rodtrad.plans.importing import PlanTree
from rodtrad.plans.models import Document
from tests.plans.conftest import Papers, item

if TYPE_CHECKING:
    from django.http import HttpResponse

KINDS = {"kind_0": "area", "kind_1": "initiative", "kind_2": "activity"}


def begin(papers: Papers, **sent: Any) -> HttpResponse:
    sten = papers.town.client(papers.town.sten)
    whole = {"title": "Ny plan", "kind": "plan", "owner": papers.town.authority.pk, "text": "", **KINDS}
    return sten.post(papers.url("new"), {**whole, "key": uuid4(), **sent})  # type: ignore[return-value]


def change(papers: Papers, document: Document, **sent: Any) -> HttpResponse:
    document.refresh_from_db()
    sten = papers.town.client(papers.town.sten)
    url = papers.url("content", slug=document.slug)
    return sten.post(url, {"version": document.version, **sent})  # type: ignore[return-value]


def shape(document: Document) -> list[tuple[int, str, str]]:
    return [(row.depth, row.kind, row.text) for row in service.tree_of(document)]


def test_a_document_begins_with_the_items_of_a_list(papers: Papers) -> None:
    answer = begin(papers, text="Kompetens\n- Kartlägg\n- Utbilda\nTillgång")

    document = Document.objects.get()
    assert answer["Location"] == papers.url("content", slug=document.slug)
    assert shape(document) == [
        (0, "area", "Kompetens"), (1, "initiative", "Kartlägg"), (1, "initiative", "Utbilda"),
        (0, "area", "Tillgång"),
    ]  # fmt: skip
    assert [row.number for row in service.tree_of(document)] == ["1", "1.1", "1.2", "2"]


def test_an_empty_document_gets_its_first_items_in_the_outline(papers: Papers) -> None:
    begin(papers)
    document = Document.objects.get()
    assert shape(document) == []
    sten = papers.town.client(papers.town.sten)
    assert "Här är tomt än" in sten.get(papers.url("content", slug=document.slug)).content.decode()

    landed = change(papers, document, op="new")["Location"]
    first = service.tree_of(document)[0]
    assert landed.endswith(f"?item={first.key}#rad-{first.key}")
    change(papers, document, op="add_under", item=first.key, kind="area", text="Kompetens")

    assert shape(document) == [(0, "area", "Kompetens"), (1, "initiative", "")]


def test_a_form_sent_twice_is_one_document(papers: Papers) -> None:
    key = uuid4()
    answers = [begin(papers, key=key, text="Kompetens") for _each in range(2)]

    assert answers[0]["Location"] == answers[1]["Location"]
    assert Document.objects.count() == 1


def test_a_list_that_cannot_stand_so_is_refused_and_kept(papers: Papers) -> None:
    answer = begin(papers, text="Ord\n- Under ett begrepp", kind_0="term")

    assert answer.status_code == 422
    assert "- Under ett begrepp</textarea>" in answer.content.decode()
    assert not Document.objects.exists()


def test_a_title_is_needed(papers: Papers) -> None:
    assert begin(papers, title="", text="Kompetens").status_code == 422
    assert not Document.objects.exists()


def test_a_plan_called_as_an_address_of_ours_gets_another(papers: Papers) -> None:
    begin(papers, title="Nytt")

    assert Document.objects.get().slug == "nytt-2"


def test_a_change_in_the_outline_is_undone_and_done_again(papers: Papers) -> None:
    document = papers.draft()
    before = shape(document)
    keys = [str(row.key) for row in service.tree_of(document)]
    change(papers, document, op="many_prune", val=[keys[0], keys[5]])
    assert len(shape(document)) == 1

    change(papers, document, op="undo")
    assert shape(document) == before
    change(papers, document, op="redo")
    assert len(shape(document)) == 1


def test_an_item_moves_under_another_by_the_form(papers: Papers) -> None:
    document = papers.draft()
    keys = [str(row.key) for row in service.tree_of(document)]

    change(papers, document, op="move", val=[keys[1]], target=keys[5], where="under")

    assert [row.number for row in service.tree_of(document)] == ["1", "1.1", "", "", "2", "2.1", "2.2", ""]


def test_an_item_left_without_words_is_refused_with_what_was_typed(papers: Papers) -> None:
    document = papers.draft()
    first = service.tree_of(document)[1]

    answer = change(papers, document, op="change", item=first.key, kind="initiative", text=" ", role="Alla")

    assert answer.status_code == 422
    assert 'value="Alla"' in answer.content.decode()


def test_two_in_one_outline_and_the_second_keeps_what_was_typed(papers: Papers) -> None:
    document = papers.draft()
    first = service.tree_of(document)[1]
    sent = {"item": first.key, "op": "change", "kind": "initiative"}
    change(papers, document, **sent, text="Deras ord")

    answer = change(papers, document, **sent, text="Mina ord", version=1)

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Mina ord</textarea>" in page
    assert "Så här står det nu:</b> Deras ord" in page


def test_the_outline_of_a_large_document_is_light_and_costs_no_more_than_a_small_one(papers: Papers) -> None:
    many = tuple(item(str(n), "goal", f"Mål {n} " + "ord " * 30) for n in range(3_000))
    sten = papers.town.client(papers.town.sten)
    costs = []
    for document in (papers.draft(), papers.draft(PlanTree(title="P", kind="plan", items=many))):
        with CaptureQueriesContext(connection) as queries:
            page = sten.get(papers.url("content", slug=document.slug))
        costs.append(len(queries))
        assert len(page.content) < 300_000

    assert costs[0] == costs[1] <= 11
