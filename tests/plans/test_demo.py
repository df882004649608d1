"""The demo's documents: made from its texts by the door's own verbs, the same every time."""

from __future__ import annotations

from datetime import date

from rodtrad.plans import service
from rodtrad.plans.demo import build_documents, key_of
from rodtrad.plans.models import DocumentStatus, Item, ItemLink, LinkKind
from rodtrad.portal.demo_content import load_documents
from tests.people import Town


def test_the_demos_documents_stand_decided_linked_and_in_their_time(town: Town) -> None:
    content = load_documents()

    made = build_documents(town.authority, content)

    assert {key: document.status for key, document in made.items()} == {
        one.key: one.status for one in content.documents
    }
    assert service.plan_in_force(town.authority.path, date(2026, 10, 22)) == made["p25"]
    assert service.plan_in_force(town.authority.path, date(2023, 10, 22)) == made["p22"]
    assert (made["p25"].series, made["p25"].edition) == (made["p22"].series, 2)
    corrected = Item.objects.filter(document__correction=1).count()
    assert Item.objects.count() == len(content.items) + corrected
    realised = ItemLink.objects.filter(kind=LinkKind.REALISES).count()
    assert realised == len(content.realises)


def test_an_initiative_of_the_demo_hangs_in_the_nations_goals(town: Town) -> None:
    made = build_documents(town.authority, load_documents())
    sten = town.scope(town.sten)
    first = service.initiatives_of(made["p25"])[0]

    kinds = [item.document.kind for item in service.thread_of(sten, [first.pk]).above(first)]

    assert kinds[0] == "national_strategy"
    assert kinds[-1] == "strategy"


def test_every_key_of_the_demo_is_the_same_each_time(town: Town) -> None:
    content = load_documents()
    build_documents(town.authority, content)

    found = set(Item.objects.values_list("key", flat=True))
    assert found == {key_of(town.authority, key) for key in content.items}


def test_the_demos_last_plan_was_corrected_and_the_next_follows_the_corrected_one(town: Town) -> None:
    made = build_documents(town.authority, load_documents())

    last = made["p22"]
    assert (last.edition_number, bool(last.correction_reason)) == ("1.1", True)
    assert made["p25"].replaces == last
    assert last.replaces is not None
    assert last.replaces.status == DocumentStatus.EXPIRED
    assert service.plan_in_force(town.authority.path, date(2022, 2, 1)) == last.replaces


def test_the_demo_tells_what_went_on_in_what_and_what_did_not(town: Town) -> None:
    made = build_documents(town.authority, load_documents())
    first = made["p22"].replaces
    assert first is not None

    carry = service.correspondences(first, made["p25"])

    assert len(carry.pairs) == len(load_documents().replaces)
    assert {pair.kind for pair in carry.pairs} == {"merged", "reworded"}
    assert carry.left_out
    assert carry.arrived
