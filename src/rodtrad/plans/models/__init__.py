from rodtrad.plans.models.appendix import Appendix
from rodtrad.plans.models.correspondence import CarriedAs, Correspondence, Verdict
from rodtrad.plans.models.document import Document, DocumentKind, DocumentStatus
from rodtrad.plans.models.import_draft import ImportDraft, ImportStep
from rodtrad.plans.models.item import Item, ItemKind
from rodtrad.plans.models.link import ItemLink, LinkKind
from rodtrad.plans.models.meaning import ItemMeaning
from rodtrad.plans.models.step import DocumentStep

__all__ = [
    "Appendix",
    "CarriedAs",
    "Correspondence",
    "Document",
    "DocumentKind",
    "DocumentStatus",
    "DocumentStep",
    "ImportDraft",
    "ImportStep",
    "Item",
    "ItemKind",
    "ItemLink",
    "ItemMeaning",
    "LinkKind",
    "Verdict",
]
