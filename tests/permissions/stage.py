"""What stands on the stage when rights are tried: one object of each kind, made through the doors."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.urls import reverse
from django.utils import timezone

if TYPE_CHECKING:
    from rodtrad.assessments.models import Round
    from rodtrad.cycle.models import SchoolYear
    from rodtrad.organisation.models import Unit
    from rodtrad.plans.models import Document, Item
    from tests.people import Town

    Places = dict[str, tuple[Unit, SchoolYear]]

AREAS = {
    "Digital kompetens": ("Kartlägg kunskaperna", "Lär av varandra"),
    "Likvärdig tillgång": ("Säkra nätet",),
}


@dataclass
class Stage:
    """The objects by the word that the table uses, each as the arguments of its address."""

    town: Town
    objects: dict[str, dict[str, Any]]

    def address(
        self, name: str, at: str, of: str, units: dict[str, tuple[Unit, SchoolYear]] | None = None
    ) -> str:
        """The address of a view for the object, at a place; `units` moves it to other people's places."""
        if of not in self.objects:
            make = {"referral": _referrals, "coding": _codings}.get(of.partition("-")[0], _reports)
            self.objects |= make(self.town)
        arguments = dict(self.objects[of])
        if at != "-":
            unit, year = (units or self.places)[at]
            arguments |= {"unit_slug": unit.slug, "year_slug": year.slug}
        return reverse(name, kwargs=arguments)

    @property
    def places(self) -> Places:
        town = self.town
        return {
            "school": (town.bjorkhagen, town.year),
            "school-then": (town.bjorkhagen, town.last_year),
            "town": (town.authority, town.year),
            "town-then": (town.authority, town.last_year),
        }

    def moved(self, unit: Unit, year: SchoolYear) -> Places:
        """Every place replaced by one, for asking at home for what is someone else's."""
        return dict.fromkeys(self.places, (unit, year))


def set_stage(town: Town) -> Stage:
    """Make the objects. Sten writes plans and rounds, Karin plans and rates at Björkhagen."""
    plan, draft, review = _decided(town), _draft(town, "Utkast till plan"), _review(town)
    closed, current, prepared = _rounds(town, plan)
    newer = _newer(town, current)
    goal, activity = _planned(town)
    part = current.parts.get(unit=town.bjorkhagen, group="staff")
    item = plan.items.filter(kind="initiative").first()
    assert item is not None
    return Stage(
        town,
        {
            "-": {},
            "plan": {"slug": plan.slug},
            "plan-pdf": {"slug": plan.slug, "ending": "pdf"},
            "plan-yaml": {"slug": plan.slug, "ending": "yaml"},
            "draft": {"slug": draft.slug},
            "draft-json": {"slug": draft.slug, "ending": "json"},
            "talk": {"ending": "pdf"},
            "plan-csv": {"slug": plan.slug, "ending": "csv"},
            "draft-csv": {"slug": draft.slug, "ending": "csv"},
            "two-editions": {"slug": plan.slug, "old_slug": _earlier(town).slug},
            "plan-to-draft": {"slug": draft.slug, "old_slug": plan.slug},
            "appendix": {"slug": plan.slug, "appendix_id": plan.appendices.get().pk},
            "draft-appendix": {"slug": draft.slug, "appendix_id": draft.appendices.get().pk},
            "draft-step": {"slug": draft.slug, "verb": "ta-bort"},
            "item": {"slug": plan.slug, "key": item.key},
            "key": {"key": item.key},
            "file": {"draft_id": review},
            "tree": {"draft_id": review, "number": 1},
            "instrument": {"instrument_id": current.instrument_id},
            "indicator": {"instrument_id": current.instrument_id, "position": 0},
            "version": {"instrument_id": newer},
            "version-question": {"instrument_id": newer, "position": 0},
            "instrument-area": {
                "instrument_id": current.instrument_id,
                "area_id": current.instrument.areas.first().pk,
            },
            "open-round": {"round_id": current.pk},
            "new-round": {"round_id": prepared.pk},
            "question": {"position": 0},
            "closed-question": {"round_id": closed.pk, "position": 0},
            "area": {"number": 1},
            "goal": {"goal_id": goal},
            "activity": {"activity_id": activity},
            **_on_the_web(town, plan, draft),
            "code": {"code": part.code},
            **_meeting(town, current),
            "live-step": {"verb": "borja"},
            "receipt": {"code": part.code, "receipt": "okand"},
            "person": {"person_id": town.karin.pk},
            "job": {"job_id": _job(town)},
        },
    )


