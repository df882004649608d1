"""The same document in other clothes gives the same items: other list marks, titles, line ends."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from rodtrad.plans.importing import PlanTree, find_plans, read_document
from tests.plans.importing.test_genre_files import GENRE

TEXTS = sorted(path for path in GENRE.iterdir() if path.suffix in (".txt", ".md"))
LISTED = re.compile(r"^(\s*)[•■●▪](\s+)(?=\S)", re.M)
NESTED = "sub_bullets"  # its inner list is told from the outer one by its mark
OTHER_TITLES = {  # titles that no list knows, built as titles are
    "rektor": "bildningschef",
    "lärare": "vägledare",
    "huvudman": "områdesdirektör",
}


def told(trees: list[PlanTree]) -> list[tuple[str, str, str | None]]:
    return [(item.kind, item.text, item.role) for tree in trees for item in tree.items]


def read(text: str, path: Path) -> list[tuple[str, str, str | None]]:
    return told(find_plans(read_document(text.encode(), path.name)))


@pytest.mark.parametrize("mark", ["–", "➢", "◦", "\uf0b7"])
def test_another_list_mark_changes_no_item(mark: str) -> None:
    changed = 0
    for path in TEXTS:
        text = path.read_text()
        other = LISTED.sub(rf"\g<1>{mark}\g<2>", text)
        if other == text or path.stem == NESTED:
            continue
        changed += 1
        assert read(other, path) == read(text, path), path.stem
    assert changed >= 8


@pytest.mark.parametrize("title", OTHER_TITLES)
def test_who_answers_is_told_by_how_the_title_is_built_and_not_by_a_list_of_titles(title: str) -> None:
    """Only whole words are exchanged, and only in documents that name the title in its plain form alone."""
    other = OTHER_TITLES[title]
    changed = 0
    for path in TEXTS:
        text = path.read_text()
        if re.search(rf"\b{title}\w+", text, re.I) or not re.search(rf"\b{title}\b", text, re.I):
            continue
        exchanged = _exchanged(text, title, other)
        wanted = [
            (kind, _exchanged(words, title, other), role and _exchanged(role, title, other))
            for kind, words, role in read(text, path)
        ]
        changed += 1
        assert read(exchanged, path) == wanted, path.stem
    assert changed


def _exchanged(text: str, title: str, other: str) -> str:
    text = re.sub(rf"\b{title}\b", other, text)
    return re.sub(rf"\b{title.capitalize()}\b", other.capitalize(), text)


def test_line_ends_of_another_system_change_no_item() -> None:
    for path in TEXTS:
        text = path.read_text()
        assert read(text.replace("\n", "\r\n"), path) == read(text, path), path.stem
