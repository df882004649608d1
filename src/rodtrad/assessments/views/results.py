"""The result of a unit or a sum: a sentence first, then the picture, and from each figure to its rows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rodtrad.assessments import service, words
from rodtrad.assessments.files import FORMATS
from rodtrad.assessments.groups import Group, among, definite, in_order, label_of
from rodtrad.assessments.models import Indicator, Round, RoundState
from rodtrad.assessments.rules import comment_threshold
from rodtrad.assessments.scale import in_language
from rodtrad.assessments.service import HALF_A_STEP, AreaResult, IndicatorResult, UnitResult
from rodtrad.assessments.statistics import CONFIDENCE, RELIABILITY, Verdict, least_difference
from rodtrad.assessments.views.shared import (
    GROUP_WORD,
    ROUND_WORD,
    asked_group,
    closed_round_or_404,
    language,
    level_names,
    query,
    round_here,
)
from rodtrad.common import numbers
from rodtrad.organisation.place import Request

ROWS_A_PAGE = 100
COMMENTS_A_PAGE = 50
# What the map's address carries beside group and school form.
MAP_WORDS = {"district": "omrade", "size": "storlek", "order": "ordning"}
# What the address calls an order; that of one area's levels carries the area's number after it.
ORDERS = {"namn": "name", "storlek": "size", "svarsandel": "rate"}
LEVEL_WORD = "niva-"
# At or below this share of the levels a goal is suggested: of six, most stand at 'started' or lower.
LOW = 0.5
FIRST_STEPS = 3


@dataclass(frozen=True)
class IndicatorRow:
    """One indicator as the page shows it."""

    result: IndicatorResult
    hidden: str
    now: dict[str, float | None]
    before: dict[str, float | None]
    words: str
    goal_url: str
    is_low: bool
    figure_url: str
    chosen: int | None = None
    level_name: str = ""


@dataclass(frozen=True)
class AreaRow:
    """One area as the page shows it."""

    result: AreaResult
    words: str
    hidden: str
    rows: tuple[IndicatorRow, ...]
    beside: service.AreaBeside


@require_safe
def result(request: Request) -> HttpResponse:
    """A unit's result this year; before the round has closed, what will be here and when."""
    current = round_here(request)
    found = _read(request, current) if current and current.state == RoundState.CLOSED else None
    if current is None or found is None:
        return _not_yet(request, current)
    return render(request, "assessments/result.html", _context(request, current, found))


def _read(request: Request, current: Round) -> UnitResult | None:
    """The asked group, else the other one, where the reader may see only that."""
    wanted = asked_group(request, current)
    order = [wanted, *(group for group in current.groups if group != wanted)]
    if GROUP_WORD in request.GET:
        order = [wanted]
    for group in order:
        found = service.unit_result(request.scope, request.place.unit, current, group)
        if found:
            return found
    return None


def _not_yet(request: Request, current: Round | None) -> HttpResponse:
    earlier = service.closed_round_at(request.place.unit.path, request.place.starts_on)
    context = {"current": current, "earlier": earlier if earlier != current else None}
    return render(request, "assessments/result_none.html", context)


def _context(request: Request, current: Round, found: UnitResult) -> dict[str, Any]:
    said = words.say(found)
    beside = service.beside(found)
    areas = [_area_row(request, found, area, beside[area.number]) for area in found.areas]
    return {
        "current": current,
        "result": found,
        "said": said,
        "areas": areas,
        "weakest": _weakest(found, areas),
        "may_take_answers": service.may_take_answers(request.scope, current),
        "has_comments": _comments(request, current, found.group) is not None,
        "query": query(current, found.group),
        "names": level_names(current, found.group),
        "one_answer": words.is_one_answer(found),
        "dot_groups": list(found.groups),
        "group_label": label_of(found.group),
        "among": among(found.group),
        "others": [group for group in found.groups if group != found.group],
        "group_links": _group_links(request, found) if len(found.groups) > 1 else [],
        "has_similar": any(row.beside.similar for row in areas),
        "file_kinds": list(FORMATS),
        "has_band": any(row.band for row in found.indicators),
        "reason": words.reason_words(found.reason, current.threshold(found.group)),
        **_method(found),
    }


