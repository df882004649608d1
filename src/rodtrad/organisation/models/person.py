from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rodtrad.organisation.models.unit import Unit
from rodtrad.organisation.protection import forget_name, unnamed

if TYPE_CHECKING:
    from rodtrad.organisation.access import Scope


class Role(models.TextChoices):
    STRATEGIST = "strategist", _("Strateg")
    PRINCIPAL = "principal", _("Rektor")
    MANAGER = "manager", _("Chef")
    STAFF = "staff", _("Personal")
    KEY_PERSON = "key_person", _("Nyckelperson")
    CENTRAL_SUPPORT = "central_support", _("Central stödfunktion")
    BOARD = "board", _("Ledning och nämnd")
    ADMINISTRATOR = "administrator", _("Administratör")
    DATA_STEWARD = "data_steward", _("Dataförvaltare")


class PersonQuerySet(models.QuerySet["Person"]):
    def visible_to(self, scope: Scope) -> PersonQuerySet:
        """People with a duty inside the subtrees of the reader's duties; protected identities never."""
        inside = Q(pk__in=[])
        for path in scope.paths:
            inside |= Q(duties__unit__path__startswith=path)
        return self.filter(inside, is_protected=False).distinct()


class PersonManager(BaseUserManager.from_queryset(PersonQuerySet)):  # type: ignore[misc]
    def create_user(self, username: str, password: str | None = None, **fields: Any) -> Person:
        person: Person = self.model(username=username, **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person


class Person(AbstractBaseUser):
    """Someone who enters. Rights come from duties alone, never from the account."""

    username = models.CharField(_("användarnamn"), max_length=150, unique=True)
    first_name = models.CharField(_("förnamn"), max_length=100)
    last_name = models.CharField(_("efternamn"), max_length=100)
    email = models.EmailField(_("e-post"), blank=True)
    language = models.CharField(max_length=5, default="sv")
    is_active = models.BooleanField(default=True)
    # Sekretessmarkering or skyddad folkbokföring: kept out of every list, export and sync.
    is_protected = models.BooleanField(default=False)
    # May be entered by one click in demo mode, and is listed there in this order.
    demo_order = models.PositiveSmallIntegerField(null=True, blank=True)
    demo_note_sv = models.CharField(max_length=200, blank=True)
    demo_note_en = models.CharField(max_length=200, blank=True)

    # The name that others have read, until it becomes protected.
    _known_as = ""

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = PersonManager()

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip() or self.username

    def get_full_name(self) -> str:
        return self.name

    @property
    def actor_id(self) -> int | None:
        return self.pk

    @property
    def actor_name(self) -> str:
        return unnamed() if self.is_protected else self.name

    @classmethod
    def from_db(cls, *args: Any, **kwargs: Any) -> Person:
        """As read, with the name under which the person is known so far."""
        person: Person = super().from_db(*args, **kwargs)
        known = {"first_name", "last_name", "username", "is_protected"}.isdisjoint(
            person.get_deferred_fields()
        )
        person._known_as = person.name if known and not person.is_protected else ""
        return person

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Whose identity becomes protected is forgotten in the same transaction."""
        with transaction.atomic():
            super().save(*args, **kwargs)
            if self.is_protected and self._known_as:
                paths = self.duties.values_list("unit__path", flat=True)
                forget_name(self.pk, self._known_as, set(paths))
                self._known_as = ""


class DutyQuerySet(models.QuerySet["Duty"]):
    def on(self, day: date) -> DutyQuerySet:
        """Duties that hold on a day."""
        return self.filter(
            Q(from_date__isnull=True) | Q(from_date__lte=day), Q(to_date__isnull=True) | Q(to_date__gte=day)
        )


class Duty(models.Model):
    """A role that a person holds at a unit, from-to. Rights follow it down the tree."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="duties")
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="duties")
    role = models.CharField(max_length=20, choices=Role.choices)
    title = models.CharField(max_length=100, blank=True)
    from_date = models.DateField(null=True, blank=True)
    to_date = models.DateField(null=True, blank=True)

    objects = DutyQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["person", "unit", "role"], name="one_duty_per_role_and_unit"),
        )
