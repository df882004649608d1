"""A round lives through whatever people do to it, in any order: what is refused changes nothing, what was
acknowledged stands, and what is closed never changes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from rodtrad.assessments import service
from rodtrad.assessments.disclosure import stepwise
from rodtrad.assessments.models import Invitation, LeaderRating, LiveSession, Receipt, Response, Result, Round
from rodtrad.assessments.rules import answer_cap
from rodtrad.common.errors import UserError
from tests.assessments.conftest import TODAY, Rating, write_plan

if TYPE_CHECKING:
    from tests.people import Town

STAFF, STEP = 4, 10


def code_of(verb: Callable[[], Any]) -> str:
    """Why it was refused, '' where it was done."""
    try:
        verb()
    except UserError as refused:
        return refused.code
    return ""


@dataclass
class Story:
    """What must be so, told without the product: the state, the days, and what has been taken."""

    state: str = "draft"
    today: date = TODAY
    opens: date = TODAY + timedelta(days=1)
    closes: date = TODAY + timedelta(days=6)
    cap: int = answer_cap(STAFF, 5)
    answers: int = 0
    handed_in: bool = False
    has_rated: bool = False
    in_meeting: bool = False
    has_codes: bool = False
    fresh_codes: list[str] = field(default_factory=list)
    forms: list[tuple[str, str, str]] = field(default_factory=list)

    @property
    def now(self) -> str:
        """What meets whoever wants to answer."""
        if self.state != "open":
            return "closed" if self.state == "closed" else "not_yet"
        if self.today < self.opens:
            return "not_yet"
        return "expired" if self.today > self.closes else ""

    @property
    def by_link(self) -> str:
        return self.now or ("closed" if self.has_codes else "full" if self.answers >= self.cap else "")

    @property
    def for_leaders(self) -> str:
        return "closed" if self.now else ""


class Life(RuleBasedStateMachine):
    """Lilla Holmen's four staff and their leaders, in a round that they share with the other schools."""

    def __init__(self, town: Town) -> None:
        super().__init__()
        self.undone = transaction.atomic()
        self.undone.__enter__()
        self.town, self.story = town, Story()
        self.sten, self.lovisa = town.scope(town.sten), town.scope(town.lovisa)
        instrument = service.make_instrument(self.sten, write_plan(town))
        plan = service.RoundPlan("Självskattning", self.story.opens, self.story.closes)
        made = service.prepare_round(self.sten, instrument, town.authority, town.year, plan)
        self.rating = Rating(town, instrument.document, instrument, made)
        self.told: list[Any] | None = None

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undone.__exit__(None, None, None)

    # ---- the strategist ---------------------------------------------------------------------------------

    @rule()
    def opens(self) -> None:
        wanted = "" if self.story.state == "draft" else "state"
        assert code_of(lambda: service.open_round(self.sten, self.rating.round)) == wanted
        if not wanted:
            self.story.state = "open"

    @rule(days=st.integers(-3, 12))
    def extends(self, days: int) -> None:
        story, day = self.story, self.story.today + timedelta(days=days)
        wanted = "past" if days < 0 else "state" if story.state != "open" else "dates" * (day < story.opens)
        assert code_of(lambda: service.extend_round(self.sten, self.rating.round, day, story.today)) == wanted
        if not wanted:
            story.closes = day

    @precondition(lambda self: self.story.state != "draft")
    @rule(times=st.integers(1, 2))
    def closes(self, times: int) -> None:
        for _time in range(times):
            wanted = "state" if self.story.state == "closed" else ""
            assert code_of(lambda: service.close_now(self.sten, self.rating.round)) == wanted
            self.story.state, self.story.in_meeting = "closed", False
        self.told = self.told or self.results()

    @rule()
    def edits_the_form(self) -> None:
        indicator = self.rating.instrument.indicators.select_related("instrument__owner").get(position=0)
        draft = service.IndicatorDraft(statements=indicator.statements, levels=indicator.levels)
        change = lambda: service.change_indicator(self.sten, indicator, indicator.revision, draft)  # noqa: E731
        assert code_of(change) == ("" if self.story.state == "draft" else "frozen")

    @precondition(lambda self: self.story.state != "draft")
    @rule()
    def throws_away(self) -> None:
        assert code_of(lambda: service.remove_round(self.sten, self.rating.round)) == "state"

    @rule(days=st.integers(-2, 4))
    def clock_goes(self, days: int) -> None:
        self.story.today += timedelta(days=days)

    # ---- those who answer -------------------------------------------------------------------------------

    def answer(self, code: str) -> tuple[str, str]:
        link = service.find_link(code, self.story.today)
        assert link is not None
        token = service.new_token(link)
        return token, code_of(lambda: self.send(code, token))

    def send(self, code: str, token: str, level: int = 3) -> str:
        link = service.find_link(code, self.story.today)
        assert link is not None
        sent = service.Answer({0: level}, {0: "Hej"})
        return service.submit(link, token, sent, self.rating.sheet("staff"), self.story.today)

    @precondition(lambda self: self.story.state != "draft")
    @rule(times=st.integers(1, 4))
    def staff_answer(self, times: int) -> None:
        code = self.rating.part(self.town.lilla_holmen).code
        for _time in range(times):
            wanted = self.story.by_link
            token, told = self.answer(code)
            assert told == wanted
            if not wanted:
                self.story.answers += 1
                self.story.forms.append((code, token, service.receipt_of(token)))

    @precondition(lambda self: self.story.fresh_codes)
    @rule()
    def someone_uses_a_slip_twice(self) -> None:
        code, wanted = self.story.fresh_codes[0], self.story.now
        token, told = self.answer(code)
        assert told == wanted
        if not wanted:
            self.story.fresh_codes.pop(0)
            self.story.answers += 1
            self.story.forms.append((code, token, service.receipt_of(token)))
            assert self.answer(code)[1] == "spent"

    @precondition(lambda self: self.story.forms)
    @rule(data=st.data())
    def sends_a_form_again_with_other_content(self, data: st.DataObject) -> None:
        code, token, receipt = data.draw(st.sampled_from(self.story.forms))
        assert self.send(code, token, level=6) == receipt

    # ---- those who lead ---------------------------------------------------------------------------------

    @precondition(lambda self: self.story.state != "draft")
    @rule(number=st.integers(1, 3))
    def prints_codes(self, number: int) -> None:
        part, made = self.rating.part(self.town.lilla_holmen), []
        wanted = "" if self.story.state == "open" else "closed"
        told = code_of(lambda: made.extend(service.make_codes(self.lovisa, part, number)))
        assert told == wanted
        self.story.fresh_codes += made
        self.story.has_codes = self.story.has_codes or bool(made)

    @precondition(lambda self: self.story.state != "draft")
    @rule(number=st.integers(1, 30))
    def says_how_many_they_are(self, number: int) -> None:
        part = self.rating.part(self.town.lilla_holmen)
        said = part.invited
        wanted = "closed" if self.story.state != "open" else ""
        wanted = wanted or ("too_few" if number < stepwise(self.story.answers, 5) else "")
        assert code_of(lambda: service.change_invited(self.lovisa, part, number)) == wanted
        if not wanted and number != said:
            self.story.cap = answer_cap(number, 5)

    @property
    def leaders(self) -> Any:
        return self.rating.part(self.town.lilla_holmen, "leaders")

    @precondition(lambda self: self.story.state != "draft")
    @rule(level=st.sampled_from([0, 1, 6, 7, 255]))
    def leaders_rate(self, level: int) -> None:
        story, sheet = self.story, self.rating.sheet("leaders")
        stored = LeaderRating.objects.filter(part=self.leaders).first()
        version = stored.answers.get("0", {}).get("version", 0) if stored else 0
        sent = [service.LeaderAnswer(0, level, version=version)]
        wanted = story.for_leaders or ("handed_in" if story.handed_in else "level" * (level in (0, 7)))
        save = lambda: service.save_answers(self.lovisa, self.leaders, sent, sheet, story.today)  # noqa: E731
        assert code_of(save) == wanted
        story.has_rated = story.has_rated or not wanted

    @precondition(lambda self: self.story.state != "draft")
    @rule(times=st.integers(1, 2))
    def leaders_hand_in(self, times: int) -> None:
        story, sheet = self.story, self.rating.sheet("leaders")
        wanted = story.for_leaders or ("" if story.has_rated else "empty")
        for _time in range(times):
            verb = lambda: service.hand_in(self.lovisa, self.leaders, sheet, story.today)  # noqa: E731
            assert code_of(verb) == wanted
        if not wanted:
            story.in_meeting = story.in_meeting and story.handed_in
            story.handed_in = True

    @precondition(lambda self: self.story.state != "draft")
    @rule()
    def leaders_reopen(self) -> None:
        verb = lambda: service.reopen(self.lovisa, self.leaders, self.story.today)  # noqa: E731
        assert code_of(verb) == self.story.for_leaders
        self.story.handed_in = self.story.handed_in and bool(self.story.for_leaders)

    @precondition(lambda self: self.story.state != "draft")
    @rule()
    def leaders_meet(self) -> None:
        from django.utils import timezone

        story = self.story
        wanted = story.for_leaders or ("handed_in" if story.handed_in else "")
        verb = lambda: service.begin_meeting(self.lovisa, self.leaders, story.today, timezone.now())  # noqa: E731
        assert code_of(verb) == wanted
        story.in_meeting = story.in_meeting or not wanted

    # ---- what always holds ------------------------------------------------------------------------------

    def results(self) -> list[Any]:
        kept = Result.objects.filter(round=self.rating.round).order_by("unit_path", "group")
        return list(kept.values_list("unit_path", "group", "is_shown", "answered", "counts", "areas"))

    @invariant()
    def what_was_acknowledged_is_there_once_and_nothing_else(self) -> None:
        given = Response.objects.filter(round=self.rating.round)
        assert given.filter(group="staff").count() == self.story.answers
        assert given.filter(group="leaders").count() == self.story.handed_in
        assert all(bytes(each.values)[0] == 3 for each in given.filter(group="staff"))
        used = sum(
            len(code) == 12
            and Invitation.objects.filter(part__round=self.rating.round).exists()
            and service.find_link(code, TODAY).spent_hash != ""  # type: ignore[union-attr]
            for code, _token, _receipt in self.story.forms
        )
        assert Receipt.objects.filter(round=self.rating.round).count() == self.story.answers + used

    @invariant()
    def a_meeting_goes_on_only_while_there_is_something_to_settle(self) -> None:
        assert LiveSession.objects.filter(part__round=self.rating.round).exists() == self.story.in_meeting

    @invariant()
    def what_is_closed_stays_as_it_is(self) -> None:
        state = Round.objects.get(pk=self.rating.round.pk).state
        assert state == self.story.state
        if self.told is not None:
            assert self.results() == self.told


def test_whatever_is_done_to_a_round_in_whatever_order_it_stays_whole(town: Town) -> None:
    run_state_machine_as_test(
        lambda: Life(town),
        settings=settings(
            max_examples=20,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
