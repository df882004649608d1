from rodtrad.public.models.address import SeriesAddress
from rodtrad.public.models.support import SupportFile, SupportMaterial

__all__ = ["SeriesAddress", "SupportFile", "SupportMaterial"]
