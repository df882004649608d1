"""Documents in many shapes of the genre, of invented municipalities, each with what a person reads out."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import docx
import pytest

from rodtrad.plans.importing import PlanTree, find_plans, read_document
from tests.plans.importing.scoring import Gold, score

DOCUMENTS = Path(__file__).parent / "documents"
NAMES = sorted(path.stem for path in DOCUMENTS.glob("*.json"))


def gold_of(name: str) -> dict[str, Any]:
    return json.loads((DOCUMENTS / f"{name}.json").read_text())  # type: ignore[no-any-return]


def tree_of(name: str) -> PlanTree:
    path = next(path for path in DOCUMENTS.glob(f"{name}.*") if path.suffix != ".json")
    (tree,) = find_plans(read_document(path.read_bytes(), path.name))
    return tree


@pytest.mark.parametrize("name", NAMES)
def test_the_items_of_each_shape_are_found_with_kind_area_and_role(name: str) -> None:
    result = score(tree_of(name), [Gold(*item) for item in gold_of(name)["items"]])
    assert result.weakest >= 0.95, result


@pytest.mark.parametrize("name", NAMES)
def test_what_the_document_says_about_itself_is_found_and_the_rest_is_left_open(name: str) -> None:
    tree, gold = tree_of(name), gold_of(name)
    assert (tree.title, tree.kind) == (gold["title"], gold["kind"])
    assert tree.period == (tuple(gold["period"]) if gold["period"] else None)
    assert tree.period or "no_period" in tree.warnings
    for name_of_fact, value in gold.get("decided", {}).items():
        assert getattr(tree.decided, name_of_fact) == value


def test_text_without_a_plan_is_a_tree_with_a_warning_and_no_refusal() -> None:
    tree = tree_of("no_plan")
    assert not [item for item in tree.items if item.kind != "term"]
    assert tree.warnings[0] == "no_plan"


def test_an_areas_own_goal_stays_with_the_area() -> None:
    areas = {item.text: item.definition for item in tree_of("labelled_areas").items if item.kind == "area"}
    for name, goal in gold_of("labelled_areas")["area_goals"].items():
        assert areas[name] == goal


def test_who_and_when_after_an_item_belong_to_it() -> None:
    item = next(one for one in tree_of("labelled_areas").items if one.text.startswith("Alla tjänster"))
    assert (item.responsible_unit, item.due) == ("Dataskyddssamordnaren", "december 2025")


@pytest.mark.parametrize("name", ["rows_on_lines", "laid_out_columns"])
def test_who_and_when_in_a_table_belong_to_their_row(name: str) -> None:
    by_text = {item.text: item for item in tree_of(name).items}
    for text, (unit, due) in gold_of(name)["units"].items():
        assert (by_text[text].responsible_unit, by_text[text].due) == (unit, due)


def test_a_glossary_gives_terms_with_their_meaning_and_no_goals() -> None:
    terms = {item.text: item.definition for item in tree_of("roles").items if item.kind == "term"}
    assert terms == gold_of("roles")["terms"]


def word_plan() -> bytes:
    """A Word file as offices write them: styles, lists, a matrix with a cell left empty."""
    document = docx.Document()
    document.add_heading("Digitaliseringsplan för Myrviks kommun 2025-2027", 0)
    document.add_heading("Bakgrund", 1)
    document.add_paragraph("Kommunen har haft en plan förut. Den här är kortare.")
    document.add_heading("Elevernas vardag", 1)
    document.add_paragraph("Skolan möter barn som redan lever digitalt.")
    document.add_heading("Mål", 2)
    document.add_paragraph("Alla elever får skapa med teknik varje vecka.", style="List Bullet")
    document.add_paragraph("Ingen elev blir utan hjälpmedel.", style="List Bullet")
    document.add_heading("Insatser", 2)
    document.add_paragraph("Öppna en verkstad på varje skola.", style="List Number")
    document.add_paragraph("Låna ut hjälpmedel över sommaren.", style="List Number")
    document.add_heading("Personalens vardag", 1)
    document.add_heading("Mål", 2)
    document.add_paragraph("Personalen hittar svar på teknikfrågor inom en dag.", style="List Bullet")
    document.add_heading("Insatser", 2)
    document.add_paragraph("Anställ en tekniker som reser mellan skolorna.", style="List Bullet")
    document.add_heading("Ansvar i vardagen", 1)
    table = document.add_table(rows=1, cols=3)
    rows = [
        ("Område", "Huvudmannens ansvar", "Rektors ansvar"),
        ("Elevernas vardag", "Att betala för verkstäderna.", "Att schemalägga tid i verkstaden."),
        ("", "Att köpa in hjälpmedel.\nAnsvar: Elevhälsan", ""),
        ("Personalens vardag", "Att rekrytera tekniker.", "Att samla frågor från personalen."),
    ]
    for number, texts in enumerate(rows):
        cells = table.rows[0].cells if number == 0 else table.add_row().cells
        for cell, text in zip(cells, texts, strict=True):
            first, *rest = text.split("\n")
            cell.text = first
            for line in rest:
                cell.add_paragraph(line)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


WORD_GOLD = [
    Gold("goal", "Elevernas vardag", None, "Alla elever får skapa med teknik varje vecka."),
    Gold("goal", "Elevernas vardag", None, "Ingen elev blir utan hjälpmedel."),
    Gold("initiative", "Elevernas vardag", None, "Öppna en verkstad på varje skola."),
    Gold("initiative", "Elevernas vardag", None, "Låna ut hjälpmedel över sommaren."),
    Gold("goal", "Personalens vardag", None, "Personalen hittar svar på teknikfrågor inom en dag."),
    Gold("initiative", "Personalens vardag", None, "Anställ en tekniker som reser mellan skolorna."),
    Gold("responsibility", "Elevernas vardag", "Huvudman", "Att betala för verkstäderna."),
    Gold("responsibility", "Elevernas vardag", "Rektor", "Att schemalägga tid i verkstaden."),
    Gold("responsibility", "Elevernas vardag", "Huvudman", "Att köpa in hjälpmedel."),
    Gold("responsibility", "Personalens vardag", "Huvudman", "Att rekrytera tekniker."),
    Gold("responsibility", "Personalens vardag", "Rektor", "Att samla frågor från personalen."),
]


def test_a_word_file_is_read_by_its_styles_lists_and_tables() -> None:
    extracted = read_document(word_plan(), "plan.docx")
    (tree,) = find_plans(extracted)
    result = score(tree, WORD_GOLD)
    assert result.weakest == 1, result
    assert (tree.title, tree.period) == ("Digitaliseringsplan för Myrviks kommun 2025-2027", (2025, 2027))


def test_the_unit_named_in_a_matrix_cell_follows_its_duty() -> None:
    (tree,) = find_plans(read_document(word_plan(), "plan.docx"))
    units = {item.text: item.responsible_unit for item in tree.items if item.responsible_unit}
    assert units == {"Att köpa in hjälpmedel.": "Elevhälsan"}


def test_text_that_word_marks_as_deleted_is_not_read_and_inserted_text_is() -> None:
    document = docx.Document()
    document.add_heading("Mål", 1)
    paragraph = document.add_paragraph("", style="List Bullet")
    xml = paragraph._p
    for tag, text in (("w:ins", "Eleverna läser mer på nätet."), ("w:del", "Struket mål.")):
        change = docx.oxml.OxmlElement(tag)
        run = docx.oxml.OxmlElement("w:r")
        words = docx.oxml.OxmlElement("w:t" if tag == "w:ins" else "w:delText")
        words.text = text
        run.append(words)
        change.append(run)
        xml.append(change)
    buffer = io.BytesIO()
    document.save(buffer)
    (tree,) = find_plans(read_document(buffer.getvalue(), "plan.docx"))
    assert [item.text for item in tree.items] == ["Eleverna läser mer på nätet."]
