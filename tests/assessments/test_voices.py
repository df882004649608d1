"""The pages for answering in other languages than Swedish and English: whole, or marked where not."""

from __future__ import annotations

import io
import re
from datetime import date, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pdfplumber
import pytest
import yaml
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client

from rodtrad.assessments import exchange, scale, service, voices
from rodtrad.assessments.exchange import InstrumentFileError, read_yaml, write_yaml
from rodtrad.assessments.models import Round
from rodtrad.assessments.phrases import ONE, OPTIONAL, PHRASES, PREFIXES, fields_of
from rodtrad.assessments.voices import SHIPPED_LANGUAGES, Voice, missing_in, shipped_words, voice_of
from tests.assessments.conftest import TODAY, fill, text_of
from tests.seen_by_camera import qr_codes

if TYPE_CHECKING:
    from django.http import HttpResponse

    from tests.people import Town

THURSDAY = date(2026, 11, 26)
SOMALI = {"next": "Xiga", "send": "Dir jawaabahayga", "question_of": "Su'aal {number} / {total}"}
LEVELS = {
    "fi": ["Ei", "Vähän", "Usein", "Kyllä"],
    "ar": ["لا", "قليلًا", "غالبًا", "نعم"],
    "so": ["Maya", "Wax yar", "Badanaa", "Haa"],
}
SAID = {
    "fi": {"title": "Kysymykset", "area": "Arki", "question": "Tietokoneet toimivat"},
    "ar": {"title": "استبيان", "area": "الحياة اليومية", "question": "الحواسيب تعمل"},
    "so": {"title": "Su'aalo", "area": "Nolol maalmeedka", "question": "Kombiyuutarradu way shaqeeyaan"},
}
ROOT = Path(__file__).resolve().parents[2]
GROUPS = ("staff", "pupils_younger", "guardians")


def form_file(language: str, pages: str = "") -> str:
    """A form of one question in a language, with what its file says of the pages."""
    own = SAID[language]
    levels = "".join(
        f'    - {{sv: Nivå {n}, en: Level {n}, {language}: "{word}"}}\n'
        for n, word in enumerate(LEVELS[language], 1)
    )
    statements = "".join(
        f'      {group}: {{sv: Datorerna fungerar, en: Computers work, {language}: "{own["question"]}"}}\n'
        for group in GROUPS
    )
    return f"""format: rodtrad-instrument/1
title: {{sv: Frågor, en: Questions, {language}: "{own["title"]}"}}
scale:
  kind: own
  levels:
{levels}{pages}areas:
- title: {{sv: Vardagen, en: Everyday, {language}: "{own["area"]}"}}
  indicators:
  - statements:
{statements}"""


def pages_of(words: dict[str, str], language: str = "so") -> str:
    return yaml.safe_dump({"pages": {language: words}}, allow_unicode=True)


def opened(town: Town, language: str, pages: str = "") -> Round:
    scope = town.scope(town.sten)
    made = service.take_instrument(
        scope, town.authority, read_yaml(form_file(language, pages).encode("utf-8"))
    )
    plan = service.RoundPlan("Självskattning", TODAY, TODAY + timedelta(days=7), groups=GROUPS)
    return service.open_round(scope, service.prepare_round(scope, made, town.authority, town.year, plan))


def link(current: Round, town: Town, group: str) -> str:
    return f"/svara/{current.parts.get(unit=town.bjorkhagen, group=group).code}/"


class Read(HTMLParser):
    """Every text on a page with the language that it is said to be in, as a screen reader takes it."""

    EMPTY = frozenset({"meta", "link", "input", "br", "img", "circle", "line", "path"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, str]] = []
        self.texts: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        inside = self.open[-1][1] if self.open else ""
        if tag not in self.EMPTY:
            self.open.append((tag, dict(attrs).get("lang") or inside))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        pass

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if data.strip() and not any(tag in ("title", "script", "style") for tag, _lang in self.open):
            self.texts.append((self.open[-1][1], " ".join(data.split())))


def read(page: HttpResponse) -> list[tuple[str, str]]:
    reader = Read()
    reader.feed(page.content.decode())
    return reader.texts


def in_language(page: HttpResponse, language: str) -> str:
    return " ".join(text for lang, text in read(page) if lang == language)


# ---- what is shipped -------------------------------------------------------------------------------------


def test_finnish_and_arabic_come_with_the_product() -> None:
    assert set(SHIPPED_LANGUAGES) >= {"ar", "fi"}


