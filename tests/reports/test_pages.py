"""The pages of Rapporter: who sees what, what is said, and that the paper says what the page says."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

import pytest

from tests.reports.conftest import Story

if TYPE_CHECKING:
    from django.test import Client

BASE = "/sundby-kommun/2026-27/rapporter/"


@pytest.fixture
def compiled(story: Story) -> Story:
    story.compile()
    return story


@pytest.fixture
def published(compiled: Story) -> Story:
    from rodtrad.reports import service
    from rodtrad.reports.models import Compilation

    service.publish(compiled.town.scope(compiled.town.sten), Compilation.objects.get())
    return compiled


def text_of(page: Any) -> str:
    """The page's words, without markup."""
    bare = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", page.content.decode(), flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", bare).replace("\u00a0", " ").replace("\u00ad", "").split())


def test_an_empty_place_says_what_will_be_here_and_gives_the_first_step(story: Story) -> None:
    strategist = text_of(story.town.client(story.town.sten).get(BASE))
    principal = text_of(
        story.town.client(story.town.karin).get(f"/bjorkhagens-skola{BASE[len('/sundby-kommun') :]}")
    )

    assert "Läsåret 2026/27 är inte sammanställt än" in strategist
    assert "Sammanställ läsåret" in strategist
    assert "Här kommer årssammanställningen" in principal
    assert "Sammanställ läsåret" not in principal


