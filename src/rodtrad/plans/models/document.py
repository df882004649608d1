from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from rodtrad.organisation.models import Unit

if TYPE_CHECKING:
    from rodtrad.organisation.access import Scope


class DocumentKind(models.TextChoices):
    NATIONAL_STRATEGY = "national_strategy", _("Nationell strategi")
    POLICY = "policy", _("Policy")
    PROGRAMME = "programme", _("Program")
    STRATEGY = "strategy", _("Strategi")
    PLAN = "plan", _("Plan")
    ACTION_PLAN = "action_plan", _("Handlingsplan")
    GUIDELINE = "guideline", _("Riktlinje")
    DIRECTION = "direction", _("Inriktningsdokument")
    DECISION = "decision", _("Beslut")


class DocumentStatus(models.TextChoices):
    DRAFT = "draft", _("Utkast")
    CONSULTATION = "consultation", _("På remiss")
    DECIDED = "decided", _("Beslutad")
    EXPIRED = "expired", _("Har upphört")


class DocumentQuerySet(models.QuerySet["Document"]):
    def visible_to(self, scope: Scope) -> DocumentQuerySet:
        """The documents of the reader's authorities, but drafts only for those who may edit them.

        A document of one administration is seen by the whole authority: a referral asks for views, and
        a decided plan is public.
        """
        if scope.is_system:
            return self
        mine = Q(pk__in=[])
        for path in scope.authority_paths:
            mine |= Q(authority__path=path)
        drafts = Q(pk__in=[])
        for duty in scope.duties:
            if duty.role in EDITORS:
                drafts |= Q(owner__path__startswith=duty.unit_path)
        public = ~Q(status=DocumentStatus.DRAFT)
        return self.filter(mine & (public | drafts))


EDITORS = frozenset({"strategist", "administrator"})


class Document(models.Model):
    """A governing document in one edition. Its items are the tree."""

    authority = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    # The unit that owns the document; whose strategists may edit it.
    owner = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="documents")
    slug = models.SlugField(max_length=120, unique=True)
    # One identity for all editions of the same document.
    series = models.UUIDField(default=uuid.uuid4, db_index=True)
    edition = models.PositiveSmallIntegerField(default=1)
    # 0 for the edition itself, 1 for its first correction ('2.1'), and why it was corrected.
    correction = models.PositiveSmallIntegerField(default=0)
    correction_reason = models.TextField(blank=True)
    replaces = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=20, choices=DocumentKind.choices)
    title = models.CharField(max_length=300)
    owner_text = models.CharField(max_length=300, blank=True)
    document_owner = models.CharField(max_length=200, blank=True)
    period_from = models.PositiveSmallIntegerField(null=True, blank=True)
    period_to = models.PositiveSmallIntegerField(null=True, blank=True)
    status = models.CharField(max_length=15, choices=DocumentStatus.choices, default=DocumentStatus.DRAFT)
    decided_by = models.CharField(max_length=200, blank=True)
    decided_on = models.DateField(null=True, blank=True)
    decision_paragraph = models.CharField(max_length=40, blank=True)
    diarienummer = models.CharField(max_length=60, blank=True)
    # Set when it ceases to hold before or at the end of its period.
    expired_on = models.DateField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    # When it is to be looked through again, and when it was last found to hold (aktualitetsprövning).
    review_due = models.DateField(null=True, blank=True)
    reviewed_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    # Grows with each write to the document or its items: two people editing are told of each other.
    version = models.PositiveIntegerField(default=1)

    # The key of the form that began it, where it was begun here: sent twice, it is one document.
    begun_as = models.UUIDField(null=True, blank=True, unique=True)
    # The file it was made from, and which of the file's documents: saved once, however often it is sent.
    imported_from = models.ForeignKey(
        "plans.ImportDraft", on_delete=models.SET_NULL, null=True, blank=True, related_name="documents"
    )
    imported_tree = models.PositiveSmallIntegerField(null=True, blank=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering = ("kind", "-period_from", "title")
        constraints = (
            models.UniqueConstraint(
                fields=["series", "edition", "correction"], name="one_document_per_edition"
            ),
            models.UniqueConstraint(fields=["imported_from", "imported_tree"], name="one_document_per_tree"),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def unit_path(self) -> str:
        """Where rights to the document are held."""
        return str(self.owner.path)

    @property
    def period(self) -> str:
        """'2024–2026', one year, or nothing where no period is told."""
        years = [str(year) for year in (self.period_from, self.period_to) if year]
        return "–".join(dict.fromkeys(years))

    @property
    def paragraph(self) -> str:
        """'§ 31', also where only the number was written."""
        written = self.decision_paragraph
        return f"§ {written}" if written[:1].isdigit() else written

    @property
    def edition_number(self) -> str:
        """'2', or '2.1' for its first correction."""
        return f"{self.edition}.{self.correction}" if self.correction else str(self.edition)

    @property
    def edition_name(self) -> str:
        """'utgåva 2', or 'rättad 2.1'."""
        sentence = gettext("rättad %(number)s") if self.correction else gettext("utgåva %(number)s")
        return sentence % {"number": self.edition_number}

    @property
    def is_decided(self) -> bool:
        return self.status in {DocumentStatus.DECIDED, DocumentStatus.EXPIRED}
