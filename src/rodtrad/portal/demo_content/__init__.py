"""The content of the demo authority, read from the data files beside this module.

Texts, names and numbers only: nothing here touches the database, so that demo.py of each package, the
tests and the benchmarks can read the same invented municipality. Every loader reads its file once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, TypeVar

import yaml

if TYPE_CHECKING:
    from rodtrad.coding.demo import DemoCodings
    from rodtrad.referrals.demo import DemoContent, DemoReferral

Key = TypeVar("Key", bound=Hashable)

__all__ = [
    "ActivityPools",
    "Administration",
    "Authority",
    "DemoActivity",
    "DemoFollowUp",
    "DemoGoal",
    "DemoPerson",
    "District",
    "Documents",
    "GoverningDocument",
    "Indicator",
    "InitiativePool",
    "Instrument",
    "ItemPair",
    "JobTitle",
    "Level",
    "PlanTreeItem",
    "SchoolUnit",
    "Suggestion",
    "WheelDay",
    "WheelPhase",
    "WheelTask",
    "Words",
    "YearWheel",
    "load_activities",
    "load_authority",
    "load_codings",
    "load_documents",
    "load_instrument",
    "load_people",
    "load_referrals",
    "load_year_wheel",
    "plan_text",
]


@dataclass(frozen=True, slots=True)
class Words:
    """The same words in Swedish and English."""

    sv: str
    en: str


@dataclass(frozen=True, slots=True)
class Administration:
    """A förvaltning with the board above it and the school form it runs."""

    key: str
    name: Words
    board: str
    form: str


@dataclass(frozen=True, slots=True)
class District:
    """An område of an administration."""

    key: str
    name: Words
    administration: str


@dataclass(frozen=True, slots=True)
class SchoolUnit:
    """A school unit; `parent` is the key of its district, or of the administration where there is none."""

    key: str
    code: str
    name: str
    form: str
    parent: str
    staff: int
    pupils: int


@dataclass(frozen=True, slots=True)
class JobTitle:
    """A title of a school form and the per cent of its staff who hold it."""

    form: str
    name: Words
    share: int
    teaching: bool


@dataclass(frozen=True, slots=True)
class Authority:
    """The municipality: its tree of units and the names that its staff are drawn from."""

    key: str
    name: Words
    kommunkod: str
    central_department: Words
    email_domain: str
    administrations: tuple[Administration, ...]
    districts: tuple[District, ...]
    units: tuple[SchoolUnit, ...]
    titles: tuple[JobTitle, ...]
    first_names: tuple[str, ...]
    last_names: tuple[str, ...]

    @property
    def place_keys(self) -> frozenset[str]:
        """Every key at which a duty may be held, from the authority down."""
        keys = {self.key, *(administration.key for administration in self.administrations)}
        keys |= {district.key for district in self.districts}
        return frozenset(keys | {unit.key for unit in self.units})


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Someone a visitor may enter as; `note` says in one line why that person comes."""

    key: str
    first_name: str
    last_name: str
    role: str
    unit: str
    title: Words
    note: Words


@dataclass(frozen=True, slots=True)
class PlanTreeItem:
    """A node of a governing document, in the shape of the plan tree; `key` never changes."""

    key: str
    kind: str
    text: str
    parent: str | None = None
    heading: str | None = None
    role: str | None = None
    sub_role: str | None = None
    definition: str | None = None


@dataclass(frozen=True, slots=True)
class Correction:
    """Why and when a document was corrected, and by item key how the text stood `before`."""

    reason: str
    date: str
    paragraph: str
    before: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class GoverningDocument:
    """One document with its header facts; `replaces` is the key of the edition before it."""

    key: str
    kind: str
    title: str
    owner: str
    document_owner: str | None
    period: tuple[int, int]
    status: str
    replaces: str | None
    decided_by: str
    decided_on: str
    paragraph: str | None
    diarienummer: str | None
    items: tuple[PlanTreeItem, ...]
    # When it is to be looked through; `reviewed` is when it was, and the next time after that.
    review_due: str | None = None
    reviewed: tuple[str, str] | None = None
    corrected: Correction | None = None

    def of_kind(self, kind: str) -> tuple[PlanTreeItem, ...]:
        return tuple(item for item in self.items if item.kind == kind)


@dataclass(frozen=True, slots=True)
class ItemPair:
    """A link across documents: `lower` realises or replaces `upper`."""

    lower: str
    upper: str


