"""The paper on which a document is decided: written from facts, written over, frozen with the decision."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from tests.people import TODAY
from tests.plans.conftest import Papers
from tests.referrals.conftest import Round
from tests.referrals.test_answering import HOSTILE, text_of_pdf

if TYPE_CHECKING:
    from rodtrad.plans.models import Document
    from rodtrad.referrals.service import Paper
    from tests.people import Town


@pytest.fixture
def draft(town: Town) -> Document:
    from rodtrad.referrals import service

    document = Papers(town).draft()
    service.begin_paper(town.scope(town.sten), document)
    return document


def paper_of(town: Town, document: Document) -> Paper:
    from rodtrad.referrals import service

    document.refresh_from_db()
    found = service.paper_of(town.scope(town.sten), document)
    assert found is not None
    return found


def text(town: Town, document: Document, key: str) -> str:
    return next(s.text for s in paper_of(town, document).sections if s.key == key)


def decide(town: Town, document: Document) -> None:
    from rodtrad.plans import service as plans

    decision = plans.Decision("Utbildningsnämnden", date(2026, 1, 15))
    plans.decide(town.scope(town.sten), document, decision)


def test_what_can_be_told_from_facts_is_there_from_the_beginning(town: Town, draft: Document) -> None:
    assert "anta Digitaliseringsplan för Sundby kommun för perioden 2026–2028" in text(
        town, draft, "proposal"
    )
    assert "2 prioriterade områden: Digital kompetens och Likvärdig tillgång" in text(town, draft, "summary")
    assert text(town, draft, "preparation") == "Förslaget har inte varit på remiss."
    assert text(town, draft, "child-rights") == "", "what a person must think of is not made up"


def test_the_preparation_tells_of_the_referral_in_figures(round_: Round) -> None:
    from rodtrad.referrals import service

    round_.answer(round_.handed_in())
    round_.close()
    service.begin_paper(round_.sten, round_.document)

    told = text(round_.town, round_.document, "preparation")
    assert "Av 3 remissinstanser svarade 1." in told
    assert "De lämnade 1 synpunkt." in told
    assert "1 helt och 0 delvis" in told
    appendices = paper_of(round_.town, round_.document).all_appendices
    assert [line.split(",")[0] for line in appendices] == [
        "Digitaliseringsplan för Sundby kommun",
        "Sammanställning av remissen",
    ]


def test_what_is_written_stands_until_it_is_taken_back(town: Town, draft: Document) -> None:
    from rodtrad.referrals import service

    sten = town.scope(town.sten)
    saved = service.edit_section(sten, draft, "summary", 0, "Egna ord")
    assert (saved.version, text(town, draft, "summary")) == (1, "Egna ord")
    service.restore_section(sten, draft, "summary", 1)
    assert text(town, draft, "summary").startswith("Sundby kommun har tagit fram")


def test_two_at_one_section_are_told_and_at_two_sections_are_not(town: Town, draft: Document) -> None:
    from rodtrad.common.errors import Conflict
    from rodtrad.referrals import service

    sten = town.scope(town.sten)
    service.edit_section(sten, draft, "economy", 0, "Ryms i ramen")
    service.edit_section(sten, draft, "equality", 0, "Följs upp")
    assert service.edit_section(sten, draft, "economy", 0, "Ryms i ramen").version == 1, "a double click"
    with pytest.raises(Conflict, match="under tiden"):
        service.edit_section(sten, draft, "economy", 0, "Kostar mer")
    assert text(town, draft, "economy") == "Ryms i ramen"


def test_motions_are_named_in_the_proposal_and_answered(town: Town, draft: Document) -> None:
    from rodtrad.common.errors import Conflict, UserError
    from rodtrad.referrals import service

    sten, given = town.scope(town.sten), service.MotionInput("Motion om skärmtid", "Ett parti", "Besvaras så")
    motion = service.add_motion(sten, draft, given, "k")
    assert service.add_motion(sten, draft, given, "k").pk == motion.pk, "a double click"
    assert "”Motion om skärmtid” anses besvarad" in text(town, draft, "proposal")
    service.change_motion(sten, draft, motion.pk, 1, service.MotionInput("Motion om skärmar"))
    with pytest.raises(Conflict):
        service.change_motion(sten, draft, motion.pk, 1, service.MotionInput("Sent"))
    with pytest.raises(UserError):
        service.add_motion(sten, draft, service.MotionInput("  "), "tom")
    service.remove_motion(sten, draft, motion.pk)
    service.remove_motion(sten, draft, motion.pk)
    assert "anses besvarad" not in text(town, draft, "proposal")


def test_a_decision_freezes_the_paper(
    town: Town, draft: Document, django_capture_on_commit_callbacks: object
) -> None:
    from rodtrad.common.errors import Conflict
    from rodtrad.referrals import service

    sten = town.scope(town.sten)
    service.edit_section(sten, draft, "economy", 0, "Ryms i ramen")
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        decide(town, draft)
    before = [(s.key, s.text) for s in paper_of(town, draft).sections]
    for change in (
        lambda: service.edit_section(sten, draft, "economy", 1, "Annat"),
        lambda: service.restore_section(sten, draft, "economy", 1),
        lambda: service.add_motion(sten, draft, service.MotionInput("Ny"), "k"),
        lambda: service.remove_motion(sten, draft, 1),
        lambda: service.begin_paper(sten, draft),
    ):
        with pytest.raises(Conflict, match="beslutat"):
            change()

    frozen = paper_of(town, draft)
    assert frozen.is_frozen
    assert frozen.row.frozen is not None
    assert [(s.key, s.text) for s in frozen.sections] == before
    assert dict(before)["economy"] == "Ryms i ramen"


def test_before_the_decision_only_editors_read_it_and_after_it_all_of_the_authority(
    town: Town, draft: Document
) -> None:
    from rodtrad.referrals import service

    def readers() -> set[str]:
        draft.refresh_from_db()
        names = ("karin", "berit", "sten")
        return {n for n in names if service.paper_of(town.scope(town.people[n]), draft) is not None}

    assert readers() == {"sten"}
    decide(town, draft)
    assert readers() == {"karin", "berit", "sten"}


def test_no_one_else_writes_on_it(town: Town, draft: Document) -> None:
    from rodtrad.common.errors import NotAllowed
    from rodtrad.referrals import service

    for name in ("karin", "nils", "berit", "otto"):
        scope = town.scope(town.people[name])
        for write in (
            lambda s=scope: service.begin_paper(s, draft),
            lambda s=scope: service.edit_section(s, draft, "summary", 0, "x"),
            lambda s=scope: service.add_motion(s, draft, service.MotionInput("x"), "k"),
            lambda s=scope: service.remove_motion(s, draft, 1),
        ):
            with pytest.raises(NotAllowed):
                write()


def test_it_prints_as_pdf_and_word_with_hostile_words_as_words(town: Town, draft: Document) -> None:
    from rodtrad.common.errors import UserError
    from rodtrad.referrals import service

    sten = town.scope(town.sten)
    service.edit_section(sten, draft, "background", 0, f"{HOSTILE}\n\nAndra stycket")
    service.edit_section(sten, draft, "appendices", 0, "Barnkonsekvensanalys")
    service.add_motion(sten, draft, service.MotionInput(HOSTILE, HOSTILE, HOSTILE), "k")
    paper = paper_of(town, draft)
    words = " ".join(text_of_pdf(service.paper_file(paper, "pdf").data).split())

    for expected in (
        "Tjänsteutlåtande",
        "Förslag till beslut",
        "<script>alert(1)</script>",
        "Barnkonsekvensanalys",
    ):
        assert expected in words, words
    assert "Barnrättsperspektiv" not in words, "a section without text is left out"
    assert service.paper_file(paper, "docx").data[:2] == b"PK"
    with pytest.raises(UserError):
        service.paper_file(paper, "exe")


def test_a_section_that_is_not_there_is_refused(town: Town, draft: Document) -> None:
    from rodtrad.common.errors import UserError
    from rodtrad.referrals import service

    with pytest.raises(UserError):
        service.edit_section(town.scope(town.sten), draft, "okand", 0, "x")
    assert TODAY


def test_the_paper_is_in_swedish_also_for_an_english_reader(town: Town, draft: Document) -> None:
    url = town.place(town.authority).url("referrals:paper", slug=draft.slug)
    page = town.client(town.sten, "en").get(url, headers={"accept-language": "en"}).content.decode()

    assert "Förslag till beslut" in page
