from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

VERBS = {
    "support.changed": _("%(actor)s ändrade stödmaterialet till %(object)s"),
    "support.file_added": _("%(actor)s lade till en fil i stödmaterialet till %(object)s"),
    "support.file_removed": _("%(actor)s tog bort en fil ur stödmaterialet till %(object)s"),
}


class PublicConfig(AppConfig):
    name = "rodtrad.public"
    label = "public"

    def ready(self) -> None:
        from rodtrad.common.audit import register_verb
        from rodtrad.common.registry import provide
        from rodtrad.plans.hooks import document_published
        from rodtrad.public.cards import support_card
        from rodtrad.public.service.addresses import give_address

        for verb, sentence in VERBS.items():
            register_verb(verb, sentence)
        provide("plans.item", support_card)
        document_published.connect(give_address)
