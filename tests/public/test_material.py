"""Support material: written at the item by those who keep the document, read by all, and never a way in."""

from __future__ import annotations

import io
import re
import zipfile
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from rodtrad.common.audit import describe
from rodtrad.common.errors import Conflict, NotAllowed, UserError
from rodtrad.common.models import AuditEvent
from rodtrad.plans import service as plans
from rodtrad.public import service, uploads
from rodtrad.public.markup import Attached, safe_html
from rodtrad.public.models import SupportFile, SupportMaterial
from tests.public.conftest import Web, code, key

if TYPE_CHECKING:
    from rodtrad.plans.models import Document


def picture(kind: str = "PNG", size: tuple[int, int] = (40, 30), **more: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "navy").save(out, kind, **more)  # type: ignore[arg-type]
    return out.getvalue()


def office(*parts: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for part in ("[Content_Types].xml", *parts):
            archive.writestr(part, "<x/>")
    return out.getvalue()


@pytest.fixture
def plan(web: Web) -> Document:
    return web.publish()


def edit_url(web: Web, document: Document, name: str = "karta") -> str:
    return web.town.place(web.town.authority).url("material:edit", slug=document.slug, key=key(name))


def test_what_a_strategist_writes_at_the_item_is_on_the_web_at_once(web: Web, plan: Document) -> None:
    sten = web.town.client(web.town.sten)
    before = web.page("digitaliseringsplan", code("karta"))
    text = "## Så gör ni\n\n- Börja **smått**\n\n[Mallen](mall.txt)"
    mall = SimpleUploadedFile("Mall.TXT", "Frågor".encode())

    sten.post(edit_url(web, plan), {"version": 0, "body": text, "file": mall, "op": "attach"})

    after = web.page("digitaliseringsplan", code("karta"))
    assert "Stöd i arbetet" not in before
    assert "<h3>Så gör ni</h3>" in after
    assert "<strong>smått</strong>" in after
    link = re.search(r'href="(/oppet/[^"]*/fil/[^"]+mall\.txt)"', after)
    assert link is not None
    answer = web.reader.get(link[1])
    assert answer.content == "Frågor".encode()
    assert answer["Content-Disposition"] == 'attachment; filename="mall.txt"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    told = [
        describe(event) for event in AuditEvent.objects.filter(verb__startswith="support.").order_by("pk")
    ]
    assert told == [
        "Sten Ågren ändrade stödmaterialet till Kartlägg kunskaperna i varje digitaliseringsråd",
        "Sten Ågren lade till en fil i stödmaterialet till Kartlägg kunskaperna i varje digitaliseringsråd",
    ]


def test_it_is_read_at_the_item_by_all_and_changed_by_editors_only(web: Web, plan: Document) -> None:
    item = web.item(plan, "karta")
    service.save_material(web.sten, item, 0, service.Change("Hjälp finns hos stödfunktionen."))
    url = web.town.place(web.town.authority).url("plans:item", slug=plan.slug, key=item.key)

    pages = {
        name: web.town.client(web.town.people[name]).get(url).content.decode() for name in ("sten", "berit")
    }

    assert all("Hjälp finns hos stödfunktionen." in page for page in pages.values())
    assert [edit_url(web, plan) in pages[name] for name in ("sten", "berit")] == [True, False]
    with pytest.raises(NotAllowed):
        service.save_material(web.town.scope(web.town.karin), item, 1, service.Change("Bort"))


def test_it_follows_the_item_into_the_next_edition(web: Web, plan: Document) -> None:
    service.save_material(web.sten, web.item(plan, "karta"), 0, service.Change("Stödtext"))

    web.publish(title="Nästa plan", replaces=plan, period_from=2026, period_to=2028)

    assert "utgåva 2" in web.page("digitaliseringsplan").lower()
    assert "Stödtext" in web.page("digitaliseringsplan", code("karta"))
    assert "Stödtext" in web.page("digitaliseringsplan", "utgava-1", code("karta"))


def test_an_imported_copy_gives_no_right_to_what_belongs_to_the_original(web: Web, plan: Document) -> None:
    """A file may carry any key. One who may write a copy must not thereby write at the original."""
    service.save_material(web.sten, web.item(plan, "karta"), 0, service.Change("Original"))
    copy = web.decided(title="Kopia", owner=web.town.compulsory)

    service.save_material(web.sten, web.item(copy, "karta"), 0, service.Change("Kopians"))

    assert "Original" in web.page("digitaliseringsplan", code("karta"))
    assert SupportMaterial.objects.count() == 2


