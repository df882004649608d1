"""Words are found in every form they are written in, and short ones only as they stand."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from rodtrad.common.matching import stem, word_pattern


@pytest.mark.parametrize("written", ["lärplattform", "Lärplattformen", "LÄRPLATTFORMARNAS"])
def test_a_word_is_found_however_it_is_inflected(written: str) -> None:
    pattern = word_pattern("lärplattformar")

    assert pattern is not None
    assert pattern.split(f"Vår {written} byts") == ["Vår ", written, " byts"]


def test_a_short_stem_finds_only_the_word_as_it_stands() -> None:
    pattern = word_pattern("lärare")

    assert pattern is not None
    assert not pattern.search("läromedel och lärplattform")
    assert pattern.search("Varje lärares uppdrag")


def test_nothing_looked_for_is_no_pattern() -> None:
    assert word_pattern("  ") is None


def test_two_readers_at_the_same_time_do_not_stem_each_others_words() -> None:
    """A stemmer keeps its word in itself: without a lock, threads give each other's letters."""
    words = [f"{start}rektorernas" for start in ("", "vice", "bi", "för", "gymnasie", "grundskole")] * 400
    alone = [stem.__wrapped__(word) for word in words]

    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(stem.__wrapped__, words))

    assert together == alone
