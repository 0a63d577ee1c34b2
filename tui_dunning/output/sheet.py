"""A letter's pages while they are laid out: placed words and lines, and a cursor."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from tui_dunning.output.paper import Paper
from tui_dunning.output.slips import Matrix
from tui_dunning.output.typeface import NO_BREAK, Measure, fit, wrap, wrap_at_most

THICK: Final = 0.3
THIN: Final = 0.1


class Words(NamedTuple):
    """A text on one line. `x` is its left end, `y` its baseline."""

    x: float
    y: float
    text: str
    bold: bool
    size: float
    ocr: bool = False
    """Set in OCR-B, the type that machines read."""


class Line(NamedTuple):
    """A horizontal line."""

    x1: float
    x2: float
    y: float
    thickness: float


class Code(NamedTuple):
    """A QR code: its left and top edge, its side, its modules."""

    x: float
    y: float
    side: float
    matrix: Matrix


@dataclass(slots=True)
class Page:
    """What stands on one page."""

    words: list[Words] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    codes: list[Code] = field(default_factory=list)


class Sheet:
    """Places words on pages. `y` is the top of the next line; `on_new_page` draws what repeats."""

    def __init__(self, paper: Paper, measure: Measure) -> None:
        self.paper = paper
        self.measure = measure
        self.pages = [Page()]
        self.y = 0.0
        self.on_new_page: list[Callable[[], None]] = []

    @property
    def page(self) -> Page:
        """Return the page that is being filled."""
        return self.pages[-1]

    def put(
        self, x: float, text: str, *, bold: bool = False, size: float = 0, step: float = 0
    ) -> None:
        """Place a text in the line that starts at `y`. Defaults: the body's size and step."""
        baseline = self.y + self.paper.rise * (step or self.paper.step)
        # Who copies from the paper, or searches it, means the plain blank.
        text = text.replace(NO_BREAK, " ")
        self.page.words.append(Words(x, baseline, text, bold, size or self.paper.body_size))

    def put_right(
        self, right: float, text: str, *, bold: bool = False, size: float = 0, step: float = 0
    ) -> None:
        """Place a text so that it ends at `right`."""
        wide = self.measure.width(text, bold, size or self.paper.body_size)
        self.put(right - wide, text, bold=bold, size=size, step=step)

    def line(self, x1: float, x2: float, thickness: float = THICK) -> None:
        """Draw a line at `y`; on the screen a thick one takes a line, a thin one is left out."""
        if thickness >= THICK or not self.paper.rule:
            self.page.lines.append(Line(x1, x2, self.y, thickness))
            self.y += self.paper.rule

    def room_for(self, height: float) -> bool:
        """Start a new page unless `height` is left on this one; tell whether it did."""
        if self.y + height <= self.paper.bottom:
            return False
        self.pages.append(Page())
        self.y = self.paper.next_top
        for draw in tuple(self.on_new_page):
            draw()
        return True

    def fit(self, text: str, width: float, *, bold: bool = False, size: float = 0) -> str:
        """Cut a text to a width, with an ellipsis."""
        return fit(text, width, self.measure, bold, size or self.paper.body_size)

    def wrap(
        self, text: str, width: float, at_most: int = 0, *, bold: bool = False, size: float = 0
    ) -> list[str]:
        """Break a text into lines; into `at_most` lines, if given."""
        size = size or self.paper.body_size
        if at_most:
            return wrap_at_most(text, width, at_most, self.measure, bold, size)
        return wrap(text, width, self.measure, bold, size)


class Table:
    """Columns of a sheet. `right_aligned` has the positions of columns that end at their edge."""

    def __init__(
        self,
        sheet: Sheet,
        heads: Sequence[str],
        widths: Sequence[float],
        right_aligned: frozenset[int],
    ) -> None:
        self.sheet = sheet
        self.heads = heads
        self.widths = widths
        self.right_aligned = right_aligned
        self.lefts = [sheet.paper.left + sum(widths[:n]) for n in range(len(widths))]

    def head(self) -> None:
        """Draw the heads, each in as many lines as it needs, above a thick line."""
        sheet, paper = self.sheet, self.sheet.paper
        size = paper.small_size
        cells = [
            sheet.wrap(head, self._room(n), 2, bold=True, size=size)
            for n, head in enumerate(self.heads)
        ]
        tallest = max(map(len, cells))
        for row in range(tallest):
            for column, cell in enumerate(cells):
                at = row - (tallest - len(cell))
                if at >= 0:
                    self._cell(column, cell[at], bold=True, size=size, step=paper.small_step)
            sheet.y += paper.small_step
        sheet.y += paper.padding
        sheet.line(paper.left, paper.right)

    def row(
        self,
        cells: Sequence[str],
        *,
        bold: bool = False,
        wrapped: int | None = 0,
        spanned: int = 1,
    ) -> None:
        """Draw a row; column `wrapped` may take several lines, the others are cut.

        The first cell has the room of `spanned` columns.
        """
        sheet, paper = self.sheet, self.sheet.paper
        size = paper.table_size
        lines = [""]
        if wrapped is not None:
            lines = sheet.wrap(cells[wrapped], self._room(wrapped), 6, bold=bold, size=size)
        sheet.room_for(paper.row_step * len(lines))
        for column, cell in enumerate(cells):
            text = lines[0] if column == wrapped else cell
            if text:
                room = sum(map(self._room, range(spanned))) if column == 0 else self._room(column)
                fitted = sheet.fit(text, room, bold=bold, size=size)
                self._cell(column, fitted, bold=bold, size=size, step=paper.row_step)
        for text in lines[1:]:
            sheet.y += paper.row_step * 0.8 if paper.rise else paper.row_step
            self._cell(wrapped or 0, text, bold=bold, size=size, step=paper.row_step)
        sheet.y += paper.row_step
        sheet.line(paper.left, paper.right, THIN)

    def _room(self, column: int) -> float:
        """Return the width of a column without the distance to the next one."""
        distance = 4 if column in self.right_aligned else 2
        return self.widths[column] - max(1.0, self.sheet.paper.padding * distance)

    def _cell(self, column: int, text: str, *, bold: bool, size: float, step: float) -> None:
        """Place the text of one cell."""
        left = self.lefts[column]
        if column in self.right_aligned:
            right = left + self.widths[column]
            if column < len(self.widths) - 1:
                right -= max(1.0, self.sheet.paper.padding * 4)
            self.sheet.put_right(right, text, bold=bold, size=size, step=step)
        else:
            self.sheet.put(left, text, bold=bold, size=size, step=step)
