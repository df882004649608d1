"""Rounds: prepared, opened, extended, closed. A closed round never changes."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from rodtrad.assessments.access import may_manage, may_share_link
from rodtrad.assessments.disclosure import stepwise
from rodtrad.assessments.hooks import RoundEvent, round_opened
from rodtrad.assessments.models import Group, Instrument, Round, RoundState, RoundUnit
from rodtrad.assessments.rules import may
from rodtrad.common.audit import describe, events_of, record
from rodtrad.common.errors import Conflict, NotAllowed, UserError
from rodtrad.common.jobs import new_job
from rodtrad.common.models import Job
from rodtrad.cycle.models import SchoolYear
from rodtrad.organisation.access import Scope
from rodtrad.organisation.models import AuthoritySettings, Unit

DEFAULT_THRESHOLD = 5


@dataclass(frozen=True)
class RoundPlan:
    """What a strategist decides before a round is opened. No `unit_ids` means every school under the node."""

    title: str
    opens_on: date
    closes_on: date
    groups: tuple[str, ...] = (Group.LEADERS, Group.STAFF)
    unit_ids: tuple[int, ...] = ()


@dataclass(frozen=True)
class Participation:
    """How many have answered in an open round, told in steps of the threshold; `staff` is 'at least'."""

    units: int
    leaders: int
    staff: int
    invited: int


def prepare_round(
    scope: Scope, instrument: Instrument, node: Unit, year: SchoolYear, plan: RoundPlan
) -> Round:
    """A round that can be looked through before it is opened. The threshold is the authority's of today."""
    _demand(scope, node.path)
    _check_dates(plan.opens_on, plan.closes_on)
    if not set(plan.groups) & set(Group.values):
        raise UserError(_("Välj minst en grupp som ska skatta."), "no_groups")
    with transaction.atomic():
        made = Round.objects.create(
            authority=instrument.authority,
            node=node,
            year=year,
            instrument=instrument,
            title=plan.title[:200],
            opens_on=plan.opens_on,
            closes_on=plan.closes_on,
            groups=[group for group in Group.values if group in plan.groups],
            unit_ids=sorted(plan.unit_ids),
            staff_threshold=threshold_of(node.authority_path),
        )
        record(scope, "round.prepared", made, unit_path=node.path)
    return made


def open_round(scope: Scope, prepared: Round) -> Round:
    """Open a prepared round: the instrument is frozen, each unit gets its link, and the news goes out."""
    _demand(scope, prepared.node.path)
    with transaction.atomic():
        locked = _locked(prepared, "open")
        # Two rounds that are opened at once wait for each other here, and the second finds the first's units.
        Unit.objects.select_for_update(no_key=True).get(pk=locked.authority_id)
        _freeze(locked.instrument)
        _invite(locked)
        locked.state = RoundState.OPEN
        locked.opened_at = timezone.now()
        locked.save(update_fields=["state", "opened_at"])
        record(scope, "round.opened", locked, unit_path=locked.node.path)
        round_opened.fire_after_commit(event_of(locked))
    return locked


def extend_round(scope: Scope, current: Round, closes_on: date, today: date) -> Round:
    """Another last day for an open round; never one that has passed."""
    _demand(scope, current.node.path)
    if closes_on < today:
        raise UserError(_("Sista dagen kan inte ha passerat."), "past")
    with transaction.atomic():
        locked = _locked(current, "extend")
        before, locked.closes_on = locked.closes_on, closes_on
        _check_dates(locked.opens_on, closes_on)
        locked.save(update_fields=["closes_on"])
        days = {"closes_on": (before.isoformat(), closes_on.isoformat())}
        record(scope, "round.extended", locked, unit_path=locked.node.path, changes=days)
    return locked


def remove_round(scope: Scope, prepared: Round) -> None:
    """Throw away a round that was never opened."""
    _demand(scope, prepared.node.path)
    with transaction.atomic():
        locked = _locked(prepared, "remove")
        record(scope, "round.removed", locked, unit_path=locked.node.path)
        locked.delete()


