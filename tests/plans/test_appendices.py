"""Bilagor: files judged by what they hold, links, their order, and who may fetch them."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given, settings
from hypothesis import strategies as st

from rodtrad.common.errors import Conflict, UserError
from rodtrad.plans import service
from rodtrad.plans.attached import judged, safe_name
from rodtrad.plans.models import Appendix, Document
from tests.plans.conftest import Papers

if TYPE_CHECKING:
    from django.http import HttpResponse

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"


def office(folder: str, **more: bytes) -> bytes:
    """An Office file of the smallest kind."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(f"{folder}/document.xml", "<d/>")
        for name, content in more.items():
            archive.writestr(f"{folder}/{name}.bin", content)
    return held.getvalue()


def open_document(kind: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("mimetype", f"application/vnd.oasis.opendocument.{kind}")
    return held.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "filename", "content_type"),
    [
        ("plan.pdf", PDF, "plan.pdf", "application/pdf"),
        ("plan.exe", PDF, "plan.pdf", "application/pdf"),
        ("bild", b"\x89PNG\r\n\x1a\n0000", "bild.png", "image/png"),
        ("foto.JPEG", b"\xff\xd8\xff\xe0", "foto.jpg", "image/jpeg"),
        ("brev.docx", office("word"), "brev.docx",
         "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("tal.zip", office("xl"), "tal.xlsx",
         "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("text.odt", open_document("text"), "text.odt", "application/vnd.oasis.opendocument.text"),
        ("ord.txt", "Åtgärder".encode(), "ord.txt", "text/plain; charset=utf-8"),
        ("tal.csv", b"a;b\n1;2\n", "tal.csv", "text/csv; charset=utf-8"),
    ],
)  # fmt: skip
def test_a_file_is_what_it_holds_whatever_it_is_called(
    name: str, content: bytes, filename: str, content_type: str
) -> None:
    found = judged(name, content)

    assert (found.filename, found.content_type) == (filename, content_type)


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("tom.pdf", b"", "appendix.empty"),
        ("program.exe", b"MZ\x90\x00", "appendix.kind"),
        ("sida.html", b"<script>alert(1)</script>", "appendix.kind"),
        ("bild.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "appendix.kind"),
        ("skal.sh", b"#!/bin/sh\nrm -rf /\n", "appendix.kind"),
        ("plan.pdf", b"inte en pdf\x00", "appendix.kind"),
        ("makro.docx", office("word", vbaProject=b"x"), "appendix.macro"),
        ("trasig.docx", b"PK\x03\x04skrot", "appendix.broken_file"),
        ("arkiv.zip", open_document("unknown"), "appendix.kind"),
    ],
)
def test_what_is_no_document_is_not_taken_in(name: str, content: bytes, code: str) -> None:
    with pytest.raises(UserError) as refused:
        judged(name, content)
    assert refused.value.code == code


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=300))
def test_a_name_leads_to_no_folder_and_breaks_no_header(name: str) -> None:
    safe = safe_name(name, ".pdf")

    assert safe.endswith(".pdf")
    assert len(safe) <= 120
    assert not set(safe) & set('/\\\r\n"\0:*?<>|')
    assert not safe.startswith(".")


@pytest.mark.parametrize(
    ("name", "safe"),
    [("../../etc/passwd", "passwd.pdf"), ("C:\\mapp\\Bilaga 1.pdf", "Bilaga 1.pdf"), (".pdf", "pdf.pdf")],
)
def test_folders_in_a_name_are_left_out(name: str, safe: str) -> None:
    assert safe_name(name, ".pdf") == safe


def attach(papers: Papers, document: Document, **sent: object) -> HttpResponse:
    document.refresh_from_db()
    sten = papers.town.client(papers.town.sten)
    sent = {"version": document.version, "op": "add", "title": "", "url": "", **sent}
    return sten.post(papers.url("appendices", slug=document.slug), sent)  # type: ignore[return-value]


def test_a_file_is_attached_and_fetched_by_a_reader_once_the_plan_is_decided(papers: Papers) -> None:
    from datetime import date

    document = papers.draft()
    attach(papers, document, title="Riskanalys", file=SimpleUploadedFile("Risk åäö.pdf", PDF))
    document.refresh_from_db()
    service.decide(papers.sten, document, service.Decision("Nämnden", date(2025, 12, 1)))
    amir = papers.town.client(papers.town.amir)
    place = papers.town.place(papers.town.bjorkhagen)

    page = amir.get(place.url("plans:document", slug=document.slug)).content.decode()
    found = Appendix.objects.get()
    address = place.url("plans:appendix", slug=document.slug, appendix_id=found.pk)
    assert f'href="{address}">Riskanalys</a>' in page
    fetched = amir.get(address)

    assert fetched.content == PDF
    assert fetched["Content-Type"] == "application/pdf"
    assert fetched["Content-Disposition"].startswith("attachment; filename*=utf-8''Risk%20%C3%A5")
    assert fetched["X-Content-Type-Options"] == "nosniff"


