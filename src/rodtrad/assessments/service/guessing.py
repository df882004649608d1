"""A limit on guesses at the short code of a meeting, the same for all web processes, keeping no address.

The code on the wall is short enough to be typed: one in 31^8, some 850 billion. Wrong ones are counted per
network, so that who guesses meets a limit alone. Where so many are wrong all over that someone must be
guessing from many networks, each network has a few tries instead of many: nobody is shut out for what others
do. Even so, all the guessers of the world together, from every network there is, find a given meeting in one
day with a chance of about one in 280,000, and from one network with one in 190 million. No answer is made to
wait, since waiting holds a worker that others need. The QR code carries a signature that cannot be guessed,
so whoever reads it is let in whatever is going on.
"""

from __future__ import annotations

import hmac
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from django.db import transaction
from django.db.models import F
from django.utils.crypto import salted_hmac

from rodtrad.assessments.models import CodeMiss, LiveSession

__all__ = [
    "MANY",
    "MOST_MISSES",
    "MOST_WHEN_MANY",
    "WINDOW",
    "has_proof",
    "may_guess",
    "missed",
    "proven_code",
]

WINDOW = timedelta(minutes=10)
# Of one network in a stretch of time, and where all together have missed so often that someone is guessing.
MOST_MISSES, MOST_WHEN_MANY, MANY = 30, 5, 1000
# Thousands of the old internet's networks share each bucket, so a row points at nobody; and of those who
# type a wrong letter, one in four thousand meets a guesser's limit.
BUCKETS = 4096
# What one customer is given: to change the last figures of an address is to be the same guesser.
NETWORK_OF = {4: 24, 6: 48}
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
    most = MOST_MISSES if told.get(CodeMiss.ALL, 0) < MANY else MOST_WHEN_MANY
    return told.get(_bucket(caller), 0) < most


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
    return int(salted_hmac(f"{_SALT}.caller", _network(caller), algorithm="sha256").hexdigest(), 16) % BUCKETS


def _network(caller: str) -> str:
    """The network of an address; what is no address stands for itself."""
    try:
        address = ip_address(caller)
    except ValueError:
        return caller
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    return str(ip_network(f"{address}/{NETWORK_OF[address.version]}", strict=False))


def _proof(code: str) -> str:
    return salted_hmac(f"{_SALT}.proof", code, algorithm="sha256").hexdigest()[:_PROOF_SIGNS]
