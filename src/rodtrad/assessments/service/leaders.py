"""The leaders' rating: made together, saved as they go, handed in once they agree.

Each indicator has its own version, so two people who rate different indicators never disturb each
other. What someone sends is laid on top of what that person saw: a level or a note that was left alone is
no wish to put it back. When two change the same one, the second is told what the first wrote and chooses.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from hashlib import blake2s

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from rodtrad.assessments.access import may_lead, reads_notes, sees_result
from rodtrad.assessments.models import Group, LeaderRating, LiveSession, Response, Round, RoundPart
from rodtrad.assessments.rules import COMMENT_LIMIT, LinkState, Sheet, link_state, packed
from rodtrad.common.audit import record
from rodtrad.common.errors import Conflict, NotAllowed, UserError
from rodtrad.organisation.access import Scope
from rodtrad.organisation.models import Unit


@dataclass(frozen=True)
class LeaderAnswer:
    """The leaders' answer to one indicator. `version` 0 is one never given; `by` who gave it last."""

    position: int
    level: int | None = None
    note: str = ""
    version: int = 0
    by: str = ""
    # An answer to an open question: the note is the whole of it.
    is_words: bool = False
    # The mark of what whoever sends this saw; empty where that is not known.
    seen: str = ""

    @property
    def is_given(self) -> bool:
        return self.level is not None or self.is_words

    @property
    def mark(self) -> str:
        """Level and note, short enough to go with the form: "4-1f0c…"."""
        level = "" if self.level is None else str(self.level)
        return f"{level}-{blake2s(self.note.encode(), digest_size=8).hexdigest()}"

    def says_same(self, other: LeaderAnswer) -> bool:
        return self.level == other.level and self.note == other.note


@dataclass(frozen=True)
class Clash:
    """Two people changed the same indicator: what was sent now, and what stands saved."""

    mine: LeaderAnswer
    theirs: LeaderAnswer


@dataclass(frozen=True)
class Rating:
    """The leaders' rating of one unit as it stands."""

    part: RoundPart
    answers: dict[int, LeaderAnswer]
    handed_in_by: str
    handed_in: bool
    is_open: bool
    # Grows by each save.
    version: int = 0

    @property
    def rated(self) -> int:
        """How many questions have been answered: with a level, or in words where the question is open."""
        return sum(answer.is_given for answer in self.answers.values())

    def answer(self, position: int) -> LeaderAnswer:
        return self.answers.get(position, LeaderAnswer(position))


@dataclass(frozen=True)
class Saved:
    """What came of a save: the rating now, and where someone else had been first."""

    rating: Rating
    clashes: tuple[Clash, ...]


def rating_of(scope: Scope, current: Round, unit: Unit, today: date) -> Rating | None:
    """The leaders' rating of a unit for those at the unit and above, its notes only for those who lead;
    None where it is not asked. One query."""
    if Group.LEADERS not in current.groups or not sees_result(scope, current, unit, Group.LEADERS):
        return None
    parts = RoundPart.objects.filter(round=current, unit=unit, group=Group.LEADERS)
    part = parts.select_related("leader_rating").first()
    if part is None:
        return None
    part.round, part.unit = current, unit
    found = _rating(part, getattr(part, "leader_rating", None), today)
    return found if reads_notes(scope, unit.path) else _without_notes(found)


def _without_notes(found: Rating) -> Rating:
    """The levels alone: why the leaders chose them, and who of them, stays among those who lead."""
    levels = {p: replace(answer, note="", by="") for p, answer in found.answers.items()}
    return replace(found, answers=levels)


def save_answers(
    scope: Scope, part: RoundPart, sent: Iterable[LeaderAnswer], sheet: Sheet, today: date
) -> Saved:
    """Save some of the leaders' answers; `sheet` is what leaders can answer (`sheet_for`). What was sent on
    top of an older version of something that another has changed is not saved but handed back as a clash.
    Raises Conflict when handed in or closed.
    """
    _demand(scope, part)
    return put_answers(scope, part, sent, sheet, today)


def put_answers(
    scope: Scope, part: RoundPart, sent: Iterable[LeaderAnswer], sheet: Sheet, today: date
) -> Saved:
    """As `save_answers`, for a verb that has asked for the right itself."""
    with transaction.atomic():
        stored = _locked(part, today)
        if stored.handed_in_at is not None:
            raise Conflict(_("Skattningen är inlämnad. Öppna den igen för att ändra."), "handed_in")
        clashes = [clash for answer in sent if (clash := _put(stored, answer, sheet, scope.actor_name))]
        stored.version += 1
        stored.updated_by = scope.actor_name
        stored.save()
    return Saved(_rating(part, stored, today), tuple(clashes))


