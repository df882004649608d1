"""Each way of answering, from the first page to the thanks: on a phone, from paper, by keyboard only, without
script, in English, at 400 % zoom, and as a ten-year-old.
"""

from __future__ import annotations

import re
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from rodtrad.assessments import service
from rodtrad.assessments.models import Comment, Response
from rodtrad.assessments.voices import shipped_words
from tests.assessments.conftest import QUESTIONS, TODAY, rating  # noqa: F401 - a fixture
from tests.browser import DESKTOP, PHONE, Visits, axe, no_sideways_scroll, shot
from tests.journeys.keyboard import tab_to, walk_by_tab
from tests.journeys.walk import signed_in
from tests.seen_by_camera import qr_codes

if TYPE_CHECKING:
    from rodtrad.assessments.models import Round
    from rodtrad.assessments.service import InstrumentDraft
    from tests.assessments.conftest import Rating
    from tests.people import Town

pytestmark = pytest.mark.django_db(transaction=True)
THANKS = "Tack! Ditt svar är sparat"
GUARDIAN_QUESTIONS = 9
# A window of 1280 by 1024 at 400 %.
ZOOMED = {"width": 320, "height": 256}


@pytest.fixture
def asked(town: Town) -> Round:
    """The full form, open to pupils and guardians."""
    scope = town.scope(town.sten)
    made = service.take_instrument(scope, town.authority, service.shipped_draft("full"))
    plan = service.RoundPlan("Självskattning", TODAY, TODAY, groups=("pupils_younger", "guardians"))
    return service.open_round(scope, service.prepare_round(scope, made, town.authority, town.year, plan))


def link_to(asked: Round, town: Town, group: str) -> str:
    return f"/svara/{asked.parts.get(unit=town.bjorkhagen, group=group).code}/"


def seen(page: Page, name: str = "") -> None:
    """No fault for anyone, and nothing beside the window."""
    no_sideways_scroll(page)
    axe(page)
    if name:
        shot(page, name)


def seen_without_script(visits: Visits, page: Page) -> None:
    """The judge of accessibility is a script itself, so it sees a twin that gets none of the page's."""
    no_sideways_scroll(page)
    size = page.viewport_size
    assert size is not None
    visits.expect(r"ERR_FAILED|\.js")
    twin = visits.page_for(size["width"])
    twin.set_viewport_size(size)
    twin.route("**/*.js", lambda route: route.abort())
    twin.goto(page.url)
    seen(twin)
    twin.context.close()


def levels_of_the_only_answer() -> list[int]:
    return list(bytes(Response.objects.get().values))


def no_cookie_of_its_own(page: Page) -> None:
    assert {cookie["name"] for cookie in page.context.cookies()} <= {"sprak"}  # type: ignore[typeddict-item]


def test_on_a_phone_one_question_at_a_time_and_back_again(rating: Rating, visits: Visits) -> None:  # noqa: F811
    page = visits.page_for(PHONE)
    page.goto(rating.link(rating.town.bjorkhagen))
    seen(page, "answer-phone-start")

    page.get_by_role("button", name="Börja svara").click()
    for number in range(1, QUESTIONS + 1):
        question = page.get_by_role("article")
        expect(question).to_have_count(1)
        expect(question.get_by_text(f"Fråga {number} av {QUESTIONS}")).to_be_visible()
        question.get_by_role("radio").nth(number - 1).check()
        expect(page.get_by_text(f"{number} av {QUESTIONS}", exact=True)).to_be_visible()
        if number == 1:
            seen(page, "answer-phone-question")
            page.get_by_role("button", name="Nästa").click()
            page.get_by_role("button", name="Tillbaka").click()
            expect(question.get_by_role("radio").first).to_be_checked()
        page.get_by_role("button", name="Nästa").click()
    expect(page.get_by_text("Du har svarat på alla frågor.")).to_be_visible()
    seen(page)
    page.get_by_role("button", name="Skicka in mina svar").click()

    expect(page.get_by_role("heading", name=THANKS)).to_be_visible()
    seen(page, "answer-phone-thanks")
    assert levels_of_the_only_answer() == [1, 2, 3, 4, 5]
    no_cookie_of_its_own(page)