@pytest.mark.parametrize("language", SHIPPED_LANGUAGES)
def test_a_language_that_comes_with_the_product_is_whole(language: str) -> None:
    told = yaml.safe_load((voices._FOLDER / f"{language}.yaml").read_text(encoding="utf-8"))
    words = told.pop("words")

    assert told == {"format": "rodtrad-language/1", "language": language, "fallback": "sv"}
    assert missing_in(words) == []
    assert set(words) <= set(PHRASES)
    assert all(isinstance(text, str) and text == text.strip() for text in words.values())
    wrong = {key for key, text in words.items() if fields_of(text) != fields_of(PHRASES[key])}
    assert wrong == set()
    # Whole as the file of a form too, by the same check.
    whole = read_yaml(form_file("so", pages_of(words)).encode())
    assert whole.page_words == {"so": words}


def test_no_word_of_a_shipped_language_is_left_in_swedish() -> None:
    for language in SHIPPED_LANGUAGES:
        words = shipped_words(language)
        same = {key for key in PHRASES if words.get(key) == PHRASES[key]}
        assert same <= {"progress_of"}, language


def test_every_key_is_a_word_of_its_own_or_a_groups() -> None:
    for key in PHRASES:
        prefix = next((each for each in PREFIXES.values() if key.startswith(each)), "")
        common = key.removeprefix(prefix)
        assert not prefix or common in PHRASES or common in {"title", "greeting"}, key
        if prefix and common in PHRASES and key.rpartition(".")[2] != "among":
            assert fields_of(PHRASES[key]) <= fields_of(PHRASES[common]), key
    assert {f"length{ONE}", f"young.length{ONE}"} == OPTIONAL


def test_the_list_of_keys_in_the_documentation_is_the_list() -> None:
    told = (ROOT / "docs/reference/answering-words.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([\w.]+)` \| (.*?) \|$", told, re.MULTILINE)

    assert rows == list(PHRASES.items())
    assert all(f"`{language}`" in told for language in SHIPPED_LANGUAGES)


# ---- the pages -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("group", GROUPS)
@pytest.mark.parametrize("language", ["fi", "ar"])
def test_a_form_in_a_shipped_language_is_in_it_from_the_first_word_to_the_thanks(
    town: Town, language: str, group: str
) -> None:
    current = opened(town, language)
    address, phone = f"{link(current, town, group)}?lang={language}", Client()

    form = phone.get(address)
    empty = phone.post(address, {"nummer": fill(phone, address)["nummer"], "lang": language})
    wrong = phone.post(address, {**fill(phone, address), "f0": "99", "lang": language})
    long = phone.post(address, {**fill(phone, address), "k0": "x" * 5000, "lang": language})
    thanks = phone.post(address, {**fill(phone, address), "lang": language}, follow=True)
    Round.objects.update(opens_on=TODAY + timedelta(days=3))
    early = phone.get(address)
    unknown = phone.get(f"/svara/abcdefghjkmn/?lang={language}")

    direction = scale.direction_of(language)
    pages = (form, empty, wrong, long, thanks, early, unknown)
    for page in pages:
        assert f'<html lang="{language}" dir="{direction}"' in page.content.decode()
    words = shipped_words(language)
    assert words["error.empty"] in in_language(empty, language)
    level = words["young.error.level"] if group == "pupils_younger" else words["error.level"]
    assert level in in_language(wrong, language)
    prefix = "young." if group == "pupils_younger" else ""
    assert words[f"{prefix}thanks.head"] in in_language(thanks, language)
    assert words[f"{prefix}refused.not_yet"] in in_language(early, language)
    assert words["unknown.head"] in in_language(unknown, language)
    assert "5000" in in_language(long, language)
    names = {"Röd tråd", "Självskattning", "Svenska", "English", "–"}
    for page in pages:
        left = {text for lang, text in read(page) if lang != language} - names
        assert left == set(), left
        assert not re.search(r"\b(och|svar|fråga|the|answers?)\b", in_language(page, language)), page


def test_what_is_missing_in_a_language_is_said_in_swedish_and_marked_so(town: Town) -> None:
    current = opened(town, "so", pages_of(SOMALI))

    page = Client().get(f"{link(current, town, 'guardians')}?lang=so")

    somali, swedish = in_language(page, "so"), in_language(page, "sv")
    assert '<html lang="so" dir="ltr"' in page.content.decode()
    assert all(word in somali for word in ("Xiga", "Dir jawaabahayga", "Su'aal 1 / 1", *LEVELS["so"]))
    assert "Du är anonym." in swedish
    assert "Lägg till en kommentar" in swedish
    assert not re.search(r"\b(och|svar|fråga)\b", somali), somali
    assert "Skicka in mina svar" not in swedish


def test_a_language_may_fall_back_on_english(town: Town) -> None:
    current = opened(town, "so", pages_of({**SOMALI, "fallback": "en"}))

    page = Client().get(f"{link(current, town, 'guardians')}?lang=so")

    assert "You are anonymous." in in_language(page, "en")
    assert "Du är anonym." not in text_of(page)


