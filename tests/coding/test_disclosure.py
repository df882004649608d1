"""What others wrote stays under the rule that they wrote it under: the coding opens no way around it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rodtrad.assessments.models import Comment
from rodtrad.coding import rules, service
from rodtrad.coding.models import Excerpt, Source
from rodtrad.common.errors import Conflict, NotAllowed, UserError
from tests.coding.conftest import HELP, NET, TIME

if TYPE_CHECKING:
    from django.test import Client

    from rodtrad.coding.models import Theme
    from tests.coding.conftest import Story


def test_where_few_answered_nothing_is_added(story: Story) -> None:
    """Six answered at Tallmon: enough for figures, too few for words. No one at Lilla Holmen."""
    added = story.answers()

    assert (added.units, added.hidden) == (3, 2)
    assert added.answers == 60
    units = {source.unit.name for source in story.project.sources.select_related("unit") if source.unit}
    assert units == {"Björkhagens skola", "Ekbackens skola", "Strandgymnasiet"}


def test_the_words_are_not_copied(story: Story) -> None:
    """Only where they stand is kept: what the rule hides later is hidden here too."""
    story.answers()

    assert set(Source.objects.values_list("text", "title")) == {("", "")}
    assert Excerpt.objects.filter(comment__isnull=True).count() == 0


def test_who_may_not_read_the_answers_cannot_be_given_them_to_code(story: Story) -> None:
    """Petra of the central support reads no answers; Nils none of the upper secondary school's."""
    story.answers()
    story.theme("Tid")
    for second in (story.town.petra, story.town.nils):
        story.coders(second=second)
        with pytest.raises(UserError) as refused:
            service.begin_coding(story.sten, story.fresh())
        assert refused.value.code == "coding.may_not_read"
        assert second.name in str(refused.value)


def test_a_coder_who_loses_the_duty_reads_no_more(story: Story) -> None:
    compulsory(story)
    coder = service.coder_of(story.nils, story.project)
    assert coder is not None
    before = service.spot_of(story.nils, coder, 1)
    assert before is not None
    assert before.words is not None
    story.town.nils.duties.all().delete()
    page = story.town.client(story.town.nils).get(story.url("spot", number=1))

    assert page.status_code == 404
    after = service.spot_of(story.nils, coder, 1)
    assert after is not None
    assert after.words is None


def test_when_the_answers_are_hidden_they_are_so_in_the_coding(story: Story) -> None:
    """Should the results of the round be hidden, no excerpt shows its words, and none can be coded."""
    from rodtrad.assessments.models import Result

    compulsory(story)
    Result.objects.filter(round=story.round).update(is_shown=False)
    coder = service.coder_of(story.sten, story.project)
    assert coder is not None
    spot = service.spot_of(story.sten, coder, 1)

    assert spot is not None
    assert spot.words is None
    with pytest.raises(UserError):
        service.save_coding(story.sten, story.project, 1, 0, [], none=True)


def test_the_order_tells_neither_who_nor_when(story: Story) -> None:
    """Excerpts stand as the page of comments has them: by question, then by random keys."""
    compulsory(story)
    for source in story.project.sources.all():
        rows = list(source.excerpts.order_by("number").values_list("comment__position", "comment_id"))
        assert rows == sorted(rows)
    keys = story.project.excerpts.order_by("pk").values_list("comment_id", flat=True)
    assert set(keys) <= set(Comment.objects.values_list("pk", flat=True))


def compulsory(story: Story) -> list[Theme]:
    """The answers of the two schools that Nils leads, coded by him and Sten."""
    story.answers(units=[story.town.bjorkhagen.pk, story.town.ekbacken.pk])
    themes = [story.theme("Tid"), story.theme("Nät")]
    story.themes = themes
    story.coders()
    story.begin()
    return themes


def settled(story: Story) -> list[Theme]:
    """Both give each answer the theme that its words are about; all is settled and published."""
    themes = compulsory(story)
    texts = dict(story.project.excerpts.values_list("number", "comment__text"))
    for scope in (story.sten, story.nils):
        story.code(scope, {number: given_to(text, themes) for number, text in texts.items()})
        service.hand_in(scope, story.fresh())
    service.finish(story.sten, story.fresh())
    service.publish(story.sten, story.fresh())
    story.fresh()
    return themes


