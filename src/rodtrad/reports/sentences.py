"""The sentences of the reports, from verdicts and counts: small pure functions in the reader's language.

A change or a gap is said only when it is clear (rule 4). How far the work has come and what came of it are
always two sentences (rule 3). Nothing is said of a figure that is not shown but that it is not, and why.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from rodtrad.assessments.groups import among, definite
from rodtrad.common import numbers
from rodtrad.common.wording import capital, joined
from rodtrad.reports.facts import AreaFacts, Difference, Effect, GroupFacts, Told, Turnout, Work

__all__ = [
    "answers",
    "area_heading",
    "band",
    "beside",
    "change",
    "conclusions_heading",
    "effect",
    "gap",
    "group_gap",
    "group_state",
    "group_turnout",
    "headline",
    "hidden",
    "high_levels",
    "in_words",
    "lead",
    "loose",
    "reports",
    "reports_missing",
    "state",
    "statuses",
    "turnout",
    "units_at_work",
    "untouched",
    "work",
]


def in_words(number: int, neuter: bool = False) -> str:
    """A small number as a word: 'två'; from thirteen on in figures. `neuter` for 'ett'."""
    if number == 1 and neuter:
        return pgettext("antal", "ett")
    words = [
        pgettext("antal", "inget") if neuter else pgettext("antal", "ingen"),
        pgettext("antal", "en"),
        pgettext("antal", "två"),
        pgettext("antal", "tre"),
        pgettext("antal", "fyra"),
        pgettext("antal", "fem"),
        pgettext("antal", "sex"),
        pgettext("antal", "sju"),
        pgettext("antal", "åtta"),
        pgettext("antal", "nio"),
        pgettext("antal", "tio"),
        pgettext("antal", "elva"),
        pgettext("antal", "tolv"),
    ]
    return words[number] if 0 <= number < len(words) else numbers.thousands(number)


def quoted(titles: Sequence[str]) -> str:
    """'”a”, ”b” och ”c”'."""
    return joined([_("”%(title)s”") % {"title": title} for title in titles])


def hidden(reason: str) -> str:
    """Why a figure is not shown, in a few words."""
    if reason == "few_units":
        return _("Visas inte: för få enheter")
    return _("Visas inte: för få svar")


def answers(count: int) -> str:
    """'1 svar', '812 svar'."""
    return ngettext("%(count)s svar", "%(count)s svar", count) % {"count": numbers.thousands(count)}


def beside(told: Told, rate: float | None) -> str:
    """What must stand beside a mean (rule 4): number of answers, response rate, spread."""
    parts = [answers(told.n)]
    if rate is not None:
        parts.append(_("%(rate)s svarade") % {"rate": numbers.percent(rate)})
    if told.sd is not None:
        parts.append(_("spridning %(sd)s") % {"sd": numbers.decimal(told.sd)})
    return ", ".join(parts)


# ---- the whole ----------------------------------------------------------------------------------------


def headline(areas: Sequence[AreaFacts]) -> str:
    """The report's message in one line: what has clearly changed, or that nothing has. The staff come first;
    where nothing has changed for them, the first other group for which something has.
    """
    by_group = {group: found for group, found in _since_last_year(areas).items() if found}
    if not by_group:
        return _without_comparison(areas)
    for group, found in by_group.items():
        up, down = (sum(each.verdict == way for _title, each in found) for way in (1, -1))
        if up or down:
            return _direction(group, up, down, len(found))
    return _("Ingen tydlig förändring sedan i fjol")


def _without_comparison(areas: Sequence[AreaFacts]) -> str:
    if any(area.staff and area.staff.is_shown for area in areas):
        return _("Den första skattningen: här börjar jämförelsen")
    shown = any(each.told.is_shown for area in areas for each in area.others)
    return _("Så skattar de som svarade") if shown else _("Ingen skattning att visa för läsåret")


def _since_last_year(areas: Sequence[AreaFacts]) -> dict[str, list[tuple[str, Difference]]]:
    """Per group, the areas that can be compared with last year: title and difference. The staff first."""
    found: dict[str, list[tuple[str, Difference]]] = {"staff": []}
    for area in areas:
        if area.staff and area.staff.is_shown and area.change:
            found["staff"].append((area.title, area.change))
        for each in area.others:
            if each.told.is_shown and each.change:
                found.setdefault(each.group, []).append((area.title, each.change))
    return found


def _direction(group: str, up: int, down: int, of: int) -> str:
    words = {"group": capital(definite(group)), "of": in_words(of, True)}
    if up and down:
        text = _("%(group)s skattar högre än i fjol i %(up)s av %(of)s områden, lägre i %(down)s")
        return text % (words | {"up": in_words(up, True), "down": in_words(down, True)})
    return _one_way(words, up, up or down, of)


def _one_way(words: dict[str, str], up: int, count: int, of: int) -> str:
    if count == of and of > 1:
        text = (
            _("%(group)s skattar högre än i fjol i alla områden")
            if up
            else _("%(group)s skattar lägre än i fjol i alla områden")
        )
        return text % words
    text = (
        _("%(group)s skattar högre än i fjol i %(count)s av %(of)s områden")
        if up
        else _("%(group)s skattar lägre än i fjol i %(count)s av %(of)s områden")
    )
    return text % (words | {"count": in_words(count, True)})


def lead(areas: Sequence[AreaFacts], at_work: int, schools: int, untouched_count: int) -> str:
    """Two or three sentences under the headline, which a reader in a hurry may stop at."""
    return " ".join(
        part
        for part in (
            _changed_areas(areas),
            units_at_work(at_work, schools),
            _untouched_short(untouched_count),
        )
        if part
    )


def _changed_areas(areas: Sequence[AreaFacts]) -> str:
    """Every group's clear changes with their areas; where no group has any, that."""
    compared = _since_last_year(areas)
    parts = [
        text % {"group": capital(definite(group)), "areas": quoted(titles)}
        for group, found in compared.items()
        for verdict, text in (
            (1, _("%(group)s skattar tydligt högre än i fjol i %(areas)s.")),
            (-1, _("%(group)s skattar tydligt lägre än i fjol i %(areas)s.")),
        )
        if (titles := [title for title, each in found if each.verdict == verdict])
    ]
    if not parts and any(compared.values()):
        return _("I inget område är skillnaden mot i fjol större än slumpen kan förklara.")
    return " ".join(parts)


