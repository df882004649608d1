"""Make the fonts that charts and reports are set with, from the npm packages of the typefaces.

Run by hand when a typeface gets a new version; the result is committed, so that a report looks the same on
every machine and no system font decides it. Needs `fonttools` and the unpacked packages
`@expo-google-fonts/{inter,noto-sans-arabic,noto-sans-hebrew,noto-emoji}` below one folder:

    python tools/fonts.py FOLDER_WITH_THE_PACKAGES

It also writes `coverage.txt`: the code points that at least one of the fonts can draw (hexadecimal ranges).
The PDF writer reads it, because PDF/UA refuses a document with a character that no font can draw.
"""

import sys
from itertools import pairwise
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

TARGET = Path(__file__).parent.parent / "src/rodtrad/common/charts/fonts"
EUROPEAN = [
    *range(0x20, 0x7F), *range(0xA0, 0x250), *range(0x2B0, 0x530), *range(0x1E00, 0x1F00),
    *range(0x2000, 0x2070), *range(0x2070, 0x2600), 0x2713, 0x2717, 0xFFFD,
]  # fmt: skip
ARABIC = [*range(0x600, 0x700), *range(0x750, 0x780), *range(0xFB50, 0xFE00), *range(0xFE70, 0xFF00)]
HEBREW = [*range(0x590, 0x600), *range(0xFB1D, 0xFB50)]
EMOJI = [*range(0x2600, 0x27C0), *range(0x1F300, 0x1F650), *range(0x1F680, 0x1F700), *range(0x1F900, 0x1FB00)]

FONTS: dict[str, tuple[str, list[int], list[str]]] = {
    "inter": ("400Regular 400Regular_Italic 600SemiBold 600SemiBold_Italic", EUROPEAN, ["tnum", "case"]),
    "noto-sans-arabic": ("400Regular 600SemiBold", ARABIC, ["*"]),
    "noto-sans-hebrew": ("400Regular 600SemiBold", HEBREW, ["*"]),
    "noto-emoji": ("400Regular", EMOJI, []),
}


def cut(source: Path, target: Path, code_points: list[int], features: list[str]) -> set[int]:
    """Write the part of a font that covers `code_points`; give the code points it really covers."""
    font = TTFont(source, recalcTimestamp=False)
    options = subset.Options(hinting=False, name_IDs=["*"], drop_tables=["DSIG"])
    options.layout_features = features if features == ["*"] else [*options.layout_features, *features]
    if not features:
        options.layout_features = []
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=code_points)
    cutter.subset(font)
    font.save(target)
    return set(font.getBestCmap())


def ranges(code_points: set[int]) -> str:
    """'20-7E' a line."""
    ordered = sorted(code_points)
    starts = [ordered[0], *(b for a, b in pairwise(ordered) if b != a + 1)]
    ends = [*(a for a, b in pairwise(ordered) if b != a + 1), ordered[-1]]
    return "".join(f"{a:X}-{b:X}\n" for a, b in zip(starts, ends, strict=True))


def main(packages: Path) -> None:
    covered: set[int] = set()
    licences = []
    for package, (weights, code_points, features) in FONTS.items():
        for weight in weights.split():
            source = next((packages / package / weight).glob("*.ttf"))
            covered |= cut(source, TARGET / source.name, code_points, features)
        licences.append((packages / package / "LICENSE_FONT").read_text(encoding="utf-8").strip())
    (TARGET / "coverage.txt").write_text(ranges(covered), encoding="ascii")
    heads = [licence.splitlines()[0] for licence in licences]
    rest = licences[0].split("\n", 1)[1]
    (TARGET / "OFL.txt").write_text("\n".join(heads) + "\n" + rest + "\n", encoding="utf-8")
    print(f"{len(covered)} characters, {sum(f.stat().st_size for f in TARGET.glob('*.ttf')) // 1024} kB")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
