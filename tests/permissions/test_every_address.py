"""Who gets what at every address: a new address that the table does not name fails here."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from rodtrad.organisation.models import Role
from rodtrad.organisation.service import give_duty
from tests.permissions.stage import Stage, set_stage
from tests.permissions.table import LINES, PEOPLE, Line

if TYPE_CHECKING:
    from django.test import Client

    from tests.people import Town

PACKAGES = sorted({line.package for line in LINES})
REFUSED = {403, 404, 405}
# What a page may leave behind although it changes nothing: the visitor's session, and a drawing or figures of
# a closed round that are kept.
ASIDE = ("django_session", "common_chart", "rodtrad_cache")
WRITE = re.compile(r'(INSERT INTO|UPDATE|DELETE FROM) "?(\w+)"?', re.IGNORECASE)


def addresses(patterns: list[URLPattern | URLResolver], space: str = "") -> Iterator[str]:
    for found in patterns:
        if isinstance(found, URLPattern):
            assert found.name, f"{found.pattern} has no name"
            yield space + found.name
        else:
            yield from addresses(found.url_patterns, f"{found.namespace}:" if found.namespace else space)


def test_the_table_names_every_address_and_no_other() -> None:
    known = set(addresses(get_resolver().url_patterns))

    assert known - {line.address for line in LINES} == set(), (
        "say in tests/permissions/table.py who gets what"
    )
    assert {line.address for line in LINES} - known == set(), "these are gone: take them out of the table"


def test_no_line_stands_twice() -> None:
    assert [line for line, times in Counter(map(str, LINES)).items() if times > 1] == []


@pytest.fixture
def stage(town: Town) -> Stage:
    return set_stage(town)


@pytest.fixture
def visitors(town: Town) -> dict[str, Client]:
    return {name: town.client(town.people.get(name)) for name in PEOPLE}


def of(package: str) -> list[Line]:
    return [line for line in LINES if line.package == package]


def written(queries: CaptureQueriesContext) -> list[str]:
    """The tables that were written to."""
    found = [WRITE.match(query["sql"]) for query in queries.captured_queries]
    return sorted({match[2] for match in found if match and match[2] not in ASIDE})


def ask(client: Client, method: str, address: str) -> tuple[Any, list[str]]:
    """The answer and what was written; whatever happened is undone, so that the next meets the same stage."""
    with transaction.atomic(), CaptureQueriesContext(connection) as queries:
        answer = getattr(client, method)(address)
        whole(answer)
        transaction.set_rollback(True)
    return answer, written(queries)


def whole(answer: Any) -> str:
    """All that was sent; a file is closed when it has been sent to its end."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return str(body.decode(errors="replace"))


def is_login(answer: Any) -> bool:
    return answer.status_code == 302 and str(answer["Location"]).startswith(reverse("account_login"))


@pytest.mark.parametrize("package", PACKAGES)
def test_each_page_answers_each_person_as_the_table_says(
    stage: Stage, visitors: dict[str, Client], package: str
) -> None:
    wrong = []
    for line in of(package):
        address = stage.address(line.address, line.at, line.of)
        for name, status in line.statuses.items():
            answer, changed = ask(visitors[name], "get", address)
            if answer.status_code != status:
                wrong.append(f"{line}: {name} gets {answer.status_code} instead of {status}")
            if changed and not line.address.startswith("account_"):
                wrong.append(f"{line}: reading it as {name} writes to {', '.join(changed)}")

    assert wrong == []


@pytest.mark.parametrize("package", PACKAGES)
def test_no_form_gets_through_from_those_without_the_right(
    stage: Stage, visitors: dict[str, Client], package: str
) -> None:
    wrong = []
    for line in of(package):
        address = stage.address(line.address, line.at, line.of)
        for name in sorted(set(PEOPLE) - line.senders):
            answer, changed = ask(visitors[name], "post", address)
            if answer.status_code not in REFUSED and not is_login(answer):
                wrong.append(f"{line}: {name} gets {answer.status_code}")
            if changed:
                wrong.append(f"{line}: {name} writes to {', '.join(changed)}")

    assert wrong == []


