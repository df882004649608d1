from django.apps import AppConfig


class CommonConfig(AppConfig):
    name = "rodtrad.common"
    label = "common"

    def ready(self) -> None:
        from rodtrad.common.form_words import speak_plainly

        speak_plainly()
