"""The demo's ratings: rounds, answers and results, from sixty units to a nation's sixteen thousand.

Answers are drawn in portions with NumPy and written in bulk, by COPY on PostgreSQL. Closed rounds are
counted by the same code as any other, so what the demo shows is what the product would show.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Protocol
from uuid import UUID

import numpy as np
import numpy.typing as npt
from django.db import connection, transaction
from django.utils import timezone

from rodtrad.assessments import service
from rodtrad.assessments.models import (
    Comment,
    Group,
    Indicator,
    Instrument,
    LeaderRating,
    Response,
    Round,
    RoundPart,
    RoundState,
)
from rodtrad.assessments.models.instrument import EVERYONE
from rodtrad.assessments.rules import answer_cap
from rodtrad.assessments.service.rounds import parts_at
from rodtrad.assessments.tally import NOT_RELEVANT_BYTE
from rodtrad.common.bulk import write_many
from rodtrad.cycle.models import SchoolYear
from rodtrad.organisation.access import SYSTEM
from rodtrad.organisation.models import Unit
from rodtrad.plans.models import Document

__all__ = ["DemoRating", "add_voices", "build_instrument", "build_pulses", "build_ratings"]

PORTION = 20_000
BATCH = 1_000
# With more units than this, the closed rounds keep only what results are made from.
STORIES_UP_TO = 200
Floats = npt.NDArray[np.float32]
Bytes = npt.NDArray[np.uint8]
Say = Callable[[str], None]


class Words(Protocol):
    """The same words in Swedish and English."""

    @property
    def sv(self) -> str: ...
    @property
    def en(self) -> str: ...


class DemoLevel(Protocol):
    """What a level looks like, and the next step from it."""

    @property
    def text(self) -> Words: ...
    @property
    def next_step(self) -> Words: ...


class DemoSuggestion(Protocol):
    """An activity to start from."""

    @property
    def title(self) -> str: ...
    @property
    def expected_effect(self) -> str: ...
    @property
    def effect_sign(self) -> str: ...


class DemoIndicator(Protocol):
    """One thing rated, with the key of the initiative it was made from."""

    @property
    def initiative(self) -> str: ...
    @property
    def leaders(self) -> Words: ...
    @property
    def staff(self) -> Words: ...
    @property
    def help(self) -> Words: ...
    @property
    def levels(self) -> Sequence[DemoLevel]: ...
    @property
    def suggestion(self) -> DemoSuggestion: ...


class DemoInstrument(Protocol):
    """The texts of the yearly rating."""

    @property
    def title(self) -> Words: ...
    @property
    def scale(self) -> Sequence[Words]: ...
    @property
    def indicators(self) -> Sequence[DemoIndicator]: ...


COMMENTS = (
    "Vi har kommit en bit, men det hänger på några få eldsjälar.",
    "Det saknas tid för att lära sig det nya i lugn och ro.",
    "Introduktionen i höstas var riktigt bra.",
    "Nätet i lokalerna räcker inte till när alla är inloggade samtidigt.",
    "Vi pratar om det på arbetsplatsträffarna, men det stannar ofta där.",
    "Skulle vilja se hur andra enheter gör.",
    "Jag vet inte vem jag ska fråga när något inte fungerar.",
    "Det har blivit bättre sedan vi fick en fast tid varje vecka.",
    "Vikarierna kommer inte åt det de behöver.",
    "Bra stöd från närsupporten den här terminen.",
)


@dataclass(frozen=True)
class DemoRating:
    """What to build: `years` oldest first, the last of them open on `today`, the others closed. `later` is
    the version that is used from the second year on.
    """

    authority: Unit
    instrument: Instrument
    years: Sequence[SchoolYear]
    today: date
    seed: int = 1
    comments: Sequence[str] = COMMENTS
    # Ids of units whose leaders are in the middle of the open round's rating: where a visitor goes on.
    midway: Collection[int] = ()
    later: Instrument | None = None

    def used(self, turn: int) -> Instrument:
        """The version of a year."""
        return self.later if turn and self.later else self.instrument


def build_instrument(
    document: Document, texts: DemoInstrument, key_of: Callable[[str], UUID], indicators: int | None = None
) -> Instrument:
    """The demo's instrument by the same verb as any, with the demo's own words.

    `indicators` asks for more than the plan has initiatives: some are then rated from two sides.
    """
    words = {key_of(one.initiative): _texts(one) for one in texts.indicators}
    made = service.make_instrument(SYSTEM, document, texts.title.sv, words)
    made.scale = [_both(name) for name in texts.scale]
    made.titles = _both(texts.title)
    made.save(update_fields=["scale", "titles"])
    if indicators:
        _stretch(made, indicators)
    return made


def _stretch(instrument: Instrument, wanted: int) -> None:
    """Bring the instrument to so many indicators: ask again about the first, or leave out the last."""
    have = service.indicators_of(instrument)
    Indicator.objects.filter(instrument=instrument, position__gte=wanted).delete()
    more = []
    for position in range(len(have), wanted):
        again = have[position % len(have)]
        turn = position // len(have) + 1
        statements = {
            group: {language: f"{text} ({turn})" for language, text in texts.items()}
            for group, texts in again.statements.items()
        }
        more.append(
            Indicator(
                instrument=instrument,
                item=again.item,
                area=again.area,
                position=position,
                statements=statements,
                help=again.help,
                levels=again.levels,
                steps=again.steps,
                suggestions=again.suggestions,
            )
        )
    Indicator.objects.bulk_create(more)


def add_voices(
    instrument: Instrument,
    voices: Mapping[str, Mapping[str, Words]],
    scales: Mapping[str, Sequence[Words]],
    key_of: Callable[[str], UUID],
) -> Instrument:
    """The next version, which asks further groups about some of the initiatives in words of their own."""
    made = service.new_version(SYSTEM, instrument)
    made.group_scales = {group: [_both(name) for name in names] for group, names in scales.items()}
    made.save(update_fields=["group_scales"])
    by_item = {each.item.key: each for each in reversed(service.indicators_of(made)) if each.item}
    for initiative, said in voices.items():
        if indicator := by_item.get(key_of(initiative)):
            indicator.statements |= {group: _both(words) for group, words in said.items()}
            indicator.save(update_fields=["statements"])
    return made


def _texts(one: DemoIndicator) -> service.IndicatorDraft:
    return service.IndicatorDraft(
        statements={Group.LEADERS: _both(one.leaders), Group.STAFF: _both(one.staff)},
        help={EVERYONE: _both(one.help)},
        levels=tuple(_both(level.text) for level in one.levels),
        steps=tuple(_both(level.next_step) for level in one.levels),
        suggestions=[
            {
                "title": {"sv": one.suggestion.title},
                "expected_effect": {"sv": one.suggestion.expected_effect},
                "effect_sign": {"sv": one.suggestion.effect_sign},
            }
        ],
    )


def _both(words: Words) -> dict[str, str]:
    return {"sv": words.sv, "en": words.en}


@transaction.atomic
def build_ratings(order: DemoRating, say: Say) -> list[Round]:
    """A closed round for each year but the last, which is open and half answered."""
    units = list(Unit.objects.under(order.authority.path).schools().order_by("path"))
    model = _Model(order, units)
    used = [order.used(turn).pk for turn in range(len(order.years))]
    Instrument.objects.filter(pk__in=used, frozen_at=None).update(frozen_at=timezone.now())
    rounds = []
    for turn, year in enumerate(order.years):
        is_open = turn == len(order.years) - 1
        made = _round(order, year, turn, len(units))
        _write(order, made, model, turn, is_open)
        if not is_open:
            _close(made)
        made.refresh_from_db()
        _date(made, is_open)
        say(f"  {made.title}: {len(units)} units")
        rounds.append(made)
    return rounds


def _close(made: Round) -> None:
    """Answers that nobody gave have no order to be taken from them. What is reckoned of a nation is left to
    its first worker.
    """
    service.freeze(made.pk)
    Round.objects.filter(pk=made.pk).update(is_scattered=True)
    if len(made.parts.values("unit_id").distinct()[: STORIES_UP_TO + 1]) <= STORIES_UP_TO:
        service.finish(made.pk)


@transaction.atomic
def build_pulses(order: DemoRating, say: Say) -> list[Round]:
    """Two closed pulses to staff and pupils, last spring's and this autumn's; none for a nation."""
    units = list(Unit.objects.under(order.authority.path).schools().order_by("path"))
    if len(units) > STORIES_UP_TO or len(order.years) < 2:
        return []
    instrument = service.take_instrument(SYSTEM, order.authority, service.shipped_draft("pulse"))
    Instrument.objects.filter(pk=instrument.pk).update(frozen_at=timezone.now())
    spring, autumn = order.years[-2:]
    days = [
        (spring, date(spring.ends_on.year, 3, 9)),
        (autumn, min(order.today, date(autumn.starts_on.year, 9, 14))),
    ]
    rounds = []
    for turn, (year, opens) in enumerate(days):
        made = _pulse(order, instrument, year, opens)
        _write_pulse(order, made, units, turn)
        _close(made)
        made.refresh_from_db()
        _date(made, False)
        say(f"  {made.title}: {len(units)} units")
        rounds.append(made)
    return rounds


def _pulse(order: DemoRating, instrument: Instrument, year: SchoolYear, opens: date) -> Round:
    return Round.objects.create(
        authority=order.authority,
        node=order.authority,
        year=year,
        instrument=instrument,
        kind=instrument.kind,
        title=f"Digital puls {'våren' if opens.month < 7 else 'hösten'} {opens.year}",
        state=RoundState.CLOSING,
        opens_on=opens,
        closes_on=opens + timedelta(days=11),
        groups=[Group.STAFF, Group.PUPILS_OLDER],
        thresholds=service.thresholds_of(order.authority.path),
    )


def _write_pulse(order: DemoRating, made: Round, units: Sequence[Unit], turn: int) -> None:
    """Answers on a scale of five; the same units are a little better or worse off in everything."""
    rng = np.random.default_rng([order.seed, turn, 23])
    base = np.random.default_rng([order.seed, 29]).normal(3.5 + 0.1 * turn, 0.35, len(units))
    indicators, levels = service.indicators_of(made.instrument), made.instrument.levels
    parts: list[RoundPart] = []
    ids: dict[str, list[int]] = {group: [] for group in made.groups}
    felt: dict[str, list[float]] = {group: [] for group in made.groups}
    for place, unit in enumerate(units):
        for part in parts_at(made, unit):
            part.is_open = False
            if part.group == Group.STAFF:
                part.answered = int(rng.binomial(part.invited, rng.uniform(0.45, 0.8)))
            else:
                _invite(part, rng, is_open=False)
            parts.append(part)
            ids[part.group] += [unit.pk] * part.answered
            felt[part.group] += [base[place]] * part.answered
    write_many(RoundPart, parts)
    for group, unit_ids in ids.items():
        shape = (len(unit_ids), len(indicators))
        drawn = np.array(felt[group])[:, None] + rng.normal(0, 1.0, shape) + rng.normal(0, 0.4, (1, shape[1]))
        values: Bytes = np.clip(np.rint(drawn), 1, levels).astype(np.uint8)
        values[:, [not each.is_rated_by(group) for each in indicators]] = 0
        _store(made, group, np.array(unit_ids, dtype=np.int64), values, rng)


def _round(order: DemoRating, year: SchoolYear, turn: int, units: int) -> Round:
    """Pupils and guardians are asked where there are few enough units for their answers to be a story."""
    is_open = turn == len(order.years) - 1
    opens, closes = _days(order, year, is_open)
    instrument = order.used(turn)
    asked = service.worded_groups(service.indicators_of(instrument))
    few = units <= STORIES_UP_TO
    return Round.objects.create(
        authority=order.authority,
        node=order.authority,
        year=year,
        instrument=instrument,
        title=f"Självskattning {year.label}",
        state=RoundState.OPEN if is_open else RoundState.CLOSING,
        opens_on=opens,
        closes_on=closes,
        groups=[group for group in asked if few or group in (Group.LEADERS, Group.STAFF)],
        thresholds=service.thresholds_of(order.authority.path),
    )


def _days(order: DemoRating, year: SchoolYear, is_open: bool) -> tuple[date, date]:
    if is_open:
        return order.today - timedelta(days=17), order.today + timedelta(days=13)
    first = year.starts_on.year
    return date(first, 10, 10), date(first, 11, 6)


def _date(made: Round, is_open: bool) -> None:
    """The times of the story, not those of the building."""
    made.opened_at = _morning(made.opens_on)
    made.closed_at = None if is_open else _morning(made.closes_on + timedelta(days=2))
    made.save(update_fields=["opened_at", "closed_at"])


def _morning(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(9)))


def _write(order: DemoRating, made: Round, model: _Model, turn: int, is_open: bool) -> None:
    rng = np.random.default_rng([order.seed, turn, 7])
    answering = model.respondents(rng, is_open)
    handed_in = rng.random(len(model.units)) < (0.4 if is_open else 0.93)
    if is_open:
        handed_in[np.isin(model.ids, list(order.midway))] = False
    parts: dict[str, list[RoundPart]] = {group: [] for group in made.groups}
    for place, unit in enumerate(model.units):
        for part in parts_at(made, unit):
            part.is_open = is_open
            if part.group == Group.LEADERS:
                part.answered = int(handed_in[place])
            elif part.group == Group.STAFF:
                part.answered = int(answering[place])
            else:
                _invite(part, rng, is_open)
            parts[part.group].append(part)
    for group in parts.values():
        write_many(RoundPart, group)
    _write_staff(order, made, model, turn, answering, rng)
    for name in made.groups:
        if name not in (Group.LEADERS, Group.STAFF):
            _write_group(order, made, model, turn, name, parts[name], rng)
    _write_leaders(order, made, model, turn, parts[Group.LEADERS], handed_in, rng, is_open)


def _write_staff(
    order: DemoRating,
    made: Round,
    model: _Model,
    turn: int,
    answering: npt.NDArray[np.int64],
    rng: np.random.Generator,
) -> None:
    unit_of = np.repeat(np.arange(len(model.units)), answering)
    for start in range(0, len(unit_of), PORTION):
        places = unit_of[start : start + PORTION]
        values = model.staff(places, turn, rng)
        _store(made, Group.STAFF, model.ids[places], values, rng)
        _comment(order, made, model.ids[places], values, rng)


# Of those who learn at a unit, how many are asked in each group; and how they see it beside the staff.
ASKED = {Group.PUPILS_OLDER: 0.25, Group.PUPILS_YOUNGER: 0.25, Group.GUARDIANS: 0.5}
SEEN = {Group.PUPILS_OLDER: -0.45, Group.PUPILS_YOUNGER: 0.3, Group.GUARDIANS: -0.1}
MOST_ASKED = 90


def _invite(part: RoundPart, rng: np.random.Generator, is_open: bool) -> None:
    """A year or two of the school's pupils, or a guardian of some of the children."""
    share = ASKED[Group(part.group)]
    part.invited = min(max(int(part.unit.pupil_count * share), 6), MOST_ASKED)
    part.cap = answer_cap(part.invited, part.round.threshold(part.group))
    rate = rng.uniform(0.2, 0.5) if is_open else rng.uniform(0.45, 0.85)
    part.answered = int(rng.binomial(part.invited, rate))


