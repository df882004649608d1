"""Support material from Markdown to HTML that is safe on any page.

Two libraries, one after the other: markdown-it-py reads Markdown with raw HTML switched off, nh3 lets through
only the elements named here. Pictures and files are those that stand at the item; nothing is fetched from
anywhere else, since that would tell a stranger who reads.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

__all__ = ["Attached", "safe_html"]

ELEMENTS = {
    *("p", "br", "hr", "h3", "h4", "h5", "h6", "ul", "ol", "li", "strong", "em", "s", "blockquote", "pre"),
    *("code", "a", "img", "table", "thead", "tbody", "tr", "th", "td"),
}
ATTRIBUTES = {"a": {"href"}, "img": {"src", "alt", "width", "height"}, "ol": {"start"}}
SCHEMES = {"http", "https", "mailto"}
# The page has a first and a second level of its own.
TOP, BOTTOM = 3, 6


@dataclass(frozen=True)
class Attached:
    """A file that the text may name: where it is, and for a picture its size and what it shows."""

    url: str
    alt: str = ""
    width: int | None = None
    height: int | None = None


def safe_html(text: str, files: Mapping[str, Attached]) -> SafeString:
    """The text as HTML. `files` are those that it may show and link to, by name."""
    parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    tokens = parser.parse(text)
    _set_levels(tokens)
    for token in tokens:
        if token.children:
            token.children = _checked(token.children, files)
    drawn = parser.renderer.render(tokens, parser.options, {})
    clean = nh3.clean(
        drawn, tags=ELEMENTS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel="noopener noreferrer"
    )
    return mark_safe(clean)  # noqa: S308  cleaned on the line above


def _set_levels(tokens: list[Token]) -> None:
    """Headings that begin below the page's own and skip no step, wherever the writer began."""
    written = [int(token.tag[1]) for token in tokens if token.type == "heading_open"]
    level = TOP - 1
    for token in tokens:
        if token.type == "heading_open":
            level = min(TOP + int(token.tag[1]) - min(written), level + 1, BOTTOM)
            token.tag = f"h{level}"
        elif token.type == "heading_close":
            token.tag = f"h{level}"


def _checked(tokens: list[Token], files: Mapping[str, Attached]) -> list[Token]:
    """Pictures and links that lead to a file at the item or out on the web; of others the words are left."""
    kept: list[Token] = []
    open_links: list[bool] = []
    for token in tokens:
        if token.type == "image":
            kept.append(_picture(token, files))
        elif token.type == "link_open":
            target = _target(str(token.attrs.get("href", "")), files)
            open_links.append(bool(target))
            if target:
                token.attrs["href"] = target
                kept.append(token)
        elif token.type != "link_close" or open_links.pop():
            kept.append(token)
    return kept


def _picture(token: Token, files: Mapping[str, Attached]) -> Token:
    file = files.get(unquote(str(token.attrs.get("src", ""))))
    if file is None or file.width is None:
        return Token("text", "", 0, content=token.content)
    token.attrs.update({"src": file.url, "width": file.width, "height": file.height or 0})
    if not token.content and file.alt:
        token.children = [Token("text", "", 0, content=file.alt)]
    return token


def _target(href: str, files: Mapping[str, Attached]) -> str:
    file = files.get(unquote(href))
    if file is not None:
        return file.url
    try:
        return href if urlsplit(href).scheme in SCHEMES else ""
    except ValueError:
        return ""
