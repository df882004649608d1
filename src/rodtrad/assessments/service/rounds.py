"""Rounds: prepared, opened, extended, closed. A closed round never changes."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Case, Count, F, IntegerField, QuerySet, Sum, Value, When
from django.db.models.functions import Mod
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rodtrad.assessments.access import may_manage, may_share_link
from rodtrad.assessments.disclosure import stepwise
from rodtrad.assessments.groups import ANONYMOUS, PUPILS, Group, group_invited, in_order, is_asked_at
from rodtrad.assessments.hooks import RoundEvent, round_opened
from rodtrad.assessments.models import (
    CommentReader,
    Instrument,
    InstrumentKind,
    Round,
    RoundPart,
    RoundState,
    Seer,
)
from rodtrad.assessments.rules import answer_cap, may
from rodtrad.assessments.service.instruments import groups_of
from rodtrad.assessments.service.links import indicators_of
from rodtrad.common.audit import describe, events_of, record
from rodtrad.common.dates import long_date
from rodtrad.common.errors import Conflict, NotAllowed, UserError
from rodtrad.cycle.models import SchoolYear
from rodtrad.organisation.access import Scope
from rodtrad.organisation.models import AuthoritySettings, Unit

DEFAULT_THRESHOLD = 5
DEFAULT_PUPIL_THRESHOLD = 10


@dataclass(frozen=True)
class RoundPlan:
    """What a strategist decides before a round is opened. No `unit_ids` means every school under the node;
    no `kind` means the instrument's.
    """

    title: str
    opens_on: date
    closes_on: date
    groups: tuple[str, ...] = (Group.LEADERS, Group.STAFF)
    unit_ids: tuple[int, ...] = ()
    kind: str = ""
    seen_by: str = Seer.STAFF
    comments_for: str = CommentReader.LEADERS


@dataclass(frozen=True)
class Turnout:
    """How many of a group have answered, at least: unit by unit in steps of two thresholds. `invited` 0 where
    unknown.
    """

    group: str
    at_least: int
    invited: int
    threshold: int

    @property
    def told_from(self) -> int:
        """The fewest answers at a unit that are told of while the round is open (`disclosure.stepwise`)."""
        return 2 * self.threshold


@dataclass(frozen=True)
class Participation:
    """How far an open round has come: units whose leaders have handed in, and the anonymous groups."""

    units: int
    leaders: int
    groups: tuple[Turnout, ...]

    def of(self, group: str) -> Turnout | None:
        return next((each for each in self.groups if each.group == group), None)


def prepare_round(
    scope: Scope, instrument: Instrument, node: Unit, year: SchoolYear, plan: RoundPlan
) -> Round:
    """A round that can be looked through before it is opened. The threshold is the authority's of today."""
    demand(scope, node.path)
    _check_dates(plan.opens_on, plan.closes_on)
    _check_groups(instrument, plan.groups)
    with transaction.atomic():
        made = Round.objects.create(
            authority=instrument.authority,
            node=node,
            year=year,
            instrument=instrument,
            title=plan.title[:200],
            kind=plan.kind or instrument.kind,
            opens_on=plan.opens_on,
            closes_on=plan.closes_on,
            groups=in_order(plan.groups),
            unit_ids=sorted(plan.unit_ids),
            thresholds=thresholds_of(node.authority_path),
            seen_by=plan.seen_by,
            comments_for=plan.comments_for,
        )
        record(scope, "round.prepared", made, unit_path=node.path)
    return made


def prepared_alike(instrument: Instrument, node: Unit, year: SchoolYear, plan: RoundPlan) -> Round | None:
    """A round already prepared just so, for a form that is sent twice. One query."""
    found = Round.objects.filter(
        node=node,
        year=year,
        instrument=instrument,
        state=RoundState.DRAFT,
        title=plan.title[:200],
        opens_on=plan.opens_on,
        closes_on=plan.closes_on,
        seen_by=plan.seen_by,
        comments_for=plan.comments_for,
    )
    asked = (in_order(plan.groups), sorted(plan.unit_ids))
    return next((each for each in found if (list(each.groups), list(each.unit_ids)) == asked), None)


def open_round(scope: Scope, prepared: Round, today: date | None = None) -> Round:
    """Open a prepared round: the instrument is frozen, each group gets its links, and the news goes out.

    With `today`, refused where nobody could answer it any more.
    """
    demand(scope, prepared.node.path)
    if today is not None and prepared.closes_on < today:
        raise UserError(_HAS_PASSED % {"day": long_date(prepared.closes_on)}, "past")
    with transaction.atomic():
        locked = locked_for(prepared, "open")
        # Two rounds that are opened at once wait for each other here, and the second finds the first's units.
        Unit.objects.select_for_update(no_key=True).get(pk=locked.authority_id)
        # Whoever is changing the form is waited for, and what they changed is what is looked at and frozen.
        Instrument.objects.select_for_update(of=("self",), no_key=True).get(pk=locked.instrument_id)
        _check_groups(locked.instrument, locked.groups)
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
    demand(scope, current.node.path)
    if closes_on < today:
        raise UserError(_("Sista dagen kan inte ha passerat."), "past")
    with transaction.atomic():
        locked = locked_for(current, "extend")
        before, locked.closes_on = locked.closes_on, closes_on
        _check_dates(locked.opens_on, closes_on)
        locked.save(update_fields=["closes_on"])
        days = {"closes_on": (before.isoformat(), closes_on.isoformat())}
        record(scope, "round.extended", locked, unit_path=locked.node.path, changes=days)
    return locked


