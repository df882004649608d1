"""The demo's documents: made from its texts by the door's own verbs, the same every time."""

from __future__ import annotations

from datetime import date

from rodtrad.plans import service
from rodtrad.plans.demo import build_documents, key_of
from rodtrad.plans.models import Item, ItemLink, LinkKind
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
    assert Item.objects.count() == len(content.items)
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
