from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrganisationConfig(AppConfig):
    name = "rodtrad.organisation"
    label = "organisation"

    def ready(self) -> None:
        from rodtrad.common.audit import register_verb

        register_verb("organisation.loaded", _("%(actor)s läste in enheter och personer för %(object)s"))
