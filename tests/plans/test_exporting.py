"""A document taken away as a file: without loss for machines, whole and safe for people."""

from __future__ import annotations

import csv
import io
import json
import re
from base64 import b64encode
from datetime import date
from typing import TYPE_CHECKING

import docx
import nh3
import pdfplumber
import pdfua
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn
from markdown_it import MarkdownIt

from rodtrad.common.errors import UserError
from rodtrad.plans import service
from rodtrad.plans.exporting import FORMATS, json_text, yaml_text
from rodtrad.plans.importing import (
    Decided,
    Enclosure,
    ImportRefused,
    PlanItem,
    PlanTree,
    find_plans,
    read_document,
)
from rodtrad.plans.importing.model import DOCUMENT_KINDS, ITEM_KINDS
from rodtrad.plans.importing.readers.exported import read_yaml

if TYPE_CHECKING:
    from rodtrad.plans.models import Document
    from tests.people import Town
    from tests.plans.conftest import Papers

# What people and papers write, and what no keyboard has: breaks, signs that mean something to YAML and JSON.
WORDS = st.text(
    st.one_of(
        st.sampled_from("abc åäö ÅÄÖ :-#'\"\\{}[]&*!|>%@`,?~\t\n\r\x85\u2028\ufeff\u00a0=+0123456789"),
        st.characters(exclude_categories=["Cs"], exclude_characters="\x00"),
    ),
    min_size=1,
    max_size=40,
)
LIKE_OTHER_THINGS = st.sampled_from(
    [
        "yes",
        "null",
        "~",
        "0180",
        "1_000",
        "2024-01-15",
        "1e3",
        ".inf",
        "- x",
        "#",
        "<<",
        "=",
        "? a",
        "a: b",
        "'",
    ]
)
TEXT = st.one_of(WORDS, LIKE_OTHER_THINGS)
MAYBE = st.none() | TEXT
YEARS = st.none() | st.tuples(st.integers(1990, 2030), st.integers(2031, 2100))
SPANS = st.none() | st.tuples(st.integers(0, 999), st.integers(1000, 10**8))

TITLES = TEXT.filter(lambda text: len(text) <= 200)
LINKS = st.builds(lambda title, end: Enclosure(title, url=f"https://a.example/{end}"), TITLES, WORDS)
FILES = st.builds(
    lambda title, name, data: Enclosure(title, filename=name, content=b64encode(data).decode()),
    TITLES, WORDS, st.binary(max_size=40),
)  # fmt: skip
ENCLOSURES = LINKS | FILES


@st.composite
def tree_of_any_shape(draw: DrawFn) -> PlanTree:
    count = draw(st.integers(0, 12))
    keys = draw(st.lists(st.uuids(), min_size=count, max_size=count, unique=True))
    items = tuple(
        PlanItem(
            id=f"{number}",
            parent=draw(st.none() | st.sampled_from([f"{n}" for n in range(number)])) if number else None,
            kind=draw(st.sampled_from(ITEM_KINDS)),  # type: ignore[arg-type]
            text=draw(TEXT),
            source=draw(SPANS),
            page=draw(st.none() | st.integers(1, 900)),
            key=draw(st.sampled_from([None, str(keys[number])])),
            **{name: draw(MAYBE) for name in ("heading", "role", "sub_role", "due", "effect", "definition")},
        )
        for number in range(count)
    )
    return PlanTree(
        title=draw(MAYBE),
        kind=draw(st.sampled_from(DOCUMENT_KINDS)),  # type: ignore[arg-type]
        owner=draw(MAYBE),
        period=draw(YEARS),
        decided=Decided(draw(MAYBE), draw(MAYBE), draw(MAYBE), draw(MAYBE)),
        items=items,
        warnings=tuple(draw(st.lists(TEXT, max_size=2))),
        document_owner=draw(MAYBE),
        edition=draw(st.none() | st.integers(1, 99)),
        correction=draw(st.none() | st.integers(1, 9)),
        correction_reason=draw(MAYBE),
        appendices=tuple(draw(st.lists(ENCLOSURES, max_size=2))),
    )


