"""Lay a letter out on pages: letterhead, window, facts, text, table, totals, payment, page numbers.

The result is words and lines with their places, the same for every renderer: `pdf` draws them on
paper, `preview` writes them on the screen.
"""

from __future__ import annotations

from tui_dunning.output.document import CustomerRows, LetterDocument, Row, Totals
from tui_dunning.output.format import amount, day, money
from tui_dunning.output.labels import Labels, labels
from tui_dunning.output.paper import Paper
from tui_dunning.output.sheet import THIN, Line, Page, Sheet, Table, Words
from tui_dunning.output.typeface import Measure, hold_together

MOST_ADDRESS_LINES = 9


def lay_out(document: LetterDocument, paper: Paper, measure: Measure) -> list[Page]:
    """Return the pages of a letter."""
    sheet = Sheet(paper, measure)
    words = labels(document.language)
    _letterhead(sheet, document)
    _address(sheet, document, words)
    _facts(sheet, document, words)
    sheet.on_new_page.append(lambda: _running_head(sheet, document, words))
    _subject(sheet, document)
    _paragraphs(sheet, document.before)
    if document.prices:
        _prices(sheet, document, words)
    _items(sheet, document, words)
    _totals(sheet, document, words)
    _payment(sheet, document, words)
    _paragraphs(sheet, document.after)
    _feet(sheet, document, words)
    return sheet.pages


def _letterhead(sheet: Sheet, document: LetterDocument) -> None:
    """Draw the unit's name and address at the left, how to reach it at the right."""
    paper, sender = sheet.paper, document.sender
    sheet.y = paper.head_top
    size, small = paper.head_size, paper.small_size
    reach = [text for text in (sender.phone, sender.email) if text]
    half = (paper.right - paper.left) * 0.66
    name = sheet.fit(sender.name, half, bold=True, size=size)
    sheet.put(paper.left, name, bold=True, size=size, step=paper.step * 1.3 if paper.rise else 1)
    sheet.y += paper.step * (1.5 if paper.rise else 1)
    address = sheet.fit(" · ".join(sender.lines), half, size=small)
    sheet.put(paper.left, address, size=small, step=paper.small_step)
    sheet.y -= paper.small_step * (len(reach) - 1)
    for text in reach:
        cut = sheet.fit(text, (paper.right - paper.left) * 0.33, size=small)
        sheet.put_right(paper.right, cut, size=small, step=paper.small_step)
        sheet.y += paper.small_step
    sheet.y = paper.head_top + (11 if paper.rise else 2)
    sheet.line(paper.left, paper.right)


def _address(sheet: Sheet, document: LetterDocument, words: Labels) -> None:
    """Draw the window: the sender in tiny letters above a thin line, then the address."""
    paper = sheet.paper
    lines = _address_lines(sheet, document, words)
    step = paper.address_step
    sheet.y = min(paper.address_top, paper.address_bottom - step * len(lines))
    top = sheet.y
    if paper.rise:
        sheet.y = top - 4.2
        size = paper.tiny_size
        cut = _return_address(sheet, document)
        sheet.put(paper.address_left, cut, size=size, step=3.2)
        sheet.y = top - 0.9
        wide = sheet.measure.width(cut, False, size)
        sheet.line(paper.address_left, paper.address_left + wide, 0.15)
    sheet.y = top
    for line in lines:
        sheet.put(paper.address_left, line, step=step)
        sheet.y += step


def _return_address(sheet: Sheet, document: LetterDocument) -> str:
    """Return the sender's line above the window, without its last parts where it is too long."""
    width, size = sheet.paper.address_width, sheet.paper.tiny_size
    parts = [document.sender.name, *document.sender.lines]
    while len(parts) > 2 and sheet.measure.width(" · ".join(parts), False, size) > width:
        parts.pop()
    return sheet.fit(" · ".join(parts), width, size=size)


def _address_lines(sheet: Sheet, document: LetterDocument, words: Labels) -> list[str]:
    """Return the lines of the window: a long name in up to three, the rest in up to two."""
    given = list(document.address)
    if document.attention:
        given.insert(1, f"{words.attention} {document.attention}")
    for most_name, most_other in ((3, 2), (2, 1), (1, 1)):
        lines: list[str] = []
        for position, text in enumerate(given):
            most = most_other if position else most_name
            lines += sheet.wrap(text, sheet.paper.address_width, most)
        if len(lines) <= MOST_ADDRESS_LINES:
            break
    return lines[:MOST_ADDRESS_LINES]


