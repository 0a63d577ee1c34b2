"""Pages as PDF text operators, written straight from their places: the fast way for many letters.

Nothing of fpdf2 is needed here. A character's code is its code point, so a page's bytes depend on
nothing but the page: they can be made anywhere, in any order, and put into any file of these fonts.
"""

from __future__ import annotations

import re
from codecs import utf_16_be_encode
from collections.abc import Iterable, Sequence
from itertools import chain, filterfalse
from operator import itemgetter
from typing import Final, NamedTuple

from tui_dunning.output.paper import Paper
from tui_dunning.output.pdf import GREY
from tui_dunning.output.sheet import Block, Cells, Code, Line, Page, Run
from tui_dunning.output.typeface import MM_PER_POINT, Typeface

try:
    from isal.isal_zlib import compress
except ImportError:  # it is not made for this kind of processor
    from zlib import compress

FONTS: Final = ("FR", "FB", "FO")
"""The names of the fonts in a page's resources: regular, bold, OCR-B."""

LEVEL: Final = 2
"""Of compression: a tenth larger than the best, in less than half of the time (isal: a tenth)."""

_ASCII: Final = bytes(range(128))
_TEXT: Final = itemgetter(1)
_POINTS: Final = 1 / MM_PER_POINT
_SPECIAL: Final = re.compile(r"[\\()\r]")
_REMEMBERED: Final = 20_000


Used = tuple[list[Cells], list[Cells], list[Cells]]
"""The texts of each font."""


class Drawn(NamedTuple):
    """One letter's pages, deflated, and the characters of each font on them, each once."""

    pages: tuple[bytes, ...]
    used: tuple[str, str, str]


class Points(dict[float, str]):
    """Millimetres from the left or the top edge as points, written; the same come over and over.

    Args:
        height: of the page, in points; 0 for distances from the left.
    """

    def __init__(self, height: float = 0) -> None:
        super().__init__()
        self._height = height

    def __missing__(self, millimetres: float) -> str:
        """Write a place that did not occur yet."""
        points = millimetres * _POINTS
        if len(self) >= _REMEMBERED:
            self.clear()
        self[millimetres] = text = f"{self._height - points if self._height else points:.2f}"
        return text


class Starts(Points):
    """Distances from the left as the beginnings of operators that start a text there."""

    def __missing__(self, millimetres: float) -> str:
        """Write a place that did not occur yet."""
        self[millimetres] = text = f"1 0 0 1 {super().__missing__(millimetres)} "
        return text


class Strings(dict[str, str]):
    """Operators that show a text, of two bytes a character; the same come over and over."""

    def __missing__(self, text: str) -> str:
        """Write a text that did not occur yet."""
        written = utf_16_be_encode(text)[0].decode("latin-1")
        if _SPECIAL.search(text if text.isascii() else written):
            written = _SPECIAL.sub(_escaped, written)
        if len(self) >= _REMEMBERED:
            self.clear()
        self[text] = written = f"({written}) Tj"
        return written


class PageWriter:
    """Writes the pages of letters on one paper."""

    def __init__(self, paper: Paper, face: Typeface) -> None:
        self._height = paper.height * _POINTS
        self._across, self._down = Points(), Points(self._height)
        self._starts = Starts()
        self._face = face
        self._strings = Strings()
        self._blocks: dict[int, tuple[Block, str, Used]] = {}

    def draw(self, pages: Sequence[Page]) -> Drawn | None:
        """Return a letter as bytes; None where a text needs shaping or a fallback font."""
        used: Used = ([], [], [])
        written = [self._page(page, used) for page in pages]
        regular, bold, ocr = map(_characters, used)
        if not all(map(self._face.plain.issuperset, (regular, bold))):
            return None
        deflated = tuple(compress(page, LEVEL) for page in written)
        return Drawn(deflated, (regular, bold, ocr))

    def _page(self, page: Page, used: Used) -> bytes:
        """Return a page's operators; add its texts to those of each font."""
        parts: list[str] = []
        for block in page.blocks:
            text, cells = self._block(block)
            parts.append(text)
            for all_cells, more in zip(used, cells, strict=True):
                all_cells += more
        self._lines(page.lines, parts)
        self._texts(page.runs, parts, used)
        parts += map(self._code, page.codes)
        return "\n".join(parts).encode("latin-1")

    def _block(self, block: Block) -> tuple[str, Used]:
        """Return the operators of a block and the texts of each font, worked out once."""
        known = self._blocks.get(id(block))
        if known is None:
            if len(self._blocks) > 100:
                self._blocks.clear()
            parts: list[str] = []
            used: Used = ([], [], [])
            self._lines(block.lines, parts)
            self._texts(block.runs, parts, used)
            # The block is kept as well, so that no other one gets its id.
            known = self._blocks[id(block)] = (block, "\n".join(parts), used)
        return known[1:]

    def _lines(self, lines: Iterable[Line], parts: list[str]) -> None:
        """Add the operators of lines: thick ones black, thin ones grey."""
        now = 0.0
        across, down = self._across, self._down
        for x1, x2, y, thickness in lines:
            if thickness != now:
                now = thickness
                shade = 0 if thickness > 0.1 else GREY / 255
                parts.append(f"{thickness * _POINTS:.2f} w {shade:.3g} G")
            up = down[y]
            parts.append(f"{across[x1]} {up} m {across[x2]} {up} l S")

    def _texts(self, runs: Iterable[Run], parts: list[str], used: Used) -> None:
        """Add the operators of texts, changing the font only where it changes."""
        starts, down, strings = self._starts, self._down, self._strings
        add = parts.append
        add("BT")
        now: tuple[bool, float, bool] | None = None
        for y, step, bold, size, ocr, cells in runs:
            font = (bold, size, ocr)
            if font != now:
                now = font
                add(f"/{'FO' if ocr else 'FB' if bold else 'FR'} {size:g} Tf")
            used[2 if ocr else bold].append(cells)
            up = f"{down[y]} Tm "
            for x, text in cells:
                add(f"{starts[x]}{up}{strings[text]}")
                if step:
                    y += step
                    up = f"{down[y]} Tm "
        add("ET")

    def _code(self, code: Code) -> str:
        """Return a QR code as one image mask, in hexadecimal digits so that nothing ends it."""
        side = f"{code.side * _POINTS:.2f}"
        x, y = code.x * _POINTS, self._height - (code.y + code.side) * _POINTS
        modules = code.matrix.side
        return (
            f"q {side} 0 0 {side} {x:.2f} {y:.2f} cm BI /W {modules} /H {modules} /IM true"
            f" /BPC 1 /F /AHx ID\n{code.matrix.bits.hex()}>\nEI Q"
        )


def _characters(cells: Iterable[Cells]) -> str:
    """Return the characters of a font's texts, each once and in order.

    A text, which goes from process to process faster than a set. Most characters are ASCII: those
    are found as bytes.
    """
    texts = [*map(_TEXT, chain.from_iterable(cells))]
    unused = _ASCII.translate(None, "".join(texts).encode("ascii", "ignore"))
    others = set("".join(filterfalse(str.isascii, texts)))
    more = "".join(sorted(filterfalse(str.isascii, others)))
    return _ASCII.translate(None, unused).decode("ascii") + more


def _escaped(found: re.Match[str]) -> str:
    """Return a character that means something in a PDF string so that it means itself."""
    return "\\r" if found[0] == "\r" else "\\" + found[0]
