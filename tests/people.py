"""The named people that the stories in the tests are about, and the small authority where they work.

Nothing here comes from the demo: a story stands on few rows that a reader can hold in mind.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from django.test import Client

    from rodtrad.cycle.models import SchoolYear
    from rodtrad.organisation.access import Scope
    from rodtrad.organisation.models import Person, Unit
    from rodtrad.organisation.place import Place

TODAY = date(2026, 10, 22)


@dataclass
class Town:
    """An authority with two administrations, two districts, five schools and one of each role.

    `other` is a second authority in the same installation, with a strategist and a principal of its own:
    nothing may leak between the two.
    """

    authority: Unit
    compulsory: Unit
    upper: Unit
    north: Unit
    south: Unit
    bjorkhagen: Unit
    ekbacken: Unit
    tallmon: Unit
    lilla_holmen: Unit
    strandgymnasiet: Unit
    other: Unit
    other_school: Unit
    last_year: SchoolYear
    year: SchoolYear
    other_year: SchoolYear
    sten: Person
    karin: Person
    amir: Person
    lovisa: Person
    nils: Person
    berit: Person
    petra: Person
    otto: Person
    rut: Person
    people: dict[str, Person] = field(default_factory=dict)

    def place(self, unit: Unit, year: SchoolYear | None = None) -> Place:
        from rodtrad.cycle.service import place_of

        return place_of(unit, year or self.year)

    def scope(self, person: Person) -> Scope:
        from rodtrad.organisation.access import scope_of

        return scope_of(person, TODAY)

    def client(self, person: Person | None = None, language: str = "sv") -> Client:
        """A browser without script, entered as the person."""
        from django.test import Client

        client = Client(headers={"accept-language": language})
        if person is not None:
            client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client


@pytest.fixture
def town(db: None) -> Town:
    """Strategist Sten, principal Karin of Björkhagen and teacher Amir there, principal Lovisa of tiny Lilla
    Holmen, manager Nils of the compulsory administration, board member Berit, Petra of the central support;
    in the other authority strategist Otto and principal Rut.
    """
    return build_town()


def build_town() -> Town:
    from rodtrad.organisation.models import Role

    units = _units()
    years = _years(units)
    people = {
        name: _person(name, first, last, role, units[where])
        for name, first, last, role, where in (
            ("sten", "Sten", "Ågren", Role.STRATEGIST, "authority"),
            ("karin", "Karin", "Ek", Role.PRINCIPAL, "bjorkhagen"),
            ("amir", "Amir", "Haddad", Role.STAFF, "bjorkhagen"),
            ("lovisa", "Lovisa", "Holm", Role.PRINCIPAL, "lilla_holmen"),
            ("nils", "Nils", "Berg", Role.MANAGER, "compulsory"),
            ("berit", "Berit", "Sand", Role.BOARD, "authority"),
            ("petra", "Petra", "Lind", Role.CENTRAL_SUPPORT, "authority"),
            ("otto", "Otto", "Quist", Role.STRATEGIST, "other"),
            ("rut", "Rut", "Zander", Role.PRINCIPAL, "other_school"),
        )
    }
    return Town(**units, **years, **people, people=people)


def _person(username: str, first: str, last: str, role: str, unit: Unit) -> Person:
    from rodtrad.organisation.models import Duty, Person

    person = Person(username=username, first_name=first, last_name=last)
    person.set_unusable_password()
    person.save()
    Duty.objects.create(person=person, unit=unit, role=role)
    return person


def _units() -> dict[str, Any]:
    from rodtrad.organisation.models import SchoolForm, UnitKind
    from rodtrad.organisation.service import add_unit

    def school(parent: Unit, name: str, form: str, staff: int) -> Unit:
        return add_unit(
            parent,
            kind=UnitKind.SCHOOL,
            name=name,
            school_form=form,
            staff_count=staff,
            pupil_count=9 * staff,
        )

    authority = add_unit(None, kind=UnitKind.AUTHORITY, name="Sundby kommun", code="0998")
    compulsory = add_unit(authority, kind=UnitKind.ADMINISTRATION, name="Grundskoleförvaltningen")
    upper = add_unit(authority, kind=UnitKind.ADMINISTRATION, name="Gymnasieförvaltningen")
    north = add_unit(compulsory, kind=UnitKind.DISTRICT, name="Område Norr")
    south = add_unit(compulsory, kind=UnitKind.DISTRICT, name="Område Söder")
    other = add_unit(None, kind=UnitKind.AUTHORITY, name="Västersjö kommun", code="0997")
    form = SchoolForm.COMPULSORY
    return {
        "authority": authority,
        "compulsory": compulsory,
        "upper": upper,
        "north": north,
        "south": south,
        "bjorkhagen": school(north, "Björkhagens skola", form, 45),
        "ekbacken": school(north, "Ekbackens skola", form, 30),
        "tallmon": school(south, "Tallmons skola", form, 25),
        "lilla_holmen": school(south, "Lilla Holmens skola", form, 4),
        "strandgymnasiet": school(upper, "Strandgymnasiet", SchoolForm.UPPER_SECONDARY, 60),
        "other": other,
        "other_school": school(other, "Hamnskolan", form, 20),
    }


def _years(units: dict[str, Any]) -> dict[str, SchoolYear]:
    from rodtrad.cycle.models import SchoolYear

    def year(authority: Unit, start: int) -> SchoolYear:
        return SchoolYear.objects.create(
            authority=authority,
            label=f"{start}/{(start + 1) % 100:02}",
            starts_on=date(start, 8, 1),
            ends_on=date(start + 1, 7, 31),
        )

    return {
        "last_year": year(units["authority"], 2025),
        "year": year(units["authority"], 2026),
        "other_year": year(units["other"], 2026),
    }
