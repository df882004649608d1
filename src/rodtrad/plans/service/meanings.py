from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from django.core.cache import cache
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from rodtrad.common.errors import UserError
from rodtrad.plans import meaning
from rodtrad.plans.meaning import Matrix
from rodtrad.plans.models import Document, Item, ItemKind, ItemMeaning
from rodtrad.plans.service.reading import tree_of

# What may hang in something above, or have something hanging in it.
SPEAKING = frozenset(
    {
        ItemKind.AREA,
        ItemKind.GOAL,
        ItemKind.TARGET_PICTURE,
        ItemKind.DESIRED_STATE,
        ItemKind.INITIATIVE,
        ItemKind.MEASURE,
    }
)
# So many texts take a worker a few seconds; then others may have their turn.
AT_ONCE = 24
# Someone who edits makes many small changes: they are read together when this has passed.
WAIT = timedelta(seconds=20)
# After whatever someone waits for.
AFTER_OTHERS = -10


def words_of(item: Item) -> str:
    """What an item says, as it is compared with others."""
    return " ".join(filter(None, (item.heading, item.text, item.definition)))


def keep_up(document: Document) -> None:
    """Let the worker bring the vectors of a document in step once the transaction has committed.

    Nothing happens where the installation has no language model.
    """
    if meaning.model_name():
        transaction.on_commit(partial(_order, document.pk), robust=True)


def _order(document_id: int) -> None:
    if cache.add(f"plans.meaning.{document_id}", 1, timeout=WAIT.total_seconds()):
        read_meanings.using(run_after=timezone.now() + WAIT).enqueue(document_id)


@task(priority=AFTER_OTHERS)  # type: ignore[untyped-decorator]
def read_meanings(document_id: int) -> None:
    """Make the vectors that a document's items lack, some at a time so that other work comes between."""
    document = Document.objects.filter(pk=document_id).first()
    if document is not None and meaning.model_name() and read_some(document):
        read_meanings.enqueue(document_id)


@dataclass(frozen=True)
class Known:
    """How many documents and linkable items there are, and how many of these have a vector of the model."""

    documents: int
    items: int
    read: int


def order_all() -> Known:
    """Let the worker read every document that is there: for an installation that has just got its model.

    Raises UserError where it has none.
    """
    if not meaning.model_name():
        raise UserError(_("Den här installationen har ingen språkmodell."), "meaning.no_model")
    documents = Document.objects.order_by("pk")
    for document in documents:
        keep_up(document)
    items = Item.objects.filter(kind__in=SPEAKING)
    read = ItemMeaning.objects.filter(model=meaning.model_name())
    return Known(len(documents), items.count(), read.count())


def read_some(document: Document) -> int:
    """Make the vectors that are missing or old, at most AT_ONCE of them; gives how many are left to make.

    What another item says to the letter, as in the edition before, is not read again. For the worker.
    """
    waiting = _unread(document)
    known = _read_elsewhere({text for _item, text in waiting})
    new = [one for one in waiting if meaning.digest(one[1]) not in known]
    now, rest = new[:AT_ONCE], new[AT_ONCE:]
    fresh = meaning.vectors([text for _item, text in now])
    known |= {
        meaning.digest(text): meaning.packed(vector) for (_i, text), vector in zip(now, fresh, strict=True)
    }
    rows = [
        ItemMeaning(item_id=item, model=meaning.model_name(), text=mark, vector=known[mark])
        for item, text in waiting
        if (mark := meaning.digest(text)) in known
    ]
    _store(rows)
    return len(rest)


def _store(rows: Collection[ItemMeaning]) -> None:
    """Write them, those whose item was dropped meanwhile left out."""
    with transaction.atomic():
        items = Item.objects.select_for_update().filter(pk__in=[row.item_id for row in rows])
        there = set(items.values_list("pk", flat=True))
        ItemMeaning.objects.bulk_create(
            [row for row in rows if row.item_id in there],
            update_conflicts=True,
            unique_fields=["item"],
            update_fields=["model", "text", "vector"],
        )


def _unread(document: Document) -> list[tuple[int, str]]:
    """The items whose vector is missing or of other words, with what they say."""
    stored = dict(
        ItemMeaning.objects.filter(item__document=document, model=meaning.model_name()).values_list(
            "item_id", "text"
        )
    )
    told = [(item.pk, told_of(item)) for item in tree_of(document) if item.kind in SPEAKING]
    return [(pk, text) for pk, text in told if text.strip() and stored.get(pk) != meaning.digest(text)]


def _read_elsewhere(texts: Collection[str]) -> dict[str, bytes]:
    rows = ItemMeaning.objects.filter(
        text__in=[meaning.digest(text) for text in texts], model=meaning.model_name()
    )
    return {mark: bytes(vector) for mark, vector in rows.values_list("text", "vector")}


def told_of(item: Item) -> str:
    """What a vector is made of: the item with what it stands in, which is where much of its meaning is."""
    return joined(words_of(item.parent) if item.parent is not None else "", words_of(item))


def joined(above: str, words: str) -> str:
    return f"{above}. {words}" if above else words


def meanings_of(items: Iterable[Item]) -> dict[int, Matrix]:
    """The vectors of items, by their ids, that are of what the items say now; each with its `parent` set.

    One query; none where the installation has no language model.
    """
    if not meaning.model_name():
        return {}
    items = list(items)
    marks = {item.pk: meaning.digest(told_of(item)) for item in items}
    documents = {item.document_id for item in items}
    rows = ItemMeaning.objects.filter(item__document__in=documents, model=meaning.model_name())
    return {
        row.item_id: meaning.unpacked(bytes(row.vector)) for row in rows if row.text == marks.get(row.item_id)
    }
