from django.apps import AppConfig


class CommonConfig(AppConfig):
    name = "rodtrad.common"
    label = "common"
