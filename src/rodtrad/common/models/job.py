from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class Job(models.Model):
    """A piece of long work that someone waits for, with the progress that the page shows.

    The queue keeps the work itself; this row is what a person may see of it.
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("Väntar")
        RUNNING = "running", _("Arbetar")
        DONE = "done", _("Klart")
        FAILED = "failed", _("Gick inte")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=40)
    owner_id = models.BigIntegerField(null=True)
    unit_path = models.CharField(max_length=255)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    label = models.CharField(max_length=200)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    # One sentence in the owner's language, for a failure also what to do.
    message = models.CharField(max_length=500, blank=True)
    # Where to go when it is done.
    result_url = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    @property
    def is_over(self) -> bool:
        return self.state in {self.State.DONE, self.State.FAILED}
