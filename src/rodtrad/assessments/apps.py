from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    name = "rodtrad.assessments"
    label = "assessments"
