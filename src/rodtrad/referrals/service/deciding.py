"""The decision paper: written from facts, written over by people, frozen when the document is decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from rodtrad.common.audit import record
from rodtrad.common.dates import date_range
from rodtrad.common.errors import Conflict, UserError
from rodtrad.organisation.access import SYSTEM, Scope
from rodtrad.plans import service as plans
from rodtrad.plans.hooks import DocumentNews
from rodtrad.plans.models import Document, ItemKind
from rodtrad.referrals.models import DecisionPaper, Motion, Referral, ReferralState, Verdict
from rodtrad.referrals.paper import HELP, SECTIONS, PaperFacts, ReferralFacts, generated
from rodtrad.referrals.service.compiling import FORMATS, WRITERS, Rendered, paragraphs
from rodtrad.referrals.service.reading import recipients_of, said_in, tally_of
from rodtrad.rendering import Bullets, Heading, Meta, Paragraph, Report, Run, runs

__all__ = [
    "MotionInput",
    "Paper",
    "Section",
    "add_motion",
    "begin_paper",
    "change_motion",
    "edit_section",
    "freeze",
    "may_read_paper",
    "paper_file",
    "paper_of",
    "remove_motion",
    "restore_section",
]

LONGEST = 20_000
APPENDICES = "appendices"


@dataclass(frozen=True)
class Section:
    """A section as it stands. `version` is 0 until someone has written over it."""

    key: str
    title: str
    help: str
    text: str
    generated: str
    version: int = 0
    by: str = ""

    @property
    def is_edited(self) -> bool:
        return self.text != self.generated


@dataclass(frozen=True)
class MotionInput:
    """A motion: what it is called, who wrote it, and the answer to it."""

    title: str
    by: str = ""
    answer: str = ""


@dataclass(frozen=True)
class Paper:
    """A decision paper as it reads now, or as it read when the document was decided."""

    row: DecisionPaper
    document: Document
    sections: Sequence[Section]
    motions: Sequence[Motion]
    fixed_appendices: Sequence[str]
    appendices: Section
    is_frozen: bool

    @property
    def all_appendices(self) -> list[str]:
        return [*self.fixed_appendices, *paragraphs(self.appendices.text)]


def may_read_paper(scope: Scope, document: Document) -> bool:
    """Those who may edit the document; once it is decided everyone who may see it."""
    return document.is_decided or plans.may_edit(scope, document)


def paper_of(scope: Scope, document: Document) -> Paper | None:
    """The paper of a document, None where none is begun or it is not the reader's. A fixed number of queries
    for each closed referral."""
    if not may_read_paper(scope, document):
        return None
    row = DecisionPaper.objects.filter(document=document).first()
    if row is None:
        return None
    row.document = document
    return _frozen(row) if row.frozen is not None else _live(row)


def _live(row: DecisionPaper) -> Paper:
    document = row.document
    motions = list(row.motions.all())
    referrals = _closed(document)
    made = generated(_facts(document, motions, referrals))
    sections = [_section(key, made[key], row.sections.get(key)) for key in SECTIONS]
    return Paper(
        row=row,
        document=document,
        sections=sections,
        motions=motions,
        fixed_appendices=_fixed(document, referrals),
        appendices=_section(
            APPENDICES, "", {"text": row.appendices, "version": row.appendices_version, "by": ""}
        ),
        is_frozen=document.is_decided,
    )


def _section(key: str, made: str, written: dict[str, Any] | None) -> Section:
    with override("sv"):
        title, told = str(SECTIONS.get(key, "")), str(HELP.get(key, ""))
    if written is None:
        return Section(key, title, told, made, made)
    text = made if written["text"] is None else written["text"]
    return Section(key, title, told, text, made, written["version"], written["by"])


def _closed(document: Document) -> list[Referral]:
    rows = Referral.objects.filter(document=document, state=ReferralState.CLOSED).order_by("sent_at", "pk")
    return list(rows.select_related("document__owner", "document__authority"))


def _facts(document: Document, motions: Sequence[Motion], referrals: Sequence[Referral]) -> PaperFacts:
    items = plans.tree_of(document)
    return PaperFacts(
        title=document.title,
        board=document.decided_by,
        owner=document.owner_text or document.owner.name,
        period=document.period,
        replaces=document.replaces.title if document.replaces else "",
        areas=[item.short for item in items if item.kind == ItemKind.AREA],
        initiatives=sum(item.kind == ItemKind.INITIATIVE for item in items),
        referrals=[_told(referral) for referral in referrals],
        motions=[motion.title for motion in motions],
    )


def _told(referral: Referral) -> ReferralFacts:
    counted, lines = tally_of(said_in(referral)), recipients_of(referral)
    return ReferralFacts(
        sent=_day(timezone.localdate(referral.sent_at)),
        last_day=_day(referral.last_day),
        asked=len(lines),
        answered=sum(line.has_answered for line in lines),
        remarks=counted.remarks,
        accepted=counted.by_verdict[Verdict.ACCEPTED],
        partly=counted.by_verdict[Verdict.PARTLY],
    )


def _day(day: date) -> str:
    with override("sv"):
        return date_range(day, day, year=True)


def _fixed(document: Document, referrals: Sequence[Referral]) -> list[str]:
    """The document itself, and the compilation of each referral."""
    with override("sv"):
        named = [
            _("Sammanställning av remissen, avslutad %(day)s")
            % {"day": _day(timezone.localdate(referral.ended_at))}
            for referral in referrals
        ]
    return [document.title, *named]


# ---- writing --------------------------------------------------------------------------------------------


@transaction.atomic
def begin_paper(scope: Scope, document: Document) -> DecisionPaper:
    """Begin the paper of a document that is not decided. Begun twice is once."""
    plans.require_edit(scope, document)
    _undecided(document)
    row, made = DecisionPaper.objects.get_or_create(document=document)
    if made:
        record(scope, "paper.begun", row, unit_path=row.unit_path)
    return row


def _undecided(document: Document) -> Document:
    """The document, held; refused once it is decided."""
    row = Document.objects.select_for_update(of=("self",)).select_related("owner").get(pk=document.pk)
    if row.is_decided:
        raise Conflict(_("Dokumentet är beslutat, så tjänsteutlåtandet ändras inte längre."), "paper.decided")
    return row


def _held(scope: Scope, document: Document) -> DecisionPaper:
    plans.require_edit(scope, document)
    _undecided(document)
    row = DecisionPaper.objects.select_for_update().filter(document=document).first()
    if row is None:
        raise Conflict(_("Tjänsteutlåtandet är inte påbörjat."), "paper.none")
    row.document = document
    return row


@transaction.atomic
def edit_section(scope: Scope, document: Document, key: str, version: int, text: str) -> Section:
    """Write over a section, or the list of further appendices ('appendices'). An empty text leaves it out.

    Gives the section as saved. Conflict when someone else has written since `version`.
    """
    return _write(scope, document, key, version, text.replace("\r\n", "\n").strip())


@transaction.atomic
def restore_section(scope: Scope, document: Document, key: str, version: int) -> Section:
    """Take back the generated text of a section."""
    return _write(scope, document, key, version, None)


def _write(scope: Scope, document: Document, key: str, version: int, text: str | None) -> Section:
    row = _held(scope, document)
    paper = _live(row)
    held = next((s for s in [*paper.sections, paper.appendices] if s.key == key), None)
    if held is None:
        raise UserError(_("Avsnittet finns inte."), "paper.no_such_section")
    if text is not None and len(text) > LONGEST:
        raise UserError(_("Texten är för lång: högst %(limit)s tecken.") % {"limit": LONGEST}, "too_long")
    now = held.generated if text is None else text
    if now == held.text:
        return held
    if held.version != version:
        raise Conflict(
            _("Någon annan har skrivit i avsnittet under tiden. Din text finns kvar här."), "paper.version"
        )
    # Whoever writes the generated text by hand wants it as it is; only taking it back lets it go on changing.
    written = {"text": text, "version": version + 1, "by": scope.actor_name}
    if key == APPENDICES:
        row.appendices, row.appendices_version = text or "", version + 1
    else:
        row.sections = {**row.sections, key: written}
    row.save()
    if held.version == 0:
        record(scope, "paper.written", row, unit_path=row.unit_path, changes={"section": (None, held.title)})
    return _section(key, held.generated, written)


@transaction.atomic
def add_motion(scope: Scope, document: Document, given: MotionInput, key: str) -> Motion:
    """Add a motion that the document answers. The same key again adds none."""
    row = _held(scope, document)
    _whole(given)
    last = row.motions.aggregate(last=Max("position"))["last"] or 0
    motion, made = Motion.objects.get_or_create(
        submission_key=key, defaults={**vars(given), "paper": row, "position": last + 1}
    )
    if motion.paper_id != row.pk:
        raise Conflict(_("Formuläret hör till ett annat dokument. Börja om därifrån."), "motion.other")
    if made:
        record(
            scope, "paper.motion_added", row, unit_path=row.unit_path, changes={"title": (None, given.title)}
        )
    return motion


@transaction.atomic
def change_motion(
    scope: Scope, document: Document, motion_id: int, version: int, given: MotionInput
) -> Motion:
    """Change a motion. Conflict when someone else has changed it since, or it is gone."""
    row = _held(scope, document)
    _whole(given)
    motion = row.motions.select_for_update().filter(pk=motion_id).first()
    if motion is None:
        raise Conflict(_("Motionen är borttagen. Det du skrev finns kvar här."), "motion.gone")
    if (motion.title, motion.by, motion.answer) == (given.title, given.by, given.answer):
        return motion
    if motion.version != version:
        raise Conflict(
            _("Någon annan har ändrat motionen under tiden. Det du skrev finns kvar här."), "motion.version"
        )
    before = motion.title
    motion.title, motion.by, motion.answer = given.title, given.by, given.answer
    motion.version += 1
    motion.save()
    changes = {"title": (before, given.title)}
    record(scope, "paper.motion_changed", row, unit_path=row.unit_path, changes=changes)
    return motion


@transaction.atomic
def remove_motion(scope: Scope, document: Document, motion_id: int) -> None:
    """Take a motion away. Taken away twice is once."""
    row = _held(scope, document)
    motion = row.motions.filter(pk=motion_id).first()
    if motion is not None:
        motion.delete()
        changes = {"title": (motion.title, None), "answer": (motion.answer, None)}
        record(scope, "paper.motion_removed", row, unit_path=row.unit_path, changes=changes)


def _whole(given: MotionInput) -> None:
    if not given.title.strip():
        raise UserError(_("Skriv vad motionen heter."), "motion.title")


# ---- frozen ---------------------------------------------------------------------------------------------


def freeze(news: DocumentNews) -> None:
    """Keep the paper as it read when the document was decided."""
    with transaction.atomic():
        row = DecisionPaper.objects.select_for_update().filter(document_id=news.document_id).first()
        if row is None or row.frozen is not None:
            return
        row.document = Document.objects.select_related("owner", "replaces").get(pk=news.document_id)
        paper = _live(row)
        row.frozen = {
            "sections": {section.key: section.text for section in paper.sections},
            "motions": [
                {"title": motion.title, "by": motion.by, "answer": motion.answer} for motion in paper.motions
            ],
            "fixed": list(paper.fixed_appendices),
            "appendices": paper.appendices.text,
        }
        row.frozen_at = timezone.now()
        row.save(update_fields=["frozen", "frozen_at"])
        record(SYSTEM, "paper.frozen", row, unit_path=row.unit_path)


def _frozen(row: DecisionPaper) -> Paper:
    kept = row.frozen
    return Paper(
        row=row,
        document=row.document,
        sections=[_section(key, kept["sections"].get(key, ""), None) for key in SECTIONS],
        motions=[Motion(paper=row, **motion) for motion in kept["motions"]],
        fixed_appendices=kept["fixed"],
        appendices=_section(APPENDICES, kept["appendices"], None),
        is_frozen=True,
    )


# ---- as a file ------------------------------------------------------------------------------------------


def paper_file(paper: Paper, fmt: str) -> Rendered:
    """The paper as PDF or DOCX, in Swedish: it is an act of the authority."""
    if fmt not in {"pdf", "docx"}:
        raise UserError(_("Tjänsteutlåtandet finns som pdf och docx."), "format")
    data = WRITERS[fmt](report_of(paper))
    return Rendered(data, f"tjansteutlatande-{paper.document.slug}.{fmt}", FORMATS[fmt])


def report_of(paper: Paper) -> Report:
    """The paper, ready to be set: sections without text are left out."""
    document = paper.document
    with override("sv"):
        blocks: list[Any] = []
        for section in paper.sections:
            blocks += _set(section)
        blocks += _motions(paper.motions)
        blocks.append(Heading(_("Bilagor")))
        blocks.append(Bullets(tuple(runs(line) for line in paper.all_appendices), ordered=True))
        day = timezone.localdate(paper.row.frozen_at) if paper.row.frozen_at else timezone.localdate()
        return Report(
            title=_("Tjänsteutlåtande"),
            subtitle=document.title,
            lang="sv",
            meta=Meta(author=document.owner.name, date=day, facts=_about(document, day)),
            blocks=tuple(blocks),
            contents=False,
        )


def _about(document: Document, day: date) -> tuple[tuple[str, str], ...]:
    facts = [(_("Från"), document.owner.name), (_("Till"), document.decided_by or _("Nämnden"))]
    facts.append((_("Datum"), _day(day)))
    if document.diarienummer:
        facts.append((_("Diarienummer"), document.diarienummer))
    return tuple(facts)


def _set(section: Section) -> list[Any]:
    lines = paragraphs(section.text)
    if not lines:
        return []
    if section.key == "proposal":
        return [Heading(section.title), Bullets(tuple(runs(line) for line in lines), ordered=True)]
    return [Heading(section.title), *(Paragraph(runs(line)) for line in lines)]


def _motions(motions: Sequence[Motion]) -> list[Any]:
    if not motions:
        return []
    blocks: list[Any] = [Heading(_("Motioner som besvaras"))]
    for motion in motions:
        blocks.append(Heading(motion.title, 2))
        if motion.by:
            blocks.append(Paragraph((Run(_("Väckt av: "), bold=True), Run(motion.by))))
        blocks += [Paragraph(runs(line)) for line in paragraphs(motion.answer)]
    return blocks
