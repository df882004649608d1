"""An authority comes in from two tables, whole or not at all, and its people can then enter."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client

from rodtrad.common.audit import describe, events_of
from rodtrad.config.tables import PARENTS, TableError, load
from rodtrad.cycle.service import years_of
from rodtrad.organisation.models import Duty, Person, Role, Unit, UnitKind

pytestmark = pytest.mark.django_db
TODAY = date(2026, 10, 22)
UNITS = """slug,parent,kind,name,code,school_form,staff,pupils
myrby,,authority,Myrby kommun,0180,,0,0
skola,myrby,administration,Skolförvaltningen,,,0,0
backen,skola,school,Backens skola,12345678,compulsory,24,210
"""
PEOPLE = """username,first_name,last_name,email,role,unit,title,from,to,protected
asa,Åsa,Ek,asa@myrby.example,strategist,myrby,Strateg,2026-08-01,,
bo,Bo,Alm,,principal,backen,Rektor,,,
bo,Bo,Alm,,manager,skola,,,,
cia,Cia,Gran,,staff,backen,,,2026-12-31,ja
"""


@pytest.fixture
def tables(tmp_path: Path) -> tuple[Path, Path]:
    units, people = tmp_path / "units.csv", tmp_path / "people.csv"
    units.write_text(UNITS, encoding="utf-8")
    people.write_text(PEOPLE, encoding="utf-8")
    return units, people


def test_an_authority_comes_in_with_codes_as_text_and_todays_year(tables: tuple[Path, Path]) -> None:
    done = load(*tables, TODAY)

    assert done.added == {"units": 3, "people": 3, "duties": 4, "years": 1}
    authority = Unit.objects.get(slug="myrby")
    assert authority.code == "0180"
    assert [year.label for year in years_of(authority.path)] == ["2026/27"]
    assert Unit.objects.get(slug="backen").path.startswith(Unit.objects.get(slug="skola").path)
    assert {duty.role for duty in Duty.objects.filter(person__username="bo")} == {
        Role.PRINCIPAL,
        Role.MANAGER,
    }
    assert Person.objects.get(username="cia").is_protected
    assert "Myrby kommun" in describe(events_of(authority).get())


def test_whoever_came_in_can_enter_and_is_at_home(tables: tuple[Path, Path]) -> None:
    load(*tables, date.today())  # noqa: DTZ011 - the page asks for the day of the machine
    client = Client()
    client.force_login(Person.objects.get(username="bo"))

    page = client.get("/", follow=True)

    assert page.status_code == 200
    assert "Bo" in page.content.decode()


def test_no_one_enters_before_a_password_is_set(tables: tuple[Path, Path]) -> None:
    load(*tables, TODAY)

    assert not any(person.has_usable_password() for person in Person.objects.all())


def test_loading_again_changes_what_has_changed_and_removes_nothing(tables: tuple[Path, Path]) -> None:
    units, people = tables
    load(units, people, TODAY)
    Person.objects.get(username="bo").set_password("kept")
    units.write_text(UNITS.replace("24,210", "26,215"), encoding="utf-8")
    people.write_text("\n".join(PEOPLE.splitlines()[:2]), encoding="utf-8")

    again = load(units, people, TODAY)

    assert not any(again.added.values())
    assert again.changed == {"units": 1, "people": 0, "duties": 0}
    assert Unit.objects.get(slug="backen").staff_count == 26
    assert Person.objects.count() == 3


def test_a_dry_run_counts_and_saves_nothing(tables: tuple[Path, Path]) -> None:
    assert load(*tables, TODAY, dry_run=True).added["units"] == 3
    assert not Unit.objects.exists()


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8"])
def test_a_table_saved_by_swedish_excel_is_read(tables: tuple[Path, Path], encoding: str) -> None:
    tables[0].write_text(UNITS.replace(",", ";"), encoding=encoding)

    assert load(tables[0], None, TODAY).added["units"] == 3


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("skola,school", "skola,skolenhet", "line 4: kind is 'skolenhet'"),
        ("backen,skola", "backen,skolan", "line 4: there is no parent 'skolan'"),
        ("skola,myrby,administration", "skola,myrby,authority", "cannot stand under"),
        ("24,210", "24,många", "line 4: pupils is 'många'"),
        ("Backens skola", "x" * 201, "longer than 200"),
        ("Backens skola", "", "line 4: name is empty"),
        ("backen,", "backens skola,", "slug is 'backens skola'"),
        ("24,210", "24,210,1", "more cells than columns"),
        ("slug,parent", "id,parent", "the first row must name columns"),
        ("cia,Cia,Gran,,staff,backen", "cia,Cia,Gran,,staff,annan", "people.csv line 5: there is no unit"),
        ("staff,backen", "lärare,backen", "role is 'lärare'"),
        ("2026-12-31", "31/12", "to is '31/12'"),
        ("asa@myrby.example", "asa(at)myrby", "email is"),
        (",ja", ",kanske", "protected is 'kanske'"),
    ],
)
def test_a_row_that_is_wrong_is_named_and_nothing_is_saved(
    tables: tuple[Path, Path], old: str, new: str, says: str
) -> None:
    for path in tables:
        path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")

    with pytest.raises(TableError) as refused:
        load(*tables, TODAY)

    assert says in str(refused.value)
    assert not Unit.objects.exists()
    assert not Person.objects.exists()


def test_a_unit_is_never_moved_by_a_table(tables: tuple[Path, Path]) -> None:
    load(*tables, TODAY)
    tables[0].write_text(UNITS.replace("backen,skola", "backen,myrby"), encoding="utf-8")

    with pytest.raises(TableError, match="not moved"):
        load(*tables, TODAY)


def test_a_file_that_is_no_table_is_refused(tmp_path: Path) -> None:
    (tmp_path / "latin.csv").write_bytes(UNITS.encode("latin-1"))
    (tmp_path / "empty.csv").write_bytes(b"")

    for name in ("latin.csv", "empty.csv", "missing.csv"):
        with pytest.raises(TableError):
            load(tmp_path / name, None, TODAY)


def test_every_kind_of_unit_has_its_place() -> None:
    assert set(PARENTS) == set(UnitKind.values)


def test_the_command_tells_what_it_did(tables: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    call_command("organisation", "load", *map(str, tables))

    assert capsys.readouterr().out.startswith("Added 3 units, 3 people, 4 duties, 1 years; changed nothing.")
