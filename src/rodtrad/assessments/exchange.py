"""Instruments as YAML: read with limits and the place of each fault, written so that nothing is lost.

The format is described in docs/reference/instrument-format.md. Nothing in a file is ever run: it is
composed into nodes and read from them, and a scalar is the text that stands there, whatever YAML would make
of it ('No' is no boolean). Anchors are refused, since a short file with them can stand for an endless one.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeVar, cast

import yaml
from django.utils.translation import gettext as _

from rodtrad.assessments import scale
from rodtrad.assessments.drafts import AreaDraft, IndicatorDraft, InstrumentDraft, languages_of
from rodtrad.assessments.groups import Group
from rodtrad.assessments.models import IndicatorKind, InstrumentKind, ScaleKind
from rodtrad.assessments.models.instrument import EVERYONE
from rodtrad.assessments.page_words import template, to_write, wrong_key, wrong_words
from rodtrad.assessments.rules import valid_scale
from rodtrad.assessments.scale import Text
from rodtrad.assessments.tally import MOST_LEVELS
from rodtrad.assessments.voices import FALLBACK, OWN
from rodtrad.common.errors import UserError

__all__ = ["FORMAT", "LIMIT_BYTES", "InstrumentFileError", "read_yaml", "write_yaml"]

FORMAT = "rodtrad-instrument/1"
LIMIT_BYTES = 2 * 1024 * 1024
DEEPEST = 12
MOST_INDICATORS, MOST_AREAS, MOST_ACTIVITIES, MOST_TAGS = 200, 40, 20, 20
TITLE_LIMIT, TEXT_LIMIT, TAG_LIMIT = 200, 600, 40
GROUPS = frozenset(Group.values)
# What is wrong is quoted, and may be as long as the file.
LONGEST_SENTENCE = 400

# Signs that nobody sees and that are of no language: control characters, halves of signs, those that turn
# the text that follows, and what no XML can hold. Joiners, soft hyphens and spaces that bind are of use.
HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]"
)

# Forty questions to six groups in twenty languages are a hundred thousand names and values.
MOST_PARTS = 150_000

T = TypeVar("T")


class InstrumentFileError(UserError):
    """A file that is no instrument; the sentence says where and why."""

    def __init__(self, sentence: str, node: yaml.Node | None = None) -> None:
        mark = node.start_mark if node is not None else None
        place = _("Rad %(line)d: ") % {"line": mark.line + 1} if mark else ""
        super().__init__(f"{place}{sentence}"[:LONGEST_SENTENCE], "instrument_file")


# The parser in C where there is one: it reads the largest file in a tenth of the time.
_PARSER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _composed(text: str) -> yaml.Node | None:
    """The nodes of the one document in a text, to a depth, without aliases."""
    top: yaml.Node | None = None
    open_: list[tuple[Any, list[yaml.Node]]] = []
    # The events are untyped: the parser in C has marks of its own.
    for number, event in enumerate(cast(Iterator[Any], yaml.parse(text, Loader=_PARSER))):
        if number > MOST_PARTS:
            raise InstrumentFileError(_("Filen har fler delar än ett formulär kan ha."))
        _refuse(event, top, len(open_))
        begins, ends = cast(Any, event).start_mark, cast(Any, event).end_mark
        if isinstance(event, yaml.CollectionStartEvent):
            kind = yaml.MappingNode if isinstance(event, yaml.MappingStartEvent) else yaml.SequenceNode
            open_.append((kind(event.tag or "", [], begins, ends), []))
            continue
        if isinstance(event, yaml.CollectionEndEvent):
            node, parts = open_.pop()
            node.value = _pairs(parts) if isinstance(node, yaml.MappingNode) else parts
        elif isinstance(event, yaml.ScalarEvent):
            # An unquoted scalar has no style, in either parser.
            style = event.style if event.style in ("'", '"', "|", ">") else None
            node = yaml.ScalarNode(event.tag or "", event.value, begins, ends, style=style)
        else:
            continue
        if open_:
            open_[-1][1].append(node)
        else:
            top = node
    return top


def _refuse(event: Any, top: yaml.Node | None, depth: int) -> None:
    if isinstance(event, yaml.DocumentStartEvent) and top is not None:
        raise InstrumentFileError(_("Filen har flera dokument; ett formulär är ett."))
    if isinstance(event, yaml.AliasEvent):
        line = {"line": cast(Any, event).start_mark.line + 1}
        raise InstrumentFileError(_("Rad %(line)d: Hänvisningar (*namn) kan inte läsas.") % line)
    if isinstance(event, yaml.CollectionStartEvent) and depth >= DEEPEST:
        raise InstrumentFileError(_("Filen är för djupt uppbyggd för att vara ett formulär."))


def _pairs(parts: list[yaml.Node]) -> list[tuple[yaml.Node, yaml.Node]]:
    return list(zip(parts[::2], parts[1::2], strict=True))


def read_yaml(data: bytes) -> InstrumentDraft:
    """The instrument in a file. Raises InstrumentFileError with one sentence and the line of the fault."""
    if len(data) > LIMIT_BYTES:
        raise InstrumentFileError(_("Filen är större än ett formulär kan vara (2 MB)."))
    try:
        node = _composed(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise InstrumentFileError(_("Filen är inte text i UTF-8.")) from None
    except yaml.YAMLError as error:
        raise InstrumentFileError(_fault(error)) from None
    if node is None:
        raise InstrumentFileError(_("Filen är tom."))
    return _instrument(_Map(node))


def _fault(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    if mark is None:
        return _("Filen är inte giltig YAML.")
    values = {"line": mark.line + 1, "problem": getattr(error, "problem", None) or ""}
    return _("Rad %(line)d: Filen är inte giltig YAML (%(problem)s).") % values


class _Map:
    """A mapping as it stands in the file; what is not asked for in the end is refused."""

    def __init__(self, node: yaml.Node) -> None:
        if not isinstance(node, yaml.MappingNode):
            raise InstrumentFileError(_("Här väntades namn och värden."), node)
        self.node = node
        self.values: dict[str, yaml.Node] = {}
        for key, value in node.value:
            name = _scalar(key)
            if name in self.values:
                raise InstrumentFileError(_("”%(name)s” står två gånger.") % {"name": name}, key)
            self.values[name] = value
        self.left = dict(self.values)

    def get(self, name: str, read: Callable[[yaml.Node], Any], otherwise: Any = None) -> Any:
        node = self.left.pop(name, None)
        return otherwise if node is None or _is_empty(node) else read(node)

    def need(self, name: str, read: Callable[[yaml.Node], T]) -> T:
        node = self.left.pop(name, None)
        if node is None or _is_empty(node):
            raise InstrumentFileError(_("”%(name)s” saknas.") % {"name": name}, self.node)
        return read(node)

    def done(self) -> None:
        for name, node in self.left.items():
            raise InstrumentFileError(_("”%(name)s” hör inte hemma här.") % {"name": name}, node)


def _is_empty(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and node.style is None and node.value in ("", "~", "null")


def _scalar(node: yaml.Node) -> str:
    if not isinstance(node, yaml.ScalarNode):
        raise InstrumentFileError(_("Här väntades text."), node)
    return str(node.value).strip()


def _list(read: Callable[[yaml.Node], T], most: int) -> Callable[[yaml.Node], list[T]]:
    def reader(node: yaml.Node) -> list[T]:
        if not isinstance(node, yaml.SequenceNode):
            raise InstrumentFileError(_("Här väntades en lista."), node)
        if len(node.value) > most:
            raise InstrumentFileError(_("Listan får ha högst %(most)d delar.") % {"most": most}, node)
        return [read(each) for each in node.value]

    return reader


def _limited(limit: int) -> Callable[[yaml.Node], str]:
    def reader(node: yaml.Node) -> str:
        text = _scalar(node).replace("\r\n", "\n").replace("\r", "\n")
        if len(text) > limit:
            values = {"limit": limit, "length": len(text)}
            raise InstrumentFileError(
                _("Texten får ha högst %(limit)d tecken och har %(length)d.") % values, node
            )
        if HIDDEN.search(text):
            raise InstrumentFileError(_("Texten har tecken som inte går att visa."), node)
        return text

    return reader


def _text(limit: int = TEXT_LIMIT) -> Callable[[yaml.Node], Text]:
    """A text per language; a bare text is Swedish."""
    read = _limited(limit)

    def reader(node: yaml.Node) -> Text:
        if isinstance(node, yaml.ScalarNode):
            return {"sv": read(node)}
        found: Text = {}
        for language, value in _Map(node).values.items():
            if not scale.LANGUAGE_CODE.fullmatch(language):
                raise InstrumentFileError(_("”%(code)s” är inget språk.") % {"code": language}, value)
            if words := read(value):
                found[language] = words
        if "sv" not in found:
            raise InstrumentFileError(_("Texten på svenska (sv) saknas."), node)
        return found

    return reader


def _by_group(read: Callable[[yaml.Node], T], everyone: bool = False) -> Callable[[yaml.Node], dict[str, T]]:
    allowed = GROUPS | ({EVERYONE} if everyone else set())

    def reader(node: yaml.Node) -> dict[str, T]:
        found = {}
        for group, value in _Map(node).values.items():
            if group not in allowed:
                values = {"group": group, "groups": ", ".join(sorted(allowed))}
                raise InstrumentFileError(_("”%(group)s” är ingen grupp (%(groups)s).") % values, value)
            found[group] = read(value)
        return found

    return reader


def _one_of(values: Sequence[str]) -> Callable[[yaml.Node], str]:
    def reader(node: yaml.Node) -> str:
        said = _scalar(node)
        if said not in values:
            told = {"said": said, "values": ", ".join(values)}
            raise InstrumentFileError(_("”%(said)s” är inget av %(values)s.") % told, node)
        return said

    return reader


def _yes(node: yaml.Node) -> bool:
    return _one_of(("true", "false"))(node) == "true"


def _whole(low: int, high: int) -> Callable[[yaml.Node], int]:
    def reader(node: yaml.Node) -> int:
        said = _scalar(node)
        number = int(said) if said.isascii() and said.isdigit() and len(said) < 6 else -1
        if not low <= number <= high:
            raise InstrumentFileError(
                _("Här väntades ett tal från %(low)d till %(high)d.") % {"low": low, "high": high}, node
            )
        return number

    return reader


def _uuid(node: yaml.Node) -> uuid.UUID:
    try:
        return uuid.UUID(_scalar(node))
    except ValueError:
        raise InstrumentFileError(
            _("”%(said)s” är ingen nyckel (UUID).") % {"said": _scalar(node)}, node
        ) from None


def _instrument(file: _Map) -> InstrumentDraft:
    file.need("format", _one_of((FORMAT,)))
    series = file.get("series", _uuid, None) or uuid.uuid4()
    titles = file.need("title", _text(TITLE_LIMIT))
    kind = file.get("kind", _one_of(InstrumentKind.values), InstrumentKind.YEARLY.value)
    scale_kind, names, group_scales = file.get("scale", _scale, ("status6", list(scale.NAMES), {}))
    reading = _Reading(series, len(names))
    drafted = InstrumentDraft(
        titles=titles,
        kind=kind,
        intro=file.get("intro", _by_group(_text(), everyone=True), {}),
        scale_kind=scale_kind,
        scale=names,
        group_scales=group_scales,
        not_relevant=file.get("not_relevant", _text(TITLE_LIMIT), dict(scale.NOT_RELEVANT_TEXT)),
        page_words=file.get("pages", _pages, {}),
        series=series,
        version=file.get("version", _whole(1, 10_000), 1),
        plan=file.get("plan", _limited(TITLE_LIMIT), ""),
        areas=file.need("areas", _list(reading.area, MOST_AREAS)),
    )
    file.done()
    _check_whole(drafted, file)
    return drafted


def _pages(node: yaml.Node) -> dict[str, dict[str, str]]:
    """What the answering pages say around the questions, by language and key."""
    found = {}
    for language, value in _Map(node).values.items():
        if not scale.LANGUAGE_CODE.fullmatch(language):
            raise InstrumentFileError(_("”%(code)s” är inget språk.") % {"code": language}, value)
        if language in OWN:
            raise InstrumentFileError(
                _("Svarssidorna talar redan ”%(code)s”, och de orden kan inte bytas.") % {"code": language},
                value,
            )
        if words := _words(value):
            found[language] = words
    return found


def _words(node: yaml.Node) -> dict[str, str]:
    told = _Map(node)
    fallback = told.get(FALLBACK, _one_of(OWN), "")
    found = {FALLBACK: fallback} if fallback else {}
    read = _limited(TEXT_LIMIT)
    for key, value in told.left.items():
        if wrong := wrong_key(key):
            raise InstrumentFileError(wrong, value)
        if _is_empty(value) or not (text := read(value)):
            continue
        if wrong := wrong_words(key, text):
            raise InstrumentFileError(wrong, value)
        found[key] = text
    return found


def _scale(node: yaml.Node) -> tuple[str, list[Text], dict[str, list[Text]]]:
    told = _Map(node)
    kind = told.get("kind", _one_of(ScaleKind.values), ScaleKind.OWN.value)
    names = told.get("levels", _list(_text(TITLE_LIMIT), MOST_LEVELS), [])
    names = names or [dict(name) for name in scale.PRESETS.get(kind, ())]
    if not valid_scale(len(names)):
        raise InstrumentFileError(_("En skala har två till sju nivåer."), node)
    groups = told.get("groups", _by_group(_list(_text(TITLE_LIMIT), MOST_LEVELS)), {})
    if any(len(own) != len(names) for own in groups.values()):
        raise InstrumentFileError(_("Varje grupp ska ha lika många nivåer som skalan."), node)
    told.done()
    return kind, names, groups


class _Reading:
    """Reads areas and indicators, which must know the instrument's series and the length of its scale."""

    def __init__(self, series: uuid.UUID, levels: int) -> None:
        self.series, self.levels = series, levels

    def key(self, node: yaml.Node) -> uuid.UUID:
        """A UUID; or a name, which is the same key each time it stands in a file of the same series."""
        said = _limited(TITLE_LIMIT)(node)
        try:
            return uuid.UUID(said)
        except ValueError:
            return uuid.uuid5(self.series, said)

    def area(self, node: yaml.Node) -> AreaDraft:
        told = _Map(node)
        found = AreaDraft(
            titles=told.need("title", _text(TITLE_LIMIT)),
            key=told.get("key", self.key, uuid.uuid4()),
            item=told.get("item", _uuid, None),
            indicators=told.get("indicators", _list(self.indicator, MOST_INDICATORS), []),
        )
        told.done()
        return found

    def indicator(self, node: yaml.Node) -> IndicatorDraft:
        told = _Map(node)
        texts, steps, own = told.get("levels", self._levels, ([], [], {}))
        found = IndicatorDraft(
            statements=told.need("statements", _by_group(_text())),
            help=told.get("help", _help, {}),
            levels=texts,
            group_levels=own,
            steps=steps,
            suggestions=told.get("activities", _list(self._activity, MOST_ACTIVITIES), []),
            tags=told.get("tags", _list(_limited(TAG_LIMIT), MOST_TAGS), []),
            kind=told.get("kind", _one_of(IndicatorKind.values), IndicatorKind.SCALE.value),
            allows_not_relevant=told.get("not_relevant", _yes, True),
            key=told.get("key", self.key, uuid.uuid4()),
            item=told.get("item", _uuid, None),
        )
        told.done()
        if not found.statements:
            raise InstrumentFileError(_("Frågan har inget påstående till någon grupp."), node)
        return found

    def _levels(self, node: yaml.Node) -> tuple[list[Text], list[Text], dict[str, list[Text]]]:
        """What each level means, the next step from it, and what it means in a group's own words."""
        rows = _list(self._level, MOST_LEVELS)(node)
        if len(rows) != self.levels:
            values = {"levels": self.levels, "found": len(rows)}
            raise InstrumentFileError(
                _("Skalan har %(levels)d nivåer, men här står %(found)d.") % values, node
            )
        texts = _all_or_none([text for text, _next, _own in rows], node)
        steps = _all_or_none([step for _text, step, _own in rows], node)
        groups = {group for _text, _next, own in rows for group in own}
        return texts, steps, {g: _all_or_none([own.get(g) for _t, _n, own in rows], node) for g in groups}

    def _level(self, node: yaml.Node) -> tuple[Text | None, Text | None, dict[str, Text]]:
        told = _Map(node)
        found = (
            told.get("text", _text(), None),
            told.get("next", _text(), None),
            told.get("groups", _by_group(_text()), {}),
        )
        told.done()
        return found

    def _activity(self, node: yaml.Node) -> dict[str, Any]:
        told = _Map(node)
        found: dict[str, Any] = {"title": told.need("title", _text(TITLE_LIMIT))}
        if levels := told.get("levels", _list(_whole(1, self.levels), MOST_LEVELS), []):
            found["levels"] = levels
        for name in ("expected_effect", "effect_sign"):
            if text := told.get(name, _text(), None):
                found[name] = text
        told.done()
        return found


