"""The addresses of those who answer without an account."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from rodtrad.assessments.views import answer

app_name = "answer"
urlpatterns: list[URLPattern | URLResolver] = [
    path("<slug:code>/", answer.answer, name="answer"),
    path("<slug:code>/tack/<slug:receipt>/", answer.thanks, name="thanks"),
]
