"""A compilation, or a unit's own report, as page, PDF, DOCX or workbook."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import override

from rodtrad.common.charts import AnyChart, cache_key
from rodtrad.common.charts.cache import kept_svgs
from rodtrad.common.dates import date_range
from rodtrad.common.errors import UserError
from rodtrad.cycle.service import place_of
from rodtrad.organisation.access import Scope
from rodtrad.organisation.place import Place
from rodtrad.rendering import Report, docx, html, pdf, xlsx
from rodtrad.rendering.standalone import standalone
from rodtrad.reports.access import may_read_unit
from rodtrad.reports.content import blocks_in
from rodtrad.reports.document import Draft, charts_in, edited, report_of
from rodtrad.reports.models import Compilation
from rodtrad.reports.unit_content import UnitContent, unit_content

__all__ = ["FORMATS", "Rendered", "page_of", "render", "render_unit", "unit_page"]

FORMATS: Mapping[str, str] = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "html": "text/html; charset=utf-8",
}
"""What a report can be had as, with the media type of each."""

WRITERS: Mapping[str, Callable[[Report], bytes]] = {
    "pdf": pdf,
    "docx": docx,
    "xlsx": xlsx,
    "html": standalone,
}


@dataclass(frozen=True)
class Rendered:
    """A file: its bytes, a name that says what it is, and its media type."""

    data: bytes
    filename: str
    content_type: str


def render(compilation: Compilation, fmt: str, language: str, site: str = "") -> Rendered:
    """A compilation as a file in one of FORMATS. `site` ('https://…') begins the figures' addresses."""
    writer = _writer(fmt)
    draft = replace(_draft(compilation, language, "light"), site=site, sheet=fmt == "xlsx")
    with override(language):
        name = _("arssammanstallning")
    year = compilation.year.slug
    return _file(writer(report_of(draft)), f"{name}-{year}-v{compilation.version}", fmt)


def page_of(compilation: Compilation, language: str, at: Place | None = None) -> SafeString:
    """A compilation as a part of a page. `at` is where the reader stands, so that addresses stay there."""
    return html(report_of(_draft(compilation, language, "page", at)))


def _writer(fmt: str) -> Callable[[Report], bytes]:
    if fmt not in WRITERS:
        raise UserError(_("Rapporten finns som pdf, docx, xlsx och html."), "format")
    return WRITERS[fmt]


def _file(data: bytes, name: str, fmt: str) -> Rendered:
    return Rendered(data, f"{name}.{fmt}", FORMATS[fmt])


def _draft(compilation: Compilation, language: str, theme: str, at: Place | None = None) -> Draft:
    content = compilation.content
    here = at or place_of(compilation.authority, compilation.year)
    blocks = edited(blocks_in(content, language), compilation.edits, language)
    figures = {
        ident: {**figure, **{word: figure[word][language] for word in ("label", "value", "how")}}
        for ident, figure in content["figures"].items()
    }
    with override(language):
        return Draft(
            blocks=blocks,
            figures=figures,
            language=language,
            title=_("Årssammanställning"),
            subtitle=_subtitle(compilation),
            author=compilation.authority.name,
            made_on=date.fromisoformat(content["about"]["made_on"]),
            facts=_facts(compilation),
            address=lambda ident: here.url("reports:figure", version=compilation.version, figure_id=ident),
            picture=_pictures(charts_in(blocks), theme, language),
        )


def _subtitle(compilation: Compilation) -> str:
    about = compilation.content["about"]
    if about["plan"] is None:
        return _("Årssammanställning, läsåret %(year)s") % {"year": about["year"]}
    words = {"plan": about["plan"]["title"], "year": about["year"]}
    return _("Årssammanställning av %(plan)s, läsåret %(year)s") % words


def _facts(compilation: Compilation) -> tuple[tuple[str, str], ...]:
    about = compilation.content["about"]
    made_on = date.fromisoformat(about["made_on"])
    return (
        (_("Huvudman"), about["authority"]),
        (_("Läsår"), about["year"]),
        (_("Version"), f"{compilation.version}, {compilation.get_state_display().lower()}"),
        (_("Sammanställd"), date_range(made_on, made_on, year=True)),
        (_("Av"), about["made_by"]),
    )


def _pictures(charts: Sequence[AnyChart], theme: str, language: str) -> Callable[[AnyChart], str]:
    """The kept pictures of all charts of a report, found at once."""
    kept = dict(
        zip(
            [cache_key(chart, theme, language) for chart in charts],
            kept_svgs(charts, theme, language),
            strict=True,
        )
    )
    return lambda chart: kept[cache_key(chart, theme, language)]


# ---- a unit's own report --------------------------------------------------------------------------------


def render_unit(scope: Scope, place: Place, fmt: str, language: str, site: str = "") -> Rendered | None:
    """A unit's own report as a file, as it stands now; None where the unit is not the reader's."""
    writer = _writer(fmt)
    draft = _unit_draft(scope, place, language, "light")
    if draft is None:
        return None
    data = writer(report_of(replace(draft, site=site, sheet=fmt == "xlsx")))
    return _file(data, f"{slugify(place.unit.name) or 'enhet'}-{place.year_slug}", fmt)


def unit_page(scope: Scope, place: Place, language: str) -> SafeString | None:
    """A unit's own report as a part of a page; None where the unit is not the reader's."""
    draft = _unit_draft(scope, place, language, "page")
    return html(report_of(draft)) if draft else None


def _unit_draft(scope: Scope, place: Place, language: str, theme: str) -> Draft | None:
    if not may_read_unit(scope, place.unit.path):
        return None
    with override(language):
        content: UnitContent = unit_content(scope, place)
        today = timezone.localdate()
        return Draft(
            blocks=content.blocks,
            figures=content.figures,
            language=language,
            title=place.unit.name,
            subtitle=_("Underlag till kvalitetsdialogen, läsåret %(year)s") % {"year": place.year_label},
            author=place.unit.name,
            made_on=today,
            facts=(
                (_("Enhet"), place.unit.name),
                (_("Läsår"), place.year_label),
                (_("Läst"), date_range(today, today, year=True)),
            ),
            address=lambda ident: str(content.figures[ident]["rows"].get("url", "")),
            picture=_pictures(charts_in(content.blocks), theme, language),
        )
