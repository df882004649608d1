"""From a file to a decided plan, as strategist Sten does it, with the real worker; and what is no plan."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command

from rodtrad.common.models import AuditEvent, Job
from rodtrad.plans.models import Document, ImportDraft, Item
from tests.plans.conftest import PLAN_TEXT, Papers
from tests.shared import shared_path

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client

pytestmark = pytest.mark.django_db(transaction=True)


def post(client: Client, papers: Papers, name: str, content: bytes, key: UUID | None = None) -> HttpResponse:
    sent = {"file": SimpleUploadedFile(name, content), "text": "", "key": str(key or uuid4())}
    return client.post(papers.url("import"), sent)  # type: ignore[return-value]


def work() -> None:
    """The worker takes what waits, and is still there afterwards."""
    call_command("db_worker", batch=True, startup_delay=False, verbosity=0)


def send(client: Client, papers: Papers, name: str, content: bytes) -> ImportDraft:
    """Upload a file and let the worker read it."""
    answer = post(client, papers, name, content)
    assert answer.status_code == 302, answer.content.decode()
    work()
    return ImportDraft.objects.latest("created_at")


@pytest.fixture
def sten(papers: Papers) -> Client:
    return papers.town.client(papers.town.sten)


def facts(papers: Papers, version: int = 1) -> dict[str, Any]:
    return {
        "title": "Plan för Sundby",
        "kind": "plan",
        "owner": papers.town.authority.pk,
        "version": version,
        "period_from": 2026,
        "period_to": 2028,
    }


def test_sten_brings_in_the_plan_and_decides_it(papers: Papers, sten: Client) -> None:
    draft = send(sten, papers, "plan.txt", PLAN_TEXT.encode())
    page = sten.get(papers.url("review", draft_id=draft.pk), follow=True)
    assert "2 områden, 3 insatser och 2 ansvar" in page.content.decode()

    saved = sten.post(papers.url("import_save", draft_id=draft.pk, number=1), facts(papers))
    assert saved.status_code == 302, saved.content.decode()
    document = Document.objects.get()
    decided = sten.post(
        papers.url("decide", slug=document.slug),
        {"by": "Nämnden", "on": "2025-12-15", "paragraph": "231", "diarienummer": "UN 2025/0417"},
    )
    assert decided.status_code == 302, decided.content.decode()
    assert sten.post(papers.url("step", slug=document.slug, verb="publicera")).status_code == 302

    amir = papers.town.client(papers.town.amir)
    read = amir.get(papers.url("document", slug=document.slug)).content.decode()
    assert "Beslutad av Nämnden 15 dec 2025, § 231." in read
    assert "Kartlägg personalens kunskaper varje höst" in re.sub(r"\s+", " ", read)


def test_the_real_plan_document_is_found_whole(papers: Papers, sten: Client) -> None:
    path = shared_path("seeds", "000_4b3ffe550d762367.txt")

    draft = send(sten, papers, path.name, path.read_bytes())

    kinds = [item["kind"] for item in draft.trees[0]["items"]]
    assert (kinds.count("area"), kinds.count("initiative"), kinds.count("responsibility")) == (4, 21, 61)
    page = sten.get(papers.url("review", draft_id=draft.pk), follow=True).content.decode()
    assert "4 områden, 21 insatser och 61 ansvar" in page


def test_pasted_text_is_read_like_a_file(papers: Papers, sten: Client) -> None:
    key = uuid4()
    sten.post(papers.url("import"), {"text": PLAN_TEXT, "key": str(key)})
    work()

    draft = ImportDraft.objects.get(pk=key)
    assert draft.state == ImportDraft.State.REVIEW
    assert len(draft.trees[0]["items"]) > 5
    assert draft.upload is None


def test_an_export_of_ours_is_reviewed_without_a_source(papers: Papers, sten: Client) -> None:
    exported = sten.get(papers.url("export", slug=papers.draft().slug, ending="json")).content

    draft = send(sten, papers, "plan.json", exported)

    page = sten.get(papers.url("review_tree", draft_id=draft.pk, number=1) + "?item=1.1").content.decode()
    assert (draft.text, len(draft.trees[0]["items"])) == ("", 8)
    assert 'id="kallan"' not in page
    assert 'id="ratta"' in page


def bomb() -> bytes:
    """A .docx of a few kilobytes that says it holds half a gigabyte."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        with archive.open("word/document.xml", "w", force_zip64=True) as part:
            for _block in range(512):
                part.write(b"\0" * 1024 * 1024)
    return packed.getvalue()


