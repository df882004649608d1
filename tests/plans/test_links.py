"""The thread between documents: linked by a person, found from both ends, at the same cost however long."""

from __future__ import annotations

from typing import Any

import pytest

from rodtrad.common.audit import events_of
from rodtrad.common.errors import NotAllowed, UserError
from rodtrad.plans import service
from rodtrad.plans.importing import PlanTree
from rodtrad.plans.likeness import likeness
from rodtrad.plans.models import Document, Item, ItemLink
from tests.plans.conftest import Papers, item


def strategy(papers: Papers, kind: str = "strategy") -> Document:
    tree = PlanTree(
        title=None,
        kind="strategy",
        items=(
            item("1", "area", "Kompetens", heading=None),
            item("1.1", "desired_state", "Personalens kunskaper kartläggs och utvecklas", "1"),
            item("1.2", "desired_state", "Utrustning byts enligt plan", "1"),
        ),
    )
    return papers.decided(tree, title=f"Strategi {kind}", kind=kind)


def initiatives(document: Document) -> list[Item]:
    return service.initiatives_of(document)


def test_a_person_links_an_initiative_to_the_strategy_and_both_ends_know(papers: Papers) -> None:
    upper = service.tree_of(strategy(papers))[1]
    lower = initiatives(papers.decided())[0]

    service.add_link(papers.sten, lower, upper)
    near = service.neighbours(papers.sten, [lower.pk, upper.pk])

    assert [link.item for link in near.up[lower.pk]] == [upper]
    assert [link.item for link in near.down[upper.pk]] == [lower]


def test_linked_twice_is_one_link_and_one_event(papers: Papers) -> None:
    upper = service.tree_of(strategy(papers))[1]
    lower = initiatives(papers.decided())[0]
    for _click in range(2):
        service.add_link(papers.sten, lower, upper)

    assert ItemLink.objects.count() == 1
    assert events_of(lower.document).filter(verb="link.added").count() == 1


def test_a_link_goes_up_the_thread_only(papers: Papers) -> None:
    upper = service.tree_of(strategy(papers))[1]
    first, second = initiatives(papers.decided())[:2]

    for lower, above in ((upper, first), (first, second)):
        with pytest.raises(UserError) as refused:
            service.add_link(papers.sten, lower, above)
        assert refused.value.code == "link.direction"


def test_readers_do_not_link(papers: Papers) -> None:
    upper = service.tree_of(strategy(papers))[1]
    lower = initiatives(papers.decided())[0]

    with pytest.raises(NotAllowed):
        service.add_link(papers.town.scope(papers.town.karin), lower, upper)


def test_a_link_taken_away_is_gone_and_gone_twice_is_no_error(papers: Papers) -> None:
    lower = initiatives(papers.decided())[0]
    link = service.add_link(papers.sten, lower, service.tree_of(strategy(papers))[1])

    service.remove_link(papers.sten, lower, link.pk)
    service.remove_link(papers.sten, lower, link.pk)

    assert service.neighbours(papers.sten, [lower.pk]).up == {}


def test_what_hangs_in_a_draft_is_not_shown_to_readers(papers: Papers) -> None:
    upper = service.tree_of(strategy(papers))[1]
    service.add_link(papers.sten, initiatives(papers.draft())[0], upper)

    karin = papers.town.scope(papers.town.karin)
    assert service.neighbours(karin, [upper.pk]).down == {}
    assert list(service.thread_of(karin, [upper.pk]).items) == [upper.pk]


def test_the_thread_goes_all_the_way_up_and_down_but_not_sideways(papers: Papers) -> None:
    nation = service.tree_of(strategy(papers, "national_strategy"))[1]
    city = service.tree_of(strategy(papers))[1]
    plan = papers.decided()
    mine, sibling = initiatives(plan)[:2]
    for lower, upper in ((city, nation), (mine, city), (sibling, city)):
        service.add_link(papers.sten, lower, upper)

    thread = service.thread_of(papers.sten, [mine.pk])

    assert thread.above(mine) == [nation, city]
    assert sibling.pk not in thread.items
    assert service.thread_of(papers.sten, [nation.pk]).below(nation) == [city, mine, sibling]


def test_the_thread_of_all_items_costs_as_many_queries_as_of_one(
    papers: Papers, django_assert_max_num_queries: Any
) -> None:
    above = service.tree_of(strategy(papers))
    lower = initiatives(papers.decided())
    for one in lower:
        for upper in above[1:]:
            service.add_link(papers.sten, one, upper)

    sten = papers.sten
    with django_assert_max_num_queries(1):
        service.neighbours(sten, [one.pk for one in lower])
    with django_assert_max_num_queries(4):
        service.thread_of(sten, [one.pk for one in lower])


def test_what_speaks_of_the_same_thing_is_suggested_first(papers: Papers) -> None:
    above = service.tree_of(strategy(papers))
    first, _second, last = initiatives(papers.decided())

    assert service.suggested_links(papers.sten, first)[0].item == above[1]
    assert service.suggested_links(papers.sten, last)[0].item == above[2]


def test_what_is_linked_is_not_suggested_again(papers: Papers) -> None:
    above = service.tree_of(strategy(papers))
    first = initiatives(papers.decided())[0]
    service.add_link(papers.sten, first, above[1])

    assert above[1] not in [suggestion.item for suggestion in service.suggested_links(papers.sten, first)]


def test_the_same_words_are_alike_in_any_form_and_no_words_in_common_are_not() -> None:
    same, inflected, other = likeness(
        "digitala verktyg i undervisningen",
        ["digitala verktyg i undervisningen", "digitalt verktyg för undervisning", "budget och lokaler"],
    )

    assert same == pytest.approx(1)
    assert same > inflected > 0.4
    assert other == 0
