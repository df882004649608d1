from __future__ import annotations

from django.urls import path

from rodtrad.portal import views

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("sok/", views.search, name="search"),
    path("trad/<uuid:key>/", views.thread, name="thread"),
]
