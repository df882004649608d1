from django.apps import AppConfig


class CycleConfig(AppConfig):
    name = "rodtrad.cycle"
    label = "cycle"
