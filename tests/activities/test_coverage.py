"""Which initiatives no one works with, and which activities serve none (C9)."""

from __future__ import annotations

from rodtrad.activities import service
from rodtrad.plans.models import Item
from tests.activities.conftest import Plan, text_of


def counts(plan: Plan, path: str) -> dict[Item, service.Coverage]:
    found = service.coverage(path, plan.town.year.pk, plan.items)
    return dict(zip(plan.items, found, strict=True))


def ekbacken_joins(plan: Plan) -> None:
    goal = plan.add_goal(plan.town.nils, plan.town.ekbacken, item=plan.items[0])
    for title in ("Första", "Andra"):
        plan.add_activity(plan.town.nils, goal, title, items=[plan.items[0], plan.items[1]])


def test_units_and_activities_are_counted_per_initiative(plan: Plan) -> None:
    ekbacken_joins(plan)

    found = counts(plan, plan.town.authority.path)

    assert (found[plan.items[0]].units, found[plan.items[0]].activities) == (2, 3)
    assert (found[plan.items[1]].units, found[plan.items[1]].activities) == (1, 2)
    assert found[plan.items[2]] == service.Coverage(plan.items[2].pk, 0, 0, 0, 0, 0, 0, 0)


def test_only_what_lies_below_the_place_counts(plan: Plan) -> None:
    ekbacken_joins(plan)

    assert counts(plan, plan.town.bjorkhagen.path)[plan.items[0]].activities == 1
    assert counts(plan, plan.town.south.path)[plan.items[0]].activities == 0


def test_what_is_taken_away_is_not_counted(plan: Plan) -> None:
    scope = plan.town.scope(plan.town.karin)
    service.remove(scope, plan.goal)

    assert counts(plan, plan.town.authority.path)[plan.items[0]].activities == 0
    assert service.units_serving([plan.items[0].pk], plan.town.year.pk) == 0

    service.restore(scope, plan.goal)
    service.remove(scope, plan.activity)
    assert counts(plan, plan.town.authority.path)[plan.items[0]].activities == 0


def test_work_and_effect_are_counted_apart(plan: Plan) -> None:
    scope = plan.town.scope(plan.town.karin)
    service.follow_up(scope, plan.activity, service.FollowUpInput("done", "none", "Klart."), "en")

    found = counts(plan, plan.town.authority.path)[plan.items[0]]

    assert (found.done, found.clear, found.partly, found.none, found.too_early) == (1, 0, 0, 1, 0)


def test_the_page_says_first_how_many_no_one_works_with(plan: Plan) -> None:
    text = text_of(plan.page(plan.town.sten, "coverage", plan.town.authority))

    assert "4 av planens insatser arbetar ingen med" in text
    assert "1 av 5 insatser i ”Digitaliseringsplan” har minst en aktivitet." in text
    assert text.count("Säkra nätet i alla lokaler") == 2, "among the idle ones and in the table"


def test_a_school_is_not_told_to_work_with_everything(plan: Plan) -> None:
    text = text_of(plan.page(plan.town.karin, "coverage"))

    assert "En av planens 5 insatser finns i enhetens plan" in text
    assert "arbetar ingen med" not in text


def test_activities_that_serve_nothing_are_listed_with_their_unit(plan: Plan) -> None:
    plan.add_activity(plan.town.karin, plan.goal, "För sig själv")

    text = text_of(plan.page(plan.town.sten, "coverage", plan.town.authority))

    assert "En aktivitet bidrar inte till någon insats" in text
    assert "För sig själv Björkhagens skola" in text


def test_the_page_of_an_initiative_tells_who_works_with_it(plan: Plan) -> None:
    ekbacken_joins(plan)
    item = plan.items[0]
    address = plan.town.place(plan.town.authority).url("plans:item", slug=item.document.slug, key=item.key)

    text = text_of(plan.town.client(plan.town.sten).get(address))

    assert "2 enheter har det med i sin plan." in text
    assert "Verktygskvart varje tisdag Björkhagens skola" in text


def test_karin_reads_how_many_units_but_only_her_own_activities(plan: Plan) -> None:
    ekbacken_joins(plan)
    item = plan.items[0]
    address = plan.town.place(plan.town.bjorkhagen).url("plans:item", slug=item.document.slug, key=item.key)

    text = text_of(plan.town.client(plan.town.karin).get(address))

    assert "2 enheter har det med i sin plan." in text
    assert "Verktygskvart varje tisdag" in text
    assert "Ekbackens skola" not in text
