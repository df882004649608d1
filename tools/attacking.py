"""Someone who wants to know: everything that a closed round publishes, solved as linear programs.

The attacker has the frozen rows of a round (every page, file and report is made of them), knows the tree of
units, the rule, and what was told of each unit's participation while the round was open. Unknown is, for each
unit, how many chose a level of each question, found it not relevant or skipped it. What is published are sums
of these, so the least and the most that a cell can hold are two linear programs.

Given truth is used only to choose what to attack and to see whether the attack was right.
"""

from __future__ import annotations

import csv
import json
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

import duckdb
import numpy as np
import numpy.typing as npt
import openpyxl
from scipy import sparse
from scipy.optimize import linprog

from rodtrad.assessments.disclosure import stepwise
from rodtrad.assessments.files import FORMATS, write
from rodtrad.assessments.groups import Group
from rodtrad.assessments.models import Indicator, Response, Result, Round
from rodtrad.assessments.service import TEXT_COLUMNS, export_columns, export_rows
from rodtrad.assessments.tally import MOST_LEVELS, NOT_RELEVANT_BYTE

Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
CLOSE = 1e-6
# Unknowns that are solved together: independent programs side by side, which costs less than one by one.
TOGETHER = 6_000
LEAST_IN_BAND = 10
LEVEL, NOT_RELEVANT, SKIPPED = range(3)


class Row(Protocol):
    """What is read of a frozen result."""

    unit_path: str
    unit_kind: str
    answered: int | None
    counts: Any


@dataclass(frozen=True)
class Truth:
    """What really was answered, per node of the tree in the order of its rows: ``answers[node, question, 3]``
    (a level, not relevant, skipped) and ``people[node]``, each node's own.
    """

    people: Ints
    answers: Ints


Sum = tuple[Mask, int]
"""Whose answers are summed, and how many they are."""


@dataclass(frozen=True)
class Known:
    """All that is published of one group in one round. ``least`` and ``most`` are what the open round told of
    each node's own respondents; ``shown[node, question]`` with the figures in ``told[node, question, 3]``,
    and in ``levels[node, question, K]`` how many chose each level.
    """

    paths: list[str]
    answered: Ints  # -1 where it is not told
    shown: Mask
    told: Ints
    least: Ints
    most: Ints
    kinds: tuple[str, ...] = ()
    levels: Ints | None = None

    @cached_property
    def under(self) -> Mask:
        """[node, other]: whether the other stands at or beneath the node."""
        return np.array([[path.startswith(top) for path in self.paths] for top in self.paths])

    @cached_property
    def people(self) -> list[Sum]:
        """The published numbers of respondents, each less those published beneath it."""
        return [(nodes, int(n)) for nodes, (n,) in self.rests(self.answered >= 0, self.answered[:, None])]

    @cached_property
    def cells(self) -> list[list[tuple[Mask, Ints]]]:
        """The same of each question, per kind of answer."""
        questions = range(self.shown.shape[1])
        return [self.rests(self.shown[:, each], self.told[:, each]) for each in questions]

    def rests(self, published: Mask, figures: Ints) -> list[tuple[Mask, Ints]]:
        """A node's figure less those of the published nodes nearest beneath it."""
        rests = {
            int(node): (self.under[node].copy(), figures[node].copy()) for node in np.flatnonzero(published)
        }
        order = sorted(rests, key=lambda node: len(self.paths[node]))
        for node in order:
            above = [other for other in order if other != node and self.under[other, node]]
            if above:
                mine, total = rests[above[-1]]
                mine &= ~self.under[node]
                total -= figures[node]
        return list(rests.values())

    def reachable(self, node: int, columns: Sequence[int]) -> npt.NDArray[np.intp]:
        """The nodes that stand in a sum with those beneath a node, or in a sum with such, and so on: nothing
        published of the others says anything of these.
        """
        groups = [nodes for nodes, _n in self.people]
        groups += [nodes for column in columns for nodes, _n in self.cells[column]]
        reached, before = self.under[node].copy(), -1
        while before != (before := int(reached.sum())):
            for nodes in groups:
                if (nodes & reached).any():
                    reached |= nodes
        return np.flatnonzero(reached)