def _untouched_short(count: int) -> str:
    if not count:
        return ""
    text = ngettext(
        "%(count)s insats i planen arbetar ingen enhet med.",
        "%(count)s insatser i planen arbetar ingen enhet med.",
        count,
    )
    return capital(text % {"count": in_words(count)})


def turnout(given: Turnout | None, group: str) -> str:
    """How many answered: '2 134 av 3 004 i personalen svarade (71 %).'"""
    if given is None:
        return (
            _("Personalen var inte tillfrågad.") if group == "staff" else _("Ledningen var inte tillfrågad.")
        )
    if given.answered is None:
        return (
            _("Hur många i personalen som svarade visas inte: gruppen är för liten.")
            if group == "staff"
            else _("Hur många ledningar som svarade visas inte: gruppen är för liten.")
        )
    if not given.answered:
        return _("Ingen i personalen svarade.") if group == "staff" else _("Ingen ledning svarade.")
    text = (
        ngettext(
            "%(answered)s av %(invited)s i personalen svarade (%(rate)s).",
            "%(answered)s av %(invited)s i personalen svarade (%(rate)s).",
            given.answered,
        )
        if group == "staff"
        else ngettext(
            "Ledningen på %(answered)s av %(invited)s enheter svarade (%(rate)s).",
            "Ledningen på %(answered)s av %(invited)s enheter svarade (%(rate)s).",
            given.answered,
        )
    )
    return text % {
        "answered": numbers.thousands(given.answered),
        "invited": numbers.thousands(given.invited or 0),
        "rate": numbers.percent(given.rate) if given.rate is not None else "–",
    }


