"""One document in Markdown, built as the files that offices keep: Word, OpenDocument, PDF in many layouts.

Only what the genre's documents need is read: headings, paragraphs, lists, tables with <br> and cells left
empty for 'as above', bold, and footnotes. Each builder uses a real writer, so that the readers meet what it
writes.
"""

from __future__ import annotations

import io
import re
import textwrap
from collections.abc import Callable
from dataclasses import dataclass, field

import docx
import odfdo
import typst
from docx.oxml.ns import qn

NOTE = re.compile(r"\[\^(\d+)\]")


@dataclass
class Part:
    """A heading (with its level), a paragraph, a list or a table."""

    kind: str
    text: str = ""
    level: int = 0
    items: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)


@dataclass
class Source:
    """The parts of a document, and its footnotes by number."""

    parts: list[Part]
    notes: dict[str, str]

    @property
    def title(self) -> str:
        return self.parts[0].text


def parse(markdown: str) -> Source:
    """The parts of a Markdown text of the kind the genre folder holds."""
    parts: list[Part] = []
    notes: dict[str, str] = {}
    for line in markdown.splitlines():
        if note := re.match(r"\[\^(\d+)\]: (.*)", line):
            notes[note.group(1)] = note.group(2)
        elif heading := re.match(r"(#+) (.*)", line):
            parts.append(Part("heading", heading.group(2), len(heading.group(1))))
        elif line.startswith("|"):
            _row(parts, line)
        elif listed := re.match(r"(-|\d+\.) (.*)", line):
            kind = "bullets" if listed.group(1) == "-" else "numbers"
            if not parts or parts[-1].kind != kind:
                parts.append(Part(kind))
            parts[-1].items.append(listed.group(2))
        elif line.strip():
            parts.append(Part("paragraph", line))
    return Source(parts, notes)


def _row(parts: list[Part], line: str) -> None:
    cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
    if all(re.fullmatch(r":?-+:?", cell) for cell in cells):
        return
    if not parts or parts[-1].kind != "table":
        parts.append(Part("table"))
    parts[-1].rows.append(cells)


def plain(text: str) -> str:
    return NOTE.sub("", text.replace("**", ""))


# Word


def word(source: Source, *, merged: bool = True) -> bytes:
    """A DOCX with styles, lists, a running header, and cells merged downwards where one is left empty."""
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = source.title
    document.sections[0].footer.paragraphs[0].text = "Sida 1"
    for part in source.parts:
        if part.kind == "heading":
            document.add_heading(plain(part.text), part.level - 1)
        elif part.kind == "table":
            _word_table(document, part.rows, merged)
        elif part.kind == "paragraph":
            _word_runs(document.add_paragraph(), part.text, source.notes)
        else:
            for item in part.items:
                style = "List Bullet" if part.kind == "bullets" else "List Number"
                _word_runs(document.add_paragraph(style=style), item, source.notes)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _word_runs(paragraph: docx.text.paragraph.Paragraph, text: str, notes: dict[str, str]) -> None:
    """Bold as runs of their own; a note's mark as the reference element that Word writes."""
    for piece in re.split(r"(\*\*.+?\*\*|\[\^\d+\])", text):
        if note := NOTE.fullmatch(piece):
            reference = docx.oxml.OxmlElement("w:footnoteReference")
            reference.set(qn("w:id"), note.group(1))
            paragraph.add_run()._r.append(reference)
        elif piece:
            paragraph.add_run(piece.strip("*")).bold = piece.startswith("**")


def _word_table(document: docx.document.Document, rows: list[list[str]], merged: bool) -> None:
    table = document.add_table(rows=len(rows), cols=len(rows[0]), style="Table Grid")
    for across, texts in enumerate(zip(*rows, strict=True)):
        for down, text in enumerate(texts):
            cell = table.cell(down, across)
            first, *rest = plain(text).split("<br><br>")
            if merged and not text and down > 1 and across == 0:
                table.cell(down - 1, across).merge(cell)
            elif text:
                cell.text = first
                for line in rest:
                    cell.add_paragraph(line)


def typed_word(source: Source) -> bytes:
    """A DOCX by someone who knows no styles: headings in bold, bullets and numbers typed by hand."""
    document = docx.Document()
    for part in source.parts:
        if part.kind == "heading":
            document.add_paragraph().add_run(plain(part.text)).bold = True
        elif part.kind == "table":
            _word_table(document, part.rows, merged=False)
        elif part.kind == "paragraph":
            document.add_paragraph(plain(part.text))
        else:
            for number, item in enumerate(part.items, 1):
                marker = "-" if part.kind == "bullets" else f"{number}."
                document.add_paragraph(f"{marker}\t{plain(item)}")
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


# OpenDocument


def open_document(source: Source) -> bytes:
    """An ODT with headings, lists, notes and tables; cells left empty are spanned by the one above."""
    document = odfdo.Document("text")
    body = document.body
    body.clear()
    for part in source.parts:
        if part.kind == "heading":
            body.append(odfdo.Header(part.level, plain(part.text)))
        elif part.kind == "table":
            body.append(_odf_table(part.rows))
        elif part.kind == "paragraph":
            body.append(_odf_paragraph(part.text, source.notes))
        else:
            listed = odfdo.List()
            for item in part.items:
                entry = odfdo.ListItem()
                entry.append(_odf_paragraph(item, source.notes))
                listed.append(entry)
            body.append(listed)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _odf_paragraph(text: str, notes: dict[str, str]) -> odfdo.Paragraph:
    paragraph = odfdo.Paragraph("")
    for piece in re.split(r"(\[\^\d+\])", text.replace("**", "")):
        if note := NOTE.fullmatch(piece):
            number = note.group(1)
            paragraph.insert_note(
                after=_last_words(paragraph), note_id=f"n{number}", citation=number, body=notes[number]
            )
        elif piece:
            paragraph.append(odfdo.Span(piece))
    return paragraph


