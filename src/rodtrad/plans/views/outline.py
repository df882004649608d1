"""The outline: a tree that is being corrected, as the review and the editor of a draft show it.

Both pages have one address. A form there asks for a correction by `op`; without script it is answered by the
page at the item where it landed, and by a page that says why where it could not be done.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote, urlencode

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from rodtrad.common.errors import Conflict, NotAllowed, UserError
from rodtrad.common.posted import whole_number
from rodtrad.organisation.place import Request
from rodtrad.plans import tree as trees
from rodtrad.plans.forms import ItemForm, ManyForm, PasteForm, TakeForm
from rodtrad.plans.importing import PlanItem, PlanTree
from rodtrad.plans.models import ItemKind
from rodtrad.plans.pasted import MAX_LINES, lines_of
from rodtrad.plans.source import find_words, one_line
from rodtrad.plans.windows import Window, window

__all__ = ["Held", "Sent", "answer", "outline"]

# Letters of a text that a row shows, items that are offered as places to move to, problems that are listed.
CLIPPED, OFFERED, LISTED = 280, 40, 30


@dataclass(frozen=True)
class Held:
    """A tree and its keeper: what differs between a file under review and a draft document.

    `edit` is given the version, whether the edits belong together with the correction before, and the edits;
    `now` tells the version after it.
    """

    tree: PlanTree
    version: int
    undoable: bool
    redoable: bool
    edit: Callable[[int, bool, list[trees.Edit]], str]
    undo: Callable[[int], str]
    redo: Callable[[int], str]
    now: Callable[[], int]
    text: str = ""


@dataclass(frozen=True)
class Sent:
    """A form that is answered by a page: why it was refused, or the panel that it asked for."""

    status: int = 200
    reason: str = ""
    chosen: str = ""
    form: ItemForm | None = None
    many: ManyForm | None = None
    take: TakeForm | None = None
    paste: PasteForm | None = None
    moving: tuple[str, ...] = ()
    words: str = ""


# ---- what the page shows ----


@dataclass(frozen=True)
class Row:
    """An item of the outline; `folded` items stand under it unseen, `under` in all."""

    item: PlanItem
    depth: int
    kind: str
    number: str
    words: str
    meaning: str
    under: int
    folded: int
    chosen: bool
    problems: tuple[str, ...]

    @property
    def query(self) -> str:
        """The way to this item, on whichever page the outline stands."""
        return at_item(self.item.id)


def at_item(name: str) -> str:
    return f"?{urlencode({'item': name})}#rad-{quote(name)}"


@dataclass(frozen=True)
class Place:
    """Somewhere to move to: an item, with the words that tell which it is."""

    name: str
    label: str
    inside: str


@dataclass(frozen=True)
class Moving:
    """The panel that asks where to: what is moved, and the places that were found for the words."""

    items: tuple[PlanItem, ...]
    more: int
    all: tuple[str, ...]
    words: str
    places: tuple[Place, ...]


@dataclass(frozen=True)
class Outline:
    """All that the template of an outline needs."""

    tree: PlanTree
    version: int
    undoable: bool
    redoable: bool
    rows: list[Row]
    window: Window
    chosen: str
    form: ItemForm | None
    now: ItemForm | None
    reason: str
    moves: frozenset[str]
    problems: list[trees.Problem]
    more_problems: int
    many: ManyForm
    take: TakeForm
    paste: PasteForm
    pasted: list[tuple[int, str, str]]
    moving: Moving | None
    under: int = 0
    all_moves: tuple[str, ...] = ("up", "down", "outdent", "indent")
    selected: frozenset[str] = field(default_factory=frozenset)


def outline(request: Request, held: Held, sent: Sent | None = None) -> Outline:
    """The outline at the item and page that the address names, or as a form left it."""
    sent = sent or Sent()
    tree, chosen = held.tree, sent.chosen or request.GET.get("item", "")
    item = next((one for one in tree.items if one.id == chosen), None)
    chosen = item.id if item else ""
    shown = window(tree, chosen, _page(request))
    # What is open is being written: it is not yet a fault that it has no words.
    problems = [problem for problem in trees.problems(tree) if not chosen or problem.item != chosen]
    rows = _rows(tree, shown, chosen, problems)
    current = ItemForm(initial={name: getattr(item, name) or "" for name in trees.FIELDS}) if item else None
    paste = sent.paste or PasteForm(initial={"where": "after" if item else "last"})
    return Outline(
        tree=tree,
        version=held.version,
        undoable=held.undoable,
        redoable=held.redoable,
        rows=rows,
        window=shown,
        chosen=chosen,
        form=(sent.form or current) if item else None,
        now=current if sent.form else None,
        reason=sent.reason,
        moves=trees.possible(tree, chosen) if item else frozenset(),
        problems=problems[:LISTED],
        more_problems=max(0, len(problems) - LISTED),
        many=sent.many or ManyForm(),
        take=sent.take or TakeForm(),
        paste=paste,
        pasted=paste.preview() if sent.paste else [],
        moving=_moving(tree, sent) if sent.moving else None,
        under=next((row.under for row in rows if row.chosen), 0),
        selected=frozenset(request.POST.getlist("val")) if sent.status != 200 else frozenset(),
    )


def _page(request: Request) -> int | None:
    sent = request.GET.get("sida", "")
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 6 else None


def _rows(tree: PlanTree, shown: Window, chosen: str, problems: list[trees.Problem]) -> list[Row]:
    numbers, places = trees.labels(tree), trees.places(tree)
    wrong: dict[str, list[str]] = {}
    for problem in problems:
        wrong.setdefault(problem.item, []).append(problem.sentence)
    rows = []
    for name in shown.shown:
        place = places[name]
        item = tree.items[place.index]
        row = Row(
            item=item,
            depth=place.depth,
            kind=str(ItemKind(item.kind).label),
            number=numbers.get(name, ""),
            words=_clip(item.text),
            meaning=_clip(item.definition or ""),
            under=place.end - place.index - 1,
            folded=shown.folded.get(name, 0),
            chosen=name == chosen,
            problems=tuple(wrong.get(name, ())),
        )
        rows.append(row)
    return rows


def _clip(text: str) -> str:
    return Truncator(text).chars(CLIPPED) if len(text) > CLIPPED else text


def _moving(tree: PlanTree, sent: Sent) -> Moving:
    """Where the chosen ones can go: what matches the words, or else what holds others."""
    under, wanted = set(sent.moving), sent.words.casefold().split()
    for item in tree.items:
        if item.parent in under:
            under.add(item.id)
    numbers, by_id = trees.labels(tree), {item.id: item for item in tree.items}
    found = []
    for item in tree.items:
        if item.id in under or not _offered(item, numbers.get(item.id, ""), wanted):
            continue
        above = by_id[item.parent] if item.parent else None
        inside = _label(above, numbers) if above else ""
        found.append(Place(item.id, _label(item, numbers), inside))
        if len(found) == OFFERED:
            break
    items = tuple(by_id[name] for name in sent.moving if name in by_id)
    return Moving(items[:3], max(0, len(items) - 3), sent.moving, sent.words, tuple(found))


def _offered(item: PlanItem, number: str, wanted: list[str]) -> bool:
    if not wanted:
        return item.kind in trees.HOLDERS
    words = f"{number} {item.heading or ''} {item.text}".casefold()
    return all(word in words for word in wanted)


def _label(item: PlanItem, numbers: Mapping[str, str]) -> str:
    """'Ansvar, Rektor: Organisation: ser till att …': enough to tell one from another."""
    kind = " ".join(filter(None, (str(ItemKind(item.kind).label), numbers.get(item.id, ""))))
    who = ", ".join(filter(None, (kind, item.role, item.sub_role)))
    return f"{who}: {Truncator(': '.join(filter(None, (item.heading, item.text)))).chars(110)}"


# ---- what the forms ask for ----


def answer(request: Request, held: Held, again: Callable[[Sent], HttpResponse]) -> HttpResponse:
    """Do what a form asks and go to the item where it landed; `again` shows the page as it is now."""
    op = request.POST.get("op", "change")
    if op in PANELS:
        return again(PANELS[op](request))
    try:
        landed = _done(request, held, op)
    except NotAllowed:
        raise
    except UserError as error:
        return _refused(request, op, error, again)
    if request.headers.get("X-Autosave"):
        return JsonResponse({"version": held.now()})
    landed = request.POST.get("next") or landed
    return redirect(f"{request.path}{at_item(landed)}" if landed else request.path)


def _done(request: Request, held: Held, op: str) -> str:
    version = whole_number(request, "version")
    if op == "undo":
        return held.undo(version)
    if op == "redo":
        return held.redo(version)
    edits = OPS.get(op, _item_edits)(request, held)
    return held.edit(version, request.headers.get("X-Autosave") == "2", edits)


def _refused(
    request: Request, op: str, error: UserError, again: Callable[[Sent], HttpResponse]
) -> HttpResponse:
    """The page as it is now, with what was typed still in its form, and why it was not taken."""
    status = 409 if isinstance(error, Conflict) else 422
    if request.headers.get("X-Autosave"):
        return JsonResponse({"reason": str(error)}, status=status)
    sent = Sent(status=status, reason=str(error), chosen=request.POST.get("item", ""))
    if op == "take":
        return again(replace(sent, take=TakeForm(request.POST)))
    if op == "paste":
        return again(replace(sent, paste=PasteForm(request.POST)))
    if op == "move":
        return again(replace(sent, moving=_several(request), words=request.POST.get("words", "")[:200]))
    if op in OPS or op in {"undo", "redo"}:
        many = ManyForm(request.POST) if op.startswith("many") else None
        return again(replace(sent, many=many))
    return again(replace(sent, form=ItemForm(request.POST)))


def _item_edits(request: Request, held: Held) -> list[trees.Edit]:
    """What one item's form asks for: first the words, then the move or the split."""
    verb, name = request.POST.get("op", "change"), request.POST.get("item", "")
    # What is thrown away is not first corrected: its words may be unfinished.
    if verb in {"drop", "prune"}:
        return [trees.Edit(verb, name)]
    values = _clean(ItemForm(request.POST))
    if verb == "split":
        parts = values.pop("text").splitlines()
        return [trees.Edit("change", name, values), trees.Edit("split", name, parts=parts)]
    change = trees.Edit("change", name, values)
    if verb == "change":
        return [change]
    if verb == "add_under":
        return [change, trees.Edit("add", name, where="under")]
    return [change, trees.Edit(verb, name)]


