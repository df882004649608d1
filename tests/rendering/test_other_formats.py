"""DOCX, page and spreadsheet hold the same report as the PDF, each in its own good manner."""

import io
import re
import zipfile
from dataclasses import replace

import docx as library
import openpyxl
import pytest
from defusedxml.ElementTree import fromstring
from docx.oxml.ns import qn
from docx.shared import Mm

from rodtrad.rendering import (
    Bullets,
    Figure,
    Heading,
    Hidden,
    Paragraph,
    Run,
    Table,
    chart_figure,
    docx,
    html,
    runs,
    xlsx,
)
from tests.common.charts.samples import FEW, LEVELS

from .reading import of, parts
from .samples import REPORT


@pytest.fixture(scope="module")
def word() -> bytes:
    return docx(REPORT)


# ------------------------------------------------------------------------- DOCX


def test_docx_has_real_headings_in_order(word: bytes) -> None:
    document = library.Document(io.BytesIO(word))
    found = [
        (p.style.name, p.text)
        for p in document.paragraphs
        if p.style and p.style.name.startswith(("Title", "Head"))
    ]
    assert found == [
        ("Title", REPORT.title),
        ("Heading 1", "Två av fyra områden har stigit sedan i fjol"),
        ("Heading 2", "Personal och ledning ser olika på ämnesarbetet"),
        ("Heading 3", "Så har vi räknat"),
        ("Heading 1", "Fyra insatser arbetar ingen med"),
        ("Heading 1", "Figurerna som tabeller"),
    ]


def test_docx_pictures_have_text_and_tables_have_header_rows(word: bytes) -> None:
    document = library.Document(io.BytesIO(word))
    about = [shape._inline.docPr for shape in document.inline_shapes]
    assert [a.get("descr") for a in about] == [b.alt for b in REPORT.blocks if isinstance(b, Figure)]
    assert len({a.get("id") for a in about}) == 4
    assert len(document.tables) == 5
    for table in document.tables:
        heads = [bool(row._tr.findall(f".//{qn('w:tblHeader')}")) for row in table.rows]
        assert heads == [True] + [False] * (len(heads) - 1)


def test_docx_table_is_as_wide_as_the_text_and_its_parts_are_in_the_order_word_wants(word: bytes) -> None:
    for table in library.Document(io.BytesIO(word)).tables:
        assert sum(column.width for column in table.columns) == pytest.approx(Mm(165), rel=0.01)
        order = [child.tag.split("}")[1] for child in table._tbl.tblPr]
        wanted = ["tblStyle", "tblW", "tblBorders", "tblLayout", "tblLook", "tblCaption", "tblDescription"]
        assert order == [name for name in wanted if name in order]


def test_docx_knows_its_language_title_and_date(word: bytes) -> None:
    document = library.Document(io.BytesIO(word))
    assert (document.core_properties.title, document.core_properties.language) == (REPORT.title, "sv")
    assert document.core_properties.created.date() == REPORT.meta.date
    assert 'w:val="sv-SE"' in parts(word)["word/styles.xml"]
    assert "en-US" not in parts(word)["word/styles.xml"]


def test_docx_contents_lead_to_the_headings(word: bytes) -> None:
    xml = parts(word)["word/document.xml"]
    anchors = re.findall(r'<w:hyperlink w:anchor="([^"]+)"', xml)
    assert len(anchors) == 4, "chapters and parts, not the third level"
    assert set(anchors) <= set(re.findall(r'<w:bookmarkStart [^>]*w:name="([^"]+)"', xml))


def test_docx_text_keeps_its_order_around_links() -> None:
    made = docx(of(Paragraph(runs("Se ", Run("planen", link="/planer/3"), ", sidan 4."))))
    assert "Se planen, sidan 4." in [p.text for p in library.Document(io.BytesIO(made)).paragraphs]


def test_docx_second_numbered_list_begins_at_one() -> None:
    listed = Bullets((runs("a"), runs("b")), ordered=True)
    document = library.Document(io.BytesIO(docx(of(listed, listed))))
    numbers = [
        p._p.pPr.numPr.numId.val for p in document.paragraphs if p.style and p.style.name == "List Number"
    ]
    assert numbers[0] == numbers[1] != numbers[2] == numbers[3]


@pytest.mark.parametrize("writer", [docx, xlsx], ids=["docx", "xlsx"])
def test_same_report_gives_same_bytes(writer: "type[docx]") -> None:
    made = writer(REPORT)
    assert made == writer(replace(REPORT))
    with zipfile.ZipFile(io.BytesIO(made)) as held:
        assert {info.date_time for info in held.infolist()} == {(2027, 6, 17, 0, 0, 0)}
    about = parts(made)["docProps/core.xml"]
    assert set(re.findall(r">(\d{4}-\d\d-\d\dT[\d:]+Z)<", about)) == {"2027-06-17T00:00:00Z"}