@pytest.fixture
def plan(papers: Papers) -> Document:
    return papers.decided(owner_text="Sundby kommun")


WRITERS = {"plan.json": json_text, "plan.yaml": yaml_text}


@pytest.mark.parametrize("name", WRITERS)
@settings(max_examples=60, deadline=None)
@given(trees=st.lists(tree_of_any_shape(), min_size=1, max_size=3))
def test_a_tree_is_the_same_after_export_and_import(name: str, trees: list[PlanTree]) -> None:
    written = WRITERS[name](trees)

    read = find_plans(read_document(written.encode(), name))

    assert list(read) == trees
    assert WRITERS[name](read) == written


SHORT = st.text("abcåäö 0:;=-", min_size=1, max_size=20).filter(str.strip)
# A key of each tree that a document can be: legal parents, and no longer than the fields hold.
UNDER = {"area": ("initiative", "goal", "responsibility", "term"), "initiative": ("measure", "effect")}


@st.composite
def tree_of_a_document(draw: DrawFn) -> PlanTree:
    items: list[PlanItem] = []
    for area in range(draw(st.integers(1, 3))):
        items.append(
            PlanItem(id=f"a{area}", kind="area", text=draw(SHORT), definition=draw(st.none() | SHORT))
        )
        for place in range(draw(st.integers(0, 3))):
            kind = draw(st.sampled_from(UNDER["area"]))
            above = f"a{area}.{place}"
            more = {"role": draw(SHORT)} if kind == "responsibility" else {}
            items.append(PlanItem(id=above, parent=f"a{area}", kind=kind, text=draw(SHORT), **more))  # type: ignore[arg-type]
            if kind == "initiative" and draw(st.booleans()):
                items.append(
                    PlanItem(
                        id=f"{above}.1", parent=above, kind="measure", text=draw(SHORT), source=draw(SPANS)
                    )
                )
    return PlanTree(title=draw(SHORT), kind="plan", items=tuple(items), edition=draw(st.integers(1, 9)))


@pytest.mark.parametrize("ending", ["json", "yaml"])
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tree=tree_of_a_document(), owner=st.sampled_from(["", "Skolchefen"]), decided=st.booleans())
def test_a_document_exported_imported_and_exported_gives_the_same_bytes(
    town: Town, ending: str, tree: PlanTree, owner: str, decided: bool
) -> None:
    sten = town.scope(town.sten)
    facts = service.Facts(tree.title or "", "plan", town.authority, "Sundby", owner, 2025, 2027)
    document = service.create_document(sten, tree, facts)
    if decided:
        decision = service.Decision("Nämnden", date(2025, 1, 7), "4", "0180/25")
        document = service.decide(sten, document, decision)
    first = service.export_document(document, ending).data

    second = service.export_document(brought_in(town, first, f"plan.{ending}"), ending).data

    assert second == first


def brought_in(town: Town, data: bytes, name: str) -> Document:
    """As `rodtrad plan import` saves it."""
    from rodtrad.plans.management.commands.plan import save_one

    (tree,) = find_plans(read_document(data, name))
    return save_one(tree, town.authority)


@pytest.mark.parametrize("ending", ["json", "yaml"])
def test_appendices_and_corrections_come_along_whole(papers: Papers, ending: str) -> None:
    sten, draft = papers.sten, papers.draft()
    service.add_appendix_link(sten, draft, 1, "Lagen", "https://lag.example/2024?a=1&b")
    service.add_file(sten, draft, 2, "", "Bilaga ett.pdf", b"%PDF-1.7 \x00\xff")
    decision = service.Decision("Nämnden", date(2025, 1, 7))
    decided = service.decide(sten, draft, decision)
    document = service.decide(sten, service.correct(sten, decided, "Ett mål föll bort"), decision)
    first = service.export_document(document, ending).data

    again = brought_in(papers.town, first, f"plan.{ending}")

    assert service.export_document(again, ending).data == first
    assert again.edition_number == "1.1"
    kept = [(one.title, one.url, one.filename, bytes(one.content or b"")) for one in again.appendices.all()]
    assert kept == [
        ("Lagen", "https://lag.example/2024?a=1&b", "", b""),
        ("Bilaga ett", "", "Bilaga ett.pdf", b"%PDF-1.7 \x00\xff"),
    ]


