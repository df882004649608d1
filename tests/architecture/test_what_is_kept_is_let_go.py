"""A form that keeps its text in the browser must be told when the text has arrived. Otherwise what was sent
comes back the next time the form is opened, and looks as if it had been lost.
"""

from __future__ import annotations

import re
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2] / "src" / "rodtrad"

# Let go by other means than `notify(..., kept=...)`.
OTHERWISE = {
    "stil": "the page of parts sends nothing",
    "svar-": "the page that thanks carries the receipt (answer.js)",
    "punkt-": "review.js lets go of it when the piece of the page has come back",
    "plan-": "the review is gone when the plan is saved, and its number with it",
}


def kept_forms() -> dict[str, str]:
    """What the names of kept forms begin with, and a template that has one."""
    found = {}
    for template in SOURCE.glob("*/templates/**/*.html"):
        for name in re.findall(r'data-keep="([\w-]+)', template.read_text(encoding="utf-8")):
            found[name] = template.name
    return found


def acknowledged() -> str:
    return "\n".join(module.read_text(encoding="utf-8") for module in SOURCE.glob("**/*.py"))


def test_every_form_that_keeps_what_is_typed_is_told_when_it_has_arrived() -> None:
    told = acknowledged()
    missing = {
        name: template
        for name, template in kept_forms().items()
        if name not in OTHERWISE and f'"{name}' not in told
    }
    assert not missing


def test_the_exceptions_are_forms_that_exist() -> None:
    assert set(OTHERWISE) <= set(kept_forms())