def remove_round(scope: Scope, prepared: Round) -> None:
    """Throw away a round that was never opened."""
    demand(scope, prepared.node.path)
    with transaction.atomic():
        locked = locked_for(prepared, "remove")
        record(scope, "round.removed", locked, unit_path=locked.node.path)
        locked.delete()


def rounds_for(scope: Scope, node_path: str, year_id: int) -> QuerySet[Round]:
    """The rounds of a year that reach a unit or are held under it, the latest first."""
    visible = Round.objects.visible_to(scope).filter(year_id=year_id)
    reach = visible.covering(node_path) | visible.filter(node__path__startswith=node_path)
    return reach.select_related("node", "instrument", "year").order_by("-opens_on", "-pk")


def round_at(scope: Scope, unit_path: str, year_id: int, kind: str = InstrumentKind.YEARLY) -> Round | None:
    """The round of a kind that a unit answers in a year: the latest that has been opened. One query."""
    return rounds_at(scope, unit_path, year_id).filter(kind=kind).first()


def rounds_at(scope: Scope, unit_path: str, year_id: int) -> QuerySet[Round]:
    """The rounds of a year that have been opened and reach a unit, of every kind, the latest first."""
    reach = Round.objects.visible_to(scope).filter(year_id=year_id).exclude(state=RoundState.DRAFT)
    found = reach.covering(unit_path).select_related("node", "instrument", "year", "authority")
    return found.order_by("-opens_on", "-pk")


def latest_round(
    authority_path: str, year_id: int, closed: bool = False, kind: str = InstrumentKind.YEARLY
) -> Round | None:
    """The authority's latest opened round of a kind and year, or its latest closed one. One query."""
    found = Round.objects.filter(authority__path=authority_path, year_id=year_id, kind=kind)
    found = found.filter(state=RoundState.CLOSED) if closed else found.exclude(state=RoundState.DRAFT)
    return found.select_related("node", "instrument", "year").order_by("node__path", "-opens_on").first()


def parts_of(scope: Scope, current: Round, unit: Unit) -> list[RoundPart]:
    """The anonymous groups of a unit in a round, in their order, for those who gather the answers. One
    query.
    """
    if not may_share_link(scope, unit.path):
        return []
    found = {part.group: part for part in RoundPart.objects.filter(round=current, unit=unit)}
    for part in found.values():
        part.round, part.unit = current, unit
    return [found[group] for group in ANONYMOUS if group in found]


def change_invited(scope: Scope, part: RoundPart, invited: int) -> RoundPart:
    """How many of a group are asked at a unit, when the register has another number or none."""
    if not may_share_link(scope, part.unit.path):
        raise NotAllowed(_("Bara enhetens ledning kan ändra antalet."))
    with transaction.atomic():
        held = RoundPart.objects.select_for_update(no_key=True).get(pk=part.pk)
        if not held.is_open:
            raise Conflict(_("Omgången tar inte längre emot svar."), "closed")
        # In steps, as everywhere: trying one number after the other must not tell how many have answered.
        threshold = part.round.threshold(part.group)
        if invited < stepwise(held.answered, threshold):
            raise UserError(_("Fler än så har redan svarat."), "too_few")
        if held.invited == invited:
            return part
        number = {"invited": (held.invited, invited), "group": (part.group, part.group)}
        cap = answer_cap(invited, threshold)
        RoundPart.objects.filter(pk=part.pk).update(invited=invited, cap=cap)
        record(scope, "round.invited", part.round, unit_path=part.unit.path, changes=number)
    part.refresh_from_db()
    return part


def participation(current: Round, under: str = "") -> Participation:
    """How far an open round has come, in steps, below a node. One query whatever the size."""
    steps = {group: current.threshold(group) for group in current.groups}
    step = Case(*(When(group=group, then=Value(size)) for group, size in steps.items()), default=Value(1))
    rows = (
        current.parts.filter(unit__path__startswith=under)
        .order_by()
        .annotate(step=step)
        .annotate(told=_steps())
        .values("group")
        .annotate(units=Count("pk"), at_least=Sum("told"), people=Sum("invited"))
    )
    found = {row["group"]: row for row in rows}
    leaders = found.get(Group.LEADERS)
    return Participation(
        units=leaders["units"] if leaders else max((row["units"] for row in found.values()), default=0),
        leaders=int(leaders["at_least"]) if leaders else 0,
        groups=tuple(
            Turnout(group, int(found[group]["at_least"]), found[group]["people"], steps[group])
            for group in current.groups
            if group in found and group != Group.LEADERS
        ),
    )