@dataclass(frozen=True, slots=True)
class Documents:
    """All governing documents, oldest authority first, and the links between their items."""

    documents: tuple[GoverningDocument, ...]
    realises: tuple[ItemPair, ...]
    replaces: tuple[ItemPair, ...]

    def __getitem__(self, key: str) -> GoverningDocument:
        return next(document for document in self.documents if document.key == key)

    @property
    def items(self) -> dict[str, PlanTreeItem]:
        return {item.key: item for document in self.documents for item in document.items}


@dataclass(frozen=True, slots=True)
class Level:
    """What a level looks like for one indicator, and the next step forward from it."""

    text: Words
    next_step: Words


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An activity to start from."""

    title: str
    expected_effect: str
    effect_sign: str


@dataclass(frozen=True, slots=True)
class Indicator:
    """One thing rated; `initiative` is the key of the plan item it was made from."""

    initiative: str
    leaders: Words
    staff: Words
    help: Words
    levels: tuple[Level, ...]
    suggestion: Suggestion


@dataclass(frozen=True, slots=True)
class Instrument:
    """The yearly self-assessment; `scale` names the levels, lowest first."""

    key: str
    document: str
    title: Words
    scale: tuple[Words, ...]
    not_relevant: Words
    indicators: tuple[Indicator, ...]
    # What the second version asks further groups: by initiative and group; and their names of the levels.
    voices: Mapping[str, Mapping[str, Words]]
    voice_scales: Mapping[str, tuple[Words, ...]]


@dataclass(frozen=True, slots=True)
class DemoGoal:
    """A goal that a unit may set for an initiative."""

    title: str
    description: str


@dataclass(frozen=True, slots=True)
class DemoFollowUp:
    """How an activity may have turned out; status and verdict are two different things."""

    status: str
    verdict: str
    done: str
    outcome: str
    conclusion: str


@dataclass(frozen=True, slots=True)
class DemoActivity:
    """An activity for units of the named school forms; `cost` is the lowest and highest in kronor."""

    title: str
    description: str
    owner: str
    forms: tuple[str, ...]
    status: str
    cost: tuple[int, int]
    expected_effect: str
    effect_sign: str
    follow_ups: tuple[DemoFollowUp, ...]


@dataclass(frozen=True, slots=True)
class InitiativePool:
    """What units may write about one initiative."""

    initiative: str
    goals: tuple[DemoGoal, ...]
    activities: tuple[DemoActivity, ...]

    def activities_for(self, form: str) -> tuple[DemoActivity, ...]:
        return tuple(activity for activity in self.activities if form in activity.forms)


@dataclass(frozen=True, slots=True)
class ActivityPools:
    """Everything that units write during the year.

    `uncovered` are the initiatives that no unit works with. `leader_notes` are keyed by (area, band) where
    the band is low (levels 1-2), mid (3-4) or high (5-6); `staff_comments` by area; `report_summaries` by
    how the result stands against the year before: better, steady or worse.
    """

    uncovered: tuple[str, ...]
    initiatives: tuple[InitiativePool, ...]
    leader_notes: Mapping[tuple[str, str], tuple[str, ...]]
    staff_comments: Mapping[str, tuple[str, ...]]
    report_summaries: Mapping[str, tuple[str, ...]]
    next_year: tuple[str, ...]

    def __getitem__(self, initiative: str) -> InitiativePool:
        return next(pool for pool in self.initiatives if pool.initiative == initiative)


@dataclass(frozen=True, slots=True, order=True)
class WheelDay:
    """A day of any school year. Days are ordered as the school year runs, from August."""

    term: int  # 0 from August to December, 1 from January to July
    month: int
    day: int

    @classmethod
    def read(cls, text: str) -> WheelDay:
        month, day = (int(part) for part in text.split("-"))
        return cls(0 if month >= 8 else 1, month, day)

    @property
    def month_day(self) -> tuple[int, int]:
        return self.month, self.day

    def of(self, first_year: int) -> date:
        """The date in the school year that begins in August of `first_year`."""
        return date(first_year + self.term, self.month, self.day)


@dataclass(frozen=True, slots=True)
class WheelPhase:
    """A stretch of the year wheel, both days included."""

    kind: str
    name: Words
    starts: WheelDay
    ends: WheelDay


@dataclass(frozen=True, slots=True)
class WheelTask:
    """What a role does in a phase, when at the latest, about how long it takes and why it is done."""

    key: str
    phase: str
    role: str
    due: WheelDay
    minutes: int
    title: Words
    why: Words


@dataclass(frozen=True, slots=True)
class YearWheel:
    """The phases of a school year in order, and the tasks of every role."""

    phases: tuple[WheelPhase, ...]
    tasks: tuple[WheelTask, ...]


def _read(name: str) -> str:
    return files(__name__).joinpath(name).read_text(encoding="utf-8")


def _yaml(name: str) -> Any:
    return yaml.safe_load(_read(name))


def _name(raw: Mapping[str, Any], field: str = "name") -> Words:
    return Words(raw[field], raw[f"{field}_en"])


@cache
def load_authority() -> Authority:
    raw = _yaml("authority.yaml")
    return Authority(
        key=raw["key"],
        name=_name(raw),
        kommunkod=raw["kommunkod"],
        central_department=_name(raw, "central_department"),
        email_domain=raw["email_domain"],
        administrations=tuple(
            Administration(a["key"], _name(a), a["board"], a["form"]) for a in raw["administrations"]
        ),
        districts=tuple(District(d["key"], _name(d), d["administration"]) for d in raw["districts"]),
        units=tuple(SchoolUnit(**unit) for unit in raw["units"]),
        titles=tuple(JobTitle(t["form"], _name(t), t["share"], t["teaching"]) for t in raw["titles"]),
        first_names=tuple(raw["first_names"]),
        last_names=tuple(raw["last_names"]),
    )


@cache
def load_people() -> tuple[DemoPerson, ...]:
    """The named people, in the order of the entry page."""
    return tuple(
        DemoPerson(
            key=raw["key"],
            first_name=raw["first_name"],
            last_name=raw["last_name"],
            role=raw["role"],
            unit=raw["unit"],
            title=_name(raw, "title"),
            note=_name(raw, "note"),
        )
        for raw in _yaml("people.yaml")["people"]
    )


@dataclass(frozen=True, slots=True)
class SupportFile:
    """A file at an item: its text, or none where it is a picture that is drawn, of which `alt` tells."""

    name: str
    text: str = ""
    alt: str = ""


@dataclass(frozen=True, slots=True)
class SupportText:
    """Support material at an item of the plan."""

    item: str
    body: str
    files: tuple[SupportFile, ...] = ()


@dataclass(frozen=True, slots=True)
class LinkedItem:
    """An item of an administration's plan; `realises` is an item of the plan above."""

    key: str
    parent: str | None
    kind: str
    text: str
    realises: str
    definition: str | None = None


