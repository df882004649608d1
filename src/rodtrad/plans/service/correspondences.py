"""How items go on from one edition to the next: what is suggested, what people say, and the one read of it.

Two items are the same where they have one key. Where they do not, or an item went on in several or came from
several, a row says so, with a weight and who said it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from rodtrad.common.audit import record
from rodtrad.common.errors import Conflict, UserError
from rodtrad.organisation.access import Scope
from rodtrad.plans import rules
from rodtrad.plans.access import require_edit
from rodtrad.plans.comparing import Comparison, Confirmed, What, compare
from rodtrad.plans.comparing.matching import kindred, plain, speech
from rodtrad.plans.importing import PlanTree
from rodtrad.plans.models import CarriedAs, Correspondence, Document, DocumentStatus, Item, Verdict
from rodtrad.plans.service.documents import lock
from rodtrad.plans.service.items import plan_item
from rodtrad.plans.service.reading import documents_for, tree_of, trees_of


@dataclass(frozen=True)
class Carried:
    """An old item that goes on in a new one; `weight` is the share of the old that does, over all editions
    between."""

    old: Item
    new: Item
    weight: float
    kind: str


@dataclass(frozen=True)
class Carry:
    """How the items of one document go on in a later one, and what a comparison must say that it leaves out.

    `left_out` are old items that go on in nothing known, `arrived` new items that come from nothing known.
    """

    pairs: list[Carried] = field(default_factory=list)
    left_out: list[Item] = field(default_factory=list)
    arrived: list[Item] = field(default_factory=list)


@dataclass(frozen=True)
class Compared:
    """Two editions with their comparison; `old` and `new` are the rows by key.

    `said` and `refused` are pairs of keys that a person has confirmed or turned down, with `ended` old keys.
    """

    comparison: Comparison
    old: dict[str, Item]
    new: dict[str, Item]
    refused: frozenset[tuple[str, str]]
    ended: frozenset[str]
    said: frozenset[tuple[str, str]] = frozenset()


# Reads


def correspondences(old: Document, new: Document) -> Carry:
    """How the items of `old` go on in `new`, through every edition between.

    Only what is known: one identity, or confirmed by a person. Three queries, however many editions. Results
    and activities are carried across editions through this and nothing else.
    """
    chain = _chain(old, new)
    items: dict[int, list[Item]] = defaultdict(list)
    for item in Item.objects.filter(document__in=chain).order_by("position"):
        items[item.document_id].append(item)
    rows: dict[int, list[Correspondence]] = defaultdict(list)
    for row in Correspondence.objects.filter(document__in=chain[1:]).exclude(verdict=Verdict.REFUSED):
        rows[row.document_id].append(row)
    carried = {item.pk: {item.pk: 1.0} for item in items[old.pk]}
    for before, after in pairwise(chain):
        step = _step(items[before.pk], items[after.pk], rows[after.pk])
        carried = {pk: _onwards(shares, step) for pk, shares in carried.items()}
    return _carry(items[old.pk], items[new.pk], carried)


def _chain(old: Document, new: Document) -> list[Document]:
    """The documents from the old to the new, each replacing the one before; those two where none does."""
    series = {one.pk: one for one in Document.objects.filter(series=new.series)}
    back, here = [new], new
    while here.replaces_id in series and here.pk != old.pk:
        here = series[here.replaces_id]
        back.append(here)
    return back[::-1] if here.pk == old.pk else [old, new]


def _step(olds: list[Item], news: list[Item], rows: list[Correspondence]) -> dict[int, dict[int, float]]:
    """From each old item's id to the new ones' and the shares that go on in them, one edition to the next."""
    mine, theirs = {item.pk for item in olds}, {item.pk for item in news}
    by_key = {item.key: item.pk for item in news}
    found: dict[int, dict[int, float]] = {
        item.pk: {by_key[item.key]: 1.0} if item.key in by_key else {} for item in olds
    }
    for row in rows:
        if row.old_id in mine and row.new_id in theirs:
            found[row.old_id][row.new_id] = row.weight
    return found


def _onwards(shares: dict[int, float], step: dict[int, dict[int, float]]) -> dict[int, float]:
    total: dict[int, float] = defaultdict(float)
    for here, share in shares.items():
        for there, weight in step.get(here, {}).items():
            total[there] += share * weight
    return dict(total)


def _carry(olds: list[Item], news: list[Item], carried: dict[int, dict[int, float]]) -> Carry:
    by_id = {item.pk: item for item in (*olds, *news)}
    sources = Counter(there for shares in carried.values() for there in shares)
    pairs = [
        Carried(old, by_id[there], share, _kind(old, by_id[there], len(carried[old.pk]), sources[there]))
        for old in olds
        for there, share in carried[old.pk].items()
    ]
    return Carry(
        pairs,
        [item for item in olds if not carried[item.pk]],
        [item for item in news if not sources[item.pk]],
    )


def _kind(old: Item, new: Item, ways: int, sources: int) -> str:
    """How one goes on in the other, where the old goes `ways` ways and the new comes from `sources`."""
    if ways > 1:
        return CarriedAs.SPLIT
    if sources > 1:
        return CarriedAs.MERGED
    same = plain(speech(plan_item(old, "", None))) == plain(speech(plan_item(new, "", None)))
    return CarriedAs.KEPT if same else CarriedAs.REWORDED


def comparison_of(old: Document, new: Document) -> Compared:
    """Two editions item by item, with what people have said. Items go by their keys. Three queries."""
    olds, news = tree_of(old), tree_of(new)
    said = list(Correspondence.objects.filter(old__document=old, document=new).select_related("old", "new"))
    refused = frozenset(_keys(row) for row in said if row.verdict == Verdict.REFUSED)
    ended = frozenset(str(row.old.key) for row in said if row.verdict == Verdict.ENDED)
    shared = {str(item.key) for item in olds} & {str(item.key) for item in news}
    known = {(key, key): 1.0 for key in shared}
    told = {_keys(row): row.weight for row in said if row.verdict == Verdict.CONFIRMED}
    comparison = compare(
        _tree(old, olds),
        _tree(new, news),
        [Confirmed(*pair, weight) for pair, weight in {**known, **told}.items()],
        refused,
        ended,
    )
    return Compared(comparison, _by_key(olds), _by_key(news), refused, ended, frozenset(told))


def _keys(row: Correspondence) -> tuple[str, str]:
    return str(row.old.key), str(row.new.key) if row.new else ""


def _by_key(items: list[Item]) -> dict[str, Item]:
    return {str(item.key): item for item in items}


def _tree(document: Document, rows: list[Item]) -> PlanTree:
    items = (plan_item(row, str(row.key), str(row.parent.key) if row.parent else None) for row in rows)
    return PlanTree(title=document.title, kind=document.kind, items=tuple(items))  # type: ignore[arg-type]


def turns_of(scope: Scope, item: Item) -> tuple[list[Item], list[Item]]:
    """What an item was in the edition before, and what it became in the next, as far as the reader may see.

    Only what is known, each with its `document`. Two queries.
    """
    visible = Document.objects.visible_to(scope).values("pk")
    here = (item.document.edition, item.document.correction)
    twins = Item.objects.filter(key=item.key, document__series=item.document.series, document__in=visible)
    before: dict[int, Item] = {}
    after: dict[int, Item] = {}
    for twin in twins.exclude(pk=item.pk).select_related("document"):
        earlier = (twin.document.edition, twin.document.correction) < here
        (before if earlier else after)[twin.pk] = twin
    said = Correspondence.objects.filter(Q(old=item) | Q(new=item), verdict=Verdict.CONFIRMED)
    said = said.filter(old__document__in=visible, new__document__in=visible)
    for row in said.select_related("old__document", "new__document"):
        if row.new is not None and row.new_id == item.pk:
            before[row.old_id] = row.old
        elif row.new is not None:
            after[row.new.pk] = row.new
    return _in_order(before), _in_order(after)


def _in_order(items: dict[int, Item]) -> list[Item]:
    def place(item: Item) -> tuple[int, int, int]:
        return item.document.edition, item.document.correction, item.position

    return sorted(items.values(), key=place)


def forerunners(scope: Scope, item: Item) -> list[Item]:
    """The items that an item can replace: of kindred kinds, in documents equally far down, the latest first.

    Each with its `document` and `parent`. Two queries.
    """
    near = documents_for(scope, item.document.authority.path)
    olds = [one for one in near if may_correspond(one, item.document)]
    trees = trees_of(olds)
    return [old for document in olds for old in trees[document.pk] if kindred(old.kind, item.kind)]


def replaced_by(scope: Scope, item: Item) -> list[Item]:
    """The older items that a person has said an item replaces, each with its `document`. One query."""
    visible = Document.objects.visible_to(scope).values("pk")
    said = Correspondence.objects.filter(new=item, verdict=Verdict.CONFIRMED, old__document__in=visible)
    return _in_order({row.old_id: row.old for row in said.select_related("old__document")})


# Verbs


@transaction.atomic
def no_longer_replaces(scope: Scope, new: Item, old: Item) -> UUID:
    """Take back that an item replaces an older one; what else was said of the older one stays.

    Gives the item's key: in a draft it has one of its own from now on.
    """
    said = Correspondence.objects.filter(old=old, document=new.document, verdict=Verdict.CONFIRMED)
    others = [row for row in said.exclude(new=new).select_related("new") if row.new is not None]
    reopen(scope, old.document, new.document, [str(old.key)])
    if others:
        pairs = [Confirmed(str(old.key), str(row.new.key), row.weight) for row in others if row.new]
        confirm(scope, old.document, new.document, pairs)
    return Item.objects.values_list("key", flat=True).get(pk=new.pk)


def replace_item(scope: Scope, new: Item, old: Item) -> UUID:
    """Say that an item replaces an older one, whole. Gives the item's key: in a draft it may be the old's.

    It is the same as to confirm a correspondence; there is no other way to say it.
    """
    confirm(scope, old.document, new.document, [Confirmed(str(old.key), str(new.key))])
    return Item.objects.values_list("key", flat=True).get(pk=new.pk)


@transaction.atomic
def confirm(scope: Scope, old: Document, new: Document, pairs: Sequence[Confirmed]) -> None:
    """Say that old items go on in new ones; items by key, weights as shares of the old item.

    An old item that goes on in several has its shares brought to a sum of 1 where they are more. In a draft,
    an item that alone goes on in one alone lends it its key: from then on they are the same item.
    """
    row, olds, news = _opened(scope, old, new, [pair.old for pair in pairs], [pair.new for pair in pairs])
    for pair in pairs:
        if not 0 < pair.weight <= 1:
            raise UserError(_("Andelen ska vara mellan 1 och 100 procent."), "correspondence.weight")
        _say(scope, row, olds[pair.old], news[pair.new], Verdict.CONFIRMED, pair.weight)
    goes_on = Correspondence.objects.filter(old__in=[olds[pair.old] for pair in pairs], document=row)
    goes_on.filter(verdict=Verdict.ENDED).delete()
    _name(scope, old, row)
    for pair in pairs:
        _lend_key(row, olds[pair.old], news[pair.new])
    _tell(scope, row, "correspondence.confirmed", [(olds[p.old], news[p.new]) for p in pairs])


@transaction.atomic
def refuse(scope: Scope, old: Document, new: Document, old_key: str, new_key: str) -> None:
    """Say that an old item does not go on in a new one: it is not suggested again."""
    row, olds, news = _opened(scope, old, new, [old_key], [new_key])
    _part(row, olds[old_key], news[new_key])
    _say(scope, row, olds[old_key], news[new_key], Verdict.REFUSED)
    _name(scope, old, row)
    _tell(scope, row, "correspondence.refused", [(olds[old_key], news[new_key])])


@transaction.atomic
def end(scope: Scope, old: Document, new: Document, old_key: str) -> None:
    """Say that an old item goes on in nothing: it is not suggested again, and results do not follow it."""
    row, olds, _news = _opened(scope, old, new, [old_key], [])
    item = olds[old_key]
    twin = Item.objects.filter(document=row, key=item.key).first()
    if twin is not None:
        _part(row, item, twin)
    Correspondence.objects.filter(old=item, document=row).exclude(verdict=Verdict.REFUSED).delete()
    Correspondence.objects.create(old=item, document=row, verdict=Verdict.ENDED, by=scope.actor_name)
    _name(scope, old, row)
    _tell(scope, row, "correspondence.ended", [(item, None)])


@transaction.atomic
def reopen(scope: Scope, old: Document, new: Document, old_keys: Collection[str]) -> None:
    """Take back what was said of some old items: they are suggested again as if nothing had been said."""
    row, olds, _news = _opened(scope, old, new, list(old_keys), [])
    items = [olds[key] for key in old_keys]
    said = Correspondence.objects.filter(old__in=items, document=row).select_related("old", "new")
    for one in said.filter(verdict=Verdict.CONFIRMED):
        if one.new is not None and one.new.key == one.old.key:
            _part(row, one.old, one.new)
    said.delete()
    _name(scope, old, row)
    _tell(scope, row, "correspondence.reopened", [(item, None) for item in items])


def _opened(
    scope: Scope, old: Document, new: Document, old_keys: Sequence[str], new_keys: Sequence[str]
) -> tuple[Document, dict[str, Item], dict[str, Item]]:
    """The later document locked, and the items that the keys name on both sides."""
    require_edit(scope, new)
    row = lock(new, None)
    if not may_correspond(old, row):
        raise UserError(_("Dokumenten är inte två utgåvor av samma slag."), "correspondence.documents")
    olds = _named(old, old_keys)
    news = _named(row, new_keys)
    if len(olds) < len(set(old_keys)) or len(news) < len(set(new_keys)):
        raise Conflict(_("Punkten finns inte längre. Ladda om sidan."), "correspondence.gone")
    return row, olds, news


def may_correspond(old: Document, new: Document) -> bool:
    """Whether items of the one can go on in the other: one authority, equally far down, the old first."""
    if old.pk == new.pk or old.authority_id != new.authority_id:
        return False
    if old.series == new.series:
        return (old.edition, old.correction) < (new.edition, new.correction)
    return rules.may_follow(old.kind, new.kind)


def _named(document: Document, keys: Sequence[str]) -> dict[str, Item]:
    try:
        wanted = [UUID(key) for key in keys]
    except ValueError:
        return {}
    return _by_key(list(Item.objects.filter(document=document, key__in=wanted)))


def _say(scope: Scope, document: Document, old: Item, new: Item, verdict: str, weight: float = 1.0) -> None:
    values = {"document": document, "verdict": verdict, "weight": weight, "by": scope.actor_name, "kind": ""}
    Correspondence.objects.update_or_create(old=old, new=new, defaults=values)


def _name(scope: Scope, old: Document, new: Document) -> None:
    """Bring kinds and shares in step with what is confirmed now between two documents."""
    said = Correspondence.objects.filter(old__document=old, document=new, verdict=Verdict.CONFIRMED)
    rows = list(said.select_related("old", "new"))
    ways: dict[int, list[Correspondence]] = defaultdict(list)
    for one in rows:
        ways[one.old_id].append(one)
    rows += _twins(scope, new, ways)
    sources = Counter(one.new_id for one in rows)
    for group in ways.values():
        total = sum(one.weight for one in group)
        for one in group:
            if len(group) > 1 and total > 1.001:
                one.weight = round(one.weight / total, 4)
            one.kind = _kind(one.old, one.new or one.old, len(group), sources[one.new_id])
    Correspondence.objects.bulk_update(rows, ["weight", "kind"], batch_size=300)


def _twins(scope: Scope, new: Document, ways: dict[int, list[Correspondence]]) -> list[Correspondence]:
    """Rows for items that are the same by their key and go on in something else too, to hold their share."""
    keys = {group[0].old.key: group for group in ways.values()}
    made = []
    for twin in Item.objects.filter(document=new, key__in=list(keys)):
        group = keys[twin.key]
        if twin.pk not in {one.new_id for one in group}:
            row = Correspondence.objects.create(
                old=group[0].old, new=twin, document=new, verdict=Verdict.CONFIRMED, by=scope.actor_name
            )
            group.append(row)
            made.append(row)
    return made


def _lend_key(document: Document, old: Item, new: Item) -> None:
    """In a draft, one alone that goes on in one alone is the same item under the same key."""
    if document.status != DocumentStatus.DRAFT or old.key == new.key:
        return
    said = Correspondence.objects.filter(document=document, verdict=Verdict.CONFIRMED)
    alone = said.filter(old=old).count() == 1 and said.filter(new=new).count() == 1
    if alone and not Item.objects.filter(document=document, key=old.key).exists():
        _give_key(document, new, old.key)


def _part(document: Document, old: Item, new: Item) -> None:
    """Two items that were the same no longer are: the new one gets a key of its own."""
    if old.key != new.key:
        return
    if document.status != DocumentStatus.DRAFT:
        raise Conflict(
            _("Punkten är densamma i båda utgåvorna, och dokumentet är beslutat."), "correspondence.same"
        )
    _give_key(document, new, uuid4())


def _give_key(document: Document, item: Item, key: UUID) -> None:
    Item.objects.filter(pk=item.pk).update(key=key)
    item.key = key
    # The steps back name items by the keys they had.
    document.steps.all().delete()
    document.version += 1
    document.save(update_fields=["version"])


MOST_TOLD = 20


def _tell(scope: Scope, document: Document, verb: str, pairs: Sequence[tuple[Item, Item | None]]) -> None:
    """One event; beyond a page of pairs it tells how many there were."""
    changes: dict[str, tuple[str | None, str | None]] = {
        old.short[:60]: (None, new.short if new else None) for old, new in pairs[:MOST_TOLD]
    }
    if len(pairs) > MOST_TOLD:
        changes["more"] = (None, str(len(pairs) - MOST_TOLD))
    record(scope, verb, document, unit_path=document.unit_path, changes=changes)


def kept_pairs(compared: Compared) -> list[Confirmed]:
    """The suggestions that say the same to the letter, which a person can confirm all at once."""
    return [
        Confirmed(pair.old, pair.new)
        for change in compared.comparison.changes
        if change.what in {What.KEPT, What.MOVED}
        for pair in change.pairs
        if not pair.confirmed
    ]
