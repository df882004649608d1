"""Search finds what one may see, and nothing else."""

from __future__ import annotations

from collections.abc import Callable

from django.test import Client

from rodtrad.portal.demo import Demo

Enter = Callable[..., Client]


def found(client: Client, words: str) -> str:
    return client.get("/bjorkhagens-skola/2026-27/sok/", {"q": words}).content.decode()


def test_words_are_found_in_any_case_and_order(enter: Enter) -> None:
    assert "I planer och strategier" in found(enter("karin"), "INTELLIGENS artificiell")


def test_swedish_letters_are_found_in_any_case(enter: Enter) -> None:
    assert "I planer och strategier" in found(enter("karin"), "LÄRARE")


def test_nothing_found_says_what_to_try(enter: Enter) -> None:
    assert "Inget hittades" in found(enter("karin"), "xyzzy")


def test_one_letter_searches_nothing(enter: Enter) -> None:
    assert "I planer och strategier" not in found(enter("karin"), "a")


def test_a_principal_does_not_find_the_activities_of_other_schools(enter: Enter, demo: Demo) -> None:
    from rodtrad.activities.models import Activity

    other = Activity.objects.exclude(goal__plan__unit=demo.units.by_key["bjorkhagens-skola"])
    theirs = other.filter(goal__plan__year=demo.years[-1])[0]
    theirs.title = "Hemligt projekt kvark"
    theirs.save()
    assert (
        "kvark"
        not in found(enter("karin"), "kvark")
        .replace('value="kvark"', "")
        .split("<main", 1)[1]
        .split("Sökning: kvark", 1)[1]
    )
    assert (
        "Hemligt projekt kvark"
        in enter("samira").get("/lindvalla-kommun/2026-27/sok/", {"q": "kvark"}).content.decode()
    )


def test_markup_in_the_words_is_shown_as_words(enter: Enter) -> None:
    page = found(enter("karin"), "<script>alert(1)</script>")
    assert "<script>alert(1)" not in page


def test_signs_that_mean_something_to_a_database_are_only_signs(enter: Enter) -> None:
    for words in ("%%%", "(((", "[a-z]*", "\\\\", "'; drop table", "_____"):
        assert enter("karin").get("/bjorkhagens-skola/2026-27/sok/", {"q": words}).status_code == 200
