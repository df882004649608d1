"""The addresses of those who answer without an account."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from rodtrad.assessments.views import answer, meeting

app_name = "answer"
urlpatterns: list[URLPattern | URLResolver] = [
    path("mote/<slug:code>/", meeting.join, name="meeting"),
    path("mote/<slug:code>/<slug:secret>/", meeting.seat, name="seat"),
    path("mote/<slug:code>/<slug:secret>/nu/", meeting.seat_now, name="seat_now"),
    path("<slug:code>/", answer.answer, name="answer"),
    path("<slug:code>/tack/<slug:receipt>/", answer.thanks, name="thanks"),
]
