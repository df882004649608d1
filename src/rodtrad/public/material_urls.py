"""Support material is written at a place, behind the login."""

from __future__ import annotations

from django.urls import path

from rodtrad.public.views import material

app_name = "material"
urlpatterns = [
    path("<slug:slug>/<uuid:key>/", material.edit, name="edit"),
    path("<slug:slug>/<uuid:key>/fil/<uuid:file_id>/<str:name>", material.read_file, name="file"),
]
