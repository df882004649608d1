from __future__ import annotations

from django.urls import path

from rodtrad.coding.views import book, coding, comparing, material, projects, results

app_name = "coding"
P = "<int:project_id>/"
urlpatterns = [
    path("", projects.projects, name="projects"),
    path("ny/", projects.new, name="new"),
    path(P, projects.project, name="project"),
    path(P + "andra/", projects.change, name="change"),
    path(P + "ta-bort/", projects.remove, name="remove"),
    path(P + "kodare/", projects.coders, name="coders"),
    path(P + "borja/", projects.begin, name="begin"),
    path(P + "svar/", material.answers, name="answers"),
    path(P + "intervju/", material.interview, name="interview"),
    path(P + "text/<int:source_id>/", material.source, name="source"),
    path(P + "text/<int:source_id>/stycken/", material.paragraphs, name="paragraphs"),
    path(P + "text/<int:source_id>/avmarkera/", material.unmark, name="unmark"),
    path(P + "text/<int:source_id>/ta-bort/", material.remove, name="source_remove"),
    path(P + "kodbok/", book.book, name="book"),
    path(P + "kodbok/tema/", book.new, name="theme_new"),
    path(P + "kodbok/tema/<int:theme_id>/", book.change, name="theme"),
    path(P + "kodbok/tema/<int:theme_id>/flytta/", book.move, name="theme_move"),
    path(P + "kodbok/tema/<int:theme_id>/ta-bort/", book.remove, name="theme_remove"),
    path(P + "koda/", coding.code, name="code"),
    path(P + "koda/<int:number>/", coding.spot, name="spot"),
    path(P + "lamna-in/", coding.hand_in, name="hand_in"),
    path(P + "oppna/", coding.reopen, name="reopen"),
    path(P + "jamfor/", comparing.agreement, name="agreement"),
    path(P + "jamfor/utdrag/", comparing.pairs, name="pairs"),
    path(P + "avgor/", comparing.next_one, name="settle_next"),
    path(P + "avgor/<int:number>/", comparing.settle, name="settle"),
    path(P + "avgor/<int:number>/ta-tillbaka/", comparing.unsettle, name="unsettle"),
    path(P + "avsluta/", comparing.finish, name="finish"),
    path(P + "ta-upp/", comparing.resume, name="resume"),
    path(P + "resultat/", results.result, name="result"),
    path(P + "resultat/tema/<int:theme_id>/", results.rows, name="rows"),
    path(P + "resultat/citat/<int:number>/", results.quote, name="quote"),
    path(P + "resultat/publicera/", results.publish, name="publish"),
    path(P + "resultat/ta-tillbaka/", results.unpublish, name="unpublish"),
    path(P + "resultat/fil/<slug:fmt>/", results.file, name="file"),
]