def _write_group(
    order: DemoRating,
    made: Round,
    model: _Model,
    turn: int,
    group: str,
    parts: Sequence[RoundPart],
    rng: np.random.Generator,
) -> None:
    """The answers of pupils or guardians, to the questions that they are asked."""
    place_of = {pk: place for place, pk in enumerate(model.ids.tolist())}
    places = np.repeat([place_of[part.unit_id] for part in parts], [part.answered for part in parts])
    asked = [each.is_rated_by(group) for each in service.indicators_of(made.instrument)]
    values = model.others(places, turn, SEEN[Group(group)], rng)
    values[:, ~np.array(asked)] = 0
    _store(made, group, model.ids[places], values, rng)


def _write_leaders(
    order: DemoRating,
    made: Round,
    model: _Model,
    turn: int,
    parts: Sequence[RoundPart],
    handed_in: npt.NDArray[np.bool_],
    rng: np.random.Generator,
    is_open: bool,
) -> None:
    values = model.leaders(turn, rng)
    _store(made, Group.LEADERS, model.ids[handed_in], values[handed_in], rng)
    if len(parts) > STORIES_UP_TO:
        return
    begun = handed_in | (rng.random(len(parts)) < 0.6) | np.isin(model.ids, list(order.midway))
    begun = begun if is_open else handed_in
    LeaderRating.objects.bulk_create(
        _rating(made, part, values[place], bool(handed_in[place]))
        for place, part in enumerate(parts)
        if begun[place]
    )


