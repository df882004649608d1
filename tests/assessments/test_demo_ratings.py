"""The demo's ratings are made in bulk and counted by the product's own code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rodtrad.assessments import service
from rodtrad.assessments.demo import DemoRating, build_instrument, build_ratings
from rodtrad.assessments.models import Group, Response, Result, RoundState
from rodtrad.portal import demo_content
from tests.assessments.conftest import TODAY, write_plan

if TYPE_CHECKING:
    from tests.people import Town


def built(town: Town) -> list[object]:
    instrument = service.make_instrument(town.scope(town.sten), write_plan(town))
    order = DemoRating(town.authority, instrument, [town.last_year, town.year], TODAY, seed=5)
    return list(build_ratings(order, lambda _line: None))


def test_every_year_but_the_last_is_closed_and_has_a_result(town: Town) -> None:
    last, current = built(town)

    assert last.state == RoundState.CLOSED  # type: ignore[attr-defined]
    assert current.state == RoundState.OPEN  # type: ignore[attr-defined]
    told = Result.objects.get(round=last, unit=town.authority, group=Group.STAFF)
    assert told.answered == Response.objects.filter(round=last, group=Group.STAFF).count()
    assert service.unit_result(town.scope(town.karin), town.bjorkhagen, last) is not None  # type: ignore[arg-type]


def test_the_same_seed_gives_the_same_answers(town: Town) -> None:
    """Keys are drawn too, so the very rows are the same but for the identities of unit and round."""
    built(town)
    first = sorted(bytes(values) for values in Response.objects.values_list("values", flat=True))
    from rodtrad.assessments.models import Round

    Round.objects.all().delete()
    built_again = built_rows(town)

    assert built_again == first


def built_rows(town: Town) -> list[bytes]:
    from rodtrad.assessments.models import Instrument

    order = DemoRating(town.authority, Instrument.objects.get(), [town.last_year, town.year], TODAY, seed=5)
    build_ratings(order, lambda _line: None)
    return sorted(bytes(values) for values in Response.objects.values_list("values", flat=True))


def test_the_instrument_has_the_demos_words_and_as_many_questions_as_asked_for(town: Town) -> None:
    from rodtrad.plans.demo import build_documents, key_of

    documents = build_documents(town.authority, demo_content.load_documents())
    texts = demo_content.load_instrument()

    made = build_instrument(
        documents[texts.document], texts, lambda key: key_of(town.authority, key), indicators=40
    )

    asked = service.indicators_of(made)
    assert len(asked) == 40
    assert asked[0].statements["staff"]["sv"] == texts.indicators[0].staff.sv
    assert asked[0].levels[2]["en"] == texts.indicators[0].levels[2].text.en