def turnout_of(part: RoundPart) -> Turnout:
    """How many of one unit's group have answered, in steps. No query."""
    threshold = part.round.threshold(part.group)
    return Turnout(part.group, int(stepwise(part.answered, threshold)), part.invited, threshold)


def _steps() -> Case:
    """As `disclosure.stepwise` of each unit; whether leaders have handed in is told as it is."""
    return Case(
        When(group=Group.LEADERS, then=F("answered")),
        default=F("answered") - Mod(F("answered"), 2 * F("step")),
        output_field=IntegerField(),
    )


def thresholds_of(authority_path: str) -> dict[str, int]:
    """Per group, the fewest answers that may be shown, as the authority has decided. One query."""
    settings = AuthoritySettings.objects.filter(authority__path=authority_path).first()
    staff = max(settings.staff_threshold if settings else DEFAULT_THRESHOLD, 2)
    others = max(settings.pupil_threshold if settings else DEFAULT_PUPIL_THRESHOLD, 2)
    apart = PUPILS | {Group.GUARDIANS}
    return {group.value: others if group in apart else staff for group in ANONYMOUS}


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
    other = overlapping(current)
    if other is not None:
        raise Conflict(_OVERLAPS % {"round": other.title}, "overlap")
    parts = [part for unit in units for part in parts_at(current, unit)]
    if not parts:
        raise UserError(_("Ingen av grupperna finns på enheterna. Välj andra grupper."), "no_groups")
    RoundPart.objects.bulk_create(parts, batch_size=1000)


def parts_at(current: Round, unit: Unit) -> list[RoundPart]:
    """A unit's groups in a round about to open, each anonymous one with a link of its own."""
    return [_part(current, unit, group) for group in current.groups if is_asked_at(group, unit.school_form)]


def _part(current: Round, unit: Unit, group: str) -> RoundPart:
    invited = group_invited(group, unit, current.groups)
    # Where the number of the group is not known, it is at most that of everyone who works or learns there.
    most = invited or (unit.pupil_count if group in PUPILS else unit.staff_count)
    anonymous = group != Group.LEADERS
    return RoundPart(
        round=current,
        unit=unit,
        group=group,
        is_open=True,
        code=new_code() if anonymous else "",
        invited=invited,
        cap=answer_cap(most, current.threshold(group)) if anonymous else 1,
    )


_HAS_PASSED = gettext_lazy(
    "Sista dagen, %(day)s, har redan passerat. Förbered omgången på nytt med en senare dag."
)
_OVERLAPS = gettext_lazy(
    "Någon av enheterna skattar redan i %(round)s. Stäng den först, eller välj andra enheter."
)


def hindrance_of(prepared: Round, today: date) -> str:
    """Why a prepared round cannot be opened as it stands, in a sentence; empty where nothing is in the way.
    One query.
    """
    if prepared.closes_on < today:
        return _HAS_PASSED % {"day": long_date(prepared.closes_on)}
    other = overlapping(prepared)
    return _OVERLAPS % {"round": other.title} if other else ""


def overlapping(current: Round) -> Round | None:
    """Another open round of the same kind that already asks one of the units. One query."""
    others = RoundPart.objects.filter(
        is_open=True, round__kind=current.kind, unit__path__startswith=current.node.path
    )
    if current.unit_ids:
        others = others.filter(unit_id__in=current.unit_ids)
    found = others.exclude(round=current).select_related("round").first()
    return found.round if found else None


def _check_groups(instrument: Instrument, groups: Sequence[str]) -> None:
    """Each group that is asked must be asked something that it can give a level."""
    if not set(groups) & set(Group.values):
        raise UserError(_("Välj minst en grupp som ska skatta."), "no_groups")
    able = groups_of(indicators_of(instrument))
    mute = [str(Group(group).label) for group in in_order(groups) if group not in able]
    if mute:
        said = {"groups": ", ".join(mute)}
        raise UserError(_("Formuläret har inga påståenden för: %(groups)s.") % said, "no_statements")


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


_REFUSED = {
    RoundState.DRAFT: gettext_lazy("Omgången är inte öppnad än. Inget har ändrats."),
    RoundState.OPEN: gettext_lazy("Omgången är redan öppen. Inget har ändrats."),
    RoundState.CLOSING: gettext_lazy("Omgången är redan stängd och svaren räknas. Inget har ändrats."),
    RoundState.CLOSED: gettext_lazy("Omgången är redan stängd och resultatet fryst. Inget har ändrats."),
}


def locked_for(current: Round, verb: str) -> Round:
    """The round, locked until the transaction ends; refused where its state does not take the verb."""
    locked = (
        Round.objects.select_for_update(of=("self",), no_key=True)
        .select_related("node", "authority", "instrument")
        .get(pk=current.pk)
    )
    if not may(locked.state, verb):
        raise Conflict(str(_REFUSED[RoundState(locked.state)]), "state")
    return locked


def demand(scope: Scope, path: str) -> None:
    if not may_manage(scope, path):
        raise NotAllowed(_("Bara strateger kan öppna och stänga omgångar."))


def _check_dates(opens_on: date, closes_on: date) -> None:
    if closes_on < opens_on:
        raise UserError(_("Sista dagen ligger före den första."), "dates")
