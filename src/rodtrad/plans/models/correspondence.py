from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rodtrad.plans.models.item import Item


class Verdict(models.TextChoices):
    """What a person has said of an old item."""

    CONFIRMED = "confirmed", _("Hör ihop")
    REFUSED = "refused", _("Hör inte ihop")
    ENDED = "ended", _("Går inte vidare")


class CarriedAs(models.TextChoices):
    """How an old item goes on in a new one."""

    KEPT = "kept", _("Oförändrad")
    REWORDED = "reworded", _("Omformulerad")
    MERGED = "merged", _("Ihopslagen")
    SPLIT = "split", _("Delad")


class Correspondence(models.Model):
    """What a person has said of how an item of one edition goes on in the next.

    Confirmed: `old` goes on in `new`, with `weight` as the share of it that does. Refused: it does not.
    Ended: it goes on in nothing, and `new` is empty. Items with one key are the same without a row.
    """

    old = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="goes_on")
    new = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="comes_from", null=True, blank=True)
    # In which later document an item was said to end: it may go on in another.
    document = models.ForeignKey("plans.Document", on_delete=models.CASCADE, related_name="correspondences")
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    kind = models.CharField(max_length=10, choices=CarriedAs.choices, blank=True)
    weight = models.FloatField(default=1.0)
    by = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["old", "new"], name="one_word_on_a_pair"),
            models.UniqueConstraint(
                fields=["old", "document"], condition=Q(new__isnull=True), name="one_end_in_a_document"
            ),
            models.CheckConstraint(
                condition=Q(verdict="ended", new__isnull=True) | (~Q(verdict="ended") & Q(new__isnull=False)),
                name="only_an_end_has_no_new_item",
            ),
            models.CheckConstraint(condition=Q(weight__gt=0, weight__lte=1), name="weight_is_a_share"),
        )
