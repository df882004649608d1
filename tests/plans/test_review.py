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
from tests.plans.conftest import Papers, item, small_tree, span

if TYPE_CHECKING:
    from django.http import HttpResponse


def correct(papers: Papers, draft: ImportDraft, number: int = 1, **sent: Any) -> HttpResponse:
    """Send the form of one item; fields that are not named stay as they are."""
    review = service.review_of(draft, number - 1)
    assert review
    found = next((one for one in review.tree.items if one.id == sent.get("item")), None)
    now = {name: getattr(found, name) or "" for name in ("kind", "text", "role", "sub_role", "definition")}
    sten = papers.town.client(papers.town.sten)
    url = papers.url("review_tree", draft_id=draft.pk, number=number)
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

    assert re.findall(r'<mark id="vald"[^>]*>(.*?)</mark>', shown, re.DOTALL) == [
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
    answer = sten.post(papers.url("review_tree", draft_id=draft.pk, number=1), whole)

    assert answer.status_code in {409, 422}
    assert tuple(items(draft)) == small_tree().items


def test_warnings_are_worked_off_one_by_one(papers: Papers) -> None:
    draft = papers.under_review(
        PlanTree(title="P", kind="plan", items=small_tree().items, warnings=("Ingen period", "Ingen ägare"))
    )
    assert "Ingen period" in page(papers, draft)

    sten = papers.town.client(papers.town.sten)
    sent = {"version": 1, "op": "resolve", "warning": 0}
    sten.post(papers.url("review_tree", draft_id=draft.pk, number=1), sent)

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


def send(papers: Papers, draft: ImportDraft, **sent: Any) -> HttpResponse:
    """Send a form that belongs to no single item."""
    draft.refresh_from_db()
    sten = papers.town.client(papers.town.sten)
    url = papers.url("review_tree", draft_id=draft.pk, number=1)
    return sten.post(url, {"version": draft.version, **sent})  # type: ignore[return-value]


def shape(draft: ImportDraft) -> list[tuple[str, str | None]]:
    return [(one.id, one.parent) for one in items(draft)]


def test_many_get_one_kind_and_role_at_once_and_one_undo_takes_it_back(papers: Papers) -> None:
    draft = papers.under_review()

    send(papers, draft, op="many_change", val=["1.1", "1.2"], kind="measure", role="Huvudman")
    assert [(one.kind, one.role) for one in items(draft)[1:3]] == [("measure", "Huvudman")] * 2

    send(papers, draft, op="undo")
    assert tuple(items(draft)) == small_tree().items


def test_a_dash_takes_a_role_away_and_an_empty_field_lets_it_be(papers: Papers) -> None:
    draft = papers.under_review()

    send(papers, draft, op="many_change", val=["1.3", "1.4"], kind="activity", role="")
    assert [one.role for one in items(draft)[3:5]] == ["Rektor", "Personal"]
    send(papers, draft, op="many_change", val=["1.3", "1.4"], kind="", role="–")
    assert [one.role for one in items(draft)[3:5]] == [None, None]


@pytest.mark.parametrize(
    "sent",
    [
        {"op": "many_change", "val": ["1.1"]},
        {"op": "many_merge", "val": ["1.1"]},
        {"op": "many_drop"},
        {"op": "move", "val": ["1.1"]},
        {"op": "move", "val": ["1"], "target": "1.1", "where": "under"},
        {"op": "move", "val": ["1.1"], "target": "2", "where": "inuti"},
        {"op": "take", "words": "   ", "kind": "goal"},
        {
            "op": "paste",
            "text": "a\nb",
            "where": "last",
            "kind_0": "dröm",
            "kind_1": "goal",
            "kind_2": "goal",
        },
        {"op": "to"},
    ],
    ids=str,
)
def test_what_cannot_be_done_with_many_is_said_and_changes_nothing(
    papers: Papers, sent: dict[str, Any]
) -> None:
    draft = papers.under_review()

    answer = send(papers, draft, **sent)

    assert answer.status_code == 422
    assert "rt-error" in answer.content.decode()
    assert tuple(items(draft)) == small_tree().items


def test_where_to_move_is_searched_for_and_chosen_in_a_form(papers: Papers) -> None:
    draft = papers.under_review()

    asked = send(papers, draft, op="to", item="1.1", val=["1.1", "1.2"]).content.decode()
    assert "Kartlägg personalens kunskaper" in asked.partition("flytta-rubrik")[2].partition("<form")[0]
    assert re.findall(r'name="target" value="([^"]*)"', asked) == ["", "1", "2"]
    found = send(papers, draft, op="to", val=["1.1"], words="utrustning PLAN").content.decode()
    assert re.findall(r'name="target" value="([^"]*)"', found) == ["2.1"]

    answer = send(papers, draft, op="move", val=["1.1", "1.2"], target="2.1", where="before")

    assert shape(draft)[3:7] == [("2", None), ("1.1", "2"), ("1.2", "2"), ("2.1", "2")]
    assert answer["Location"].endswith("?item=1.1#rad-1.1")


def test_nothing_is_offered_that_stands_under_what_is_moved(papers: Papers) -> None:
    asked = send(papers, papers.under_review(), op="to", val=["1"], words="a").content.decode()

    assert not set(re.findall(r'name="target" value="([^"]*)"', asked)) & {"1", "1.1", "1.2", "1.3", "1.4"}


def test_words_of_the_source_become_an_item_where_they_stand_without_script(papers: Papers) -> None:
    draft = papers.under_review()

    send(papers, draft, op="take", words="Alla har den kompetens\nsom uppdraget kräver.", kind="goal")

    new = items(draft)[1]
    assert (new.kind, new.text, new.parent) == ("goal", "Alla har den kompetens som uppdraget kräver.", "1")
    assert new.source is not None
    assert draft.text[slice(*new.source)] == "Alla har den kompetens som uppdraget kräver."


def test_the_place_that_was_marked_is_the_items_place_though_its_words_stand_twice(papers: Papers) -> None:
    text = "Digitalt först. Annat.\nDigitalt först. Slut."
    draft = papers.under_review(text=text)
    second = text.rindex("Digitalt")

    send(papers, draft, op="take", words="Digitalt först.", kind="goal", start=second, end=second + 15)

    assert [one.source for one in items(draft) if one.text == "Digitalt först."] == [(second, second + 15)]


def test_words_that_stand_nowhere_are_an_item_all_the_same_after_the_chosen_one(papers: Papers) -> None:
    draft = papers.under_review()

    send(papers, draft, op="take", words="Finns inte i källan", kind="initiative", item="1.1")

    assert [(one.text, one.source) for one in items(draft)][2] == ("Finns inte i källan", None)


@pytest.mark.parametrize("place", [(5, 99_999), (-3, 4), (7, 7)])
def test_a_forged_place_in_the_source_is_not_taken(papers: Papers, place: tuple[int, int]) -> None:
    draft = papers.under_review()

    send(papers, draft, op="take", words="Slutord", kind="goal", start=place[0], end=place[1])

    assert all(one.source is None for one in items(draft) if one.text == "Slutord")


def test_a_pasted_list_is_shown_before_it_is_set_in(papers: Papers) -> None:
    draft = papers.under_review()
    sent = {"text": "Trygghet\n- Rutiner\n- Utbildning", "kind_0": "area", "kind_1": "measure",
            "kind_2": "activity", "where": "after", "item": "1"}  # fmt: skip

    shown = send(papers, draft, op="preview", **sent).content.decode()
    assert "3 punkter, så här" in shown
    assert tuple(items(draft)) == small_tree().items
    send(papers, draft, op="paste", **sent)

    assert [(one.kind, one.text) for one in items(draft)[5:8]] == [
        ("area", "Trygghet"), ("measure", "Rutiner"), ("measure", "Utbildning"),
    ]  # fmt: skip


def test_words_saved_while_typing_are_one_step_until_something_else_is_done(papers: Papers) -> None:
    draft = papers.under_review()
    sten = papers.town.client(papers.town.sten)
    url = papers.url("review_tree", draft_id=draft.pk, number=1)
    for turn, words in enumerate(["Kart", "Kartlägg allt", "Kartlägg allt varje höst"], 1):
        sent = {"version": turn, "item": "1.1", "op": "change", "kind": "initiative", "text": words}
        answer = sten.post(url, sent, headers={"X-Autosave": "1" if turn == 1 else "2"})
        assert answer.json() == {"version": turn + 1}

    assert items(draft)[1].text == "Kartlägg allt varje höst"
    send(papers, draft, op="undo")
    assert tuple(items(draft)) == small_tree().items


def test_words_saved_while_typing_are_refused_where_someone_else_was_first(papers: Papers) -> None:
    draft = papers.under_review()
    service.edit_import(papers.sten, draft, 0, 1, Edit("change", "1.1", {"text": "Deras"}))
    sten = papers.town.client(papers.town.sten)
    sent = {"version": 1, "item": "1.1", "op": "change", "kind": "initiative", "text": "Mina"}

    answer = sten.post(
        papers.url("review_tree", draft_id=draft.pk, number=1), sent, headers={"X-Autosave": "1"}
    )

    assert answer.status_code == 409
    assert "Någon annan" in answer.json()["reason"]
    assert items(draft)[1].text == "Deras"


def test_a_warning_leads_to_its_place_in_the_source_and_to_the_item_there(papers: Papers) -> None:
    from dataclasses import replace

    start = span("Ge alla nya en introduktion i den digitala miljön")[0]
    draft = papers.under_review(
        replace(small_tree(), warnings=(f"cells_missing at={start} count=2", "no_period"))
    )

    shown = page(papers, draft)
    (query, anchor) = re.findall(r'<a href="(\?plats=\d+)(#[^"]*)">I tabellen', shown)[0]
    assert (query, anchor) == (f"?plats={start}", "#rad-1.1")
    lit = page(papers, draft, query)
    assert re.findall(r'<mark id="vald"[^>]*>(.*?)</mark>', lit) == [
        "- Ge alla nya en introduktion i den digitala miljön"
    ]
    assert re.search(r'<a href="[^"]*/spara/"[^>]*>Det framgår inte vilken tid', shown)


@pytest.mark.parametrize(
    "query", ["plats=99999999", "plats=-1", "plats=x", "fran=9999999", "sida=0", "sida=99"]
)
def test_a_forged_place_shows_the_page_all_the_same(papers: Papers, query: str) -> None:
    assert "Det vi hittade" in page(papers, papers.under_review(), f"?{query}")


def test_on_a_narrow_page_the_source_is_a_view_of_its_own_by_its_address(papers: Papers) -> None:
    draft = papers.under_review()

    assert 'data-view="tree"' in page(papers, draft)
    assert 'data-view="source"' in page(papers, draft, "?visa=kallan")


def huge(shape: str) -> PlanTree:
    """The largest tree there can be: as areas with initiatives, as one flat list, or under one item."""
    many = []
    for number in range(20_000):
        parent = {"areas": f"a{number // 200 * 200}", "flat": None, "one": "a0"}[shape]
        first = parent == f"a{number}"
        kind = "area" if first or shape == "flat" else "initiative"
        words = f"Insats {number} med en text av den längd som insatser brukar ha i de planer som vi har läst"
        place = (number * 100, number * 100 + len(words))
        many.append(item(f"a{number}", kind, words, None if first else parent, source=place))
    return PlanTree(title="Stor", kind="plan", items=tuple(many))


@pytest.mark.parametrize("shape", ["areas", "flat", "one"])
def test_a_page_of_the_largest_tree_is_light_and_shows_the_chosen_item_where_it_stands(
    papers: Papers, shape: str
) -> None:
    draft = papers.under_review(huge(shape), text=("Ord som står i källan " * 4 + "\n") * 25_000)
    sten = papers.town.client(papers.town.sten)
    url = papers.url("review_tree", draft_id=draft.pk, number=1)
    for query in ("", "?item=a12345", "?sida=2", "?fran=70000"):
        with CaptureQueriesContext(connection) as queries:
            answer = sten.get(url + query)
        assert len(queries) <= 12
        assert len(answer.content) < 300_000
    shown = sten.get(url, {"item": "a12345"}).content.decode()
    assert 'id="rad-a12345"' in shown
    assert shown.count('class="pl-row"') <= 200
    assert 'id="ratta"' in shown


def test_ticking_needs_no_script(papers: Papers) -> None:
    """Each tick belongs to the form that changes many, wherever on the page it stands."""
    shown = page(papers, papers.under_review())

    assert shown.count('name="val" form="flera"') == len(small_tree().items)
    assert 'id="flera"' in shown