def group_turnout(given: Turnout) -> str:
    """How many of a group answered: '812 av 1 300 äldre elever svarade (62 %).' Where not every unit has said
    how many it asked, the rate is told of those that have.
    """
    words = {"group": definite(given.group), "among": among(given.group)}
    if given.answered is None:
        return (
            _("Hur många av %(group)s som svarade visas inte: de är för få, eller går att räkna ut.") % words
        )
    words["answered"] = numbers.thousands(given.answered)
    if given.invited and given.rate is not None:
        words |= {"invited": numbers.thousands(given.invited), "rate": numbers.percent(given.rate)}
        return _("%(answered)s av %(invited)s %(among)s svarade (%(rate)s).") % words
    if given.covered is None or given.rate is None:
        return _("%(answered)s %(among)s svarade. Hur många som frågades är inte angivet.") % words
    covered = {"units": numbers.thousands(given.covered.units), "of": numbers.thousands(given.covered.of)}
    words |= {"rate": numbers.percent(given.rate), **covered}
    text = _(
        "%(answered)s %(among)s svarade. På de %(units)s av %(of)s enheter som har angett hur många de"
        " frågade svarade %(rate)s."
    )
    return text % words


def group_state(given: GroupFacts, rate: float | None) -> str:
    """A further group's mean with what must stand beside it."""
    group = {"group": definite(given.group)}
    if given.told.mean is None:
        return _("Svaren från %(group)s visas inte: de är för få, eller går att räkna ut ur andra.") % group
    text = _("Medelvärdet för %(group)s är %(mean)s på skalan 1–%(top)d (%(beside)s).")
    return text % {
        **group,
        "mean": numbers.decimal(given.told.mean),
        "top": len(given.told.counts),
        "beside": beside(given.told, rate),
    }


def group_gap(found: Difference | None) -> str:
    """The leaders beside the group that was just spoken of."""
    if found is None:
        return ""
    if found.verdict > 0:
        text = _("Ledningens medelvärde är tydligt högre (%(size)s).")
    elif found.verdict < 0:
        text = _("Ledningens medelvärde är tydligt lägre (%(size)s).")
    else:
        text = _("Ledningens medelvärde är ungefär detsamma.")
    return text % {"size": numbers.signed(found.size)}


# ---- an area ------------------------------------------------------------------------------------------


def area_heading(area: AreaFacts) -> str:
    """The heading carries the message: the area's name and what there is to say of it."""
    return f"{area.title}: {_message(area)}"


def _message(area: AreaFacts) -> str:
    if area.staff is None:
        return _("skattat, men inte av personalen") if area.others or area.leaders else _("inte skattat i år")
    if not area.staff.is_shown:
        return _("för få svar för att visas")
    if area.change is None:
        return _("första året som kan visas")
    if area.change.verdict > 0:
        return _("högre än i fjol")
    if area.change.verdict < 0:
        return _("lägre än i fjol")
    return _("ingen tydlig förändring")


def state(told: Told | None, rate: float | None) -> str:
    """The staff's mean with what must stand beside it."""
    if told is None:
        return _("Området skattades inte i år.")
    if told.mean is None:
        return _("Personalens skattning visas inte: svaren är för få, eller går att räkna ut ur andra.")
    text = _("Personalens medelvärde är %(mean)s på skalan 1–%(top)d (%(beside)s).")
    return text % {
        "mean": numbers.decimal(told.mean),
        "top": len(told.counts),
        "beside": beside(told, rate),
    }


def high_levels(told: Told | None, names: Sequence[str]) -> str:
    """How large a part of the answers lies on the two highest levels, by their names."""
    total = sum(told.counts) if told and told.is_shown else 0
    if not told or not total or len(names) < 2:
        return ""
    high = sum(told.counts[-2:])
    text = (
        _("%(share)s av svaren ligger på ”%(one)s” eller ”%(two)s”.")
        if high
        else _("Inget svar ligger på ”%(one)s” eller ”%(two)s”.")
    )
    return text % {"share": numbers.share(high, total), "one": names[-2], "two": names[-1]}


def change(found: Difference | None, year: str) -> str:
    """The change since last year: only called one when it is clear (rule 4)."""
    if found is None:
        return _("Det finns ingen tidigare skattning att jämföra med.")
    if found.verdict > 0:
        text = _("Det är högre än %(year)s (%(size)s): skillnaden är större än slumpen kan förklara.")
    elif found.verdict < 0:
        text = _("Det är lägre än %(year)s (%(size)s): skillnaden är större än slumpen kan förklara.")
    else:
        text = _("Det går inte att säga att något har förändrats sedan %(year)s.")
    said = text % {"year": year or _("i fjol"), "size": numbers.signed(found.size)}
    return f"{said} {_compared(found)}".strip()