def test_a_drafts_file_is_not_there_for_readers(papers: Papers) -> None:
    document = papers.draft()
    attach(papers, document, file=SimpleUploadedFile("a.pdf", PDF))
    address = {"slug": document.slug, "appendix_id": Appendix.objects.get().pk}

    for who in (papers.town.karin, papers.town.otto):
        assert papers.town.client(who).get(papers.url("appendix", **address)).status_code == 404


def test_a_file_is_fetched_only_through_its_own_document(papers: Papers) -> None:
    document, other = papers.draft(), papers.decided(title="En annan plan")
    attach(papers, document, file=SimpleUploadedFile("a.pdf", PDF))
    url = papers.url("appendix", slug=other.slug, appendix_id=Appendix.objects.get().pk)

    assert papers.town.client(papers.town.sten).get(url).status_code == 404


def test_links_and_files_stand_in_the_order_that_is_chosen(papers: Papers) -> None:
    document = papers.draft()
    for title in ("Ett", "Två", "Tre"):
        attach(papers, document, title=title, url=f"https://example.org/{title}")
    third = Appendix.objects.get(title="Tre")

    attach(papers, document, op="up", appendix=third.pk)
    assert [one.title for one in service.appendices_of(document)] == ["Ett", "Tre", "Två"]
    attach(papers, document, op="remove", appendix=Appendix.objects.get(title="Ett").pk)
    attach(papers, document, op="up", appendix=third.pk)

    assert [one.title for one in service.appendices_of(document)] == ["Tre", "Två"]


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"url": "https://example.org/"},
        {"title": "Ond", "url": "javascript:alert(1)"},
        {"title": "Ond", "url": "ftp://example.org/"},
        {"title": "Båda", "url": "https://example.org/", "file": SimpleUploadedFile("a.pdf", PDF)},
        {"file": SimpleUploadedFile("a.exe", b"MZ\x90\x00")},
    ],
    ids=str,
)
def test_what_cannot_be_attached_is_said(papers: Papers, sent: dict[str, object]) -> None:
    document = papers.draft()

    answer = attach(papers, document, **sent)

    assert answer.status_code == 422
    assert 'class="rt-form-errors"' in answer.content.decode()
    assert not Appendix.objects.exists()


def test_a_file_over_the_limit_is_refused(papers: Papers, settings: object) -> None:
    settings.UPLOAD_LIMIT_BYTES = 10  # type: ignore[attr-defined]

    answer = attach(papers, papers.draft(), file=SimpleUploadedFile("a.pdf", PDF))

    assert "Filen är större än" in answer.content.decode()


def test_the_same_file_sent_twice_is_one_appendix(papers: Papers) -> None:
    document = papers.draft()
    for _each in range(2):
        service.add_file(papers.sten, document, 1, "", "a.pdf", PDF)

    assert Appendix.objects.count() == 1


def test_two_people_attach_and_the_second_is_told(papers: Papers) -> None:
    document = papers.draft()
    service.add_file(papers.sten, document, 1, "En", "a.pdf", PDF)

    with pytest.raises(Conflict):
        service.add_file(papers.sten, document, 1, "Två", "b.pdf", PDF + b"2")


def test_a_document_holds_only_so_many(papers: Papers, monkeypatch: pytest.MonkeyPatch) -> None:
    from rodtrad.plans.service import appendices

    monkeypatch.setattr(appendices, "MOST_BYTES", len(PDF) + 5)
    document = papers.draft()
    service.add_file(papers.sten, document, 1, "En", "a.pdf", PDF)

    with pytest.raises(UserError) as refused:
        service.add_file(papers.sten, document, 2, "Två", "b.pdf", PDF + b"2")
    assert refused.value.code == "appendix.too_many"


def test_a_decided_documents_appendices_do_not_change(papers: Papers) -> None:
    document = papers.decided()

    assert attach(papers, document, title="Sen", url="https://example.org/").status_code == 409
    with pytest.raises(Conflict):
        service.remove_appendix(papers.sten, document, document.version, 1)


def test_a_new_edition_has_the_appendices_of_the_old(papers: Papers) -> None:
    from datetime import date

    document = papers.draft()
    service.add_file(papers.sten, document, 1, "Riskanalys", "a.pdf", PDF)
    service.add_appendix_link(papers.sten, document, 2, "Lag", "https://example.org/lag")
    document.refresh_from_db()
    service.decide(papers.sten, document, service.Decision("Nämnden", date(2025, 12, 1)))
    document.refresh_from_db()

    new = service.new_edition(papers.sten, document)

    copied = service.appendices_of(new)
    assert [(one.title, one.url) for one in copied] == [
        ("Riskanalys", ""), ("Lag", "https://example.org/lag"),
    ]  # fmt: skip
    held = service.appendix_file(new, copied[0].pk)
    assert held is not None
    assert bytes(held.content or b"") == PDF


def test_the_list_of_appendices_costs_one_query_and_reads_no_file(papers: Papers) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    document = papers.draft()
    for number in range(3):
        document.refresh_from_db()
        service.add_file(
            papers.sten, document, document.version, f"B{number}", "a.pdf", PDF + bytes([49 + number])
        )

    with CaptureQueriesContext(connection) as queries:
        found = service.appendices_of(document)
        assert [one.ending for one in found] == ["PDF"] * 3

    assert len(queries) == 1
    assert '"content"' not in queries[0]["sql"]
