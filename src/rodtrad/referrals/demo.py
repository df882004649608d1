"""The demo authority's referrals: one closed on the plan that holds, one open on a draft guideline.

The open one is made by the door's own verbs. The closed one was over before the plan was decided, so its rows
are written with the dates of the story.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from rodtrad.organisation.access import SYSTEM
from rodtrad.organisation.models import Duty, Role, Unit
from rodtrad.plans import service as plans
from rodtrad.plans.hooks import DocumentNews
from rodtrad.plans.importing import PlanItem, PlanTree
from rodtrad.plans.models import Document, Item
from rodtrad.plans.service import tree_of
from rodtrad.referrals import service
from rodtrad.referrals.models import (
    Answer,
    DecisionPaper,
    GroupMember,
    Motion,
    Recipient,
    ReferenceGroup,
    Referral,
    ReferralState,
    Remark,
    View,
)
from rodtrad.referrals.rules import question_target

__all__ = [
    "DemoContent",
    "DemoItem",
    "DemoMotion",
    "DemoPlace",
    "DemoReferral",
    "DemoRemark",
    "build_referrals",
]

DAYS_BEFORE_DECISION = 60
DAYS_LEFT = 21


@dataclass(frozen=True)
class DemoRemark:
    """A comment: by whom (a unit's key, or 'group'), where (an item's key, 'hela', 'fraga-1'), its answer."""

    by: str
    at: str
    text: str
    proposal: str = ""
    verdict: str = ""
    reason: str = ""


@dataclass(frozen=True)
class DemoReferral:
    """A referral with what came in. `silent` are asked and have not answered; `begun` are not handed in."""

    message: str
    questions: Sequence[str]
    remarks: Sequence[DemoRemark]
    silent: Sequence[str] = ()
    begun: Sequence[str] = ()


@dataclass(frozen=True)
class DemoItem:
    """An item of the draft that is out now."""

    key: str
    kind: str
    text: str
    parent: str | None = None
    role: str | None = None


@dataclass(frozen=True)
class DemoMotion:
    """A motion that the plan answered."""

    title: str
    by: str
    answer: str


@dataclass(frozen=True)
class DemoContent:
    """All that was said: the group, the closed referral, the draft and its open one, the decision paper."""

    group_name: str
    group_purpose: str
    closed: DemoReferral
    open: DemoReferral
    draft_title: str
    draft: Sequence[DemoItem]
    sections: Mapping[str, str]
    motions: Sequence[DemoMotion]


@dataclass(frozen=True)
class DemoPlace:
    """Where the story takes place: the authority, its named units, the plan, how a key becomes an identity,
    who keeps the plans, and the day."""

    authority: Unit
    units: Mapping[str, Unit]
    plan: Document
    key: Callable[[str], UUID]
    keeper: str
    today: date
    content: DemoContent


@transaction.atomic
def build_referrals(at: DemoPlace) -> list[Referral]:
    """Both referrals, and the decision paper of the plan. Units that a small demo lacks are left out."""
    group = _group(at)
    closed = _closed(at, group)
    _paper(at)
    return [closed, _open(at, group)]


def _group(at: DemoPlace) -> ReferenceGroup:
    """Whoever is a key person in the authority."""
    group = ReferenceGroup.objects.create(
        owner=at.authority,
        name=at.content.group_name,
        purpose=at.content.group_purpose,
        submission_key=f"demo-{at.authority.slug}",
    )
    GroupMember.objects.create(group=group, role=Role.KEY_PERSON, unit=at.authority)
    return group


def _keys(said: DemoReferral, at: DemoPlace) -> list[str]:
    """The units that are asked, in the order in which they are named."""
    named = dict.fromkeys([*(remark.by for remark in said.remarks), *said.silent])
    return [key for key in named if key in at.units]


# ---- the closed one -------------------------------------------------------------------------------------


def _closed(at: DemoPlace, group: ReferenceGroup) -> Referral:
    decided = at.plan.decided_on or at.today
    sent, last = decided - timedelta(days=DAYS_BEFORE_DECISION), decided - timedelta(days=18)
    referral = Referral.objects.create(
        document=at.plan,
        state=ReferralState.CLOSED,
        message=at.content.closed.message,
        questions=list(at.content.closed.questions),
        last_day=last,
        sent_by=at.keeper,
        ended_at=_noon(last + timedelta(days=9)),
        ended_by=at.keeper,
        submission_key=f"demo-closed-{at.authority.slug}",
    )
    Referral.objects.filter(pk=referral.pk).update(sent_at=_noon(sent))
    items = {str(item.key): item for item in tree_of(at.plan)}
    by = {"group": Recipient.objects.create(referral=referral, group=group, name=group.name)}
    for position, key in enumerate(_keys(at.content.closed, at), 1):
        unit = at.units[key]
        by[key] = Recipient.objects.create(referral=referral, unit=unit, name=unit.name, position=position)
    for given in at.content.closed.remarks:
        if given.by in by:
            _told(at, by[given.by], given, items, last - timedelta(days=3))
    return referral


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), tzinfo=UTC)


def _told(
    at: DemoPlace, recipient: Recipient, given: DemoRemark, items: Mapping[str, Item], day: date
) -> None:
    """One comment of a view that was handed in, and its answer."""
    view, _made = View.objects.get_or_create(
        recipient=recipient,
        key="demo" if recipient.group_id else View.UNIT,
        defaults={"handed_in_at": _noon(day)},
    )
    remark = Remark.objects.create(
        view=view, target=_target(at, given.at), text=given.text, proposal=given.proposal,
        **_as_it_read(at, given.at, items.get(_target(at, given.at))),
    )  # fmt: skip
    if given.verdict:
        Answer.objects.create(
            remark=remark, verdict=given.verdict, reason=given.reason, answered_by=at.keeper
        )


def _target(at: DemoPlace, where: str) -> str:
    return where if where == Remark.WHOLE or where.startswith("fraga-") else str(at.key(where))


def _as_it_read(at: DemoPlace, where: str, item: Item | None) -> dict[str, Any]:
    if item is not None:
        return {
            "position": 100 + item.position,
            "number": item.number,
            "heading": item.heading,
            "words": item.text,
            "area": item.area.short if item.area else "",
        }
    questions = {question_target(n): words for n, words in enumerate(at.content.closed.questions, 1)}
    return {"position": 1, "words": questions[where]} if where in questions else {}


def _paper(at: DemoPlace) -> None:
    """The paper on which the plan was decided, frozen as it read."""
    paper = DecisionPaper.objects.create(
        document=at.plan,
        sections={
            key: {"text": text, "version": 1, "by": at.keeper} for key, text in at.content.sections.items()
        },
    )
    for position, motion in enumerate(at.content.motions, 1):
        Motion.objects.create(
            paper=paper,
            position=position,
            title=motion.title,
            by=motion.by,
            answer=motion.answer,
            submission_key=f"demo-{at.authority.slug}-{position}",
        )
    service.freeze(DocumentNews(at.plan.pk, at.plan.unit_path))
    DecisionPaper.objects.filter(pk=paper.pk).update(frozen_at=_noon(at.plan.decided_on or at.today))


# ---- the open one ---------------------------------------------------------------------------------------


def _open(at: DemoPlace, group: ReferenceGroup) -> Referral:
    keeper = replace(SYSTEM, name=at.keeper)
    draft = plans.create_document(
        keeper, _tree(at), _facts(at), keys={item.key: at.key(item.key) for item in at.content.draft}
    )
    asked = [at.units[key] for key in _keys(at.content.open, at)]
    last = at.today + timedelta(days=DAYS_LEFT)
    given = service.Sending(last, asked, [group], at.content.open.message, at.content.open.questions)
    referral = service.send(keeper, draft, given, f"demo-open-{at.authority.slug}", at.today)
    Referral.objects.filter(pk=referral.pk).update(sent_at=_noon(at.today - timedelta(days=14)))
    rows = referral.recipients.select_related("unit", "group", "referral__document__owner")
    by_unit = {row.unit_id: row for row in rows}
    for remark in at.content.open.remarks:
        recipient = by_unit.get(at.units[remark.by].pk) if remark.by in at.units else None
        if recipient is not None:
            service.save_remark(
                _writer(recipient), recipient, _target(at, remark.at), 0, remark.text, remark.proposal
            )
    for key in {remark.by for remark in at.content.open.remarks} - set(at.content.open.begun):
        recipient = by_unit.get(at.units[key].pk) if key in at.units else None
        if recipient is not None:
            service.hand_in(_writer(recipient), recipient, at.today)
    return referral


def _writer(recipient: Recipient) -> Any:
    """The unit's own principal as actor, with the rights of the system."""
    leads = Duty.objects.filter(unit=recipient.unit, role=Role.PRINCIPAL).select_related("person").first()
    return replace(SYSTEM, name=leads.person.name if leads else recipient.name)


def _facts(at: DemoPlace) -> plans.Facts:
    return plans.Facts(
        title=at.content.draft_title,
        kind="guideline",
        owner=at.authority,
        owner_text=at.authority.name,
        document_owner="Chefen för avdelningen för digitalisering och lärande",
        period_from=at.today.year + 1,
        period_to=at.today.year + 3,
    )


def _tree(at: DemoPlace) -> PlanTree:
    items = tuple(
        PlanItem(id=item.key, kind=item.kind, text=item.text, parent=item.parent, role=item.role)  # type: ignore[arg-type]
        for item in at.content.draft
    )
    return PlanTree(title=at.content.draft_title, kind="guideline", items=items)
