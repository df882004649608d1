"""A draft of Sten's and what the stories about referrals need."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from django.utils.translation import override

from tests.people import TODAY
from tests.plans.conftest import Papers

if TYPE_CHECKING:
    from rodtrad.organisation.access import Scope
    from rodtrad.organisation.models import Person
    from rodtrad.plans.models import Document, Item
    from rodtrad.referrals.models import Recipient, Referral, Remark
    from tests.people import Town

LAST_DAY = TODAY + timedelta(days=30)
LATE = LAST_DAY + timedelta(days=2)


@dataclass
class Round:
    """A draft on referral to Björkhagen, Ekbacken and a group of Amir and Petra."""

    town: Town
    document: Document
    referral: Referral

    def scope(self, person: Person) -> Scope:
        return self.town.scope(person)

    @property
    def sten(self) -> Scope:
        return self.town.scope(self.town.sten)

    def recipient(self, name: str) -> Recipient:
        return self.referral.recipients.select_related("unit", "group", "referral__document__owner").get(
            name=name
        )

    @property
    def bjorkhagen(self) -> Recipient:
        return self.recipient("Björkhagens skola")

    @property
    def group(self) -> Recipient:
        return self.recipient("Lärarnas referensgrupp")

    def item(self, text: str) -> Item:
        return self.document.items.get(text=text)

    @cached_property
    def survey(self) -> str:
        """The target of an initiative that gets commented."""
        return str(self.item("Kartlägg personalens kunskaper varje höst").key)

    def write(
        self, person: Person, text: str, proposal: str = "", *, target: str = "", version: int = 0
    ) -> Any:
        from rodtrad.referrals import service

        recipient = self.group if person in (self.town.amir, self.town.petra) else self.bjorkhagen
        return service.save_remark(
            self.scope(person), recipient, target or self.survey, version, text, proposal
        )

    def handed_in(self, text: str = "Varje höst är för ofta.", proposal: str = "") -> Remark:
        """Karin writes at the initiative and hands in."""
        from rodtrad.referrals import service

        remark = self.write(self.town.karin, text, proposal).remark
        service.hand_in(self.scope(self.town.karin), self.bjorkhagen, TODAY)
        return remark

    def answer(self, remark: Remark, verdict: str = "accepted", reason: str = "", wording: str = "") -> Any:
        from rodtrad.referrals import service

        held = getattr(remark, "answer", None)
        given = service.AnswerInput(verdict, reason, wording)
        return service.answer(self.sten, self.referral, remark, held.version if held else 0, given)

    def close(self) -> Referral:
        from rodtrad.referrals import service

        self.referral = service.close(self.sten, self.referral)
        self.document.refresh_from_db()
        return self.referral

    def url(self, name: str, **kwargs: object) -> str:
        return self.town.place(self.town.authority).url(
            f"referrals:{name}", referral_id=self.referral.pk, **kwargs
        )

    def write_url(self, name: str = "write", recipient: Recipient | None = None) -> str:
        return self.town.place(self.town.bjorkhagen).url(
            f"referrals:{name}",
            referral_id=self.referral.pk,
            recipient_id=(recipient or self.bjorkhagen).pk,
        )


def reference_group(town: Town, *people: Person) -> Any:
    from rodtrad.referrals import service

    given = service.GroupInput("Lärarnas referensgrupp", people=[person.pk for person in people])
    return service.add_group(town.scope(town.sten), town.authority, given, str(uuid4()))


def sending(town: Town, last_day: date = LAST_DAY, **more: Any) -> Any:
    from rodtrad.referrals import service

    values = {
        "last_day": last_day,
        "units": [town.ekbacken, town.bjorkhagen],
        "message": "Vi vill veta om insatserna går att göra.",
        "questions": ["Räcker tiden?"],
        **more,
    }
    return service.Sending(**values)


def send(town: Town, **more: Any) -> Round:
    from rodtrad.referrals import service

    draft = Papers(town).draft()
    given = sending(town, groups=[reference_group(town, town.amir, town.petra)], **more)
    referral = service.send(town.scope(town.sten), draft, given, str(uuid4()), TODAY)
    draft.refresh_from_db()
    return Round(town, draft, referral)


@pytest.fixture(autouse=True)
def swedish() -> Iterator[None]:
    """A page that was read in English leaves the language so for what comes after it."""
    with override("sv"):
        yield


@pytest.fixture
def round_(town: Town) -> Round:
    return send(town)
