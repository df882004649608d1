"""The floor plan as the tests of the architecture read it: from the one list that import-linter holds."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ROOT / "src" / "rodtrad"


@cache
def floors() -> dict[str, int]:
    """The floor of each package; 1 is the ground floor, and packages on one floor share a number."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    layers = project["tool"]["importlinter"]["contracts"][0]["layers"]
    numbered = enumerate(reversed(layers), start=1)
    return {name.strip(): number for number, layer in numbered for name in layer.split("|")}


def packages() -> set[str]:
    return {path.parent.name for path in PACKAGES.glob("*/__init__.py")}


def sources() -> Iterator[Path]:
    """The product's code, without what Django generates."""
    return (path for path in sorted(PACKAGES.rglob("*.py")) if "migrations" not in path.parts)


def templates() -> Iterator[Path]:
    return iter(sorted(PACKAGES.glob("*/templates/**/*.html")))


def inside(path: Path) -> str:
    """A path as a reader of a failing test finds it."""
    return path.relative_to(ROOT).as_posix()
