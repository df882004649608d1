from rodtrad.referrals.models.decision import DecisionPaper, Motion
from rodtrad.referrals.models.group import GroupMember, ReferenceGroup
from rodtrad.referrals.models.referral import Recipient, Referral, ReferralState
from rodtrad.referrals.models.view import Answer, Remark, Verdict, View

__all__ = [
    "Answer",
    "DecisionPaper",
    "GroupMember",
    "Motion",
    "Recipient",
    "ReferenceGroup",
    "Referral",
    "ReferralState",
    "Remark",
    "Verdict",
    "View",
]
