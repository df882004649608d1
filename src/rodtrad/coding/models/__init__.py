from rodtrad.coding.models.book import BookVersion, Theme
from rodtrad.coding.models.coded import Coder, Coding, Decision
from rodtrad.coding.models.material import Consent, Excerpt, Source, SourceKind
from rodtrad.coding.models.project import Project, ProjectState

__all__ = [
    "BookVersion",
    "Coder",
    "Coding",
    "Consent",
    "Decision",
    "Excerpt",
    "Project",
    "ProjectState",
    "Source",
    "SourceKind",
    "Theme",
]
