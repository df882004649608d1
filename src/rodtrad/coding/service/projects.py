"""Projects: made, given two coders, begun, ended, told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from rodtrad.coding import rules
from rodtrad.coding.access import may_keep, require_keeper, slot_of
from rodtrad.coding.models import BookVersion, Coder, Excerpt, Project, ProjectState, Source, SourceKind
from rodtrad.coding.service.texts import reads_source
from rodtrad.common.audit import record
from rodtrad.common.errors import Conflict, UserError
from rodtrad.cycle.models import SchoolYear
from rodtrad.organisation.access import Scope, scope_of
from rodtrad.organisation.models import Person, Role, Unit

__all__ = [
    "ProjectInput",
    "begin_coding",
    "change_project",
    "choosable_coders",
    "coder_of",
    "coders_of",
    "keeps",
    "make_project",
    "may_make",
    "project_for",
    "projects_for",
    "projects_of_other_years",
    "publish",
    "remove_project",
    "resume",
    "set_coders",
    "unpublish",
    "what_is_missing",
    "works_on",
]

MOST_PEOPLE = 100
# Those who usually code: they are listed without a search.
USUAL = (Role.STRATEGIST, Role.ADMINISTRATOR, Role.MANAGER, Role.CENTRAL_SUPPORT, Role.KEY_PERSON)


@dataclass(frozen=True)
class ProjectInput:
    """What a project is called and what its coding is to answer."""

    title: str
    question: str = ""


def may_make(scope: Scope, unit: Unit) -> bool:
    """Whether the person may make a project at a unit."""
    return bool(may_keep(scope, unit))


def keeps(scope: Scope, project: Project) -> bool:
    """Whether the person keeps the project: prepares it, replaces coders, tells its result."""
    return bool(may_keep(scope, project))


def coder_of(scope: Scope, project: Project) -> Coder | None:
    """The person's own part as one of the two coders; None for all others. One query."""
    return slot_of(scope, project)


def works_on(scope: Scope, project: Project) -> bool:
    """Whether the person keeps the project or codes in it. At most one query."""
    return keeps(scope, project) or slot_of(scope, project) is not None


def projects_for(scope: Scope, unit: Unit, year_id: int) -> list[Project]:
    """The authority's projects of a year that the person sees, the latest first. One query."""
    found = Project.objects.visible_to(scope).filter(authority__path=unit.authority_path, year_id=year_id)
    return list(found.select_related("unit"))


def projects_of_other_years(scope: Scope, unit: Unit, year_id: int) -> list[Project]:
    """The authority's projects of every other year that the person sees, the latest first. One query."""
    found = Project.objects.visible_to(scope).filter(authority__path=unit.authority_path)
    others = found.exclude(year_id=year_id).select_related("unit", "year")
    return list(others.order_by("-year__starts_on", "-pk"))


def project_for(scope: Scope, unit: Unit, project_id: int) -> Project | None:
    """A project of the authority by its id, None where the person does not see it. One query."""
    found = Project.objects.visible_to(scope).filter(authority__path=unit.authority_path, pk=project_id)
    return found.select_related("unit", "authority", "year").first()


@transaction.atomic
def make_project(scope: Scope, unit: Unit, year: SchoolYear | int, given: ProjectInput, key: str) -> Project:
    """Make a project at a unit. The same key again makes no second one."""
    require_keeper(scope, unit)
    year_id = year if isinstance(year, int) else year.pk
    values = {
        "authority_id": Unit.objects.get(path=unit.authority_path).pk,
        "unit": unit,
        "year_id": year_id,
        "made_by": scope.actor_name,
        **_tidy(given),
    }
    project, made = Project.objects.get_or_create(submission_key=key, defaults=values)
    if made:
        record(scope, "coding.made", project, unit_path=project.unit_path)
    else:
        require_keeper(scope, project)
    return project


def _tidy(given: ProjectInput) -> dict[str, str]:
    title = given.title.strip()
    if not title:
        raise UserError(_("Ge kodningen ett namn."), "coding.title")
    return {"title": title[:200], "question": given.question.strip()[: rules.LONGEST_NOTE]}


@transaction.atomic
def change_project(scope: Scope, project: Project, given: ProjectInput) -> Project:
    """Change the name and the question of a project."""
    row = locked(scope, project, "change")
    before = row.title
    for name, value in _tidy(given).items():
        setattr(row, name, value)
    row.save(update_fields=["title", "question"])
    changes = {"title": (before, row.title)} if before != row.title else {}
    record(scope, "coding.changed", row, unit_path=row.unit_path, changes=changes)
    return row


