"""What several views of referrals need."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from rodtrad.common.errors import NotAllowed
from rodtrad.organisation.place import Request
from rodtrad.plans import service as plans
from rodtrad.plans.models import Document
from rodtrad.referrals import service
from rodtrad.referrals.models import Recipient, Referral
from rodtrad.referrals.service import Rendered

__all__ = ["as_file", "document_or_404", "kept_or_404", "recipient_or_404", "referral_or_404"]


def referral_or_404(request: Request, referral_id: int) -> Referral:
    """The referral at this address that the reader may see, of the authority that the page is at."""
    found = service.referral_for(request.scope, request.place.unit.authority_path, referral_id)
    if found is None:
        raise Http404
    return found


def kept_or_404(request: Request, referral_id: int) -> Referral:
    """As `referral_or_404`, refused with 403 for those who do not keep it."""
    found = referral_or_404(request, referral_id)
    if not service.keeps(request.scope, found):
        raise NotAllowed(
            _("Bara strateger och administratörer för dokumentets enhet sköter remissen."),
            "referral.not_keeper",
        )
    return found


def recipient_or_404(request: Request, referral_id: int, recipient_id: int) -> Recipient:
    """A recipient of a referral for which the reader may write, or whose unit the reader sees into."""
    referral = referral_or_404(request, referral_id)
    found = service.recipient_for(request.scope, referral, recipient_id)
    if found is None:
        raise Http404
    return found


def document_or_404(request: Request, slug: str) -> Document:
    """The document at this address that the reader may see, of the authority that the page is at."""
    document = plans.document_by_slug(request.scope, slug)
    if document is None or document.authority.path != request.place.unit.authority_path:
        raise Http404
    return document


def as_file(made: Rendered) -> HttpResponse:
    """A file to save under its own name."""
    response = HttpResponse(made.data, content_type=made.content_type)
    response["Content-Disposition"] = f'attachment; filename="{made.filename}"'
    return response
