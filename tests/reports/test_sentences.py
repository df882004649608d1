"""The sentences of the reports: one, many, none, hidden, no year before; in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.utils.translation import override

from rodtrad.reports import sentences
from rodtrad.reports.facts import AreaFacts, Difference, Effect, GroupFacts, Told, Turnout, Work

TOLD = Told(mean=3.42, n=812, sd=1.08, counts=(10, 40, 300, 262, 150, 50), band=(2.9, 4.1))
HIDDEN = Told(reason="small")
AREA = AreaFacts(1, 7, "k", "Digital kompetens", (), place=0, staff=TOLD, change=Difference(1, 0.31, 6, 6))


@pytest.fixture(autouse=True)
def in_swedish() -> Iterator[None]:
    with override("sv"):
        yield


def area(verdict: int | None, title: str = "Digital kompetens", staff: Told | None = TOLD) -> AreaFacts:
    change = None if verdict is None else Difference(verdict, 0.3 * verdict, 6, 6)
    return replace(AREA, title=title, staff=staff, change=change)


def plain(text: str) -> str:
    """With ordinary spaces, so that the expected text can be read."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")


# ---- rule 4: a mean never stands alone, and a change is said only when it is clear ----------------------


def test_a_mean_is_said_with_answers_rate_and_spread() -> None:
    said = plain(sentences.state(TOLD, 0.71))

    assert said == "Personalens medelvärde är 3,4 på skalan 1–6 (812 svar, 71 % svarade, spridning 1,1)."


def test_one_answer_is_no_plural() -> None:
    with override("en"):
        assert sentences.answers(1) == "1 answer"
        assert sentences.answers(2) == "2 answers"


def test_a_hidden_figure_gives_no_number_at_all() -> None:
    said = [
        sentences.state(HIDDEN, 0.71),
        sentences.high_levels(HIDDEN, ["a", "b"]),
        sentences.band(HIDDEN),
        sentences.gap(None, HIDDEN),
    ]

    assert not any(character.isdigit() for text in said for character in text)


@pytest.mark.parametrize(
    ("verdict", "begins"),
    [
        (1, "Det är högre än 2025/26 (+0,3)"),
        (-1, "Det är lägre än 2025/26 (−0,3)"),
        (0, "Det går inte att säga att något har förändrats sedan 2025/26."),
    ],
)
def test_a_change_is_called_one_only_when_it_is_clear(verdict: int, begins: str) -> None:
    assert sentences.change(Difference(verdict, 0.31 * (verdict or 1), 6, 6), "2025/26").startswith(begins)


def test_an_unclear_change_is_said_without_its_size() -> None:
    assert "0,3" not in sentences.change(Difference(0, 0.31, 6, 6), "2025/26")


def test_without_a_year_before_there_is_nothing_to_compare_with() -> None:
    assert sentences.change(None, "") == "Det finns ingen tidigare skattning att jämföra med."


def test_a_comparison_says_what_it_left_out() -> None:
    said = sentences.change(Difference(1, 0.3, 4, 6), "2025/26")

    assert said.endswith("Jämförelsen bygger på 4 av 6 frågor; resten går inte att jämföra.")


# ---- headlines ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("verdicts", "said"),
    [
        ([1, 0, 0, 0], "Personalen skattar högre än i fjol i ett av fyra områden"),
        ([1, 1, 0, 0], "Personalen skattar högre än i fjol i två av fyra områden"),
        ([1, 1], "Personalen skattar högre än i fjol i alla områden"),
        ([-1, 0], "Personalen skattar lägre än i fjol i ett av två områden"),
        ([1, -1, 0], "Personalen skattar högre än i fjol i ett av tre områden, lägre i ett"),
        ([0, 0], "Ingen tydlig förändring sedan i fjol"),
        ([None, None], "Den första skattningen: här börjar jämförelsen"),
        ([], "Ingen skattning att visa för läsåret"),
    ],
)
def test_the_headline_says_what_has_clearly_changed(verdicts: list[int | None], said: str) -> None:
    assert sentences.headline([area(verdict) for verdict in verdicts]) == said


def pupils(verdict: int, told: Told = TOLD) -> tuple[GroupFacts, ...]:
    return (GroupFacts("pupils_older", told, Difference(verdict, 0.3 * verdict, 6, 6)),)


def test_what_only_the_pupils_say_has_changed_is_told_too() -> None:
    """The headline followed the staff alone, and said that nothing had changed."""
    areas = [replace(area(0, "Ett"), others=pupils(-1)), replace(area(0, "Två"), others=pupils(0))]

    assert sentences.headline(areas) == "De äldre eleverna skattar lägre än i fjol i ett av två områden"
    assert sentences.lead(areas, 0, 0, 0).startswith(
        "De äldre eleverna skattar tydligt lägre än i fjol i ”Ett”."
    )


def test_the_staff_come_first_in_the_headline_and_everyone_is_in_the_lead() -> None:
    areas = [replace(area(1, "Ett"), others=pupils(-1)), area(0, "Två")]

    assert sentences.headline(areas) == "Personalen skattar högre än i fjol i ett av två områden"
    said = sentences.lead(areas, 0, 0, 0)
    assert "Personalen skattar tydligt högre än i fjol i ”Ett”." in said
    assert "De äldre eleverna skattar tydligt lägre än i fjol i ”Ett”." in said


def test_a_group_that_is_hidden_is_in_no_headline() -> None:
    areas = [replace(area(0), others=pupils(1, HIDDEN))]

    assert sentences.headline(areas) == "Ingen tydlig förändring sedan i fjol"


def test_a_round_without_staff_is_told_by_those_who_were_asked() -> None:
    areas = [replace(area(None, staff=None), others=pupils(1))]

    assert sentences.headline(areas) == "De äldre eleverna skattar högre än i fjol i ett av ett områden"