def close_now(scope: Scope, current: Round, say: Callable[[int, int, str], None] | None = None) -> None:
    """As `close_round`, but counted here and now, for whoever waits at a command line."""
    from rodtrad.assessments.service import closing

    _begin_closing(scope, current)
    closing.freeze(current.pk, say or closing.silent)


def _begin_closing(scope: Scope, current: Round) -> Round:
    _demand(scope, current.node.path)
    with transaction.atomic():
        locked = _locked(current, "close")
        if locked.state == RoundState.OPEN:
            stop_answers(locked)
            record(scope, "round.closed", locked, unit_path=locked.node.path)
    return locked


def close_round(scope: Scope, current: Round, result_url: str = "") -> Job:
    """Stop taking answers at once and let the worker count; `result_url` is where the finished result
    can be seen. Closing one that is being counted starts the count again, for when it was interrupted;
    it gives the same.
    """
    from rodtrad.assessments.tasks import count_round

    with transaction.atomic():
        locked = _begin_closing(scope, current)
        job = new_job("round", _("Räknar %(round)s") % {"round": locked.title}, scope, locked.node.path)
        transaction.on_commit(partial(count_round.enqueue, locked.pk, str(job.pk), result_url))
    return job


def stop_answers(current: Round) -> None:
    """From here on no answer gets in; those being written are waited for. Call in a transaction."""
    current.units.update(is_open=False)
    current.state = RoundState.CLOSING
    current.save(update_fields=["state"])


def rounds_for(scope: Scope, node_path: str, year_id: int) -> QuerySet[Round]:
    """The rounds of a year that reach a unit or are held under it, the latest first."""
    visible = Round.objects.visible_to(scope).filter(year_id=year_id)
    reach = visible.covering(node_path) | visible.filter(node__path__startswith=node_path)
    return reach.select_related("node", "instrument", "year").order_by("-opens_on", "-pk")


def round_at(scope: Scope, unit_path: str, year_id: int) -> Round | None:
    """The round that a unit answers in a year: the latest that has been opened. One query."""
    reach = Round.objects.visible_to(scope).filter(year_id=year_id).exclude(state=RoundState.DRAFT)
    found = reach.covering(unit_path).select_related("node", "instrument", "year")
    return found.order_by("-opens_on", "-pk").first()


def latest_round(authority_path: str, year_id: int, closed: bool = False) -> Round | None:
    """The authority's latest opened round of a year, or its latest closed one. One query."""
    found = Round.objects.filter(authority__path=authority_path, year_id=year_id)
    found = found.filter(state=RoundState.CLOSED) if closed else found.exclude(state=RoundState.DRAFT)
    return found.select_related("node", "instrument", "year").order_by("node__path", "-opens_on").first()


def part_of(scope: Scope, current: Round, unit: Unit) -> RoundUnit | None:
    """A unit's part in a round, for those who gather its answers. One query."""
    if not may_share_link(scope, unit.path):
        return None
    return RoundUnit.objects.filter(round=current, unit=unit).first()


def change_invited(scope: Scope, part: RoundUnit, invited: int) -> RoundUnit:
    """How many of the staff are asked at a unit, when the number from the staff register is wrong."""
    if not may_share_link(scope, part.unit.path):
        raise NotAllowed(_("Bara enhetens ledning kan ändra antalet."))
    with transaction.atomic():
        held = RoundUnit.objects.select_for_update(no_key=True).get(pk=part.pk)
        if not held.is_open:
            raise Conflict(_("Omgången tar inte längre emot svar."), "closed")
        # In steps, as everywhere: trying one number after the other must not tell how many have answered.
        if invited < stepwise(held.staff_answered, part.round.staff_threshold):
            raise UserError(_("Fler än så har redan svarat."), "too_few")
        if held.staff_invited == invited:
            return part
        number = {"staff_invited": (held.staff_invited, invited)}
        RoundUnit.objects.filter(pk=part.pk).update(staff_invited=invited)
        record(scope, "round.invited", part.round, unit_path=part.unit.path, changes=number)
    part.refresh_from_db()
    return part


