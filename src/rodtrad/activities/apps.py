from django.apps import AppConfig


class ActivitiesConfig(AppConfig):
    name = "rodtrad.activities"
    label = "activities"