def test_from_a_slip_of_paper_that_takes_one_answer(rating: Rating, visits: Visits) -> None:  # noqa: F811
    place = rating.town.place(rating.town.bjorkhagen)
    karin = signed_in(visits, rating.town, rating.town.karin, place.url("assessments:code"))
    seen(karin)
    karin.get_by_text("Engångskoder i stället för en gemensam länk").click()
    karin.get_by_label("Antal koder").fill("6")
    karin.get_by_role("button", name="Ta fram koder", exact=True).click()
    slips = karin.locator(".as-slips li")
    expect(slips).to_have_count(6)
    seen(karin)
    address = slips.first.locator(".as-address").inner_text()

    first, second = visits.page_for(PHONE), visits.page_for(PHONE)
    visits.expect("410")
    for phone in (first, second):
        phone.goto(address)
        phone.get_by_role("button", name="Börja svara").click()
        phone.get_by_role("radio").first.check()
        phone.get_by_role("button", name="Visa alla frågor").click()
    first.get_by_role("button", name="Skicka in mina svar").click()
    expect(first.get_by_role("heading", name=THANKS)).to_be_visible()
    second.get_by_role("button", name="Skicka in mina svar").click()

    expect(second.get_by_role("heading", name="Koden är redan använd")).to_be_visible()
    expect(second.get_by_role("heading", name="Det här hade du svarat")).to_be_visible()
    seen(second)
    assert Response.objects.count() == 1


def saved(page: Page, press: Locator) -> bytes:
    """The file that a press gives."""
    with page.expect_download() as coming:
        press.click()
    return Path(coming.value.path()).read_bytes()


def test_the_sheet_on_the_wall_opens_the_form_by_its_qr_code(rating: Rating, visits: Visits) -> None:  # noqa: F811
    """The sheet as a camera sees it: made a picture, and the address read out of the picture."""
    place = rating.town.place(rating.town.bjorkhagen)
    karin = signed_in(visits, rating.town, rating.town.karin, place.url("assessments:code"))
    printed = saved(karin, karin.get_by_role("link", name="Bladet som PDF"))
    karin.goto(place.url("assessments:sheet"))
    shown = karin.get_by_role("img", name="QR-kod som öppnar")
    expect(shown).to_be_visible()
    assert shown.evaluate("image => image.complete && image.naturalWidth > 0")
    seen(karin)

    ((address,),) = qr_codes(printed)
    assert zxingcpp.read_barcodes(Image.open(BytesIO(shown.screenshot())))[0].text == address
    phone = visits.page_for(PHONE)
    phone.goto(address)
    phone.get_by_role("button", name="Börja svara").click()
    phone.get_by_role("radio").first.check()
    phone.get_by_role("button", name="Visa alla frågor").click()
    phone.get_by_role("button", name="Skicka in mina svar").click()

    expect(phone.get_by_role("heading", name=THANKS)).to_be_visible()
    assert Response.objects.count() == 1


