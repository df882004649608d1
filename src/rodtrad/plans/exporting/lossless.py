"""Plan trees as JSON and YAML. What is written here, the importer reads back to the very same trees."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import yaml

from rodtrad.plans.importing import PlanTree, to_json

__all__ = ["json_text", "yaml_text"]

WIDTH = 100


def json_text(trees: Sequence[PlanTree]) -> str:
    """`{"documents": [tree, …]}`, indented, with a line break at the end."""
    return json.dumps(_shape(trees), ensure_ascii=False, indent=2) + "\n"


def yaml_text(trees: Sequence[PlanTree]) -> str:
    """The same shape as YAML in block style; a pair of numbers stands on one line."""
    made: str = yaml.dump(
        _shape(trees),
        Dumper=_Dumper,
        allow_unicode=True,
        sort_keys=False,
        default_flow_style=False,
        width=WIDTH,
    )
    return made


def _shape(trees: Sequence[PlanTree]) -> dict[str, Any]:
    return {"documents": [to_json(tree) for tree in trees]}


class _Dumper(yaml.SafeDumper):
    """Written for people: no aliases, list items set in under their name, pairs on one line."""

    def ignore_aliases(self, data: Any) -> bool:
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, indentless=False)


def _list(dumper: _Dumper, values: list[Any]) -> yaml.Node:
    pair = bool(values) and all(isinstance(value, int) for value in values)
    return dumper.represent_sequence("tag:yaml.org,2002:seq", values, flow_style=pair or not values)


def _text(dumper: _Dumper, text: str) -> yaml.Node:
    """Breaks and signs that are not printed are escaped: YAML folds them away where they stand bare."""
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=None if text.isprintable() else '"')


_Dumper.add_representer(list, _list)
_Dumper.add_representer(str, _text)
