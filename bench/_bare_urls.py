"""The product's addresses, and the bare insert that answering is measured beside.

The bare view goes through the same web processes and middleware, reads the same forty fields and writes the
same rows in one transaction. It looks at nothing: no link, no form, no round, no idempotency, no cap.
"""

from __future__ import annotations

import secrets

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from rodtrad.assessments.models import RoundPart
from rodtrad.config.urls import urlpatterns as of_the_product

RECEIPT = "INSERT INTO assessments_receipt (key_hash, round_id) VALUES (%s, %s)"
RESPONSE = (
    'INSERT INTO assessments_response (id, round_id, unit_id, "group", "values") VALUES (%s, %s, %s, %s, %s)'
)
known: dict[str, tuple[int, int, str]] = {}


@csrf_exempt
def bare(request: HttpRequest, code: str) -> HttpResponse:
    """Insert the rows of one answer."""
    if code not in known:
        part = RoundPart.objects.get(code=code)
        known[code] = part.round_id, part.unit_id, part.group
    round_id, unit_id, group = known[code]
    values = bytes(int(request.POST.get(f"f{place}", 0)) for place in range(40))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(RECEIPT, [secrets.token_hex(32), round_id])
        cursor.execute(RESPONSE, [secrets.randbelow(2**63), round_id, unit_id, group, values])
    return HttpResponse(status=204)


urlpatterns = [path("_bare/<str:code>/", bare), *of_the_product]
