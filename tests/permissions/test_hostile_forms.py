"""Whatever is put into an address or a form of assessments and codings is no fault of ours."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import NoReverseMatch, reverse

from tests.permissions.stage import Stage, set_stage
from tests.permissions.table import LINES, Line
from tests.permissions.test_every_address import ask

if TYPE_CHECKING:
    from django.test import Client

    from tests.people import Town

PACKAGES = ("assessments", "coding", "answer")
VALUES = ("²", "9" * 40, "a\0b\x1b\u202e' OR 1=1 --")
# Every name that a page of these packages looks for.
NAMES = (
    *("f0", "k0", "v0", "f1", "nummer", "lang", "byt", "har", "steg", "fraga", "grupp", "omgang", "page"),
    *("ruta", "skolform", "tema", "format", "ordning", "storlek", "omrade", "anteckning", "document", "key"),
    *("name", "sok", "text", "kodare", "mening", "utdrag", "revision", "version", "first", "second", "title"),
    *("question", "position", "most", "group", "unit", "held_on", "consent", "consent_note", "delete_on"),
    *(
        "description",
        "examples",
        "item",
        "note",
        "opens_on",
        "closes_on",
        "groups",
        "seen_by",
        "comments_for",
    ),
    *("units", "instrument", "invited", "number", "purpose", "kind", "scale_kind", "title_sv", "title_en"),
    *(
        "tags",
        "staff_sv",
        "leaders_sv",
        "level1_sv",
        "act1_levels",
        "act1_title_sv",
        "name1_sv",
        "not_relevant_sv",
    ),
    *("q0-weight", "q0-old", "q0-old_1", "q0-weight_1", "q0-groups", "looked_through", "allows_not_relevant"),
)
# What a page looks for only the presence of.
PRESSED = ("senare", "ta-bort", "upp", "pdf", "inget", "hitta", "aldre", "bort", "byt")
HUGE = 10**30


@pytest.fixture
def stage(town: Town) -> Stage:
    return set_stage(town)


def lines(package: str) -> list[Line]:
    return [line for line in LINES if line.package == package]


def faults(client: Client, method: str, address: str, sent: dict[str, Any]) -> list[str]:
    """What was answered by a fault of ours."""

    class Filled:
        """A client whose requests carry what is sent."""

        def get(self, to: str) -> Any:
            return client.get(to, sent)

        def post(self, to: str) -> Any:
            return client.post(to, sent)

    answer, _written = ask(Filled(), method, address)  # type: ignore[arg-type]
    return [f"{method} {address}: {answer.status_code}"] if answer.status_code >= 500 else []


def clients(stage: Stage, line: Line) -> list[Client]:
    """One who may send the form, and one who is not signed in."""
    people = [stage.town.people.get(name) for name in sorted(line.senders)[-1:]] or [stage.town.sten]
    found = [stage.town.client(person) for person in people]
    if line.package == "answer":
        found.append(stage.town.client())
    for each in found:
        each.raise_request_exception = False
    return found


@pytest.mark.parametrize("value", VALUES, ids=["sign", "long", "hidden"])
@pytest.mark.parametrize("package", PACKAGES)
def test_nothing_that_is_sent_is_a_fault_of_ours(stage: Stage, package: str, value: str) -> None:
    sent = dict.fromkeys(NAMES, value)
    wrong = []
    for line, method in itertools.product(lines(package), ("get", "post")):
        address = stage.address(line.address, line.at, line.of)
        for client in clients(stage, line):
            wrong += faults(client, method, address, sent)

    assert wrong == []


@pytest.mark.parametrize("package", PACKAGES[:2])
def test_a_button_pressed_with_a_form_of_another_page_is_no_fault(stage: Stage, package: str) -> None:
    wrong = []
    for line in lines(package):
        if line.senders:
            address = stage.address(line.address, line.at, line.of)
            for client, pressed in itertools.product(clients(stage, line), PRESSED):
                sent = {pressed: "1", "steg": "1", "fraga": "0", "version": "1"}
                wrong += faults(client, "post", address, sent)

    assert wrong == []


@pytest.mark.parametrize("package", PACKAGES[:2])
def test_numbers_that_nothing_has_lead_nowhere(stage: Stage, package: str) -> None:
    wrong = []
    for line in lines(package):
        stage.address(line.address, line.at, line.of)
        arguments = stage.objects[line.of]
        known = [name for name, value in arguments.items() if isinstance(value, int)]
        for name, number in itertools.product(known, (0, 2**63, HUGE)):
            place = stage.places[line.at]
            moved = {**arguments, name: number, "unit_slug": place[0].slug, "year_slug": place[1].slug}
            try:
                address = reverse(line.address, kwargs=moved)
            except NoReverseMatch:
                continue
            for client, method in itertools.product(clients(stage, line), ("get", "post")):
                wrong += faults(client, method, address, {})

    assert wrong == []
