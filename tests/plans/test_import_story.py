"""From a file to a decided plan, as strategist Sten does it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command

from rodtrad.plans.models import Document, ImportDraft
from tests.plans.conftest import PLAN_TEXT, Papers
from tests.shared import shared_path

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db(transaction=True)


def send(client: Client, papers: Papers, name: str, content: bytes) -> ImportDraft:
    """Upload a file and let the worker read it."""
    key = uuid4()
    answer = client.post(
        papers.url("import"), {"file": SimpleUploadedFile(name, content), "text": "", "key": str(key)}
    )
    assert answer.status_code == 302, answer.content.decode()
    call_command("db_worker", batch=True, startup_delay=False, verbosity=0)
    return ImportDraft.objects.get(pk=key)


def test_sten_brings_in_the_plan_and_decides_it(papers: Papers) -> None:
    sten = papers.town.client(papers.town.sten)
    draft = send(sten, papers, "plan.txt", PLAN_TEXT.encode())

    page = sten.get(papers.url("review", draft_id=draft.pk), follow=True)
    assert "Digital kompetens" in page.content.decode()

    saved = sten.post(
        papers.url("import_save", draft_id=draft.pk, number=1),
        {"title": "Plan för Sundby", "kind": "plan", "owner": papers.town.authority.pk, "version": 1,
         "period_from": 2026, "period_to": 2028},
    )  # fmt: skip
    assert saved.status_code == 302, saved.content.decode()
    document = Document.objects.get()
    decided = sten.post(
        papers.url("decide", slug=document.slug),
        {"by": "Nämnden", "on": "2025-12-15", "paragraph": "§ 231", "diarienummer": "UN 2025/0417"},
    )
    assert decided.status_code == 302, decided.content.decode()
    read = sten.get(papers.url("document", slug=document.slug)).content.decode()
    assert "§ 231" in read
    assert "Kartlägg personalens kunskaper" in re.sub(r"\s+", " ", read)


def test_the_real_plan_document_is_found_whole(papers: Papers) -> None:
    path = shared_path("seeds", "000_4b3ffe550d762367.txt")
    sten = papers.town.client(papers.town.sten)

    draft = send(sten, papers, path.name, path.read_bytes())

    kinds = [item["kind"] for item in draft.trees[0]["items"]]
    assert (kinds.count("area"), kinds.count("initiative"), kinds.count("responsibility")) == (4, 21, 61)
    page = sten.get(papers.url("review", draft_id=draft.pk), follow=True).content.decode()
    assert "4 områden, 21 insatser och 61 ansvar" in page
