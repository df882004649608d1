"""The red thread in a real browser: from a plan as it was decided to the yearly report, as people walk it.

Strategist Samira brings the plan in and opens a round; principal Karin rates, plans and follows up; staff
answer on a phone; Samira compiles the year. It runs on the plan document that stands beside a developer's
checkout, and where that is absent on the demo's own. One walk, in a demo of its own; tests ask what was seen.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import docx
import pdfplumber
import pdfua
import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Locator, Page, expect

import rodtrad
from tests.browser import PHONE
from tests.demo_server import running_demo
from tests.journeys.walk import SIGHTS, Sight, Walk, answer_by_post, download, wait_for_work
from tests.shared import ROOT

TODAY = timezone.localdate()
REAL_PLAN = ROOT / "seeds" / "000_4b3ffe550d762367.txt"
OWN_PLAN = Path(rodtrad.__file__).parent / "portal/demo_content/plan-2025-2027.txt"
QUESTIONS = 21
AREAS = 4
LOW, HIGH = 1, 5
# Who answers where: two schools with enough, two with too few, together enough to hide in.
ANSWERS = {
    "Björkhagens skola": [[LOW] + [HIGH] * (QUESTIONS - 1)] * 5,
    "Kvarndammsskolan": [[4] * QUESTIONS] * 6,
    "Skärsäters skola": [[2] * QUESTIONS] * 3,
    "Oxvretens skola": [[3] * QUESTIONS] * 4,
}
TOO_FEW = "Skärsäters skola"
# Where sums are made of them, and the least that the authority shows anything of.
SUMS = {
    "Skolområde Norr": ["Björkhagens skola", "Kvarndammsskolan"],
    "Skolområde Syd": ["Skärsäters skola", "Oxvretens skola"],
    "Grundskoleförvaltningen": list(ANSWERS),
    "Lindvalla kommun": list(ANSWERS),
}
LEAST = 5
INITIATIVE = "Öka användningen av gemensamma verktyg i undervisningen"
DESIRED = "Undervisning med omdöme"
GOAL = "I juni vet alla arbetslag vad de har att utgå från"
ACTIVITY = "Tre arbetslag prövar och berättar"
EFFECT = "Lärarna berättar om det på arbetsplatsträffen i april."


@dataclass
class Story:
    """The walk and what one step tells the next: the people's pages, and addresses to come back to."""

    walk: Walk
    samira: Page
    karin: Page
    home: str = ""
    school: str = ""
    plan: str = ""
    title: str = ""
    round: str = ""
    link: str = ""
    report: str = ""


@pytest.fixture(scope="session")
def walked(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walk]:
    """The whole walk, once."""
    with running_demo(tmp_path_factory.mktemp("journey")) as address:
        walk = Walk(chromium, address)
        yield follow_the_thread(walk)


def follow_the_thread(walk: Walk) -> Walk:
    story = Story(walk, walk.enter_as("Samira"), walk.enter_as("Karin"))
    story.home, story.school = story.samira.url, story.karin.url
    for step in (
        home_of_the_strategist,
        bring_in_the_plan,
        correct_and_save,
        decide_and_publish,
        link_upwards,
        make_an_instrument,
        open_a_round,
        the_principal_rates,
        staff_answer_on_a_phone,
        others_answer,
        close_the_round,
        the_link_is_closed_too,
        the_units_picture,
        beside_last_year_and_the_authority,
        the_small_unit_is_hidden,
        all_units_as_a_map,
        from_a_low_result_to_a_goal,
        status_and_follow_up,
        compile_the_year,
        page_and_files_say_the_same,
        follow_an_initiative,
        homes_of_the_others,
    ):
        step(story)
    return walk


def place(page: Page, name: str) -> None:
    """One of the five places, by the main navigation."""
    page.get_by_role("navigation").get_by_role("link", name=name, exact=True).first.click()


def year_before(address: str) -> str:
    """'2025-26' for an address in 2026/27."""
    first = int(re.findall(r"/(\d{4})-\d\d/", address)[0]) - 1
    return f"{first}-{(first + 1) % 100:02}"


def at_unit(story: Story, name: str) -> str:
    """The home of a unit this year, found as a strategist finds it."""
    page = story.samira
    page.goto("/enheter/")
    labelled(page, "Sök på namn").fill(name)
    page.get_by_role("button", name="Sök", exact=True).click()
    page.get_by_role("link", name=name, exact=True).click()
    return page.url


