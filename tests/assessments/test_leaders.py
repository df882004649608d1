"""The leaders rate together: saved as they go, nobody overwrites anybody, handed in once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from rodtrad.assessments import service
from rodtrad.assessments.models import Group, LeaderRating, Response
from rodtrad.assessments.service import LeaderAnswer
from rodtrad.assessments.service.leaders import laid_on
from rodtrad.common.errors import Conflict, NotAllowed, UserError
from tests.assessments.conftest import TODAY, text_of

if TYPE_CHECKING:
    from tests.assessments.conftest import Rating

Said = tuple[int | None, str]


def address(rating: Rating, name: str = "assessments:leaders_area", **kwargs: object) -> str:
    return rating.town.place(rating.town.bjorkhagen).url(name, **kwargs)


def saved(rating: Rating) -> dict[int, LeaderAnswer]:
    town = rating.town
    found = service.rating_of(town.scope(town.karin), rating.round, town.bjorkhagen, TODAY)
    assert found is not None
    return found.answers


def test_an_area_is_saved_by_its_button_and_leads_to_the_next(rating: Rating) -> None:
    karin = rating.town.client(rating.town.karin)

    moved = karin.post(
        address(rating, number=1), {"f0": "4", "k0": "Alla gör det", "v0": "0", "v1": "0", "v2": "0"}
    )

    assert moved.status_code == 302
    assert moved.headers["location"] == address(rating, number=2)
    assert saved(rating) == {0: LeaderAnswer(0, 4, "Alla gör det", 1, "Karin Ek")}


def test_one_question_is_saved_by_itself_when_it_is_changed(rating: Rating) -> None:
    karin = rating.town.client(rating.town.karin)

    part = karin.post(
        address(rating, number=1), {"f1": "5", "k1": "", "v1": "0"}, headers={"hx-request": "true"}
    )

    assert part.status_code == 200
    assert 'name="v1" value="1"' in part.content.decode()
    assert saved(rating)[1].level == 5


def test_two_people_on_different_questions_do_not_disturb_each_other(rating: Rating) -> None:
    town = rating.town
    part = rating.part(town.bjorkhagen, "leaders")

    service.save_answers(town.scope(town.karin), part, [LeaderAnswer(0, 3)], rating.sheet("leaders"), TODAY)
    second = service.save_answers(
        town.scope(town.nils), part, [LeaderAnswer(1, 5)], rating.sheet("leaders"), TODAY
    )

    assert second.clashes == ()
    assert {p: a.level for p, a in saved(rating).items()} == {0: 3, 1: 5}


def test_two_people_on_the_same_question_are_told_and_both_are_kept(rating: Rating) -> None:
    """Nils answers in his tab; Karin, whose tab is older, sees his answer beside her own and decides."""
    town = rating.town
    part = rating.part(town.bjorkhagen, "leaders")
    service.save_answers(
        town.scope(town.nils), part, [LeaderAnswer(0, 2, "Inte än")], rating.sheet("leaders"), TODAY
    )
    karin = town.client(town.karin)
    hers = {"f0": "5", "k0": "Jo, nu", "v0": "0", "v1": "0", "v2": "0"}

    page = karin.post(address(rating, number=1), hers)
    html = page.content.decode()

    assert page.status_code == 409
    assert "Nils Berg har nyss svarat på samma fråga." in text_of(page)
    assert "Inte än" in html
    assert ">Jo, nu</textarea>" in html
    assert saved(rating)[0].level == 2

    karin.post(address(rating, number=1), {**hers, "v0": "1"})
    assert saved(rating)[0].level == 5


@pytest.mark.parametrize(
    ("saw", "sent", "now", "laid", "clash"),
    [
        ((None, ""), (4, ""), (None, ""), (4, ""), False),
        ((None, ""), (None, ""), (4, "Hennes"), (4, "Hennes"), False),
        ((None, ""), (None, "Mitt"), (4, ""), (4, "Mitt"), False),
        ((2, "Gammalt"), (5, "Gammalt"), (2, "Nytt"), (5, "Nytt"), False),
        ((2, ""), (None, ""), (2, ""), (None, ""), False),
        ((2, ""), (5, ""), (3, ""), (5, ""), True),
        ((2, ""), (5, "Mitt"), (2, "Hennes"), (5, "Mitt"), True),
        ((2, ""), (3, "Samma"), (3, "Samma"), (3, "Samma"), False),
    ],
)
def test_what_one_left_alone_is_as_the_other_wrote_it(
    saw: Said, sent: Said, now: Said, laid: Said, clash: bool
) -> None:
    seen = LeaderAnswer(0, *saw).mark

    found, is_clash = laid_on(LeaderAnswer(0, *sent, version=1, seen=seen), LeaderAnswer(0, *now, version=7))

    assert (found.level, found.note) == laid
    assert is_clash == clash


def test_an_open_page_asks_cheaply_what_others_have_changed(
    rating: Rating, django_assert_max_num_queries: Any
) -> None:
    karin = rating.town.client(rating.town.karin)
    area = address(rating, number=1)
    karin.post(area, {"f0": "4", "v0": "0"}, headers={"hx-request": "true"})

    with django_assert_max_num_queries(12):
        nothing = karin.get(f"{area}?sedan=1", headers={"hx-request": "true"})
    karin.post(area, {"f1": "5", "v1": "0"}, headers={"hx-request": "true"})
    news = karin.get(f"{area}?sedan=1", headers={"hx-request": "true"})

    assert (nothing.status_code, nothing.content) == (204, b"")
    assert news.status_code == 200
    assert 'data-version="2"' in news.content.decode()


def test_a_mark_that_no_form_wrote_is_as_none(rating: Rating) -> None:
    karin = rating.town.client(rating.town.karin)
    area = address(rating, number=1)
    karin.post(area, {"f0": "4", "v0": "0"})

    for mark in ("x", "4", "4-", "-".join("44"), "²-" + "0" * 16):
        assert karin.post(area, {"f0": "5", "v0": "0", "o0": mark}).status_code == 409
    assert saved(rating)[0].level == 4


def test_saving_the_same_twice_is_no_conflict(rating: Rating) -> None:
    town = rating.town
    part = rating.part(town.bjorkhagen, "leaders")
    sent = [LeaderAnswer(0, 2, "Inte än")]

    service.save_answers(town.scope(town.karin), part, sent, rating.sheet("leaders"), TODAY)
    again = service.save_answers(town.scope(town.karin), part, sent, rating.sheet("leaders"), TODAY)

    assert again.clashes == ()


def test_handed_in_it_is_one_answer_and_cannot_be_changed(rating: Rating) -> None:
    town = rating.town
    karin = town.client(town.karin)
    karin.post(address(rating, number=1), {"f0": "4", "v0": "0"})

    for _time in range(2):
        karin.post(address(rating, "assessments:leaders_hand_in"))
    refused = karin.post(address(rating, number=1), {"f0": "6", "v0": "1", "k0": "Ändrat mig"})

    response = Response.objects.get(group=Group.LEADERS)
    assert bytes(response.values) == bytes([4, 0, 0, 0, 0])
    assert refused.status_code == 409
    assert "Skattningen är inlämnad." in text_of(refused)
    assert "Ändrat mig" in text_of(refused)


def test_it_may_be_taken_back_while_the_round_is_open_and_counts_only_when_handed_in_again(
    rating: Rating,
) -> None:
    town = rating.town
    scope, part = town.scope(town.karin), rating.part(town.bjorkhagen, "leaders")
    rating.leaders_answer(town.bjorkhagen)

    service.reopen(scope, part, TODAY)
    assert not Response.objects.filter(group=Group.LEADERS).exists()
    assert not rating.part(town.bjorkhagen, "leaders").answered

    service.save_answers(scope, part, [LeaderAnswer(0, 6, version=1)], rating.sheet("leaders"), TODAY)
    service.hand_in(scope, part, rating.sheet("leaders"), TODAY)
    assert bytes(Response.objects.get(group=Group.LEADERS).values)[0] == 6


def test_nothing_is_saved_after_the_round_has_closed_and_it_is_said(rating: Rating) -> None:
    town = rating.town
    karin = town.client(town.karin)
    rating.close()

    refused = karin.post(address(rating, number=1), {"f0": "6", "v0": "0", "k0": "För sent"})

    assert refused.status_code == 409
    assert "Omgången tar inte emot svar." in text_of(refused)
    assert "För sent" in text_of(refused)
    assert not LeaderRating.objects.exists()


def test_an_empty_rating_is_not_handed_in(rating: Rating) -> None:
    town = rating.town

    with pytest.raises(UserError) as refused:
        service.hand_in(
            town.scope(town.karin), rating.part(town.bjorkhagen, "leaders"), rating.sheet("leaders"), TODAY
        )

    assert refused.value.code == "empty"


def test_a_level_that_does_not_exist_is_refused(rating: Rating) -> None:
    town = rating.town

    for level in (0, 7, 254):
        with pytest.raises(UserError):
            service.save_answers(
                town.scope(town.karin),
                rating.part(town.bjorkhagen, "leaders"),
                [LeaderAnswer(0, level)],
                rating.sheet("leaders"),
                TODAY,
            )
    assert not LeaderRating.objects.exists()


def test_staff_may_read_the_leaders_rating_of_their_unit_but_not_write_it(rating: Rating) -> None:
    """Amir works at Björkhagen: the rating is the unit's own statement."""
    town = rating.town
    amir = town.client(town.amir)

    assert amir.get(address(rating, "assessments:leaders")).status_code == 200
    refused = amir.post(address(rating, number=1), {"f0": "1", "v0": "0"})

    assert refused.status_code == 403
    with pytest.raises(NotAllowed):
        service.hand_in(
            town.scope(town.amir), rating.part(town.bjorkhagen, "leaders"), rating.sheet("leaders"), TODAY
        )


