from rodtrad.assessments.models.instrument import Indicator, Instrument
from rodtrad.assessments.models.response import (
    Comment,
    Invitation,
    LeaderRating,
    Receipt,
    Response,
)
from rodtrad.assessments.models.result import Result
from rodtrad.assessments.models.round import Group, Round, RoundState, RoundUnit

__all__ = [
    "Comment",
    "Group",
    "Indicator",
    "Instrument",
    "Invitation",
    "LeaderRating",
    "Receipt",
    "Response",
    "Result",
    "Round",
    "RoundState",
    "RoundUnit",
]
