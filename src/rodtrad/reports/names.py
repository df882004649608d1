"""Where names are kept as words, and how they are forgotten."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from rodtrad.organisation.protection import forget_written, unnamed
from rodtrad.reports.models import Compilation

__all__ = ["forget"]


def forget(name: str, paths: Collection[str]) -> None:
    """Who compiled, edited and published."""
    forget_written(Compilation, ["created_by", "published_by"], "authority__path", name, paths)
    for compilation in Compilation.objects.filter(authority__path__in={path[:4] for path in paths}):
        content, edits = _about(compilation.content, name), _unsigned(compilation.edits, name)
        if (content, edits) != (compilation.content, compilation.edits):
            Compilation.objects.filter(pk=compilation.pk).update(content=content, edits=edits)


def _about(content: dict[str, Any], name: str) -> dict[str, Any]:
    about = content.get("about", {})
    return {**content, "about": {**about, "made_by": unnamed()}} if about.get("made_by") == name else content


def _unsigned(edits: dict[str, Any], name: str) -> dict[str, Any]:
    return {
        block: {
            language: {**edit, "by": unnamed()} if edit.get("by") == name else edit
            for language, edit in written.items()
        }
        for block, written in edits.items()
    }