def test_a_round_for_staff_alone_has_no_leaders_rating(rating: Rating) -> None:
    rating.round.groups = [Group.STAFF]
    rating.round.save()

    page = rating.town.client(rating.town.karin).get(address(rating, "assessments:leaders"))

    assert page.status_code == 404


def test_the_lock_is_that_of_the_units_part(rating: Rating) -> None:
    """The part was shut after the page was loaded: what closing the round does first."""
    town = rating.town
    part = rating.part(town.bjorkhagen, "leaders")
    rating.round.parts.update(is_open=False)

    with pytest.raises(Conflict):
        service.save_answers(
            town.scope(town.karin), part, [LeaderAnswer(0, 3)], rating.sheet("leaders"), TODAY
        )


def test_the_leaders_own_words_stay_among_those_who_lead(rating: Rating) -> None:
    """Amir may know where his leaders place the unit; why they did is said in confidence."""
    town = rating.town
    why = "Två i arbetslaget vill inte"
    sent = [LeaderAnswer(0, 3, why)]
    service.save_answers(
        town.scope(town.karin), rating.part(town.bjorkhagen, "leaders"), sent, rating.sheet("leaders"), TODAY
    )

    def reads(person: object) -> bool:
        place, client = town.place(town.bjorkhagen), town.client(person)  # type: ignore[arg-type]
        names = (("assessments:leaders_area", {"number": 1}), ("assessments:figure", {"position": 0}))
        return any(
            why in client.get(place.url(name, **kwargs) + "?grupp=leaders").content.decode()
            for name, kwargs in names
        )

    while_open = {name: reads(person) for name, person in town.people.items()}
    rating.leaders_answer(town.ekbacken)
    service.hand_in(
        town.scope(town.karin), rating.part(town.bjorkhagen, "leaders"), rating.sheet("leaders"), TODAY
    )
    rating.close()
    closed = {name: reads(person) for name, person in town.people.items()}

    assert {name for name, may in while_open.items() if may} == {"karin", "nils", "sten"}
    assert {name for name, may in closed.items() if may} == {"karin", "nils", "sten"}


