"""A yearly report of an invented authority, with every kind of block in it."""

import datetime

from rodtrad.rendering import (
    Bullets,
    Callout,
    Heading,
    Hidden,
    KeyFigure,
    KeyFigures,
    Meta,
    PageBreak,
    Paragraph,
    Report,
    Run,
    Sources,
    Table,
    chart_figure,
    runs,
)
from tests.common.charts.samples import COVERAGE, DOTS, FEW, LEVELS, PROFILE

REPORT = Report(
    title="Personalen kan mer, men stödet når inte alla skolor",
    subtitle="Årssammanställning av digitaliseringsplanen, läsåret 2026/27",
    lang="sv",
    meta=Meta(
        author="Lindviks kommun, barn- och utbildningsförvaltningen",
        date=datetime.date(2027, 6, 17),
        facts=(
            ("Huvudman", "Lindviks kommun"),
            ("Läsår", "2026/27"),
            ("Diarienummer", "BUN 2027/0180"),
            ("Sammanställd", "17 juni 2027"),
        ),
        keywords=("digitalisering", "årssammanställning"),
        site="https://rodtrad.example",
    ),
    blocks=(
        Heading("Två av fyra områden har stigit sedan i fjol"),
        Paragraph(
            runs("Digital kompetens och styrning har stigit mer än slumpen kan förklara. I de två andra "
                 "områdena går det inte att se någon tydlig förändring."),
            lead=True,
        ),
        KeyFigures((
            KeyFigure("58 av 60", "enheter har lämnat in", "två förskolor saknas"),
            KeyFigure("71\u202f%", "av personalen svarade", "2 134 av 3 004"),
            KeyFigure("3,9", "medel för digital kompetens", "3,4 i fjol"),
            KeyFigure("4", "insatser utan aktivitet", "av 21"),
        )),
        Paragraph(
            runs("Enheterna har skattat sig själva ", Run("en gång under året", bold=True),
                 ". Ledningen svarar tillsammans och personalen var för sig. ",
                 Run("Läs hur det går till", link="/skattning/om"), "."),
            note=runs("Skattningen är till för enhetens egen utveckling. Den rangordnar inte skolor."),
        ),
        chart_figure(PROFILE, "sv"),
        Callout("Det här behöver nämnden ta ställning till", runs(
            "Fyra insatser saknar aktiviteter på alla enheter. Ska de vara kvar i nästa plan?")),
        Heading("Personal och ledning ser olika på ämnesarbetet", 2),
        Paragraph(runs("I fyra av fem frågor ligger grupperna nära varandra. I frågan om att lära av "
                       "varandra skattar ledningen ett halvt steg högre."),
                  note=runs("Bandet visar mitten av kommunens enheter.")),
        chart_figure(LEVELS, "sv"),
        chart_figure(DOTS, "sv"),
        Heading("Så har vi räknat", 3),
        Bullets((
            runs("Grupper med färre än fem svar visas inte."),
            runs("En förändring nämns bara när den är större än slumpen."),
            runs("Medelvärdet står alltid bredvid antalet svar."),
        ), note=runs("Metoden beskrivs i handboken.")),
        Callout("", runs("Jämförelsen med 2023/24 utgår, eftersom frågorna då var andra."), kind="method"),
        PageBreak(),
        Heading("Fyra insatser arbetar ingen med"),
        chart_figure(COVERAGE, "sv"),
        Table(
            "Enheternas svar per område",
            ("Enhet", "Svar", "Digital kompetens", "Likvärdig tillgång"),
            (
                ("Björkhagens skola", 41, 3.9, 3.2),
                ("Norra förskolan", 12, 2.8, Hidden(FEW)),
                ("Strandgymnasiet", 1204, 4.25, 3.0),
                *((f"Enhet {n}", 10 + n, 3.0, 2.5) for n in range(1, 46)),
            ),
            note="Streckade celler visas inte: för få svar.",
        ),
        Bullets((runs("Pröva modellen på tre skolor."), runs("Utvärdera i maj.")), ordered=True),
        Sources("Källor", (runs("Självskattningen våren 2027."), runs("Enheternas verksamhetsplaner."))),
    ),
)  # fmt: skip
