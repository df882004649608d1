from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    name = "rodtrad.referrals"
    label = "referrals"