def _decided(town: Town, draft: Document | None = None) -> Document:
    from rodtrad.plans import service

    decision = service.Decision("Utbildningsnämnden", date(2025, 1, 15), "§ 4", "UN 2025/17")
    return service.decide(town.scope(town.sten), draft or _draft(town, "Digitaliseringsplan"), decision)


def _earlier(town: Town) -> Document:
    """A plan from before, which the one in force can be held against."""
    from rodtrad.plans import service

    decision = service.Decision("Utbildningsnämnden", date(2022, 1, 15), "§ 2", "UN 2022/3")
    before = service.decide(town.scope(town.sten), _draft(town, "Förra planen"), decision)
    return service.expire(town.scope(town.sten), before, date(2024, 12, 31))


def _draft(town: Town, title: str) -> Document:
    from rodtrad.plans import service
    from rodtrad.plans.importing import PlanItem, PlanTree

    items = []
    for number, (name, initiatives) in enumerate(AREAS.items(), 1):
        items.append(PlanItem(id=str(number), kind="area", text=name))
        items += [
            PlanItem(id=f"{number}.{place}", parent=str(number), kind="initiative", text=text)
            for place, text in enumerate(initiatives, 1)
        ]
    tree = PlanTree(title=title, kind="plan", owner="Sundby kommun", period=(2025, 2027), items=tuple(items))
    facts = service.Facts(title, "plan", town.authority, period_from=2025, period_to=2027)
    sten = town.scope(town.sten)
    document = service.create_document(sten, tree, facts)
    service.add_file(sten, document, document.version, "Bakgrund", "bakgrund.txt", b"Varf\xc3\xb6r en plan")
    document.refresh_from_db()
    return document


def _on_the_web(town: Town, plan: Document, draft: Document) -> dict[str, dict[str, Any]]:
    """A published strategy with support material at an item; the plan, decided but not published; a draft."""
    from rodtrad.plans import service as plans
    from rodtrad.public.rules import code_of

    sten = town.scope(town.sten)
    strategy = _draft(town, "Strategi")
    enclosed = {
        "appendix_id": plans.add_file(sten, strategy, strategy.version, "Karta", "karta.txt", b"Karta").pk,
        "name": "karta.txt",
    }
    open_one = plans.publish(sten, _decided(town, strategy))
    items = {
        name: plans.tree_of(one)[1] for name, one in (("open", open_one), ("shut", plan), ("draft", draft))
    }
    files = {name: _with_file(town, item) for name, item in items.items()}
    at = {"authority": town.authority.slug}
    there, shut = at | {"series": "strategi"}, at | {"series": "digitaliseringsplan"}
    code = {"code": code_of(items["open"].key)}
    return {
        "open": at,
        "open-plan": there,
        "shut-plan": shut,
        "open-item": there | code,
        "shut-item": shut | {"code": code_of(items["shut"].key)},
        "open-yaml": there | {"ending": "yaml"},
        "open-edition": there | {"edition": "1"},
        "open-old-item": there | {"edition": "1"} | code,
        "open-old-yaml": there | {"edition": "1", "ending": "yaml"},
        "open-appendix": there | enclosed,
        "open-old-appendix": there | {"edition": "1"} | enclosed,
        "open-file": at | files["open"],
        "shut-file": at | files["shut"],
        "draft-item": {"slug": draft.slug, "key": items["draft"].key},
        "item-file": {"slug": plan.slug, "key": items["shut"].key} | files["shut"],
        "draft-file": {"slug": draft.slug, "key": items["draft"].key} | files["draft"],
    }


def _with_file(town: Town, item: Item) -> dict[str, Any]:
    from rodtrad.public import service

    change = service.Change("Läs **först**.", service.Upload("mall.txt", b"Mall"))
    (file,) = service.files_of(service.save_material(town.scope(town.sten), item, 0, change))
    return {"file_id": file.pk, "name": file.name}


def _review(town: Town) -> Any:
    """A file under review: what the worker leaves after reading."""
    from rodtrad.plans.importing import PlanItem, PlanTree, to_json
    from rodtrad.plans.models import ImportDraft

    tree = PlanTree(title="Plan", kind="plan", items=(PlanItem(id="1", kind="area", text="Kompetens"),))
    return ImportDraft.objects.create(
        pk=uuid4(),
        owner=town.authority,
        created_by_id=town.sten.pk,
        filename="plan.txt",
        state=ImportDraft.State.REVIEW,
        text="Kompetens",
        trees=[to_json(tree)],
    ).pk


