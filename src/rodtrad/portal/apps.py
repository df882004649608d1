from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "rodtrad.portal"
    label = "portal"
