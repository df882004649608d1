"""What a report is written from: plain frozen values, read once and never changed. No ORM, no words."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

__all__ = [
    "AreaFacts",
    "Covered",
    "Difference",
    "Effect",
    "Facts",
    "GroupFacts",
    "InitiativeFacts",
    "PartFacts",
    "PlanFacts",
    "Quote",
    "RoundFacts",
    "Told",
    "Turnout",
    "Word",
    "Work",
]


@dataclass(frozen=True)
class Told:
    """What may be told of a group's answers. `reason` says why nothing is; then every figure is empty.

    `band` is the 10th to 90th percentile of the units' means. `n` for an area is the most answers that one of
    its questions has; `counts` are per level, lowest first.
    """

    mean: float | None = None
    n: int = 0
    sd: float | None = None
    counts: tuple[int, ...] = ()
    band: tuple[float, float] | None = None
    reason: str = ""

    @property
    def is_shown(self) -> bool:
        return self.mean is not None


@dataclass(frozen=True)
class Difference:
    """A difference and its verdict: 1 clearly higher, -1 clearly lower, 0 neither; over `used` questions."""

    verdict: int
    size: float
    used: int
    of: int


@dataclass(frozen=True)
class Work:
    """How far the work has come, and nothing of what came of it (rule 3). `units` have an activity."""

    units: int = 0
    activities: int = 0
    planned: int = 0
    ongoing: int = 0
    done: int = 0
    paused: int = 0
    cancelled: int = 0


@dataclass(frozen=True)
class Effect:
    """What came of what was followed up, and nothing of how far the work has come (rule 3)."""

    clear: int = 0
    partly: int = 0
    none: int = 0
    too_early: int = 0
    not_followed: int = 0

    @property
    def followed(self) -> int:
        return self.clear + self.partly + self.none + self.too_early


@dataclass(frozen=True)
class InitiativeFacts:
    """One initiative of the plan: how it was rated (None where not) and what units do with it."""

    item_id: int
    key: str
    number: str
    text: str
    position: int | None = None
    staff: Told | None = None
    leaders: Told | None = None
    change: int | None = None
    work: Work = Work()
    effect: Effect = Effect()


@dataclass(frozen=True)
class GroupFacts:
    """How a further group, beside staff and leaders, rated an area. The gap is the leaders' mean less its."""

    group: str
    told: Told
    change: Difference | None = None
    gap: Difference | None = None


@dataclass(frozen=True)
class AreaFacts:
    """One priority area. `place` is where the rating has it, None where it was not rated."""

    number: int
    item_id: int
    key: str
    title: str
    initiatives: tuple[InitiativeFacts, ...]
    place: int | None = None
    staff: Told | None = None
    leaders: Told | None = None
    change: Difference | None = None
    gap: Difference | None = None
    others: tuple[GroupFacts, ...] = ()
    work: Work = Work()
    effect: Effect = Effect()


@dataclass(frozen=True)
class Covered:
    """Answered of invited at `units` of `of` units: those that have said how many they asked."""

    units: int
    of: int
    answered: int
    invited: int


@dataclass(frozen=True)
class Turnout:
    """How many answered. `answered` is None where it must not be shown. Where not every unit has said how
    many it asked, `invited` is None and `covered` has those that have.
    """

    group: str
    answered: int | None
    invited: int | None
    covered: Covered | None = None

    @property
    def rate(self) -> float | None:
        if self.answered is not None and self.invited:
            return min(self.answered / self.invited, 1.0)
        return min(self.covered.answered / self.covered.invited, 1.0) if self.covered else None


@dataclass(frozen=True)
class RoundFacts:
    """The rating that was read, and the year it is compared with ('' where there is none)."""

    id: int
    title: str
    node: str
    node_path: str
    closed_on: date | None
    # The fewest answers that are shown, per group.
    thresholds: dict[str, int]
    levels: tuple[dict[str, str], ...]
    turnouts: tuple[Turnout, ...]
    previous_label: str = ""
    left_out: int = 0

    @property
    def others(self) -> tuple[Turnout, ...]:
        """The groups beside staff and leaders."""
        return tuple(each for each in self.turnouts if each.group not in ("staff", "leaders"))

    def turnout(self, group: str) -> Turnout | None:
        return next((each for each in self.turnouts if each.group == group), None)


@dataclass(frozen=True)
class PlanFacts:
    """The plan that is reported on."""

    id: int
    slug: str
    title: str
    period: str


@dataclass(frozen=True)
class PartFacts:
    """One administration, in the order of the tree: its areas, its schools and their reports."""

    name: str
    slug: str
    path: str
    schools: int
    reports: int
    told: tuple[Told, ...] = ()
    answered: int | None = None
    invited: int | None = None


@dataclass(frozen=True)
class Quote:
    """What a unit has written in a follow-up or a report, in its own words."""

    text: str
    unit: str
    unit_slug: str
    about: str
    area: int | None
    source_id: int
    verdict: str = ""


@dataclass(frozen=True)
class Word:
    """A word that returns in the conclusions of several units, with the activities whose follow-up has it."""

    word: str
    units: int
    activity_ids: tuple[int, ...]


@dataclass(frozen=True)
class Facts:
    """All that one yearly compilation says."""

    authority: str
    authority_slug: str
    year: str
    year_slug: str
    made_on: date
    made_by: str
    version: int
    plan: PlanFacts | None = None
    round: RoundFacts | None = None
    areas: tuple[AreaFacts, ...] = ()
    work: Work = Work()
    effect: Effect = Effect()
    schools: int = 0
    loose: int = 0
    elsewhere: int = 0
    parts: tuple[PartFacts, ...] = ()
    conclusions: tuple[Quote, ...] = ()
    concluded: int = 0
    words: tuple[Word, ...] = ()
    next_years: tuple[Quote, ...] = ()
    wrote_next_year: int = 0
    extra: dict[str, str] = field(default_factory=dict)

    @property
    def initiatives(self) -> tuple[InitiativeFacts, ...]:
        return tuple(initiative for area in self.areas for initiative in area.initiatives)

    @property
    def untouched(self) -> tuple[InitiativeFacts, ...]:
        """The initiatives that no unit has an activity for."""
        return tuple(each for each in self.initiatives if not each.work.activities)

    @property
    def reports(self) -> int:
        return sum(part.reports for part in self.parts)
