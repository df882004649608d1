"""DOCX by python-docx, for those who listen to it and for those who go on writing in it.

Real heading styles, marked table headers, text for pictures, the language set, a contents list of links.
Text goes in through the library as text; characters that XML cannot hold are gone before.
"""

import datetime
import io
from typing import TYPE_CHECKING, Any

from rodtrad.common.charts.theme import LIGHT

from .archive import fixed
from .model import (
    Block,
    Bullets,
    Callout,
    Figure,
    Heading,
    Hidden,
    KeyFigures,
    PageBreak,
    Paragraph,
    Report,
    Runs,
    Sources,
    Table,
)
from .prepare import Numbered, alignment, cell_text, link_of, numbered, plain, shares, spaced, title_of, words
from .typeset import png, width_in_pt

if TYPE_CHECKING:
    from docx.document import Document

_FONT = "Arial"  # on every machine; Inter is not, and Word would put anything in its place
_TEXT_WIDTH_MM = 165
_MOST = 255  # characters in a document property
_LANGUAGE = {"sv": "sv-SE", "en": "en-GB"}


def docx(report: Report) -> bytes:
    """The report as DOCX. The same report gives the same bytes."""
    import docx as library

    document = library.Document()
    _properties(document, report)
    _styles(document, report)
    _running_lines(document, report)
    blocks = numbered(report, appendix=True)
    _first_page(document, report, blocks)
    writer = _Writer(document, report)
    for item in blocks:
        writer.write(item)
    held = io.BytesIO()
    document.save(held)
    return fixed(held.getvalue(), report.meta.date)


# -------------------------------------------------------------- the file as a whole


def _properties(document: "Document", report: Report) -> None:
    about, moment = document.core_properties, datetime.datetime.combine(report.meta.date, datetime.time())
    about.title, about.author = title_of(report)[:_MOST], plain(report.meta.author)[:_MOST]
    about.language = report.lang
    about.subject = plain(report.meta.description or report.subtitle)[:_MOST]
    about.keywords = ", ".join(map(plain, report.meta.keywords))[:_MOST]
    about.created = about.modified = about.last_printed = moment
    about.last_modified_by, about.comments, about.revision = about.author, "", 1


_SIZES = {"Title": 26, "Subtitle": 13, "Heading 1": 17, "Heading 2": 13, "Heading 3": 11, "Caption": 9}


def _styles(document: "Document", report: Report) -> None:
    from docx.shared import Mm, Pt, RGBColor

    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(25), Mm(20)
    section.top_margin, section.bottom_margin = Mm(25), Mm(22)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = _FONT, Pt(10.5)
    normal.font.color.rgb = RGBColor.from_string(LIGHT.ink[1:].upper())
    normal.paragraph_format.space_after, normal.paragraph_format.line_spacing = Pt(7), 1.25
    _language(document.styles.element, _LANGUAGE[report.lang])
    for name, size in _SIZES.items():
        _plain_style(document.styles[name], size, name)


def _plain_style(style: Any, size: float, name: str) -> None:
    """Word's own heading styles are blue and set in another face; ours are ink."""
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    style.font.name, style.font.size = _FONT, Pt(size)
    style.font.bold = name != "Subtitle"
    style.font.italic = False
    colour = LIGHT.quiet if name in ("Subtitle", "Caption") else LIGHT.ink
    style.font.color.rgb = RGBColor.from_string(colour[1:].upper())
    fonts = style.element.rPr.rFonts
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    for border in list(style.element.iter(qn("w:pBdr"))):
        border.getparent().remove(border)
    if name.startswith("Heading"):
        style.paragraph_format.space_before = Pt(size * 1.3)
        style.paragraph_format.space_after = Pt(5)
        style.paragraph_format.keep_with_next = True
    style.paragraph_format.line_spacing = 1.1


def _language(styles: Any, language: str) -> None:
    from docx.oxml.ns import qn

    for found in styles.iter(qn("w:lang")):
        for name in ("val", "eastAsia"):
            found.set(qn(f"w:{name}"), language)


