"""What the style page shows: invented places, people and figures, in every state a component can have."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

from rodtrad.common.threadmap import Edge, Node, ThreadMap, lay_out
from rodtrad.common.wheel import Phase, Task, Wheel

LABELS = ["Ej planerat", "Planerat", "Påbörjat", "På god väg", "Nästan där", "Uppnått"]

_RESULTS: list[dict[str, Any]] = [
    {
        "name": "Vi vet vad AI gör med vår undervisning och bedömning",
        "n": "41 av 45 svar",
        "counts": [2, 5, 10, 12, 8, 4],
        "now": {"leaders": 4.1, "staff": 3.6, "pupils_older": 3.5},
        "before": {"staff": 2.9},
        "band": (3.1, 4.0),
        "text": "Tydligt högre än i fjol",
    },
    {
        "name": "Nya kollegor lär känna våra digitala verktyg",
        "n": "41 av 45 svar",
        "counts": [1, 4, 8, 11, 11, 6],
        "now": {"leaders": 4.9, "staff": 4.3},
        "before": {"staff": 4.2},
        "band": (3.3, 4.3),
        "text": "Ingen tydlig förändring",
    },
    {
        "name": "Skolbiblioteket är en del av undervisningen",
        "n": "39 av 45 svar",
        "counts": [0, 0, 3, 16, 14, 6],
        "now": {"leaders": 3.9, "staff": 3.8, "pupils_older": 4.4},
        "before": {},
        "band": (3.2, 4.1),
        "text": "Eleverna skattar högre",
    },
    {
        "name": "Vi följer upp vår egen digitala kompetens",
        "n": "färre än 5 svar",
        "counts": [],
        "hidden": "Visas inte: färre än 5 svar",
        "now": {"leaders": 3.0, "staff": None},
        "before": {},
        "band": None,
        "text": "Personalens svar visas inte",
    },
]

_AREAS: list[dict[str, Any]] = [
    {"name": "Digital kompetens", "counts": [1, 4, 8, 13, 10, 5], "text": "Tydligt bättre än i fjol"},
    {"name": "Samarbete för utveckling", "counts": [3, 7, 12, 11, 6, 2], "text": "Ingen tydlig förändring"},
    {
        "name": "Möjliggörande infrastruktur",
        "counts": [1, 3, 7, 12, 12, 6],
        "text": "Ingen tydlig förändring",
    },
    {"name": "Stödjande kvalitetsarbete", "counts": [4, 8, 12, 11, 5, 1], "text": "Lägre än i fjol"},
]


def examples() -> dict[str, Any]:
    """Template variables for every picture of the style page."""
    return {
        "labels": LABELS,
        "statuses": [
            "not_started",
            "planned",
            "started",
            "almost",
            "done",
            "paused",
            "stopped",
            "not_relevant",
        ],
        "verdicts": ["better", "some", "same", "worse", "unknown"],
        "groups": ["leaders", "staff", "pupils_older"],
        "results": _RESULTS,
        "areas": _AREAS,
        "wheel": wheel(),
        "heat": _heat(),
        "map": thread(),
        "small_map": lay_out(
            ["Mål", "Aktivitet", "Effekt"], _small_nodes(), [Edge("m", "a"), Edge("a", "e")]
        ),
        "knots": [10, 21, 31],
        "choices": _choices(),
        "jobs": _jobs(),
    }


def wheel() -> Wheel:
    """A school year in its ninth week."""
    return Wheel(
        label="2026/27",
        start=date(2026, 8, 1),
        end=date(2027, 7, 31),
        today=date(2026, 10, 22),
        phases=[
            Phase("Nuläge", date(2026, 8, 1), date(2026, 9, 11)),
            Phase("Skatta", date(2026, 9, 12), date(2026, 11, 6)),
            Phase("Samtal", date(2026, 11, 7), date(2026, 12, 11)),
            Phase("Planera", date(2026, 12, 12), date(2027, 1, 22)),
            Phase("Genomföra", date(2027, 1, 23), date(2027, 4, 30)),
            Phase("Följa upp", date(2027, 5, 1), date(2027, 6, 11)),
            Phase("Sammanställa", date(2027, 6, 12), date(2027, 7, 31), short="Samla"),
        ],
        tasks=[
            Task("Läs förra årets uppföljning", date(2026, 9, 4), done=True),
            Task("Bjud in personalen", date(2026, 9, 28), url="/stil/"),
            Task("Lämna in ledningens skattning", date(2026, 11, 6), url="/stil/", who="rektor"),
            Task("SKA-samtal", date(2026, 11, 18)),
            Task("Mål och aktiviteter", date(2026, 12, 4)),
            Task("Följ upp aktiviteterna", date(2027, 5, 21)),
            Task("Lämna in uppföljningen", date(2027, 6, 4)),
        ],
    )


_NODES = [
    ("n1", 0, "Alla barn och elever utvecklar digital kompetens"),
    ("n2", 0, "Likvärdig tillgång och användning"),
    ("s1", 1, "Strukturer för kontinuerligt lärande"),
    ("s2", 1, "Ledning av digitaliseringen"),
    ("s3", 1, "Samarbetsytor"),
    ("p1", 2, "Kompetens om AI i undervisningen"),
    ("p2", 2, "Introduktion för nyanställda"),
    ("p3", 2, "Skolbiblioteken som resurs"),
    ("p4", 2, "Dela mellan enheter"),
    ("p5", 2, "Förskollärarnas dokumentationsverktyg och tillgänglighetsanpassning"),
    ("p6", 2, "Digitala nationella prov"),
    ("p7", 2, "Informationssäkerhet i vardagen"),
    ("g1", 3, "Alla arbetslag prövar AI med omdöme"),
    ("g2", 3, "Nya känner sig hemma på en vecka"),
    ("a1", 4, "Kollegialt lärande i fyra steg"),
    ("a2", 4, "Testgrupp i svenska, årskurs 8"),
    ("a3", 4, "Fadderprogram"),
    ("e1", 5, "Skattad kompetens: tydligt högre"),
    ("e2", 5, "Tid för bedömning: kan inte sägas än"),
]
_LINKS = (
    "n1-s1 n1-s2 n2-s3 s1-p1 s1-p2 s2-p3 s3-p4 s2-p5 s3-p6 s3-p7 p1-g1 p2-g2 g1-a1 g1-a2 g2-a3 a1-e1 a2-e2"
)
_KINDS = ["Mål", "Önskat läge", "Insats", "Enhetens mål", "Aktivitet", "Effekt"]


def thread() -> ThreadMap:
    """The way of one initiative, from the national goal to its effects."""
    labels = ["Nationellt mål", "Stadens strategi", "Plan 2025–2027", "Enhetens mål", "Aktiviteter", "Effekt"]
    nodes = [Node(key, column, text, "/stil/", kind=_KINDS[column]) for key, column, text in _NODES]
    edges = [Edge(*pair.split("-")) for pair in _LINKS.split()]
    return lay_out(labels, nodes, edges, selected="p1", faded_per_column=3)


def _small_nodes() -> list[Node]:
    return [
        Node("m", 0, "Nya känner sig hemma på en vecka", "/stil/", note="Alvaskolan"),
        Node("a", 1, "Fadderprogram", "/stil/", note="Pågår till 11 juni"),
        Node("e", 2, "Kan inte sägas än", "/stil/"),
    ]


def _heat() -> dict[str, Any]:
    heads = [
        "AI i undervisningen",
        "Introduktion",
        "Skolbibliotek",
        "Tillgänglighet",
        "Uppföljning",
        "Delade verktyg",
    ]
    values: list[tuple[str, list[float | None]]] = [
        ("Alvaskolan", [3.6, 4.3, 3.8, 2.4, None, 5.1]),
        ("Bergsundsskolan", [2.2, 3.1, 4.4, 1.3, 2.9, 4.6]),
        ("Norra förskoleområdet", [4.8, 5.7, None, 3.3, 3.9, 5.0]),
        ("Vuxenutbildningen Centrum", [1.4, 2.6, 3.2, 2.0, None, 3.7]),
    ]
    rows = [
        {"name": name, "cells": [_cell(name, head, value) for head, value in zip(heads, row, strict=True)]}
        for name, row in values
    ]
    return {"heads": heads, "rows": rows}


def _cell(unit: str, head: str, value: float | None) -> dict[str, Any]:
    hidden = "" if value is not None else "Visas inte: färre än 5 svar"
    return {"value": value, "detail": f"{unit}, {head}", "url": "/stil/", "hidden": hidden}


def _choices() -> list[dict[str, str]]:
    described = [
        "Vi har inte talat om det.",
        "Vi har bestämt när och hur vi börjar.",
        "Några arbetslag prövar och berättar för andra.",
        "De flesta arbetslag prövar med ett gemensamt syfte.",
        "Alla arbetslag prövar och följer upp vad det gav.",
        "Det är en del av hur vi planerar, undervisar och bedömer.",
    ]
    return [
        {"value": str(number), "label": label, "description": text}
        for number, (label, text) in enumerate(zip(LABELS, described, strict=True), 1)
    ]


def _jobs() -> list[SimpleNamespace]:
    def job(state: str, **more: Any) -> SimpleNamespace:
        known = {
            "id": state,
            "label": "Årssammanställning 2026/27",
            "message": "",
            "done": 0,
            "total": 0,
            "result_url": "",
        }
        # Shown as over, so that the examples do not ask the server each second.
        return SimpleNamespace(**{**known, **more}, state=state, is_over=True)

    return [
        job("queued"),
        job("running", done=38, total=61, message="Läser uppföljningarna från Område Söder."),
        job("done", result_url="/stil/"),
        job("failed", message="Filen är låst med lösenord. Spara den utan lösenord och välj den igen."),
    ]
