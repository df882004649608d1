"""The outline in a browser: written and ordered by keys, dragged, marked in the source, and never lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Locator, Page, expect

from rodtrad.plans import service
from rodtrad.plans.tree import Edit
from tests.browser import DESKTOP, PHONE, Language, Theme, Visits, axe, no_sideways_scroll
from tests.people import build_town
from tests.plans.conftest import Papers, small_tree, span

if TYPE_CHECKING:
    from rodtrad.organisation.models import Person
    from rodtrad.plans.models import Document, ImportDraft
    from tests.people import Town


@pytest.fixture
def papers(transactional_db: None) -> Papers:
    return Papers(build_town())


def enter(visits: Visits, town: Town, person: Person, page: Page) -> Page:
    """Signed in as the person, without the login page."""
    session = town.client(person).cookies["session"].value
    page.context.add_cookies([{"name": "session", "value": session, "url": visits.address}])
    return page


def review(visits: Visits, papers: Papers, draft: ImportDraft, query: str = "", **options: object) -> Page:
    page = enter(visits, papers.town, papers.town.sten, visits.page_for(**options))  # type: ignore[arg-type]
    page.goto(papers.url("review_tree", draft_id=draft.pk, number=1) + query)
    return page


def editor(visits: Visits, papers: Papers, document: Document, **options: object) -> Page:
    page = enter(visits, papers.town, papers.town.sten, visits.page_for(**options))  # type: ignore[arg-type]
    page.goto(papers.url("content", slug=document.slug))
    return page


def row(page: Page, name: str) -> Locator:
    return page.locator(f'[id="rad-{name}"]')


def text(page: Page) -> Locator:
    return page.locator("#ratta").get_by_label("Text", exact=True)


def words(page: Page) -> list[str]:
    return page.locator(".pl-tree .pl-words:not(.rt-soft):visible").all_inner_texts()


def saved(page: Page) -> None:
    expect(page.locator("[data-said]")).to_have_attribute("data-state", "saved")


def typing_mode(page: Page) -> None:
    page.get_by_role("button", name="Skrivläge").click()


@pytest.mark.parametrize(
    ("width", "theme", "language"),
    [(PHONE, "light", "sv"), (PHONE, "dark", "en"), (DESKTOP, "dark", "sv"), (DESKTOP, "light", "en")],
)
def test_every_page_is_accessible_and_fits(
    visits: Visits, papers: Papers, width: int, theme: Theme, language: Language
) -> None:
    document, draft = papers.draft(), papers.under_review()
    service.add_appendix_link(papers.sten, document, 1, "Lag", "https://example.org/")
    page = enter(visits, papers.town, papers.town.sten, visits.page_for(width, theme, language))
    tree = papers.url("review_tree", draft_id=draft.pk, number=1)
    key = service.tree_of(document)[1].key
    for address in (
        tree,
        f"{tree}?item=1.1",
        f"{tree}?visa=kallan",
        f"{tree}?plats={span('Ansvar')[0]}",
        papers.url("content", slug=document.slug),
        papers.url("content", slug=document.slug) + f"?item={key}",
        papers.url("appendices", slug=document.slug),
        papers.url("new"),
    ):
        page.goto(address)
        for folded in page.locator("#granskning details:visible").all():
            folded.evaluate("each => each.open = true")
        axe(page)
        no_sideways_scroll(page)


def test_what_is_chosen_in_the_list_is_lit_in_the_source_and_the_other_way_round(
    visits: Visits, papers: Papers
) -> None:
    page = review(visits, papers, papers.under_review())

    row(page, "1.1").click()
    expect(page.locator("mark#vald")).to_have_text("Kartlägg personalens kunskaper varje höst")
    expect(page.locator("mark#vald")).to_be_in_viewport()

    page.get_by_role("region", name="Källan").get_by_text("Digital kompetens").click()
    expect(row(page, "1")).to_have_attribute("aria-current", "true")
    expect(row(page, "1")).to_be_in_viewport()
    expect(text(page)).to_have_value("Digital kompetens")


def test_the_list_is_walked_ordered_and_undone_by_keys_and_the_focus_goes_along(
    visits: Visits, papers: Papers
) -> None:
    page = review(visits, papers, papers.under_review())
    row(page, "1").focus()
    page.keyboard.press("ArrowDown")
    expect(row(page, "1.1")).to_be_focused()

    page.keyboard.press("Alt+ArrowDown")
    expect(page.locator(".pl-tree .pl-row-link").nth(2)).to_have_id("rad-1.1")
    expect(row(page, "1.1")).to_be_focused()
    page.keyboard.press("Alt+ArrowRight")
    expect(page.locator(".pl-row[data-chosen]")).to_have_attribute("data-depth", "2")
    expect(row(page, "1.1")).to_be_focused()
    page.keyboard.press("Alt+ArrowLeft")
    expect(page.locator(".pl-row[data-chosen]")).to_have_attribute("data-depth", "1")

    for _each in range(3):
        page.keyboard.press("Control+z")
    expect(page.locator(".pl-tree .pl-row-link").nth(1)).to_have_id("rad-1.1")
    expect(page.get_by_role("button", name="Ångra")).to_be_disabled()
    page.keyboard.press("Control+y")
    expect(page.locator(".pl-tree .pl-row-link").nth(2)).to_have_id("rad-1.1")


def test_tab_passes_the_list_in_one_step_and_is_trapped_nowhere(visits: Visits, papers: Papers) -> None:
    page = review(visits, papers, papers.under_review(), "?item=1.1")
    row(page, "1.1").focus()
    page.keyboard.press("Tab")
    expect(text(page)).to_be_focused()

    typing_mode(page)
    text(page).focus()
    page.keyboard.press("Escape")
    expect(row(page, "1.1")).to_be_focused()
    for _each in range(60):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.matches('.rt-skip')"):
            return
    pytest.fail("the way back to the top of the page is longer than it should be")


def test_in_the_typing_mode_a_list_is_written_without_leaving_the_text(
    visits: Visits, papers: Papers
) -> None:
    page = editor(visits, papers, papers.draft())
    page.get_by_role("link", name="Likvärdig tillgång").click()
    typing_mode(page)
    text(page).press("End")
    page.keyboard.press("Enter")
    page.keyboard.type("Nytt område")
    expect(text(page)).to_have_value("Nytt område")
    page.keyboard.press("Enter")
    page.keyboard.type("En insats")
    expect(text(page)).to_have_value("En insats")
    page.keyboard.press("Tab")
    expect(page.locator(".pl-row[data-chosen]")).to_have_attribute("data-depth", "1")
    expect(text(page)).to_be_focused()
    page.keyboard.press("Escape")
    saved(page)

    assert words(page)[-3:-1] == ["Nytt område", "En insats"]


def test_what_is_typed_while_a_new_item_is_on_its_way_is_not_lost(visits: Visits, papers: Papers) -> None:
    page = editor(visits, papers, papers.draft())
    page.get_by_role("link", name="Likvärdig tillgång").click()
    expect(text(page)).to_be_visible()
    typing_mode(page)
    page.route("**/innehall/", lambda route: (page.wait_for_timeout(400), route.continue_())[1])
    text(page).press("End")
    page.keyboard.press("Enter")
    page.keyboard.type("Fort skrivet")
    page.keyboard.press("Enter")
    page.keyboard.type("och ännu ett")

    expect(text(page)).to_have_value("och ännu ett")
    page.keyboard.press("Escape")
    saved(page)
    found = words(page)
    assert found.index("och ännu ett") == found.index("Fort skrivet") + 1


def test_enter_in_the_middle_divides_and_backspace_at_the_beginning_puts_together(
    visits: Visits, papers: Papers
) -> None:
    page = review(visits, papers, papers.under_review(), "?item=1.1")
    typing_mode(page)
    text(page).focus()
    page.keyboard.press("Home")
    for _each in "Kartlägg ":
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(text(page)).to_have_value("personalens kunskaper varje höst")
    assert words(page)[1:3] == ["Kartlägg", "personalens kunskaper varje höst"]

    page.keyboard.press("Home")
    page.keyboard.press("Backspace")
    expect(text(page)).to_have_value("Kartlägg personalens kunskaper varje höst")


def test_words_are_saved_as_one_types_and_undone_as_one_step(visits: Visits, papers: Papers) -> None:
    draft = papers.under_review()
    page = review(visits, papers, draft, "?item=1.1")
    text(page).fill("Kartlägg det som behövs")
    expect(page.locator("[data-said]")).to_have_attribute("data-state", "typing")
    saved(page)
    text(page).press_sequentially(" i höst")
    saved(page)

    draft.refresh_from_db()
    assert draft.trees[0]["items"][1]["text"] == "Kartlägg det som behövs i höst"
    page.get_by_role("button", name="Ångra").click()
    expect(row(page, "1.1")).to_contain_text("Kartlägg personalens kunskaper varje höst")


def test_unsaved_words_go_along_when_another_item_is_opened(visits: Visits, papers: Papers) -> None:
    draft = papers.under_review()
    page = review(visits, papers, draft, "?item=1.1")
    text(page).fill("Bråttom")
    row(page, "2.1").click()

    expect(text(page)).to_have_value("Byt ut utrustning efter en gemensam plan")
    expect(row(page, "1.1")).to_contain_text("Bråttom")


def test_many_are_chosen_by_keys_and_given_a_kind_at_once(visits: Visits, papers: Papers) -> None:
    page = review(visits, papers, papers.under_review())
    row(page, "1.2").focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Shift+Space")
    many = page.get_by_role("form", name="Ändra flera på en gång")
    expect(many).to_contain_text("3 valda")
    many.get_by_label("Slag").select_option("measure")
    many.get_by_role("button", name="Ändra de valda").click()

    for name in ("1.2", "1.3", "1.4"):
        expect(row(page, name)).to_contain_text("Åtgärd")
    expect(many).to_be_hidden()


def test_an_item_is_moved_under_another_by_keys_alone(visits: Visits, papers: Papers) -> None:
    page = review(visits, papers, papers.under_review())
    row(page, "1.3").focus()
    page.keyboard.press("Control+m")
    panel = page.get_by_role("region", name="Vart ska det flyttas?")
    expect(panel.get_by_role("heading", name="Vart ska det flyttas?")).to_be_focused()
    expect(panel).to_contain_text("Avsätter tid för kollegialt lärande")
    axe(page)
    panel.get_by_label("Likvärdig tillgång").focus()
    page.keyboard.press("Space")
    panel.get_by_role("button", name="Flytta hit").press("Enter")

    expect(page.locator(".pl-tree .pl-row-link").nth(6)).to_have_id("rad-1.3")


def test_an_item_is_dragged_to_where_it_belongs(visits: Visits, papers: Papers) -> None:
    draft = papers.under_review()
    page = review(visits, papers, draft)
    row(page, "2.1").drag_to(row(page, "1.1"), target_position={"x": 40, "y": 3})

    expect(page.locator(".pl-tree .pl-row-link").nth(1)).to_have_id("rad-2.1")
    expect(row(page, "2.1")).to_be_focused()
    draft.refresh_from_db()
    assert draft.trees[0]["items"][1]["parent"] == "1"


def test_a_branch_is_folded_away_and_comes_back_with_what_is_chosen_in_it(
    visits: Visits, papers: Papers
) -> None:
    page = review(visits, papers, papers.under_review())
    row(page, "1").focus()
    page.keyboard.press("ArrowLeft")
    expect(row(page, "1.1")).to_be_hidden()
    page.keyboard.press("ArrowDown")
    expect(row(page, "2")).to_be_focused()

    page.get_by_role("region", name="Källan").get_by_text("Kartlägg personalens").click()
    expect(row(page, "1.1")).to_be_visible()


MARK = """([from, to]) => {
  const pane = document.querySelector(".pl-text");
  const walker = document.createTreeWalker(pane, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node.data.includes(from)) range.setStart(node, node.data.indexOf(from));
    if (node.data.includes(to)) range.setEnd(node, node.data.indexOf(to) + to.length);
  }
  getSelection().removeAllRanges();
  getSelection().addRange(range);
  pane.dispatchEvent(new MouseEvent("mouseup", { bubbles: true }));
}"""


def test_words_marked_in_the_source_become_an_item_with_their_place(visits: Visits, papers: Papers) -> None:
    draft = papers.under_review()
    page = review(visits, papers, draft)
    page.evaluate(MARK, ["Alla har", "uppdraget kräver."])
    form = page.locator("#ur-kallan")
    expect(form.get_by_label("Orden i källan")).to_have_value("Alla har den kompetens som uppdraget kräver.")
    form.get_by_label("Slag").select_option("goal")
    form.get_by_role("button", name="Gör en punkt").click()

    expect(page.locator("mark#vald")).to_have_text("Alla har den kompetens som uppdraget kräver.")
    draft.refresh_from_db()
    new = draft.trees[0]["items"][1]
    assert tuple(new["source"]) == span("Alla har den kompetens som uppdraget kräver.")
    assert new["kind"] == "goal"


def test_a_list_that_is_pasted_is_shown_first_and_then_set_in(visits: Visits, papers: Papers) -> None:
    page = editor(visits, papers, papers.draft())
    page.get_by_role("link", name="Likvärdig tillgång").focus()
    page.evaluate(
        """() => {
          const held = new DataTransfer();
          held.setData("text/plain", "Trygghet\\n- Rutiner\\n- Utbildning");
          const how = { clipboardData: held, bubbles: true, cancelable: true };
          document.activeElement.dispatchEvent(new ClipboardEvent("paste", how));
        }"""
    )
    expect(page.get_by_role("group", name="3 punkter, så här")).to_contain_text("Utbildning")
    page.get_by_role("button", name="Lägg in punkterna").click()

    expect(page.get_by_role("link", name="Utbildning")).to_be_visible()
    found = words(page)
    assert found[found.index("Trygghet") :][:3] == ["Trygghet", "Rutiner", "Utbildning"]


def test_someone_elses_words_are_never_written_over_unseen(visits: Visits, papers: Papers) -> None:
    visits.expect("409|Response Status Error Code")
    draft = papers.under_review()
    page = review(visits, papers, draft, "?item=1.1")
    service.edit_import(papers.sten, draft, 0, 1, Edit("change", "1.1", {"text": "Deras ord"}))
    text(page).fill("Mina ord")
    text(page).press("Control+Enter")

    expect(page.get_by_role("alert")).to_contain_text("Deras ord")
    expect(text(page)).to_have_value("Mina ord")
    axe(page)
    page.locator("#ratta").get_by_label("Roll", exact=True).focus()
    row(page, "2").click()
    expect(row(page, "2")).to_have_attribute("aria-current", "true")
    draft.refresh_from_db()
    assert draft.trees[0]["items"][1]["text"] == "Deras ord"


def test_words_typed_when_the_session_has_ended_are_there_again(visits: Visits, papers: Papers) -> None:
    draft = papers.under_review()
    page = review(visits, papers, draft)
    row(page, "1.1").click()
    expect(text(page)).to_be_visible()
    session = next(c for c in page.context.cookies() if c["name"] == "session")
    page.context.clear_cookies(name="session")
    text(page).fill("Skrivet efter att sessionen tog slut")
    page.locator("#op-change").click()
    expect(page.get_by_role("heading", name="Logga in")).to_be_visible()

    page.context.add_cookies([session])  # type: ignore[list-item]
    page.goto(papers.url("review_tree", draft_id=draft.pk, number=1) + "?item=1.1")
    expect(text(page)).to_have_value("Skrivet efter att sessionen tog slut")


def test_on_a_phone_the_items_and_the_source_are_two_views(visits: Visits, papers: Papers) -> None:
    page = review(visits, papers, papers.under_review(), "?item=1.1", width=PHONE)
    source = page.get_by_role("region", name="Källan")
    expect(source).to_be_hidden()
    page.get_by_role("navigation", name="Visa").get_by_role("link", name="Källan").click()
    expect(source).to_be_visible()
    expect(row(page, "1.1")).to_be_hidden()

    source.get_by_text("Digital kompetens").click()
    expect(row(page, "1")).to_be_visible()
    expect(text(page)).to_have_value("Digital kompetens")


def test_without_script_everything_is_done_by_forms(visits: Visits, papers: Papers) -> None:
    draft = papers.under_review()
    page = review(visits, papers, draft, java_script_enabled=False)
    row(page, "1.2").click()
    text(page).fill("Ge alla en introduktion\nFölj upp den")
    page.get_by_role("button", name="Dela vid radbrytning").click()
    expect(text(page)).to_have_value("Följ upp den")

    for name in ("1.3", "1.4"):
        page.get_by_role("checkbox").and_(page.locator(f'[value="{name}"]')).check()
    page.get_by_role("form", name="Ändra flera på en gång").get_by_role(
        "button", name="Flytta till …"
    ).click()
    page.locator("#flytta").get_by_label("Likvärdig tillgång").check()
    page.get_by_role("button", name="Flytta hit").click()
    page.get_by_text("Gör en punkt av ord i källan").click()
    page.get_by_label("Orden i källan").fill("Tillgången styrs av behov.")
    page.get_by_role("button", name="Gör en punkt", exact=True).click()
    expect(page.locator("mark#vald")).to_have_text("Tillgången styrs av behov.")
    for _each in range(3):
        page.get_by_role("button", name="Ångra").click()
    expect(page.get_by_role("button", name="Ångra")).to_be_disabled()

    draft.refresh_from_db()
    review_now = service.review_of(draft, 0)
    assert review_now
    assert review_now.tree.items == small_tree().items