def _clean(form: ItemForm | ManyForm | TakeForm | PasteForm) -> dict[str, Any]:
    if not form.is_valid():
        raise UserError(str(next(iter(form.errors.values()))[0]), "item.invalid")
    return dict(form.cleaned_data)


def _several(request: Request) -> tuple[str, ...]:
    """The items that are chosen, each once: those that are ticked, else the one of the form."""
    names = request.POST.getlist("val") or [request.POST.get("item", "")]
    return tuple(dict.fromkeys(name for name in names if name))


def _for_many(verb: str) -> Callable[[Request, Held], list[trees.Edit]]:
    def edits(request: Request, held: Held) -> list[trees.Edit]:
        first, *others = _several(request) or ("",)
        values = _clean(ManyForm(request.POST)) if verb == "change" else {}
        told = {name: "" if value in {"-", "–"} else value for name, value in values.items() if value}
        if verb == "change" and not told:
            raise UserError(_("Välj ett slag eller skriv en roll att sätta på de valda."), "many.nothing")
        if verb == "merge" and not others:
            raise UserError(_("Välj minst två punkter att slå ihop."), "many.one")
        return [trees.Edit(verb, first, told, others=others)]

    return edits


def _move_edits(request: Request, held: Held) -> list[trees.Edit]:
    first, *others = _several(request) or ("",)
    if "target" not in request.POST:
        raise UserError(_("Välj vart punkten ska."), "move.nowhere")
    target, where = request.POST["target"], request.POST.get("where", "under")
    return [trees.Edit("move", first, others=others, target=target, where=where)]