def labelled(page: Page, label: str) -> Locator:
    """A field by its label, which may go on to say that it is optional."""
    return page.get_by_label(re.compile(rf"^{re.escape(label)}(\s*\(.*)?$"))


def choose(field: Locator, words: str) -> None:
    """The option that has these words in it."""
    field.select_option(value=field.locator("option", has_text=words).first.get_attribute("value"))


def words(text: str) -> str:
    """Text as one line, without what a page and a file write differently: soft hyphens and kinds of space."""
    return " ".join(re.sub("[\u00ad\u2060\u200b]", "", text).split())


# ---- 3. enter ----


def home_of_the_strategist(story: Story) -> None:
    page = story.samira
    expect(page.get_by_role("heading", name="Var vi står")).to_be_visible()
    expect(page.get_by_role("heading", name="Härnäst")).to_be_visible()
    story.walk.look(page, "home-strategist")


# ---- 4. bring in a plan ----


def the_plan() -> tuple[Path, int]:
    """The document to walk with, and how many responsibilities it has."""
    if REAL_PLAN.exists():
        return REAL_PLAN, 61
    print(f"\nno {REAL_PLAN.name} beside the checkout: this walk is on the demo's own plan")  # noqa: T201
    return OWN_PLAN, 55


def bring_in_the_plan(story: Story) -> None:
    page, (path, responsibilities) = story.samira, the_plan()
    place(page, "Planer")
    story.walk.look(page, "plans")
    page.get_by_role("link", name="Läs in en plan").first.click()
    story.walk.look(page)
    labelled(page, "Fil").set_input_files(path)
    page.get_by_role("button", name="Läs in", exact=True).click()
    wait_for_work(page, page.get_by_role("heading", name="Det vi hittade"))
    counts = f"{AREAS} områden, {QUESTIONS} insatser och {responsibilities} ansvar"
    expect(page.get_by_text(counts)).to_be_visible()
    expect(page.get_by_role("region", name="Källan").first).to_contain_text("Digital kompetens")


def correct_and_save(story: Story) -> None:
    page = story.samira
    found = page.get_by_role("region", name="Det vi hittade")
    found.get_by_role("link", name=re.compile("^Insats 1.1")).click()
    text = found.get_by_label("Text", exact=True)
    expect(page.locator("mark#vald")).to_be_visible()
    story.walk.look(page, "import-review")
    text.fill(INITIATIVE)
    found.get_by_role("button", name="Spara ändringen").click()
    expect(found.get_by_role("link").filter(has_text=INITIATIVE)).to_be_visible()
    page.get_by_role("link", name="Spara planen").click()
    if not REAL_PLAN.exists():
        # The demo has this plan already; its twin is given a name of its own.
        labelled(page, "Titel").fill("Plan för det digitala i skolan")
    story.title = labelled(page, "Titel").input_value()
    labelled(page, "Gäller från och med år").fill(str(TODAY.year - 1))
    labelled(page, "Gäller till och med år").fill(str(TODAY.year + 1))
    story.walk.look(page)
    page.get_by_role("button", name="Spara utkastet").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(story.title)
    expect(page.get_by_text("Utkast").first).to_be_visible()
    expect(page.get_by_text(INITIATIVE).first).to_be_visible()


def decide_and_publish(story: Story) -> None:
    page = story.samira
    page.get_by_role("link", name="För in beslutet").click()
    labelled(page, "Beslutad av").fill("Grundskolenämnden")
    labelled(page, "Beslutsdatum").fill(TODAY.isoformat())
    labelled(page, "Paragraf").fill("§ 112")
    labelled(page, "Diarienummer").fill("GN 2026/00417")
    story.walk.look(page)
    page.get_by_role("button", name="För in beslutet").click()
    expect(page.get_by_text("§ 112").first).to_be_visible()
    expect(page.get_by_text("GN 2026/00417").first).to_be_visible()
    page.get_by_role("button", name="Publicera").click()
    expect(page.get_by_text("Dokumentet är publicerat.")).to_be_visible()
    story.plan = page.url
    story.walk.look(page, "plan")


