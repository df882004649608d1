"""Whether someone with everything published can tell that a hidden group is small, and how much is shown.

    rodtrad bench disclosure --json

Makes up a thousand authorities with three years' rounds of up to five anonymous groups each, lets the product
count and publish them, and attacks each cell below the threshold with a linear program (tools/attacking.py).
Every tenth authority is attacked with all questions in one program. Then builds the demo and does the same
with its closed rounds, as they stand in the database and in the files of each format.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from typing import Any

import django

LEAST_SHARE = 0.9


def main() -> int:
    """Attack, and tell."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--authorities", type=int, default=1000, help="how many to make up")
    parser.add_argument("--seed", type=int, default=1, help="the same seed makes the same authorities")
    parser.add_argument("--jointly", type=int, default=10, help="every which is attacked with all at once")
    parser.add_argument("--without-demo", action="store_true", help="only those that are made up")
    parser.add_argument("--json", action="store_true", help="end with one JSON object on the last line")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(RODTRAD_DATA_DIR=folder)
        os.environ.pop("DATABASE_URL", None)
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rodtrad.config.settings")
        if not given.without_demo:
            print("building the demo …", file=sys.stderr)
            command = [sys.executable, "-m", "rodtrad", "demo", "--no-serve"]
            subprocess.run(command, check=True, stdout=sys.stderr)
        django.setup()
        result = measured(given)
    tell(result)
    if given.json:
        print(json.dumps(result))
    return 0 if result["holds"] else 1


def measured(given: argparse.Namespace) -> dict[str, Any]:
    begun = time.monotonic()
    made_up = attacked_authorities(given.seed, given.authorities, given.jointly)
    demo = None if given.without_demo else attacked_demo()
    bounded = made_up["cells_bounded"] + (demo["cells_bounded"] if demo else 0)
    enough = demo is None or (demo["share_shown"] >= LEAST_SHARE and not demo["files_that_differ"])
    return {
        "bench": "disclosure",
        "holds": not bounded and enough,
        "authorities": made_up["authorities"],
        "cells_bounded": bounded,
        "share_shown": demo["share_shown"] if demo else made_up["share_shown"],
        "seconds": round(time.monotonic() - begun),
        "made_up": made_up,
        "demo": demo,
    }


def attacked_authorities(seed: int, number: int, jointly: int) -> dict[str, Any]:
    """The figures of all, and of the one where least is shown."""
    from tools.attacking import Found, attack, leaders_alone, unexplained
    from tools.authorities import AREAS, authority

    from rodtrad.assessments.groups import Group

    total, shares, beside = Found(), [], list[str]()
    for each in range(seed, seed + number):
        found = Found()
        for asked in authority(each):
            beside += unexplained(asked.rows, AREAS)
            if asked.group == Group.LEADERS:
                beside += leaders_alone(asked.known, asked.truth)
                continue
            at_once = bool(jointly) and each % jointly == 0
            found.add(attack(asked.known, asked.truth, asked.threshold, jointly=at_once))
        shares.append(found.share)
        total.add(found)
    return {
        "authorities": number,
        "cells_tried": total.tried,
        "cells_bounded": len(total.bounded) + len(beside),
        "bounded": (total.bounded + beside)[:20],
        "share_shown": round(total.share, 4),
        "share_shown_median": round(statistics.median(shares), 4),
        "share_shown_worst": round(min(shares), 4),
    }


def attacked_demo() -> dict[str, Any]:
    """Every closed round of the demo."""
    from tools.attacking import Found, attack, found_in, told_by_files, unexplained

    from rodtrad.assessments.models import Indicator, Round, RoundState
    from rodtrad.assessments.service.figures import area_numbers

    found, beside, files = Found(), list[str](), list[str]()
    rounds = list(Round.objects.filter(state=RoundState.CLOSED).select_related("instrument"))
    for current in rounds:
        asked = Indicator.objects.filter(instrument_id=current.instrument_id).order_by("position")
        area = area_numbers(list(asked.values_list("area_id", flat=True)))
        files += [f"{current}: {kind}" for kind in told_by_files(current)]
        for each in found_in([current]):
            beside += unexplained(each.rows, area)
            found.add(attack(each.known, each.truth, each.threshold))
    return {
        "rounds": len(rounds),
        "cells_tried": found.tried,
        "cells_bounded": len(found.bounded) + len(beside),
        "bounded": (found.bounded + beside)[:20],
        "share_shown": round(found.share, 4),
        "files_that_differ": files,
    }


def tell(result: dict[str, Any]) -> None:
    """In words, for whoever looks on."""
    for name in ("made_up", "demo"):
        one = result[name]
        if one:
            print(f"{name}: {one['cells_tried']:,} cells below the threshold tried,", end=" ")
            print(f"{one['cells_bounded']} bounded; {one['share_shown']:.1%} of the large ones shown")
    made_up = result["made_up"]
    print(f"made up: median {made_up['share_shown_median']:.1%}, worst {made_up['share_shown_worst']:.1%}")


if __name__ == "__main__":
    sys.exit(main())
