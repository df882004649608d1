"""The plans on the web: for anyone, at addresses that last, and nothing but what is published."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pytest
from django.core.cache import caches
from django.utils import timezone

from rodtrad.plans import service as plans
from rodtrad.plans.importing import PlanItem, PlanTree
from rodtrad.public import rules
from tests.public.conftest import PLAN, Web, code

if TYPE_CHECKING:
    from pytest_django.fixtures import SettingsWrapper

    from rodtrad.plans.models import Document


def test_what_is_decided_but_not_published_is_nowhere(web: Web) -> None:
    hidden = web.decided(title="Hemlig plan")
    assert web.get().status_code == 404
    web.publish(title="Strategi", kind="strategy")

    for page in (web.page(), web.page("sok", q="Kartlägg"), web.page("begrepp")):
        assert "Hemlig plan" not in page
    assert web.get(hidden.slug).status_code == 404
    assert web.get("strategi", "utgava-2").status_code == 404


def test_the_site_of_one_authority_holds_nothing_of_anothers(web: Web) -> None:
    web.publish()
    other = web.town.other
    assert web.reader.get(web.url(unit=other)).status_code == 404
    assert web.reader.get(web.url("digitaliseringsplan", unit=other)).status_code == 404


def test_under_one_strategy_each_administration_has_its_own_plans(web: Web) -> None:
    web.publish(title="Strategi", kind="strategy", period_to=2029)
    web.publish(title="Plan för grundskolan", owner=web.town.compulsory)
    web.publish(title="Plan för gymnasiet", owner=web.town.upper)

    page = web.page()

    order = [web.town.authority.name, "Strategi", web.town.compulsory.name, "Plan för grundskolan"]
    order += [web.town.upper.name, "Plan för gymnasiet"]
    at = [page.index(f">{words}<", page.index("<ol")) for words in order]
    assert at == sorted(at)


def test_a_document_leads_from_area_to_item_and_explains_its_words(web: Web) -> None:
    web.publish()

    front = web.page("digitaliseringsplan")
    area = web.page("digitaliseringsplan", code("komp"))
    item = web.page("digitaliseringsplan", code("karta"))

    assert web.url("digitaliseringsplan", code("komp")) in front
    assert "1 insats · 2 ansvar" in front
    assert web.url("digitaliseringsplan", code("karta")) in area
    anchor = f"begrepp-{code('rad')}"
    assert (
        f'<button type="button" class="pl-term" popovertarget="{anchor}">digitaliseringsråd</button>' in area
    )
    assert re.search(rf'id="{anchor}" popover>.*En grupp som samlar in behov\.', area, re.DOTALL)
    assert "Kartlägg kunskaperna" in item
    assert f'id="{anchor}-ord"' in web.page("begrepp")


def test_responsibilities_are_read_role_by_role(web: Web) -> None:
    web.publish()

    everyone, principal = (
        web.page("digitaliseringsplan", "ansvar"),
        web.page("digitaliseringsplan", "ansvar", roll="Rektor"),
    )

    assert "Avsätter tid" in everyone
    assert "Tar del av" in everyone
    assert "Avsätter tid" in principal
    assert "Tar del av" not in principal
    assert web.get("digitaliseringsplan", "ansvar", roll="Kung").status_code == 404


def test_search_finds_words_in_any_case_and_runs_nothing(web: Web) -> None:
    web.publish()

    hit = web.page("sok", q="KUNSKAPERNA kartlägg")
    hostile = web.page("sok", q="<script>alert(1)</script>")

    assert "1 punkt om" in hit
    assert web.url("digitaliseringsplan", code("karta")) in hit
    assert "<mark>kunskaperna</mark>" in hit
    assert "<script>" not in hostile
    assert "Inget hittades" in hostile
    assert web.page("sok", q="x" * 500)


def test_a_word_is_found_in_its_other_forms_and_marked_whole(web: Web) -> None:
    web.publish()

    page = web.page("sok", q="kunskapers kartläggs")

    assert web.url("digitaliseringsplan", code("karta")) in page
    assert "<mark>kunskaperna</mark>" in page


@pytest.fixture
def editions(web: Web) -> tuple[Document, Document]:
    """The plan that held before and the one that holds; the second has dropped an item and reworded one."""
    first = web.publish(period_from=2022, period_to=timezone.localdate().year - 1)
    rows = tuple(row for row in PLAN if row[0] != "del")
    rows = tuple((n, k, "Kartlägg allt" if n == "karta" else t, p, m) for n, k, t, p, m in rows)
    year = timezone.localdate().year
    second = web.publish(
        title=f"Digitaliseringsplan {year}", rows=rows, replaces=first, period_from=year, period_to=year
    )
    return first, second


def test_an_address_survives_a_new_edition_and_the_old_one_keeps_its_own(
    web: Web, editions: tuple[Document, Document]
) -> None:
    now, then = web.page("digitaliseringsplan"), web.page("digitaliseringsplan", "utgava-1")

    assert "utgåva 2" in now
    assert "Det finns en som gäller i stället" in then
    assert "Det finns en som gäller i stället" not in now
    assert "Kartlägg allt" in web.page("digitaliseringsplan", code("karta"))
    old = web.page("digitaliseringsplan", "utgava-1", code("karta"))
    assert "Kartlägg kunskaperna" in old
    assert web.page("digitaliseringsplan", "utgava-2", code("karta"))


def test_an_item_that_was_dropped_says_so_where_it_used_to_be(
    web: Web, editions: tuple[Document, Document]
) -> None:
    page = web.page("digitaliseringsplan", code("del"))

    assert "Punkten finns inte kvar i den utgåva som gäller nu" in page
    assert "Tar del av introduktionen" in page
    assert (
        f'rel="canonical" href="http://testserver{web.url("digitaliseringsplan", "utgava-1", code("del"))}"'
        in page
    )
    assert web.get("digitaliseringsplan", "utgava-2", code("del")).status_code == 404
    assert web.get("digitaliseringsplan", "0" * 12).status_code == 404


def test_the_current_edition_tells_search_engines_of_its_lasting_address(
    web: Web, editions: tuple[Document, Document]
) -> None:
    lasting = f'rel="canonical" href="http://testserver{web.url("digitaliseringsplan")}"'

    assert lasting in web.page("digitaliseringsplan")
    assert lasting in web.page("digitaliseringsplan", "utgava-2")
    assert lasting not in web.page("digitaliseringsplan", "utgava-1")


def test_an_edition_published_before_its_time_waits(web: Web) -> None:
    year = timezone.localdate().year
    first = web.publish(period_from=year - 1, period_to=year)
    web.publish(title="Nästa", replaces=first, period_from=year + 1, period_to=year + 2)

    assert "Digitaliseringsplan 2025–2027" in web.page("digitaliseringsplan")
    assert "Dokumentet gäller inte i dag" not in web.page("digitaliseringsplan")


def test_two_documents_of_one_title_have_an_address_each(web: Web) -> None:
    one, two = web.publish(), web.publish()

    pages = [web.page("digitaliseringsplan"), web.page("digitaliseringsplan-2")]
    assert one.series != two.series
    assert all("Digital kompetens" in page for page in pages)


def test_a_document_whose_address_was_never_given_is_met_at_its_name_and_stays_there(web: Web) -> None:
    first = plans.publish(web.sten, web.decided())  # the process ended before it heard of its own commit
    assert web.page(first.slug)

    web.publish(title="Digitaliseringsplan 2028", replaces=first)

    assert "utgåva 2" in web.page(first.slug) or "Utgåva 2" in web.page(first.slug)


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Digitaliseringsplan för Sundby 2025–2027", "digitaliseringsplan-for-sundby"),
        ("2025", "dokument"),
        ("Sök", "sok-2"),
        ("Plan " + "mycket lång titel " * 9, "plan-mycket-lang-titel-mycket-lang-titel-mycket-lang-titel"),
    ],
)
def test_an_address_has_no_year_in_it_and_collides_with_nothing(title: str, slug: str) -> None:
    assert rules.free_slug(title, ()) == slug


# Kept pages


def test_a_page_is_the_same_for_all_and_leaves_no_cookie(web: Web) -> None:
    web.publish()

    anyone = web.get("digitaliseringsplan")
    signed_in = web.town.client(web.town.karin).get(web.url("digitaliseringsplan"))

    assert anyone.cookies == {}
    assert anyone.content == signed_in.content
    assert {name.strip() for name in anyone["Vary"].split(",")} == {"Accept-Language", "Cookie"}
    assert b"csrf" not in anyone.content


def test_who_has_the_page_already_is_told_so(web: Web) -> None:
    web.publish()
    first = web.get("digitaliseringsplan")

    by_name = web.reader.get(web.url("digitaliseringsplan"), headers={"if-none-match": first["ETag"]})
    by_time = web.reader.get(
        web.url("digitaliseringsplan"), headers={"if-modified-since": first["Last-Modified"]}
    )

    assert (by_name.status_code, by_time.status_code) == (304, 304)
    assert by_name.content == b""
    assert first["Cache-Control"] == "public, max-age=60"


def test_a_kept_page_is_drawn_anew_when_what_it_shows_has_changed(web: Web) -> None:
    document = web.publish()
    before = web.get("digitaliseringsplan")
    with web.after_commit(execute=True):
        plans.expire(web.sten, document, date(2025, 6, 1))

    after = web.reader.get(web.url("digitaliseringsplan"), headers={"if-none-match": before["ETag"]})

    assert after.status_code == 200
    assert b"Har upph" in after.content
    assert after["ETag"] != before["ETag"]


def test_a_kept_page_is_not_drawn_again(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    web.publish()
    first = web.page("digitaliseringsplan")
    monkeypatch.setattr("rodtrad.public.keeping.time.time", lambda: 0.0)
    caches["public"].clear()
    assert web.page("digitaliseringsplan") == first

    monkeypatch.setattr("rodtrad.public.keeping.render_to_string", None)
    assert web.page("digitaliseringsplan") == first


def test_each_language_is_kept_by_itself(web: Web) -> None:
    web.publish()
    english = web.town.client(language="en")

    pages = [client.get(web.url("digitaliseringsplan")).content.decode() for client in (web.reader, english)]

    assert ['<html lang="sv"' in pages[0], '<html lang="en"' in pages[1]] == [True, True]
    chosen = web.reader.post(web.url("sprak"), {"language": "en", "next": web.url("begrepp")})
    assert (chosen.status_code, chosen["Location"]) == (302, web.url("begrepp"))
    assert '<html lang="en"' in web.page("digitaliseringsplan")
    assert web.reader.post(web.url("sprak"), {"next": "https://evil.example/"})["Location"] == "/"


# Machines, files, host names


def test_appendices_go_with_the_document(web: Web) -> None:
    draft = plans.create_document(
        web.sten, small("Strategi"), plans.Facts("Strategi", "strategy", web.town.authority)
    )
    plans.add_appendix_link(web.sten, draft, 1, "Skollagen", "https://lag.example/")
    plans.add_file(web.sten, draft, 2, "Karta", "Karta över.txt", "Å".encode())
    web.publish(plans.decide(web.sten, draft, plans.Decision("Nämnden", date(2025, 1, 1))))

    page = web.page("strategi")

    assert '<a href="https://lag.example/" rel="noopener noreferrer">Skollagen</a>' in page
    link = re.search(r'href="([^"]*/bilaga/\d+/[^"]*)"', page)
    assert link is not None
    answer = web.reader.get(link[1])
    assert answer.content == "Å".encode()
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert web.reader.get(link[1] + "x").status_code == 404


def small(title: str) -> PlanTree:
    item = PlanItem(id="1", kind="area", text="Område")
    return PlanTree(title=title, kind="plan", items=(item,))


def test_search_engines_are_shown_the_lasting_addresses_only(
    web: Web, editions: tuple[Document, Document]
) -> None:
    found = ElementTree.fromstring(web.reader.get(web.url() + "sitemap.xml").content)  # noqa: S314  our own
    listed = {place.text for place in found.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")}

    lasting = f"http://testserver{web.url('digitaliseringsplan', code('karta'))}"
    assert lasting in listed
    assert not any("utgava" in str(place) for place in listed)
    for place in listed:
        assert web.reader.get(str(place).removeprefix("http://testserver")).status_code == 200
    assert web.url().encode() in web.reader.get("/oppet/sitemap.xml").content
    robots = web.reader.get("/robots.txt").content.decode()
    assert "Disallow: /\n" in robots
    assert "Allow: /oppet/\n" in robots


def test_the_document_is_taken_away_in_each_format(web: Web) -> None:
    document = web.publish()

    for ending in ("pdf", "docx", "md", "csv", "json", "yaml"):
        url = f"{web.url('digitaliseringsplan')}dokument.{ending}"
        assert url in web.page("digitaliseringsplan")
        answer = web.reader.get(url)
        assert answer.content == plans.export_document(document, ending).data
        assert answer["Content-Disposition"].startswith("attachment")
    assert web.reader.get(f"{web.url('digitaliseringsplan')}dokument.exe").status_code == 404


def test_an_authority_has_its_site_on_a_host_of_its_own(web: Web, settings: SettingsWrapper) -> None:
    web.publish()
    settings.PUBLIC_HOSTS = {"plan.sundby.example": web.town.authority.slug}
    settings.ALLOWED_HOSTS = ["plan.sundby.example", "testserver"]
    there = {"host": "plan.sundby.example"}

    front = web.reader.get("/", headers=there).content.decode()
    plan = web.reader.get("/digitaliseringsplan/", headers=there).content.decode()

    assert 'href="/digitaliseringsplan/"' in front
    assert "/oppet/" not in front + plan
    assert 'rel="canonical" href="http://plan.sundby.example/digitaliseringsplan/"' in plan
    assert "http://plan.sundby.example/digitaliseringsplan/" in web.page("digitaliseringsplan")
    for behind in ("/konto/logga-in/", "/demo/", f"/{web.town.authority.slug}/2026-27/"):
        assert web.reader.get(behind, headers=there).status_code == 404
    robots = web.reader.get("/robots.txt", headers=there).content.decode()
    assert "Sitemap: http://plan.sundby.example/sitemap.xml" in robots


def test_one_authority_is_gone_to_directly_and_several_are_listed(web: Web) -> None:
    assert "Här kommer dokumenten" in web.reader.get("/oppet/").content.decode()
    web.publish()
    assert web.reader.get("/oppet/")["Location"] == web.url()

    otto = web.town.scope(web.town.otto)
    draft = plans.create_document(otto, small("Plan"), plans.Facts("Plan", "plan", web.town.other))
    decision = plans.Decision("Nämnden", date(2025, 1, 1))
    with web.after_commit(execute=True):
        plans.publish(otto, plans.decide(otto, draft, decision))

    page = web.reader.get("/oppet/").content.decode()
    assert web.url() in page
    assert web.url(unit=web.town.other) in page
