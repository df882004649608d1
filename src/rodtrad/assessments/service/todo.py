"""What a person should do now in the rating, for the home page."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, Max, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rodtrad.assessments.access import may_lead, may_manage
from rodtrad.assessments.groups import WORKING, among
from rodtrad.assessments.models import Group, InstrumentKind, Round, RoundState
from rodtrad.assessments.service import leaders
from rodtrad.assessments.service.instruments import sheet_for
from rodtrad.assessments.service.links import indicators_of
from rodtrad.assessments.service.reminding import DAYS_BETWEEN
from rodtrad.assessments.service.rounds import Turnout, participation, rounds_at, rounds_for
from rodtrad.common.dates import long_date
from rodtrad.common.todo import Todo
from rodtrad.organisation.access import Scope
from rodtrad.organisation.place import Place

MINUTES_AN_INDICATOR = 2


def todo_for(scope: Scope, place: Place, today: date) -> list[Todo]:
    """The rating's things to do for this person at this place. At most five queries."""
    if place.unit.is_school:
        return _at_school(scope, place, today)
    return _for_strategist(scope, place, today) if may_manage(scope, place.unit.path) else []


def staff_sentence(scope: Scope, place: Place, today: date) -> str:
    """What a member of the staff is told: answers are anonymous, so nobody knows whether they have."""
    asked = [each for each in _open_rounds(scope, place, today) if WORKING & set(each.groups)]
    if not asked:
        return ""
    said = _(
        "Skattningen pågår. Du svarar utan konto med enhetens länk eller kod, "
        "så ingen kan se om just du har svarat."
    )
    return " ".join([said, *(_reminder(each) for each in asked if _was_reminded(each, today))])


def _was_reminded(current: Round, today: date) -> bool:
    reminded: date | None = getattr(current, "reminded_on", None)
    return reminded is not None and (today - reminded).days < DAYS_BETWEEN


def _reminder(current: Round) -> str:
    """To all, since nobody knows who has answered."""
    return _(
        "Påminnelse till alla: svara senast %(day)s. Har du redan svarat behöver du inte göra något."
    ) % {"day": long_date(current.closes_on)}


def _open_rounds(scope: Scope, place: Place, today: date) -> list[Round]:
    """The rounds that take answers at the place today, the latest first, each with when those who work there
    were last reminded. One query.
    """
    found = rounds_at(scope, place.unit.path, place.year_id).filter(state=RoundState.OPEN)
    mine = Q(parts__unit_id=place.unit.pk, parts__group__in=WORKING)
    told = found.annotate(reminded_on=Max("parts__reminded_on", filter=mine))
    return list(told.filter(opens_on__lte=today, closes_on__gte=today))


def _at_school(scope: Scope, place: Place, today: date) -> list[Todo]:
    if not may_lead(scope, place.unit.path):
        return []
    todos = []
    for current in _open_rounds(scope, place, today):
        rating = leaders.rating_of(scope, current, place.unit, today)
        if rating is not None and not rating.handed_in:
            sheet = sheet_for(current.instrument, indicators_of(current.instrument), Group.LEADERS)
            todos.append(_rate_together(place, current, rating, len(sheet.asked)))
    return todos


def round_query(current: Round) -> str:
    """What an address carries to be about this round: nothing for the yearly one, which it is about
    anyway.
    """
    return "" if current.kind == InstrumentKind.YEARLY else f"?omgang={current.pk}"


def _rate_together(place: Place, current: Round, rating: leaders.Rating, total: int) -> Todo:
    text = _("Ni har skattat %(done)d av %(total)d frågor.") % {"done": rating.rated, "total": total}
    others = participation(current, place.unit.path).groups
    text = " ".join([text, *(_participation_words(each) for each in others)])
    left = max(total - rating.rated, 1)
    yearly = current.kind == InstrumentKind.YEARLY
    return Todo(
        title=_("Skatta enheten tillsammans") if yearly else current.title,
        text=text,
        url=f"{place.url('assessments:leaders')}{round_query(current)}",
        action=_("Fortsätt skatta") if rating.rated else _("Börja skatta"),
        due_on=current.closes_on,
        minutes=min(left * MINUTES_AN_INDICATOR, 90),
        done=rating.rated,
        total=total,
        second_url=f"{place.url('assessments:code')}{round_query(current)}" if others else "",
        second_action=_("Visa koderna för dem som svarar") if others else "",
        weight=50,
    )


def _participation_words(told: Turnout) -> str:
    """'Minst 30 av 46 i personalen har svarat', in steps: never how many exactly while it is open."""
    group = among(told.group)
    if not told.at_least:
        return _("Färre än %(n)d %(group)s har svarat.") % {"n": told.told_from, "group": group}
    if not told.invited:
        return _("Minst %(n)d %(group)s har svarat.") % {"n": told.at_least, "group": group}
    values = {"n": told.at_least, "invited": told.invited, "group": group}
    return _("Minst %(n)d av %(invited)d %(group)s har svarat.") % values


def _for_strategist(scope: Scope, place: Place, today: date) -> list[Todo]:
    rounds = [r for r in rounds_for(scope, place.unit.path, place.year_id) if may_manage(scope, r.node.path)]
    return [todo for current in rounds if (todo := _round_todo(place, current, today))]


def _round_todo(place: Place, current: Round, today: date) -> Todo | None:
    url = place.url("assessments:round", round_id=current.pk)
    if current.state == RoundState.DRAFT:
        text = _("Omgången ”%(title)s” är förberedd men inte öppnad.") % {"title": current.title}
        return Todo(
            _("Öppna skattningen"), text, url, _("Se över och öppna"), current.opens_on, 10, weight=40
        )
    if current.state == RoundState.CLOSING:
        text = _("Svaren räknas. Tar det lång tid kan du börja om räkningen.")
        return Todo(_("Resultatet räknas"), text, url, _("Se hur det går"), weight=10)
    if current.state == RoundState.OPEN and current.closes_on < today:
        days = (today - current.closes_on).days
        text = ngettext(
            "Sista dagen passerade för %(days)d dag sedan. Resultatet kan ses när du har stängt omgången.",
            "Sista dagen passerade för %(days)d dagar sedan. Resultatet kan ses när du har stängt omgången.",
            days,
        ) % {"days": days}
        return Todo(_("Stäng skattningen"), text, url, _("Stäng omgången"), current.closes_on, 5, weight=60)
    return _going_on(current, url) if current.state == RoundState.OPEN else None


def _going_on(current: Round, url: str) -> Todo:
    """An open round is nothing to do, but worth a look: how many units' leaders have handed in. One query."""
    rated = current.parts.filter(group=Group.LEADERS)
    found = rated.aggregate(units=Count("pk"), handed_in=Count("pk", filter=Q(answered__gt=0)))
    text = ngettext(
        "Ledningen på %(handed_in)d av %(units)d enhet har lämnat in sin skattning.",
        "Ledningen på %(handed_in)d av %(units)d enheter har lämnat in sin skattning.",
        found["units"],
    )
    return Todo(
        title=_("Skattningen pågår"),
        text=text % found,
        url=url,
        action=_("Se hur det går"),
        due_on=current.closes_on,
        done=found["handed_in"],
        total=found["units"],
        weight=5,
    )
