"""The thread between documents: linked by a person, found from both ends, at the same cost however long."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from rodtrad.common.audit import events_of
from rodtrad.common.errors import NotAllowed, UserError
from rodtrad.plans import service
from rodtrad.plans.importing import PlanTree
from rodtrad.plans.likeness import likeness
from rodtrad.plans.models import Document, Item, ItemLink, LinkKind
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


def test_a_person_chooses_what_a_link_means_and_may_change_it(papers: Papers) -> None:
    upper = service.tree_of(strategy(papers))[1]
    lower = initiatives(papers.decided())[0]
    link = service.add_link(papers.sten, lower, upper, LinkKind.DERIVES)

    for _click in range(2):
        service.change_link(papers.sten, lower, link.pk, LinkKind.REALISES)

    assert [one.word for one in service.neighbours(papers.sten, [lower.pk]).up[lower.pk]] == ["förverkligar"]
    (told,) = events_of(lower.document).filter(verb="link.changed")
    assert list(told.changes.values()) == [["utgår från", "förverkligar"]]


def test_linked_again_in_another_way_it_is_one_link_of_the_kind_that_was_said_last(papers: Papers) -> None:
    upper = service.tree_of(strategy(papers))[1]
    lower = initiatives(papers.decided())[0]
    for kind in LinkKind:
        ItemLink.objects.create(upper=upper, lower=lower, kind=kind)

    service.add_link(papers.sten, lower, upper, LinkKind.DERIVES)

    assert [link.kind for link in ItemLink.objects.all()] == [LinkKind.DERIVES]


def test_a_link_that_is_gone_cannot_be_changed_and_no_kind_is_made_up(papers: Papers) -> None:
    upper = service.tree_of(strategy(papers))[1]
    lower, other = initiatives(papers.decided())[:2]
    link = service.add_link(papers.sten, lower, upper)

    assert service.change_link(papers.sten, other, link.pk, LinkKind.DERIVES) is None
    for kind in ("replaces", ""):
        with pytest.raises(UserError):
            service.change_link(papers.sten, lower, link.pk, kind)
        with pytest.raises(UserError):
            service.add_link(papers.sten, lower, upper, kind)
    with pytest.raises(NotAllowed):
        service.change_link(papers.town.scope(papers.town.karin), lower, link.pk, LinkKind.DERIVES)


def test_the_thread_tells_how_each_item_is_tied_to_it(papers: Papers) -> None:
    nation = service.tree_of(strategy(papers, "national_strategy"))[1]
    city = service.tree_of(strategy(papers))[1]
    mine = initiatives(papers.decided())[0]
    service.add_link(papers.sten, city, nation, LinkKind.DERIVES)
    service.add_link(papers.sten, mine, city)

    above = service.thread_of(papers.sten, [mine.pk]).above(mine)
    below = service.thread_of(papers.sten, [nation.pk]).below(nation)

    assert [item.tie for item in above] == ["är utgångspunkt", "förverkligas"]
    assert [item.tie for item in below] == ["utgår från", "förverkligar"]


# An item that replaces an older one


def test_an_item_replaces_one_of_another_document_and_it_is_seen_from_both_ends(papers: Papers) -> None:
    old = initiatives(papers.decided(title="Gammal plan"))[0]
    new = initiatives(papers.decided(title="Ny plan"))[1]
    assert old in service.forerunners(papers.sten, new)

    service.replace_item(papers.sten, new, old)

    assert service.replaced_by(papers.sten, new) == [old]
    assert service.turns_of(papers.sten, old)[1] == [new]
    assert service.turns_of(papers.sten, new)[0] == [old]


def test_in_a_draft_the_item_that_replaces_is_the_same_item_until_that_is_taken_back(papers: Papers) -> None:
    old = initiatives(papers.decided(title="Gammal plan"))[0]
    new = initiatives(papers.draft(title="Ny plan"))[1]
    key = new.key

    assert service.replace_item(papers.sten, new, old) == old.key
    again = Item.objects.select_related("document").get(pk=new.pk)
    assert service.no_longer_replaces(papers.sten, again, old) not in {old.key, key}
    assert service.replaced_by(papers.sten, again) == []


def test_what_else_was_said_of_the_older_item_stays(papers: Papers) -> None:
    old = initiatives(papers.decided(title="Gammal plan"))[0]
    one, two, _rest = initiatives(papers.decided(title="Ny plan"))
    for new in (one, two):
        service.replace_item(papers.sten, new, old)

    service.no_longer_replaces(papers.sten, one, old)

    assert service.replaced_by(papers.sten, one) == []
    assert service.replaced_by(papers.sten, two) == [old]


def test_an_item_replaces_nothing_that_stands_above_or_belongs_to_someone_else(papers: Papers) -> None:
    upper = service.tree_of(strategy(papers))[1]
    new = initiatives(papers.decided())[0]

    assert upper not in service.forerunners(papers.sten, new)
    with pytest.raises(UserError):
        service.replace_item(papers.sten, new, upper)
    with pytest.raises(NotAllowed):
        service.replace_item(papers.town.scope(papers.town.karin), new, upper)


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


def test_from_above_the_likest_of_what_stands_below_is_suggested(papers: Papers) -> None:
    upper = service.tree_of(strategy(papers))[2]
    plan = papers.decided()
    last = initiatives(plan)[2]

    assert [one.item for one in service.suggested_below(papers.sten, upper)][:1] == [last]
    service.add_link(papers.sten, last, upper)
    assert last not in [one.item for one in service.suggested_below(papers.sten, upper)]


def test_of_several_editions_only_the_one_in_force_is_suggested(papers: Papers) -> None:
    first = strategy(papers)
    second = service.new_edition(papers.sten, first)
    lower = initiatives(papers.decided())[0]
    assert {one.item.document for one in service.suggested_links(papers.sten, lower)} == {first}
    assert {one.document for one in service.linkable(papers.sten, lower)} == {first, second}, (
        "a draft by hand"
    )

    decision = service.Decision("Kommunfullmäktige", date(2026, 2, 2))
    second = service.decide(papers.sten, second, decision)

    assert {one.item.document for one in service.suggested_links(papers.sten, lower)} == {second}
    assert {one.document for one in service.linkable(papers.sten, lower)} == {second}


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
