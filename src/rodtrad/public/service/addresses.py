"""Where documents stand on the open web."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction

from rodtrad.organisation.models import Unit, UnitKind
from rodtrad.plans.hooks import DocumentNews
from rodtrad.plans.models import Document
from rodtrad.public.models import SeriesAddress
from rodtrad.public.rules import free_slug

TRIES = 5


@dataclass(frozen=True)
class Site:
    """One authority's public site. `root` begins every link on it; `home` is its address to the world.

    On a host name of its own the root is '/', else '/oppet/<authority>/'.
    """

    authority: Unit
    root: str
    home: str

    @property
    def name(self) -> str:
        return str(self.authority.name)

    def url(self, *parts: str) -> str:
        """`url("begrepp")` is '/oppet/lindvalla-kommun/begrepp/'."""
        return self.root + "".join(f"{part}/" for part in parts)

    def lasting(self, path: str) -> str:
        """The whole address to give away of a link on this site."""
        return self.home + path.removeprefix(self.root)


def site_of(authority_slug: str, host: str, origin: str) -> Site | None:
    """The site of an authority as it is asked for at a host; `origin` is how the installation is reached.

    One query; None where there is no such authority.
    """
    unit = Unit.objects.filter(slug=authority_slug, kind=UnitKind.AUTHORITY).first()
    if unit is None:
        return None
    own = next((name for name, slug in settings.PUBLIC_HOSTS.items() if slug == unit.slug), "")
    root = "/" if own and host == own else f"/oppet/{unit.slug}/"
    home = f"{'https' if settings.HTTPS else 'http'}://{own}/" if own else f"{origin}/oppet/{unit.slug}/"
    return Site(unit, root, home)


def give_address(news: DocumentNews) -> None:
    """A document was published: its series gets an address, if it has none.

    A series that readers have met without one keeps what they met it at.
    """
    document = Document.objects.select_related("authority").get(pk=news.document_id)
    met = Document.objects.filter(series=document.series, published_at__lt=document.published_at)
    first = met.order_by("edition", "correction").first()
    for _try in range(TRIES):
        slug = first.slug if first else free_slug(document.title, _taken(document))
        try:
            with transaction.atomic():
                SeriesAddress.objects.get_or_create(
                    series=document.series, defaults={"authority": document.authority, "slug": slug}
                )
        except IntegrityError:  # two documents of one title at the same moment
            continue
        return


def _taken(document: Document) -> set[str]:
    """The addresses that others have, and those that they would be met at without one."""
    others = Document.objects.filter(authority=document.authority).exclude(series=document.series)
    given = SeriesAddress.objects.filter(authority=document.authority)
    return {*others.values_list("slug", flat=True), *given.values_list("slug", flat=True)}


def addresses_of(authority: Unit, documents: Iterable[Document]) -> dict[UUID, str]:
    """The address of each document's series. One query.

    Reading writes nothing: a series that was never given one, as when the process ended just after the
    publishing, is met at the name of its first edition.
    """
    found: dict[UUID, str] = {}
    for document in sorted(documents, key=lambda one: (one.edition, one.correction)):
        found.setdefault(document.series, document.slug)
    given = SeriesAddress.objects.filter(authority=authority).values_list("series", "slug")
    return found | dict(given)
