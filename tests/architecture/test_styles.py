"""Style sheets are whole: a brace that a merge has lost would silently take all that follows with it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.architecture.house import PACKAGES, inside

SHEETS = [path for path in sorted(PACKAGES.glob("*/static/**/*.css")) if "vendor" not in path.parts]
ASIDE = re.compile(r"/\*.*?\*/|\"[^\"\n]*\"", re.DOTALL)


def depths(text: str) -> list[int]:
    """How deep in braces each layer begins, and last how deep the sheet ends."""
    plain, depth, found = ASIDE.sub("", text), 0, []
    for sign in re.findall(r"@layer[^;{]*\{|[{}]", plain):
        if sign.startswith("@layer"):
            found.append(depth)
        depth += -1 if sign == "}" else 1
    return [*found, depth]


@pytest.mark.parametrize("path", SHEETS, ids=inside)
def test_every_brace_is_closed_before_the_next_layer(path: Path) -> None:
    assert set(depths(path.read_text(encoding="utf-8"))) == {0}


def test_a_lost_brace_is_seen() -> None:
    assert depths("@layer a { b { c: d }\n@layer e { f { g: h } }") == [0, 1, 1]
