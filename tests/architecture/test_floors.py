"""Imports and foreign keys go down the floors only; packages on one floor do not know each other."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

from tests.architecture.house import ROOT, floors, packages

Reference = tuple[str, str, str]


def test_every_package_stands_on_a_floor() -> None:
    assert packages() == set(floors())


def test_imports_go_down_only() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    answer = subprocess.run([linter, "--no-cache"], cwd=ROOT, env=environment, capture_output=True, text=True)

    assert answer.returncode == 0, answer.stdout


def test_no_foreign_key_points_up_or_to_a_neighbour() -> None:
    assert [reference for reference in references() if not goes_down(reference)] == []


@pytest.mark.parametrize(
    ("origin", "target", "allowed"),
    [
        ("plans", "organisation", True),
        ("plans", "plans", True),
        ("organisation", "plans", False),
        ("plans", "cycle", False),
        ("cycle", "plans", False),
        ("reports", "common", True),
    ],
)
def test_the_rule_for_foreign_keys_itself(origin: str, target: str, allowed: bool) -> None:
    assert goes_down((origin, "Model.field", target)) is allowed


def references() -> Iterator[Reference]:
    """Every relation of our models to one of our models: package, field, package it points to."""
    for model in apps.get_models():
        origin = model._meta.app_label
        for field in model._meta.get_fields(include_hidden=True):
            target = getattr(field, "related_model", None)
            if field.concrete and target and {origin, target_label(target)} <= set(floors()):
                yield origin, f"{model.__name__}.{field.name}", target_label(target)


def target_label(target: type[models.Model]) -> str:
    return target._meta.app_label


def goes_down(reference: Reference) -> bool:
    origin, _, target = reference
    return origin == target or floors()[target] < floors()[origin]


def test_there_are_foreign_keys_to_look_at() -> None:
    assert len(list(references())) > 10
