"""Protected identities: whose name is written nowhere, and forgotten where it already stands.

Texts such as 'handed in by' are kept as words, so that they outlive the account. A package that keeps names
so says here how they are forgotten when a person's identity becomes protected.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

from django.db.models import Model
from django.utils.translation import gettext as _

from rodtrad.common.models import AuditEvent

__all__ = ["forget_name", "forget_written", "on_protected", "unnamed"]

Forget = Callable[[str, Collection[str]], None]
"""Takes the name and the paths of the units at which the person has had a duty."""

_forgetters: list[Forget] = []


def unnamed() -> str:
    """What stands where a protected name would."""
    return _("En medarbetare")


def on_protected(forget: Forget) -> None:
    """Call this when someone's identity has become protected."""
    if forget not in _forgetters:
        _forgetters.append(forget)


def forget_name(person_id: int, name: str, paths: Collection[str]) -> None:
    """Take a person's name out of everything that is kept, in the transaction of the caller."""
    AuditEvent.objects.filter(actor_id=person_id).update(actor_name=unnamed())
    for forget in _forgetters:
        forget(name, paths)


def forget_written(
    model: type[Model], fields: Iterable[str], path: str, name: str, paths: Collection[str]
) -> None:
    """Take a name out of columns of a model. `path` leads to the path of the row's unit: namesakes of other
    authorities keep theirs.
    """
    tops = {each[:4] for each in paths}
    for field in fields:
        for top in tops:
            rows = model._default_manager.filter(**{field: name, f"{path}__startswith": top})
            rows.update(**{field: unnamed()})