def _take_edits(request: Request, held: Held) -> list[trees.Edit]:
    values = _clean(TakeForm(request.POST))
    words, first, last = values.pop("words"), values.pop("start"), values.pop("end")
    span = (first, last) if first is not None and last is not None and first < last else None
    if span is None or span[1] > len(held.text):
        span = find_words(held.text, words)
    values = {name: value for name, value in values.items() if value}
    target = "" if span else request.POST.get("item", "")
    return [trees.Edit("take", values={**values, "text": one_line(words)}, span=span, target=target)]


def _paste_edits(request: Request, held: Held) -> list[trees.Edit]:
    values = _clean(PasteForm(request.POST))
    lines = lines_of(values["text"])
    if len(lines) > MAX_LINES:
        raise UserError(_("Klistra in högst %(n)s rader åt gången.") % {"n": MAX_LINES}, "paste.long")
    target, where = request.POST.get("item", ""), values["where"]
    if where == "last":
        target, where = "", "under"
    kinds = [values["kind_0"], values["kind_1"], values["kind_2"]]
    return [trees.Edit("paste", lines=lines, kinds=kinds, target=target, where=where)]


def _add_edits(request: Request, held: Held) -> list[trees.Edit]:
    """A new item, from a button that belongs to no item's form."""
    return [trees.Edit("add", request.POST.get("item", ""))]


def _warning_edits(request: Request, held: Held) -> list[trees.Edit]:
    return [trees.Edit("resolve", number=whole_number(request, "warning"))]


def _plain(verb: str) -> Callable[[Request, Held], list[trees.Edit]]:
    """A step that brings no words: from a key, or an item's menu."""

    def edits(request: Request, held: Held) -> list[trees.Edit]:
        return [trees.Edit(verb, request.POST.get("item", ""))]

    return edits


OPS: Mapping[str, Callable[[Request, Held], list[trees.Edit]]] = {
    "many_change": _for_many("change"),
    "many_merge": _for_many("merge"),
    "many_drop": _for_many("drop"),
    "many_prune": _for_many("prune"),
    "move": _move_edits,
    "take": _take_edits,
    "paste": _paste_edits,
    "new": _add_edits,
    "resolve": _warning_edits,
    **{f"key_{verb}": _plain(verb) for verb in ("up", "down", "indent", "outdent", "add", "drop", "merge")},
}


def _where_to(request: Request) -> Sent:
    moving = _several(request)
    if not moving:
        return Sent(status=422, reason=_("Välj minst en punkt."))
    return Sent(chosen=request.POST.get("item", ""), moving=moving, words=request.POST.get("words", "")[:200])


def _preview(request: Request) -> Sent:
    form = PasteForm(request.POST)
    return Sent(chosen=request.POST.get("item", ""), paste=form, status=200 if form.is_valid() else 422)


# What is asked before anything is done.
PANELS: Mapping[str, Callable[[Request], Sent]] = {"to": _where_to, "preview": _preview}
