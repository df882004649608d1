"""A keeper of codings who sends what no page of ours would, or a text made to take for ever."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from rodtrad.coding import rules

if TYPE_CHECKING:
    from tests.coding.conftest import Story

LONG = rules.LONGEST_TEXT


@pytest.mark.parametrize("sent", ["123456789x", "²", "9" * 30, "-1", ""])
@pytest.mark.parametrize("searching", [{"hitta": "1", "sok": "Berg"}, {}])
def test_a_coder_who_is_no_number_is_no_coder(story: Story, sent: str, searching: dict[str, str]) -> None:
    client = story.town.client(story.town.sten)
    form = {"first": sent, "second": str(story.town.nils.pk), **searching}

    answer = client.post(story.url("coders"), form)

    assert answer.status_code == (200 if searching else 422)
    assert not story.project.coders.exists()


@pytest.mark.parametrize(
    "text",
    [
        "a" * LONG,
        "1" * LONG,
        "0 " * (LONG // 2),
        "a" + "\n " * (LONG // 2),
        '."' * (LONG // 2),
        "a@" * (LONG // 2),
    ],
    ids=["a", "1", "0 ", "empty lines", "quotes", "a@"],
)
def test_no_text_takes_long_to_look_through(text: str) -> None:
    began = time.process_time()
    rules.personal_data(text)
    rules.pieces(text)

    assert time.process_time() - began < 5


def test_addresses_are_still_found_where_they_stand() -> None:
    text = "Skriv till (anna.berg+nytt@skola.example.se), inte till @alla eller a@b."

    assert [each.words for each in rules.personal_data(text)] == ["anna.berg+nytt@skola.example.se"]


def test_lines_with_nothing_but_spaces_part_paragraphs() -> None:
    text = "Ett.\nSamma.\n \t\nTvå.\n\nTre."

    assert [text[start:end] for start, end in rules.paragraphs(text)] == ["Ett.\nSamma.", "Två.", "Tre."]
