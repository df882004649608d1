"""How alike the units are: the authority's page on equity, where no unit is named or ranked."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rodtrad.assessments import service
from rodtrad.assessments.equity import CONFIDENCE, LEAST_UNITS, RELIABILITY
from rodtrad.assessments.groups import Group, definite, label_of, main_group
from rodtrad.assessments.service import Likeness, LikenessArea, Span
from rodtrad.assessments.views.shared import GROUP_WORD, closed_round_or_404, level_names, query
from rodtrad.organisation.place import Request


@require_safe
def likeness(request: Request) -> HttpResponse:
    """Gap, share and distribution over the units under the chosen sum, three years back."""
    current = closed_round_or_404(request)
    anonymous = [each for each in current.groups if each != Group.LEADERS]
    group = request.GET.get(GROUP_WORD) or main_group(anonymous)
    found = service.likeness(request.scope, request.place.unit, current, group)
    if found is None:
        raise Http404
    return render(request, "assessments/likeness.html", _context(request, found))


def _context(request: Request, found: Likeness) -> dict[str, Any]:
    gaps = [span for area in found.areas for year in area.years if (span := year.gap)]
    shares = [span for area in found.areas for year in area.years if (span := year.share)]
    return {
        "current": found.round,
        "found": found,
        "heading": _heading(found),
        "waiting": None if found.is_reckoned else service.finishing_job(found.round),
        "areas": [(area, _words(area)) for area in found.areas],
        "names": level_names(found.round),
        "groups": [
            (label_of(each), _link(request, found.round, each), each == found.group) for each in found.groups
        ],
        "definite": definite(found.group),
        "query": query(found.round, found.group),
        "gap_end": max((span.high for span in gaps), default=1.0),
        "share_end": max((span.high for span in shares), default=1.0),
        "least_units": LEAST_UNITS,
        "confidence": CONFIDENCE,
        "reliability": RELIABILITY,
        "left_out": [
            (area.title, [year.label for year in area.years if not year.is_compared])
            for area in found.areas
            if not all(year.is_compared for year in area.years)
        ],
    }


def _link(request: Request, current: Any, group: str) -> str:
    asked = query(current)
    return f"{request.place.url('assessments:likeness')}{asked}{'&' if asked else '?'}{GROUP_WORD}={group}"


def _since(area: LikenessArea) -> tuple[Span, str] | None:
    """The gap of the latest earlier year that can be compared, and its year."""
    for year in reversed(area.years[:-1]):
        if year.gap and area.latest.gap:
            return year.gap, year.label
    return None


def _heading(found: Likeness) -> str:
    """The message in a sentence: only what an interval says is called a change."""
    if not found.is_reckoned:
        return _("Räknar hur lika enheterna är")
    judged = [pair for area in found.areas if (pair := _since(area))]
    if not any(area.latest.gap for area in found.areas):
        return _("För få enheter visas för att säga hur lika de är")
    if not judged:
        return _("Så lika är enheterna")
    more = sum(span.verdict == 1 for span, _label in judged)
    less = sum(span.verdict == -1 for span, _label in judged)
    values = {"more": more, "less": less, "total": len(judged), "year": judged[0][1]}
    return _changed(more, less) % values


def _changed(more: int, less: int) -> str:
    if more and less:
        return _(
            "Skillnaderna mellan enheterna har tydligt ökat i %(more)s och minskat i %(less)s"
            " av %(total)s områden sedan %(year)s"
        )
    if more:
        return _(
            "Skillnaderna mellan enheterna har tydligt ökat i %(more)s av %(total)s områden sedan %(year)s"
        )
    if less:
        return _(
            "Skillnaderna mellan enheterna har tydligt minskat i %(less)s av %(total)s områden sedan %(year)s"
        )
    return _("Ingen tydlig förändring i hur lika enheterna är sedan %(year)s")


def _words(area: LikenessArea) -> str:
    """What is said of an area: its latest gap and share, then the change."""
    if area.latest.gap is None:
        return _("Färre än %(least)s enheter har ett resultat som får visas.") % {"least": LEAST_UNITS}
    pair = _since(area)
    if pair is None:
        return _("Det finns inget tidigare år att jämföra med.")
    values = {"year": pair[1]}
    said = {
        1: _("Skillnaden är tydligt större än %(year)s."),
        -1: _("Skillnaden är tydligt mindre än %(year)s."),
    }.get(pair[0].verdict or 0, _("Ingen tydlig förändring sedan %(year)s."))
    return said % values
