"""The words of the excerpts, read each time through the rule of where they come from.

What was written in a round is read by the door of the assessments, with the reader's own scope: whoever may
not read the answers of a unit gets None here too, whatever part they have in the coding.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import get_language

from rodtrad.assessments import service as assessments
from rodtrad.assessments.models import Comment, Round
from rodtrad.assessments.scale import in_language
from rodtrad.coding.models import Excerpt, Source
from rodtrad.organisation.access import Scope

__all__ = ["Words", "reads_source", "words_of"]


@dataclass(frozen=True)
class Words:
    """An excerpt's text, with what stood before and after it in an interview, or the question it answers."""

    text: str
    before: str = ""
    after: str = ""
    question: str = ""


def reads_source(scope: Scope, source: Source) -> bool:
    """Whether the person may read the answers of a source; an interview is for all who work on it."""
    return source.is_interview or _readable(scope, source) is not None


def _readable(scope: Scope, source: Source) -> QuerySet[Comment] | None:
    """The answers of a source, None where the rule of the assessments hides them from the reader."""
    if source.unit is None or source.round is None:
        return None
    return assessments.comments_of(scope, source.unit, source.round, source.group)


def words_of(scope: Scope, excerpts: Sequence[Excerpt]) -> dict[int, Words | None]:
    """The words by excerpt, None where the reader may not read them or they are deleted. The excerpts come
    with their source, its unit and round. Two queries for each source of answers, one for each round.
    """
    found: dict[int, Words | None] = {}
    questions: dict[int, dict[int, str]] = {}
    for source, rows in _by_source(excerpts):
        if source.is_interview:
            found |= {row.pk: _marked(source, row) for row in rows}
        else:
            found |= _written(scope, source, rows, questions)
    return found


def _by_source(excerpts: Iterable[Excerpt]) -> list[tuple[Source, list[Excerpt]]]:
    sources: dict[int, tuple[Source, list[Excerpt]]] = {}
    for excerpt in excerpts:
        sources.setdefault(excerpt.source_id, (excerpt.source, []))[1].append(excerpt)
    return list(sources.values())


CONTEXT = 500
"""Characters of an interview that are shown on each side of an excerpt."""


def _marked(source: Source, excerpt: Excerpt) -> Words | None:
    if source.is_gone(timezone.localdate()):
        return None
    text = source.text
    before, after = text[max(0, excerpt.start - CONTEXT) : excerpt.start], text[excerpt.end :][:CONTEXT]
    if excerpt.start > CONTEXT:
        before = "…" + before
    if excerpt.end + CONTEXT < len(text):
        after += "…"
    return Words(text[excerpt.start : excerpt.end], before.strip(), after.strip())


def _written(
    scope: Scope, source: Source, rows: list[Excerpt], questions: dict[int, dict[int, str]]
) -> dict[int, Words | None]:
    readable = _readable(scope, source)
    if readable is None or source.round is None:
        return {row.pk: None for row in rows}
    if source.round.pk not in questions:
        questions[source.round.pk] = questions_of(source.round, source.group)
    asked = questions[source.round.pk]
    written = {row.pk: row for row in readable.filter(pk__in=[row.comment_id for row in rows])}
    return {
        row.pk: Words(comment.text, question=asked.get(comment.position, ""))
        if (comment := written.get(row.comment_id or 0))
        else None
        for row in rows
    }


def questions_of(current: Round, group: str) -> dict[int, str]:
    """What the group was asked, by position, in the reader's language."""
    language = (get_language() or "sv")[:2]
    return {
        each.position: in_language(each.statement(group), language)[0]
        for each in assessments.indicators_of(current.instrument)
        if each.is_asked(group)
    }