def _compared(found: Difference) -> str:
    if found.used >= found.of:
        return ""
    text = ngettext(
        "Jämförelsen bygger på %(used)s av %(of)s fråga; resten går inte att jämföra.",
        "Jämförelsen bygger på %(used)s av %(of)s frågor; resten går inte att jämföra.",
        found.of,
    )
    return text % {"used": found.used, "of": found.of}


def gap(found: Difference | None, leaders: Told | None) -> str:
    """Leaders beside staff; the size is the leaders' mean less the staff's."""
    if leaders is None:
        return _("Ledningen skattade inte området.")
    if leaders.mean is None or found is None:
        return _("Ledningens skattning visas inte: för få enheter har svarat.")
    return _gap_text(found) % {
        "mean": numbers.decimal(leaders.mean),
        "size": numbers.signed(found.size),
        "beside": _leaders_beside(leaders),
    }


def _gap_text(found: Difference) -> str:
    if found.verdict > 0:
        return _("Ledningens medelvärde är %(mean)s (%(beside)s), tydligt högre än personalens (%(size)s).")
    if found.verdict < 0:
        return _("Ledningens medelvärde är %(mean)s (%(beside)s), tydligt lägre än personalens (%(size)s).")
    return _("Ledningens medelvärde är %(mean)s (%(beside)s), ungefär som personalens.")


def _leaders_beside(told: Told) -> str:
    text = ngettext("%(count)s enhets ledning", "%(count)s enheters ledningar", told.n)
    said = text % {"count": numbers.thousands(told.n)}
    if told.sd is None:
        return said
    return _("%(said)s, spridning %(sd)s") % {"said": said, "sd": numbers.decimal(told.sd)}


def band(told: Told | None) -> str:
    """The spread between units: where eight of ten lie, never who (rule 6)."""
    if told is None or not told.is_shown:
        return _("Spridningen mellan enheter visas inte.")
    if told.band is None:
        return _("Enheterna är för få för att visa hur de skiljer sig åt.")
    low, high = (numbers.decimal(end) for end in told.band)
    return _("Åtta av tio enheter har ett medelvärde mellan %(low)s och %(high)s.") % {
        "low": low,
        "high": high,
    }


# ---- what units do, and what came of it ---------------------------------------------------------------


def units_at_work(units: int, of: int) -> str:
    """How many units have something going."""
    if not of:
        return ""
    if not units:
        return _("Ingen enhet har planerat någon aktivitet.")
    if units == of and of > 1:
        return _("Alla %(of)s enheter har planerat aktiviteter.") % {"of": numbers.thousands(of)}
    text = ngettext(
        "%(units)s av %(of)s enhet har planerat aktiviteter.",
        "%(units)s av %(of)s enheter har planerat aktiviteter.",
        of,
    )
    return text % {"units": numbers.thousands(units), "of": numbers.thousands(of)}


def work(found: Work, schools: int) -> str:
    """How far the work has come, and nothing of its effect."""
    if not found.activities:
        return _("Ingen enhet har någon aktivitet här.")
    text = ngettext(
        "%(units)s av %(schools)s enheter har aktiviteter här, sammanlagt %(count)s.",
        "%(units)s av %(schools)s enheter har aktiviteter här, sammanlagt %(count)s.",
        found.activities,
    )
    said = text % {
        "units": numbers.thousands(found.units),
        "schools": numbers.thousands(schools),
        "count": numbers.thousands(found.activities),
    }
    return f"{said} {statuses(found)}"


def statuses(found: Work) -> str:
    """How many activities have come how far: '12 är genomförda och 15 pågår.'"""
    if not found.activities:
        return ""
    told = [
        (found.done, ngettext("%(n)s är genomförd", "%(n)s är genomförda", found.done)),
        (found.ongoing, ngettext("%(n)s pågår", "%(n)s pågår", found.ongoing)),
        (found.planned, ngettext("%(n)s är planerad", "%(n)s är planerade", found.planned)),
        (found.paused, ngettext("%(n)s är pausad", "%(n)s är pausade", found.paused)),
        (found.cancelled, ngettext("%(n)s är avbruten", "%(n)s är avbrutna", found.cancelled)),
    ]
    parts = [text % {"n": numbers.thousands(count)} for count, text in told if count]
    return f"{capital(joined(parts))}."


