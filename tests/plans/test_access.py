"""Who meets which page of plans: members read what is decided, editors write, others meet nothing at all."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.urls import get_resolver

from rodtrad.plans import service
from rodtrad.plans.models import Appendix, Document, ImportDraft
from tests.plans.conftest import Papers

# Each address of the package: its name and what it names, for a document (d), an item (i), an import (f).
PAGES: dict[str, str] = {
    "documents": "",
    "my_responsibilities": "",
    "new": "",
    "appendices": "d",
    "appendix": "da",
    "import": "",
    "review": "f",
    "import_drop": "f",
    "review_tree": "fn",
    "import_save": "fn",
    "document": "d",
    "export": "de",
    "history": "d",
    "facts": "d",
    "content": "d",
    "decide": "d",
    "expire": "d",
    "step": "dv",
    "item": "di",
    "links": "di",
    "below": "di",
    "unlink": "di",
    "new_edition": "d",
    "correct": "d",
    "review_holds": "d",
    "compare": "do",
    "loose": "d",
    "reach": "",
    "matrix": "d",
    "matrix_file": "dm",
    "talk": "c",
}
POST_ONLY = {"import_drop", "step", "unlink"}
EDITORS_ONLY = {
    "new",
    "appendices",
    "import",
    "facts",
    "content",
    "decide",
    "expire",
    "links",
    "below",
    "loose",
    "new_edition",
    "correct",
    "review_holds",
}


def arguments(name: str, document: Document, draft: ImportDraft) -> dict[str, Any]:
    attached = Appendix.objects.get_or_create(
        document=document,
        defaults={"title": "B", "position": 1, "content": b"B", "content_type": "text/plain"},
    )[0]
    known = {
        "a": {"appendix_id": attached.pk},
        "f": {"draft_id": draft.pk},
        "n": {"number": 1},
        "d": {"slug": document.slug},
        "v": {"verb": "publicera"},
        "e": {"ending": "json"},
        "c": {"ending": "pdf"},
        "m": {"ending": "csv"},
        "o": {"old_slug": document.slug},
        "i": {"key": service.tree_of(document)[1].key},
    }
    return {key: value for letter in PAGES[name] for key, value in known[letter].items()}


def knock(papers: Papers, who: str, name: str, document: Document, draft: ImportDraft) -> int:
    """The status that a person meets, with GET where the page can be read and POST where it cannot."""
    client = papers.town.client(papers.town.people[who])
    url = papers.url(name, **arguments(name, document, draft))
    return client.post(url).status_code if name in POST_ONLY else client.get(url).status_code


def test_no_address_is_left_out_of_these_tests() -> None:
    names = {str(key) for key in get_resolver("rodtrad.plans.urls").reverse_dict if isinstance(key, str)}

    assert names == set(PAGES)


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("decided", [False, True], ids=["draft", "decided"])
def test_another_authority_does_not_know_that_it_exists(papers: Papers, name: str, decided: bool) -> None:
    document = papers.decided() if decided else papers.draft()

    assert knock(papers, "otto", name, document, papers.under_review()) == 404


@pytest.mark.parametrize("name", [name for name in PAGES if set(PAGES[name]) & {"d", "f"}])
def test_otto_does_not_reach_it_from_his_own_place_either(papers: Papers, name: str) -> None:
    document, draft = papers.decided(), papers.under_review()
    place = papers.town.place(papers.town.other, papers.town.other_year)
    client = papers.town.client(papers.town.otto)
    url = place.url(f"plans:{name}", **arguments(name, document, draft))

    assert (client.post(url) if name in POST_ONLY else client.get(url)).status_code == 404


@pytest.mark.parametrize("who", ["karin", "amir", "nils", "berit", "petra"])
@pytest.mark.parametrize("name", [name for name in PAGES if "d" in PAGES[name]])
def test_a_draft_is_the_editors_own(papers: Papers, who: str, name: str) -> None:
    document = papers.draft()
    place = papers.town.place(papers.town.bjorkhagen if who in {"karin", "amir"} else papers.town.authority)
    url = place.url(f"plans:{name}", **arguments(name, document, papers.under_review()))
    client = papers.town.client(papers.town.people[who])

    assert (client.post(url) if name in POST_ONLY else client.get(url)).status_code == 404


@pytest.mark.parametrize("who", ["karin", "amir"])
@pytest.mark.parametrize("name", PAGES)
def test_a_decided_document_is_read_by_all_and_written_by_editors(
    papers: Papers, who: str, name: str
) -> None:
    place = papers.town.place(papers.town.bjorkhagen)
    url = place.url(f"plans:{name}", **arguments(name, papers.decided(), papers.under_review()))
    client = papers.town.client(papers.town.people[who])
    answer = client.post(url) if name in POST_ONLY else client.get(url)

    wanted = 404 if "f" in PAGES[name] else 403 if name in EDITORS_ONLY | POST_ONLY else 200
    assert answer.status_code == wanted


@pytest.mark.parametrize("name", PAGES)
def test_no_one_comes_in_without_a_name(papers: Papers, name: str) -> None:
    url = papers.url(name, **arguments(name, papers.decided(), papers.under_review()))
    client = papers.town.client()
    answer = client.post(url) if name in POST_ONLY else client.get(url)

    assert answer.status_code == 302
    assert "/konto/" in answer["Location"]


def test_a_referral_is_read_by_all_members(papers: Papers) -> None:
    document = service.refer(papers.sten, papers.draft())

    assert service.document_by_slug(papers.town.scope(papers.town.amir), document.slug) == document
    assert service.document_by_slug(papers.town.scope(papers.town.otto), document.slug) is None


def test_an_administrations_strategist_writes_its_own_plans_and_not_the_citys(papers: Papers) -> None:
    from rodtrad.organisation.models import Duty, Role

    Duty.objects.create(person=papers.town.nils, unit=papers.town.compulsory, role=Role.STRATEGIST)
    nils = papers.town.scope(papers.town.nils)
    own = service.create_document(
        nils, service.to_tree(papers.draft()), service.Facts("Egen", "plan", papers.town.compulsory)
    )

    assert service.may_edit(nils, own)
    assert not service.may_edit(nils, papers.draft())
    assert service.owners_for(nils, papers.town.authority.path) == [papers.town.compulsory]


def test_an_import_that_is_someone_elses_is_not_there(papers: Papers) -> None:
    draft = papers.under_review()

    assert service.draft_by_id(papers.town.scope(papers.town.otto), draft.pk) is None
    assert service.draft_by_id(papers.town.scope(papers.town.karin), draft.pk) is None
    assert service.draft_by_id(papers.sten, uuid4()) is None
