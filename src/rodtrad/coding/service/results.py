"""What came of a coding: how often each theme occurs, group by group, and quotes.

Those who work on the project read every figure. All others read a published result through the rule of
disclosure: no group where few people have written, no theme that few wrote about, no sums from which a few
could be taken out, and quotes only where the reader may read the answers themselves or where an interview was
given for that.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from rodtrad.assessments import service as assessments
from rodtrad.assessments.groups import Group, label_of
from rodtrad.assessments.rules import comment_threshold
from rodtrad.coding import rules
from rodtrad.coding.models import Excerpt, Project, Source, Theme
from rodtrad.coding.rules import Cell, Text
from rodtrad.coding.service.book import themes_of
from rodtrad.coding.service.comparing import Compared, rows_of
from rodtrad.coding.service.projects import held, works_on
from rodtrad.coding.service.texts import words_of
from rodtrad.common.audit import record
from rodtrad.common.errors import Conflict, NotAllowed, UserError
from rodtrad.organisation.access import Scope

__all__ = [
    "Column",
    "Outcome",
    "Quote",
    "ThemeOutcome",
    "choose_quote",
    "final_rows",
    "outcome_of",
    "outcomes_at",
]


@dataclass(frozen=True)
class Column:
    """The texts of one group and kind, from how many units, and the fewest people who may be told of."""

    key: str
    group: str
    is_interview: bool
    written: frozenset[Text]
    units: int
    least_texts: int
    least: int

    @property
    def texts(self) -> int:
        """How many they are."""
        return len(self.written)

    @property
    def label(self) -> str:
        words = {"group": label_of(self.group)}
        return _("%(group)s, intervjuer") % words if self.is_interview else _("%(group)s, svar") % words


@dataclass(frozen=True)
class Quote:
    """Some words that stand for a theme, and whose group they come from."""

    excerpt: Excerpt
    text: str
    group: str


@dataclass(frozen=True)
class ThemeOutcome:
    """A theme with its cells, in the order of the columns."""

    theme: Theme
    cells: list[Cell]
    quotes: list[Quote] = field(default_factory=list)
    hidden_quotes: int = 0


@dataclass(frozen=True)
class Outcome:
    """The whole result. `is_whole`: for those who work on it, with nothing hidden."""

    project: Project
    columns: list[Column]
    themes: list[ThemeOutcome]
    is_whole: bool
    without_theme: int | None = None


def outcome_of(scope: Scope, project: Project) -> Outcome:
    """The result of a project that is settled, as the reader may have it. The queries do not grow with the
    texts, but with the sources of the quotes.
    """
    whole = works_on(scope, project)
    _demand(project, whole=whole)
    rows = rows_of(project)
    columns, keys = _columns(project, rows)
    themes = themes_of(project)
    having = _having(rows, keys)
    quotes, hidden = _quotes(scope, rows, whole=whole)
    one_unit = project.unit.is_school
    told = [
        ThemeOutcome(
            theme,
            [
                _cell(column, having[theme.pk, column.key], whole=whole, one_unit=one_unit)
                for column in columns
            ],
            quotes[theme.pk],
            hidden[theme.pk],
        )
        for theme in themes
    ]
    without = sum(not row.final for row in rows) if whole else None
    return Outcome(project, columns, told, whole, without)


def _demand(project: Project, *, whole: bool) -> None:
    if not whole and project.published_at is None:
        raise NotAllowed(_("Resultatet är inte publicerat."), "coding.not_published")
    if not project.is_done:
        raise Conflict(_("Resultatet finns när alla skillnader är avgjorda."), "coding.not_done")


def _cell(column: Column, having: set[Text], *, whole: bool, one_unit: bool) -> Cell:
    if whole:
        return Cell(column.texts, len(having))
    return rules.told(
        having, column.written, column.units, column.least_texts, column.least, one_unit=one_unit
    )


def _key(source: Source) -> str:
    return f"{source.kind}-{source.group}"


def _text(row: Compared) -> Text:
    excerpt, source = row.excerpt, row.excerpt.source
    if excerpt.comment_id is None:
        return Text(("i", excerpt.source_id))
    return Text(("a", excerpt.comment_id), source.unit_id, (source.round_id, row.position))


def _columns(project: Project, rows: Sequence[Compared]) -> tuple[list[Column], dict[int, str]]:
    """The columns in the order of the groups, answers before interviews; and each source's own."""
    sources: dict[str, dict[int, Source]] = defaultdict(dict)
    texts: dict[str, set[Text]] = defaultdict(set)
    for row in rows:
        key = _key(row.excerpt.source)
        sources[key][row.excerpt.source_id] = row.excerpt.source
        texts[key].add(_text(row))
    thresholds = assessments.thresholds_of(project.authority.path)
    columns = [
        _column(key, list(found.values()), frozenset(texts[key]), thresholds)
        for key, found in sources.items()
    ]
    order = {group.value: number for number, group in enumerate(Group)}
    columns.sort(key=lambda column: (column.is_interview, order[column.group]))
    return columns, {pk: key for key, found in sources.items() for pk in found}


