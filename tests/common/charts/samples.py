"""Charts as the product makes them, with everything that can be hidden hidden somewhere."""

from rodtrad.common.charts import (
    AnyChart,
    AreaProfile,
    Bar,
    Coverage,
    Dot,
    DotRow,
    DotWords,
    Group,
    GroupDots,
    LevelBars,
    LevelRow,
    Point,
    Series,
)

FEW = "färre än 5 svar"

LEVELS = LevelBars(
    title="Digital kompetens",
    sentence="Två av tre frågor ligger i den övre halvan.",
    row_header="Indikator",
    answers_header="Svar",
    levels=("Ej planerat", "Planerat", "Påbörjat", "På god väg", "Nästan där", "Uppnått"),
    rows=(
        LevelRow("Vi vet vad AI gör med vår undervisning", (2, 5, 10, 12, 8, 4), "41 av 45"),
        LevelRow("Nya kollegor lär känna våra verktyg", (0, 8, 12, 10, 5, 2), "37 av 45"),
        LevelRow("Vi följer upp vår egen kompetens", hidden=FEW),
    ),
)

DOTS = GroupDots(
    title="Ledning, personal och elever",
    sentence="Personalen skattar lägre än ledningen i en av två frågor.",
    words=DotWords("Indikator", "medel", "svar", "spridning", "i fjol", "hela kommunen"),
    groups=(Group("ledning", "circle"), Group("personal", "diamond"), Group("elever", "triangle")),
    rows=(
        DotRow(
            "Vi vet vad AI gör med vår undervisning",
            (Dot(4.1, "1"), Dot(3.64, "41 av 45", (3, 4.5), 3.0), Dot(3.4, "60 av 80", (2.5, 4))),
            (3.4, 3.9),
            "Tydligt högre än i fjol",
        ),
        DotRow("Vi följer upp", (Dot(3, "1"), Dot(hidden=FEW), None)),
    ),
    ends=("Ej planerat", "Uppnått"),
)

PROFILE = AreaProfile(
    title="Områdena över tid",
    sentence="Ett område har stigit sedan 2023/24.",
    row_header="Område",
    answers_header="svar",
    years=("2023/24", "2024/25", "2025/26"),
    series=(
        Series("Digital kompetens", (Point(3.1, "40"), Point(3.4, "41"), Point(3.9, "44"))),
        Series("Likvärdig tillgång", (Point(2.8, "40"), Point(hidden=FEW), Point(3.2, "44"))),
        Series("Forskning och uppföljning", (None, Point(2.2, "41"), Point(2.6, "44", broken=True))),
    ),
)

COVERAGE = Coverage(
    title="Aktiviteter per insats",
    sentence="En insats arbetar ingen med.",
    row_header="Insats",
    count_header="Aktiviteter",
    bars=(
        Bar("Kartlägga behovet", 14),
        Bar("Stödja rektorer", 0),
        Bar("Lärande exempel", hidden="bara en enhet"),
    ),
)

ALL: dict[str, AnyChart] = {chart.kind: chart for chart in (LEVELS, DOTS, PROFILE, COVERAGE)}
