"""Coding, each without the other: one excerpt after the other, saved as one goes, handed in.

Nothing here reads the other's codings. What one coder has done is told to the rest as a number only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rodtrad.coding import rules
from rodtrad.coding.access import require_keeper
from rodtrad.coding.models import Coder, Coding, Excerpt, Project, ProjectState
from rodtrad.coding.service.projects import coder_of, coders_of, held
from rodtrad.coding.service.texts import Words, words_of
from rodtrad.common.audit import record
from rodtrad.common.errors import Conflict, NotAllowed, UserError
from rodtrad.organisation.access import Scope

__all__ = [
    "Progress",
    "Saved",
    "Spot",
    "coded_by_older",
    "hand_in",
    "next_uncoded",
    "progress_of",
    "reopen",
    "save_coding",
    "spot_of",
]


@dataclass(frozen=True)
class Progress:
    """How far one coder has come."""

    coder: Coder
    done: int
    total: int

    @property
    def handed_in(self) -> bool:
        return self.coder.handed_in_at is not None


@dataclass(frozen=True)
class Spot:
    """One excerpt as its coder meets it. `words` is None where the reader may not read it any more."""

    excerpt: Excerpt
    words: Words | None
    coding: Coding | None
    before: int | None
    after: int | None


@dataclass(frozen=True)
class Saved:
    """What came of a save: the coding as it now stands, and whether what was sent stood on an older one.

    Then nothing is saved, and `coding` is what stands.
    """

    coding: Coding | None
    clash: bool = False

    @property
    def version(self) -> int:
        return self.coding.version if self.coding else 0


def progress_of(project: Project) -> list[Progress]:
    """How far each of the two has come: numbers only. Two queries."""
    total = project.excerpts.count()
    done = Count("codings", filter=Q(codings__is_coded=True))
    found = project.coders.select_related("person").annotate(done=done).order_by("slot")
    return [Progress(coder, coder.done, total) for coder in found]


def spot_of(scope: Scope, coder: Coder, number: int) -> Spot | None:
    """The excerpt of a number with the coder's own coding, None where there is none. At most six queries."""
    rows = Excerpt.objects.filter(project_id=coder.project_id)
    found = rows.filter(number=number).select_related("source__unit", "source__round__instrument").first()
    if found is None or number < 1:
        return None
    near = rows.aggregate(
        before=_edge("max", Q(number__lt=number, number__gt=0)), after=_edge("min", Q(number__gt=number))
    )
    coding = Coding.objects.filter(coder=coder, excerpt=found).first()
    return Spot(found, words_of(scope, [found])[found.pk], coding, near["before"], near["after"])


def _edge(which: str, where: Q) -> object:
    from django.db.models import Max, Min

    return (Max if which == "max" else Min)("number", filter=where)


def next_uncoded(coder: Coder, after: int = 0) -> int | None:
    """The number of the first excerpt after a number that the coder has not coded, else of the first of all;
    None when everything is coded. At most two queries.
    """
    done = Coding.objects.filter(coder=coder, is_coded=True).values("excerpt")
    left = Excerpt.objects.filter(project_id=coder.project_id, number__gt=0).exclude(pk__in=done)
    numbers = left.order_by("number").values_list("number", flat=True)
    return numbers.filter(number__gt=after).first() or numbers.first()


def coded_by_older(coder: Coder, project: Project) -> list[int]:
    """The numbers of the excerpts that were coded before the code book was changed last. One query."""
    older = Coding.objects.filter(coder=coder, is_coded=True, book_version__lt=project.book_version)
    return list(older.order_by("excerpt__number").values_list("excerpt__number", flat=True))


def _own(scope: Scope, project: Project) -> Coder:
    coder = coder_of(scope, project)
    if coder is None:
        raise NotAllowed(_("Bara de två som kodar kan göra det."), "coding.not_coder")
    return coder