def hand_in(scope: Scope, part: RoundPart, sheet: Sheet, today: date) -> Rating:
    """Hand the rating in: it becomes the unit's one answer for its leaders. Handing in twice is one."""
    _demand(scope, part)
    with transaction.atomic():
        stored = _locked(part, today)
        if stored.handed_in_at is None:
            answers = _answers(stored)
            levels = {p: a.level for p, a in answers.items() if a.level is not None}
            if not any(answer.is_given for answer in answers.values()):
                raise UserError(_("Ni har inte skattat någon fråga än."), "empty")
            _group(part).delete()
            Response.objects.create(
                round_id=part.round_id,
                unit_id=part.unit_id,
                group=Group.LEADERS,
                values=packed(levels, sheet),
            )
            stored.handed_in_at, stored.handed_in_by = timezone.now(), scope.actor_name
            stored.save()
            RoundPart.objects.filter(pk=part.pk).update(answered=1)
            LiveSession.objects.filter(part_id=part.pk).delete()
            record(scope, "leaders.handed_in", part.round, unit_path=part.unit.path)
    return _rating(part, stored, today)


def reopen(scope: Scope, part: RoundPart, today: date) -> Rating:
    """Take a handed-in rating back to change it, as long as the round is open. It must be handed in anew."""
    _demand(scope, part)
    with transaction.atomic():
        stored = _locked(part, today)
        if stored.handed_in_at is not None:
            _group(part).delete()
            stored.handed_in_at, stored.handed_in_by = None, ""
            stored.save()
            RoundPart.objects.filter(pk=part.pk).update(answered=0)
            record(scope, "leaders.reopened", part.round, unit_path=part.unit.path)
    return _rating(part, stored, today)


def _demand(scope: Scope, part: RoundPart) -> None:
    if not may_lead(scope, part.unit.path):
        raise NotAllowed(_("Bara enhetens ledning kan skatta för ledningen."))


def _locked(part: RoundPart, today: date) -> LeaderRating:
    """The stored rating, locked; refused when the round takes no answers. The lock on the unit's part
    is the one that closing the round waits for."""
    locked = (
        RoundPart.objects.select_for_update(of=("self",), no_key=True).select_related("round").get(pk=part.pk)
    )
    current = locked.round
    state = link_state(current.state, current.opens_on, current.closes_on, today)
    if not locked.is_open or state != LinkState.OPEN:
        raise Conflict(_("Omgången tar inte emot svar. Det du skrev är inte sparat."), "closed")
    return LeaderRating.objects.get_or_create(part=locked)[0]


def _put(stored: LeaderRating, sent: LeaderAnswer, sheet: Sheet, by: str) -> Clash | None:
    words = sent.position in sheet.open
    if sent.position not in sheet.asked or (
        sent.level is not None and not sheet.takes(sent.position, sent.level)
    ):
        raise UserError(_("Välj en av nivåerna."), "level")
    now = _answer(stored, sent.position)
    wanted, is_clash = laid_on(replace(sent, note=_whole_note(sent.note.strip())), now)
    if wanted.says_same(now):
        return None
    if is_clash:
        return Clash(wanted, now)
    fresh = replace(wanted, version=now.version + 1, by=by, is_words=words and bool(wanted.note))
    stored.answers[str(sent.position)] = {
        "level": fresh.level,
        "note": fresh.note,
        "version": fresh.version,
        "by": by,
        **({"words": True} if fresh.is_words else {}),
    }
    return None


def laid_on(sent: LeaderAnswer, now: LeaderAnswer) -> tuple[LeaderAnswer, bool]:
    """What was sent, with what its sender left alone as it now stands; and whether both changed the same."""
    if not sent.seen:
        return sent, sent.version != now.version
    marks = (each.split("-", 1) for each in (sent.seen, sent.mark, now.mark))
    (was, its, level), (was_note, its_note, note) = zip(*marks, strict=True)
    laid = replace(
        sent,
        level=now.level if its == was else sent.level,
        note=now.note if its_note == was_note else sent.note,
    )
    return laid, len({was, its, level}) == 3 or len({was_note, its_note, note}) == 3


def _whole_note(note: str) -> str:
    """A note is never cut: what does not fit is refused, and stands where it was written."""
    if len(note) > COMMENT_LIMIT:
        values = {"limit": COMMENT_LIMIT, "length": len(note)}
        raise UserError(
            _("Motiveringen får ha högst %(limit)d tecken och har %(length)d. Inget har tagits bort.")
            % values,
            "note.long",
        )
    return note


def _answer(stored: LeaderRating | None, position: int) -> LeaderAnswer:
    found = stored.answers.get(str(position)) if stored else None
    if not found:
        return LeaderAnswer(position)
    words = bool(found.get("words"))
    return LeaderAnswer(position, found["level"], found["note"], found["version"], found["by"], words)


def _answers(stored: LeaderRating | None) -> dict[int, LeaderAnswer]:
    return {int(key): _answer(stored, int(key)) for key in (stored.answers if stored else {})}


def _group(part: RoundPart) -> QuerySet[Response]:
    return Response.objects.filter(round_id=part.round_id, unit_id=part.unit_id, group=Group.LEADERS)


def _rating(part: RoundPart, stored: LeaderRating | None, today: date) -> Rating:
    current = part.round
    state = link_state(current.state, current.opens_on, current.closes_on, today)
    handed_in = stored is not None and stored.handed_in_at is not None
    by = stored.handed_in_by if stored else ""
    version = stored.version if stored else 0
    return Rating(part, _answers(stored), by, handed_in, state == LinkState.OPEN, version)
