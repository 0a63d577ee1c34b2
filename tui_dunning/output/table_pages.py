"""A table on landscape PDF pages: a head on each page, rows drawn with `text` and `line` only."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from tui_dunning.data_files import fonts_folder
from tui_dunning.output.columns import cells
from tui_dunning.output.format import clean

if TYPE_CHECKING:
    from fpdf import FPDF

_SIZE, _STEP, _MARGIN = 7.5, 11.0, 28.0
"""Points: the height of letters, from line to line, the paper's margin."""
_PAPERS = {"A4": (841.89, 595.28), "Letter": (792.0, 612.0)}


class PageColumn(NamedTuple):
    """A column: where it begins, or ends if it is set to the right, as share of the width."""

    heading: str
    share: float
    right: bool = False


class TablePages:
    """Draws rows page after page.

    Args:
        title: above each page, and of the document.
        about: the line under it.
        columns: from left to right.
        paper: "A4" or "Letter".
    """

    def __init__(
        self, title: str, about: str, columns: Sequence[PageColumn], paper: str = "A4"
    ) -> None:
        from fpdf import FPDF

        self._title, self._about, self._columns = title, about, columns
        width, self._height = _PAPERS.get(paper, _PAPERS["A4"])
        self._pdf: FPDF = FPDF("landscape", "pt", (self._height, width))
        self._pdf.set_auto_page_break(False)
        self._pdf.set_title(title.capitalize())
        folder = fonts_folder()
        self._pdf.add_font("Report", "", folder / "DejaVuSans.ttf")
        self._pdf.add_font("Report", "B", folder / "DejaVuSans-Bold.ttf")
        self._printed = width - 2 * _MARGIN
        self._width_of = lru_cache(maxsize=4096)(self._measure)
        self._rooms = [self._room_of(place) for place in range(len(columns))]
        self._page = 0
        self._new_page()

    def _measure(self, text: str) -> float:
        """Return the width of a text in the rows' letters."""
        return float(self._pdf.get_string_width(text))

    def _room_of(self, place: int) -> float:
        """Return how wide a column's texts may be; before one set to the right they run on."""
        following = self._columns[place + 1 : place + 2]
        if not following or following[0].right:
            return 100.0
        return (following[0].share - self._columns[place].share) * self._printed - 4

    def _new_page(self) -> None:
        """Start a page with its head."""
        self._page += 1
        pdf = self._pdf
        pdf.add_page()
        pdf.set_font("Report", "B", 10)
        pdf.text(_MARGIN, _MARGIN + 8, self._title)
        pdf.set_font("Report", "", _SIZE)
        pdf.text(_MARGIN, _MARGIN + 20, self._drawable(self._about))
        self._right(f"Page {self._page}", 1.0, _MARGIN + 8)
        self._y = _MARGIN + 38
        for column in self._columns:
            if column.right:
                self._right(column.heading, column.share, self._y)
            else:
                pdf.text(self._at(column.share), self._y, column.heading)
        self.rule()

    def rule(self) -> None:
        """Draw a line over the width of the page."""
        y = self._y + 3
        self._pdf.line(_MARGIN, y, _MARGIN + self._printed, y)
        self._y += 3

    def row(self, texts: Sequence[str]) -> None:
        """Draw one row; a text too long for its column is cut, with a `>`."""
        if self._y + 2 * _STEP > self._height - _MARGIN:
            self._new_page()
        self._y += _STEP
        for text, column, room in zip(texts, self._columns, self._rooms, strict=True):
            if column.right:
                self._right(text, column.share, self._y)
            elif text:
                self._pdf.text(self._at(column.share), self._y, self._cut(text, room))

    def _at(self, share: float) -> float:
        return _MARGIN + share * self._printed

    def _right(self, text: str, share: float, y: float) -> None:
        """Draw a text that ends at a share of the width."""
        self._pdf.text(self._at(share) - self._width_of(text), y, text)

    def _cut(self, text: str, room: float) -> str:
        """Return the text's beginning that fits."""
        text = self._drawable(text)
        if self._width_of(text) <= room:
            return text
        while text and self._width_of(text + ">") > room:
            text = text[:-1]
        return text + ">"

    def _drawable(self, text: str) -> str:
        """Return text with a question mark for each sign that the fonts lack."""
        text = clean(text)
        if text.isascii():
            return text
        known = self._pdf.fonts["report"].cmap  # type: ignore[union-attr]
        return "".join(sign if ord(sign) in known else "?" * cells(sign) for sign in text)

    def finish(self, target: BinaryIO) -> int:
        """Write the pages out and return how many they are."""
        target.write(bytes(self._pdf.output()))
        return self._page