def _method(found: UnitResult) -> dict[str, Any]:
    """What 'så räknade vi' says of a result and of each figure in it."""
    return {
        "threshold": found.round.threshold(found.group),
        "confidence": CONFIDENCE,
        "least": least_difference(found.levels),
        "half": numbers.decimal(HALF_A_STEP),
        "reliability": RELIABILITY,
        "least_similar": service.LEAST_SIMILAR,
        "then": words.since(found.round),
        "definite": definite(found.group),
    }


def _weakest(found: UnitResult, areas: list[AreaRow]) -> list[IndicatorRow]:
    """The questions where most is left to do: where planning may begin."""
    rows = {row.result.position: row for area in areas for row in area.rows}
    return [rows[each.position] for each in service.first_steps(found)[:FIRST_STEPS]]


def _group_links(request: Request, found: UnitResult) -> list[dict[str, Any]]:
    address = request.place.url("assessments:result")
    return [
        {
            "label": label_of(group),
            "url": _with_group(address, found.round, group),
            "current": group == found.group,
        }
        for group in sorted(found.groups, key=lambda group: group == Group.LEADERS)
    ]


def _with_group(address: str, current: Round, group: str) -> str:
    """An address that names its group, also the one that it would be about anyway."""
    asked = query(current)
    return f"{address}{asked}{'&' if asked else '?'}{GROUP_WORD}={group}"


def _comments(request: Request, current: Round, group: str) -> Any:
    return service.comments_of(request.scope, request.place.unit, current, group)


def _area_row(request: Request, found: UnitResult, area: AreaResult, beside: service.AreaBeside) -> AreaRow:
    return AreaRow(
        result=area,
        words=words.area_words(found, area),
        hidden="" if area.figure.is_shown else words.short_reason(area.figure.reason),
        rows=tuple(_indicator_row(request, found, indicator) for indicator in area.indicators),
        beside=beside,
    )


def _indicator_row(request: Request, found: UnitResult, indicator: IndicatorResult) -> IndicatorRow:
    address = request.place.url("assessments:figure", position=indicator.position)
    mean = indicator.figure.mean
    compared = found.previous is not None and mean is not None
    chosen = round(mean) if mean is not None and words.is_one_answer(found) else None
    judged = compared and not words.is_one_answer(found)
    return IndicatorRow(
        result=indicator,
        hidden="" if indicator.figure.is_shown else words.short_reason(indicator.figure.reason),
        now={group: told.mean for group, told in indicator.figures.items()},
        before={found.group: indicator.before_mean},
        words=words.notable(found, indicator.change, indicator.gap, judged, _verdicts(indicator)),
        goal_url=_goal_url(request, found, indicator),
        is_low=mean is not None and mean <= LOW * found.levels,
        figure_url=_with_group(address, found.round, found.group),
        chosen=chosen,
        level_name=level_names(found.round, found.group)[chosen - 1] if chosen else "",
    )


def _verdicts(indicator: IndicatorResult) -> dict[str, Verdict]:
    return {group: told.verdict for group, told in indicator.beside.items()}


def _goal_url(request: Request, found: UnitResult, indicator: IndicatorResult) -> str:
    """From a low level to a goal, where the unit plan is installed and the place is a unit's."""
    if found.is_sum:
        return ""
    try:
        return request.place.url(
            "activities:goal_from_result", round_id=found.round.pk, position=indicator.position
        )
    except NoReverseMatch:
        return ""


@require_safe
def figure(request: Request, position: int) -> HttpResponse:
    """What one figure was made from: its counts, and for a sum the units' own."""
    current = closed_round_or_404(request)
    found = service.unit_result(request.scope, request.place.unit, current, asked_group(request, current))
    row = next((i for i in found.indicators if i.position == position), None) if found else None
    indicator = service.indicator_at(current, position)
    if found is None or row is None or indicator is None:
        raise Http404
    names = level_names(current, found.group)
    beside = service.beside_question(found, position)
    context = {
        "current": current,
        "result": found,
        "indicator": indicator,
        "beside": beside,
        "years": _years(found, beside),
        "groups": _group_rows(found, row),
        "has_similar": beside.similar is not None,
        "bands": _bands(found, row, beside),
        "dot_groups": [group for group, told in row.figures.items() if told.mean is not None],
        "has_band": row.band is not None,
        **_method(found),
        "row": _indicator_row(request, found, row),
        "group_label": label_of(found.group),
        "query": query(current, found.group),
        "one_answer": words.is_one_answer(found),
        "names": names,
        "levels": list(zip(names, row.figure.counts, strict=True)) if row.figure.is_shown else [],
        "page": _made_from(request, found, position) if found.is_sum else None,
        "note": _note(request, found, position),
    }
    return render(request, "assessments/figure.html", context)