def _facts(sheet: Sheet, document: LetterDocument, words: Labels) -> None:
    """Draw the block of facts beside the window: date, customer, letter, reference."""
    paper, language = sheet.paper, document.language
    facts = [
        (words.date, day(document.date, language, "long" if paper.rise else "medium")),
        (words.customer_number, document.to_number),
        (words.letter_number, str(document.number) if document.number else ""),
        (words.reference, document.reference),
    ]
    sheet.y = paper.info_top
    size = paper.body_size - 0.5
    for label, value in facts:
        if not value:
            continue
        sheet.put(paper.info_left, label, size=size)
        taken = sheet.measure.width(label, False, size) + 2
        room = paper.right - paper.info_left - taken
        sheet.put_right(paper.right, sheet.fit(value, room, size=size), size=size)
        sheet.y += paper.step * (1.06 if paper.rise else 1)


def _running_head(sheet: Sheet, document: LetterDocument, words: Labels) -> None:
    """Draw the head of a further page: who writes to whom about which letter."""
    paper = sheet.paper
    after, sheet.y = sheet.y, paper.head_top + (4 if paper.rise else 0)
    size, step = paper.small_size, paper.small_step
    half = (paper.right - paper.left) * 0.45
    name = sheet.fit(document.sender.name, half * 0.9, bold=True, size=size)
    sheet.put(paper.left, name, bold=True, size=size, step=step)
    number = f"{words.letter} {document.number}" if document.number else ""
    facts = " · ".join(
        fact
        for fact in (
            f"{words.customer} {sheet.fit(document.to_number, half * 0.4, size=size)}",
            number,
            day(document.date, document.language),
        )
        if fact
    )
    sheet.put_right(paper.right, facts, size=size, step=step)
    sheet.y += step + paper.padding
    sheet.line(paper.left, paper.right)
    sheet.y = after


def _subject(sheet: Sheet, document: LetterDocument) -> None:
    """Draw the subject, bold, and leave a line free."""
    paper = sheet.paper
    sheet.y = paper.subject_top
    width, size = paper.right - paper.left, paper.subject_size
    for line in sheet.wrap(hold_together(document.subject), width, 4, bold=True, size=size):
        sheet.put(paper.left, line, bold=True, size=size)
        sheet.y += paper.step * (1.1 if paper.rise else 1)
    sheet.y += paper.gap


def _paragraphs(sheet: Sheet, paragraphs: tuple[str, ...]) -> None:
    """Draw paragraphs; two lines at least stay together at the foot and the head of a page."""
    paper = sheet.paper
    width = paper.right - paper.left
    wrapped = [sheet.wrap(hold_together(paragraph), width) for paragraph in paragraphs]
    for number, lines in enumerate(wrapped):
        if number + 2 == len(wrapped):
            # A signature never stands alone on a page.
            height = sum(map(len, wrapped[-2:])) * paper.step + paper.gap
            if height < (paper.bottom - paper.next_top) / 3:
                sheet.room_for(height)
        for position, line in enumerate(lines):
            left = len(lines) - position
            together = 2 if (position == 0 and left > 1) or left == 2 else 1
            if left == 3 and position == 0:
                together = 3
            sheet.room_for(paper.step * together)
            sheet.put(paper.left, line)
            sheet.y += paper.step
        sheet.y += paper.gap


def _item_table(sheet: Sheet, document: LetterDocument, words: Labels) -> Table:
    """Return the table of items, with the column of the display currency if there is one."""
    heads = [
        words.document,
        words.kind,
        words.item_date,
        words.due_date,
        words.days_late,
        words.currency,
        words.balance,
    ]
    if not document.shown:
        return Table(sheet, heads, sheet.paper.columns, frozenset({4, 6}))
    heads.append(f"{words.balance} {document.shown.currency}")
    return Table(sheet, heads, sheet.paper.columns_shown, frozenset({4, 6, 7}))


