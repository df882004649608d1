"""The one way an import says no: a code for programs and one sentence for people."""

from __future__ import annotations

from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Code = Literal[
    "empty", "too_large", "not_text", "zip_bomb", "encrypted_pdf", "broken_file", "unknown_type", "too_heavy",
    "bad_json", "bad_yaml",
]  # fmt: skip

MESSAGES: dict[str, str | Promise] = {
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


class ImportRefused(ValueError):  # noqa: N818  the brief name of what happened, and what callers catch
    """A file that is not read. `code` is stable; `sentence` is lazily translated for the person who sent
    it."""

    def __init__(self, code: Code, detail: str = "") -> None:
        self.code: Code = code
        self.detail = detail
        self.sentence = MESSAGES[code]
        super().__init__(code, detail)

    def __str__(self) -> str:
        return str(self.sentence)
