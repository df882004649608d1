"""Interface texts: what is collected from code and templates, and what the check refuses."""

from __future__ import annotations

import gettext
from collections.abc import Callable
from pathlib import Path

import pytest

from tools import messages

Build = Callable[..., Path]


@pytest.fixture
def house(tmp_path: Path) -> Build:
    """Make a package `plans` (or another) with code and a template; gives the folder of all packages."""

    def build(code: str = "", template: str = "", app: str = "plans") -> Path:
        folder = tmp_path / app
        (folder / "templates" / app).mkdir(parents=True, exist_ok=True)
        (folder / "__init__.py").touch()
        (folder / "views.py").write_text(code, encoding="utf-8")
        (folder / "templates" / app / "page.html").write_text(template, encoding="utf-8")
        return tmp_path

    return build


def po(house: Path, app: str = "plans") -> Path:
    return house / app / messages.PO


def translate(house: Path, *pairs: tuple[str, str], app: str = "plans") -> None:
    """Fill in translations as a person does, in the file."""
    text = po(house, app).read_text(encoding="utf-8")
    for swedish, english in pairs:
        before = f'msgid "{swedish}"\nmsgstr ""'
        assert before in text, text
        text = text.replace(before, f'msgid "{swedish}"\nmsgstr "{english}"')
    po(house, app).write_text(text, encoding="utf-8")


def problems(house: Path) -> list[str]:
    return list(messages.check(house))


def test_texts_are_found_in_code_and_in_every_kind_of_template_tag(house: Build) -> None:
    packages = house(
        '_("Lämna in")\npgettext("månad", "mars")\n',
        """{% load i18n %}
        <h1>{% translate "Hem" %}</h1>
            {% include "x.html" with label=_("Sök plan") %}
          <p>{% blocktranslate trimmed with name=person.name %}
            Hej
            {{ name }}
          {% endblocktranslate %}</p>
        {{ value|default:_("Inget svar") }}
        {% comment %}{% translate "Dold" %}{% endcomment %}
        """,
    )

    found = messages.texts_of(packages / "plans")

    assert {key.text for key in found} == {
        "Lämna in",
        "mars",
        "Hem",
        "Sök plan",
        "Hej %(name)s",
        "Inget svar",
    }
    assert messages.Key("månad", "mars") in found


def test_plural_forms_are_collected_from_code_and_templates(house: Build) -> None:
    packages = house(
        'ngettext("%(n)s enhet", "%(n)s enheter", 2)\n',
        "{% blocktranslate count n=n %}{{ n }} svar{% plural %}{{ n }} svar av flera{% endblocktranslate %}",
    )

    assert set(messages.texts_of(packages / "plans").values()) == {
        ("%(n)s enhet", "%(n)s enheter"),
        ("%(n)s svar", "%(n)s svar av flera"),
    }


def test_a_text_without_translation_is_named(house: Build) -> None:
    packages = house('gettext("Lämna in")')
    messages.update(packages)

    assert problems(packages) == ["plans: missing: 'Lämna in'"]


def test_a_text_that_was_never_collected_is_named(house: Build) -> None:
    packages = house('gettext("Lämna in")')

    assert problems(packages) == ["plans: not collected, run 'make messages': 'Lämna in'"]


def test_a_complete_file_has_no_problem(house: Build) -> None:
    packages = house('gettext("Lämna in")')
    messages.update(packages)
    translate(packages, ("Lämna in", "Hand in"))

    assert problems(packages) == []


def test_a_fuzzy_translation_is_refused(house: Build) -> None:
    packages = house('gettext("Lämna in")')
    messages.update(packages)
    translate(packages, ("Lämna in", "Hand in"))
    text = po(packages).read_text(encoding="utf-8")
    po(packages).write_text(text.replace('msgid "Lämna in"', '#, fuzzy\nmsgid "Lämna in"'), encoding="utf-8")

    assert problems(packages) == ["plans: fuzzy: 'Lämna in'"]


