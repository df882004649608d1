"""Sending a draft on referral, its last day, calling it back and closing it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from tests.people import TODAY
from tests.plans.conftest import Papers
from tests.referrals.conftest import LAST_DAY, Round, reference_group, send, sending

if TYPE_CHECKING:
    from tests.people import Town


def test_a_sent_draft_is_on_referral_and_asks_each_recipient_once(town: Town) -> None:
    from rodtrad.referrals.models import ReferralState

    sent = send(town, units=[town.bjorkhagen, town.ekbacken, town.bjorkhagen])

    assert sent.document.status == "consultation"
    assert sent.referral.state == ReferralState.OPEN
    names = [recipient.name for recipient in sent.referral.recipients.all()]
    assert names == ["Lärarnas referensgrupp", "Björkhagens skola", "Ekbackens skola"]


def test_the_same_form_sent_twice_is_one_referral(town: Town) -> None:
    from rodtrad.referrals import service
    from rodtrad.referrals.models import Referral

    draft, key, sten = Papers(town).draft(), str(uuid4()), town.scope(town.sten)
    first = service.send(sten, draft, sending(town), key, TODAY)
    second = service.send(sten, draft, sending(town), key, TODAY)

    assert first.pk == second.pk
    assert Referral.objects.count() == 1


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"units": []}, "referral.sending"),
        ({"last_day": TODAY - timedelta(days=1)}, "referral.sending"),
        ({"questions": [str(n) for n in range(6)]}, "referral.sending"),
        ({"questions": ["?" * 501]}, "referral.sending"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_sent(town: Town, more: dict[str, object], code: str) -> None:
    from rodtrad.common.errors import UserError
    from rodtrad.referrals import service

    draft = Papers(town).draft()
    with pytest.raises(UserError) as refused:
        service.send(town.scope(town.sten), draft, sending(town, **more), "k", TODAY)

    draft.refresh_from_db()
    assert (refused.value.code, draft.status) == (code, "draft")


def test_a_unit_of_another_authority_is_never_asked(town: Town) -> None:
    from rodtrad.common.errors import UserError
    from rodtrad.referrals import service
    from rodtrad.referrals.models import Referral

    draft = Papers(town).draft()
    with pytest.raises(UserError, match="annan huvudman"):
        service.send(town.scope(town.sten), draft, sending(town, units=[town.other_school]), "k", TODAY)
    assert Referral.objects.count() == 0


@pytest.mark.parametrize("name", ["karin", "nils", "petra", "berit", "otto"])
def test_only_those_who_edit_the_document_send_it(town: Town, name: str) -> None:
    from rodtrad.common.errors import NotAllowed
    from rodtrad.referrals import service

    draft = Papers(town).draft()
    with pytest.raises(NotAllowed):
        service.send(town.scope(town.people[name]), draft, sending(town), "k", TODAY)


def test_what_is_decided_or_already_out_is_not_sent(town: Town, round_: Round) -> None:
    from rodtrad.common.errors import Conflict
    from rodtrad.referrals import service

    for document in (Papers(town).decided(title="Beslutad plan"), round_.document):
        with pytest.raises(Conflict):
            service.send(round_.sten, document, sending(town), "another", TODAY)


def test_a_document_on_referral_is_neither_taken_back_nor_decided_past_it(round_: Round) -> None:
    from datetime import date

    from rodtrad.common.errors import Conflict
    from rodtrad.plans import service as plans

    with pytest.raises(Conflict, match="på remiss"):
        plans.take_back(round_.sten, round_.document)
    with pytest.raises(Conflict, match="på remiss"):
        plans.decide(round_.sten, round_.document, plans.Decision("Nämnden", date(2026, 1, 1)))


def test_the_last_day_moves_but_never_into_the_past(round_: Round) -> None:
    from rodtrad.common.errors import UserError
    from rodtrad.referrals import service

    later = LAST_DAY + timedelta(days=7)
    assert service.change_last_day(round_.sten, round_.referral, later, TODAY).last_day == later
    with pytest.raises(UserError, match="redan varit"):
        service.change_last_day(round_.sten, round_.referral, TODAY - timedelta(days=1), TODAY)


def test_called_back_the_document_is_a_draft_and_what_was_written_stays(round_: Round) -> None:
    from rodtrad.common.errors import Conflict
    from rodtrad.referrals import service
    from rodtrad.referrals.models import Remark

    round_.write(round_.town.karin, "Halvfärdigt")
    called = service.call_back(round_.sten, round_.referral, "Vi hittade ett fel.")
    again = service.call_back(round_.sten, round_.referral, "Igen")
    round_.document.refresh_from_db()

    assert (called.state, again.ended_why) == ("called_back", "Vi hittade ett fel.")
    assert round_.document.status == "draft"
    assert Remark.objects.get().text == "Halvfärdigt"
    with pytest.raises(Conflict, match="återkallad"):
        round_.write(round_.town.karin, "Mer", version=1)


def test_calling_back_says_why(round_: Round) -> None:
    from rodtrad.common.errors import UserError
    from rodtrad.referrals import service

    with pytest.raises(UserError, match="varför"):
        service.call_back(round_.sten, round_.referral, "  ")


def test_a_referral_closes_only_when_each_comment_has_its_answer(round_: Round) -> None:
    from rodtrad.common.errors import UserError
    from rodtrad.referrals import service

    remark = round_.handed_in()
    with pytest.raises(UserError, match="1 synpunkt har inget svar"):
        service.close(round_.sten, round_.referral)
    round_.answer(remark, "noted")
    closed = round_.close()

    assert (closed.state, round_.document.status) == ("closed", "draft")
    assert service.close(round_.sten, closed).ended_at == closed.ended_at


def test_an_answer_to_a_question_needs_no_verdict(round_: Round) -> None:
    from rodtrad.referrals import service

    round_.write(round_.town.karin, "Nej, tiden räcker inte.", target="fraga-1")
    service.hand_in(round_.scope(round_.town.karin), round_.bjorkhagen, TODAY)

    assert round_.close().is_closed


def test_no_one_else_closes_calls_back_or_moves_the_day(round_: Round) -> None:
    from rodtrad.common.errors import NotAllowed
    from rodtrad.referrals import service

    for name in ("karin", "nils", "petra", "otto"):
        scope = round_.scope(round_.town.people[name])
        with pytest.raises(NotAllowed):
            service.close(scope, round_.referral)
        with pytest.raises(NotAllowed):
            service.call_back(scope, round_.referral, "För att")
        with pytest.raises(NotAllowed):
            service.change_last_day(scope, round_.referral, LAST_DAY, TODAY)


def test_a_second_referral_can_follow_the_first(round_: Round) -> None:
    from rodtrad.referrals import service

    round_.close()
    again = service.send(round_.sten, round_.document, sending(round_.town), "again", TODAY)

    assert again.pk != round_.referral.pk


def test_each_verb_leaves_one_event(town: Town) -> None:
    from rodtrad.common.models import AuditEvent
    from rodtrad.referrals import service

    sent = send(town)
    remark = sent.handed_in()
    sent.answer(remark)
    sent.close()
    verbs = list(
        AuditEvent.objects.filter(object_type="referrals.referral")
        .order_by("pk")
        .values_list("verb", flat=True)
    )

    assert verbs == [
        "referral.sent",
        "remark.written",
        "view.handed_in",
        "remark.answered",
        "referral.closed",
    ]
    assert service.close(sent.sten, sent.referral).is_closed
    assert AuditEvent.objects.filter(verb="referral.closed").count() == 1


def test_a_group_is_changed_by_one_at_a_time(town: Town) -> None:
    from rodtrad.common.errors import Conflict, UserError
    from rodtrad.referrals import service

    sten = town.scope(town.sten)
    group = reference_group(town, town.amir)
    changed = service.change_group(
        sten,
        group,
        1,
        service.GroupInput("Nytt namn", people=[town.petra.pk], duties=[("principal", town.north.pk)]),
    )
    names = {line.name for line in service.members_of(changed)}
    assert names == {"Rektor, Område Norr och under", "Petra Lind"}
    with pytest.raises(Conflict):
        service.change_group(sten, group, 1, service.GroupInput("Sent", people=[town.amir.pk]))
    with pytest.raises(UserError):
        service.change_group(sten, changed, 2, service.GroupInput("Tom"))


def test_whoever_holds_the_duty_is_in_the_group_and_no_one_else(town: Town) -> None:
    from rodtrad.referrals import service
    from rodtrad.referrals.models import ReferenceGroup

    given = service.GroupInput("Rektorer i norr", duties=[("principal", town.north.pk)])
    service.add_group(town.scope(town.sten), town.authority, given, "k")

    inside = {
        name
        for name, person in town.people.items()
        if ReferenceGroup.objects.of_member(town.scope(person)).exists()
    }
    assert inside == {"karin"}


def test_a_protected_identity_is_in_no_list_but_is_still_asked(town: Town) -> None:
    from rodtrad.referrals import service
    from rodtrad.referrals.models import ReferenceGroup

    group = reference_group(town, town.amir, town.petra)
    town.amir.is_protected = True
    town.amir.save()

    assert [line.name for line in service.members_of(group)] == ["Petra Lind"]
    assert [p.name for p in service.choosable_people(town.scope(town.sten), "Amir", [town.amir.pk])] == []
    assert ReferenceGroup.objects.of_member(town.scope(town.amir)).get() == group
    # Whoever cannot see a member cannot take the member away by saving the list that was seen.
    service.change_group(town.scope(town.sten), group, 1, service.GroupInput("G", people=[town.petra.pk]))
    assert ReferenceGroup.objects.of_member(town.scope(town.amir)).exists()


def test_a_group_put_away_is_not_offered_but_can_be_brought_back(town: Town) -> None:
    from rodtrad.referrals import service

    sten, group = town.scope(town.sten), reference_group(town, town.amir)
    path = town.authority.path
    service.archive_group(sten, service.archive_group(sten, group))
    assert service.groups_for(sten, path) == []
    assert service.groups_for(sten, path, archived=True) == [group]
    service.restore_group(sten, group)
    assert service.groups_for(sten, path) == [group]
    assert service.groups_for(town.scope(town.karin), path) == []