def _all_or_none(texts: Sequence[Text | None], node: yaml.Node) -> list[Text]:
    found = [text for text in texts if text]
    if found and len(found) != len(texts):
        raise InstrumentFileError(_("Skriv texten för alla nivåer eller för ingen."), node)
    return found


def _help(node: yaml.Node) -> dict[str, Text]:
    """Per group, or one text for everyone."""
    if isinstance(node, yaml.MappingNode) and any(
        isinstance(key, yaml.ScalarNode) and key.value in GROUPS | {EVERYONE} for key, _value in node.value
    ):
        return _by_group(_text(), everyone=True)(node)
    return {EVERYONE: _text()(node)}


def _check_whole(drafted: InstrumentDraft, file: _Map) -> None:
    indicators = drafted.indicators
    if not indicators:
        raise InstrumentFileError(_("Formuläret har inga frågor."), file.node)
    if len(indicators) > MOST_INDICATORS:
        raise InstrumentFileError(
            _("Ett formulär får ha högst %(most)d frågor.") % {"most": MOST_INDICATORS}, file.node
        )
    for keys in ([each.key for each in indicators], [area.key for area in drafted.areas]):
        if len(set(keys)) != len(keys):
            raise InstrumentFileError(_("Två frågor eller två områden har samma nyckel."), file.node)