def _running_lines(document: "Document", report: Report) -> None:
    section = document.sections[0]
    section.different_first_page_header_footer = True
    head = section.header.paragraphs[0]
    head.text = title_of(report)
    _quiet(head)
    for footer in (section.footer, section.first_page_footer):
        line = footer.paragraphs[0]
        line.alignment = 2
        _field(line, "PAGE")
        line.add_run(" (")
        _field(line, "NUMPAGES")
        line.add_run(")")
        _quiet(line)


def _quiet(paragraph: Any) -> None:
    from docx.shared import Pt, RGBColor

    for run in paragraph.runs:
        run.font.size, run.font.color.rgb = Pt(8.5), RGBColor.from_string(LIGHT.quiet[1:].upper())


def _field(paragraph: Any, instruction: str) -> None:
    """A field that Word fills in, like the page number."""
    for kind, text in (
        ("begin", None),
        (None, instruction),
        ("separate", None),
        ("text", "1"),
        ("end", None),
    ):
        run = paragraph.add_run("1" if kind == "text" else "")
        if kind == "text":
            continue
        run._r.append(_field_mark(kind, text))


def _field_mark(kind: str | None, text: str | None) -> Any:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    if kind is None:
        mark = OxmlElement("w:instrText")
        mark.set(qn("xml:space"), "preserve")
        mark.text = f" {text} "
        return mark
    mark = OxmlElement("w:fldChar")
    mark.set(qn("w:fldCharType"), kind)
    return mark


def _first_page(document: "Document", report: Report, blocks: list[Numbered]) -> None:
    title = document.add_paragraph(title_of(report), style="Title")
    _edge(title, LIGHT.thread, 12)
    if report.subtitle:
        document.add_paragraph(plain(report.subtitle), style="Subtitle")
    for label, value in report.meta.facts:
        line = document.add_paragraph()
        line.paragraph_format.space_after = 0
        line.add_run(f"{plain(label)}: ")
        line.add_run(plain(value)).bold = True
    if report.contents:
        _contents(document, report, blocks)


