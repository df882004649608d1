"""What could not be told is kept as a code, and said in the language of whoever reads it."""

from __future__ import annotations

import json

import pytest
from django.core.management import call_command
from django.utils import translation

from rodtrad.plans.importing import from_json, to_json
from rodtrad.plans.importing.wording import told
from tests.plans.conftest import small_tree


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("sv", "En kolumn gick förlorad i tabellen vid tecken 249: rollen är okänd för 14 punkter."),
        ("en", "A column was lost in the table at character 249: the role is unknown for 14 items."),
    ],
)
def test_a_warning_is_said_in_the_readers_language(language: str, sentence: str) -> None:
    with translation.override(language):
        assert told("role_unknown at=249 count=14") == sentence


@pytest.mark.parametrize(
    "code", ["no_plan", "no_title", "no_owner", "no_period", "cells_missing at=7 count=1"]
)
def test_every_warning_is_a_sentence_in_both_languages(code: str) -> None:
    said = set()
    for language in ("sv", "en"):
        with translation.override(language):
            said.add(told(code))
    assert len(said) == 2
    assert all(sentence.endswith(".") for sentence in said)


@pytest.mark.parametrize(
    "written", ["Kolla ägaren.", "no_such_code", "role_unknown", "role_unknown at=x count=1", ""]
)
def test_a_warning_that_someone_wrote_stays_as_it_is(written: str) -> None:
    assert told(written) == written


def test_the_command_prints_sentences_and_they_can_be_imported_back(
    tmp_path: object, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    monkeypatch.delenv("LC_ALL", raising=False)
    monkeypatch.delenv("LC_MESSAGES", raising=False)
    path = f"{tmp_path}/plan.txt"
    with open(path, "w", encoding="utf-8") as file:
        file.write("Insatser:\n- att öva på källkritik i alla årskurser\n")
    call_command("plan", "import", path, "--dry-run", "--json")
    (document,) = json.loads(capsys.readouterr().out)["documents"]
    assert "It is not clear what the document is called." in document["warnings"]
    assert to_json(from_json(document)) == document


def test_a_tree_keeps_its_codes() -> None:
    assert from_json(to_json(small_tree())).warnings == small_tree().warnings