def _last_words(paragraph: odfdo.Paragraph) -> str:
    return str(paragraph.inner_text)[-12:]


def _odf_table(rows: list[list[str]]) -> odfdo.Table:
    table = odfdo.Table("Tabell", width=len(rows[0]), height=len(rows))
    for down, row in enumerate(rows):
        for across, text in enumerate(row):
            cell = odfdo.Cell()
            for line in plain(text).split("<br><br>"):
                cell.append(odfdo.Paragraph(line))
            table.set_cell((across, down), cell)
    for down in range(len(rows) - 1, 1, -1):
        above = max(one for one in range(1, down + 1) if rows[one][0])
        if above < down and (down + 1 == len(rows) or rows[down + 1][0]):
            table.set_span((0, above, 0, down))
    return table


# PDF

PAGE = """
#set page(paper: "{paper}", header: context if here().page() > 1 [{title} #h(1fr) #counter(page).display()],
  footer: [#align(center)[Sida #context counter(page).display()]])
#set text(lang: "sv", size: 10pt, font: "Libertinus Serif", hyphenate: {hyphenate})
#set par(justify: {hyphenate})
#set table(stroke: {stroke})
"""


def pdf(
    source: Source, *, paper: str = "a4", ruled: bool = True, columns: int = 1, tagged: bool = True
) -> bytes:
    """A PDF with running header, page numbers and footnotes; tables with or without rules."""
    narrow = str(columns > 1 or paper == "a5").lower()
    head = PAGE.format(
        paper=paper, title=_escaped(source.title), hyphenate=narrow, stroke="0.5pt" if ruled else "none"
    )
    body = "\n\n".join(_typst(part, source.notes) for part in source.parts[1:])
    title = f"= {_escaped(source.title)}\n"
    text = head + title + (f"#columns({columns})[\n{body}\n]" if columns > 1 else body)
    return bytes(typst.compile(text.encode(), pdf_tags=tagged))


def _typst(part: Part, notes: dict[str, str]) -> str:
    if part.kind == "heading":
        return f"{'=' * part.level} {_escaped(plain(part.text))}"
    if part.kind == "table":
        cells = "\n".join(
            "[" + (f"*{_inline(cell, notes)}*" if not number else _inline(cell, notes)) + "],"
            for number, row in enumerate(part.rows)
            for cell in row
        )
        widths = ", ".join(["1fr"] * len(part.rows[0]))
        return f"#table(columns: ({widths}),\n{cells}\n)"
    if part.kind == "paragraph":
        return _inline(part.text, notes)
    sign = "-" if part.kind == "bullets" else "+"
    return "\n".join(f"{sign} {_inline(item, notes)}" for item in part.items)


def _inline(text: str, notes: dict[str, str]) -> str:
    escaped = _escaped(text.replace("<br><br>", "\x00"))
    escaped = re.sub(r"\\\*\\\*(.+?)\\\*\\\*", r"*\1*", escaped)
    escaped = re.sub(r"\\\[\^(\d+)\\\]", lambda m: f"#footnote[{_escaped(notes[m.group(1)])}]", escaped)
    return escaped.replace("\x00", "\n\n")


def _escaped(text: str) -> str:
    return re.sub(r"([\\#*_$@<>\[\]`~=])", r"\\\1", text)


def flattened(source: Source, *, gaps: bool = True) -> bytes:
    """What programs that know nothing of tables leave: cell after cell in narrow lines, the empty ones gone,
    with or without an empty line between them."""
    out: list[str] = []
    for part in source.parts:
        if part.kind == "heading":
            out += ["", plain(part.text)]
        elif part.kind == "paragraph":
            out += ["", *textwrap.wrap(plain(part.text), 92)]
        elif part.kind == "table":
            out += ["", *_flat_cells(part.rows, gaps)]
        else:
            out += ["", *(line for item in part.items for line in textwrap.wrap(f"• {plain(item)}", 92))]
    return ("\n".join(f"{line} " for line in out) + "\n").encode().replace(b"\n \n", b"\n\n")


def _flat_cells(rows: list[list[str]], gaps: bool) -> list[str]:
    on_one_line = all(len(cell) < 30 for cell in rows[0])
    lines = [" ".join(rows[0])] if on_one_line else []
    for row in rows[1:] if on_one_line else rows:
        for cell in filter(None, row):
            for text in plain(cell).split("<br><br>"):
                lines += [*([""] if gaps else []), *textwrap.wrap(text, 26)]
    return lines


SHAPES: dict[str, tuple[str, Callable[[Source], bytes]]] = {
    "word": ("plan.docx", word),
    "word with cells left empty": ("plan.docx", lambda source: word(source, merged=False)),
    "word without styles": ("plan.docx", typed_word),
    "open document": ("plan.odt", open_document),
    "pdf": ("plan.pdf", pdf),
    "pdf without tags": ("plan.pdf", lambda source: pdf(source, tagged=False)),
    "pdf with unruled tables": ("plan.pdf", lambda source: pdf(source, ruled=False, tagged=False)),
    "pdf of small pages": ("plan.pdf", lambda source: pdf(source, paper="a5", tagged=False)),
    "flattened text": ("plan.txt", flattened),
    "flattened text with no gaps": ("plan.txt", lambda source: flattened(source, gaps=False)),
    "pdf in two columns": ("plan.pdf", lambda source: pdf(source, columns=2, tagged=False)),
}
