"""The life of a governing document: draft, referral, decision, expiry; and that a decision stands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from rodtrad.common.audit import describe, events_of
from rodtrad.common.errors import Conflict, NotAllowed, UserError
from rodtrad.organisation.access import Scope
from rodtrad.plans import rules, service
from rodtrad.plans.hooks import document_decided
from rodtrad.plans.importing import Decided
from rodtrad.plans.models import Document, DocumentStatus, Item
from rodtrad.plans.tree import Edit
from tests.plans.conftest import Papers, small_tree

DECISION = service.Decision("Utbildningsnämnden", date(2025, 12, 15), "§ 231", "UN 2025/0417")


def rows(document: Document) -> list[tuple[Any, ...]]:
    """Everything that a document says."""
    facts = Document.objects.filter(pk=document.pk).values_list(
        "title", "kind", "owner", "period_from", "period_to", "decided_by", "decided_on", "decision_paragraph"
    )
    items = Item.objects.filter(document=document).values_list("key", "parent", "kind", "text", "position")
    return [*facts, *items]


def test_a_tree_becomes_a_draft_with_its_numbers_and_parents(papers: Papers) -> None:
    document = papers.draft()

    found = [(row.number, row.kind, row.parent and row.parent.number) for row in service.tree_of(document)]
    assert found[:3] == [("1", "area", None), ("1.1", "initiative", "1"), ("1.2", "initiative", "1")]
    assert document.status == DocumentStatus.DRAFT
    assert [area.text for area in service.areas_of(document)] == ["Digital kompetens", "Likvärdig tillgång"]
    by_area = [(row.number, row.area.text) for row in service.initiatives_of(document) if row.area]
    assert by_area[2] == ("2.1", "Likvärdig tillgång")


def test_two_documents_of_one_name_have_two_addresses(papers: Papers) -> None:
    assert papers.draft().slug != papers.draft().slug


def test_a_document_named_as_a_page_of_ours_gets_another_address(papers: Papers) -> None:
    assert papers.draft(title="Läs in").slug == "las-in-2"


def test_the_decision_is_recorded_with_who_when_and_paragraph(papers: Papers) -> None:
    document = service.decide(papers.sten, papers.draft(), DECISION)

    assert document.status == DocumentStatus.DECIDED
    latest = events_of(document).first()
    assert latest is not None
    assert describe(latest) == f"Sten Ågren förde in beslutet om {document.title}"
    assert latest.changes["decided_on"] == [None, "2025-12-15"]


def test_what_the_paper_says_of_its_decision_waits_for_a_person_to_confirm_it(papers: Papers) -> None:
    tree = replace(small_tree(), decided=Decided("Nämnden", "2025-12-15", "§ 9", "UN 2025/1"))

    document = papers.draft(tree)

    assert service.to_tree(document).decided == tree.decided
    sten = papers.town.client(papers.town.sten)
    assert "Beslutad av Nämnden" not in sten.get(papers.url("document", slug=document.slug)).content.decode()
    form = sten.get(papers.url("decide", slug=document.slug)).content.decode()
    assert 'value="Nämnden"' in form
    assert 'value="2025-12-15"' in form


CHANGES: dict[str, Callable[[Scope, Document], object]] = {
    "header": lambda s, d: service.change_facts(
        s, d, d.version, service.Facts("Annat", "plan", d.owner, period_from=2030)
    ),
    "item": lambda s, d: service.edit_document(
        s, d, d.version, Edit("change", str(service.tree_of(d)[1].key), {"text": "Annat"})
    ),
    "drop item": lambda s, d: service.edit_document(
        s, d, d.version, Edit("drop", str(service.tree_of(d)[1].key))
    ),
    "another decision": lambda s, d: service.decide(s, d, service.Decision("Annan", date(2025, 1, 1))),
    "referral": service.refer,
    "back to draft": service.take_back,
    "delete": service.drop_document,
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_decided_document_never_changes(papers: Papers, change: str) -> None:
    document = papers.decided()
    before = rows(document)

    with pytest.raises(Conflict):
        CHANGES[change](papers.sten, document)

    assert rows(document) == before


@pytest.mark.parametrize("change", CHANGES)
def test_nor_does_an_expired_one(papers: Papers, change: str) -> None:
    document = service.expire(papers.sten, papers.decided(), date(2026, 6, 30))
    before = rows(document)

    with pytest.raises(Conflict):
        CHANGES[change](papers.sten, document)

    assert rows(document) == before


def test_a_stale_copy_in_memory_does_not_open_a_decided_document(papers: Papers) -> None:
    stale = papers.draft()
    service.decide(papers.sten, stale, DECISION)

    assert stale.status == DocumentStatus.DRAFT
    with pytest.raises(Conflict):
        CHANGES["item"](papers.sten, stale)


def test_a_double_click_on_decide_is_one_decision(papers: Papers) -> None:
    document = papers.draft()
    service.decide(papers.sten, document, DECISION)
    service.decide(papers.sten, document, DECISION)

    assert events_of(document).filter(verb="document.decided").count() == 1


def test_no_one_decides_tomorrow_today(papers: Papers) -> None:
    tomorrow = service.Decision("Nämnden", timezone.localdate() + timedelta(days=1))

    with pytest.raises(UserError, match="framtiden"):
        service.decide(papers.sten, papers.draft(), tomorrow)


def test_the_floors_above_hear_of_a_decision_after_it_has_happened(
    papers: Papers, django_capture_on_commit_callbacks: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[int] = []
    monkeypatch.setattr(document_decided, "_listeners", [lambda news: heard.append(news.document_id)])

    with django_capture_on_commit_callbacks(execute=True):
        document = papers.decided()

    assert heard == [document.pk]


def test_two_people_change_the_header_and_the_second_is_told(papers: Papers) -> None:
    document = papers.draft()
    service.change_facts(
        papers.sten, document, 1, service.Facts("Stens titel", "plan", papers.town.authority)
    )

    with pytest.raises(Conflict) as told:
        service.change_facts(
            papers.sten, document, 1, service.Facts("En annan titel", "plan", papers.town.authority)
        )

    assert told.value.code == "document.version"
    assert Document.objects.get(pk=document.pk).title == "Stens titel"


def test_items_of_a_draft_are_corrected_and_keep_their_identity(papers: Papers) -> None:
    document = papers.draft()
    area, first, second = service.tree_of(document)[:3]

    service.edit_document(papers.sten, document, 1, Edit("up", str(second.key)))
    document.refresh_from_db()
    service.edit_document(papers.sten, document, 2, Edit("drop", str(area.key)))

    found = {row.key: row for row in service.tree_of(document)}
    assert found[second.key].position < found[first.key].position
    assert found[first.key].parent is None
    assert area.key not in found


def test_a_new_item_in_a_draft_gets_a_key_of_its_own(papers: Papers) -> None:
    document = papers.draft()
    first = service.tree_of(document)[1]

    landed = service.edit_document(papers.sten, document, 1, Edit("add", str(first.key)))

    assert service.tree_of(document)[2].key.hex == landed.replace("-", "")


def test_a_new_edition_follows_the_one_it_replaces(papers: Papers) -> None:
    old = papers.decided()
    new = papers.draft(period_from=2029, period_to=2031, replaces=old)

    assert (new.series, new.edition) == (old.series, 2)
    assert list(service.replaceable(papers.sten, papers.town.authority.path)) == []


def test_the_plan_in_force_is_the_one_whose_period_and_decision_cover_the_day(papers: Papers) -> None:
    path = papers.town.authority.path
    before = papers.decided(title="Förra", period_from=2023, period_to=2025)
    service.expire(papers.sten, before, date(2026, 1, 1))
    now = papers.decided(title="Nuvarande")
    papers.draft(title="Kommande", period_from=2029, period_to=2031)

    assert service.plan_in_force(path, date(2026, 10, 22)) == now
    assert service.plan_in_force(path, date(2024, 10, 22)) == before
    assert service.plan_in_force(path, date(2030, 1, 1)) is None
    assert service.plan_in_force(papers.town.other.path, date(2026, 10, 22)) is None


def test_a_plan_ended_early_is_no_longer_in_force(papers: Papers) -> None:
    service.expire(papers.sten, papers.decided(), date(2026, 7, 1))

    path = papers.town.authority.path
    assert service.plan_in_force(path, date(2026, 6, 30)) is not None
    assert service.plan_in_force(path, date(2026, 7, 1)) is None


def test_nothing_leads_back_from_a_decision() -> None:
    back = {
        verb
        for verb, step in rules.TRANSITIONS.items()
        if step.sources & {DocumentStatus.DECIDED, DocumentStatus.EXPIRED}
        and step.target in {DocumentStatus.DRAFT, DocumentStatus.CONSULTATION}
    }

    assert back == set()


@pytest.mark.parametrize("name", ["karin", "amir", "nils", "berit", "petra", "otto"])
def test_only_strategists_and_administrators_of_the_authority_write(papers: Papers, name: str) -> None:
    scope = papers.town.scope(papers.town.people[name])

    with pytest.raises(NotAllowed):
        service.create_document(scope, small_tree(), service.Facts("X", "plan", papers.town.authority))


def test_a_document_cannot_be_moved_to_another_authority(papers: Papers) -> None:
    document = papers.draft()

    with pytest.raises(UserError):
        service.change_facts(papers.sten, document, 1, service.Facts("X", "plan", papers.town.other))


def test_what_is_thrown_away_leaves_its_events(papers: Papers) -> None:
    document = papers.draft()
    pk, history = document.pk, events_of(document)
    service.drop_document(papers.sten, document)

    assert not Document.objects.filter(pk=pk).exists()
    assert [event.verb for event in history] == ["document.dropped", "document.created"]
