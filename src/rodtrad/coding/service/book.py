"""The code book: themes added, changed, moved, removed; each change while the two code is a new version."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from rodtrad.coding import rules
from rodtrad.coding.models import BookVersion, Project, Theme
from rodtrad.coding.service.projects import keep_version, locked
from rodtrad.common.audit import record
from rodtrad.common.errors import Conflict, UserError
from rodtrad.organisation.access import Scope
from rodtrad.plans import service as plans
from rodtrad.plans.models import Item

__all__ = [
    "ThemeInput",
    "add_theme",
    "change_theme",
    "items_to_tie",
    "move_theme",
    "remove_theme",
    "theme_for",
    "themes_of",
    "versions_of",
]


@dataclass(frozen=True)
class ThemeInput:
    """A theme as it is to be. `item` is the key of a plan's item, None for none. `note` says what was changed
    and is asked for while the two code.
    """

    name: str
    description: str = ""
    examples: str = ""
    item: UUID | None = None
    note: str = ""


def themes_of(project: Project) -> list[Theme]:
    """The themes in order, with the plan's items that they are tied to. One query."""
    return list(project.themes.select_related("item__document").order_by("position", "pk"))


def theme_for(project: Project, theme_id: int) -> Theme | None:
    """A theme of the project by its id. One query."""
    found = project.themes.filter(pk=theme_id).select_related("item__document").first()
    if found is not None:
        found.project = project
    return found


def versions_of(project: Project) -> list[BookVersion]:
    """The code book's versions, the latest first. One query."""
    return list(project.versions.all())


def items_to_tie(scope: Scope, project: Project) -> list[Item]:
    """The items of the plan that holds in the project's year that a theme may be tied to. Some queries."""
    plan = plans.plan_in_force(project.authority.path, project.year.starts_on)
    plan = plan or plans.plan_in_force(project.authority.path, project.year.ends_on)
    if plan is None:
        return []
    return [item for item in plans.tree_of(plan) if item.kind in {"area", "goal", "initiative", "challenge"}]


@transaction.atomic
def add_theme(scope: Scope, project: Project, given: ThemeInput) -> Theme:
    """Add a theme last in the code book."""
    row = locked(scope, project, "book")
    if row.themes.count() >= rules.MOST_THEMES:
        raise UserError(
            _("En kodbok rymmer högst %(most)s teman.") % {"most": rules.MOST_THEMES}, "coding.many_themes"
        )
    values = _tidy(scope, row, given, None)
    last = row.themes.order_by("-position").first()
    theme = Theme.objects.create(project=row, position=(last.position + 1) if last else 1, **values)
    _told(scope, row, theme, given, "coding.theme_added")
    return theme


@transaction.atomic
def change_theme(scope: Scope, theme: Theme, revision: int, given: ThemeInput) -> Theme:
    """Change a theme. Conflict when someone else has changed it since."""
    row = locked(scope, theme.project, "book")
    held = Theme.objects.select_for_update().get(pk=theme.pk)
    if held.revision != revision:
        raise Conflict(
            _("Någon annan har ändrat temat medan du arbetade. Det du skrev finns kvar här."),
            "coding.version",
        )
    for name, value in _tidy(scope, row, given, held).items():
        setattr(held, name, value)
    held.revision += 1
    held.save()
    _told(scope, row, held, given, "coding.theme_changed")
    return held


def _tidy(scope: Scope, project: Project, given: ThemeInput, held: Theme | None) -> dict[str, object]:
    name = given.name.strip()[:120]
    if not name:
        raise UserError(_("Ge temat ett namn."), "coding.theme_name")
    others = project.themes.exclude(pk=held.pk) if held else project.themes.all()
    if any(each.casefold() == name.casefold() for each in others.values_list("name", flat=True)):
        raise UserError(_("Det finns redan ett tema med det namnet."), "coding.theme_twice")
    item = None
    if given.item is not None:
        item = next((each for each in items_to_tie(scope, project) if each.key == given.item), None)
        if item is None and held is not None and held.item_key == given.item:
            item = held.item
        if item is None:
            raise UserError(_("Välj en punkt i listan."), "coding.theme_item")
    return {
        "name": name,
        "description": given.description.strip()[: rules.LONGEST_NOTE],
        "examples": given.examples.strip()[: rules.LONGEST_NOTE],
        "item": item,
        "item_key": item.key if item else None,
    }


def _told(scope: Scope, project: Project, theme: Theme, given: ThemeInput, verb: str) -> None:
    """One event, and once the two code a new version of the book that they are told of."""
    if project.is_coding:
        if project.coders.filter(handed_in_at__isnull=False).exists():
            raise Conflict(
                _("En av er har redan lämnat in. Öppna den kodningen igen innan kodboken ändras."),
                "coding.handed_in",
            )
        if not given.note.strip():
            raise UserError(_("Säg vad du ändrade. De som kodar får läsa det."), "coding.change_note")
        project.book_version += 1
        project.save(update_fields=["book_version"])
        theme.changed_in = project.book_version
        theme.save(update_fields=["changed_in"])
        keep_version(scope, project, given.note.strip()[: rules.LONGEST_NOTE])
    changes = {"theme": (None, theme.name)}
    record(scope, verb, project, unit_path=project.unit_path, changes=changes)


@transaction.atomic
def move_theme(scope: Scope, theme: Theme, *, up: bool) -> None:
    """Move a theme one step. Only before the coding: its place is the key that the coders learn."""
    row = locked(scope, theme.project, "material")
    listed = list(row.themes.order_by("position", "pk"))
    here = next(number for number, each in enumerate(listed) if each.pk == theme.pk)
    there = here - 1 if up else here + 1
    if not 0 <= there < len(listed):
        return
    listed[here], listed[there] = listed[there], listed[here]
    for number, each in enumerate(listed, 1):
        each.position = number
    Theme.objects.bulk_update(listed, ["position"])
    record(scope, "coding.theme_moved", row, unit_path=row.unit_path, changes={"theme": (None, theme.name)})


@transaction.atomic
def remove_theme(scope: Scope, theme: Theme) -> None:
    """Remove a theme. Only before the coding: what has been given is not taken back."""
    row = locked(scope, theme.project, "material")
    changes = {"theme": (theme.name, None)}
    theme.delete()
    record(scope, "coding.theme_removed", row, unit_path=row.unit_path, changes=changes)
