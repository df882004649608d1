"""The report as a fragment for a page: plain semantic HTML, no style and no script.

Classes begin with `report-`; how they look is the style sheet's business. A figure has its table beside it.
"""

from collections.abc import Iterable

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from rodtrad.common.charts.theme import on_page

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
    Run,
    Runs,
    Sources,
    Table,
)
from .prepare import Numbered, Words, alignment, cell_text, link_of, numbered, plain, spaced, title_of, words

NOTHING = SafeString("")


def html(report: Report, *, top: int = 1) -> SafeString:
    """`top` is the level of the title's heading on the page; the report's own headings follow below it."""
    said = words(report.lang)
    blocks = numbered(report, appendix=False)
    body = _join(_block(item, place, report, said, top) for place, item in enumerate(blocks))
    return format_html(
        '<article class="report" lang="{}"><header class="report-head">{}{}{}</header>{}{}</article>',
        report.lang,
        _heading(title_of(report), top, ""),
        format_html('<p class="report-subtitle">{}</p>', plain(report.subtitle)) if report.subtitle else "",
        _facts(report),
        _contents(blocks, said) if report.contents else "",
        body,
    )


def _join(pieces: Iterable[SafeString]) -> SafeString:
    return mark_safe("".join(pieces))  # noqa: S308 -- each piece is from format_html


def _heading(text: str, level: int, anchor: str) -> SafeString:
    name = f"h{min(level, 6)}"
    where = format_html(' id="{}"', anchor) if anchor else NOTHING
    return format_html("<{}{}>{}</{}>", SafeString(name), where, plain(text), SafeString(name))


def _facts(report: Report) -> SafeString:
    if not report.meta.facts:
        return NOTHING
    facts = format_html_join(
        "", "<div><dt>{}</dt><dd>{}</dd></div>", ((plain(a), plain(b)) for a, b in report.meta.facts)
    )
    return format_html('<dl class="report-facts">{}</dl>', facts)


def _contents(blocks: list[Numbered], said: Words) -> SafeString:
    entries = [
        (_anchor(place), plain(item.block.text))
        for place, item in enumerate(blocks)
        if isinstance(item.block, Heading) and item.block.level == 1
    ]
    lines = format_html_join("", '<li><a href="#{}">{}</a></li>', entries)
    return format_html(
        '<nav class="report-contents" aria-label="{0}"><p>{0}</p><ol>{1}</ol></nav>', said.contents, lines
    )


def _anchor(place: int) -> str:
    return f"report-part-{place}"


def _block(item: Numbered, place: int, report: Report, said: Words, top: int) -> SafeString:
    match item.block:
        case Heading() as block:
            return _heading(block.text, top + block.level, _anchor(place))
        case Paragraph() as block:
            lead = SafeString(' class="report-lead"' if block.lead else "")
            return format_html("<p{}>{}</p>{}", lead, _runs(block.runs, report), _note(block.note, report))
        case Bullets() as block:
            return _list(block.items, report, ordered=block.ordered) + _note(block.note, report)
        case Table() as block:
            return _table(block, item.number, report.lang)
        case Figure() as block:
            return _figure(block, item, report, said)
        case other:
            return _rest(other, report)


def _rest(block: Block, report: Report) -> SafeString:
    match block:
        case Callout():
            title = format_html("<p><strong>{}</strong></p>", plain(block.title)) if block.title else ""
            return format_html(
                '<div class="report-callout report-callout-{}">{}<p>{}</p></div>',
                block.kind,
                title,
                _runs(block.runs, report),
            )
        case KeyFigures():
            return _key_figures(block)
        case Sources():
            title = format_html("<p><strong>{}</strong></p>", plain(block.title)) if block.title else ""
            listed = _list(block.items, report, ordered=True)
            return format_html('<div class="report-sources">{}{}</div>', title, listed)
        case PageBreak():
            return SafeString('<hr class="report-break"/>')
    return NOTHING


