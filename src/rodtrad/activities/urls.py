from __future__ import annotations

from django.urls import path

from rodtrad.activities.views import activities, goals, year

app_name = "activities"
urlpatterns = [
    path("", year.year, name="year"),
    path("mal/nytt/", goals.new, name="goal_new"),
    path("mal/<int:goal_id>/", goals.change, name="goal"),
    path("mal/<int:goal_id>/ta-bort/", goals.remove, name="goal_remove"),
    path("mal/<int:goal_id>/ta-tillbaka/", goals.restore, name="goal_restore"),
    path("mal/<int:goal_id>/aktivitet/", activities.new, name="activity_new"),
    path("aktivitet/<int:activity_id>/", activities.show, name="activity"),
    path("aktivitet/<int:activity_id>/andra/", activities.change, name="activity_edit"),
    path("aktivitet/<int:activity_id>/status/", activities.status, name="activity_status"),
    path("aktivitet/<int:activity_id>/folj-upp/", activities.follow_up, name="follow_up"),
    path("aktivitet/<int:activity_id>/ta-bort/", activities.remove, name="activity_remove"),
    path("aktivitet/<int:activity_id>/ta-tillbaka/", activities.restore, name="activity_restore"),
    path("resultat/<int:round_id>/<int:position>/", goals.from_result, name="goal_from_result"),
    path("fran-i-fjol/", year.copy, name="copy"),
    path("uppfoljning/", year.report, name="report"),
    path("tackning/", year.coverage, name="coverage"),
]
