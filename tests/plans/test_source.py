"""The source beside the tree: parted where items stand, and never other than it was."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from rodtrad.plans.source import WHOLE, WINDOW, segments, window_of
from tests.plans.conftest import item

TEXT = "Insatser: kartlägg kunskaper. Byt utrustning. Slut."


def test_the_chosen_place_is_lit_and_the_others_are_ways_to_their_items() -> None:
    items = [item("1", "initiative", "…", source=(10, 28)), item("2", "initiative", "…", source=(30, 44))]

    found = [(part.text, part.item, part.chosen) for part in segments(TEXT, items, "2", 0, len(TEXT))]

    assert found == [
        ("Insatser: ", "", False),
        ("kartlägg kunskaper", "1", False),
        (". ", "", False),
        ("Byt utrustning", "2", True),
        (". Slut.", "", False),
    ]


def test_the_chosen_one_has_its_whole_place_where_two_overlap() -> None:
    items = [item("1", "area", "…", source=(0, 40)), item("2", "initiative", "…", source=(10, 28))]

    lit = [part.text for part in segments(TEXT, items, "2", 0, len(TEXT)) if part.chosen]

    assert lit == ["kartlägg kunskaper"]


SPANS = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=8)


@settings(max_examples=100, deadline=None)
@given(SPANS, st.integers(0, 8))
def test_joined_the_parts_are_the_text(spans: list[tuple[int, int]], chosen: int) -> None:
    items = [
        item(str(number), "goal", "…", source=(min(span), max(span))) for number, span in enumerate(spans)
    ]

    assert "".join(part.text for part in segments(TEXT, items, str(chosen), 0, len(TEXT))) == TEXT


def test_a_text_too_long_for_a_page_is_shown_around_the_place() -> None:
    text = "x" * (WHOLE + 1)

    assert window_of(text, (50_000, 50_010)) == (50_000 - WINDOW // 2, 50_000 + WINDOW // 2)
    assert window_of(text, None) == (0, WINDOW)
    assert window_of(text[:-1], None) == (0, WHOLE)
