"""The red thread: any item followed up to the national goal and down to activities and effects.

Gathers what the lower packages know into columns of nodes; the drawing itself is `common.threadmap`.
Constant queries, however large the authority: the unit's own activities are read with a limit, and how
many units work with the same initiative is one count.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rodtrad.activities.models import Activity, Goal
from rodtrad.activities.service import serving, units_serving
from rodtrad.assessments.service import IndicatorResult, closed_round_at, unit_result
from rodtrad.common.threadmap import Edge, Node, ThreadMap, lay_out
from rodtrad.organisation.access import Scope
from rodtrad.organisation.place import Place
from rodtrad.plans.models import Document, DocumentKind, Item, ItemKind, LinkKind
from rodtrad.plans.service import Thread, items_by_key, thread_of, turns_of
from rodtrad.portal.home import change_words

__all__ = ["Opened", "ThreadPage", "thread_page"]

ACTIVITIES = 40
LABEL = 110


@dataclass(frozen=True)
class Opened:
    """The node that is opened in place: its words and where it lives."""

    kind: str
    text: str
    facts: list[tuple[str, str]] = field(default_factory=list)
    url: str = ""
    action: str = ""


@dataclass(frozen=True)
class ThreadPage:
    """The picture, its sentence, and the node that is open."""

    item: Item
    label: str
    thread: ThreadMap
    opened: Opened
    sentence: str
    units: int


@dataclass
class _Gathered:
    """What is known before it is laid out."""

    labels: list[str] = field(default_factory=list)
    nodes: list[Node] = field(default_factory=list)
    edges: list[Edge] = field(default_factory=list)
    opened: dict[str, Opened] = field(default_factory=dict)


def thread_page(scope: Scope, place: Place, key: UUID, chosen: str = "") -> ThreadPage | None:
    """The thread of an item at a unit and year; None where the reader may not see the item."""
    item = next(iter(items_by_key(scope, [key]).get(key, [])), None)
    if item is None:
        return None
    thread = thread_of(scope, _start(item))
    gathered = _Gathered()
    _documents(gathered, place, key, thread)
    ids = set(thread.items)
    activities = serving(scope, ids, place.year_id, place.unit.path, ACTIVITIES)
    _unit_work(gathered, place, key, activities, ids)
    _effects(gathered, scope, place, key, activities, thread)
    gathered.opened.setdefault(f"i{item.pk}", _opened_item(place, item))
    selected = chosen if chosen in gathered.opened else f"i{item.pk}"
    opened = gathered.opened[selected]
    if shown := thread.items.get(int(selected[1:])) if selected.startswith("i") else None:
        opened = replace(opened, facts=[*opened.facts, *_turns(scope, shown)])
    units = units_serving([item.pk], place.year_id)
    return ThreadPage(
        item=item,
        label=label_of(item),
        thread=lay_out(gathered.labels, gathered.nodes, gathered.edges, selected),
        opened=opened,
        sentence=_sentence(place, item, thread, activities, units),
        units=units,
    )


def label_of(item: Item) -> str:
    """An item's words on its own: plans write 'att göra …' after a lead-in that is not there here."""
    words = item.text if _is_number(item.heading) else item.heading or item.text
    words = words.removeprefix("att ")
    words = words if len(words) <= LABEL else words[: LABEL - 3].rsplit(" ", 1)[0] + " …"
    return words[:1].upper() + words[1:]


def _is_number(heading: str) -> bool:
    """Whether a heading only counts: 'Delmål 1.2'."""
    return bool(re.fullmatch(r"\w* ?[0-9][0-9.]*", heading))


def _start(item: Item) -> list[int]:
    """The item with its neighbours of the same kind; for an area its initiatives."""
    below = item.kind == ItemKind.AREA
    found = Item.objects.filter(document=item.document, parent=item if below else item.parent_id)
    kind = ItemKind.INITIATIVE if below else item.kind
    return [item.pk, *found.filter(kind=kind).values_list("pk", flat=True)]


def _address(place: Place, key: UUID, node: str) -> str:
    return f"{place.url('portal:thread', key=key)}?vald={node}#vald"


def _add(gathered: _Gathered, node: Node, opened: Opened) -> None:
    gathered.nodes.append(node)
    gathered.opened[node.id] = opened


