"""A unit's own report for the quality dialogue: results, goals, activities and follow-ups as they are now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from rodtrad.activities import service as activities
from rodtrad.activities.models import Activity, Goal, UnitReport
from rodtrad.assessments import service as assessments
from rodtrad.assessments.groups import ANONYMOUS
from rodtrad.assessments.models import Group, Round
from rodtrad.common import numbers
from rodtrad.common.dates import as_day, date_range, short_date
from rodtrad.organisation.access import Scope
from rodtrad.organisation.place import Place
from rodtrad.reports import pictures, sentences
from rodtrad.reports.blocks import Block, FigureSpec, Writer
from rodtrad.reports.content import change_cell, group_rows, spread_cell, told_cell
from rodtrad.reports.facts import AreaFacts
from rodtrad.reports.gather import beside, difference, told, turnout

__all__ = ["UnitContent", "unit_content"]

Result = assessments.UnitResult


@dataclass(frozen=True)
class UnitContent:
    """The blocks and figures of a unit's report in the active language. Each figure has its address."""

    blocks: Sequence[Block]
    figures: Mapping[str, FigureSpec]


def unit_content(scope: Scope, place: Place) -> UnitContent:
    """What the unit's report says to this reader. The caller has checked that the unit is the reader's."""
    report = _UnitReport(scope, place)
    report.write()
    return UnitContent(report.writer.blocks, report.writer.figures)