def effect(found: Effect) -> str:
    """What came of what was followed up. Never mixed with how far the work has come (rule 3)."""
    total = found.followed + found.not_followed
    if not total:
        return ""
    if not found.followed:
        return _("Ingen av aktiviteterna är uppföljd, så effekten går inte att säga något om.")
    text = ngettext(
        "%(followed)s aktivitet av %(total)s är uppföljd: %(verdicts)s.",
        "%(followed)s aktiviteter av %(total)s är uppföljda: %(verdicts)s.",
        found.followed,
    )
    said = {"followed": numbers.thousands(found.followed), "total": numbers.thousands(total)}
    return text % {**said, "verdicts": joined(_verdicts(found))}


def _verdicts(found: Effect) -> list[str]:
    told = [
        (found.clear, _("tydlig effekt i %(n)s")),
        (found.partly, _("effekt till en del i %(n)s")),
        (found.none, _("ingen effekt sedd i %(n)s")),
        (found.too_early, _("för tidigt att säga i %(n)s")),
    ]
    return [text % {"n": numbers.thousands(count)} for count, text in told if count]


def untouched(count: int, of: int) -> str:
    """How many initiatives no unit works with: a heading."""
    if not of:
        return _("Planen har inga insatser")
    if not count:
        return _("Alla insatser har minst en enhet som arbetar med dem")
    if count == of:
        return _("Ingen enhet arbetar med någon av planens insatser")
    text = ngettext(
        "%(count)s insats av %(of)s arbetar ingen enhet med",
        "%(count)s insatser av %(of)s arbetar ingen enhet med",
        count,
    )
    return capital(text % {"count": in_words(count), "of": in_words(of)})


def loose(count: int) -> str:
    """Activities that serve nothing in the plan."""
    if not count:
        return _("Alla aktiviteter hör till en insats i planen.")
    text = ngettext(
        "%(count)s aktivitet hör inte till någon insats i planen.",
        "%(count)s aktiviteter hör inte till någon insats i planen.",
        count,
    )
    return text % {"count": numbers.thousands(count)}


def reports(handed_in: int, of: int) -> str:
    """How many units have handed in their own report."""
    if not of:
        return _("Det finns inga skolenheter.")
    if not handed_in:
        return _("Ingen enhet har lämnat in sin uppföljningsrapport.")
    if handed_in == of and of > 1:
        return _("Alla %(of)s enheter har lämnat in sin uppföljningsrapport.") % {"of": numbers.thousands(of)}
    text = ngettext(
        "%(count)s av %(of)s enhet har lämnat in sin uppföljningsrapport.",
        "%(count)s av %(of)s enheter har lämnat in sin uppföljningsrapport.",
        of,
    )
    return text % {"count": numbers.thousands(handed_in), "of": numbers.thousands(of)}


def reports_missing(parts: Sequence[tuple[str, int]]) -> str:
    """Where reports are missing, by administration; how many, never which school."""
    lacking = [
        _("%(name)s (%(count)s)") % {"name": name, "count": numbers.thousands(count)}
        for name, count in parts
        if count
    ]
    return _("De saknas i %(parts)s.") % {"parts": joined(lacking)} if lacking else ""


def conclusions_heading(count: int) -> str:
    """How many follow-ups have a conclusion: the heading over what units have learnt."""
    if not count:
        return _("Ingen uppföljning har någon slutsats än")
    text = ngettext(
        "Enheterna har dragit %(count)s slutsats", "Enheterna har dragit %(count)s slutsatser", count
    )
    return text % {"count": in_words(count)}


def doing_heading(found: Work) -> str:
    """The heading over what units do."""
    if not found.activities:
        return _("Ingen enhet har planerat någon aktivitet")
    text = ngettext(
        "%(count)s aktivitet på %(units)s",
        "%(count)s aktiviteter på %(units)s",
        found.activities,
    )
    units = ngettext("%(units)s enhet", "%(units)s enheter", found.units)
    said = units % {"units": in_words(found.units)}
    return capital(text % {"count": in_words(found.activities), "units": said})