@transaction.atomic
def remove_project(scope: Scope, project: Project) -> None:
    """Remove a project that is still being prepared, with its texts."""
    row = locked(scope, project, "remove")
    record(scope, "coding.removed", row, unit_path=row.unit_path)
    row.delete()


def locked(scope: Scope, project: Project, verb: str) -> Project:
    """The project's row, held, for one who keeps it; Conflict where its state does not take the verb."""
    require_keeper(scope, project)
    return held(project, verb)


def held(project: Project, verb: str) -> Project:
    """The project's row, held, where its state takes the verb; who may is for the caller to have checked."""
    row = (
        Project.objects.select_for_update(of=("self",)).select_related("unit", "authority").get(pk=project.pk)
    )
    if not rules.may(row.state, verb):
        raise Conflict(
            _("Kodningen är i läget %(state)s, och då går det inte.") % {"state": row.get_state_display()},
            "coding.state",
        )
    return row


# ---- the two coders -------------------------------------------------------------------------------------


def coders_of(project: Project) -> list[Coder]:
    """The coders that have been chosen, in order. One query."""
    return list(project.coders.select_related("person").order_by("slot"))


def choosable_coders(
    scope: Scope, project: Project, words: str = "", keep: Sequence[int] = ()
) -> list[Person]:
    """People of the authority to choose among: those who usually code, those whose name holds the words, and
    those chosen before. Protected identities are never among them. One query.
    """
    visible = Person.objects.visible_to(scope).filter(is_active=True)
    visible = visible.filter(duties__unit__path__startswith=project.authority.path)
    wanted = Q(pk__in=list(keep)) | Q(duties__role__in=USUAL, duties__unit__depth__lte=2)
    parts = words.split()[:4]
    if parts:
        named = Q()
        for part in parts:
            named &= Q(first_name__icontains=part) | Q(last_name__icontains=part)
        wanted |= named
    found = visible.filter(wanted).order_by("last_name", "first_name", "pk")
    return list(found.distinct()[:MOST_PEOPLE])


@transaction.atomic
def set_coders(scope: Scope, project: Project, first: int, second: int) -> list[Coder]:
    """Choose the two who code, by the ids of their persons. Whoever is replaced while the coding goes on
    takes the own coding along: the new coder begins from nothing.
    """
    row = locked(scope, project, "coders")
    if first == second:
        raise UserError(_("Välj två olika personer."), "coding.same_coder")
    people = {person.pk: person for person in choosable_coders(scope, row, keep=[first, second])}
    if first not in people or second not in people:
        raise UserError(_("Välj två personer i listan."), "coding.no_such_coder")
    before = {coder.person_id: coder for coder in coders_of(row)}
    if set(before) == {first, second}:
        return coders_of(row)
    if not row.is_draft:
        _refuse_unread(row, [people[first], people[second]])
    row.coders.exclude(person_id__in=[first, second]).delete()
    taken = {coder.slot for coder in coders_of(row)}
    free = [slot for slot in (Coder.FIRST, Coder.SECOND) if slot not in taken]
    for person_id in (first, second):
        if person_id not in before:
            Coder.objects.create(project=row, slot=free.pop(0), person_id=person_id)
    names = " + ".join(sorted(people[each].name for each in (first, second)))
    record(scope, "coding.coders", row, unit_path=row.unit_path, changes={"coders": (None, names)})
    return coders_of(row)


# ---- beginning and ending -------------------------------------------------------------------------------


def what_is_missing(project: Project) -> list[str]:
    """What must be done before the coding can begin, as sentences; empty when nothing. Five queries."""
    missing = []
    if not project.excerpts.exists():
        missing.append(_("Lägg till texter och markera utdrag."))
    if not project.themes.exists():
        missing.append(_("Skriv minst ett tema i kodboken."))
    if project.coders.filter(person__isnull=False).count() < 2:
        missing.append(_("Välj två som kodar."))
    missing += [
        _("%(title)s har inget markerat utdrag. Markera, eller ta bort texten.") % {"title": source.title}
        for source in project.sources.filter(kind=SourceKind.INTERVIEW, excerpts__isnull=True)
    ]
    return missing


