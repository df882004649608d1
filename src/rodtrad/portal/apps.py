from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    name = "rodtrad.portal"
    label = "portal"

    def ready(self) -> None:
        from rodtrad.common.registry import Place, provide, register_place
        from rodtrad.portal.cards import thread_card

        register_place(Place(1, "portal", _("Hem"), "portal:home"))
        provide("plans.item", thread_card)
