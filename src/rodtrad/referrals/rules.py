"""What a referral may become, what a comment must hold, and what is counted of it.

Pure functions of their arguments: no database, no request.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from django.utils.translation import gettext as _

from rodtrad.referrals.models import ReferralState, Verdict

__all__ = [
    "LONGEST",
    "MOST_QUESTIONS",
    "Tally",
    "needs_reason",
    "question_target",
    "reason_not_open",
    "tally",
    "why_not_answer",
    "why_not_send",
]

LONGEST = 5_000
"""Characters in one comment, proposed wording, reason or message."""
MOST_QUESTIONS = 5
QUESTION_LENGTH = 500


class AnsweredRemark(Protocol):
    """A comment with the verdict of its answer, '' for none."""

    @property
    def verdict(self) -> str: ...
    @property
    def is_question(self) -> bool: ...


@dataclass(frozen=True)
class Tally:
    """What came in and how it was answered. Answers to questions need no verdict and are counted apart."""

    remarks: int
    questions: int
    answered: int
    by_verdict: dict[str, int]

    @property
    def unanswered(self) -> int:
        return self.remarks - self.answered


def tally(remarks: Iterable[AnsweredRemark]) -> Tally:
    """Count comments by verdict."""
    listed = list(remarks)
    comments = [remark for remark in listed if not remark.is_question]
    by_verdict = {value: sum(r.verdict == value for r in comments) for value in Verdict.values}
    return Tally(len(comments), len(listed) - len(comments), sum(by_verdict.values()), by_verdict)


def question_target(number: int) -> str:
    """Where the answer to a question is kept; the first question is number 1."""
    return f"fraga-{number}"


def reason_not_open(state: str) -> str:
    """Why nothing more can be written, in one sentence that says what became of the text."""
    if state == ReferralState.CALLED_BACK:
        return _("Remissen är återkallad. Det ni har skrivit finns kvar att läsa men kan inte ändras.")
    return _("Remissen är avslutad. Det ni har skrivit finns kvar att läsa men kan inte ändras.")


def why_not_send(last_day: date, today: date, questions: Sequence[str], recipients: int) -> str:
    """What is wrong with a referral that is about to be sent; '' where nothing is."""
    if last_day < today:
        return _("Sista dagen har redan varit. Välj en dag framåt i tiden.")
    if not recipients:
        return _("Välj minst en enhet eller referensgrupp.")
    if len(questions) > MOST_QUESTIONS:
        return _("Ställ högst %(most)s frågor.") % {"most": MOST_QUESTIONS}
    if any(len(question) > QUESTION_LENGTH for question in questions):
        return _("En fråga får vara högst %(limit)s tecken.") % {"limit": QUESTION_LENGTH}
    return ""


def needs_reason(verdict: str) -> bool:
    """Whether the answer must say why: whoever did not get what they asked for is told the reason."""
    return verdict in {Verdict.PARTLY, Verdict.NOT}


def why_not_answer(verdict: str, reason: str) -> str:
    """What is wrong with an answer; '' where nothing is."""
    if verdict not in Verdict.values:
        return _("Välj hur synpunkten besvaras.")
    if needs_reason(verdict) and not reason.strip():
        return _("Skriv varför. Den som inte får som den vill ska få veta skälet.")
    if len(reason) > LONGEST:
        return _("Motiveringen är för lång: högst %(limit)s tecken.") % {"limit": LONGEST}
    return ""
