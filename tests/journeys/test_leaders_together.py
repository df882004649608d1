"""The leaders' rating made by several people at once: each sees what the others save, nobody writes over
anybody, and nothing that was typed is lost, with script and without.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Locator, Page, expect

from rodtrad.assessments.models import LeaderRating, Response
from tests.assessments.conftest import rating  # noqa: F401 - a fixture
from tests.browser import DESKTOP, PHONE, Visits, axe, no_sideways_scroll
from tests.journeys.keyboard import tab_to, walk_by_tab
from tests.journeys.walk import sign_in, signed_in

if TYPE_CHECKING:
    from rodtrad.organisation.models import Person
    from tests.assessments.conftest import Rating

pytestmark = pytest.mark.django_db(transaction=True)
# Open pages ask every fifth second, and the machine may be busy.
SOON = 30_000
NEXT = "Spara och gå till nästa område"


@pytest.fixture
def visit(rating: Rating, visits: Visits) -> Visit:  # noqa: F811
    return Visit(rating, visits)


class Visit:
    """People at the first area of Björkhagen's rating."""

    def __init__(self, rating: Rating, visits: Visits) -> None:  # noqa: F811
        self.rating, self.town, self.visits = rating, rating.town, visits
        self.area = self.town.place(self.town.bjorkhagen).url("assessments:leaders_area", number=1)

    def by(self, person: Person, width: int = DESKTOP, **options: bool) -> Page:
        return signed_in(self.visits, self.town, person, self.area, width, **options)

    def enter_again(self, page: Page, person: Person) -> None:
        sign_in(page, self.visits, self.town, person)


def question(page: Page, number: int) -> Locator:
    return page.get_by_role("article").nth(number - 1)


def choose(page: Page, number: int, level: int) -> None:
    question(page, number).get_by_role("radio").nth(level - 1).check()


def write(page: Page, number: int, words: str) -> None:
    question(page, number).get_by_label("Motivering").fill(words)


def is_saved(page: Page, number: int) -> None:
    expect(question(page, number).locator("[data-saved]")).to_have_attribute("data-state", "saved")


def is_chosen(page: Page, number: int, level: int) -> None:
    expect(question(page, number).get_by_role("radio").nth(level - 1)).to_be_checked(timeout=SOON)


def stored() -> dict[int, tuple[int | None, str]]:
    answers = LeaderRating.objects.get().answers
    return {int(position): (each["level"], each["note"]) for position, each in answers.items()}


def kept_here(page: Page) -> int:
    """How much this device still holds."""
    found: int = page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('kept:')).length")
    return found


def test_two_at_once_see_each_others_answers_and_go_on(visit: Visit) -> None:
    karin, nils = visit.by(visit.town.karin), visit.by(visit.town.nils)

    choose(karin, 1, 4)
    is_saved(karin, 1)
    is_chosen(nils, 1, 4)
    expect(question(nils, 1).get_by_text("Senast ändrat av Karin Ek.")).to_be_visible()
    expect(nils.get_by_role("img", name="Skattade frågor: 1 av 5")).to_be_visible()
    choose(nils, 2, 2)
    write(nils, 2, "Två av fyra arbetslag.\nResten i vår.")
    question(nils, 2).get_by_label("Motivering").blur()
    is_saved(nils, 2)
    is_chosen(karin, 2, 2)
    expect(question(karin, 2).get_by_label("Motivering")).to_have_value(
        "Två av fyra arbetslag.\nResten i vår."
    )
    choose(karin, 3, 5)
    karin.get_by_role("button", name=NEXT).click()

    expect(karin.get_by_role("heading", name="Likvärdig tillgång")).to_be_visible()
    assert stored() == {0: (4, ""), 1: (2, "Två av fyra arbetslag.\nResten i vår."), 2: (5, "")}
    assert kept_here(karin) == kept_here(nils) == 0


def test_a_level_from_one_and_words_from_the_other_are_one_answer(visit: Visit) -> None:
    """Nils began to write before Karin chose, and has not seen her choice."""
    karin, nils = visit.by(visit.town.karin), visit.by(visit.town.nils)
    write(nils, 1, "Alla gör det.")
    choose(karin, 1, 4)
    is_saved(karin, 1)

    question(nils, 1).get_by_label("Motivering").blur()
    is_saved(nils, 1)

    is_chosen(nils, 1, 4)
    assert stored() == {0: (4, "Alla gör det.")}


def test_two_on_the_same_question_are_told_and_choose(visit: Visit) -> None:
    karin, nils = visit.by(visit.town.karin), visit.by(visit.town.nils)
    write(nils, 1, "Nils tycker tvåan.")
    write(karin, 1, "Karin tycker fyran.")
    choose(karin, 1, 4)
    is_saved(karin, 1)

    choose(nils, 1, 2)
    told = question(nils, 1).get_by_role("alert")
    expect(told).to_contain_text("Karin Ek har nyss svarat på samma fråga.")
    expect(told).to_contain_text("Karin tycker fyran.")
    expect(question(nils, 1).get_by_label("Motivering")).to_have_value("Nils tycker tvåan.")
    is_chosen(nils, 1, 2)
    axe(nils)
    no_sideways_scroll(nils)
    assert stored() == {0: (4, "Karin tycker fyran.")}
    nils.get_by_role("button", name=NEXT).click()

    expect(nils.get_by_role("heading", name="Likvärdig tillgång")).to_be_visible()
    assert stored() == {0: (2, "Nils tycker tvåan.")}
    expect(question(karin, 1).get_by_label("Motivering")).to_have_value("Nils tycker tvåan.", timeout=SOON)


