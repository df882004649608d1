"""What results say, in sentences: made from verdicts and never from bare differences.

A change is only called one when it is larger than chance and other respondents could give, so most
sentences say that nothing clear has changed; that is the finding then, and it is said as plainly.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from rodtrad.assessments.groups import WORKING, Group, definite
from rodtrad.assessments.models import InstrumentKind, Round
from rodtrad.assessments.phrases import Phrase
from rodtrad.assessments.service import AreaResult, Beside, UnitResult
from rodtrad.assessments.statistics import Verdict
from rodtrad.common import numbers

__all__ = [
    "Said",
    "apart",
    "area_words",
    "change_words",
    "comments_for",
    "gap_words",
    "no_difference",
    "notable",
    "other_words",
    "reason_words",
    "say",
    "seen_by",
    "short_reason",
    "since",
    "units_band",
    "year_words",
]


@dataclass(frozen=True)
class Said:
    """A headline and the sentence under it."""

    headline: str
    lead: str


def say(result: UnitResult) -> Said:
    """What a result says first, and what must be known to read it."""
    if not result.is_shown:
        threshold = result.round.threshold(result.group)
        return Said(_("Resultatet kan inte visas"), reason_words(result.reason, threshold))
    gaps, others = _gap_sentence(result), _others_sentence(result)
    if gaps:
        return Said(gaps, _together(_change_by_name(result), others))
    headline = _change_headline(result)
    return Said(headline, _together(_change_by_name(result) if _changed(result) else "", others))


def _together(*sentences: str) -> str:
    return " ".join(each for each in sentences if each)


def _others_sentence(result: UnitResult) -> str:
    """How the other groups that answer one by one see the same areas, where an interval says so."""
    told = []
    for group in result.groups:
        judged = [area.beside[group].verdict for area in result.areas if group in area.beside]
        lower, higher = judged.count(Verdict.HIGHER), judged.count(Verdict.LOWER)
        values = {
            "group": capital(definite(group)),
            "mine": definite(result.group),
            "lower": _number_word(lower),
            "higher": _number_word(higher),
            "total": _number_word(len(judged)),
        }
        if lower and higher:
            told.append(
                _(
                    "%(group)s skattar lägre än %(mine)s i %(lower)s och högre i %(higher)s"
                    " av %(total)s områden."
                )
                % values
            )
        elif lower:
            told.append(_("%(group)s skattar lägre än %(mine)s i %(lower)s av %(total)s områden.") % values)
        elif higher:
            told.append(_("%(group)s skattar högre än %(mine)s i %(higher)s av %(total)s områden.") % values)
    return " ".join(told)


def _gap_sentence(result: UnitResult) -> str:
    """How leaders and the other group see the same areas."""
    judged = [area.gap.verdict for area in result.areas if area.gap]
    if not judged:
        return ""
    lower, higher = judged.count(Verdict.HIGHER), judged.count(Verdict.LOWER)
    values = {
        "total": _number_word(len(judged)),
        "n": _number_word(lower or higher),
        "group": _others(result),
    }
    if lower and higher:
        said = _("%(group)s och ledningen ser olika på enheten")
    elif lower == len(judged) > 1:
        said = _("%(group)s skattar lägre än ledningen i alla %(total)s områden")
    elif higher == len(judged) > 1:
        said = _("%(group)s skattar högre än ledningen i alla %(total)s områden")
    elif lower:
        said = _("%(group)s skattar lägre än ledningen i %(n)s av %(total)s områden")
    elif higher:
        said = _("%(group)s skattar högre än ledningen i %(n)s av %(total)s områden")
    else:
        said = _("Ingen tydlig skillnad mellan %(group)s och ledningen")
    return capital(said % values)


def _others(result: UnitResult) -> str:
    """The group whose answers stand beside the leaders'."""
    return definite(result.beside if result.group == Group.LEADERS else result.group)


def capital(text: str) -> str:
    """With a capital letter first; the rest as it is."""
    return text[:1].upper() + text[1:]


def since(current: Round) -> str:
    """What a result is compared with: 'i fjol', or 'förra gången' for what is asked more often."""
    return _("i fjol") if current.kind == InstrumentKind.YEARLY else _("förra gången")


def _changed(result: UnitResult) -> bool:
    return any(area.change and area.change.verdict for area in result.areas)


def _change_headline(result: UnitResult) -> str:
    """The change since last year in numbers of areas."""
    judged = [area.change.verdict for area in result.areas if area.change]
    if not judged:
        return _not_judged(result)
    up, down = judged.count(Verdict.HIGHER), judged.count(Verdict.LOWER)
    numbers = {"up": _number_word(up), "down": _number_word(down), "total": _number_word(len(judged))}
    values = {**numbers, "then": since(result.round)}
    if up and down:
        return _("Högre än %(then)s i %(up)s och lägre i %(down)s av %(total)s områden") % values
    if up:
        return _("Tydligt högre än %(then)s i %(up)s av %(total)s områden") % values
    if down:
        return _("Tydligt lägre än %(then)s i %(down)s av %(total)s områden") % values
    return _("Ingen tydlig förändring sedan %(then)s") % values


def _change_by_name(result: UnitResult) -> str:
    """The change since last year with the areas named."""
    judged = [area for area in result.areas if area.change]
    if not judged:
        return f"{_not_judged(result)}."
    up, down = (
        [area.title for area in judged if area.change and area.change.verdict == verdict]
        for verdict in (Verdict.HIGHER, Verdict.LOWER)
    )
    values = {"up": _listed(up), "down": _listed(down), "then": since(result.round)}
    if up and down:
        return _("Tydligt högre än %(then)s inom %(up)s, lägre inom %(down)s.") % values
    if up:
        return _("Tydligt högre än %(then)s inom %(up)s. I övrigt ingen tydlig förändring.") % values
    if down:
        return _("Tydligt lägre än %(then)s inom %(down)s. I övrigt ingen tydlig förändring.") % values
    return _("Ingen tydlig förändring sedan %(then)s i något område.") % values


