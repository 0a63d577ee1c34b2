"""The tables of a letter: items with subtotals, totals of each currency, special prices."""

from __future__ import annotations

from collections.abc import Mapping

from tui_dunning.output.document import CustomerRows, LetterDocument, Row, Shown, Totals
from tui_dunning.output.format import amount, day, money
from tui_dunning.output.labels import Labels
from tui_dunning.output.sheet import Sheet, Table, TablePlan


def _item_table(sheet: Sheet, document: LetterDocument, words: Labels) -> Table:
    """Return the table of items, with the column of the display currency if there is one."""
    key = ("items", document.language, document.shown and document.shown.currency)
    plan = sheet.memory.plans.get(key)
    if plan is None:
        plan = sheet.memory.plans[key] = _item_plan(sheet, document, words)
    return Table(sheet, plan)


def _item_plan(sheet: Sheet, document: LetterDocument, words: Labels) -> TablePlan:
    """Return heads and columns of the table of items."""
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
        return TablePlan(sheet, heads, sheet.paper.columns, frozenset({4, 6}))
    heads.append(f"{words.balance} {document.shown.currency}")
    return TablePlan(sheet, heads, sheet.paper.columns_shown, frozenset({4, 6, 7}))


def draw_items(sheet: Sheet, document: LetterDocument, words: Labels) -> None:
    """Draw the table of items: past due first, the others under heads of their own."""
    if not (document.sections or document.not_due or document.credits):
        return
    paper = sheet.paper
    sheet.y += paper.gap / 2 if paper.rise else 0
    table = _item_table(sheet, document, words)
    sheet.room_for(paper.small_step * 2 + paper.row_step * 3)
    table.head()
    sheet.on_new_page.append(table.head)
    _sections(table, document, document.sections, words)
    apart = ((words.not_due_heading, document.not_due), (words.credit, document.credits))
    for heading, sections in apart:
        if sections:
            sheet.room_for(paper.row_step * 3)
            sheet.y += paper.padding
            _heading(table, heading)
            _sections(table, document, sections, words)
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
    apart = (*document.not_due, *document.credits)
    kinds = {
        "IN": words.invoice,
        "DM": words.debit,
        "CM": words.credit,
        "CR": words.credit,
        "PM": words.payment,
    }
    customers = {s.number for s in (*document.sections, *apart)}
    for section in sections:
        head = f"{words.customer} {section.number}  {section.name}"
        if len(customers) > 1:
            sheet.room_for(sheet.paper.row_step * 3)
            _heading(table, head)
        subtotals = section.subtotals
        subtotalled = len(customers) > 1 or len(subtotals) > 1 or bool(apart)
        for position, row in enumerate(section.rows):
            last = position + 1 == len(section.rows)
            ends = last or section.rows[position + 1].currency != row.currency
            together = 2 if subtotalled and ends else 1
            if sheet.room_for(sheet.paper.row_step * together) and len(customers) > 1:
                _heading(table, f"{head} ({words.continued})")
            table.row(_cells(row, kinds, document.language, document.shown))
            if subtotalled and ends:
                _subtotal(table, row.currency, subtotals[row.currency], document, words)


def _cells(
    row: Row, kinds: Mapping[str, str], language: str, shown: Shown | None
) -> tuple[str, ...]:
    """Return the texts of one row."""
    number, kind, item_date, due_date, days_late, currency, minor, shown_minor = row
    cells = (
        number,
        kinds.get(kind, kind),
        day(item_date, language) if item_date else "",
        day(due_date, language),
        "" if days_late is None else str(days_late),
        currency,
        amount(minor, currency, language),
    )
    if not shown:
        return cells
    known = shown_minor is not None
    return (*cells, amount(shown_minor or 0, shown.currency, language) if known else "")


def _subtotal(
    table: Table, currency: str, sum_minor: int, document: LetterDocument, words: Labels
) -> None:
    """Draw the subtotal of one currency."""
    text = amount(sum_minor, currency, document.language)
    cells = [words.subtotal, "", "", "", "", currency, text]
    table.row(cells + [""] * bool(document.shown), bold=True, wrapped=None, spanned=4)


def draw_totals(sheet: Sheet, document: LetterDocument, words: Labels) -> None:
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
        for label, minor in ((words.not_due, totals.not_due), (words.credit, totals.credits)):
            if minor:
                sheet.room_for(paper.row_step)
                _total(sheet, label, money(minor, totals.currency, language))
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


def draw_prices(sheet: Sheet, document: LetterDocument, words: Labels) -> None:
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
    table = Table(sheet, TablePlan(sheet, heads, sheet.paper.columns_prices, frozenset({3})))
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
