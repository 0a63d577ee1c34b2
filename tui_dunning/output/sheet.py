"""A letter's pages while they are laid out: placed words and lines, and a cursor."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from tui_dunning.output.paper import Paper
from tui_dunning.output.slips import Matrix
from tui_dunning.output.typeface import NO_BREAK, Measure, fit, wrap, wrap_at_most

THICK: Final = 0.3
THIN: Final = 0.1
MOST_REMEMBERED: Final = 2000


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


class Block:
    """Words and lines that stand the same on many pages, such as a letterhead: never changed."""

    __slots__ = ("lines", "words")

    def __init__(self, words: Iterable[Words], lines: Iterable[Line]) -> None:
        self.words = tuple(words)
        self.lines = tuple(lines)


@dataclass(slots=True)
class Page:
    """What stands on one page."""

    words: list[Words] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    codes: list[Code] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)

    def all_words(self) -> Iterable[Words]:
        """Return the words of the page with those of its blocks."""
        if not self.blocks:
            return self.words
        return [words for block in self.blocks for words in block.words] + self.words

    def all_lines(self) -> Iterable[Line]:
        """Return the lines of the page with those of its blocks."""
        return [line for block in self.blocks for line in block.lines] + self.lines


class Memory:
    """What letters on one paper share, worked out once: letterheads, table heads, paragraphs."""

    def __init__(self) -> None:
        self.blocks: dict[Hashable, Block] = {}
        self.plans: dict[Hashable, TablePlan] = {}
        self.paragraphs: dict[str, list[str]] = {}


class Sheet:
    """Places words on pages. `y` is the top of the next line; `on_new_page` draws what repeats."""

    def __init__(self, paper: Paper, measure: Measure, memory: Memory | None = None) -> None:
        self.paper = paper
        self.measure = measure
        self.memory = memory or Memory()
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
        if NO_BREAK in text:
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

    def replay(self, key: Hashable, draw: Callable[[], None]) -> None:
        """Put what `draw` draws on the page, drawn only where it was not drawn with this key."""
        blocks = self.memory.blocks
        block = blocks.get(key)
        if block is None:
            page, y = self.page, self.y
            self.pages[-1] = Page()
            draw()
            block = Block(self.page.words, self.page.lines)
            self.pages[-1], self.y = page, y
            if len(blocks) >= MOST_REMEMBERED:
                blocks.clear()
            blocks[key] = block
        self.page.blocks.append(block)

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


class TablePlan:
    """Where the columns of a table are, and its heads as lines of cells."""

    def __init__(
        self,
        sheet: Sheet,
        heads: Sequence[str],
        widths: Sequence[float],
        right_aligned: frozenset[int],
    ) -> None:
        self.right_aligned = right_aligned
        paper = sheet.paper
        lefts = [paper.left + sum(widths[:n]) for n in range(len(widths))]
        gap = max(1.0, paper.padding * 4)
        # Where a column's texts begin, or end if they stand at the right.
        self.edges = [
            left + width - (gap if n < len(widths) - 1 else 0) if n in right_aligned else left
            for n, (left, width) in enumerate(zip(lefts, widths, strict=True))
        ]
        # The width of a column without the distance to the next one.
        self.rooms = [
            width - (gap if n in right_aligned else max(1.0, paper.padding * 2))
            for n, width in enumerate(widths[:-1])
        ]
        self.rooms.append(widths[-1])
        cells = [
            sheet.wrap(head, room, 2, bold=True, size=paper.small_size)
            for head, room in zip(heads, self.rooms, strict=True)
        ]
        tallest = max(map(len, cells))
        self.heads = [
            [
                cell[row - (tallest - len(cell))] if row >= tallest - len(cell) else ""
                for cell in cells
            ]
            for row in range(tallest)
        ]


class Table:
    """A table on a sheet: its head and its rows."""

    def __init__(self, sheet: Sheet, plan: TablePlan) -> None:
        self.sheet = sheet
        self._plan = plan

    def head(self) -> None:
        """Draw the heads, each in as many lines as it needs, above a thick line."""
        sheet, paper = self.sheet, self.sheet.paper
        for texts in self._plan.heads:
            self._cells(texts, self._plan.rooms, True, paper.small_size, paper.small_step)
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
        size, rooms = paper.table_size, self._plan.rooms
        more: list[str] = []
        if wrapped is not None and (
            sheet.measure.width(cells[wrapped], bold, size) > rooms[wrapped]
        ):
            first, *more = sheet.wrap(cells[wrapped], rooms[wrapped], 6, bold=bold, size=size)
            cells = [*cells[:wrapped], first, *cells[wrapped + 1 :]]
        if spanned > 1:
            rooms = [sum(rooms[:spanned]), *rooms[1:]]
        sheet.room_for(paper.row_step * (1 + len(more)))
        self._cells(cells, rooms, bold, size, paper.row_step)
        for text in more:
            sheet.y += paper.row_step * 0.8 if paper.rise else paper.row_step
            below = [text if n == wrapped else "" for n in range(len(cells))]
            self._cells(below, rooms, bold, size, paper.row_step)
        sheet.y += paper.row_step
        sheet.line(paper.left, paper.right, THIN)

    def _cells(
        self, texts: Sequence[str], rooms: Sequence[float], bold: bool, size: float, step: float
    ) -> None:
        """Place the texts of a row's cells, each cut to its room; amounts are set smaller."""
        sheet, edges, right_aligned = self.sheet, self._plan.edges, self._plan.right_aligned
        units, scale = sheet.measure.units(bold), sheet.measure.scale(size)
        baseline = sheet.y + sheet.paper.rise * step
        words = sheet.page.words
        for column, text in enumerate(texts):
            if not text:
                continue
            wide, own = units[text] * scale, size
            if wide > rooms[column]:
                if column in right_aligned and sheet.paper.rise:
                    # A part of an amount would be another amount: it is set smaller instead.
                    own = int(size * rooms[column] / wide * 10) / 10
                else:
                    text = sheet.fit(text, rooms[column], bold=bold, size=size)
                wide = units[text] * sheet.measure.scale(own)
            x = edges[column] - wide if column in right_aligned else edges[column]
            if NO_BREAK in text:
                text = text.replace(NO_BREAK, " ")
            words.append(Words(x, baseline, text, bold, own))
