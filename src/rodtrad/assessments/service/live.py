"""The leaders' rating made in a meeting: everyone rates a question on a phone, the group sees the spread,
talks and settles on a level.

All of it is in the database, so any web process can answer and a page can be loaded anew. A phone has a
secret of its own and nothing more; what it rated is forgotten when the group has settled.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from rodtrad.assessments.access import may_guide, may_lead
from rodtrad.assessments.models import Group, Indicator, LiveSeat, LiveSession, Round, RoundPart
from rodtrad.assessments.rules import LinkState, Sheet, link_state
from rodtrad.assessments.service.leaders import LeaderAnswer, Saved, put_answers
from rodtrad.assessments.service.links import indicators_of
from rodtrad.assessments.service.rounds import new_code
from rodtrad.assessments.tally import NOT_RELEVANT_BYTE
from rodtrad.common.audit import record
from rodtrad.common.errors import Conflict, NotAllowed, UserError
from rodtrad.organisation.access import Scope
from rodtrad.organisation.models import Unit

LEAST = 3
"""The fewest levels that are shown as a spread."""
MOST_SEATS = 200
# Few enough to be typed from a wall, and enough to stand against guessing: see guessing.py.
CODE_SIGNS = 8
# A phone asks every few seconds while its page is open; one that has been silent for so long has left.
PRESENT_FOR = timedelta(seconds=45)
OVER_AFTER = timedelta(hours=12)


@dataclass(frozen=True)
class Meeting:
    """A meeting as it stands. `counts` are the levels chosen, lowest first and 'not relevant' last, once they
    are on the wall; before that nobody can know them.
    """

    session: LiveSession
    answered: int
    present: int
    counts: tuple[int, ...] | None

    @property
    def part(self) -> RoundPart:
        return self.session.part

    @property
    def may_show(self) -> bool:
        """Whether there are enough levels to show."""
        return not self.session.is_shown and self.answered >= LEAST

    @property
    def stamp(self) -> str:
        """Changes with what a page shows. Not with who comes and goes while the group talks."""
        session = self.session
        moving = "shown" if session.is_shown else f"{self.answered}-{self.present}"
        return f"{session.pk}-{session.step}-{moving}"


def live_questions(current: Round) -> list[Indicator]:
    """What can be rated in a meeting: what leaders give a level. One query."""
    return [each for each in indicators_of(current.instrument) if each.is_rated_by(Group.LEADERS)]


def meeting_of(scope: Scope, current: Round, unit: Unit, now: datetime) -> Meeting | None:
    """The meeting that goes on at a unit, for those who lead it; None without one. Two queries."""
    if not may_guide(scope, unit.path):
        return None
    found = _sessions().filter(part__round=current, part__unit=unit).first()
    return _meeting(found, now) if found is not None and not _is_over(found, now) else None


def find_meeting(code: str, now: datetime) -> Meeting | None:
    """The meeting behind a code, with its proof or not, for a phone; None when it is over. Two queries."""
    found = _sessions().filter(code=code.lower().partition("-")[0]).first()
    return _meeting(found, now) if found is not None and not _is_over(found, now) else None


def seat_at(code: str, secret: str, now: datetime) -> tuple[Meeting, LiveSeat] | None:
    """A phone's seat with its meeting; None without both. Three queries, and one where there is no such seat:
    the secret is looked for first, so that the time taken tells nothing of whether the code is one, which can
    be guessed only so many times (`guessing`).
    """
    short = code.lower().partition("-")[0]
    mine = LiveSeat.objects.filter(secret=secret, session__code=short).first()
    meeting = find_meeting(code, now) if mine is not None else None
    return (meeting, mine) if meeting is not None and mine is not None else None


def begin_meeting(scope: Scope, part: RoundPart, today: date, now: datetime) -> LiveSession:
    """Begin to rate together at a unit; the meeting that goes on already, if one does."""
    if not may_lead(scope, part.unit.path):
        raise NotAllowed(_("Bara enhetens ledning kan starta ett möte."))
    with transaction.atomic():
        held = RoundPart.objects.select_for_update(of=("self",), no_key=True).select_related("round")
        _demand_open(held.get(pk=part.pk), today)
        found = LiveSession.objects.filter(part=part).first()
        if found is not None and not _is_over(found, now):
            return found
        LiveSession.objects.filter(part=part).delete()
        made = LiveSession.objects.create(part=part, code=new_code()[:CODE_SIGNS], began_at=now)
        record(scope, "leaders.live_begun", part.round, unit_path=part.unit.path)
    return made


def end_meeting(scope: Scope, session: LiveSession) -> None:
    """End a meeting: nothing of it is left but what the group settled."""
    _demand(scope, session)
    with transaction.atomic():
        gone, _each = LiveSession.objects.filter(pk=session.pk).delete()
        if gone:
            record(scope, "leaders.live_ended", session.part.round, unit_path=session.part.unit.path)


def ask_question(scope: Scope, session: LiveSession, step: int, position: int) -> None:
    """Put a question to everyone, or the same one once more. What was given for the one before is gone."""
    _demand(scope, session)
    if position not in {each.position for each in live_questions(session.part.round)}:
        raise UserError(_("Frågan finns inte i formuläret."), "position")
    with transaction.atomic():
        held = _locked(session)
        # Two who lead, or a double click: the first counts.
        if held.step == step:
            _next_vote(held, position)


def show_spread(scope: Scope, session: LiveSession, step: int) -> None:
    """Show how the answers are spread before everyone present has answered."""
    _demand(scope, session)
    with transaction.atomic():
        held = _locked(session)
        if held.step != step or held.is_shown:
            return
        if held.seats.filter(step=step, level__isnull=False).count() < LEAST:
            raise UserError(
                _("Minst %(n)d måste ha svarat innan svaren visas.") % {"n": LEAST}, "too_few_in_meeting"
            )
        held.is_shown = True
        held.save(update_fields=["is_shown"])


def settle(
    scope: Scope, session: LiveSession, step: int, answer: LeaderAnswer, sheet: Sheet, today: date
) -> Saved:
    """Write the level that the group has agreed on, with its note, into the leaders' rating; what each one
    had given is gone. A clash, where someone has changed the question elsewhere, leaves the vote standing.
    """
    _demand(scope, session)
    if answer.level is None:
        raise UserError(_("Välj den nivå som ni har enats om."), "level")
    with transaction.atomic():
        held = _locked(session)
        if held.step != step or held.position != answer.position:
            raise Conflict(_("Mötet har gått vidare till en annan fråga."), "step")
        saved = put_answers(scope, session.part, [answer], sheet, today)
        if not saved.clashes:
            _next_vote(held, None)
            record(scope, "leaders.live_settled", session.part.round, unit_path=session.part.unit.path)
    return saved


def take_seat(meeting: Meeting, now: datetime) -> LiveSeat:
    """A phone joins. Those who press at once wait for each other, and for a meeting that is being ended."""
    with transaction.atomic():
        held = _locked(meeting.session)
        if held.seats.count() >= MOST_SEATS:
            raise Conflict(_("Mötet är fullt."), "full")
        return LiveSeat.objects.create(session=held, secret=secrets.token_hex(12), seen_at=now)


def still_here(seat: LiveSeat, now: datetime) -> None:
    """A phone has asked how things are; noted now and then."""
    if now - seat.seen_at > PRESENT_FOR / 3:
        LiveSeat.objects.filter(pk=seat.pk).update(seen_at=now)


def give_level(meeting: Meeting, seat: LiveSeat, step: int, level: int, sheet: Sheet, now: datetime) -> bool:
    """A phone's level for the question being rated; it may be changed until the spread is shown. False where
    the meeting has gone on. The last of those present shows the spread.
    """
    with transaction.atomic():
        held = _locked(meeting.session)
        if held.step != step or held.is_shown or held.position is None:
            return False
        if not sheet.takes(held.position, level):
            raise UserError(_("Välj en av nivåerna."), "level")
        LiveSeat.objects.filter(pk=seat.pk).update(step=step, level=level, seen_at=now)
        told = _meeting(held, now)
        if told.answered >= max(LEAST, told.present):
            held.is_shown = True
            held.save(update_fields=["is_shown"])
    return True


def _meeting(session: LiveSession, now: datetime) -> Meeting:
    seats = list(session.seats.values_list("step", "level", "seen_at"))
    levels = [level for step, level, _seen in seats if step == session.step and level is not None]
    silent = sum(
        now - seen < PRESENT_FOR for step, level, seen in seats if step != session.step or level is None
    )
    counts = _counts(session, levels) if session.is_shown else None
    return Meeting(session, len(levels), len(levels) + silent, counts)


def _counts(session: LiveSession, levels: list[int]) -> tuple[int, ...]:
    scale = range(1, session.part.round.instrument.levels + 1)
    return tuple(levels.count(level) for level in (*scale, NOT_RELEVANT_BYTE))


def _next_vote(held: LiveSession, position: int | None) -> None:
    held.seats.update(level=None)
    held.position, held.is_shown, held.step = position, False, held.step + 1
    held.save(update_fields=["position", "is_shown", "step"])


def _sessions() -> QuerySet[LiveSession]:
    return LiveSession.objects.select_related(
        "part__round__instrument", "part__round__year", "part__round__authority", "part__unit"
    )


def _locked(session: LiveSession) -> LiveSession:
    held = LiveSession.objects.select_for_update(no_key=True).filter(pk=session.pk).first()
    if held is None:
        raise Conflict(_("Mötet är avslutat."), "over")
    held.part = session.part
    return held


def _is_over(session: LiveSession, now: datetime) -> bool:
    return now - session.began_at > OVER_AFTER


def _demand(scope: Scope, session: LiveSession) -> None:
    if not may_guide(scope, session.part.unit.path):
        raise NotAllowed(_("Bara enhetens ledning och den centrala stödfunktionen kan leda mötet."))


def _demand_open(part: RoundPart, today: date) -> None:
    current = part.round
    state = link_state(current.state, current.opens_on, current.closes_on, today)
    if not part.is_open or state != LinkState.OPEN:
        raise Conflict(_("Omgången tar inte emot svar."), "closed")
    if part.answered:
        raise Conflict(_("Skattningen är inlämnad. Öppna den igen för att ändra."), "handed_in")
