from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from rodtrad.plans.models import Item
from rodtrad.public.rules import code_of
from rodtrad.public.service.reading import Library


@dataclass(frozen=True)
class Entry:
    """A page for search engines: its lasting address, and when it was published."""

    address: str
    changed: datetime | None = None


MOST_ENTRIES = 50_000
"""As many as one sitemap may hold (sitemaps.org)."""


def sitemap_of(library: Library) -> list[Entry]:
    """The front page, and each document in its current edition with its items. One query."""
    site = library.site
    entries = [Entry(site.home), Entry(site.lasting(site.url("begrepp")))]
    current = {series.current.pk: series.current for series in library.series}
    entries += [Entry(site.lasting(library.url(one)), one.published_at) for one in current.values()]
    items = Item.objects.filter(document__in=list(current)).order_by("document_id", "position")
    for pk, key in items.values_list("document_id", "key")[:MOST_ENTRIES]:
        address = site.lasting(library.url(current[pk], code_of(key)))
        entries.append(Entry(address, current[pk].published_at))
    return entries[:MOST_ENTRIES]
