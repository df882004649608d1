"""From a result to a first goal and activity: what was rated, where the unit stands, and one step forward."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from rodtrad.activities import rules
from rodtrad.activities.models import ActivityStatus, Goal
from rodtrad.activities.service import Origin, initiatives_at, present_editions
from rodtrad.assessments.models import Group, Indicator, Round
from rodtrad.assessments.service import (
    IndicatorResult,
    UnitResult,
    closed_round_at,
    indicator_at,
    main_group,
    unit_result,
    weakest,
)
from rodtrad.cycle.service import place_of
from rodtrad.organisation.access import Scope
from rodtrad.organisation.place import Place

__all__ = ["Lowest", "Standing", "Suggested", "lowest_at", "origins_of", "suggestion_from"]


@dataclass(frozen=True)
class Standing:
    """Where half of the answers lie at or below, with how many they are: a level never stands alone."""

    level: int
    label: str
    text: str
    answers: int
    invited: int
    step: str


@dataclass(frozen=True)
class Suggested:
    """Initial values of the forms, and the result they come from. `standing` is None when not shown.

    `titles` are the activities that suit the level, in a sensible order, and `chosen` is one of them.
    `status` is how far the work has come, as far as the answers tell.
    """

    goal: dict[str, Any]
    activity: dict[str, Any]
    statement: str
    round: Round
    position: int
    standing: Standing | None
    status: str
    titles: tuple[str, ...]
    chosen: int


def suggestion_from(
    scope: Scope, place: Place, round_id: int, position: int, chosen: int = 0
) -> Suggested | None:
    """A goal and an activity to start from; None when there is no such result at the place for the reader.
    `chosen` is which of the instrument's activities for that level, in their order.
    """
    held = Round.objects.visible_to(scope).covering(place.unit.path).filter(pk=round_id)
    found = held.select_related("node", "instrument", "year").first()
    indicator = indicator_at(found, position) if found else None
    if found is None or indicator is None or not scope.sees(place.unit.path):
        return None
    results = [unit_result(scope, place.unit, found, group) for group in _groups(found)]
    told = [result for result in results if result is not None]
    return _suggest(place, found, indicator, _standing(told, indicator), chosen) if told else None


def _groups(found: Round) -> list[str]:
    """Whose answers a plan begins from: the round's first group, else the leaders' own rating."""
    return list(dict.fromkeys([main_group(found.groups), Group.LEADERS.value]))


def origins_of(place: Place, goals: Sequence[Goal]) -> dict[int, Origin]:
    """Where the goals that came from a result came from, by goal. One query, none without such goals."""
    wanted = {goal.pk: goal.origin for goal in goals if {"round", "position"} <= goal.origin.keys()}
    ids = {origin["round"] for origin in wanted.values()}
    rounds = Round.objects.select_related("year").in_bulk(ids) if ids else {}
    return {
        pk: _origin(place, rounds[origin["round"]], origin["position"])
        for pk, origin in wanted.items()
        if origin["round"] in rounds
    }


def _origin(place: Place, found: Round, position: int) -> Origin:
    there = place_of(place.unit, found.year)
    return Origin(found.year.label, there.url("assessments:figure", position=position))


@dataclass(frozen=True)
class Lowest:
    """What a unit rated lowest, to begin planning from."""

    round: Round
    indicators: Sequence[IndicatorResult]


def lowest_at(scope: Scope, place: Place, limit: int = 3) -> Lowest | None:
    """The lowest indicators of the latest closed round up to the year; None where none may be shown."""
    found = closed_round_at(place.unit.path, place.starts_on)
    if found is None:
        return None
    for group in _groups(found):
        indicators = weakest(scope, place.unit, found, group, limit)
        if indicators:
            return Lowest(found, indicators)
    return None


def _suggest(
    place: Place, found: Round, indicator: Indicator, standing: Standing | None, chosen: int
) -> Suggested:
    item = indicator.item
    present = present_editions([item], initiatives_at(place)).get(item.pk) if item else None
    statement = _words(indicator.statement(Group.LEADERS)) or str(indicator)
    after = indicator.levels[standing.level : standing.level + 1] if standing else []
    suited = indicator.suggestions_at(standing.level) if standing else indicator.suggestions
    chosen = chosen if 0 <= chosen < len(suited) else 0
    picked = suited[chosen] if suited else {}
    proposal = {name: _words(text) for name, text in picked.items() if name != "levels"}
    return Suggested(
        goal={
            "title": _words(after[0] if after else None) or statement,
            "description": _background(found, statement, standing),
            "item": present.pk if present else None,
        },
        activity={
            "title": proposal.get("title") or (standing.step if standing else ""),
            "expected_effect": proposal.get("expected_effect", ""),
            "effect_sign": proposal.get("effect_sign", ""),
            "items": [present.pk] if present else [],
        },
        statement=statement,
        round=found,
        position=indicator.position,
        standing=standing,
        status=_starting_status(found, standing),
        titles=tuple(_words(each.get("title")) for each in suited),
        chosen=chosen,
    )


def _starting_status(found: Round, standing: Standing | None) -> str:
    if standing is None:
        return ActivityStatus.PLANNED
    return rules.starting_status(standing.level, found.instrument.levels)


def _background(found: Round, statement: str, standing: Standing | None) -> str:
    lines = [
        _("Från skattningen %(year)s: %(statement)s") % {"year": found.year.label, "statement": statement}
    ]
    if standing:
        lines.append(
            _("Där står vi: nivå %(level)d, %(label)s (%(answers)d svar).")
            % {"level": standing.level, "label": standing.label.lower(), "answers": standing.answers}
        )
    return "\n".join(lines)


def _standing(results: list[UnitResult], indicator: Indicator) -> Standing | None:
    """From the staff's answers where they may be shown, else from the leaders' rating."""
    for result in results:
        one = next((each for each in result.indicators if each.position == indicator.position), None)
        if one and one.figure.is_shown and one.figure.n:
            return _described(indicator, one.figure.counts, result)
    return None


def _described(indicator: Indicator, counts: Sequence[int], result: UnitResult) -> Standing:
    level = middle_level(counts)
    at = level - 1
    names = result.round.instrument.scale
    return Standing(
        level=level,
        label=_words(names[at]) if at < len(names) else "",
        text=_words(indicator.levels[at]) if at < len(indicator.levels) else "",
        answers=sum(counts),
        invited=result.invited or 0,
        step=_words(indicator.steps[at]) if at < len(indicator.steps) else "",
    )


def middle_level(counts: Sequence[int]) -> int:
    """The lowest level that at least half of the answers lie at or below (the median), 1 for the first."""
    half, below = sum(counts) / 2, 0
    for level, count in enumerate(counts, 1):
        below += count
        if below >= half:
            return level
    raise ValueError("no answers")


def _words(text: Any) -> str:
    """A text in the reader's language, where it is kept in several; else as it stands."""
    if isinstance(text, dict):
        return str(text.get((get_language() or "sv")[:2]) or text.get("sv") or "")
    return str(text or "")
