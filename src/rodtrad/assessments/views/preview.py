"""An instrument before it is used: as a group meets it on a phone, and as a form on paper."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import get_language, override
from django.views.decorators.http import require_safe

from rodtrad.assessments import service
from rodtrad.assessments.forms import SentAnswers
from rodtrad.assessments.groups import Group, label_of
from rodtrad.assessments.models import Indicator, Instrument
from rodtrad.assessments.phrases import PHRASES
from rodtrad.assessments.scale import LANGUAGE_NAMES, in_language
from rodtrad.assessments.views.answer import (
    SECONDS_A_QUESTION,
    Section,
    draw_questions,
    intro_to,
    sections_for,
)
from rodtrad.assessments.views.instruments import instrument_or_404
from rodtrad.assessments.views.shared import GROUP_WORD
from rodtrad.assessments.voices import Voice, voice_of
from rodtrad.assessments.wording import not_relevant_for
from rodtrad.organisation.place import Request
from rodtrad.rendering import Block, Bullets, Heading, Meta, Paragraph, Report, pdf, runs

BOX = "☐"


@require_safe
def preview(request: Request, instrument_id: int) -> HttpResponse:
    """The questions as a group meets them on a phone. Nothing that is filled in goes anywhere."""
    instrument = instrument_or_404(request, instrument_id)
    indicators = service.indicators_of(instrument)
    group, spoken = _chosen(request, instrument, indicators)
    sections = sections_for(instrument, indicators, group, SentAnswers(), spoken)
    total = sections[-1].ends_at if sections else 0
    context = {
        "instrument": instrument,
        "title": in_language(instrument.titles, spoken),
        "intro": intro_to(instrument, group, spoken),
        "group": group,
        "groups": [(each, label_of(each)) for each in service.groups_of(indicators)],
        "spoken": spoken,
        "voice": voice_of(spoken, group, instrument),
        "languages": [(code, LANGUAGE_NAMES.get(code, code)) for code in instrument.languages],
        "questions": draw_questions(instrument, sections, total, spoken, group),
        "total": total,
        "minutes": max(1, round(total * SECONDS_A_QUESTION / 60)),
    }
    return render(request, "assessments/preview.html", context)


@require_safe
def paper(request: Request, instrument_id: int) -> HttpResponse:
    """The questions to a group as an accessible PDF, with a box before each level."""
    instrument = instrument_or_404(request, instrument_id)
    indicators = service.indicators_of(instrument)
    group, spoken = _chosen(request, instrument, indicators)
    voice = voice_of(spoken, group, instrument)
    with override(voice.fallback):
        sections = sections_for(instrument, indicators, group, SentAnswers(), spoken)
        response = HttpResponse(
            pdf(_report(instrument, group, sections, voice)), content_type="application/pdf"
        )
    name = f"{slugify(instrument.titles['sv'])[:60] or 'formular'}-{slugify(group)}.pdf"
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response


def _chosen(request: Request, instrument: Instrument, indicators: list[Indicator]) -> tuple[str, str]:
    """The group and the language that the address asks for, of those that the instrument has."""
    groups = service.groups_of(indicators)
    if not groups:
        raise Http404
    wanted, spoken = request.GET.get(GROUP_WORD, ""), request.GET.get("lang", "")
    mine = (get_language() or "sv")[:2]
    known = [language for language in (spoken, mine) if language in instrument.languages]
    return wanted if wanted in groups else service.main_group(groups), next(iter(known), "sv")


def _report(instrument: Instrument, group: str, sections: tuple[Section, ...], voice: Voice) -> Report:
    spoken = voice.language
    blocks: list[Block] = [Paragraph(runs(intro_to(instrument, group, spoken).text), lead=True)]
    blocks.append(Paragraph(runs(voice.plain("paper.how"))))
    for section in sections:
        blocks.append(Heading(_part_title(section, len(sections), voice)))
        for question in section.questions:
            blocks += _question_blocks(instrument, question, spoken, group)
    to = voice.plain(f"group.{group}") if f"group.{group}" in PHRASES else label_of(group)
    line = "_" * 24
    facts = (
        (voice.plain("paper.to"), to),
        (voice.plain("paper.unit"), line),
        (voice.plain("paper.date"), line),
    )
    made = instrument.frozen_at or instrument.created_at
    return Report(
        title=in_language(instrument.titles, spoken)[0],
        subtitle=voice.plain("paper.version", version=instrument.version),
        lang=spoken,
        meta=Meta(author=instrument.authority.name, date=timezone.localdate(made), facts=facts),
        blocks=tuple(block for block in blocks if not isinstance(block, Paragraph) or block.runs[0].text),
        contents=False,
    )


def _part_title(section: Section, parts: int, voice: Voice) -> str:
    """What the younger pupils are asked has no heading from the plan, on paper as on the page."""
    if voice.group == Group.PUPILS_YOUNGER:
        return voice.plain("area_of", number=section.number, total=parts)
    return section.title.text


def _question_blocks(instrument: Instrument, question: Any, spoken: str, group: str) -> list[Block]:
    blocks: list[Block] = [Heading(f"{question.number}. {question.text}", level=2)]
    if question.help:
        blocks.append(Paragraph(runs(question.help)))
    if question.is_open:
        return [*blocks, *[Paragraph(runs("_" * 70))] * 3]
    lines = [
        f"{BOX}  {choice.value}. {choice.label}" + (f": {choice.description}" if choice.description else "")
        for choice in question.choices
    ]
    if question.allows_not_relevant:
        lines.append(f"{BOX}  {not_relevant_for(instrument, spoken, group).text}")
    return [*blocks, Bullets(tuple(runs(line) for line in lines))]
