from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

VERBS = {
    "group.added": _("%(actor)s lade upp referensgruppen %(object)s"),
    "group.archived": _("%(actor)s lade undan referensgruppen %(object)s"),
    "group.changed": _("%(actor)s ändrade referensgruppen %(object)s"),
    "group.restored": _("%(actor)s tog fram referensgruppen %(object)s igen"),
    "paper.begun": _("%(actor)s påbörjade tjänsteutlåtandet om %(object)s"),
    "paper.frozen": _("%(actor)s frös tjänsteutlåtandet om %(object)s när dokumentet beslutades"),
    "paper.motion_added": _("%(actor)s lade till en motion i tjänsteutlåtandet om %(object)s"),
    "paper.motion_changed": _("%(actor)s ändrade en motion i tjänsteutlåtandet om %(object)s"),
    "paper.motion_removed": _("%(actor)s tog bort en motion ur tjänsteutlåtandet om %(object)s"),
    "paper.written": _("%(actor)s började skriva ett avsnitt i tjänsteutlåtandet om %(object)s"),
    "referral.called_back": _("%(actor)s återkallade remissen om %(object)s"),
    "referral.closed": _("%(actor)s avslutade remissen om %(object)s"),
    "referral.last_day": _("%(actor)s ändrade sista dagen för remissen om %(object)s"),
    "referral.sent": _("%(actor)s skickade remissen om %(object)s"),
    "remark.answered": _("%(actor)s besvarade en synpunkt på %(object)s"),
    "remark.applied": _("%(actor)s förde in en lydelse från remissen i %(object)s"),
    "remark.written": _("%(actor)s skrev en synpunkt på %(object)s"),
    "view.handed_in": _("%(actor)s lämnade in ett yttrande om %(object)s"),
    "view.reopened": _("%(actor)s öppnade ett yttrande om %(object)s igen"),
}


class ReferralsConfig(AppConfig):
    name = "rodtrad.referrals"
    label = "referrals"

    def ready(self) -> None:
        from rodtrad.common.audit import register_verb
        from rodtrad.common.registry import provide
        from rodtrad.organisation.protection import on_protected
        from rodtrad.plans.hooks import document_decided
        from rodtrad.referrals.cards import document_card, documents_card
        from rodtrad.referrals.names import forget
        from rodtrad.referrals.service import freeze, stop_document, todo_for

        for verb, sentence in VERBS.items():
            register_verb(verb, sentence)
        on_protected(forget)
        provide("home.todo", todo_for)
        provide("plans.document", document_card)
        provide("plans.documents", documents_card)
        provide("plans.stop", stop_document)
        document_decided.connect(freeze)
