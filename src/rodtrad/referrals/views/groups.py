"""Reference groups: listed, made, changed, put away."""

from __future__ import annotations

import secrets

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rodtrad.common.errors import Conflict, NotAllowed, UserError
from rodtrad.common.notices import notify
from rodtrad.common.posted import whole_number
from rodtrad.organisation.models import Unit, UnitKind
from rodtrad.organisation.place import Request
from rodtrad.plans import service as plans
from rodtrad.referrals import service
from rodtrad.referrals.forms import GroupForm, duty_key
from rodtrad.referrals.models import ReferenceGroup

__all__ = ["archive", "change", "groups", "new", "restore"]

MOST_UNITS = 400


def _owner(request: Request) -> Unit:
    """The unit whose documents the person keeps here; 403 for whoever keeps none."""
    return plans.import_owner(request.scope, request.place.unit)


def _group_or_404(request: Request, group_id: int) -> ReferenceGroup:
    _owner(request)
    found = service.group_for(request.scope, request.place.unit.authority_path, group_id)
    if found is None:
        raise Http404
    return found


@require_safe
def groups(request: Request) -> HttpResponse:
    """The groups that can be asked, and those put away."""
    _owner(request)
    path = request.place.unit.authority_path
    context = {
        "groups": service.groups_for(request.scope, path),
        "archived": service.groups_for(request.scope, path, archived=True),
    }
    return render(request, "referrals/groups.html", context)


def _units(request: Request) -> list[Unit]:
    """Units at which a duty may be chosen: all of a small authority, else those above the schools."""
    found = Unit.objects.visible_to(request.scope).under(request.place.unit.authority_path).order_by("path")
    if found.count() > MOST_UNITS:
        found = found.exclude(kind__in=[UnitKind.SCHOOL, UnitKind.DEPARTMENT])[:MOST_UNITS]
    return list(found)


def _form(request: Request, group: ReferenceGroup | None) -> GroupForm:
    held = list(group.members.select_related("unit", "person")) if group else []
    ticked = [
        int(pk) for pk in request.POST.getlist("people") if pk.isascii() and pk.isdigit() and len(pk) < 10
    ]
    chosen = [row.person_id for row in held if row.person_id] + ticked
    words = request.POST.get("sok", request.GET.get("sok", ""))
    people = service.choosable_people(request.scope, words, chosen)
    initial = {}
    if group:
        initial = {
            "name": group.name,
            "purpose": group.purpose,
            "people": [row.person_id for row in held if row.person_id],
            "duties": [duty_key(row) for row in held if row.unit_id],
        }
    posted = request.POST if request.method == "POST" and "hitta" not in request.POST else None
    if "hitta" in request.POST:
        initial |= {
            "name": request.POST.get("name", ""),
            "purpose": request.POST.get("purpose", ""),
            "people": ticked,
            "duties": request.POST.getlist("duties"),
            "role": request.POST.get("role", ""),
            "unit": request.POST.get("unit", ""),
        }
    return GroupForm(posted, people=people, units=_units(request), held=held, initial=initial)


def _page(request: Request, form: GroupForm, group: ReferenceGroup | None, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "group": group,
        "words": request.POST.get("sok", ""),
        "key": request.POST.get("key") or secrets.token_hex(16),
        "searched": bool(request.POST.get("sok")),
    }
    return render(request, "referrals/group_form.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request) -> HttpResponse:
    """A new group. Looking for people by name shows the same form again, with what is ticked kept."""
    owner = _owner(request)
    form = _form(request, None)
    if form.is_bound and form.is_valid():
        try:
            service.add_group(
                request.scope, owner, form.given(), request.POST.get("key", "")[:64] or secrets.token_hex(16)
            )
        except NotAllowed:
            raise
        except UserError as error:
            form.add_error(None, str(error))
        else:
            notify(request, _("Gruppen är sparad."), kept="grupp-ny")
            return redirect(request.place.url("referrals:groups"))
    return _page(request, form, None, 422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: Request, group_id: int) -> HttpResponse:
    """Change a group. When two change it at once the second is told, and what was typed stays."""
    group = _group_or_404(request, group_id)
    form = _form(request, group)
    status = 422
    if form.is_bound and form.is_valid():
        try:
            service.change_group(request.scope, group, whole_number(request, "version"), form.given())
        except NotAllowed:
            raise
        except UserError as error:
            form.add_error(None, str(error))
            status = 409 if isinstance(error, Conflict) else 422
            group = _group_or_404(request, group_id)
        else:
            notify(request, _("Gruppen är ändrad."), kept=f"grupp-{group_id}")
            return redirect(request.place.url("referrals:groups"))
    return _page(request, form, group, status if form.errors else 200)


@require_POST
def archive(request: Request, group_id: int) -> HttpResponse:
    """Put a group away, with a way back."""
    service.archive_group(request.scope, _group_or_404(request, group_id))
    undo = request.place.url("referrals:group_restore", group_id=group_id)
    notify(request, _("Gruppen är undanlagd."), undo_url=undo)
    return redirect(request.place.url("referrals:groups"))


@require_POST
def restore(request: Request, group_id: int) -> HttpResponse:
    """Bring a group back."""
    service.restore_group(request.scope, _group_or_404(request, group_id))
    notify(request, _("Gruppen kan tillfrågas igen."))
    return redirect(request.place.url("referrals:groups"))
