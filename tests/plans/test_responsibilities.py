"""Who answers for what: the matrix of a document, and what falls on oneself."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.people import TODAY
from tests.plans.conftest import Papers, item, small_tree

if TYPE_CHECKING:
    from rodtrad.plans.importing import PlanTree
    from rodtrad.plans.models import Document


def tree_with_actors() -> PlanTree:
    more = (
        item("r1", "responsibility", "Planerar kompetens", "1", role="Chef"),
        item("r2", "responsibility", "Leder arbetet på skolan", "1", role="Chef", sub_role="Rektor"),
        item("r3", "responsibility", "Samordnar", "1", role="Centralt", responsible_unit="IT-avdelningen"),
        item("r4", "initiative", "Byt nät", "2", responsible_unit="Område Norr"),
        item("r5", "responsibility", "=Följer upp", role="Nämnd"),
    )
    tree = small_tree()
    first, second = tree.items[:5], tree.items[5:]
    return replace(tree, items=(*first, *more[:3], *second[:2], more[3], *second[2:], more[4]))


@pytest.fixture
def plan(papers: Papers) -> Document:
    return papers.decided(tree_with_actors(), period_from=2026, period_to=2028)


def test_areas_stand_down_and_actors_across_each_with_its_own_column(plan: Document) -> None:
    from rodtrad.plans.responsibilities import matrix_of
    from rodtrad.plans.service import tree_of

    matrix = matrix_of(tree_of(plan))

    assert [column.actor.label for column in matrix.columns] == [
        "Rektor",
        "Personal",
        "Chef",
        "Chef · Rektor",
        "Centralt · IT-avdelningen",
        "Område Norr",
        "Nämnd",
    ]
    counts = {
        line.area.text if line.area else "": [len(cell.items) for cell in line.cells] for line in matrix.lines
    }
    assert counts == {
        "": [0, 0, 0, 0, 0, 0, 1],
        "Digital kompetens": [1, 1, 1, 1, 1, 0, 0],
        "Likvärdig tillgång": [0, 0, 0, 0, 0, 1, 0],
    }
    assert sum(column.count for column in matrix.columns) == 7


def test_a_role_keeps_its_sub_roles_and_no_other_actor(plan: Document) -> None:
    from rodtrad.plans.responsibilities import matrix_of
    from rodtrad.plans.service import tree_of

    rows = tree_of(plan)
    assert [c.actor.label for c in matrix_of(rows, "Chef").columns] == ["Chef", "Chef · Rektor"]
    assert [c.actor.label for c in matrix_of(rows, "Rektor").columns] == ["Rektor", "Chef · Rektor"]
    assert matrix_of(rows, "Ingen").columns == []


def test_each_cell_of_the_page_leads_to_what_it_counts(papers: Papers, plan: Document) -> None:
    page = papers.town.client(papers.town.amir).get(
        papers.town.place(papers.town.bjorkhagen).url("plans:matrix", slug=plan.slug)
    )
    html = page.content.decode()

    assert 'href="#a1-0"' in html
    assert 'id="a1-0"' in html
    assert "Leder arbetet på skolan" in html


def test_the_table_is_csv_and_workbook_with_no_formula(papers: Papers, plan: Document) -> None:
    import openpyxl

    sten = papers.town.client(papers.town.sten)
    text = sten.get(papers.url("matrix_file", slug=plan.slug, ending="csv")).content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    data = sten.get(papers.url("matrix_file", slug=plan.slug, ending="xlsx")).content
    book = openpyxl.load_workbook(io.BytesIO(data))

    assert len(rows) == 1 + 7
    assert ["", "Nämnd", "", "", "Ansvar", "", "'=Följer upp", "", ""] in rows
    listed = [[cell.value for cell in row] for row in book.worksheets[0].iter_rows()]
    assert any("=Följer upp" in row for row in listed)
    assert {cell.data_type for row in book.worksheets[0].iter_rows() for cell in row} <= {
        "s",
        "n",
        "inlineStr",
    }
    assert book.worksheets[1]["B3"].value == 1
    assert sten.get(papers.url("matrix_file", slug=plan.slug, ending="pdf")).status_code == 404


def mine(papers: Papers, name: str) -> set[str]:
    from rodtrad.plans.service import my_responsibilities

    town = papers.town
    scope = town.scope(town.people[name])
    path = scope.duties[0].unit_path
    return {one.text for each in my_responsibilities(scope, path, TODAY) for one in each.items}


def test_each_sees_what_falls_on_the_own_duty(papers: Papers, plan: Document) -> None:
    assert mine(papers, "karin") == {
        "Avsätter tid för kollegialt lärande",
        "Planerar kompetens",
        "Leder arbetet på skolan",
    }
    assert mine(papers, "amir") == {"Tar del av introduktionen"}
    assert mine(papers, "berit") == {"=Följer upp"}
    assert "Leder arbetet på skolan" not in mine(papers, "nils"), "a principal's, in so many words"
    assert "Planerar kompetens" in mine(papers, "nils")
    assert mine(papers, "otto") == set()


def test_a_title_and_a_named_department_count_as_well(papers: Papers) -> None:
    from rodtrad.organisation.models import Duty

    town = papers.town
    items = (
        item("1", "responsibility", "Stöttar kollegor", role="Personal", sub_role="IKT-pedagog"),
        item("2", "responsibility", "Håller nätet", role="Chef", responsible_unit="Björkhagens skola"),
        item("3", "initiative", "Bygger ut", responsible_unit="Björkhagens skola"),
    )
    papers.decided(replace(small_tree(), items=items))
    Duty.objects.filter(person=town.amir).update(title="Lärare och IKT-pedagog")

    assert mine(papers, "amir") == {"Stöttar kollegor", "Bygger ut"}
    assert mine(papers, "karin") == {"Håller nätet", "Bygger ut"}


def test_every_document_in_force_above_the_unit_counts_and_no_other(papers: Papers) -> None:
    town = papers.town

    def one(text: str, role: str = "Rektor", **facts: object) -> None:
        tree = replace(small_tree(), items=(item("1", "responsibility", text, role=role),))
        papers.decided(tree, title=text, **facts)

    one("Stadens", kind="strategy", period_from=2020, period_to=2030)
    one("Grundskolans", owner=town.compulsory)
    one("Gymnasiets", owner=town.upper)
    one("Gammal", period_from=2020, period_to=2024)
    papers.draft(replace(small_tree(), items=(item("1", "responsibility", "Utkast", role="Rektor"),)))

    assert mine(papers, "karin") == {"Grundskolans", "Stadens"}


def test_the_paper_for_a_talk_has_room_to_write(papers: Papers, plan: Document) -> None:
    import pdfplumber

    town = papers.town
    url = town.place(town.bjorkhagen).url("plans:talk", ending="pdf")
    data = town.client(town.karin).get(url).content
    with pdfplumber.open(io.BytesIO(data)) as document:
        words = [word for page in document.pages for word in page.extract_words()]
        text = " ".join(page.extract_text() for page in document.pages)

    assert "Karin Ek" in text
    assert "Anteckningar" in text
    tops = {word["text"]: word["top"] for word in words}
    assert tops["Leder"] - tops["Planerar"] >= 18 * 72 / 25.4
    docx = town.client(town.karin).get(town.place(town.bjorkhagen).url("plans:talk", ending="docx"))
    assert docx.content[:2] == b"PK"


def test_a_paper_for_someone_with_nothing_can_be_made_all_the_same(papers: Papers) -> None:
    town = papers.town
    url = town.place(town.bjorkhagen).url("plans:talk", ending="pdf")
    assert town.client(town.amir).get(url).content.startswith(b"%PDF")
    assert town.client(town.amir).get(url.replace(".pdf", ".exe")).status_code == 404
