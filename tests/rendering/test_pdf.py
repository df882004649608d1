"""The PDF conforms, says what the report says, and looks the same wherever it is made."""

import io
from dataclasses import replace

import pdfplumber
import pdfua
import pikepdf
import pytest

from rodtrad.common.charts import Bar, Coverage
from rodtrad.rendering import (
    Bullets,
    Heading,
    Hidden,
    Paragraph,
    Table,
    chart_figure,
    chart_figures,
    pdf,
    runs,
)
from rodtrad.rendering.figures import _parts
from rodtrad.rendering.model import Block
from tests.common.charts.samples import COVERAGE, FEW, LEVELS

from .reading import of, page_texts, pdf_text
from .samples import REPORT


@pytest.fixture(scope="module")
def made() -> bytes:
    return pdf(REPORT)


def tags(made: bytes) -> list[str]:
    """Kinds of the structure elements, in reading order."""
    found: list[str] = []

    def walk(node: pikepdf.Object) -> None:
        if isinstance(node, pikepdf.Array):
            for one in node:
                walk(one)
        elif isinstance(node, pikepdf.Dictionary):
            if "/S" in node:
                found.append(str(node["/S"]))
            if "/K" in node:
                walk(node["/K"])

    with pikepdf.open(io.BytesIO(made)) as document:
        walk(document.Root.StructTreeRoot)
    return found


def test_independent_checker_finds_nothing_against_pdf_ua(made: bytes) -> None:
    report = pdfua.validate(io.BytesIO(made))
    assert [f for f in report.findings if f.severity is pdfua.Severity.ERROR] == []


def test_file_says_that_it_conforms_to_ua_and_to_the_archive_standard(made: bytes) -> None:
    with pikepdf.open(io.BytesIO(made)) as document, document.open_metadata() as about:
        assert about["pdfuaid:part"] == "1"
        assert (about["pdfaid:part"], about["pdfaid:conformance"]) == ("2", "A")
        assert about["dc:title"] == REPORT.title
        assert str(document.Root.Lang) == "sv-SE"
        assert bool(document.Root.ViewerPreferences.DisplayDocTitle)


def test_all_text_can_be_read_out(made: bytes) -> None:
    text = pdf_text(made).replace("\u202f", " ")
    for said in (
        REPORT.title,
        "BUN 2027/0180",
        "Fyra insatser arbetar ingen med",
        "58 av 60",
        "Ska de vara kvar i nästa plan?",
        "Strandgymnasiet 1 204 4,3 3,0",
        "Skattningen är till för enhe",
        "1. Pröva modellen på tre skolor.",
        "Figur 4 En insats arbetar ingen med. Tabell 5",
        "Tabell 5 Aktiviteter per insats",
    ):
        assert said in text


def test_structure_is_there_for_those_who_listen(made: bytes) -> None:
    found = tags(made)
    assert found.count("/H1") == 3, "two chapters and the tables of the figures"
    assert found.count("/H2") == 1
    assert found.count("/Figure") == 4
    assert found.count("/Table") == 5
    assert found.count("/THead") == 5
    assert {"/L", "/LI", "/Caption", "/TOC", "/Link"} <= set(found)


def test_every_figure_has_text_for_those_who_do_not_see_it(made: bytes) -> None:
    with pikepdf.open(io.BytesIO(made)) as document:
        alts = [
            str(o.Alt)
            for o in document.objects
            if isinstance(o, pikepdf.Dictionary) and o.get("/S") == "/Figure"
        ]
    assert sorted(alts) == sorted(b.alt for b in REPORT.blocks if hasattr(b, "alt"))


def test_same_report_gives_same_bytes(made: bytes) -> None:
    assert pdf(replace(REPORT)) == made


def test_only_shipped_fonts_are_used_and_all_are_in_the_file(made: bytes) -> None:
    with pikepdf.open(io.BytesIO(made)) as document:
        fonts = [
            o for o in document.objects if isinstance(o, pikepdf.Dictionary) and o.get("/Type") == "/Font"
        ]
        names = {str(font.BaseFont).split("+")[-1] for font in fonts}
        described = [o for o in document.objects if isinstance(o, pikepdf.Dictionary) and "/FontName" in o]
        assert all("/FontFile2" in one or "/FontFile3" in one for one in described)
    assert names
    assert all(name.startswith("Inter") for name in names), names


def test_pages_are_numbered_and_carry_the_title(made: bytes) -> None:
    pages = page_texts(made)
    total = len(pages)
    assert [page.splitlines()[-1] for page in pages] == [f"{n} ({total})" for n in range(1, total + 1)]
    assert all(page.startswith(REPORT.title) for page in pages[1:])


def test_header_of_a_long_table_is_met_again_on_the_next_page(made: bytes) -> None:
    pages = page_texts(made)
    assert [("Enhet Svar Digital kompetens" in page) for page in pages].count(True) == 2


