from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from rodtrad.assessments.views import (
    code,
    files,
    instruments,
    leaders,
    likeness,
    live,
    overview,
    results,
    rounds,
)

app_name = "assessments"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", overview.overview, name="overview"),
    path("resultat/", results.result, name="result"),
    path("resultat/fraga/<int:position>/", results.figure, name="figure"),
    path("resultat/kommentarer/", results.comments, name="comments"),
    path("resultat/fil/", files.results, name="results_file"),
    path("resultat/kommentarer/fil/", files.comments, name="comments_file"),
    path("karta/", results.heat_map, name="heat_map"),
    path("likvardighet/", likeness.likeness, name="likeness"),
    path("ledning/", leaders.leaders, name="leaders"),
    path("ledning/<int:number>/", leaders.leaders_area, name="leaders_area"),
    path("ledning/lamna-in/", leaders.hand_in, name="leaders_hand_in"),
    path("ledning/oppna-igen/", leaders.reopen, name="leaders_reopen"),
    path("mote/", live.live, name="live"),
    path("mote/nu/", live.live_now, name="live_now"),
    path("mote/qr.svg", live.live_qr, name="live_qr"),
    path("mote/<slug:verb>/", live.live_step, name="live_step"),
    path("kod/", code.code, name="code"),
    path("kod/blad/", code.sheet, name="sheet"),
    path("kod/blad.pdf", code.sheet_pdf, name="sheet_pdf"),
    path("kod/qr.svg", code.qr, name="qr"),
    path("kod/antal/", code.change_invited, name="change_invited"),
    path("kod/paminn/", code.remind, name="remind"),
    path("kod/engangskoder/", code.print_codes, name="codes"),
    path("formular/", instruments.instruments, name="instruments"),
    path("formular/nytt/", instruments.make_instrument, name="make_instrument"),
    path("formular/<int:instrument_id>/", instruments.show_instrument, name="instrument"),
    path(
        "formular/<int:instrument_id>/fraga/<int:position>/",
        instruments.edit_indicator,
        name="edit_indicator",
    ),
    path("omgangar/ny/", rounds.new_round, name="new_round"),
    path("omgangar/<int:round_id>/", rounds.show_round, name="round"),
    path("omgangar/<int:round_id>/oppna/", rounds.open_round, name="open_round"),
    path("omgangar/<int:round_id>/forlang/", rounds.extend_round, name="extend_round"),
    path("omgangar/<int:round_id>/stang/", rounds.close_round, name="close_round"),
    path("omgangar/<int:round_id>/ta-bort/", rounds.remove_round, name="remove_round"),
]
