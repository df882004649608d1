"""Writing a view: the draft with a place to write at every item, saved as one goes; handing it in."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rodtrad.common.errors import Conflict, NotAllowed, UserError
from rodtrad.common.notices import notify
from rodtrad.common.posted import whole_number
from rodtrad.organisation.place import Request
from rodtrad.plans import service as plans
from rodtrad.plans.models import Item, ItemKind
from rodtrad.referrals import rules, service
from rodtrad.referrals.models import Recipient, Remark, View
from rodtrad.referrals.service import Clash
from rodtrad.referrals.views.shared import recipient_or_404

__all__ = ["Spot", "hand_in", "reopen", "save", "write"]


@dataclass(frozen=True)
class Spot:
    """A place of the draft where something can be written, and what is written there.

    `text` and `proposal` are what the form holds: what was sent where someone else had been first.
    """

    target: str
    kind: str
    label: str
    heading: str
    words: str
    depth: int
    takes_proposal: bool
    remark: Remark | None
    is_open: bool = False
    clash: Clash | None = None
    error: str = ""
    typed: tuple[str, str] | None = None

    @property
    def text(self) -> str:
        if self.typed is not None:
            return self.typed[0]
        return self.clash.text if self.clash else (self.remark.text if self.remark else "")

    @property
    def proposal(self) -> str:
        if self.typed is not None:
            return self.typed[1]
        return self.clash.proposal if self.clash else (self.remark.proposal if self.remark else "")

    @property
    def version(self) -> int:
        return self.remark.version if self.remark else 0

    @property
    def is_written(self) -> bool:
        return self.remark is not None and bool(self.remark.text or self.remark.proposal)

    @property
    def is_heading(self) -> bool:
        return self.kind in {ItemKind.AREA, ItemKind.SECTION}


@require_safe
def write(request: Request, referral_id: int, recipient_id: int) -> HttpResponse:
    """The draft with what is written on it so far; `?punkt=` opens the form of one place."""
    recipient = recipient_or_404(request, referral_id, recipient_id)
    return _page(request, recipient, opened=request.GET.get("punkt", ""))


def _page(
    request: Request,
    recipient: Recipient,
    *,
    opened: str = "",
    clash: Clash | None = None,
    error: str = "",
    typed: tuple[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    referral = recipient.referral
    view = service.view_of(request.scope, recipient)
    writes = service.may_write(request.scope, recipient)
    remarks = service.remarks_of_view(view)
    may_change = writes and referral.is_open and not (view and view.is_handed_in)
    spots = _spots(recipient, remarks)
    if opened and may_change:
        spots = [
            Spot(**{**vars(spot), "is_open": True, "clash": clash, "error": error, "typed": typed})
            if spot.target == opened
            else spot
            for spot in spots
        ]
    context = {
        **_about(request, recipient, view),
        "whole": next((s for s in spots if s.target == Remark.WHOLE), None),
        "asked": [s for s in spots if s.target.startswith("fraga-")],
        "spots": [s for s in spots if s.kind],
        "gone": _gone(spots, remarks),
        "may_change": may_change,
        "written": sum(spot.is_written for spot in spots),
        "limit": rules.LONGEST,
        # Typed too late, or for a place that is gone: there is no form to put it back in.
        "unsaved": typed if typed and not any(spot.is_open for spot in spots) else None,
        "error": error,
    }
    return render(request, "referrals/write.html", context, status=status)


def _about(request: Request, recipient: Recipient, view: View | None) -> dict[str, object]:
    leads = service.may_hand_in(request.scope, recipient)
    handed_in = view is not None and view.is_handed_in
    return {
        "referral": recipient.referral,
        "recipient": recipient,
        "view": view,
        "handed_in": handed_in,
        "leads": leads,
        "may_reopen": leads and handed_in and recipient.referral.is_open,
        "late": recipient.referral.is_late(timezone.localdate()),
    }


def _spots(recipient: Recipient, remarks: dict[str, Remark]) -> list[Spot]:
    """Every place: the whole, the questions, and while it is on referral each item of the draft."""
    referral = recipient.referral
    whole = Spot(Remark.WHOLE, "", "", "", "", 0, False, remarks.get(Remark.WHOLE))
    asked = [
        Spot(target, "", _("Fråga %(number)s") % {"number": n}, "", words, 0, False, remarks.get(target))
        for n, words in enumerate(referral.questions, 1)
        for target in [rules.question_target(n)]
    ]
    items = plans.tree_of(referral.document) if referral.is_open else []
    return [whole, *asked, *(_at(item, remarks.get(str(item.key))) for item in items)]


def _at(item: Item, remark: Remark | None) -> Spot:
    label = f"{item.get_kind_display()} {item.number}".strip()
    if item.role:
        label += f" · {item.role}" + (f", {item.sub_role}" if item.sub_role else "")
    return Spot(str(item.key), item.kind, label, item.heading, item.text, min(item.depth, 4), True, remark)


def _gone(spots: list[Spot], remarks: dict[str, Remark]) -> list[Remark]:
    """What was written at items, once the referral is over: told with the words as they were then."""
    shown = {spot.target for spot in spots}
    return sorted(
        (remark for target, remark in remarks.items() if target not in shown),
        key=lambda remark: remark.position,
    )


@require_POST
def save(request: Request, referral_id: int, recipient_id: int) -> HttpResponse:
    """Save one comment. Asked by htmx as one types, else by the button."""
    recipient = recipient_or_404(request, referral_id, recipient_id)
    if not service.may_write(request.scope, recipient):
        raise NotAllowed(_("Bara de som har fått remissen kan skriva synpunkter."), "referral.not_asked")
    target = request.POST.get("target", "")[:40]
    typed = (request.POST.get("text", ""), request.POST.get("proposal", ""))
    try:
        version = whole_number(request, "version")
        saved = service.save_remark(request.scope, recipient, target, version, *typed)
    except NotAllowed:
        raise
    except UserError as error:
        status = 409 if isinstance(error, Conflict) else 422
        if request.htmx:
            return _part(request, recipient, target, error=str(error))
        return _page(request, recipient, opened=target, error=str(error), typed=typed, status=status)
    if request.htmx:
        return _part(request, recipient, target, saved=saved)
    if saved.clash:
        return _page(request, recipient, opened=target, clash=saved.clash, status=409)
    notify(request, _("Synpunkten är sparad."), kept=_kept(recipient, target))
    here = request.place.url("referrals:write", referral_id=referral_id, recipient_id=recipient_id)
    return redirect(f"{here}#plats-{target}")


def _kept(recipient: Recipient, target: str) -> str:
    return f"yttrande-{recipient.pk}-{target}"


def _part(
    request: Request,
    recipient: Recipient,
    target: str,
    *,
    saved: service.Saved | None = None,
    error: str = "",
) -> HttpResponse:
    """What htmx puts in place beside what is typed: the version, 'Sparat', or what stands in the way."""
    clash = saved.clash if saved else None
    context = {
        "target": target,
        "version": saved.version if saved else "",
        "clash": clash,
        "error": error,
        "done": saved is not None and clash is None,
    }
    response = render(request, "referrals/parts/saved.html", context)
    if context["done"]:
        response.headers["X-Kept"] = _kept(recipient, target)
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def hand_in(request: Request, referral_id: int, recipient_id: int) -> HttpResponse:
    """Everything that is written, read through once more, and the button that hands it in."""
    recipient = recipient_or_404(request, referral_id, recipient_id)
    if request.method == "POST":
        return _hand_in(request, recipient)
    if not service.may_hand_in(request.scope, recipient):
        raise NotAllowed(_("Bara den som leder enheten lämnar in yttrandet."), "view.not_leading")
    return _review(request, recipient)


def _review(request: Request, recipient: Recipient, error: str = "", status: int = 200) -> HttpResponse:
    view = service.view_of(request.scope, recipient)
    remarks = sorted(service.remarks_of_view(view).values(), key=lambda remark: remark.position)
    context = {
        **_about(request, recipient, view),
        "remarks": [remark for remark in remarks if remark.text or remark.proposal],
        "error": error,
        "may_be_named": not request.scope.is_protected,
    }
    return render(request, "referrals/hand_in.html", context, status=status)


def _hand_in(request: Request, recipient: Recipient) -> HttpResponse:
    try:
        view = service.hand_in(
            request.scope,
            recipient,
            timezone.localdate(),
            nothing="inga" in request.POST,
            named="namn" in request.POST,
        )
    except (NotAllowed, Conflict):
        raise
    except UserError as error:
        return _review(request, recipient, str(error), 422)
    where = {"referral_id": recipient.referral_id, "recipient_id": recipient.pk}
    undo = request.place.url("referrals:reopen", **where)
    said = _("Yttrandet är inlämnat, efter sista dagen.") if view.is_late else _("Yttrandet är inlämnat.")
    notify(request, said, undo_url=undo)
    return redirect(request.place.url("referrals:write", **where))


@require_POST
def reopen(request: Request, referral_id: int, recipient_id: int) -> HttpResponse:
    """Take a handed-in view back to change it."""
    service.reopen(request.scope, recipient_or_404(request, referral_id, recipient_id))
    notify(request, _("Yttrandet är öppet igen. Lämna in det när ni är klara."))
    return redirect(request.place.url("referrals:write", referral_id=referral_id, recipient_id=recipient_id))