def test_each_slip_in_the_hand_opens_by_its_qr_code_once(rating: Rating, visits: Visits) -> None:  # noqa: F811
    place = rating.town.place(rating.town.bjorkhagen)
    karin = signed_in(visits, rating.town, rating.town.karin, place.url("assessments:code"))
    karin.get_by_text("Engångskoder i stället för en gemensam länk").click()
    karin.get_by_label("Antal koder").fill("11")
    printed = qr_codes(saved(karin, karin.get_by_role("button", name="Ta fram koder som PDF")))

    assert [len(page) for page in printed] == [8, 3]
    slips = [address for page in printed for address in page]
    assert len(set(slips)) == 11
    phone = visits.page_for(PHONE, java_script_enabled=False)
    phone.goto(slips[-1])
    phone.get_by_role("radio").first.check()
    phone.get_by_role("button", name="Skicka in mina svar").click()
    expect(phone.get_by_role("heading", name=THANKS)).to_be_visible()
    visits.expect("410")
    phone.goto(slips[-1])
    expect(phone.get_by_role("heading", name="Koden är redan använd")).to_be_visible()
    phone.goto(slips[0])
    expect(phone.get_by_role("button", name="Skicka in mina svar")).to_be_visible()


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_by_keyboard_only(rating: Rating, visits: Visits, width: int) -> None:  # noqa: F811
    page = visits.page_for(width)
    page.goto(rating.link(rating.town.bjorkhagen))
    stepped = width == PHONE
    walk_by_tab(page)
    axe(page)
    for position in range(QUESTIONS):
        if stepped:
            tab_to(page, "[data-next]")
            page.keyboard.press("Enter")
        tab_to(page, f"input[name=f{position}]")
        page.keyboard.press("Space")
        for _press in range(position):
            page.keyboard.press("ArrowDown")
        if position == 1:
            tab_to(page, "summary")
            page.keyboard.press("Enter")
            tab_to(page, "textarea")
            page.keyboard.type("Skrivet utan mus.")
            walk_by_tab(page)
            axe(page)
    if stepped:
        tab_to(page, "[data-next]")
        page.keyboard.press("Enter")
        walk_by_tab(page)
        axe(page)
    tab_to(page, "button[type=submit].as-submit")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name=THANKS)).to_be_visible()
    walk_by_tab(page)
    axe(page)
    assert levels_of_the_only_answer() == [1, 2, 3, 4, 5]
    assert Comment.objects.get().text == "Skrivet utan mus."


def test_without_script_it_is_one_form_that_keeps_what_was_filled_in(
    asked: Round, town: Town, visits: Visits
) -> None:
    page = visits.page_for(PHONE, java_script_enabled=False)
    page.goto(link_to(asked, town, "guardians"))
    expect(page.get_by_role("article")).to_have_count(GUARDIAN_QUESTIONS)
    expect(page.get_by_role("button", name="Nästa")).to_have_count(0)
    seen_without_script(visits, page)
    for number, question in enumerate(page.get_by_role("article").all()):
        question.get_by_role("radio").nth(number % 4).check()

    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("article").nth(2).get_by_role("radio").nth(2)).to_be_checked()
    page.get_by_role("button", name="Svenska").click()
    page.get_by_role("button", name="Skicka in mina svar").click()

    expect(page.get_by_role("heading", name=THANKS)).to_be_visible()
    answered = [level for level in levels_of_the_only_answer() if level]
    assert answered == [number % 4 + 1 for number in range(GUARDIAN_QUESTIONS)]


def test_in_english_from_the_first_word_to_the_last(asked: Round, town: Town, visits: Visits) -> None:
    page = visits.page_for(PHONE, "dark", "en")
    page.goto(link_to(asked, town, "guardians"))
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_text("who your child is")).to_be_visible()
    seen(page)
    page.get_by_role("button", name="Start answering").click()
    seen(page)
    assert page.locator("article[data-current]").get_attribute("lang") == "en"
    page.get_by_role("radio").nth(1).check()
    page.get_by_role("button", name="Show all questions").click()
    swedish = re.compile(r"\b(och|inte|du|är|fråga|svar)\b", re.IGNORECASE)
    assert not swedish.search(page.locator("form").inner_text()), page.locator("form").inner_text()
    page.get_by_role("button", name="Send in my answers").click()

    expect(page.get_by_role("heading", name="Thank you! Your answer is saved")).to_be_visible()
    seen(page)
    assert Response.objects.count() == 1


