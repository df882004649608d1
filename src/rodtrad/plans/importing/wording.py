"""What the importer says to people, in their language: why a file is not read, and what could not be told.

A tree carries its warnings as codes with arguments ('role_unknown at=249 count=14'), so that each reader gets
them in a language of their own.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

REFUSALS: dict[str, str | Promise] = {
    "empty": _("Filen är tom. Välj en fil som innehåller text."),
    "too_large": _("Filen är för stor för att läsas in. Dela upp den eller spara den utan bilder."),
    "not_text": _("Filen går inte att läsa som text. Spara den som UTF-8, Word eller PDF och försök igen."),
    "zip_bomb": _("Filen packar upp till orimligt mycket innehåll och läses därför inte in."),
    "encrypted_pdf": _("PDF-filen är skyddad med lösenord. Spara den utan lösenord och försök igen."),
    "broken_file": _("Filen är skadad och går inte att öppna. Spara om den i sitt program och försök igen."),
    "unknown_type": _(
        "Filtypen går inte att läsa in. "
        "Använd PDF, Word (.docx), OpenDocument (.odt), text, Markdown eller JSON."
    ),
    "too_heavy": _("Filen tog för lång tid eller för mycket minne att läsa. Dela upp den och försök igen."),
    "bad_json": _("JSON-filen är inte en plan som har exporterats härifrån."),
    "bad_yaml": _("YAML-filen är inte en plan som har exporterats härifrån."),
}

Arguments = dict[str, int]

_WARNINGS: dict[str, Callable[[Arguments], str]] = {
    "no_plan": lambda _: gettext("Ingen plan hittades i texten: inga områden, mål, insatser eller ansvar."),
    "no_title": lambda _: gettext("Det framgår inte vad dokumentet heter."),
    "no_owner": lambda _: gettext("Det framgår inte vem som äger dokumentet."),
    "no_period": lambda _: gettext("Det framgår inte vilken tid dokumentet gäller."),
    "role_unknown": lambda told: (
        ngettext(
            "En kolumn gick förlorad i tabellen vid tecken %(at)s: rollen är okänd för %(count)s punkt.",
            "En kolumn gick förlorad i tabellen vid tecken %(at)s: rollen är okänd för %(count)s punkter.",
            told["count"],
        )
        % told
    ),
    "cells_missing": lambda told: (
        ngettext(
            "I tabellen vid tecken %(at)s saknar %(count)s rad celler.",
            "I tabellen vid tecken %(at)s saknar %(count)s rader celler.",
            told["count"],
        )
        % told
    ),
}
_CODED = re.compile(r"^(?P<code>[a-z_]+)(?P<arguments>(?: [a-z]+=\d{1,9})*)$")


def told(warning: str) -> str:
    """A warning as a sentence. One that is no code of ours, from a file someone wrote, stays as it is."""
    match = _CODED.match(warning)
    say = _WARNINGS.get(match.group("code")) if match else None
    if match is None or say is None:
        return warning
    pairs = (part.split("=") for part in match.group("arguments").split())
    try:
        return say({name: int(value) for name, value in pairs})
    except KeyError:
        return warning