def test_compiling_is_ordered_followed_and_read(
    story: Story, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    client = story.town.client(story.town.sten)
    with django_capture_on_commit_callbacks(execute=True):
        ordered = client.post(f"{BASE}sammanstall/", {"seen": 0})

    progress = client.get(ordered.url)
    assert f'href="{BASE}1/"' in progress.content.decode()
    assert "Personalen skattar högre än i fjol i ett av två områden" in text_of(client.get(f"{BASE}1/"))


def test_two_clicks_are_one_compilation(
    story: Story, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    from rodtrad.reports.models import Compilation

    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    client = story.town.client(story.town.sten)
    for _click in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            client.post(f"{BASE}sammanstall/", {"seen": 0})

    assert Compilation.objects.count() == 1


def test_only_the_strategist_may_compile(story: Story) -> None:
    for person in (story.town.berit, story.town.karin, story.town.nils):
        unit = "sundby-kommun" if person is story.town.berit else None
        where = BASE if unit else "/bjorkhagens-skola/2026-27/rapporter/"
        where = "/grundskoleforvaltningen/2026-27/rapporter/" if person is story.town.nils else where
        assert story.town.client(person).post(f"{where}sammanstall/", {"seen": 0}).status_code == 403


def test_the_board_reads_the_draft_but_cannot_change_it(compiled: Story) -> None:
    board = compiled.town.client(compiled.town.berit)

    page = board.get(f"{BASE}1/")
    assert "Ändra texten" not in text_of(page)
    assert "Publicera" not in text_of(page)
    assert board.get(f"{BASE}1/andra/").status_code == 404
    assert board.post(f"{BASE}1/andra/title/", {"text": "Hej", "version": 0}).status_code == 404
    assert board.post(f"{BASE}1/publicera/").status_code == 403


def test_a_principal_reads_what_is_published_and_nothing_before(compiled: Story) -> None:
    from rodtrad.reports import service
    from rodtrad.reports.models import Compilation

    principal = compiled.town.client(compiled.town.karin)
    here = "/bjorkhagens-skola/2026-27/rapporter/1/"
    assert principal.get(here).status_code == 404

    service.publish(compiled.town.scope(compiled.town.sten), Compilation.objects.get())

    assert "Digital kompetens: högre än i fjol" in text_of(principal.get(here))


def test_another_authoritys_report_does_not_exist(published: Story) -> None:
    stranger = published.town.client(published.town.otto)

    assert stranger.get(f"{BASE}1/").status_code == 404
    assert stranger.get("/vastersjo-kommun/2026-27/rapporter/1/").status_code == 404
    assert stranger.get("/vastersjo-kommun/2026-27/rapporter/1/ladda-ner/pdf/").status_code == 404
    assert stranger.get("/vastersjo-kommun/2026-27/rapporter/1/siffra/activities/").status_code == 404


def test_a_principal_sees_the_rows_of_the_own_unit_and_how_many_others_there_are(published: Story) -> None:
    principal = published.town.client(published.town.karin)
    page = text_of(principal.get("/bjorkhagens-skola/2026-27/rapporter/1/siffra/activities/"))

    assert "Kollegor besöker varandras lektioner" in page
    assert "Kurs i digitala läromedel" not in page
    assert "även av 3 rader från andra enheter" in page


def test_a_figure_leads_to_the_activity_itself(compiled: Story) -> None:
    client = compiled.town.client(compiled.town.sten)
    report = client.get(f"{BASE}1/").content.decode()
    assert f'href="{BASE}1/siffra/area-1-activities/"' in report

    rows = client.get(f"{BASE}1/siffra/area-1-activities/").content.decode()
    opened = re.search(r'href="(/bjorkhagens-skola/2026-27/lasaret/aktivitet/\d+/)"', rows)

    assert opened is not None
    assert client.get(opened[1]).status_code == 200


def test_every_figure_has_its_page(compiled: Story) -> None:
    from rodtrad.reports.models import Compilation

    client = compiled.town.client(compiled.town.sten)
    for ident in Compilation.objects.get().content["figures"]:
        assert client.get(f"{BASE}1/siffra/{ident}/").status_code == 200, ident
    assert client.get(f"{BASE}1/siffra/finns-inte/").status_code == 404


# ---- the paper says what the page says ------------------------------------------------------------------

SAID = (
    "Personalen skattar högre än i fjol i ett av två områden",
    "Personalens medelvärde är 3,7 på skalan 1–6 (48 svar, 29 % svarade, spridning 0,5).",
    "Tre insatser av fem arbetar ingen enhet med",
    "2 aktiviteter av 3 är uppföljda: tydlig effekt i 1 och ingen effekt sedd i 1.",
    "Kollegialt lärande kräver tid i schemat, och tid måste rektor ge.",
    "Så räknade vi",
    "Underlag",
)


def squeezed(text: str) -> str:
    """Without any space and soft hyphen: lines are broken otherwise on paper."""
    return re.sub(r"[\s\u00a0\u202f\u00ad\u200b]|(?<=\w)-\n", "", text)


def words_of(data: bytes, fmt: str) -> str:
    if fmt == "pdf":
        import pdfplumber

        with pdfplumber.open(io.BytesIO(data)) as pdf:
            # Notes stand in a column of their own to the right of the text.
            return "\n".join(
                column.extract_text()
                for page in pdf.pages
                for column in (page.crop((0, 0, 415, page.height)), page)
            )
    import docx

    document = docx.Document(io.BytesIO(data))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


@pytest.mark.parametrize("fmt", ["pdf", "docx"])
def test_paper_and_page_say_the_same(compiled: Story, fmt: str) -> None:
    client = compiled.town.client(compiled.town.sten)
    page = squeezed(text_of(client.get(f"{BASE}1/")))
    answer = client.get(f"{BASE}1/ladda-ner/{fmt}/")
    paper = squeezed(words_of(answer.content, fmt))

    for sentence in SAID:
        assert squeezed(sentence) in page, sentence
        assert squeezed(sentence) in paper, sentence


def test_the_pdf_is_accessible(compiled: Story) -> None:
    """Typst refuses what is not PDF/UA-1; the second checker knows nothing of Typst."""
    import pdfua

    answer = compiled.town.client(compiled.town.sten).get(f"{BASE}1/ladda-ner/pdf/")

    assert answer.content.startswith(b"%PDF-")
    findings = pdfua.validate(io.BytesIO(answer.content)).findings
    assert [each for each in findings if each.severity is pdfua.Severity.ERROR] == []


@pytest.mark.parametrize(
    ("fmt", "kind"),
    [
        ("pdf", "application/pdf"),
        ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ],
)
def test_a_download_has_its_name_and_kind_in_the_readers_language(
    compiled: Story, fmt: str, kind: str
) -> None:
    swedish = compiled.town.client(compiled.town.sten).get(f"{BASE}1/ladda-ner/{fmt}/")
    english = compiled.town.client(compiled.town.sten, "en").get(f"{BASE}1/ladda-ner/{fmt}/")

    assert swedish["Content-Type"] == kind
    assert f'filename="arssammanstallning-2026-27-v1.{fmt}"' in swedish["Content-Disposition"]
    assert f'filename="yearly-report-2026-27-v1.{fmt}"' in english["Content-Disposition"]


def test_an_unknown_format_does_not_exist(compiled: Story) -> None:
    assert compiled.town.client(compiled.town.sten).get(f"{BASE}1/ladda-ner/exe/").status_code == 404


def test_the_workbook_lists_every_figure(compiled: Story) -> None:
    import openpyxl

    answer = compiled.town.client(compiled.town.sten).get(f"{BASE}1/ladda-ner/xlsx/")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    listed = next(sheet for sheet in book if "Underlag" in sheet.title)

    assert listed.max_row > 20
    assert [cell.value for cell in listed[1]] == ["Siffra", "Nummer", "Värde", "Så räknades den"]


def test_what_must_not_be_shown_is_in_no_format(compiled: Story) -> None:
    """The upper secondary administration's mean would be its one school's; no format lets it out (rule 2)."""
    client = compiled.town.client(compiled.town.sten)
    page = text_of(client.get(f"{BASE}1/"))
    row = re.search(r"Gymnasieförvaltningen (.{0,120})", page[page.index("per förvaltning") :])

    assert row is not None
    assert not re.search(r"\d,\d", row[1].split("Medelvärde och antal")[0])
    for fmt in ("pdf", "docx"):
        words = words_of(client.get(f"{BASE}1/ladda-ner/{fmt}/").content, fmt)
        assert "Lilla Holmen" not in words


def test_hostile_words_are_words_everywhere(story: Story) -> None:
    evil = '<script>alert(1)</script> {{ 7*7 }} #import "x" =1+1 \u202e ]]> & \\u0041'
    activity = story.add_activity(story.town.tallmon, evil[:200], story.items[2])
    story.follow_up(activity, "partly", f"{evil} och så vidare i trettio tecken till.")
    story.compile()
    client: Client = story.town.client(story.town.sten)

    page = client.get(f"{BASE}1/").content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page
    for fmt in ("pdf", "docx", "xlsx", "html"):
        answer = client.get(f"{BASE}1/ladda-ner/{fmt}/")
        assert answer.status_code == 200, fmt
        if fmt in {"pdf", "docx"}:
            assert "<script>alert(1)</script>" in words_of(answer.content, fmt).replace("\n", " ")


def test_pages_cost_few_queries(compiled: Story, django_assert_max_num_queries: Any) -> None:
    client = compiled.town.client(compiled.town.sten)
    client.get(f"{BASE}1/")
    for path, most in (("", 20), ("1/", 18), ("1/siffra/activities/", 18), ("1/siffra/area-1-mean/", 26)):
        with django_assert_max_num_queries(most):
            assert client.get(f"{BASE}{path}").status_code == 200


# ---- a unit's own report --------------------------------------------------------------------------------


def test_a_units_own_report_gathers_the_year_for_the_dialogue(story: Story) -> None:
    principal = story.town.client(story.town.karin)
    page = text_of(principal.get("/bjorkhagens-skola/2026-27/rapporter/enhet/"))

    assert "Digital kompetens: högre än i fjol" in page
    assert "Kollegor besöker varandras lektioner" in page
    assert "Slutsats: Kollegialt lärande kräver tid i schemat" in page
    assert "Att tala om i dialogen" in page
    answer = principal.get("/bjorkhagens-skola/2026-27/rapporter/enhet/ladda-ner/pdf/")
    assert 'filename="bjorkhagens-skola-2026-27.pdf"' in answer["Content-Disposition"]


def test_a_units_own_report_is_for_those_who_see_the_unit(story: Story) -> None:
    principal = story.town.client(story.town.karin)

    assert principal.get("/ekbackens-skola/2026-27/rapporter/enhet/").status_code == 404
    assert principal.get("/sundby-kommun/2026-27/rapporter/enhet/").status_code == 404


def test_a_unit_with_few_staff_has_its_report_without_their_figures(story: Story) -> None:
    page = text_of(story.town.client(story.town.lovisa).get("/lilla-holmens-skola/2026-27/rapporter/enhet/"))

    assert "för få svar för att visas" in page
    assert not re.search(r"medelvärde är \d", page)
