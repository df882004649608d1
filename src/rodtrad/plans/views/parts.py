"""What several views of plans need."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext as _

from rodtrad.common.audit import describe
from rodtrad.common.dates import short_date
from rodtrad.common.errors import UserError
from rodtrad.common.models import AuditEvent
from rodtrad.organisation.place import Request
from rodtrad.plans import service
from rodtrad.plans import tree as trees
from rodtrad.plans.forms import ItemForm
from rodtrad.plans.importing import PlanItem, PlanTree
from rodtrad.plans.models import Document, DocumentKind, DocumentStatus, Item, ItemKind

ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
# The buttons of an item, in the order in which they stand; `split` reads the text's line breaks.
MOVES = ("up", "down", "outdent", "indent", "merge")


def document_or_404(request: Request, slug: str) -> Document:
    """The document at this address that the reader may see, of the authority that the page is at."""
    document = service.document_by_slug(request.scope, slug)
    if document is None or document.authority.path != request.place.unit.authority_path:
        raise Http404
    return document


def item_or_404(request: Request, slug: str, key: UUID) -> Item:
    """The item at this address; its document as in `document_or_404`."""
    return named(service.tree_of(document_or_404(request, slug)), key)


def named(rows: Iterable[Item], key: UUID) -> Item:
    """The item with this key among a document's rows."""
    found = next((row for row in rows if row.key == key), None)
    if found is None:
        raise Http404
    return found


@dataclass(frozen=True)
class Row:
    """An item in a tree that is being corrected."""

    item: PlanItem
    depth: int
    kind: str
    number: str
    url: str
    chosen: bool
    problems: tuple[str, ...]


def rows_of(tree: PlanTree, chosen: str, here: str) -> list[Row]:
    """The tree as rows in reading order; `here` is the page's own address, to which the item is added."""
    numbers, problems = trees.labels(tree), trees.problems(tree)
    wrong: dict[str, list[str]] = {}
    for problem in problems:
        wrong.setdefault(problem.item, []).append(problem.sentence)
    return [
        Row(
            item=tree.items[place.index],
            depth=place.depth,
            kind=str(ItemKind(tree.items[place.index].kind).label),
            number=numbers.get(name, ""),
            url=f"{here}?{urlencode({'item': name})}",
            chosen=name == chosen,
            problems=tuple(wrong.get(name, ())),
        )
        for name, place in sorted(trees.places(tree).items(), key=lambda found: found[1].index)
    ]


def form_for(tree: PlanTree, chosen: str) -> ItemForm | None:
    """The form of the chosen item as it stands, or None where nothing is chosen."""
    item = next((item for item in tree.items if item.id == chosen), None)
    if item is None:
        return None
    return ItemForm(initial={name: getattr(item, name) or "" for name in trees.FIELDS})


def sent_edits(request: Request) -> tuple[ItemForm, list[trees.Edit]]:
    """The form that was sent and what it asks for: first the words, then the move or the split.

    Raises UserError for a field that cannot be used, or a version that is no number.
    """
    form = ItemForm(request.POST)
    verb, name = request.POST.get("op", "change"), request.POST.get("item", "")
    if verb == "resolve":
        return form, [trees.Edit("resolve", number=whole_number(request, "warning"))]
    if not form.is_valid():
        raise UserError(str(next(iter(form.errors.values()))[0]), "item.invalid")
    values = dict(form.cleaned_data)
    if verb == "split":
        parts = values.pop("text").splitlines()
        return form, [trees.Edit("change", name, values), trees.Edit("split", name, parts=parts)]
    change = trees.Edit("change", name, values)
    if verb == "change":
        return form, [change]
    # What is thrown away is not first corrected: its words may be unfinished.
    return form, [trees.Edit(verb, name)] if verb == "drop" else [change, trees.Edit(verb, name)]


def whole_number(request: Request, name: str) -> int:
    """A number sent with a form. Anything else can only come from a forged form."""
    value = request.POST.get(name, "")
    if not value.isascii() or not value.isdigit() or len(value) > 9:
        raise UserError(_("Formuläret saknar en uppgift. Ladda om sidan och försök igen."), "form.broken")
    return int(value)


def told(events: Iterable[AuditEvent]) -> list[dict[str, Any]]:
    """Events as the history page shows them."""
    return [
        {"at": event.at, "sentence": describe(event), "changes": list(_changes(event))} for event in events
    ]


def _changes(event: AuditEvent) -> Iterable[dict[str, Any]]:
    names = change_names()
    for name, (before, after) in event.changes.items():
        yield {"name": names.get(name, name), "before": _value(before), "after": _value(after)}


def _value(value: object) -> str:
    """A value as it is read: choices by their label, days as Swedes write them."""
    text = "" if value is None else str(value)
    if ISO_DAY.fullmatch(text):
        return short_date(date.fromisoformat(text), year=True)
    choices = {**dict(DocumentKind.choices), **dict(DocumentStatus.choices)}
    return str(choices.get(text, text))


def change_names() -> dict[str, str]:
    """What the fields and edits that events name are called."""
    return {
        "title": _("Titel"),
        "kind": _("Slag av dokument"),
        "owner": _("Enhet som äger dokumentet"),
        "owner_text": _("Ägare enligt dokumentet"),
        "document_owner": _("Dokumentansvarig"),
        "period_from": _("Gäller från och med år"),
        "period_to": _("Gäller till och med år"),
        "replaces": _("Ersätter"),
        "status": _("Status"),
        "decided_by": _("Beslutad av"),
        "decided_on": _("Beslutsdatum"),
        "decision_paragraph": _("Paragraf"),
        "diarienummer": _("Diarienummer"),
        "expired_on": _("Upphör den"),
        "edition": _("Utgåva"),
        "correction_reason": _("Skäl för rättelsen"),
        "review_due": _("Ska prövas senast"),
        "reviewed_on": _("Prövad"),
        "more": _("Och fler, antal"),
        "change": _("Rättad"),
        "up": _("Flyttad upp"),
        "down": _("Flyttad ned"),
        "indent": _("Flyttad in"),
        "outdent": _("Flyttad ut"),
        "merge": _("Ihopslagen med punkten före"),
        "split": _("Delad"),
        "drop": _("Borttagen"),
        "add": _("Ny punkt efter"),
    }
