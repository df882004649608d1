"""A small authority with its documents, and what the stories about plans need."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

if TYPE_CHECKING:
    from rodtrad.organisation.access import Scope
    from rodtrad.plans.importing import PlanItem, PlanTree
    from rodtrad.plans.models import Document, ImportDraft
    from tests.people import Town

PLAN_TEXT = """Digitaliseringsplan för Sundby kommun 2026-2028

Prioriterat område 1: Digital kompetens

Mål: Alla har den kompetens som uppdraget kräver.

Insatser
- Kartlägg personalens kunskaper varje höst
- Ge alla nya en introduktion i den digitala miljön

Ansvar
Rektor
- Avsätter tid för kollegialt lärande
Personal
- Tar del av introduktionen

Prioriterat område 2: Likvärdig tillgång

Mål: Tillgången styrs av behov.

Insatser
- Byt ut utrustning efter en gemensam plan
"""


def item(name: str, kind: str, text: str, parent: str | None = None, **more: object) -> PlanItem:
    from rodtrad.plans.importing import PlanItem

    return PlanItem(id=name, kind=kind, text=text, parent=parent, **more)  # type: ignore[arg-type]


def span(words: str) -> tuple[int, int]:
    """Where some words stand in the text of the plan."""
    start = PLAN_TEXT.index(words)
    return start, start + len(words)


def small_tree() -> PlanTree:
    """Two areas with a goal, three initiatives, two responsibilities and a term."""
    from rodtrad.plans.importing import PlanTree

    return PlanTree(
        title="Digitaliseringsplan för Sundby kommun",
        kind="plan",
        owner="Sundby kommun",
        period=(2026, 2028),
        items=(
            item(
                "1",
                "area",
                "Digital kompetens",
                source=span("Prioriterat område 1: Digital kompetens"),
                definition="Alla kan det som krävs.",
            ),
            item(
                "1.1",
                "initiative",
                "Kartlägg personalens kunskaper varje höst",
                "1",
                source=span("Kartlägg personalens kunskaper varje höst"),
            ),
            item("1.2", "initiative", "Ge alla nya en introduktion", "1"),
            item("1.3", "responsibility", "Avsätter tid för kollegialt lärande", "1", role="Rektor"),
            item("1.4", "responsibility", "Tar del av introduktionen", "1", role="Personal"),
            item("2", "area", "Likvärdig tillgång"),
            item("2.1", "initiative", "Byt ut utrustning efter en gemensam plan", "2"),
            item("3", "term", "Lärplattform", definition="Där uppgifter och material finns."),
        ),
    )


@dataclass
class Papers:
    """Makes documents and imports for a town's stories, as strategist Sten."""

    town: Town

    @property
    def sten(self) -> Scope:
        return self.town.scope(self.town.sten)

    def draft(self, tree: PlanTree | None = None, **facts: object) -> Document:
        from rodtrad.plans import service

        values = {
            "title": "Digitaliseringsplan för Sundby kommun",
            "kind": "plan",
            "owner": self.town.authority,
            "period_from": 2026,
            "period_to": 2028,
            **facts,
        }
        return service.create_document(self.sten, tree or small_tree(), service.Facts(**values))  # type: ignore[arg-type]

    def decided(self, tree: PlanTree | None = None, **facts: object) -> Document:
        from rodtrad.plans import service

        decision = service.Decision("Utbildningsnämnden", date(2025, 12, 15), "§ 231", "UN 2025/0417")
        return service.decide(self.sten, self.draft(tree, **facts), decision)

    def under_review(self, *trees: PlanTree, text: str = PLAN_TEXT) -> ImportDraft:
        from rodtrad.plans.importing import to_json
        from rodtrad.plans.models import ImportDraft

        return ImportDraft.objects.create(
            pk=uuid4(),
            owner=self.town.authority,
            created_by_id=self.town.sten.pk,
            filename="plan.txt",
            state=ImportDraft.State.REVIEW,
            text=text,
            trees=[to_json(tree) for tree in trees or (small_tree(),)],
        )

    def url(self, name: str, **kwargs: object) -> str:
        return self.town.place(self.town.authority).url(f"plans:{name}", **kwargs)


@pytest.fixture
def papers(town: Town) -> Papers:
    return Papers(town)
