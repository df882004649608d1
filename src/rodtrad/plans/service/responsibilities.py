"""What a person answers for, in every document in force above where the person works."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from rodtrad.organisation.access import Scope
from rodtrad.organisation.models import Duty
from rodtrad.plans import rules
from rodtrad.plans.models import Document, DocumentStatus, Item, ItemKind
from rodtrad.plans.responsibilities import Holder, answers_for
from rodtrad.plans.service.reading import tree_of, trees_of

__all__ = ["Mine", "my_responsibilities", "responsibilities_for"]

DECIDED = (DocumentStatus.DECIDED, DocumentStatus.EXPIRED)


@dataclass(frozen=True)
class Mine:
    """A document in force, and in order what it says that the person answers for, with `.area`."""

    document: Document
    items: Sequence[Item]


def responsibilities_for(scope: Scope, document: Document) -> list[Item]:
    """What one document gives to the reader's duties, in order, with `.area`. Two queries."""
    holders = _holders(scope)
    return [item for item in tree_of(document) if _is_one(item) and answers_for(item, holders)]


def my_responsibilities(scope: Scope, unit_path: str, on: date) -> list[Mine]:
    """What each document in force at or above a unit gives to the reader's duties, the most local first.

    A document that gives nothing is left out. Three queries, however many documents there are.
    """
    holders = _holders(scope)
    documents = _in_force_above(scope, unit_path, on)
    trees = trees_of(documents)
    found = []
    for document in documents:
        items = [item for item in trees[document.pk] if _is_one(item) and answers_for(item, holders)]
        if items:
            found.append(Mine(document, items))
    return found


def _is_one(item: Item) -> bool:
    """A responsibility, or anything else with someone named for it."""
    return item.kind == ItemKind.RESPONSIBILITY or bool(item.role or item.sub_role or item.responsible_unit)


def _holders(scope: Scope) -> list[Holder]:
    """The reader's duties with their titles. One query."""
    units = {(duty.unit_id, duty.role): duty.unit_name for duty in scope.duties}
    mine = Duty.objects.filter(person=scope.person_id or 0, unit__in=[unit for unit, _role in units])
    titles = {(duty.unit_id, duty.role): duty.title for duty in mine}
    return [Holder(role, titles.get((unit, role), ""), name) for (unit, role), name in units.items()]


def _in_force_above(scope: Scope, unit_path: str, on: date) -> list[Document]:
    """Decided documents of the unit's own line that hold on a day, the nearest owner first. One query."""
    line = Q(owner__path__in=[unit_path[:end] for end in range(4, len(unit_path) + 1, 4)])
    rows = Document.objects.visible_to(scope).filter(line, status__in=DECIDED)
    held = [
        row
        for row in rows.select_related("owner", "authority")
        if rules.is_in_force(row.status, row.period_from, row.period_to, row.expired_on, on)
    ]
    return sorted(held, key=lambda row: (-len(row.owner.path), -rules.rank(row.kind), row.title))