def write_yaml(drafted: InstrumentDraft) -> str:
    """The instrument as a file that `read_yaml` reads as the same."""
    head: dict[str, Any] = {"format": FORMAT}
    head |= {"series": str(drafted.series)} if drafted.series else {}
    head |= {"version": drafted.version, "kind": str(drafted.kind), "title": dict(drafted.titles)}
    head |= _if("plan", drafted.plan) | _if("intro", _plain(drafted.intro))
    steps = {"kind": str(drafted.scale_kind), "levels": [dict(name) for name in drafted.scale]}
    head["scale"] = steps | _if("groups", _plain(drafted.group_scales))
    head |= _if("not_relevant", dict(drafted.not_relevant))
    head["areas"] = [_area_out(area) for area in drafted.areas]
    told = yaml.dump(head, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=110)
    languages = languages_of((each.statements for each in drafted.indicators), drafted.names)
    return told + template(to_write(languages, drafted.page_words))


class _Dumper(yaml.SafeDumper):
    """Without anchors, which `read_yaml` does not take."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _if(name: str, value: Any) -> dict[str, Any]:
    return {name: value} if value else {}


def _plain(texts: Mapping[str, Any]) -> dict[str, Any]:
    return {
        group: dict(text) if isinstance(text, Mapping) else [dict(each) for each in text]
        for group, text in texts.items()
    }


def _area_out(area: AreaDraft) -> dict[str, Any]:
    told: dict[str, Any] = {"key": str(area.key)}
    told |= _if("item", str(area.item) if area.item else "")
    told |= {"title": dict(area.titles), "indicators": [_indicator_out(each) for each in area.indicators]}
    return told


def _indicator_out(each: IndicatorDraft) -> dict[str, Any]:
    told: dict[str, Any] = {"key": str(each.key)}
    told |= _if("item", str(each.item) if each.item else "")
    told |= {"kind": str(each.kind)} if each.kind != IndicatorKind.SCALE else {}
    told |= {"statements": _plain(each.statements)} | _if("help", _plain(each.help))
    told |= _if("levels", list(_levels_out(each)))
    told |= _if("activities", [_activity_out(activity) for activity in each.suggestions])
    told |= _if("tags", list(each.tags))
    return told | ({} if each.allows_not_relevant else {"not_relevant": False})


def _levels_out(each: IndicatorDraft) -> Iterator[dict[str, Any]]:
    size = max(len(each.levels), len(each.steps), *(len(own) for own in each.group_levels.values()), 0)
    for place in range(size):
        told = _if("text", dict(each.levels[place]) if each.levels else {})
        told |= _if("next", dict(each.steps[place]) if each.steps else {})
        yield told | _if("groups", {group: dict(own[place]) for group, own in each.group_levels.items()})


def _activity_out(activity: Mapping[str, Any]) -> dict[str, Any]:
    order = ("levels", "title", "expected_effect", "effect_sign")
    return {
        name: list(activity[name]) if name == "levels" else dict(activity[name])
        for name in order
        if activity.get(name)
    }
