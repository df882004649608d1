"""The review of what was read: beside its source, corrected item by item, saved as it goes, and undone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rodtrad.plans import service
from rodtrad.plans.importing import PlanItem, PlanTree
from rodtrad.plans.models import Document, ImportDraft
from rodtrad.plans.service.history import STEPS_KEPT
from rodtrad.plans.tree import Edit
from tests.plans.conftest import Papers, item, small_tree

if TYPE_CHECKING:
    from django.http import HttpResponse


def correct(papers: Papers, draft: ImportDraft, number: int = 1, **sent: Any) -> HttpResponse:
    """Send the form of one item; fields that are not named stay as they are."""
    review = service.review_of(draft, number - 1)
    assert review
    found = next((one for one in review.tree.items if one.id == sent.get("item")), None)
    now = {name: getattr(found, name) or "" for name in ("kind", "text", "role", "sub_role", "definition")}
    sten = papers.town.client(papers.town.sten)
    url = papers.url("import_edit", draft_id=draft.pk, number=number)
    return sten.post(url, {"version": draft.version, "op": "change", **now, **sent})  # type: ignore[return-value]


def items(draft: ImportDraft, index: int = 0) -> list[PlanItem]:
    draft.refresh_from_db()
    review = service.review_of(draft, index)
    assert review
    return list(review.tree.items)


def page(papers: Papers, draft: ImportDraft, query: str = "", number: int = 1) -> str:
    sten = papers.town.client(papers.town.sten)
    url = papers.url("review_tree", draft_id=draft.pk, number=number)
    return sten.get(url + query).content.decode()


def test_the_chosen_item_is_lit_in_the_source_without_script(papers: Papers) -> None:
    shown = page(papers, papers.under_review(), "?item=1.1")

    assert re.findall(r'<mark id="vald">(.*?)</mark>', shown, re.DOTALL) == [
        "Kartlägg personalens kunskaper varje höst"
    ]
    assert 'aria-current="true"' in shown
    assert 'value="1.1"' in shown


def test_each_place_in_the_source_leads_to_its_item(papers: Papers) -> None:
    shown = page(papers, papers.under_review())

    assert re.search(r'href="[^"]*\?item=1\.1#rad-1\.1">Kartlägg personalens', shown)


def test_words_kind_and_role_are_corrected_and_saved_at_once(papers: Papers) -> None:
    draft = papers.under_review()

    answer = correct(papers, draft, item="1.3", text="Avsätter tid", role="Chef", sub_role="Rektor")

    assert answer.status_code == 302
    changed = items(draft)[3]
    assert (changed.text, changed.role, changed.sub_role) == ("Avsätter tid", "Chef", "Rektor")


@pytest.mark.parametrize("op", ["up", "down", "indent", "merge", "add", "drop"])
def test_what_was_typed_goes_with_a_move(papers: Papers, op: str) -> None:
    draft = papers.under_review()

    answer = correct(papers, draft, item="1.2", text="Nya ord", op=op)

    assert answer.status_code == 302
    assert ("Nya ord" in " ".join(one.text for one in items(draft))) is (op != "drop")


def test_a_line_break_in_the_text_is_where_it_is_split(papers: Papers) -> None:
    draft = papers.under_review()

    correct(papers, draft, item="1.1", text="Kartlägg kunskaper\r\nFölj upp dem", op="split")

    assert [one.text for one in items(draft)[1:3]] == ["Kartlägg kunskaper", "Följ upp dem"]


def test_a_correction_is_undone_whole_and_the_one_before_it_too(papers: Papers) -> None:
    draft = papers.under_review()
    correct(papers, draft, item="1.1", text="Första", op="down")
    draft.refresh_from_db()
    correct(papers, draft, item="1.1", text="Andra")

    draft.refresh_from_db()
    service.undo_import(papers.sten, draft, 0, draft.version)
    assert [one.text for one in items(draft)][2] == "Första"
    service.undo_import(papers.sten, draft, 0, draft.version)
    assert tuple(items(draft)) == small_tree().items


def test_nothing_to_undo_is_no_error(papers: Papers) -> None:
    draft = papers.under_review()

    assert service.undo_import(papers.sten, draft, 0, 1) == ""


def test_the_history_of_a_review_is_short(papers: Papers) -> None:
    draft = papers.under_review()
    for number in range(STEPS_KEPT + 5):
        service.edit_import(
            papers.sten, draft, 0, draft.version, Edit("change", "1.1", {"text": f"Ord {number}"})
        )
        draft.refresh_from_db()

    assert draft.steps.count() == STEPS_KEPT


def test_a_correction_that_changes_nothing_is_none(papers: Papers) -> None:
    draft = papers.under_review()

    correct(papers, draft, item="1.1")

    draft.refresh_from_db()
    assert (draft.version, draft.steps.count()) == (1, 0)


def test_two_people_correct_at_once_and_the_second_keeps_what_was_typed(papers: Papers) -> None:
    draft = papers.under_review()
    service.edit_import(papers.sten, draft, 0, 1, Edit("change", "1.1", {"text": "Deras ord"}))

    answer = correct(papers, draft, item="1.1", text="Mina ord", version=1)

    shown = answer.content.decode()
    assert answer.status_code == 409
    assert "Någon annan har ändrat" in shown
    assert "Mina ord</textarea>" in shown
    assert "Så här står det nu:</b> Deras ord" in shown
    assert 'name="version" value="2"' in shown
    assert items(draft)[1].text == "Deras ord"


def test_a_move_that_cannot_be_made_is_said_and_nothing_is_lost(papers: Papers) -> None:
    draft = papers.under_review()

    answer = correct(papers, draft, item="1.1", text="Mina ord", op="up")

    assert answer.status_code == 422
    assert "Mina ord</textarea>" in answer.content.decode()
    assert items(draft)[1].text == "Kartlägg personalens kunskaper varje höst"


@pytest.mark.parametrize(
    "sent",
    [
        {"version": "många"},
        {"version": ""},
        {"kind": "dröm"},
        {"item": "finns-inte"},
        {"op": "spräng"},
        {"text": "x" * 20_001},
    ],
    ids=str,
)
def test_a_forged_form_is_refused_with_a_sentence(papers: Papers, sent: dict[str, str]) -> None:
    draft = papers.under_review()
    whole = {"version": "1", "op": "change", "item": "1.1", "kind": "goal", "text": "x", **sent}

    sten = papers.town.client(papers.town.sten)
    answer = sten.post(papers.url("import_edit", draft_id=draft.pk, number=1), whole)

    assert answer.status_code in {409, 422}
    assert tuple(items(draft)) == small_tree().items


def test_warnings_are_worked_off_one_by_one(papers: Papers) -> None:
    draft = papers.under_review(
        PlanTree(title="P", kind="plan", items=small_tree().items, warnings=("Ingen period", "Ingen ägare"))
    )
    assert "Ingen period" in page(papers, draft)

    sten = papers.town.client(papers.town.sten)
    sent = {"version": 1, "op": "resolve", "warning": 0}
    sten.post(papers.url("import_edit", draft_id=draft.pk, number=1), sent)

    shown = page(papers, draft)
    assert "Ingen period" not in shown
    assert "Ingen ägare" in shown


def test_an_item_without_text_must_be_mended_before_the_plan_is_saved(papers: Papers) -> None:
    draft = papers.under_review()
    correct(papers, draft, item="1.1", text="")
    draft.refresh_from_db()
    sten = papers.town.client(papers.town.sten)
    url = papers.url("import_save", draft_id=draft.pk, number=1)
    sent = {"title": "P", "kind": "plan", "owner": papers.town.authority.pk, "version": draft.version}

    answer = sten.post(url, sent)

    assert answer.status_code == 422
    assert "Punkten saknar text." in answer.content.decode()
    assert Document.objects.count() == 0


def test_a_file_with_two_documents_is_saved_one_at_a_time(papers: Papers) -> None:
    other = PlanTree(title="Strategin", kind="strategy", items=(item("1", "goal", "Ett mål"),))
    draft = papers.under_review(small_tree(), other)
    sten = papers.town.client(papers.town.sten)
    listed = sten.get(papers.url("review", draft_id=draft.pk)).content.decode()
    assert "Filen innehåller 2 dokument" in listed

    first = service.save_import(
        papers.sten, draft, 1, 1, service.Facts("Strategin", "strategy", papers.town.authority)
    )
    draft.refresh_from_db()
    assert (first.kind, draft.state) == ("strategy", ImportDraft.State.REVIEW)
    service.save_import(papers.sten, draft, 0, 1, service.Facts("Planen", "plan", papers.town.authority))

    draft.refresh_from_db()
    assert draft.state == ImportDraft.State.SAVED


def test_what_is_saved_is_not_corrected_in_the_review_any_more(papers: Papers) -> None:
    draft = papers.under_review()
    facts = service.Facts("Planen", "plan", papers.town.authority)
    document = service.save_import(papers.sten, draft, 0, 1, facts)

    answer = correct(papers, draft, item="1.1", text="För sent")

    assert answer.status_code == 302
    assert answer["Location"] == papers.url("document", slug=document.slug)
    assert service.initiatives_of(document)[0].text != "För sent"


def test_a_thrown_away_draft_can_be_saved_again(papers: Papers) -> None:
    draft = papers.under_review()
    facts = service.Facts("Planen", "plan", papers.town.authority)
    service.drop_document(papers.sten, service.save_import(papers.sten, draft, 0, 1, facts))

    draft.refresh_from_db()
    assert draft.state == ImportDraft.State.REVIEW
    assert service.save_import(papers.sten, draft, 0, 1, facts).pk


def test_a_page_of_the_review_costs_the_same_however_much_was_found(papers: Papers) -> None:
    many = tuple(item(f"{n}", "initiative", f"Insats {n}", source=(n, n + 1)) for n in range(400))
    large = PlanTree(title="Stor", kind="plan", items=many)
    costs = []
    sten = papers.town.client(papers.town.sten)
    for draft in (papers.under_review(), papers.under_review(large)):
        url = papers.url("review_tree", draft_id=draft.pk, number=1)
        with CaptureQueriesContext(connection) as queries:
            assert sten.get(url, {"item": "1"}).status_code == 200
        costs.append(len(queries))

    assert costs[1] <= costs[0]
    assert costs[0] <= 12


def test_markup_in_a_file_is_shown_as_text(papers: Papers) -> None:
    nasty = "<script>alert(1)</script>"
    tree = PlanTree(title=nasty, kind="plan", items=(item(nasty, "goal", nasty, source=(0, 25)),))

    shown = page(papers, papers.under_review(tree, text=nasty), "?item=" + nasty)

    assert nasty not in shown
    assert "&lt;script&gt;" in shown
