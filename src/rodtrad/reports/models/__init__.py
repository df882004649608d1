from rodtrad.reports.models.compilation import Compilation
from rodtrad.reports.models.frozen import FrozenActivity, FrozenLink, FrozenReport

__all__ = ["Compilation", "FrozenActivity", "FrozenLink", "FrozenReport"]
