from __future__ import annotations

from django.urls import path

from rodtrad.plans.views import (
    appendices,
    documents,
    editing,
    editions,
    imports,
    items,
    links,
    responsibilities,
)

app_name = "plans"
urlpatterns = [
    path("", documents.documents, name="documents"),
    path("mina-ansvar/", responsibilities.mine, name="my_responsibilities"),
    path("mina-ansvar/samtal.<slug:ending>", responsibilities.talk, name="talk"),
    path("nytt/", editing.new, name="new"),
    path("las-in/", imports.start, name="import"),
    path("las-in/<uuid:draft_id>/", imports.review, name="review"),
    path("las-in/<uuid:draft_id>/slang/", imports.drop, name="import_drop"),
    path("las-in/<uuid:draft_id>/<int:number>/", imports.review_tree, name="review_tree"),
    path("las-in/<uuid:draft_id>/<int:number>/spara/", imports.save, name="import_save"),
    path("hanger-ihop/", links.reach, name="reach"),
    path("<slug:slug>/", documents.document, name="document"),
    path("<slug:slug>/plan.<slug:ending>", documents.export, name="export"),
    path("<slug:slug>/ansvar/", responsibilities.matrix, name="matrix"),
    path("<slug:slug>/ansvar.<slug:ending>", responsibilities.matrix_file, name="matrix_file"),
    path("<slug:slug>/historik/", documents.history, name="history"),
    path("<slug:slug>/uppgifter/", editing.facts, name="facts"),
    path("<slug:slug>/innehall/", editing.content, name="content"),
    path("<slug:slug>/bilagor/", appendices.appendices, name="appendices"),
    path("<slug:slug>/bilagor/<int:appendix_id>/", appendices.appendix, name="appendix"),
    path("<slug:slug>/besluta/", editing.decide, name="decide"),
    path("<slug:slug>/upphor/", editing.expire, name="expire"),
    path("<slug:slug>/steg/<slug:verb>/", editing.step, name="step"),
    path("<slug:slug>/kopplingar/", links.loose, name="loose"),
    path("<slug:slug>/ny-utgava/", editions.new_edition, name="new_edition"),
    path("<slug:slug>/ratta/", editions.correct, name="correct"),
    path("<slug:slug>/prova/", editions.review, name="review_holds"),
    path("<slug:slug>/jamfor/<slug:old_slug>/", editions.compare, name="compare"),
    path("<slug:slug>/punkt/<uuid:key>/", items.item, name="item"),
    path("<slug:slug>/punkt/<uuid:key>/kopplingar/", items.links, name="links"),
    path("<slug:slug>/punkt/<uuid:key>/under/", items.below, name="below"),
    path("<slug:slug>/punkt/<uuid:key>/kopplingar/ta-bort/", items.unlink, name="unlink"),
]
