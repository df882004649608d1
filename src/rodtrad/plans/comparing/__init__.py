"""Two editions of a document compared item by item. Pure: trees in, a comparison out."""

from __future__ import annotations

from rodtrad.plans.comparing.changes import compare
from rodtrad.plans.comparing.measuring import Gold, Measured, measure
from rodtrad.plans.comparing.model import LINE, Change, Comparison, Confirmed, Pair, What, Word
from rodtrad.plans.comparing.serial import comparison_json
from rodtrad.plans.comparing.words import differences

__all__ = [
    "LINE",
    "Change",
    "Comparison",
    "Confirmed",
    "Gold",
    "Measured",
    "Pair",
    "What",
    "Word",
    "compare",
    "comparison_json",
    "differences",
    "measure",
]