def _column(key: str, sources: list[Source], written: frozenset[Text], thresholds: dict[str, int]) -> Column:
    group, is_interview = sources[0].group, sources[0].is_interview
    least = max([thresholds.get(group, thresholds[Group.STAFF]), *(_least(source) for source in sources)])
    return Column(
        key=key,
        group=group,
        is_interview=is_interview,
        written=written,
        units=len({source.unit_id for source in sources if source.unit_id}),
        least_texts=least if is_interview else comment_threshold(least),
        least=least,
    )


def _least(source: Source) -> int:
    return source.round.threshold(source.group) if source.round is not None else 0


def _having(rows: Sequence[Compared], keys: dict[int, str]) -> dict[tuple[int, str], set[Text]]:
    """The texts in which each theme occurs, by column."""
    found: dict[tuple[int, str], set[Text]] = defaultdict(set)
    for row in rows:
        for theme_id in row.final:
            found[theme_id, keys[row.excerpt.source_id]].add(_text(row))
    return found


def _quotes(
    scope: Scope, rows: Sequence[Compared], *, whole: bool
) -> tuple[dict[int, list[Quote]], dict[int, int]]:
    chosen = [row for row in rows if row.excerpt.is_quote]
    readable = [
        row
        for row in chosen
        if whole or not row.excerpt.source.is_interview or row.excerpt.source.may_be_quoted
    ]
    words = words_of(scope, [row.excerpt for row in readable])
    quotes: dict[int, list[Quote]] = defaultdict(list)
    hidden: dict[int, int] = defaultdict(int)
    for row in chosen:
        said = words.get(row.excerpt.pk)
        for theme_id in row.final:
            if said is None:
                hidden[theme_id] += 1
            else:
                quotes[theme_id].append(Quote(row.excerpt, said.text, label_of(row.excerpt.source.group)))
    return quotes, hidden


@transaction.atomic
def choose_quote(scope: Scope, project: Project, number: int, *, chosen: bool) -> Excerpt:
    """Let an excerpt stand as a quote in the result, or no longer."""
    if not works_on(scope, project):
        raise NotAllowed(_("Bara de som arbetar med kodningen väljer citat."), "coding.quotes")
    row = held(project, "quote")
    excerpt = (
        row.excerpts.filter(number=number).select_related("source__unit", "source__round__instrument").first()
    )
    if excerpt is None or number < 1 or words_of(scope, [excerpt])[excerpt.pk] is None:
        raise UserError(_("Texten finns inte kvar, eller så får du inte läsa den längre."), "coding.no_text")
    if excerpt.is_quote != chosen:
        excerpt.is_quote = chosen
        excerpt.save(update_fields=["is_quote"])
        verb = "coding.quote_chosen" if chosen else "coding.quote_dropped"
        record(scope, verb, row, unit_path=row.unit_path, changes={"number": (None, number)})
    return excerpt


def final_rows(scope: Scope, project: Project, theme: Theme) -> list[Compared]:
    """The excerpts that a theme's figures were made from: for those who work on the project. Four queries."""
    if not works_on(scope, project):
        raise NotAllowed(_("Bara de som arbetar med kodningen läser utdragen."), "coding.rows")
    _demand(project, whole=True)
    return [row for row in rows_of(project) if theme.pk in row.final]


MOST_AT_AN_ITEM = 3


def outcomes_at(scope: Scope, authority_path: str, item_key: UUID) -> list[tuple[Outcome, ThemeOutcome]]:
    """The themes tied to a plan's item in published results that the reader sees, the latest few. At most
    some twenty queries, whatever the size.
    """
    tied = Theme.objects.filter(item_key=item_key)
    found = Project.objects.visible_to(scope).filter(
        authority__path=authority_path, published_at__isnull=False, pk__in=tied.values("project")
    )
    outcomes = [
        outcome_of(scope, project)
        for project in found.select_related("unit", "authority", "year").order_by("-published_at")[
            :MOST_AT_AN_ITEM
        ]
    ]
    return [
        (outcome, each) for outcome in outcomes for each in outcome.themes if each.theme.item_key == item_key
    ]
