"""The addresses. Those of a unit and year are `/<unit>/<year>/…`, so any view can be sent to a colleague."""

from __future__ import annotations

from allauth.account import views as account
from django.urls import URLPattern, URLResolver, include, path, register_converter

from rodtrad.public.views import site as public_site


class YearConverter:
    """A school year in an address: '2026-27'."""

    regex = "[0-9]{4}-[0-9]{2}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(YearConverter, "year")

# Everything a signed-in person sees stands at a unit and a school year (see cycle.middleware).
_at_place: list[URLPattern | URLResolver] = [
    path("", include("rodtrad.portal.urls")),
    path("planer/", include("rodtrad.plans.urls")),
    path("stod/", include("rodtrad.public.material_urls")),
    path("remisser/", include("rodtrad.referrals.urls")),
    path("skattning/", include("rodtrad.assessments.urls")),
    path("kodning/", include("rodtrad.coding.urls")),
    path("lasaret/", include("rodtrad.activities.urls")),
    path("rapporter/", include("rodtrad.reports.urls")),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("rodtrad.portal.entry_urls")),
    path("", include("rodtrad.common.urls")),
    # Accounts are made by the authority: of allauth's pages only entering and leaving are let in.
    path("konto/logga-in/", account.login, name="account_login"),
    path("konto/logga-ut/", account.logout, name="account_logout"),
    # What anyone may read: no login, no unit, no year.
    path("oppet/", include("rodtrad.public.urls")),
    path("robots.txt", public_site.robots, name="robots"),
    path("svara/", include("rodtrad.assessments.answer_urls")),
    path("<slug:unit_slug>/<year:year_slug>/", include(_at_place)),
]
