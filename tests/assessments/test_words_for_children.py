"""A ten-year-old can read what meets the eye, a guardian in a hurry too; and anyone in a language of theirs.

How hard a text is to read is measured as LIX (Björnsson, Läsbarhet, 1968): words per sentence and the share
of words longer than six letters, in per cent. Books for children lie under 30, newspapers at 40 to 50.
"""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pdfplumber
import pytest
from django.test import Client
from django.utils.translation import override

from rodtrad.assessments import service
from rodtrad.assessments.models import Round
from rodtrad.assessments.phrases import PHRASES, key_for, spoken
from rodtrad.assessments.service import SHIPPED, shipped_draft
from tests.assessments.conftest import TODAY, fill, text_of
from tests.seen_by_camera import qr_codes

if TYPE_CHECKING:
    from django.http import HttpResponse

    from tests.people import Town

CHILD, GUARDIAN = 25, 30
LONGEST = 14
# Said of what the words are about, and heard every day at school.
SCHOOL_WORDS = {"digitala", "internet", "datorer", "plattor", "datorerna", "plattorna", "skolarbetet"}


def lix(text: str) -> float:
    sentences = [each for each in re.split(r"[.!?:]+", text) if each.strip()]
    words = re.findall(r"[^\W\d_]+", text)
    hard = [word for word in words if len(word) > 6 and word.lower() not in SCHOOL_WORDS]
    return len(words) / len(sentences) + 100 * len(hard) / len(words)


def longest(text: str) -> int:
    return max(len(re.findall(r"\w+", each)) for each in re.split(r"[.!?:]+", text))


def opening(page: HttpResponse) -> str:
    """What stands before the first question, without the names of units and rounds."""
    start = page.content.decode().split('class="as-intro"')[1].split("</section>")[0]
    start = re.sub(r'<p class="rt-eyebrow">.*?</p>', "", start, flags=re.S)
    return ended(start)


def ended(html: str) -> str:
    """The text with a full stop where a heading or a paragraph ends."""
    html = re.sub(r"<(script|svg)\b.*?</\1>", "", html, flags=re.S)
    html = re.sub(r"</(h1|h2|p|li|b|button|summary)>", ". ", html)
    return re.sub(r"[.!?]\s*\.", ".", " ".join(re.sub(r"<[^>]+>", " ", html).split()))


def opened(town: Town, *groups: str, name: str = "full") -> Round:
    scope = town.scope(town.sten)
    made = service.take_instrument(scope, town.authority, shipped_draft(name))
    plan = service.RoundPlan("Självskattning", TODAY, TODAY, groups=groups)
    return service.open_round(scope, service.prepare_round(scope, made, town.authority, town.year, plan))


def link(current: Round, town: Town, group: str) -> str:
    return f"/svara/{current.parts.get(unit=town.bjorkhagen, group=group).code}/"


def test_a_ten_year_old_can_read_what_is_promised(town: Town) -> None:
    current = opened(town, "pupils_younger")

    page = opening(Client().get(link(current, town, "pupils_younger")))

    assert "Ingen får veta vad du svarar." in page
    assert "Minst 10 måste svara." in page
    assert lix(page) < CHILD, page
    assert longest(page) <= LONGEST


def test_a_ten_year_old_can_read_how_to_send_and_what_became_of_it(town: Town) -> None:
    current = opened(town, "pupils_younger")
    client, address = Client(), link(current, town, "pupils_younger")
    sending = client.get(address).content.decode().split('class="as-send"')[1].split("</section>")[0]

    thanks = client.post(address, fill(client, address), follow=True)

    told = ended(thanks.content.decode().split("<h1>")[1].split("</section>")[0])
    assert "Dina svar har kommit fram" in told
    for text in (ended(sending), told):
        assert lix(text) < CHILD, text


def test_a_ten_year_old_meets_no_heading_from_the_plan(town: Town) -> None:
    current = opened(town, "pupils_younger", "staff")
    mine, theirs = (
        text_of(Client().get(link(current, town, group))) for group in ("pupils_younger", "staff")
    )

    area = current.instrument.areas.order_by("position")[0].titles["sv"]
    assert area in theirs
    assert area not in mine
    assert "Del 1 av" in mine
    assert "Inte relevant" not in mine


