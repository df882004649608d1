from rodtrad.plans.models.document import Document, DocumentKind, DocumentStatus
from rodtrad.plans.models.import_draft import ImportDraft, ImportStep
from rodtrad.plans.models.item import Item, ItemKind
from rodtrad.plans.models.link import ItemLink, LinkKind

__all__ = [
    "Document",
    "DocumentKind",
    "DocumentStatus",
    "ImportDraft",
    "ImportStep",
    "Item",
    "ItemKind",
    "ItemLink",
    "LinkKind",
]