def _documents(gathered: _Gathered, place: Place, key: UUID, thread: Thread) -> None:
    """A column per document, from the nation's down, with its items and the links between them."""
    documents = _in_order({item.document_id: item.document for item in thread.items.values()}.values())
    column = {document.pk: number for number, document in enumerate(documents)}
    gathered.labels += [_column_label(document) for document in documents]
    ties = {pk: _ties(thread, pk) for pk in thread.items}
    for item in sorted(thread.items.values(), key=lambda i: i.position):
        address = _address(place, key, f"i{item.pk}")
        node = Node(
            id=f"i{item.pk}",
            column=column[item.document_id],
            text=label_of(item),
            url=address if item.key == key else f"{place.url('portal:thread', key=item.key)}#vald",
            kind=item.get_kind_display(),
            note=" · ".join([item.get_kind_display(), *ties[item.pk]]),
        )
        opened = _opened_item(place, item)
        _add(gathered, node, replace(opened, facts=[*opened.facts, *_ties_told(thread, item)]))
    gathered.edges += [Edge(f"i{upper}", f"i{lower}") for upper, lower, _kind in thread.links]


def _ties(thread: Thread, pk: int) -> list[str]:
    """How an item hangs in what stands above it, in words: 'förverkligar', each once."""
    kinds = {kind for _upper, lower, kind in thread.links if lower == pk}
    return [str(kind.label) for kind in LinkKind if kind in kinds]


def _ties_told(thread: Thread, item: Item) -> list[tuple[str, str]]:
    """What an item realises and derives from, each as a fact."""
    return [
        (str(LinkKind(kind).label).capitalize(), label_of(thread.items[upper]))
        for upper, lower, kind in thread.links
        if lower == item.pk
    ]


def _turns(scope: Scope, item: Item) -> list[tuple[str, str]]:
    """What an item replaced and what replaced it, where that was said and the words are others."""
    before, after = turns_of(scope, item)
    told = [(_("Ersätter"), old) for old in before] + [(_("Ersatt av"), new) for new in after]
    return [
        (label, f"{label_of(other)} ({other.document.edition_name})")
        for label, other in told
        if other.key != item.key
    ]


_RANK = {kind: rank for rank, kind in enumerate(DocumentKind.values)}


def _in_order(documents: Iterable[Document]) -> list[Document]:
    return sorted(documents, key=lambda d: (_RANK[d.kind], -(d.period_from or 0), d.pk))


def _column_label(document: Document) -> str:
    if document.kind == DocumentKind.NATIONAL_STRATEGY:
        return _("Nationellt mål")
    period = f" {document.period_from}–{document.period_to}" if document.period_from else ""
    return f"{document.get_kind_display()}{period}"


def _opened_item(place: Place, item: Item) -> Opened:
    facts = [(_("Dokument"), item.document.title)]
    if item.document.decided_by:
        facts.append((_("Beslutad av"), item.document.decided_by))
    return Opened(
        kind=item.get_kind_display(),
        text=f"{item.heading}. {item.text}" if item.heading else item.text,
        facts=facts,
        url=place.url("plans:item", slug=item.document.slug, key=item.key),
        action=_("Öppna i dokumentet"),
    )


def _unit_work(
    gathered: _Gathered, place: Place, key: UUID, activities: list[Activity], ids: set[int]
) -> None:
    """Columns for the goals and the activities of the unit, or of the units below."""
    goals_at = len(gathered.labels)
    gathered.labels += [_("Enhetens mål"), _("Aktiviteter"), _("Effekt")]
    several = not place.unit.is_school
    for goal in {activity.goal_id: activity.goal for activity in activities}.values():
        note = goal.plan.unit.name if several else ""
        node = Node(f"m{goal.pk}", goals_at, goal.title, _address(place, key, f"m{goal.pk}"), _("Mål"), note)
        _add(gathered, node, _opened_goal(place, goal))
    for activity in activities:
        node = Node(
            id=f"a{activity.pk}",
            column=goals_at + 1,
            text=activity.title,
            url=_address(place, key, f"a{activity.pk}"),
            kind=_("Aktivitet"),
            note=activity.get_status_display(),
        )
        _add(gathered, node, _opened_activity(place, activity))
        gathered.edges.append(Edge(f"m{activity.goal_id}", node.id))
        gathered.edges += [
            Edge(f"i{served.item_id}", f"m{activity.goal_id}")
            for served in activity.served.all()
            if served.item_id in ids
        ]


def _opened_goal(place: Place, goal: Goal) -> Opened:
    return Opened(
        kind=_("Mål"),
        text=f"{goal.title}. {goal.description}".strip(". "),
        facts=[(_("Enhet"), goal.plan.unit.name)],
        url=replace(place, unit=goal.plan.unit).url("activities:year"),
        action=_("Öppna planen"),
    )


