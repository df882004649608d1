"""Two editions set beside each other for reading: a sentence, the filters, a row for each change. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from rodtrad.common.wording import joined
from rodtrad.plans.comparing import Change, Comparison, Pair, What, Word
from rodtrad.plans.models import Document, Item
from rodtrad.plans.service import Compared

# The share of the shorter text that both editions have in common, from which the words are marked.
LEAST_SAME = 0.35
LABELS = {
    What.KEPT: gettext_lazy("Oförändrad"),
    What.REWORDED: gettext_lazy("Omformulerad"),
    What.MOVED: gettext_lazy("Flyttad"),
    What.MERGED: gettext_lazy("Ihopslagen"),
    What.SPLIT: gettext_lazy("Delad"),
    What.NEW: gettext_lazy("Ny"),
    What.DROPPED: gettext_lazy("Går inte vidare"),
}


@dataclass(frozen=True)
class Share:
    """One pair of a row: the two items, and the share of the old in per cent."""

    pair: Pair
    old: Item
    new: Item

    @property
    def percent(self) -> int:
        return round(self.pair.weight * 100)


@dataclass(frozen=True)
class Row:
    """One change as the page shows it.

    `settled`: said by a person or the same by identity; `own` where identity alone says so. `ended`: a person
    has said that it goes on in nothing. `refused` counts suggestions that were turned down.
    """

    change: Change
    olds: list[Item]
    news: list[Item]
    shares: list[Share]
    settled: bool
    ended: bool
    refused: int
    own: bool

    @property
    def what(self) -> str:
        return str(self.change.what)

    @property
    def anchor(self) -> str:
        return str((self.olds or self.news)[0].key)

    @property
    def label(self) -> str:
        return str(LABELS[self.change.what])

    @property
    def also_moved(self) -> bool:
        return self.change.moved and self.change.what is not What.MOVED

    @property
    def many(self) -> bool:
        """Whether shares are to be told: several old items or several new."""
        return len(self.shares) > 1

    @property
    def sure(self) -> bool:
        """Whether the suggestion is far above the line, for a word beside it."""
        return min((pair.confidence for pair in self.change.pairs), default=1.0) >= 0.65

    @property
    def open(self) -> bool:
        """Whether a person has something to say here: a suggestion, or an old item that nobody has ended."""
        return bool(self.change.pairs) and not self.settled

    @property
    def marked(self) -> bool:
        """Whether marks word by word help: where little is left of the old words, they would hide the new."""
        words = self.change.words
        lengths = {
            what: sum(len(w.text) for w in words if w.what == what) for what in ("same", "gone", "came")
        }
        shorter = lengths["same"] + min(lengths["gone"], lengths["came"])
        return bool(words) and lengths["same"] >= LEAST_SAME * shorter

    @property
    def old_words(self) -> list[Word]:
        return [word for word in self.change.words if word.what != "came"]

    @property
    def new_words(self) -> list[Word]:
        return [word for word in self.change.words if word.what != "gone"]


def rows_of(compared: Compared) -> list[Row]:
    """A row for each change, in the order of the new edition."""
    return [_row(change, compared) for change in compared.comparison.changes]


def _row(change: Change, compared: Compared) -> Row:
    keys = {item.id for item in change.old}
    settled = bool(change.pairs) and change.confirmed
    return Row(
        change=change,
        olds=[compared.old[item.id] for item in change.old],
        news=[compared.new[item.id] for item in change.new],
        shares=[Share(pair, compared.old[pair.old], compared.new[pair.new]) for pair in change.pairs],
        settled=settled,
        ended=bool(keys & compared.ended),
        refused=sum(old in keys for old, _new in compared.refused),
        own=settled and all((pair.old, pair.new) not in compared.said for pair in change.pairs),
    )


def row_of(rows: list[Row], key: str) -> Row | None:
    """The row in which an old item stands."""
    return next((row for row in rows if any(str(item.key) == key for item in row.olds)), None)


def _is(what: What) -> Callable[[Row], bool]:
    return lambda row: row.change.what is what or (what is What.MOVED and row.change.moved)


FILTERS: Mapping[str, Callable[[Row], bool]] = {
    "oppna": lambda row: row.open,
    **{str(what): _is(what) for what in What},
}


@dataclass(frozen=True)
class Tally:
    """One choice of the filter: its name in the address, what it is called, how many rows it shows."""

    name: str
    label: str
    count: int
    current: bool


def tallies(rows: list[Row], what: str) -> list[Tally]:
    """The filters that have something to show, all rows first."""
    labels = {"oppna": _("Att ta ställning till"), **{str(one): str(LABELS[one]) for one in What}}
    found = [Tally("", _("Alla"), len(rows), what not in FILTERS)]
    for name, fits in FILTERS.items():
        count = sum(map(fits, rows))
        if count or name == what:
            found.append(Tally(name, labels[name], count, name == what))
    return found


def chosen(rows: list[Row], what: str) -> list[Row]:
    """The rows that a filter shows; all where it is none of ours."""
    return [row for row in rows if FILTERS[what](row)] if what in FILTERS else rows


def summary(comparison: Comparison, old: Document, new: Document) -> str:
    """What happened, in a sentence: of the old items so many stayed, changed, and went; so many are new."""
    olds = {what: sum(len(c.old) for c in comparison.changes if c.what is what) for what in What}
    news = sum(len(c.new) for c in comparison.changes if c.what is What.NEW)
    parts = [
        _("%(n)s står oförändrade") % {"n": olds[What.KEPT] + olds[What.MOVED]},
        _("%(n)s är omformulerade") % {"n": olds[What.REWORDED]},
        _("%(n)s är ihopslagna eller delade") % {"n": olds[What.MERGED] + olds[What.SPLIT]},
        _("%(n)s går inte vidare") % {"n": olds[What.DROPPED]},
    ]
    told = [part for part in parts if not part.startswith("0 ")]
    total = sum(olds.values())
    first = ngettext("Av %(n)s punkt i %(old)s", "Av %(n)s punkter i %(old)s", total) % {
        "n": total,
        "old": old.edition_name,
    }
    came = ngettext("%(n)s punkt är ny i %(new)s.", "%(n)s punkter är nya i %(new)s.", news) % {
        "n": news,
        "new": new.edition_name,
    }
    came = came if news else _("Inget är nytt.")
    return f"{first}: {joined(told)}. {came}" if told else came