class _UnitReport:
    def __init__(self, scope: Scope, place: Place) -> None:
        self.place, self.writer = place, Writer()
        latest = assessments.closed_round_at(place.unit.path, place.starts_on)
        current = latest if latest and latest.year_id == place.year_id else None
        results = self._results(scope, current) if current else []
        # What the report follows area by area, and the groups that stand beside it.
        self.result = next(iter(results), None)
        self.others = [each for each in results[1:] if each.group != Group.LEADERS]
        self.goals = activities.goals_of(scope, place)
        self.report = activities.report_of(scope, place)
        self.activities = [each for goal in self.goals for each in goal.activities.all()]

    def _results(self, scope: Scope, current: Round) -> list[Result]:
        """What the reader may see of each group: the staff first, then the others, the leaders last."""
        order = [Group.STAFF, *(each for each in ANONYMOUS if each != Group.STAFF), Group.LEADERS]
        asked = [group for group in order if group in current.groups]
        found = (assessments.unit_result(scope, self.place.unit, current, group) for group in asked)
        return [each for each in found if each is not None]

    def write(self) -> None:
        self.writer.title(f"{self.place.unit.name}, {self.place.year_label}")
        if self.result:
            self._result(self.result)
        else:
            self.writer.heading("result-heading", _("Ingen skattning är stängd för läsåret"))
        self._goals()
        self._follow_ups()
        self._own_words(self.report)
        self._talk()

    # ---- the rating

    def _result(self, result: Result) -> None:
        areas = self._areas(result)
        write = self.writer
        write.heading("result-heading", sentences.headline(areas))
        figure = self._figure(result)
        told_of = [each for each in (result, *self.others) if each.group != Group.LEADERS]
        write.text(
            "result-turnout", *(sentences.group_turnout(turnout(each)) for each in told_of), figures=[figure]
        )
        self._table(result, areas, figure)
        if any(area.others for area in areas):
            self._groups_table(areas, figure)
        for area, found in zip(areas, result.areas, strict=True):
            self._area(area, found, result, figure)

    def _figure(self, result: Result) -> str:
        value = numbers.percent(result.rate) if result.rate is not None else _("visas inte")
        how = _("Enhetens svar i omgången ”%(round)s”.") % {"round": result.round.title}
        url = self.place.url("assessments:result")
        return self.writer.figure("result", _("Skattningens resultat"), value, how, kind="page", url=url)

    def _areas(self, result: Result) -> list[AreaFacts]:
        staff = result.group == Group.STAFF
        first = [] if staff or result.group == Group.LEADERS else [result]
        return [
            AreaFacts(
                number=area.number,
                item_id=area.item_id or 0,
                key=str(area.item_key or ""),
                title=area.title,
                initiatives=(),
                place=area.number,
                staff=told(area.figure) if staff else None,
                leaders=told(leaders) if (leaders := area.of(Group.LEADERS)) else None,
                change=difference(area.change, len(area.indicators)) if staff else None,
                gap=difference(area.gap, len(area.indicators)) if staff else None,
                others=beside([*first, *self.others], area.number),
            )
            for area in result.areas
        ]

    def _table(self, result: Result, areas: Sequence[AreaFacts], figure: str) -> None:
        header = (
            pgettext("plan", "Område"),
            _("Personal (svar)"),
            _("Svarsandel"),
            _("Spridning"),
            _("Mot i fjol"),
            _("Ledning"),
        )
        rate = numbers.percent(result.rate) if result.rate is not None else "–"
        rows = [
            (
                area.title,
                told_cell(area.staff),
                rate,
                spread_cell(area.staff),
                change_cell(area.change.verdict if area.change else None),
                numbers.decimal(area.leaders.mean) if area.leaders and area.leaders.mean is not None else "",
            )
            for area in areas
        ]
        self.writer.table("result-table", _("Områdena i siffror"), header, rows, figures=[figure])

    def _groups_table(self, areas: Sequence[AreaFacts], figure: str) -> None:
        """The groups beside each other, area by area, with the gap to the leaders."""
        rates = {str(each.group): each.rate for each in (self.result, *self.others) if each}
        header = (
            pgettext("plan", "Område"),
            _("Grupp"),
            _("Medelvärde (svar)"),
            _("Svarsandel"),
            _("Spridning"),
            _("Ledningen mot gruppen"),
        )
        rows = [row for area in areas for row in group_rows(area, rates)]
        self.writer.table("groups-table", _("Grupperna bredvid varandra"), header, rows, figures=[figure])

    def _area(self, area: AreaFacts, found: Any, result: Result, figure: str) -> None:
        write, ident = self.writer, f"area-{area.number}"
        write.heading(f"{ident}-heading", sentences.area_heading(area), 2)
        before = result.previous.year.label if result.previous else ""
        shown = area.staff is not None and area.staff.is_shown
        said = [sentences.state(area.staff, result.rate)] if area.staff or not area.others else []
        if shown:
            said.append(sentences.change(area.change, before))
        if area.leaders:
            said.append(sentences.unit_gap(area.gap, area.leaders))
        write.text(f"{ident}-state", *said, figures=[figure])
        rates = {str(each.group): each.rate for each in (result, *self.others)}
        for each in area.others:
            gap = sentences.group_gap(each.gap) if each.told.is_shown else ""
            state = sentences.group_state(each, rates.get(each.group))
            write.text(f"{ident}-{each.group}", state, gap, figures=[figure])
        if result.group == Group.STAFF and shown:
            self._levels(area, found, result, figure)

    def _levels(self, area: AreaFacts, found: Any, result: Result, figure: str) -> None:
        language = (get_language() or "sv")[:2]
        levels = [level.get(language) or level.get("sv", "") for level in result.round.instrument.scale]
        rows = [pictures.level_row(f"{i.number} {i.text}".strip(), told(i.figure)) for i in found.indicators]
        title = _("Personalens svar, %(area)s") % {"area": area.title}
        verdicts = [int(i.change) for i in found.indicators if i.change is not None]
        sentence = sentences.initiatives_changed(verdicts.count(1), verdicts.count(-1), len(found.indicators))
        self.writer.chart(
            f"area-{area.number}-levels", pictures.bars(title, sentence, levels, rows), [figure]
        )

    # ---- what the unit does

    def _goals(self) -> None:
        write = self.writer
        write.heading("goals-heading", sentences.unit_goals(len(self.goals), len(self.activities)))
        for goal in self.goals:
            self._goal(goal)

    def _goal(self, goal: Goal) -> None:
        write, ident = self.writer, f"goal-{goal.pk}"
        write.heading(f"{ident}-heading", goal.title, 2)
        serves = (
            _("Hör till %(item)s.") % {"item": f"{goal.item.number} {goal.item.short}".strip()}
            if goal.item
            else ""
        )
        write.text(ident, goal.description, serves)
        header = (_("Aktivitet"), _("Arbetet"), _("Effekten"), _("Klar senast"), _("Insatser"))
        rows = [self._activity_row(activity) for activity in goal.activities.all()]
        url = self.place.url("activities:goal", goal_id=goal.pk)
        how = _("Aktiviteterna under målet, som de är nu.")
        label = _("Aktiviteter för målet ”%(goal)s”") % {"goal": goal.title}
        figure = write.figure(ident, label, str(len(rows)), how, kind="page", url=url)
        write.table(f"{ident}-table", _("Aktiviteter"), header, rows, figures=[figure])

    def _activity_row(self, activity: Activity) -> list[str]:
        verdict = str(activity.get_verdict_display()) if activity.verdict else _("Inte uppföljd")
        numbers_ = [link.item.number or link.item.short for link in activity.served.all()]
        return [
            activity.title,
            str(activity.get_status_display()),
            verdict,
            short_date(activity.ends_on, year=True) if activity.ends_on else "–",
            ", ".join(numbers_) or "–",
        ]

    def _follow_ups(self) -> None:
        told_of = [(each, next(iter(each.follow_ups.all()), None)) for each in self.activities]
        written = [(activity, latest) for activity, latest in told_of if latest]
        write = self.writer
        write.heading("follow-heading", sentences.unit_followed(len(written), len(self.activities)))
        for activity, latest in written:
            write.heading(f"follow-{activity.pk}-heading", activity.title, 2)
            items = [
                _("Gjort: %(text)s") % {"text": latest.done},
                _("Gav: %(text)s") % {"text": latest.outcome} if latest.outcome else "",
                _("Slutsats: %(text)s") % {"text": latest.conclusion} if latest.conclusion else "",
            ]
            write.list(f"follow-{activity.pk}", items, figures=[self._followed(activity, latest)])

    def _followed(self, activity: Activity, latest: Any) -> str:
        day = as_day(latest.written_at)
        how = _("Skrivet %(date)s.") % {"date": date_range(day, day, year=True)}
        url = self.place.url("activities:activity", activity_id=activity.pk)
        label = _("Uppföljning av ”%(activity)s”") % {"activity": activity.title}
        value = str(latest.get_verdict_display())
        return self.writer.figure(f"follow-{activity.pk}", label, value, how, kind="page", url=url)

    def _own_words(self, report: UnitReport | None) -> None:
        write = self.writer
        if report is None:
            write.heading("report-heading", _("Enhetens uppföljningsrapport är inte inlämnad"))
            return
        handed_in = as_day(report.handed_in_at)
        day = {"date": date_range(handed_in, handed_in, year=True)}
        write.heading("report-heading", _("Enhetens uppföljningsrapport, inlämnad %(date)s") % day)
        write.text("report-summary", report.summary)
        if report.next_year.strip():
            write.heading("report-next-heading", _("Nästa läsår"), 2)
            write.text("report-next", report.next_year)

    # ---- the dialogue

    def _talk(self) -> None:
        """What the figures give reason to talk about."""
        points: list[str] = []
        if self.result:
            lower = [a.title for a in self.result.areas if a.change and a.change.verdict < 0]
            points.append(sentences.point_lower(lower))
            points += [
                sentences.talk_apart(a.title) for a in self.result.areas if a.gap and a.gap.verdict != 0
            ]
            points += [
                sentences.talk_apart_from(str(each.group), area.title)
                for each in self.others
                for area in each.areas
                if area.gap and area.gap.verdict != 0
            ]
            points += self._steps(self.result)
        unfollowed = sum(not activity.follow_ups.all() for activity in self.activities)
        points.append(sentences.talk_unfollowed(unfollowed))
        if any(points):
            self.writer.heading("talk-heading", _("Att tala om i dialogen"))
            self.writer.list("talk", points)

    def _steps(self, result: Result) -> list[str]:
        """The next step in the three questions that are lowest."""
        shown = [i for i in result.indicators if i.figure.mean is not None and i.step]
        lowest = sorted(shown, key=lambda i: (i.figure.mean or 0.0, i.position))[:3]
        return [
            _("%(question)s Nästa steg: %(step)s")
            % {"question": f"{i.number} {i.text}".strip().rstrip(".") + ".", "step": i.step}
            for i in lowest
        ]
