"""A limit on guesses at the short code of a meeting, the same for all web processes, keeping no address.

The code on the wall is short enough to be typed: one in 31^6, some 890 million. With the limits below, all
the guessers of the world together find a given meeting in one day with a chance of about one in six thousand,
and one of them alone with one in two hundred thousand. The QR code carries a signature that cannot be
guessed, so whoever reads it is let in also while someone else is guessing.
"""

from __future__ import annotations

import hmac
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils.crypto import salted_hmac

from rodtrad.assessments.models import CodeMiss, LiveSession

__all__ = ["MOST_MISSES", "MOST_MISSES_OF_ONE", "WINDOW", "has_proof", "may_guess", "missed", "proven_code"]

WINDOW = timedelta(minutes=10)
MOST_MISSES_OF_ONE, MOST_MISSES = 30, 1000
# A million of the old internet's addresses share each bucket, so a row points at nobody; and of those who
# type a wrong letter, one in four thousand meets a guesser's limit.
BUCKETS = 4096
_SALT = "rodtrad.assessments.meeting"
_PROOF_SIGNS = 16


def proven_code(session: LiveSession) -> str:
    """The code as the QR code has it, with what shows that nobody guessed it."""
    return f"{session.code}-{_proof(session.code)}"


def has_proof(code: str) -> bool:
    """Whether a code is one that was read and not guessed. No query."""
    short, _dash, proof = code.lower().partition("-")
    return bool(proof) and hmac.compare_digest(proof, _proof(short))


def may_guess(caller: str, now: datetime) -> bool:
    """Whether one more code may be tried from an address. One query."""
    told = dict(
        CodeMiss.objects.filter(window=_window(now), bucket__in=(_bucket(caller), CodeMiss.ALL)).values_list(
            "bucket", "misses"
        )
    )
    return told.get(_bucket(caller), 0) < MOST_MISSES_OF_ONE and told.get(CodeMiss.ALL, 0) < MOST_MISSES


def missed(caller: str, now: datetime) -> None:
    """Count a code that led nowhere. What was counted in stretches before this one is removed."""
    window = _window(now)
    with transaction.atomic():
        for bucket in (CodeMiss.ALL, _bucket(caller)):
            CodeMiss.objects.get_or_create(bucket=bucket, window=window)
            CodeMiss.objects.filter(bucket=bucket, window=window).update(misses=F("misses") + 1)
        CodeMiss.objects.filter(window__lt=window).delete()


def _window(now: datetime) -> int:
    return int(now.timestamp() // WINDOW.total_seconds())


def _bucket(caller: str) -> int:
    return int(salted_hmac(f"{_SALT}.caller", caller, algorithm="sha256").hexdigest(), 16) % BUCKETS


def _proof(code: str) -> str:
    return salted_hmac(f"{_SALT}.proof", code, algorithm="sha256").hexdigest()[:_PROOF_SIGNS]
