"""The demo authority's codings: one told, of the latest closed round and three interviews; one under way.

Made by the door's own verbs, but for the codings themselves: what each of the two gives an excerpt is drawn
from the stems of the themes, with a slip now and then, so that they agree as two people do.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from rodtrad.assessments.models import Round
from rodtrad.coding import service
from rodtrad.coding.models import Coder, Coding, Decision, Excerpt, Project, Theme
from rodtrad.common.errors import UserError
from rodtrad.cycle.models import SchoolYear
from rodtrad.organisation.access import SYSTEM, Scope
from rodtrad.organisation.models import Person, Unit

__all__ = ["CodingPlace", "DemoCodings", "DemoInterview", "DemoTheme", "build_codings"]

SLIPS = 0.12
"""How often one of the two misses or adds a theme."""
ANSWERS_A_SCHOOL = 12
QUOTES_A_THEME = 2


@dataclass(frozen=True)
class DemoTheme:
    """A theme, and the stems of words by which the demo's coders find it. `item` is a plan's item by key."""

    name: str
    description: str
    examples: str
    item: str
    stems: Sequence[str]


@dataclass(frozen=True)
class DemoInterview:
    """An interview of one of the two codings, `told` or `going`."""

    coding: str
    title: str
    group: str
    consent: str
    text: str
    unit: str = ""


@dataclass(frozen=True)
class DemoCodings:
    """Both codings: (title, question), the themes that they share, the interviews."""

    told: tuple[str, str]
    going: tuple[str, str]
    themes: Sequence[DemoTheme]
    interviews: Sequence[DemoInterview]


@dataclass(frozen=True)
class CodingPlace:
    """Where and when: the authority, its units by key, the schools (ids) whose answers are coded, the closed
    round, this year, how a key becomes an item's identity, the names of the two, and the day.
    """

    authority: Unit
    units: Mapping[str, Unit]
    schools: Sequence[int]
    round: Round
    year: SchoolYear
    key: Callable[[str], UUID]
    coders: Sequence[str]
    today: date
    seed: int
    content: DemoCodings


@transaction.atomic
def build_codings(at: CodingPlace) -> list[Project]:
    """The told one and the one under way."""
    chance = random.Random(at.seed)  # noqa: S311 - a demo, not a secret
    return [_told(at, chance), _going(at, chance)]


def _keeper(at: CodingPlace) -> Scope:
    return replace(SYSTEM, name=at.coders[0])


def _people(at: CodingPlace) -> list[Person]:
    """The two by name, in the demo's own authority."""
    found = Person.objects.filter(duties__unit__path__startswith=at.authority.path).distinct()
    by_name = {person.name: person for person in found.filter(demo_order__isnull=False)}
    return [by_name[name] for name in at.coders]


def _made(at: CodingPlace, which: str, year: SchoolYear) -> Project:
    keeper = _keeper(at)
    title, question = at.content.told if which == "told" else at.content.going
    given = service.ProjectInput(title, question)
    project = service.make_project(keeper, at.authority, year, given, f"demo-{which}-{at.authority.slug}")
    for interview in at.content.interviews:
        if interview.coding == which and (not interview.unit or interview.unit in at.units):
            _add(at, project, interview)
    for theme in at.content.themes:
        item = at.key(theme.item)
        words = service.ThemeInput(theme.name, theme.description, theme.examples, item)
        try:
            service.add_theme(keeper, project, words)
        except UserError:
            # A plan that a small demo has not got: the theme stands without it.
            service.add_theme(keeper, project, replace(words, item=None))
    one, other = _people(at)
    service.set_coders(keeper, project, one.pk, other.pk)
    return project


def _add(at: CodingPlace, project: Project, interview: DemoInterview) -> None:
    keeper = _keeper(at)
    given = service.InterviewInput(
        title=interview.title,
        text=interview.text,
        group=interview.group,
        consent=interview.consent,
        consent_note="Skriftligt, i mappen för intervjuer",
        delete_on=at.today + timedelta(days=300),
        held_on=at.today - timedelta(days=30),
        unit=at.units.get(interview.unit),
        looked_through=True,
    )
    source = service.add_interview(keeper, project, given, interview.title, at.today)
    service.mark_paragraphs(keeper, source)