def _key_figures(block: KeyFigures) -> SafeString:
    items = ((plain(k.label), plain(k.value), _small(k.note)) for k in block.items)
    made = format_html_join("", "<div><dt>{}</dt><dd>{}{}</dd></div>", items)
    return format_html('<dl class="report-key-figures">{}</dl>', made)


def _small(text: str) -> SafeString:
    return format_html(" <small>{}</small>", plain(text)) if text else NOTHING


def _note(pieces: Runs, report: Report) -> SafeString:
    return (
        format_html('<p class="report-note"><small>{}</small></p>', _runs(pieces, report))
        if pieces
        else NOTHING
    )


def _list(items: tuple[Runs, ...], report: Report, *, ordered: bool) -> SafeString:
    lines = format_html_join("", "<li>{}</li>", ((_runs(item, report),) for item in items))
    return format_html("<ol>{}</ol>" if ordered else "<ul>{}</ul>", lines)


def _runs(pieces: Runs, report: Report) -> SafeString:
    return _join(_run(piece, report) for piece in pieces)


def _run(piece: Run, report: Report) -> SafeString:
    made = format_html("{}", spaced(piece.text))
    if piece.bold:
        made = format_html("<strong>{}</strong>", made)
    if piece.italic:
        made = format_html("<em>{}</em>", made)
    target = piece.link if piece.link.startswith("/") and link_of(piece, "https://x") else link_of(piece, "")
    return format_html('<a href="{}">{}</a>', target, made) if target else made


def _figure(block: Figure, item: Numbered, report: Report, said: Words) -> SafeString:
    """The picture comes from `rodtrad.common.charts`, which lets no markup of a person's through."""
    picture = mark_safe(on_page(block.svg))  # noqa: S308 -- see Figure
    twin = NOTHING
    if block.table:
        table = _table(block.table, item.twin, report.lang)
        twin = format_html("<details><summary>{}</summary>{}</details>", said.as_table, table)
    return format_html(
        # On a narrow screen the picture keeps a size that can be read, and scrolls in its own box.
        '<figure class="report-figure"><figcaption><strong>{0}</strong> {1}</figcaption>'
        '<div class="report-picture" role="region" tabindex="0" aria-label="{0}">{2}</div>{3}</figure>',
        item.number,
        plain(block.caption),
        picture,
        twin,
    )


def _table(block: Table, number: str, lang: str) -> SafeString:
    sides = alignment(block)
    heads = format_html_join(
        "",
        '<th scope="col" data-align="{}">{}</th>',
        ((side, plain(head)) for side, head in zip(sides, block.header, strict=True)),
    )
    rows = _join(_row(row, sides, lang) for row in block.rows)
    note = (
        format_html('<p class="report-note"><small>{}</small></p>', plain(block.note)) if block.note else ""
    )
    caption = plain(block.caption)
    # A wide table scrolls in its own box, which a keyboard must be able to reach.
    return format_html(
        '<div class="report-table" role="region" tabindex="0" aria-label="{0}: {1}"><table>'
        "<caption><strong>{0}</strong> {1}</caption><thead><tr>{2}</tr></thead>"
        "<tbody>{3}</tbody></table></div>{4}",
        number,
        caption,
        heads,
        rows,
        note,
    )


def _row(row: tuple[object, ...], sides: tuple[str, ...], lang: str) -> SafeString:
    cells = [
        _cell(cell, side, lang, head=place == 0)
        for place, (cell, side) in enumerate(zip(row, sides, strict=True))
    ]
    return format_html("<tr>{}</tr>", _join(cells))


def _cell(cell: object, side: str, lang: str, *, head: bool) -> SafeString:
    said = cell_text(cell, lang)  # type: ignore[arg-type]
    if head:
        return format_html('<th scope="row" data-align="{}">{}</th>', side, said)
    hidden = SafeString(' class="report-hidden"' if isinstance(cell, Hidden) else "")
    return format_html('<td data-align="{}"{}>{}</td>', side, hidden, said)
