"""What the workbooks (XLSX) of all reports share: sheets that follow one another, checked cells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from io import SEEK_SET
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO

from tui_dunning.errors import BadInput
from tui_dunning.output.format import amount, clean, decimals

SHEET_ROWS = 1_048_576
"""The rows of a sheet; a report goes on in another one."""

EXACT_DIGITS = 10**15
"""From here on a spreadsheet's numbers are no longer exact; such an amount is written as text."""


@contextmanager
def new_workbook(target: BinaryIO, title: str, as_of: date) -> Iterator[Any]:
    """Open a workbook that holds one row in memory and takes no text for a formula or a link.

    Raises:
        OSError: at the end, where the file could not be written.
    """
    from xlsxwriter import Workbook

    kept = _Target(target)
    with TemporaryDirectory() as folder:  # the library leaves its files where its disk is full
        options = {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "tmpdir": folder,
        }
        workbook = Workbook(kept, options)
        workbook.set_properties({"title": f"{title.capitalize()}, {as_of.isoformat()}"})
        try:
            yield workbook
            workbook.close()
        except BaseException:
            kept.error = kept.error or OSError("given up")  # what is thrown away writes no more
            raise
    if kept.error:
        raise kept.error


class _Target:
    """A file that a full disk never interrupts: the error is kept for when all is written.

    A ZipFile that is interrupted writes on when it is thrown away, on a file that is closed by
    then, and that ends as a traceback on standard error; and the library's own files stay.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._at = 0
        self.error: OSError | None = None

    def write(self, data: bytes) -> int:
        """Write, or only count once something has failed."""
        if self.error is None:
            try:
                self._file.write(data)
            except OSError as error:
                self.error = error
        self._at += len(data)
        return len(data)

    def seek(self, place: int, whence: int = SEEK_SET) -> int:
        """Go to a place counted from the start; the ZipFile knows no other."""
        if whence != SEEK_SET:
            raise ValueError("only from the start")
        self.flush()
        if self.error is None:
            self._file.seek(place)
        self._at = place
        return place

    def tell(self) -> int:
        """Where the next byte goes."""
        return self._at

    def flush(self) -> None:
        """Bring what is written to the disk."""
        if self.error is None:
            try:
                self._file.flush()
            except OSError as error:
                self.error = error


class Sheets:
    """Writes rows one after the other, on a further sheet where one is full.

    Args:
        workbook: from `new_workbook`.
        name: of the sheets, which are numbered.
        columns: heading and width of each.
    """

    def __init__(self, workbook: Any, name: str, columns: Mapping[str, int]) -> None:
        self._workbook = workbook
        self._name = name
        self._columns = columns
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
        self._sheet = self._workbook.add_worksheet(f"{self._name} {self._count}")
        self._sheet.freeze_panes(1, 0)
        for column, (text, width) in enumerate(self._columns.items()):
            self._sheet.set_column(column, column, width)
            taken(self._sheet.write_string(0, column, text, self._bold))
        self._next = 1

    def _make_room(self) -> None:
        """Go on to a further sheet where this one is full."""
        if self._next >= SHEET_ROWS:
            self._new_sheet()

    def _text(self, column: int, text: str) -> None:
        """Write a text that stays a text."""
        taken(self._sheet.write_string(self._next, column, clean(text)))

    def _amount(self, column: int, minor: int, currency: str) -> None:
        """Write an amount as a number with its currency's decimals, as text where it is too big."""
        if abs(minor) >= EXACT_DIGITS:
            self._text(column, amount(minor, currency))
            return
        places = decimals(currency)
        value, form = minor / 10**places, self._formats[places]
        taken(self._sheet.write_number(self._next, column, value, form))


def taken(code: int) -> None:
    """Stop when a cell was not taken; the library would drop it without a word.

    Raises:
        BadInput: the text is too long, or the sheet is full.
    """
    if code:
        raise BadInput(
            "A cell of the workbook was not taken: its text is too long or the sheet is full.",
            hint="Write the report as CSV instead.",
        )
