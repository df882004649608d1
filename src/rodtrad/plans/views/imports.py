"""From a file to a plan: send it, see what was found beside its source, correct, save."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote, urlencode
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rodtrad.common.errors import Conflict, NotAllowed, UserError
from rodtrad.common.notices import notify
from rodtrad.organisation.place import Request
from rodtrad.plans import service
from rodtrad.plans import tree as trees
from rodtrad.plans.forms import FactsForm, ImportForm, ItemForm, facts_of_tree
from rodtrad.plans.importing import PlanTree
from rodtrad.plans.importing.wording import told
from rodtrad.plans.models import ImportDraft
from rodtrad.plans.source import Segment, segments, window_of
from rodtrad.plans.views.parts import MOVES, form_for, rows_of, sent_edits, whole_number

# Words shown around an item's place where there is no room for the whole text.
AROUND = 160
EMPTY_LINES = re.compile(r"\n[^\S\n]*(?:\n[^\S\n]*)+\n")


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


@dataclass(frozen=True)
class Sent:
    """A correction that was refused: what was typed, and why it was not taken."""

    form: ItemForm
    item: str
    reason: str
    status: int


@require_safe
def review_tree(request: Request, draft_id: UUID, number: int) -> HttpResponse:
    """One tree beside its source; `?item=` is the item whose place is lit and whose form is open."""
    return _review_page(request, _review_or_404(request, draft_id, number), request.GET.get("item", ""))


def _review_or_404(request: Request, draft_id: UUID, number: int) -> service.Review:
    found = service.review_of(_draft_or_404(request, draft_id), number - 1)
    if found is None:
        raise Http404
    return found


def _here(request: Request, review: service.Review, name: str = "plans:review_tree") -> str:
    return request.place.url(name, draft_id=review.draft.pk, number=review.index + 1)


def _review_page(
    request: Request, review: service.Review, chosen: str, sent: Sent | None = None
) -> HttpResponse:
    if review.document is not None:
        return redirect(request.place.url("plans:document", slug=review.document.slug))
    tree, here = review.tree, _here(request, review)
    context: dict[str, Any] = {
        "review": review,
        "draft": review.draft,
        "here": here,
        "edit_url": _here(request, review, "plans:import_edit"),
        "undo_url": _here(request, review, "plans:import_undo"),
        "save_url": _here(request, review, "plans:import_save"),
        "version": review.draft.version,
        "rows": rows_of(tree, chosen, here),
        "problems": trees.problems(tree),
        "warnings": [told(warning) for warning in tree.warnings],
        "chosen": chosen,
        "form": sent.form if sent else form_for(tree, chosen),
        "now": form_for(tree, chosen) if sent else None,
        "refused": sent.reason if sent else "",
        "counts": _counts(tree),
        "moves": trees.possible(tree, chosen) if any(i.id == chosen for i in tree.items) else (),
        "all_moves": MOVES,
        "source": _source(review, chosen),
        "excerpt": _excerpt(review, chosen),
    }
    return render(request, "plans/review.html", context, status=sent.status if sent else 200)


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
        "list": ", ".join(words[:-1]) + _(" och ") + words[-1],
        "total": len(tree.items),
    }


@dataclass(frozen=True)
class Source:
    """What is shown of the text, and whether something before or after it is left out."""

    segments: list[Segment]
    before: bool
    after: bool


def _source(review: service.Review, chosen: str) -> Source:
    text = review.draft.text
    span = next((item.source for item in review.tree.items if item.id == chosen), None)
    start, end = window_of(text, span)
    parts = [
        replace(part, text=EMPTY_LINES.sub("\n\n", part.text))
        for part in segments(text, review.tree.items, chosen, start, end)
    ]
    return Source(parts, before=start > 0, after=end < len(text))


def _excerpt(review: service.Review, chosen: str) -> list[Segment]:
    """The chosen item's place with some words around it, for a page too narrow for the whole text."""
    span = next((item.source for item in review.tree.items if item.id == chosen), None)
    if span is None:
        return []
    start, end = max(0, span[0] - AROUND), min(len(review.draft.text), span[1] + AROUND)
    lit = [item for item in review.tree.items if item.id == chosen]
    return segments(review.draft.text, lit, chosen, start, end)


@require_POST
def edit(request: Request, draft_id: UUID, number: int) -> HttpResponse:
    """Correct one item. Saved at once; what cannot be saved is shown back with the reason."""
    review = _review_or_404(request, draft_id, number)
    item = request.POST.get("item", "")
    try:
        _form, edits = sent_edits(request)
        version = whole_number(request, "version")
        landed = service.edit_import(request.scope, review.draft, review.index, version, *edits)
    except NotAllowed:
        raise
    except UserError as error:
        return _refused(request, draft_id, number, item, error)
    return redirect(_at(_here(request, review), request.POST.get("next") or landed))


def _at(here: str, item: str) -> str:
    """The page's address with an item chosen and in sight."""
    return f"{here}?{urlencode({'item': item})}#rad-{quote(item)}" if item else here


def _refused(request: Request, draft_id: UUID, number: int, item: str, error: UserError) -> HttpResponse:
    """The page as it is now, with what was typed in the form and why it was not taken."""
    now = _review_or_404(request, draft_id, number)
    status = 409 if isinstance(error, Conflict) else 422
    return _review_page(request, now, item, Sent(ItemForm(request.POST), item, str(error), status))


@require_POST
def undo(request: Request, draft_id: UUID, number: int) -> HttpResponse:
    """Take back the latest correction."""
    review = _review_or_404(request, draft_id, number)
    version = whole_number(request, "version")
    return redirect(
        _at(
            _here(request, review),
            service.undo_import(request.scope, review.draft, review.index, version),
        )
    )


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
