"""The audit trail: every write verb leaves one readable event."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from django.db.models import Model, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from rodtrad.common.models import AuditEvent

__all__ = ["Actor", "describe", "events_of", "record", "register_verb", "verbs"]


class Actor(Protocol):
    """Who did it: a person, or the system under a name of its own."""

    @property
    def actor_id(self) -> int | None: ...
    @property
    def actor_name(self) -> str: ...


_sentences: dict[str, str | Promise] = {}


def register_verb(verb: str, sentence: str | Promise) -> None:
    """Give a verb its sentence, such as '%(actor)s beslutade %(object)s'."""
    _sentences[verb] = sentence


def verbs() -> dict[str, str]:
    """Every verb that can be recorded, with its sentence in the reader's language."""
    return {verb: str(sentence) for verb, sentence in sorted(_sentences.items())}


def record(
    actor: Actor,
    verb: str,
    obj: Model,
    *,
    unit_path: str,
    changes: Mapping[str, tuple[Any, Any]] | None = None,
) -> AuditEvent:
    """Write one event, in the transaction of the write it tells of.

    `verb` must be registered: an event that nobody can read is no audit. `changes` maps a field to
    (from, to); values must be plain data.
    """
    if verb not in _sentences:
        raise LookupError(f"verb {verb!r} has no sentence: register_verb it in apps.py")
    return AuditEvent.objects.create(
        actor_id=actor.actor_id,
        actor_name=actor.actor_name,
        verb=verb,
        object_type=obj._meta.label_lower,
        object_id=str(obj.pk),
        object_label=str(obj)[:300],
        unit_path=unit_path,
        changes={field: list(pair) for field, pair in (changes or {}).items()},
    )


def events_of(obj: Model) -> QuerySet[AuditEvent]:
    """What has happened to one object, the latest first. The caller has checked the right to it."""
    return AuditEvent.objects.filter(object_type=obj._meta.label_lower, object_id=str(obj.pk))


def describe(event: AuditEvent) -> str:
    """The event as one sentence in the reader's language."""
    sentence = str(_sentences.get(event.verb, _("%(actor)s ändrade %(object)s")))
    return sentence % {"actor": event.actor_name, "object": event.object_label}