def test_help_that_was_written_to_those_who_work_there_is_not_put_before_pupils(town: Town) -> None:
    current = opened(town, "pupils_younger", "guardians", "staff")
    both = [each for each in service.indicators_of(current.instrument) if each.is_asked("staff")]
    first = next(each for each in both if each.is_asked("pupils_younger"))
    first.help = {"all": {"sv": "Välj så om du inte undervisar."}, "guardians": {"sv": "Tänk på ditt barn."}}
    first.save()

    def page(group: str) -> str:
        return text_of(Client().get(link(current, town, group)))

    assert "om du inte undervisar" in page("staff")
    assert "om du inte undervisar" not in page("pupils_younger")
    assert "om du inte undervisar" not in page("guardians")
    assert ("Tänk på ditt barn." in page("guardians")) == first.is_asked("guardians")


@pytest.mark.parametrize("state", ["too-early", "too-late", "full"])
def test_a_child_who_cannot_answer_is_told_so_in_few_words(town: Town, state: str) -> None:
    from datetime import timedelta

    current = opened(town, "pupils_younger")
    days = {"too-early": TODAY + timedelta(days=2), "too-late": TODAY - timedelta(days=5)}
    if state in days:
        Round.objects.update(opens_on=days[state], closes_on=days[state])
    else:
        current.parts.update(answered=90, cap=90)

    page = Client().get(link(current, town, "pupils_younger"))

    told = ended(page.content.decode().split("<h1>")[1].split("</section>")[0].split("<section")[0])
    assert page.status_code in (403, 409, 410)
    assert lix(told) < CHILD, told


def test_a_guardian_reads_easily_that_the_child_is_not_known(town: Town) -> None:
    current = opened(town, "guardians")

    page = opening(Client().get(link(current, town, "guardians")))

    assert "vem som är ditt barn" in page
    assert lix(page) < GUARDIAN, page


@pytest.mark.parametrize("name", SHIPPED)
def test_what_the_younger_pupils_are_asked_is_short_and_plain(name: str) -> None:
    drafted = shipped_draft(name)
    said = [each.statements["pupils_younger"]["sv"] for each in drafted.indicators
            if "pupils_younger" in each.statements]  # fmt: skip
    said += [each["sv"] for each in drafted.group_scales.get("pupils_younger", ())]

    assert [text for text in said if longest(text) > LONGEST] == []
    if said:
        assert lix(". ".join(text.rstrip(".") for text in said)) < CHILD, said


ARABIC = {
    "title": "استبيان",
    "area": "المجال الأول",
    "question": "الحواسيب تعمل عندما أحتاج إليها",
    "levels": ["لا", "قليلاً", "غالباً", "نعم"],
    "not_relevant": "لا ينطبق",
}


@pytest.fixture
def arabic(tmp_path: Path) -> Path:
    """A form in a language that the product itself does not speak, written from right to left."""
    levels = "".join(
        f"    - {{sv: Nivå {n}, en: Level {n}, ar: {word}}}\n" for n, word in enumerate(ARABIC["levels"], 1)
    )
    path = tmp_path / "form.yaml"
    path.write_text(
        f"""format: rodtrad-instrument/1
title: {{sv: Frågor, en: Questions, ar: {ARABIC["title"]}}}
scale:
  kind: own
  levels:
{levels}not_relevant: {{sv: Passar inte, en: Not for me, ar: {ARABIC["not_relevant"]}}}
areas:
- title: {{sv: Område, en: Area, ar: {ARABIC["area"]}}}
  indicators:
  - statements:
      guardians: {{sv: Datorerna fungerar, en: The computers work, ar: {ARABIC["question"]}}}
""",
        encoding="utf-8",
    )
    return path


