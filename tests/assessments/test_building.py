"""The strategist builds an instrument: from nothing, question by question, and sees it as others will."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from rodtrad.assessments import service
from rodtrad.assessments.forms import HeadForm
from rodtrad.assessments.models import Instrument
from rodtrad.common.audit import events_of
from rodtrad.common.errors import Conflict, NotAllowed, UserError
from tests.assessments.conftest import open_round, text_of

if TYPE_CHECKING:
    from tests.assessments.conftest import Rating
    from tests.people import Town


@pytest.fixture
def own(town: Town) -> Instrument:
    """Two areas with two questions each."""
    scope = town.scope(town.sten)
    made = service.make_empty(scope, town.authority, service.blank_draft("Eget", "yearly", "levels4"))
    areas = [made.areas.get(), service.add_area(scope, made, {"sv": "Andra området"})]
    for area in areas:
        for number in (1, 2):
            text = {"sv": f"{area.title} {number}"}
            service.add_indicator(scope, area, service.IndicatorDraft({"staff": text, "leaders": text}))
    return made


def order(instrument: Instrument) -> list[str]:
    found = service.indicators_of(instrument)
    assert [each.position for each in found] == list(range(len(found)))
    return [str(each) for each in found]


def test_questions_stand_in_the_order_of_their_areas(own: Instrument) -> None:
    assert order(own) == ["Första området 1", "Första området 2", "Andra området 1", "Andra området 2"]


def test_a_question_is_moved_within_and_between_areas(town: Town, own: Instrument) -> None:
    scope, found = town.scope(town.sten), service.indicators_of(own)
    second = found[2].area

    service.move_indicator(scope, found[0], second, 1)

    assert order(own) == ["Första området 2", "Andra området 1", "Första området 1", "Andra området 2"]


def test_the_buttons_move_a_question_past_the_edge_of_its_area(town: Town, own: Instrument) -> None:
    sten, place = town.client(town.sten), town.place(town.authority)

    def press(position: int, button: str) -> None:
        address = place.url("assessments:move_indicator", instrument_id=own.pk, position=position)
        assert sten.post(address, {button: "1"}).status_code == 302

    press(1, "ner")
    assert [each.area.title for each in service.indicators_of(own)] == [
        "Första området",
        *["Andra området"] * 3,
    ]
    press(0, "upp")
    press(3, "ner")
    assert order(own)[0] == "Första området 1"
    press(0, "ta-bort")
    assert len(order(own)) == 3


def test_an_area_with_questions_is_not_taken_away(town: Town, own: Instrument) -> None:
    scope, area = town.scope(town.sten), own.areas.order_by("position")[0]

    with pytest.raises(Conflict) as refused:
        service.remove_area(scope, area)

    assert refused.value.code == "not_empty"
    for each in area.indicators.all():
        service.remove_indicator(scope, each)
    service.remove_area(scope, area)
    assert order(own) == ["Andra området 1", "Andra området 2"]


@pytest.mark.parametrize("verb", ["add_area", "add_indicator", "remove_indicator", "change_head", "remove"])
def test_nothing_of_it_changes_once_a_round_has_used_it(town: Town, own: Instrument, verb: str) -> None:
    scope = town.scope(town.sten)
    open_round(town, own)
    first, area, drafted = service.indicators_of(own)[0], own.areas.all()[0], service.draft_of(own)
    area.instrument = first.instrument = own
    calls = {
        "add_area": lambda: service.add_area(scope, own, {"sv": "Tredje"}),
        "add_indicator": lambda: service.add_indicator(
            scope, area, service.IndicatorDraft({"staff": {"sv": "A"}})
        ),
        "remove_indicator": lambda: service.remove_indicator(scope, first),
        "change_head": lambda: service.change_head(scope, own, drafted),
        "remove": lambda: service.remove_instrument(scope, own),
    }

    with pytest.raises(Conflict) as refused:
        calls[verb]()

    assert refused.value.code == "frozen"
    assert len(order(own)) == 4


@pytest.mark.parametrize("who", ["karin", "amir", "nils", "otto"])
def test_only_those_who_hold_rounds_build(town: Town, own: Instrument, who: str) -> None:
    scope = town.scope(town.people[who])

    with pytest.raises(NotAllowed):
        service.add_area(scope, own, {"sv": "Mitt"})
    with pytest.raises(NotAllowed):
        service.take_instrument(scope, town.authority, service.shipped_draft("pulse"))
    with pytest.raises(NotAllowed):
        service.new_version(scope, own)


def test_every_change_leaves_an_event(town: Town, own: Instrument) -> None:
    verbs = [event.verb for event in events_of(own)]

    assert verbs.count("instrument.changed") == 5
    assert verbs[-1] == "instrument.made"


def test_the_languages_are_those_that_everything_is_written_in(town: Town, own: Instrument) -> None:
    scope = town.scope(town.sten)
    own.refresh_from_db()
    assert own.languages == ["sv"]

    for each in service.indicators_of(own):
        text = {"sv": "På svenska", "en": "In English", "fi": "Suomeksi"}
        draft = service.IndicatorDraft({"staff": text, "leaders": text})
        service.change_indicator(scope, each, each.revision, draft)
    own.refresh_from_db()
    assert own.languages == ["sv", "en"]

    own.scale = [{**name, "fi": "Taso"} for name in own.scale]
    own.save(update_fields=["scale"])
    drafted = service.draft_of(own)
    assert service.change_head(scope, own, drafted).languages == ["sv", "en", "fi"]

    mine = {"staff": [{"sv": name["sv"], "en": name["en"]} for name in drafted.scale]}
    changed = service.change_head(scope, own, replace(drafted, group_scales=mine))
    assert changed.languages == ["sv", "en"], "a group's own names are read too"


def test_a_respondent_can_choose_any_language_the_instrument_is_whole_in(town: Town, own: Instrument) -> None:
    from django.test import Client

    scope = town.scope(town.sten)
    for each in service.indicators_of(own):
        text = {"sv": "På svenska", "fi": f"Suomeksi {each.position}"}
        service.change_indicator(
            scope, each, each.revision, service.IndicatorDraft({"staff": text, "leaders": text})
        )
    own.scale = [{"sv": f"Nivå {n}", "fi": f"Taso {n}"} for n in range(1, 5)]
    own.save()
    service.change_head(scope, own, service.draft_of(own))
    opened = open_round(town, own)
    code = opened.parts.get(unit=town.bjorkhagen, group="staff").code

    page = text_of(Client().get(f"/svara/{code}/?lang=fi"))

    assert "Suomeksi 3" in page
    assert "Taso 4" in page
    assert "Svenska" in page
    assert "På svenska" in text_of(Client().get(f"/svara/{code}/?lang=de"))


def test_a_question_is_written_in_the_browser_with_levels_steps_and_activities(
    town: Town, own: Instrument
) -> None:
    sten, place = town.client(town.sten), town.place(town.authority)
    address = place.url("assessments:edit_indicator", instrument_id=own.pk, position=0)
    sent = {"revision": "0", "kind": "scale", "tags": "ai, säkerhet", "allows_not_relevant": "on"}
    sent |= {"staff_sv": "Vi gör så", "staff_en": "We do so", "pupils_younger_sv": "Jag gör så"}
    sent |= {f"level{n}_sv": f"Så är det {n}" for n in range(1, 5)}
    sent |= {f"step{n}_sv": f"Gör så här {n}" for n in range(1, 5)}
    sent |= {"act1_title_sv": "Öva tillsammans", "act1_levels": "1, 2", "act1_effect_sign_sv": "Fler kan"}

    half = sten.post(address, {**sent, "level4_sv": ""})
    lone = sten.post(address, {**sent, "help_en": "Only in English"})
    done = sten.post(address, sent)

    assert half.status_code == lone.status_code == 400
    assert "Skriv vad varje nivå betyder, eller lämna alla tomma." in text_of(half)
    assert "Skriv texten på svenska också." in text_of(lone)
    assert done.status_code == 302
    saved = service.indicators_of(own)[0]
    assert saved.statements == {
        "staff": {"sv": "Vi gör så", "en": "We do so"},
        "pupils_younger": {"sv": "Jag gör så"},
    }
    assert [text["sv"] for text in saved.steps][3] == "Gör så här 4"
    assert [each["title"]["sv"] for each in saved.suggestions_at(2)] == ["Öva tillsammans"]
    assert saved.suggestions_at(3) == []
    assert saved.tags == ["ai", "säkerhet"]


def test_the_preview_shows_a_group_its_form_and_keeps_nothing(rating: Rating) -> None:
    town = rating.town
    place, sten = town.place(town.authority), town.client(town.sten)
    made = service.take_instrument(town.scope(town.sten), town.authority, service.shipped_draft("full"))
    address = place.url("assessments:preview", instrument_id=made.pk)

    page = sten.get(f"{address}?grupp=pupils_younger&lang=en")

    assert "I know how to find out if something on the internet is true." in text_of(page)
    assert "Quite a lot" in text_of(page)
    assert "<button" not in page.content.decode().split('class="as-phone"')[1].split("</main>")[0]


def test_the_paper_version_is_an_accessible_document_with_a_box_for_each_level(town: Town) -> None:
    import pdfplumber

    made = service.take_instrument(town.scope(town.sten), town.authority, service.shipped_draft("pulse"))
    address = town.place(town.authority).url("assessments:paper", instrument_id=made.pk)

    answer = town.client(town.sten).get(f"{address}?grupp=pupils_younger")

    assert answer.headers["content-type"] == "application/pdf"
    assert b"pdfuaid" in answer.content
    from io import BytesIO

    with pdfplumber.open(BytesIO(answer.content)) as paper:
        text = " ".join((page.extract_text() or "") for page in paper.pages)
    assert "Datorn eller plattan har fungerat." in text
    assert text.count("Ja, alltid") == 7
    assert "Tekniken har fungerat så att jag har kunnat arbeta." not in text


def test_an_unused_instrument_can_be_thrown_away_but_not_one_that_waits_in_a_round(
    town: Town, own: Instrument
) -> None:
    from tests.assessments.test_rounds import plan

    scope = town.scope(town.sten)
    prepared = service.prepare_round(scope, own, town.authority, town.year, plan())

    with pytest.raises(Conflict) as refused:
        service.remove_instrument(scope, own)
    assert refused.value.code == "chosen"

    service.remove_round(scope, prepared)
    service.remove_instrument(scope, own)
    assert not Instrument.objects.exists()


def test_the_number_of_levels_stays(town: Town, own: Instrument) -> None:
    drafted = service.draft_of(own)

    with pytest.raises(UserError) as refused:
        service.change_head(town.scope(town.sten), own, replace(drafted, scale=drafted.scale[:3]))

    assert refused.value.code == "levels"


def test_two_who_change_the_name_and_scale_at_once_are_told_and_keep_their_words(town: Town) -> None:
    """Two tabs: the second to save once wrote over the first without a word."""
    sten = town.client(town.sten)
    own = service.make_empty(
        town.scope(town.sten), town.authority, service.blank_draft("Mitt formulär", "yearly", "agreement5")
    )
    address = town.place(town.authority).url("assessments:edit_head", instrument_id=own.pk)
    seen = sten.get(address).context["form"]["seen"].value()
    sent = {**HeadForm.values_of(own), "seen": seen}
    assert sten.post(address, {**sent, "title_sv": "Hennes namn"}).status_code == 302

    page = sten.post(address, {**sent, "title_sv": "Mitt namn"})

    assert page.status_code == 409
    assert "Någon annan har ändrat samma uppgifter medan du skrev." in text_of(page)
    assert "Hennes namn" in text_of(page)
    assert 'value="Mitt namn"' in page.content.decode()
    again = {**sent, "title_sv": "Mitt namn", "seen": page.context["form"]["seen"].value()}
    assert sten.post(address, again).status_code == 302
    own.refresh_from_db()
    assert own.titles["sv"] == "Mitt namn"
