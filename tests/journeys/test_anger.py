"""What people do when they are in a hurry, angry or unlucky: nothing is lost, nothing is done twice, and each
is told in one line what happened. On a running demo, with its real web processes and worker.
"""

from __future__ import annotations

import io
import os
import re
import signal
import sqlite3
import time
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pikepdf
import pytest
from django_tasks_db.models import DBTaskResult
from playwright.sync_api import Browser, FilePayload, Page, expect

from tests.browser import PHONE, axe, no_sideways_scroll
from tests.demo_server import running_demo
from tests.journeys.conftest import watched
from tests.journeys.walk import PATIENCE_MS, Walk, wait_for_work

GOAL = "Alla arbetslag vet vad de ska göra härnäst"
PLAN = """Digitaliseringsplan 2025-2027

Prioriterat område 1: Digital kompetens

Insatser
- att kartlägga kunskaperna varje höst
- att ge nya kollegor en introduktion
"""


@dataclass
class Demo:
    """A small demo of these stories' own, since they break things in it."""

    address: str
    folder: Path


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    folder = tmp_path_factory.mktemp("anger")
    with running_demo(folder) as address:
        yield Demo(address, folder)


@pytest.fixture
def walk(chromium: Browser, demo: Demo) -> Iterator[Walk]:
    walk = Walk(chromium, demo.address)
    with watched(walk.visits):
        yield walk


def home_of(page: Page) -> str:
    """The address of the unit and year that the person comes in at."""
    return page.url


def goals(page: Page, title: str) -> int:
    """How many goals of this name stand in the plan."""
    page.goto(f"{HOME.search(page.url)[0]}lasaret/")  # type: ignore[index]
    return page.get_by_role("heading", name=title).count()


HOME = re.compile(r"^https?://[^/]+/[\w-]+/\d{4}-\d{2}/")


# ---- buttons pressed again, and the way back ----


def test_back_after_sending_shows_what_was_sent_and_sending_again_is_one_goal(walk: Walk) -> None:
    page = walk.enter_as("Karin")
    page.goto(f"{home_of(page)}lasaret/mal/nytt/")
    page.get_by_label("Mål", exact=True).fill(GOAL)
    page.get_by_role("button", name="Spara och lägg till").click()
    expect(page.get_by_role("heading", name="Ny aktivitet")).to_be_visible()

    page.go_back()
    button = page.get_by_role("button", name="Spara och lägg till")
    expect(button).to_be_enabled()
    page.get_by_label("Mål", exact=True).fill(GOAL)
    button.click()
    expect(page.get_by_role("heading", name="Ny aktivitet")).to_be_visible()

    assert goals(page, GOAL) == 1


def test_a_double_click_is_one_goal_also_without_script(walk: Walk) -> None:
    for script in (True, False):
        title = f"{GOAL}, {'med' if script else 'utan'} skript"
        page = walk.enter_as("Karin", java_script_enabled=script)
        page.goto(f"{home_of(page)}lasaret/mal/nytt/")
        page.get_by_label("Mål", exact=True).fill(title)
        page.get_by_role("button", name="Spara och lägg till").dblclick(no_wait_after=True)
        expect(page.get_by_role("heading", name="Ny aktivitet")).to_be_visible()

        assert goals(page, title) == 1


def test_one_activity_in_two_windows_keeps_both_texts(walk: Walk) -> None:
    walk.visits.expect("409")
    karin, petra = walk.enter_as("Karin"), walk.enter_as("Petra")
    karin.goto(f"{home_of(karin)}lasaret/")
    karin.locator("a[href*='/lasaret/aktivitet/']").first.click()
    karin.get_by_role("link", name="Ändra aktiviteten").click()
    petra.goto(karin.url)
    for page, words in ((karin, "Karins ord"), (petra, "Petras ord")):
        page.get_by_label("Aktivitet", exact=True).fill(words)
        page.get_by_role("button", name="Spara aktiviteten").click()
        page.wait_for_load_state()

    expect(petra.get_by_label("Aktivitet", exact=True)).to_have_value("Petras ord")
    expect(petra.get_by_role("complementary")).to_contain_text("Karins ord")


