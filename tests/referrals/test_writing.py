"""Writing a view together: saved as one goes, never lost, handed in by who leads."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.people import TODAY
from tests.referrals.conftest import LATE, Round

if TYPE_CHECKING:
    from tests.people import Town


def test_those_at_the_unit_write_on_one_view(round_: Round) -> None:
    from rodtrad.organisation.service import give_duty
    from rodtrad.referrals import service

    town = round_.town
    round_.write(town.karin, "Karins ord")
    amir = round_.scope(town.amir)
    saved = service.save_remark(amir, round_.bjorkhagen, "hela", 0, "Amirs ord")
    give_duty(town.amir, town.bjorkhagen, "key_person")

    assert saved.remark is not None
    view = service.view_of(amir, round_.bjorkhagen)
    assert {r.target: r.text for r in service.remarks_of_view(view).values()} == {
        round_.survey: "Karins ord",
        "hela": "Amirs ord",
    }


@pytest.mark.parametrize("name", ["lovisa", "petra", "berit", "sten", "otto"])
def test_no_one_from_elsewhere_writes_for_the_unit(round_: Round, name: str) -> None:
    from rodtrad.common.errors import NotAllowed
    from rodtrad.referrals import service

    with pytest.raises(NotAllowed):
        service.save_remark(
            round_.scope(round_.town.people[name]), round_.bjorkhagen, "hela", 0, "Inte vår skola"
        )


def test_the_manager_above_may_write_and_hand_in(round_: Round) -> None:
    from rodtrad.referrals import service

    nils = round_.scope(round_.town.nils)
    service.save_remark(nils, round_.bjorkhagen, "hela", 0, "Bra")
    assert service.hand_in(nils, round_.bjorkhagen, TODAY).is_handed_in


def test_the_comment_keeps_the_item_as_it_read(round_: Round) -> None:
    remark = round_.write(round_.town.karin, "Ord").remark

    assert remark.words == "Kartlägg personalens kunskaper varje höst"
    assert remark.area == "Digital kompetens"
    assert remark.position > 100


def test_when_two_write_at_the_same_item_the_second_is_told_and_nothing_is_lost(round_: Round) -> None:
    from rodtrad.referrals.models import Remark

    first = round_.write(round_.town.karin, "Karins ord")
    second = round_.write(round_.town.nils, "Nils ord")

    assert first.version == 1
    assert second.clash is not None
    assert (second.clash.text, second.clash.theirs.text) == ("Nils ord", "Karins ord")
    assert Remark.objects.get().text == "Karins ord"
    chosen = round_.write(round_.town.nils, "Nils ord", version=1)
    assert (chosen.clash, chosen.version) == (None, 2)


def test_the_same_words_sent_twice_are_no_clash(round_: Round) -> None:
    round_.write(round_.town.karin, "Ord")
    again = round_.write(round_.town.karin, "Ord")

    assert (again.clash, again.version) == (None, 1)


def test_an_emptied_comment_is_gone_when_handed_in(round_: Round) -> None:
    from rodtrad.referrals import service

    round_.write(round_.town.karin, "Ord")
    emptied = round_.write(round_.town.karin, "", version=1)
    round_.write(round_.town.karin, "Kvar", target="hela")
    view = service.hand_in(round_.scope(round_.town.karin), round_.bjorkhagen, TODAY)

    assert emptied.version == 2
    assert [remark.text for remark in view.remarks.all()] == ["Kvar"]


@pytest.mark.parametrize("target", ["fraga-2", "ingenstans", "", "00000000-0000-0000-0000-000000000000"])
def test_a_place_that_is_not_there_takes_no_comment(round_: Round, target: str) -> None:
    from rodtrad.common.errors import UserError
    from rodtrad.referrals import service
    from rodtrad.referrals.models import Remark

    with pytest.raises(UserError):
        service.save_remark(round_.scope(round_.town.karin), round_.bjorkhagen, target, 0, "Ord")
    assert Remark.objects.count() == 0


def test_a_text_too_long_is_refused_with_its_limit(round_: Round) -> None:
    from rodtrad.common.errors import UserError

    with pytest.raises(UserError, match="5000"):
        round_.write(round_.town.karin, "x" * 5001)


def test_the_one_who_leads_hands_in_and_a_teacher_does_not(round_: Round) -> None:
    from rodtrad.common.errors import NotAllowed
    from rodtrad.referrals import service

    round_.write(round_.town.karin, "Ord")
    with pytest.raises(NotAllowed, match="leder enheten"):
        service.hand_in(round_.scope(round_.town.amir), round_.bjorkhagen, TODAY)
    view = service.hand_in(round_.scope(round_.town.karin), round_.bjorkhagen, TODAY)
    again = service.hand_in(round_.scope(round_.town.karin), round_.bjorkhagen, LATE)

    assert (view.is_late, view.is_named) == (False, False)
    assert again.handed_in_at == view.handed_in_at


def test_handed_in_it_takes_no_more_words_until_it_is_opened_again(round_: Round) -> None:
    from rodtrad.common.errors import Conflict
    from rodtrad.referrals import service

    round_.handed_in()
    with pytest.raises(Conflict, match="inlämnat"):
        round_.write(round_.town.karin, "Mer", version=1)
    service.reopen(round_.scope(round_.town.karin), round_.bjorkhagen)
    assert round_.write(round_.town.karin, "Mer", version=1).version == 2


def test_what_has_been_answered_is_not_opened_again(round_: Round) -> None:
    from rodtrad.common.errors import Conflict
    from rodtrad.referrals import service

    round_.answer(round_.handed_in())
    with pytest.raises(Conflict, match="börjat besvaras"):
        service.reopen(round_.scope(round_.town.karin), round_.bjorkhagen)


def test_after_the_last_day_it_is_taken_and_marked_as_late(round_: Round) -> None:
    from rodtrad.referrals import service

    round_.write(round_.town.karin, "Ord")
    karin = round_.scope(round_.town.karin)

    assert service.hand_in(karin, round_.bjorkhagen, LATE).is_late
    assert not service.reopen(karin, round_.bjorkhagen).is_late
    on_the_day = round_.referral.last_day
    assert not service.hand_in(karin, round_.bjorkhagen, on_the_day).is_late


def test_nothing_written_is_handed_in_only_by_saying_so(round_: Round) -> None:
    from rodtrad.common.errors import UserError
    from rodtrad.referrals import service

    karin = round_.scope(round_.town.karin)
    with pytest.raises(UserError, match="inte skrivit något"):
        service.hand_in(karin, round_.bjorkhagen, TODAY)
    assert service.hand_in(karin, round_.bjorkhagen, TODAY, nothing=True).has_no_remarks


def test_each_member_of_a_group_writes_an_own_view_that_the_others_do_not_see(round_: Round) -> None:
    from rodtrad.referrals import service

    town = round_.town
    round_.write(town.amir, "Amirs ord")
    round_.write(town.petra, "Petras ord")
    amir = service.view_of(round_.scope(town.amir), round_.group)
    service.hand_in(round_.scope(town.amir), round_.group, TODAY)

    assert [r.text for r in service.remarks_of_view(amir).values()] == ["Amirs ord"]
    assert [each.remark.text for each in service.said_in(round_.referral)] == ["Amirs ord"]


def test_the_name_is_shown_only_where_it_was_chosen_and_never_a_protected_one(round_: Round) -> None:
    from rodtrad.organisation.models import Person
    from rodtrad.referrals import service

    town = round_.town
    for person in (town.amir, town.petra):
        round_.write(person, f"{person.first_name} säger")
    service.hand_in(round_.scope(town.amir), round_.group, TODAY, named=True)
    service.hand_in(round_.scope(town.petra), round_.group, TODAY)

    def signed() -> list[str]:
        return sorted(each.signature for each in service.said_in(round_.referral))

    assert signed() == ["Lärarnas referensgrupp", "Lärarnas referensgrupp (Amir Haddad)"]
    amir = Person.objects.get(pk=town.amir.pk)
    amir.is_protected = True
    amir.save()
    assert signed() == ["Lärarnas referensgrupp", "Lärarnas referensgrupp"]


def test_whoever_is_protected_is_not_named_even_when_asking_for_it(round_: Round) -> None:
    from rodtrad.referrals import service

    town = round_.town
    town.amir.is_protected = True
    town.amir.save()
    round_.write(town.amir, "Ord")
    view = service.hand_in(round_.scope(town.amir), round_.group, TODAY, named=True)

    assert not view.is_named
    assert "Haddad" not in view.handed_in_by


def test_the_home_of_who_is_asked_says_so_until_it_is_handed_in(round_: Round) -> None:
    from rodtrad.referrals import service

    town = round_.town

    def waits(person_name: str) -> list[str]:
        scope = round_.scope(town.people[person_name])
        return [todo.action for todo in service.todo_for(scope, town.place(town.bjorkhagen), TODAY)]

    assert waits("karin") == ["Skriv yttrandet"]
    assert waits("petra") == ["Skriv yttrandet"], "a member of the group"
    assert waits("lovisa") == []
    assert waits("sten") == []
    remark = round_.handed_in()
    assert waits("karin") == []
    assert waits("sten") == ["Besvara"]
    round_.answer(remark)
    assert waits("sten") == []
    place = town.place(town.authority)
    late = service.todo_for(round_.sten, place, round_.referral.last_day + timedelta(days=1))
    assert [todo.action for todo in late] == ["Se remissen"]


def test_after_the_last_day_the_home_says_that_it_can_still_be_handed_in(round_: Round, town: Town) -> None:
    from rodtrad.referrals import service

    todo = service.todo_for(round_.scope(town.karin), town.place(town.bjorkhagen), LATE)[0]
    assert "Ni kan lämna in så länge" in todo.text