def _opened_activity(place: Place, activity: Activity) -> Opened:
    unit = activity.goal.plan.unit
    facts = [
        (_("Enhet"), unit.name),
        (_("Status"), activity.get_status_display()),
        (_("Väntad effekt"), activity.expected_effect),
    ]
    return Opened(
        kind=_("Aktivitet"),
        text=f"{activity.title}. {activity.description}".strip(". "),
        facts=[fact for fact in facts if fact[1]],
        url=replace(place, unit=unit).url("activities:activity", activity_id=activity.pk),
        action=_("Öppna aktiviteten"),
    )


def _effects(
    gathered: _Gathered,
    scope: Scope,
    place: Place,
    key: UUID,
    activities: list[Activity],
    thread: Thread,
) -> None:
    """The last column: the verdict on each followed-up activity, and what the ratings say meanwhile."""
    column = len(gathered.labels) - 1
    for activity in activities:
        latest = next(iter(activity.follow_ups.all()), None)
        if latest is None:
            continue
        text = latest.outcome or latest.done
        node = Node(
            id=f"e{activity.pk}",
            column=column,
            text=text if len(text) <= 90 else text[:87].rsplit(" ", 1)[0] + " …",
            url=_address(place, key, f"e{activity.pk}"),
            kind=latest.get_verdict_display(),
        )
        facts = [(_("Bedömd effekt"), latest.get_verdict_display()), (_("Slutsats"), latest.conclusion)]
        _add(gathered, node, Opened(_("Effekt"), text, [fact for fact in facts if fact[1]]))
        gathered.edges.append(Edge(f"a{activity.pk}", node.id))
    _ratings(gathered, scope, place, key, activities, thread, column)


def _ratings(
    gathered: _Gathered,
    scope: Scope,
    place: Place,
    key: UUID,
    activities: list[Activity],
    thread: Thread,
    column: int,
) -> None:
    """For each initiative that was rated: what the latest rating says of it, tied to what was done for it."""
    for found in _rated(scope, place):
        if found.item_id not in thread.items:
            continue
        node = Node(
            id=f"r{found.item_id}",
            column=column,
            text=_("Skattningen: %(change)s") % {"change": change_words(found.change).lower()},
            url=_address(place, key, f"r{found.item_id}"),
            kind=_("Skattning"),
        )
        serves = [a for a in activities if any(s.item_id == found.item_id for s in a.served.all())]
        sources = [f"a{activity.pk}" for activity in serves] or [f"i{found.item_id}"]
        opened = Opened(
            kind=_("Skattning"),
            text=found.text,
            facts=[(_("Sedan i fjol"), change_words(found.change))],
            url=place.url("assessments:result"),
            action=_("Öppna resultatet"),
        )
        _add(gathered, node, opened)
        gathered.edges += [Edge(source, node.id) for source in sources]


def _rated(scope: Scope, place: Place) -> list[IndicatorResult]:
    current = closed_round_at(place.unit.path, place.starts_on)
    result = unit_result(scope, place.unit, current) if current else None
    return [i for i in result.indicators if i.figure.is_shown] if result else []


def _sentence(place: Place, item: Item, thread: Thread, activities: list[Activity], units: int) -> str:
    """One sentence that says what the picture shows for the item itself."""
    above = len({thread.items[upper].document_id for upper, lower, _k in thread.links if lower == item.pk})
    own = [a for a in activities if any(served.item_id == item.pk for served in a.served.all())]
    if item.kind not in {ItemKind.INITIATIVE, ItemKind.MEASURE}:
        return _("Allt som hänger ihop med punkten, från nationellt mål till det som görs på %(unit)s.") % {
            "unit": place.unit.name
        }
    words = {"unit": place.unit.name, "year": place.year_label}
    lead = _("Hänger ihop med ett mål ovanför.") if above else _("Inte kopplad till något mål ovanför än.")
    here = (
        ngettext("%(count)s aktivitet på %(unit)s.", "%(count)s aktiviteter på %(unit)s.", len(own))
        if own
        else _("Inga aktiviteter på %(unit)s.")
    )
    everywhere = ngettext(
        "%(count)s enhet arbetar med insatsen läsåret %(year)s.",
        "%(count)s enheter arbetar med insatsen läsåret %(year)s.",
        units,
    )
    counted = [here % {**words, "count": len(own)}, everywhere % {**words, "count": units}]
    return " ".join([lead, *counted])
