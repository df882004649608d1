from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

VERBS = {
    "document.created": _("%(actor)s sparade utkastet %(object)s"),
    "document.changed": _("%(actor)s ändrade uppgifterna om %(object)s"),
    "document.item_changed": _("%(actor)s ändrade en punkt i %(object)s"),
    "document.item_redone": _("%(actor)s gjorde om en ändring i %(object)s"),
    "document.item_undone": _("%(actor)s ångrade en ändring i %(object)s"),
    "document.appendix_added": _("%(actor)s lade till en bilaga i %(object)s"),
    "document.appendix_moved": _("%(actor)s flyttade en bilaga i %(object)s"),
    "document.appendix_removed": _("%(actor)s tog bort en bilaga ur %(object)s"),
    "document.referred": _("%(actor)s skickade %(object)s på remiss"),
    "document.taken_back": _("%(actor)s tog tillbaka %(object)s från remiss"),
    "document.decided": _("%(actor)s förde in beslutet om %(object)s"),
    "document.published": _("%(actor)s publicerade %(object)s"),
    "document.expired": _("%(actor)s angav att %(object)s upphör"),
    "document.dropped": _("%(actor)s tog bort utkastet %(object)s"),
    "document.renewed": _("%(actor)s påbörjade en ny utgåva: %(object)s"),
    "document.correction_begun": _("%(actor)s påbörjade en rättelse: %(object)s"),
    "document.corrected": _("%(actor)s förde in beslutet om en rättad utgåva, och %(object)s upphörde"),
    "document.reviewed": _("%(actor)s prövade %(object)s: det gäller fortfarande"),
    "correspondence.confirmed": _("%(actor)s bekräftade varifrån punkter i %(object)s kommer"),
    "correspondence.refused": _("%(actor)s avvisade ett förslag om varifrån en punkt i %(object)s kommer"),
    "correspondence.ended": _("%(actor)s angav att en äldre punkt inte går vidare i %(object)s"),
    "correspondence.reopened": _("%(actor)s tog tillbaka vad som sagts om äldre punkter i %(object)s"),
    "import.started": _("%(actor)s läste in filen %(object)s"),
    "import.read": _("%(actor)s hittade planer i filen %(object)s"),
    "import.corrected": _("%(actor)s rättade i granskningen av %(object)s"),
    "import.redone": _("%(actor)s gjorde om en rättning i granskningen av %(object)s"),
    "import.undone": _("%(actor)s ångrade en rättning i granskningen av %(object)s"),
    "import.dropped": _("%(actor)s slängde inläsningen av %(object)s"),
    "link.added": _("%(actor)s kopplade en punkt i %(object)s uppåt"),
    "link.changed": _("%(actor)s ändrade vad en koppling i %(object)s betyder"),
    "link.removed": _("%(actor)s tog bort en koppling från %(object)s"),
}


class PlansConfig(AppConfig):
    name = "rodtrad.plans"
    label = "plans"

    def ready(self) -> None:
        from rodtrad.common.audit import register_verb
        from rodtrad.common.registry import Place, provide, register_place
        from rodtrad.plans.service import todo_for

        for verb, sentence in VERBS.items():
            register_verb(verb, sentence)
        provide("home.todo", todo_for)
        register_place(Place(2, "plans", _("Planer"), "plans:documents"))
