"""The sections of a decision paper (tjänsteutlåtande) and what can be written of itself in each.

Pure functions of plain facts. The paper is an act of the authority and is in Swedish whatever the reader's
language, as the plan that it is about.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, override

from rodtrad.common.wording import joined

__all__ = ["HELP", "SECTIONS", "PaperFacts", "ReferralFacts", "generated"]

SECTIONS: Mapping[str, object] = {
    "proposal": gettext_lazy("Förslag till beslut"),
    "summary": gettext_lazy("Sammanfattning"),
    "background": gettext_lazy("Bakgrund"),
    "preparation": gettext_lazy("Beredning"),
    "economy": gettext_lazy("Ekonomiska konsekvenser"),
    "equality": gettext_lazy("Jämställdhet och jämlikhet"),
    "child-rights": gettext_lazy("Barnrättsperspektiv"),
}
"""The sections in the order of the paper."""

HELP: Mapping[str, object] = {
    "proposal": gettext_lazy("En punkt på varje rad. Det är de punkterna som nämnden tar ställning till."),
    "summary": gettext_lazy("Det viktigaste på en halv sida: vad som föreslås och varför."),
    "background": gettext_lazy("Varför dokumentet behövs nu, och vad det bygger på."),
    "preparation": gettext_lazy("Hur förslaget har tagits fram och vilka som har fått säga sitt."),
    "economy": gettext_lazy(
        "Vad förslaget kostar, hur det betalas och vad som händer om det inte genomförs."
    ),
    "equality": gettext_lazy("Hur förslaget påverkar flickor och pojkar, och grupper med olika villkor."),
    "child-rights": gettext_lazy("Hur barnets bästa har bedömts, och vad barn och elever själva har sagt."),
}


@dataclass(frozen=True)
class ReferralFacts:
    """What the preparation tells of a closed referral. Days are written out."""

    sent: str
    last_day: str
    asked: int
    answered: int
    remarks: int
    accepted: int
    partly: int


@dataclass(frozen=True)
class PaperFacts:
    """What the paper is written from."""

    title: str
    board: str
    owner: str
    period: str
    replaces: str
    areas: Sequence[str]
    initiatives: int
    referrals: Sequence[ReferralFacts]
    motions: Sequence[str]


def generated(facts: PaperFacts) -> dict[str, str]:
    """The text of each section that can be written from facts; '' where a person must think."""
    with override("sv"):
        return {key: _WRITERS[key](facts) if key in _WRITERS else "" for key in SECTIONS}


def _proposal(facts: PaperFacts) -> str:
    board = facts.board or _("Nämnden")
    words = {"board": board, "title": facts.title, "period": facts.period}
    lines = [
        _("%(board)s beslutar att anta %(title)s för perioden %(period)s.") % words
        if facts.period
        else _("%(board)s beslutar att anta %(title)s.") % words
    ]
    if facts.replaces:
        lines.append(
            _("%(board)s beslutar att %(old)s upphör att gälla.") % {"board": board, "old": facts.replaces}
        )
    lines += [_("Motionen ”%(title)s” anses besvarad.") % {"title": motion} for motion in facts.motions]
    return "\n".join(lines)


def _summary(facts: PaperFacts) -> str:
    lines = [
        _("%(owner)s har tagit fram ett förslag till %(title)s.")
        % {"owner": facts.owner, "title": facts.title}
    ]
    if facts.areas:
        count = len(facts.areas)
        words = {"count": count, "areas": joined(facts.areas)}
        lines.append(
            ngettext(
                "Förslaget har ett prioriterat område: %(areas)s.",
                "Förslaget har %(count)s prioriterade områden: %(areas)s.",
                count,
            )
            % words
        )
    if facts.initiatives:
        lines.append(
            ngettext(
                "Det innehåller %(count)s insats.", "Det innehåller %(count)s insatser.", facts.initiatives
            )
            % {"count": facts.initiatives}
        )
    return " ".join(lines)


def _background(facts: PaperFacts) -> str:
    if not facts.replaces:
        return ""
    return _("Dokumentet ersätter %(old)s.") % {"old": facts.replaces}


def _preparation(facts: PaperFacts) -> str:
    if not facts.referrals:
        return _("Förslaget har inte varit på remiss.")
    return "\n".join(_one_referral(referral) for referral in facts.referrals)


def _one_referral(referral: ReferralFacts) -> str:
    lines = [
        _("Förslaget skickades på remiss %(sent)s med sista dag %(last)s.")
        % {"sent": referral.sent, "last": referral.last_day},
        _("Av %(asked)s remissinstanser svarade %(answered)s.")
        % {"asked": referral.asked, "answered": referral.answered},
    ]
    if referral.remarks:
        lines.append(
            ngettext(
                "De lämnade %(remarks)s synpunkt.", "De lämnade %(remarks)s synpunkter.", referral.remarks
            )
            % {"remarks": referral.remarks}
        )
        lines.append(
            _("Av dem tillgodoses %(accepted)s helt och %(partly)s delvis.")
            % {"accepted": referral.accepted, "partly": referral.partly}
        )
        lines.append(_("Alla synpunkter och svar finns i sammanställningen, som är en bilaga."))
    return " ".join(lines)


_WRITERS: Mapping[str, Callable[[PaperFacts], str]] = {
    "proposal": _proposal,
    "summary": _summary,
    "background": _background,
    "preparation": _preparation,
}
