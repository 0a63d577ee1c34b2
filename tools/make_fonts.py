"""Make the shipped fonts: DejaVu Sans, regular and bold, cut down to Latin, Greek and Cyrillic.

Usage: python tools/make_fonts.py [FOLDER-OF-DEJAVU]   (Debian: package fonts-dejavu-core)
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

SOURCE = Path("/usr/share/fonts/truetype/dejavu")
TARGET = Path(__file__).resolve().parent.parent / "fonts"
RANGES = (
    (0x0020, 0x007E),
    (0x00A0, 0x02AF),  # Latin 1, Latin Extended, phonetic letters used in names
    (0x02B0, 0x036F),  # modifier letters, combining marks
    (0x0370, 0x052F),  # Greek, Cyrillic
    (0x1E00, 0x1FFF),  # Latin Extended Additional (Vietnamese), polytonic Greek
    (0x2000, 0x206F),  # punctuation and spaces
    (0x2070, 0x209F),  # superscripts and subscripts
    (0x20A0, 0x20BF),  # currency signs
    (0x2100, 0x218F),  # numero, trade mark, fractions
    (0x2190, 0x2193),
    (0x2212, 0x2212),
    (0x2248, 0x2265),
    (0x25A0, 0x25CF),
    (0xFB00, 0xFB06),
)


def cut(source: Path, target: Path) -> None:
    """Write the part of a font that letters need; the same input gives the same bytes."""
    options = subset.Options(
        layout_features=[],
        hinting=False,
        name_IDs=["*"],
        notdef_outline=True,
        recalc_timestamp=False,
        drop_tables=["GPOS", "GSUB", "GDEF", "kern", "FFTM", "DSIG"],
    )
    font = TTFont(source, recalcTimestamp=False)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=[c for first, last in RANGES for c in range(first, last + 1)])
    cutter.subset(font)
    font.save(target)


def main() -> None:
    """Cut both weights and report their sizes."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else SOURCE
    TARGET.mkdir(exist_ok=True)
    for name in ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf"):
        cut(folder / name, TARGET / name)
        print(f"{name}: {(TARGET / name).stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
