"""What people type is data in every format: it comes out as it was typed, and it does nothing."""

import io
import re
from dataclasses import fields, replace

import docx as library
import openpyxl
import pdfua
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rodtrad.common.charts import render_svg
from rodtrad.rendering import (
    Bullets,
    Callout,
    Figure,
    Heading,
    Hidden,
    KeyFigure,
    KeyFigures,
    Meta,
    Paragraph,
    Report,
    Run,
    Sources,
    Table,
    docx,
    html,
    pdf,
    runs,
    xlsx,
)
from rodtrad.rendering.typeset import drawable
from tests.common.charts.samples import LEVELS

from .reading import of, pdf_text
from .samples import REPORT

TYPED = [
    '#read("/etc/passwd")',
    "#panic()",
    "*fet* _kursiv_ `kod` $x^2$ @ref <label>",
    "= Rubrik",
    "\\#set page(width: 1pt)",
    "// kommentar /* */",
    '<script>alert("x")</script>',
    "=cmd|' /C calc'!A0",
    "{{ secret }} {% debug %}",
    "]]> &amp; &lt;",
]
IDS = [f"typed {n}" for n in range(len(TYPED))]


def everywhere(text: str) -> Report:
    """A report that has the text in every place a text can be."""
    some = runs(text, Run(text, bold=True), Run(text, italic=True, link=text))
    svg = render_svg(replace(LEVELS, title=text, rows=(replace(LEVELS.rows[0], label=text),)), "light", "sv")
    table = Table(text, (text, text), ((text, Hidden(text)), (text, text)), note=text)
    return Report(
        title=text,
        subtitle=text,
        lang="sv",
        meta=Meta(text, REPORT.meta.date, ((text, text),), (text,), text, "https://x.example"),
        blocks=(
            Heading(text),
            Heading(text, 2),
            Paragraph(some, note=some),
            Bullets((some,), note=some),
            table,
            Figure(svg, alt=text if text.strip() else "x", caption=text, table=table),
            Callout(text, some),
            KeyFigures((KeyFigure(text, text, text),)),
            Sources(text, (some,)),
        ),
    )


@pytest.mark.parametrize("text", TYPED, ids=IDS)
def test_pdf_prints_it_and_runs_nothing(text: str) -> None:
    made = pdf(everywhere(text))
    assert text.split()[0] in pdf_text(made)
    assert "root:" not in pdf_text(made)
    assert [f for f in pdfua.validate(io.BytesIO(made)).findings if f.severity is pdfua.Severity.ERROR] == []


@pytest.mark.parametrize("text", TYPED, ids=IDS)
def test_docx_holds_it_as_text(text: str) -> None:
    document = library.Document(io.BytesIO(docx(everywhere(text))))
    assert document.paragraphs[0].text == text
    assert document.tables[0].cell(1, 0).text == text


@pytest.mark.parametrize("text", TYPED, ids=IDS)
def test_page_escapes_it(text: str) -> None:
    made = html(everywhere(text))
    assert "<script" not in made
    assert 'style="' not in made
    assert all(target.startswith("#report-part-") for target in re.findall(r'href="([^"]*)', made))


@pytest.mark.parametrize("text", TYPED, ids=IDS)
def test_spreadsheet_calculates_nothing(text: str) -> None:
    book = openpyxl.load_workbook(io.BytesIO(xlsx(everywhere(text))))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert {cell.value for cell in cells} == {text}


@pytest.mark.parametrize(
    "target", ["javascript:alert(1)", "file:///etc/passwd", "//x.example", "data:text/html,x", " "]
)
def test_link_leads_only_where_a_document_may_point(target: str) -> None:
    report = of(Paragraph(runs(Run("hit", link=target))))
    assert "href" not in html(report)
    assert b"/URI" not in pdf(report)
    rels = library.Document(io.BytesIO(docx(report))).part.rels.values()
    assert not [rel for rel in rels if rel.is_external]


def test_path_within_the_product_becomes_an_address_on_paper_and_stays_a_path_on_the_page() -> None:
    report = of(Paragraph(runs(Run("raderna", link="/skattning/3?rad=1&b=2"))))
    assert b"https://rodtrad.example/skattning/3?rad=1&b=2" in pdf(report)
    assert 'href="/skattning/3?rad=1&amp;b=2"' in html(report)


@pytest.mark.parametrize(
    "text",
    [
        "\x00\x01\x1b[31mröd\x7f\x9f",
        "radbryt\r\nhär\u2028och\u2029här\x0b\x0c",
        "\ud800ensam",
        "\u202eomvänd\u202c \u2066x\u2069",
        "عنوان التقرير",
        "כותרת הדוח",
        "👩🏽‍🏫 bra 👍🏿 🇸🇪 ☑️",
        "漢字 ᚱᚢᚾ 𝔉 \U000f0000 \ue000 \uffff",
        "e\u0301 a\u030a" + "\u0301" * 60,
        "Donaudampfschifffahrt" * 60,
        "https://example.org/" + "a" * 800,
        "\u00ad\u200b\u200d\ufeff",
        "",
        " ",
    ],
    ids=["control", "breaks", "surrogate", "turning", "arabic", "hebrew", "emoji", "no font", "marks",
         "long word", "long address", "unseen", "empty", "space"],
)  # fmt: skip
def test_no_text_can_stop_a_document(text: str) -> None:
    report = everywhere(text)
    made = pdf(report)
    assert [f for f in pdfua.validate(io.BytesIO(made)).findings if f.severity is pdfua.Severity.ERROR] == []
    library.Document(io.BytesIO(docx(report)))
    openpyxl.load_workbook(io.BytesIO(xlsx(report)))
    assert html(report).encode()


def test_arabic_and_hebrew_can_be_read_and_what_no_font_has_is_a_box() -> None:
    assert drawable("عنوان כותרת 👍 å") == "عنوان כותרת 👍 å"
    assert drawable("漢") == "□"


def test_text_stays_within_the_paper() -> None:
    """A word longer than the line breaks; it is never cut off at the edge."""
    import pdfplumber

    word = "Ö" * 400
    report = of(
        Paragraph(runs(word)),
        Heading(word),
        Table(word, (word, "B"), ((word, word),)),
        Callout(word, runs(word)),
    )
    with pdfplumber.open(io.BytesIO(pdf(report))) as document:
        for page in document.pages:
            assert max(char["x1"] for char in page.chars) < page.width - 40


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=40))
def test_any_text_whatever_conforms(text: str) -> None:
    report = of(Heading(text), Paragraph(runs(text, Run(text, bold=True))), Table(text, (text,), ((text,),)))
    pdf(report)
    library.Document(io.BytesIO(docx(report)))
    openpyxl.load_workbook(io.BytesIO(xlsx(report)))


def test_every_kind_of_block_is_attacked_here() -> None:
    """A new kind of block must be added to `everywhere`."""
    from rodtrad.rendering.model import Block, PageBreak

    kinds = {type(block) for block in everywhere("x").blocks} | {PageBreak}
    assert kinds == set(Block.__args__)
    assert {f.name for f in fields(Report)} == {"title", "subtitle", "lang", "meta", "blocks", "contents"}