def given_to(text: str, themes: list[Theme]) -> list[Theme]:
    if text.startswith(TIME):
        return [themes[0]]
    # Nearly no one is given the second theme.
    return [themes[1]] if text == NET else []


@pytest.fixture
def berit(story: Story) -> Client:
    """On the board: sees the authority, reads no answers."""
    return story.town.client(story.town.berit)


def test_others_read_counts_of_enough_and_no_quotes(story: Story, berit: Client) -> None:
    settled(story)
    about_time = story.project.excerpts.filter(comment__text=TIME).first()
    assert about_time is not None
    service.choose_quote(story.sten, story.project, about_time.number, chosen=True)
    page = berit.get(story.url("result"))
    words = page.content.decode()

    assert page.status_code == 200
    assert "16 av 40" in words, "sixteen of forty answers are about time"
    for said in (TIME, NET, HELP):
        assert f'<blockquote lang="sv">{said}' not in words
    whole = service.outcome_of(story.sten, story.project)
    assert [quote.text for each in whole.themes for quote in each.quotes] != []


def test_a_quote_is_read_by_who_reads_the_answers_and_no_one_else(story: Story) -> None:
    """Karin reads what was written at Björkhagen, not what was written at Ekbacken."""
    settled(story)
    for name in ("Björkhagens skola", "Ekbackens skola"):
        first = story.project.excerpts.filter(source__unit__name=name, comment__text=TIME).first()
        assert first is not None
        service.choose_quote(story.sten, story.project, first.number, chosen=True)
    told = service.outcome_of(story.scope(story.town.karin), story.project)
    quotes = [quote.excerpt.source.unit for each in told.themes for quote in each.quotes]

    assert [unit.name for unit in quotes if unit] == ["Björkhagens skola"]
    assert service.outcome_of(story.scope(story.town.berit), story.project).themes[0].quotes == []


def test_a_theme_in_few_texts_is_told_as_few(story: Story) -> None:
    settled(story)
    told = service.outcome_of(story.scope(story.town.berit), story.project)
    whole = service.outcome_of(story.sten, story.project)
    few = next(each for each in whole.themes if each.theme.name == "Nät").cells[0].count

    assert few is not None
    cell = next(each for each in told.themes if each.theme.name == "Nät").cells[0]
    assert (cell.count is None) == (few < 5)


def test_a_file_gives_no_more_than_the_page(story: Story, berit: Client) -> None:
    settled(story)
    rows = berit.get(story.url("file", fmt="csv")).content.decode("utf-8-sig").splitlines()
    book = berit.get(story.url("file", fmt="xlsx"))

    assert rows[0] == "theme,item,texts_of,kind,texts,count,not_shown"
    assert "Tid,,staff,answers,40,16," in rows
    assert sheets(book.content) == 1, "neither the agreement nor the excerpts"
    mine = story.town.client(story.town.sten).get(story.url("file", fmt="xlsx"))
    assert sheets(mine.content) == 3


def sheets(content: bytes) -> int:
    import io

    import openpyxl

    return len(openpyxl.load_workbook(io.BytesIO(content)).sheetnames)


def test_what_is_not_published_is_not_there_for_others(story: Story, berit: Client) -> None:
    settled(story)
    service.unpublish(story.sten, story.project)

    assert berit.get(story.url("result")).status_code == 404
    with pytest.raises(NotAllowed):
        service.outcome_of(story.scope(story.town.berit), story.fresh())