def test_two_who_write_at_once_are_told_and_nothing_typed_is_lost(web: Web, plan: Document) -> None:
    service.save_material(web.sten, web.item(plan, "karta"), 0, service.Change("Deras text"))

    answer = web.town.client(web.town.sten).post(
        edit_url(web, plan), {"version": 0, "body": "Min text", "op": "save"}
    )

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Min text</textarea>" in page
    assert "Deras text" in page
    assert 'name="version" value="1"' in page
    with pytest.raises(Conflict):
        service.save_material(web.sten, web.item(plan, "karta"), 0, service.Change("Min text"))


def test_a_preview_shows_and_saves_nothing(web: Web, plan: Document) -> None:
    sent = {"version": 0, "body": "**Fet** <b onclick=x>", "op": "preview"}

    page = web.town.client(web.town.sten).post(edit_url(web, plan), sent).content.decode()

    assert "<strong>Fet</strong> &lt;b onclick=x&gt;" in page
    assert "**Fet**" in page
    assert SupportMaterial.objects.count() == 0


def test_a_refused_file_leaves_the_text_in_the_form_and_nothing_saved(web: Web, plan: Document) -> None:
    bad = SimpleUploadedFile("x.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>")

    answer = web.town.client(web.town.sten).post(
        edit_url(web, plan), {"version": 0, "body": "Skrivet", "file": bad, "op": "attach"}
    )

    assert answer.status_code == 422
    assert "Skrivet</textarea>" in answer.content.decode()
    assert "Filtypen går inte att använda" in answer.content.decode()
    assert not SupportMaterial.objects.filter(version__gt=0).exists()


def test_a_file_is_public_only_while_its_item_stands_in_something_published(web: Web) -> None:
    web.publish(title="Strategi", kind="strategy")
    hidden = web.decided()
    item = web.item(hidden, "karta")
    change = service.Change("", service.Upload("bild.png", picture(), "En bild"))
    (file,) = service.files_of(service.save_material(web.sten, item, 0, change))
    url = f"{web.url('fil', str(file.pk))}bild.png"
    inside = f"{edit_url(web, hidden)}fil/{file.pk}/bild.png"

    shut = web.reader.get(url).status_code
    karin = web.town.client(web.town.karin).get(inside).status_code
    other = web.town.client(web.town.otto).get(inside).status_code
    web.publish(hidden)

    assert (shut, karin, other) == (404, 200, 404)
    answer = web.reader.get(url)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
    assert answer["Content-Disposition"] == 'inline; filename="bild.png"'
    assert web.reader.get(url, headers={"if-none-match": answer["ETag"]}).status_code == 304
    assert web.reader.get(url.replace("bild.png", "annat.png")).status_code == 404


