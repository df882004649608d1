"""A document as CSV: one row an item, as Swedish Excel opens it with a double click."""

from __future__ import annotations

import csv
import io

from django.utils.translation import gettext as _

from rodtrad.plans import tree as trees
from rodtrad.plans.importing import PlanTree
from rodtrad.plans.models import ItemKind

__all__ = ["csv_text", "safe"]

# A cell that begins so is read as a formula; an apostrophe before it makes it text (OWASP, CSV injection).
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
FIELDS = ("heading", "text", "role", "sub_role", "responsible_unit", "status", "due", "effect", "definition")


def csv_text(tree: PlanTree) -> str:
    """Semicolons between, CRLF after, a byte order mark first: without it Excel reads no Swedish letters."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    columns = [_("Nummer"), _("Under"), _("Beteckning"), _("Slag"), *map(trees.field_label, FIELDS)]
    writer.writerow([*columns, _("Identitet")])
    numbers = trees.labels(tree)
    for item in tree.items:
        kind = str(ItemKind(item.kind).label)
        words = (getattr(item, name) or "" for name in FIELDS)
        row = [item.id, item.parent or "", numbers.get(item.id, ""), kind, *words, item.key or ""]
        writer.writerow([safe(cell) for cell in row])
    return "\ufeff" + out.getvalue()


def safe(cell: str) -> str:
    """A cell that no spreadsheet reads as a formula."""
    return f"'{cell}" if cell.lstrip(" ").startswith(FORMULA) else cell