def _rounds(town: Town, plan: Document) -> tuple[Round, Round, Round]:
    """One closed last year, one open this year, one being prepared for the upper secondary schools."""
    from rodtrad.assessments import service

    sten, today = town.scope(town.sten), timezone.localdate()
    instrument = service.make_instrument(sten, plan)

    def prepared(node: Unit, year: SchoolYear, title: str) -> Round:
        dates = (today - timedelta(days=7), today + timedelta(days=14))
        return service.prepare_round(sten, instrument, node, year, service.RoundPlan(title, *dates))

    closed = service.open_round(sten, prepared(town.authority, town.last_year, "I fjol"))
    _answer(town, closed)
    service.close_round(sten, closed)
    service.freeze(closed.pk)
    service.finish(closed.pk)
    closed.refresh_from_db()
    current = service.open_round(sten, prepared(town.authority, town.year, "I år"))
    return closed, current, prepared(town.upper, town.year, "Förbereds")


def _newer(town: Town, current: Round) -> int:
    """The next version of the form, which no round has used."""
    from rodtrad.assessments import service

    return service.new_version(town.scope(town.sten), current.instrument).pk


def _answer(town: Town, current: Round) -> None:
    """Ten of the staff at three schools, and the leaders of one."""
    from rodtrad.assessments import service

    today = timezone.localdate()
    asked = service.indicators_of(current.instrument)
    sheet = service.sheet_for(current.instrument, asked, "staff")
    for part in current.parts.filter(group="staff").exclude(unit=town.lilla_holmen):
        for _each in range(10):
            link = service.find_link(part.code, today)
            assert link is not None
            answer = service.Answer({0: 2, 1: 3, 2: 4}, {0: "Mer tid behövs."})
            service.submit(link, service.new_token(link), answer, sheet, today)
    part = current.parts.select_related("round", "unit").get(unit=town.bjorkhagen, group="leaders")
    karin = town.scope(town.karin)
    sent = [service.LeaderAnswer(position, 3) for position in range(3)]
    service.save_answers(karin, part, sent, sheet, today)
    service.hand_in(karin, part, sheet, today)


def _meeting(town: Town, current: Round) -> dict[str, dict[str, Any]]:
    """A meeting at Ekbacken with one phone in it."""
    from rodtrad.assessments import service

    part = current.parts.select_related("round", "unit").get(unit=town.ekbacken, group="leaders")
    held = service.begin_meeting(town.scope(town.nils), part, timezone.localdate(), timezone.now())
    meeting = service.find_meeting(held.code, timezone.now())
    assert meeting is not None
    secret = service.take_seat(meeting, timezone.now()).secret
    return {"meeting": {"code": held.code}, "seat": {"code": held.code, "secret": secret}}


def _planned(town: Town) -> tuple[int, int]:
    """Karin's goal, with an activity that Amir answers for."""
    from rodtrad.activities import service

    karin = town.scope(town.karin)
    goal = service.add_goal(karin, town.place(town.bjorkhagen), service.GoalInput("Alla kan visa hur de lär"))
    given = service.ActivityInput("Tre frågor före varje resurs", owner=town.amir)
    return goal.pk, service.add_activity(karin, goal, given).pk


def _reports(town: Town) -> dict[str, dict[str, Any]]:
    """Last year compiled twice: one published, one still a draft. Made when asked for: it draws charts."""
    from rodtrad.reports import service

    sten, place = town.scope(town.sten), town.place(town.authority, town.last_year)
    published = service.publish(sten, service.make_compilation(place, sten))
    draft = service.make_compilation(place, sten)
    block = service.edits_of(draft, "sv")[0].id
    figure = next(iter(published.content["figures"]))
    return {
        "report": {"version": published.version},
        "report-pdf": {"version": published.version, "fmt": "pdf"},
        "report-figure": {"version": published.version, "figure_id": figure},
        "report-draft": {"version": draft.version},
        "report-draft-pdf": {"version": draft.version, "fmt": "pdf"},
        "report-block": {"version": draft.version, "block_id": block},
        "pdf": {"fmt": "pdf"},
    }