def _edge(paragraph: Any, colour: str, room: int) -> None:
    """A line to the left of a paragraph: the thread at the title, the accent at a callout."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    borders, left = OxmlElement("w:pBdr"), OxmlElement("w:left")
    settings = {"val": "single", "sz": "12", "space": str(room), "color": colour[1:].upper()}
    for name, value in settings.items():
        left.set(qn(f"w:{name}"), value)
    borders.append(left)
    properties = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(
        borders,
        "w:shd",
        "w:tabs",
        "w:suppressAutoHyphens",
        "w:spacing",
        "w:ind",
        "w:jc",
        "w:outlineLvl",
        "w:rPr",
    )


def _contents(document: "Document", report: Report, blocks: list[Numbered]) -> None:
    """Links to the headings. They work at once; no field has to be brought up to date by the reader."""
    from docx.shared import Mm, Pt

    lead = document.add_paragraph()
    lead.paragraph_format.space_before = Pt(24)
    lead.add_run(words(report.lang).contents).bold = True
    headings = [item.block for item in blocks if isinstance(item.block, Heading)]
    for place, heading in enumerate(headings, start=1):
        if heading.level < 3:
            line = document.add_paragraph()
            line.paragraph_format.left_indent = Mm(6 * (heading.level - 1))
            line.paragraph_format.space_after = Pt(3)
            _inner_link(line, f"part{place}", plain(heading.text))
    document.add_page_break()


def _inner_link(paragraph: Any, anchor: str, text: str) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    link = OxmlElement("w:hyperlink")
    link.set(qn("w:anchor"), anchor)
    run = paragraph.add_run(text)
    link.append(run._r)
    paragraph._p.append(link)


# ------------------------------------------------------------------------ the blocks


class _Writer:
    """Adds blocks to a document, and counts what Word wants counted: bookmarks and pictures."""

    def __init__(self, document: "Document", report: Report) -> None:
        self.document, self.report, self.headings, self.pictures = document, report, 0, 0

    def write(self, item: Numbered) -> None:
        match item.block:
            case Heading() as block:
                self._heading(block)
            case Paragraph() as block:
                self._runs(self.document.add_paragraph(), block.runs)
                self._note(block.note)
            case Bullets() as block:
                self._list(block.items, "List Number" if block.ordered else "List Bullet")
                self._note(block.note)
            case Table() as block:
                self._table(block, item.number)
            case Figure() as block:
                self._figure(block, item)
            case other:
                self._rest(other)

    def _rest(self, block: Block) -> None:
        match block:
            case Callout():
                self._callout(block)
            case KeyFigures():
                self._key_figures(block)
            case Sources():
                if block.title:
                    self.document.add_paragraph().add_run(plain(block.title)).bold = True
                self._list(block.items, "List Number")
            case PageBreak():
                self.document.add_page_break()

    def _heading(self, block: Heading) -> None:
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn

        self.headings += 1
        paragraph = self.document.add_heading(plain(block.text), block.level)
        start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
        for mark in (start, end):
            mark.set(qn("w:id"), str(self.headings))
        start.set(qn("w:name"), f"part{self.headings}")
        paragraph._p.insert(1, start)
        paragraph._p.append(end)

    def _runs(self, paragraph: Any, pieces: Runs) -> None:
        for piece in pieces:
            run = paragraph.add_run(spaced(piece.text))
            run.bold, run.italic = piece.bold or None, piece.italic or None
            target = link_of(piece, self.report.meta.site)
            if target:
                self._outer_link(paragraph, run, target)

    def _outer_link(self, paragraph: Any, run: Any, target: str) -> None:
        from docx.opc.constants import RELATIONSHIP_TYPE
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn
        from docx.shared import RGBColor

        run.font.underline, run.font.color.rgb = True, RGBColor.from_string(LIGHT.accent[1:].upper())
        link = OxmlElement("w:hyperlink")
        link.set(qn("r:id"), paragraph.part.relate_to(target, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
        link.append(run._r)
        paragraph._p.append(link)

    def _note(self, pieces: Runs) -> None:
        """DOCX has no margin column that every program keeps: a note is a small indented paragraph below."""
        from docx.shared import Mm

        if pieces:
            paragraph = self.document.add_paragraph()
            paragraph.paragraph_format.left_indent = Mm(8)
            self._runs(paragraph, pieces)
            _quiet(paragraph)

    def _list(self, items: tuple[Runs, ...], style: str) -> None:
        ordered = style == "List Number"
        numbering = self._new_numbering() if ordered else None
        for item in items:
            paragraph = self.document.add_paragraph(style=style)
            if numbering is not None:
                paragraph._p.get_or_add_pPr().get_or_add_numPr().get_or_add_numId().val = numbering
            self._runs(paragraph, item)

    def _new_numbering(self) -> int:
        """A list of its own, from 1: without it Word goes on counting from the list before."""
        from docx.oxml.ns import qn

        style = self.document.styles["List Number"].element
        base = style.pPr.numPr.numId.val
        numbering = self.document.part.numbering_part.element
        abstract = numbering.num_having_numId(base).abstractNumId.val
        num = numbering.add_num(abstract)
        num.add_lvlOverride(ilvl=0).add_startOverride(1)
        return int(num.get(qn("w:numId")))

    def _callout(self, block: Callout) -> None:
        colour = LIGHT.edge if block.kind == "method" else LIGHT.accent
        if block.title:
            title = self.document.add_paragraph()
            title.add_run(plain(block.title)).bold = True
            title.paragraph_format.keep_with_next = True
            _edge(title, colour, 10)
        body = self.document.add_paragraph()
        self._runs(body, block.runs)
        _edge(body, colour, 10)

    def _key_figures(self, block: KeyFigures) -> None:
        from docx.shared import Pt

        for item in block.items:
            line = self.document.add_paragraph()
            line.add_run(plain(item.value)).font.size = Pt(18)
            line.runs[0].bold = True
            line.add_run(f"  {plain(item.label)}").bold = True
            if item.note:
                line.add_run(f"  {plain(item.note)}")

    def _caption(self, number: str, text: str) -> Any:
        paragraph = self.document.add_paragraph(style="Caption")
        paragraph.add_run(f"{number}  ").bold = True
        run = paragraph.add_run(plain(text))
        run.bold = False
        paragraph.paragraph_format.keep_with_next = True
        return paragraph

    def _figure(self, block: Figure, item: Numbered) -> None:
        from docx.shared import Pt

        caption = self._caption(item.number, block.caption)
        if item.twin:
            caption.add_run(f"  {item.twin}").bold = False
        picture = self.document.add_picture(io.BytesIO(png(block.svg)), width=Pt(width_in_pt(block.svg)))
        self.pictures += 1
        about = picture._inline.docPr
        about.set("id", str(1000 + self.pictures))
        about.set("name", item.number)
        about.set("descr", plain(block.alt))
        about.set("title", plain(block.caption))

    def _table(self, block: Table, number: str) -> None:
        from docx.enum.table import WD_ROW_HEIGHT_RULE
        from docx.shared import Mm, Pt

        self._caption(number, block.caption)
        made = self.document.add_table(rows=0, cols=len(block.header))
        made.autofit = False
        _rules(made)
        _describe(made, plain(block.caption), plain(block.note))
        sides = alignment(block)
        rows: list[tuple[Any, ...]] = [block.header, *block.rows]
        for place, row in enumerate(rows):
            added = made.add_row()
            if block.room and place:
                added.height, added.height_rule = Mm(block.room), WD_ROW_HEIGHT_RULE.AT_LEAST
            cells = added.cells
            for cell, value, side in zip(cells, row, sides, strict=True):
                _fill(cell, value, side, self.report.lang, head=place == 0)
        _mark_header(made)
        _share_width(made, shares(block, self.report.lang))
        after = self.document.add_paragraph(plain(block.note))
        after.paragraph_format.space_before = Pt(3)
        _quiet(after)


def _rules(table: Any) -> None:
    """Thin lines between rows and none between columns."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    borders = OxmlElement("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        line = OxmlElement(f"w:{side}")
        for name, value in {"val": "single", "sz": "4", "space": "0", "color": "C3CAD0"}.items():
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    table._tbl.tblPr.find(qn("w:tblLayout")).addprevious(borders)


