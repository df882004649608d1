"""What is read out of a sent form without a form class: hidden numbers that only our own pages write."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext as _

from rodtrad.common.errors import UserError

__all__ = ["whole_number"]


def whole_number(request: HttpRequest, name: str) -> int:
    """A number sent with a form. Anything else can only come from a forged form."""
    value = request.POST.get(name, "")
    if not value.isascii() or not value.isdigit() or len(value) > 9:
        raise UserError(_("Formuläret saknar en uppgift. Ladda om sidan och försök igen."), "form.broken")
    return int(value)
