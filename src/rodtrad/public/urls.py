from __future__ import annotations

from django.urls import path, register_converter

from rodtrad.public.views import files, pages, site


class CodeConverter:
    """An item's code in an address: twelve hexadecimal digits."""

    regex = "[0-9a-f]{12}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class EditionConverter(CodeConverter):
    """An edition in an address: '2', or '2.1' for its first correction."""

    regex = r"[0-9]{1,5}(?:\.[0-9]{1,5})?"


register_converter(CodeConverter, "itemcode")
register_converter(EditionConverter, "edition")

DOCUMENT = "<slug:authority>/<slug:series>/"
EDITION = DOCUMENT + "utgava-<edition:edition>/"

app_name = "public"
urlpatterns = [
    path("", site.front, name="front"),
    path("sitemap.xml", site.sitemaps, name="sitemaps"),
    path("<slug:authority>/", site.authority, name="authority"),
    path("<slug:authority>/sitemap.xml", site.sitemap, name="sitemap"),
    path("<slug:authority>/sprak/", site.set_language, name="language"),
    path("<slug:authority>/sok/", site.search, name="search"),
    path("<slug:authority>/begrepp/", site.glossary, name="glossary"),
    path("<slug:authority>/fil/<uuid:file_id>/<str:name>", files.public_file, name="file"),
    path(DOCUMENT, pages.document, name="document"),
    path(DOCUMENT + "hela/", pages.whole, name="whole"),
    path(DOCUMENT + "ansvar/", pages.roles, name="roles"),
    path(DOCUMENT + "<itemcode:code>/", pages.item, name="item"),
    path(DOCUMENT + "dokument.<slug:ending>", pages.download, name="download"),
    path(DOCUMENT + "bilaga/<int:appendix_id>/<str:name>", files.appendix, name="appendix"),
    path(EDITION, pages.document, name="edition"),
    path(EDITION + "hela/", pages.whole, name="edition_whole"),
    path(EDITION + "ansvar/", pages.roles, name="edition_roles"),
    path(EDITION + "<itemcode:code>/", pages.item, name="edition_item"),
    path(EDITION + "dokument.<slug:ending>", pages.download, name="edition_download"),
    path(EDITION + "bilaga/<int:appendix_id>/<str:name>", files.appendix, name="edition_appendix"),
]