def effect_heading(found: Effect) -> str:
    """The heading over what came of it."""
    if not found.followed:
        return _("Inget är uppföljt än, så effekten är okänd")
    seen = found.clear + found.partly
    text = ngettext(
        "Effekt sedd i %(seen)s av %(count)s uppföljd aktivitet",
        "Effekt sedd i %(seen)s av %(count)s uppföljda aktiviteter",
        found.followed,
    )
    return text % {"seen": numbers.thousands(seen), "count": numbers.thousands(found.followed)}


def elsewhere(count: int) -> str:
    """Activities that serve other documents than the one reported on."""
    text = ngettext(
        "%(count)s aktivitet hör till andra dokument än planen.",
        "%(count)s aktiviteter hör till andra dokument än planen.",
        count,
    )
    return text % {"count": numbers.thousands(count)}


def equity_heading(areas: Sequence[AreaFacts]) -> str:
    """The heading over how units differ: the area in which they differ most, when that can be told."""
    banded = [
        (area.staff.band[1] - area.staff.band[0], area) for area in areas if area.staff and area.staff.band
    ]
    if not banded:
        return _("Hur lika läget är mellan enheterna")
    widest = max(banded, key=lambda pair: (pair[0], -pair[1].number))[1]
    return _("Enheterna skiljer sig mest åt i ”%(area)s”") % {"area": widest.title}


def gaps(higher: int, lower: int, of: int) -> str:
    """In how many areas leaders clearly rate otherwise than staff."""
    if not higher and not lower:
        return _("Ledning och personal skiljer sig inte tydligt åt i något område.")
    if higher == of and of > 1:
        return _("Ledningen skattar högre än personalen i alla områden.")
    parts = []
    if higher:
        parts.append(_("högre än personalen i %(count)s") % {"count": in_words(higher, True)})
    if lower:
        parts.append(_("lägre i %(count)s") % {"count": in_words(lower, True)})
    return _("Av %(of)s områden skattar ledningen %(where)s.") % {
        "of": in_words(of, True),
        "where": joined(parts),
    }


def initiatives_changed(up: int, down: int, of: int) -> str:
    """How many initiatives of an area have clearly changed."""
    if not up and not down:
        return _("Ingen av insatserna har förändrats tydligt sedan i fjol.")
    parts = []
    if up:
        parts.append(_("%(count)s högre") % {"count": in_words(up)})
    if down:
        parts.append(_("%(count)s lägre") % {"count": in_words(down)})
    text = ngettext(
        "Av %(of)s insats skattas %(parts)s än i fjol.", "Av %(of)s insatser skattas %(parts)s än i fjol.", of
    )
    return text % {"of": in_words(of), "parts": joined(parts)}


def left_out(count: int, year: str) -> str:
    """What a comparison leaves out (rule 1)."""
    text = ngettext(
        "%(count)s fråga ställdes inte likadant %(year)s och är inte med i jämförelsen.",
        "%(count)s frågor ställdes inte likadant %(year)s och är inte med i jämförelsen.",
        count,
    )
    return text % {"count": numbers.thousands(count), "year": year}


def next_heading(count: int) -> str:
    """The heading over what units will do next year."""
    text = ngettext(
        "%(count)s enhet har skrivit vad den vill göra nästa läsår",
        "%(count)s enheter har skrivit vad de vill göra nästa läsår",
        count,
    )
    return capital(text % {"count": in_words(count)})


# ---- what a board may have to decide: one sentence for each verdict or count that asks for it ---------


def point_lower(titles: Sequence[str]) -> str:
    """Areas that staff clearly rate lower than last year."""
    if not titles:
        return ""
    text = _("Personalen skattar lägre än i fjol i %(areas)s. Ta reda på varför.")
    return text % {"areas": quoted(titles)}


def point_apart(titles: Sequence[str]) -> str:
    """Areas that leaders clearly rate higher than staff."""
    if not titles:
        return ""
    text = _("Ledningen skattar högre än personalen i %(areas)s. Låt enheterna tala om vad som skiljer.")
    return text % {"areas": quoted(titles)}


def point_apart_from(group: str, titles: Sequence[str]) -> str:
    """Areas that leaders clearly rate higher than a further group."""
    if not titles:
        return ""
    text = _("Ledningen skattar högre än %(group)s i %(areas)s. Låt enheterna fråga dem vad som skiljer.")
    return text % {"group": definite(group), "areas": quoted(titles)}


