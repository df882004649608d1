"""The frozen content of a yearly compilation: from facts to JSON, once for each language.

    {"shape": 1,
     "blocks": {"sv": [block, …], "en": [block, …]},      see blocks.py; the same ids in both languages
     "figures": {id: {"number": 12, "rows": {"kind": …, …},
                      "label": {"sv": …, "en": …}, "value": {…}, "how": {…}}},
     "about": {"authority": …, "year": …, "plan": …, "round": id, "made_on": "2027-06-17", "counts": {…}}}

Texts are kept, not made again when they are read: a later version of the product may put things otherwise,
but not in a report that a board has already seen.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language, override, pgettext
from django.utils.translation import gettext as _

from rodtrad.activities.models import EffectVerdict
from rodtrad.assessments.groups import definite, label_of
from rodtrad.common import numbers
from rodtrad.common.dates import date_range
from rodtrad.reports import pictures, sentences
from rodtrad.reports.blocks import Block, FigureSpec, Writer, hidden_cell
from rodtrad.reports.facts import AreaFacts, Difference, Facts, GroupFacts, InitiativeFacts, PartFacts, Told

__all__ = ["LANGUAGES", "SHAPE", "content_of"]

SHAPE = 1
LANGUAGES = ("sv", "en")


def content_of(facts: Facts) -> dict[str, Any]:
    """All of a compilation, in both languages."""
    written: dict[str, Writer] = {}
    for language in LANGUAGES:
        with override(language):
            written[language] = _Report(facts).write()
    return {
        "shape": SHAPE,
        "blocks": {language: writer.blocks for language, writer in written.items()},
        "figures": _both(written),
        "about": _about(facts),
    }


def _both(written: dict[str, Writer]) -> dict[str, FigureSpec]:
    """The figures with their words in each language."""
    first = written[LANGUAGES[0]].figures
    return {
        ident: {
            "number": figure["number"],
            "rows": figure["rows"],
            **{
                word: {language: writer.figures[ident][word] for language, writer in written.items()}
                for word in ("label", "value", "how")
            },
        }
        for ident, figure in first.items()
    }


def _about(facts: Facts) -> dict[str, Any]:
    return {
        "authority": facts.authority,
        "year": facts.year,
        "year_slug": facts.year_slug,
        "plan": {"id": facts.plan.id, "slug": facts.plan.slug, "title": facts.plan.title}
        if facts.plan
        else None,
        "round": facts.round.id if facts.round else None,
        "made_on": facts.made_on.isoformat(),
        "made_by": facts.made_by,
        "version": facts.version,
        "counts": {
            "areas": len(facts.areas),
            "initiatives": len(facts.initiatives),
            "untouched": len(facts.untouched),
            "activities": facts.work.activities,
            "units": facts.work.units,
            "schools": facts.schools,
            "reports": facts.reports,
        },
    }


def told_cell(told: Told | None) -> Any:
    """A mean with what stands beside it, in one cell (rule 4); hatched where it is not shown."""
    if told is None:
        return ""
    if told.mean is None:
        return hidden_cell(sentences.hidden(told.reason))
    return f"{numbers.decimal(told.mean)} ({numbers.thousands(told.n)})"


def spread_cell(told: Told | None) -> Any:
    """The spread in a cell."""
    if told is None or told.sd is None:
        return "" if told is None or told.is_shown else hidden_cell(sentences.hidden(told.reason))
    return numbers.decimal(told.sd)


def verdict_name(verdict: str) -> str:
    """The verdict on an effect, in words."""
    return str(EffectVerdict(verdict).label) if verdict else _("Inte uppföljd")


def change_cell(verdict: int | None) -> str:
    """A verdict in a word."""
    if verdict is None:
        return _("kan inte jämföras")
    return {1: _("högre"), -1: _("lägre")}.get(verdict, _("ingen tydlig"))


def gap_cell(found: Difference | None) -> str:
    """The leaders' mean less a group's, and whether it is clear: '+0,6 (högre)'."""
    if found is None:
        return "–"
    return f"{numbers.signed(found.size)} ({change_cell(found.verdict)})"


def rate_cell(rate: float | None) -> str:
    """A response rate in a cell."""
    return numbers.percent(rate) if rate is not None else "–"


def group_rows(area: AreaFacts, rates: Mapping[str, float | None]) -> list[list[Any]]:
    """An area as each group rated it, leaders first: mean with answers, rate, spread, the leaders' gap."""
    told_of = [("leaders", area.leaders, None), ("staff", area.staff, area.gap)]
    told_of += [(each.group, each.told, each.gap) for each in area.others]
    return [
        [
            area.title,
            label_of(group),
            told_cell(told),
            rate_cell(rates.get(group)),
            spread_cell(told),
            gap_cell(gap),
        ]
        for group, told, gap in told_of
        if told
    ]


