"""School authorities made up for the attack on what closed rounds publish: their trees, groups and answers.

They are drawn so that the rule is strained: many units near the threshold, units where nobody answered,
districts of one unit, questions that many skipped or nearly everyone answers alike. The product's own count
makes the rows that would be published.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from rodtrad.assessments.frozen import COLUMNS, Node
from rodtrad.assessments.groups import ANONYMOUS, PUPILS, Group, is_asked_at
from rodtrad.assessments.models import Area, Indicator, Instrument, Result, Round
from rodtrad.assessments.service.closing import Nodes, tabulated
from rodtrad.assessments.tally import Tree, roll_up
from rodtrad.organisation.models import Unit
from tools.attacking import Questioned, Truth, known_of

__all__ = ["AREAS", "authority"]

YEARS = 3
# Which area each question is in.
AREAS = (0, 0, 0, 1, 1)
FORMS = ("preschool", "compulsory", "compulsory", "upper_secondary", "")
STAFF, OTHERS = 5, 10


def authority(seed: int) -> Iterator[Questioned]:
    """Every group of three years' rounds of one authority."""
    rng = np.random.default_rng(seed)
    units = _units(rng)
    others = rng.permutation([group.value for group in ANONYMOUS])[: rng.integers(1, len(ANONYMOUS) + 1)]
    groups = [Group.LEADERS.value, *(each.value for each in ANONYMOUS if each.value in others)]
    indicators = _indicators(rng, groups)
    size = {group: _sizes(rng, group, len(units)) for group in groups}
    for year in range(YEARS):
        current = Round(pk=year + 1, groups=groups, instrument=indicators[0].instrument)
        current.thresholds = {g: OTHERS if g in PUPILS or g == Group.GUARDIANS else STAFF for g in groups}
        invited = {group: _invited(rng, units, group, size[group]) for group in groups}
        nodes = _nodes(units, invited)
        for group in (each for each in groups if nodes.takes_part(each).any()):
            yield _questioned(rng, year, current, group, nodes, indicators)


def _units(rng: np.random.Generator) -> list[Unit]:
    """An authority with districts, some of them under administrations, of one unit to a dozen each."""
    schools = int(np.clip(np.exp(rng.normal(2.7, 0.7)), 2, 70))
    found = [Unit(pk=1, path="0001", kind="authority")]
    tops = ["0001"]
    if rng.random() < 0.5:
        tops = [f"0001{number:04d}" for number in range(1, 3)]
        found += [Unit(path=path, kind="administration") for path in tops]
    districts = [f"{top}{number:04d}" for top in tops for number in range(101, 102 + schools // 12)]
    if rng.random() < 0.7:
        found += [Unit(path=path, kind="district") for path in districts]
        tops = districts
    for number in range(schools):
        path = f"{tops[int(rng.integers(len(tops)))]}{number + 1000:04d}"
        form = str(rng.choice(FORMS))
        found.append(Unit(path=path, kind="school", school_form=form))
    with_school = [u for u in found if any(s.kind == "school" and s.path.startswith(u.path) for s in found)]
    ordered = sorted(with_school, key=lambda unit: unit.path)
    for number, unit in enumerate(ordered, 1):
        unit.pk = number
    return ordered


def _indicators(rng: np.random.Generator, groups: Sequence[str]) -> list[Indicator]:
    made = Instrument(pk=1, scale=[{"sv": str(level)} for level in range(int(rng.integers(3, 7)))])
    areas = [Area(pk=1, instrument=made), Area(pk=2, instrument=made)]
    asked = [
        {group: {"sv": "…"} for group in groups if not place or rng.random() < 0.85} for place in range(5)
    ]
    return [
        Indicator(pk=place + 1, instrument=made, area=areas[AREAS[place]], position=place, statements=words)
        for place, words in enumerate(asked)
    ]


def _sizes(rng: np.random.Generator, group: str, number: int) -> Any:
    """How many the group is at each unit."""
    if group == Group.LEADERS:
        return np.ones(number, dtype=np.int64)
    low, high = (5, 300) if group in PUPILS or group == Group.GUARDIANS else (4, 80)
    return np.exp(rng.uniform(np.log(low), np.log(high), number)).astype(np.int64)


def _invited(rng: np.random.Generator, units: Sequence[Unit], group: str, size: Any) -> Any:
    takes = [unit.kind == "school" and is_asked_at(group, unit.school_form) for unit in units]
    unknown = rng.random() < 0.2
    return np.where(takes, 0 if unknown else np.maximum(size + rng.integers(-2, 3, len(units)), 1), -1)


def _nodes(units: Sequence[Unit], invited: dict[str, Any]) -> Nodes:
    tree = Tree.from_paths([unit.path for unit in units])
    ends = np.arange(len(units)) + roll_up(np.ones(len(units), dtype=np.int64), tree)
    told = [Node(unit.pk, unit.path, unit.kind, unit.school_form) for unit in units]
    return Nodes(told, tree, {unit.pk: place for place, unit in enumerate(units)}, invited, ends)


def _questioned(
    rng: np.random.Generator,
    year: int,
    current: Round,
    group: str,
    nodes: Nodes,
    indicators: Sequence[Indicator],
) -> Questioned:
    asked = np.maximum(nodes.invited[group], 0)
    asked = np.where(nodes.takes_part(group) & (asked == 0), rng.integers(3, 30, len(asked)), asked)
    rate = np.where(rng.random(len(asked)) < 0.08, 0.0, rng.uniform(0.25, 0.95, len(asked)))
    people = rng.binomial(asked, rate).astype(np.int32)
    own = _answers(rng, people, indicators)
    rows = [_frozen(row) for row in tabulated(current, group, nodes, indicators, own, people)]
    inside = np.array([nodes.index[row.unit_id] for row in rows], dtype=np.intp)
    positions = [each.position for each in indicators if each.is_rated_by(group)]
    threshold = current.threshold(group)
    return Questioned(
        year,
        group,
        threshold,
        rows,
        positions,
        known_of(rows, positions, people[inside], threshold),
        _truth(people[inside], own[inside][:, positions]),
    )


def _frozen(row: Sequence[Any]) -> Result:
    """A row as whoever reads it from the database has it."""
    told = dict(zip(("round_id", "group", *COLUMNS), row, strict=True))
    return Result(**told | {name: json.loads(told[name]) for name in ("counts", "areas", "bands")})


def _answers(rng: np.random.Generator, people: Any, indicators: Sequence[Indicator]) -> Any:
    """counts[node, question, K + 2]: some questions are skipped or not relevant to many."""
    levels = indicators[0].instrument.levels
    own = np.zeros((len(people), len(indicators), levels + 2), dtype=np.int32)
    for place, _indicator in enumerate(indicators):
        skipped, beside = rng.choice([0.0, 0.02, 0.1, 0.4]), rng.choice([0.0, 0.0, 0.05, 0.3])
        agreed = rng.dirichlet(np.full(levels, 0.1)) if rng.random() < 0.1 else None
        for node, number in enumerate(people):
            level = rng.dirichlet(np.ones(levels)) if agreed is None else agreed
            chosen = level * (1 - skipped) * (1 - beside)
            shares = np.r_[skipped, chosen, (1 - skipped) * beside]
            own[node, place] = rng.multinomial(number, shares / shares.sum())
    return own


def _truth(people: Any, own: Any) -> Truth:
    """From counts[node, question, K + 2], none of them summed over the tree."""
    answers = np.stack([own[..., 1:-1].sum(axis=-1), own[..., -1], own[..., 0]], axis=-1)
    return Truth(people.astype(np.int64), answers.astype(np.int64))