def test_a_guardian_answers_in_any_language_that_the_file_is_written_in(town: Town, arabic: Path) -> None:
    sten, place = town.client(town.sten), town.place(town.authority)
    with arabic.open("rb") as file:
        assert sten.post(place.url("assessments:take_file"), {"file": file}).status_code == 302
    scope, made = (
        town.scope(town.sten),
        service.instruments_for(town.scope(town.sten), town.authority.path)[0],
    )
    plan = service.RoundPlan("Skattning", TODAY, TODAY, groups=("guardians",))
    current = service.open_round(scope, service.prepare_round(scope, made, town.authority, town.year, plan))
    address, guardian = link(current, town, "guardians"), Client()

    by_choice = guardian.get(f"{address}?lang=ar")
    by_browser = Client(headers={"accept-language": "ar-SY,ar;q=0.9,sv;q=0.5"}).get(address)
    sent = {**fill(guardian, f"{address}?lang=ar", levels=(4,)), "lang": "ar"}
    thanks = guardian.post(f"{address}?lang=ar", sent, follow=True)

    for page in (by_choice, by_browser):
        shown = page.content.decode()
        assert all(word in shown for word in (ARABIC["question"], ARABIC["area"], *ARABIC["levels"]))
        assert ARABIC["not_relevant"] in shown
        assert 'lang="ar" dir="rtl"' in shown
        assert "Datorerna fungerar" not in shown
    assert thanks.redirect_chain[0][0].endswith("?lang=ar")
    assert current.parts.get(unit=town.bjorkhagen).answered == 1
    assert ARABIC["question"] not in guardian.get(f"{address}?lang=sv").content.decode()


def met_by_children() -> dict[str, str]:
    """Every phrase that the younger pupils can meet, as it stands when the day and the numbers are in it."""
    told = {"day": "fredag", "seen_by": "", "comments_for": ""}
    for_others = ("guardians.", "apart.", "seen_by.", "comments_for.", "group.", "paper.", "unknown")
    keys = [key for key in PHRASES if not key.startswith(for_others)]
    return {
        key: re.sub(r"\{(\w+)\}", lambda field: told.get(field[1], "4"), spoken(key, "pupils_younger"))
        for key in keys
        if key_for(key, "pupils_younger") == key
    }


@pytest.mark.parametrize("language", ["sv", "en"])
def test_all_that_is_said_to_a_ten_year_old_is_plain_in_swedish_and_in_english(language: str) -> None:
    with override(language):
        said = met_by_children()

    assert len(said) > 60
    assert {key for key, text in said.items() if longest(text) > LONGEST} == set()
    assert lix(". ".join(text.rstrip(".!?") for text in said.values())) < CHILD - 5
    hard = re.compile(r"\b(omgång|huvudman|enhet|kommentar|relevant|strateg|anonym|round|authority)", re.I)
    own = {key: text for key, text in said.items() if key.startswith("young.")}
    assert {key for key, text in own.items() if hard.search(text)} == set()


@pytest.mark.parametrize("language", ["sv", "en"])
def test_a_ten_year_old_can_read_the_sheet_and_the_slip(town: Town, language: str) -> None:
    current = opened(town, "pupils_younger")
    karin, place = town.client(town.karin, language), town.place(town.bjorkhagen)

    sheet = karin.get(place.url("assessments:sheet")).content.decode()
    slips = karin.post(place.url("assessments:codes"), {"number": "2"}).content.decode()

    article = sheet.split('<article class="as-sheet"')[1].split("</article>")[0].split(">", 1)[1]
    slip = slips.split('<ul class="as-slips"')[1].split("</li>")[0].split("<li>")[1]
    for paper in (article, slip):
        read = ended(re.sub(r'<p class="(rt-eyebrow|as-slip-code|as-address)".*?</p>', "", paper, flags=re.S))
        assert {"sv": "Vad tycker du", "en": "What do you think"}[language] in read
        assert lix(re.sub(r"(torsdag|fredag|\w+dag|\w+day) \d+ \w+ \(.*?\)", "fredag", read)) < CHILD, read
        assert longest(read) <= LONGEST
        assert current.title not in read


def test_who_hands_out_slips_to_a_class_is_told_how_and_who_gathers_colleagues_is_not(town: Town) -> None:
    opened(town, "pupils_younger", "staff")
    karin, place = town.client(town.karin), town.place(town.bjorkhagen)

    def page(group: str) -> str:
        return text_of(karin.get(f"{place.url('assessments:code')}?grupp={group}"))

    assert "Så gör du med klassen" in page("pupils_younger")
    assert "Visa koden på tavlan" in page("pupils_younger")
    assert "Så gör du med klassen" not in page("staff")
    slips = karin.post(f"{place.url('assessments:codes')}?grupp=pupils_younger", {"number": "9", "pdf": "1"})
    with pdfplumber.open(io.BytesIO(slips.content)) as document:
        first, *rest = [each.extract_text() or "" for each in document.pages]
    assert "Till dig som delar ut lapparna" in first
    assert "låt var och en dra en" in first.replace("\n", " ")
    assert len(rest) == 2
    assert [len(each) for each in qr_codes(slips.content)] == [0, 8, 1]
