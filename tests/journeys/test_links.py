"""A plan is hung in the strategy above it: suggestions confirmed, a kind changed, seen in thread and reach.

By keys alone, and every page on the way is seen in both languages, themes and widths.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from rodtrad.plans.importing import PlanTree
from rodtrad.plans.models import Document, ItemLink
from tests.journeys.test_outline import enter
from tests.journeys.walk import Walk
from tests.people import build_town
from tests.plans.conftest import Papers, item

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page
    from pytest_django.live_server_helper import LiveServer

SURVEYED = "Personalens kunskaper kartläggs och utvecklas"
RENEWED = "Utrustning byts enligt en gemensam plan"
NOBODYS = "Föräldrar bjuds in"
SURVEY = "Kartlägg personalens kunskaper"
EXCHANGE = "Byt ut utrustning"
OLDER = "Alla får en genomgång av systemen"


@pytest.fixture
def papers(transactional_db: None) -> Papers:
    return Papers(build_town())


def strategy(papers: Papers) -> Document:
    texts = (SURVEYED, RENEWED, NOBODYS)
    items = [item("1", "area", "Skolan i en digital tid")]
    items += [item(f"1.{n}", "desired_state", text, "1") for n, text in enumerate(texts, 1)]
    tree = PlanTree(title=None, kind="strategy", items=tuple(items))
    return papers.decided(tree, title="Strategi för Sundbys skolor", kind="strategy")


def test_a_plan_is_hung_in_the_strategy_and_the_thread_tells_how(
    chromium: Browser, live_server: LiveServer, papers: Papers
) -> None:
    walk = Walk(chromium, live_server.url)
    strategy(papers)
    old = PlanTree(title=None, kind="plan", items=(item("1", "initiative", OLDER),))
    papers.decided(old, title="It-plan", period_from=2020, period_to=2022)
    plan = papers.decided()
    sten = enter(walk.visits, papers.town, papers.town.sten, walk.visits.page_for())

    what_hangs_loose(sten, walk, papers, plan)
    tick_and_choose(sten, walk)
    change_what_a_link_means(sten, walk, papers, plan)
    take_over_from_an_older_item(sten, walk)
    see_the_thread(sten, walk)
    see_the_reach(sten, walk, papers)

    assert sorted(ItemLink.objects.values_list("lower__text", "upper__text", "kind")) == [
        ("Byt ut utrustning efter en gemensam plan", RENEWED, "realises"),
        ("Ge alla nya en introduktion", NOBODYS, "derives"),
        ("Kartlägg personalens kunskaper varje höst", SURVEYED, "realises"),
    ]
    assert walk.close() == []
    assert [fault for faults in walk.faults.values() for fault in faults] == []


def press(place: Locator, key: str = "Enter") -> None:
    """By the keyboard: what cannot be focused cannot be pressed."""
    place.focus()
    expect(place).to_be_focused()
    place.press(key)


def document(page: Page, title: str) -> Locator:
    return page.get_by_role("region", name=title)


def what_hangs_loose(page: Page, walk: Walk, papers: Papers, plan: Document) -> None:
    page.goto(papers.url("reach"))
    here = document(page, plan.title)
    expect(here.get_by_text("0 av 3 punkter hänger i något ovanför")).to_be_visible()
    walk.look(page)
    press(here.get_by_role("link", name="Koppla det som hänger löst"))


def tick_and_choose(page: Page, walk: Walk) -> None:
    """Two suggestions at once, each with a kind of its own."""
    expect(page.get_by_role("heading", level=1)).to_have_text("Kopplingar")
    walk.look(page)
    for mine, above in ((SURVEY, SURVEYED), (EXCHANGE, RENEWED)):
        group = page.get_by_role("group", name=re.compile(mine))
        expect(group.get_by_text("liknande ord").first).to_be_visible()
        press(group.get_by_role("checkbox", name=re.compile(above)), "Space")
    kind = page.get_by_role("group", name=re.compile(SURVEY)).get_by_role(
        "combobox", name=re.compile(SURVEYED)
    )
    kind.select_option(label="Utgår från")
    press(page.get_by_role("button", name="Koppla det förkryssade"))
    expect(page.get_by_text("2 kopplingar är gjorda.")).to_be_visible()
    expect(page.get_by_text("1 punkt hänger inte ihop")).to_be_visible()


def change_what_a_link_means(page: Page, walk: Walk, papers: Papers, plan: Document) -> None:
    page.goto(papers.url("document", slug=plan.slug))
    expect(page.get_by_text(f"Utgår från {SURVEYED}")).to_be_visible()
    press(page.get_by_role("link", name=re.compile(f"^Öppna: {SURVEY}")))
    press(page.get_by_role("link", name="Ändra kopplingar"))
    walk.look(page)
    kind = page.get_by_role("combobox", name=f"Så hänger punkten ihop med ”{SURVEYED}”")
    expect(kind).to_have_value("derives")
    kind.select_option(label="Förverkligar")
    press(page.get_by_role("button", name=re.compile(rf"^Ändra\s*: {SURVEYED}")))
    expect(page.get_by_text("Kopplingen är ändrad: punkten förverkligar.")).to_be_visible()


def take_over_from_an_older_item(page: Page, walk: Walk) -> None:
    press(page.locator("summary", has_text="Vad betyder kopplingarna?"))
    expect(page.get_by_text("Punkten tar över efter en äldre punkt.")).to_be_visible()
    older = page.get_by_label("Välj en äldre punkt som den här tar över efter")
    older.select_option(value=older.locator("option", has_text=OLDER).get_attribute("value"))
    press(page.get_by_role("button", name="Ersätt", exact=True))
    expect(page.get_by_text(f"Punkten ersätter ”{OLDER}”.")).to_be_visible()
    walk.look(page)


def see_the_thread(page: Page, walk: Walk) -> None:
    """On the item's page, and in the picture of the whole thread."""
    press(page.get_by_role("link", name=re.compile("^Insats")).first)
    expect(page.get_by_role("listitem").filter(has_text=SURVEYED)).to_contain_text("Strategi · förverkligas")
    expect(page.get_by_text(f"Ersätter {OLDER}")).to_be_visible()
    walk.look(page)
    press(page.get_by_role("link", name="Visa hela tråden i en bild"))
    opened = page.get_by_role("region", name="Vald ruta")
    expect(opened.get_by_text("Förverkligar", exact=True)).to_be_visible()
    expect(opened.get_by_text("Ersätter", exact=True)).to_be_visible()
    walk.look(page)