@pytest.mark.parametrize("script", [True, False])
def test_at_four_times_the_size_everything_is_in_one_column(
    rating: Rating,  # noqa: F811
    visits: Visits,
    script: bool,
) -> None:
    page = visits.page_for(ZOOMED["width"], java_script_enabled=script)
    page.set_viewport_size(ZOOMED)  # type: ignore[arg-type]
    page.goto(rating.link(rating.town.bjorkhagen))
    if script:
        seen(page, "answer-zoomed-start")
        for position in range(QUESTIONS):
            tab_to(page, "[data-next]")
            page.keyboard.press("Enter")
            tab_to(page, f"input[name=f{position}]")
            page.keyboard.press("Space")
            seen(page, "answer-zoomed-question" if position == 1 else "")
        tab_to(page, "[data-next]")
        page.keyboard.press("Enter")
        seen(page)
        tab_to(page, "button[type=submit].as-submit")
        page.keyboard.press("Enter")
    else:
        seen_without_script(visits, page)
        for question in page.get_by_role("article").all():
            question.get_by_role("radio").first.check()
        page.get_by_role("button", name="Skicka in mina svar").click()

    expect(page.get_by_role("heading", name=THANKS)).to_be_visible()
    no_sideways_scroll(page)
    assert levels_of_the_only_answer() == [1] * QUESTIONS


@pytest.mark.parametrize("options", [{}, {"java_script_enabled": False}], ids=["script", "no-script"])
def test_a_ten_year_old_is_met_in_plain_words_all_the_way(
    asked: Round, town: Town, visits: Visits, options: dict[str, Any]
) -> None:
    page = visits.page_for(PHONE, **options)
    page.goto(link_to(asked, town, "pupils_younger"))
    expect(page.get_by_role("heading", name="Hej! Vad tycker du?")).to_be_visible()
    if options:
        seen_without_script(visits, page)
    else:
        seen(page, "answer-younger-start")
        page.get_by_role("button", name="Börja", exact=True).click()
        seen(page, "answer-younger-question")
        page.get_by_role("button", name="Visa alla frågor").click()
    for question in page.get_by_role("article").all():
        question.get_by_role("radio").nth(2).check()
    for word in ("Område", "omgången", "huvudman", "enheten", "kommentar", "relevant"):
        expect(page.locator("main").get_by_text(re.compile(word, re.IGNORECASE))).to_have_count(0)
    page.get_by_role("button", name="Skicka mina svar").click()

    expect(page.get_by_role("heading", name="Tack! Dina svar har kommit fram")).to_be_visible()
    no_sideways_scroll(page)
    answered = [level for level in levels_of_the_only_answer() if level]
    assert len(answered) == 12
    assert set(answered) == {3}


def in_arabic(town: Town, group: str) -> Round:
    """A form in Arabic, open to a group."""
    levels = [
        {"sv": f"Nivå {n}", "en": f"Level {n}", "ar": word}
        for n, word in enumerate(("لا", "قليلًا", "غالبًا", "نعم"), 1)
    ]
    question = {
        "sv": "Datorerna fungerar",
        "en": "The computers work",
        "ar": "الحواسيب تعمل عندما أحتاج إليها",
    }
    drafted = service.blank_draft("Frågor", "yearly", "levels4")
    scope = town.scope(town.sten)
    made = service.make_empty(scope, town.authority, drafted)
    service.add_indicator(scope, made.areas.get(), service.IndicatorDraft({group: question}))
    made.refresh_from_db()
    made.scale = levels
    made.save()
    service.change_head(scope, made, service.draft_of(made))
    plan = service.RoundPlan("Skattning", TODAY, TODAY, groups=(group,))
    return service.open_round(scope, service.prepare_round(scope, made, town.authority, town.year, plan))