@dataclass(frozen=True)
class GroupRow:
    """One group's figure beside the chosen group's: `words` say whether they differ, `span` by how much."""

    group: str
    figure: service.Figure
    is_chosen: bool
    is_one: bool
    hidden: str
    difference: float | None = None
    low: float | None = None
    high: float | None = None
    words: str = ""


def _group_rows(found: UnitResult, row: IndicatorResult) -> list[GroupRow]:
    """The chosen group first, then the others in their order, each less the chosen one."""
    order = sorted(row.figures, key=lambda group: group != found.group)
    return [_group_row(found, row, group) for group in order]


def _group_row(found: UnitResult, row: IndicatorResult, group: str) -> GroupRow:
    figure = row.figures[group]
    hidden = "" if figure.is_shown else words.short_reason(figure.reason)
    plain = GroupRow(group, figure, group == found.group, group == Group.LEADERS and not found.is_sum, hidden)
    if told := row.beside.get(group):
        said = words.other_words({group: told.verdict}, found.group) or words.no_difference(
            told, least_difference(found.levels)
        )
        return replace(plain, difference=-told.difference, low=-told.high, high=-told.low, words=said)
    mine = row.figure.mean
    if plain.is_chosen or figure.mean is None or mine is None or Group.LEADERS not in (group, found.group):
        return plain
    if group not in (found.beside, Group.LEADERS):
        return replace(plain, difference=figure.mean - mine)
    other = group if found.group == Group.LEADERS else found.group
    said = "" if row.gap is None else words.gap_words(row.gap, other) or _("Ingen tydlig skillnad")
    return replace(plain, difference=figure.mean - mine, words=said)


def _years(found: UnitResult, beside: service.QuestionBeside) -> list[dict[str, Any]]:
    """Each earlier year, and what the latest is called beside it."""
    return [
        {
            "year": year,
            "hidden": ""
            if year.figure is None or year.figure.is_shown
            else words.short_reason(year.figure.reason),
            "words": words.year_words(year.since, year.label, least_difference(found.levels))
            if year.since
            else "",
        }
        for year in beside.years
    ]


def _bands(found: UnitResult, row: IndicatorResult, beside: service.QuestionBeside) -> list[dict[str, Any]]:
    """Where eight tenths of other units lie: what they are, the ends and how many they are."""
    told: list[dict[str, Any]] = []
    if row.band:
        told.append({"what": words.units_band(found), "low": row.band[0], "high": row.band[1], "units": None})
    if beside.similar:
        like = beside.similar
        told.append(
            {
                "what": _("Åtta av tio likartade enheter"),
                "low": like.low,
                "high": like.high,
                "units": like.units,
            }
        )
    return told


def _note(request: Request, found: UnitResult, position: int) -> str:
    """Why the leaders chose their level, in their own words."""
    if not words.is_one_answer(found):
        return ""
    rating = service.rating_of(request.scope, found.round, found.unit, timezone.localdate())
    return rating.answer(position).note if rating else ""


def _made_from(request: Request, found: UnitResult, position: int) -> Page[Any]:
    rows = service.made_from_query(found.round, request.scope, found.unit, found.group, position)
    page = Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page"))
    page.object_list = [
        {"share": share, "hidden": "" if share.figure.is_shown else words.short_reason(share.figure.reason)}
        for share in service.shares_of(page.object_list)
    ]
    return page


