"""The two codings side by side, once both are handed in: how far they agree, what is decided where not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from django.db import transaction
from django.db.models import F, Prefetch
from django.utils import timezone
from django.utils.translation import gettext as _

from rodtrad.coding import rules
from rodtrad.coding.access import require_keeper
from rodtrad.coding.agreement import Choices, Kappa, kappa_of_theme, pooled_kappa
from rodtrad.coding.models import Coder, Coding, Decision, Excerpt, Project, ProjectState, Theme
from rodtrad.coding.service.book import themes_of
from rodtrad.coding.service.projects import coders_of, held, works_on
from rodtrad.coding.service.texts import words_of
from rodtrad.common.audit import record
from rodtrad.common.errors import Conflict, UserError
from rodtrad.organisation.access import Scope

__all__ = [
    "Agreement",
    "Compared",
    "Pair",
    "ThemeAgreement",
    "agreement_of",
    "compared",
    "finish",
    "next_unsettled",
    "pair_at",
    "pairs_in",
    "pooled_of",
    "settle",
    "unsettle",
    "unsettled",
]


class Pair(StrEnum):
    """The four cells of a theme's table: given by both, by one of them, by neither."""

    BOTH = "bada"
    FIRST = "forsta"
    SECOND = "andra"
    NEITHER = "ingen"


@dataclass(frozen=True)
class Compared:
    """One excerpt with what each of the two gave it, and what was decided."""

    excerpt: Excerpt
    first: frozenset[int]
    second: frozenset[int]
    notes: tuple[str, str]
    decision: Decision | None
    # Of an answer: which question it was given to.
    position: int = 0

    @property
    def differs(self) -> bool:
        return self.first != self.second

    @property
    def is_settled(self) -> bool:
        return not self.differs or self.decision is not None

    @property
    def final(self) -> frozenset[int]:
        """What holds: what was decided, else what both gave. While unsettled, what they agree on."""
        return frozenset(self.decision.themes) if self.decision else self.first & self.second

    def pair(self, theme_id: int) -> Pair:
        """In which cell of a theme's table the excerpt stands."""
        one, other = theme_id in self.first, theme_id in self.second
        if one and other:
            return Pair.BOTH
        return Pair.FIRST if one else Pair.SECOND if other else Pair.NEITHER


@dataclass(frozen=True)
class ThemeAgreement:
    """A theme's table, and kappa from it."""

    theme: Theme
    both: int
    first: int
    second: int
    neither: int
    kappa: Kappa


@dataclass(frozen=True)
class Agreement:
    """How far the two agree: all themes together, and each; ``same`` excerpts got the very same themes."""

    coders: list[Coder]
    themes: list[ThemeAgreement]
    pooled: Kappa
    excerpts: int
    same: int


def _demand(scope: Scope, project: Project) -> None:
    """Only who works on it, and only when neither can any more see the other's while coding."""
    if not works_on(scope, project):
        require_keeper(scope, project)
    if not project.is_compared:
        raise Conflict(_("Ni ser varandras kodning först när båda har lämnat in."), "coding.blind")


def compared(scope: Scope, project: Project) -> list[Compared]:
    """Every excerpt with both codings, in order. NotAllowed for others than those who work on the project,
    Conflict until both have handed in. Four queries.
    """
    _demand(scope, project)
    return rows_of(project)


def rows_of(project: Project) -> list[Compared]:
    """The rows of `compared`, for a caller that has checked the right. Three queries."""
    coders = {coder.pk: coder.slot for coder in coders_of(project)}
    codings = Prefetch("codings", queryset=Coding.objects.filter(is_coded=True), to_attr="given")
    excerpts = project.excerpts.filter(number__gt=0).select_related(
        "decision", "source__unit", "source__round__instrument"
    )
    excerpts = excerpts.annotate(position=F("comment__position"))
    return [_compared(row, coders) for row in excerpts.prefetch_related(codings).order_by("number")]


def _compared(excerpt: Excerpt, coders: dict[int, int]) -> Compared:
    by_slot = {coders[each.coder_id]: each for each in excerpt.given if each.coder_id in coders}  # type: ignore[attr-defined]
    one, other = by_slot.get(Coder.FIRST), by_slot.get(Coder.SECOND)
    return Compared(
        excerpt,
        frozenset(one.themes if one else ()),
        frozenset(other.themes if other else ()),
        (one.note if one else "", other.note if other else ""),
        getattr(excerpt, "decision", None),
        excerpt.position or 0,  # type: ignore[attr-defined]
    )


def agreement_of(scope: Scope, project: Project, rows: Sequence[Compared] | None = None) -> Agreement:
    """How far the two agreed before they talked: settling changes nothing here. Six queries."""
    found = compared(scope, project) if rows is None else rows
    return agreement_in(project, found)


