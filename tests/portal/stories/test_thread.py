"""The red thread: any item up to the national goal and down to activities and effects."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from django.test import Client

from rodtrad.activities.models import Activity, ActivityItem, UnitPlan
from rodtrad.activities.service.counting import recount
from rodtrad.cycle.service import place_of
from rodtrad.organisation.access import scope_of
from rodtrad.organisation.models import Person
from rodtrad.plans.demo import key_of
from rodtrad.portal.demo import Demo
from rodtrad.portal.thread import ThreadPage, label_of, thread_page
from tests.portal.stories.conftest import NOVEMBER

Enter = Callable[..., Client]


@pytest.fixture
def worked_with(demo: Demo) -> UUID:
    """The key of an initiative that Björkhagens skola followed up an activity for last year."""
    served = ActivityItem.objects.filter(
        unit=demo.units.by_key["bjorkhagens-skola"], year=demo.years[-2], activity__follow_ups__isnull=False
    )
    return served.select_related("item")[0].item.key


def page_of(demo: Demo, username: str, key: UUID, year: int = -2) -> ThreadPage:
    place = place_of(demo.units.by_key["bjorkhagens-skola"], demo.years[year])
    page = thread_page(scope_of(Person.objects.get(username=username), NOVEMBER), place, key)
    assert page is not None
    return page


def test_an_initiative_hangs_together_from_the_nation_to_its_effect(demo: Demo, worked_with: UUID) -> None:
    page = page_of(demo, "karin", worked_with)
    lit = [[placed for placed in column.nodes if placed.lit] for column in page.thread.columns]
    assert len(lit) == 7
    assert all(lit), "every column has a node on the chosen way"
    assert page.thread.columns[0].label == "Nationellt mål"


def test_every_node_opens(demo: Demo, enter: Enter, worked_with: UUID) -> None:
    client = enter("karin")
    page = page_of(demo, "karin", worked_with)
    for column in page.thread.columns:
        for placed in column.nodes:
            answer = client.get(placed.node.url)
            assert answer.status_code == 200
            assert "Vald ruta" in answer.content.decode()


def test_an_initiative_that_no_one_works_with_says_so(demo: Demo) -> None:
    page = page_of(demo, "karin", key_of(demo.units.authority, "p25.samv.forskning"))
    assert "Inga aktiviteter på Björkhagens skola." in page.sentence
    assert "0 enheter arbetar med insatsen" in page.sentence


def test_what_was_taken_out_of_the_plan_is_not_on_the_thread(demo: Demo, worked_with: UUID) -> None:
    from django.utils import timezone

    Activity.objects.update(removed_at=timezone.now())
    recount(UnitPlan.objects.values_list("pk", flat=True))
    page = page_of(demo, "karin", worked_with)
    assert not any(p.node.id.startswith("a") for c in page.thread.columns for p in c.nodes)
    assert page.units == 0


def test_an_area_shows_all_its_initiatives(demo: Demo) -> None:
    page = page_of(demo, "karin", key_of(demo.units.authority, "p25.komp"))
    assert page.opened.kind == "Prioriterat område"


def test_an_item_that_does_not_exist_is_not_found(demo: Demo, enter: Enter) -> None:
    path = f"/bjorkhagens-skola/2026-27/trad/{uuid4()}/"
    assert enter("karin").get(path).status_code == 404


def test_the_thread_of_another_school_shows_no_activities_of_it(demo: Demo, worked_with: UUID) -> None:
    """A principal sees the plans of the whole authority, but only the activities of her own unit."""
    page = page_of(demo, "amina", worked_with)
    assert not any(p.node.id.startswith(("a", "m")) for c in page.thread.columns for p in c.nodes)


def test_a_long_item_is_cut_between_words_and_reads_on_its_own(demo: Demo) -> None:
    item = demo.documents["p25"].items.filter(kind="initiative")[0]
    assert not label_of(item).startswith("att ")
    assert label_of(item)[0].isupper()
    item.text = "att " + "mycket " * 60
    assert len(label_of(item)) <= 110
