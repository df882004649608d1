from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from rodtrad.reports import views

app_name = "reports"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.overview, name="overview"),
    path("sammanstall/", views.compile_year, name="compile"),
    path("enhet/", views.unit, name="unit"),
    path("enhet/ladda-ner/<slug:fmt>/", views.unit_download, name="unit_download"),
    path("<int:version>/", views.read, name="read"),
    path("<int:version>/ladda-ner/<slug:fmt>/", views.download, name="download"),
    path("<int:version>/siffra/<slug:figure_id>/", views.figure, name="figure"),
    path("<int:version>/andra/", views.edit, name="edit"),
    path("<int:version>/andra/<slug:block_id>/", views.edit_block, name="edit_block"),
    path("<int:version>/publicera/", views.publish, name="publish"),
    path("<int:version>/dra-tillbaka/", views.withdraw, name="withdraw"),
]
