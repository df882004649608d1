from django.apps import AppConfig


class PublicConfig(AppConfig):
    name = "rodtrad.public"
    label = "public"