def test_a_picture_needs_words_and_there_is_an_end_to_the_room(
    web: Web, plan: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = web.item(plan, "karta")
    with pytest.raises(UserError) as wordless:
        service.save_material(web.sten, item, 0, service.Change("", service.Upload("a.png", picture())))
    monkeypatch.setattr("rodtrad.public.service.material.MOST_FILES", 2)
    text = service.Upload("a.txt", b"a")
    service.save_material(web.sten, item, 0, service.Change("", text))
    service.save_material(web.sten, item, 1, service.Change("", text))
    with pytest.raises(UserError) as full:
        service.save_material(web.sten, item, 2, service.Change("", text))

    assert (wordless.value.code, full.value.code) == ("file.alt", "support.full")
    assert sorted(SupportFile.objects.values_list("name", flat=True)) == ["a-2.txt", "a.txt"]


# What is taken in


def test_a_picture_is_drawn_anew_without_what_the_camera_noted() -> None:
    exif = Image.Exif()
    exif[0x010E] = "Karins telefon"
    exif[0x0112] = 6
    sent = picture("JPEG", (4000, 2000), exif=exif) + b"<script>alert(1)</script>"

    kept = uploads.check("../../Semester 2026.jpeg", sent)

    assert (kept.name, kept.content_type) == ("semester-2026.jpg", "image/jpeg")
    assert (kept.width, kept.height) == (1600, 3200)
    assert b"Karins" not in kept.data
    assert b"script" not in kept.data


TAKEN = {
    "Underlag.PDF": (b"%PDF-1.7 x", "underlag.pdf", "application/pdf"),
    "brev.pdf": (picture(), "brev.png", "image/png"),
    "bild": (picture("WEBP"), "bild.webp", "image/webp"),
    "rapport.zip": (office("word/document.xml"), "rapport.docx", None),
    "listan.xlsx": (office("xl/workbook.xml"), "listan.xlsx", None),
    "data.csv": ("a;b\n".encode("utf-8-sig"), "data.csv", "text/csv; charset=utf-8"),
}


@pytest.mark.parametrize("name", TAKEN)
def test_a_file_is_told_by_its_content_and_named_so(name: str) -> None:
    data, kept_as, content_type = TAKEN[name]

    kept = uploads.check(name, data)

    assert kept.name == kept_as
    assert content_type is None or kept.content_type == content_type


REFUSED = {
    "page.txt.html": (b"<script>alert(1)</script>", "file.type"),
    "x.svg": (b"<svg/>", "file.type"),
    "svg as picture.png": (b"<?xml version='1.0'?><svg/>", "file.type"),
    "half.png": (picture()[:40], "file.type"),
    "program.txt": (b"MZ\x90\x00\x01", "file.type"),
    "nul.txt": (b"a\x00b", "file.type"),
    "latin.txt": ("å".encode("latin-1"), "file.type"),
    "archive.zip": (office("a/b.txt"), "file.type"),
    "not.zip": (b"PK\x03\x04 broken", "file.type"),
    "macro.docx": (office("word/document.xml", "word/vbaProject.bin"), "file.macros"),
    "empty.txt": (b"", "file.empty"),
    "large.txt": (b"a" * (uploads.LARGEST + 1), "file.too_large"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_could_do_harm_is_refused_with_a_reason(name: str) -> None:
    data, why = REFUSED[name]

    with pytest.raises(UserError) as refused:
        uploads.check(name, data)

    assert refused.value.code == why


def test_a_picture_that_unpacks_to_too_much_is_refused_before_it_is_unpacked() -> None:
    out = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(out, "PNG")

    with pytest.raises(UserError) as refused:
        uploads.check("bomb.png", out.getvalue())

    assert refused.value.code == "file.pixels"


# What is shown

FILES = {"bild.png": Attached("/fil/1/bild.png", "Två barn", 40, 30), "mall.txt": Attached("/fil/2/mall.txt")}


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("![](bild.png)", '<p><img src="/fil/1/bild.png" alt="Två barn" width="40" height="30"></p>'),
        ("![Egen](bild.png)", '<p><img src="/fil/1/bild.png" alt="Egen" width="40" height="30"></p>'),
        ("![spion](https://evil.example/x.png)", "<p>spion</p>"),
        ("![](mall.txt)", "<p></p>"),
        ("[mall](mall.txt)", '<p><a href="/fil/2/mall.txt" rel="noopener noreferrer">mall</a></p>'),
        ("[ut](https://a.example/)", '<p><a href="https://a.example/" rel="noopener noreferrer">ut</a></p>'),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>"),
        ("[x](/konto/)", "<p>x</p>"),
        ("[x](data:text/html,hej)", "<p>[x](data:text/html,hej)</p>"),
        ("# Rubrik", "<h3>Rubrik</h3>"),
        ("## A\n#### B\n# C", "<h3>A</h3>\n<h4>B</h4>\n<h3>C</h3>"),
        ("## A\n### B", "<h3>A</h3>\n<h4>B</h4>"),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
    ],
)
def test_markdown_shows_what_was_meant_and_fetches_nothing(written: str, shown: str) -> None:
    assert safe_html(written, FILES).strip() == shown


HOSTILE = (
    *(
        "<script>",
        "<img src=x onerror=1>",
        "](javascript:x)",
        "<a href='",
        "&#x6a;",
        "<style>",
        "<svg onload=1>",
    ),
    *(
        "[",
        "![",
        "](bild.png)",
        "](https://e.example/)",
        "`",
        "**",
        "\n",
        "# ",
        "|a|b|\n|-|-|\n",
        "\\",
        "<!--",
        "å ",
    ),
)
PIECES = st.sampled_from(HOSTILE)


class Seen(HTMLParser):
    """What a browser would make of it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: set[str] = set()
        self.attributes: list[tuple[str, str]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add(tag)
        self.attributes += [(name, value or "") for name, value in attrs]


@settings(max_examples=100, deadline=None)
@given(st.lists(PIECES, max_size=14))
def test_no_text_becomes_anything_that_runs(pieces: list[str]) -> None:
    seen = Seen(safe_html("".join(pieces), FILES))

    assert seen.elements <= {"p", "img", "a", "h3", "h4", "h5", "code", "pre", "strong", "em", "br", "hr"} | {
        "table", "thead", "tbody", "tr", "th", "td",
    }  # fmt: skip
    assert {name for name, _value in seen.attributes} <= {"href", "rel", "src", "alt", "width", "height"}
    for name, value in seen.attributes:
        assert name not in {"href", "src"} or value.startswith(("/fil/", "https://e.example/"))


def test_a_search_finds_words_in_the_support_material(web: Web, plan: Document) -> None:
    service.save_material(web.sten, web.item(plan, "karta"), 0, service.Change("Enkätverktyget heter Fråga"))

    page = web.page("sok", q="enkätverktyget")

    assert web.url("digitaliseringsplan", code("karta")) in page
    assert "i stödmaterialet" in page
    assert plans.document_by_slug(web.sten, plan.slug) is not None
