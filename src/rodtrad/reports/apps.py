from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "rodtrad.reports"
    label = "reports"
