"""`{% load pictures %}`: levels, verdicts, distributions, the heat map, the year wheel, the thread.

Every tag and its parameters stand in docs/reference/components.md. No picture stands alone: each has
its words for those who listen, and its list or table twin.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rodtrad.common import distribution, numbers
from rodtrad.common.charts.marks import OUTLINES, SHAPES
from rodtrad.common.threadmap import ThreadMap
from rodtrad.common.wheel import Wheel, draw

register = template.Library()

LEVELS = 6

# How far the work has come: the part of the pie that is filled, or the sign in the ring.
_WORK: dict[str, tuple[Any, str]] = {
    "not_started": (gettext_lazy("Inte påbörjad"), ""),
    "planned": (gettext_lazy("Planerad"), ""),
    "started": (gettext_lazy("Pågår"), "M8 8V2a6 6 0 0 1 0 12z"),
    "almost": (gettext_lazy("Nästan klar"), "M8 8V2a6 6 0 1 1-6 6z"),
    "done": (gettext_lazy("Klar"), "M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2z"),
    "paused": (gettext_lazy("Pausad"), ""),
    "stopped": (gettext_lazy("Avbruten"), ""),
    "not_relevant": (gettext_lazy("Inte aktuell"), ""),
}
_WORK_SIGNS = {
    "planned": "M8 5v3l2 1.5",
    "done": "M5.3 8.2l2 2 3.4-4",
    "paused": "M6.5 6v4M9.5 6v4",
    "stopped": "M6 6l4 4M10 6l-4 4",
    "not_relevant": "M5.5 8h5",
}

# What came of it: an arrow in a ruled tag.
_VERDICTS: dict[str, tuple[Any, str]] = {
    "better": (gettext_lazy("Tydligt bättre"), "M6 17 17 7M9 7h8v8"),
    "some": (gettext_lazy("Viss förbättring"), "M5 15l5-4 3 2 6-5M15 8h4v4"),
    "same": (gettext_lazy("Ingen tydlig förändring"), "M5 12h13M14 8l4 4-4 4"),
    "worse": (gettext_lazy("Sämre"), "M6 7l11 10M17 9v8H9"),
    "unknown": (gettext_lazy("Kan inte sägas än"), "M9 9a3 3 0 1 1 4.5 2.6c-1 .6-1.5 1.2-1.5 2.4M12 17.5v.3"),
}


@register.simple_tag
def work_status(status: str, label: str = "") -> SafeString:
    """{% work_status "started" %}: a pie and a word. Says how far the work has come, never how good it is."""
    word, pie = _WORK[status]
    filled = format_html('<path class="rt-work-pie" d="{}"/>', pie) if pie else ""
    sign = _WORK_SIGNS.get(status, "")
    tick = format_html('<path class="rt-work-tick" d="{}"/>', sign) if sign else ""
    return format_html(
        '<span class="rt-work" data-status="{}"><svg viewBox="0 0 16 16" aria-hidden="true"'
        ' focusable="false"><circle class="rt-work-ring" cx="8" cy="8" r="6.9"/>{}{}</svg>{}</span>',
        status,
        filled,
        tick,
        label or word,
    )


@register.simple_tag
def verdict(value: str, label: str = "") -> SafeString:
    """{% verdict "better" %}: an arrow in a ruled tag. Says what came of the work."""
    word, path = _VERDICTS[value]
    return format_html(
        '<span class="rt-verdict" data-verdict="{}"><svg viewBox="0 0 24 24" aria-hidden="true"'
        ' focusable="false"><path d="{}"/></svg>{}</span>',
        value,
        path,
        label or word,
    )


@register.simple_tag
def level(value: int, label: str = "", of: int = LEVELS) -> SafeString:
    """{% level 4 "På god väg" of=6 %}: a stair of as many steps as the scale has, filled so far. Says where
    a group rates itself.
    """
    rise, run = 13.8 / of, 36 / of
    bars = format_html_join(
        "",
        '<rect class="{}" x="{}" y="{}" width="{}" height="{}" rx="1"/>',
        (
            (
                f"rt-l{distribution.tone(step, of)}" if step <= value else "rt-level-off",
                f"{(step - 1) * run + 0.5:.2f}",
                f"{15 - rise * step:.2f}",
                f"{run - 1.5:.2f}",
                f"{rise * step + 0.5:.2f}",
            )
            for step in range(1, of + 1)
        ),
    )
    words = label or _("Nivå %(level)d av %(levels)d") % {"level": value, "levels": of}
    return format_html(
        '<span class="rt-level"><svg viewBox="0 0 36 16" aria-hidden="true" focusable="false">{}</svg>'
        "{}</span>",
        bars,
        words,
    )


@register.simple_tag
def distribution_bar(
    counts: Sequence[int] | None,
    labels: Sequence[str],
    hidden: str = "",
    figures: bool = False,
    name: str = "",
) -> SafeString:
    """Answers stacked from the lowest level to the highest.

    counts: answers per level, in order. hidden: the reason why nothing is shown (then hatched, and the
    counts are not looked at). figures: write the count in each segment that has room.
    name: what the bar is of, for those who listen.
    """
    parts = [] if hidden or not counts else distribution.segments(counts, labels)
    if not parts:
        return format_html(
            '<span class="rt-bar-none"><span class="rt-hatch rt-bar" aria-hidden="true"></span>'
            '<span class="rt-bar-why">{}</span></span>',
            hidden or _("Inga svar ännu"),
        )
    words = ", ".join(f"{part.label} {part.count}" for part in parts)
    return format_html(
        '<svg class="rt-bar" role="img" aria-label="{}" width="100%" height="20" focusable="false">{}</svg>',
        f"{name}: {words}" if name else words,
        format_html_join("", "{}", ((piece,) for piece in _bar_pieces(parts, figures))),
    )


def _bar_pieces(parts: Sequence[distribution.Segment], figures: bool) -> Iterator[SafeString]:
    """Segments, the cuts between them, and the figures: no template, as a page may have a hundred bars."""
    for number, part in enumerate(parts):
        start, width = f"{part.start:.2f}", f"{part.width:.2f}"
        yield format_html(
            '<rect class="rt-l{}" x="{}%" width="{}%" height="100%"><title>{}: {}</title></rect>',
            part.tone,
            start,
            width,
            part.label,
            part.count,
        )
        if number:
            yield format_html('<rect class="rt-bar-cut" x="{}%" width="1.5" height="100%"/>', start)
        if figures and part.has_room:
            yield format_html(
                '<text class="rt-on{}" x="{}%" y="14.5" text-anchor="middle">{}</text>',
                part.tone,
                f"{part.middle:.2f}",
                part.count,
            )


@register.inclusion_tag("common/parts/level_legend.html")
def level_legend(labels: Sequence[str]) -> dict[str, Any]:
    """What the colours of the levels mean, from the lowest to the highest."""
    return {"labels": [(distribution.tone(at, len(labels)), label) for at, label in enumerate(labels, 1)]}


GROUPS: dict[str, Any] = {
    "leaders": gettext_lazy("Ledning"),
    "staff": gettext_lazy("Personal"),
    "teachers": gettext_lazy("Undervisande personal"),
    "pupils_younger": gettext_lazy("Yngre elever"),
    "pupils_older": gettext_lazy("Äldre elever"),
    "guardians": gettext_lazy("Vårdnadshavare"),
}


@register.simple_tag
def dots_row(
    now: Mapping[str, float | None],
    before: Mapping[str, float | None] | None = None,
    band: tuple[float, float] | None = None,
    text: str = "",
    low: int = 1,
    high: int = LEVELS,
) -> SafeString:
    """Groups on one line, each with a mark of its own: leaders a circle, staff a diamond, guardians a square.

    now, before: mean per group (the keys of GROUPS); None is not shown. low, high: the ends of the scale.
    band: the middle half of the authority's units. text: the sentence below.
    """
    dots = distribution.dots(now, before or {}, low, high)
    pieces = [_axis(low, high), *_band_pieces(band, low, high)]
    pieces += [_mark(d.group, d.last_year, 14, "rt-dot rt-ghost") for d in dots if d.last_year is not None]
    pieces += [_mark(dot.group, dot.at, 14 + dot.dy, "rt-dot") for dot in dots]
    return format_html(
        '<div class="rt-dots"><svg role="img" aria-label="{}" width="100%" height="28" focusable="false">'
        "{}</svg>{}</div>",
        _dots_words(now, before or {}, band),
        format_html_join("", "{}", ((piece,) for piece in pieces)),
        format_html('<p class="rt-dots-text">{}</p>', text) if text else "",
    )


@lru_cache(maxsize=16)
def _axis(low: int, high: int) -> SafeString:
    """The line and a tick for each level: the same in every row."""
    ticks = (f"{distribution.place(step, low, high):.2f}" for step in range(low, high + 1))
    return format_html(
        '<line class="rt-axis" x1="0" x2="100%" y1="14" y2="14"/>{}',
        format_html_join(
            "",
            '<line class="rt-axis" x1="{}%" x2="{}%" y1="10" y2="18"/>',
            ((tick, tick) for tick in ticks),
        ),
    )


def _mark(group: str, at: float, y: int, kind: str) -> SafeString:
    return format_html(
        '<svg x="{}%" y="{}" overflow="visible"><path class="{}" data-group="{}" d="{}"/></svg>',
        f"{at:.2f}",
        y,
        kind,
        group,
        OUTLINES[SHAPES[group]],
    )


def _band_pieces(band: tuple[float, float] | None, low: int, high: int) -> list[SafeString]:
    drawn = _band(band, low, high)
    if drawn is None:
        return []
    return [
        format_html(
            '<rect class="rt-band" x="{}%" width="{}%" y="9" height="10" rx="5"/>',
            f"{drawn['start']:.2f}",
            f"{drawn['width']:.2f}",
        )
    ]


def _band(band: tuple[float, float] | None, low: int, high: int) -> dict[str, float] | None:
    if band is None:
        return None
    start, end = (distribution.place(value, low, high) for value in band)
    return {"start": start, "width": max(round(end - start, 2), 1.0)}


def _dots_words(
    now: Mapping[str, float | None], before: Mapping[str, float | None], band: tuple[float, float] | None
) -> str:
    said = []
    for group, value in now.items():
        if value is None:
            continue
        line = f"{GROUPS[group]} {numbers.decimal(value)}"
        last = before.get(group)
        said.append(
            line if last is None else line + _(" (i fjol %(value)s)") % {"value": numbers.decimal(last)}
        )
    if band is not None:
        ends = {"low": numbers.decimal(band[0]), "high": numbers.decimal(band[1])}
        said.append(_("hela huvudmannen %(low)s till %(high)s") % ends)
    return ", ".join(said)


@register.inclusion_tag("common/parts/dots_legend.html")
def dots_legend(groups: Sequence[str], band: bool = True, before: bool = True) -> dict[str, Any]:
    """What the marks of `dots_row` mean, for the groups that occur."""
    return {"groups": [(group, GROUPS[group]) for group in groups], "band": band, "before": before}


@register.simple_tag
def heat_cell(
    value: float | None, detail: str, url: str = "", hidden: str = "", current: bool = False, of: int = LEVELS
) -> SafeString:
    """One cell of a heat map, with its <td>.

    value: mean from 1 to `of`. detail: the sentence shown on focus ('Alvaskolan, AI i undervisningen: …').
    hidden: the reason why it is not shown (hatched); None without a reason is 'no answers'.
    """
    if hidden or value is None:
        kind = "hidden" if hidden else "empty"
        return format_html(
            '<td class="rt-cell" data-kind="{}"><span data-cell data-detail="{}: {}" title="{}">'
            '<span class="rt-sr">{}</span></span></td>',
            kind,
            detail,
            hidden or _("inga svar"),
            hidden or _("inga svar"),
            hidden or _("inga svar"),
        )
    return format_html(
        '<td class="rt-cell" data-level="{}"{}><{} data-cell data-detail="{}"{}>{}</{}></td>',
        heat_level(value, of),
        format_html(' aria-current="{}"', "true") if current else "",
        "a" if url else "span",
        detail,
        format_html(' href="{}"', url) if url else "",
        numbers.decimal(value),
        "a" if url else "span",
    )


def heat_level(value: float, of: int = LEVELS) -> int:
    """The tone that a mean is shown in, 1-6: that of the nearest level, halves upwards."""
    return distribution.tone(min(max(int(value + 0.5), 1), of), of)


@register.inclusion_tag("common/parts/progress_thread.html")
def progress_thread(
    done: int, total: int, knots: Sequence[int] = (), label: str = "", words: str = ""
) -> dict[str, Any]:
    """The thread that grows as a rating is filled in.

    knots: after how many indicators each area ends, so that the areas are seen as knots on the thread.
    words: 'three of twelve' in another language than the product's own.
    """
    places = [
        {"at": round(100 * knot / total, 2), "tied": knot <= done} for knot in knots if 0 < knot < total
    ]
    return {
        "done": done,
        "total": total,
        "at": round(100 * done / total, 2) if total else 0,
        "knots": places,
        "label": label or _("Ifyllt"),
        "words": words or _("%(done)s av %(total)s") % {"done": done, "total": total},
    }


@register.inclusion_tag("common/parts/level_cards.html")
def level_cards(
    name: str,
    choices: Sequence[Any],
    selected: str | int | None = None,
    legend: str = "",
    not_relevant: str = "",
    error: str = "",
) -> dict[str, Any]:
    """The described levels of one indicator as large cards, one of which can be chosen.

    choices: objects or dicts with value, label, description, from the lowest level to the highest.
    not_relevant: the value that means 'not relevant', offered apart; empty to leave it out.
    """
    return {
        "name": name,
        "choices": choices,
        "selected": "" if selected is None else str(selected),
        "legend": legend,
        "not_relevant": not_relevant,
        "error": error,
        "group_id": f"fraga-{name}",
    }


@register.inclusion_tag("common/parts/year_wheel.html")
def year_wheel(wheel: Wheel, ident: str = "hjul", unfolded: bool = False) -> dict[str, Any]:
    """The school year as a wheel and as a list.

    wheel: rodtrad.common.wheel.Wheel. ident: unique on the page. unfolded: the list is open from the start.
    """
    drawn = draw(wheel)
    return {"drawn": drawn, "wheel": wheel, "ident": ident, "unfolded": unfolded}


@register.inclusion_tag("common/parts/thread_map.html")
def thread_map(layout: ThreadMap, label: str = "") -> dict[str, Any]:
    """The thread view. layout: the answer of rodtrad.common.threadmap.lay_out."""
    return {"map": layout, "label": label or _("Tråden från mål till effekt")}


@register.simple_tag
def group_mark(group: str) -> SafeString:
    """The mark of a group, for running text and table heads."""
    return format_html(
        '<svg class="rt-group-mark" viewBox="-8 -8 16 16" aria-hidden="true" focusable="false">'
        '<path class="rt-dot" data-group="{}" d="{}"/></svg>',
        group,
        OUTLINES[SHAPES[group]],
    )


@register.filter
def group_shape(group: str) -> str:
    """The outline of a group's mark around the origin."""
    return OUTLINES[SHAPES[group]]
