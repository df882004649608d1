from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "rodtrad.plans"
    label = "plans"
