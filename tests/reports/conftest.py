"""What the stories about reports share: Sundby's two closed ratings, its unit plans and what came of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import pytest

from tests.assessments.conftest import Rating, open_round, write_plan
from tests.people import Town

if TYPE_CHECKING:
    from rodtrad.activities.models import Activity
    from rodtrad.organisation.models import Unit
    from rodtrad.organisation.place import Place
    from rodtrad.plans.models import Item
    from rodtrad.reports.models import Compilation

LAST_YEAR = (2, 2, 3, 3, 3)
THIS_YEAR = (4, 4, 3, 3, 3)
ANSWERED = {"bjorkhagen": 12, "ekbacken": 10, "tallmon": 9, "lilla_holmen": 3, "strandgymnasiet": 14}


@dataclass
class Story:
    """Sundby at the end of its year: rated, planned, followed up, ready to be compiled."""

    town: Town
    rating: Rating

    @property
    def place(self) -> Place:
        return self.town.place(self.town.authority)

    @property
    def items(self) -> list[Item]:
        from rodtrad.plans import service

        return service.initiatives_of(self.rating.document)

    def add_activity(self, unit: Unit, title: str, *items: Item) -> Activity:
        """A goal with one activity, by the verbs, in the name of the system."""
        from rodtrad.activities import service
        from rodtrad.organisation.access import SYSTEM

        place = self.town.place(unit)
        goal = service.add_goal(SYSTEM, place, service.GoalInput(title=f"Mål: {title}"))
        given = service.ActivityInput(title=title, items=items, ends_on=date(2027, 3, 1))
        return service.add_activity(SYSTEM, goal, given)

    def follow_up(self, activity: Activity, verdict: str, conclusion: str, status: str = "done") -> None:
        from rodtrad.activities import service
        from rodtrad.organisation.access import SYSTEM

        given = service.FollowUpInput(status, verdict, "Vi gjorde det.", "Det märktes.", conclusion)
        service.follow_up(SYSTEM, activity, given, key=f"f{activity.pk}")

    def hand_in(self, unit: Unit, next_year: str = "") -> None:
        from rodtrad.activities import service
        from rodtrad.organisation.access import SYSTEM

        service.hand_in_report(SYSTEM, self.town.place(unit), 0, "Ett bra år.", next_year)

    def compile(self) -> Compilation:
        """Compile now, in the strategist's name, as the worker would."""
        from rodtrad.reports import service

        return service.make_compilation(self.place, self.town.scope(self.town.sten))


def rate(rating: Rating, levels: tuple[int, ...]) -> None:
    """Staff of every school answer alike, leaders one step higher; then the round is closed.

    The answers are written as rows, since the stories here begin when they are in.
    """
    from rodtrad.assessments.models import Group, Response

    higher = bytes(min(level + 1, 6) for level in levels)
    rows = []
    for name, number in ANSWERED.items():
        place = {"round": rating.round, "unit": getattr(rating.town, name)}
        rows += [Response(**place, group=Group.STAFF, values=bytes(levels)) for _each in range(number)]
        rows.append(Response(**place, group=Group.LEADERS, values=higher))
    Response.objects.bulk_create(rows)
    rating.close()


def lead_both(town: Town) -> None:
    """Nils leads both administrations here: whoever led the four schools of one could take them from the sum
    of five leaders' ratings, which would then not be told.
    """
    from rodtrad.organisation.models import Role
    from rodtrad.organisation.service import give_duty

    give_duty(town.nils, town.upper, Role.MANAGER)


@pytest.fixture
def story(town: Town) -> Story:
    """Two years of ratings, in which the first area rises; four activities, three of them followed up."""
    from rodtrad.assessments import service as assessments

    lead_both(town)
    document = write_plan(town)
    instrument = assessments.make_instrument(town.scope(town.sten), document)
    before = Rating(town, document, instrument, open_round(town, instrument, town.last_year, "I fjol"))
    rate(before, LAST_YEAR)
    now = Rating(town, document, instrument, open_round(town, instrument))
    rate(now, THIS_YEAR)
    told = Story(town, now)
    first, second, third, *_rest = told.items
    walk = told.add_activity(town.bjorkhagen, "Kollegor besöker varandras lektioner", first)
    course = told.add_activity(town.ekbacken, "Kurs i digitala läromedel", first, second)
    told.add_activity(town.tallmon, "Ny rutin för introduktion", second)
    told.add_activity(town.strandgymnasiet, "Skolans egen podd")
    told.follow_up(walk, "clear", "Kollegialt lärande kräver tid i schemat, och tid måste rektor ge.")
    told.follow_up(course, "none", "Kursen gav inget utan tid att pröva efteråt i klassrummet.")
    told.hand_in(town.bjorkhagen, "Vi fortsätter med besöken och tar med fritids.")
    assert third is not None
    return told