@pytest.mark.parametrize("group", ["guardians", "pupils_younger"])
def test_from_right_to_left_in_arabic_from_the_sheet_to_the_thanks(
    town: Town, visits: Visits, group: str
) -> None:
    opened = in_arabic(town, group)
    words = shipped_words("ar")
    own = "young." if group == "pupils_younger" else ""
    place = town.place(town.bjorkhagen)
    sten = signed_in(visits, town, town.sten, place.url("assessments:code"))
    seen(sten)
    sten.get_by_role("link", name="العربية").click()
    seen(sten, f"sheet-arabic-{group}")
    shown = sten.get_by_role("article").get_by_role("img")
    address = zxingcpp.read_barcodes(Image.open(BytesIO(shown.screenshot())))[0].text
    assert address.endswith(f"{link_to(opened, town, group)}?lang=ar")

    page = visits.page_for(PHONE, "dark" if own else "light")
    page.goto(address)
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    seen(page, f"answer-arabic-{group}-start")
    page.get_by_role("button", name=words[f"{own}begin"], exact=True).click()
    article = page.get_by_role("article")
    expect(article.get_by_text(words["question_of"].format(number=1, total=1))).to_be_visible()
    assert article.evaluate("each => getComputedStyle(each).direction") == "rtl"
    article.get_by_role("radio").nth(3).check()
    expect(page.locator(".rt-progress-text")).to_have_text(words["progress_of"].format(done=1, total=1))
    expect(page.get_by_text(words[f"{own}saved"])).to_be_visible()
    seen(page, f"answer-arabic-{group}-question")
    page.get_by_role("button", name=words["next"], exact=True).click()
    expect(page.get_by_text(words["count_all"])).to_be_visible()
    seen(page)
    page.get_by_role("button", name=words[f"{own}send"]).click()

    expect(page.get_by_role("heading", name=words[f"{own}thanks.head"])).to_be_visible()
    seen(page)
    assert levels_of_the_only_answer() == [4]


def test_in_finnish_without_a_net_nothing_is_lost_and_it_is_said_in_finnish(
    town: Town, visits: Visits
) -> None:
    drafted = replace(service.shipped_draft("pulse"), page_words={"fi": {"sheet": "Vastaa!"}})
    finnish = in_finnish(drafted)
    scope = town.scope(town.sten)
    made = service.take_instrument(scope, town.authority, finnish)
    plan = service.RoundPlan("Skattning", TODAY, TODAY, groups=("pupils_younger",))
    opened = service.open_round(scope, service.prepare_round(scope, made, town.authority, town.year, plan))
    words = shipped_words("fi")
    visits.expect("ERR_INTERNET_DISCONNECTED|Failed to load")

    page = visits.page_for(PHONE)
    page.goto(f"{link_to(opened, town, 'pupils_younger')}?lang=fi")
    page.get_by_role("button", name=words["young.begin"], exact=True).click()
    page.get_by_role("radio").first.check()
    page.get_by_role("button", name=words["show_all"]).click()
    page.context.set_offline(True)
    page.get_by_role("button", name=words["young.send"]).click()
    expect(page.get_by_text(words["young.offline"])).to_be_visible()
    page.context.set_offline(False)
    page.get_by_role("button", name=words["send_again"]).click()

    expect(page.get_by_role("heading", name=words["young.thanks.head"])).to_be_visible()
    assert Response.objects.count() == 1


def in_finnish(drafted: InstrumentDraft) -> InstrumentDraft:
    """The same form with something in Finnish for all that must be read."""

    def said(text: dict[str, str]) -> dict[str, str]:
        return {**text, "fi": f"Suomeksi {text['sv'][:9]}"}

    areas = [
        replace(
            area,
            indicators=[
                replace(each, statements={group: said(text) for group, text in each.statements.items()})
                for each in area.indicators
            ],
        )
        for area in drafted.areas
    ]
    scales = {group: [said(name) for name in names] for group, names in drafted.group_scales.items()}
    return replace(drafted, areas=areas, scale=[said(name) for name in drafted.scale], group_scales=scales)
