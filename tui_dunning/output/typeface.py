"""Widths of words in the letters' fonts, and which characters the fonts have.

Widths come straight from the font files and are kept for each word, so that wrapping a letter
is additions. `Columns` measures the same texts for the screen.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from importlib.util import find_spec
from itertools import accumulate
from pathlib import Path
from typing import Final, Protocol

from tui_dunning.data_files import fonts_folder

MM_PER_POINT: Final = 25.4 / 72
ELLIPSIS: Final = "…"
NO_BREAK: Final = "\u00a0"
_TOGETHER: Final = re.compile(
    r"[+\d](?<!\d\d)(?:"  # from where digits begin; a class at the head of it all is found quickly
    r"(?:(?<=\d)|(?=\d))[\d.,]*+ "
    r"(?:\d[\d.,]*+(?: \d[\d.,]*+){0,4}(?: [A-Z]{3}\b)?"  # 1 234,50 EUR; +31 20 555
    r"|[A-Z]{3}\b)"  # 1,234.50 USD
    r"|(?<=\b\d)\d?(?:\.|er)? (?:de )?[^\W\d_]{3,}\.? (?:de )?\d{4}\b)"  # 2. März 2026
)
_MONTH_FIRST: Final = re.compile(r"[A-Z](?<=\b[A-Z])[a-z]{2,} \d{1,2}, \d{4}\b")  # March 2, 2026
_DIGIT: Final = re.compile(r"\d")
_REMEMBERED: Final = 50_000
_SHORT: Final = 60
"""Texts below that many characters often fit into a line as they are."""
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

    def units(self, bold: bool) -> Mapping[str, int]:
        """Return the widths of all texts, whatever is asked for, in units of the type's size."""
        ...

    def scale(self, size: float) -> float:
        """Return how much one unit is at a size, in the paper's unit."""
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


class Units(dict[str, int]):
    """Widths of texts, worked out when first asked for; not for ever, so that memory stays flat.

    Each character has the width of the first font that has it.
    """

    def __init__(self, advances: Sequence[Mapping[str, int]]) -> None:
        super().__init__()
        self._own, self._behind = advances[0], advances[1:]

    def __missing__(self, text: str) -> int:
        """Add the widths of the characters."""
        own = self._own
        try:
            total = sum(map(own.__getitem__, text))
        except KeyError:
            total = sum(map(self._character, text))
        if len(self) >= _REMEMBERED:
            self.clear()
        self[text] = total
        return total

    def _character(self, character: str) -> int:
        """Return the width of one character, a middling one where no font has it."""
        for advance in (self._own, *self._behind):
            if character in advance:
                return advance[character]
        return 600


class ColumnUnits(dict[str, int]):
    """Widths of texts in columns, kept for words that come again."""

    def __missing__(self, text: str) -> int:
        """Add the columns of the characters."""
        total = len(text) if text.isascii() else sum(map(column_width, text))
        if len(self) >= _REMEMBERED:
            self.clear()
        self[text] = total
        return total


class Typeface:
    """The letters' regular and bold fonts with the fallback fonts behind them."""

    def __init__(self, folder: Path, fallbacks: Iterable[Path] = ()) -> None:
        self.regular = Face(folder / "DejaVuSans.ttf")
        self.bold = Face(folder / "DejaVuSans-Bold.ttf")
        self.ocr = Face(folder / "OCRB.ttf")
        self.fallbacks = tuple(Face(path) for path in fallbacks)
        self.plain = frozenset(
            character
            for character in self.regular.characters & self.bold.characters
            if not _COMPLEX.match(character) and character <= "\uffff"
        )
        """What the own fonts set character by character, without shaping."""
        self._all = (self.regular.characters & self.bold.characters).union(
            *(face.characters for face in self.fallbacks)
        )
        fallback = [face.advance for face in self.fallbacks]
        self._units = tuple(Units([face.advance, *fallback]) for face in (self.regular, self.bold))
        self._shapes = find_spec("uharfbuzz") is not None

    def width(self, text: str, bold: bool, size: float) -> float:
        """Return the width in millimetres at a size in points."""
        return self._units[bold][text] * size * MM_PER_POINT / 1000

    def units(self, bold: bool) -> Mapping[str, int]:
        """Return the widths of texts in thousandths of the size."""
        return self._units[bold]

    def scale(self, size: float) -> float:
        """Return a thousandth of a size in millimetres."""
        return size * MM_PER_POINT / 1000

    def is_plain(self, text: str) -> bool:
        """Tell whether the own fonts set a text character by character, without shaping."""
        return self.plain.issuperset(text)

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

    def __init__(self) -> None:
        self._units = ColumnUnits()

    def units(self, bold: bool) -> Mapping[str, int]:
        """Return the columns of texts."""
        return self._units

    def scale(self, size: float) -> float:
        """Return 1: a column is a column at any size."""
        return 1.0

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
    if not _DIGIT.search(text):
        return text
    if ", 2" in text or ", 1" in text:  # before a year
        text = _MONTH_FIRST.sub(_joined, text)
    return _TOGETHER.sub(_joined, text)


def _joined(found: re.Match[str]) -> str:
    """Return what was found with no-break spaces."""
    return found[0].replace(" ", NO_BREAK)


def wrap(text: str, width: float, measure: Measure, bold: bool, size: float) -> list[str]:
    """Break a text into lines no wider than `width`, at blanks; a longer word within the word."""
    units = measure.units(bold)
    room = width / measure.scale(size)
    if len(text) < _SHORT and "\n" not in text and units[text] <= room:
        return [text]
    lines: list[str] = []
    for given in text.split("\n"):
        lines += _wrapped(given, width, measure, bold, size)
    return lines


def _wrapped(given: str, width: float, measure: Measure, bold: bool, size: float) -> Iterator[str]:
    """Yield the lines of a text without line breaks.

    Each word has its blank behind it; where lines end is looked up among the sums of widths.
    """
    units = measure.units(bold)
    room = width / measure.scale(size)
    blank = units[" "]
    words = f"{given} ".replace(" ", " \n").split("\n")[:-1]
    ends = [0, *accumulate(map(units.__getitem__, words))]
    start = 0
    while start < len(words):
        end = bisect_right(ends, ends[start] + room + blank, start + 1) - 1
        if end == start:
            head = _longest(words[start][:-1], width, measure, bold, size)
            yield head
            rest = "".join(words[start:])[len(head) : -1]
            yield from _wrapped(rest, width, measure, bold, size)
            return
        yield "".join(words[start:end])[:-1]
        start = end


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
