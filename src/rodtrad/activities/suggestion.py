"""From a result to a first goal and activity: what was rated, where the unit stands, and one step forward."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from rodtrad.activities.service import initiatives_at, present_editions
from rodtrad.assessments.models import Group, Indicator, Result, Round, RoundState
from rodtrad.organisation.access import Scope
from rodtrad.organisation.place import Place

__all__ = ["Standing", "Suggested", "suggestion_from"]

LEVELS = 6


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
    """Initial values of the two forms, and the result they come from. `standing` is None when not shown."""

    goal: dict[str, Any]
    activity: dict[str, Any]
    statement: str
    round: Round
    position: int
    standing: Standing | None


def suggestion_from(scope: Scope, place: Place, round_id: int, position: int) -> Suggested | None:
    """A goal and an activity to start from; None when there is no such result at the place for the reader."""
    held = Round.objects.visible_to(scope).filter(pk=round_id, state=RoundState.CLOSED)
    found = held.select_related("year").first()
    if found is None or not scope.sees(place.unit.path):
        return None
    asked = Indicator.objects.filter(instrument_id=found.instrument_id, position=position)
    indicator = asked.select_related("item", "instrument").first()
    rows = {row.group: row for row in Result.objects.filter(round=found, unit=place.unit)}
    if indicator is None or not rows:
        return None
    return _suggest(place, found, indicator, _standing(rows, indicator))


def _suggest(place: Place, found: Round, indicator: Indicator, standing: Standing | None) -> Suggested:
    present = present_editions([indicator.item], initiatives_at(place)).get(indicator.item_id)
    statement = _words(indicator.statements.get("leaders") or indicator.statements.get("staff"))
    after = indicator.levels[standing.level : standing.level + 1] if standing else []
    proposal = {name: _words(text) for name, text in indicator.suggestion.items()}
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
    )


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


def _standing(rows: dict[str, Result], indicator: Indicator) -> Standing | None:
    """From the staff's answers where they may be shown, else from the leaders' rating."""
    for group in (Group.STAFF, Group.LEADERS):
        row = rows.get(group)
        counts = row.counts[indicator.position : indicator.position + 1] if row and row.is_shown else []
        if row and counts and isinstance(counts[0], list) and sum(counts[0][:LEVELS]):
            return _described(indicator, counts[0][:LEVELS], row)
    return None


def _described(indicator: Indicator, counts: list[int], row: Result) -> Standing:
    level = middle_level(counts)
    at = level - 1
    names = indicator.instrument.scale
    return Standing(
        level=level,
        label=_words(names[at]) if at < len(names) else "",
        text=_words(indicator.levels[at]) if at < len(indicator.levels) else "",
        answers=sum(counts),
        invited=row.invited or 0,
        step=_words(indicator.steps[at]) if at < len(indicator.steps) else "",
    )


def middle_level(counts: list[int]) -> int:
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
