"""Instruments as files: nothing is lost on the way out and in, and a fault is told with its place."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import asdict
from io import BytesIO, StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from rodtrad.assessments import service
from rodtrad.assessments.drafts import AreaDraft, IndicatorDraft, InstrumentDraft
from rodtrad.assessments.exchange import LIMIT_BYTES, InstrumentFileError, read_yaml, write_yaml
from rodtrad.assessments.groups import Group
from rodtrad.assessments.models import Instrument
from tests.assessments.conftest import text_of

if TYPE_CHECKING:
    from tests.assessments.conftest import Rating
    from tests.people import Town

HEAD = "format: rodtrad-instrument/1\ntitle: Provet\n"


def plain(drafted: InstrumentDraft) -> Any:
    """As values that can be compared: a list is a tuple is a list."""
    return json.loads(json.dumps(asdict(drafted), default=str, sort_keys=True))


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=20)
TEXT = st.fixed_dictionaries({"sv": WORDS}, optional={"en": WORDS, "fi": WORDS, "no": WORDS})
PAGES = st.dictionaries(
    st.sampled_from(["next", "young.send"]), st.sampled_from(["Xiga", '"#: a']), min_size=1
)


@st.composite
def drafts(draw: st.DrawFn) -> InstrumentDraft:
    levels = draw(st.integers(2, 7))

    def each() -> st.SearchStrategy[list[dict[str, str]]]:
        return st.lists(TEXT, min_size=levels, max_size=levels)

    groups = st.sampled_from(Group.values)
    activity = st.fixed_dictionaries(
        {"title": TEXT},
        optional={
            "levels": st.lists(st.integers(1, levels), min_size=1, max_size=3, unique=True),
            "effect_sign": TEXT,
        },
    )
    indicator = st.builds(
        IndicatorDraft,
        statements=st.dictionaries(groups, TEXT, min_size=1, max_size=3),
        help=st.dictionaries(st.sampled_from(["all", *Group.values]), TEXT, max_size=2),
        levels=st.one_of(st.just([]), each()),
        steps=st.one_of(st.just([]), each()),
        group_levels=st.dictionaries(groups, each(), max_size=2),
        suggestions=st.lists(activity, max_size=2),
        tags=st.lists(WORDS, max_size=2),
        kind=st.sampled_from(["scale", "open"]),
        allows_not_relevant=st.booleans(),
        key=st.uuids(version=4),
        item=st.one_of(st.none(), st.uuids(version=4)),
    )
    area = st.builds(
        AreaDraft, titles=TEXT, indicators=st.lists(indicator, max_size=2), key=st.uuids(version=4)
    )
    return draw(
        st.builds(
            InstrumentDraft,
            titles=TEXT,
            areas=st.tuples(area.filter(lambda found: bool(found.indicators)), area).map(list),
            kind=st.sampled_from(["yearly", "pulse", "strategic"]),
            intro=st.dictionaries(groups, TEXT, max_size=2),
            scale_kind=st.just("own"),
            scale=each(),
            group_scales=st.dictionaries(groups, each(), max_size=2),
            not_relevant=TEXT,
            page_words=st.fixed_dictionaries({}, optional={"fi": PAGES, "so": PAGES}),
            series=st.uuids(version=4),
            version=st.integers(1, 9),
            plan=st.one_of(st.just(""), st.just("en-plan")),
        )
    )


@given(drafts())
# How long it takes to make one is the machine's, which others may be using.
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_what_is_written_is_read_as_the_same(drafted: InstrumentDraft) -> None:
    assert plain(read_yaml(write_yaml(drafted).encode())) == plain(drafted)


@pytest.mark.parametrize("name", service.SHIPPED)
def test_what_comes_with_the_product_is_whole_in_swedish_and_english(name: str) -> None:
    drafted = service.shipped_draft(name)

    def texts(found: Any) -> list[dict[str, str]]:
        if isinstance(found, dict) and "sv" in found:
            return [found]
        values = found.values() if isinstance(found, dict) else found if isinstance(found, list) else []
        return [text for value in values for text in texts(value)]

    for text in texts(plain(drafted)):
        assert set(text) == {"sv", "en"}
        assert "—" not in text["sv"] + text["en"]
    assert len(drafted.indicators) == {"full": 40, "pulse": 12, "strategic": 5}[name]


def test_the_full_one_has_four_areas_with_described_levels_steps_and_activities() -> None:
    drafted = service.shipped_draft("full")

    assert [len(area.indicators) for area in drafted.areas] == [10, 10, 10, 10]
    for each in drafted.indicators:
        assert len(each.levels) == len(each.steps) == len(drafted.scale) == 4
        assert each.suggestions
        assert "leaders" in each.statements
        assert {"staff", "teachers"} & each.statements.keys()


def test_pupils_are_asked_in_short_sentences() -> None:
    """What a ten-year-old reads: at most sixteen words, none of them longer than sixteen letters."""
    for name in ("full", "pulse"):
        for each in service.shipped_draft(name).indicators:
            words = each.statements.get("pupils_younger", {}).get("sv", "").split()
            assert len(words) <= 16
            assert all(len(word.strip(".,")) <= 16 for word in words)


def test_no_is_a_word_and_not_a_refusal() -> None:
    """YAML would make a boolean of it."""
    file = (
        HEAD + "scale:\n  levels: [No, Yes]\nareas:\n- title: A\n  indicators:\n  - statements: {staff: On}\n"
    )

    drafted = read_yaml(file.encode())

    assert [name["sv"] for name in drafted.scale] == ["No", "Yes"]
    assert drafted.indicators[0].statements["staff"] == {"sv": "On"}


ONE = "areas:\n- title: A\n  indicators:\n  - statements: {staff: Vi gör så}\n"


@pytest.mark.parametrize(
    ("file", "said"),
    [
        ("", "Filen är tom."),
        ("title: [", "Rad 2: Filen är inte giltig YAML"),
        ("format: annat\n", "Rad 1: ”annat” är inget av rodtrad-instrument/1."),
        (HEAD, "Rad 1: ”areas” saknas."),
        (HEAD + "areas: []\n", "Rad 1: Formuläret har inga frågor."),
        (HEAD + ONE + "title: Igen\n", "Rad 7: ”title” står två gånger."),
        (HEAD + ONE + "färg: blå\n", "Rad 7: ”färg” hör inte hemma här."),
        (HEAD + ONE.replace("staff", "alla"), "Rad 6: ”alla” är ingen grupp"),
        (HEAD + ONE.replace("Vi gör så", "{en: Only}"), "Rad 6: Texten på svenska (sv) saknas."),
        (HEAD + ONE.replace("Vi gör så", "{sv: Vi, 'en us!': Us}"), "Rad 6: ”en us!” är inget språk."),
        (HEAD + ONE.replace("Vi gör så", "a" * 601), "Rad 6: Texten får ha högst 600 tecken och har 601."),
        (HEAD + "scale: {kind: own, levels: [En]}\n" + ONE, "Rad 3: En skala har två till sju nivåer."),
        (HEAD + ONE + "    levels: [{text: En}]\n", "Rad 7: Skalan har 6 nivåer, men här står 1."),
        (
            HEAD + ONE + "    activities: [{title: A, levels: [7]}]\n",
            "Rad 7: Här väntades ett tal från 1 till 6.",
        ),
        (HEAD + "areas: &a [*a]\n", "Rad 3: Hänvisningar (*namn) kan inte läsas."),
        (HEAD + ONE + "---\ntitle: B\n", "Filen har flera dokument"),
        ("[" * 40 + "]" * 40, "Filen är för djupt uppbyggd"),
        (HEAD + ONE + "    key: a\n  - statements: {staff: B}\n    key: a\n", "samma nyckel"),
    ],
)
def test_a_fault_is_told_in_one_line_with_its_place(file: str, said: str) -> None:
    with pytest.raises(InstrumentFileError) as refused:
        read_yaml(file.encode())

    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_file_that_is_no_text_or_too_large_is_not_read() -> None:
    for data, said in ((b"\xff\xfe\x00", "UTF-8"), (b"a" * (LIMIT_BYTES + 1), "2 MB")):
        with pytest.raises(InstrumentFileError) as refused:
            read_yaml(data)
        assert said in str(refused.value)


def test_an_instrument_goes_out_of_one_authority_and_into_another(rating: Rating) -> None:
    file = service.instrument_yaml(rating.instrument)
    town = rating.town

    made = service.take_instrument(town.scope(town.otto), town.other, read_yaml(file.encode()))

    assert (made.authority, made.series, made.version) == (town.other, rating.instrument.series, 1)
    assert [str(each) for each in service.indicators_of(made)] == [
        str(each) for each in service.indicators_of(rating.instrument)
    ]
    assert {each.item for each in service.indicators_of(made)} == {None}


def test_what_is_brought_back_is_the_next_version_with_its_plan_and_is_compared(rating: Rating) -> None:
    scope = rating.town.scope(rating.town.sten)
    file = service.instrument_yaml(rating.instrument)

    made = service.take_instrument(scope, rating.town.authority, read_yaml(file.encode()))

    assert (made.version, made.replaces, made.document) == (2, rating.instrument, rating.document)
    found = service.correspondences(scope, made)
    assert found is not None
    assert all("staff" in row.same for row in found.rows)
    assert service.indicators_of(made)[0].item == service.indicators_of(rating.instrument)[0].item


def test_the_strategist_uploads_and_downloads_a_file(town: Town) -> None:
    sten, place = town.client(town.sten), town.place(town.authority)
    good, bad = BytesIO((HEAD + ONE).encode()), BytesIO(b"format: annat\n")
    good.name = bad.name = "formular.yaml"

    refused = sten.post(place.url("assessments:take_file"), {"file": bad})
    sten.post(place.url("assessments:take_file"), {"file": good})

    assert refused.status_code == 400
    assert "Rad 1: ”annat” är inget av" in text_of(refused)
    made = Instrument.objects.get()
    answer = sten.get(place.url("assessments:download_instrument", instrument_id=made.pk))
    assert answer.headers["content-disposition"] == 'attachment; filename="provet-1.yaml"'
    assert plain(read_yaml(answer.content)) == plain(service.draft_of(made))


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("instrument", *arguments, stdout=out, stderr=StringIO())
    return out.getvalue()


def test_the_command_takes_lists_and_writes(town: Town, tmp_path: Path) -> None:
    target = tmp_path / "puls.yaml"

    made = json.loads(run("import", "--shipped", "pulse", "--authority", town.authority.slug, "--json"))
    (row,) = made["instruments"]
    run("export", str(row["id"]), "--output", str(target))
    again = json.loads(run("import", str(target), "--dry-run", "--json"))

    assert (row["kind"], row["version"], row["questions"], row["languages"]) == ("pulse", 1, 12, ["sv", "en"])
    assert "Digital puls (12 questions)" in run("list")
    assert again["instruments"][0]["questions"] == 12
    assert Instrument.objects.count() == 1


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (("import",), "give a file, or --shipped NAME"),
        (("import", "finns-inte.yaml"), "finns-inte.yaml: No such file or directory"),
        (("export", "99999"), "there is no form 99999"),
        (("import", "--shipped", "pulse"), "say whose form it is with --authority SLUG"),
    ],
)
def test_bad_use_is_one_line(town: Town, arguments: tuple[str, ...], line: str) -> None:
    with pytest.raises(CommandError) as refused:
        run(*arguments)

    assert line in str(refused.value)
    assert refused.value.returncode == 2


@pytest.mark.parametrize(
    "text",
    [
        "10\u00a0%",
        "می\u200cخواهم",
        "👩\u200d🏫",
        "mjuk\u00adbindning",
        "rad ett\nrad två",
        "a\tb",
        "Ω ﬁ 漢字",
    ],
)
def test_signs_of_any_language_come_back_as_they_were(rating: Rating, text: str) -> None:
    indicator = rating.instrument.indicators.get(position=0)
    indicator.statements = {"staff": {"sv": text}}
    indicator.save()

    back = service.read_yaml(service.instrument_yaml(rating.instrument).encode())

    assert back.indicators[0].statements["staff"] == {"sv": text}


def test_lines_written_in_the_browser_come_back_out_of_the_file(rating: Rating) -> None:
    """A browser ends lines in its own way; the file has one way, and so has what is stored."""
    town = rating.town
    made = service.new_version(town.scope(town.sten), rating.instrument)
    address = town.place(town.authority).url("assessments:edit_indicator", instrument_id=made.pk, position=0)
    client = town.client(town.sten)
    form = {"revision": "0", "kind": "scale", "staff_sv": "Rad ett\r\nrad två", "leaders_sv": "Vi"}
    assert client.post(address, form).status_code == 302

    stored = made.indicators.get(position=0).statements["staff"]["sv"]
    back = service.read_yaml(service.instrument_yaml(made).encode())

    assert stored == "Rad ett\nrad två"
    assert back.indicators[0].statements["staff"]["sv"] == stored


@pytest.mark.parametrize("sign", ["\u202e", "\u2066", "\ufeff", "\x1b", "\x0b", "\x85", "\u2028"])
def test_signs_that_hide_or_turn_what_follows_are_refused(sign: str) -> None:
    file = f'format: rodtrad-instrument/1\ntitle: "a{ascii(sign)[1:-1]}b"\nareas: []\n'

    with pytest.raises(InstrumentFileError, match="Rad 2"):
        service.read_yaml(file.encode())


HOSTILE = {
    "deep": b"[" * 200_000,
    "deep map": b"{a: " * 200_000,
    "aliases": b"a: &a [x,x,x]\nb: &b [*a,*a,*a]\nc: [*b,*b,*b]\n",
    "merge": b"a: &a {x: 1}\nb: {<<: *a}\n",
    "object": b"!!python/object/apply:os.system [echo]",
    "nul": b"format: rodtrad-instrument/1\x00",
    "nul escaped": b'format: rodtrad-instrument/1\ntitle: "a\\0b"',
    "utf-16": "format: rodtrad-instrument/1".encode("utf-16"),
    "surrogate": b'format: rodtrad-instrument/1\ntitle: "\\ud800"',
    "twice": b"format: rodtrad-instrument/1\nformat: rodtrad-instrument/1",
    "list for map": b"- 1\n- 2",
    "number": b"1e9",
    "cyrillic": "f\u043ermat: rodtrad-instrument/1".encode(),
    "map as key": b"? {a: b}\n: c",
    "wide": b"\n".join(b"k%d: 1" % n for n in range(100_000)),
    "long number": b"format: rodtrad-instrument/1\ntitle: a\nversion: " + b"9" * 100_000,
    "long kind": b"format: rodtrad-instrument/1\ntitle: a\nkind: " + b"x" * 1_000_000,
    "two documents": b"a: 1\n---\nb: 2",
    "directive": b"%YAML 9.9\n---\na: 1",
    "tag": b"%TAG ! tag:x,2000:\n--- !y\na: 1",
    "empty anchors": b"&a &b c",
    "tab": b"a:\n\t- b",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_in_one_short_line(name: str) -> None:
    with pytest.raises(InstrumentFileError) as told:
        service.read_yaml(HOSTILE[name])

    assert "\n" not in str(told.value)
    assert len(str(told.value)) <= 400


def test_a_file_of_very_many_parts_is_not_read_to_its_end() -> None:
    with pytest.raises(InstrumentFileError, match="fler delar"):
        service.read_yaml(HOSTILE["wide"])


@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda text: text.encode(errors="replace")))
@example(b"\xff\xfe")
@example(b"? ")
@example(b"- - - -")
@settings(max_examples=100, deadline=None)
def test_whatever_bytes_a_file_holds_it_is_read_or_refused(data: bytes) -> None:
    with suppress(InstrumentFileError):
        service.read_yaml(data)


@given(st.integers(0, 200), st.integers(0, 60), st.text(max_size=6))
@settings(max_examples=60, deadline=None)
def test_a_good_file_with_a_piece_cut_out_or_put_in_is_read_or_refused(at: int, cut: int, put: str) -> None:
    lines = write_yaml(service.shipped_draft("strategic")).splitlines()
    here = at % len(lines)
    lines[here] = lines[here][:cut] + put + lines[here][cut + 1 :]

    with suppress(InstrumentFileError):
        service.read_yaml("\n".join(lines).encode(errors="replace"))
