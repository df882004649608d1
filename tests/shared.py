"""Where tests find the source documents that stand beside a developer's checkout.

The product never needs them, so a test that does says why it was skipped when they are not there.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(os.environ.get("RODTRAD_SHARED", Path(__file__).resolve().parents[2] / "shared"))


def shared_path(*parts: str) -> Path:
    """The path of one shared file; the running test is skipped with a reason where it is absent."""
    path = ROOT.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"source documents are not here: no {'/'.join(parts)} beside the checkout")
    return path
