"""Interface texts: collect them, say what is not translated, and compile them.

    python tools/messages.py update     bring every app's .po in step with its code (or: update plans cycle)
    python tools/messages.py check      name each missing, fuzzy, obsolete or broken text; exit 1 if any
    python tools/messages.py compile    make the .mo files that Django reads

The Swedish text is the msgid, English the translation. Pure Python (Babel reads the code, Django's own
`templatize` turns templates into code), so no system gettext is needed. Files are sorted by text and hold no
dates and no line numbers, so that two branches that add texts merge without a fight.
"""

from __future__ import annotations

import argparse
import ast
import io
import re
import sys
from collections import defaultdict
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import NamedTuple

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ROOT / "src" / "rodtrad"
PO = Path("locale/en/LC_MESSAGES/django.po")

KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
TEMPLATES = {".html", ".txt", ".xml", ".svg"}
HEADER = (
    'msgid ""\nmsgstr ""\n"Language: en\\n"\n"MIME-Version: 1.0\\n"\n'
    '"Content-Type: text/plain; charset=UTF-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n'
    '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
)
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sdrif]|\{\w*\}")

Text = str | tuple[str, str]


class Key(NamedTuple):
    """What identifies a text: its context (None for most) and the Swedish, singular form."""

    context: str | None
    text: str


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("verb", choices=["update", "check", "compile"])
    parser.add_argument("apps", nargs="*", help="update only these apps")
    options = parser.parse_args(arguments)
    if unknown := set(options.apps) - {app.name for app in apps(PACKAGES)}:
        parser.error(f"no such app: {', '.join(sorted(unknown))}")
    if options.verb == "update":
        return update(PACKAGES, options.apps)
    if options.verb == "compile":
        return compile_all(PACKAGES)
    problems = list(check(PACKAGES))
    for problem in problems:
        print(problem)
    print(
        f"{len(problems)} problems in interface texts" if problems else "All interface texts are translated"
    )
    return 1 if problems else 0


# Collecting


def texts_of(app: Path) -> dict[Key, Text]:
    """Every text in an app's code and templates: its key, and its forms (singular and plural, or one)."""
    found: dict[Key, Text] = {}
    for path in sources(app):
        for key, text in texts_in(path):
            # A plural found anywhere wins, as in gettext: one entry serves both uses.
            if key not in found or isinstance(text, tuple):
                found[key] = text
    return found


def sources(app: Path) -> Iterator[Path]:
    yield from (path for path in sorted(app.rglob("*.py")) if "migrations" not in path.parts)
    yield from (path for path in sorted((app / "templates").rglob("*")) if path.suffix in TEMPLATES)


def texts_in(path: Path) -> Iterator[tuple[Key, Text]]:
    code = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        code = template_as_code(code, str(path))
    stream = io.BytesIO(code.encode())
    for _, text, _, context in extract("python", stream, keywords=KEYWORDS, options={"encoding": "utf-8"}):
        singular = text[0] if isinstance(text, tuple) else text
        if singular:
            yield Key(context, singular), (text[0], text[1]) if isinstance(text, tuple) else text


def template_as_code(template: str, origin: str) -> str:
    """The template's texts as calls, on one line: what stands between them is no valid indentation."""
    from django.conf import settings
    from django.utils.translation.template import templatize

    if not settings.configured:
        settings.configure()
    code = "\n".join(
        line for line in templatize(template, origin=origin).splitlines() if not line.lstrip().startswith("#")
    )
    return " ".join(code.split("\n"))


def formatted_calls(path: Path) -> Iterator[int]:
    """Lines where an f-string is given to gettext: filled in before it is looked up, so never translated."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and any(isinstance(argument, ast.JoinedStr) for argument in node.args):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if name in KEYWORDS:
                yield node.lineno


# The files


def apps(packages: Path) -> list[Path]:
    return sorted(path.parent for path in packages.glob("*/__init__.py"))


def load(path: Path) -> Catalog:
    if not path.exists():
        return Catalog(locale="en")
    with path.open("rb") as stream:
        return read_po(stream, locale="en")


def entries(catalog: Catalog) -> dict[Key, Message]:
    return {key_of(message): message for message in catalog if message.id}


def key_of(message: Message) -> Key:
    return Key(message.context, message.id if isinstance(message.id, str) else message.id[0])


def strings(message: Message) -> tuple[str, ...]:
    """The translation's forms: one, or singular and plural."""
    return (message.string,) if isinstance(message.string, str) else tuple(message.string)


