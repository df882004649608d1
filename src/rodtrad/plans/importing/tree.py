"""Found items to a tree: areas first seen first, everything with an id and a place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from .areas import Area, Areas
from .drafts import Draft
from .facts import Facts
from .lines import page_of
from .model import PlanItem, PlanTree

_CARRIED = ("heading", "role", "sub_role", "responsible_unit", "status", "due", "definition")


@dataclass(slots=True)
class _Numberer:
    pages: Sequence[int]
    items: list[PlanItem] = field(default_factory=list)

    def draft(self, draft: Draft, name: str, parent: str | None) -> None:
        carried = {field: getattr(draft, field) for field in _CARRIED}
        page, source = page_of(self.pages, draft.start), (draft.start, draft.end)
        self.items.append(PlanItem(name, draft.kind, draft.text, source, parent, page, **carried))
        for number, child in enumerate(draft.children, 1):
            self.draft(child, f"{name}.{number}", name)

    def area(self, area: Area, name: str) -> None:
        source = (area.start, area.end) if area.start >= 0 else None
        page = page_of(self.pages, area.start) if source else None
        self.items.append(PlanItem(name, "area", area.name, source, page=page, definition=area.definition))


def build_tree(
    facts: Facts, areas: Areas, drafts: list[Draft], warnings: list[str], pages: Sequence[int]
) -> PlanTree:
    """The tree: areas and items outside areas in reading order, each area's items under it in reading
    order."""
    numberer = _Numberer(pages)
    of_area = {area.order: [one for one in drafts if one.area is area] for area in areas.known}
    kept = [area for area in areas.known if of_area[area.order] or (area.start >= 0 and area.definition)]
    roots: list[tuple[int, Area | Draft]] = [(_place(area, of_area[area.order]), area) for area in kept]
    roots += [(one.start, one) for one in drafts if one.area is None]
    for number, (_, root) in enumerate(sorted(roots, key=lambda pair: pair[0]), 1):
        if isinstance(root, Draft):
            numberer.draft(root, str(number), None)
            continue
        numberer.area(root, str(number))
        for place, draft in enumerate(of_area[root.order], 1):
            numberer.draft(draft, f"{number}.{place}", str(number))
    return PlanTree(
        facts.title, facts.kind, facts.owner, facts.period, facts.decided, tuple(numberer.items),
        tuple(_warnings(facts, numberer.items, warnings)),
    )  # fmt: skip


def _place(area: Area, drafts: list[Draft]) -> int:
    return area.start if area.start >= 0 else min((one.start for one in drafts), default=0)


def _warnings(facts: Facts, items: list[PlanItem], warnings: list[str]) -> list[str]:
    missing = [
        code
        for value, code in ((facts.title, "no_title"), (facts.owner, "no_owner"), (facts.period, "no_period"))
        if value is None
    ]
    found = any(item.kind not in ("term", "current_state") for item in items)
    return [*([] if found else ["no_plan"]), *missing, *warnings]