def talk_apart_from(group: str, title: str) -> str:
    """An area where a unit's leaders and a further group clearly differ."""
    values = {"group": definite(group), "area": title}
    return _("Ledningen och %(group)s ser olika på ”%(area)s”. Vad ser de som ni inte ser?") % values


def point_untouched(count: int) -> str:
    """Initiatives that no unit works with."""
    if not count:
        return ""
    text = ngettext(
        "%(count)s insats saknar aktiviteter. Ska den vara kvar i planen, och vem stödjer då arbetet?",
        "%(count)s insatser saknar aktiviteter. Ska de vara kvar i planen, och vem stödjer då arbetet?",
        count,
    )
    return capital(text % {"count": in_words(count)})


def point_unfollowed(count: int) -> str:
    """Activities that nobody has followed up."""
    if not count:
        return ""
    text = ngettext(
        "%(count)s aktivitet är inte uppföljd. Be enheten skriva vad den gav.",
        "%(count)s aktiviteter är inte uppföljda. Be enheterna skriva vad de gav.",
        count,
    )
    return capital(text % {"count": in_words(count)})


def point_loose(count: int) -> str:
    """Activities that serve nothing in the plan."""
    if not count:
        return ""
    text = ngettext(
        "%(count)s aktivitet hör inte till någon insats. Saknar planen något som enheterna behöver?",
        "%(count)s aktiviteter hör inte till någon insats. Saknar planen något som enheterna behöver?",
        count,
    )
    return capital(text % {"count": in_words(count)})


def point_reports(count: int) -> str:
    """Units that have not handed in their report."""
    if not count:
        return ""
    text = ngettext(
        "%(count)s enhet har inte lämnat in sin rapport. Fråga vad som behövs.",
        "%(count)s enheter har inte lämnat in sina rapporter. Fråga vad som behövs.",
        count,
    )
    return capital(text % {"count": in_words(count)})


# ---- a unit's own report ------------------------------------------------------------------------------


def unit_gap(found: Difference | None, leaders: Told) -> str:
    """The leaders' one rating of their unit beside the staff's mean."""
    if leaders.mean is None:
        return ""
    mean = {"mean": numbers.decimal(leaders.mean)}
    if found is None:
        return _("Ledningens skattning är %(mean)s.") % mean
    if found.verdict > 0:
        return _("Ledningens skattning är %(mean)s, högre än personalens.") % mean
    if found.verdict < 0:
        return _("Ledningens skattning är %(mean)s, lägre än personalens.") % mean
    return _("Ledningens skattning är %(mean)s, ungefär som personalens.") % mean


def unit_goals(goals: int, activities: int) -> str:
    """The heading over a unit's goals."""
    if not goals:
        return _("Enheten har inga mål för läsåret")
    first = ngettext("%(count)s mål", "%(count)s mål", goals) % {"count": capital(in_words(goals, True))}
    second = ngettext("%(count)s aktivitet", "%(count)s aktiviteter", activities) % {
        "count": in_words(activities)
    }
    return _("%(goals)s och %(activities)s") % {"goals": first, "activities": second}


def unit_followed(followed: int, of: int) -> str:
    """The heading over a unit's follow-ups."""
    if not of:
        return _("Det finns inget att följa upp än")
    if not followed:
        return _("Ingen aktivitet är uppföljd än")
    text = ngettext(
        "%(followed)s av %(of)s aktivitet är uppföljd", "%(followed)s av %(of)s aktiviteter är uppföljda", of
    )
    return text % {"followed": numbers.thousands(followed), "of": numbers.thousands(of)}


def talk_apart(title: str) -> str:
    """An area where leaders and staff clearly differ."""
    return _("Ledning och personal ser olika på ”%(area)s”. Vad ser ni som den andra inte ser?") % {
        "area": title
    }


def talk_unfollowed(count: int) -> str:
    """Activities of the unit that are not followed up."""
    if not count:
        return ""
    text = ngettext(
        "%(count)s aktivitet är inte uppföljd. Vad gav den?",
        "%(count)s aktiviteter är inte uppföljda. Vad gav de?",
        count,
    )
    return capital(text % {"count": in_words(count)})
