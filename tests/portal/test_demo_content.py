"""The demo authority's content holds together: what the texts promise is what the product is fed with."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest

from rodtrad.activities.models import ActivityStatus, EffectVerdict
from rodtrad.cycle.models import Phase
from rodtrad.organisation.models import Role, SchoolForm
from rodtrad.plans.models import DocumentKind, DocumentStatus, ItemKind
from rodtrad.portal.demo_content import (
    GoverningDocument,
    PlanTreeItem,
    load_activities,
    load_authority,
    load_documents,
    load_instrument,
    load_people,
    load_year_wheel,
    plan_text,
)

DOCUMENTS = ("nat", "strat", "p22", "p25")


def duplicates(values: list[str]) -> list[str]:
    return [value for value, times in Counter(values).items() if times > 1]


def squeezed(text: str) -> str:
    return " ".join(text.split())


def area_of(document: GoverningDocument, item: PlanTreeItem) -> PlanTreeItem | None:
    by_key = {candidate.key: candidate for candidate in document.items}
    here: PlanTreeItem | None = item
    while here and here.kind != "area":
        here = by_key.get(here.parent or "")
    return here


def items_of(items: Iterable[Any], key: str) -> Counter[tuple[str | None, ...]]:
    """What an item says and where it stands, whatever it is called: comparable between two trees."""
    text = {getattr(item, key): item.text for item in items}
    return Counter(
        (item.kind, text.get(item.parent), item.heading, item.role, item.sub_role, item.text, item.definition)
        for item in items
    )


# The municipality


def test_the_authority_is_no_real_municipality_and_its_codes_are_text() -> None:
    authority = load_authority()
    assert authority.kommunkod == "0999"  # 09 is Gotland's county, whose one municipality is 0980
    # No code in use begins with four zeros, and they go missing wherever a code is made a number.
    assert all(len(unit.code) == 8 and unit.code.startswith("0000") for unit in authority.units)


def test_sixty_units_hold_three_thousand_staff() -> None:
    units = load_authority().units
    assert len(units) == 60
    assert sum(unit.staff for unit in units) == 3_000
    assert (min(unit.staff for unit in units), max(unit.staff for unit in units)) == (4, 160)
    assert all(unit.pupils > 0 for unit in units)


def test_two_units_are_too_small_for_their_staff_to_be_shown() -> None:
    """Without units under the threshold, the demo would never show the disclosure rule at work."""
    small = [unit.name for unit in load_authority().units if unit.staff < 5]
    assert small == ["Skärsäters förskola", "Skärsäters skola"]


def test_every_unit_stands_under_a_district_or_administration_of_its_own_school_form() -> None:
    authority = load_authority()
    form = {administration.key: administration.form for administration in authority.administrations}
    form |= {district.key: form[district.administration] for district in authority.districts}
    assert sorted(SchoolForm.values) == sorted({unit.form for unit in authority.units})
    assert [unit.name for unit in authority.units if form[unit.parent] != unit.form] == []


def test_keys_codes_and_names_are_given_once() -> None:
    authority = load_authority()
    places = [*authority.administrations, *authority.districts, *authority.units]
    assert duplicates([authority.key, *(place.key for place in places)]) == []
    assert duplicates([unit.code for unit in authority.units]) == []
    assert duplicates([unit.name for unit in authority.units]) == []
    assert duplicates(list(authority.first_names)) == []
    assert duplicates(list(authority.last_names)) == []


def test_there_are_names_enough_for_three_thousand_different_people() -> None:
    authority = load_authority()
    assert len(authority.first_names) * len(authority.last_names) > 5 * 3_000


def test_the_titles_of_a_school_form_add_up_to_its_whole_staff() -> None:
    shares = Counter[str]()
    for title in load_authority().titles:
        shares[title.form] += title.share
    assert shares == dict.fromkeys(SchoolForm.values, 100)


# The people


def test_every_role_that_someone_can_enter_as_has_a_person() -> None:
    assert {person.role for person in load_people()} == set(Role.values)


def test_every_person_has_a_duty_at_a_place_that_exists() -> None:
    people = load_people()
    places = load_authority().place_keys
    assert 10 <= len(people) <= 13
    assert [person.key for person in people if person.unit not in places] == []
    assert duplicates([person.key for person in people]) == []


def test_principals_of_all_four_school_forms_can_be_met() -> None:
    form = {unit.key: unit.form for unit in load_authority().units}
    principals = [person for person in load_people() if person.role == Role.PRINCIPAL]
    assert principals[0].first_name == "Karin"
    assert {form[person.unit] for person in principals} == set(SchoolForm.values)


def test_a_note_fits_the_entry_page() -> None:
    notes = [note for person in load_people() for note in (person.note.sv, person.note.en)]
    assert [note for note in notes if not 20 <= len(note) <= 200] == []


# The documents


def test_the_documents_are_the_four_that_the_thread_runs_through() -> None:
    documents = load_documents().documents
    assert tuple(document.key for document in documents) == DOCUMENTS
    assert [document.kind for document in documents] == ["national_strategy", "strategy", "plan", "plan"]
    assert {document.kind for document in documents} <= set(DocumentKind.values)
    assert {document.status for document in documents} <= set(DocumentStatus.values)


def test_the_national_strategy_and_the_last_plan_are_dated_and_expired() -> None:
    documents = load_documents()
    for key, last_year in (("nat", 2022), ("p22", 2024)):
        assert documents[key].status == DocumentStatus.EXPIRED
        assert documents[key].period[1] == last_year
    assert documents["p25"].replaces == "p22"


@pytest.mark.parametrize("key", DOCUMENTS)
def test_a_document_was_decided_before_its_period_was_over(key: str) -> None:
    document = load_documents()[key]
    assert date.fromisoformat(document.decided_on).year <= document.period[0]


@pytest.mark.parametrize(
    ("key", "kind", "count"),
    [
        ("nat", "area", 3),
        ("nat", "goal", 9),
        ("strat", "area", 4),
        ("strat", "desired_state", 19),
        ("strat", "challenge", 8),
        ("p22", "area", 4),
        ("p22", "initiative", 20),
        ("p22", "responsibility", 45),
        ("p22", "current_state", 4),
        ("p25", "area", 4),
        ("p25", "initiative", 21),
        ("p25", "responsibility", 55),
        ("p25", "current_state", 4),
        ("p25", "term", 8),
    ],
)
def test_a_document_has_the_structure_of_its_kind(key: str, kind: str, count: int) -> None:
    assert len(load_documents()[key].of_kind(kind)) == count


@pytest.mark.parametrize("key", DOCUMENTS)
def test_an_item_stands_after_its_parent_in_the_same_document(key: str) -> None:
    seen: set[str | None] = {None}
    for item in load_documents()[key].items:
        assert item.parent in seen, item.key
        seen.add(item.key)


def test_an_item_key_is_given_once_and_begins_with_its_document() -> None:
    documents = load_documents().documents
    assert duplicates([item.key for document in documents for item in document.items]) == []
    for document in documents:
        assert [item.key for item in document.items if not item.key.startswith(f"{document.key}.")] == []
        assert {item.kind for item in document.items} <= set(ItemKind.values)


def test_every_area_says_its_goal_and_every_term_its_meaning() -> None:
    items = load_documents().items.values()
    assert [item.key for item in items if item.kind in {"area", "term"} and not item.definition] == []


@pytest.mark.parametrize("key", ["p22", "p25"])
def test_each_role_answers_for_something_in_each_area_of_a_plan(key: str) -> None:
    document = load_documents()[key]
    held = set()
    for item in document.of_kind("responsibility"):
        area = area_of(document, item)
        assert area is not None
        held.add((area.key, item.role))
    roles = {"Personal", "Chef", "Förvaltningscentralt"}
    assert held == {(area.key, role) for area in document.of_kind("area") for role in roles}


@pytest.mark.parametrize("key", ["p22", "p25"])
def test_a_sub_role_stands_under_the_role_it_is_part_of(key: str) -> None:
    pairs = {(item.role, item.sub_role) for item in load_documents()[key].of_kind("responsibility")}
    assert pairs == {
        ("Personal", None),
        ("Personal", "Undervisande personal"),
        ("Chef", None),
        ("Chef", "Rektor"),
        ("Förvaltningscentralt", None),
    }


def test_every_initiative_can_be_followed_to_a_national_goal() -> None:
    documents = load_documents()
    goals = {item.key for item in documents["nat"].of_kind("goal")}
    states = {item.key for item in documents["strat"].of_kind("desired_state")}
    up = {pair.lower: pair.upper for pair in documents.realises}
    for plan in ("p22", "p25"):
        for initiative in documents[plan].of_kind("initiative"):
            state = up[initiative.key]
            assert state in states
            assert up[state] in goals


def test_links_join_items_that_exist_and_are_made_once() -> None:
    documents = load_documents()
    items = documents.items
    for pairs in (documents.realises, documents.replaces):
        assert duplicates([f"{pair.lower} {pair.upper}" for pair in pairs]) == []
        assert [pair for pair in pairs if pair.lower not in items or pair.upper not in items] == []


def test_a_new_initiative_replaces_old_ones_and_some_on_both_sides_have_no_match() -> None:
    """Without gaps on both sides, the demo would never show what a comparison across editions leaves out."""
    documents = load_documents()
    new = {item.key for item in documents["p25"].of_kind("initiative")}
    old = {item.key for item in documents["p22"].of_kind("initiative")}
    assert {pair.lower for pair in documents.replaces} < new
    assert {pair.upper for pair in documents.replaces} < old


# The plan as text


def test_every_word_of_the_plan_stands_in_its_text_export() -> None:
    text = squeezed(plan_text())
    for item in load_documents()["p25"].items:
        assert squeezed(item.text) in text, item.key
        assert item.definition is None or squeezed(item.definition) in text, item.key


def test_the_text_export_looks_like_one_and_holds_no_bullet_too_many() -> None:
    lines = plan_text().splitlines()
    plan = load_documents()["p25"]
    assert sum(line.startswith("■ ") for line in lines) == len(plan.of_kind("initiative"))
    assert sum(line.startswith("o ") for line in lines) == len(plan.of_kind("responsibility"))
    assert max(len(line) for line in lines) <= 95
    assert sum(line.startswith(plan.title) for line in lines) > 5  # running page headers


def test_the_importer_finds_exactly_the_items_and_facts_of_the_plan_in_its_text_export() -> None:
    importing = pytest.importorskip("rodtrad.plans.importing", reason="the importer is not in this checkout")
    plan = load_documents()["p25"]
    extracted = importing.read_document(plan_text().encode(), "plan-2025-2027.txt")
    (tree,) = importing.find_plans(extracted)
    assert items_of(tree.items, "id") == items_of(plan.items, "key")
    assert (tree.title, tree.kind, tree.period) == (plan.title, plan.kind, plan.period)
    decided = tree.decided
    assert (decided.by, decided.date, decided.paragraph, decided.diarienummer) == (
        plan.decided_by,
        plan.decided_on,
        plan.paragraph,
        plan.diarienummer,
    )


# The instrument


def test_each_initiative_of_the_plan_is_rated_once_in_the_order_of_the_plan() -> None:
    instrument = load_instrument()
    initiatives = load_documents()[instrument.document].of_kind("initiative")
    assert [indicator.initiative for indicator in instrument.indicators] == [i.key for i in initiatives]


def test_all_four_areas_are_rated() -> None:
    instrument = load_instrument()
    document = load_documents()[instrument.document]
    items = load_documents().items
    areas = {area_of(document, items[indicator.initiative]) for indicator in instrument.indicators}
    assert areas == set(document.of_kind("area"))


def test_six_levels_are_named_and_described_for_every_indicator() -> None:
    instrument = load_instrument()
    assert [name.sv for name in instrument.scale] == [
        "Inte planerat", "Planerat", "Påbörjat", "På god väg", "Nästan där", "Uppnått",
    ]  # fmt: skip
    assert {len(indicator.levels) for indicator in instrument.indicators} == {6}


def test_no_description_or_next_step_is_used_for_two_levels() -> None:
    levels = [level for indicator in load_instrument().indicators for level in indicator.levels]
    for language in ("sv", "en"):
        assert duplicates([getattr(level.text, language) for level in levels]) == []
        assert duplicates([getattr(level.next_step, language) for level in levels]) == []


def test_every_indicator_is_complete_in_swedish_and_english() -> None:
    for indicator in load_instrument().indicators:
        words = [indicator.leaders, indicator.staff, indicator.help]
        words += [text for level in indicator.levels for text in (level.text, level.next_step)]
        assert all(len(word.sv) > 15 and len(word.en) > 15 for word in words), indicator.initiative
        assert all(word.sv != word.en for word in words), indicator.initiative
        assert indicator.suggestion.title
        assert indicator.suggestion.expected_effect
        assert indicator.suggestion.effect_sign


# What units write


def test_exactly_three_initiatives_are_worked_with_by_no_one() -> None:
    """The yearly report must have a gap to find, and every other initiative something to show."""
    pools = load_activities()
    covered = {pool.initiative for pool in pools.initiatives}
    initiatives = {item.key for item in load_documents()["p25"].of_kind("initiative")}
    assert len(pools.uncovered) == 3
    assert covered == initiatives - set(pools.uncovered)


def test_each_area_has_enough_to_write_about() -> None:
    goals, activities, follow_ups = Counter[str](), Counter[str](), Counter[str]()
    for pool in load_activities().initiatives:
        area = pool.initiative.rsplit(".", 1)[0]
        goals[area] += len(pool.goals)
        activities[area] += len(pool.activities)
        follow_ups[area] += sum(len(activity.follow_ups) for activity in pool.activities)
    areas = {item.key for item in load_documents()["p25"].of_kind("area")}
    assert set(goals) == areas
    assert min(goals.values()) >= 3
    assert min(activities.values()) >= 4
    assert min(follow_ups.values()) >= 4


def test_a_unit_of_any_school_form_finds_a_goal_and_an_activity_for_each_covered_initiative() -> None:
    for pool in load_activities().initiatives:
        assert pool.goals, pool.initiative
        for form in SchoolForm.values:
            assert pool.activities_for(form), (pool.initiative, form)


def test_statuses_and_verdicts_are_those_of_the_product() -> None:
    activities = [activity for pool in load_activities().initiatives for activity in pool.activities]
    follow_ups = [follow_up for activity in activities for follow_up in activity.follow_ups]
    assert {activity.status for activity in activities} <= set(ActivityStatus.values)
    assert {follow_up.status for follow_up in follow_ups} <= set(ActivityStatus.values)
    assert {follow_up.verdict for follow_up in follow_ups} == set(EffectVerdict.values)


def test_it_is_too_early_only_for_activities_that_are_not_done() -> None:
    pools = load_activities().initiatives
    early = [
        follow_up.status
        for pool in pools
        for activity in pool.activities
        for follow_up in activity.follow_ups
        if follow_up.verdict == EffectVerdict.TOO_EARLY
    ]
    assert early
    assert ActivityStatus.DONE not in early


def test_an_activity_says_what_it_should_lead_to_and_what_it_may_cost() -> None:
    for pool in load_activities().initiatives:
        for activity in pool.activities:
            assert activity.follow_ups, activity.title
            assert len(activity.expected_effect) > 20, activity.title
            assert len(activity.effect_sign) > 20, activity.title
            assert 0 <= activity.cost[0] <= activity.cost[1], activity.title


def test_no_text_that_a_unit_writes_stands_twice_in_the_pools() -> None:
    pools = load_activities()
    texts = [goal.title for pool in pools.initiatives for goal in pool.goals]
    for activity in (activity for pool in pools.initiatives for activity in pool.activities):
        texts += [activity.title, activity.description, activity.expected_effect]
        texts += [follow_up.done for follow_up in activity.follow_ups]
    for notes in (*pools.leader_notes.values(), *pools.staff_comments.values()):
        texts += notes
    assert duplicates(texts) == []


def test_leaders_and_staff_have_words_for_every_area() -> None:
    pools = load_activities()
    areas = {item.key for item in load_documents()["p25"].of_kind("area")}
    assert set(pools.leader_notes) == {(area, band) for area in areas for band in ("low", "mid", "high")}
    assert set(pools.staff_comments) == areas
    assert set(pools.report_summaries) == {"better", "steady", "worse"}
    assert len(pools.next_year) >= 3


# The year wheel


def test_the_phases_go_round_the_whole_year_without_gap_or_overlap() -> None:
    phases = load_year_wheel().phases
    assert [phase.kind for phase in phases] == Phase.Kind.values
    assert phases[0].starts.of(2026) == date(2026, 8, 1)
    assert phases[-1].ends.of(2026) == date(2027, 7, 31)
    for before, after in pairwise(phases):
        assert after.starts.of(2026) == before.ends.of(2026) + timedelta(days=1), after.kind


def test_a_task_is_due_inside_its_phase() -> None:
    wheel = load_year_wheel()
    phases = {phase.kind: phase for phase in wheel.phases}
    outside = [t.key for t in wheel.tasks if not phases[t.phase].starts <= t.due <= phases[t.phase].ends]
    assert outside == []


def test_every_phase_and_every_role_has_a_task_given_once() -> None:
    wheel = load_year_wheel()
    assert {task.phase for task in wheel.tasks} == set(Phase.Kind.values)
    assert {task.role for task in wheel.tasks} == set(Role.values)
    assert duplicates([f"{task.role} {task.key}" for task in wheel.tasks]) == []


def test_a_task_says_why_in_both_languages_and_how_long_it_takes() -> None:
    for task in load_year_wheel().tasks:
        assert 5 <= task.minutes <= 240, task.key
        for words in (task.title, task.why):
            assert words.sv, task.key
            assert words.en, task.key
            assert words.sv != words.en, task.key