def link_upwards(story: Story) -> None:
    """The initiative realises something in the city's strategy, which in turn hangs under the nation's."""
    page = story.samira
    page.get_by_role("link", name=f"Öppna: {INITIATIVE}").click()
    expect(page.get_by_role("heading", name="Den röda tråden")).to_be_visible()
    page.get_by_role("link", name="Ändra kopplingar").click()
    story.walk.look(page)
    expect(page.get_by_role("heading", name="Förslag")).to_be_visible()
    choose(labelled(page, "Välj bland alla punkter ovanför"), DESIRED)
    page.get_by_role("button", name="Koppla", exact=True).click()
    expect(page.get_by_text(re.compile("^Kopplingen är gjord: punkten förverkligar ”"))).to_be_visible()


# ---- 5. open a round ----


def make_an_instrument(story: Story) -> None:
    page = story.samira
    place(page, "Skattning")
    story.walk.look(page, "ratings-strategist")
    close_what_goes_on(story)
    page.goto(f"{story.home}skattning/formular/")
    choose(labelled(page, "Plan"), story.title)
    story.walk.look(page)
    page.get_by_role("button", name="Gör formulär").click()
    expect(page.get_by_text(f"{QUESTIONS} frågor.")).to_be_visible()
    scale = page.locator("section", has=page.get_by_role("heading", name="Skalan")).get_by_role("listitem")
    expect(scale).to_have_count(6)
    expect(page.get_by_text(INITIATIVE).first).to_be_visible()
    story.walk.look(page, "instrument")


def close_what_goes_on(story: Story) -> None:
    """The demo's own round of this year goes on at every unit: it is closed before another is opened."""
    page = story.samira
    expect(page.get_by_role("heading", name="Skattning", level=1)).to_be_visible()
    going_on = page.get_by_role("listitem").filter(has_text="Pågår").get_by_role("link")
    if going_on.count():
        going_on.first.click()
        page.get_by_label("Ja, stäng i förtid").check()
        page.get_by_role("button", name="Stäng och räkna").click()
        wait_for_work(page, page.get_by_role("navigation", name="Områden"))


def open_a_round(story: Story) -> None:
    page = story.samira
    page.get_by_role("link", name="Förbered en omgång").click()
    labelled(page, "Namn på omgången").fill("Skattning mot den nya planen")
    choose(labelled(page, "Formulär"), story.title)
    page.locator("summary", has_text="Bara vissa enheter").click()
    for unit in ANSWERS:
        page.get_by_role("checkbox", name=unit, exact=True).check()
    story.walk.look(page)
    page.get_by_role("button", name="Förbered omgången").click()
    for unit in ANSWERS:
        expect(page.get_by_role("listitem").filter(has_text=unit).first).to_be_visible()
    story.walk.look(page)
    page.get_by_role("button", name="Öppna omgången").click()
    expect(page.get_by_text("Omgången är öppen.")).to_be_visible()
    story.round = page.url
    story.walk.look(page, "round")


# ---- 6. answer ----


def the_principal_rates(story: Story) -> None:
    karin = story.karin
    place(karin, "Skattning")
    story.walk.look(karin, "ratings-principal")
    karin.goto(f"{story.school}skattning/ledning/")
    karin.get_by_role("link", name="Börja skatta").click()
    for number in range(1, AREAS + 1):
        # What is not saved yet is saved before the button leads on: the area is there when it says so.
        expect(karin.get_by_text(f"område {number} av {AREAS}")).to_be_visible()
        questions = karin.get_by_role("article")
        for question in questions.all():
            question.get_by_role("radio").nth(3).check()
        questions.first.get_by_label("Motivering").fill("Vi har kommit igång i alla arbetslag.")
        if number == 1:
            story.walk.look(karin, "leaders-area")
        karin.get_by_role("button", name=re.compile("^Spara och (gå|se)")).click()
    expect(karin.get_by_text("Alla frågor är skattade.")).to_be_visible()
    story.walk.look(karin, "leaders")
    karin.get_by_role("button", name="Lämna in skattningen").click()
    expect(karin.get_by_role("heading", name="Ledningens skattning är inlämnad")).to_be_visible()


