"""What the stories about coding share: a closed round with answers, and a project of Sten's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from tests.assessments.conftest import Rating, open_round, write_plan
from tests.people import Town

if TYPE_CHECKING:
    from rodtrad.assessments.models import Round
    from rodtrad.coding.models import Project, Source, Theme
    from rodtrad.organisation.access import Scope
    from rodtrad.organisation.models import Person, Unit

TODAY = timezone.localdate()
TIME, NET, HELP = "Tiden räcker inte", "Nätet är nere", "Bra stöd från kollegor"
TALK = (
    "Vi hinner inte prova nytt. Det blir alltid nästa termin.\n\n"
    "Nätet i gympasalen är borta varje vecka. Då får vi byta lektion.\n\n"
    "Kollegorna hjälper till. Det är det bästa."
)


@dataclass
class Story:
    """Sten keeps a coding, he and Nils code; ten of the staff wrote at three schools, six at Tallmon."""

    town: Town
    round: Round
    project: Project

    def scope(self, person: Person) -> Scope:
        from rodtrad.organisation.access import scope_of

        return scope_of(person, TODAY)

    @property
    def sten(self) -> Scope:
        return self.scope(self.town.sten)

    @property
    def nils(self) -> Scope:
        return self.scope(self.town.nils)

    def fresh(self) -> Project:
        from rodtrad.coding.models import Project

        self.project = Project.objects.select_related("unit", "authority", "year").get(pk=self.project.pk)
        return self.project

    def url(self, name: str, **kwargs: Any) -> str:
        place = self.town.place(self.town.authority)
        return place.url(f"coding:{name}", project_id=self.project.pk, **kwargs)

    def theme(self, name: str, **kwargs: Any) -> Theme:
        from rodtrad.coding import service

        return service.add_theme(self.sten, self.project, service.ThemeInput(name, **kwargs))

    def interview(self, text: str = TALK, title: str = "Gruppintervju", **kwargs: Any) -> Source:
        from rodtrad.coding import service

        values = {
            "group": "staff",
            "consent": "quote",
            "consent_note": "Skriftligt",
            "delete_on": TODAY + timedelta(days=100),
            **kwargs,
        }
        given = service.InterviewInput(title=title, text=text, **values)
        return service.add_interview(self.sten, self.project, given, title, TODAY)

    def answers(self, **kwargs: Any) -> Any:
        from rodtrad.coding import service

        return service.add_answers(self.sten, self.project, self.round, "staff", **kwargs)

    def coders(self, first: Person | None = None, second: Person | None = None) -> None:
        from rodtrad.coding import service

        one, other = first or self.town.sten, second or self.town.nils
        service.set_coders(self.sten, self.project, one.pk, other.pk)

    def begin(self) -> Project:
        from rodtrad.coding import service

        service.begin_coding(self.sten, self.fresh())
        return self.fresh()

    def ready(self) -> Project:
        """Three excerpts of an interview, two themes, Sten and Nils; begun."""
        from rodtrad.coding import service

        source = self.interview()
        service.mark_paragraphs(self.sten, source)
        self.themes = [self.theme("Tid"), self.theme("Teknik")]
        self.coders()
        return self.begin()

    def code(self, scope: Scope, given: dict[int, list[Theme]]) -> None:
        """What a coder gives each excerpt by number; no theme is that none fits."""
        from rodtrad.coding import service

        for number, themes in given.items():
            chosen = [theme.pk for theme in themes]
            saved = service.save_coding(scope, self.project, number, 0, chosen, none=not chosen)
            assert not saved.clash

    def handed_in(self) -> Project:
        """Both have coded and handed in: they agree on the first and differ on the second and third."""
        from rodtrad.coding import service

        self.ready()
        time, tech = self.themes
        self.code(self.sten, {1: [time], 2: [tech], 3: []})
        self.code(self.nils, {1: [time], 2: [time, tech], 3: [tech]})
        service.hand_in(self.sten, self.fresh())
        service.hand_in(self.nils, self.fresh())
        return self.fresh()

    def done(self) -> Project:
        """All settled: the second got both themes, the third none."""
        from rodtrad.coding import service

        self.handed_in()
        service.settle(self.nils, self.project, 2, 0, [theme.pk for theme in self.themes])
        service.settle(self.sten, self.project, 3, 0, [], none=True)
        service.finish(self.sten, self.fresh())
        return self.fresh()


@pytest.fixture
def story(town: Town) -> Story:
    from rodtrad.coding import service

    rating = rated(town)
    sten = town.scope(town.sten)
    given = service.ProjectInput("Vad hindrar?", "Vad hindrar personalen från att prova nytt?")
    project = service.make_project(sten, town.authority, town.year, given, "k")
    return Story(town, rating.round, project)


def rated(town: Town) -> Rating:
    """A closed round: ten of the staff at three schools have written, six at Tallmon."""
    from rodtrad.assessments import service

    document = write_plan(town)
    instrument = service.make_instrument(town.scope(town.sten), document)
    rating = Rating(town, document, instrument, open_round(town, instrument))
    for unit, number in (
        (town.bjorkhagen, 10),
        (town.ekbacken, 10),
        (town.strandgymnasiet, 10),
        (town.tallmon, 6),
    ):
        write(rating, unit, number)
    rating.close()
    service.finish(rating.round.pk)
    return rating


def write(rating: Rating, unit: Unit, number: int) -> None:
    """So many of the staff answer, each with words about two questions."""
    from rodtrad.assessments import service

    sheet = rating.sheet("staff")
    words = (TIME, NET, HELP)
    for each in range(number):
        link = service.find_link(rating.part(unit, "staff").code or "", TODAY)
        assert link is not None
        answer = service.Answer(dict.fromkeys(range(5), 3), {0: words[each % 3], 1: f"{words[each % 3]}."})
        service.submit(link, service.new_token(link), answer, sheet, TODAY)
