"""The lists of letters (menu 7), control and preview report: text, CSV, JSON; the way to others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import BinaryIO

from tui_dunning.output.columns import fit
from tui_dunning.output.format import amount, plain_amount
from tui_dunning.output.letter_lines import LetterLine, LetterTotals, ReportHead
from tui_dunning.output.report_formats import Format, no_formula
from tui_dunning.output.report_lines import (
    WIDTH,
    PageHead,
    csv_lines,
    json_lines,
    paged,
    write_lines,
)

CSV_COLUMNS = (
    *("letter", "run", "date", "sent", "sent_by", "status", "unit", "to", "name", "letter_code"),
    *("level", "items", "currency", "past_due", "held"),
)


def write(
    form: Format, letters: Iterable[LetterLine], head: ReportHead, target: BinaryIO
) -> tuple[int, int]:
    """Write the report in any format; return how many letters, and pages where it has some."""
    totals = LetterTotals()
    if form in (Format.XLSX, Format.PDF):
        from tui_dunning.output import letter_sheets

        draw = letter_sheets.write_xlsx if form is Format.XLSX else letter_sheets.write_pdf
        pages = draw(letters, head, totals, target)
    else:
        pages = write_lines(lines(form, letters, head, totals), form, target)
    return totals.letters, pages


def lines(
    form: Format, letters: Iterable[LetterLine], head: ReportHead, totals: LetterTotals
) -> Iterator[str]:
    """Yield the report's lines as text, CSV or JSON; `totals` counts what passes."""
    if form is Format.CSV:
        return _csv(letters, totals)
    return _json(letters, totals) if form is Format.JSON else _text(letters, head, totals)


def _text(letters: Iterable[LetterLine], head: ReportHead, totals: LetterTotals) -> Iterator[str]:
    """Yield the lines of all pages."""
    names = _line(
        ("Letter", "Run", "Date", "Sent", "Status", "Unit", "To", "Name", "Cd", "Lv", "Items"),
        "Past due",
        "Cur",
    )
    above = PageHead(head.ident, head.title, head.as_of, head.selection)
    return paged(_body(letters, totals), above, (names, "-" * WIDTH))


def _body(letters: Iterable[LetterLine], totals: LetterTotals) -> Iterator[str]:
    for letter in letters:
        totals.add(letter)
        words = (
            str(letter.number),
            "hand" if letter.run is None else str(letter.run),
            str(letter.made_on),
            str(letter.sent_on or ""),
            letter.status.replace("_", " "),
            letter.unit,
            letter.to,
            letter.name,
            letter.letter_code,
            str(letter.level),
            str(letter.items),
        )
        blank = ("",) * len(words)
        for place, (currency, minor) in enumerate(letter.amounts or (("", 0),)):
            shown = amount(minor, currency) if currency else ""
            yield _line(blank if place else words, shown, currency)
        if letter.held:
            yield f"{'':{_NAME_AT}}held [{letter.held}]"
    yield ""
    yield from totals.lines() if totals.letters else ("No letter is listed.",)


_WIDTHS = (8, 6, 10, 10, 11, 6, 12, 22, 3, 2, 5)
_RIGHT = (0, 1, 10)
_NAME_AT = sum(_WIDTHS[:7]) + 7
"""Where the column of names begins; why a letter is held stands there on the next line."""


def _line(words: Iterable[str], shown: str, currency: str) -> str:
    """Put the columns of one line side by side."""
    cells = [
        fit(word, width, right=at in _RIGHT)
        for at, (word, width) in enumerate(zip(words, _WIDTHS, strict=True))
    ]
    return f"{' '.join(cells)} {shown:>15} {currency:<3}"[:WIDTH].rstrip()


def _csv(letters: Iterable[LetterLine], totals: LetterTotals) -> Iterator[str]:
    """Yield a line for each letter and currency."""
    return csv_lines(CSV_COLUMNS, _csv_rows(letters, totals))


def _csv_rows(letters: Iterable[LetterLine], totals: LetterTotals) -> Iterator[list[object]]:
    for letter in letters:
        totals.add(letter)
        for currency, minor in letter.amounts or (("", 0),):
            words = (
                *(letter.number, letter.run, letter.made_on, letter.sent_on, letter.sent_by),
                *(letter.status, letter.unit, letter.to, letter.name, letter.letter_code),
                *(letter.level, letter.items, currency),
            )
            yield [
                *(no_formula(word) if isinstance(word, str) else word for word in words),
                plain_amount(minor, currency) if currency else "",
                no_formula(letter.held),
            ]


def as_json(letter: LetterLine) -> dict[str, object]:
    """Return a letter as JSON has it: amounts as text with the currency's decimals."""
    return {
        "letter": letter.number,
        "run": letter.run,
        "date": letter.made_on.isoformat(),
        "sent": letter.sent_on.isoformat() if letter.sent_on else None,
        "sent_by": letter.sent_by,
        "status": letter.status,
        "unit": letter.unit,
        "to": letter.to,
        "name": letter.name,
        "letter_code": letter.letter_code,
        "level": letter.level,
        "items": letter.items,
        "past_due": {code: plain_amount(minor, code) for code, minor in letter.amounts},
        "held": letter.held or None,
    }


def _json(letters: Iterable[LetterLine], totals: LetterTotals) -> Iterator[str]:
    """Yield a JSON list, a letter a line."""

    def counted() -> Iterator[dict[str, object]]:
        for letter in letters:
            totals.add(letter)
            yield as_json(letter)

    return json_lines(counted())
