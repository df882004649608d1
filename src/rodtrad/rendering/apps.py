from django.apps import AppConfig


class RenderingConfig(AppConfig):
    name = "rodtrad.rendering"
    label = "rendering"
