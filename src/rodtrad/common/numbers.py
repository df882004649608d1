"""Figures as people here write them: thin spaces between thousands, decimal comma, a space before %.

Pure functions of a number and the active language.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from babel.numbers import format_decimal

from rodtrad.common.dates import babel_locale

__all__ = ["decimal", "percent", "share", "signed", "thousands"]

THIN_SPACE = "\u202f"
NO_BREAK_SPACE = "\u00a0"
MINUS = "\u2212"

Number = int | float | Decimal


def thousands(value: Number) -> str:
    """'12 000 000' with narrow no-break spaces; '12,000,000' in English. Rounded to a whole number."""
    return decimal(value, 0)


def decimal(value: Number, digits: int = 1) -> str:
    """'3,4' with exactly `digits` decimals, halves away from zero; '3.4' in English."""
    return _written(value, digits, babel_locale())


@lru_cache(maxsize=8192)
def _written(value: Number, digits: int, locale: str) -> str:
    """Remembered, since a page of results writes the same few figures hundreds of times."""
    rounded = Decimal(str(value)).quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)
    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    text = format_decimal(rounded, pattern, locale=locale)
    return text.replace(NO_BREAK_SPACE, THIN_SPACE).replace("-", MINUS)


def percent(value: Number, digits: int = 0) -> str:
    """A share of one as a percentage: 0.912 gives '91 %', in English '91%'."""
    text = decimal(Decimal(str(value)) * 100, digits)
    return f"{text}%" if babel_locale().startswith("en") else f"{text}{NO_BREAK_SPACE}%"


def share(part: int, whole: int) -> str:
    """How many out of how many, as a percentage: share(41, 45) is '91 %'; a dash when there is no whole."""
    return percent(Decimal(part) / Decimal(whole)) if whole else "–"


def signed(value: Number, digits: int = 1) -> str:
    """A difference with its sign: '+0,4', '−0,4', '±0,0'."""
    text = decimal(value, digits)
    if text.strip("0,.") == "" or text.strip(f"{MINUS}0,.") == "":
        return f"±{text.lstrip(MINUS)}"
    return text if text.startswith(MINUS) else f"+{text}"