def test_what_a_form_says_itself_goes_before_what_is_shipped(town: Town) -> None:
    current = opened(town, "fi", pages_of({"send": "Valmis!"}, "fi"))

    page = in_language(Client().get(f"{link(current, town, 'staff')}?lang=fi"), "fi")

    assert "Valmis!" in page
    assert shipped_words("fi")["send"] not in page
    assert shipped_words("fi")["ready"] in page


def test_the_browser_chooses_among_the_languages_of_the_form(town: Town) -> None:
    current = opened(town, "ar")
    syrian = Client(headers={"accept-language": "ar-SY,ar;q=0.9,sv;q=0.5"})
    finn = Client(headers={"accept-language": "fi-FI,fi;q=0.9,sv;q=0.5"})

    assert '<html lang="ar" dir="rtl"' in syrian.get(link(current, town, "staff")).content.decode()
    assert '<html lang="sv"' in finn.get(link(current, town, "staff")).content.decode()


def test_a_name_in_latin_letters_does_not_turn_the_arabic_around_it(town: Town) -> None:
    current = opened(town, "ar")

    page = Client().get(f"{link(current, town, 'guardians')}?lang=ar").content.decode()

    assert "<bdi>Björkhagens skola</bdi>" in page


def test_words_from_a_file_are_text_and_never_markup() -> None:
    voice = Voice("so", own={"sheet.send": "<b>{day}</b>", "next": "<script>", "thanks.among": "{unit}"})

    assert voice.html("next") == "&lt;script&gt;"
    assert "&lt;b&gt;" in voice.html("sheet.send", day=THURSDAY)
    assert voice.html("thanks.among", unit="<i>") == "&lt;i&gt;"


@pytest.mark.parametrize(
    ("language", "day"),
    [
        ("sv", "torsdag 26 november (v. 48)"),
        ("fi", "torstai 26. marraskuuta 2026"),
        ("ar", "الخميس، 26 نوفمبر 2026"),
        ("xyz", "2026-11-26"),
    ],
)
def test_a_day_is_written_as_the_language_writes_it(language: str, day: str) -> None:
    voice = Voice(language, own={"sheet.send": "{day}"} if language != "sv" else {})

    assert day in voice.plain("sheet.send", day=THURSDAY)


def test_one_minute_is_one_minute_where_the_language_says_so() -> None:
    def said(language: str, minutes: int) -> str:
        return voice_of(language).plain("length", total=3, minutes=minutes, day=THURSDAY)

    assert "1 minut." in said("sv", 1)
    assert "1 minuutti." in said("fi", 1)
    assert "2 minuuttia." in said("fi", 2)
    assert "1" in said("ar", 1)


# ---- the file --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ({"nekst": "Xiga"}, "Menade du ”next”?"),
        ({"zzzz": "Xiga"}, "”zzzz” är ingen av svarssidornas texter."),
        ({"question_of": "Su'aal {number}"}, "Texten saknar {total}."),
        ({"next": "Xiga {day}"}, "{day} fylls inte i här."),
        ({"next": "Xiga }"}, "klammer"),
        ({"next": "x" * 601}, "högst 600 tecken"),
        ({"fallback": "fi"}, "är inget av sv, en"),
    ],
)
def test_a_word_that_cannot_stand_is_refused_with_its_line(words: dict[str, str], told: str) -> None:
    text = form_file("so", pages_of(words))
    line = next(
        number for number, row in enumerate(text.splitlines(), 1) if f"    {next(iter(words))}:" in row
    )

    with pytest.raises(InstrumentFileError) as refused:
        read_yaml(text.encode())

    assert told in str(refused.value)
    assert str(refused.value).startswith(f"Rad {line}: ")


@pytest.mark.parametrize(("language", "told"), [("sv", "talar redan"), ("Finska", "inget språk")])
def test_the_products_own_languages_are_not_rewritten(language: str, told: str) -> None:
    with pytest.raises(InstrumentFileError, match=told):
        read_yaml(form_file("so", pages_of(SOMALI, language)).encode())


def test_a_form_written_out_has_a_template_of_what_its_languages_lack(town: Town) -> None:
    given = read_yaml(form_file("so", pages_of(SOMALI)).encode())

    told = write_yaml(given)

    assert read_yaml(told.encode()) == given
    assert '    next: "Xiga"\n' in told
    assert "    # Tillbaka\n    previous:\n" in told
    missing = re.findall(r"^    ([\w.]+):$", told.split("pages:\n")[1], re.MULTILINE)
    assert missing == missing_in(SOMALI)
    filled_in = told.replace("    previous:\n", "    previous: Dib\n")
    assert read_yaml(filled_in.encode()).page_words["so"]["previous"] == "Dib"
    # A language that comes whole with the product needs no template.
    assert "pages:" not in write_yaml(read_yaml(form_file("fi").encode()))