def _items(sheet: Sheet, document: LetterDocument, words: Labels) -> None:
    """Draw the table of items: past due first, then what is not yet due under its own head."""
    if not (document.sections or document.not_due):
        return
    paper = sheet.paper
    sheet.y += paper.gap / 2 if paper.rise else 0
    table = _item_table(sheet, document, words)
    sheet.room_for(paper.small_step * 2 + paper.row_step * 3)
    table.head()
    sheet.on_new_page.append(table.head)
    _sections(table, document, document.sections, words)
    if document.not_due:
        sheet.room_for(paper.row_step * 3)
        sheet.y += paper.padding
        _heading(table, words.not_due_heading)
        _sections(table, document, document.not_due, words)
    sheet.on_new_page.pop()


def _heading(table: Table, text: str) -> None:
    """Draw a bold line over the whole width of the table."""
    sheet, paper = table.sheet, table.sheet.paper
    size = paper.table_size
    cut = sheet.fit(text, paper.right - paper.left, bold=True, size=size)
    sheet.put(paper.left, cut, bold=True, size=size, step=paper.row_step)
    sheet.y += paper.row_step


def _sections(
    table: Table, document: LetterDocument, sections: tuple[CustomerRows, ...], words: Labels
) -> None:
    """Draw the rows of each customer with subtotals where more than one sum stands below."""
    sheet = table.sheet
    customers = {s.number for s in (*document.sections, *document.not_due)}
    for section in sections:
        head = f"{words.customer} {section.number}  {section.name}"
        if len(customers) > 1:
            sheet.room_for(sheet.paper.row_step * 3)
            _heading(table, head)
        subtotals = section.subtotals
        subtotalled = len(customers) > 1 or len(subtotals) > 1 or bool(document.not_due)
        for position, row in enumerate(section.rows):
            last = position + 1 == len(section.rows)
            ends = last or section.rows[position + 1].currency != row.currency
            together = 2 if subtotalled and ends else 1
            if sheet.room_for(sheet.paper.row_step * together) and len(customers) > 1:
                _heading(table, f"{head} ({words.continued})")
            table.row(_cells(row, document, words))
            if subtotalled and ends:
                _subtotal(table, row.currency, subtotals[row.currency], document, words)


def _cells(row: Row, document: LetterDocument, words: Labels) -> list[str]:
    """Return the texts of one row."""
    language = document.language
    kinds = {"IN": words.invoice, "CM": words.credit, "CR": words.credit}
    cells = [
        row.number,
        kinds.get(row.kind, row.kind),
        day(row.item_date, language) if row.item_date else "",
        day(row.due_date, language),
        str(row.days_late) if row.days_late is not None else "",
        row.currency,
        amount(row.balance_minor, row.currency, language),
    ]
    if document.shown:
        known = row.shown_minor is not None
        shown = amount(row.shown_minor or 0, document.shown.currency, language) if known else ""
        cells.append(shown)
    return cells


def _subtotal(
    table: Table, currency: str, sum_minor: int, document: LetterDocument, words: Labels
) -> None:
    """Draw the subtotal of one currency."""
    text = amount(sum_minor, currency, document.language)
    cells = [words.subtotal, "", "", "", "", currency, text]
    table.row(cells + [""] * bool(document.shown), bold=True, wrapped=None, spanned=4)


def _totals(sheet: Sheet, document: LetterDocument, words: Labels) -> None:
    """Draw the totals of each currency, and of the display currency with its rates."""
    if not document.totals:
        return
    paper, language = sheet.paper, document.language
    sheet.y += paper.padding * 1.5
    for totals in document.totals:
        parts = _total_parts(totals, words)
        sheet.room_for(paper.row_step * (len(parts) + 1) + paper.rule)
        for label, minor in parts:
            _total(sheet, label, money(minor, totals.currency, language))
        if len(parts) > 0:
            sheet.line(paper.totals_left, paper.right)
        total = money(totals.due, totals.currency, language)
        _total(sheet, words.total_due, total, bold=True)
        if totals.not_due:
            sheet.room_for(paper.row_step)
            _total(sheet, words.not_due, money(totals.not_due, totals.currency, language))
        sheet.y += paper.padding
    if document.shown:
        sheet.room_for(paper.row_step * 2)
        shown = money(document.shown.due_minor, document.shown.currency, language)
        label = f"{words.total_due} {document.shown.currency}"
        _total(sheet, label, shown, bold=True)
        rates = ", ".join(
            f"1 {cur} = {rate} {document.shown.currency}" for cur, rate in document.shown.rates
        )
        if rates:
            _total(sheet, "", f"{words.rates}: {rates}")
    sheet.y += paper.gap


