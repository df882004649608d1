"""What the pages for answering say around the questions, each phrase under a key.

The Swedish is written here and the English is in the catalogue, as everywhere. Other languages are data:
files in `languages/`, and the words that an instrument's own file gives. A key that begins with a group's
prefix holds that group's own words for what stands under the rest of it; a group without own words is told
the common ones. The keys with their texts are listed in docs/reference/answering-words.md.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from rodtrad.assessments.groups import Group

__all__ = ["OPTIONAL", "PHRASES", "PREFIXES", "Phrase", "fields_of", "key_for", "spoken"]


@dataclass(frozen=True)
class Phrase:
    """Something to be said, by its key, with what is put into it; in which language is for the voice."""

    key: str
    values: Mapping[str, Any] = field(default_factory=dict)


PREFIXES: Final = {Group.PUPILS_YOUNGER.value: "young.", Group.GUARDIANS.value: "guardians."}
"""The groups with words of their own."""

ONE = ".one"
"""What ends the key of the words for one minute; a language that needs none has none."""

PHRASES: Final[dict[str, str]] = {
    "skip": _("Hoppa till innehållet"),
    # ---- the first page
    "length": _("{total} frågor, ungefär {minutes} minuter. Svara senast {day}."),
    "length.one": _("{total} frågor, ungefär {minutes} minut. Svara senast {day}."),
    "apart.teachers": _(
        "Den här länken är för dig som undervisar. Alla andra i personalen har en egen länk."
    ),
    "apart.staff": _(
        "Den här länken är för dig som inte undervisar. Den undervisande personalen har en egen länk."
    ),
    "anonymous.head": _("Du är anonym."),
    "anonymous": _("Inget konto, inga kakor. Varken vem du är eller när du svarade sparas."),
    "shown.head": _("Det här visas, och för vem."),
    "shown": _("När omgången har stängts ser {seen_by} hur svaren fördelar sig, om minst {n} har svarat."),
    "seen_by.leaders": _("ledningen för {unit} och de som leder skolan hos {authority}"),
    "seen_by.staff": _("de som arbetar på {unit} och de som leder skolan hos {authority}"),
    "seen_by.authority": _("alla som arbetar hos {authority}"),
    "written.head": _("Det du skriver"),
    "written": _("läses av {comments_for}, om minst {n} har svarat. Skriv inget som pekar ut en person."),
    "comments_for.leaders": _("enhetens ledning och huvudmannens strateg"),
    "comments_for.staff": _("enhetens ledning och personal och huvudmannens strateg"),
    "kept.head": _("Inget går förlorat."),
    "kept": _("Svaren sparas på den här enheten tills du har skickat in dem. Du kan hoppa över frågor."),
    "left_here": _(
        "Svaren som du började på finns kvar på den här enheten. Är det inte dina? Börja om, så tas de bort."
    ),
    "start_over": _("Börja om"),
    "begin": _("Börja svara"),
    "go_on": _("Fortsätt svara"),
    # ---- the questions
    "question": _("Fråga {number}"),
    "question_of": _("Fråga {number} av {total}"),
    "area_of": _("Område {number} av {total}"),
    "progress": _("Besvarade frågor"),
    "progress_of": _("{done} av {total}"),
    "saved": _("Sparat på den här enheten"),
    "show_all": _("Visa alla frågor"),
    "show_one": _("En fråga i taget"),
    "comment": _("Lägg till en kommentar"),
    "comment_to": _("Kommentar till fråga {number}"),
    "not_relevant": _("Inte relevant för oss"),
    "between": _("Mellan frågorna"),
    "previous": _("Tillbaka"),
    "next": _("Nästa"),
    # ---- sending
    "ready": _("Klart? Skicka in"),
    "skipped": _("Frågor som du inte har svarat på räknas som överhoppade."),
    "count": _("Du har svarat på {done} av {total} frågor. De andra räknas som överhoppade."),
    "count_all": _("Du har svarat på alla frågor."),
    "final": _("När du har skickat in går svaren inte att ändra, eftersom ingen vet vilka som är dina."),
    "send": _("Skicka in mina svar"),
    "send_again": _("Skicka igen"),
    "offline": _(
        "Du har inget nät just nu. Svaren finns kvar på den här enheten. Försök igen när nätet är tillbaka."
    ),
    "unreached": _(
        "Svaren kom inte fram, för vi når inte servern just nu. De finns kvar på den här enheten. "
        "Vänta en stund och skicka igen."
    ),
    "online": _("Nätet är tillbaka. Skicka svaren igen."),
    "restart.head": _("Börja om från början"),
    "restart": _("Allt som du har svarat och skrivit tas bort från den här enheten. Det går inte att ångra."),
    "restart.do": _("Ta bort och börja om"),
    # ---- what is wrong
    "mend": _("Något behöver rättas. Det du skrev finns kvar."),
    "error.level": _("Välj en av nivåerna."),
    "error.comment": _("Kommentaren får ha högst {limit} tecken och har {length}."),
    "error.empty": _("Du har inte svarat på någon fråga än."),
    "error.token": _("Formuläret hör inte till den här länken. Skicka det igen."),
    # ---- the thanks
    "thanks.title": _("Tack för ditt svar"),
    "thanks.head": _("Tack! Ditt svar är sparat"),
    "thanks.among": _("Det är nu ett av svaren från {unit}, och ingen kan se vilket."),
    "thanks.then": _(
        "Omgången stänger {day}. Sedan visas resultatet för enheten, om tillräckligt många har svarat."
    ),
    "thanks.gone": _("Svaren är borttagna från den här enheten. Du kan stänga sidan."),
    # ---- a link that takes no answer
    "refused.not_yet": _("Omgången har inte öppnat än."),
    "refused.closed": _("Omgången är stängd och tar inte längre emot svar."),
    "refused.expired": _("Sista dagen att svara har passerat."),
    "refused.spent": _("Koden är redan använd. Den gäller för ett svar."),
    "refused.full": _("Så många svar som länken tar emot har redan kommit in."),
    "why.not_yet": _("Den öppnar {day}. Spara länken och kom tillbaka då."),
    "why.closed": _("Resultatet visas för enheten. Nästa skattning kommer nästa läsår."),
    "why.expired": _(
        "Sista dagen var {day}. Vill du ändå svara, be enhetens ledning fråga om omgången kan förlängas."
    ),
    "why.spent": _("Har du inte svarat själv? Be om en ny kod av den som gav dig den här."),
    "why.full": _("Säg till enhetens ledning, som kan ändra antalet tillfrågade. Sedan går det att svara."),
    "left.some": _("På den här enheten finns svar som någon började på."),
    "left.remove": _("Ta bort dem"),
    "left.gone": _("De är borttagna."),
    "typed.head": _("Det här hade du svarat"),
    "typed": _("Svaren skickades inte in. De finns kvar på den här enheten, och här kan du kopiera dem."),
    "unknown.head": _("Vi känner inte igen länken"),
    "unknown": _(
        "Kontrollera att hela länken kom med, eller läs in QR-koden igen. Koden består av bokstäver och "
        "siffror och har inga mellanslag."
    ),
    "unknown.ask": _("Fungerar det ändå inte, fråga den på enheten som gav dig länken."),
    # ---- on paper
    "group.staff": _("Personal"),
    "group.teachers": _("Undervisande personal"),
    "group.pupils_older": _("Elever"),
    "group.pupils_younger": _("Elever"),
    "group.guardians": _("Vårdnadshavare"),
    "sheet": _("Hur långt har vi kommit? Svara på telefonen, utan konto och anonymt."),
    "sheet.scan": _("Rikta kameran mot koden."),
    "sheet.choose": _("Välj den nivå som stämmer bäst. Du kan hoppa över frågor."),
    "sheet.send": _("Skicka in, senast {day}."),
    "sheet.under": _("Ingen kan se vad du har svarat. Resultatet visas bara om minst {n} svarar."),
    "slip.under": _("Gäller för ett svar, till och med {day}. Ingen vet vem som fick vilken lapp."),
    "qr": _("QR-kod som öppnar {address}"),
    "paper.how": _("Kryssa i en ruta för varje fråga. Du kan hoppa över frågor."),
    "paper.version": _("Version {version}, på papper"),
    "paper.to": _("Till"),
    "paper.unit": _("Enhet"),
    "paper.date": _("Datum"),
    # ---- to guardians
    "guardians.anonymous": _(
        "Inget konto, inga kakor. Vi sparar inte vem du är, vem som är ditt barn eller när du svarade."
    ),
    "guardians.shown": _(
        "Efter sista dagen visas hur många som valde varje svar, om minst {n} har svarat. "
        "Det ses av {seen_by}."
    ),
    "guardians.written": _(
        "läses av {comments_for}, om minst {n} har svarat. Skriv inga namn, och inget som pekar ut ett barn."
    ),
    "guardians.kept": _(
        "Svaren finns kvar i din mobil eller dator tills du skickar dem. Du kan hoppa över frågor."
    ),
    "guardians.why.closed": _("Resultatet visas för enheten. Kom gärna tillbaka nästa gång."),
    "guardians.sheet": _("Vad tycker du? Svara på telefonen, utan konto och anonymt."),
    # ---- to the younger pupils
    "young.title": _("Vad tycker du?"),
    "young.greeting": _("Hej! Vad tycker du?"),
    "young.length": _("Här är {total} frågor. Det tar ungefär {minutes} minuter. Svara senast {day}."),
    "young.length.one": _("Här är {total} frågor. Det tar ungefär {minutes} minut. Svara senast {day}."),
    "young.anonymous.head": _("Ingen får veta vad du svarar."),
    "young.anonymous": _("Du skriver inte vad du heter."),
    "young.shown.head": _("De vuxna ser bara hur många som valde varje svar."),
    "young.shown": _("{seen_by} Minst {n} måste svara. Annars får ingen se något."),
    "young.seen_by.leaders": _("Rektorn och de som leder skolorna får se det."),
    "young.seen_by.staff": _("De som jobbar här och de som leder skolorna får se det."),
    "young.seen_by.authority": _("Alla som jobbar i skolorna får se det."),
    "young.written.head": _("Du får skriva med egna ord."),
    "young.written": _("{comments_for} Minst {n} måste svara först. Skriv inga namn."),
    "young.comments_for.leaders": _("Rektorn och en till som leder skolorna får läsa."),
    "young.comments_for.staff": _("De som jobbar här och en till som leder skolorna får läsa."),
    "young.kept.head": _("Du kan ta en paus."),
    "young.kept": _("Dina svar finns kvar här tills du skickar dem. Du får hoppa över en fråga."),
    "young.left_here": _(
        "Här finns svar som någon har börjat på. Är de inte dina? Tryck på Börja om, så tas de bort."
    ),
    "young.begin": _("Börja"),
    "young.go_on": _("Fortsätt"),
    "young.area_of": _("Del {number} av {total}"),
    "young.saved": _("Sparat här"),
    "young.comment": _("Vill du skriva något?"),
    "young.comment_to": _("Dina ord till fråga {number}"),
    "young.not_relevant": _("Det passar inte mig"),
    "young.ready": _("Klar? Skicka dina svar"),
    "young.skipped": _("Du får hoppa över frågor."),
    "young.count": _("Du har svarat på {done} av {total} frågor. Du får hoppa över de andra."),
    "young.final": _("När du har skickat kan du inte ändra. Ingen vet vilka svar som är dina."),
    "young.send": _("Skicka mina svar"),
    "young.offline": _("Det finns inget nät just nu. Dina svar är kvar här. Försök igen om en stund."),
    "young.unreached": _("Svaren kom inte fram. De är kvar här. Vänta lite och skicka igen."),
    "young.online": _("Nätet är tillbaka. Skicka igen."),
    "young.restart": _("Alla dina svar här tas bort. Du kan inte få tillbaka dem."),
    "young.mend": _("Något blev fel. Det du skrev finns kvar."),
    "young.error.level": _("Välj ett av svaren."),
    "young.error.comment": _("Du har skrivit lite för mycket: {length} tecken. Det får plats {limit}."),
    "young.error.token": _("Det blev fel. Skicka en gång till."),
    "young.thanks.title": _("Tack!"),
    "young.thanks.head": _("Tack! Dina svar har kommit fram"),
    "young.thanks.among": _("De ligger ihop med de andras svar. Ingen kan se vilka som är dina."),
    "young.thanks.then": _("Be en vuxen att berätta sedan vad ni svarade."),
    "young.thanks.gone": _("Svaren finns inte kvar på den här skärmen. Nu kan du stänga sidan."),
    "young.refused.not_yet": _("Du kan inte svara än."),
    "young.refused.closed": _("Nu kan man inte svara längre."),
    "young.refused.expired": _("Nu kan man inte svara längre."),
    "young.refused.spent": _("Någon har redan svarat med den här koden."),
    "young.refused.full": _("Alla har redan svarat."),
    "young.why.not_yet": _("Du kan svara från {day}."),
    "young.why.closed": _("Be en vuxen att berätta vad ni svarade."),
    "young.why.expired": _("Be en vuxen att berätta vad ni svarade."),
    "young.why.spent": _("Fråga en vuxen om du vill svara."),
    "young.why.full": _("Fråga en vuxen om du vill svara."),
    "young.left.some": _("Här finns svar som någon har börjat på."),
    "young.typed": _("Svaren skickades inte. De finns kvar här."),
    "young.sheet": _("Svara på frågor om din skola. Du skriver inte vad du heter."),
    "young.sheet.scan": _("Rikta kameran mot rutan."),
    "young.sheet.choose": _("Välj det svar som du tycker stämmer. Du får hoppa över en fråga."),
    "young.sheet.send": _("Skicka dina svar. Sista dagen är {day}."),
    "young.sheet.under": _("Ingen får veta vad du svarar. Minst {n} måste svara. Annars får ingen se något."),
    "young.slip.under": _("Rikta kameran mot rutan. Svara senast {day}. Lappen går att använda en gång."),
    "young.paper.how": _("Sätt ett kryss för varje fråga. Du får hoppa över en fråga."),
}
"""The Swedish of every phrase by its key, in the order in which the pages say them."""

OPTIONAL: Final = frozenset(key for key in PHRASES if key.endswith(ONE))
"""The keys that a whole language may lack."""

_FIELD = re.compile(r"\{(\w*)\}")


def fields_of(text: str) -> frozenset[str]:
    """What is put into a phrase: 'Svara senast {day}.' has `day`."""
    return frozenset(_FIELD.findall(text))


def key_for(key: str, group: str = "") -> str:
    """The key of a phrase in a group's own words, where there are such words."""
    own = PREFIXES.get(group, "") + key
    return own if own in PHRASES else key


def spoken(key: str, group: str = "") -> str:
    """A phrase in the language that is spoken now, Swedish or English, with its fields unfilled."""
    return gettext(PHRASES[key_for(key, group)])
