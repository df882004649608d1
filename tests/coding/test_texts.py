"""Texts and what is marked in them: typed, from files, whole or damaged; deleted when promised."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from rodtrad.assessments.models import Comment, Round
from rodtrad.assessments.service.scattering import scatter
from rodtrad.coding import rules, service
from rodtrad.coding.models import Coding, Excerpt, Source
from rodtrad.common.audit import events_of
from rodtrad.common.errors import Conflict, UserError
from tests.coding.conftest import TALK, TODAY

if TYPE_CHECKING:
    from tests.coding.conftest import Story


def test_sentences_are_found_and_abbreviations_are_none() -> None:
    text = 'Vi har t.ex. Kartor. "Varför då?" frågade hon. Det tog ca. 3 veckor.\n\n- Nej.\n'
    found = [text[piece.start : piece.end] for piece in rules.pieces(text)]

    assert found == ["Vi har t.ex. Kartor.", '"Varför då?" frågade hon.', "Det tog ca. 3 veckor.", "- Nej."]


@given(st.text(alphabet="Aa1.!? \n-”\t", max_size=80))
def test_every_word_is_in_one_sentence_and_none_in_two(text: str) -> None:
    found = rules.pieces(text)

    assert not rules.overlaps([(piece.start, piece.end) for piece in found])
    assert "".join(text[p.start : p.end] for p in found).split() is not None
    inside = {place for piece in found for place in range(piece.start, piece.end)}
    left = "".join(each for place, each in enumerate(text) if place not in inside)
    # Only an end quote may fall between two sentences.
    assert not left.replace("”", "").strip()


def test_sentences_side_by_side_become_one_excerpt(story: Story) -> None:
    source = story.interview()
    assert service.mark(story.sten, source, [0, 1, 3, 99]) == 2
    spans = source.excerpts.values_list("start", "end")

    assert [TALK[start:end] for start, end in spans] == [
        "Vi hinner inte prova nytt. Det blir alltid nästa termin.",
        "Då får vi byta lektion.",
    ]


def test_nothing_is_marked_twice(story: Story) -> None:
    source = story.interview()
    service.mark(story.sten, source, [1])
    with pytest.raises(UserError) as refused:
        service.mark(story.sten, source, [0, 1])

    assert refused.value.code == "coding.overlap"
    assert service.mark_paragraphs(story.sten, source) == 2
    assert source.excerpts.count() == 3


def test_the_texts_stand_once_the_coding_has_begun(story: Story) -> None:
    story.ready()
    source = story.project.sources.get()
    for verb in (service.mark_paragraphs, service.unmark):
        with pytest.raises(Conflict):
            verb(story.sten, source)
    with pytest.raises(Conflict):
        story.answers()


@pytest.mark.parametrize("name", ["samtal.txt", "samtal.md"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_a_text_file_is_read_whatever_wrote_it(name: str, encoding: str) -> None:
    text = service.read_file("Åsikten är tydlig.\r\n\r\nMer tid.".encode(encoding), name)

    assert text.split() == ["Åsikten", "är", "tydlig.", "Mer", "tid."]


def test_a_word_file_is_read() -> None:
    import docx

    document, held = docx.Document(), io.BytesIO()
    document.add_paragraph("Vi hinner inte.")
    document.add_paragraph("Nätet är nere.")
    document.save(held)

    assert "Vi hinner inte." in service.read_file(held.getvalue(), "Samtal.DOCX")


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"", "tom.txt", "coding.file_broken"),
        (b"PK\x03\x04 inget arkiv", "trasig.docx", "coding.file_broken"),
        (b"%PDF-1.7 nej", "fel.docx", "coding.file_broken"),
        (b"MZ\x90 program", "prog.txt", "coding.file_broken"),
        (b"text", "bild.png", "coding.file_kind"),
        (b"x" * (2 * 1024 * 1024 + 1), "stor.txt", "coding.file_size"),
    ],
)
def test_what_cannot_be_read_is_said_so(data: bytes, name: str, code: str) -> None:
    with pytest.raises(UserError) as refused:
        service.read_file(data, name)

    assert refused.value.code == code


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("Hon heter 850312-1234 i registret", "number"),
        ("samordningsnummer 19850372 1234", "number"),
        ("Ring 070-123 45 67 om det", "phone"),
        ("skriv till anna.b@skola.example.se", "email"),
    ],
)
def test_what_looks_like_personal_data_is_stopped_and_may_be_looked_through(
    story: Story, words: str, kind: str
) -> None:
    assert [found.kind for found in rules.personal_data(words)] == [kind]
    with pytest.raises(UserError) as refused:
        story.interview(words)
    assert refused.value.code == "coding.personal_data"

    assert story.interview(words, looked_through=True).text == words


@pytest.mark.parametrize(
    "words", ["Läsåret 2026/27 fick vi 1 200 datorer", "vecka 12 till 14, klockan 08.15"]
)
def test_plain_figures_are_no_personal_data(words: str) -> None:
    assert rules.personal_data(words) == []


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"consent": ""}, "coding.consent"),
        ({"delete_on": TODAY}, "coding.delete_on"),
        ({"delete_on": TODAY + timedelta(days=3000)}, "coding.delete_on"),
        ({"group": "alla"}, "coding.group"),
        ({"text": "  \r\n "}, "coding.text"),
        ({"text": "x" * (rules.LONGEST_TEXT + 1)}, "coding.text_long"),
    ],
)
def test_an_interview_needs_consent_and_an_end(story: Story, wrong: dict[str, object], code: str) -> None:
    with pytest.raises(UserError) as refused:
        story.interview(**wrong)  # type: ignore[arg-type]

    assert refused.value.code == code
    assert not Source.objects.exists()


def test_a_unit_of_another_authority_is_no_unit_here(story: Story) -> None:
    with pytest.raises(UserError) as refused:
        story.interview(unit=story.town.other_school)

    assert refused.value.code == "coding.unit"


def test_on_its_day_the_text_is_deleted_and_the_figures_stay(story: Story) -> None:
    story.done()
    service.choose_quote(story.sten, story.project, 1, chosen=True)
    before = service.agreement_of(story.sten, story.fresh()).pooled
    day = TODAY + timedelta(days=100)

    assert service.delete_expired(day - timedelta(days=1)) == 0
    assert service.delete_expired(day) == 1
    assert service.delete_expired(day) == 0
    source = Source.objects.get()
    assert (source.text, source.consent_note, source.deleted_on) == ("", "", day)
    assert set(Coding.objects.values_list("note", flat=True)) == {""}
    assert service.agreement_of(story.sten, story.fresh()).pooled == before
    outcome = service.outcome_of(story.sten, story.fresh())
    assert [cell.count for each in outcome.themes for cell in each.cells] == [1, 1]
    assert [each.quotes for each in outcome.themes] == [[], []]
    assert "coding.text_deleted" in {event.verb for event in events_of(story.project)}
    page = story.town.client(story.town.sten).get(story.url("source", source_id=source.pk))
    assert "Texten är gallrad" in page.content.decode()


def test_a_consent_taken_back_takes_everything_of_the_interview(story: Story) -> None:
    story.done()
    service.remove_source(story.sten, story.project.sources.select_related("project").get())

    assert not Excerpt.objects.exists()
    assert not Coding.objects.exists()


def test_the_same_form_twice_is_one_interview(story: Story) -> None:
    assert story.interview().pk == story.interview().pk


def test_answers_of_a_round_are_not_coded_before_they_have_been_written_anew(story: Story) -> None:
    """They get new keys then, and what pointed at them would be gone."""
    Round.objects.filter(pk=story.round.pk).update(is_scattered=False)

    assert service.answer_rounds(story.sten, story.project) == []
    with pytest.raises(Conflict) as refused:
        story.answers()

    assert refused.value.code == "coding.not_scattered"


def test_a_coded_answer_is_never_removed_by_writing_answers_anew(story: Story) -> None:
    """Should something go wrong and a round be scattered though its answers are coded, nothing is lost."""
    story.answers()
    coded = set(Excerpt.objects.values_list("comment_id", flat=True))
    Round.objects.filter(pk=story.round.pk).update(is_scattered=False)

    with pytest.raises(IntegrityError):
        scatter_and_commit(story.round.pk)

    assert set(Comment.objects.filter(pk__in=coded).values_list("pk", flat=True)) == coded


def scatter_and_commit(round_id: int) -> None:
    """Constraints are checked as when a transaction ends."""
    with transaction.atomic():
        scatter(round_id)
        connection.check_constraints()
