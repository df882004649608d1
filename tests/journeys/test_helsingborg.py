"""A strategist brings in a document whose responsibilities stand in matrices, and mends what was read wrong.

The document is Helsingborg's direction for digitalisation, where the source documents stand beside the
checkout; else one of our own in the same genre, and the run says so. What is right is what a person read out
of it (the gold file). Each fault is mended as a strategist would, by keys and forms; then the plan is saved,
taken out as JSON, and held against the gold again: nothing may differ any more.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from rodtrad.plans.importing import PlanItem, PlanTree, from_json, import_in_limits
from tests.journeys.test_thread import labelled
from tests.journeys.walk import Walk, download, wait_for_work
from tests.plans.importing import scoring
from tests.shared import ROOT

SEED, GOLD = ROOT / "seeds" / "003_c06e11000ab4435f.txt", ROOT / "gold" / "seed-003.gold.json"
OWN = Path(__file__).parents[1] / "plans" / "importing" / "genre"
TITLE = "Riktning för digitaliseringen"


def the_document() -> tuple[Path, Path]:
    """The source and its gold."""
    if SEED.exists() and GOLD.exists():
        return SEED, GOLD
    print(f"\nno {SEED.name} beside the checkout: this walk is on a document of our own")  # noqa: T201
    return OWN / "matrix_flat.txt", OWN / "matrix_flat.json"


@dataclass
class Wrong:
    """What the reading has otherwise than the person who made the gold: by the ids of the review's items."""

    kinds: dict[str, list[str]] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)
    roles: dict[str, str] = field(default_factory=dict)
    too_many: list[str] = field(default_factory=list)
    missing: list[scoring.Gold] = field(default_factory=list)


def counted(tree: PlanTree) -> list[PlanItem]:
    return [item for item in tree.items if item.kind not in scoring.NOT_COUNTED]


def likeness(one: str, other: str) -> float:
    from tools.scoring import _dice, _pairs

    return _dice(_pairs(one), _pairs(other))


def compared(tree: PlanTree, gold: list[scoring.Gold]) -> Wrong:
    """Each gold item against the imported one that is most like it, each used once."""
    wrong, free = Wrong(), counted(tree)
    for right in gold:
        item = max(free, key=lambda one: likeness(one.text, right.text), default=None)
        if item is None or likeness(item.text, right.text) < 0.8:
            wrong.missing.append(right)
            continue
        free.remove(item)
        if item.kind != right.kind:
            wrong.kinds.setdefault(right.kind, []).append(item.id)
        if " ".join(item.text.split()) != " ".join(right.text.split()):
            wrong.words[item.id] = right.text
        if right.role and (item.role or "").casefold() != right.role.casefold():
            wrong.roles[item.id] = right.role
    wrong.too_many = [item.id for item in free]
    # A word list's heading is no term of it: a term says what it means.
    wrong.too_many += [item.id for item in tree.items if item.kind == "term" and is_heading(item)]
    return wrong


def is_heading(item: PlanItem) -> bool:
    return item.text.casefold() in {"ordlista", "begrepp", "definitioner"}


@pytest.fixture
def walk(chromium: Browser, demo_address: str) -> Iterator[Walk]:
    walk = Walk(chromium, demo_address)
    yield walk
    assert walk.close() == []


def test_the_document_is_brought_in_and_what_was_wrong_is_mended(walk: Walk) -> None:
    source, gold_file = the_document()
    gold: list[scoring.Gold] = scoring.gold_items(json.loads(gold_file.read_text(encoding="utf-8")))
    (tree,) = import_in_limits(source.read_bytes(), source.name).trees
    wrong = compared(tree, gold)
    samira = walk.enter_as("Samira")

    bring_in(samira, walk, source)
    mend_kinds(samira, walk, wrong)
    mend_words(samira, wrong)
    take_away(samira, wrong)
    take_from_the_source(samira, walk, wrong)
    work_off_the_warnings(samira)
    save(samira, walk)

    kept = read_back(samira)
    left = compared(kept, gold)
    assert left == Wrong()
    assert {item.kind for item in kept.items} >= {"area", "responsibility"}
    assert [fault for faults in walk.faults.values() for fault in faults] == []


