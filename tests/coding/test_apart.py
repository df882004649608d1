"""Two code the same texts, and neither sees anything of the other's until both have handed in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from rodtrad.coding import service
from rodtrad.coding.models import Coding
from rodtrad.common.errors import Conflict, NotAllowed, UserError

if TYPE_CHECKING:
    from tests.coding.conftest import Story


def test_nothing_of_the_others_coding_is_told_before_both_have_handed_in(story: Story) -> None:
    story.ready()
    time, tech = story.themes
    story.code(story.sten, {1: [time], 2: [tech], 3: []})
    service.hand_in(story.sten, story.fresh())

    for scope in (story.sten, story.nils):
        with pytest.raises(Conflict) as refused:
            service.compared(scope, story.fresh())
        assert refused.value.code == "coding.blind"
    assert [(each.coder.slot, each.done) for each in service.progress_of(story.project)] == [(1, 3), (2, 0)]


def test_no_page_shows_the_others_words_while_the_two_code(story: Story) -> None:
    """Sten keeps the project too: not even its keeper reads what Nils gave and noted."""
    story.ready()
    service.save_coding(story.nils, story.project, 1, 0, [story.themes[0].pk], note="Nils hemliga tanke")
    sten = story.town.client(story.town.sten)
    pages = [
        story.url(name, **more)
        for name, more in (
            ("project", {}), ("book", {}), ("coders", {}), ("spot", {"number": 1}), ("hand_in", {}),
            ("source", {"source_id": story.project.sources.get().pk}),
        )
    ]  # fmt: skip
    for page in pages:
        answer = sten.get(page)
        assert answer.status_code == 200
        assert "hemliga" not in answer.content.decode()
        assert " checked" not in answer.content.decode(), page
    for name in ("agreement", "pairs", "result", "settle_next"):
        assert sten.get(story.url(name)).status_code == 409


def test_the_second_who_hands_in_opens_the_comparison(story: Story) -> None:
    story.handed_in()

    assert story.project.state == "comparing"
    rows = service.compared(story.sten, story.project)
    assert [row.differs for row in rows] == [False, True, True]


def test_a_coding_is_not_handed_in_half_done(story: Story) -> None:
    story.ready()
    story.code(story.sten, {1: [story.themes[0]]})

    with pytest.raises(UserError, match="2 utdrag är inte kodade än"):
        service.hand_in(story.sten, story.fresh())


def test_that_no_theme_fits_is_coded_and_nothing_ticked_is_not(story: Story) -> None:
    story.ready()
    service.save_coding(story.sten, story.project, 1, 0, [], none=True)
    service.save_coding(story.sten, story.project, 2, 0, [], note="Får tänka")

    assert service.progress_of(story.project)[0].done == 1
    coder = service.coder_of(story.sten, story.project)
    assert coder is not None
    assert service.next_uncoded(coder) == 2
    spot = service.spot_of(story.sten, coder, 2)
    assert spot is not None
    assert spot.coding is not None
    assert spot.coding.note == "Får tänka"


def test_one_goes_on_where_one_left_off(story: Story) -> None:
    story.ready()
    story.code(story.sten, {1: [], 3: []})
    answer = story.town.client(story.town.sten).get(story.url("code"))

    assert answer["Location"] == story.url("spot", number=2)


def test_a_second_window_does_not_write_over_the_first(story: Story) -> None:
    story.ready()
    time, tech = story.themes
    service.save_coding(story.sten, story.project, 1, 0, [time.pk])
    late = service.save_coding(story.sten, story.project, 1, 0, [tech.pk])

    assert late.clash
    assert Coding.objects.get(excerpt__number=1).themes == [time.pk]


def test_sent_twice_is_saved_once(story: Story) -> None:
    """A connection that broke after the save: the same form comes again with its old version."""
    story.ready()
    first = service.save_coding(story.sten, story.project, 1, 0, [story.themes[0].pk])
    again = service.save_coding(story.sten, story.project, 1, 0, [story.themes[0].pk])

    assert not again.clash
    assert again.version == first.version == 1


@pytest.mark.parametrize(
    ("themes", "none", "code"), [([10**8], False, "coding.no_theme"), (None, True, "coding.both")]
)
def test_what_cannot_be_given_is_refused(
    story: Story, themes: list[int] | None, none: bool, code: str
) -> None:
    story.ready()
    chosen = [story.themes[0].pk] if themes is None else themes
    with pytest.raises(UserError) as refused:
        service.save_coding(story.sten, story.project, 1, 0, chosen, none=none)

    assert refused.value.code == code
    assert not Coding.objects.exists()


@pytest.mark.parametrize("number", [0, 4, 10**8])
def test_there_is_no_excerpt_of_such_a_number(story: Story, number: int) -> None:
    story.ready()
    with pytest.raises(UserError, match="finns inte"):
        service.save_coding(story.sten, story.project, number, 0, [], none=True)


def test_only_the_two_code(story: Story) -> None:
    story.ready()
    with pytest.raises(NotAllowed):
        service.save_coding(story.scope(story.town.karin), story.project, 1, 0, [], none=True)


def test_what_is_handed_in_stands_until_it_is_opened_again(story: Story) -> None:
    story.ready()
    story.code(story.sten, {1: [], 2: [], 3: []})
    service.hand_in(story.sten, story.fresh())
    with pytest.raises(Conflict, match="Öppna kodningen igen"):
        service.save_coding(story.sten, story.project, 1, 1, [story.themes[0].pk])

    service.reopen(story.sten, story.fresh())
    assert not service.save_coding(story.sten, story.project, 1, 1, [story.themes[0].pk]).clash


def test_nothing_is_opened_again_once_both_have_seen(story: Story) -> None:
    story.handed_in()
    with pytest.raises(Conflict):
        service.reopen(story.sten, story.project)


def test_a_changed_code_book_is_told_and_gone_through(story: Story) -> None:
    """A theme changed under way is a new version; what was coded by the old one must be looked at again."""
    story.ready()
    time, _tech = story.themes
    story.code(story.nils, {1: [time], 2: [], 3: []})
    given = service.ThemeInput("Tid", "Bara arbetstid", note="Skilj på tid och ork")
    service.change_theme(story.sten, time, time.revision, given)
    project = story.fresh()

    assert project.book_version == 2
    assert [version.note for version in service.versions_of(project)] == ["Skilj på tid och ork", ""]
    with pytest.raises(UserError) as refused:
        service.hand_in(story.nils, project)
    assert refused.value.code == "coding.older"
    # Saved again as it was, one counts as looked at; the rest are said to hold.
    service.save_coding(story.nils, project, 1, 1, [time.pk])
    coder = service.coder_of(story.nils, project)
    assert coder is not None
    assert service.coded_by_older(coder, project) == [2, 3]
    assert service.hand_in(story.nils, project, older_seen=True)


def test_the_code_book_stands_when_one_has_handed_in(story: Story) -> None:
    story.ready()
    story.code(story.nils, {1: [], 2: [], 3: []})
    service.hand_in(story.nils, story.fresh())
    with pytest.raises(Conflict) as refused:
        service.add_theme(story.sten, story.fresh(), service.ThemeInput("Stöd", note="Nytt"))

    assert refused.value.code == "coding.handed_in"
    assert story.fresh().themes.count() == 2


def test_whoever_is_replaced_takes_the_own_coding_along(story: Story) -> None:
    story.ready()
    story.code(story.nils, {1: [], 2: [], 3: []})
    story.code(story.sten, {1: []})
    service.set_coders(story.sten, story.fresh(), story.town.sten.pk, story.town.petra.pk)

    assert [(each.coder.name, each.done) for each in service.progress_of(story.fresh())] == [
        ("Sten Ågren", 1),
        ("Petra Lind", 0),
    ]
