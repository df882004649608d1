"""A small writer of SVG that a strict Content-Security-Policy lets through.

Only presentation attributes: no <style>, no style="", no script, nothing fetched. Text is escaped, and
characters that XML does not allow are left out.
"""

import re
import textwrap
from html import escape

from .theme import FONT, Theme

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_WIDE = re.compile("[MWÅÄÖmw@%]")


def clean(text: str) -> str:
    """Without control characters and lone surrogates, which neither XML, PDF nor a spreadsheet can hold."""
    return _NOT_XML.sub("", text)


def number(value: float) -> str:
    """Coordinate with at most two decimals, always with a point."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def el(tag: str, *children: str, **attributes: str | float | None) -> str:
    """An element; `stroke_width=2` becomes stroke-width="2", None leaves the attribute out.

    Children are markup.
    """
    parts = [
        f' {name.rstrip("_").replace("_", "-")}="{_value(value)}"'
        for name, value in attributes.items()
        if value is not None
    ]
    opened = f"<{tag}{''.join(parts)}"
    return f"{opened}>{''.join(children)}</{tag}>" if children else f"{opened}/>"


def _value(value: str | float) -> str:
    return escape(clean(value)) if isinstance(value, str) else number(value)


def text(
    words: str, x: float | str, y: float, theme: Theme, *, size: float = 12.5, **more: str | float
) -> str:
    """One line of text with its baseline at y."""
    more.setdefault("fill", theme.ink)
    return el("text", escape(clean(words), quote=False), x=x, y=y, font_size=size, **more)


def lines(
    words: list[str], x: float, y: float, theme: Theme, *, size: float = 12.5, leading: float = 16
) -> str:
    """Several lines of text, the first baseline at y."""
    return "".join(text(line, x, y + i * leading, theme, size=size) for i, line in enumerate(words))


def wrap(words: str, width: float, size: float = 12.5, most: int = 4) -> list[str]:
    """Break text to a width in user units, by the mean width of Inter; after `most` lines an ellipsis."""
    wide = len(_WIDE.findall(words)) / max(1, len(words))
    room = max(8, int(width / (size * (0.53 + 0.25 * wide))))
    return textwrap.wrap(clean(words), room, max_lines=most, placeholder=" …") or [""]


def hatching(ident: str, theme: Theme) -> str:
    """Pattern for what is not shown; used as fill="url(#ident)"."""
    stroke = el("line", x1=0, y1=0, x2=0, y2=6, stroke=theme.hatch, stroke_width=2)
    return el(
        "pattern",
        stroke,
        id=ident,
        width=6,
        height=6,
        patternUnits="userSpaceOnUse",
        patternTransform="rotate(45)",
    )


def picture(
    body: str,
    *,
    ident: str,
    title: str,
    description: str,
    lang: str,
    width: float | str,
    height: float,
    defs: str = "",
    view_box: bool = True,
) -> str:
    """The root element: an image with a name and a description for those who do not see it.

    `width` may be '100%' for a row that stretches with its place; then there is no viewBox and x is in per
    cent.
    """
    named = el("title", escape(clean(title), quote=False) or " ", id=f"{ident}-t")
    described = el("desc", escape(clean(description), quote=False), id=f"{ident}-d") if description else ""
    return el(
        "svg",
        named,
        described,
        el("defs", defs) if defs else "",
        body,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {_value(width)} {number(height)}" if view_box else None,
        width=width,
        height=height,
        role="img",
        lang=lang,
        aria_labelledby=f"{ident}-t" + (f" {ident}-d" if description else ""),
        font_family=FONT,
        focusable="false",
    )