def title_of_initiative(given: InitiativeFacts) -> str:
    """'1.3 Alla elever …'."""
    return f"{given.number} {given.text}".strip()


class _Report:
    """Writes a compilation in the active language. One method for each part, in the order of reading."""

    def __init__(self, facts: Facts) -> None:
        self.facts, self.writer = facts, Writer()
        language = (get_language() or "sv")[:2]
        scale = facts.round.levels if facts.round else ()
        self.levels = [level.get(language) or level.get("sv", "") for level in scale]
        self.round_id = facts.round.id if facts.round else 0

    def write(self) -> Writer:
        self._summary()
        if self.facts.round:
            self._state()
        else:
            self._no_rating()
        for area in self.facts.areas:
            self._area(area)
        self._doing()
        self._effects()
        self._learning()
        self._equity()
        self._own_reports()
        self._next()
        self._method()
        return self.writer

    # ---- figures that several parts tell

    def _turnout(self, group: str) -> str:
        found = self.facts.round.turnout(group) if self.facts.round else None
        label = _("Svarsandel, %(group)s") % {"group": label_of(group).lower()}
        value = numbers.percent(found.rate) if found and found.rate is not None else _("visas inte")
        how = _(
            "Antalet som har svarat delat med antalet tillfrågade. Raderna är enheterna i trädets ordning."
        )
        return self.writer.figure(
            f"turnout-{group}", label, value, how, kind="turnout", round=self.round_id, group=group
        )

    def _activities(self, ident: str, label: str, count: int, **which: Any) -> str:
        how = _("Aktiviteterna räknades när rapporten gjordes, och ligger kvar som de var då.")
        return self.writer.figure(ident, label, numbers.thousands(count), how, kind="activities", **which)

    def _reports(self) -> str:
        facts = self.facts
        value = _("%(count)s av %(of)s") % {
            "count": numbers.thousands(facts.reports),
            "of": numbers.thousands(facts.schools),
        }
        how = _("Skolenheter vars uppföljningsrapport var inlämnad när rapporten gjordes.")
        return self.writer.figure("reports", _("Inlämnade uppföljningsrapporter"), value, how, kind="reports")

    def _untouched(self) -> str:
        how = _("Insatser i planen som inte tjänas av någon aktivitet på någon enhet under läsåret.")
        ids = [each.item_id for each in self.facts.untouched]
        value = _("%(count)s av %(of)s") % {"count": len(ids), "of": len(self.facts.initiatives)}
        return self.writer.figure(
            "untouched", _("Insatser som ingen enhet arbetar med"), value, how, kind="initiatives", ids=ids
        )

    def _rate(self) -> float | None:
        found = self.facts.round.turnout("staff") if self.facts.round else None
        return found.rate if found else None

    # ---- parts

    def _summary(self) -> None:
        facts, write = self.facts, self.writer
        write.title(sentences.headline(facts.areas))
        lead = sentences.lead(facts.areas, facts.work.units, facts.schools, len(facts.untouched))
        compared = [self._mean(area) for area in facts.areas if area.change and area.staff]
        everything = self._activities("activities", _("Aktiviteter"), facts.work.activities)
        untouched = [self._untouched()] if facts.initiatives else []
        write.text("lead", lead, lead=True, figures=[*compared, everything, *untouched])
        items = [self._key_turnout()] if facts.round else []
        first = [self._turnout("staff")] if facts.round else []
        write.key("key", [*items, *self._key_counts()], [*first, everything, self._reports(), *untouched])
        points = self._points()
        if points:
            write.heading("points-heading", _("Det här behöver nämnden ta ställning till"), 2)
            write.list("points", points)

    def _key_turnout(self) -> tuple[str, str, str]:
        found = self.facts.round.turnout("staff") if self.facts.round else None
        if found is None or found.rate is None:
            return ("–", _("av personalen svarade"), _("visas inte"))
        beside = _("%(count)s av %(of)s") % {
            "count": numbers.thousands(found.answered or 0),
            "of": numbers.thousands(found.invited or 0),
        }
        return (numbers.percent(found.rate), _("av personalen svarade"), beside)

    def _key_counts(self) -> list[tuple[str, str, str]]:
        facts = self.facts
        of = _("av %(of)s enheter") % {"of": numbers.thousands(facts.schools)}
        items = [
            (numbers.thousands(facts.work.units), _("enheter har aktiviteter"), of),
            (numbers.thousands(facts.reports), _("enheter har lämnat in sin rapport"), of),
        ]
        if facts.initiatives:
            among = _("av %(of)s i planen") % {"of": len(facts.initiatives)}
            items.append((str(len(facts.untouched)), _("insatser arbetar ingen enhet med"), among))
        return items

    def _points(self) -> list[str]:
        """What the figures ask a decision about. Each follows from one verdict or count."""
        facts = self.facts
        lower = [area.title for area in facts.areas if area.change and area.change.verdict < 0]
        apart = [area.title for area in facts.areas if area.gap and area.gap.verdict > 0]
        lacking = facts.schools - facts.reports
        return [
            sentences.point_lower(lower),
            sentences.point_apart(apart),
            *self._points_of_groups(),
            sentences.point_untouched(len(facts.untouched)) if facts.work.activities else "",
            sentences.point_unfollowed(facts.effect.not_followed),
            sentences.point_loose(facts.loose),
            sentences.point_reports(lacking),
        ]

    def _points_of_groups(self) -> list[str]:
        """Where the leaders clearly rate higher than a further group."""
        found: dict[str, list[str]] = {}
        for area in self.facts.areas:
            for each in area.others:
                if each.gap and each.gap.verdict > 0:
                    found.setdefault(each.group, []).append(area.title)
        return [sentences.point_apart_from(group, titles) for group, titles in found.items()]

    def _no_rating(self) -> None:
        write = self.writer
        write.heading("state-heading", _("Ingen skattning är stängd för läsåret"))
        text = _(
            "Rapporten säger därför inget om läget i områdena, bara om vad enheterna gör och följer upp."
        )
        write.text("state-none", text)

    def _state(self) -> None:
        facts, write = self.facts, self.writer
        assert facts.round is not None  # noqa: S101 - for the type checker; the caller has looked
        staff, leaders = (facts.round.turnout(group) for group in ("staff", "leaders"))
        write.heading("state-heading", _("Så ser läget ut i områdena"))
        figures = [self._turnout(turnout.group) for turnout in facts.round.turnouts]
        where = "" if facts.round.node_path == self._root() else self._only_part()
        said = [sentences.turnout(staff, "staff"), sentences.turnout(leaders, "leaders")]
        said += [sentences.group_turnout(each) for each in facts.round.others]
        write.text("state-turnout", where, *said, figures=figures)
        rated = [area for area in facts.areas if area.place is not None]
        means = [self._mean(area) for area in rated]
        if any(area.staff for area in rated):
            self._level_chart("state-levels", _("Personalens svar per område"), rated, means)
            self._state_table(rated, means)
        if any(area.leaders or area.others for area in rated):
            self._side_by_side(rated)

    def _side_by_side(self, rated: list[AreaFacts]) -> None:
        """Leaders beside staff beside every other group: a picture, and the gaps in a table where there are
        more than the two.
        """
        write = self.writer
        told = [self._leaders(area) for area in rated if area.leaders]
        told += [self._other(area, each) for area in rated for each in area.others]
        only_two = not any(area.others for area in rated)
        title = _("Ledning och personal på samma linje") if only_two else _("Grupperna på samma linje")
        ends = (self.levels[0], self.levels[-1]) if self.levels else ("1", "6")
        write.chart("state-groups", pictures.dots(title, self._gap_sentence(rated), rated, ends), told)
        if not only_two:
            self._groups_table(rated, told)

    def _groups_table(self, rated: list[AreaFacts], figures: list[str]) -> None:
        header = (
            pgettext("plan", "Område"),
            _("Grupp"),
            _("Medelvärde (svar)"),
            _("Svarsandel"),
            _("Spridning"),
            _("Ledningen mot gruppen"),
        )
        rates = {each.group: each.rate for each in self.facts.round.turnouts} if self.facts.round else {}
        rows = [row for area in rated for row in group_rows(area, rates)]
        note = _(
            "Ledningen mot gruppen är ledningens medelvärde minus gruppens. Grupperna får frågorna i egna ord"
            " och inte alltid alla frågor i ett område."
        )
        caption = _("Grupperna bredvid varandra")
        self.writer.table("groups-table", caption, header, rows, note=note, figures=figures)

    def _other(self, area: AreaFacts, given: GroupFacts) -> str:
        found = self.facts.round.turnout(given.group) if self.facts.round else None
        beside = sentences.beside(given.told, found.rate if found else None)
        mean = given.told.mean
        value = f"{numbers.decimal(mean)} ({beside})" if mean is not None else _("visas inte")
        values = {"group": definite(given.group), "area": area.title}
        how = (
            _("Medelvärdet av de frågor i området som %(group)s fick. Raderna är i trädets ordning.") % values
        )
        label = _("Medelvärdet för %(group)s, %(area)s") % values
        rows = {"kind": "area", "round": self.round_id, "group": given.group, "area": area.place}
        return self.writer.figure(f"area-{area.number}-{given.group}", label, value, how, **rows)

    def _root(self) -> str:
        return self.facts.parts[0].path[:4] if self.facts.parts else ""

    def _only_part(self) -> str:
        assert self.facts.round is not None  # noqa: S101
        return _("Skattningen gäller %(node)s.") % {"node": self.facts.round.node}

    def _level_chart(self, ident: str, title: str, areas: list[AreaFacts], figures: list[str]) -> None:
        rows = [pictures.level_row(area.title, area.staff or Told(reason="small")) for area in areas]
        sentence = _("Hur svaren i varje område fördelar sig över stegen, från lägst till högst.")
        self.writer.chart(ident, pictures.bars(title, sentence, self.levels, rows), figures)

    def _gap_sentence(self, areas: list[AreaFacts]) -> str:
        higher = sum(bool(area.gap and area.gap.verdict > 0) for area in areas)
        lower = sum(bool(area.gap and area.gap.verdict < 0) for area in areas)
        return sentences.gaps(higher, lower, len(areas))

    def _mean(self, area: AreaFacts) -> str:
        shown = area.staff is not None and area.staff.mean is not None
        value = (
            f"{numbers.decimal(area.staff.mean)} ({sentences.beside(area.staff, self._rate())})"
            if area.staff and area.staff.mean is not None and shown
            else _("visas inte")
        )
        how = _(
            "Medelvärdet av frågornas medelvärden i området, steg 1 till %(top)d. Raderna är förvaltningar,"
            " områden och enheter i trädets ordning; det är ingen rangordning."
        ) % {"top": len(self.levels)}
        label = _("Personalens medelvärde, %(area)s") % {"area": area.title}
        rows = {"kind": "area", "round": self.round_id, "group": "staff", "area": area.place}
        return self.writer.figure(f"area-{area.number}-mean", label, value, how, **rows)

    def _leaders(self, area: AreaFacts) -> str:
        mean = area.leaders.mean if area.leaders else None
        value = (
            f"{numbers.decimal(mean)} ({sentences.beside(area.leaders, None)})"
            if area.leaders and mean is not None
            else _("visas inte")
        )
        how = _("Medelvärdet av ledningarnas gemensamma skattningar, en för varje enhet.")
        label = _("Ledningens medelvärde, %(area)s") % {"area": area.title}
        rows = {"kind": "area", "round": self.round_id, "group": "leaders", "area": area.place}
        return self.writer.figure(f"area-{area.number}-leaders", label, value, how, **rows)

    def _state_table(self, areas: list[AreaFacts], figures: list[str]) -> None:
        rate = self._rate()
        header = (
            pgettext("plan", "Område"),
            _("Medelvärde (svar)"),
            _("Svarsandel"),
            _("Spridning"),
            _("Mot i fjol"),
            _("Ledning (enheter)"),
        )
        rows = [
            (
                area.title,
                told_cell(area.staff),
                numbers.percent(rate) if rate is not None else "–",
                spread_cell(area.staff),
                change_cell(area.change.verdict if area.change else None),
                told_cell(area.leaders),
            )
            for area in areas
        ]
        note = _("Spridningen är standardavvikelsen. En förändring nämns bara när den är tydlig.")
        caption = _("Områdena i siffror")
        self.writer.table("state-table", caption, header, rows, note=note, figures=figures)

    # ---- one area

    def _area(self, area: AreaFacts) -> None:
        write, ident = self.writer, f"area-{area.number}"
        title = area.title or _("Insatser utan område")
        write.heading(f"{ident}-heading", sentences.area_heading(area) if self.facts.round else title, 2)
        if area.place is not None:
            self._area_state(area, ident)
        if area.place is not None and area.staff and any(each.staff for each in area.initiatives):
            self._area_levels(area, ident)
        self._area_work(area, ident)
        self._area_table(area, ident)

    def _area_state(self, area: AreaFacts, ident: str) -> None:
        write, told = self.writer, area.staff
        changed = sentences.change(area.change, self._before()) if told and told.is_shown else ""
        parts = (
            sentences.state(told, self._rate()),
            sentences.high_levels(told, self.levels),
            changed,
        )
        write.text(f"{ident}-state", *parts, figures=[self._mean(area)])
        if area.leaders:
            write.text(f"{ident}-gap", sentences.gap(area.gap, area.leaders), figures=[self._leaders(area)])
        for each in area.others:
            found = self.facts.round.turnout(each.group) if self.facts.round else None
            state = sentences.group_state(each, found.rate if found else None)
            shown = each.told.is_shown
            changed = sentences.change(each.change, self._before()) if shown and each.change else ""
            said = (state, changed, sentences.group_gap(each.gap) if shown else "")
            write.text(f"{ident}-{each.group}", *said, figures=[self._other(area, each)])

    def _before(self) -> str:
        return self.facts.round.previous_label if self.facts.round else ""

    def _area_levels(self, area: AreaFacts, ident: str) -> None:
        rated = [each for each in area.initiatives if each.staff is not None]
        rows = [pictures.level_row(title_of_initiative(each), each.staff or Told()) for each in rated]
        sentence = sentences.initiatives_changed(
            sum(each.change == 1 for each in rated), sum(each.change == -1 for each in rated), len(rated)
        )
        title = _("Personalens svar, %(area)s") % {"area": area.title}
        figures = [self._question(each) for each in rated]
        self.writer.chart(f"{ident}-levels", pictures.bars(title, sentence, self.levels, rows), figures)

    def _question(self, given: InitiativeFacts) -> str:
        told = given.staff
        value = (
            f"{numbers.decimal(told.mean)} ({sentences.beside(told, self._rate())})"
            if told and told.mean is not None
            else _("visas inte")
        )
        how = _("Personalens svar på frågan om insatsen. Raderna är enheterna i trädets ordning.")
        label = _("Personalens medelvärde, insats %(number)s") % {"number": given.number or given.text}
        rows = {"kind": "question", "round": self.round_id, "group": "staff", "position": given.position}
        return self.writer.figure(f"question-{given.item_id}", label, value, how, **rows)

    def _serving(self, given: InitiativeFacts) -> str:
        label = _("Aktiviteter, insats %(number)s") % {"number": given.number or given.text}
        return self._activities(f"serving-{given.item_id}", label, given.work.activities, item=given.item_id)

    def _area_work(self, area: AreaFacts, ident: str) -> None:
        name = area.title or _("insatser utan område")
        label = _("Aktiviteter, %(area)s") % {"area": name}
        figure = self._activities(f"{ident}-activities", label, area.work.activities, area=area.number)
        write = self.writer
        write.text(f"{ident}-work", sentences.work(area.work, self.facts.schools), figures=[figure])
        if area.effect.followed:
            label = _("Uppföljda aktiviteter, %(area)s") % {"area": name}
            followed = self._activities(
                f"{ident}-followed", label, area.effect.followed, area=area.number, followed=True
            )
            write.text(f"{ident}-effect", sentences.effect(area.effect), figures=[followed])
        else:
            write.text(f"{ident}-effect", sentences.effect(area.effect), figures=[figure])

    def _area_table(self, area: AreaFacts, ident: str) -> None:
        header = [_("Insats"), _("Enheter"), _("Aktiviteter"), _("Genomförda"), _("Tydlig effekt")]
        rated = any(each.staff for each in area.initiatives)
        if rated:
            header[1:1] = [_("Personal (svar)"), _("Mot i fjol")]
        rows = [self._initiative_row(each, rated) for each in area.initiatives]
        figures = [self._serving(each) for each in area.initiatives if each.work.activities]
        caption = _("Insatserna: %(area)s") % {"area": area.title or _("insatser utan område")}
        note = _("Genomförd säger hur långt arbetet har kommit, effekt vad det gav. De räknas var för sig.")
        self.writer.table(f"{ident}-table", caption, header, rows, note=note, figures=figures)

    def _initiative_row(self, given: InitiativeFacts, rated: bool) -> list[Any]:
        counts = [given.work.units, given.work.activities, given.work.done, given.effect.clear]
        rating = [told_cell(given.staff), change_cell(given.change) if given.staff else ""] if rated else []
        return [title_of_initiative(given), *rating, *counts]

    # ---- what units do, and what came of it

    def _doing(self) -> None:
        facts, write = self.facts, self.writer
        write.heading("doing-heading", sentences.doing_heading(facts.work))
        everything = self._activities("activities", _("Aktiviteter"), facts.work.activities)
        said = (sentences.units_at_work(facts.work.units, facts.schools), sentences.statuses(facts.work))
        write.text("doing", *said, figures=[everything])
        if facts.loose:
            label = _("Aktiviteter utan insats")
            figure = self._activities("loose", label, facts.loose, loose=True)
            write.text("loose", sentences.loose(facts.loose), figures=[figure])
        if facts.elsewhere:
            label = _("Aktiviteter för andra dokument")
            figure = self._activities("elsewhere", label, facts.elsewhere, elsewhere=True)
            write.text("elsewhere", sentences.elsewhere(facts.elsewhere), figures=[figure])
        if facts.initiatives and facts.work.activities:
            counts = [(title_of_initiative(each), each.work.units) for each in facts.initiatives]
            sentence = sentences.untouched(len(facts.untouched), len(facts.initiatives)) + "."
            title = _("Enheter som arbetar med varje insats")
            for place, chart in enumerate(pictures.coverage(title, sentence, counts), 1):
                write.chart(f"doing-chart-{place}", chart, [self._untouched()])
        if facts.untouched:
            text = sentences.untouched(len(facts.untouched), len(facts.initiatives))
            write.heading("untouched-heading", text, 2)
            listed = [title_of_initiative(each) for each in facts.untouched]
            write.list("untouched", listed, figures=[self._untouched()])

    def _effects(self) -> None:
        facts, write = self.facts, self.writer
        if not facts.work.activities:
            return
        write.heading("effect-heading", sentences.effect_heading(facts.effect))
        followed = self._activities(
            "followed", _("Uppföljda aktiviteter"), facts.effect.followed, followed=True
        )
        write.text("effect", sentences.effect(facts.effect), figures=[followed])
        header = (
            pgettext("plan", "Område"),
            _("Tydlig effekt"),
            _("Till en del"),
            _("Ingen sedd"),
            _("För tidigt"),
            _("Inte uppföljda"),
        )
        rows = [
            (
                area.title or _("Insatser utan område"),
                area.effect.clear,
                area.effect.partly,
                area.effect.none,
                area.effect.too_early,
                area.effect.not_followed,
            )
            for area in facts.areas
            if area.work.activities
        ]
        note = _("En aktivitet kan tjäna insatser i flera områden och räknas då i vart och ett.")
        verdicts = [
            self._activities(f"verdict-{verdict}", label, count, verdict=verdict)
            for verdict, label, count in (
                ("clear", _("Tydlig effekt"), facts.effect.clear),
                ("partly", _("Effekt till en del"), facts.effect.partly),
                ("none", _("Ingen effekt sedd"), facts.effect.none),
                ("too_early", _("För tidigt att säga"), facts.effect.too_early),
            )
            if count
        ]
        write.table("effect-table", _("Vad aktiviteterna gav"), header, rows, note=note, figures=verdicts)

    # ---- what was learnt, how equal, what next

    def _learning(self) -> None:
        facts, write = self.facts, self.writer
        if not facts.work.activities:
            return
        write.heading("learning-heading", sentences.conclusions_heading(facts.concluded))
        if facts.words:
            self._words()
        for place, quote in enumerate(facts.conclusions, 1):
            verdict = verdict_name(quote.verdict)
            how = _("Uppföljningen som den stod när rapporten gjordes.")
            label = _("Uppföljning, %(unit)s") % {"unit": quote.unit}
            rows = {"kind": "activities", "ids": [quote.source_id]}
            figure = write.figure(f"quote-{place}", label, verdict, how, **rows)
            source = f"{quote.unit}, ”{quote.about}” ({verdict.lower()})"
            write.quote(f"quote-{place}", quote.text, source, quote.unit_slug, figures=[figure])

    def _words(self) -> None:
        header = (_("Ord"), _("Enheter"), _("Slutsatser"))
        rows = [(word.word, word.units, len(word.activity_ids)) for word in self.facts.words]
        figures = [
            self._activities(
                f"word-{place}",
                _("Slutsatser med ordet ”%(word)s”") % {"word": word.word},
                len(word.activity_ids),
                ids=list(word.activity_ids),
            )
            for place, word in enumerate(self.facts.words, 1)
        ]
        note = _("Orden är räknade, inte tolkade. Läs slutsatserna innan du drar egna.")
        caption = _("Ord som återkommer i enheternas slutsatser")
        self.writer.table("words", caption, header, rows, note=note, figures=figures)

    def _equity(self) -> None:
        facts, write = self.facts, self.writer
        rated = [area for area in facts.areas if area.staff and area.staff.is_shown]
        if not rated:
            return
        write.heading("equity-heading", sentences.equity_heading(rated))
        means = [self._mean(area) for area in rated]
        if any(area.staff and area.staff.band for area in rated):
            listed = [f"{area.title}: {sentences.band(area.staff)}" for area in rated]
            write.list("equity", listed, figures=means)
        else:
            write.text("equity", sentences.band(rated[0].staff), figures=means)
        parts = [part for part in facts.parts if part.told]
        if parts:
            self._parts_table(parts, rated, means)

    def _parts_table(self, parts: list[PartFacts], areas: list[AreaFacts], figures: list[str]) -> None:
        header = [_("Förvaltning"), _("Svarsandel"), *(area.title for area in areas)]
        rows = [
            [part.name, self._part_rate(part), *(told_cell(part.told[area.place or 0]) for area in areas)]
            for part in parts
        ]
        note = _(
            "Medelvärde och antal svar. Förvaltningarna står i trädets ordning; det är ingen rangordning."
        )
        caption = _("Personalens medelvärde per förvaltning")
        self.writer.table("parts-table", caption, header, rows, note=note, figures=figures)

    def _part_rate(self, part: PartFacts) -> Any:
        if part.answered is None:
            return hidden_cell(sentences.hidden("small"))
        if not part.invited:
            return "–"
        return numbers.share(min(part.answered, part.invited), part.invited)

    def _own_reports(self) -> None:
        facts, write = self.facts, self.writer
        write.heading("reports-heading", _("Enheternas egna rapporter"))
        lacking = [(part.name, part.schools - part.reports) for part in facts.parts]
        said = (sentences.reports(facts.reports, facts.schools), sentences.reports_missing(lacking))
        write.text("reports", *(said if facts.reports else said[:1]), figures=[self._reports()])

    def _next(self) -> None:
        facts, write = self.facts, self.writer
        if not facts.next_years:
            return
        write.heading("next-heading", sentences.next_heading(facts.wrote_next_year))
        for place, quote in enumerate(facts.next_years, 1):
            write.quote(f"next-{place}", quote.text, quote.unit, quote.unit_slug, figures=[self._reports()])

    def _method(self) -> None:
        facts, write = self.facts, self.writer
        write.heading("method-heading", _("Så räknade vi"))
        made = {"date": date_range(facts.made_on, facts.made_on, year=True)}
        lines = [_("Allt är läst %(date)s och ligger kvar som det var då, vad som än ändras efteråt.") % made]
        if facts.round:
            lines += self._rating_method()
        lines += [
            _("Arbetets status och aktivitetens effekt är två olika saker. De vägs aldrig ihop."),
            _("Ingen effekt räknas om enheten inte själv har följt upp aktiviteten."),
            _("Citaten är ur enheternas uppföljningar och rapporter, aldrig ur svaren på skattningen."
              " De senast skrivna är valda: högst ett för varje utfall och område."),
            _("Ord räknas en gång för varje enhet, och bara om minst tre enheter har skrivit dem."),
        ]  # fmt: skip
        write.list("method", lines)

    def _rating_method(self) -> list[str]:
        found = self.facts.round
        assert found is not None  # noqa: S101 - for the type checker; the caller has looked
        threshold = {"count": found.thresholds.get("staff", 0)}
        others = [
            _("Svaren från %(group)s visas bara för grupper med minst %(count)s svar.")
            % {"group": definite(each.group), "count": found.thresholds[each.group]}
            for each in found.others
        ]
        lines = [
            _("Personalens svar visas bara för grupper med minst %(count)s svar, och bara om de inte kan"
              " räknas ut ur andra grupper. Ledningarnas svar visas bara när"
              " minst tre enheter ingår.") % threshold,
            *others,
            _("Medelvärdet utgår från att stegen är lika långa. Därför står fördelning, antal svar,"
              " svarsandel och spridning bredvid."),
            _("En skillnad kallas förändring när den är minst 0,2 steg och större än slumpen och ett annat"
              " urval av svarande kan förklara (95 procents säkerhet, för alla jämförelser tillsammans)."),
            _("Bandet mellan enheter är 10:e till 90:e percentilen av enheternas medelvärden. Det visas när"
              " minst tio enheter kan visas."),
        ]  # fmt: skip
        if found.left_out and found.previous_label:
            lines.append(sentences.left_out(found.left_out, found.previous_label))
        return lines


def blocks_in(content: dict[str, Any], language: str) -> list[Block]:
    """The blocks in a language; Swedish where the language is not kept."""
    found: list[Block] = content["blocks"].get(language) or content["blocks"]["sv"]
    return found