def staff_answer_on_a_phone(story: Story) -> None:
    karin = story.karin
    karin.goto(f"{story.school}skattning/kod/")
    expect(karin.get_by_role("img", name=re.compile("QR-kod"))).to_be_visible()
    story.walk.look(karin, "code")
    link = karin.get_by_role("link", name=re.compile("svara")).get_attribute("href") or ""
    story.link = link
    phone = story.walk.visits.page_for(PHONE)
    phone.goto(link)
    expect(phone.get_by_text("Du är anonym.")).to_be_visible()
    story.walk.look(phone, "answer-start")
    phone.get_by_role("button", name="Börja svara").click()
    for number in range(1, QUESTIONS + 1):
        expect(phone.get_by_text(f"Fråga {number} av {QUESTIONS}")).to_be_visible()
        question = phone.get_by_role("article")
        question.get_by_role("radio").nth(LOW - 1 if number == 1 else HIGH - 1).check()
        if number == 1:
            question.get_by_text("Lägg till en kommentar").click()
            question.get_by_label("Kommentar till fråga 1").fill("Vi har inte hunnit börja.")
            story.walk.look(phone, "answer-question")
        phone.get_by_role("button", name="Nästa").click()
    expect(phone.get_by_text("Du har svarat på alla frågor.")).to_be_visible()
    phone.get_by_role("button", name="Skicka in mina svar").click()
    expect(phone.get_by_role("heading", name="Tack! Ditt svar är sparat")).to_be_visible()
    assert [cookie["name"] for cookie in phone.context.cookies()] == ["sprak"], "answering sets no cookie"
    story.walk.look(phone, "answer-thanks")


def others_answer(story: Story) -> None:
    for unit, answers in ANSWERS.items():
        page = story.samira
        page.goto(f"{at_unit(story, unit)}skattning/kod/")
        link = page.get_by_role("link", name=re.compile("svara")).get_attribute("href") or ""
        for levels in answers:
            answer_by_post(link, levels)
    story.samira.goto(story.round)
    # While it is open, each unit tells in steps of two thresholds: no unit has come to its first.
    expect(story.samira.get_by_role("definition").filter(has_text="för få för att visas")).to_be_visible()


# ---- 7. see the result ----


def close_the_round(story: Story) -> None:
    page = story.samira
    page.goto(story.round)
    page.get_by_label("Ja, stäng i förtid").check()
    page.get_by_role("button", name="Stäng och räkna").click()
    wait_for_work(page, page.get_by_text("4 enheter deltog"))
    story.walk.look(page, "result-authority")


def the_link_is_closed_too(story: Story) -> None:
    story.walk.visits.expect("410")
    late = story.walk.visits.page_for(PHONE)
    late.goto(story.link)
    expect(late.get_by_role("heading", level=1)).to_contain_text("stängd")
    expect(late.get_by_role("button", name="Skicka in mina svar")).to_have_count(0)
    story.walk.look(late, "answer-closed")


def the_units_picture(story: Story) -> None:
    page = story.karin
    page.goto(f"{story.school}skattning/resultat/")
    expect(page.get_by_text(re.compile("^6 av 74 i personalen svarade"))).to_be_visible()
    areas = page.get_by_role("navigation", name="Områden").get_by_role("link")
    expect(areas).to_have_count(AREAS)
    story.walk.look(page, "result-unit")
    page.get_by_text("Visa som tabell").first.click()
    row = page.get_by_role("row").filter(has_text=INITIATIVE).first
    # Of six levels, not relevant, answers, how many of the 74; median and mean; then uncertainty and spread.
    cells = [cell.replace("\xa0", " ") for cell in row.get_by_role("cell").all_inner_texts()]
    assert cells[:11] == ["6", *["0"] * 6, "6", "8 %", "1,0", "1,0"]
    assert cells[12] == "0,0"
    page.get_by_role("link", name=INITIATIVE).first.click()
    expect(page.get_by_role("heading", name="Talet är gjort av de här svaren")).to_be_visible()
    expect(page.get_by_role("row").filter(has_text=re.compile("^1. "))).to_contain_text("6")
    story.walk.look(page, "figure")


def beside_last_year_and_the_authority(story: Story) -> None:
    """A year in which all units rated has all that a unit is shown beside."""
    page = story.karin
    page.goto(f"/bjorkhagens-skola/{year_before(story.school)}/skattning/resultat/")
    legend = page.get_by_role("list", name="Märkena på linjen")
    for mark in ("ledning", "personal", "i fjol", "åtta av tio enheter hos huvudmannen"):
        expect(legend.get_by_role("listitem").filter(has_text=mark)).to_be_visible()
    page.get_by_text("Så räknade vi").first.click()
    expect(page.get_by_text("Welchs intervall")).to_be_visible()
    story.walk.look(page, "result-unit-last-year")