def known_of(rows: Sequence[Row], positions: Sequence[int], people: Ints, threshold: int) -> Known:
    """What the rows of one group say. ``people`` is each node's own respondents, and only what the open round
    told of them is kept.
    """
    told = np.zeros((len(rows), len(positions), 3), dtype=np.int64)
    levels = np.zeros((len(rows), len(positions), MOST_LEVELS), dtype=np.int64)
    shown = np.zeros((len(rows), len(positions)), dtype=bool)
    for node, row in enumerate(rows):
        for question, position in enumerate(positions):
            cell = row.counts[position]
            if isinstance(cell, list):
                shown[node, question] = True
                told[node, question] = sum(cell[:-2]), cell[-2], cell[-1]
                levels[node, question, : len(cell) - 2] = cell[:-2]
    least = np.asarray(stepwise(people, threshold), dtype=np.int64)
    most = least + 2 * threshold - 1
    most[[row.unit_kind != "school" for row in rows]] = 0
    answered = np.array([-1 if row.answered is None else row.answered for row in rows], dtype=np.int64)
    kinds = tuple(row.unit_kind for row in rows)
    return Known([row.unit_path for row in rows], answered, shown, told, least, most, kinds, levels)


@dataclass(frozen=True)
class Questioned:
    """One group of one round: what is published of it, and what is true."""

    year: int
    group: str
    threshold: int
    rows: list[Result]
    positions: list[int]
    known: Known
    truth: Truth


@dataclass
class Found:
    """What came of an attack: cells below the threshold that were tried, and those of them that were found to
    be so; and of the cells that are large enough themselves, how many there are and how many are shown. A sum
    with answers from one unit alone is not large enough, however many they are.
    """

    tried: int = 0
    bounded: list[str] = field(default_factory=list)
    large: int = 0
    shown: int = 0

    def add(self, other: Found) -> None:
        self.tried += other.tried
        self.bounded += other.bounded
        self.large += other.large
        self.shown += other.shown

    @property
    def share(self) -> float:
        return self.shown / self.large if self.large else 1.0


@dataclass(frozen=True)
class Program:
    """The most of ``goal @ x`` with ``equal @ x = sums`` and each x within its ``limits``."""

    name: str
    threshold: int
    goal: npt.NDArray[np.float64]
    equal: Any
    sums: npt.NDArray[np.float64]
    limits: npt.NDArray[np.float64]


def attack(known: Known, truth: Truth, threshold: int, *, jointly: bool = False) -> Found:
    """Try every cell of one group whose answers are fewer than the threshold, and none. ``jointly`` lets each
    program hold all questions at once; else it holds the one attacked and the number of respondents.
    """
    totals = _totals(known, truth)
    found = Found()
    large = (totals >= threshold) & ~_from_one_unit(known, truth)
    cells = np.c_[known.answered >= 0, known.shown]
    found.large, found.shown = int(large.sum()), int((large & cells).sum())
    programs = []
    for node, column in zip(*np.nonzero((totals > 0) & (totals < threshold)), strict=True):
        name = f"{known.paths[node]} question {column - 1}" if column else f"{known.paths[node]} respondents"
        found.tried += 1
        if cells[node, column]:
            found.bounded.append(f"{name}: published")
            continue
        programs.append(_program(known, int(node), int(column) - 1, name, threshold, jointly))
    found.bounded += [name for name, most, least in _solved(programs) if most < least - CLOSE]
    found.bounded += alike(known, truth, threshold)
    return found


def alike(known: Known, truth: Truth, threshold: int) -> list[str]:
    """The hidden cells below the threshold of which every answer is told, since all that is left of a
    published sum, less than two thresholds of answers, chose one and the same level.
    """
    if known.levels is None:
        return []
    found = []
    small = known.under.astype(np.int64) @ truth.answers[:, :, LEVEL]
    small = np.where((small > 0) & (small < threshold), small, 0)
    for question in range(known.shown.shape[1]):
        for mine, figures in known.rests(known.shown[:, question], known.levels[:, question]):
            if (figures > 0).sum() == 1 and figures.sum() < 2 * threshold:
                cells = np.flatnonzero(mine & (small[:, question] > 0) & ~known.shown[:, question])
                found += [f"{known.paths[node]} question {question}: all alike" for node in cells]
    return found


def _totals(known: Known, truth: Truth) -> Ints:
    """[node, 1 + question]: respondents, then answers with a level, of each node and all beneath it."""
    own = np.c_[truth.people, truth.answers[:, :, LEVEL]]
    return np.asarray(known.under.astype(np.int64) @ own)


def _from_one_unit(known: Known, truth: Truth) -> Mask:
    """[node, 1 + question]: sums with answers from a single unit, which is not to be told as a sum."""
    own = np.c_[truth.people, truth.answers[:, :, LEVEL]] > 0
    return np.asarray((known.under.astype(np.int64) @ own == 1) & ~own)


