"""An installation from before editions were compared is brought up to date with what its people had said."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from pytest_django import DjangoDbBlocker

BEFORE, AFTER = ("plans", "0002_outline"), ("plans", "0003_editions")
ALIAS = "upgraded"


@pytest.fixture
def executor(tmp_path: Path, django_db_blocker: DjangoDbBlocker) -> Iterator[MigrationExecutor]:
    """An empty database of the same sort beside the one that the other tests use."""
    with django_db_blocker.unblock():
        own = _beside(tmp_path)
        connections.databases[ALIAS] = own
        try:
            yield MigrationExecutor(connections[ALIAS])
        finally:
            connections[ALIAS].close()
            del connections[ALIAS], connections.databases[ALIAS]
            _take_away(own)


def _beside(tmp_path: Path) -> dict[str, Any]:
    own = dict(connections.databases["default"])
    if connections["default"].vendor == "sqlite":
        return {**own, "NAME": str(tmp_path / "before.sqlite3")}
    own["NAME"] = f"{own['NAME']}_upgraded"
    _administer(f'CREATE DATABASE "{own["NAME"]}"')
    return own


def _take_away(own: dict[str, Any]) -> None:
    if connections["default"].vendor != "sqlite":
        _administer(f'DROP DATABASE "{own["NAME"]}"')


def _administer(statement: str) -> None:
    """Outside every transaction, as PostgreSQL asks when databases are made."""
    default = connections["default"]
    with default.get_new_connection({**default.get_connection_params(), "autocommit": True}) as raw:
        raw.execute(statement)


class Old:
    """The documents of a town as they were stored before: two editions, and a strategy above them."""

    def __init__(self, apps: Any) -> None:
        self.get = lambda name: apps.get_model(*name.split(".")).objects.using(ALIAS)
        self.town = self.get("organisation.Unit").create(
            path="0001", depth=1, kind="authority", name="Sundby", slug="sundby"
        )
        self.strategy, self.first, self.second = (self.document(slug) for slug in ("strategi", "ett", "två"))

    def document(self, slug: str) -> Any:
        kind = "strategy" if slug == "strategi" else "plan"
        return self.get("plans.Document").create(
            authority=self.town, owner=self.town, slug=slug, title=slug, kind=kind
        )

    def item(self, document: Any, text: str) -> Any:
        place = self.get("plans.Item").filter(document=document).count()
        return self.get("plans.Item").create(
            document=document, text=text, position=place, kind="initiative", key=uuid4()
        )

    def link(self, kind: str, upper: Any, lower: Any) -> None:
        self.get("plans.ItemLink").create(upper=upper, lower=lower, kind=kind)


def test_what_replaced_what_becomes_confirmed_correspondences(executor: MigrationExecutor) -> None:
    executor.migrate([BEFORE])
    old = Old(executor.loader.project_state([BEFORE]).apps)
    kept, worded, one, two, long, lost = (
        old.item(old.first, text) for text in ("samma", "förr", "en del", "en annan", "långt", "borta")
    )
    same, reworded, merged, half, other, new = (
        old.item(old.second, text) for text in ("samma", "nu", "båda", "hälften", "resten", "ny")
    )
    goal = old.item(old.strategy, "mål")
    for before, after in (
        (kept, same), (worded, reworded), (one, merged), (two, merged), (long, half), (long, other),
    ):  # fmt: skip
        old.link("replaces", before, after)
    old.link("realises", goal, new)
    old.link("derives", goal, lost)

    executor.loader.build_graph()
    executor.migrate([AFTER])
    said = Said(executor.loader.project_state([AFTER]).apps)

    assert said.correspondences() == {
        ("samma", "samma", "kept", 1.0),
        ("förr", "nu", "reworded", 1.0),
        ("en del", "båda", "merged", 1.0),
        ("en annan", "båda", "merged", 1.0),
        ("långt", "hälften", "split", 0.5),
        ("långt", "resten", "split", 0.5),
    }
    assert said.filed_with == {("två", "confirmed")}
    assert said.links() == {("realises", "mål", "ny"), ("derives", "mål", "borta")}


class Said:
    """What stands there afterwards, by the items' words."""

    def __init__(self, apps: Any) -> None:
        self.rows, self.ties = (
            apps.get_model("plans", name).objects.using(ALIAS) for name in ("Correspondence", "ItemLink")
        )
        self.filed_with = set(self.rows.values_list("document__slug", "verdict"))

    def correspondences(self) -> set[tuple[Any, ...]]:
        return set(self.rows.values_list("old__text", "new__text", "kind", "weight"))

    def links(self) -> set[tuple[Any, ...]]:
        return set(self.ties.values_list("kind", "upper__text", "lower__text"))