# ---- without script, without net, without session ----


def test_staff_answer_and_the_principal_plans_without_script(walk: Walk) -> None:
    karin = walk.enter_as("Karin", java_script_enabled=False)
    home = home_of(karin)
    karin.goto(f"{home}skattning/kod/")
    link = karin.get_by_role("link", name=re.compile("svara")).get_attribute("href") or ""
    phone = walk.visits.page_for(PHONE, java_script_enabled=False)
    phone.goto(link)
    no_sideways_scroll(phone)
    for question in phone.get_by_role("article").all():
        question.get_by_role("radio").nth(2).check()
    phone.get_by_role("button", name="Skicka in mina svar").click()
    expect(phone.get_by_role("heading", name="Tack! Ditt svar är sparat")).to_be_visible()

    karin.goto(f"{home}lasaret/mal/nytt/")
    karin.get_by_label("Mål", exact=True).fill("Ett mål utan skript")
    karin.get_by_role("button", name="Spara och lägg till").click()
    karin.get_by_label("Aktivitet", exact=True).fill("En aktivitet utan skript")
    karin.get_by_label("Väntad effekt", exact=True).fill("Det märks.")
    karin.get_by_label("Så ser ni effekten", exact=True).fill("Vi frågar.")
    karin.get_by_role("button", name="Spara aktiviteten").click()
    expect(karin.get_by_role("link", name="En aktivitet utan skript")).to_be_visible()


def test_a_session_that_ends_while_one_types_loses_nothing(walk: Walk) -> None:
    page = walk.enter_as("Karin")
    form = f"{home_of(page)}lasaret/mal/nytt/"
    page.goto(form)
    page.get_by_label("Mål", exact=True).fill("Ett mål som tog lång tid att skriva")
    page.context.clear_cookies(name="session")
    page.get_by_role("button", name="Spara och lägg till").click()
    expect(page.get_by_role("heading", name="Logga in")).to_be_visible()

    page.get_by_role("link", name="Gå in som en av demons personer").click()
    page.get_by_role("button", name="Gå in som Karin", exact=True).click()

    expect(page).to_have_url(form)
    expect(page.get_by_label("Mål", exact=True)).to_have_value("Ett mål som tog lång tid att skriva")
    page.get_by_role("button", name="Spara och lägg till").click()
    assert goals(page, "Ett mål som tog lång tid att skriva") == 1


# ---- links that lead nowhere ----


def test_a_link_that_is_unknown_says_so(walk: Walk) -> None:
    walk.visits.expect("404")
    phone = walk.visits.page_for(PHONE)
    phone.goto("/svara/finnsinte234/")

    expect(phone.get_by_role("heading", level=1)).to_be_visible()
    expect(phone.get_by_role("button", name="Skicka in mina svar")).to_have_count(0)
    axe(phone)


def test_a_code_that_has_been_used_says_so_and_the_answer_stands_once(walk: Walk) -> None:
    walk.visits.expect("410")
    amina = walk.enter_as("Amina")
    amina.goto(f"{home_of(amina)}skattning/kod/")
    amina.get_by_text("Engångskoder i stället för en gemensam länk").click()
    amina.get_by_label("Antal koder").fill("2")
    amina.get_by_role("button", name="Ta fram koder", exact=True).click()
    found = re.findall(r"/svara/\w+/", amina.locator("main").inner_text())
    assert len(set(found)) == 2

    phone = walk.visits.page_for(PHONE, java_script_enabled=False)
    phone.goto(found[0])
    phone.get_by_role("article").first.get_by_role("radio").first.check()
    phone.get_by_role("button", name="Skicka in mina svar").click()
    expect(phone.get_by_role("heading", name="Tack! Ditt svar är sparat")).to_be_visible()
    again = walk.visits.page_for(PHONE)
    again.goto(found[0])

    expect(again.get_by_text("Har du inte svarat själv?")).to_be_visible()
    axe(again)


# ---- files that are no plans ----