def _program(known: Known, node: int, question: int, name: str, threshold: int, jointly: bool) -> Program:
    """The most answers (question -1: respondents) that a node can have, from what is published."""
    columns = list(range(known.shown.shape[1])) if jointly else [question] if question >= 0 else []
    nodes = known.reachable(node, columns)
    shape = (len(nodes), 1 + 3 * len(columns))
    lines, sums = [], []

    def add(place: Any, total: int) -> None:
        line = np.zeros(shape)
        line[place] = 1
        lines.append(line.ravel())
        sums.append(total)

    for mine, total in known.people:
        if mine[nodes].any():
            add((mine[nodes], 0), total)
    for number, column in enumerate(columns):
        for mine, totals in known.cells[column]:
            if mine[nodes].any():
                for kind in range(3):
                    add((mine[nodes], 1 + 3 * number + kind), totals[kind])
        for place in range(len(nodes)):
            add((place, slice(1 + 3 * number, 4 + 3 * number)), 0)
            lines[-1][place * shape[1]] = -1
    goal = np.zeros(shape)
    goal[known.under[node][nodes], 0 if question < 0 else 1 + 3 * columns.index(question) + LEVEL] = 1
    least, most = np.zeros(shape), np.full(shape, np.inf)
    least[:, 0], most[:, 0] = known.least[nodes], known.most[nodes]
    equal = sparse.csr_matrix(np.array(lines).reshape(len(lines), goal.size))
    limits = np.c_[least.ravel(), most.ravel()]
    return Program(name, threshold, goal.ravel(), equal, np.array(sums, dtype=np.float64), limits)


def _solved(programs: Sequence[Program]) -> Iterator[tuple[str, float, int]]:
    """Per program: its name, the most there can be, and the threshold."""
    waiting: list[Program] = []
    for program in programs:
        waiting.append(program)
        if sum(len(each.goal) for each in waiting) > TOGETHER:
            yield from _solved_together(waiting)
            waiting = []
    if waiting:
        yield from _solved_together(waiting)


def _solved_together(programs: Sequence[Program]) -> Iterator[tuple[str, float, int]]:
    """Programs that share no unknown have their most at once where their sum has."""
    goal = np.concatenate([each.goal for each in programs])
    found = linprog(
        -goal,
        A_eq=sparse.block_diag([each.equal for each in programs], format="csr"),
        b_eq=np.concatenate([each.sums for each in programs]),
        bounds=np.concatenate([each.limits for each in programs]),
        method="highs",
    )
    if found.status != 0:
        raise ValueError(f"what is published contradicts itself: {found.message}")
    start = 0
    for each in programs:
        stop = start + len(each.goal)
        yield each.name, float(each.goal @ found.x[start:stop]), each.threshold
        start = stop


def leaders_alone(known: Known, truth: Truth, least: int = 3) -> list[str]:
    """Sums of leaders' ratings, and differences of such sums, that hold fewer than three units and not none.

    Their number is no secret, since leaders hand in by name; what they chose is.
    """
    found = []
    sums = np.array([row != "school" for row in known.kinds]) if known.kinds else known.most == 0
    rated = np.c_[truth.people, truth.answers[:, :, LEVEL]] > 0
    shown = np.c_[known.answered >= 0, known.shown] & sums[:, None]
    for column in range(shown.shape[1]):
        for mine, _total in known.rests(shown[:, column], np.zeros((len(known.paths), 1), dtype=np.int64)):
            number = int(rated[mine, column].sum())
            if 0 < number < least:
                found.append(f"{known.paths[int(np.flatnonzero(mine)[0])]} column {column}: {number}")
    return found


def unexplained(rows: Sequence[Any], area: Sequence[int]) -> list[str]:
    """Figures of a group's rows that are not made of published counts alone; ``area[position]`` numbers the
    areas. Numbers of units and invited are the organisation's own and are not asked about.
    """
    found = []
    for row in rows:
        for number, told in enumerate(row.areas):
            if "mean" in told and not _explained(row, told, [p for p, of in enumerate(area) if of == number]):
                found.append(f"{row.unit_path} area {number}")
        found += [f"{row.unit_path} {name}" for name in _beyond(row, rows)]
    return found


def _explained(row: Any, told: dict[str, Any], positions: Sequence[int]) -> bool:
    """An area's figures from the published cells of its questions."""
    cells = [row.counts[place][:-2] for place in positions if isinstance(row.counts[place], list)]
    if not cells:
        return False
    levels = np.arange(1, len(cells[0]) + 1)
    pooled = np.sum(cells, axis=0)
    mean = float(np.mean([np.dot(cell, levels) / sum(cell) for cell in cells]))
    whole = np.repeat(levels, pooled)
    spread = float(whole.std(ddof=1)) if len(whole) > 1 else None
    return (
        abs(told["mean"] - mean) < 1e-3
        and told["n"] == max(sum(cell) for cell in cells)
        and told["counts"] == pooled.tolist()
        and told["used"] == len(cells)
        and (told["sd"] is None) == (spread is None)
        and (spread is None or abs(told["sd"] - spread) < 1e-3)
    )


