"""Codes on paper: a sheet for each group to hang up, and one-time codes to cut apart."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

import pdfplumber
from django.test import Client

from rodtrad.assessments.models import Invitation, Response
from rodtrad.assessments.service.codes import hash_of
from tests.assessments.conftest import fill

if TYPE_CHECKING:
    from django.http import HttpResponse

    from tests.assessments.conftest import Rating


def pages(response: HttpResponse) -> list[str]:
    assert response.status_code == 200
    assert response["Content-Type"] == "application/pdf"
    with pdfplumber.open(io.BytesIO(response.content)) as document:
        assert document.doc.catalog.get("MarkInfo", {}).get("Marked"), "the document is tagged"
        return [page.extract_text() or "" for page in document.pages]


def test_each_group_gets_a_page_to_hang_up_with_its_own_link(rating: Rating) -> None:
    town = rating.town
    karin = town.client(town.karin)

    (page,) = pages(karin.get(town.place(town.bjorkhagen).url("assessments:sheet_pdf")))

    assert "Björkhagens skola" in page
    assert rating.link(town.bjorkhagen) in page
    assert "minst 5 svarar" in page


def test_one_time_codes_are_on_paper_only_and_each_takes_one_answer(rating: Rating) -> None:
    town = rating.town
    karin = town.client(town.karin)

    made = karin.post(town.place(town.bjorkhagen).url("assessments:codes"), {"number": "9", "pdf": "1"})
    found = pages(made)
    codes = set(re.findall(r"/svara/(\w+)/", "\n".join(found)))

    assert len(found) == 2
    assert len(codes) == 9
    assert "no-store" in made["Cache-Control"]
    assert set(Invitation.objects.values_list("code_hash", flat=True)) == {hash_of(code) for code in codes}
    phone, code = Client(), codes.pop()
    phone.post(f"/svara/{code}/", fill(phone, f"/svara/{code}/"))
    assert phone.get(f"/svara/{code}/").status_code == 410
    assert Response.objects.count() == 1