def test_the_forms_own_page_tells_what_a_language_lacks(town: Town) -> None:
    sten, place = town.client(town.sten), town.place(town.authority)

    def page(language: str, words: dict[str, str]) -> str:
        made = service.take_instrument(
            town.scope(town.sten),
            town.authority,
            read_yaml(form_file(language, pages_of(words, language)).encode()),
        )
        return text_of(sten.get(place.url("assessments:instrument", instrument_id=made.pk)))

    lacking = len(missing_in(SOMALI))
    assert f"Soomaali: {lacking} texter runt frågorna saknas och visas på Svenska." in page("so", SOMALI)
    assert "visas på English." in page("so", {**SOMALI, "fallback": "en"})
    assert "runt frågorna saknas" not in page("fi", {"next": "Eteenpäin"})


def test_the_words_follow_into_the_next_version(town: Town) -> None:
    current = opened(town, "so", pages_of(SOMALI))

    made = service.new_version(town.scope(town.sten), current.instrument)

    assert made.page_words == {"so": SOMALI}


def test_the_command_writes_the_words_of_a_language_to_be_filled_in(capsys: Any) -> None:
    call_command("instrument", "words", "so")
    empty = capsys.readouterr().out
    call_command("instrument", "words", "fi")
    finnish = capsys.readouterr().out

    assert read_yaml(form_file("so", empty).encode()).page_words == {"so": {"fallback": "sv"}}
    assert re.findall(r"^    ([\w.]+):$", empty, re.MULTILINE) == list(PHRASES)
    assert read_yaml(form_file("fi", finnish).encode()).page_words == {"fi": dict(shipped_words("fi"))}
    with pytest.raises(CommandError, match="no language"):
        call_command("instrument", "words", "sv")


def test_a_file_full_of_words_is_still_small() -> None:
    assert len(form_file("so", pages_of(dict(shipped_words("ar")))).encode()) < exchange.LIMIT_BYTES / 50


# ---- on paper --------------------------------------------------------------------------------------------


def printed(page: HttpResponse) -> str:
    assert page["Content-Type"] == "application/pdf"
    with pdfplumber.open(io.BytesIO(page.content)) as document:
        return "\n".join(each.extract_text() or "" for each in document.pages)


def language_of(page: HttpResponse) -> str:
    with pdfplumber.open(io.BytesIO(page.content)) as document:
        return document.doc.catalog["Lang"].decode()


def test_the_form_on_paper_is_in_the_language_with_its_words(town: Town) -> None:
    current = opened(town, "fi")
    sten, place = town.client(town.sten), town.place(town.authority)
    address = place.url("assessments:paper", instrument_id=current.instrument.pk)

    paper = sten.get(f"{address}?grupp=guardians&lang=fi")

    words = shipped_words("fi")
    for key in ("paper.how", "paper.to", "paper.unit", "group.guardians", "not_relevant"):
        assert words[key] in printed(paper)
    assert language_of(paper) == "fi"
    assert "Kryssa" not in printed(paper)


def test_the_form_on_paper_in_arabic_has_letters_for_all_of_it(town: Town) -> None:
    current = opened(town, "ar")
    sten, place = town.client(town.sten), town.place(town.authority)
    address = place.url("assessments:paper", instrument_id=current.instrument.pk)

    paper = sten.get(f"{address}?grupp=pupils_younger&lang=ar")

    assert language_of(paper) == "ar"
    boxes = len(LEVELS["ar"]) + 1
    assert printed(paper).count("□") == boxes, "a square is a box to tick, and no letter that is missing"
    with pdfplumber.open(io.BytesIO(paper.content)) as document:
        title = max(document.pages[0].chars, key=lambda char: char["size"])
        assert title["x0"] > document.pages[0].width / 2, "it stands at the right"


@pytest.mark.parametrize("language", ["fi", "ar"])
def test_the_sheet_in_a_language_opens_the_form_in_it(town: Town, language: str) -> None:
    opened(town, language)
    sten, place = town.client(town.sten), town.place(town.bjorkhagen)
    asked = f"?grupp=guardians&sprak={language}"

    shown = sten.get(place.url("assessments:sheet") + asked)
    paper = sten.get(place.url("assessments:sheet_pdf") + asked)
    ((address,),) = qr_codes(paper.content)

    assert address.endswith(f"/?lang={language}")
    assert shipped_words(language)["guardians.sheet"] in text_of(shown)
    assert f'lang="{language}" dir="{scale.direction_of(language)}"' in shown.content.decode()
    assert language_of(paper) == language
    form = Client().get(address.partition("testserver")[2])
    assert shipped_words(language)["guardians.anonymous"] in text_of(form)
    assert SAID[language]["title"] in text_of(shown)