ENCLOSED = {
    "a script for a link": {"title": "a", "url": "javascript:alert(1)"},
    "a file without a name": {"title": "a", "content": "YQ=="},
    "no base64": {"title": "a", "filename": "a.txt", "content": "%%"},
    "loose base64": {"title": "a", "filename": "a.txt", "content": "YR=="},
    "both": {"title": "a", "url": "https://a.example", "filename": "a.txt", "content": "YQ=="},
    "no title": {"title": "", "url": "https://a.example"},
}


@pytest.mark.parametrize("name", ENCLOSED)
def test_an_appendix_that_is_not_one_is_refused(name: str) -> None:
    tree = {"title": "a", "kind": "plan", "items": [], "appendices": [ENCLOSED[name]]}

    with pytest.raises(ImportRefused) as refused:
        read_document(json.dumps(tree).encode(), "plan.json")

    assert refused.value.code == "bad_json"


def test_a_program_does_not_come_in_as_an_appendix(town: Town) -> None:
    program = Enclosure("a", filename="a.pdf", content=b64encode(b"MZ\x90\x00").decode())
    tree = PlanTree(title="Plan", kind="plan", appendices=(program,))

    with pytest.raises(UserError):
        service.create_document(town.scope(town.sten), tree, service.Facts("Plan", "plan", town.authority))


def test_items_keep_their_identity_and_a_copy_of_half_an_item_gets_its_own(plan: Document) -> None:
    from rodtrad.plans import tree as trees

    (tree,) = find_plans(read_document(service.export_document(plan, "json").data, "plan.json"))
    item = next(item for item in tree.items if item.kind == "initiative")

    after = trees.apply(tree, trees.Edit("split", item.id, parts=("Ett", "Två")))

    assert {item.key for item in tree.items} == {str(row.key) for row in service.tree_of(plan)}
    keys = [item.key for item in after.items if item.key]
    assert len(keys) == len(set(keys)) == len(tree.items)


