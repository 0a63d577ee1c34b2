"""Make the shipped fonts: DejaVu Sans, cut down to Latin, Greek and Cyrillic, and OCR-B.

Usage: python tools/make_fonts.py [FOLDER-OF-DEJAVU [FOLDER-OF-OCR-B]]
(Debian: packages fonts-dejavu-core and fonts-ocr-b)
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools import subset
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont, newTable

SOURCE = Path("/usr/share/fonts/truetype/dejavu")
SOURCE_OCR_B = Path("/usr/share/fonts/opentype/ocr-b")
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
PLAIN = ((0x0020, 0x007E),)


def cut(source: Path, target: Path, ranges: tuple[tuple[int, int], ...] = RANGES) -> None:
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
    cutter.populate(unicodes=[c for first, last in ranges for c in range(first, last + 1)])
    cutter.subset(font)
    if "CFF " in font:
        as_truetype(font)
    font.save(target)


def as_truetype(font: TTFont) -> None:
    """Draw the outlines anew with the curves that TrueType has."""
    glyphs, order = font.getGlyphSet(), font.getGlyphOrder()
    drawn = {}
    for name in order:
        pen = TTGlyphPen(None)
        glyphs[name].draw(Cu2QuPen(pen, max_err=0.5, reverse_direction=True))
        drawn[name] = pen.glyph()
    font["loca"] = newTable("loca")
    font["glyf"] = table = newTable("glyf")
    table.glyphOrder, table.glyphs = order, drawn
    font["maxp"].tableVersion = 0x00010000
    for field in ("maxZones", "maxTwilightPoints", "maxStorage", "maxFunctionDefs",
                  "maxInstructionDefs", "maxStackElements", "maxSizeOfInstructions",
                  "maxComponentElements"):  # fmt: skip
        setattr(font["maxp"], field, 1 if field == "maxZones" else 0)
    font["post"].formatType = 3.0
    del font["CFF "]
    font.sfntVersion = "\000\001\000\000"


def main() -> None:
    """Cut the fonts and report their sizes."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else SOURCE
    TARGET.mkdir(exist_ok=True)
    for name in ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf"):
        cut(folder / name, TARGET / name)
        print(f"{name}: {(TARGET / name).stat().st_size:,} bytes")
    ocr_b = Path(sys.argv[2]) if len(sys.argv) > 2 else SOURCE_OCR_B
    cut(ocr_b / "OCRB.otf", TARGET / "OCRB.ttf", PLAIN)
    print(f"OCRB.ttf: {(TARGET / 'OCRB.ttf').stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
