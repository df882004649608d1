"""Ways of writing that hide an injection are refused; each exception is listed here with its reason."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.house import inside, sources

REMEDY = {
    "raw": "write it with the ORM, or as SQL with parameters in a listed module",
    "RawSQL": "write it with the ORM",
    "extra": "use annotate() or alias()",
    "mark_safe": "use format_html(), or a template",
    "SafeString": "use format_html(), or a template",
    "csrf_exempt": "send the token with the form",
    "eval": "read the value with ast.literal_eval() or json",
    "exec": "call a function",
}
# path -> what it may use. Say why on the line.
ALLOWED: dict[str, set[str]] = {
    # A reader without session or cookie chooses a language: there is nothing to forge.
    "src/rodtrad/public/views/site.py": {"csrf_exempt"},
    # What nh3 has cleaned, on the line before.
    "src/rodtrad/public/markup.py": {"mark_safe"},
    # Joins pieces that format_html made, and sets in pictures that common.charts drew.
    "src/rodtrad/rendering/web.py": {"mark_safe", "SafeString"},
    # An answer without an account uses nothing that the browser carries (docs/adr/0012-anonymous-answers.md).
    "src/rodtrad/assessments/views/answer.py": {"csrf_exempt"},
    "src/rodtrad/assessments/views/meeting.py": {"csrf_exempt"},
}


def uses(code: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", None) or getattr(node.func, "attr", None)
            if name in REMEDY and not is_plain_method(node, name):
                yield name
        elif isinstance(node, ast.Attribute | ast.Name) and name_of(node) in {"csrf_exempt", "mark_safe"}:
            yield name_of(node)


def name_of(node: ast.Attribute | ast.Name) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id


def is_plain_method(call: ast.Call, name: str) -> bool:
    """`frame.eval(…)` is another library's word; the others are Django's, method or not."""
    return isinstance(call.func, ast.Attribute) and name in {"eval", "exec"}


def test_no_code_hides_an_injection() -> None:
    found = {path: set(uses(path.read_text(encoding="utf-8"))) for path in sources()}
    wrong = {inside(path): names - allowed(path) for path, names in found.items() if names - allowed(path)}

    assert {path: {name: REMEDY[name] for name in names} for path, names in wrong.items()} == {}


def test_the_list_of_exceptions_holds_nothing_that_is_gone() -> None:
    used = {inside(path): set(uses(path.read_text(encoding="utf-8"))) for path in sources()}

    assert {
        path: names - used.get(path, set())
        for path, names in ALLOWED.items()
        if names - used.get(path, set())
    } == {}


def allowed(path: Path) -> set[str]:
    return ALLOWED.get(inside(path), set())


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("Unit.objects.raw('select 1')", "raw"),
        ("mark_safe(text)", "mark_safe"),
        ("register.filter('html', mark_safe)", "mark_safe"),
        ("@csrf_exempt\ndef view(request): ...", "csrf_exempt"),
        ("eval(text)", "eval"),
    ],
)
def test_each_way_is_seen(code: str, name: str) -> None:
    assert name in set(uses(code))