def test_red_is_the_thread_and_nothing_else(made: bytes) -> None:
    thread = (0xB5 / 255, 0x12 / 255, 0x1F / 255)
    with pdfplumber.open(io.BytesIO(made)) as document:
        for page in document.pages:
            for kind in ("lines", "curves", "rects"):
                for drawn in getattr(page, kind):
                    colour = drawn.get("stroking_color")
                    if isinstance(colour, tuple) and colour == pytest.approx(thread, abs=0.01):
                        assert drawn["x1"] < 60, "the thread runs in the left margin"
            for letter in page.chars:
                colour = letter["non_stroking_color"]
                assert not (isinstance(colour, tuple) and colour == pytest.approx(thread, abs=0.01))


def test_heading_that_skips_a_level_is_mended() -> None:
    """PDF/UA refuses such a document; the person who wrote the heading should not meet that."""
    found = tags(pdf(of(Heading("Först", 3), Heading("Sedan", 3), Heading("Djupt", 3), Heading("", 1))))
    assert [tag for tag in found if tag.startswith("/H")] == ["/H1", "/H2", "/H3"]


@pytest.mark.parametrize(
    "block",
    [
        Table("Tom", ("A", "B"), ()),
        Table("Bred", tuple(f"Kolumn {n}" for n in range(14)), (tuple(range(14)),)),
        Table("Dold", ("A", "B"), (("x", Hidden("")),)),
        Bullets(()),
        Paragraph(()),
        Heading(" \x00 "),
        Paragraph(runs("x"), note=runs("n" * 900)),
    ],
    ids=["no rows", "wide", "hidden without reason", "no items", "no text", "no heading", "long note"],
)
def test_odd_blocks_conform(block: Block) -> None:
    report = pdfua.validate(io.BytesIO(pdf(of(block))))
    assert [f for f in report.findings if f.severity is pdfua.Severity.ERROR] == []


def test_report_without_blocks_is_still_a_document() -> None:
    assert REPORT.title in pdf_text(pdf(of()))


def test_english_report_has_english_figures() -> None:
    table = Table("Units", ("Unit", "Mean"), (("Strand", 1204.25),))
    text = pdf_text(pdf(of(chart_figure(LEVELS, "en"), table, lang="en")))
    assert "1,204.3" in text
    assert "24%" in text


def hatched(made: bytes) -> bool:
    with pikepdf.open(io.BytesIO(made)) as document:
        return any(
            isinstance(o, pikepdf.Dictionary | pikepdf.Stream) and o.get("/PatternType") == 1
            for o in document.objects
        )


def test_hidden_cell_is_hatched_and_shows_its_reason() -> None:
    hidden, shown = (pdf(of(Table("T", ("A", "B"), (("x", cell),)))) for cell in (Hidden(FEW), FEW))
    assert FEW in pdf_text(hidden)
    assert (hatched(hidden), hatched(shown)) == (True, False)


def test_file_carries_the_date_of_the_report_and_not_of_the_day(made: bytes) -> None:
    with pikepdf.open(io.BytesIO(made)) as document, document.open_metadata() as about:
        dates = {str(value)[2:10] for key, value in document.docinfo.items() if key.endswith("Date")}
        dates |= {about[f"xmp:{name}"][:10].replace("-", "") for name in ("CreateDate", "ModifyDate")}
    assert dates == {"20270617"}


def test_chart_with_more_rows_than_a_page_becomes_several_on_one_scale() -> None:
    many = replace(LEVELS, rows=tuple(replace(LEVELS.rows[0], label=f"Fråga-{n}") for n in range(40)))
    figures = chart_figures(many, "sv")
    assert [len(f.table.rows) for f in figures if f.table] == [14, 14, 12]
    assert figures[0].caption.endswith("(del 1 av 3)")
    with pdfplumber.open(io.BytesIO(pdf(of(*figures)))) as document:
        said = [
            word["text"] for page in document.pages for word in page.extract_words() if word["bottom"] < 790
        ]
    assert all(said.count(f"Fråga-{n}") == 2 for n in range(40)), "in the picture and in the table"
    counts = replace(COVERAGE, bars=tuple(Bar(f"Insats {n}", n) for n in range(61)))
    assert {chart.most for chart in _parts(counts) if isinstance(chart, Coverage)} == {60}


def test_picture_that_is_taller_than_a_page_is_made_to_fit() -> None:
    tall = replace(LEVELS, rows=LEVELS.rows * 20)
    made = pdf(of(chart_figure(tall, "sv")))
    with pdfplumber.open(io.BytesIO(made)) as document:
        bottoms = [rect["bottom"] for page in document.pages for rect in page.rects]
    assert max(bottoms) < 842 - 60
