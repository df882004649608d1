"""What the pure rules promise, for whatever they are given."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rodtrad.assessments.files import harmless
from rodtrad.assessments.rules import TRANSITIONS, LinkState, Sheet, answer_cap, link_state, may, packed
from rodtrad.assessments.tally import NOT_RELEVANT_BYTE

DAY = date(2026, 11, 2)
DAYS = st.integers(-40, 40).map(lambda days: DAY + timedelta(days=days))
POSITIONS = st.frozensets(st.integers(0, 11), max_size=12)


@st.composite
def sheets(draw: st.DrawFn) -> Sheet:
    """Of twelve questions some rated, some open, and some of the rated skippable."""
    rated, words = draw(POSITIONS), draw(POSITIONS)
    return Sheet(12, draw(st.integers(2, 7)), rated, draw(POSITIONS) & rated, words - rated)


@given(sheets(), st.dictionaries(st.integers(-2, 14), st.integers(-1, 300), max_size=14))
def test_an_answer_is_kept_byte_for_byte_or_refused_whole(sheet: Sheet, levels: dict[int, int]) -> None:
    takes = {
        place: place in sheet.skippable if level == NOT_RELEVANT_BYTE else 1 <= level <= sheet.levels
        for place, level in levels.items()
    }
    if any(place not in sheet.rated or not takes[place] for place in levels):
        with pytest.raises(ValueError, match="is no answer"):
            packed(levels, sheet)
        return

    kept = packed(levels, sheet)

    assert len(kept) == sheet.width
    assert {place: level for place, level in enumerate(kept) if level} == levels


@given(st.sampled_from(sorted(TRANSITIONS)), DAYS, DAYS, DAYS)
def test_a_link_is_open_in_an_open_round_from_its_first_day_to_its_last_and_else_never(
    state: str, opens: date, closes: date, today: date
) -> None:
    found = link_state(state, opens, closes, today)

    assert (found == LinkState.OPEN) == (state == "open" and opens <= today <= closes)
    assert (found == LinkState.CLOSED) == (state in {"closing", "closed"})


@given(st.sampled_from(sorted(TRANSITIONS)))
def test_no_way_leads_back_from_a_state(state: str) -> None:
    order = ["draft", "open", "closing", "closed"]
    ways = [verb for verb in ("open", "change", "remove", "extend", "close", "freeze") if may(state, verb)]

    for after in (TRANSITIONS[state][verb] for verb in ways):
        assert after == "" or order.index(after) >= order.index(state)
    assert (ways == []) == (state == "closed")


@given(st.integers(0, 5_000), st.integers(2, 30))
def test_a_link_has_room_for_everyone_asked_and_some_in_whole_steps(invited: int, threshold: int) -> None:
    cap, step = answer_cap(invited, threshold), 2 * threshold

    assert cap % step == 0
    assert invited + 3 <= cap
    assert cap < invited + max(3, invited / 5 + 1) + step
    assert answer_cap(invited + 1, threshold) >= cap


SIGNS = st.text(alphabet="=+-@＝＋－＠;\t\r\n\"' ab1å", max_size=12)


@given(SIGNS)
def test_no_sign_that_begins_a_formula_begins_a_cell_whatever_parts_the_cells(text: str) -> None:
    made = harmless(text)
    assert isinstance(made, str)

    cells = [cell.lstrip('"') for cell in re.split(r"[;\t\r\n]", made)]
    assert not [cell for cell in cells if cell[:1] in tuple("=+-@＝＋－＠")]
    assert made.replace("'", "") == text.replace("'", "")
    assert harmless(made) == made