def _beyond(row: Any, rows: Sequence[Any]) -> Iterator[str]:
    """What a row tells besides: its answered against its cells, and bands against the units beneath."""
    cells = [cell for cell in row.counts if isinstance(cell, list)]
    if any(sum(cell) != row.answered for cell in cells):
        yield "answered"
    beneath = [
        each for each in rows if each.unit_kind == "school" and each.unit_path.startswith(row.unit_path)
    ]
    for place, band in enumerate(row.bands):
        if band is not None:
            means = [_mean(each.counts[place]) for each in beneath if isinstance(each.counts[place], list)]
            if len(means) < LEAST_IN_BAND or not np.allclose(np.percentile(means, (10, 90)), band, atol=1e-3):
                yield f"band {place}"


def _mean(cell: Sequence[int]) -> float:
    levels = cell[:-2]
    return float(np.dot(levels, np.arange(1, len(levels) + 1)) / sum(levels))


def found_in(rounds: Sequence[Round]) -> Iterator[Questioned]:
    """What the database holds of closed rounds' anonymous groups: the frozen rows, and the truth counted
    again from the answers.
    """
    for current in rounds:
        asked = list(Indicator.objects.filter(instrument_id=current.instrument_id).order_by("position"))
        for group in current.groups:
            if group != Group.LEADERS:
                yield _stored(current, group, asked)


def _stored(current: Round, group: str, asked: Sequence[Indicator]) -> Questioned:
    rows = list(Result.objects.filter(round=current, group=group).order_by("unit_path"))
    place = {row.unit_id: number for number, row in enumerate(rows)}
    positions = [each.position for each in asked if each.is_rated_by(group)]
    people = np.zeros(len(rows), dtype=np.int64)
    answers = np.zeros((len(rows), len(positions), 3), dtype=np.int64)
    stored = Response.objects.filter(round=current, group=group).values_list("unit_id", "values")
    for unit_id, values in stored.iterator(chunk_size=5_000):
        given = np.frombuffer(bytes(values), dtype=np.uint8)[positions]
        kind = np.where(given == 0, SKIPPED, np.where(given == NOT_RELEVANT_BYTE, NOT_RELEVANT, LEVEL))
        people[place[unit_id]] += 1
        answers[place[unit_id], np.arange(len(positions)), kind] += 1
    threshold = current.threshold(group)
    known = known_of(rows, positions, people, threshold)
    year = current.year_id
    return Questioned(year, group, threshold, rows, positions, known, Truth(people, answers))


def told_by_files(current: Round, rows: dict[tuple[str, str], Any] | None = None) -> list[str]:
    """Where a file, in any format, tells something else of a unit, group and question than the frozen row."""
    results = Result.objects.filter(round=current).select_related("unit").order_by("unit_path", "group")
    rows = {(row.unit_path, row.group): row for row in results} if rows is None else rows
    asked = list(Indicator.objects.filter(instrument_id=current.instrument_id).order_by("position"))
    wanted = [
        (row.unit.code, row.group, str(each.key), *_cell(row, each.position))
        for row in rows.values()
        for each in asked
        if each.is_rated_by(row.group)
    ]
    return [kind for kind in FORMATS if _read(current, kind) != wanted]


def _cell(row: Any, position: int) -> tuple[Any, ...]:
    cell = row.counts[position]
    return (row.answered, row.invited, *(cell if isinstance(cell, list) else ()))


def _read(current: Round, kind: str) -> list[tuple[Any, ...]]:
    """What a file tells, read as whoever gets it would."""
    columns = export_columns(current)
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder, f"file.{kind}")
        with made.open("wb") as stream:
            write(kind, stream, columns, TEXT_COLUMNS, export_rows(current))
        lines = _lines(made, kind)
    figures = [name for name in columns if name.startswith("level_")] + ["not_relevant", "skipped"]
    return [
        (
            *(line[name] or "" for name in ("code", "group", "indicator")),
            *(_whole(line[name]) for name in ("answered", "invited")),
            *(number for name in figures if (number := _whole(line[name])) is not None),
        )
        for line in lines
    ]


def _whole(value: Any) -> int | None:
    return None if value in (None, "") else int(value)


def _lines(made: Path, kind: str) -> list[dict[str, Any]]:
    if kind == "csv":
        with made.open(encoding="utf-8-sig", newline="") as stream:
            return list(csv.DictReader(stream))
    if kind == "json":
        return list(json.loads(made.read_bytes())["rows"])
    if kind == "parquet":
        with duckdb.connect() as database:
            found = database.read_parquet(str(made))
            return [dict(zip(found.columns, row, strict=True)) for row in found.fetchall()]
    with closing(openpyxl.load_workbook(made, read_only=True)) as book:
        head, *rows = book.worksheets[0].iter_rows(values_only=True)
    return [dict(zip(map(str, head), row, strict=True)) for row in rows]
