"""The words by which Swedish governing documents say what a part of them is.

Patterns meet text in small letters, numbering taken away. Order matters: the first that fits decides.
They name no municipality and no document; a new shape of document is mostly a new word here.
"""

from __future__ import annotations

import re
from enum import Enum


class Sense(Enum):
    """What a heading or a lead-in says about what stands under it."""

    PLAIN = "plain"
    FRONT = "front"  # introduction, background, purpose: told, not planned
    TOPIC = "topic"  # follow-up, research, leadership: mostly told, but also names of areas and goals
    SKIP = "skip"  # references, participants, budgets, related documents
    GLOSSARY = "glossary"
    APPENDIX = "appendix"
    CURRENT_STATE = "current_state"
    AREAS = "areas"  # 'our priority areas are'
    ROLE = "role"
    GOAL = "goal"
    TARGET = "target_picture"
    DESIRED = "desired_state"
    INITIATIVE = "initiative"
    MEASURE = "measure"
    ACTIVITY = "activity"
    CHALLENGE = "challenge"
    INDICATOR = "indicator"
    EFFECT = "effect"
    VISION = "vision"  # one sentence on the whole; only a list under it is of items
    FOLLOWED = "followed"  # how it is followed up: told in prose, measured in lists
    DETAIL = "detail"  # who, when, how far: said of the item before
    EXAMPLES = "examples"  # lists that explain something and plan nothing


# Senses of the parts that hold items, and of those that stand beside them in an area.
ITEM_SENSES = frozenset(
    {
        *(Sense.GOAL, Sense.DESIRED, Sense.TARGET, Sense.INITIATIVE, Sense.MEASURE, Sense.ACTIVITY),
        *(Sense.INDICATOR, Sense.CHALLENGE, Sense.EFFECT, Sense.FOLLOWED),
    }
)
PART_SENSES = ITEM_SENSES | {Sense.CURRENT_STATE, Sense.ROLE}

_AREA_WORD = (
    r"(?:(?:fokus|mål|insats|utvecklings|prioriterings|program|kärn)områden?|"
    r"(?:prioriterat|prioriterade|strategiskt|strategiska|"
    r"huvud)\s*(?:fokus|mål|insats|utvecklings)?områden?)"
)

_GOAL_WORD = r"(?:del|effekt|inriktnings|resultat|utvecklings|huvud|nämnd)?mål(?:en|sättning(?:ar|en)?)?"

_OF_A_KIND = (  # 'genomförda och pågående', but no 'mål och'
    r"(?!\w*(?:mål|målsättningar|strategier|indikatorer) och )(?:\w+(?: och|,)? )?(?:\w+[aest] ){0,2}"
)
_SUCH_AS = r"(?:(?:förslag|exempel) på )?"
_GOES_ON = r"(?: (?:och|för|som|inom|under|vi|i|\d{4}).*)?$"