def agreement_in(project: Project, rows: Sequence[Compared]) -> Agreement:
    """`agreement_of` for a caller that has checked the right."""
    themes = themes_of(project)
    shape = (len(rows), len(themes))
    first = np.array([[each.pk in row.first for each in themes] for row in rows], dtype=bool).reshape(shape)
    second = np.array([[each.pk in row.second for each in themes] for row in rows], dtype=bool).reshape(shape)
    return Agreement(
        coders=coders_of(project),
        themes=[_theme(each, first[:, n], second[:, n]) for n, each in enumerate(themes)],
        pooled=pooled_kappa(first, second),
        excerpts=len(rows),
        same=sum(not row.differs for row in rows),
    )


def pooled_of(project: Project) -> Kappa | None:
    """Kappa of all themes together, for whoever may read the result; None until both have handed in."""
    return agreement_in(project, rows_of(project)).pooled if project.is_compared else None


def _theme(theme: Theme, one: Choices, other: Choices) -> ThemeAgreement:
    return ThemeAgreement(
        theme=theme,
        both=int((one & other).sum()),
        first=int((one & ~other).sum()),
        second=int((~one & other).sum()),
        neither=int((~one & ~other).sum()),
        kappa=kappa_of_theme(one, other),
    )


def pairs_in(rows: Sequence[Compared], theme_id: int | None, pair: Pair | None) -> list[Compared]:
    """The rows behind a figure: those of one theme's cell, or without a theme those that differ."""
    if theme_id is None:
        return [row for row in rows if row.differs]
    return [row for row in rows if pair is None or row.pair(theme_id) == pair]


# ---- settling -------------------------------------------------------------------------------------------


def unsettled(project: Project) -> int:
    """How many excerpts wait to be decided on. Three queries."""
    return sum(not row.is_settled for row in rows_of(project))


def next_unsettled(rows: Sequence[Compared], after: int = 0) -> int | None:
    """The number of the next excerpt to decide on, from a number on and then from the first."""
    waiting = [row.excerpt.number for row in rows if not row.is_settled]
    return next((number for number in waiting if number > after), waiting[0] if waiting else None)


def pair_at(rows: Sequence[Compared], number: int) -> Compared | None:
    """The excerpt of a number on which the two differed."""
    return next((row for row in rows if row.excerpt.number == number and row.differs), None)


@transaction.atomic
def settle(
    scope: Scope,
    project: Project,
    number: int,
    version: int,
    themes: Sequence[int],
    *,
    none: bool = False,
    note: str = "",
) -> Decision:
    """Decide what holds for an excerpt on which the two differed. `version` is 0 for one not decided on.

    Conflict when someone else has decided since; UserError where nothing was chosen.
    """
    row = held(project, "settle")
    excerpt = _differing(scope, row, number)
    chosen = _chosen(row, themes, none)
    kept = Decision.objects.select_for_update().filter(excerpt=excerpt).first()
    if (kept.version if kept else 0) != version:
        raise Conflict(
            _("Någon annan har nyss avgjort samma utdrag. Det du valde är inte sparat."), "coding.decided"
        )
    decision = kept or Decision(excerpt=excerpt, version=0)
    decision.themes, decision.note = chosen, note.strip()[: rules.LONGEST_NOTE]
    decision.decided_by, decision.version = scope.actor_name, version + 1
    decision.save()
    changes = {"number": (None, number)}
    record(scope, "coding.settled", row, unit_path=row.unit_path, changes=changes)
    return decision


def _differing(scope: Scope, project: Project, number: int) -> Excerpt:
    found = pair_at(compared(scope, project), number)
    if found is None:
        raise UserError(_("Ni gav utdraget samma teman: det finns inget att avgöra."), "coding.no_difference")
    if words_of(scope, [found.excerpt])[found.excerpt.pk] is None:
        raise UserError(_("Texten finns inte kvar, eller så får du inte läsa den längre."), "coding.no_text")
    return found.excerpt


def _chosen(project: Project, themes: Sequence[int], none: bool) -> list[int]:
    known = list(project.themes.order_by("position", "pk").values_list("pk", flat=True))
    if set(themes) - set(known):
        raise UserError(_("Temat finns inte i kodboken. Ladda om sidan."), "coding.no_theme")
    if bool(themes) == none:
        raise UserError(_("Välj teman, eller att inget passar, men inte båda."), "coding.both")
    return [each for each in known if each in set(themes)]


@transaction.atomic
def unsettle(scope: Scope, project: Project, number: int) -> None:
    """Take a decision back: the excerpt waits again."""
    row = held(project, "settle")
    excerpt = _differing(scope, row, number)
    count, _by_model = Decision.objects.filter(excerpt=excerpt).delete()
    if count:
        changes = {"number": (number, None)}
        record(scope, "coding.unsettled", row, unit_path=row.unit_path, changes=changes)


@transaction.atomic
def finish(scope: Scope, project: Project) -> Project:
    """End the settling: every difference has been decided on. For those who keep it and the two coders."""
    if not works_on(scope, project):
        require_keeper(scope, project)
    row = held(project, "finish")
    left = unsettled(row)
    if left:
        raise UserError(_("%(count)s utdrag är inte avgjorda än.") % {"count": left}, "coding.unsettled")
    row.state, row.done_at = ProjectState.DONE, timezone.now()
    row.save(update_fields=["state", "done_at"])
    record(scope, "coding.finished", row, unit_path=row.unit_path)
    return row
