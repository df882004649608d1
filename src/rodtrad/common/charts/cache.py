"""Pictures that are kept: drawn once from figures that do not change, then read."""

from __future__ import annotations

from collections.abc import Sequence

from rodtrad.common.charts import AnyChart, cache_key, render_svg
from rodtrad.common.models import RenderedChart

__all__ = ["kept_svgs"]


def kept_svgs(charts: Sequence[AnyChart], theme: str, lang: str) -> list[str]:
    """The pictures of the charts, in order; what was not kept is drawn and kept. At most two queries."""
    keys = [cache_key(chart, theme, lang) for chart in charts]
    kept = dict(RenderedChart.objects.filter(key__in=keys).values_list("key", "svg"))
    drawn = {
        key: render_svg(chart, theme, lang)
        for key, chart in dict(zip(keys, charts, strict=True)).items()
        if key not in kept
    }
    # Two who look at the same time draw the same picture; the one that comes last changes nothing.
    if drawn:
        rows = [RenderedChart(key=key, svg=svg) for key, svg in drawn.items()]
        RenderedChart.objects.bulk_create(rows, ignore_conflicts=True)
    return [(kept | drawn)[key] for key in keys]
