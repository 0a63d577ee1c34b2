"""Pages as PDF text operators, written straight from their places: the fast way for many letters.

Nothing of fpdf2 is needed here. A character's code is its code point, so a page's bytes depend on
nothing but the page: they can be made anywhere, in any order, and put into any file of these fonts.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from tui_dunning.output.paper import Paper
from tui_dunning.output.pdf import GREY
from tui_dunning.output.sheet import Block, Code, Line, Page, Words
from tui_dunning.output.typeface import MM_PER_POINT, Typeface

FONTS: Final = ("FR", "FB", "FO")
"""The names of the fonts in a page's resources: regular, bold, OCR-B."""

LEVEL: Final = 2
"""Of compression: a tenth larger than the default, in less than half of its time."""

_POINTS: Final = 1 / MM_PER_POINT
_SPECIAL: Final = re.compile(r"[\\()\r]")
_REMEMBERED: Final = 20_000


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


class Strings(dict[str, str]):
    """Texts as PDF strings of two bytes a character; the same come over and over."""

    def __missing__(self, text: str) -> str:
        """Write a text that did not occur yet."""
        written = text.encode("utf-16-be").decode("latin-1")
        if _SPECIAL.search(written):
            written = _SPECIAL.sub(_escaped, written)
        if len(self) >= _REMEMBERED:
            self.clear()
        self[text] = written = f"({written})"
        return written


class PageWriter:
    """Writes the pages of letters on one paper."""

    def __init__(self, paper: Paper, face: Typeface) -> None:
        self._height = paper.height * _POINTS
        self._across, self._down = Points(), Points(self._height)
        self._face = face
        self._strings = Strings()
        self._blocks: dict[int, tuple[Block, str]] = {}

    def draw(self, pages: Sequence[Page]) -> Drawn | None:
        """Return a letter as bytes; None where a text needs shaping or a fallback font."""
        regular: list[str] = []
        bold: list[str] = []
        ocr: list[str] = []
        for page in pages:
            for words in page.all_words():
                (ocr if words[5] else bold if words[3] else regular).append(words[2])
        # As texts, which go from process to process faster than sets.
        used = (_characters(regular), _characters(bold), _characters(ocr))
        if not all(map(self._face.plain.issuperset, used[:2])):
            return None
        return Drawn(tuple(zlib.compress(self._page(page), LEVEL) for page in pages), used)

    def _page(self, page: Page) -> bytes:
        """Return a page's operators."""
        parts = [self._block(block) for block in page.blocks]
        parts += self._lines(page.lines)
        parts += self._words(page.words)
        parts += map(self._code, page.codes)
        return "\n".join(parts).encode("latin-1")

    def _block(self, block: Block) -> str:
        """Return the operators of a block, worked out once."""
        known = self._blocks.get(id(block))
        if known is None:
            if len(self._blocks) > 100:
                self._blocks.clear()
            text = "\n".join([*self._lines(block.lines), *self._words(block.words)])
            # The block is kept as well, so that no other one gets its id.
            known = self._blocks[id(block)] = (block, text)
        return known[1]

    def _lines(self, lines: Iterable[Line]) -> list[str]:
        """Return the operators of lines: thick ones black, thin ones grey."""
        parts = []
        now = 0.0
        across, down = self._across, self._down
        for x1, x2, y, thickness in lines:
            if thickness != now:
                now = thickness
                shade = 0 if thickness > 0.1 else GREY / 255
                parts.append(f"{thickness * _POINTS:.2f} w {shade:.3g} G")
            up = down[y]
            parts.append(f"{across[x1]} {up} m {across[x2]} {up} l S")
        return parts

    def _words(self, words: Iterable[Words]) -> list[str]:
        """Return the operators of texts, changing the font only where it changes."""
        across, down, strings = self._across, self._down, self._strings
        parts = ["BT"]
        add = parts.append
        font = (False, 0.0, False)
        for x, y, text, bold, size, ocr in words:
            if (bold, size, ocr) != font:
                font = (bold, size, ocr)
                add(f"/{'FO' if ocr else 'FB' if bold else 'FR'} {size:g} Tf")
            add(f"1 0 0 1 {across[x]} {down[y]} Tm {strings[text]} Tj")
        add("ET")
        return parts

    def _code(self, code: Code) -> str:
        """Return a QR code as one image mask, in hexadecimal digits so that nothing ends it."""
        side = f"{code.side * _POINTS:.2f}"
        x, y = code.x * _POINTS, self._height - (code.y + code.side) * _POINTS
        modules = code.matrix.side
        return (
            f"q {side} 0 0 {side} {x:.2f} {y:.2f} cm BI /W {modules} /H {modules} /IM true"
            f" /BPC 1 /F /AHx ID\n{code.matrix.bits.hex()}>\nEI Q"
        )


def _characters(texts: Sequence[str]) -> str:
    """Return the characters of texts, each once."""
    return "".join(sorted(set("".join(texts))))


def _escaped(found: re.Match[str]) -> str:
    """Return a character that means something in a PDF string so that it means itself."""
    return "\\r" if found[0] == "\r" else "\\" + found[0]
