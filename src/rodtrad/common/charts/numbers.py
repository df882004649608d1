"""Figures as a Swede or an English reader writes them."""

from decimal import ROUND_HALF_UP, Decimal

THIN = "\u202f"  # narrow space that does not break


def decimal(value: float, lang: str, digits: int = 1) -> str:
    """3.45 is '3,5' in Swedish and '3.5' in English: halves go up, on the digits as written."""
    exact = Decimal(str(value)).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    text = f"{exact:,f}"
    if lang.startswith("sv"):
        return text.replace(",", THIN).replace(".", ",").replace("-", "\u2212")
    return text.replace("-", "\u2212")


def whole(value: int, lang: str) -> str:
    """12345 is '12 345' in Swedish and '12,345' in English."""
    return decimal(value, lang, digits=0)


def percent(part: float, total: float, lang: str) -> str:
    """Share in whole per cent, with the space that Swedish has before the sign."""
    share = decimal(100 * part / total if total else 0, lang, digits=0)
    return f"{share}{THIN}%" if lang.startswith("sv") else f"{share}%"
