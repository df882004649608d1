from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    name = "rodtrad.reports"
    label = "reports"

    def ready(self) -> None:
        from rodtrad.organisation.protection import on_protected
        from rodtrad.reports.names import forget

        on_protected(forget)
        from rodtrad.common.audit import register_verb
        from rodtrad.common.registry import Place, provide, register_place
        from rodtrad.reports import service

        register_place(Place(5, "reports", _("Rapporter"), "reports:overview"))
        provide("home.todo", service.todo_for)
        for verb, sentence in {
            "compilation.ordered": _("%(actor)s började sammanställa läsåret %(object)s"),
            "compilation.made": _("%(actor)s sammanställde läsåret %(object)s"),
            "compilation.edited": _("%(actor)s ändrade texten i årssammanställningen %(object)s"),
            "compilation.restored": _("%(actor)s tog tillbaka texten i årssammanställningen %(object)s"),
            "compilation.published": _("%(actor)s publicerade årssammanställningen %(object)s"),
            "compilation.withdrawn": _("%(actor)s drog tillbaka årssammanställningen %(object)s"),
        }.items():
            register_verb(verb, sentence)