def _share_width(table: Any, parts: list[float]) -> None:
    from docx.shared import Mm

    for column, part in zip(table.columns, parts, strict=True):
        width = Mm(_TEXT_WIDTH_MM * part / sum(parts))
        column.width = width
        for cell in column.cells:
            cell.width = width


_SIDES = {"left": 0, "center": 1, "right": 2}


def _fill(cell: Any, value: Any, side: str, lang: str, *, head: bool) -> None:
    from docx.shared import Pt

    paragraph = cell.paragraphs[0]
    paragraph.alignment = _SIDES[side]
    paragraph.paragraph_format.space_after = Pt(1)
    run = paragraph.add_run(cell_text(value, lang))
    run.font.size, run.bold = Pt(9), head or None
    if isinstance(value, Hidden):
        run.italic = True
        _hatch(cell)


def _hatch(cell: Any) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    shading = OxmlElement("w:shd")
    for name, value in {"val": "thinDiagStripe", "color": "C3CAD0", "fill": "FFFFFF"}.items():
        shading.set(qn(f"w:{name}"), value)
    cell._tc.get_or_add_tcPr().append(shading)


def _mark_header(table: Any) -> None:
    """The first row is a header, met again on each page; no row is split between pages."""
    from docx.oxml import OxmlElement

    for place, row in enumerate(table.rows):
        properties = row._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        if place == 0:
            properties.append(OxmlElement("w:tblHeader"))


def _describe(table: Any, caption: str, note: str) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    for tag, text in (("w:tblCaption", caption), ("w:tblDescription", note or caption)):
        mark = OxmlElement(tag)
        mark.set(qn("w:val"), text)
        table._tbl.tblPr.append(mark)