HEADINGS: tuple[tuple[Sense, str], ...] = (
    (Sense.SKIP, r"^innehåll|^referens|^källor|^källförteckning|^litteratur|^länkar\b|^deltagare"),
    (Sense.SKIP, r"^styrgrupp|^arbetsgrupp|^kontakt"),
    (Sense.SKIP, r"\bbudget|^ekonomi|kostnad|^finansiering|versionshistorik|^dokumentinformation"),
    (Sense.SKIP, r"^bilagor$|^ändringslogg|^fotnot"),
    (Sense.SKIP, r"styrande dokument|stödjande dokument|relaterade dokument|^styrdokument|^lagar\b"),
    (Sense.SKIP, r"^lagstiftning|^koppling(?:ar)? till"),
    (Sense.GLOSSARY, r"ordlista|ordförklaring|begreppsförklaring|^begrepp"),
    (Sense.GLOSSARY, r"förklaring(?:ar)? (?:av|och) begrepp|^definition|^termer"),
    (Sense.CURRENT_STATE, r"^nuläge|nulägesbeskrivning|nulägesanalys|nulägesbild|^nuvarande läge|^dagsläge"),
    (Sense.CURRENT_STATE, r"^(?:läget|situationen) i ?dag|^utgångsläge"),
    (Sense.DETAIL, r"^(?:ansvarig(?:a|(?: \w+)?)|tids?plan|tid|när|status|klart(?: senast)?|slutdatum)$"),
    (Sense.AREAS, rf"^(?:våra |de )?(?:\w+ )?{_AREA_WORD}(?: och mål.*| för .*| i .*)?$"),
    (Sense.ROLE, r"^(?:våra )?roller(?: på .*| i .*| inom .*)?$|^rollfördelning|^rollbeskrivning"),
    (Sense.ROLE, r"^(?:\w+ och|\w+, \w+ och) ansvar(?:sfördelning)?$|^ansvar och \w+$"),
    (Sense.ROLE, r"^ansvarsmatris|^rollmatris"),
    (Sense.ROLE, r"^ansvar(?:sområden|sroller)?$|^(?:roller|organisation) och ansvar|^ansvar och roller"),
    (Sense.ROLE, r"^roll- och ansvars|^ansvarsfördelning|^vem (?:gör|ansvarar|har ansvar|svarar för)"),
    (Sense.DESIRED, r"^önska[td]e? lägen?|^önskvärt läge|^så ska det|^framgångsfaktorer"),
    (Sense.TARGET, r"^målbild|^framtidsbild|^vår målbild"),
    (Sense.VISION, r"^(?:vår |övergripande )?vision(?:en)?(?:$| för| \d{4}| –| -)"),
    (Sense.INDICATOR, r"indikator|nyckeltal|mätetal|^mått\b|^målvärde|^mätpunkter|^tecken på"),
    (Sense.INDICATOR, r"^uppföljningsmått"),
    (Sense.EFFECT, r"^(?:förväntad|önskad|avsedd)e?a?r? effekt|^effekter?$|^förväntat resultat|^resultat$"),
    (Sense.CHALLENGE, r"^(?:\w+ )?utmaningar|^(?:identifierade )?behov$|^risker|^hinder|^svårigheter"),
    (Sense.CHALLENGE, r"^utvecklingsbehov|^brister"),
    (Sense.ACTIVITY, r"^(?:\w+ )?milstolpar?\b|^årshjul"),
    (Sense.ACTIVITY, rf"^{_SUCH_AS}{_OF_A_KIND}aktivitet(?:er(?:na)?)?{_GOES_ON}|^aktivitetsplan"),
    (Sense.INITIATIVE, rf"^{_SUCH_AS}(?:{_OF_A_KIND}insats(?:er)?|\w+insatser)(?:na)?{_GOES_ON}"),
    (Sense.INITIATIVE, r"^satsningar|^insatser/"),
    (Sense.INITIATIVE, rf"^{_OF_A_KIND}initiativ(?:en)?{_GOES_ON}"),
    (Sense.MEASURE, rf"^{_SUCH_AS}{_OF_A_KIND}åtgärd(?:er(?:na)?)?{_GOES_ON}"),
    (Sense.MEASURE, r"^(?:del)?strategi$|^(?:del)?strategier(?: för.*)?$"),
    (Sense.MEASURE, r"^hur\??$|^(?:vad|vad som|detta|det här) (?:ska|behöver) göras|^att göra$"),
    (Sense.MEASURE, r"^genomförande av mål|^tillvägagångssätt|^arbetssätt$"),
    (Sense.MEASURE, r"^för att nå (?:målet|dit|målen)|^vägen dit|^(?:våra )?åtaganden"),
    (Sense.GOAL, r"^(?:vår |våra )?ambition(?:er)?$"),
    (Sense.GOAL, rf"^(?:\w+ |våra )?{_GOAL_WORD}(?: och .*| för .*| \d{{4}}.*)?$"),
    (Sense.APPENDIX, r"^bilag(?:a|or)\b"),
    (Sense.FRONT, r"^inledning|^bakgrund|^syfte|^sammanfattning|^giltighet|^vem omfattas|^omfattning"),
    (Sense.FRONT, r"^målgrupp|^avgränsning|^förord|^historik|^om (?:planen|dokumentet|strategin|denna)"),
    (Sense.FRONT, r"^exempel\b|^tips\b|^fakta|^frågor\b|^att tänka på"),
    (Sense.FRONT, r"styrsystem|^planens|^läsanvisning|^förutsättningar för|^ärendet|synpunkter$"),
    (Sense.FRONT, r"^förvaltningens|^beredning|^beslut|^förslag till beslut|^beskrivning av|^revidering"),
    (Sense.TOPIC, r"^forskning|^(?:vår )?omvärld|^trender|^nationell"),
    (Sense.TOPIC, r"^uppföljning|^utvärdering|^genomförande|^implementering"),
    (Sense.TOPIC, r"^ledning|^utgångspunkt|^process|^arbetsprocess"),
)  # fmt: skip

_WE = r"(?:vi|kommunen|staden|förvaltningen|verksamheten|arbetet)"

