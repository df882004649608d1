"""A draft's header and items, and the steps of a document's life."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from rodtrad.common.errors import Conflict, NotAllowed, UserError
from rodtrad.common.notices import notify
from rodtrad.common.posted import whole_number
from rodtrad.organisation.access import Scope
from rodtrad.organisation.place import Request
from rodtrad.plans import service
from rodtrad.plans.forms import (
    DecisionForm,
    ExpireForm,
    FactsForm,
    FirstItemsForm,
    facts_of_document,
    proposed_decision,
)
from rodtrad.plans.models import Document, DocumentKind
from rodtrad.plans.views.outline import Held, Sent, answer, outline
from rodtrad.plans.views.parts import document_or_404

FORM_VIEW = require_http_methods(["GET", "HEAD", "POST"])


@FORM_VIEW
def new(request: Request) -> HttpResponse:
    """Begin a document: its header, and the first items if there are any."""
    owner = service.import_owner(request.scope, request.place.unit)
    path = request.place.unit.authority_path
    form = FactsForm(
        request.POST or None,
        units=service.owners_for(request.scope, path),
        editions=service.replaceable(request.scope, path),
        initial={"owner": str(owner.pk), "kind": DocumentKind.PLAN},
    )
    items = FirstItemsForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and items.is_valid():
        try:
            facts = form.facts()
            tree = items.tree(facts.title, facts.kind)
            begun = service.begin_document(request.scope, tree, facts, items.cleaned_data["key"])
        except NotAllowed:
            raise
        except UserError as error:
            form.add_error(None, str(error))
        else:
            notify(request, _("Utkastet finns nu. Fortsätt här."), kept="nytt-dokument")
            return redirect(request.place.url("plans:content", slug=begun.slug))
    wrong = request.method == "POST"
    return render(request, "plans/new.html", {"form": form, "items": items}, status=422 if wrong else 200)


@FORM_VIEW
def facts(request: Request, slug: str) -> HttpResponse:
    """Change a draft's header."""
    document = document_or_404(request, slug)
    service.require_edit(request.scope, document)
    path = document.authority.path
    editions = service.replaceable(request.scope, path, keep=document.replaces_id)
    form = FactsForm(
        request.POST or None,
        units=service.owners_for(request.scope, path),
        editions=editions,
        initial=facts_of_document(document),
    )
    if request.method == "POST" and form.is_valid():
        try:
            version = whole_number(request, "version")
            service.change_facts(request.scope, document, version, form.facts())
        except NotAllowed:
            raise
        except UserError as error:
            return _facts_page(request, document, form, error)
        notify(request, _("Uppgifterna är sparade."), kept=f"uppgifter-{document.pk}")
        return redirect(request.place.url("plans:document", slug=slug))
    return _facts_page(request, document, form)


def _facts_page(
    request: Request, document: Document, form: FactsForm, error: UserError | None = None
) -> HttpResponse:
    """The form; after a conflict with what was typed, and beside it how the document stands now."""
    theirs: list[tuple[str, str]] = []
    if error is not None:
        form.add_error(None, str(error))
        document = document_or_404(request, document.slug)
        theirs = _differences(form, facts_of_document(document))
    context = {"form": form, "document": document, "theirs": theirs}
    return render(request, "plans/facts.html", context, status=_status(error, form))


def _status(error: UserError | None, form: Any) -> int:
    if isinstance(error, Conflict):
        return 409
    return 422 if form.errors else 200


def _differences(form: FactsForm, now: dict[str, Any]) -> list[tuple[str, str]]:
    """What the document says now where the form says something else: label and value."""
    found = []
    for name, value in now.items():
        typed = str(form[name].value() or "")
        if typed != str(value or ""):
            choices = dict(getattr(form.fields[name], "choices", ()))
            found.append((str(form[name].label), str(choices.get(value, value or ""))))
    return found


