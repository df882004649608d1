from __future__ import annotations

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from rodtrad.plans.models.item import Item


class LinkKind(models.TextChoices):
    REALISES = "realises", _("förverkligar")
    DERIVES = "derives", _("utgår från")

    @property
    def upwards(self) -> str:
        """The kind read from the upper item, in the reader's language."""
        return gettext("förverkligas") if self is LinkKind.REALISES else gettext("är utgångspunkt")


class ItemLink(models.Model):
    """`lower` realises or derives from `upper`, across documents.

    Two items have one link. That one replaces another is a Correspondence.
    """

    upper = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="links_down")
    lower = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="links_up")
    kind = models.CharField(max_length=10, choices=LinkKind.choices)
    weight = models.FloatField(default=1.0)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["upper", "lower", "kind"], name="one_link_of_a_kind"),
            models.CheckConstraint(condition=~models.Q(upper=models.F("lower")), name="no_link_to_itself"),
        )