@transaction.atomic
def save_coding(
    scope: Scope,
    project: Project,
    number: int,
    version: int,
    themes: Sequence[int],
    *,
    none: bool = False,
    note: str = "",
) -> Saved:
    """Save what the person gives one excerpt: themes by id, or that none fits. Neither is not coded yet.

    `version` is 0 for one never saved. What was sent on top of an older version, from a second window, is not
    saved but told as a clash. Conflict once handed in.
    """
    coder = _own(scope, project)
    row = Project.objects.get(pk=project.pk)
    coder = Coder.objects.select_for_update().get(pk=coder.pk)
    _demand_open(row, coder)
    excerpt = row.excerpts.filter(number=number).select_related("source__unit", "source__round__instrument")
    found = excerpt.first() if number > 0 else None
    if found is None or words_of(scope, [found])[found.pk] is None:
        raise UserError(_("Texten finns inte kvar, eller så får du inte läsa den längre."), "coding.no_text")
    chosen, note = _checked(row, themes, none, note)
    kept = Coding.objects.filter(coder=coder, excerpt=found).first()
    is_coded = bool(chosen) or none
    if kept and (kept.themes, kept.is_coded, kept.note) == (chosen, is_coded, note):
        if kept.book_version != row.book_version:
            Coding.objects.filter(pk=kept.pk).update(book_version=row.book_version)
        return Saved(kept)
    if (kept.version if kept else 0) != version:
        return Saved(kept, clash=True)
    if kept is None and not is_coded and not note:
        return Saved(None)
    coding = kept or Coding(coder=coder, excerpt=found, version=0)
    coding.themes, coding.is_coded, coding.note = chosen, is_coded, note
    coding.book_version, coding.version = row.book_version, version + 1
    coding.save()
    if kept is None and not Coding.objects.filter(coder=coder).exclude(pk=coding.pk).exists():
        record(scope, "coding.started", row, unit_path=row.unit_path)
    return Saved(coding)


def _demand_open(project: Project, coder: Coder) -> None:
    if coder.handed_in_at is not None:
        raise Conflict(_("Du har lämnat in. Öppna kodningen igen för att ändra."), "coding.handed_in")
    if not rules.may(project.state, "code"):
        raise Conflict(
            _("Kodningen är i läget %(state)s, och då går det inte.")
            % {"state": project.get_state_display()},
            "coding.state",
        )


def _checked(project: Project, themes: Sequence[int], none: bool, note: str) -> tuple[list[int], str]:
    known = list(project.themes.order_by("position", "pk").values_list("pk", flat=True))
    if set(themes) - set(known):
        raise UserError(_("Temat finns inte i kodboken. Ladda om sidan."), "coding.no_theme")
    if themes and none:
        raise UserError(_("Välj teman, eller att inget passar, men inte båda."), "coding.both")
    tidy = note.replace("\r\n", "\n").strip()
    if len(tidy) > rules.LONGEST_NOTE:
        raise UserError(
            _("Anteckningen är för lång: högst %(most)s tecken.") % {"most": rules.LONGEST_NOTE},
            "coding.note_long",
        )
    return [each for each in known if each in set(themes)], tidy


@transaction.atomic
def hand_in(scope: Scope, project: Project, *, older_seen: bool = False) -> Project:
    """Hand in the person's own coding. When both have, the two may be compared. Handed in twice is once.

    UserError while something is not coded, or was coded by an older code book and has not been said to hold.
    """
    coder = _own(scope, project)
    row = Project.objects.select_for_update(of=("self",)).select_related("unit").get(pk=project.pk)
    if coder.handed_in_at is not None:
        return row
    row = held(project, "hand_in")
    left = row.excerpts.filter(number__gt=0).count() - coder.codings.filter(is_coded=True).count()
    if left > 0:
        raise UserError(
            ngettext("%(count)s utdrag är inte kodat än.", "%(count)s utdrag är inte kodade än.", left)
            % {"count": left},
            "coding.left",
        )
    if coded_by_older(coder, row) and not older_seen:
        raise UserError(
            _(
                "Kodboken har ändrats sedan du kodade en del av utdragen. Gå igenom dem, eller kryssa i att"
                " de står sig."
            ),
            "coding.older",
        )
    coder.handed_in_at = timezone.now()
    coder.save(update_fields=["handed_in_at"])
    record(scope, "coding.handed_in", row, unit_path=row.unit_path)
    if all(each.handed_in_at for each in coders_of(row)):
        row.state, row.compared_at = ProjectState.COMPARING, timezone.now()
        row.save(update_fields=["state", "compared_at"])
    return row


@transaction.atomic
def reopen(scope: Scope, project: Project, slot: int | None = None) -> Project:
    """Take a handed-in coding back to go on, as long as the other has not handed in. A coder the own one; who
    keeps the project that of `slot`.
    """
    coder = coder_of(scope, project)
    if slot is not None and (coder is None or coder.slot != slot):
        require_keeper(scope, project)
        coder = next((each for each in coders_of(project) if each.slot == slot), None)
    if coder is None:
        coder = _own(scope, project)
    row = held(project, "reopen")
    if coder.handed_in_at is not None:
        coder.handed_in_at = None
        coder.save(update_fields=["handed_in_at"])
        record(scope, "coding.reopened", row, unit_path=row.unit_path)
    return row
