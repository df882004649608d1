"""From a file to a plan: send it, see what was found beside its source, correct, save."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rodtrad.common.errors import NotAllowed, UserError
from rodtrad.common.notices import notify
from rodtrad.common.posted import whole_number
from rodtrad.common.wording import joined
from rodtrad.organisation.place import Request
from rodtrad.plans import service
from rodtrad.plans import tree as trees
from rodtrad.plans.forms import FactsForm, ImportForm, facts_of_tree
from rodtrad.plans.importing import PlanItem, PlanTree
from rodtrad.plans.importing.wording import told
from rodtrad.plans.models import ImportDraft
from rodtrad.plans.source import WINDOW, Segment, line_at, place_in, segments, window_of
from rodtrad.plans.views.outline import LISTED, Held, Sent, answer, outline

# Words shown around an item's place where there is no room for the whole text, and the most that are shown.
AROUND, EXCERPT = 160, 3_000
# Warnings about what is filled in when the plan is saved.
OF_THE_HEADER = frozenset({"no_title", "no_owner", "no_period"})
# The id of the line that a warning leads to; no item of a tree has it.
HERE = "\0plats"


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: Request) -> HttpResponse:
    """Send a file, or paste its text."""
    owner = service.import_owner(request.scope, request.place.unit)
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        name, content = form.content()
        key = form.cleaned_data["key"]
        page = request.place.url("plans:review", draft_id=key)
        try:
            service.start_import(request.scope, owner, name, content, key=key, page=page)
            notify(request, _("Texten är mottagen."), kept="las-in")
            return redirect(page)
        except NotAllowed:
            raise
        except UserError as error:
            form.add_error(None, str(error))
    status = 422 if request.method == "POST" else 200
    return render(request, "plans/import.html", {"form": form}, status=status)


def _draft_or_404(request: Request, draft_id: UUID) -> ImportDraft:
    draft = service.draft_by_id(request.scope, draft_id)
    if draft is None or not draft.unit_path.startswith(request.place.unit.authority_path):
        raise Http404
    return draft


@require_safe
def review(request: Request, draft_id: UUID) -> HttpResponse:
    """How far the reading has come; once read, its first tree (or the list, where there are several)."""
    draft = _draft_or_404(request, draft_id)
    if len(draft.trees) == 1:
        return redirect(request.place.url("plans:review_tree", draft_id=draft.pk, number=1))
    job = service.job_of(request.scope, draft)
    found = [service.review_of(draft, index) for index in range(len(draft.trees))]
    return render(request, "plans/import_state.html", {"draft": draft, "job": job, "reviews": found})


@require_http_methods(["GET", "HEAD", "POST"])
def review_tree(request: Request, draft_id: UUID, number: int) -> HttpResponse:
    """One tree beside its source, and every correction of it.

    `?item=` is the item whose place is lit and whose form is open, `?plats=` a place in the source,
    `?visa=kallan` the source rather than the tree on a narrow page.
    """
    review = _review_or_404(request, draft_id, number)
    if review.document is not None:
        return redirect(request.place.url("plans:document", slug=review.document.slug))
    if request.method == "POST":
        return answer(request, _held(request, review), lambda sent: _again(request, draft_id, number, sent))
    return _review_page(request, review)


def _review_or_404(request: Request, draft_id: UUID, number: int) -> service.Review:
    found = service.review_of(_draft_or_404(request, draft_id), number - 1)
    if found is None:
        raise Http404
    return found


def _again(request: Request, draft_id: UUID, number: int, sent: Sent) -> HttpResponse:
    review = _review_or_404(request, draft_id, number)
    if review.document is not None:
        return redirect(request.place.url("plans:document", slug=review.document.slug))
    return _review_page(request, review, sent)


def _held(request: Request, review: service.Review) -> Held:
    scope, draft, index = request.scope, review.draft, review.index
    return Held(
        tree=review.tree,
        version=draft.version,
        undoable=review.undoable,
        redoable=review.redoable,
        edit=lambda version, together, edits: service.edit_import(
            scope, draft, index, version, *edits, together=together
        ),
        undo=lambda version: service.undo_import(scope, draft, index, version),
        redo=lambda version: service.redo_import(scope, draft, index, version),
        now=lambda: ImportDraft.objects.values_list("version", flat=True).get(pk=draft.pk),
        text=draft.text,
    )


def _review_page(request: Request, review: service.Review, sent: Sent | None = None) -> HttpResponse:
    found = outline(request, _held(request, review), sent)
    tree, numbers = review.tree, {"draft_id": review.draft.pk, "number": review.number}
    save_url = request.place.url("plans:import_save", **numbers)
    context: dict[str, Any] = {
        "review": review,
        "draft": review.draft,
        "outline": found,
        "here": request.place.url("plans:review_tree", **numbers),
        "save_url": save_url,
        "warnings": _warnings(tree, save_url),
        "more_warnings": max(0, len(tree.warnings) - LISTED),
        "counts": _counts(tree),
        "source": _source(request, review, found.chosen),
        "excerpt": _excerpt(review, found.chosen),
        "view": "source" if request.GET.get("visa") == "kallan" else "tree",
    }
    return render(request, "plans/review.html", context, status=sent.status if sent else 200)


@dataclass(frozen=True)
class Warned:
    """A warning to work off: its words, and the way to the place it is about."""

    number: int
    sentence: str
    query: str


def _warnings(tree: PlanTree, facts_url: str) -> list[Warned]:
    """In the reader's language, each with the way to its place, or to the document's facts."""
    places = sorted((item.source[0], item.id) for item in tree.items if item.source)
    return [
        Warned(number, told(code), facts_url if code in OF_THE_HEADER else _way(place_in(code), places))
        for number, code in enumerate(tree.warnings[:LISTED])
    ]


def _way(place: int | None, places: list[tuple[int, str]]) -> str:
    """To the place in the source, and in the tree to the item that stands there or before it."""
    if place is None:
        return ""
    before = bisect_right(places, (place, chr(0x10FFFF))) - 1
    anchor = f"#rad-{quote(places[before][1])}" if before >= 0 else ""
    return f"?plats={place}{anchor}"


def _counts(tree: PlanTree) -> str:
    """What was found, in one sentence."""
    kinds = Counter(item.kind for item in tree.items)
    words = [
        ngettext("%(n)s område", "%(n)s områden", kinds["area"]) % {"n": kinds["area"]},
        ngettext("%(n)s insats", "%(n)s insatser", kinds["initiative"]) % {"n": kinds["initiative"]},
        ngettext("%(n)s ansvar", "%(n)s ansvar", kinds["responsibility"]) % {"n": kinds["responsibility"]},
    ]
    return _(
        "Vi hittade %(list)s, bland %(total)s punkter. Välj en punkt för att se var den står och rätta den."
    ) % {
        "list": joined(words),
        "total": len(tree.items),
    }


@dataclass(frozen=True)
class Source:
    """What is shown of the text: from where, and where the parts before and after it begin (or None)."""

    segments: list[Segment]
    before: int | None
    after: int | None


def _source(request: Request, review: service.Review, chosen: str) -> Source:
    text, items = review.draft.text, list(review.tree.items)
    span = next((item.source for item in items if item.id == chosen), None)
    if span is None and (place := _number(request, "plats")) is not None:
        span, chosen = line_at(text, place), HERE
        items.append(PlanItem(id=HERE, kind="section", text="", source=span))
    start, end = window_of(text, span, _number(request, "fran"))
    return Source(
        segments(text, items, chosen, start, end),
        before=max(0, start - WINDOW) if start > 0 else None,
        after=end if end < len(text) else None,
    )


def _number(request: Request, name: str) -> int | None:
    sent = request.GET.get(name, "")
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 10 else None


def _excerpt(review: service.Review, chosen: str) -> list[Segment]:
    """The chosen item's place with some words around it, for a page too narrow for the whole text."""
    item = next((item for item in review.tree.items if item.id == chosen), None)
    if item is None or item.source is None:
        return []
    start, end = max(0, item.source[0] - AROUND), min(len(review.draft.text), item.source[1] + AROUND)
    return segments(review.draft.text, [item], chosen, start, min(end, start + EXCERPT))