def _referrals(town: Town) -> dict[str, dict[str, Any]]:
    """On referral to Björkhagen and a group of Petra's, with one comment; one closed; a paper begun."""
    from rodtrad.referrals import service

    sten, karin, today = town.scope(town.sten), town.scope(town.karin), timezone.localdate()
    given = service.GroupInput("Stödets referensgrupp", people=[town.petra.pk])
    group = service.add_group(sten, town.authority, given, "g")
    draft, over = _draft(town, "Utkast på remiss"), _draft(town, "Utkast efter remiss")
    asked = service.Sending(today + timedelta(days=20), [town.bjorkhagen], [group])
    referral = service.send(sten, draft, asked, "a", today)
    closed = service.close(sten, service.send(sten, over, asked, "b", today))
    unit = referral.recipients.select_related("unit", "group").get(unit=town.bjorkhagen)
    member = referral.recipients.get(group=group)
    saved = service.save_remark(karin, unit, "hela", 0, "Bra och tydligt")
    service.hand_in(karin, unit, today)
    assert saved.remark is not None
    service.begin_paper(sten, over)
    motion = service.add_motion(sten, over, service.MotionInput("Motion om tid"), "m")
    here = {"referral_id": referral.pk}
    return {
        "referral-group": {"group_id": group.pk},
        "referral-draft": {"slug": over.slug},
        "referral": here,
        "referral-closed": {"referral_id": closed.pk},
        "referral-unit": here | {"recipient_id": unit.pk},
        "referral-member": here | {"recipient_id": member.pk},
        "referral-remark": here | {"remark_id": saved.remark.pk},
        "referral-file": {"referral_id": closed.pk, "fmt": "pdf"},
        "referral-open-file": here | {"fmt": "pdf"},
        "referral-section": {"slug": over.slug, "key": "summary"},
        "referral-motion": {"slug": over.slug, "motion_id": motion.pk},
        "referral-paper-pdf": {"slug": over.slug, "fmt": "pdf"},
    }


def _codings(town: Town) -> dict[str, dict[str, Any]]:
    """Sten's codings, he and Nils the two: one prepared, one being coded, one compared, one published."""
    from rodtrad.coding import service

    draft = _coding(town, "Förbereds")
    going, compared, told = (_begun(town, title) for title in ("Kodas", "Jämförs", "Publicerad"))
    for project in (compared, told):
        for person in (town.sten, town.nils):
            scope = town.scope(person)
            chosen = [project.themes.get().pk] if person == town.sten else []
            service.save_coding(scope, project, 1, 0, chosen, none=not chosen)
            service.hand_in(scope, project)
            project.refresh_from_db()
    service.settle(town.scope(town.sten), told, 1, 0, [told.themes.get().pk])
    service.finish(town.scope(town.sten), told)
    told.refresh_from_db()
    service.publish(town.scope(town.sten), told)
    found: dict[str, dict[str, Any]] = {}
    for word, project in (("draft", draft), ("going", going), ("compared", compared), ("told", told)):
        here = {"project_id": project.pk}
        found |= {
            f"coding-{word}": here,
            f"coding-{word}-text": here | {"source_id": project.sources.get().pk},
            f"coding-{word}-theme": here | {"theme_id": project.themes.get().pk},
            f"coding-{word}-one": here | {"number": 1},
            f"coding-{word}-csv": here | {"fmt": "csv"},
        }
    return found


def _coding(town: Town, title: str) -> Any:
    from rodtrad.coding import service

    sten, today = town.scope(town.sten), timezone.localdate()
    project = service.make_project(sten, town.authority, town.year, service.ProjectInput(title), title)
    given = service.InterviewInput(
        "Samtal", "Vi hinner inte.", "staff", "quote", "Skriftligt", today + timedelta(days=90)
    )
    source = service.add_interview(sten, project, given, "a", today)
    service.mark_paragraphs(sten, source)
    service.add_theme(sten, project, service.ThemeInput("Tid"))
    service.set_coders(sten, project, town.sten.pk, town.nils.pk)
    return project


def _begun(town: Town, title: str) -> Any:
    from rodtrad.coding import service

    project = _coding(town, title)
    service.begin_coding(town.scope(town.sten), project)
    project.refresh_from_db()
    return project


def _job(town: Town) -> Any:
    from rodtrad.common.jobs import new_job

    return new_job("round", "Räknar", town.scope(town.sten), town.authority.path).pk
