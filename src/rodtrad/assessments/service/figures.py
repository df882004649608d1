"""From stored cells to figures: what a mean never stands without, reckoned for many cells at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from rodtrad.assessments import statistics
from rodtrad.assessments.models import Result
from rodtrad.assessments.service.told import AreaFigure, Beside, Figure
from rodtrad.assessments.statistics import Verdict

__all__ = ["area_figure", "area_numbers", "beside_at", "earlier_figure", "figures_of", "histograms", "known"]


def figures_of(cells: Sequence[Any], invited: Sequence[int | None]) -> list[Figure]:
    """Stored cells with what a mean never stands without; `invited` says how many each was asked of."""
    people = np.array([number or 0 for number in invited], dtype=np.int64)
    found = statistics.summary(histograms(cells, _scale_of(cells)), people)
    return [
        _told(cell, found, place, asked)
        for place, (cell, asked) in enumerate(zip(cells, invited, strict=True))
    ]


def _told(cell: Any, found: statistics.Summary, place: int, invited: int | None = None) -> Figure:
    if isinstance(cell, str) or cell is None:
        return Figure(reason=cell or "small")
    numbers = (found.mean, found.sd, found.low, found.high, found.median)
    mean, sd, low, high, median = (known(each[place]) for each in numbers)
    ends = (known(found.lower_quartile[place]), known(found.upper_quartile[place]))
    quartiles = (ends[0], ends[1]) if ends[0] is not None and ends[1] is not None else None
    counted = tuple(cell[:-2]), cell[-2], cell[-1]
    return Figure(*counted, "", mean, sd, low, high, median, quartiles, invited)


def known(value: Any) -> float | None:
    """A number out of an array, None where there is none."""
    return float(value) if np.isfinite(value) else None


def _scale_of(cells: Sequence[Any]) -> int:
    """How many levels the shown cells have; two where none is shown."""
    return next((len(cell) - 2 for cell in cells if isinstance(cell, list)), 2)


def histograms(cells: Sequence[Any], levels: int) -> npt.NDArray[np.int64]:
    """Histograms, zeros where nothing is shown (which gives NaN in every statistic)."""
    rows = [cell[:-2] if isinstance(cell, list) else [0] * levels for cell in cells]
    return np.array(rows, dtype=np.int64).reshape(len(rows), levels)


def area_figure(stored: Mapping[str, Any]) -> AreaFigure:
    """An area as it is stored in a result."""
    if "reason" in stored:
        return AreaFigure(reason=stored["reason"])
    band = stored.get("band")
    return AreaFigure(
        mean=stored["mean"],
        n=stored["n"],
        sd=stored["sd"],
        counts=tuple(stored["counts"]),
        used=stored["used"],
        of=stored["of"],
        band=(band[0], band[1]) if band else None,
    )


def earlier_figure(
    cells: Sequence[Any], weights: Sequence[float], levels: int, row: Result
) -> tuple[npt.NDArray[np.float64] | None, Figure]:
    """The histogram and the figure of the older questions, in a row of an earlier round, that one question
    answers to. Several by weight have a mean and a spread, but no counts of their own; one that is hidden
    hides the figure.
    """
    if not all(isinstance(cell, list) and len(cell) == levels + 2 for cell in cells):
        hidden = (cell for cell in cells if not isinstance(cell, list))
        return None, Figure(reason=next(hidden, None) or "small")
    hist = statistics.mixture([cell[:-2] for cell in cells], list(weights))
    if len(cells) == 1:
        return hist, figures_of(cells, [row.invited])[0]
    told = statistics.summary(hist[None])  # type: ignore[arg-type]
    figure = Figure(mean=known(told.mean[0]), sd=known(told.sd[0]), median=known(told.median[0]))
    return hist, figure


def beside_at(found: statistics.Change, place: int) -> Beside | None:
    """One of several differences; None where it cannot be told."""
    numbers = [known(each[place]) for each in (found.difference, found.low, found.high)]
    difference, low, high = numbers
    if difference is None or low is None or high is None:
        return None
    return Beside(Verdict(int(found.verdict[place])), difference, low, high)


def area_numbers(area_ids: Sequence[int]) -> list[int]:
    """The areas numbered in the order in which their figures are stored."""
    order = list(dict.fromkeys(area_ids))
    return [order.index(area_id) for area_id in area_ids]
