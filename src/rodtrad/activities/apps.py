from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ActivitiesConfig(AppConfig):
    name = "rodtrad.activities"
    label = "activities"

    def ready(self) -> None:
        from rodtrad.activities.names import forget
        from rodtrad.organisation.protection import on_protected

        on_protected(forget)
        from rodtrad.activities.cards import item_card, public_card
        from rodtrad.activities.service import todo_for
        from rodtrad.common.audit import register_verb
        from rodtrad.common.registry import Place, provide, register_place

        register_place(Place(4, "activities", _("Läsåret"), "activities:year"))
        provide("home.todo", todo_for)
        provide("plans.item", item_card)
        provide("public.item", public_card)
        for verb, sentence in {
            "goal.added": _("%(actor)s satte målet ”%(object)s”"),
            "goal.changed": _("%(actor)s ändrade målet ”%(object)s”"),
            "goal.removed": _("%(actor)s tog bort målet ”%(object)s”"),
            "goal.restored": _("%(actor)s tog tillbaka målet ”%(object)s”"),
            "activity.added": _("%(actor)s lade till aktiviteten ”%(object)s”"),
            "activity.changed": _("%(actor)s ändrade aktiviteten ”%(object)s”"),
            "activity.status": _("%(actor)s ändrade status för ”%(object)s”"),
            "activity.removed": _("%(actor)s tog bort aktiviteten ”%(object)s”"),
            "activity.restored": _("%(actor)s tog tillbaka aktiviteten ”%(object)s”"),
            "activity.followed_up": _("%(actor)s följde upp ”%(object)s”"),
            "report.handed_in": _("%(actor)s lämnade in uppföljningen för %(object)s"),
        }.items():
            register_verb(verb, sentence)
