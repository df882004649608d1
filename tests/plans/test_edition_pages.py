"""The pages of editions and links: what a strategist sees, says and takes back; what others may not."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rodtrad.plans import service
from rodtrad.plans.models import Correspondence, Document, ItemLink
from tests.plans.conftest import Papers
from tests.plans.test_editions import decide, editions, initiative_keys, plan
from tests.plans.test_pages import read

if TYPE_CHECKING:
    from django.http import HttpResponse

READ_CODE = "att alla kan läsa kod"
WRITE_CODE = "att alla kan läsa och skriva kod"


def send(papers: Papers, name: str, data: dict[str, object], **kwargs: object) -> HttpResponse:
    return papers.town.client(papers.town.sten).post(papers.url(name, **kwargs), data)


def say(papers: Papers, before: Document, after: Document, **data: object) -> HttpResponse:
    return send(papers, "compare", data, slug=after.slug, old_slug=before.slug)


def page(papers: Papers, old: Document, new: Document, query: str = "") -> str:
    return read(papers, papers.town.sten, "compare", query, slug=new.slug, old_slug=old.slug)


# Editions


def test_a_new_edition_is_begun_from_the_document(papers: Papers) -> None:
    old = papers.decided()

    answer = send(
        papers,
        "new_edition",
        {"title": "Nästa plan", "period_from": "2029", "period_to": "2031"},
        slug=old.slug,
    )

    new = Document.objects.get(replaces=old)
    assert (answer.status_code, new.title, new.edition) == (302, "Nästa plan", 2)
    assert "Jämför med utgåva 1" in read(papers, papers.town.sten, "document", slug=new.slug)


def test_a_correction_shows_its_reason_and_the_corrected_its_way_on(papers: Papers) -> None:
    old = papers.decided()
    send(papers, "correct", {"reason": "Fel årtal i insatsen."}, slug=old.slug)

    new = decide(papers, Document.objects.get(correction=1))

    assert "Rättad 1.1: Fel årtal i insatsen." in read(papers, papers.town.karin, "document", slug=new.slug)
    told = read(papers, papers.town.karin, "document", slug=old.slug)
    assert "Den här utgåvan är rättad. Läs rättad 1.1" in told


def test_a_correction_without_a_reason_is_asked_for_again(papers: Papers) -> None:
    assert send(papers, "correct", {"reason": ""}, slug=papers.decided().slug).status_code == 422


def test_a_review_is_recorded_and_reminded_of(papers: Papers) -> None:
    document = papers.decided()

    send(papers, "review_holds", {"on": "2026-01-10", "next_review": "2026-06-01"}, slug=document.slug)

    facts = read(papers, papers.town.sten, "document", slug=document.slug)
    assert "Ska prövas senast" in facts
    place = papers.town.place(papers.town.authority)
    [todo] = service.todo_for(papers.sten, place, date(2026, 5, 1))
    assert (todo.due_on, todo.title) == (date(2026, 6, 1), f"Pröva om {document.title} håller")
    assert service.todo_for(papers.sten, place, date(2026, 1, 11)) == []


def test_the_end_of_a_period_is_reminded_of_until_the_next_edition_is_begun(papers: Papers) -> None:
    document = papers.decided()
    place, late = papers.town.place(papers.town.authority), date(2028, 9, 1)

    [todo] = service.todo_for(papers.sten, place, late)
    assert (todo.due_on, todo.action) == (date(2028, 12, 31), "Börja på en ny utgåva")

    service.new_edition(papers.sten, document)
    assert all(todo.action != "Börja på en ny utgåva" for todo in service.todo_for(papers.sten, place, late))


# Side by side


def test_two_editions_are_told_in_a_sentence_and_marked_word_by_word(papers: Papers) -> None:
    old, new = editions(papers, plan(READ_CODE), plan(WRITE_CODE))
    client = papers.town.client(papers.town.sten)

    answer = client.get(papers.url("compare", slug=new.slug, old_slug=old.slug)).content.decode()

    assert "Av 2 punkter i utgåva 1: 1 står oförändrade och 1 är omformulerade." in answer
    assert "<ins>och skriva</ins>" in answer


def test_a_suggestion_is_confirmed_and_taken_back(papers: Papers) -> None:
    old, new = editions(papers, plan(READ_CODE), plan(WRITE_CODE))
    [was], [becomes] = initiative_keys(old), initiative_keys(new)

    assert say(papers, old, new, op="confirm", old=was, new=becomes).status_code == 302
    assert initiative_keys(new) == [was]
    assert "Bekräftat" in page(papers, old, new)

    say(papers, old, new, op="reopen", old=was)
    assert not Correspondence.objects.exists()


def test_all_that_is_unchanged_is_confirmed_at_once(papers: Papers) -> None:
    old, new = editions(papers, plan(READ_CODE, "att dela"), plan(READ_CODE, "att dela", "att våga"))

    say(papers, old, new, op="confirm_kept")

    assert len(service.correspondences(old, new).pairs) == 3
    assert "Bekräfta de" not in page(papers, old, new)


def test_another_is_chosen_for_what_has_no_suggestion(papers: Papers) -> None:
    old, new = editions(papers, plan("att sluta faxa"), plan(WRITE_CODE))
    [was], [becomes] = initiative_keys(old), initiative_keys(new)
    assert WRITE_CODE in page(papers, old, new, f"?valj={was}")

    say(papers, old, new, op="confirm", old=was, new=becomes)

    assert len(service.correspondences(old, new).pairs) == 1


def test_what_goes_on_in_nothing_is_not_said_to_be_in_both(papers: Papers) -> None:
    old, new = editions(papers, plan(READ_CODE), plan("att alla skolor byter köksfläktar före jul"))

    told = page(papers, old, new, "?visa=dropped")

    assert "Går inte vidare" in told
    assert "Samma punkt i båda" not in told


def test_what_is_refused_or_ended_stays_so_until_taken_back(papers: Papers) -> None:
    old, new = editions(papers, plan(READ_CODE), plan(WRITE_CODE))
    [was], [becomes] = initiative_keys(old), initiative_keys(new)

    say(papers, old, new, op="refuse", old=was, new=becomes)
    assert "1 förslag avvisat" in page(papers, old, new)

    say(papers, old, new, op="end", old=was)
    assert "Går inte vidare (bekräftat)" in page(papers, old, new)


def test_shares_are_given_in_per_cent(papers: Papers) -> None:
    old, new = editions(papers, plan("att kunna och våga"), plan("att kunna", "att våga"))
    [was], (can, dare) = initiative_keys(old), initiative_keys(new)

    say(papers, old, new, op="confirm", old=[was, was], new=[can, dare], weight=["70", "30"])

    assert [pair.weight for pair in service.correspondences(old, new).pairs] == [0.7, 0.3]


@pytest.mark.parametrize(
    "data",
    [
        {"op": "confirm"},
        {"op": "confirm", "old": "x", "new": "y"},
        {"op": "confirm", "old": "x", "new": "y", "weight": "mycket"},
        {"op": "annat"},
        {"op": "refuse", "old": "x"},
    ],
)
def test_a_broken_form_is_refused_with_a_sentence(papers: Papers, data: dict[str, object]) -> None:
    old, new = editions(papers, plan(READ_CODE), plan(WRITE_CODE))

    assert say(papers, old, new, **data).status_code == 409


def test_a_filter_shows_its_own_rows(papers: Papers) -> None:
    old, new = editions(papers, plan(READ_CODE, "att sluta faxa"), plan(WRITE_CODE))

    shown = page(papers, old, new, "?visa=dropped")

    assert "att sluta faxa" in shown
    assert "att alla kan" not in shown


def test_readers_compare_and_say_nothing(papers: Papers) -> None:
    old, new = editions(papers, plan(READ_CODE), plan(WRITE_CODE), decided=True)
    karin = papers.town.client(papers.town.karin)
    url = papers.url("compare", slug=new.slug, old_slug=old.slug)

    assert 'name="op"' not in karin.get(url).content.decode()
    answer = karin.post(url, {"op": "end", "old": initiative_keys(old)[0]})
    assert answer.status_code == 403
    assert not Correspondence.objects.exists()


def test_a_comparison_costs_the_same_however_much_was_said(papers: Papers) -> None:
    old, new = editions(papers, plan(READ_CODE, "att dela"), plan(READ_CODE, "att dela"), decided=True)
    client = papers.town.client(papers.town.sten)
    url = papers.url("compare", slug=new.slug, old_slug=old.slug)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        return len(queries)

    before = cost()
    say(papers, old, new, op="confirm_kept")
    cost()  # the notice of the last step is shown and forgotten
    assert cost() <= before
    assert before <= 13


# Links


def two_floors(papers: Papers) -> tuple[Document, Document]:
    strategy = papers.decided(plan(WRITE_CODE, "att ingen faxar"), kind="strategy", title="Strategi")
    return strategy, papers.decided(plan(READ_CODE, "att gå på bio"))


def test_loose_items_are_linked_many_at_once(papers: Papers) -> None:
    strategy, document = two_floors(papers)
    loose = service.loose_items(papers.sten, document)
    best = loose[0].suggestions[0].item
    assert (loose[0].item.text, best.text, best.document) == (READ_CODE, WRITE_CODE, strategy)

    pairs = [f"{loose[0].item.pk}:{best.pk}", f"{loose[1].item.pk}:{best.pk}"]
    send(papers, "loose", {"pair": pairs}, slug=document.slug)

    assert ItemLink.objects.count() == 2
    assert service.loose_items(papers.sten, document) == []


def test_when_nothing_hangs_loose_the_page_shows_what_hangs_in_what_and_which_areas_do_not(
    papers: Papers,
) -> None:
    """'Everything hangs together' would not be true while an area hangs in nothing."""
    strategy, document = two_floors(papers)
    area = service.areas_of(document)[0]
    upper = service.initiatives_of(strategy)[0]
    for lower in service.initiatives_of(document):
        service.add_link(papers.sten, lower, upper)

    page = read(papers, papers.town.sten, "loose", slug=document.slug)

    assert (
        "Alla mål och insatser hänger ihop med något dokument ovanför. 1 område har ingen egen koppling."
        in page
    )
    assert "Områden utan egen koppling Det som står i området" in page
    assert (
        page.index("Områden utan egen koppling") < page.index(area.short) < page.index("Det som hänger ihop")
    )
    assert f"Förverkligar {upper.short} · {strategy.title}" in page


def test_the_kind_is_chosen_beside_each_suggestion(papers: Papers) -> None:
    strategy, document = two_floors(papers)
    lower, upper = service.initiatives_of(document)[0], service.initiatives_of(strategy)[0]
    pair = f"{lower.pk}:{upper.pk}"
    shown = read(papers, papers.town.sten, "loose", slug=document.slug)
    assert "liknande ord" in shown

    send(papers, "loose", {"pair": pair, f"kind-{pair}": "derives"}, slug=document.slug)

    assert ItemLink.objects.get().kind == "derives"
    assert "Utgår från: 1" in read(papers, papers.town.karin, "reach")
    assert "Är utgångspunkt: 1" in read(papers, papers.town.karin, "reach")


def test_a_suggestion_is_confirmed_and_its_kind_changed_on_the_items_page(papers: Papers) -> None:
    strategy, document = two_floors(papers)
    lower, upper = service.initiatives_of(document)[0], service.initiatives_of(strategy)[0]
    page = {"slug": document.slug, "key": lower.key}

    send(papers, "links", {"upper": upper.pk, "kind": "derives"}, **page)
    assert "Utgår från" in read(papers, papers.town.karin, "document", slug=document.slug)
    link = ItemLink.objects.get()
    send(papers, "links", {"op": "change", "link": link.pk, "kind": "realises"}, **page)

    assert "Strategi · förverkligas" in read(papers, papers.town.karin, "item", **page)


def test_something_is_hung_in_what_has_nothing_under_it(papers: Papers) -> None:
    strategy, document = two_floors(papers)
    upper, lower = service.initiatives_of(strategy)[0], service.initiatives_of(document)[0]
    page = {"slug": strategy.slug, "key": upper.key}
    assert "Koppla" in read(papers, papers.town.sten, "reach")
    assert READ_CODE in read(papers, papers.town.sten, "below", **page)

    send(papers, "below", {"lower": lower.pk, "kind": "realises"}, **page)

    link = ItemLink.objects.get()
    assert (link.upper, link.lower, link.kind) == (upper, lower, "realises")
    assert f"förverkligar {READ_CODE}" in read(papers, papers.town.sten, "below", **page)


def test_only_what_the_person_keeps_is_hung_from_above(papers: Papers) -> None:
    strategy, document = two_floors(papers)
    upper, lower = service.initiatives_of(strategy)[0], service.initiatives_of(document)[0]
    page = {"slug": strategy.slug, "key": upper.key}

    refused = papers.town.client(papers.town.karin).post(
        papers.url("below", **page), {"lower": lower.pk, "kind": "realises"}
    )
    send(papers, "below", {"lower": upper.pk, "kind": "realises"}, **page)
    send(papers, "below", {"lower": lower.pk, "kind": "replaces"}, **page)

    assert refused.status_code == 403
    assert not ItemLink.objects.exists()
    assert service.hangable(papers.town.scope(papers.town.karin), upper) == []


def test_an_item_is_said_to_replace_another_and_not_to(papers: Papers) -> None:
    _strategy, document = two_floors(papers)
    older = papers.decided(plan(READ_CODE), title="Äldre plan")
    new, old = service.initiatives_of(document)[1], service.initiatives_of(older)[0]
    page = {"slug": document.slug, "key": new.key}

    send(papers, "links", {"op": "replace", "old": old.pk}, **page)
    assert f"Ersätter {READ_CODE}" in read(papers, papers.town.karin, "item", **page)
    there = read(papers, papers.town.karin, "item", slug=older.slug, key=old.key)
    assert "Ersatt av att gå på bio" in there
    send(papers, "links", {"op": "restore", "old": old.pk}, **page)

    assert "Ersätter" not in read(papers, papers.town.karin, "item", **page)


@pytest.mark.parametrize(
    "data",
    [
        {"op": "sabotage"},
        {"op": "change", "link": "9", "kind": "realises"},
        {"op": "replace", "old": "9"},
        {"op": "restore", "old": "9"},
        {"upper": "x"},
    ],
)
def test_a_form_that_nobody_made_is_answered_in_a_sentence(papers: Papers, data: dict[str, object]) -> None:
    _strategy, document = two_floors(papers)
    lower = service.initiatives_of(document)[0]

    answer = send(papers, "links", data, slug=document.slug, key=lower.key)

    assert 400 <= answer.status_code < 500
    assert not ItemLink.objects.exists()


def test_the_reach_tells_what_of_the_edition_before_is_replaced(papers: Papers) -> None:
    old, new = editions(papers, plan(READ_CODE, "att faxa", "att sjunga"), plan(WRITE_CODE), decided=True)
    first, second, _third = initiative_keys(old)
    say(papers, old, new, op="confirm", old=first, new=initiative_keys(new)[0])
    say(papers, old, new, op="end", old=second)

    (found,) = service.reach_of(papers.sten, papers.town.authority.path)

    assert found.before is not None
    assert [item.text for item in found.before.missing] == ["att sjunga"]
    assert "2 av 3 punkter i utgåva 1 är ersatta eller avslutade" in read(papers, papers.town.karin, "reach")


def test_a_link_to_what_does_not_stand_above_is_refused_with_all_the_rest(papers: Papers) -> None:
    strategy, document = two_floors(papers)
    mine, upper = service.initiatives_of(document), service.initiatives_of(strategy)[0]

    answer = send(
        papers,
        "loose",
        {"pair": [f"{mine[0].pk}:{upper.pk}", f"{mine[0].pk}:{mine[1].pk}"]},
        slug=document.slug,
    )

    assert answer.status_code >= 400
    assert not ItemLink.objects.exists()


def test_the_reach_tells_what_has_nothing_under_it_and_what_hangs_loose(papers: Papers) -> None:
    strategy, document = two_floors(papers)
    lower, upper = service.initiatives_of(document)[0], service.initiatives_of(strategy)[0]
    service.add_link(papers.sten, lower, upper)

    by_document = {one.document: one for one in service.reach_of(papers.sten, papers.town.authority.path)}

    down, up = by_document[strategy].down, by_document[document].up
    assert down is not None
    assert up is not None
    assert [item.text for item in down.missing] == ["att ingen faxar"]
    assert [item.text for item in up.missing] == ["att gå på bio"]
    assert (by_document[strategy].up, by_document[document].down) == (None, None)
    assert "1 av 2 punkter hänger i något ovanför" in read(papers, papers.town.karin, "reach")


def test_what_stands_under_a_linked_item_hangs_with_it_but_not_under_a_linked_area(papers: Papers) -> None:
    strategy, document = two_floors(papers)
    area = service.tree_of(document)[0]
    service.add_link(papers.sten, area, service.tree_of(strategy)[0])

    assert len(service.loose_items(papers.sten, document)) == 2
