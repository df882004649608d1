"""Long Swedish words break where a Swede would break them, and short ones not at all."""

from __future__ import annotations

import pytest
from django.utils import translation

from rodtrad.common.hyphens import SOFT_HYPHEN, hyphenated


@pytest.mark.parametrize(
    ("word", "broken"),
    [
        ("dokumentationsverktyg", "doku-men-ta-tions-verktyg"),
        ("skolbiblioteken", "skol-bib-li-o-teken"),
        ("undervisningen", "under-vis-ningen"),
    ],
)
def test_a_long_word_may_break_at_its_joints(word: str, broken: str) -> None:
    with translation.override("sv"):
        assert hyphenated(f"Våra {word}") == f"Våra {broken}".replace("-", SOFT_HYPHEN)


def test_a_short_word_and_a_number_are_left_as_they_are() -> None:
    with translation.override("sv"):
        assert hyphenated("Mål 2026, skolan 123456789012345") == "Mål 2026, skolan 123456789012345"


def test_the_language_of_the_page_decides() -> None:
    with translation.override("en"):
        assert hyphenated("understanding") == f"under{SOFT_HYPHEN}stand{SOFT_HYPHEN}ing".replace(
            f"{SOFT_HYPHEN}ing", "ing"
        )
