from __future__ import annotations

from django.urls import path

from rodtrad.common import style, views

app_name = "common"
urlpatterns = [
    path("stil/", style.style_page, name="style"),
    path("tema/", views.set_theme, name="set_theme"),
    path("sprak/", views.set_language, name="set_language"),
    path("arbete/<uuid:job_id>/", views.job, name="job"),
]
