"""Where names are kept as words, and how they are forgotten."""

from __future__ import annotations

from collections.abc import Collection

from rodtrad.organisation.protection import forget_written, unnamed
from rodtrad.referrals.models import Answer, DecisionPaper, Referral, Remark, View

__all__ = ["forget"]


def forget(name: str, paths: Collection[str]) -> None:
    """Who sent, ended, wrote, handed in and answered; a name that was chosen to be shown is no longer."""
    owner = "document__owner__path"
    forget_written(Referral, ["sent_by", "ended_by"], owner, name, paths)
    forget_written(Answer, ["answered_by"], f"remark__view__recipient__referral__{owner}", name, paths)
    forget_written(Remark, ["updated_by"], f"view__recipient__referral__{owner}", name, paths)
    for top in {path[:4] for path in paths}:
        within = {f"recipient__referral__{owner}__startswith": top}
        View.objects.filter(handed_in_by=name, **within).update(handed_in_by=unnamed(), is_named=False)
        for paper in DecisionPaper.objects.filter(**{f"{owner}__startswith": top}):
            _forget_in_paper(paper, name)


def _forget_in_paper(paper: DecisionPaper, name: str) -> None:
    written = {
        key: {**each, "by": unnamed()} if each["by"] == name else each for key, each in paper.sections.items()
    }
    if written != paper.sections:
        paper.sections = written
        paper.save(update_fields=["sections"])
