"""A made-up authority with an open round, of any size: what answering and closing are measured on.

Units are written in bulk; year, instrument and round are made by the same verbs as any.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from rodtrad.assessments.models import Instrument, Round
    from rodtrad.organisation.models import Unit

INDICATORS, AREAS, LEVELS = 40, 4, 6
UNITS_A_DISTRICT, DISTRICTS_AN_ADMINISTRATION = 55, 14
GROUPS = ("staff", "pupils_older", "guardians")
STATEMENTS = {
    "staff": "Vi har tid att lära av varandra om digitala verktyg",
    "pupils_older": "Det är tydligt vad jag ska göra när vi arbetar digitalt",
    "guardians": "Jag vet hur skolan använder digitala verktyg",
}


def open_world(units: int, groups: Sequence[str] = GROUPS, title: str = "Självskattning") -> Round:
    """An authority with so many schools, and a round open for them today."""
    from django.utils import timezone

    from rodtrad.assessments import service
    from rodtrad.cycle.models import SchoolYear
    from rodtrad.organisation.access import SYSTEM

    authority = write_units(units)
    today = timezone.localdate()
    year = SchoolYear.objects.create(
        authority=authority,
        label=f"{today.year}/{(today.year + 1) % 100:02d}",
        starts_on=today - timedelta(days=100),
        ends_on=today + timedelta(days=200),
    )
    plan = service.RoundPlan(title, today - timedelta(days=1), today + timedelta(days=20), tuple(groups))
    made = service.prepare_round(SYSTEM, write_instrument(authority, groups), authority, year, plan)
    return service.open_round(SYSTEM, made)


def write_units(number: int) -> Unit:
    """Schools in districts in administrations, in tree order."""
    from rodtrad.common.bulk import write_many
    from rodtrad.organisation.models import AuthoritySettings, Unit

    write_many(Unit, _units(number))
    authority: Unit = Unit.objects.get(depth=1)
    AuthoritySettings.objects.create(authority=authority)
    return authority


def _units(number: int) -> Iterator[Unit]:
    from rodtrad.organisation.models import SchoolForm, UnitKind

    a_district = [UNITS_A_DISTRICT] * (number // UNITS_A_DISTRICT) + [number % UNITS_A_DISTRICT]
    districts = [size for size in a_district if size]
    per = DISTRICTS_AN_ADMINISTRATION
    administrations = [districts[start : start + per] for start in range(0, len(districts), per)]
    yield _unit("Mätlunda kommun", UnitKind.AUTHORITY, [1], len(administrations))
    for a, within in enumerate(administrations, 1):
        yield _unit(f"Förvaltning {a}", UnitKind.ADMINISTRATION, [1, a], len(within))
        for d, size in enumerate(within, 1):
            yield _unit(f"Område {a}.{d}", UnitKind.DISTRICT, [1, a, d], size)
            for s in range(1, size + 1):
                form = SchoolForm.UPPER_SECONDARY if s % 4 == 0 else SchoolForm.COMPULSORY
                # As the answers: a few large, many small.
                staff = 8 + (s * 37 + d * 11) % 90
                yield _unit(f"Skola {a}.{d}.{s}", UnitKind.SCHOOL, [1, a, d, s], 0, form, staff)


def _unit(name: str, kind: str, steps: list[int], children: int, form: str = "", staff: int = 0) -> Unit:
    from django.utils.text import slugify

    from rodtrad.organisation.models import Unit

    path = ""
    for depth, step in enumerate(steps, 1):
        path = Unit._get_path(path, depth, step)
    return Unit(
        path=path,
        depth=len(steps),
        numchild=children,
        kind=kind,
        name=name,
        slug=slugify(name.replace(".", "-")),
        school_form=form,
        staff_count=staff,
        pupil_count=9 * staff,
    )


def write_instrument(authority: Unit, groups: Sequence[str]) -> Instrument:
    """Forty indicators in four areas, with words for each group."""
    from rodtrad.assessments import service

    areas = [
        service.AreaDraft(
            titles={"sv": f"Område {area + 1}", "en": f"Area {area + 1}"},
            indicators=[_indicator(area, place, groups) for place in range(INDICATORS // AREAS)],
        )
        for area in range(AREAS)
    ]
    titles = {"sv": "Årlig självskattning", "en": "Yearly self-assessment"}
    return service.make_empty(_system(), authority, service.InstrumentDraft(titles=titles, areas=areas))


def _indicator(area: int, place: int, groups: Sequence[str]) -> Any:
    from rodtrad.assessments import service

    return service.IndicatorDraft(
        statements={
            group: {"sv": f"{STATEMENTS[group]} ({area + 1}.{place + 1})", "en": f"{group} {area}.{place}"}
            for group in groups
        },
        help={"all": {"sv": "Tänk på hur det har varit det här läsåret.", "en": "Think of this year."}},
        levels=[
            {"sv": f"Så här ser det ut på nivå {level}", "en": f"Level {level}"} for level in range(1, 7)
        ],
    )


def _system() -> Any:
    from rodtrad.organisation.access import SYSTEM

    return SYSTEM


def draw_answers(
    units: int, respondents: int, seed: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.uint8]]:
    """Where each respondent of a group belongs (index of the unit), and the answers as they are stored.

    Sizes differ as those of schools do; levels differ between units, questions and persons.
    """
    rng = np.random.default_rng([seed, units, respondents])
    size = rng.lognormal(0, 0.9, units)
    unit = np.sort(rng.choice(units, respondents, p=size / size.sum()))
    felt = 3.5 + rng.normal(0, 0.5, units).astype(np.float32)[unit][:, None]
    felt = felt + rng.normal(0, 0.4, INDICATORS).astype(np.float32)
    felt = felt + rng.standard_normal((respondents, INDICATORS), dtype=np.float32)
    values = np.clip(np.rint(felt), 1, LEVELS).astype(np.uint8)
    chance = rng.random(values.shape, dtype=np.float32)
    values[chance < 0.04] = 0
    values[chance > 0.97] = 255
    order = rng.permutation(respondents)
    return unit[order], values[order]


def store_answers(current: Round, group: str, unit: npt.NDArray[np.int64], values: Any, seed: int) -> None:
    """Write drawn answers as the form would have, in bulk. Units are those of the round, in tree order."""
    from rodtrad.assessments.models import Response, RoundPart
    from rodtrad.common.bulk import write_many

    parts = RoundPart.objects.filter(round=current, group=group).order_by("unit__path")
    ids = np.array(parts.values_list("unit_id", flat=True))[unit].tolist()
    keys = np.random.default_rng([seed, 1]).integers(1, 2**63 - 1, len(ids)).tolist()
    write_many(
        Response,
        (
            Response(pk=key, round_id=current.pk, unit_id=unit_id, group=group, values=row.tobytes())
            for key, unit_id, row in zip(keys, ids, values, strict=True)
        ),
    )


def store_words(current: Round) -> None:
    """What came with the answers: a receipt for each, and a comment with every third."""
    from rodtrad.assessments.models import Comment, Receipt, Response
    from rodtrad.common.bulk import write_many

    given = Response.objects.filter(round=current).order_by("pk").values_list("unit_id", "group")
    rng = np.random.default_rng(1)
    write_many(Receipt, (Receipt(key_hash=rng.bytes(32).hex(), round=current) for _each in given.iterator()))
    words = "Det fungerar bra, men vi skulle behöva mer tid att planera tillsammans. "
    write_many(
        Comment,
        (
            Comment(round=current, unit_id=unit_id, group=group, position=place % INDICATORS, text=words * 2)
            for place, (unit_id, group) in enumerate(given.iterator())
            if place % 3 == 0
        ),
    )


def another_round(current: Round, title: str) -> Round:
    """The same questions again, to the same units, once the round before takes no more answers."""
    from rodtrad.assessments import service

    plan = service.RoundPlan(title, current.opens_on, current.closes_on, tuple(current.groups))
    made = service.prepare_round(_system(), current.instrument, current.authority, current.year, plan)
    return service.open_round(_system(), made)
