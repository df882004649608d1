"""The addresses before a place is chosen: the front door and the entry of demo people."""

from __future__ import annotations

from django.urls import path

from rodtrad.portal import entry_views as views

app_name = "entry"
urlpatterns = [
    path("", views.front, name="front"),
    path("demo/", views.demo_people, name="demo_people"),
    path("demo/<int:person_id>/", views.enter_as, name="enter_as"),
    path("enheter/", views.choose_unit, name="choose_unit"),
]
