"""The edit report (menu 4.4.2) as an XLSX workbook and as PDF, row by row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, BinaryIO

from tui_dunning.engine.aging import BANDS, ReportRow, ReportTotal, Totals
from tui_dunning.output.format import amount, clean, decimals
from tui_dunning.output.report_head import AMOUNT_HEADINGS, TITLE, Heading
from tui_dunning.output.table_pages import PageColumn, TablePages
from tui_dunning.output.workbook import EXACT_DIGITS, Sheets, new_workbook, taken
from tui_dunning.output.workbook_rows import quick_rows

__all__ = ["taken", "write_pdf", "write_xlsx"]

_WORDS = {"LTR": 5, "Customer": 14, "Name": 36, "Cur": 6}
_COLUMN_WIDTHS = _WORDS | dict.fromkeys(AMOUNT_HEADINGS, 15)


# --- XLSX ---------------------------------------------------------------------------------------


def write_xlsx(rows: Iterable[ReportRow], heading: Heading, target: BinaryIO) -> tuple[int, int]:
    """Write the report as a workbook, in the memory of one row. Returns rows, and 0 pages."""
    totals, count = Totals(), 0
    with new_workbook(target, TITLE, heading.as_of) as workbook:
        sheets = _ReportSheets(workbook)
        for row in rows:
            count += 1
            totals.add(row)
            sheets.write((row.ltr, row.customer, row.name), row)
        for total in totals.rows():
            sheets.write(("", "", total.label), total)
    return count, 0


class _ReportSheets(Sheets):
    """The sheets of the edit report."""

    def __init__(self, workbook: Any) -> None:
        super().__init__(workbook, "Edit report", _COLUMN_WIDTHS)

    def _new_sheet(self) -> None:
        super()._new_sheet()
        self._quick = quick_rows(self._sheet, self._next, len(_COLUMN_WIDTHS))

    def write(self, words: Sequence[str], row: ReportRow | ReportTotal) -> None:
        """Write one row: its words as text, its amounts as numbers of the currency's decimals."""
        self._make_room()
        texts = [clean(text) for text in (*words, row.currency)]
        if not self._write_quickly(texts, row):
            self._write_slowly(texts, row)
        self._next += 1

    def _write_quickly(self, texts: Sequence[str], row: ReportRow | ReportTotal) -> bool:
        """Write a row past the library's calls; false where it cannot be done."""
        minors = (row.balance, row.past_due, *row.aging)
        if self._quick is None or max(minors) >= EXACT_DIGITS or min(minors) <= -EXACT_DIGITS:
            self._quick = None  # rows by calls cannot be mixed with those
            return False
        places = decimals(row.currency)
        unit = 10**places
        values = [minor / unit for minor in minors]
        return self._quick.write(self._next, texts, values, self._formats[places])

    def _write_slowly(self, texts: Sequence[str], row: ReportRow | ReportTotal) -> None:
        """Write a row cell by cell."""
        for column, text in enumerate(texts):
            self._text(column, text)
        for column, minor in enumerate((row.balance, row.past_due, *row.aging), len(texts)):
            self._amount(column, minor, row.currency)


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