@pytest.mark.parametrize("sent", [{}, {"f²": "3"}, {"f99": "3", "v99": "0"}, {"v²": "0"}])
def test_a_single_question_that_is_not_in_the_form_breaks_nothing(
    rating: Rating, sent: dict[str, str]
) -> None:
    karin = rating.town.client(rating.town.karin)

    answer = karin.post(address(rating, number=1), sent, headers={"hx-request": "true"})

    assert answer.status_code == 400
    assert not LeaderRating.objects.filter(version__gt=1).exists()


def test_a_note_is_never_cut_but_refused_with_a_sentence_and_shown_again(rating: Rating) -> None:
    karin = rating.town.client(rating.town.karin)
    long = "Ord " * 400

    page = karin.post(address(rating, number=1), {"f0": "4", "k0": long, "v0": "0"})

    assert page.status_code == 400
    assert "Motiveringen får ha högst 1000 tecken och har 1599. Inget har tagits bort." in text_of(page)
    assert long.strip() in text_of(page)
    assert 0 not in saved(rating)


def test_a_rating_under_way_leads_on_before_it_leads_to_handing_in(rating: Rating) -> None:
    karin = rating.town.client(rating.town.karin)
    karin.post(address(rating, number=1), {"f0": "4", "k0": "", "v0": "0"})

    page = karin.get(address(rating, "assessments:leaders"))

    text = text_of(page)
    assert "De räknas som överhoppade om ni lämnar in nu." in text
    assert text.index("Fortsätt med Digital kompetens") < text.index("Lämna in skattningen")