@pytest.mark.parametrize("package", PACKAGES)
def test_an_empty_form_breaks_nothing_for_those_with_the_right(
    stage: Stage, visitors: dict[str, Client], package: str
) -> None:
    wrong = []
    for line in of(package):
        address = stage.address(line.address, line.at, line.of)
        for name in sorted(line.senders):
            answer, _changed = ask(visitors[name], "post", address)
            if answer.status_code >= 500 or (answer.status_code == 404 and line.of != "-"):
                wrong.append(f"{line}: {name} gets {answer.status_code}")

    assert wrong == []


HERE = [line for line in LINES if line.at != "-" and line.of not in ("-", "question", "area", "pdf", "talk")]
# What belongs to one unit, and not to the authority as plans and instruments do.
OF_A_UNIT = [line for line in HERE if line.of in ("goal", "activity")]


def test_what_is_someone_elses_is_not_there_at_ones_own_place_either(
    stage: Stage, visitors: dict[str, Client]
) -> None:
    """A number from a colleague's address in one's own address opens nothing."""
    town, wrong = stage.town, []
    for who, unit, year, lines in (
        ("otto", town.other, town.other_year, HERE),
        ("lovisa", town.lilla_holmen, town.year, OF_A_UNIT),
        ("karin", town.bjorkhagen, town.last_year, OF_A_UNIT),
    ):
        for line in lines:
            address = stage.address(line.address, line.at, line.of, stage.moved(unit, year))
            for method in ("get", "post"):
                answer, changed = ask(visitors[who], method, address)
                if answer.status_code not in {404, 405} or changed:
                    wrong.append(f"{line}: {who} gets {answer.status_code} by {method}, {changed}")

    assert wrong == []


NOT_THEIRS = {
    "amir": ("Ekbackens skola", "Tallmons skola", "Lilla Holmens skola", "Strandgymnasiet", "Hamnskolan"),
    "lovisa": ("Björkhagens skola", "Ekbackens skola", "Tallmons skola", "Strandgymnasiet", "Hamnskolan"),
    "otto": ("Björkhagens skola", "Sundby kommun", "Karin Ek", "Alla kan visa hur de lär"),
}
# An authority signs what it publishes.
ON_THE_WEB = ("Sundby kommun",)


@pytest.mark.parametrize("name", NOT_THEIRS)
def test_no_page_names_what_the_reader_may_not_see(
    stage: Stage, visitors: dict[str, Client], name: str
) -> None:
    found = []
    for line in LINES:
        # The form behind a link is for whoever holds the link.
        if line.statuses[name] == 200 and not line.address.startswith("answer:"):
            page = whole(visitors[name].get(stage.address(line.address, line.at, line.of)))
            open_to_all = ON_THE_WEB if line.address.startswith("public:") else ()
            hidden = [words for words in NOT_THEIRS[name] if words not in open_to_all]
            found += [f"{line}: {name} reads of {words}" for words in hidden if words in page]

    assert found == []


@pytest.mark.parametrize("package", ["assessments", "coding"])
def test_who_keeps_rounds_in_two_authorities_meets_each_ones_objects_at_its_own_places_only(
    stage: Stage, package: str
) -> None:
    """The right is there, but the address says another authority: nothing is mixed by a wrong number."""
    town, wrong = stage.town, []
    give_duty(town.otto, town.authority, Role.STRATEGIST)
    client = town.client(town.otto)
    for line in (line for line in HERE if line.package == package and line.of != "live-step"):
        address = stage.address(line.address, line.at, line.of, stage.moved(town.other, town.other_year))
        for method in ("get", "post"):
            answer, changed = ask(client, method, address)
            if answer.status_code not in {404, 405} or changed:
                wrong.append(f"{line}: {answer.status_code} by {method}, {changed}")

    assert wrong == []