def test_areas_that_are_not_shown_are_in_no_headline() -> None:
    hidden = area(None, staff=HIDDEN)

    assert sentences.headline([hidden]) == "Ingen skattning att visa för läsåret"
    assert sentences.area_heading(hidden) == "Digital kompetens: för få svar för att visas"


def test_the_lead_names_the_areas_that_changed() -> None:
    areas = [area(1, "Ett"), area(1, "Två"), area(-1, "Tre"), area(0, "Fyra")]
    said = sentences.lead(areas, 12, 58, 4)

    assert said == (
        "Personalen skattar tydligt högre än i fjol i ”Ett” och ”Två”. Personalen skattar tydligt lägre än i"
        " fjol i ”Tre”. 12 av 58 enheter har planerat aktiviteter. Fyra insatser i planen arbetar ingen enhet"
        " med."
    )


# ---- rule 3: progress is not effect ---------------------------------------------------------------------


def test_how_far_the_work_has_come_says_nothing_of_effect() -> None:
    said = sentences.work(Work(units=17, activities=34, done=12, ongoing=15, planned=7), 58)

    assert said == (
        "17 av 58 enheter har aktiviteter här, sammanlagt 34. 12 är genomförda, 15 pågår och 7 är planerade."
    )
    assert "effekt" not in said.lower()


def test_what_came_of_it_says_nothing_of_progress() -> None:
    said = sentences.effect(Effect(clear=6, partly=8, none=2, too_early=4, not_followed=14))

    assert said == (
        "20 aktiviteter av 34 är uppföljda: tydlig effekt i 6, effekt till en del i 8, ingen effekt sedd i 2"
        " och för tidigt att säga i 4."
    )
    assert "genomförd" not in said


def test_nothing_followed_up_is_no_effect_and_no_lack_of_it() -> None:
    assert "går inte att säga något om" in sentences.effect(Effect(not_followed=3))
    assert sentences.effect(Effect()) == ""


def test_one_activity_is_no_plural() -> None:
    assert sentences.work(Work(units=1, activities=1, paused=1), 5) == (
        "1 av 5 enheter har aktiviteter här, sammanlagt 1. 1 är pausad."
    )


def test_no_activity_is_said_as_such() -> None:
    assert sentences.work(Work(), 58) == "Ingen enhet har någon aktivitet här."
    assert sentences.units_at_work(0, 58) == "Ingen enhet har planerat någon aktivitet."
    assert sentences.units_at_work(58, 58) == "Alla 58 enheter har planerat aktiviteter."


# ---- the rest -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("count", "of", "said"),
    [
        (0, 21, "Alla insatser har minst en enhet som arbetar med dem"),
        (1, 21, "En insats av 21 arbetar ingen enhet med"),
        (4, 12, "Fyra insatser av tolv arbetar ingen enhet med"),
        (3, 3, "Ingen enhet arbetar med någon av planens insatser"),
        (0, 0, "Planen har inga insatser"),
    ],
)
def test_initiatives_that_no_one_works_with(count: int, of: int, said: str) -> None:
    assert sentences.untouched(count, of) == said


def test_reports_are_counted_by_administration_and_never_by_school() -> None:
    said = sentences.reports_missing([("Förskoleförvaltningen", 3), ("Gymnasieförvaltningen", 0)])

    assert said == "De saknas i Förskoleförvaltningen (3)."
    assert sentences.reports_missing([("Gymnasieförvaltningen", 0)]) == ""


def test_the_spread_between_units_is_a_band_and_never_a_ranking() -> None:
    assert sentences.band(TOLD) == "Åtta av tio enheter har ett medelvärde mellan 2,9 och 4,1."
    assert sentences.band(replace(TOLD, band=None)) == (
        "Enheterna är för få för att visa hur de skiljer sig åt."
    )


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (Turnout("staff", 2134, 3004), "2 134 av 3 004 i personalen svarade (71 %)."),
        (Turnout("staff", 0, 12), "Ingen i personalen svarade."),
        (Turnout("staff", None, 4), "Hur många i personalen som svarade visas inte: gruppen är för liten."),
        (None, "Personalen var inte tillfrågad."),
    ],
)
def test_turnout(given: Turnout | None, said: str) -> None:
    assert plain(sentences.turnout(given, "staff")) == said


def test_a_rate_is_never_above_all() -> None:
    assert Turnout("staff", 15, 12).rate == 1.0


def test_what_is_in_order_asks_for_no_decision() -> None:
    points = (
        sentences.point_untouched(0),
        sentences.point_unfollowed(0),
        sentences.point_loose(0),
        sentences.point_reports(0),
        sentences.talk_unfollowed(0),
    )

    assert points == ("",) * 5


def test_leaders_and_staff_are_compared_in_words_only_when_it_is_clear() -> None:
    leaders = Told(mean=4.1, n=12, sd=0.6)
    clear = sentences.gap(Difference(1, 0.7, 5, 5), leaders)
    unclear = sentences.gap(Difference(0, 0.2, 5, 5), leaders)

    assert clear == (
        "Ledningens medelvärde är 4,1 (12 enheters ledningar, spridning 0,6),"
        " tydligt högre än personalens (+0,7)."
    )
    assert "0,2" not in unclear
    assert "ungefär som personalens" in unclear


def test_the_english_says_the_same() -> None:
    with override("en"):
        assert sentences.state(TOLD, 0.71) == (
            "The staff’s mean is 3.4 on the scale 1–6 (812 answers, 71% answered, spread 1.1)."
        )
        assert sentences.untouched(1, 12) == "No unit works with one initiative of twelve"
        assert (
            sentences.headline([area(1), area(0)])
            == "The staff rate higher than last year in one of two areas"
        )
