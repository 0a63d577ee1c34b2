"""The notices printed right after a letter: its fee or interest asked for apart, each on its page.

A notice is drawn like a letter: same letterhead, window and payment block, its own number.
Source: seed 003, dunning fee on a separate invoice or a separate late charge notice.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from tui_dunning.output.document import ChargeNotice, ChargeRow, LetterDocument, Totals
from tui_dunning.output.format import amount, day
from tui_dunning.output.labels import Labels, labels
from tui_dunning.output.sheet import Sheet, Table, TablePlan


def notice_documents(document: LetterDocument) -> Iterator[LetterDocument]:
    """Yield what the notices of a letter are drawn from."""
    words = labels(document.language)
    for notice in document.notices:
        heading = words.invoice if notice.is_invoice else words.late_charge_notice
        total = sum(line.amount_minor for line in notice.lines)
        yield replace(
            document,
            to_number=notice.customer,
            subject=f"{heading} {notice.number}",
            before=(),
            after=(),
            sections=(),
            not_due=(),
            credits=(),
            totals=(Totals(notice.currency, past_due=total),),
            shown=None,
            reference=notice.number,
            slip=False,
            epc="",
            notices=(),
            charges=tuple(_rows(notice, document, words)),
        )


def _rows(notice: ChargeNotice, document: LetterDocument, words: Labels) -> Iterator[ChargeRow]:
    """Yield a row for each charge; interest names the item and its days."""
    kind = words.fee if notice.is_fee else words.finance_charge
    letter = f"{words.letter} {document.number}"
    for line in notice.lines:
        days = [d for d in (line.charged_from, line.charged_until) if d is not None]
        spell = " – ".join(day(d, document.language) for d in days)
        parts = (kind, line.item or letter, spell)
        text = " · ".join(part for part in parts if part)
        yield ChargeRow(text, notice.currency, line.amount_minor)


def draw_charges(sheet: Sheet, document: LetterDocument, words: Labels) -> None:
    """Draw the table of a notice: what for, currency, amount."""
    paper = sheet.paper
    width = paper.right - paper.left
    currency, minor = round(width * 0.08), round(width * 0.22)
    heads = (words.description, words.currency, words.amount)
    table = Table(sheet, TablePlan(sheet, heads, (width - currency - minor, currency, minor),
                                   frozenset({2})))  # fmt: skip
    sheet.room_for(paper.row_step * 4)
    table.head()
    sheet.on_new_page.append(table.head)
    for row in document.charges:
        shown = amount(row.amount_minor, row.currency, document.language)
        table.row((row.description, row.currency, shown))
    sheet.on_new_page.pop()
