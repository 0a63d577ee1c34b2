"""The lists of letters (menu 7) as an XLSX workbook and as landscape PDF pages, row by row."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, BinaryIO

from tui_dunning.output.format import amount
from tui_dunning.output.letter_lines import LetterLine, LetterTotals, ReportHead
from tui_dunning.output.table_pages import PageColumn, TablePages
from tui_dunning.output.workbook import Sheets, new_workbook, taken

_SHEET = {
    "Letter": 9, "Run": 6, "Date": 11, "Sent": 11, "Sent by": 12, "Status": 12, "Unit": 7,
    "To": 14, "Name": 36, "Code": 6, "Level": 6, "Items": 6, "Cur": 6, "Past due": 15, "Held": 24,
}  # fmt: skip
_PAGE = (
    PageColumn("Letter", 0.06, right=True),
    PageColumn("Run", 0.105, right=True),
    PageColumn("Date", 0.115),
    PageColumn("Sent", 0.18),
    PageColumn("Status", 0.245),
    PageColumn("Unit", 0.32),
    PageColumn("To", 0.37),
    PageColumn("Name", 0.46),
    PageColumn("Code", 0.665),
    PageColumn("Level", 0.70),
    PageColumn("Items", 0.765, right=True),
    PageColumn("Past due", 0.88, right=True),
    PageColumn("Cur", 0.89),
)


def write_xlsx(
    letters: Iterable[LetterLine], head: ReportHead, totals: LetterTotals, target: BinaryIO
) -> int:
    """Write a workbook, a row for each letter and currency, in the memory of one row.

    Returns 0: a workbook has no pages.
    """
    with new_workbook(target, head.title, head.as_of) as workbook:
        sheets = _LetterSheets(workbook)
        for letter in letters:
            totals.add(letter)
            for currency, minor in letter.amounts or (("", 0),):
                sheets.write(_words(letter), currency, minor, letter.held)
    return 0


def _words(letter: LetterLine) -> tuple[object, ...]:
    run = "by hand" if letter.run is None else letter.run
    sent_on = "" if letter.sent_on is None else letter.sent_on.isoformat()
    status = letter.status.replace("_", " ")
    return (
        *(letter.number, run, letter.made_on.isoformat(), sent_on, letter.sent_by, status),
        *(letter.unit, letter.to, letter.name, letter.letter_code, letter.level, letter.items),
    )


class _LetterSheets(Sheets):
    """The sheets of a list of letters."""

    def __init__(self, workbook: Any) -> None:
        super().__init__(workbook, "Letters", _SHEET)

    def write(self, words: Iterable[object], currency: str, minor: int, held: str) -> None:
        """Write one row: numbers as numbers, amounts with their currency's decimals."""
        self._make_room()
        column = -1
        for column, word in enumerate((*words, currency)):
            if isinstance(word, int):
                taken(self._sheet.write_number(self._next, column, word))
            else:
                self._text(column, str(word))
        if currency:
            self._amount(column + 1, minor, currency)
        self._text(column + 2, held)
        self._next += 1


def write_pdf(
    letters: Iterable[LetterLine], head: ReportHead, totals: LetterTotals, target: BinaryIO
) -> int:
    """Write landscape pages with the totals behind; return how many pages."""
    chosen = f", {head.selection}" if head.selection else ""
    about = f"As of {head.as_of.isoformat()}{chosen}"
    pages = TablePages(head.title, about, _PAGE, head.paper)
    for letter in letters:
        totals.add(letter)
        number, run, made_on, sent_on, _by, status, *rest = map(str, _words(letter))
        unit, to, name, code, level, items = rest
        words = (number, run, made_on, sent_on, status, unit, to, name, code, level, items)
        for place, (currency, minor) in enumerate(letter.amounts or (("", 0),)):
            shown = amount(minor, currency) if currency else ""
            left = ("",) * len(words) if place else words
            pages.row((*left, shown, currency))
        if letter.held:
            pages.row(_by_name(f"held [{letter.held}]"))
    pages.rule()
    for line in totals.lines() if totals.letters else ("No letter is listed.",):
        pages.row(_by_name(line.strip()))
    return pages.finish(target)


def _by_name(words: str) -> tuple[str, ...]:
    """Return a row with words in the column of names alone."""
    return (*("",) * 7, words, *("",) * 5)
