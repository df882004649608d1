"""What each format tells beyond its words: merged cells, text boxes, notes, pages, changes, turned pages."""

from __future__ import annotations

import io
import zipfile

import docx
import odfdo
import pikepdf
import pytest
import typst
from docx.oxml import parse_xml

from rodtrad.plans.importing import Extracted, find_plans, read_document

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def word(document: docx.document.Document) -> Extracted:
    buffer = io.BytesIO()
    document.save(buffer)
    return read_document(buffer.getvalue(), "plan.docx")


def odt(*parts: odfdo.Element) -> Extracted:
    document, buffer = odfdo.Document("text"), io.BytesIO()
    document.body.clear()
    for part in parts:
        document.body.append(part)
    document.save(buffer)
    return read_document(buffer.getvalue(), "plan.odt")


def rows(extracted: Extracted) -> list[list[str]]:
    (table,) = extracted.tables
    return [[cell.text for cell in row] for row in table.rows]


def test_a_cell_over_two_columns_in_word_leaves_the_second_empty() -> None:
    document = docx.Document()
    table = document.add_table(2, 3)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "Två kolumner"
    table.cell(0, 2).text = "Tredje"
    for number, text in enumerate("abc"):
        table.cell(1, number).text = text
    assert rows(word(document)) == [["Två kolumner", "", "Tredje"], ["a", "b", "c"]]


def test_a_table_inside_a_cell_in_word_gives_no_rows_of_its_own() -> None:
    document = docx.Document()
    table = document.add_table(1, 2)
    table.cell(0, 0).text = "utanför"
    table.cell(0, 1).add_table(1, 1).cell(0, 0).text = "inuti"
    assert rows(word(document)) == [["utanför", "inuti"]]


def test_a_text_box_in_word_is_a_paragraph_of_its_own() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("Före rutan")
    inside = "<w:txbxContent><w:p><w:r><w:t>I rutan</w:t></w:r></w:p></w:txbxContent>"
    paragraph._p.append(parse_xml(f"<w:r {W}><w:pict>{inside}</w:pict></w:r>"))
    assert word(document).text == "Före rutan\n\nI rutan\n"


def test_an_open_document_gives_headings_lists_notes_and_pages() -> None:
    listed, item = odfdo.List(), odfdo.ListItem()
    item.append(odfdo.Paragraph("Öva källkritik"))
    listed.append(item)
    noted = odfdo.Paragraph("Alla elever läser")
    noted.insert_note(after="läser", note_id="n1", citation="1", body="Skollagen")
    extracted = odt(odfdo.Header(2, "Mål"), noted, odfdo.Element.from_tag("text:soft-page-break"), listed)
    assert extracted.text == "Mål\n\nAlla elever läser\n\n• Öva källkritik\n"
    assert [(mark.start, mark.level) for mark in extracted.headings] == [(0, 2)]
    assert len(extracted.pages) == 2
    assert extracted.kind == "odt"


def test_spanned_and_repeated_cells_of_an_open_document_keep_their_columns() -> None:
    table = odfdo.Table("T", width=3, height=3)
    for down, texts in enumerate((("Mål", "Åtgärd", "När"), ("a", "b", "c"), ("", "d", "e"))):
        for across, text in enumerate(texts):
            cell = odfdo.Cell()
            cell.append(odfdo.Paragraph(text))
            table.set_cell((across, down), cell)
    table.set_span((0, 1, 0, 2))
    assert rows(odt(table)) == [["Mål", "Åtgärd", "När"], ["a", "b", "c"], ["", "d", "e"]]


def test_text_that_was_deleted_with_changes_tracked_is_not_read_from_an_open_document() -> None:
    changes = odfdo.Element.from_tag(
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>Struket</text:p></text:deletion>"
        "</text:changed-region></text:tracked-changes>"
    )
    assert "Struket" not in odt(changes, odfdo.Paragraph("Kvar")).text


TABLE = """
#set page(paper: "a5")
#set text(font: "Libertinus Serif")
= Plan för lärande 2026
#table(columns: (1fr, 1fr, 1fr), [Mål], [Åtgärd], [Ansvar],
 [Alla läser mer.], [Köp fler böcker.], [Rektor], [Alla skriver mer.], [Lär ut tangentbordet.], [Lärare])
"""
FOUND = [
    ("goal", "Alla läser mer."), ("measure", "Köp fler böcker."), ("goal", "Alla skriver mer."),
    ("measure", "Lär ut tangentbordet."),
]  # fmt: skip


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_page_that_the_file_turns_is_read_as_it_is_shown(turn: int) -> None:
    """Scanners and wide tables: the page is drawn one way and shown another."""
    with pikepdf.open(io.BytesIO(typst.compile(TABLE.encode(), pdf_tags=False))) as pdf:
        page = pdf.pages[0]
        width, height = float(page.mediabox[2]), float(page.mediabox[3])
        # drawn turned the other way first, so that the reader of the page sees it upright
        undone = {0: (1, 0, 0, 1, 0, 0), 90: (0, 1, -1, 0, height, 0), 180: (-1, 0, 0, -1, width, height),
                  270: (0, -1, 1, 0, 0, width)}[turn]  # fmt: skip
        page.contents_add(f"q {' '.join(map(str, undone))} cm".encode(), prepend=True)
        page.contents_add(b"Q")
        if turn in (90, 270):
            page.obj["/MediaBox"] = [0, 0, height, width]
        page.obj["/Rotate"] = turn
        buffer = io.BytesIO()
        pdf.save(buffer)
    (tree,) = find_plans(read_document(buffer.getvalue(), "plan.pdf"))
    assert [(item.kind, item.text) for item in tree.items if item.kind != "area"] == FOUND


def test_a_tagged_table_without_rules_is_read_by_its_structure() -> None:
    source = TABLE.replace("#table(", "#table(stroke: none, ")
    (tree,) = find_plans(read_document(typst.compile(source.encode()), "plan.pdf"))
    assert [(item.kind, item.text) for item in tree.items if item.kind != "area"] == FOUND


def test_words_that_a_broken_file_places_miles_away_make_no_endless_lines() -> None:
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(200, 200))
        font = pdf.make_indirect({"/Type": pikepdf.Name.Font, "/Subtype": pikepdf.Name.Type1,
                                  "/BaseFont": pikepdf.Name.Helvetica})  # fmt: skip
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font))
        page.Contents = pdf.make_stream(b"BT /F 12 Tf 10 100 Td (Plan) Tj 900000000 0 Td (here) Tj ET")
        buffer = io.BytesIO()
        pdf.save(buffer)
    assert len(read_document(buffer.getvalue(), "plan.pdf").text) < 2000


def test_an_entity_bomb_in_an_open_document_is_not_expanded() -> None:
    entities = "".join(f'<!ENTITY x{n} "{f"&x{n - 1};" * 20 if n else "skräp" * 20}">' for n in range(8))
    office = 'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    root = f"<office:document-content {office}>&x7;</office:document-content>"
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", f"<?xml version='1.0'?><!DOCTYPE d [{entities}]>{root}")
    with pytest.raises(ValueError, match="skadad") as caught:
        read_document(buffer.getvalue(), "plan.odt")
    assert caught.value.code == "broken_file"  # type: ignore[attr-defined]