def _not_judged(result: UnitResult) -> str:
    if result.previous is None:
        return _("Gruppens första skattning, så det finns inget att jämföra med")
    if is_one_answer(result):
        return _("Ledningens bild av enheten")
    return _("Ingen fråga kan jämföras med %(then)s") % {"then": since(result.round)}


def change_words(verdict: Verdict | None, then: str, compared: bool = True) -> str:
    """What a change since `then` is called. `compared` False: there is nothing to compare with."""
    values = {"then": then}
    if verdict is None:
        return _("Kan inte jämföras med %(then)s") % values if compared else ""
    return {
        Verdict.HIGHER: _("Tydligt högre än %(then)s"),
        Verdict.LOWER: _("Tydligt lägre än %(then)s"),
        Verdict.NO_CLEAR_CHANGE: _("Ingen tydlig förändring"),
    }[verdict] % values


def gap_words(verdict: Verdict | None, group: str) -> str:
    """What a difference between leaders and another group is called; nothing where there is none."""
    values = {"group": definite(group)}
    if verdict == Verdict.HIGHER:
        return _("Ledningen skattar högre än %(group)s") % values
    if verdict == Verdict.LOWER:
        return _("Ledningen skattar lägre än %(group)s") % values
    return ""


def other_words(beside: Mapping[str, Verdict], group: str) -> str:
    """What the differences between a group and the others that answer one by one are called; nothing where an
    interval says none of any.
    """
    told = []
    for verdict, text in (
        (Verdict.HIGHER, _("%(mine)s skattar högre än %(others)s")),
        (Verdict.LOWER, _("%(mine)s skattar lägre än %(others)s")),
    ):
        others = [definite(each) for each, found in beside.items() if found == verdict]
        if others:
            told.append(text % {"mine": capital(definite(group)), "others": _listed(others)})
    return ". ".join(told)


def no_difference(told: Beside, least: float) -> str:
    """That two groups do not clearly differ, and why where the interval alone would say that they do."""
    return _with_reason(_("Ingen tydlig skillnad"), told, least)


def year_words(told: Beside, year: str, least: float) -> str:
    """What the change since a year is called, and why it is none where the interval alone would say one."""
    if told.verdict:
        return change_words(told.verdict, year)
    return _with_reason(_("Ingen tydlig förändring"), told, least)


def _with_reason(said: str, told: Beside, least: float) -> str:
    if not told.is_doubted:
        return said
    if abs(told.difference) < least:
        return _("%(said)s: mindre än %(least)s steg") % {"said": said, "least": numbers.decimal(least)}
    return _("%(said)s när alla frågor bedöms tillsammans") % {"said": said}


def units_band(result: UnitResult) -> str:
    """Whose eight tenths the band beside a figure is."""
    return _("Åtta av tio enheter här") if result.is_sum else _("Åtta av tio enheter hos huvudmannen")


def area_words(result: UnitResult, area: AreaResult) -> str:
    """What one area says: change, then gaps."""
    change = area.change.verdict if area.change else None
    compared = result.previous is not None and not is_one_answer(result)
    others = {group: found.verdict for group, found in area.beside.items()}
    return notable(result, change, area.gap.verdict if area.gap else None, compared, others)


def is_one_answer(result: UnitResult) -> bool:
    """Whether the result is one joint answer, that of a unit's leaders, in which chance cannot be told."""
    return result.group == Group.LEADERS and not result.is_sum


def notable(
    result: UnitResult,
    change: Verdict | None,
    gap: Verdict | None,
    compared: bool = True,
    others: Mapping[str, Verdict] | None = None,
) -> str:
    """What is worth saying of one figure: a clear change, gaps to leaders and to the other groups; else that
    nothing clear has changed.
    """
    then = since(result.round)
    said = [change_words(change, then, compared)] if change else []
    if gap:
        said.append(gap_words(gap, result.beside if result.group == Group.LEADERS else result.group))
    if others and (told := other_words(others, result.group)):
        said.append(told)
    return ". ".join(said) or change_words(change, then, compared)


def apart(group: str, groups: Sequence[str]) -> str:
    """The key of what is said where everyone who works at a unit answers in one of two groups; empty where
    only one of them is asked.
    """
    return f"apart.{group}" if set(groups) >= WORKING and group in WORKING else ""


def seen_by(current: Round, unit: str, authority: str) -> Phrase:
    """Who will see how the answers fall, as those decided who prepared the round, before it opened."""
    return Phrase(f"seen_by.{current.seen_by}", {"unit": unit, "authority": authority})


def comments_for(current: Round) -> Phrase:
    """Who will read what is written."""
    return Phrase(f"comments_for.{current.comments_for}")


def reason_words(reason: str, threshold: int) -> str:
    """Why something is not shown. One and the same sentence for what is small and what protects it."""
    if reason == "few_units":
        return _("Visas inte: för få enheter har svarat för att ingen enskild ska kunna räknas ut.")
    return _("Visas inte: färre än %(threshold)d svar, eller så skulle en liten grupp kunna räknas ut.") % {
        "threshold": threshold
    }


def short_reason(reason: str) -> str:
    """As `reason_words`, where there is little room."""
    if reason == "not_asked":
        return _("Frågades inte")
    return _("Visas inte: för få enheter") if reason == "few_units" else _("Visas inte: för få svar")


def _listed(titles: Sequence[str]) -> str:
    """'Kompetens, Samarbete och Infrastruktur'."""
    if len(titles) < 2:
        return "".join(titles)
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