@require_POST
def drop(request: Request, draft_id: UUID) -> HttpResponse:
    """Throw the file away."""
    service.drop_import(request.scope, _draft_or_404(request, draft_id))
    notify(request, _("Inläsningen är borttagen."))
    return redirect(request.place.url("plans:documents"))


@require_http_methods(["GET", "HEAD", "POST"])
def save(request: Request, draft_id: UUID, number: int) -> HttpResponse:
    """The header facts, and then the tree is a draft document."""
    review = _review_or_404(request, draft_id, number)
    if review.document is not None:
        return redirect(request.place.url("plans:document", slug=review.document.slug))
    form = _facts_form(request, review)
    if request.method == "POST" and form.is_valid():
        try:
            version = whole_number(request, "version")
            document = service.save_import(request.scope, review.draft, review.index, version, form.facts())
        except NotAllowed:
            raise
        except UserError as error:
            form.add_error(None, str(error))
        else:
            notify(request, _("Planen är sparad som utkast."))
            return redirect(request.place.url("plans:document", slug=document.slug))
    context = {"form": form, "review": review, "draft": review.draft, "problems": trees.problems(review.tree)}
    return render(request, "plans/import_save.html", context, status=422 if form.errors else 200)


def _facts_form(request: Request, review: service.Review) -> FactsForm:
    path = request.place.unit.authority_path
    return FactsForm(
        request.POST or None,
        units=service.owners_for(request.scope, path),
        editions=service.replaceable(request.scope, path),
        initial=facts_of_tree(review.tree, review.draft.owner),
    )
