"""Words that return are counted by unit, not interpreted."""

from __future__ import annotations

from rodtrad.reports.themes import Words


def test_a_word_counts_once_for_each_unit_whatever_its_form() -> None:
    words = Words()
    words.add("Kollegorna behövde tid. Tid är allt.", unit_id=1, activity_id=10)
    words.add("Kollegor som får besök lär sig.", unit_id=2, activity_id=20)
    words.add("Vi frågade en kollega, och fler kollegor kom.", unit_id=3, activity_id=30)

    found = {word.word: word for word in words.returning(least=3)}

    assert found["kollegor"].units == 3
    assert found["kollegor"].activity_ids == (10, 20, 30)


def test_a_word_that_few_units_use_is_not_told() -> None:
    words = Words()
    for activity in range(5):
        words.add("Robotar i slöjden", unit_id=1, activity_id=activity)

    assert words.returning() == ()


def test_words_that_only_bind_others_together_are_left_out() -> None:
    words = Words()
    for unit in range(4):
        words.add("Eftersom vi behöver fortsätta tillsammans nästa läsår", unit, unit)

    assert words.returning() == ()
