"""The door of the public site: what anyone may read without login, and the support material beside it.

Reads give published documents only, of one authority. The verbs write support material and are for those who
may edit the document.
"""

from rodtrad.public.service.addresses import Site, addresses_of, site_of
from rodtrad.public.service.material import (
    Change,
    Shown,
    Upload,
    drawn,
    file_of,
    files_of,
    material_html,
    material_of,
    public_file,
    save_material,
    shown_material,
)
from rodtrad.public.service.reading import (
    LONGEST,
    Found,
    Library,
    Linked,
    Series,
    Shelf,
    authorities_with_documents,
    item_at,
    library_of,
    linked_to,
    responsibilities,
    rows_of,
    search,
    shelves_of,
    terms_of,
)
from rodtrad.public.service.sitemaps import Entry, sitemap_of

__all__ = [
    "LONGEST",
    "Change",
    "Entry",
    "Found",
    "Library",
    "Linked",
    "Series",
    "Shelf",
    "Shown",
    "Site",
    "Upload",
    "addresses_of",
    "authorities_with_documents",
    "drawn",
    "file_of",
    "files_of",
    "item_at",
    "library_of",
    "linked_to",
    "material_html",
    "material_of",
    "public_file",
    "responsibilities",
    "rows_of",
    "save_material",
    "search",
    "shelves_of",
    "shown_material",
    "site_of",
    "sitemap_of",
    "terms_of",
]
