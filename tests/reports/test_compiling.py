"""Compiling a year: what it says, what it froze, and that it is made whole or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.reports.conftest import Story

if TYPE_CHECKING:
    from rodtrad.reports.models import Compilation


def said(compilation: Compilation, language: str = "sv") -> str:
    """Every text of a compilation."""
    return "\n".join(texts(compilation.content["blocks"][language]))


def texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for each in value.values() for text in texts(each)]
    return [text for each in value for text in texts(each)] if isinstance(value, list | tuple) else []


def block(compilation: Compilation, ident: str, language: str = "sv") -> dict[str, Any]:
    return next(each for each in compilation.content["blocks"][language] if each["id"] == ident)


def test_the_report_says_what_changed_what_is_done_and_what_came_of_it(story: Story) -> None:
    compilation = story.compile()
    text = said(compilation)

    assert block(compilation, "title")["text"] == "Personalen skattar högre än i fjol i ett av två områden"
    assert "Digital kompetens: högre än i fjol" in text
    assert "Likvärdig tillgång: ingen tydlig förändring" in text
    assert "3 av 5 enheter har aktiviteter här, sammanlagt 3. 2 är genomförda och 1 är planerad." in text
    assert "2 aktiviteter av 3 är uppföljda: tydlig effekt i 1 och ingen effekt sedd i 1." in text
    assert "Tre insatser av fem arbetar ingen enhet med" in text
    assert block(compilation, "untouched")["items"] == [
        "Lär av varandra",
        "Byt ut utrustning efter en plan",
        "Säkra nätet i alla lokaler",
    ]
    assert "1 aktivitet hör inte till någon insats i planen." in text
    assert "De saknas i Grundskoleförvaltningen (3) och Gymnasieförvaltningen (1)." in text


def test_both_languages_tell_the_same_blocks_and_figures(story: Story) -> None:
    compilation = story.compile()
    swedish, english = (compilation.content["blocks"][language] for language in ("sv", "en"))

    assert [each["id"] for each in swedish] == [each["id"] for each in english]
    assert [each.get("figures") for each in swedish] == [each.get("figures") for each in english]
    assert "The staff rate higher than last year in one of two areas" in said(compilation, "en")
    assert "arbetar ingen enhet" not in said(compilation, "en")


def test_quotes_are_units_own_words_with_their_source_and_never_a_respondents(story: Story) -> None:
    from rodtrad.assessments.models import Comment, Group

    Comment.objects.create(
        round=story.rating.round,
        unit=story.town.bjorkhagen,
        group=Group.STAFF,
        position=0,
        text="Hemligt tyckt",
    )
    compilation = story.compile()

    assert block(compilation, "quote-1")["text"].startswith("Kollegialt lärande kräver tid")
    assert "Björkhagens skola" in block(compilation, "quote-1")["source"]
    assert "Hemligt tyckt" not in str(compilation.content)


def test_a_group_that_must_not_be_shown_is_in_no_figure_of_the_report(story: Story) -> None:
    """Gymnasieförvaltningen has one school: its sum is that school's, and is left out (rule 2)."""
    compilation = story.compile()
    rows = {row[0]: row[1:] for row in block(compilation, "parts-table")["rows"]}

    assert all("hidden" in cell for cell in rows["Gymnasieförvaltningen"])
    assert "Lilla Holmens skola" not in said(compilation)


def test_what_was_frozen_stays_when_the_living_is_changed(story: Story) -> None:
    from rodtrad.activities.models import Activity
    from rodtrad.reports import service

    compilation = story.compile()
    Activity.objects.update(title="Något helt annat", status="cancelled", verdict="")

    rows = service.figure_rows(story.town.scope(story.town.sten), story.place, compilation, "followed", "sv")

    assert rows is not None
    assert [row[0].text for row in rows.rows] == [
        "Kollegor besöker varandras lektioner",
        "Kurs i digitala läromedel",
    ]