# A lead-in: the sentence before a list. Its last words weigh most, so these look at the whole of its last
# sentence.
LEADS: tuple[tuple[Sense, str], ...] = (
    (Sense.DESIRED, r"^(?:det(?:ta| här)?|\w*området|målet|\w*riktningen) innebär(?: \w+ \w+)?(?: att)?:?$"),
    (Sense.EXAMPLES, r"\binnebär\b|\bbetyder\b|definieras|kännetecken|kan leda till|styrdokument"),
    (Sense.EXAMPLES, r"dokument som|länkar|frågor\b|finns:?$"),
    (Sense.EXAMPLES, r"läroplan|kursplan|skollag|enligt lag"),
    (Sense.EXAMPLES, r"bör innehålla|består av|till exempel:?$|exempelvis:?$|kallas|läs mer"),
    (Sense.EXAMPLES, r"omfattar(?: bland annat)?:?$|ha:$|uppdelat på"),
    (Sense.CHALLENGE, r"utmaning|behov\b.*identifier|problem|\bhinder\b|hänsyn|brister|svårighet|\brisker\b"),
    (Sense.TARGET, r"målbild"),
    (Sense.AREAS, rf"{_AREA_WORD}|\bområden(?:a)?:$"),
    (Sense.INDICATOR, r"indikator|nyckeltal|mätetal|mäts (?:genom|med)|mått\b|följs upp (?:genom|med)"),
    (Sense.INITIATIVE, r"\binsats(?:er|erna)?\b"),
    (Sense.ACTIVITY, r"\baktivitet(?:er|erna)?\b"),
    (Sense.MEASURE, r"\båtgärd(?:er|erna)?\b|\bstrategier:?$|ska genomföras"),
    (Sense.MEASURE, r"så (?:här )?(?:gör|når|arbetar|ska) vi"),
    (Sense.MEASURE, r"genom att:?$|för att nå (?:målet|målen|dit)"),
    (Sense.GOAL, r"\b(?:ska|skall) (?:bidra till|leda till|medverka till)(?: att)?:?$"),
    (Sense.GOAL, r"\b(?:del|effekt)?mål(?:et|en|sättning\w*)?\b|\bvision"),
    (Sense.DESIRED, r"önska[td]e? läge|\bvill(?: att)?:?$|strävar (?:efter|mot)(?: att)?:?$"),
    (Sense.DESIRED, r"ska präglas av|kännetecknas av"),
    (Sense.EFFECT, r"\beffekt(?:er|en)?\b"),
    (Sense.MEASURE, rf"\b{_WE} (?:ska|skall|kommer att|behöver|avser)\b.{{0,40}}:?$"),
)  # fmt: skip

LABEL = re.compile(
    r"^(?:(?:vår|vårt|våra|vår gemensamma|nämndens|långsiktigt|kortsiktigt) )?"
    r"(?P<label>övergripande mål|(?:del|effekt|inriktnings|resultat|utvecklings|huvud|nämnd)?mål|"
    r"målbild|önskat läge|nuläge|"
    r"åtgärd(?:er)?|insats(?:er)?|aktivitet(?:er)?|strategi|initiativ|åtagande|satsning|"
    r"indikator(?:er)?|mått|utmaning|effekt|ansvar(?:ig|iga)?|ansvarig (?:enhet|funktion|"
    r"roll)|status|klart|tidplan|tid|när|slutdatum)"
    r"\s*(?:(?P<number>\d+(?:\.\d+)*[a-z]?)(?:\s*[:.–-]|(?=\s+(?-i:[A-ZÅÄÖ])))|\s*[:–])\s+(?P<rest>\S.*)$",
    re.I | re.S,
)
AREA_LABEL = re.compile(
    rf"^(?:{_AREA_WORD}|\w*område|perspektiv|(?:strategisk )?(?:in)?riktning|fokus|tema|spår|prioritering"
    r"|pelare)\s*"
    r"(?:(?:\d+|[A-Z]|[IVX]+)?\s*(?:[:.–-]\s*|(?<=\d)\s+|(?<=(?-i:\s[A-Z]))\s+(?=(?-i:[A-ZÅÄÖ])))|(?<=[slg]område)\s+(?=(?-i:[A-ZÅÄÖ])))(?P<name>\S.*)$",
    re.I,
)
NUMBERING = re.compile(r"^(?:kapitel\s+)?(?:\d{1,2}(?:\.\d{1,2})*[.)]?|[a-zA-Z][.)])\s+(?=\S)", re.I)
CONTINUED = re.compile(r"\s*[(\[]?\b(?:forts(?:ättning|\.)?)\b[)\]]?\s*$", re.I)


_TITLE_WORD = re.compile(
    r"(?:plan(?:en)?|strategi(?:n)?|agenda(?:n)?|program(?:met)?|policy|riktlinjer?|(?:in)?riktningsdokument)\b",
    re.I,
)
_TITLE_PAGE = re.compile(
    r"\b(?:kommuns?|stads?|regions?|skolor|\w*förvaltningen|\w*nämnden|(?:19|20)\d\d)\b", re.I
)


def names_document(text: str) -> bool:
    """A text that can be a document's title: it says what kind of document it is, in two words or more."""
    return bool(_TITLE_WORD.search(text)) and 2 <= len(text.split()) <= 20


def on_title_page(text: str) -> bool:
    """A line of a title page: the title, whose it is, or for which years."""
    return names_document(text) or bool(_TITLE_PAGE.search(text))


def bare(text: str) -> str:
    """A heading without its number, '(fortsättning)' and closing colon."""
    return CONTINUED.sub("", NUMBERING.sub("", text)).strip(" :.\t–-")