def test_without_script_the_button_saves_what_one_changed_and_nothing_else(visit: Visit) -> None:
    visit.visits.expect("409")
    karin, nils = (visit.by(each, java_script_enabled=False) for each in (visit.town.karin, visit.town.nils))
    choose(karin, 1, 4)
    write(karin, 3, "Karin börjar.\nHon har mer att säga.")
    choose(nils, 2, 2)
    for page in (karin, nils):
        page.get_by_role("button", name=NEXT).click()
        expect(page.get_by_role("heading", name="Likvärdig tillgång")).to_be_visible()
    assert {position: level for position, (level, _note) in stored().items()} == {0: 4, 1: 2, 2: None}

    for page, level in ((karin, 6), (nils, 1)):
        page.goto(visit.area)
        choose(page, 1, level)
    for page in (karin, nils):
        page.get_by_role("button", name=NEXT).click()
    expect(nils.get_by_role("heading", name="Någon annan hann före på en fråga")).to_be_visible()
    expect(question(nils, 1).get_by_role("alert")).to_contain_text("Karin Ek har nyss svarat på samma fråga.")
    expect(nils.get_by_role("alert")).to_have_count(2)
    assert stored()[0] == (6, "")
    nils.get_by_role("button", name=NEXT).click()

    expect(nils.get_by_role("heading", name="Likvärdig tillgång")).to_be_visible()
    assert stored() == {0: (1, ""), 1: (2, ""), 2: (None, "Karin börjar.\nHon har mer att säga.")}


def test_whoever_is_signed_out_while_typing_signs_in_and_it_is_saved(visit: Visit) -> None:
    page = visit.by(visit.town.karin)
    page.context.clear_cookies(name="session")
    write(page, 1, "Det här tog lång tid att formulera.")
    choose(page, 1, 3)
    expect(page.get_by_role("alert")).to_contain_text("Logga in igen, så sparas det.")
    axe(page)
    assert not LeaderRating.objects.exists()

    page.get_by_role("button", name=NEXT).click()
    expect(page.get_by_role("alert")).to_be_focused()
    page.get_by_role("alert").get_by_role("link", name="Logga in").click()
    expect(page.get_by_role("heading", name="Logga in")).to_be_visible()
    visit.enter_again(page, visit.town.karin)
    page.goto(visit.area)

    is_saved(page, 1)
    assert stored() == {0: (3, "Det här tog lång tid att formulera.")}
    expect(question(page, 1).get_by_label("Motivering")).to_have_value("Det här tog lång tid att formulera.")
    assert kept_here(page) == 0


def test_what_was_typed_when_the_battery_died_is_saved_when_the_device_is_back(visit: Visit) -> None:
    """Typed without net, and the field was never left: the server has heard nothing of the words."""
    visit.visits.expect("ERR_INTERNET_DISCONNECTED")
    page = visit.by(visit.town.karin, PHONE)
    page.context.set_offline(True)
    choose(page, 2, 5)
    expect(question(page, 2).locator("[data-saved]")).to_have_attribute("data-state", "kept")
    expect(page.get_by_role("alert")).to_contain_text("Vi når inte servern just nu.")
    write(page, 2, "Halvvägs genom menin")
    device = page.context.storage_state()
    page.context.close()

    page = visit.by(visit.town.karin, PHONE, storage_state=device)

    is_saved(page, 2)
    assert stored() == {1: (5, "Halvvägs genom menin")}
    assert kept_here(page) == 0


def test_what_came_too_late_is_shown_and_not_thrown_away(visit: Visit) -> None:
    visit.visits.expect("ERR_INTERNET_DISCONNECTED|409")
    page = visit.by(visit.town.karin)
    page.context.set_offline(True)
    write(page, 1, "Det här ville jag säga.")
    choose(page, 1, 2)
    expect(question(page, 1).locator("[data-saved]")).to_have_attribute("data-state", "kept")
    visit.rating.leaders_answer(visit.town.bjorkhagen)
    page.context.set_offline(False)
    page.goto(visit.area)

    expect(question(page, 1).get_by_text("men det hann inte sparas")).to_be_visible()
    expect(question(page, 1).get_by_role("status").last).to_contain_text("Det här ville jag säga.")
    axe(page)
    page.get_by_role("button", name="Ta bort det").click()
    assert kept_here(page) == 0
    assert stored()[0] == (4, "")


def test_the_whole_rating_by_keyboard(visit: Visit) -> None:
    page = visit.by(visit.town.karin)
    for number, positions in ((1, (0, 1, 2)), (2, (3, 4))):
        walk_by_tab(page)
        axe(page)
        for position in positions:
            tab_to(page, f"input[name=f{position}]")
            page.keyboard.press("Space")
            page.keyboard.press("ArrowDown")
            tab_to(page, f"textarea[name=k{position}]")
            page.keyboard.type(f"Därför {position}.")
        tab_to(page, "form[data-leaders] button:not([name]):not([data-size])")
        page.keyboard.press("Enter")
        expect(page.locator("h1")).not_to_have_text(
            "Digital kompetens" if number == 1 else "Likvärdig tillgång"
        )
    expect(page.get_by_text("Alla frågor är skattade.")).to_be_visible()
    walk_by_tab(page)
    axe(page)
    tab_to(page, "form[action*='lamna-in'] button")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="Ledningens skattning är inlämnad")).to_be_visible()
    assert list(bytes(Response.objects.get().values)) == [2] * 5
    assert stored() == {position: (2, f"Därför {position}.") for position in range(5)}
