from __future__ import annotations

from django.urls import path

from rodtrad.activities import views

app_name = "activities"
urlpatterns = [
    path("", views.year, name="year"),
    path("mal/nytt/", views.goal_new, name="goal_new"),
    path("mal/<int:goal_id>/", views.goal, name="goal"),
    path("mal/<int:goal_id>/ta-bort/", views.goal_remove, name="goal_remove"),
    path("mal/<int:goal_id>/ta-tillbaka/", views.goal_restore, name="goal_restore"),
    path("mal/<int:goal_id>/aktivitet/", views.activity_new, name="activity_new"),
    path("aktivitet/<int:activity_id>/", views.activity, name="activity"),
    path("aktivitet/<int:activity_id>/andra/", views.activity_edit, name="activity_edit"),
    path("aktivitet/<int:activity_id>/status/", views.activity_status, name="activity_status"),
    path("aktivitet/<int:activity_id>/folj-upp/", views.follow_up, name="follow_up"),
    path("aktivitet/<int:activity_id>/ta-bort/", views.activity_remove, name="activity_remove"),
    path("aktivitet/<int:activity_id>/ta-tillbaka/", views.activity_restore, name="activity_restore"),
    path("resultat/<int:round_id>/<int:position>/", views.goal_from_result, name="goal_from_result"),
    path("fran-i-fjol/", views.copy, name="copy"),
    path("uppfoljning/", views.report, name="report"),
    path("tackning/", views.coverage, name="coverage"),
]
