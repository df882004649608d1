"""How well documents are read and editions compared, held against what people read out of the same documents.

    rodtrad bench plans --json

Needs the source documents and their gold, which stand beside a developer's checkout (or where RODTRAD_SHARED
says) and are no part of the product. Where they are absent one line says so, and nothing is measured.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import django
from tools.editions import measured as measured_own
from tools.editions import own_editions
from tools.links import demo, own, own_links
from tools.links import measured as measured_links
from tools.scoring import Score, gold_items, score, tree_items

if TYPE_CHECKING:
    from rodtrad.plans.comparing import Measured

SHARED = Path(os.environ.get("RODTRAD_SHARED", Path(__file__).resolve().parents[1] / "../shared"))
DOCUMENTS = (("000", 1, "000"), ("001", 1, "001a"), ("001", 2, "001b"), ("002", 1, "002"), ("003", 1, "003"),
             ("004", 1, "004"))  # fmt: skip
OLD, NEW = ("001", 2), ("000", 1)  # two editions of one plan: the file, and which document in it
ENOUGH = 0.95
SURE_SHARE, RIGHT_SHARE, LINKED_SHARE = 20 / 22, 0.85, 0.55


def main() -> int:
    """Read, score, compare, tell."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--json", action="store_true", help="end with one JSON object on the last line")
    given = parser.parse_args()
    if not (SHARED / "gold").is_dir() or not (SHARED / "seeds").is_dir():
        line = f"not measured: the source documents are not here (no seeds and gold in {SHARED})"
        print(json.dumps({"bench": "plans", "absent": True, "why": line}) if given.json else line)
        return 0
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rodtrad.config.settings")
    django.setup()
    result = measured()
    tell(result)
    if given.json:
        print(json.dumps(result))
    return 0 if result["holds"] else 1


def measured() -> dict[str, Any]:
    """The scores of the six documents and the figures of the editions."""
    scores = {gold: scored(source, number, gold) for source, number, gold in DOCUMENTS}
    editions, own_figures = compared(), {name: figures(measured_own(name)) for name in own_editions()}
    links = linked()
    imports = {name: {**one.figures(), "holds": one.weakest >= ENOUGH} for name, one in scores.items()}
    return {
        "bench": "plans",
        "holds": all(one["holds"] for one in (editions, links, *own_figures.values(), *imports.values())),
        "documents": imports,
        "editions": editions,
        "own_editions": own_figures,
        "links": links,
    }


def tree_of(source: str, number: int) -> Any:
    from rodtrad.plans.importing import find_plans, read_document

    path = next(iter(sorted((SHARED / "seeds").glob(f"{source}_*"))))
    return find_plans(read_document(path.read_bytes(), path.name))[number - 1]


def scored(source: str, number: int, gold_name: str) -> Score:
    from rodtrad.plans.importing import to_json

    gold = json.loads((SHARED / "gold" / f"seed-{gold_name}.gold.json").read_text(encoding="utf-8"))
    return score(tree_items(to_json(tree_of(source, number))), gold_items(gold))


def compared() -> dict[str, Any]:
    """The suggestions between two editions of a plan, against pairs matched by reading both."""
    from rodtrad.plans.comparing import Gold, measure

    gold = Gold.read(SHARED / "gold" / "editions-2021-2024.json")
    return figures(measure(tree_of(*OLD), tree_of(*NEW), gold))


def linked() -> dict[str, Any]:
    """The suggested links with and without the language model, against what readers linked."""
    from rodtrad.plans import meaning

    gold = [*demo(), *map(own, own_links())]
    without = measured_links(gold)
    found: dict[str, Any] = {"by_words": asdict(without), "by_meaning_too": None}
    if meaning.model_name():
        found |= {"by_meaning_too": asdict(measured_links(gold, meaning.vectors))}
    return {**found, "holds": without.among_three >= LINKED_SHARE * without.linked}


def figures(found: Measured) -> dict[str, Any]:
    """What is told of one pair of editions, and whether it holds."""
    return {
        "sure": found.sure,
        "sure_suggested_first": found.found,
        "first_suggestions": found.suggested,
        "right": found.right,
        "right_share": round(found.right_share, 3),
        "dropped": found.dropped,
        "dropped_with_suggestion": found.dropped_suggested,
        "holds": found.found >= SURE_SHARE * found.sure and found.right_share >= RIGHT_SHARE,
    }


def tell(result: dict[str, Any]) -> None:
    """The figures as a table for a person."""
    print(f"{'document':<10}{'gold':>6}{'found':>7}{'F1':>7}{'kind':>7}{'area':>7}{'role':>7}")
    for name, one in result["documents"].items():
        shares = "".join(
            f"{'-' if one[key] is None else one[key]:>7}" for key in ("f1", "kind", "area", "role")
        )
        print(f"{name:<10}{one['gold']:>6}{one['found']:>7}{shares}{'' if one['holds'] else '   UNDER'}")
    for name, one in {"editions": result["editions"], **result["own_editions"]}.items():
        print(
            f"{name}: {one['sure_suggested_first']} of {one['sure']} sure pairs suggested first; "
            f"{one['right']} of {one['first_suggestions']} first suggestions sure or possible "
            f"({one['right_share']}); "
            f"{one['dropped_with_suggestion']} of {one['dropped']} dropped ones with a suggestion"
        )
    tell_links(result["links"])


def tell_links(found: dict[str, Any]) -> None:
    for name in ("by_words", "by_meaning_too"):
        one = found[name]
        if one is None:
            print("links by_meaning_too: not measured, the extra 'similarity' is not installed")
            continue
        print(
            f"links {name}: of {one['linked']} linked items {one['first']} suggested first, "
            f"{one['among_three']} among three; {one['right']} of {one['shown']} shown are right"
        )


if __name__ == "__main__":
    sys.exit(main())