def _total_parts(totals: Totals, words: Labels) -> list[tuple[str, int]]:
    """Return what the total due is made of, nothing where it is made of one thing."""
    parts = [
        (words.past_due, totals.past_due),
        (words.fee, totals.fee),
        (words.finance_charge, totals.finance_charge),
    ]
    there = [(label, minor) for label, minor in parts if minor]
    return there if len(there) > 1 else []


def _total(sheet: Sheet, label: str, text: str, *, bold: bool = False) -> None:
    """Draw one line of the totals."""
    paper = sheet.paper
    size = paper.table_size + (1 if bold else 0)
    step = paper.row_step
    room = paper.right - paper.left
    text = sheet.fit(text, room, bold=bold, size=size)
    if label:
        sheet.put(paper.totals_left, label, bold=bold, size=size, step=step)
    sheet.put_right(paper.right, text, bold=bold, size=size, step=step)
    sheet.y += step


def _payment(sheet: Sheet, document: LetterDocument, words: Labels) -> None:
    """Draw where, how much, by when and with which reference to pay, between two lines."""
    due = [totals for totals in document.totals if totals.due > 0]
    if not (document.remit_to and due):
        return
    paper, language = sheet.paper, document.language
    amounts = " · ".join(money(totals.due, totals.currency, language) for totals in due)
    rows = [
        (words.pay_to, document.remit_to),
        (words.reference, document.reference or str(document.number)),
        (words.amount, amounts),
        (words.pay_by, day(document.pay_by, language) if document.pay_by else ""),
    ]
    rows = [(label, value) for label, value in rows if value]
    size, step = paper.table_size + 0.5, paper.row_step
    indent = max(sheet.measure.width(f"{label}   ", False, size) for label, _ in rows)
    width = paper.right - paper.left - indent
    wrapped = [(label, sheet.wrap(value, width, 3, bold=True, size=size)) for label, value in rows]
    sheet.room_for(step * sum(len(lines) for _, lines in wrapped) + paper.padding * 3 + paper.rule)
    sheet.line(paper.left, paper.right)
    sheet.y += paper.padding
    for label, lines in wrapped:
        sheet.put(paper.left, label, size=size, step=step)
        for line in lines:
            sheet.put(paper.left + indent, line, bold=True, size=size, step=step)
            sheet.y += step
    sheet.y += paper.padding
    sheet.line(paper.left, paper.right)
    sheet.y += paper.gap * (1.5 if paper.rise else 1)


def _prices(sheet: Sheet, document: LetterDocument, words: Labels) -> None:
    """Draw the table of special prices."""
    language = document.language
    heads = (
        words.product,
        words.description,
        words.currency,
        words.price,
        words.valid_from,
        words.valid_until,
    )
    table = Table(sheet, heads, sheet.paper.columns_prices, frozenset({3}))
    sheet.room_for(sheet.paper.row_step * 4)
    table.head()
    sheet.on_new_page.append(table.head)
    for price in document.prices:
        until = day(price.valid_until, language) if price.valid_until else "–"
        cells = [
            price.product,
            price.description,
            price.currency,
            amount(price.price_minor, price.currency, language),
            day(price.valid_from, language),
            until,
        ]
        table.row(cells, wrapped=1)
    sheet.on_new_page.pop()
    sheet.y += sheet.paper.gap


def _feet(sheet: Sheet, document: LetterDocument, words: Labels) -> None:
    """Write "Page n of m" under every page, and the fold marks on the first."""
    paper = sheet.paper
    size, step = paper.small_size, paper.small_step
    for number, page in enumerate(sheet.pages, 1):
        sheet.y = paper.foot_top
        text = words.page_of(number, len(sheet.pages))
        wide = sheet.measure.width(text, False, size)
        baseline = sheet.y + paper.rise * step
        page.words.append(Words(paper.right - wide, baseline, text, False, size))
    for fold in paper.folds:
        sheet.pages[0].lines.append(Line(5, 9, fold, THIN))
