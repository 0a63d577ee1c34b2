"""Plain text in columns: cut and padded by terminal cells, so that no name moves a column."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice

from tui_dunning.output.format import clean

_SAMPLE = 500
"""Rows that a table's widths are taken from; longer cells that come later push their row."""


def cells(text: str) -> int:
    """Return how many cells of a terminal a text takes."""
    if text.isascii():
        return len(text)
    return sum(_cells_of(sign) for sign in text)


def _cells_of(sign: str) -> int:
    """Return 0 for a combining sign, 2 for a wide one, else 1."""
    if unicodedata.combining(sign) or unicodedata.category(sign) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(sign) in "WF" else 1


def fit(text: str, width: int, *, right: bool = False) -> str:
    """Return text of exactly `width` cells, cut with a `>` where it is too long."""
    text = clean(text)
    if cells(text) > width:
        kept, room = "", width - 1
        for sign in text:
            room -= _cells_of(sign)
            if room < 0:
                break
            kept += sign
        text = kept + ">"
    return pad(text, width, right=right)


def pad(text: str, width: int, *, right: bool = False) -> str:
    """Return text of at least `width` cells, blanks behind it or before it."""
    gap = " " * (width - cells(text))
    return gap + text if right else text + gap


def table(
    headings: Sequence[str], rows: Iterable[Sequence[object]], *, right: Iterable[str] = ()
) -> Iterator[str]:
    """Yield the lines of a table: headings, a rule, the rows. No rows, no lines.

    Args:
        headings: one for each column.
        rows: cells as text or whole numbers; None is shown as nothing.
        right: the headings of the columns that are set to the right.
    """
    texts = ([clean("" if cell is None else str(cell)) for cell in row] for row in rows)
    first = list(islice(texts, _SAMPLE))
    if not first:
        return
    widths = [max(map(cells, column)) for column in zip(headings, *first, strict=True)]
    to_right = [heading in set(right) for heading in headings]
    yield _line(headings, widths, to_right)
    yield _line(["-" * width for width in widths], widths, to_right)
    for row in chain(first, texts):
        yield _line(row, widths, to_right)


def _line(row: Sequence[str], widths: Sequence[int], to_right: Sequence[bool]) -> str:
    """Put one row's cells side by side."""
    padded = map(lambda text, width, side: pad(text, width, right=side), row, widths, to_right)
    return "  ".join(padded).rstrip()


def fields(pairs: Iterable[tuple[str, object]]) -> Iterator[str]:
    """Yield labels with dotted leaders and their values, one a line; empty values stay out."""
    listed = [(label, clean(str(value))) for label, value in pairs if value not in ("", None)]
    width = max((len(label) for label, _ in listed), default=0) + 4
    for label, value in listed:
        room = width - len(label)
        dots = " " * (room % 2) + " ." * (room // 2)
        yield f"{label}{dots} {value}"
