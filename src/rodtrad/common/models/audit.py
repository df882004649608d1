from __future__ import annotations

from django.db import models


class AuditEvent(models.Model):
    """One thing that someone did: who, what, where, when, from what, to what.

    The actor and the object are kept as values, not as references: an event must outlive both, and
    nothing on this floor may point up to a person or a plan.
    """

    at = models.DateTimeField(auto_now_add=True, db_index=True)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=200)
    verb = models.CharField(max_length=60)
    object_type = models.CharField(max_length=60)
    object_id = models.CharField(max_length=60)
    object_label = models.CharField(max_length=300)
    # Where in the unit tree it happened; who may read the event follows from this.
    unit_path = models.CharField(max_length=255, db_index=True)
    # {field: [from, to]}
    changes = models.JSONField(default=dict)

    class Meta:
        ordering = ("-at", "-id")
        indexes = (models.Index(fields=["object_type", "object_id"]),)