def participation(current: Round, under: str = "") -> Participation:
    """How far an open round has come, in steps, below a node. Two queries whatever the size."""
    parts = current.units.filter(unit__path__startswith=under)
    answered, invited = 0, 0
    leaders = parts.filter(leaders_answered=True).count()
    total = parts.count()
    threshold = current.staff_threshold
    for row in parts.values("staff_answered", "staff_invited").iterator(chunk_size=5000):
        answered += int(stepwise(row["staff_answered"], threshold))
        invited += row["staff_invited"]
    return Participation(total, leaders, answered, invited)


def threshold_of(authority_path: str) -> int:
    """The smallest number of staff whose answers may be shown, as the authority has decided."""
    settings = AuthoritySettings.objects.filter(authority__path=authority_path).first()
    return max(settings.staff_threshold if settings else DEFAULT_THRESHOLD, 2)


def trail_of(scope: Scope, current: Round, limit: int = 20) -> list[tuple[datetime, str]]:
    """What has been done to a round, the latest first: when, and a sentence. One query."""
    if not may_manage(scope, current.node.path):
        return []
    events = events_of(current).filter(verb__startswith="round.")
    return [(event.at, describe(event)) for event in events[:limit]]


def event_of(current: Round) -> RoundEvent:
    """The round as news."""
    return RoundEvent(current.pk, current.node.path, current.authority.path, current.year_id, current.title)


def new_code() -> str:
    """A link's secret: 59 random bits as twelve letters and figures that are not taken for each other."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(12))


_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


def _invite(current: Round) -> None:
    units: Sequence[Unit] = list(_units_of(current))
    if not units:
        raise UserError(_("Inga skolenheter deltar. Välj minst en."), "no_units")
    if _overlaps(current):
        raise Conflict(_("Någon av enheterna skattar redan i en annan omgång."), "overlap")
    RoundUnit.objects.bulk_create(
        (
            RoundUnit(
                round=current,
                unit=unit,
                is_open=True,
                staff_code=new_code(),
                staff_invited=unit.staff_count if Group.STAFF in current.groups else 0,
            )
            for unit in units
        ),
        batch_size=1000,
    )


def _overlaps(current: Round) -> bool:
    """Whether another open round already asks one of the units."""
    others = RoundUnit.objects.filter(is_open=True, unit__path__startswith=current.node.path)
    if current.unit_ids:
        others = others.filter(unit_id__in=current.unit_ids)
    return others.exclude(round=current).exists()


def _units_of(current: Round) -> QuerySet[Unit]:
    units = Unit.objects.under(current.node.path).schools()
    if current.unit_ids:
        units = units.filter(pk__in=current.unit_ids)
    found: QuerySet[Unit] = units.order_by("path")
    return found


def units_to_ask(current: Round) -> QuerySet[Unit]:
    """The units that a prepared round will ask."""
    return _units_of(current)


def _freeze(instrument: Instrument) -> None:
    Instrument.objects.filter(pk=instrument.pk, frozen_at=None).update(frozen_at=timezone.now())


def _locked(current: Round, verb: str) -> Round:
    """The round, locked until the transaction ends; refused where its state does not take the verb."""
    locked = (
        Round.objects.select_for_update(of=("self",), no_key=True)
        .select_related("node", "authority", "instrument")
        .get(pk=current.pk)
    )
    if not may(locked.state, verb):
        state = RoundState(locked.state).label
        raise Conflict(_("Det går inte: omgången har läget ”%(state)s”.") % {"state": state}, "state")
    return locked


def _demand(scope: Scope, path: str) -> None:
    if not may_manage(scope, path):
        raise NotAllowed(_("Bara strateger kan öppna och stänga omgångar."))


def _check_dates(opens_on: date, closes_on: date) -> None:
    if closes_on < opens_on:
        raise UserError(_("Sista dagen ligger före den första."), "dates")
