"""Widths of words in the letters' fonts, and which characters the fonts have.

Widths come straight from the font files and are kept for each word, so that wrapping a letter
is additions. `Columns` measures the same texts for the screen.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final, Protocol

from tui_dunning.data_files import fonts_folder

MM_PER_POINT: Final = 25.4 / 72
ELLIPSIS: Final = "…"
NO_BREAK: Final = "\u00a0"
_TOGETHER: Final = re.compile(
    r"\+?\d[\d.,]*(?: \d[\d.,]*){1,5}(?: [A-Z]{3}\b)?"  # 1 234,50 EUR; a telephone number
    r"|\d[\d.,]* [A-Z]{3}\b"  # 1,234.50 USD
    r"|\b\d{1,2}\.? (?:de )?[^\W\d_]{3,}\.? (?:de )?\d{4}\b"  # 2. März 2026, 2 de marzo de 2026
    r"|\b[A-Z][a-z]{2,} \d{1,2}, \d{4}\b"  # March 2, 2026
)
_REMEMBERED: Final = 200_000
_COMPLEX: Final = re.compile(
    "[\u0590-\u08ff\u0900-\u0dff\u0e00-\u0fff\u1000-\u109f\u1780-\u18af\u1a20-\u1aaf"
    "\ua8e0-\ua8ff\ua980-\ua9df\uaa60-\uaa7f\ufb1d-\ufdff\ufe70-\ufefc\U00010a00-\U00011fff]"
)
"""Scripts that join, reorder or run from right to left: they need shaping."""


class Measure(Protocol):
    """What the layout asks: how wide is a text?"""

    def width(self, text: str, bold: bool, size: float) -> float:
        """Return the width of a text without line breaks, in the paper's unit."""
        ...


class Face:
    """One font file: advance widths in thousandths of the size, by character."""

    def __init__(self, path: Path) -> None:
        from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

        with open(path, "rb") as file, TTFont(file, lazy=True, fontNumber=0) as font:
            scale = 1000 / font["head"].unitsPerEm
            metrics = font["hmtx"].metrics
            self.advance = {
                chr(code): int(scale * metrics[glyph][0] + 0.501)
                for code, glyph in font.getBestCmap().items()
            }
        self.path = path
        self.characters = frozenset(self.advance)


class Typeface:
    """The letters' regular and bold fonts with the fallback fonts behind them."""

    def __init__(self, folder: Path, fallbacks: Iterable[Path] = ()) -> None:
        self.regular = Face(folder / "DejaVuSans.ttf")
        self.bold = Face(folder / "DejaVuSans-Bold.ttf")
        self.ocr = Face(folder / "OCRB.ttf")
        self.fallbacks = tuple(Face(path) for path in fallbacks)
        self._own = self.regular.characters & self.bold.characters
        self._all = self._own.union(*(face.characters for face in self.fallbacks))
        self._widths: tuple[dict[str, int], dict[str, int]] = ({}, {})
        self._shapes = find_spec("uharfbuzz") is not None

    def width(self, text: str, bold: bool, size: float) -> float:
        """Return the width in millimetres at a size in points."""
        known = self._widths[bold]
        units = known.get(text)
        if units is None:
            units = self._units(text, bold)
            if len(known) < _REMEMBERED:
                known[text] = units
        return units * size * MM_PER_POINT / 1000

    def _units(self, text: str, bold: bool) -> int:
        """Add the widths of the characters, from the first font that has each."""
        own = (self.bold if bold else self.regular).advance
        total = 0
        for character in text:
            width = own.get(character)
            if width is None:
                faces = (face.advance.get(character) for face in self.fallbacks)
                width = next((found for found in faces if found is not None), 600)
            total += width
        return total

    def is_plain(self, text: str) -> bool:
        """Tell whether the own fonts set a text character by character, without shaping."""
        return self._own.issuperset(text) and not _COMPLEX.search(text)

    def all_plain(self, texts: Iterable[str]) -> bool:
        """Tell whether that is so for all of a page, at the price of one look."""
        return self.is_plain("".join(texts))

    def missing(self, text: str) -> tuple[str, ...]:
        """Return the characters that no font has, or that need shaping where there is none."""
        gone = set(text) - self._all
        if not self._shapes:
            gone.update(_COMPLEX.findall(text))
        return tuple(sorted(gone))

    def face_for(self, text: str) -> int | None:
        """Return which fallback font has all of a text, None where no single one has."""
        for position, face in enumerate(self.fallbacks):
            if face.characters.issuperset(text):
                return position
        return None


@lru_cache(maxsize=4)
def typeface(fallbacks: tuple[str, ...] = ()) -> Typeface:
    """Return the shipped fonts with the fallback font files of the settings, read once."""
    return Typeface(fonts_folder(), [Path(path) for path in fallbacks])


class Columns:
    """Measures in terminal columns: wide characters take two, combining marks none."""

    def width(self, text: str, bold: bool, size: float) -> float:
        """Return the columns of a text."""
        return len(text) if text.isascii() else sum(map(column_width, text))


@lru_cache(maxsize=4096)
def column_width(character: str) -> int:
    """Return how many columns a terminal gives a character."""
    if unicodedata.combining(character) or unicodedata.category(character) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1


def hold_together(text: str) -> str:
    """Put no-break spaces into amounts, dates and telephone numbers, so that none is broken."""
    return _TOGETHER.sub(lambda found: found[0].replace(" ", NO_BREAK), text)


def wrap(text: str, width: float, measure: Measure, bold: bool, size: float) -> list[str]:
    """Break a text into lines no wider than `width`, at blanks; a longer word within the word."""
    lines: list[str] = []
    blank = measure.width(" ", bold, size)
    for given in text.split("\n"):
        words: list[str] = []
        used = 0.0
        for word in given.split(" "):
            wide = measure.width(word, bold, size)
            if words and used + blank + wide > width:
                lines.append(" ".join(words))
                words, used = [], 0.0
            while wide > width:
                head = _longest(word, width, measure, bold, size)
                lines.append(head)
                word = word[len(head) :]
                wide = measure.width(word, bold, size)
            used += wide + (blank if words else 0.0)
            words.append(word)
        lines.append(" ".join(words))
    return lines


def fit(text: str, width: float, measure: Measure, bold: bool, size: float) -> str:
    """Return a text, cut with an ellipsis where it is wider than `width`."""
    if measure.width(text, bold, size) <= width:
        return text
    room = width - measure.width(ELLIPSIS, bold, size)
    return _longest(text, room, measure, bold, size).rstrip() + ELLIPSIS


def wrap_at_most(
    text: str, width: float, lines: int, measure: Measure, bold: bool, size: float
) -> list[str]:
    """Wrap a text into at most `lines` lines; the last ends with an ellipsis if more follows."""
    wrapped = wrap(text, width, measure, bold, size)
    if len(wrapped) <= lines:
        return wrapped
    return [*wrapped[: lines - 1], fit(" ".join(wrapped[lines - 1 :]), width, measure, bold, size)]


def _longest(text: str, width: float, measure: Measure, bold: bool, size: float) -> str:
    """Return the longest beginning that fits, at least one character."""
    used, count = 0.0, 0
    for character in text:
        used += measure.width(character, bold, size)
        if used > width and count:
            break
        count += 1
    return text[:count]