HOSTILE = {
    "empty": ("plan.txt", b"", "Filen är tom"),
    "blank": ("plan.txt", b" \n\t\n ", ""),
    "no plan": ("brev.txt", "Hej! Tack för senast. Vi ses på torsdag.\n".encode(), "ingen plan"),
    "bytes": ("plan.txt", bytes(range(256)) * 40, ""),
    "broken pdf": ("plan.pdf", b"%PDF-1.7\nnothing", "skadad"),
    "a picture": ("plan.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 100, "Filtypen"),
    "broken word": ("plan.docx", b"PK\x03\x04 not a zip", "skadad"),
    "zip bomb": ("plan.docx", b"bomb", "orimligt"),
    "foreign json": ("plan.json", b'{"documents": [{"title": 7}]}', "exporterats"),
    "deep json": ("plan.json", b"[" * 100_000, ""),
    "a name that climbs": ("../../etc/passwd\0.txt", b"root", ""),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_file_that_is_no_plan_leaves_one_sentence_and_nothing_else(
    papers: Papers, sten: Client, case: str
) -> None:
    name, content, says = HOSTILE[case]

    draft = send(sten, papers, name, bomb() if content == b"bomb" else content)

    assert draft.state == ImportDraft.State.REFUSED
    assert draft.refusal
    assert says in draft.refusal
    assert (draft.text, draft.trees, draft.upload) == ("", [], None)
    assert Document.objects.count() == Item.objects.count() == 0
    assert Job.objects.get(pk=draft.job_id).state == Job.State.FAILED
    page = sten.get(papers.url("review", draft_id=draft.pk)).content.decode()
    assert draft.refusal in page
    assert "Inget har sparats." in page
    assert "Traceback" not in page


def test_after_a_hostile_file_the_worker_reads_the_next(papers: Papers, sten: Client) -> None:
    post(sten, papers, "plan.docx", bomb())
    post(sten, papers, "plan.txt", PLAN_TEXT.encode())
    work()

    states = ImportDraft.objects.order_by("created_at").values_list("state", flat=True)
    assert list(states) == ["refused", "review"]


def test_the_refusal_is_in_the_senders_language(papers: Papers) -> None:
    english = papers.town.client(papers.town.sten, "en")

    draft = send(english, papers, "plan.pdf", b"%PDF-1.7\nnothing")

    assert draft.refusal.startswith("The file is damaged")


def test_a_file_over_the_limit_is_refused_before_it_is_kept(
    papers: Papers, sten: Client, settings: Any
) -> None:
    settings.UPLOAD_LIMIT_BYTES = 1024 * 1024

    answer = post(sten, papers, "plan.txt", b"x" * (1024 * 1024 + 1))

    assert answer.status_code == 422
    assert "större än 1 MB" in answer.content.decode()
    assert ImportDraft.objects.count() == 0


def test_a_file_and_a_text_at_once_is_asked_about_and_the_text_is_kept(papers: Papers, sten: Client) -> None:
    file = SimpleUploadedFile("plan.txt", b"text")
    answer = sten.post(papers.url("import"), {"file": file, "text": "Min text", "key": str(uuid4())})

    assert answer.status_code == 422
    assert "Min text" in answer.content.decode()


def test_a_double_click_on_send_is_one_import(papers: Papers, sten: Client) -> None:
    key = uuid4()
    for _click in range(2):
        assert post(sten, papers, "plan.txt", PLAN_TEXT.encode(), key).status_code == 302
    work()

    assert ImportDraft.objects.count() == Job.objects.count() == 1


def test_someone_elses_import_cannot_be_taken_over_by_its_key(papers: Papers, sten: Client) -> None:
    draft = papers.under_review()
    otto = papers.town.client(papers.town.otto)
    place = papers.town.place(papers.town.other, papers.town.other_year)
    sent = {"text": "Mitt", "key": str(draft.pk)}

    answer = otto.post(place.url("plans:import"), sent)

    assert answer.status_code == 403
    assert "plan.txt" not in answer.content.decode()


def test_a_double_click_on_save_is_one_document(papers: Papers, sten: Client) -> None:
    draft = papers.under_review()
    url = papers.url("import_save", draft_id=draft.pk, number=1)

    first, second = sten.post(url, facts(papers)), sten.post(url, facts(papers))

    assert first["Location"] == second["Location"]
    assert Document.objects.count() == 1
    draft.refresh_from_db()
    assert draft.state == ImportDraft.State.SAVED


def test_every_write_leaves_one_event(papers: Papers, sten: Client) -> None:
    draft = send(sten, papers, "plan.txt", PLAN_TEXT.encode())
    sent = {"version": 1, "item": "1.1", "op": "change", "kind": "goal", "text": "Rättat"}
    sten.post(papers.url("review_tree", draft_id=draft.pk, number=1), sent)
    sten.post(papers.url("review_tree", draft_id=draft.pk, number=1), {"version": 2, "op": "undo"})
    sten.post(papers.url("import_save", draft_id=draft.pk, number=1), facts(papers, version=3))

    verbs = AuditEvent.objects.order_by("id").values_list("verb", flat=True)
    assert list(verbs) == [
        "import.started",
        "import.read",
        "import.corrected",
        "import.undone",
        "document.created",
    ]
