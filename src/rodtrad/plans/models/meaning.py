from __future__ import annotations

from django.db import models

from rodtrad.plans.models.item import Item


class ItemMeaning(models.Model):
    """What an item says, as a vector that the worker lets a language model make, where there is one.

    `text` is the digest of what the vector was made of: where the item says something else now, it is old.
    """

    item = models.OneToOneField(Item, on_delete=models.CASCADE, primary_key=True, related_name="meaning")
    model = models.CharField(max_length=60)
    text = models.CharField(max_length=64, db_index=True)
    vector = models.BinaryField()