def test_two_published_results_never_share_answers(story: Story) -> None:
    """Side by side they would tell the difference, which may be one school."""
    settled(story)
    first = story.project
    given = service.ProjectInput("En till")
    story.project = service.make_project(story.sten, story.town.authority, story.town.year, given, "k2")
    story.answers(units=[story.town.bjorkhagen.pk])
    story.theme("Tid")
    story.coders()
    story.begin()
    count = story.project.excerpts.count()
    for scope in (story.sten, story.nils):
        story.code(scope, {number: [] for number in range(1, count + 1)})
        service.hand_in(scope, story.fresh())
    service.finish(story.sten, story.fresh())
    with pytest.raises(Conflict) as refused:
        service.publish(story.sten, story.fresh())

    assert refused.value.code == "coding.overlaps"
    service.unpublish(story.sten, first)
    assert service.publish(story.sten, story.fresh()).published_at


def test_two_people_who_wrote_much_are_no_more_than_two(story: Story) -> None:
    """One at each of two schools wrote about every question: ten texts on the same theme, and two people."""
    kept = set()
    for unit in (story.town.bjorkhagen, story.town.ekbacken):
        mine = Comment.objects.filter(round=story.round, unit=unit, group="staff")
        for position in range(5):
            row = mine.filter(position=min(position, 1)).exclude(pk__in=kept).first()
            assert row is not None
            mine.filter(pk=row.pk).update(position=position, text=TIME)
            kept.add(row.pk)
    Comment.objects.exclude(pk__in=kept).delete()
    themes = settled(story)
    whole = service.outcome_of(story.sten, story.project)
    told = service.outcome_of(story.scope(story.town.berit), story.project)

    assert [column.texts for column in whole.columns] == [10]
    assert whole.themes[0].cells[0].count == 10
    assert told.themes[0].theme == themes[0]
    assert (told.themes[0].cells[0].count, told.themes[0].cells[0].reason) == (None, "small")


def test_a_theme_that_few_wrote_much_about_is_told_as_few(story: Story) -> None:
    """Many wrote, but two of them wrote about time under three questions each."""
    for unit in (story.town.bjorkhagen, story.town.ekbacken):
        mine = Comment.objects.filter(round=story.round, unit=unit, group="staff")
        mine.filter(text__startswith=TIME).update(text=HELP)
        rows = list(mine.filter(position=1)[:3])
        for position, row in enumerate(rows, 1):
            mine.filter(pk=row.pk).update(position=position, text=TIME)
    settled(story)
    whole = service.outcome_of(story.sten, story.project)
    told = service.outcome_of(story.scope(story.town.berit), story.project)

    assert whole.themes[0].cells[0].count == 6
    assert (told.themes[0].cells[0].count, told.themes[0].cells[0].reason) == (None, "few")


@given(
    wrote=st.lists(st.lists(st.booleans(), max_size=4), max_size=40),
    units=st.integers(1, 5),
    least=st.integers(2, 12),
)
def test_no_told_figure_is_of_few(wrote: list[list[bool]], units: int, least: int) -> None:
    """People at units, each with some answers, one to a question, of which some have the theme."""
    texts = {
        rules.Text(("a", 10 * person + question), person % units, (1, question)): about
        for person, answers in enumerate(wrote)
        for question, about in enumerate(answers)
    }
    having = [text for text, about in texts.items() if about]
    cell = rules.told(having, texts, units, 2 * least, least)

    assert rules.people(texts) == sum(map(bool, wrote)), "whoever wrote began with the first question"
    assert rules.people(having) <= sum(any(answers) for answers in wrote)
    if cell.count is not None:
        assert cell.count == len(having)
        assert sum(any(answers) for answers in wrote) >= least
        assert sum(map(bool, wrote)) >= 2 * least
        assert units >= 2
    else:
        assert cell.reason


def test_an_interview_is_quoted_only_where_that_was_agreed(story: Story) -> None:
    story.done()
    service.choose_quote(story.sten, story.project, 1, chosen=True)
    service.publish(story.sten, story.fresh())
    berit = story.scope(story.town.berit)
    assert [len(each.quotes) for each in service.outcome_of(berit, story.fresh()).themes] == [1, 0]
    Source.objects.update(consent="code")

    told = service.outcome_of(berit, story.fresh())
    assert [len(each.quotes) for each in told.themes] == [0, 0]
    assert [cell.reason for each in told.themes for cell in each.cells] == ["small", "small"]
