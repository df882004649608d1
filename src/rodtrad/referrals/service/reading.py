"""What is read of referrals: lists, who has answered, all comments item by item."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Prefetch, Q

from rodtrad.organisation.access import Scope
from rodtrad.organisation.models import Unit
from rodtrad.plans.models import Document
from rodtrad.referrals import rules
from rodtrad.referrals.access import may_keep
from rodtrad.referrals.models import Recipient, ReferenceGroup, Referral, Remark, View

__all__ = [
    "RecipientLine",
    "Said",
    "SaidAt",
    "keeps",
    "my_recipients",
    "recipient_for",
    "recipients_of",
    "referral_for",
    "referrals_for",
    "referrals_of",
    "remark_for",
    "remarks_of_view",
    "said_by_place",
    "said_in",
    "tally_of",
]


def keeps(scope: Scope, referral: Referral) -> bool:
    """Whether the person sends, answers and closes this referral."""
    return may_keep(scope, referral)


def _with_document() -> Any:
    return Referral.objects.select_related("document__owner", "document__authority")


def referrals_for(scope: Scope, authority_path: str) -> list[Referral]:
    """The authority's referrals that the reader may see, the latest first. One query."""
    found = _with_document().visible_to(scope).filter(document__authority__path=authority_path)
    return list(found)


def referrals_of(scope: Scope, document: Document) -> list[Referral]:
    """The referrals of one document that the reader may see, the latest first. One query."""
    return list(_with_document().visible_to(scope).filter(document=document))


def referral_for(scope: Scope, authority_path: str, referral_id: int) -> Referral | None:
    """A referral of the authority, or None where there is none for the reader. One query."""
    found: Referral | None = (
        _with_document()
        .visible_to(scope)
        .filter(pk=referral_id, document__authority__path=authority_path)
        .first()
    )
    return found


@dataclass(frozen=True)
class RecipientLine:
    """A recipient and how it has answered: views handed in, and how many are begun."""

    recipient: Recipient
    handed_in: int
    late: int
    begun: int

    @property
    def has_answered(self) -> bool:
        return self.handed_in > 0


def recipients_of(referral: Referral) -> list[RecipientLine]:
    """Whom it was sent to, in order, and how each has answered. Two queries."""
    views = Prefetch("views", queryset=View.objects.only("pk", "recipient", "handed_in_at", "is_late"))
    rows = referral.recipients.select_related("unit", "group").prefetch_related(views)
    return [_line(row, row.views.all()) for row in rows]


def _line(recipient: Recipient, views: Iterable[View]) -> RecipientLine:
    handed_in = [view for view in views if view.is_handed_in]
    return RecipientLine(
        recipient=recipient,
        handed_in=len(handed_in),
        late=sum(view.is_late for view in handed_in),
        begun=sum(not view.is_handed_in for view in views),
    )


def _mine(scope: Scope) -> Q:
    """Recipients that the person may write for: units of own duties, units led from above, own groups."""
    mine = Q(unit__in=[duty.unit_id for duty in scope.duties])
    for duty in scope.duties:
        if duty.role in {"principal", "manager"}:
            mine |= Q(unit__path__startswith=duty.unit_path)
    return mine | Q(group__in=ReferenceGroup.objects.of_member(scope).values("pk"))


def my_recipients(scope: Scope, referral: Referral, unit: Unit) -> list[Recipient]:
    """For whom the person may write, at this unit and in groups. One query."""
    here = Q(unit__path__startswith=unit.path) | Q(unit=None)
    rows = referral.recipients.filter(_mine(scope) & here).select_related("unit", "group")
    return list(rows)


def recipient_for(scope: Scope, referral: Referral, recipient_id: int) -> Recipient | None:
    """A recipient that the person may write for or sees into, None for any other. At most two queries."""
    sees = Q(pk__in=[])
    for path in scope.paths:
        sees |= Q(unit__path__startswith=path)
    rows = referral.recipients.filter(_mine(scope) | sees).select_related("unit", "group")
    found = rows.filter(pk=recipient_id).first()
    if found is not None:
        found.referral = referral
    return found


def remarks_of_view(view: View | None) -> dict[str, Remark]:
    """What is written on a view, by place, with the answers. One query."""
    if view is None:
        return {}
    return {remark.target: remark for remark in view.remarks.select_related("answer")}


@dataclass(frozen=True)
class Said:
    """One comment as it is read by those who answer it, and in the compilation."""

    remark: Remark
    signature: str
    is_late: bool

    @property
    def verdict(self) -> str:
        return self.remark.answer.verdict if hasattr(self.remark, "answer") else ""

    @property
    def is_question(self) -> bool:
        return self.remark.is_question


@dataclass
class SaidAt:
    """A place of the draft with all that was said at it: an item, a question, or the whole."""

    target: str
    number: str
    heading: str
    words: str
    area: str
    said: list[Said] = field(default_factory=list)

    @property
    def is_question(self) -> bool:
        return self.target.startswith("fraga-")

    @property
    def is_whole(self) -> bool:
        return self.target == Remark.WHOLE

    @property
    def unanswered(self) -> int:
        return 0 if self.is_question else sum(not each.verdict for each in self.said)


def said_in(referral: Referral) -> list[Said]:
    """Every comment of the handed-in views, in the order of the draft. One query."""
    rows = (
        Remark.objects.filter(view__recipient__referral=referral, view__handed_in_at__isnull=False)
        .exclude(text="", proposal="")
        .select_related("answer", "view__recipient")
    )
    return [Said(row, row.view.signature, row.view.is_late) for row in rows]


def said_by_place(said: Sequence[Said]) -> list[SaidAt]:
    """The comments place by place: the whole first, then the questions, then the items in order."""
    found: dict[str, SaidAt] = {}
    for each in said:
        row = each.remark
        place = SaidAt(row.target, row.number, row.heading, row.words, row.area)
        found.setdefault(row.target, place).said.append(each)
    return list(found.values())


def tally_of(said: Sequence[Said]) -> rules.Tally:
    """How many comments, and how they were answered."""
    return rules.tally(said)


def remark_for(referral: Referral, remark_id: int) -> Said | None:
    """One comment of a handed-in view, None for any other. One query."""
    row = (
        Remark.objects.filter(
            pk=remark_id, view__recipient__referral=referral, view__handed_in_at__isnull=False
        )
        .select_related("answer", "view__recipient")
        .first()
    )
    return Said(row, row.view.signature, row.view.is_late) if row else None
