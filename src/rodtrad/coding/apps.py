from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

VERBS = {
    "coding.answers_removed": _("%(actor)s tog bort svar ur kodningen %(object)s"),
    "coding.begun": _("%(actor)s startade kodningen %(object)s"),
    "coding.changed": _("%(actor)s ändrade kodningen %(object)s"),
    "coding.coders": _("%(actor)s valde vilka som kodar i %(object)s"),
    "coding.finished": _("%(actor)s avslutade jämförelsen i kodningen %(object)s"),
    "coding.handed_in": _("%(actor)s lämnade in sin kodning i %(object)s"),
    "coding.interview_added": _("%(actor)s lade till en intervju i kodningen %(object)s"),
    "coding.interview_removed": _("%(actor)s tog bort en intervju ur kodningen %(object)s"),
    "coding.made": _("%(actor)s lade upp kodningen %(object)s"),
    "coding.marked": _("%(actor)s markerade utdrag i kodningen %(object)s"),
    "coding.material_added": _("%(actor)s lade till svar i kodningen %(object)s"),
    "coding.published": _("%(actor)s publicerade resultatet av kodningen %(object)s"),
    "coding.quote_chosen": _("%(actor)s valde ett citat i kodningen %(object)s"),
    "coding.quote_dropped": _("%(actor)s tog bort ett citat ur kodningen %(object)s"),
    "coding.removed": _("%(actor)s tog bort kodningen %(object)s"),
    "coding.reopened": _("%(actor)s öppnade en inlämnad kodning igen i %(object)s"),
    "coding.resumed": _("%(actor)s tog upp jämförelsen igen i kodningen %(object)s"),
    "coding.settled": _("%(actor)s avgjorde ett utdrag i kodningen %(object)s"),
    "coding.started": _("%(actor)s började koda i %(object)s"),
    "coding.text_deleted": _("%(actor)s gallrade en intervju i kodningen %(object)s"),
    "coding.theme_added": _("%(actor)s lade till ett tema i kodboken till %(object)s"),
    "coding.theme_changed": _("%(actor)s ändrade ett tema i kodboken till %(object)s"),
    "coding.theme_moved": _("%(actor)s flyttade ett tema i kodboken till %(object)s"),
    "coding.theme_removed": _("%(actor)s tog bort ett tema ur kodboken till %(object)s"),
    "coding.unmarked": _("%(actor)s tog bort utdrag i kodningen %(object)s"),
    "coding.unpublished": _("%(actor)s tog tillbaka resultatet av kodningen %(object)s"),
    "coding.unsettled": _("%(actor)s tog tillbaka ett avgörande i kodningen %(object)s"),
}


class CodingConfig(AppConfig):
    name = "rodtrad.coding"
    label = "coding"

    def ready(self) -> None:
        from rodtrad.coding.cards import item_card, overview_card
        from rodtrad.coding.names import forget
        from rodtrad.coding.service import todo_for
        from rodtrad.common.audit import register_verb
        from rodtrad.common.registry import provide
        from rodtrad.organisation.protection import on_protected

        for verb, sentence in VERBS.items():
            register_verb(verb, sentence)
        on_protected(forget)
        provide("home.todo", todo_for)
        provide("plans.item", item_card)
        provide("assessments.overview", overview_card)
