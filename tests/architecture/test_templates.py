"""The content security policy is strict, so nothing in a template may need it to be loose."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.architecture.house import inside, sources, templates

FORBIDDEN = {
    "a style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.I),
    "a style element": re.compile(r"<style\b", re.I),
    "a script with content": re.compile(r"<script\b(?![^>]*\ssrc=)", re.I),
    "an event attribute": re.compile(r"<[^>]*\son[a-z]+\s*=", re.I),
    "a script address": re.compile(r"javascript:", re.I),
    "htmx that evaluates script": re.compile(r"""\shx-on\b|\shx-(?:vals|headers)\s*=\s*["']js:""", re.I),
    "text that is not escaped": re.compile(r"\|\s*safe\b|{%\s*autoescape\s+off"),
    "another server": re.compile(
        r"<(?:script|link|img|iframe|source)\b[^>]*(?:src|href)\s*=\s*[\"']?(?:https?:)?//", re.I
    ),
}
# Data for a script is no script; Django writes it escaped.
DATA = re.compile(r"""<script\b[^>]*type=["']application/json["']""", re.I)
COMMENTS = re.compile(r"{#.*?#}|{% comment.*?{% endcomment %}", re.S)


def breaches(text: str) -> list[str]:
    bare = DATA.sub("", COMMENTS.sub("", text))
    return [name for name, pattern in FORBIDDEN.items() if pattern.search(bare)]


def test_no_template_needs_a_loose_policy() -> None:
    found = {inside(path): breaches(path.read_text(encoding="utf-8")) for path in templates()}

    assert {path: names for path, names in found.items() if names} == {}


def test_no_code_writes_markup_that_needs_a_loose_policy() -> None:
    """Markup written in Python (charts, marks) is held to the same rule where it is a page's."""
    found = {inside(path): breaches(path.read_text(encoding="utf-8")) for path in sources() if in_page(path)}

    assert {path: names for path, names in found.items() if names} == {}


def in_page(path: Path) -> bool:
    return bool({"templatetags", "views", "components"} & {*path.parts, path.stem})


@pytest.mark.parametrize(
    ("markup", "name"),
    [
        ('<p class="a" style="color:red">', "a style attribute"),
        ("<style>p{}</style>", "a style element"),
        ("<script>go()</script>", "a script with content"),
        ('<button onclick="go()">', "an event attribute"),
        ('<a href="javascript:go()">', "a script address"),
        ('<b hx-on:click="go()">', "htmx that evaluates script"),
        ("{{ text|safe }}", "text that is not escaped"),
        ('<img src="//elsewhere/p.gif">', "another server"),
    ],
)
def test_each_breach_is_seen(markup: str, name: str) -> None:
    assert name in breaches(markup)


@pytest.mark.parametrize(
    "markup",
    [
        '<script src="{% static "common/app.js" %}" defer></script>',
        '<script id="data" type="application/json">{}</script>',
        '<a href="https://example.org/">Källa</a>',
        '<p data-style="quiet">Bära</p>',
        "{# <script>go()</script> #}",
    ],
)
def test_what_is_allowed_is_not_a_breach(markup: str) -> None:
    assert breaches(markup) == []
