"""A letter's pages while they are laid out: placed words and lines, and a cursor."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
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


Cells = Sequence[tuple[float, str]]
"""Texts with their left ends."""


Run = tuple[float, float, bool, float, bool, Cells]
"""Texts set alike: baseline, step, whether bold, size, whether in OCR-B, texts.

Each is a step below the one before; without a step (0) all stand on the baseline. A plain tuple,
of which a letter has dozens: one with names takes twenty times as long to make.
"""


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

    __slots__ = ("lines", "runs")

    def __init__(self, runs: Iterable[Run], lines: Iterable[Line]) -> None:
        self.runs = tuple(runs)
        self.lines = tuple(lines)


@dataclass(slots=True)
class Page:
    """What stands on one page."""

    runs: list[Run] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    codes: list[Code] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)

    def add(self, words: Words) -> None:
        """Place one text."""
        x, y, text, bold, size, ocr = words
        self.runs.append((y, 0, bold, size, ocr, ((x, text),)))

    @property
    def words(self) -> list[Words]:
        """Return the words of the page without those of its blocks."""
        return [words for run in self.runs for words in _words(run)]

    def all_words(self) -> list[Words]:
        """Return the words of the page with those of its blocks."""
        shared = [words for block in self.blocks for run in block.runs for words in _words(run)]
        return shared + self.words

    def all_lines(self) -> Iterable[Line]:
        """Return the lines of the page with those of its blocks."""
        return [line for block in self.blocks for line in block.lines] + self.lines


def _words(run: Run) -> Iterator[Words]:
    """Yield the texts of a run, each by itself."""
    y, step, bold, size, ocr, cells = run
    for x, text in cells:
        yield Words(x, y, text, bold, size, ocr)
        y += step


class Memory:
    """What letters on one paper share, worked out once: letterheads, table heads, paragraphs."""

    def __init__(self) -> None:
        self.blocks: dict[Hashable, Block] = {}
        self.plans: dict[Hashable, TablePlan] = {}
        self.paragraphs: dict[str, Cells] = {}


class Sheet:
    """Places words on pages. `y` is the top of the next line; `on_new_page` draws what repeats."""

    def __init__(self, paper: Paper, measure: Measure, memory: Memory | None = None) -> None:
        self.paper = paper
        self.measure = measure
        self.memory = memory or Memory()
        self.page = Page()
        """The page that is being filled."""
        self.pages = [self.page]
        self.y = 0.0
        self.on_new_page: list[Callable[[], None]] = []

    def put(
        self, x: float, text: str, *, bold: bool = False, size: float = 0, step: float = 0
    ) -> None:
        """Place a text in the line that starts at `y`. Defaults: the body's size and step."""
        paper = self.paper
        if NO_BREAK in text:
            text = without_no_break(text)
        baseline = self.y + paper.rise * (step or paper.step)
        self.page.runs.append((baseline, 0, bold, size or paper.body_size, False, ((x, text),)))

    def put_below(self, cells: Cells) -> None:
        """Place texts below each other, from the line on that starts at `y`."""
        paper = self.paper
        baseline = self.y + paper.rise * paper.step
        self.page.runs.append((baseline, paper.step, False, paper.body_size, False, cells))
        self.y += paper.step * len(cells)

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
            self.page = Page()
            draw()
            block = Block(self.page.runs, self.page.lines)
            self.page, self.y = page, y
            if len(blocks) >= MOST_REMEMBERED:
                blocks.clear()
            blocks[key] = block
        self.page.blocks.append(block)

    def room_for(self, height: float) -> bool:
        """Start a new page unless `height` is left on this one; tell whether it did."""
        if self.y + height <= self.paper.bottom:
            return False
        self.page = Page()
        self.pages.append(self.page)
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
        self.at_right = tuple(n in right_aligned for n in range(len(widths)))
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
        sheet, plan = self.sheet, self._plan
        units, scale = sheet.measure.units(bold), sheet.measure.scale(size)
        runs, baseline = sheet.page.runs, sheet.y + sheet.paper.rise * step
        cells: list[tuple[float, str]] = []
        for text, room, edge, at_right in zip(texts, rooms, plan.edges, plan.at_right, strict=True):
            if not text:
                continue
            wide = units[text] * scale
            if wide > room and at_right and sheet.paper.rise:
                # A part of an amount would be another amount: it is set smaller instead.
                own = int(size * room / wide * 10) / 10
                cell = (edge - units[text] * sheet.measure.scale(own), without_no_break(text))
                runs.append((baseline, 0, bold, size, False, cells))
                runs.append((baseline, 0, bold, own, False, (cell,)))
                cells = []
                continue
            if wide > room:
                text = sheet.fit(text, room, bold=bold, size=size)
                wide = units[text] * scale
            if NO_BREAK in text:
                text = without_no_break(text)
            cells.append((edge - wide if at_right else edge, text))
        runs.append((baseline, 0, bold, size, False, cells))


def without_no_break(text: str) -> str:
    """Return a text with plain blanks, which people mean who copy from the paper or search it."""
    return text.replace(NO_BREAK, " ")
