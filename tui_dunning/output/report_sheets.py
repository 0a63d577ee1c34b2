"""The edit report (menu 4.4.2) as an XLSX workbook and as PDF, row by row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, BinaryIO

from tui_dunning.data_files import fonts_folder
from tui_dunning.engine.aging import BANDS, ReportRow, ReportTotal, Totals
from tui_dunning.errors import BadInput
from tui_dunning.output.columns import cells
from tui_dunning.output.format import amount, clean, decimals
from tui_dunning.output.report import AMOUNT_HEADINGS, TITLE, Heading
from tui_dunning.output.workbook_rows import quick_rows

if TYPE_CHECKING:
    from fpdf import FPDF

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
            _taken(self._sheet.write_string(0, column, text, self._bold))
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
            _taken(self._sheet.write_string(self._next, column, text))
        places = decimals(row.currency)
        for column, minor in enumerate((row.balance, row.past_due, *row.aging), len(texts)):
            if abs(minor) < _EXACT_DIGITS:
                value, form = minor / 10**places, self._formats[places]
                _taken(self._sheet.write_number(self._next, column, value, form))
            else:
                text = amount(minor, row.currency)
                _taken(self._sheet.write_string(self._next, column, text))


def _taken(code: int) -> None:
    """Stop when a cell was not taken; the library would drop it without a word."""
    if code:
        raise BadInput(
            "A cell of the workbook was not taken: its text is too long or the sheet is full.",
            hint="Write the report as CSV instead.",
        )


# --- PDF ----------------------------------------------------------------------------------------

_SIZE, _STEP, _MARGIN = 7.5, 11.0, 28.0
"""Points: the height of letters, from line to line, the paper's margin."""
_PAPERS = {"A4": (841.89, 595.28), "Letter": (792.0, 612.0)}
_SHARES = (0.0, 0.032, 0.11, 0.30, *(0.335 + 0.095 * (place + 1) for place in range(7)))
"""Where columns begin (the first four) and end (amounts), as shares of the printed width."""


def write_pdf(rows: Iterable[ReportRow], heading: Heading, target: BinaryIO) -> tuple[int, int]:
    """Write the report as landscape pages. Returns rows and pages."""
    pages, totals, count = _Pages(heading), Totals(), 0
    for row in rows:
        count += 1
        totals.add(row)
        pages.row((row.ltr, row.customer, row.name), row)
    pages.rule()
    for total in totals.rows():
        pages.row(("", "", total.label), total)
    return count, pages.finish(target)


class _Pages:
    """Draws rows on landscape pages with `text` and `line` only."""

    def __init__(self, heading: Heading) -> None:
        from fpdf import FPDF

        self._heading = heading
        width, self._height = _PAPERS.get(heading.paper, _PAPERS["A4"])
        self._pdf: FPDF = FPDF("landscape", "pt", (self._height, width))
        self._pdf.set_auto_page_break(False)
        self._pdf.set_title(TITLE.capitalize())
        folder = fonts_folder()
        self._pdf.add_font("Report", "", folder / "DejaVuSans.ttf")
        self._pdf.add_font("Report", "B", folder / "DejaVuSans-Bold.ttf")
        self._printed = width - 2 * _MARGIN
        self._width_of = lru_cache(maxsize=4096)(self._measure)
        self._page = 0
        self._new_page()

    def _measure(self, text: str) -> float:
        """Return the width of a text in the rows' letters."""
        return float(self._pdf.get_string_width(text))

    def _new_page(self) -> None:
        """Start a page with its head."""
        self._page += 1
        pdf = self._pdf
        pdf.add_page()
        pdf.set_font("Report", "B", 10)
        pdf.text(_MARGIN, _MARGIN + 8, TITLE)
        pdf.set_font("Report", "", _SIZE)
        chosen = f", {self._heading.selection}" if self._heading.selection else ""
        about = f"As of {self._heading.as_of.isoformat()}{chosen}"
        pdf.text(_MARGIN, _MARGIN + 20, self._drawable(about))
        self._right(f"Page {self._page}", 1.0, _MARGIN + 8)
        self._y = _MARGIN + 38
        names = ("LTR", "Customer", "Name", "Cur")
        for text, share in zip(names, _SHARES, strict=False):
            pdf.text(self._at(share), self._y, text)
        for text, share in zip(AMOUNT_HEADINGS, _SHARES[4:], strict=True):
            self._right(text, share, self._y)
        self.rule()

    def rule(self) -> None:
        """Draw a line over the width of the page."""
        y = self._y + 3
        self._pdf.line(_MARGIN, y, _MARGIN + self._printed, y)
        self._y += 3

    def row(self, words: Sequence[str], row: ReportRow | ReportTotal) -> None:
        """Draw one row."""
        if self._y + 2 * _STEP > self._height - _MARGIN:
            self._new_page()
        self._y += _STEP
        texts = (*words, row.currency)
        for place, (text, share) in enumerate(zip(texts, _SHARES, strict=False)):
            if text:
                room = (_SHARES[place + 1] - share) * self._printed - 4
                shown = self._cut(text, room if place < len(texts) - 1 else 100.0)
                self._pdf.text(self._at(share), self._y, shown)
        for minor, share in zip((row.balance, row.past_due, *row.aging), _SHARES[4:], strict=True):
            self._right(amount(minor, row.currency), share, self._y)

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


assert len(AMOUNT_HEADINGS) == len(BANDS) + 2