def zip_bomb() -> bytes:
    """A Word file of some kilobytes that unpacks to half a gigabyte."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        with archive.open("word/document.xml", "w", force_zip64=True) as part:
            for _megabyte in range(512):
                part.write(b"\0" * 1024 * 1024)
    return packed.getvalue()


def locked_pdf() -> bytes:
    made = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(made, encryption=pikepdf.Encryption(owner="hemligt", user="hemligt"))
    return made.getvalue()


def wrong_encoding() -> bytes:
    return PLAN.encode("utf-16-le")[1:] + bytes(range(128, 160)) * 30


HOSTILE = {
    "an empty file": ("plan.txt", lambda: b""),
    "25 MB of text": ("plan.txt", lambda: b"Insatser och mal.\n" * 1_500_000),
    "a zip bomb called Word": ("plan.docx", zip_bomb),
    "a PDF with a password": ("plan.pdf", locked_pdf),
    "text that is no text": ("plan.txt", wrong_encoding),
    "a letter": ("brev.txt", "Hej! Tack för senast. Vi ses på torsdag.\n".encode),
}


def send(page: Page, name: str, content: bytes, tmp_path: Path) -> None:
    page.goto(f"{HOME.search(page.url)[0]}planer/las-in/")  # type: ignore[index]
    field = page.get_by_label(re.compile("^Fil"))
    if len(content) < 1_000_000:
        field.set_input_files(FilePayload(name=name, mimeType="application/octet-stream", buffer=content))
    else:
        (tmp_path / name).write_bytes(content)
        field.set_input_files(tmp_path / name)
    page.get_by_role("button", name="Läs in", exact=True).click()


@pytest.mark.parametrize("case", HOSTILE)
def test_a_file_that_is_no_plan_gets_one_line_and_the_worker_reads_the_next(
    walk: Walk, case: str, tmp_path: Path
) -> None:
    walk.visits.expect("413|422")
    name, made = HOSTILE[case]
    page = walk.enter_as("Samira")

    send(page, name, made(), tmp_path)

    refusal = page.get_by_role("alert").or_(page.get_by_role("heading", name="Det gick inte"))
    expect(refusal.or_(page.locator(".rt-error")).first).to_be_visible(timeout=PATIENCE_MS)
    assert "Traceback" not in page.content()
    no_sideways_scroll(page)
    send(page, "plan.txt", PLAN.encode(), tmp_path)
    wait_for_work(page, page.get_by_role("heading", name="Det vi hittade"))


# ---- a worker that is killed ----


def worker_of(folder: Path) -> int:
    """The process id of the demo's worker."""
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_bytes().split(b"\0")
            variables = (process / "environ").read_bytes().split(b"\0")
        except OSError:
            continue
        if b"worker" in command and f"RODTRAD_DATA_DIR={folder}".encode() in variables:
            return int(process.name)
    raise AssertionError("the demo has no worker")


def wait_until_begun(folder: Path) -> None:
    """Watch the queue until the worker has taken the task. Reading then takes a second."""
    begun = f"SELECT 1 FROM {DBTaskResult._meta.db_table} WHERE status = 'RUNNING'"  # noqa: S608 - own table
    deadline = time.monotonic() + PATIENCE_MS / 1000
    with closing(sqlite3.connect(folder / "rodtrad.sqlite3")) as queue:
        while not queue.execute(begun).fetchone():
            assert time.monotonic() < deadline, "the worker takes nothing up"


def test_a_worker_killed_in_the_middle_of_a_file_is_replaced_and_the_file_is_read(
    walk: Walk, demo: Demo, tmp_path: Path
) -> None:
    page = walk.enter_as("Samira")
    first = worker_of(demo.folder)
    os.kill(first, signal.SIGSTOP)
    send(page, "plan.txt", PLAN.encode(), tmp_path)
    expect(page.locator(".rt-job")).to_be_visible()
    os.kill(first, signal.SIGCONT)
    wait_until_begun(demo.folder)
    os.kill(first, signal.SIGKILL)

    wait_for_work(page, page.get_by_role("heading", name="Det vi hittade"))
    assert worker_of(demo.folder) != first
