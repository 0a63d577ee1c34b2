"""A report of flat rows (4.4.7.9, 4.4.7.10) in every format: one list of columns says it all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, BinaryIO, NamedTuple

from tui_dunning.output.columns import fit, pad
from tui_dunning.output.format import amount, clean, decimals, plain_amount
from tui_dunning.output.report_formats import Format, no_formula
from tui_dunning.output.report_lines import WIDTH, Counted, PageHead, csv_lines, paged, write_lines

_SHEET_ROWS = 1_048_576
_EXACT_DIGITS = 10**15
"""From here on a spreadsheet's numbers are no longer exact; such an amount is written as text."""


class Money(NamedTuple):
    """An amount in minor units, with the currency that says its decimals."""

    minor: int
    currency: str


Cell = str | int | Money | None
Line = Sequence[Cell]


@dataclass(frozen=True, slots=True)
class FlatColumn:
    """A column: its name in CSV, its heading, its width in cells; numbers stand to the right."""

    key: str
    heading: str
    width: int
    right: bool = False


@dataclass(frozen=True, slots=True)
class FlatReport:
    """What a report says besides its rows.

    Args:
        ident: the screen's id, above each page.
        title: the title above each page.
        about: the line under it, with the date.
        columns: from left to right, 131 cells with a blank between them.
        totals: rows behind the others, on paper only.
        nothing: what stands there when there are no rows.
    """

    ident: str
    title: str
    as_of: date
    about: str
    columns: Sequence[FlatColumn]
    totals: Sequence[Line] = ()
    nothing: str = "Nothing is listed."
    paper: str = "A4"


def write(
    form: Format, rows: Iterable[Line], report: FlatReport, target: BinaryIO
) -> tuple[int, int]:
    """Write the report; return how many rows, and pages where the format has some."""
    if form is Format.PDF:
        return _write_pdf(rows, report, target)
    if form is Format.XLSX:
        return _write_xlsx(rows, report, target), 0
    counted = Counted(rows)
    lines = _csv(counted, report) if form is Format.CSV else _text(counted, report)
    pages = write_lines(lines, form, target)
    return counted.count, pages


def _shown(cell: Cell) -> str:
    """Return a cell as it is read on paper."""
    if isinstance(cell, Money):
        return amount(cell.minor, cell.currency)
    return "" if cell is None else f"{cell:,}" if isinstance(cell, int) else clean(cell)


# --- text and CSV -------------------------------------------------------------------------------


def _text(rows: Iterable[Line], report: FlatReport) -> Iterator[str]:
    """Yield the lines of all pages, a head on each."""
    head = PageHead(report.ident, report.title, report.as_of, report.about)
    names = _line(report.columns, [column.heading for column in report.columns])
    return paged(_body(rows, report), head, (names, "-" * WIDTH))


def _body(rows: Iterable[Line], report: FlatReport) -> Iterator[str]:
    none = True
    for row in rows:
        none = False
        yield _line(report.columns, row)
    if none:
        yield report.nothing
    if report.totals:
        yield ""
    for row in report.totals:
        yield _line(report.columns, row)


def _line(columns: Sequence[FlatColumn], row: Line) -> str:
    """Put the cells side by side; an amount is never cut."""
    return " ".join(
        pad(_shown(cell), column.width, right=True)
        if isinstance(cell, Money | int)
        else fit(_shown(cell), column.width, right=column.right)
        for cell, column in zip(row, columns, strict=True)
    ).rstrip()


def _csv(rows: Iterable[Line], report: FlatReport) -> Iterator[str]:
    """Yield the rows as CSV, amounts with their currency's decimals."""
    cells = ([_plain(cell) for cell in row] for row in rows)
    return csv_lines((column.key for column in report.columns), cells)


def _plain(cell: Cell) -> str | int:
    if isinstance(cell, Money):
        return plain_amount(cell.minor, cell.currency)
    if cell is None:
        return ""
    return no_formula(cell) if isinstance(cell, str) else cell


# --- XLSX and PDF -------------------------------------------------------------------------------


def _write_xlsx(rows: Iterable[Line], report: FlatReport, target: BinaryIO) -> int:
    """Write a workbook in the memory of one row; a full sheet is followed by another."""
    from xlsxwriter import Workbook

    from tui_dunning.output.report_sheets import taken

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = Workbook(target, options)
    book.set_properties({"title": f"{report.title.capitalize()}, {report.as_of.isoformat()}"})
    heading = book.add_format({"bold": True, "bottom": 1})
    forms = [
        book.add_format({"num_format": "#,##0" + ("." + "0" * places if places else "")})
        for places in range(5)
    ]
    sheet: Any = _sheet(book, report.columns, heading)
    counted = Counted(rows)
    for row in counted:
        at = (counted.count - 1) % (_SHEET_ROWS - 1) + 1
        if at == 1 and counted.count > 1:
            sheet = _sheet(book, report.columns, heading)
        for place, cell in enumerate(row):
            if isinstance(cell, Money) and abs(cell.minor) < _EXACT_DIGITS:
                places = decimals(cell.currency)
                taken(sheet.write_number(at, place, cell.minor / 10**places, forms[places]))
            elif isinstance(cell, int):
                taken(sheet.write_number(at, place, cell))
            elif cell is not None:
                taken(sheet.write_string(at, place, _shown(cell)))
    book.close()
    return counted.count


def _sheet(book: Any, columns: Sequence[FlatColumn], heading: Any) -> Any:
    sheet = book.add_worksheet()
    sheet.freeze_panes(1, 0)
    for place, column in enumerate(columns):
        sheet.set_column(place, place, column.width + 2)
        sheet.write_string(0, place, column.heading, heading)
    return sheet


def _write_pdf(rows: Iterable[Line], report: FlatReport, target: BinaryIO) -> tuple[int, int]:
    """Write landscape pages with the totals behind."""
    from tui_dunning.output.table_pages import PageColumn, TablePages

    total = sum(column.width + 1 for column in report.columns) - 1
    at, placed = 0, []
    for column in report.columns:
        edge = at + column.width if column.right else at
        placed.append(PageColumn(column.heading, edge / total, column.right))
        at += column.width + 1
    about = f"As of {report.as_of.isoformat()}, {report.about}"
    pages = TablePages(report.title, about, placed, report.paper)
    counted = Counted(rows)
    for row in counted:
        pages.row([_shown(cell) for cell in row])
    pages.rule()
    for row in report.totals:
        pages.row([_shown(cell) for cell in row])
    return counted.count, pages.finish(target)
