"""The texts of a project: answers of closed rounds, interviews, and what is marked in them to be coded."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import partial

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from rodtrad.assessments import service as assessments
from rodtrad.assessments.groups import ANONYMOUS, Group, in_order
from rodtrad.assessments.models import Round, RoundState
from rodtrad.coding import rules
from rodtrad.coding.models import Consent, Excerpt, Project, Source, SourceKind
from rodtrad.coding.service.projects import locked
from rodtrad.common.audit import record
from rodtrad.common.errors import Conflict, UserError
from rodtrad.organisation.access import SYSTEM, Scope
from rodtrad.organisation.models import Unit
from rodtrad.plans.importing import ImportRefused, read_document

__all__ = [
    "LARGEST_FILE",
    "Added",
    "InterviewInput",
    "add_answers",
    "add_interview",
    "answer_rounds",
    "delete_expired",
    "groups_in",
    "mark",
    "mark_paragraphs",
    "question_choices",
    "read_file",
    "remove_source",
    "source_for",
    "sources_of",
    "units_with_answers",
    "unmark",
]

LARGEST_FILE = 2 * 1024 * 1024
MOST_UNITS = 200
LONGEST_KEPT_YEARS = 5
ENDINGS = (".txt", ".md", ".docx")


@dataclass(frozen=True)
class InterviewInput:
    """An interview as it was typed or read from a file, with what was agreed about it."""

    title: str
    text: str
    group: str
    consent: str
    consent_note: str
    delete_on: date
    held_on: date | None = None
    unit: Unit | None = None
    # The keeper has seen what looks like personal data and lets it stand.
    looked_through: bool = False


@dataclass(frozen=True)
class Added:
    """What came of adding answers: how many answers at how many units, and at how many none may be read."""

    answers: int
    units: int
    hidden: int


# ---- answers --------------------------------------------------------------------------------------------


def answer_rounds(scope: Scope, project: Project) -> list[Round]:
    """The closed rounds of the authority, at or above the project's unit or under it, the latest first. One
    query.
    """
    path = project.unit_path
    # Until the answers have been written anew they change keys, and nothing may point at them.
    found = Round.objects.visible_to(scope).filter(state=RoundState.CLOSED, is_scattered=True)
    reach = found.covering(path) | found.filter(node__path__startswith=path)
    return list(
        reach.select_related("instrument", "year").order_by("-year__starts_on", "-opens_on", "-pk")[:20]
    )


def question_choices(current: Round) -> list[tuple[int, str]]:
    """The questions of a round by position; open ones first."""
    asked = assessments.indicators_of(current.instrument)
    return [(each.position, str(each)) for each in sorted(asked, key=lambda each: not each.is_open)]


def units_with_answers(scope: Scope, project: Project, current: Round, group: str) -> list[Unit]:
    """The school units under the project whose answers the person may read. Some queries for each unit."""
    units = Unit.objects.visible_to(scope).under(project.unit_path).schools().order_by("path")[:MOST_UNITS]
    return [unit for unit in units if assessments.comments_of(scope, unit, current, group) is not None]


@transaction.atomic
def add_answers(
    scope: Scope,
    project: Project,
    current: Round,
    group: str,
    *,
    units: Collection[int] | None = None,
    position: int | None = None,
    most: int | None = None,
) -> Added:
    """Add what a group wrote in a closed round, each answer an excerpt: only what the person may read.
    `most` answers of each unit at most: their keys are random, so those are a random choice.

    UserError where there is nothing to add; Conflict while the answers of a round that has just closed are
    still being written anew, when nothing may point at them.
    """
    row = locked(scope, project, "material")
    if not Round.objects.filter(pk=current.pk, is_scattered=True).exists():
        raise Conflict(
            _("Svaren i omgången blandas fortfarande. Försök igen om en stund."), "coding.not_scattered"
        )
    if group not in ANONYMOUS or group not in current.groups:
        raise UserError(_("Välj en grupp som svarade i omgången."), "coding.group")
    found = Unit.objects.visible_to(scope).under(row.unit_path).schools().order_by("path")
    if units is not None:
        found = found.filter(pk__in=list(units))
    answers = taken = hidden = 0
    for unit in found[:MOST_UNITS]:
        readable = assessments.comments_of(scope, unit, current, group)
        if readable is None:
            hidden += 1
            continue
        if position is not None:
            readable = readable.filter(position=position)
        if most is not None:
            readable = readable.order_by("pk")[:most]
        comments = [comment.pk for comment in readable if comment.text.strip()]
        if comments and (added := _take(row, current, unit, group, comments)):
            answers, taken = answers + added, taken + 1
    if not answers:
        raise UserError(
            _("Det finns inga fler svar som du får läsa i urvalet. För få kan ha svarat på en enhet."),
            "coding.no_answers",
        )
    _demand_room(row)
    changes = {"answers": (None, answers), "units": (None, taken)}
    record(scope, "coding.material_added", row, unit_path=row.unit_path, changes=changes)
    return Added(answers, taken, hidden)


def _take(project: Project, current: Round, unit: Unit, group: str, comments: Sequence[int]) -> int:
    source, _made = Source.objects.get_or_create(
        project=project,
        kind=SourceKind.ANSWERS,
        round=current,
        unit=unit,
        group=group,
        defaults={"submission_key": secrets.token_hex(16)},
    )
    there = set(project.excerpts.filter(comment__in=comments).values_list("comment_id", flat=True))
    new = [Excerpt(project=project, source=source, comment_id=key) for key in comments if key not in there]
    Excerpt.objects.bulk_create(new, batch_size=500)
    return len(new)


def _demand_room(project: Project) -> None:
    if project.excerpts.count() > rules.MOST_EXCERPTS:
        raise UserError(
            _("En kodning rymmer högst %(most)s utdrag. Välj färre enheter, eller ett urval av svaren.")
            % {"most": rules.MOST_EXCERPTS},
            "coding.too_many",
        )


# ---- interviews -----------------------------------------------------------------------------------------


def read_file(data: bytes, name: str) -> str:
    """The text of a sent file: TXT, MD or DOCX. UserError where it is something else, or damaged."""
    if not name.lower().endswith(ENDINGS):
        raise UserError(_("Filen ska vara TXT, MD eller DOCX."), "coding.file_kind")
    if len(data) > LARGEST_FILE:
        raise UserError(_("Filen är för stor: högst 2 MB."), "coding.file_size")
    try:
        return read_document(data, name, max_bytes=LARGEST_FILE).text
    except ImportRefused as refused:
        raise UserError(
            _("Filen gick inte att läsa. Öppna den och klistra in texten här i stället."),
            "coding.file_broken",
        ) from refused


@transaction.atomic
def add_interview(scope: Scope, project: Project, given: InterviewInput, key: str, today: date) -> Source:
    """Add an interview. The same key again adds no second one. UserError for what is missing or looks like
    personal data that no one has looked at.
    """
    row = locked(scope, project, "material")
    text = _checked(scope, row, given, today)
    values = {
        "project": row,
        "kind": SourceKind.INTERVIEW,
        "title": given.title.strip()[:200],
        "text": text,
        "group": given.group,
        "unit": given.unit,
        "held_on": given.held_on,
        "consent": given.consent,
        "consent_note": given.consent_note.strip()[:300],
        "delete_on": given.delete_on,
    }
    source, made = Source.objects.get_or_create(submission_key=f"{row.pk}-{key}"[:80], defaults=values)
    if made:
        record(scope, "coding.interview_added", row, unit_path=row.unit_path)
        transaction.on_commit(partial(_wait_for, given.delete_on))
    return source


def _checked(scope: Scope, project: Project, given: InterviewInput, today: date) -> str:
    text = given.text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if not given.title.strip() or not text:
        raise UserError(
            _("Ge intervjun ett namn och skriv, klistra in eller ladda upp texten."), "coding.text"
        )
    if len(text) > rules.LONGEST_TEXT:
        raise UserError(
            _("Texten är för lång: högst %(most)s tecken. Dela den i två.") % {"most": rules.LONGEST_TEXT},
            "coding.text_long",
        )
    if given.group not in Group.values:
        raise UserError(_("Välj vilka som intervjuades."), "coding.group")
    if given.consent not in Consent.values:
        raise UserError(_("Säg vad de intervjuade har gått med på."), "coding.consent")
    if given.unit is not None and not given.unit.path.startswith(project.unit_path):
        raise UserError(_("Välj en enhet i listan."), "coding.unit")
    _check_deletion(given.delete_on, today)
    if not given.looked_through and (found := rules.personal_data(text)):
        raise UserError(
            _(
                "Texten ser ut att innehålla personuppgifter: %(found)s. Ta bort dem, eller kryssa i att"
                " inget pekar ut någon."
            )
            % {"found": ", ".join(each.words for each in found)},
            "coding.personal_data",
        )
    return text


def _check_deletion(day: date, today: date) -> None:
    if not today < day <= today.replace(year=today.year + LONGEST_KEPT_YEARS, day=min(today.day, 28)):
        raise UserError(
            _("Texten ska gallras en dag som kommer, högst fem år fram i tiden."), "coding.delete_on"
        )


@transaction.atomic
def remove_source(scope: Scope, source: Source) -> None:
    """Take a text out, with its excerpts and what was coded in them: chosen wrongly, or a consent taken back.

    Before the coding begins any text; after that only an interview.
    """
    verb = "withdraw" if source.is_interview and not source.project.is_draft else "material"
    row = locked(scope, source.project, verb)
    told = "coding.interview_removed" if source.is_interview else "coding.answers_removed"
    source.delete()
    record(scope, told, row, unit_path=row.unit_path)


def sources_of(project: Project) -> list[Source]:
    """The texts of a project, each with `.parts` (excerpts). One query."""
    found = project.sources.select_related("unit", "round__year").annotate(parts=Count("excerpts"))
    return list(found.order_by("kind", "round_id", "unit__path", "group", "pk"))


def source_for(scope: Scope, project: Project, source_id: int) -> Source | None:
    """A text of a project by its id. The caller has checked that the person works on it. One query."""
    found = project.sources.filter(pk=source_id).select_related("unit", "round__instrument").first()
    if found is not None:
        found.project = project
    return found


# ---- marking --------------------------------------------------------------------------------------------


@transaction.atomic
def mark(scope: Scope, source: Source, chosen: Collection[int]) -> int:
    """Make excerpts of sentences of an interview, by their numbers from 0; neighbours become one. Gives how
    many. UserError where one is marked before.
    """
    row = _markable(scope, source)
    spans = rules.spans_of(rules.pieces(source.text), chosen)
    if not spans:
        raise UserError(_("Kryssa i de meningar som ska bli ett utdrag."), "coding.nothing_marked")
    held = list(source.excerpts.values_list("start", "end"))
    if rules.overlaps([*held, *spans]):
        raise UserError(_("En av meningarna hör redan till ett utdrag."), "coding.overlap")
    return _mark(scope, row, source, spans)


@transaction.atomic
def mark_paragraphs(scope: Scope, source: Source) -> int:
    """Make an excerpt of each paragraph that has none in it. Gives how many."""
    row = _markable(scope, source)
    held = list(source.excerpts.values_list("start", "end"))
    spans = [span for span in rules.paragraphs(source.text) if not rules.overlaps([*held, span])]
    if not spans:
        raise UserError(_("Varje stycke har redan ett utdrag."), "coding.nothing_marked")
    return _mark(scope, row, source, spans)


def _markable(scope: Scope, source: Source) -> Project:
    if not source.is_interview:
        raise UserError(_("Ett svar kodas som det är."), "coding.whole_answers")
    return locked(scope, source.project, "material")


def _mark(scope: Scope, project: Project, source: Source, spans: Sequence[tuple[int, int]]) -> int:
    Excerpt.objects.bulk_create(
        Excerpt(project=project, source=source, start=start, end=end) for start, end in spans
    )
    _demand_room(project)
    changes = {"excerpts": (None, len(spans))}
    record(scope, "coding.marked", project, unit_path=project.unit_path, changes=changes)
    return len(spans)


@transaction.atomic
def unmark(scope: Scope, source: Source, excerpt_id: int | None = None) -> int:
    """Take away one excerpt of an interview, or all of them. Gives how many."""
    row = _markable(scope, source)
    found = source.excerpts.filter(pk=excerpt_id) if excerpt_id is not None else source.excerpts.all()
    count, _by_model = found.delete()
    if count:
        changes = {"excerpts": (count, None)}
        record(scope, "coding.unmarked", row, unit_path=row.unit_path, changes=changes)
    return count


# ---- deleting in time -----------------------------------------------------------------------------------


def _wait_for(day: date) -> None:
    """Queue the deleting for the first hour of the day."""
    first = timezone.make_aware(datetime.combine(day, time(hour=1)))
    delete_texts.using(run_after=first).enqueue()


@task()  # type: ignore[untyped-decorator]
def delete_texts() -> None:
    """Delete the interviews whose day has come; safe to run again."""
    delete_expired(timezone.localdate())


@transaction.atomic
def delete_expired(today: date) -> int:
    """Delete the text of every interview whose day has come, and the notes that were written at it. What was
    counted stays. Gives how many. Safe to run again.
    """
    expired = Source.objects.filter(
        Q(delete_on__lte=today), kind=SourceKind.INTERVIEW, deleted_on__isnull=True
    ).select_related("project__unit")
    count = 0
    for source in expired.select_for_update(of=("self",)):
        _forget_words(source, today)
        record(SYSTEM, "coding.text_deleted", source.project, unit_path=source.project.unit_path)
        count += 1
    return count


def _forget_words(source: Source, today: date) -> None:
    from rodtrad.coding.models import Coding, Decision

    source.text, source.deleted_on, source.consent_note = "", today, ""
    source.title = _("Gallrad intervju %(number)s") % {"number": source.pk}
    source.save(update_fields=["text", "deleted_on", "consent_note", "title"])
    Coding.objects.filter(excerpt__source=source).update(note="")
    Decision.objects.filter(excerpt__source=source).update(note="")
    source.excerpts.update(is_quote=False)


def groups_in(current: Round) -> list[str]:
    """The groups of a round whose members answer each for themselves, in their order."""
    return [group for group in in_order(current.groups) if group in ANONYMOUS]