def _begun(at: CodingPlace, project: Project) -> tuple[list[Coder], list[Excerpt], dict[str, Theme]]:
    service.begin_coding(_keeper(at), project)
    project.refresh_from_db()
    excerpts = list(project.excerpts.select_related("comment", "source").order_by("number"))
    return service.coders_of(project), excerpts, {theme.name: theme for theme in service.themes_of(project)}


def _found(at: CodingPlace, excerpt: Excerpt, themes: Mapping[str, Theme]) -> set[int]:
    """The themes that a reader would find."""
    text = _text(excerpt)
    low = text.casefold()
    return {
        themes[each.name].pk
        for each in at.content.themes
        if any((stem in text) if stem.isupper() else (stem in low) for stem in each.stems)
    }


def _text(excerpt: Excerpt) -> str:
    return excerpt.comment.text if excerpt.comment else excerpt.source.text[excerpt.start : excerpt.end]


def _slip(found: set[int], themes: Sequence[int], chance: random.Random) -> list[int]:
    given = set(found)
    if chance.random() < SLIPS:
        given ^= {chance.choice(list(themes))}
    return [pk for pk in themes if pk in given]


def _code(coder: Coder, given: Mapping[int, list[int]]) -> None:
    Coding.objects.bulk_create(
        Coding(coder=coder, excerpt_id=excerpt, themes=themes, is_coded=True)
        for excerpt, themes in given.items()
    )


def _told(at: CodingPlace, chance: random.Random) -> Project:
    """Coded, settled and published: of the latest closed round, in its year."""
    keeper = _keeper(at)
    project = _made(at, "told", at.round.year)
    for group in service.groups_in(at.round):
        try:
            service.add_answers(
                keeper,
                project,
                at.round,
                group,
                units=at.schools,
                most=ANSWERS_A_SCHOOL,
            )
        except UserError:
            # Too few have answered in a small demo: the interviews are then all there is.
            continue
    coders, excerpts, themes = _begun(at, project)
    order = [theme.pk for theme in themes.values()]
    found = {each.pk: _found(at, each, themes) for each in excerpts}
    given = [{pk: _slip(each, order, chance) for pk, each in found.items()} for _coder in coders]
    for coder, codings in zip(coders, given, strict=True):
        _code(coder, codings)
    _end(at, project, excerpts, found, given)
    return project


def _end(
    at: CodingPlace,
    project: Project,
    excerpts: Sequence[Excerpt],
    found: Mapping[int, set[int]],
    given: Sequence[Mapping[int, list[int]]],
) -> None:
    """Handed in by both; what a reader would find is what they settle on; a few quotes of each theme."""
    now = timezone.now()
    project.coders.update(handed_in_at=now)
    Project.objects.filter(pk=project.pk).update(state="comparing", compared_at=now)
    Decision.objects.bulk_create(
        Decision(excerpt_id=pk, themes=sorted(found[pk]), decided_by=at.coders[number % 2])
        for number, pk in enumerate(found)
        if given[0][pk] != given[1][pk]
    )
    quoted: Counter[int] = Counter()
    said: set[str] = set()
    for excerpt in excerpts:
        text, themes = _text(excerpt), found[excerpt.pk]
        may = excerpt.comment is not None or excerpt.source.may_be_quoted
        if themes and may and text not in said and all(quoted[each] < QUOTES_A_THEME for each in themes):
            quoted.update(themes)
            said.add(text)
            Excerpt.objects.filter(pk=excerpt.pk).update(is_quote=True)
    keeper = _keeper(at)
    service.finish(keeper, project)
    service.publish(keeper, project)


def _going(at: CodingPlace, chance: random.Random) -> Project:
    """Under way this year: the second has handed in, the first has begun."""
    project = _made(at, "going", at.year)
    coders, excerpts, themes = _begun(at, project)
    order = [theme.pk for theme in themes.values()]
    given = {each.pk: _slip(_found(at, each, themes), order, chance) for each in excerpts}
    _code(coders[1], given)
    Coder.objects.filter(pk=coders[1].pk).update(handed_in_at=timezone.now())
    begun = dict(list(given.items())[: len(given) // 3])
    _code(coders[0], begun)
    return project
