"""Undo and redo of corrections, in a review and in a draft document, and two who save at the same moment."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from django.db import connection

from rodtrad.common.errors import Conflict, UserError
from rodtrad.plans import service
from rodtrad.plans import tree as trees
from rodtrad.plans.models import Document, DocumentStep, ImportStep, ItemLink
from rodtrad.plans.tree import Edit
from tests.plans.conftest import Papers, item, small_tree
from tests.plans.test_review import items
from tests.plans.test_tree import edit_of

if TYPE_CHECKING:
    from rodtrad.plans.importing import PlanTree
    from rodtrad.plans.models import ImportDraft


def version(kept: Document | ImportDraft) -> int:
    kept.refresh_from_db()
    return kept.version


def texts(document: Document) -> list[str]:
    return [row.text for row in service.tree_of(document)]


def test_what_was_undone_in_a_review_is_done_again(papers: Papers) -> None:
    draft = papers.under_review()
    for number in (1, 2):
        service.edit_import(
            papers.sten, draft, 0, version(draft), Edit("change", "1.1", {"text": f"Ord {number}"})
        )
    for _each in range(2):
        assert service.undo_import(papers.sten, draft, 0, version(draft)) == "1.1"
    assert tuple(items(draft)) == small_tree().items

    service.redo_import(papers.sten, draft, 0, version(draft))
    assert items(draft)[1].text == "Ord 1"
    service.redo_import(papers.sten, draft, 0, version(draft))
    assert items(draft)[1].text == "Ord 2"
    assert service.redo_import(papers.sten, draft, 0, version(draft)) == ""


def test_a_new_correction_ends_what_could_be_done_again(papers: Papers) -> None:
    draft = papers.under_review()
    service.edit_import(papers.sten, draft, 0, 1, Edit("drop", "1.1"))
    service.undo_import(papers.sten, draft, 0, 2)
    service.edit_import(papers.sten, draft, 0, 3, Edit("drop", "1.2"))

    review = service.review_of(draft, 0)
    assert review
    assert (review.undoable, review.redoable) == (True, False)
    assert ImportStep.objects.filter(undone=True).count() == 0


def test_undo_in_one_of_a_files_documents_leaves_the_other(papers: Papers) -> None:
    draft = papers.under_review(small_tree(), small_tree())
    service.edit_import(papers.sten, draft, 0, 1, Edit("drop", "1.1"))
    service.edit_import(papers.sten, draft, 1, 2, Edit("drop", "1.2"))

    service.undo_import(papers.sten, draft, 0, 3)

    assert tuple(items(draft, 0)) == small_tree().items
    assert "1.2" not in {one.id for one in items(draft, 1)}


def test_a_warning_that_was_ticked_off_comes_back_with_undo(papers: Papers) -> None:
    from dataclasses import replace

    draft = papers.under_review(replace(small_tree(), warnings=("Ingen period", "Ingen ägare")))
    service.edit_import(papers.sten, draft, 0, 1, Edit("resolve", number=0))

    service.undo_import(papers.sten, draft, 0, 2)

    draft.refresh_from_db()
    assert draft.trees[0]["warnings"] == ["Ingen period", "Ingen ägare"]


def test_a_draft_documents_change_is_undone_and_done_again(papers: Papers) -> None:
    document = papers.draft()
    before = service.keyed_tree(document)
    second = str(service.tree_of(document)[5].key)
    service.edit_document(papers.sten, document, version(document), Edit("prune", second))
    after = service.keyed_tree(document)

    assert service.edit_ways(document) == (True, False)
    assert service.undo_document(papers.sten, document, version(document)) == second
    assert service.keyed_tree(document) == before
    assert service.edit_ways(document) == (False, True)
    service.redo_document(papers.sten, document, version(document))
    assert service.keyed_tree(document) == after


def test_a_dropped_item_comes_back_with_its_links(papers: Papers) -> None:
    above = papers.draft(title="Strategi", kind="strategy")
    document = papers.draft()
    upper, lower = service.tree_of(above)[1], service.tree_of(document)[1]
    link = ItemLink.objects.create(upper=upper, lower=lower, kind="realises", weight=0.5)
    service.edit_document(papers.sten, document, version(document), Edit("drop", str(lower.key)))
    assert not ItemLink.objects.exists()

    service.undo_document(papers.sten, document, version(document))

    back = ItemLink.objects.get()
    assert (back.upper_id, back.lower.key, back.kind, back.weight) == (
        link.upper_id, lower.key, "realises", 0.5,
    )  # fmt: skip


def test_what_someone_else_wrote_is_not_undone_unseen(papers: Papers) -> None:
    document = papers.draft()
    first = str(service.tree_of(document)[1].key)
    service.edit_document(papers.sten, document, 1, Edit("change", first, {"text": "Nytt"}))

    with pytest.raises(Conflict):
        service.undo_document(papers.sten, document, 1)
    assert texts(document)[1] == "Nytt"


def test_a_decided_document_remembers_no_steps(papers: Papers) -> None:
    from datetime import date

    document = papers.draft()
    service.edit_document(papers.sten, document, 1, Edit("drop", str(service.tree_of(document)[1].key)))
    document.refresh_from_db()
    service.decide(papers.sten, document, service.Decision("Nämnden", date(2025, 12, 1)))

    assert not DocumentStep.objects.exists()
    document.refresh_from_db()
    with pytest.raises(Conflict):
        service.undo_document(papers.sten, document, document.version)


def rows_say(document: Document, tree: PlanTree) -> None:
    """The rows hold the tree: order, depth, parents and numbers."""
    rows, places, numbers = service.tree_of(document), trees.places(tree), trees.labels(tree)
    assert [row.position for row in rows] == list(range(len(rows)))
    for row, one in zip(rows, tree.items, strict=True):
        assert (str(row.key), row.text, row.kind) == (one.id, one.text, one.kind)
        assert (str(row.parent.key) if row.parent else None) == one.parent
        assert (row.depth, row.number) == (places[one.id].depth, numbers.get(one.id, ""))


@pytest.mark.parametrize("seed", range(8))
def test_rows_follow_the_tree_through_any_corrections_and_all_the_way_back(papers: Papers, seed: int) -> None:
    draw = random.Random(seed)
    document = papers.draft()
    first, done = service.keyed_tree(document), 0
    for _each in range(12):
        others = [draw.randrange(30) for _other in range(draw.randrange(3))]
        verb, where = draw.choice(sorted(trees.EDITS)), draw.choice(trees.WHERE)
        step = (verb, draw.randrange(30), others, draw.randrange(30), where, draw.choice(["area", "goal"]))
        edit = edit_of(service.keyed_tree(document), step)
        if verb in {"add", "take"}:
            edit = Edit(verb, edit.item, {"text": "Nytt", "kind": "goal"}, where=where, span=(3, 9))
        try:
            service.edit_document(papers.sten, document, version(document), edit)
            done += 1
        except UserError:
            continue
        rows_say(document, service.keyed_tree(document))
    last = service.keyed_tree(document)
    while service.edit_ways(document)[0]:
        service.undo_document(papers.sten, document, version(document))
    rows_say(document, first)
    while service.edit_ways(document)[1]:
        service.redo_document(papers.sten, document, version(document))
    rows_say(document, last)
    assert done > 3


def test_a_move_past_half_a_large_plan_asks_no_more_of_the_database(papers: Papers) -> None:
    from django.test.utils import CaptureQueriesContext

    from rodtrad.plans.importing import PlanTree

    costs = []
    for number in (20, 600):
        many = tuple(item(str(n), "goal", f"Mål {n}") for n in range(number))
        document = papers.draft(PlanTree(title="P", kind="plan", items=many))
        rows = service.tree_of(document)
        edit = Edit("move", str(rows[-1].key), target=str(rows[0].key), where="before")
        with CaptureQueriesContext(connection) as queries:
            service.edit_document(papers.sten, document, 1, edit)
        costs.append(len(queries))
        assert texts(document)[:2] == [f"Mål {number - 1}", "Mål 0"]

    assert costs[0] == costs[1]


@pytest.fixture
def shared_papers(transactional_db: None) -> Papers:
    """Papers that threads can see."""
    from tests.people import build_town

    return Papers(build_town())


def test_two_who_save_one_import_at_the_same_time_get_one_document(shared_papers: Papers) -> None:
    papers = shared_papers
    draft = papers.under_review()
    facts = service.Facts("Planen", "plan", papers.town.authority)

    def save(_each: int) -> int:
        try:
            return int(service.save_import(papers.sten, draft, 0, 1, facts).pk)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        saved = set(pool.map(save, range(4)))

    assert saved == {Document.objects.get().pk}


def test_two_documents_of_one_title_saved_at_the_same_time_get_an_address_each(shared_papers: Papers) -> None:
    papers = shared_papers
    drafts = [papers.under_review() for _each in range(4)]

    def save(draft: ImportDraft) -> str:
        try:
            facts = service.Facts("Planen", "plan", papers.town.authority)
            return service.save_import(papers.sten, draft, 0, 1, facts).slug
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        slugs = list(pool.map(save, drafts))

    assert sorted(slugs) == ["planen", "planen-2", "planen-3", "planen-4"]


def test_an_address_taken_a_moment_before_gives_the_next_one(
    papers: Papers, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite lets one write at a time, so the moment between choosing and saving is made here."""
    from rodtrad.plans.service import documents

    first = papers.draft(title="Planen")
    stale = iter(["planen"])
    honest = documents.free_address
    monkeypatch.setattr(documents, "free_address", lambda title: next(stale, None) or honest(title))

    second = papers.draft(title="Planen")

    assert (first.slug, second.slug) == ("planen", "planen-2")
