"""`{% load rodtrad %}`: how dates and figures are written, and the parts that pages are made of.

Every tag and its parameters stand in docs/reference/components.md.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import template
from django.forms import BaseForm, BoundField
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from rodtrad.common import dates, hyphens, numbers
from rodtrad.common.icons import ICONS
from rodtrad.common.notices import kept_key, undo_address

register = template.Library()

# ---- how dates and figures are written -------------------------------------------------------------


@register.filter
def date_long(day: date | None) -> str:
    """{{ day|date_long }}: 'torsdag 26 november (v. 48)'."""
    return dates.long_date(day) if day else ""


@register.filter
def date_full(day: date | None) -> str:
    """{{ day|date_full }}: 'torsdag 26 november 2026', for decisions and archives."""
    return dates.long_date(day, week=False, year=True) if day else ""


@register.filter
def date_short(day: date | None) -> str:
    """{{ day|date_short }}: '26 nov'."""
    return dates.short_date(day) if day else ""


@register.filter
def date_short_year(day: date | None) -> str:
    """{{ day|date_short_year }}: '26 nov 2026'."""
    return dates.short_date(day, year=True) if day else ""


@register.filter
def month_short(day: date) -> str:
    """{{ day|month_short }}: 'nov'."""
    return dates.short_month(day)


@register.filter
def week(day: date | None) -> str:
    """{{ day|week }}: 'v. 48'."""
    return dates.week_label(day) if day else ""


@register.filter
def due(day: date | None) -> str:
    """{{ day|due }}: 'om 15 dagar', counted from today."""
    return dates.days_left(day, timezone.localdate()) if day else ""


@register.filter
def until(start: date | None, end: date | None) -> str:
    """{{ start|until:end }}: '28 oktober–6 november'."""
    return dates.date_range(start, end) if start and end else ""


@register.filter
def school_year(start_year: int) -> str:
    """{{ 2026|school_year }}: '2026/27'."""
    return dates.school_year_label(start_year)


@register.filter
def thousands(value: numbers.Number | None) -> str:
    """{{ 12000|thousands }}: '12 000' with a thin space."""
    return "–" if value is None else numbers.thousands(value)


@register.filter
def decimal(value: numbers.Number | None, digits: int = 1) -> str:
    """{{ 3.42|decimal:1 }}: '3,4'."""
    return "–" if value is None else numbers.decimal(value, digits)


@register.filter
def percent(value: numbers.Number | None, digits: int = 0) -> str:
    """{{ 0.91|percent }}: '91 %'. The value is a share of one."""
    return "–" if value is None else numbers.percent(value, digits)


@register.filter
def share_of(part: int, whole: int) -> str:
    """{{ 41|share_of:45 }}: '91 %'."""
    return numbers.share(part, whole)


@register.filter
def signed(value: numbers.Number | None, digits: int = 1) -> str:
    """{{ -0.4|signed }}: '−0,4'."""
    return "–" if value is None else numbers.signed(value, digits)


@register.filter
def initials(name: str) -> str:
    """{{ 'Karin Lindqvist'|initials }}: 'KL'."""
    words = [word for word in str(name).replace("-", " ").split() if word[0].isalpha()]
    return "".join(word[0] for word in [*words[:1], *words[1:][-1:]]).upper()


@register.filter
def hyphenated(text: object) -> str:
    """{{ text|hyphenated }}: may break inside long words; for narrow boxes and column heads."""
    return hyphens.hyphenated(str(text))


@register.filter
def undo_url(message: Any) -> str:
    """{{ message|undo_url }}: where a message of `notify` is taken back; empty when it cannot be."""
    return undo_address(getattr(message, "extra_tags", ""))


@register.filter
def kept(message: Any) -> str:
    """{{ message|kept }}: the kept form that a message of `notify` acknowledges; empty for none."""
    return kept_key(getattr(message, "extra_tags", ""))


# ---- parts ------------------------------------------------------------------------------------------

# The same drawing for all: stroked in the colour of the text, silent to screen readers.
_DRAWING = (
    '<svg class="{}" data-size="{}" viewBox="0 0 24 24" fill="none" stroke="currentColor"'
    ' stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"'
    ' focusable="false"><path d="{}"/></svg>'
)


@register.simple_tag
def icon(name: str, size: str = "m") -> SafeString:
    """{% icon "check" %} or {% icon "check" "s" %}: a line icon, silent to screen readers."""
    return format_html(_DRAWING, "rt-icon", size, ICONS[name])


@register.simple_tag
def caret(direction: str = "down") -> SafeString:
    """{% caret %}: the small arrow of something that opens; 'down' for menus, 'right' for folded text."""
    return format_html(_DRAWING, "rt-caret", "s", ICONS[direction])


_PLACE_ICONS = {
    "portal": "home",
    "home": "home",
    "plans": "plan",
    "assessments": "rate",
    "cycle": "year",
    "activities": "year",
    "reports": "report",
}


@register.simple_tag
def place_icon(key: str) -> SafeString:
    """The icon of one of the places of the main navigation, by its key."""
    return icon(_PLACE_ICONS.get(key, "thread"))


@register.simple_block_tag
def card(
    content: str,
    heading: str = "",
    eyebrow: str = "",
    tone: str = "",
    level: int = 2,
    href: str = "",
    foot: str = "",
    anchor: str = "",
) -> SafeString:
    """A card. tone: '' | 'now' (the one thing to do) | 'quiet' | 'plain'. href makes all of it one link."""
    context = {
        "content": content,
        "heading": heading,
        "eyebrow": eyebrow,
        "tone": tone,
        "tag": f"h{level}",
        "href": href,
        "foot": foot,
        "anchor": anchor,
    }
    return render_to_string("common/parts/card.html", context)


@register.simple_block_tag
def page_head(content: str, heading: str, eyebrow: str = "", lead: str = "") -> SafeString:
    """The head of a page that does not use the blocks of base.html; content: its actions."""
    context = {"actions": content.strip(), "heading": heading, "eyebrow": eyebrow, "lead": lead}
    return render_to_string("common/parts/page_head.html", context)


@register.inclusion_tag("common/parts/empty_state.html")
def empty_state(
    heading: str, text: str = "", action_url: str = "", action_label: str = "", level: int = 2
) -> dict[str, Any]:
    """What will be here, and the first step towards it."""
    return {
        "heading": heading,
        "text": text,
        "action_url": action_url,
        "action_label": action_label,
        "tag": f"h{level}",
    }


@register.simple_tag
def tag(label: str, tone: str = "") -> SafeString:
    """{% tag "om 15 dagar" "soon" %}. tone: '' | 'quiet' | 'soon' | 'danger' (which also gets an icon)."""
    mark = icon("danger", "s") if tone == "danger" else ""
    return format_html('<span class="rt-tag" data-tone="{}">{}{}</span>', tone, mark, label)


@register.simple_block_tag
def more(content: str, summary: str, unfolded: bool = False) -> SafeString:
    """Folded text: 'Så räknade vi', a comment, details."""
    return format_html(
        '<details class="rt-more" {}><summary>{}<span>{}</span></summary>'
        '<div class="rt-more-in">{}</div></details>',
        "open" if unfolded else "",
        caret("right"),
        summary,
        content,
    )


@register.simple_block_tag
def table_twin(content: str, summary: str = "") -> SafeString:
    """The table that says the same as the picture above it, one key away."""
    return format_html(
        '<details class="rt-more rt-twin"><summary>{}<span>{}</span></summary>'
        '<div class="rt-more-in rt-scroll" tabindex="0" role="group" aria-label="{}">{}</div></details>',
        caret("right"),
        summary or _("Visa som tabell"),
        summary or _("Tabell"),
        content,
    )


@register.inclusion_tag("common/parts/steps.html")
def steps(items: Iterable[tuple[str, str] | str], current: int) -> dict[str, Any]:
    """Where you are in something done in order. items: labels or (label, url); current: 1 for the first."""
    rows = []
    for number, item in enumerate(items, 1):
        label, url = (item, "") if isinstance(item, str) else item
        state = "done" if number < current else "current" if number == current else "coming"
        rows.append({"label": label, "url": url if state == "done" else "", "state": state, "number": number})
    return {"items": rows, "current": current}


@register.inclusion_tag("common/parts/job.html")
def progress_job(job: Any, status_url: str, next_label: str = "") -> dict[str, Any]:
    """Background work that someone waits for. job: label, state, done, total, message, result_url, is_over.

    The block asks `status_url` for itself each second until the work is over (htmx, the view answers with
    this same tag); without script a link reloads the page.
    """
    return {"job": job, "status_url": status_url, "next_label": next_label or _("Visa resultatet")}


# ---- forms ------------------------------------------------------------------------------------------


@register.inclusion_tag("common/parts/field.html")
def field(bound: BoundField, width: str = "", optional: str | None = None, label: str = "") -> dict[str, Any]:
    """One field of a form: label, help, control, error. width: '' | 's' | 'm'.

    An optional field says so; nothing is marked with a star.
    """
    if optional is None:
        optional = "" if bound.field.required or bound.field.disabled else _("frivilligt")
    kind = "check" if bound.widget_type == "checkbox" else "group" if bound.use_fieldset else "single"
    return {"field": bound, "kind": kind, "width": width, "optional": optional, "label": label or bound.label}


@register.inclusion_tag("common/parts/fields.html")
def fields(form: BaseForm) -> dict[str, Any]:
    """The whole form: its errors first, then every field in order."""
    return {"form": form}


@register.inclusion_tag("common/parts/form_errors.html")
def form_errors(form: BaseForm) -> dict[str, Any]:
    """What must be mended, at the top of the form, each line a link to its field."""
    return {"form": form, "bad": [bound for bound in form.visible_fields() if bound.errors]}


@register.simple_tag
def saved(state: str = "idle", text: str = "") -> SafeString:
    """'Sparat' in sight. state: 'idle' | 'saving' | 'saved'. keep.js and htmx answers keep it true."""
    words = {"idle": "", "saving": _("Sparar …"), "saved": _("Sparat")}
    mark = icon("check", "s") if state == "saved" else ""
    return format_html(
        '<output class="rt-saved" data-saved data-state="{}" data-words-saving="{}" data-words-saved="{}"'
        ' data-words-kept="{}">{}<span>{}</span></output>',
        state,
        words["saving"],
        words["saved"],
        _("Sparat på den här enheten. Skickas när nätet är tillbaka."),
        mark,
        text or words[state],
    )