def the_small_unit_is_hidden(story: Story) -> None:
    """Neither on its own page nor from the sums: what is told of the whole hides at least two units."""
    nils = story.walk.enter_as("Nils-Ante")
    nils.goto(f"{at_unit(story, TOO_FEW)}skattning/resultat/?grupp=staff")
    expect(nils.get_by_text(re.compile("kan inte kringgås"))).to_be_visible()
    expect(nils.get_by_role("navigation", name="Områden")).to_have_count(0)
    story.walk.look(nils, "result-hidden")


def all_units_as_a_map(story: Story) -> None:
    page = story.samira
    page.goto(f"{story.home}skattning/karta/")
    row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="Björkhagens skola"))
    expect(row).to_contain_text("6/74")
    hidden = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name=TOO_FEW))
    expect(hidden.get_by_role("cell").filter(has_text=re.compile("[0-9],[0-9]"))).to_have_count(0)
    assert workable(answers_on(page)) == []
    story.walk.look(page, "heat-map")


def answers_on(page: Page) -> dict[str, int]:
    """How many have answered, by each row of the map that tells it."""
    found = {}
    for row in page.get_by_role("row").all():
        told = re.match(r"(.+?)\s+(\d+)/\d+\s", row.inner_text())
        if told:
            found[told[1].strip()] = int(told[2])
    return found


def workable(told: dict[str, int]) -> list[str]:
    """Small groups that can be reckoned out: what is left of a sum when the units told of are taken away."""
    assert set(told) & set(SUMS), "the map tells of sums too"
    left = {
        name: n - sum(told.get(unit, 0) for unit in SUMS[name]) for name, n in told.items() if name in SUMS
    }
    return [f"{name}: {rest} answers" for name, rest in left.items() if 0 < rest < LEAST]


# ---- 8. plan and follow up ----


def from_a_low_result_to_a_goal(story: Story) -> None:
    page = story.karin
    page.goto(f"{story.school}skattning/resultat/")
    page.get_by_role("link", name=re.compile(f"^Sätt mål.*{INITIATIVE}")).first.click()
    expect(page.get_by_role("heading", name="Från resultat till mål")).to_be_visible()
    story.walk.look(page, "goal-from-result")
    labelled(page, "Mål").fill(GOAL)
    labelled(page, "Aktivitet").fill(ACTIVITY)
    choose(labelled(page, "Ansvarig"), "Jonas")
    labelled(page, "Väntad effekt").fill("Arbetslagen delar underlag med varandra.")
    labelled(page, "Så ser ni effekten").fill(EFFECT)
    page.get_by_role("button", name="Lägg till i planen").click()
    expect(page.get_by_role("heading", name=GOAL)).to_be_visible()
    story.walk.look(page, "unit-plan")


def status_and_follow_up(story: Story) -> None:
    page = story.karin
    page.get_by_role("link", name=ACTIVITY).first.click()
    expect(page.get_by_text(EFFECT)).to_be_visible()
    labelled(page, "Ändra arbetets status").select_option(label="Pågår")
    page.get_by_role("button", name="Spara status").click()
    expect(page.get_by_text("Status är ändrad.")).to_be_visible()
    story.walk.look(page, "activity")
    page.get_by_role("link", name="Följ upp", exact=True).click()
    page.get_by_role("radio", name="Genomförd").check()
    labelled(page, "Vad gjorde ni?").fill("Tre arbetslag prövade under hösten.")
    page.get_by_role("radio", name="Tydlig effekt").check()
    labelled(page, "Vad gav det?").fill("Underlagen delas nu varje vecka.")
    labelled(page, "Vad drar ni för slutsats?").fill("Alla arbetslag gör likadant i vår.")
    story.walk.look(page, "follow-up")
    page.get_by_role("button", name="Spara uppföljningen").click()
    expect(page.get_by_text("Underlagen delas nu varje vecka.")).to_be_visible()


# ---- 9. compile ----


def compile_the_year(story: Story) -> None:
    page = story.samira
    page.goto(story.home)
    place(page, "Rapporter")
    story.walk.look(page, "reports")
    page.get_by_role("button", name=re.compile("^(Sammanställ läsåret|Gör en ny version)")).click()
    wait_for_work(page, page.get_by_role("link", name="PDF", exact=True))
    story.report = page.url
    story.walk.look(page, "report")
    told = re.search(r"(\d+) aktiviteter på \d+ enheter", page.locator("main").inner_text())
    assert told is not None
    page.get_by_role("link", name="1 Aktiviteter").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Aktiviteter")
    expect(page.locator(".report-figure-value")).to_have_text(told[1])
    story.walk.look(page, "report-figure")


