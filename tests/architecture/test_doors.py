"""A package's door says what may be used from outside, and each thing in it is explained."""

from __future__ import annotations

import importlib
import inspect
from types import ModuleType

import pytest

from tests.architecture.house import PACKAGES, packages


def doors() -> list[str]:
    named = (name for name in sorted(packages()))
    return [name for name in named if list(PACKAGES.glob(f"{name}/service*"))]


@pytest.fixture(params=doors())
def door(request: pytest.FixtureRequest) -> ModuleType:
    return importlib.import_module(f"rodtrad.{request.param}.service")


def test_a_door_lists_what_it_offers(door: ModuleType) -> None:
    listed = getattr(door, "__all__", None)

    assert listed, f"{door.__name__} has no __all__"
    assert [name for name in listed if not hasattr(door, name)] == []
    assert len(listed) == len(set(listed))


def test_a_door_explains_each_thing_it_offers(door: ModuleType) -> None:
    offered = [getattr(door, name) for name in door.__all__]
    unexplained = [thing.__name__ for thing in offered if callable(thing) and not explained(thing)]

    assert unexplained == [], f"no docstring in {door.__name__}"


def test_a_door_says_what_it_is(door: ModuleType) -> None:
    assert door.__doc__, f"{door.__name__} has no docstring"


def test_nothing_public_is_made_in_a_door_without_being_listed(door: ModuleType) -> None:
    made_here = [
        name
        for name, thing in vars(door).items()
        if inspect.isfunction(thing) and thing.__module__ == door.__name__ and not name.startswith("_")
    ]

    assert sorted(set(made_here) - set(door.__all__)) == []


def explained(thing: object) -> bool:
    """A docstring of its own: a dataclass without one is given its signature, which explains nothing."""
    text = inspect.getdoc(thing) or ""
    return bool(text) and not text.startswith(f"{getattr(thing, '__name__', '')}(")
