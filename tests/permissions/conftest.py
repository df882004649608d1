from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pytest_django.fixtures import SettingsWrapper


@pytest.fixture(autouse=True)
def statements_in_words(settings: SettingsWrapper) -> None:
    """A statement that a connection has planned is sent by its name alone: what is watched here for what it
    writes is sent in words.
    """
    settings.PLAN_ONCE = False
