"""Vectors of what items say: made by the worker, kept in step, gone with the item, and never needed."""

from __future__ import annotations

import socket
from collections.abc import Callable, Sequence

import numpy as np
import pytest
from django.core.cache import cache
from django_tasks_db.models import DBTaskResult
from numpy.typing import NDArray

from rodtrad.common.errors import UserError
from rodtrad.plans import meaning, service
from rodtrad.plans.importing import PlanTree
from rodtrad.plans.models import Document, ItemMeaning
from rodtrad.plans.service import meanings
from rodtrad.plans.service.meanings import read_meanings
from rodtrad.plans.suggesting import Why
from rodtrad.plans.tree import Edit
from tests.plans.conftest import Papers, item

needs_model = pytest.mark.skipif(not meaning.model_name(), reason="the extra 'similarity' is not installed")
# What the stand-in for the model understands: words that mean the same point the same way.
TOPICS = ("kunskaper|skicklighet", "utrustning|datorer", "nya|lugn")


class Model:
    """A stand-in that knows three topics and keeps what it was asked to read."""

    def __init__(self) -> None:
        self.read: list[str] = []

    def vectors(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.read += texts
        found = [
            [3.0, *(any(word in text for word in topic.split("|")) for topic in TOPICS)] for text in texts
        ]
        table = np.asarray(found, dtype=np.float32).reshape(len(texts), 1 + len(TOPICS))
        return table / np.linalg.norm(table, axis=1, keepdims=True)


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> Model:
    one = Model()
    monkeypatch.setattr(meaning, "vectors", one.vectors)
    monkeypatch.setattr(meaning, "model_name", lambda: "stand-in 1")
    cache.clear()
    return one


def waiting() -> list[int]:
    """The documents that the worker was asked to read."""
    jobs = DBTaskResult.objects.filter(task_path=read_meanings.module_path)
    return [job.args_kwargs["args"][0] for job in jobs]


Capture = Callable[..., object]


def test_a_new_document_is_read_by_the_worker_after_commit(
    papers: Papers, model: Model, django_capture_on_commit_callbacks: Capture
) -> None:
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        document = papers.draft()

    assert waiting() == [document.pk]
    assert model.read == [], "nothing is read while a person waits"

    read_meanings.call(document.pk)
    # Two areas and three initiatives: duties and terms are linked to nothing.
    assert ItemMeaning.objects.filter(item__document=document).count() == 5
    assert "Digital kompetens Alla kan det som krävs.. Ge alla nya en introduktion" in model.read


def test_many_changes_at_once_are_read_once(
    papers: Papers, model: Model, django_capture_on_commit_callbacks: Capture
) -> None:
    document = papers.draft()
    for version, text in enumerate(("a", "b", "c"), 1):
        with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
            change(papers, document, version, text)

    assert waiting() == [document.pk]


def change(papers: Papers, document: Document, version: int, text: str, at: int = 1) -> None:
    key = str(service.tree_of(document)[at].key)
    service.edit_document(papers.sten, document, version, Edit("change", key, {"text": text}))


def test_only_what_says_something_else_is_read_again(papers: Papers, model: Model) -> None:
    document = papers.draft()
    read_meanings.call(document.pk)
    model.read.clear()

    change(papers, document, 1, "Något helt annat")
    read_meanings.call(document.pk)

    assert [text.rpartition(". ")[2] for text in model.read] == ["Något helt annat"]


def test_what_stands_in_a_renamed_area_is_read_again(papers: Papers, model: Model) -> None:
    document = papers.draft()
    read_meanings.call(document.pk)
    model.read.clear()

    change(papers, document, 1, "Kunnande", at=0)
    read_meanings.call(document.pk)

    assert len(model.read) == 3, "the area and its two initiatives"


def test_the_next_edition_is_not_read_anew(papers: Papers, model: Model) -> None:
    old = papers.decided()
    read_meanings.call(old.pk)
    model.read.clear()

    new = service.new_edition(papers.sten, old)
    read_meanings.call(new.pk)

    assert model.read == []
    assert ItemMeaning.objects.filter(item__document=new).count() == 5


def test_a_vector_goes_with_its_item(papers: Papers, model: Model) -> None:
    document = papers.draft()
    read_meanings.call(document.pk)

    key = str(service.tree_of(document)[1].key)
    service.edit_document(papers.sten, document, 1, Edit("drop", key))
    assert ItemMeaning.objects.count() == 4
    service.drop_document(papers.sten, document)
    assert not ItemMeaning.objects.exists()


def test_a_large_document_is_read_some_at_a_time(
    papers: Papers, model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(meanings, "AT_ONCE", 2)
    document = papers.draft()
    before = len(waiting())

    read_meanings.call(document.pk)

    assert len(model.read) == 2
    assert waiting()[before:] == [document.pk], "the rest in a turn of its own"
    read_meanings.call(document.pk)
    read_meanings.call(document.pk)
    assert ItemMeaning.objects.filter(item__document=document).count() == 5


def test_a_document_that_is_gone_is_no_error(papers: Papers, model: Model) -> None:
    read_meanings.call(999_999)


def test_the_same_meaning_in_other_words_is_suggested_and_says_why(papers: Papers, model: Model) -> None:
    strategy, lower = other_words(papers)
    for document in (strategy, lower.document):
        read_meanings.call(document.pk)

    first = service.suggested_links(papers.sten, lower)[0]

    assert first.item.text == "Hög skicklighet"
    assert Why.MEANING in first.why
    assert "liknande innebörd" in first.reasons


def other_words(papers: Papers) -> tuple[Document, object]:
    """A strategy that shares no word with a plan."""
    tree = PlanTree(
        title=None,
        kind="strategy",
        items=tuple(
            item(str(n), "desired_state", text)
            for n, text in enumerate(("Hög skicklighet", "Snabba datorer", *"abcdef"))
        ),
    )
    strategy = papers.decided(tree, title="Strategi", kind="strategy")
    return strategy, service.initiatives_of(papers.decided())[0]


def test_without_a_model_nothing_is_ordered_and_words_decide(
    papers: Papers, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Capture
) -> None:
    monkeypatch.setattr(meaning, "model_name", lambda: "")
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        _strategy, lower = other_words(papers)

    assert waiting() == []
    assert all(Why.MEANING not in one.why for one in service.suggested_links(papers.sten, lower))  # type: ignore[arg-type]


def test_a_vector_of_what_an_item_said_before_is_not_used(papers: Papers, model: Model) -> None:
    document = papers.draft()
    read_meanings.call(document.pk)
    change(papers, document, 1, "Något helt annat")

    rows = service.tree_of(document)
    known = meanings.meanings_of(rows)

    assert rows[1].pk not in known
    assert rows[2].pk in known


def test_an_installation_that_gets_a_model_has_all_its_documents_read(
    papers: Papers, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Capture
) -> None:
    monkeypatch.setattr(meaning, "model_name", lambda: "")
    document = papers.draft()
    with pytest.raises(UserError):
        service.order_all()

    monkeypatch.setattr(meaning, "model_name", lambda: "stand-in 1")
    cache.clear()
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        assert service.order_all() == service.Known(documents=1, items=5, read=0)

    assert waiting() == [document.pk]


def test_a_vector_of_another_model_is_made_anew(
    papers: Papers, model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = papers.draft()
    read_meanings.call(document.pk)
    monkeypatch.setattr(meaning, "model_name", lambda: "stand-in 2")

    assert meanings.meanings_of(service.tree_of(document)) == {}
    read_meanings.call(document.pk)
    assert set(ItemMeaning.objects.values_list("model", flat=True)) == {"stand-in 2"}


def test_a_vector_is_stored_in_768_bytes_and_is_the_same_again() -> None:
    vector = np.linspace(-1, 1, 384, dtype=np.float32)
    vector /= np.linalg.norm(vector)

    stored = meaning.packed(vector)

    assert len(stored) == 768
    assert float(meaning.unpacked(stored) @ vector) == pytest.approx(1, abs=1e-3)


def test_a_processor_that_the_model_would_stop_on_is_told_beforehand(
    monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    from pathlib import Path

    old = Path(str(tmp_path)) / "cpuinfo"
    old.write_text("flags: sse sse2 avx\n")
    monkeypatch.setattr(meaning, "PROCESSORS", old)
    meaning.model_name.cache_clear()

    assert meaning.model_name() == ""
    meaning.model_name.cache_clear()


@needs_model
def test_the_real_model_hears_that_two_sentences_mean_the_same_and_asks_nobody(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_args: object, **_more: object) -> object:
        raise AssertionError("the model reached for the network")

    monkeypatch.setattr(socket, "socket", refuse)
    one, same, english, other = meaning.vectors(
        [
            "Nyanställda får en genomgång av skolans system",
            "Introduktion av nya medarbetare i den digitala miljön",
            "New staff are introduced to the digital environment",
            "Utsläppen från transporter ska halveras",
        ]
    )

    assert one.shape == (384,)
    assert float(one @ one) == pytest.approx(1, abs=1e-3)
    assert one @ same > one @ other
    assert same @ english > same @ other


@needs_model
def test_the_real_model_takes_any_text() -> None:
    found = meaning.vectors(
        ["", "\0", "å" * 30_000, "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16")]
    )

    assert np.isfinite(found).all()