def translated(message: Message) -> bool:
    return bool(strings(message)) and all(strings(message)) and not message.fuzzy


# Verbs


def update(packages: Path, only: Collection[str] = ()) -> int:
    """Bring each .po in step. A text that moved between apps keeps its translation; an unused one goes."""
    known = {app: entries(load(app / PO)) for app in apps(packages)}
    memory: dict[tuple[Key, bool], Message] = {}
    for messages in known.values():
        for key, message in messages.items():
            if translated(message):
                memory.setdefault((key, message.pluralizable), message)
    missing = 0
    for app, messages in known.items():
        if only and app.name not in only:
            continue
        wanted = texts_of(app)
        catalog = Catalog(locale="en")
        for key in sorted(wanted, key=lambda key: (key.text, key.context or "")):
            plural = isinstance(wanted[key], tuple)
            own = messages.get(key)
            old = own if own and own.pluralizable == plural and translated(own) else memory.get((key, plural))
            catalog.add(wanted[key], string=old.string if old else None, context=key.context)
            missing += old is None
        write(app / PO, catalog)
    print(f"{missing} texts to translate" if missing else "No text to translate")
    return 0


def write(path: Path, catalog: Catalog) -> None:
    if not len(catalog):
        path.unlink(missing_ok=True)
        return
    stream = io.BytesIO()
    write_po(stream, catalog, width=0, no_location=True, omit_header=True, ignore_obsolete=True)
    content = HEADER.encode() + stream.getvalue().strip() + b"\n"
    if not path.exists() or path.read_bytes() != content:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def check(packages: Path) -> Iterator[str]:
    """What is wrong, one line each, named by app and text."""
    said: dict[Key, dict[tuple[str, ...], list[str]]] = defaultdict(lambda: defaultdict(list))
    for app in apps(packages):
        catalog = load(app / PO)
        wanted, have = texts_of(app), entries(catalog)
        for key in sorted(wanted.keys() | have.keys() | set(map(key_of, catalog.obsolete.values())), key=str):
            if problem := problem_of(wanted.get(key), have.get(key)):
                yield f"{app.name}: {problem}: {key.text!r}"
            elif key in have:
                said[key][strings(have[key])].append(app.name)
        for path in sorted(app.rglob("*.py")):
            for line in formatted_calls(path):
                yield f"{app.name}: f-string given to gettext: {path.relative_to(packages)}:{line}"
    for key, ways in said.items():
        # Django reads all apps' texts into one table: the same text cannot be said in two ways.
        if len(ways) > 1:
            names = ", ".join(name for group in ways.values() for name in group)
            yield f"{names}: translated differently: {key.text!r}"


def problem_of(wanted: Text | None, message: Message | None) -> str | None:
    if wanted is None:
        return "obsolete"
    if message is None:
        return "not collected, run 'make messages'"
    if message.fuzzy:
        return "fuzzy"
    if not translated(message):
        return "missing"
    if message.pluralizable != isinstance(wanted, tuple):
        return "plural form differs, run 'make messages'"
    return placeholder_problem(message)


def placeholder_problem(message: Message) -> str | None:
    """Placeholders must be those of the Swedish form; a singular may write its number out ('one answer')."""
    forms = (message.id,) if isinstance(message.id, str) else message.id
    for number, (swedish, english) in enumerate(zip(forms, strings(message), strict=True)):
        wanted, got = set(PLACEHOLDER.findall(swedish)), set(PLACEHOLDER.findall(english))
        allowed = wanted | set(PLACEHOLDER.findall(forms[-1]))
        singular_of_two = len(forms) == 2 and number == 0
        if not got <= allowed or (not singular_of_two and got != wanted):
            return f"placeholders differ ({', '.join(sorted(wanted ^ got))})"
    return None


def compile_all(packages: Path) -> int:
    for app in apps(packages):
        po, mo = app / PO, (app / PO).with_suffix(".mo")
        if not po.exists():
            mo.unlink(missing_ok=True)
        elif not mo.exists() or mo.stat().st_mtime_ns <= po.stat().st_mtime_ns:
            with mo.open("wb") as stream:
                write_mo(stream, load(po))
    return 0


if __name__ == "__main__":
    sys.exit(main())