@dataclass(frozen=True, slots=True)
class AdministrationPlan:
    """A document that one administration has of its own."""

    key: str
    unit: str
    kind: str
    title: str
    document_owner: str
    period: tuple[int, int]
    decided: Mapping[str, str]
    items: tuple[LinkedItem, ...]


@dataclass(frozen=True, slots=True)
class OnTheWeb:
    """What the public site has beside the governing documents."""

    material: tuple[SupportText, ...]
    documents: tuple[AdministrationPlan, ...]


def load_public() -> OnTheWeb:
    raw = _yaml("public.yaml")
    return OnTheWeb(
        material=tuple(
            SupportText(one["item"], one["body"], tuple(SupportFile(**file) for file in one.get("files", ())))
            for one in raw["material"]
        ),
        documents=tuple(
            AdministrationPlan(
                **{
                    **one,
                    "period": tuple(one["period"]),
                    "items": tuple(LinkedItem(**item) for item in one["items"]),
                }
            )
            for one in raw["documents"]
        ),
    )


def _document(raw: Mapping[str, Any]) -> GoverningDocument:
    decided = raw["decided"]
    first, last = raw["period"]
    return GoverningDocument(
        key=raw["key"],
        kind=raw["kind"],
        title=raw["title"],
        owner=raw["owner"],
        document_owner=raw["document_owner"],
        period=(first, last),
        status=raw["status"],
        replaces=raw["replaces"],
        decided_by=decided["by"],
        decided_on=decided["date"],
        paragraph=decided["paragraph"],
        diarienummer=decided["diarienummer"],
        items=tuple(PlanTreeItem(**item) for item in raw["items"]),
        review_due=raw.get("review_due"),
        reviewed=tuple(raw["reviewed"]) if "reviewed" in raw else None,
        corrected=Correction(**raw["corrected"]) if "corrected" in raw else None,
    )


@cache
def load_documents() -> Documents:
    raw = _yaml("documents.yaml")
    return Documents(
        documents=tuple(_document(document) for document in raw["documents"]),
        realises=tuple(ItemPair(lower, upper) for lower, upper in raw["links"]["realises"]),
        replaces=tuple(ItemPair(new, old) for new, old in raw["links"]["replaces"]),
    )


@cache
def plan_text() -> str:
    """The plan of this period as a word processor saves it as text, to be brought in by the importer."""
    return _read("plan-2025-2027.txt")


def _indicator(raw: Mapping[str, Any]) -> Indicator:
    return Indicator(
        initiative=raw["initiative"],
        leaders=Words(**raw["leaders"]),
        staff=Words(**raw["staff"]),
        help=Words(**raw["help"]),
        levels=tuple(
            Level(Words(level["sv"], level["en"]), Words(level["next_sv"], level["next_en"]))
            for level in raw["levels"]
        ),
        suggestion=Suggestion(**raw["activity"]),
    )