def test_a_translation_that_nothing_shows_any_more_is_refused_and_then_removed(house: Build) -> None:
    packages = house('gettext("Lämna in")\ngettext("Hem")')
    messages.update(packages)
    translate(packages, ("Lämna in", "Hand in"), ("Hem", "Home"))
    house('gettext("Hem")')

    assert problems(packages) == ["plans: obsolete: 'Lämna in'"]
    messages.update(packages)
    assert problems(packages) == []


@pytest.mark.parametrize(
    ("swedish", "english"),
    [
        ("Hej %(name)s", "Hello"),
        ("Hej %(name)s", "Hello %(nam)s"),
        ("Vecka {number}", "Week {week}"),
        ("%s enheter", "Units"),
    ],
)
def test_a_translation_must_keep_the_placeholders(house: Build, swedish: str, english: str) -> None:
    packages = house(f'gettext("{swedish}")')
    messages.update(packages)
    text = po(packages).read_text(encoding="utf-8")
    po(packages).write_text(
        text.replace('msgstr ""\n', f'msgstr "{english}"\n').replace(
            f'msgid ""\nmsgstr "{english}"', 'msgid ""\nmsgstr ""'
        ),
        encoding="utf-8",
    )

    assert [line.split(" (")[0] for line in problems(packages)] == ["plans: placeholders differ"]


def test_a_singular_may_write_its_number_out(house: Build) -> None:
    packages = house('ngettext("%(n)s enhet", "%(n)s enheter", 2)')
    messages.update(packages)
    text = po(packages).read_text(encoding="utf-8")
    text = text.replace('msgstr[0] ""', 'msgstr[0] "One unit"').replace(
        'msgstr[1] ""', 'msgstr[1] "%(n)s units"'
    )
    po(packages).write_text(text, encoding="utf-8")

    assert problems(packages) == []


def test_one_text_cannot_be_translated_in_two_ways(house: Build) -> None:
    packages = house('gettext("Enhet")')
    house('gettext("Enhet")', app="reports")
    messages.update(packages)
    translate(packages, ("Enhet", "Unit"))
    translate(packages, ("Enhet", "Device"), app="reports")

    assert problems(packages) == ["plans, reports: translated differently: 'Enhet'"]


def test_an_f_string_given_to_gettext_is_refused(house: Build) -> None:
    packages = house('gettext(f"Hej {name}")')

    assert problems(packages) == ["plans: f-string given to gettext: plans/views.py:1"]


def test_a_text_that_moves_to_another_package_keeps_its_translation(house: Build) -> None:
    packages = house('gettext("Lämna in")')
    house("", app="reports")
    messages.update(packages)
    translate(packages, ("Lämna in", "Hand in"))
    house("")
    house('gettext("Lämna in")', app="reports")
    messages.update(packages)

    assert problems(packages) == []
    assert not po(packages).exists()


def test_a_second_update_changes_nothing_and_the_order_is_that_of_the_texts(house: Build) -> None:
    packages = house('gettext("Öppna")\ngettext("Avsluta")\ngettext("Lämna in")')
    messages.update(packages)
    first = po(packages).read_bytes()
    messages.update(packages)

    assert po(packages).read_bytes() == first
    assert first.decode().index("Avsluta") < first.decode().index("Lämna in") < first.decode().index("Öppna")
    assert b"Date" not in first
    assert b".py:" not in first


def test_compiled_texts_are_what_gettext_reads(house: Build) -> None:
    packages = house('gettext("Lämna in")\nngettext("%(n)s enhet", "%(n)s enheter", 2)')
    messages.update(packages)
    translate(packages, ("Lämna in", "Hand in"))
    text = po(packages).read_text(encoding="utf-8")
    text = text.replace('msgstr[0] ""', 'msgstr[0] "%(n)s unit"').replace(
        'msgstr[1] ""', 'msgstr[1] "%(n)s units"'
    )
    po(packages).write_text(text, encoding="utf-8")
    messages.compile_all(packages)

    english = gettext.translation("django", packages / "plans/locale", ["en"])
    assert english.gettext("Lämna in") == "Hand in"
    assert english.ngettext("%(n)s enhet", "%(n)s enheter", 3) == "%(n)s units"


def test_every_text_of_the_product_is_translated() -> None:
    assert problems(messages.PACKAGES) == []
