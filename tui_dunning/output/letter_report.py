"""The lists of letters (menu 7), control and preview report: text, CSV, JSON; the way to others."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from tui_dunning.output.columns import fit
from tui_dunning.output.format import amount, plain_amount
from tui_dunning.output.letter_lines import LetterLine, LetterTotals, ReportHead
from tui_dunning.output.report_formats import Format, no_formula

WIDTH = 132
PAGE_LINES = 60
HEAD_LINES = 5
CSV_COLUMNS = (
    *("letter", "run", "date", "sent", "sent_by", "status", "unit", "to", "name", "letter_code"),
    *("level", "items", "currency", "past_due", "held"),
)


def write(
    form: Format, letters: Iterable[LetterLine], head: ReportHead, target: BinaryIO
) -> tuple[int, int]:
    """Write the report in any format; return how many letters, and pages where it has some."""
    totals, pages = LetterTotals(), 0
    if form in (Format.XLSX, Format.PDF):
        from tui_dunning.output import letter_sheets

        draw = letter_sheets.write_xlsx if form is Format.XLSX else letter_sheets.write_pdf
        pages = draw(letters, head, totals, target)
        return totals.letters, pages
    for line in lines(form, letters, head, totals):
        pages += form is Format.TEXT and (line.startswith("\f") or not pages)
        target.write(f"{line}\n".encode())
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
    on_page = PAGE_LINES - HEAD_LINES
    for place, line in enumerate(_body(letters, totals)):
        if place % on_page == 0:
            yield from _head(head, place // on_page + 1)
        yield line


def _head(head: ReportHead, page: int) -> Iterator[str]:
    right = f"Page {page:>5,}"
    title = fit(head.ident, 20) + head.title.center(WIDTH - 40) + fit(right, 20, right=True)
    yield ("\f" if page > 1 else "") + title
    yield f"As of {head.as_of.isoformat()}".center(WIDTH).rstrip()
    yield fit(head.selection, WIDTH).rstrip()
    yield _line(
        ("Letter", "Run", "Date", "Sent", "Status", "Unit", "To", "Name", "Cd", "Lv", "Items"),
        "Past due",
        "Cur",
        "Remark",
    )
    yield "-" * WIDTH


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
            remark = "held" if letter.held and not place else ""
            yield _line(blank if place else words, shown, currency, remark)
    yield ""
    yield from totals.lines() if totals.letters else ("No letter is listed.",)


_WIDTHS = (8, 6, 10, 10, 11, 6, 12, 22, 3, 2, 5)
_RIGHT = (0, 1, 10)


def _line(words: Iterable[str], shown: str, currency: str, remark: str) -> str:
    """Put the columns of one line side by side."""
    cells = [
        fit(word, width, right=at in _RIGHT)
        for at, (word, width) in enumerate(zip(words, _WIDTHS, strict=True))
    ]
    return f"{' '.join(cells)} {shown:>15} {currency:<3} {remark}"[:WIDTH].rstrip()


def _csv(letters: Iterable[LetterLine], totals: LetterTotals) -> Iterator[str]:
    """Yield a line for each letter and currency."""
    yield ",".join(CSV_COLUMNS)
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="")
    for letter in letters:
        totals.add(letter)
        for currency, minor in letter.amounts or (("", 0),):
            words = (
                *(letter.number, letter.run, letter.made_on, letter.sent_on, letter.sent_by),
                *(letter.status, letter.unit, letter.to, letter.name, letter.letter_code),
                *(letter.level, letter.items, currency),
                plain_amount(minor, currency) if currency else "",
                letter.held,
            )
            writer.writerow(
                [no_formula(word) if isinstance(word, str) and at != 13 else word
                 for at, word in enumerate(words)]
            )  # fmt: skip
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()


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
    before = "["
    for letter in letters:
        totals.add(letter)
        yield before + json.dumps(as_json(letter), ensure_ascii=False)
        before = ","
    yield "]" if before == "," else "[]"
