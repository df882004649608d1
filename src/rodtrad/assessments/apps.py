from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AssessmentsConfig(AppConfig):
    name = "rodtrad.assessments"
    label = "assessments"

    def ready(self) -> None:
        from rodtrad.assessments.names import forget
        from rodtrad.organisation.protection import on_protected

        on_protected(forget)
        from rodtrad.assessments.service import take_up_finishing, todo_for
        from rodtrad.common.audit import register_verb
        from rodtrad.common.registry import Place, provide, register_place

        provide("home.todo", todo_for)
        provide("worker.start", take_up_finishing)
        register_place(Place(3, "assessments", _("Skattning"), "assessments:overview"))
        for verb, sentence in {
            "instrument.made": _("%(actor)s gjorde formuläret %(object)s"),
            "instrument.changed": _("%(actor)s ändrade en fråga i formuläret %(object)s"),
            "instrument.compared": _("%(actor)s bestämde vad som får jämföras i formuläret %(object)s"),
            "instrument.removed": _("%(actor)s tog bort formuläret %(object)s"),
            "round.prepared": _("%(actor)s förberedde omgången %(object)s"),
            "round.opened": _("%(actor)s öppnade omgången %(object)s"),
            "round.extended": _("%(actor)s ändrade sista dagen för omgången %(object)s"),
            "round.removed": _("%(actor)s tog bort omgången %(object)s innan den öppnats"),
            "round.closed": _("%(actor)s stängde omgången %(object)s"),
            "round.invited": _("%(actor)s ändrade antalet tillfrågade i omgången %(object)s"),
            "round.codes": _("%(actor)s tog fram engångskoder i omgången %(object)s"),
            "round.answers_taken": _("%(actor)s hämtade de enskilda svaren i omgången %(object)s"),
            "round.reminded": _("%(actor)s påminde alla som är tillfrågade i omgången %(object)s"),
            "leaders.handed_in": _("%(actor)s lämnade in ledningens skattning i omgången %(object)s"),
            "leaders.live_begun": _("%(actor)s startade ett möte för att skatta i omgången %(object)s"),
            "leaders.live_ended": _("%(actor)s avslutade mötet i omgången %(object)s"),
            "leaders.live_settled": _("%(actor)s förde in en nivå från mötet i omgången %(object)s"),
            "leaders.reopened": _("%(actor)s öppnade ledningens skattning igen i omgången %(object)s"),
        }.items():
            register_verb(verb, sentence)
