from rodtrad.assessments.groups import Group
from rodtrad.assessments.models.instrument import (
    Area,
    Indicator,
    IndicatorKind,
    IndicatorLink,
    Instrument,
    InstrumentKind,
    ScaleKind,
)
from rodtrad.assessments.models.live import LiveSeat, LiveSession
from rodtrad.assessments.models.miss import CodeMiss
from rodtrad.assessments.models.response import (
    Comment,
    Invitation,
    LeaderRating,
    Receipt,
    Response,
)
from rodtrad.assessments.models.result import Result
from rodtrad.assessments.models.round import CommentReader, Round, RoundPart, RoundState, Seer, SentReminder
from rodtrad.assessments.models.spread import Spread

__all__ = [
    "Area",
    "CodeMiss",
    "Comment",
    "CommentReader",
    "Group",
    "Indicator",
    "IndicatorKind",
    "IndicatorLink",
    "Instrument",
    "InstrumentKind",
    "Invitation",
    "LeaderRating",
    "LiveSeat",
    "LiveSession",
    "Receipt",
    "Response",
    "Result",
    "Round",
    "RoundPart",
    "RoundState",
    "ScaleKind",
    "Seer",
    "SentReminder",
    "Spread",
]