# ------------------------------------------------------------------------- page


def test_page_is_well_formed_and_has_no_style_or_script() -> None:
    made = html(REPORT)
    root = fromstring(made)
    assert root.tag == "article"
    for element in root.iter():
        assert element.tag.split("}")[-1] not in ("script", "style")
        assert not [name for name in element.attrib if name == "style" or name.startswith("on")]
    ids = [e.attrib["id"] for e in root.iter() if "id" in e.attrib]
    assert len(ids) == len(set(ids))


def test_page_headings_follow_the_page_they_stand_on() -> None:
    levels = [e.tag for e in fromstring(html(REPORT, top=2)).iter() if re.fullmatch("h[1-6]", str(e.tag))]
    assert levels == ["h2", "h3", "h4", "h5", "h3"]


def test_page_figure_has_its_table_folded_beside_it() -> None:
    figure = fromstring(html(of(chart_figure(LEVELS, "sv")))).find("figure")
    assert figure is not None
    assert [child.tag for child in figure] == ["figcaption", "div", "details"]
    table = figure.find("details/div/table")
    assert table is not None
    assert [th.text for th in table.findall("tbody/tr/th")] == [row.label for row in LEVELS.rows]
    assert all(th.get("scope") == "row" for th in table.findall("tbody/tr/th"))
    assert [td.text for td in table.findall("tbody/tr[3]/td[@class='report-hidden']")] == [FEW] * 6


def test_page_contents_lead_to_the_chapters() -> None:
    made = html(REPORT)
    targets = re.findall(r'href="#([^"]+)"', made)
    assert len(targets) == 2
    assert all(f'id="{target}"' in made for target in targets)


# ------------------------------------------------------------------ spreadsheet


def test_spreadsheet_has_a_sheet_per_table_and_numbers_stay_numbers() -> None:
    book = openpyxl.load_workbook(io.BytesIO(xlsx(REPORT)))
    assert book.sheetnames[0] == "1 Enheternas svar per område"
    assert len(book.sheetnames) == 5
    rows = list(book.worksheets[0].iter_rows(min_row=2, max_row=4, values_only=True))
    assert rows[1] == ("Norra förskolan", 12, 2.8, FEW)
    assert rows[2] == ("Strandgymnasiet", 1204, 4.25, 3.0)


def test_spreadsheet_names_are_what_the_format_allows() -> None:
    same = Table("A/B: [C]? *" + "x" * 60, ("H",), (("v",),))
    names = openpyxl.load_workbook(io.BytesIO(xlsx(of(same, same)))).sheetnames
    assert len(set(names)) == 2
    assert all(len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in names)


def test_spreadsheet_of_a_report_without_tables_opens() -> None:
    book = openpyxl.load_workbook(io.BytesIO(xlsx(of(Paragraph(runs("x"))))))
    assert book.worksheets[0]["A1"].value == REPORT.title


# ------------------------------------------------------------------------ model


def test_blocks_that_cannot_be_set_are_refused() -> None:
    with pytest.raises(ValueError, match="1 headings"):
        Table("T", ("A",), (("x", "y"),))
    with pytest.raises(ValueError, match="2 alignments"):
        Table("T", ("A",), (("x",),), align=("left", "right"))
    with pytest.raises(ValueError, match="do not see"):
        Figure("<svg/>", " ", "c")
    with pytest.raises(ValueError, match="not a picture"):
        Figure('<svg onload="x"><script/></svg>', "a", "c")
    with pytest.raises(ValueError, match="not a picture"):
        Figure("<p>", "a", "c")


def test_figures_and_tables_are_numbered_alike_in_all_formats() -> None:
    report = of(Heading("H"), chart_figure(LEVELS, "sv"), Table("Egen", ("A",), ((Hidden(FEW),),)))
    made = html(report)
    assert re.findall(r"<strong>((?:Figur|Tabell) \d)</strong>", made) == ["Figur 1", "Tabell 2", "Tabell 1"]
    words = " ".join(p.text for p in library.Document(io.BytesIO(docx(report))).paragraphs)
    assert re.findall(r"((?:Figur|Tabell) \d)", words) == ["Figur 1", "Tabell 2", "Tabell 1", "Tabell 2"]


def test_spaces_that_hold_a_figure_together_stay_what_they_are() -> None:
    """'83 %' and '1 152' may not be parted at the end of a line, so their spaces are no ordinary ones."""
    made = html(of(Paragraph(runs("1\u202f152  svar,\n83\u00a0% svarade"))))

    assert "1\u202f152 svar, 83\u00a0% svarade" in made
