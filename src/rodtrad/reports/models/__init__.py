from rodtrad.reports.models.compilation import Compilation

__all__ = ["Compilation"]