@FORM_VIEW
def content(request: Request, slug: str) -> HttpResponse:
    """A draft's items as an outline, and every change of them; as in the review but without the source."""
    document = document_or_404(request, slug)
    service.require_edit(request.scope, document)
    if request.method == "POST":
        return answer(request, _held(request, document), lambda sent: _content_page(request, slug, sent))
    return _content_page(request, slug)


def _held(request: Request, document: Document) -> Held:
    scope = request.scope
    undoable, redoable = service.edit_ways(document)
    return Held(
        tree=service.keyed_tree(document),
        version=document.version,
        undoable=undoable,
        redoable=redoable,
        edit=lambda version, together, edits: service.edit_document(
            scope, document, version, *edits, together=together
        ),
        undo=lambda version: service.undo_document(scope, document, version),
        redo=lambda version: service.redo_document(scope, document, version),
        now=lambda: Document.objects.values_list("version", flat=True).get(pk=document.pk),
    )


def _content_page(request: Request, slug: str, sent: Sent | None = None) -> HttpResponse:
    document = document_or_404(request, slug)
    context = {
        "document": document,
        "outline": outline(request, _held(request, document), sent),
        "here": request.place.url("plans:content", slug=slug),
    }
    return render(request, "plans/content.html", context, status=sent.status if sent else 200)


@FORM_VIEW
def decide(request: Request, slug: str) -> HttpResponse:
    """Record the decision; from then on the document does not change."""
    document = document_or_404(request, slug)
    service.require_edit(request.scope, document)
    if request.method != "POST" and document.is_decided:
        return redirect(request.place.url("plans:document", slug=slug))
    form = DecisionForm(request.POST or None, initial=proposed_decision(document))
    if request.method == "POST" and form.is_valid():
        return _try(
            request,
            document,
            form,
            "plans/decide.html",
            lambda: service.decide(request.scope, document, form.decision()),
            _("Beslutet är infört. Dokumentet ändras inte längre."),
        )
    context = {"form": form, "document": document}
    return render(request, "plans/decide.html", context, status=_status(None, form))


@FORM_VIEW
def expire(request: Request, slug: str) -> HttpResponse:
    """Say from which day a decided document no longer holds."""
    document = document_or_404(request, slug)
    service.require_edit(request.scope, document)
    form = ExpireForm(request.POST or None, initial={"on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        return _try(
            request,
            document,
            form,
            "plans/expire.html",
            lambda: service.expire(request.scope, document, form.cleaned_data["on"]),
            _("Dokumentet har upphört. Det går fortfarande att läsa."),
        )
    context = {"form": form, "document": document}
    return render(request, "plans/expire.html", context, status=_status(None, form))


def _try(
    request: Request, document: Document, form: Any, template: str, verb: Callable[[], object], said: str
) -> HttpResponse:
    """Do the verb and go to the document; refused, show the form again with the reason."""
    try:
        verb()
    except NotAllowed:
        raise
    except UserError as error:
        form.add_error(None, str(error))
        return render(request, template, {"form": form, "document": document}, status=_status(error, form))
    notify(request, said)
    return redirect(request.place.url("plans:document", slug=document.slug))


# The steps that need nothing but a press of a button: the verb, and what is said after it.
STEPS: dict[str, Callable[[Scope, Document], Document]] = {
    "ta-tillbaka": service.take_back,
    "publicera": service.publish,
}


@require_POST
def step(request: Request, slug: str, verb: str) -> HttpResponse:
    """One step of a document's life, or the end of a draft."""
    document = document_or_404(request, slug)
    if verb == "ta-bort":
        service.drop_document(request.scope, document)
        notify(request, _("Utkastet är borttaget."))
        return redirect(request.place.url("plans:documents"))
    if verb not in STEPS:
        raise Http404
    STEPS[verb](request.scope, document)
    notify(request, _said(verb))
    return redirect(request.place.url("plans:document", slug=slug))


def _said(verb: str) -> str:
    return {
        "ta-tillbaka": _("Dokumentet är ett utkast igen."),
        "publicera": _("Dokumentet är publicerat."),
    }[verb]