def bring_in(page: Page, walk: Walk, source: Path) -> None:
    page.get_by_role("navigation").get_by_role("link", name="Planer", exact=True).first.click()
    page.get_by_role("link", name="Läs in en plan").first.click()
    labelled(page, "Fil").set_input_files(source)
    page.get_by_role("button", name="Läs in", exact=True).click()
    wait_for_work(page, page.get_by_role("heading", name="Det vi hittade"))
    walk.look(page, "import-matrices")


def mend_kinds(page: Page, walk: Walk, wrong: Wrong) -> None:
    """All of one kind in one step: ticked by keys, changed together."""
    for kind, ids in wrong.kinds.items():
        for name in ids:
            row(page, name).focus()
            page.keyboard.press("Space")
        many = page.get_by_role("form", name="Ändra flera på en gång")
        many.get_by_label("Slag").select_option(kind)
        walk.look(page)
        many = page.get_by_role("form", name="Ändra flera på en gång")
        many.get_by_role("button", name="Ändra de valda").click()
        expect(page.locator(".pl-row", has=row(page, ids[-1]))).to_have_attribute("data-kind", kind)


def row(page: Page, name: str) -> Any:
    return page.locator(f'[id="rad-{name}"]')


def mend_words(page: Page, wrong: Wrong) -> None:
    for name in {**wrong.words, **wrong.roles}:
        row(page, name).click()
        form = page.locator(f'#ratta[data-item="{name}"]')
        expect(form).to_be_visible()
        if name in wrong.words:
            form.get_by_label("Text", exact=True).fill(wrong.words[name])
        if name in wrong.roles:
            form.get_by_label("Roll", exact=True).fill(wrong.roles[name])
        form.get_by_role("button", name="Spara ändringen").click()
        expect(page.locator("[data-said]")).to_have_attribute("data-state", "saved")


def take_away(page: Page, wrong: Wrong) -> None:
    """Each goes with a key; the last one is brought back and taken away again, to know that it can be."""
    for name in wrong.too_many:
        row(page, name).focus()
        page.keyboard.press("Delete")
        expect(row(page, name)).to_have_count(0)
    if wrong.too_many:
        page.keyboard.press("Control+z")
        expect(row(page, wrong.too_many[-1])).to_be_visible()
        page.keyboard.press("Control+y")
        expect(row(page, wrong.too_many[-1])).to_have_count(0)


def take_from_the_source(page: Page, walk: Walk, wrong: Wrong) -> None:
    """Words that the reading missed become items where they stand."""
    for right in wrong.missing:
        fold = page.get_by_text("Gör en punkt av ord i källan")
        fold.click()
        form = page.locator("#ur-kallan")
        form.get_by_label("Orden i källan").fill(right.text)
        form.get_by_label("Slag").select_option(right.kind)
        if right.role:
            form.get_by_label("Roll", exact=True).fill(right.role)
        form.get_by_role("button", name="Gör en punkt").click()
        expect(page.locator("#ratta").get_by_label("Text", exact=True)).to_have_value(right.text)
    page.locator(".pl-row-link").first.click()
    expect(page.locator("#ratta")).to_be_visible()
    walk.look(page, "import-mended")


def work_off_the_warnings(page: Page) -> None:
    """Each is ticked off when it has been seen to; the title and the period are filled in when saving."""
    done = page.get_by_role("region", name="Att se över").get_by_role("button", name="Klart")
    for left in range(done.count(), 0, -1):
        done.first.click()
        expect(done).to_have_count(left - 1)


def save(page: Page, walk: Walk) -> None:
    page.get_by_role("link", name="Spara planen").click()
    labelled(page, "Titel").fill(TITLE)
    labelled(page, "Gäller från och med år").fill("2027")
    labelled(page, "Gäller till och med år").fill("2029")
    walk.look(page)
    page.get_by_role("button", name="Spara utkastet").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    expect(page.get_by_text("Utkast").first).to_be_visible()
    walk.look(page)


def read_back(page: Page) -> PlanTree:
    """The saved draft as anyone can take it out."""
    told = json.loads(download(page, "JSON").read_text(encoding="utf-8"))
    return from_json(told["documents"][0])