def see_the_reach(page: Page, walk: Walk, papers: Papers) -> None:
    """Both ways: what of the plan hangs loose still, and what of the strategy has nothing under it."""
    page.goto(papers.url("reach"))
    plan, above = document(page, "Digitaliseringsplan"), document(page, "Strategi för Sundbys skolor")
    expect(plan.get_by_text("2 av 3 punkter hänger i något ovanför")).to_contain_text("Förverkligar: 2")
    expect(above.get_by_text("2 av 3 punkter har något under sig")).to_be_visible()
    expect(above.get_by_role("link", name=NOBODYS, exact=True)).to_be_visible()
    walk.look(page)
    press(above.get_by_role("link", name=re.compile(rf"^Koppla\s*: {NOBODYS}")))
    walk.look(page)
    free = page.get_by_label("Välj bland alla punkter nedanför")
    free.select_option(value=free.locator("option", has_text="Ge alla nya").get_attribute("value"))
    press(page.get_by_role("radio", name="utgår från punkten"), "Space")
    press(page.get_by_role("button", name="Koppla", exact=True))
    expect(page.get_by_text("”Ge alla nya en introduktion” utgår från punkten.")).to_be_visible()
    page.goto(papers.url("reach"))
    expect(above.get_by_text("3 av 3 punkter har något under sig")).to_contain_text("Är utgångspunkt: 1")