def test_every_count_is_the_number_of_rows_it_opens_into(story: Story) -> None:
    from rodtrad.reports import service

    compilation = story.compile()
    scope = story.town.scope(story.town.sten)
    for ident, figure in compilation.content["figures"].items():
        found = service.figure_rows(scope, story.place, compilation, ident, "sv")
        assert found is not None, ident
        if figure["rows"]["kind"] == "activities" and not ident.startswith("quote"):
            assert found.value == str(found.total) == str(len(found.rows)), ident
        assert found.others == 0, ident


def test_every_figure_that_a_block_tells_can_be_opened(story: Story) -> None:
    content = story.compile().content
    told = {ident for each in content["blocks"]["sv"] for ident in each.get("figures", [])}

    assert told == set(content["figures"])
    assert sorted(each["number"] for each in content["figures"].values()) == list(range(1, len(told) + 1))


def test_running_twice_makes_a_new_version(story: Story) -> None:
    first, second = story.compile(), story.compile()

    assert (first.version, second.version) == (1, 2)
    assert first.content["blocks"] == second.content["blocks"]


def test_a_worker_that_begins_again_after_it_was_done_makes_no_second(story: Story) -> None:
    from rodtrad.common.jobs import new_job
    from rodtrad.reports.models import Compilation
    from rodtrad.reports.service.compiling import compile_task

    town = story.town
    scope = town.scope(town.sten)
    job = new_job("compile", "Sammanställer", scope, town.authority.path)
    who = {"person_id": scope.actor_id, "name": scope.actor_name, "language": "sv"}
    for _ in range(2):
        compile_task.func(town.authority.pk, town.year.pk, str(job.pk), who)

    assert Compilation.objects.filter(job=job).count() == 1


def test_a_compilation_that_is_interrupted_leaves_nothing(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    from rodtrad.reports.models import Compilation, FrozenActivity
    from rodtrad.reports.service import compiling

    def killed(_facts: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(compiling, "content_of", killed)
    with pytest.raises(KeyboardInterrupt):
        story.compile()

    assert not Compilation.objects.exists()
    assert not FrozenActivity.objects.exists()


def test_a_year_without_a_rating_says_so_and_tells_what_units_do(story: Story) -> None:
    from rodtrad.assessments.models import Result, Round

    Result.objects.all().delete()
    Round.objects.all().delete()
    compilation = story.compile()

    assert block(compilation, "title")["text"] == "Ingen skattning att visa för läsåret"
    assert "Ingen skattning är stängd för läsåret" in said(compilation)


def test_an_empty_year_can_be_compiled(town: Any) -> None:
    from rodtrad.reports import service

    compilation = service.make_compilation(town.place(town.authority), town.scope(town.sten))

    assert "Ingen enhet har planerat någon aktivitet" in said(compilation)


def test_compiling_costs_the_same_number_of_queries_for_more_units(story: Story) -> None:
    """Counting is done in SQL and lists are read in portions, so queries do not follow the size."""
    story.compile()
    few = queries(story)
    for number in range(12):
        unit = add_school(story, number)
        activity = story.add_activity(unit, f"Aktivitet {number}", story.items[0])
        story.follow_up(activity, "partly", f"Slutsats nummer {number} om besök hos kollegor.")
        story.hand_in(unit, "Mer av samma.")

    assert queries(story) <= few + 2  # pictures with other figures are drawn and kept


def queries(story: Story) -> int:
    with CaptureQueriesContext(
        connection,
    ) as caught:
        story.compile()
    return len([query for query in caught if "reports_" in query["sql"] or "activities_" in query["sql"]])


def add_school(story: Story, number: int) -> Any:
    from rodtrad.organisation.models import UnitKind
    from rodtrad.organisation.service import add_unit

    return add_unit(story.town.north, kind=UnitKind.SCHOOL, name=f"Skola {number}", staff_count=20)
