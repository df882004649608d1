from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    name = "rodtrad.portal"
    label = "portal"

    def ready(self) -> None:
        from rodtrad.common.registry import Place, register_place

        register_place(Place(1, "portal", _("Hem"), "portal:home"))
