"""Documents on the open web, and what the stories about them need."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid5

import pytest
from django.core.cache import caches

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client
    from pytest_django import DjangoCaptureOnCommitCallbacks

    from rodtrad.organisation.access import Scope
    from rodtrad.organisation.models import Unit
    from rodtrad.plans.models import Document, Item
    from tests.people import Town

SPACE = UUID("12345678-1234-5678-1234-567812345678")


def key(name: str) -> UUID:
    """The same identity for the same name, in whichever edition."""
    return uuid5(SPACE, name)


def code(name: str) -> str:
    return key(name).hex[-12:]


# id, kind, text, parent, more
PLAN: tuple[tuple[str, str, str, str | None, dict[str, str]], ...] = (
    ("komp", "area", "Digital kompetens", None, {"definition": "Alla kan det som krävs."}),
    ("karta", "initiative", "Kartlägg kunskaperna i varje digitaliseringsråd", "komp", {}),
    (
        "tid",
        "responsibility",
        "Avsätter tid för kollegialt lärande",
        "komp",
        {"role": "Chef", "sub_role": "Rektor"},
    ),
    ("del", "responsibility", "Tar del av introduktionen", "komp", {"role": "Personal"}),
    ("rad", "term", "Digitaliseringsråd", None, {"definition": "En grupp som samlar in behov."}),
)


@dataclass
class Web:
    """Publishes for Sundby as strategist Sten, and reads as anyone."""

    town: Town
    after_commit: DjangoCaptureOnCommitCallbacks
    reader: Client

    @property
    def sten(self) -> Scope:
        return self.town.scope(self.town.sten)

    def decided(self, title: str = "Digitaliseringsplan 2025–2027", **facts: Any) -> Document:
        from rodtrad.plans import service
        from rodtrad.plans.importing import PlanItem, PlanTree

        rows = facts.pop("rows", PLAN)
        items = tuple(PlanItem(id=n, kind=k, text=t, parent=p, **more) for n, k, t, p, more in rows)
        tree = PlanTree(title=title, kind=facts.get("kind", "plan"), items=items)
        values = {
            "owner": self.town.authority,
            "kind": "plan",
            "period_from": 2025,
            "period_to": 2027,
            **facts,
        }
        keys = {item.id: key(item.id) for item in items}
        draft = service.create_document(self.sten, tree, service.Facts(title=title, **values), keys=keys)
        decision = service.Decision("Utbildningsnämnden", date(2025, 1, 15), "4", "UN 2025/17")
        return service.decide(self.sten, draft, decision)

    def publish(self, document: Document | None = None, **facts: Any) -> Document:
        from rodtrad.plans import service

        with self.after_commit(execute=True):
            return service.publish(self.sten, document or self.decided(**facts))

    def url(self, *parts: str, unit: Unit | None = None) -> str:
        return "".join(f"{part}/" for part in ("/oppet", (unit or self.town.authority).slug, *parts))

    def get(self, *parts: str, **query: str) -> HttpResponse:
        return self.reader.get(self.url(*parts), query)  # type: ignore[return-value]

    def page(self, *parts: str, **query: str) -> str:
        answer = self.get(*parts, **query)
        assert answer.status_code == 200, f"{parts}: {answer.status_code}"
        return answer.content.decode()

    def item(self, document: Document, name: str) -> Item:
        from rodtrad.plans import service

        return next(row for row in service.tree_of(document) if row.key == key(name))


@pytest.fixture(autouse=True)
def fresh_pages() -> None:
    """Each story begins with nothing kept from the one before."""
    for name in ("public", "files"):
        caches[name].clear()


@pytest.fixture
def web(town: Town, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks) -> Web:
    return Web(town, django_capture_on_commit_callbacks, town.client())
