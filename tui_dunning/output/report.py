"""The edit report (menu 4.4.2) as text of 132 columns, CSV and JSON, and the way to every format.

Rows come as a stream and leave as one: nothing here holds more than a page.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import BinaryIO

from tui_dunning.engine.aging import BANDS, ReportRow, ReportTotal, Totals
from tui_dunning.output import report_lines
from tui_dunning.output.columns import fit, pad
from tui_dunning.output.format import amount, clean, plain_amount
from tui_dunning.output.report_formats import Format, no_formula
from tui_dunning.output.report_head import AMOUNT_HEADINGS, TITLE, Heading
from tui_dunning.output.report_lines import WIDTH, Counted, PageHead, paged, write_lines

CSV_COLUMNS = (
    *("ltr", "customer", "name", "currency", "balance", "past_due"),
    *("current", "days_1_30", "days_31_60", "days_61_90", "days_over_90"),
)
_AMOUNT, _LTR, _WHO, _CURRENCY = 12, 3, 33, 3
_NUMBER = 10


def write(
    form: Format, rows: Iterable[ReportRow], heading: Heading, target: BinaryIO
) -> tuple[int, int]:
    """Write a report in any format.

    Returns:
        How many rows and how many pages; 0 pages where the format has none.
    """
    if form in (Format.XLSX, Format.PDF):
        from tui_dunning.output import report_sheets

        draw = report_sheets.write_xlsx if form is Format.XLSX else report_sheets.write_pdf
        return draw(rows, heading, target)
    counted = Counted(rows)
    lines = {Format.TEXT: text_lines, Format.CSV: csv_lines, Format.JSON: json_lines}[form]
    pages = write_lines(lines(counted, heading), form, target)
    return counted.count, pages


# --- text ---------------------------------------------------------------------------------------


def text_lines(rows: Iterable[ReportRow], heading: Heading) -> Iterator[str]:
    """Yield the report as lines of 132 columns, a head on each page, pages by form feeds."""
    head = PageHead("AR4420", TITLE, heading.as_of, heading.selection)
    names = _line("LTR", _who("Customer", "Name"), "Cur", AMOUNT_HEADINGS)
    return paged(_body(rows), head, (names, "-" * WIDTH, ""))


def _body(rows: Iterable[ReportRow]) -> Iterator[str]:
    """Yield the rows and the totals."""
    totals = Totals()
    for row in rows:
        totals.add(row)
        yield from _row_lines(row.ltr, _who(row.customer, row.name), row)
    listed = totals.rows()
    if not listed:
        yield "No customer has an open item or a letter code."
        return
    yield ""
    for total in listed:
        yield from _row_lines("", fit(total.label, _WHO), total)


def _who(number: str, name: str) -> str:
    """Return number and name in their columns; a long number takes room from the name."""
    return fit(f"{pad(clean(number), _NUMBER)} {clean(name)}", _WHO)


def _row_lines(ltr: str, who: str, row: ReportRow | ReportTotal) -> Iterator[str]:
    """Yield a row's line; amounts too wide for their columns go on lines of their own, whole."""
    values = (row.balance, row.past_due, *row.aging)
    amounts = [_amount_in_column(minor, row.currency) for minor in values]
    if all(len(text) <= _AMOUNT for text in amounts):
        yield _line(ltr, who, row.currency, amounts)
        return
    yield _line(ltr, who, row.currency, ())
    for heading, minor in zip(AMOUNT_HEADINGS, values, strict=True):
        text = amount(minor, row.currency)
        yield f"{'':{_LTR + 1 + _NUMBER + 1}}{heading:<10}{text:>24}"


def _amount_in_column(minor: int, currency: str) -> str:
    """Return an amount with thousands marks, without them where it would be too wide."""
    text = amount(minor, currency)
    return text if len(text) <= _AMOUNT else plain_amount(minor, currency)


def _line(ltr: str, who: str, currency: str, amounts: Iterable[str]) -> str:
    """Put the columns of one line side by side."""
    left = f"{fit(ltr, _LTR)} {who} {fit(currency, _CURRENCY)}"
    return (left + "".join(f" {text:>{_AMOUNT}}" for text in amounts)).rstrip()


# --- data ---------------------------------------------------------------------------------------


def csv_lines(rows: Iterable[ReportRow], _heading: Heading) -> Iterator[str]:
    """Yield the report as CSV; text that a spreadsheet would take for a formula gets a ' before."""
    return report_lines.csv_lines(CSV_COLUMNS, map(_csv_row, rows))


def _csv_row(row: ReportRow) -> list[str]:
    money = [plain_amount(minor, row.currency) for minor in _amounts(row)]
    return [*map(no_formula, (row.ltr, row.customer, row.name, row.currency)), *money]


def json_lines(rows: Iterable[ReportRow], _heading: Heading) -> Iterator[str]:
    """Yield the report as one JSON list, a row a line."""
    return report_lines.json_lines(map(as_json, rows))


def as_json(row: ReportRow) -> dict[str, object]:
    """Return a row as JSON has it: amounts as text with the currency's decimals."""
    aging = {name: plain_amount(m, row.currency) for name, m in zip(BANDS, row.aging, strict=True)}
    return {
        "ltr": row.ltr,
        "customer": row.customer,
        "name": row.name,
        "currency": row.currency,
        "balance": plain_amount(row.balance, row.currency),
        "past_due": plain_amount(row.past_due, row.currency),
        "aging": aging,
    }


def _amounts(row: ReportRow | ReportTotal) -> tuple[int, ...]:
    """Return the amounts in the order of the columns."""
    return (row.balance, row.past_due, *row.aging)
