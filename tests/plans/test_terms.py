"""Words of the glossary are found where they occur, in the forms that Swedish gives them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rodtrad.plans.terms import Glossary, Term


def glossary(*words: str) -> Glossary:
    return Glossary(tuple(Term(word, f"Det betyder {word}.", f"b{n}") for n, word in enumerate(words)))


def found(text: str, *words: str) -> list[tuple[str, str]]:
    return [(piece.text, piece.term.word) for piece in glossary(*words).pieces(text) if piece.term]


@pytest.mark.parametrize(
    ("text", "word", "form"),
    [
        ("Vi arbetar för likvärdighet.", "Likvärdighet", "likvärdighet"),
        ("Likvärdigheten ska öka.", "likvärdighet", "Likvärdigheten"),
        ("våra digitala tjänsters innehåll", "digital tjänst", "digitala tjänsters"),
        ("med digitaliseringsrådens hjälp", "Digitaliseringsråd", "digitaliseringsrådens"),
        ("fler lärresurser", "Lärresurs", "lärresurser"),
        ("alla förmågor", "förmåga", "förmågor"),
        ("AI:s roll", "AI", "AI:s"),
        ("IKT-pedagoger", "IKT", "IKT"),
        ("digital\nkompetens", "digital kompetens", "digital\nkompetens"),
    ],
)
def test_a_term_is_found_in_its_forms(text: str, word: str, form: str) -> None:
    assert found(text, word) == [(form, word)]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("enhetsråd", "råd"),
        ("insatserna", "sats"),
        ("ai och Aina", "AI"),
        ("planeten", "plan"),
        ("digital och kompetens", "digital kompetens"),
    ],
)
def test_a_part_of_another_word_is_no_term(text: str, word: str) -> None:
    assert found(text, word) == []


def test_the_longer_term_goes_before_the_shorter_inside_it() -> None:
    assert found("digital kompetens och kompetens", "kompetens", "digital kompetens") == [
        ("digital kompetens", "digital kompetens"),
        ("kompetens", "kompetens"),
    ]


def test_each_term_is_explained_once_in_each_part_of_a_page() -> None:
    words = glossary("insats")
    first = [bool(piece.term) for piece in words.pieces("insats, insats")]
    again = [bool(piece.term) for piece in words.pieces("insats")]
    words.anew()
    new_part = [bool(piece.term) for piece in words.pieces("insats")]

    assert (first, again, new_part) == ([True, False], [False], [True])
    assert [term.word for term in words.used] == ["insats"]


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60), st.lists(st.text(min_size=1, max_size=12).filter(str.strip), max_size=5))
def test_no_text_is_changed_by_looking_for_terms_in_it(text: str, words: list[str]) -> None:
    assert "".join(piece.text for piece in glossary(*words).pieces(text)) == text
