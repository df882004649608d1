"""PDF files as offices make them: headings told by size, ruled tables, columns, page breaks, footnotes."""

from __future__ import annotations

import typst

from rodtrad.plans.importing import PlanTree, find_plans, read_document
from tests.plans.importing.scoring import Gold, score

HEAD = """
#set page(paper: "a5", header: [Plan för lärande i Ekdala kommun #h(1fr)
  #context counter(page).display("1 (1)", both: true)])
#set text(lang: "sv", size: 10pt, font: "Libertinus Serif")
#set par(justify: false)
"""
PLAN = """
= Plan för lärande i Ekdala kommun 2025–2028
== Bakgrund
Planen bygger på en enkät#footnote[Enkäten gjordes av kommunens personal.] som visade att mycket återstår.
#for _ in range(14) [Skolorna har kommit olika långt och behöver lära av varandra under de år som kommer. ]
== Elevernas vardag
=== Mål
- Alla elever får skapa med teknik varje vecka, i skolans verkstad eller i den egna klassens lokaler med
  stöd av vuxna som kan hjälpa dem att förstå det de gör.
- Ingen elev blir utan hjälpmedel#footnote[Hjälpmedel enligt skollagen.] när skolan byter utrustning.
=== Insatser
+ Öppna en verkstad på varje skola.
+ Låna ut hjälpmedel över sommaren.
== Personalens vardag
=== Mål
- Personalen hittar svar på teknikfrågor inom en dag.
=== Insatser
- Anställ en tekniker som reser mellan skolorna.
== Ansvar i vardagen
#table(columns: (1fr, 2fr, 2fr),
 [*Område*], [*Huvudmannens ansvar*], [*Rektors ansvar*],
 [Elevernas vardag], [Att betala för verkstäderna och se till att det finns material hela läsåret.],
 [Att schemalägga tid i verkstaden.],
 [Personalens vardag], [Att rekrytera tekniker.

 Ansvar: Personalavdelningen], [Att samla frågor från personalen.])
"""
GOLD = [
    Gold(
        "goal", "Elevernas vardag", None,
        "Alla elever får skapa med teknik varje vecka, i skolans verkstad eller i den egna klassens lokaler "
        "med stöd av vuxna som kan hjälpa dem att förstå det de gör.",
    ),
    Gold("goal", "Elevernas vardag", None, "Ingen elev blir utan hjälpmedel när skolan byter utrustning."),
    Gold("initiative", "Elevernas vardag", None, "Öppna en verkstad på varje skola."),
    Gold("initiative", "Elevernas vardag", None, "Låna ut hjälpmedel över sommaren."),
    Gold("goal", "Personalens vardag", None, "Personalen hittar svar på teknikfrågor inom en dag."),
    Gold("initiative", "Personalens vardag", None, "Anställ en tekniker som reser mellan skolorna."),
    Gold(
        "responsibility", "Elevernas vardag", "Huvudman",
        "Att betala för verkstäderna och se till att det finns material hela läsåret.",
    ),
    Gold("responsibility", "Elevernas vardag", "Rektor", "Att schemalägga tid i verkstaden."),
    Gold("responsibility", "Personalens vardag", "Huvudman", "Att rekrytera tekniker."),
    Gold("responsibility", "Personalens vardag", "Rektor", "Att samla frågor från personalen."),
]  # fmt: skip


def tree_of(source: str) -> PlanTree:
    (tree,) = find_plans(read_document(typst.compile(source.encode()), "plan.pdf"))
    return tree


def test_a_pdf_is_read_by_its_letter_sizes_and_its_ruled_tables() -> None:
    tree = tree_of(HEAD + PLAN)
    result = score(tree, GOLD)
    assert result.weakest == 1, result
    assert tree.period == (2025, 2028)


def test_neither_footnotes_nor_running_headers_get_into_an_item_over_a_page_break() -> None:
    texts = " ".join(item.text for item in tree_of(HEAD + PLAN).items)
    assert "skollagen" not in texts
    assert "(" not in texts
    assert "hjälpmedel när" in texts


def test_every_item_knows_its_page() -> None:
    pages = [item.page for item in tree_of(HEAD + PLAN).items if item.kind == "goal"]
    assert all(pages)
    assert pages == sorted(pages, key=lambda page: page or 0)


COLUMNS = """
#set page(paper: "a4")
#set text(lang: "sv", size: 10pt, font: "Libertinus Serif")
= Strategi för digitalt lärande 2026–2029
#columns(2)[
== Likvärdighet
“Alla barn får samma chans att lära sig med teknik oavsett var de bor i kommunen.”

#for _ in range(9) [Små och stora skolor ska ha samma villkor för lärande, också när skolvägen är lång. ]

Insatser som ska genomföras:
- att köpa in lånedatorer till alla skolor i kommunen under det första året
- att pröva fjärrundervisning i modersmål

#colbreak()
== Trygghet
“Barn och elever känner sig trygga på nätet och vet vem de kan vända sig till.”

#for _ in range(7) [Nätet är en del av barnens vardag och vuxna behöver vara där de är, med nyfikna frågor. ]

Insatser som ska genomföras:
- att öva på källkritik i alla årskurser varje termin
- att bjuda in vårdnadshavare till samtal om spel
]
"""


def test_two_columns_are_read_one_after_the_other() -> None:
    tree = tree_of(COLUMNS)
    assert [(item.kind, item.text) for item in tree.items] == [
        ("area", "Likvärdighet"),
        ("initiative", "att köpa in lånedatorer till alla skolor i kommunen under det första året"),
        ("initiative", "att pröva fjärrundervisning i modersmål"),
        ("area", "Trygghet"),
        ("initiative", "att öva på källkritik i alla årskurser varje termin"),
        ("initiative", "att bjuda in vårdnadshavare till samtal om spel"),
    ]
    assert [item.definition for item in tree.items if item.kind == "area"] == [
        "Alla barn får samma chans att lära sig med teknik oavsett var de bor i kommunen.",
        "Barn och elever känner sig trygga på nätet och vet vem de kan vända sig till.",
    ]
