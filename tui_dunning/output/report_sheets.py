"""The edit report (menu 4.4.2) as an XLSX workbook and as PDF, row by row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, BinaryIO

from tui_dunning.engine.aging import BANDS, ReportRow, ReportTotal, Totals
from tui_dunning.errors import BadInput
from tui_dunning.output.format import amount, clean, decimals
from tui_dunning.output.report_head import AMOUNT_HEADINGS, TITLE, Heading
from tui_dunning.output.table_pages import PageColumn, TablePages
from tui_dunning.output.workbook_rows import quick_rows

_SHEET_ROWS = 1_048_576
"""The rows of a sheet; the report goes on in another one."""
_EXACT_DIGITS = 10**15
"""From here on a spreadsheet's numbers are no longer exact; such an amount is written as text."""
_COLUMN_WIDTHS = (5, 14, 36, 6, *[15] * 7)


# --- XLSX ---------------------------------------------------------------------------------------


def write_xlsx(rows: Iterable[ReportRow], heading: Heading, target: BinaryIO) -> tuple[int, int]:
    """Write the report as a workbook, in the memory of one row. Returns rows, and 0 pages."""
    from xlsxwriter import Workbook

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    workbook = Workbook(target, options)
    workbook.set_properties({"title": f"{TITLE.capitalize()}, {heading.as_of.isoformat()}"})
    sheets, totals, count = _Sheets(workbook), Totals(), 0
    for row in rows:
        count += 1
        totals.add(row)
        sheets.write((row.ltr, row.customer, row.name), row)
    for total in totals.rows():
        sheets.write(("", "", total.label), total)
    workbook.close()
    return count, 0


class _Sheets:
    """Writes rows one after the other, on a further sheet where one is full."""

    def __init__(self, workbook: Any) -> None:
        self._workbook = workbook
        self._bold = workbook.add_format({"bold": True, "bottom": 1})
        self._formats = [
            workbook.add_format({"num_format": "#,##0" + ("." + "0" * places if places else "")})
            for places in range(5)
        ]
        self._count = 0
        self._new_sheet()

    def _new_sheet(self) -> None:
        """Start a sheet with its headings."""
        self._count += 1
        self._sheet = self._workbook.add_worksheet(f"Edit report {self._count}")
        self._sheet.freeze_panes(1, 0)
        headings = ("LTR", "Customer", "Name", "Cur", *AMOUNT_HEADINGS)
        for column, (text, width) in enumerate(zip(headings, _COLUMN_WIDTHS, strict=True)):
            self._sheet.set_column(column, column, width)
            taken(self._sheet.write_string(0, column, text, self._bold))
        self._next = 1
        self._quick = quick_rows(self._sheet, self._next, len(headings))

    def write(self, words: Sequence[str], row: ReportRow | ReportTotal) -> None:
        """Write one row: its words as text, its amounts as numbers of the currency's decimals."""
        if self._next >= _SHEET_ROWS:
            self._new_sheet()
        texts = [clean(text) for text in (*words, row.currency)]
        if not self._write_quickly(texts, row):
            self._write_slowly(texts, row)
        self._next += 1

    def _write_quickly(self, texts: Sequence[str], row: ReportRow | ReportTotal) -> bool:
        """Write a row past the library's calls; false where it cannot be done."""
        minors = (row.balance, row.past_due, *row.aging)
        if self._quick is None or max(minors) >= _EXACT_DIGITS or min(minors) <= -_EXACT_DIGITS:
            self._quick = None  # rows by calls cannot be mixed with those
            return False
        places = decimals(row.currency)
        unit = 10**places
        values = [minor / unit for minor in minors]
        return self._quick.write(self._next, texts, values, self._formats[places])

    def _write_slowly(self, texts: Sequence[str], row: ReportRow | ReportTotal) -> None:
        """Write a row cell by cell."""
        for column, text in enumerate(texts):
            taken(self._sheet.write_string(self._next, column, text))
        places = decimals(row.currency)
        for column, minor in enumerate((row.balance, row.past_due, *row.aging), len(texts)):
            if abs(minor) < _EXACT_DIGITS:
                value, form = minor / 10**places, self._formats[places]
                taken(self._sheet.write_number(self._next, column, value, form))
            else:
                text = amount(minor, row.currency)
                taken(self._sheet.write_string(self._next, column, text))


def taken(code: int) -> None:
    """Stop when a cell was not taken; the library would drop it without a word."""
    if code:
        raise BadInput(
            "A cell of the workbook was not taken: its text is too long or the sheet is full.",
            hint="Write the report as CSV instead.",
        )


# --- PDF ----------------------------------------------------------------------------------------

_LEFT = (("LTR", 0.0), ("Customer", 0.032), ("Name", 0.11), ("Cur", 0.30))
_COLUMNS = (
    *(PageColumn(heading, share) for heading, share in _LEFT),
    *(
        PageColumn(heading, 0.335 + 0.095 * place, right=True)
        for place, heading in enumerate(AMOUNT_HEADINGS, start=1)
    ),
)


def write_pdf(rows: Iterable[ReportRow], heading: Heading, target: BinaryIO) -> tuple[int, int]:
    """Write the report as landscape pages. Returns rows and pages."""
    chosen = f", {heading.selection}" if heading.selection else ""
    about = f"As of {heading.as_of.isoformat()}{chosen}"
    pages, totals, count = TablePages(TITLE, about, _COLUMNS, heading.paper), Totals(), 0
    for row in rows:
        count += 1
        totals.add(row)
        pages.row((row.ltr, row.customer, row.name, row.currency, *_amounts(row)))
    pages.rule()
    for total in totals.rows():
        pages.row(("", "", total.label, total.currency, *_amounts(total)))
    return count, pages.finish(target)


def _amounts(row: ReportRow | ReportTotal) -> list[str]:
    return [amount(minor, row.currency) for minor in (row.balance, row.past_due, *row.aging)]


assert len(AMOUNT_HEADINGS) == len(BANDS) + 2
