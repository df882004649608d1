"""Answering comments, taking a wording into the draft, and the compilation."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest

from tests.people import TODAY
from tests.referrals.conftest import Round

if TYPE_CHECKING:
    from rodtrad.referrals.models import Remark

HOSTILE = '<script>alert(1)</script> =1+1 #set page() {{ x }} \u202e "slut"'
NEW = "Kartlägg personalens kunskaper vartannat år"


def test_a_refusal_says_why(round_: Round) -> None:
    from rodtrad.common.errors import UserError

    remark = round_.handed_in()
    for verdict in ("partly", "not"):
        with pytest.raises(UserError, match="Skriv varför"):
            round_.answer(remark, verdict, "  ")
    assert round_.answer(remark, "not", "Kartläggningen styr kurserna.").verdict == "not"


def test_an_unknown_verdict_is_refused(round_: Round) -> None:
    from rodtrad.common.errors import UserError

    with pytest.raises(UserError, match="Välj hur"):
        round_.answer(round_.handed_in(), "maybe")


def test_only_what_is_handed_in_is_seen_and_answered(round_: Round) -> None:
    from rodtrad.common.errors import Conflict
    from rodtrad.referrals import service

    remark = round_.write(round_.town.karin, "Inte färdigt").remark

    assert service.said_in(round_.referral) == []
    assert service.remark_for(round_.referral, remark.pk) is None
    with pytest.raises(Conflict):
        round_.answer(remark)


def test_when_two_answer_the_second_is_told(round_: Round) -> None:
    from rodtrad.common.errors import Conflict
    from rodtrad.referrals import service

    remark = round_.handed_in()
    round_.answer(remark, "accepted")
    with pytest.raises(Conflict, match="under tiden"):
        service.answer(round_.sten, round_.referral, remark, 0, service.AnswerInput("not", "Nej"))
    # The same answer again is no conflict: a double click.
    same = service.answer(round_.sten, round_.referral, remark, 0, service.AnswerInput("accepted"))
    assert same.version == 1


def test_after_closing_no_answer_changes(round_: Round) -> None:
    from rodtrad.common.errors import Conflict

    remark = round_.handed_in()
    round_.answer(remark)
    round_.close()
    with pytest.raises(Conflict, match="avslutad"):
        round_.answer(remark, "noted")


def test_no_one_else_answers(round_: Round) -> None:
    from rodtrad.common.errors import NotAllowed
    from rodtrad.referrals import service

    remark = round_.handed_in()
    for name in ("karin", "petra", "otto"):
        with pytest.raises(NotAllowed):
            service.answer(
                round_.scope(round_.town.people[name]),
                round_.referral,
                remark,
                0,
                service.AnswerInput("accepted"),
            )


def closed_with_wording(round_: Round, verdict: str = "accepted", **more: str) -> Remark:
    remark = round_.handed_in("Vartannat år räcker.", NEW)
    round_.answer(remark, verdict, more.get("reason", ""), more.get("wording", ""))
    round_.close()
    remark.refresh_from_db()
    return remark


def test_an_accepted_wording_goes_into_the_draft_once(round_: Round) -> None:
    from rodtrad.common.models import AuditEvent
    from rodtrad.referrals import service

    remark = closed_with_wording(round_)
    waiting = service.applicable(round_.sten, round_.referral)
    service.apply_wording(round_.sten, round_.referral, remark)
    service.apply_wording(round_.sten, round_.referral, remark)

    assert [(each.wording, each.has_moved_on) for each in waiting] == [(NEW, False)]
    assert round_.document.items.get(key=round_.survey).text == NEW
    assert service.applicable(round_.sten, round_.referral) == []
    assert AuditEvent.objects.filter(verb="document.item_changed").count() == 1


def test_a_partly_accepted_comment_puts_in_the_agreed_wording_not_the_proposed(round_: Round) -> None:
    from rodtrad.referrals import service

    agreed = "Kartlägg de nyanställdas kunskaper varje höst"
    remark = closed_with_wording(round_, "partly", reason="De nya behöver det.", wording=agreed)
    service.apply_wording(round_.sten, round_.referral, remark)

    assert round_.document.items.get(key=round_.survey).text == agreed


def test_a_refused_proposal_is_never_put_in(round_: Round) -> None:
    from rodtrad.common.errors import UserError
    from rodtrad.referrals import service

    remark = closed_with_wording(round_, "not", reason="Nej.", wording="Något annat")
    with pytest.raises(UserError, match="ingen lydelse"):
        service.apply_wording(round_.sten, round_.referral, remark)
    assert service.applicable(round_.sten, round_.referral) == []


def test_while_the_referral_goes_on_nothing_is_put_in(round_: Round) -> None:
    from rodtrad.common.errors import Conflict
    from rodtrad.referrals import service

    remark = round_.handed_in("Ord", NEW)
    round_.answer(remark)
    with pytest.raises(Conflict, match="Avsluta remissen"):
        service.apply_wording(round_.sten, round_.referral, remark)


def test_an_item_changed_since_is_replaced_only_when_asked_for(round_: Round) -> None:
    from rodtrad.common.errors import Conflict
    from rodtrad.plans import service as plans
    from rodtrad.plans.tree import Edit
    from rodtrad.referrals import service

    remark = closed_with_wording(round_)
    plans.edit_document(
        round_.sten,
        round_.document,
        round_.document.version,
        Edit("change", round_.survey, {"text": "Kartlägg i maj"}),
    )
    with pytest.raises(Conflict, match="ändrats sedan"):
        service.apply_wording(round_.sten, round_.referral, remark)
    assert service.applicable(round_.sten, round_.referral)[0].has_moved_on
    service.apply_wording(round_.sten, round_.referral, remark, anyway=True)
    assert round_.document.items.get(key=round_.survey).text == NEW


def test_a_dropped_item_takes_no_wording_and_the_record_still_says_what_was_commented(round_: Round) -> None:
    from rodtrad.common.errors import Conflict
    from rodtrad.plans import service as plans
    from rodtrad.plans.tree import Edit
    from rodtrad.referrals import service

    remark = closed_with_wording(round_)
    plans.edit_document(round_.sten, round_.document, round_.document.version, Edit("drop", round_.survey))
    with pytest.raises(Conflict, match="finns inte längre"):
        service.apply_wording(round_.sten, round_.referral, remark)
    page = service.compilation_page(round_.referral, "sv")
    assert "Kartlägg personalens kunskaper varje höst" in page


def text_of_pdf(data: bytes) -> str:
    import pdfplumber

    with pdfplumber.open(io.BytesIO(data)) as document:
        return "\n".join(page.extract_text() or "" for page in document.pages)


def test_the_compilation_tells_who_said_what_and_the_answer(round_: Round) -> None:
    from rodtrad.referrals import service

    remark = round_.handed_in("Vartannat år räcker.", NEW)
    round_.answer(remark, "partly", "De nya behöver det varje år.")
    round_.close()
    made = service.compilation_file(round_.referral, "pdf", "sv")
    text = " ".join(text_of_pdf(made.data).split())

    for words in (
        "1 av 3 remissinstanser svarade",
        "Björkhagens skola: Vartannat år räcker.",
        "Tillgodoses delvis",
        "De nya behöver det varje år.",
        "Har inte svarat",
    ):
        assert words in text, text
    assert "Karin" not in text
    assert made.filename.endswith(".pdf")


@pytest.mark.parametrize("fmt", ["pdf", "docx", "xlsx"])
@pytest.mark.parametrize("language", ["sv", "en"])
def test_hostile_text_is_text_in_every_format(round_: Round, fmt: str, language: str) -> None:
    from rodtrad.referrals import service

    remark = round_.handed_in(HOSTILE, HOSTILE)
    round_.answer(remark, "not", HOSTILE, HOSTILE)
    round_.close()
    made = service.compilation_file(round_.referral, fmt, language)

    assert made.data[:4] == (b"%PDF" if fmt == "pdf" else b"PK\x03\x04")
    assert made == service.compilation_file(round_.referral, fmt, language), "the same bytes each time"
    assert "<script>" not in service.compilation_page(round_.referral, language)


def test_a_workbook_has_a_row_for_each_comment_and_no_formula(round_: Round) -> None:
    import openpyxl

    from rodtrad.referrals import service

    remark = round_.handed_in("=1+1")
    round_.answer(remark)
    round_.close()
    data = service.compilation_file(round_.referral, "xlsx", "sv").data
    sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    row = [cell.value for cell in sheet[2]]

    assert row[0] == "Björkhagens skola"
    assert row[4] == "=1+1"
    assert sheet["E2"].data_type == "s"


def test_a_referral_without_answers_can_be_compiled(round_: Round) -> None:
    from rodtrad.referrals import service

    round_.close()
    assert service.compilation_file(round_.referral, "pdf", "en").data.startswith(b"%PDF")
    assert TODAY