@cache
def load_instrument() -> Instrument:
    raw = _yaml("instrument.yaml")
    return Instrument(
        key=raw["key"],
        document=raw["document"],
        title=Words(**raw["title"]),
        scale=tuple(Words(**name) for name in raw["scale"]),
        not_relevant=Words(**raw["not_relevant"]),
        indicators=tuple(_indicator(indicator) for indicator in raw["indicators"]),
        voices={
            each["initiative"]: {
                group: Words(**words) for group, words in each.items() if group != "initiative"
            }
            for each in raw["voices"]
        },
        voice_scales={
            group: tuple(Words(**name) for name in names) for group, names in raw["voice_scales"].items()
        },
    )


def _activity(raw: Mapping[str, Any]) -> DemoActivity:
    low, high = raw["cost"]
    return DemoActivity(
        title=raw["title"],
        description=raw["description"],
        owner=raw["owner"],
        forms=tuple(raw["forms"]),
        status=raw["status"],
        cost=(low, high),
        expected_effect=raw["expected_effect"],
        effect_sign=raw["effect_sign"],
        follow_ups=tuple(DemoFollowUp(**follow_up) for follow_up in raw["follow_ups"]),
    )


def _grouped(pairs: Iterable[tuple[Key, str]]) -> Mapping[Key, tuple[str, ...]]:
    groups: dict[Key, list[str]] = defaultdict(list)
    for key, text in pairs:
        groups[key].append(text)
    return {key: tuple(texts) for key, texts in groups.items()}


@cache
def load_activities() -> ActivityPools:
    raw = _yaml("activities.yaml")
    return ActivityPools(
        uncovered=tuple(raw["uncovered"]),
        initiatives=tuple(
            InitiativePool(
                initiative=pool["initiative"],
                goals=tuple(DemoGoal(**goal) for goal in pool["goals"]),
                activities=tuple(_activity(activity) for activity in pool["activities"]),
            )
            for pool in raw["initiatives"]
        ),
        leader_notes=_grouped(((note["area"], note["band"]), note["text"]) for note in raw["leader_notes"]),
        staff_comments=_grouped((comment["area"], comment["text"]) for comment in raw["staff_comments"]),
        report_summaries=_grouped((text["trend"], text["text"]) for text in raw["report_summaries"]),
        next_year=tuple(raw["next_year"]),
    )


@cache
def load_year_wheel() -> YearWheel:
    raw = _yaml("year_wheel.yaml")
    return YearWheel(
        phases=tuple(
            WheelPhase(
                phase["kind"],
                Words(**phase["name"]),
                WheelDay.read(phase["starts"]),
                WheelDay.read(phase["ends"]),
            )
            for phase in raw["phases"]
        ),
        tasks=tuple(
            WheelTask(
                key=task["key"],
                phase=task["phase"],
                role=task["role"],
                due=WheelDay.read(task["due"]),
                minutes=task["minutes"],
                title=Words(**task["title"]),
                why=Words(**task["why"]),
            )
            for task in raw["tasks"]
        ),
    )


@cache
def load_codings() -> DemoCodings:
    """The codings: their questions, themes and interviews."""
    from rodtrad.coding.demo import DemoCodings, DemoInterview, DemoTheme

    found = _yaml("codings.yaml")
    return DemoCodings(
        told=(found["told"]["title"], found["told"]["question"]),
        going=(found["going"]["title"], found["going"]["question"]),
        themes=[DemoTheme(**each) for each in found["themes"]],
        interviews=[DemoInterview(**each) for each in found["interviews"]],
    )


@cache
def load_referrals() -> DemoContent:
    """What was said in the referrals, and the paper on which the plan was decided."""
    from rodtrad.referrals.demo import DemoContent, DemoItem, DemoMotion, DemoReferral, DemoRemark

    found = _yaml("referrals.yaml")

    def referral(name: str) -> DemoReferral:
        values = dict(found[name])
        remarks = [DemoRemark(**remark) for remark in values.pop("remarks")]
        return DemoReferral(remarks=remarks, **values)

    return DemoContent(
        group_name=found["group"]["name"],
        group_purpose=found["group"]["purpose"],
        closed=referral("closed"),
        open=referral("open"),
        draft_title=found["draft"]["title"],
        draft=[DemoItem(**item) for item in found["draft"]["items"]],
        sections=found["paper"]["sections"],
        motions=[DemoMotion(**motion) for motion in found["paper"]["motions"]],
    )
