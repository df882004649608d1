from rodtrad.cycle.models.year import Phase, SchoolYear, YearTask

__all__ = ["Phase", "SchoolYear", "YearTask"]