BOMB = "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\ndocuments: [*c]\n"
HOSTILE = {
    "aliases": BOMB,
    "an anchor": "documents:\n  - &x\n    title: a\n",
    "a tag that makes an object": "documents: !!python/object/apply:os.system ['true']\n",
    "any tag": "documents: !!set {a, b}\n",
    "nesting": "documents: " + "[" * 5_000,
    "a merge": "documents:\n  - title: a\n    <<: {kind: plan}\n    kind: 7\n",
    "a number for a code": "documents:\n  - title: a\n    kind: plan\n    decided: {diarienummer: 0170}\n",
    "a key that is no text": "documents:\n  - 7: a\n",
    "a list for a key": "documents:\n  - ? [a, b]\n    : c\n",
    "another document": "documents: []\n---\ndocuments: []\n",
    "no document": "documents: []\n",
    "not YAML": "documents:\n  - title: 'a\n",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_yaml_is_refused_with_one_clear_line(name: str) -> None:
    with pytest.raises(ImportRefused) as refused:
        read_document(HOSTILE[name].encode(), "plan.yaml")

    assert refused.value.code == "bad_yaml"
    assert "YAML" in str(refused.value)


def test_a_date_without_quotes_is_read_as_it_is_written() -> None:
    (tree,) = read_yaml("title: a\nkind: plan\ndecided: {date: 2025-03-11}\n").trees

    assert tree.decided.date == "2025-03-11"


def test_yaml_is_known_without_its_name_and_reads_as_a_list(plan: Document) -> None:
    written = service.export_document(plan, "yaml").data

    assert find_plans(read_document(written, "fil")) == [service.to_tree(plan)]
    assert "      - id: '1'\n        parent: null\n        kind: area\n" in written.decode()
    assert yaml.safe_load(written)["documents"][0]["period"] == [2026, 2028]


def test_a_spreadsheet_reads_the_table_in_swedish_and_runs_none_of_it(town: Town) -> None:
    hostile = ['=HYPERLINK("x")', "+1", "-1", "@SUM(1)", "  =1", "a;b", 'a"b', "Läs på"]
    items = tuple(PlanItem(id=f"{n}", kind="goal", text=words) for n, words in enumerate(hostile, 1))
    sten = town.scope(town.sten)
    tree = PlanTree(title="Plan", kind="plan", items=items)
    document = service.create_document(sten, tree, service.Facts("Plan", "plan", town.authority))

    data = service.export_document(document, "csv").data

    assert data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\r\n") == len(hostile) + 1
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig")), delimiter=";"))
    texts = [row["Text"] for row in rows]
    assert texts == [f"'{words}" for words in hostile[:5]] + hostile[5:]
    assert {row["Slag"] for row in rows} == {"Mål"}


def test_the_pdf_is_accessible_and_holds_every_word(plan: Document) -> None:
    made = service.export_document(plan, "pdf")

    with pdfplumber.open(io.BytesIO(made.data)) as paper:
        text = " ".join(" ".join(page.extract_text() for page in paper.pages).split())
    findings = pdfua.validate(io.BytesIO(made.data)).findings
    assert [found for found in findings if found.severity is pdfua.Severity.ERROR] == []
    letters = re.sub(r"[\W\d]", "", text)
    for item in service.tree_of(plan):
        assert re.sub(r"[\W\d]", "", item.text) in letters


def test_the_word_file_holds_every_word_under_real_headings(plan: Document) -> None:
    made = service.export_document(plan, "docx")

    paper = docx.Document(io.BytesIO(made.data))
    text = "\n".join(paragraph.text for paragraph in paper.paragraphs)
    cells = "\n".join(cell.text for table in paper.tables for row in table.rows for cell in row.cells)
    for item in service.tree_of(plan):
        assert item.text in text + cells
    headings = [p.text for p in paper.paragraphs if ((p.style and p.style.name) or "").startswith("Heading")]
    assert any("Digital kompetens" in heading for heading in headings)


def test_markdown_says_the_words_and_nothing_in_them_is_markup(town: Town) -> None:
    hostile = "1. <b>*fet*</b> [länk](http://x) # rubrik | `kod` & ~~bort~~"
    items = (PlanItem(id="1", kind="area", text=hostile), PlanItem(id="2", kind="goal", text=f"- {hostile}"))
    tree = PlanTree(title=hostile, kind="plan", items=items)
    facts = service.Facts("Plan", "plan", town.authority)
    document = service.create_document(town.scope(town.sten), tree, facts)

    written = service.export_document(document, "md").data.decode()

    page = MarkdownIt("commonmark").render(written)
    assert set(re.findall(r"<(\w+)", page)) <= {"h1", "h2", "h3", "ul", "li", "strong", "p"}
    words = nh3.clean(page, tags=set()).replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">")
    assert words.replace("\u200b", "").count(hostile) == 2


@pytest.mark.parametrize("ending", FORMATS)
def test_two_exports_are_the_same_bytes(plan: Document, ending: str) -> None:
    assert service.export_document(plan, ending).data == service.export_document(plan, ending).data


def test_a_reader_takes_the_document_away_in_each_format(town: Town, plan: Document) -> None:
    karin, place = town.client(town.karin), town.place(town.bjorkhagen)

    page = karin.get(place.url("plans:document", slug=plan.slug)).content.decode()

    for ending, made in FORMATS.items():
        url = place.url("plans:export", slug=plan.slug, ending=ending)
        assert url in page
        answer = karin.get(url)
        assert answer["Content-Type"] == made.content_type
        assert answer["Content-Disposition"] == f'attachment; filename="{plan.slug}.{ending}"'
        assert answer.content == service.export_document(plan, ending).data
    assert karin.get(place.url("plans:export", slug=plan.slug, ending="exe")).status_code == 404


def test_a_draft_made_from_an_export_does_not_stand_before_the_original(
    papers: Papers, plan: Document
) -> None:
    brought_in(papers.town, service.export_document(plan, "json").data, "plan.json")
    key = service.tree_of(plan)[1].key

    found = service.items_by_key(papers.sten, [key])[key]

    assert [item.document.status for item in found] == ["decided", "draft"]
