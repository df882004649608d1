"""The pages of a form ask the database as often for forty questions as for twelve."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import connection
from django.test.utils import CaptureQueriesContext

from rodtrad.assessments import service
from tests.assessments.conftest import TODAY

if TYPE_CHECKING:
    from rodtrad.assessments.models import Instrument
    from tests.people import Town

# Seven are the shell's: session, person, duties, unit, year and its two lists.
MOST = {
    "list": 11,
    "form": 12,
    "question": 11,
    "preview": 11,
    "paper": 11,
    "correspondences": 13,
    "answering": 4,
}


def asked(town: Town, old: Instrument) -> dict[str, int]:
    """Queries per page of the second version of a form, and of answering the first."""
    client, place = town.client(town.sten), town.place(town.authority)
    scope = town.scope(town.sten)
    made = service.new_version(scope, old)
    plan = service.RoundPlan(old.title, TODAY, TODAY + timedelta(days=14), groups=("staff",))
    opened = service.open_round(scope, service.prepare_round(scope, old, town.authority, town.year, plan))
    code = opened.parts.get(unit=town.ekbacken, group="staff").code
    addresses = {
        "list": place.url("assessments:instruments"),
        "form": place.url("assessments:instrument", instrument_id=made.pk),
        "question": place.url("assessments:edit_indicator", instrument_id=made.pk, position=0),
        "preview": place.url("assessments:preview", instrument_id=made.pk),
        "paper": place.url("assessments:paper", instrument_id=made.pk),
        "correspondences": place.url("assessments:correspondences", instrument_id=made.pk),
        "answering": f"/svara/{code}/",
    }
    found = {}
    for name, address in addresses.items():
        with CaptureQueriesContext(
            connection,
        ) as told:
            assert client.get(address).status_code == 200, name
        found[name] = len(told)
    return found


def test_no_page_of_a_form_asks_more_often_when_the_form_grows(town: Town) -> None:
    scope = town.scope(town.sten)
    short = asked(town, service.take_instrument(scope, town.authority, service.shipped_draft("pulse")))
    long = asked(town, service.take_instrument(scope, town.authority, service.shipped_draft("full")))

    assert {name: (short[name], count) for name, count in long.items() if count > short[name]} == {}
    assert {name: count for name, count in long.items() if count > MOST[name]} == {}