def _refuse_unread(project: Project, people: Sequence[Person]) -> None:
    """Whoever codes must be one of those to whom the answers were to be shown before anyone answered."""
    sources = project.sources.filter(kind=SourceKind.ANSWERS).select_related("unit", "round")
    today = timezone.localdate()
    for person in people:
        scope = scope_of(person, today)
        for source in sources:
            if not reads_source(scope, source):
                raise UserError(
                    _("%(name)s får inte läsa det som skrevs på %(unit)s och kan därför inte koda det.")
                    % {"name": person.name, "unit": source.unit.name if source.unit else ""},
                    "coding.may_not_read",
                )


@transaction.atomic
def begin_coding(scope: Scope, project: Project) -> Project:
    """Give the excerpts to the two coders. From here on the texts stand, and each codes without the other."""
    row = locked(scope, project, "begin")
    missing = what_is_missing(row)
    if missing:
        raise UserError(missing[0], "coding.not_ready")
    _refuse_unread(row, [coder.person for coder in coders_of(row) if coder.person])
    excerpts = list(in_reading_order(row))
    for number, excerpt in enumerate(excerpts, 1):
        excerpt.number = number
    Excerpt.objects.bulk_update(excerpts, ["number"], batch_size=500)
    row.state, row.book_version, row.began_at = ProjectState.CODING, 1, timezone.now()
    row.save(update_fields=["state", "book_version", "began_at"])
    row.themes.update(changed_in=1)
    keep_version(scope, row)
    record(scope, "coding.begun", row, unit_path=row.unit_path)
    return row


def in_reading_order(project: Project) -> list[Excerpt]:
    """As the two go through them: source by source; answers by question and then by their random keys, as the
    page of comments has them, so that nothing tells what came from whom or when.
    """
    found = project.excerpts.select_related("source", "comment", "source__unit")
    return list(
        found.order_by(
            "source__kind",
            "source__unit__path",
            "source__group",
            "source_id",
            "comment__position",
            "comment_id",
            "start",
        )
    )


def keep_version(scope: Scope, project: Project, note: str = "") -> BookVersion:
    """The code book as it now reads, kept under its number."""
    themes = [
        {"id": each.pk, "name": each.name, "description": each.description, "examples": each.examples}
        for each in project.themes.order_by("position", "pk")
    ]
    return BookVersion.objects.create(
        project=project, number=project.book_version, themes=themes, note=note, saved_by=scope.actor_name
    )


@transaction.atomic
def resume(scope: Scope, project: Project) -> Project:
    """Take up the settling again. What was published is no longer."""
    row = locked(scope, project, "resume")
    row.state, row.done_at, row.published_at = ProjectState.COMPARING, None, None
    row.save(update_fields=["state", "done_at", "published_at"])
    record(scope, "coding.resumed", row, unit_path=row.unit_path)
    return row


@transaction.atomic
def publish(scope: Scope, project: Project) -> Project:
    """Let all who work at the unit and under it read the result, as far as the rule of disclosure lets it be
    told. Answers of one round and group are told by one project only: two that share some of them would tell
    the difference, which may be a few.
    """
    row = locked(scope, project, "publish")
    if row.published_at is not None:
        return row
    # Two that are published at once wait for each other here, and the second finds the first.
    Unit.objects.select_for_update(no_key=True).get(pk=row.authority_id)
    told = Source.objects.filter(project__published_at__isnull=False, kind=SourceKind.ANSWERS)
    for source in row.sources.filter(kind=SourceKind.ANSWERS).values("round_id", "group").distinct():
        other = told.filter(round_id=source["round_id"], group=source["group"]).exclude(project=row)
        if (found := other.select_related("project").first()) is not None:
            raise Conflict(
                _(
                    "%(title)s är redan publicerad och bygger på svar från samma omgång och grupp. Två"
                    " resultat som delar svar kan tillsammans röja små grupper. Ta tillbaka den först."
                )
                % {"title": found.project.title},
                "coding.overlaps",
            )
    row.published_at = timezone.now()
    row.save(update_fields=["published_at"])
    record(scope, "coding.published", row, unit_path=row.unit_path)
    return row


@transaction.atomic
def unpublish(scope: Scope, project: Project) -> Project:
    """Take a published result back to those who work on it."""
    row = locked(scope, project, "publish")
    if row.published_at is not None:
        row.published_at = None
        row.save(update_fields=["published_at"])
        record(scope, "coding.unpublished", row, unit_path=row.unit_path)
    return row