@require_safe
def comments(request: Request) -> HttpResponse:
    """What people of a group wrote, in no order, where enough have answered."""
    current = closed_round_or_404(request)
    group = asked_group(request, current)
    found = _comments(request, current, group)
    if found is None:
        raise Http404
    page = Paginator(found, COMMENTS_A_PAGE).get_page(request.GET.get("page"))
    asked = {i.position: in_language(i.statement(group), language())[0] for i in _asked(current)}
    rows = [{"question": asked.get(c.position, ""), "text": c.text} for c in page.object_list]
    context = {
        "current": current,
        "page": page,
        "rows": rows,
        "query": query(current, group),
        "definite": definite(group),
        "threshold": comment_threshold(current.threshold(group)),
    }
    return render(request, "assessments/comments.html", context)


def _asked(current: Round) -> list[Indicator]:
    return service.indicators_of(current.instrument)


@require_safe
def heat_map(request: Request) -> HttpResponse:
    """Units by areas under the chosen unit, in the order of the tree."""
    current = round_here(request)
    if current is None or current.state != RoundState.CLOSED:
        return _not_yet(request, current)
    group, form = asked_group(request, current), request.GET.get("skolform", "")
    chosen = {name: request.GET.get(word, "") for name, word in MAP_WORDS.items()}
    found = service.heat_map(
        request.scope,
        request.place.unit,
        current,
        group,
        form,
        request.GET.get("page"),
        district=chosen["district"],
        size=chosen["size"],
        order=_order(chosen["order"])[0],
        area=_order(chosen["order"])[1],
    )
    context = {
        "current": current,
        "map": found,
        "group": group,
        "groups": [(each, label_of(each)) for each in in_order(current.groups)],
        "round_id": request.GET.get(ROUND_WORD, ""),
        "levels": current.instrument.levels,
        "school_form": form,
        "chosen": chosen,
        "orders": _orders(found),
        "sizes": [
            ("small", _("Färre än 20 anställda")),
            ("middle", _("20–49 anställda")),
            ("large", _("50 anställda eller fler")),
        ],
        "school_forms": service.school_forms(),
        "rows": [_map_row(request, found, row) for row in found.rows],
        "sums": [_map_row(request, found, row) for row in found.sums],
        "names": level_names(current, group),
    }
    return render(request, "assessments/heat_map.html", context)


def _orders(found: service.HeatMap) -> list[tuple[str, str]]:
    """What the rows can be put in order by: the word in the address, and what it is called."""
    levels = _("%(area)s: lägsta nivån först")
    return [
        ("", _("Som organisationen")),
        ("namn", _("Efter namn")),
        ("storlek", _("Flest anställda först")),
        ("svarsandel", _("Lägst svarsandel först")),
        *((f"{LEVEL_WORD}{head.number}", levels % {"area": head.title}) for head in found.heads),
    ]


def _order(asked: str) -> tuple[str, int]:
    """The order that an address asks for, and the number of its area; the organisation's for any other."""
    number = asked.removeprefix(LEVEL_WORD)
    if asked.startswith(LEVEL_WORD) and number.isdecimal() and len(number) <= len("99"):
        return "level", int(number)
    return ORDERS.get(asked, ""), 0


def _map_row(request: Request, found: service.HeatMap, row: service.MapRow) -> dict[str, Any]:
    where = {"unit_slug": row.slug, "year_slug": request.place.year_slug}
    address = _with_group(reverse("assessments:result", kwargs=where), found.round, found.group)
    asked = [(head, row.cells[head.number]) for head in found.heads]
    cells = [
        (cell, "" if cell.is_shown else words.short_reason(cell.reason), _cell_words(row, head, cell))
        for head, cell in asked
    ]
    return {"row": row, "url": address, "cells": cells}


def _cell_words(row: service.MapRow, head: service.MapHead, cell: service.AreaFigure) -> str:
    """What one cell stands for: where, what, and what a mean never stands without."""
    where = f"{row.name}, {head.title}"
    if cell.mean is None:
        return where
    values = {
        "where": where,
        "mean": numbers.decimal(cell.mean),
        "n": numbers.thousands(cell.n),
        "invited": numbers.thousands(row.invited) if row.invited else "–",
        "sd": "–" if cell.sd is None else numbers.decimal(cell.sd),
    }
    return _("%(where)s: medel %(mean)s av %(n)s svar (%(invited)s tillfrågade), spridning %(sd)s") % values