def page_and_files_say_the_same(story: Story) -> None:
    page = story.samira
    page.goto(story.report)
    report = page.locator("main")
    paper, word_file = download(page, "PDF"), download(page, "DOCX")
    on_paper, in_word = pdf_columns(paper), docx_text(word_file)
    for each in report.locator("h1, h2, h3, li, p:not(.report-state)").all():
        sentence = words(each.text_content() or "")
        assert compact(sentence) in on_paper, sentence
        assert sentence in in_word, sentence
    for cell in report.get_by_role("cell").all():
        assert words(cell.text_content() or "") in in_word
    findings = pdfua.validate(io.BytesIO(paper.read_bytes())).findings
    assert [found for found in findings if found.severity is pdfua.Severity.ERROR] == []


def compact(text: str) -> str:
    """Text without spaces and hyphens: what a line break in a file may add or take away."""
    return re.sub("[\\s\u00ad\u2060-]", "", text)


def pdf_columns(path: Path) -> str:
    """The words of the paper, column by column: sources stand as notes beside the text that they are of."""
    read = []
    with pdfplumber.open(path) as paper:
        for page in paper.pages:
            found = [w["x0"] for w in page.extract_words() if w["text"] == "Underlag:"]
            edge = min((x - 2 for x in found if x > page.width / 2), default=page.width - 1)
            read += [page.extract_text()]
            read += [
                page.crop((a, 0, b, page.height)).extract_text() for a, b in ((0, edge), (edge, page.width))
            ]
    return compact(" ".join(read))


def docx_text(path: Path) -> str:
    """Every paragraph of the file, those in tables too."""
    document = docx.Document(str(path))
    return words(
        " ".join("".join(run.itertext()) for run in document.element.body.iter() if run.tag.endswith("}p"))
    )


# ---- 10. follow the thread ----


def follow_an_initiative(story: Story) -> None:
    page = story.samira
    page.goto(story.plan)
    page.get_by_role("link", name=f"Öppna: {INITIATIVE}").click()
    way = page.get_by_role("region", name="Den röda tråden").get_by_role("listitem")
    for kind in ("Nationell strategi", "Strategi", "Plan"):
        expect(way.filter(has_text=re.compile(f"^\\s*{kind}")).first).to_be_visible()
    expect(page.get_by_text(ACTIVITY).first).to_be_visible()
    story.walk.look(page, "item")
    page.get_by_role("link", name="Visa hela tråden i en bild").click()
    story.walk.look(page, "thread")
    lit = page.locator("a[data-node][data-lit=true]")
    told = [words(node.inner_text()) for node in lit.all()]
    for said in (DESIRED, INITIATIVE, GOAL, ACTIVITY, "Tydlig effekt"):
        assert any(said in text for text in told), f"{said} is not on the way: {told}"
    national = page.locator("section", has=page.get_by_role("heading", name="Nationellt mål"))
    expect(national.locator("a[data-lit=true]").first).to_be_visible()
    lit.filter(has_text=ACTIVITY).first.click()
    opened = page.get_by_role("region", name="Vald ruta")
    expect(opened).to_contain_text("Arbetslagen delar underlag med varandra.")
    opened.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(ACTIVITY)


# ---- 11. home ----


def homes_of_the_others(story: Story) -> None:
    story.karin.goto(story.school)
    expect(story.karin.get_by_role("heading", name="Var vi står")).to_be_visible()
    story.walk.look(story.karin, "home-principal")
    jonas = story.walk.enter_as("Jonas")
    expect(jonas.get_by_role("heading", name="Ditt ansvar enligt planen")).to_be_visible()
    story.walk.look(jonas, "home-staff")


# ---- what was seen ----


def test_the_thread_holds_from_plan_to_report(walked: Walk) -> None:
    assert len(walked.looked_at) > 25
    assert walked.close() == []


@pytest.mark.parametrize("sight", SIGHTS, ids=lambda sight: "-".join(map(str, sight)))
def test_every_page_on_the_way_is_for_everyone(walked: Walk, sight: Sight) -> None:
    faults = walked.faults[sight]
    if faults:
        pytest.fail("\n".join(faults), pytrace=False)
