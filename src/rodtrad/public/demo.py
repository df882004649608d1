"""What the demo authority has on the web: an administration's own plan, and support material at some items.

Made by the doors' own verbs. The content comes as plain values, since it lives on a higher floor.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Protocol

from PIL import Image, ImageDraw

from rodtrad.organisation.access import SYSTEM
from rodtrad.organisation.models import Unit
from rodtrad.plans import service as plans
from rodtrad.plans.demo import key_of
from rodtrad.plans.importing import PlanItem, PlanTree
from rodtrad.plans.models import Document
from rodtrad.public import service

__all__ = ["DemoMaterial", "DemoPlan", "write_material", "write_plans"]

THREAD, INK, PAPER = "#c8102e", "#14202a", "#ffffff"
KNOTS = (90, 320, 590)


class DemoFile(Protocol):
    """A file of support material: a text, or a picture that is drawn here."""

    @property
    def name(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def alt(self) -> str: ...


class DemoMaterial(Protocol):
    """Support material at an item, by the item's key."""

    @property
    def item(self) -> str: ...
    @property
    def body(self) -> str: ...
    @property
    def files(self) -> Sequence[DemoFile]: ...


class DemoPlanItem(Protocol):
    """An item; `realises` is the key of the item above that it realises."""

    @property
    def key(self) -> str: ...
    @property
    def parent(self) -> str | None: ...
    @property
    def kind(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def definition(self) -> str | None: ...
    @property
    def realises(self) -> str: ...


class DemoPlan(Protocol):
    """A document of one administration."""

    @property
    def unit(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def document_owner(self) -> str: ...
    @property
    def period(self) -> tuple[int, int]: ...
    @property
    def decided(self) -> Mapping[str, str]: ...
    @property
    def items(self) -> Sequence[DemoPlanItem]: ...


def write_plans(above: Document, units: Mapping[str, Unit], wanted: Sequence[DemoPlan]) -> list[Document]:
    """The administrations' plans under the plan above, published; those whose administration the demo has."""
    return [_plan(above, units[one.unit], one) for one in wanted if one.unit in units]


def _plan(above: Document, owner: Unit, one: DemoPlan) -> Document:
    items = tuple(
        PlanItem(id=i.key, parent=i.parent, kind=i.kind, text=i.text, definition=i.definition)  # type: ignore[arg-type]
        for i in one.items
    )
    tree = PlanTree(title=one.title, kind=one.kind, items=items)  # type: ignore[arg-type]
    facts = plans.Facts(
        title=one.title,
        kind=one.kind,
        owner=owner,
        owner_text=owner.name,
        document_owner=one.document_owner,
        period_from=one.period[0],
        period_to=one.period[1],
    )
    keys = {item.key: key_of(above.authority, item.key) for item in one.items}
    draft = plans.create_document(SYSTEM, tree, facts, keys=keys)
    _link(above, draft, one)
    day = date.fromisoformat(one.decided["date"])
    decision = plans.Decision(one.decided["by"], day, one.decided["paragraph"], one.decided["diarienummer"])
    document = plans.publish(SYSTEM, plans.decide(SYSTEM, draft, decision))
    document.published_at = datetime.combine(day, time(12), tzinfo=UTC)
    document.save(update_fields=["published_at"])
    return document


def _link(above: Document, document: Document, one: DemoPlan) -> None:
    """What each item realises in the plan above."""
    uppers = {item.key: item for item in plans.tree_of(above)}
    lowers = {item.key: item for item in plans.tree_of(document)}
    for item in one.items:
        keys = key_of(above.authority, item.key), key_of(above.authority, item.realises)
        plans.add_link(SYSTEM, lowers[keys[0]], uppers[keys[1]])


def write_material(plan: Document, wanted: Sequence[DemoMaterial]) -> None:
    """Support material at the plan's items, file by file as a person attaches them."""
    items = {item.key: item for item in plans.tree_of(plan)}
    for one in wanted:
        item, version = items[key_of(plan.authority, one.item)], 0
        for file in one.files:
            data = file.text.encode() if file.text else picture()
            change = service.Change("", service.Upload(file.name, data, file.alt))
            version = service.save_material(SYSTEM, item, version, change).version
        service.save_material(SYSTEM, item, version, service.Change(one.body))


def picture() -> bytes:
    """A year as a line with three knots."""
    image = Image.new("RGB", (680, 160), PAPER)
    draw = ImageDraw.Draw(image)
    draw.line([(40, 80), (640, 80)], fill=THREAD, width=6)
    for x in KNOTS:
        draw.ellipse([(x - 22, 58), (x + 22, 102)], fill=PAPER, outline=INK, width=6)
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()
