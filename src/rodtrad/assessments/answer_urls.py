"""The addresses of those who answer without an account."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

app_name = "answer"
urlpatterns: list[URLPattern | URLResolver] = []