def _rating(made: Round, part: RoundPart, values: Bytes, handed_in: bool) -> LeaderRating:
    """The leaders' rating as they left it: whole when handed in, else about half way."""
    done = len(values) if handed_in else max(1, len(values) * 2 // 5)
    answers = {
        str(position): {"level": int(level), "note": "", "version": 1, "by": "Ledningen"}
        for position, level in enumerate(values[:done])
    }
    return LeaderRating(
        part=part,
        answers=answers,
        version=done,
        updated_by="Ledningen",
        handed_in_at=_morning(made.opens_on + timedelta(days=9)) if handed_in else None,
        handed_in_by="Ledningen" if handed_in else "",
    )


class _Model:
    """How people answer: what differs between questions, units, years and persons, and chance."""

    def __init__(self, order: DemoRating, units: Sequence[Unit]) -> None:
        rng = np.random.default_rng([order.seed, 11])
        self.units = units
        self.ids = np.array([unit.pk for unit in units], dtype=np.int64)
        self.staff_count = np.array([unit.staff_count for unit in units], dtype=np.int64)
        areas = list(Indicator.objects.filter(instrument=order.instrument).order_by("position"))
        order_of = list(dict.fromkeys(indicator.area_id for indicator in areas))
        self.area = np.array([order_of.index(indicator.area_id) for indicator in areas])
        self.width, kinds = len(areas), len(order_of)
        self.question = rng.normal(0, 0.35, self.width).astype(np.float32)
        self.level = np.resize(np.array([0.25, -0.1, 0.4, -0.45], dtype=np.float32), kinds)
        self.unit = rng.normal(0, 0.35, len(units)).astype(np.float32)
        self.unit_area = rng.normal(0, 0.3, (len(units), kinds)).astype(np.float32)
        # What has changed since the year before: most a little, a few a lot, some for the worse.
        steps = rng.normal(0.12, 0.22, (len(order.years), len(units), kinds)).astype(np.float32)
        steps[0] = 0
        self.since = np.cumsum(steps, axis=0)
        self.rate = np.clip(rng.beta(14, 3, len(units)), 0.7, 0.96)

    def _expected(self, places: npt.NDArray[np.int64], turn: int) -> Floats:
        by_area = self.level + self.unit_area[places] + self.since[turn][places] + self.unit[places][:, None]
        expected: Floats = 3.4 + self.question + by_area[:, self.area]
        return expected

    def respondents(self, rng: np.random.Generator, is_open: bool) -> npt.NDArray[np.int64]:
        """How many of each unit's staff answer; in an open round, so far."""
        rate = self.rate * rng.uniform(0.35, 0.85, len(self.units)) if is_open else self.rate
        return rng.binomial(self.staff_count, rate).astype(np.int64)

    def staff(self, places: npt.NDArray[np.int64], turn: int, rng: np.random.Generator) -> Bytes:
        """Whole answers of respondents at the given units."""
        shape = (len(places), self.width)
        felt = self._expected(places, turn)
        felt += rng.normal(0, 0.55, (len(places), 1)).astype(np.float32)
        felt += rng.standard_normal(shape, dtype=np.float32) * np.float32(0.8)
        values = np.clip(np.rint(felt), 1, 6).astype(np.uint8)
        chance = rng.random(shape, dtype=np.float32)
        values[chance < 0.03] = 0
        values[chance > 0.98] = NOT_RELEVANT_BYTE
        return values

    def others(
        self, places: npt.NDArray[np.int64], turn: int, offset: float, rng: np.random.Generator
    ) -> Bytes:
        """Whole answers of pupils or guardians at the given units."""
        felt = self._expected(places, turn) + np.float32(offset)
        felt += rng.normal(0, 0.7, (len(places), 1)).astype(np.float32)
        felt += rng.standard_normal(felt.shape, dtype=np.float32)
        values: Bytes = np.clip(np.rint(felt), 1, 6).astype(np.uint8)
        values[rng.random(values.shape) < 0.04] = 0
        return values

    def leaders(self, turn: int, rng: np.random.Generator) -> Bytes:
        """Each unit's leaders, who see it a little brighter."""
        places = np.arange(len(self.units))
        felt = self._expected(places, turn) + np.float32(0.35)
        felt += rng.standard_normal(felt.shape, dtype=np.float32) * np.float32(0.5)
        values: Bytes = np.clip(np.rint(felt), 1, 6).astype(np.uint8)
        return values


def _store(
    made: Round, group: str, unit_ids: npt.NDArray[np.int64], values: Bytes, rng: np.random.Generator
) -> None:
    keys = rng.integers(1, 2**63 - 1, len(values))
    rows = zip(keys.tolist(), unit_ids.tolist(), (row.tobytes() for row in values), strict=True)
    if connection.vendor == "postgresql":
        _copy(made, group, rows)
    else:
        Response.objects.bulk_create(
            (
                Response(pk=key, round_id=made.pk, unit_id=unit_id, group=group, values=packed)
                for key, unit_id, packed in rows
            ),
            batch_size=BATCH,
        )


def _copy(made: Round, group: str, rows: Iterator[tuple[int, int, bytes]]) -> None:
    """PostgreSQL's own way of taking many rows."""
    columns = ("id", "round_id", "unit_id", "group", "values")
    names = ", ".join(connection.ops.quote_name(column) for column in columns)
    table = connection.ops.quote_name(Response._meta.db_table)
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
        for key, unit_id, packed in rows:
            copy.write_row((key, made.pk, unit_id, group, packed))


def _comment(
    order: DemoRating,
    made: Round,
    unit_ids: npt.NDArray[np.int64],
    values: Bytes,
    rng: np.random.Generator,
) -> None:
    """One in twelve writes something, about one question."""
    writers = np.flatnonzero(rng.random(len(values)) < 1 / 12)
    write_many(
        Comment,
        (
            Comment(
                pk=int(key),
                round=made,
                unit_id=int(unit_ids[writer]),
                group=Group.STAFF,
                position=int(position),
                text=order.comments[int(which)],
            )
            for writer, key, position, which in zip(
                writers,
                rng.integers(1, 2**63 - 1, len(writers)),
                rng.integers(0, values.shape[1], len(writers)),
                rng.integers(0, len(order.comments), len(writers)),
                strict=True,
            )
        ),
    )
