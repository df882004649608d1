"""What results say, in sentences: made from verdicts and never from bare differences.

A change is only called one when it is larger than chance and other respondents could give, so most
sentences say that nothing clear has changed; that is the finding then, and it is said as plainly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from rodtrad.assessments.models import Group
from rodtrad.assessments.service import UnitResult
from rodtrad.assessments.statistics import Verdict

__all__ = [
    "Said",
    "area_words",
    "change_words",
    "gap_words",
    "notable",
    "reason_words",
    "say",
    "short_reason",
]


@dataclass(frozen=True)
class Said:
    """A headline and the sentence under it."""

    headline: str
    lead: str


def say(result: UnitResult) -> Said:
    """What a result says first, and what must be known to read it."""
    if not result.is_shown:
        return Said(_("Resultatet kan inte visas"), reason_words(result.reason, result.round.staff_threshold))
    gaps = _gap_sentence(result)
    if gaps:
        return Said(gaps, _change_by_name(result))
    headline = _change_headline(result)
    return Said(headline, _change_by_name(result) if _changed(result) else "")


def _gap_sentence(result: UnitResult) -> str:
    """How staff and leaders see the same areas."""
    judged = [area.gap.verdict for area in result.areas if area.gap]
    if not judged:
        return ""
    lower, higher = judged.count(Verdict.HIGHER), judged.count(Verdict.LOWER)
    total = {"total": _number_word(len(judged))}
    if lower and higher:
        return _("Personalen och ledningen ser olika på enheten")
    if lower == len(judged) > 1:
        return _("Personalen skattar lägre än ledningen i alla %(total)s områden") % total
    if higher == len(judged) > 1:
        return _("Personalen skattar högre än ledningen i alla %(total)s områden") % total
    if lower:
        values = {"n": _number_word(lower), **total}
        return _("Personalen skattar lägre än ledningen i %(n)s av %(total)s områden") % values
    if higher:
        values = {"n": _number_word(higher), **total}
        return _("Personalen skattar högre än ledningen i %(n)s av %(total)s områden") % values
    return _("Personalen och ledningen ser läget på samma sätt")


def _changed(result: UnitResult) -> bool:
    return any(area.change and area.change.verdict for area in result.areas)


def _change_headline(result: UnitResult) -> str:
    """The change since last year in numbers of areas."""
    judged = [area.change.verdict for area in result.areas if area.change]
    if not judged:
        return _not_judged(result)
    up, down = judged.count(Verdict.HIGHER), judged.count(Verdict.LOWER)
    values = {"up": _number_word(up), "down": _number_word(down), "total": _number_word(len(judged))}
    if up and down:
        return _("Högre än i fjol i %(up)s och lägre i %(down)s av %(total)s områden") % values
    if up:
        return _("Tydligt högre än i fjol i %(up)s av %(total)s områden") % values
    if down:
        return _("Tydligt lägre än i fjol i %(down)s av %(total)s områden") % values
    return _("Ingen tydlig förändring sedan i fjol")


def _change_by_name(result: UnitResult) -> str:
    """The change since last year with the areas named."""
    judged = [area for area in result.areas if area.change]
    if not judged:
        return f"{_not_judged(result)}."
    up, down = (
        [area.title for area in judged if area.change and area.change.verdict == verdict]
        for verdict in (Verdict.HIGHER, Verdict.LOWER)
    )
    if up and down:
        values = {"up": _listed(up), "down": _listed(down)}
        return _("Tydligt högre än i fjol inom %(up)s, lägre inom %(down)s.") % values
    if up:
        return _("Tydligt högre än i fjol inom %(areas)s. I övrigt ingen tydlig förändring.") % {
            "areas": _listed(up)
        }
    if down:
        return _("Tydligt lägre än i fjol inom %(areas)s. I övrigt ingen tydlig förändring.") % {
            "areas": _listed(down)
        }
    return _("Ingen tydlig förändring sedan i fjol i något område.")


def _not_judged(result: UnitResult) -> str:
    if result.previous is None:
        return _("Den första skattningen, så det finns inget att jämföra med")
    if is_one_answer(result):
        return _("Ledningens bild av enheten")
    return _("Ingen fråga kan jämföras med i fjol")


def change_words(verdict: Verdict | None, compared: bool = True) -> str:
    """What a change is called. `compared` False: there is no year to compare with."""
    if verdict is None:
        return _("Kan inte jämföras med i fjol") if compared else ""
    return {
        Verdict.HIGHER: _("Tydligt högre än i fjol"),
        Verdict.LOWER: _("Tydligt lägre än i fjol"),
        Verdict.NO_CLEAR_CHANGE: _("Ingen tydlig förändring"),
    }[verdict]


def gap_words(verdict: Verdict | None) -> str:
    """What a difference between leaders and staff is called; nothing where there is none."""
    if verdict == Verdict.HIGHER:
        return _("Ledningen skattar högre än personalen")
    if verdict == Verdict.LOWER:
        return _("Ledningen skattar lägre än personalen")
    return ""


def area_words(result: UnitResult, number: int) -> str:
    """What one area says: change, then gap."""
    area = result.areas[number]
    change = area.change.verdict if area.change else None
    compared = result.previous is not None and not is_one_answer(result)
    return notable(change, area.gap.verdict if area.gap else None, compared)


def is_one_answer(result: UnitResult) -> bool:
    """Whether the result is one joint answer, that of a unit's leaders, in which chance cannot be told."""
    return result.group == Group.LEADERS and not result.is_sum


def notable(change: Verdict | None, gap: Verdict | None, compared: bool = True) -> str:
    """What is worth saying of one figure: a clear change, a gap; else that nothing clear has changed."""
    said = [change_words(change, compared)] if change else []
    said += [gap_words(gap)] if gap else []
    return ". ".join(said) or change_words(change, compared)


def reason_words(reason: str, threshold: int) -> str:
    """Why something is not shown. One and the same sentence for what is small and what protects it."""
    if reason == "few_units":
        return _("Visas inte: för få enheter har svarat för att ingen enskild ska kunna räknas ut.")
    return _("Visas inte: färre än %(threshold)d svar, eller så skulle en liten grupp kunna räknas ut.") % {
        "threshold": threshold
    }


def short_reason(reason: str) -> str:
    """As `reason_words`, where there is little room."""
    return _("Visas inte: för få enheter") if reason == "few_units" else _("Visas inte: för få svar")


def _listed(titles: Sequence[str]) -> str:
    """'Kompetens, Samarbete och Infrastruktur'."""
    if len(titles) == 1:
        return titles[0]
    return _("%(all)s och %(last)s") % {"all": ", ".join(titles[:-1]), "last": titles[-1]}


def _number_word(number: int) -> str:
    """Small numbers as words, as in running text."""
    words = [
        _("inget"),
        _("ett"),
        _("två"),
        _("tre"),
        _("fyra"),
        _("fem"),
        _("sex"),
        _("sju"),
        _("åtta"),
        _("nio"),
        _("tio"),
    ]
    return words[number] if number < len(words) else str(number)
