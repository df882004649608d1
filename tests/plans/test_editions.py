"""A document over time: next edition, correction, the look that it still holds, and what goes on in what."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.forms.models import model_to_dict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rodtrad.common.audit import events_of
from rodtrad.common.errors import Conflict, NotAllowed, UserError
from rodtrad.plans import service
from rodtrad.plans.comparing import Confirmed
from rodtrad.plans.importing import PlanTree
from rodtrad.plans.models import CarriedAs, Correspondence, Document, DocumentStatus
from rodtrad.plans.tree import Edit
from tests.plans.conftest import Papers, item, small_tree

DECISION = service.Decision("Utbildningsnämnden", date(2026, 3, 16), "§ 40", "UN 2026/0101")


def keys_of(document: Document) -> list[object]:
    return [row.key for row in service.tree_of(document)]


def decide(papers: Papers, document: Document, on: date = DECISION.on) -> Document:
    return service.decide(papers.sten, document, replace(DECISION, on=on))


def plan(*texts: str) -> PlanTree:
    items = [item("1", "area", "Kompetens")]
    items += [item(f"1.{n}", "initiative", text, "1") for n, text in enumerate(texts, 1)]
    return PlanTree(title="Plan", kind="plan", items=tuple(items))


# The next edition


def test_a_new_edition_starts_from_the_old_with_every_item_the_same(papers: Papers) -> None:
    old = papers.decided()

    new = service.new_edition(papers.sten, old)

    assert keys_of(new) == keys_of(old)
    assert [row.text for row in service.tree_of(new)] == [row.text for row in service.tree_of(old)]
    assert (new.edition, new.status, new.replaces, new.period) == (2, DocumentStatus.DRAFT, old, "2029–2031")
    assert new.edition_name == "utgåva 2"


def test_a_new_edition_keeps_the_links_upwards(papers: Papers) -> None:
    strategy = papers.decided(plan("att alla kan"), kind="strategy", title="Strategi")
    old = papers.decided()
    lower, upper = service.initiatives_of(old)[0], service.initiatives_of(strategy)[0]
    service.add_link(papers.sten, lower, upper)

    new = service.new_edition(papers.sten, old)

    first = service.initiatives_of(new)[0]
    assert service.thread_of(papers.sten, [first.pk]).above(first) == [upper]


def test_a_new_edition_asked_for_twice_is_one(papers: Papers) -> None:
    old = papers.decided()

    assert service.new_edition(papers.sten, old) == service.new_edition(papers.sten, old)


def test_a_new_edition_of_one_that_has_a_later_is_refused(papers: Papers) -> None:
    old = papers.decided()
    decide(papers, service.new_edition(papers.sten, old))

    with pytest.raises(Conflict) as refused:
        service.new_edition(papers.sten, old)
    assert refused.value.code == "document.not_latest"


def test_a_draft_has_no_new_edition(papers: Papers) -> None:
    with pytest.raises(Conflict):
        service.new_edition(papers.sten, papers.draft())


def test_a_reader_makes_no_edition_no_correction_and_no_review(papers: Papers) -> None:
    old, karin = papers.decided(), papers.town.scope(papers.town.karin)

    for attempt in (
        lambda: service.new_edition(karin, old),
        lambda: service.correct(karin, old, "Fel."),
        lambda: service.review(karin, old, date(2026, 1, 1), None),
    ):
        with pytest.raises(NotAllowed):
            attempt()


# A correction


def test_a_correction_says_why_and_takes_the_place_of_what_it_corrects(papers: Papers) -> None:
    old = service.publish(papers.sten, papers.decided())
    draft = service.correct(papers.sten, old, "Fel årtal i insats 1.1.")

    assert (draft.edition_name, draft.period) == ("rättad 1.1", old.period)
    new = decide(papers, draft)
    old.refresh_from_db()

    assert (old.status, old.expired_on) == (DocumentStatus.EXPIRED, DECISION.on)
    assert new.published_at is not None
    force = {
        day: service.plan_in_force(papers.town.authority.path, day)
        for day in (date(2026, 3, 15), DECISION.on)
    }
    assert list(force.values()) == [old, new]
    assert [event.verb for event in events_of(old)][:1] == ["document.corrected"]


def test_a_correction_of_a_correction_is_the_next(papers: Papers) -> None:
    first = decide(papers, service.correct(papers.sten, papers.decided(), "Fel årtal."))

    assert service.correct(papers.sten, first, "Fel namn.").edition_name == "rättad 1.2"


def test_a_correction_needs_a_reason(papers: Papers) -> None:
    with pytest.raises(UserError) as refused:
        service.correct(papers.sten, papers.decided(), "  ")
    assert refused.value.code == "document.reason"


def test_a_correction_begins_no_new_period(papers: Papers) -> None:
    draft = service.correct(papers.sten, papers.decided(), "Fel årtal.")
    facts = service.Facts(draft.title, draft.kind, draft.owner, period_from=2030, replaces=draft.replaces)

    with pytest.raises(UserError) as refused:
        service.change_facts(papers.sten, draft, draft.version, facts)
    assert refused.value.code == "document.correction"


def test_a_correction_is_not_decided_before_what_it_corrects(papers: Papers) -> None:
    draft = service.correct(papers.sten, papers.decided(), "Fel årtal.")

    with pytest.raises(UserError) as refused:
        decide(papers, draft, date(2020, 1, 1))
    assert refused.value.code == "document.correction_date"
    draft.refresh_from_db()
    assert draft.status == DocumentStatus.DRAFT


def test_what_hangs_under_the_corrected_hangs_under_the_correction(papers: Papers) -> None:
    strategy = papers.decided(plan("att alla kan"), kind="strategy", title="Strategi")
    lower = service.initiatives_of(papers.decided())[0]
    service.add_link(papers.sten, lower, service.initiatives_of(strategy)[0])

    new = decide(papers, service.correct(papers.sten, strategy, "Fel ord."))

    upper = service.initiatives_of(new)[0]
    assert service.thread_of(papers.sten, [upper.pk]).below(upper) == [lower]


def test_an_edition_that_was_begun_goes_on_from_the_correction(papers: Papers) -> None:
    old = papers.decided()
    begun = service.new_edition(papers.sten, old)

    corrected = decide(papers, service.correct(papers.sten, old, "Fel årtal."))

    begun.refresh_from_db()
    assert (begun.replaces, begun.edition_number) == (corrected, "2")


# The look that it still holds


def test_a_review_leaves_the_document_as_it_was_but_for_its_dates(papers: Papers) -> None:
    document = papers.decided()

    seen = service.review(papers.sten, document, date(2026, 1, 10), date(2027, 1, 10))

    assert (seen.reviewed_on, seen.review_due) == (date(2026, 1, 10), date(2027, 1, 10))
    assert (seen.status, keys_of(seen)) == (document.status, keys_of(document))
    assert events_of(seen)[0].verb == "document.reviewed"


@pytest.mark.parametrize(
    ("on", "due", "code"),
    [
        (date(2999, 1, 1), None, "document.future_review"),
        (date(2026, 1, 1), date(2025, 1, 1), "document.review_order"),
    ],
)
def test_a_review_is_in_the_past_and_the_next_after_it(
    papers: Papers, on: date, due: date | None, code: str
) -> None:
    with pytest.raises(UserError) as refused:
        service.review(papers.sten, papers.decided(), on, due)
    assert refused.value.code == code


# What goes on in what


def editions(
    papers: Papers, old: PlanTree, new: PlanTree, *, decided: bool = False
) -> tuple[Document, Document]:
    """An edition and the next, which was read in from a file: no keys in common."""
    first = papers.decided(old, title="Förra")
    second = papers.draft(new, title="Nästa", replaces=first, period_from=2029, period_to=2031)
    return first, decide(papers, second) if decided else second


def initiative_keys(document: Document) -> list[str]:
    return [str(row.key) for row in service.initiatives_of(document)]


def test_in_a_draft_a_confirmed_item_is_the_same_item(papers: Papers) -> None:
    old, new = editions(papers, plan("att alla kan"), plan("att var och en kan"))
    was, becomes = initiative_keys(old)[0], initiative_keys(new)[0]

    service.confirm(papers.sten, old, new, [Confirmed(was, becomes)])

    assert initiative_keys(new) == [was]
    assert Correspondence.objects.get().kind == CarriedAs.REWORDED
    assert Correspondence.objects.get().by == papers.sten.actor_name


def test_a_confirmation_taken_back_parts_the_items_again(papers: Papers) -> None:
    old, new = editions(papers, plan("att alla kan"), plan("att var och en kan"))
    was = initiative_keys(old)[0]
    service.confirm(papers.sten, old, new, [Confirmed(was, initiative_keys(new)[0])])

    service.reopen(papers.sten, old, new, [was])

    assert initiative_keys(new) != [was]
    assert service.correspondences(old, new).pairs == []


def test_a_decided_edition_keeps_its_keys_and_is_carried_by_the_row(papers: Papers) -> None:
    old, new = editions(papers, plan("att alla kan"), plan("att var och en kan"), decided=True)
    before = keys_of(new)

    service.confirm(papers.sten, old, new, [Confirmed(initiative_keys(old)[0], initiative_keys(new)[0])])

    assert keys_of(new) == before
    assert [(c.kind, c.weight) for c in service.correspondences(old, new).pairs] == [("reworded", 1.0)]


def test_two_items_that_became_one_are_both_carried_whole(papers: Papers) -> None:
    old, new = editions(papers, plan("att alla kan", "att alla vill"), plan("att alla kan och vill"))
    (one, two), [both] = initiative_keys(old), initiative_keys(new)

    service.confirm(papers.sten, old, new, [Confirmed(one, both), Confirmed(two, both)])

    assert [(c.kind, c.weight) for c in service.correspondences(old, new).pairs] == [("merged", 1.0)] * 2
    assert initiative_keys(new) == [both], "one item cannot be two"


def test_the_shares_of_a_split_item_add_up_to_the_whole(papers: Papers) -> None:
    old, new = editions(papers, plan("att alla kan och vill"), plan("att alla kan", "att alla vill"))
    [one], (can, will) = initiative_keys(old), initiative_keys(new)

    service.confirm(papers.sten, old, new, [Confirmed(one, can)])
    service.confirm(papers.sten, old, new, [Confirmed(one, will)])

    carry = service.correspondences(old, new)
    assert [(c.kind, c.weight) for c in carry.pairs] == [("split", 0.5)] * 2


def test_what_is_left_out_is_said(papers: Papers) -> None:
    old, new = editions(papers, plan("att alla kan", "att sluta faxa"), plan("att alla kan", "att börja"))
    service.confirm(papers.sten, old, new, [Confirmed(initiative_keys(old)[0], initiative_keys(new)[0])])

    carry = service.correspondences(old, new)

    assert [one.text for one in carry.left_out] == ["Kompetens", "att sluta faxa"]
    assert [one.text for one in carry.arrived] == ["Kompetens", "att börja"]


def test_an_item_is_carried_through_every_edition_between(papers: Papers) -> None:
    first, second = editions(papers, plan("att alla kan"), plan("att kunna", "att våga"), decided=True)
    [can], (could, dare) = initiative_keys(first), initiative_keys(second)
    service.confirm(papers.sten, first, second, [Confirmed(can, could, 0.5), Confirmed(can, dare, 0.5)])
    third = service.new_edition(papers.sten, second)

    shares = {c.new.text: c.weight for c in service.correspondences(first, third).pairs}

    assert shares == {"att kunna": 0.5, "att våga": 0.5}


def test_what_was_refused_is_not_suggested_and_what_ended_is_dropped(papers: Papers) -> None:
    old, new = editions(papers, plan("att alla kan läsa kod"), plan("att alla kan läsa och skriva kod"))
    [one], [other] = initiative_keys(old), initiative_keys(new)
    assert service.comparison_of(old, new).comparison.first(one) is not None

    service.refuse(papers.sten, old, new, one, other)
    assert service.comparison_of(old, new).comparison.first(one) is None

    service.reopen(papers.sten, old, new, [one])
    service.end(papers.sten, old, new, one)
    compared = service.comparison_of(old, new)
    assert compared.comparison.first(one) is None
    assert one in compared.ended


def test_a_share_is_more_than_nothing_and_at_most_all(papers: Papers) -> None:
    old, new = editions(papers, plan("att kunna"), plan("att kunna"))

    for weight in (0.0, 1.5):
        with pytest.raises(UserError):
            service.confirm(
                papers.sten, old, new, [Confirmed(initiative_keys(old)[0], initiative_keys(new)[0], weight)]
            )


def test_documents_of_different_floors_do_not_go_on_in_each_other(papers: Papers) -> None:
    strategy, document = papers.decided(kind="strategy", title="Strategi"), papers.draft()

    with pytest.raises(UserError) as refused:
        service.end(papers.sten, strategy, document, initiative_keys(strategy)[0])
    assert refused.value.code == "correspondence.documents"


def test_an_item_that_is_gone_is_told_and_nothing_is_said_of_the_rest(papers: Papers) -> None:
    old, new = editions(papers, plan("att kunna"), plan("att kunna"))
    [one], [other] = initiative_keys(old), initiative_keys(new)

    with pytest.raises(Conflict):
        service.confirm(papers.sten, old, new, [Confirmed(one, other), Confirmed(one, "borta")])
    assert not Correspondence.objects.exists()


def test_the_one_read_asks_three_times_however_many_editions(
    papers: Papers, django_assert_max_num_queries: Any
) -> None:
    first = papers.decided()
    second = decide(papers, service.new_edition(papers.sten, first))
    third = service.new_edition(papers.sten, second)

    with django_assert_max_num_queries(3):
        carry = service.correspondences(first, third)
    assert len(carry.pairs) == len(small_tree().items)


# What is decided stays as it was


def everything(document: Document) -> tuple[object, list[dict[str, Any]]]:
    """All that a decided document says, but for what happens to it afterwards."""
    row = Document.objects.get(pk=document.pk)
    later = {"status", "published_at", "expired_on", "version", "review_due", "reviewed_on"}
    return model_to_dict(row, exclude=later), [model_to_dict(one) for one in row.items.order_by("position")]


VERBS: dict[str, Any] = {
    "change": lambda p, d, k: service.edit_document(p.sten, d, d.version, Edit("change", k, {"text": "Ny"})),
    "drop item": lambda p, d, k: service.edit_document(p.sten, d, d.version, Edit("drop", k)),
    "facts": lambda p, d, k: service.change_facts(p.sten, d, d.version, service.Facts("Ny", "plan", d.owner)),
    "refer": lambda p, d, k: service.refer(p.sten, d),
    "take back": lambda p, d, k: service.take_back(p.sten, d),
    "decide": lambda p, d, k: service.decide(p.sten, d, DECISION),
    "publish": lambda p, d, k: service.publish(p.sten, d),
    "expire": lambda p, d, k: service.expire(p.sten, d, date(2026, 6, 1)),
    "drop": lambda p, d, k: service.drop_document(p.sten, d),
    "renew": lambda p, d, k: service.new_edition(p.sten, d),
    "correct": lambda p, d, k: decide(p, service.correct(p.sten, d, "Fel.")),
    "review": lambda p, d, k: service.review(p.sten, d, date(2026, 1, 2), None),
    "confirm": lambda p, d, k: service.confirm(p.sten, d.replaces, d, [Confirmed(k_of(d.replaces), k)]),
    "refuse": lambda p, d, k: service.refuse(p.sten, d.replaces, d, k_of(d.replaces), k),
    "end": lambda p, d, k: service.end(p.sten, d.replaces, d, k_of(d.replaces)),
    "reopen": lambda p, d, k: service.reopen(p.sten, d.replaces, d, [k_of(d.replaces)]),
}


def k_of(document: Document) -> str:
    return initiative_keys(document)[0]


@given(verbs=st.lists(st.sampled_from(sorted(VERBS)), min_size=1, max_size=8))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_verb_changes_what_a_decided_document_says(papers: Papers, verbs: list[str]) -> None:
    from django.db import transaction

    with transaction.atomic():
        _old, new = editions(papers, plan("att kunna"), plan("att kunna", "att våga"), decided=True)
        before = everything(new)
        for verb in verbs:
            new = Document.objects.get(pk=new.pk)
            try:
                VERBS[verb](papers, new, k_of(new))
            except UserError:
                continue
        assert everything(new) == before
        transaction.set_rollback(True)
