"""Lay a letter out on pages: letterhead, window, facts, text, table, totals, payment, page numbers.

The result is words and lines with their places, the same for every renderer: `pdf` draws them on
paper, `preview` writes them on the screen.
"""

from __future__ import annotations

from tui_dunning.output.charge_notice import draw_charges, notice_documents
from tui_dunning.output.document import LetterDocument
from tui_dunning.output.format import day, money
from tui_dunning.output.labels import Labels, labels
from tui_dunning.output.layout_slip import CODE_SIDE, CODE_TALL, above_slip, draw_code, draw_slips
from tui_dunning.output.layout_tables import draw_items, draw_prices, draw_totals
from tui_dunning.output.paper import Paper
from tui_dunning.output.sheet import (
    MOST_REMEMBERED,
    THIN,
    Cells,
    Line,
    Memory,
    Page,
    Sheet,
    Words,
    without_no_break,
)
from tui_dunning.output.typeface import Measure, hold_together

MOST_ADDRESS_LINES = 9


def lay_out(
    document: LetterDocument, paper: Paper, measure: Measure, memory: Memory | None = None
) -> list[Page]:
    """Return the pages of a letter, then those of its notices.

    `memory` is for many letters on the same paper with the same measure.
    """
    sheet = Sheet(above_slip(paper) if document.slip else paper, measure, memory)
    words = labels(document.language)
    sheet.replay(("letterhead", document.sender), lambda: _letterhead(sheet, document))
    _address(sheet, document, words)
    _facts(sheet, document, words)
    sheet.on_new_page.append(lambda: _running_head(sheet, document, words))
    _subject(sheet, document)
    _paragraphs(sheet, document.before)
    if document.prices:
        draw_prices(sheet, document, words)
    if document.charges:
        draw_charges(sheet, document, words)
    draw_items(sheet, document, words)
    draw_totals(sheet, document, words)
    _payment(sheet, document, words)
    _paragraphs(sheet, document.after)
    _feet(sheet, document, words)
    if document.slip:
        draw_slips(sheet, document, words)
    sheet.on_new_page.clear()  # it holds the sheet: so there is no garbage to be looked for
    pages = sheet.pages
    for notice in notice_documents(document):
        pages += lay_out(notice, paper, measure, memory)
    return pages


def _letterhead(sheet: Sheet, document: LetterDocument) -> None:
    """Draw the unit's name and address at the left, how to reach it at the right."""
    paper, sender = sheet.paper, document.sender
    size, small, step = paper.head_size, paper.small_size, paper.small_step
    width = paper.right - paper.left
    reach = [text for text in (sender.phone, sender.email) if text]
    taken = max((sheet.measure.width(text, False, small) for text in reach), default=0)
    taken = min(taken, width / 2)
    room = width - taken - paper.step if reach else width
    beside = sheet.measure.width(sender.name, True, size) <= room
    sheet.y = paper.head_top
    tall = paper.step * 1.3 if paper.rise else 1
    for name in sheet.wrap(sender.name, width, 2, bold=True, size=size):
        sheet.put(paper.left, name, bold=True, size=size, step=tall)
        sheet.y += tall
    sheet.y += paper.step * 0.2 if paper.rise else 0
    lines = _in_lines(sheet, sender.lines, room, small)
    # Beside a long name there is no room: then they begin beside the address.
    start = sheet.y + step * (len(lines) - len(reach) if beside else 0)
    for line in lines:
        sheet.put(paper.left, sheet.fit(line, room, size=small), size=small, step=step)
        sheet.y += step
    foot, sheet.y = sheet.y, start
    for text in reach:
        cut = sheet.fit(text, taken, size=small)
        sheet.put_right(paper.right, cut, size=small, step=step)
        sheet.y += step
    least = paper.head_top + (11 if paper.rise else 2)
    sheet.y = max(foot, sheet.y, least)
    sheet.line(paper.left, paper.right)


def _in_lines(sheet: Sheet, parts: tuple[str, ...], room: float, size: float) -> list[str]:
    """Return the parts of an address side by side, in two lines at most, broken between parts."""
    for first in range(len(parts), 0, -1):
        line = " · ".join(parts[:first])
        if first == 1 or sheet.measure.width(line, False, size) <= room:
            return [text for text in (line, " · ".join(parts[first:])) if text]
    return [""]


def _address(sheet: Sheet, document: LetterDocument, words: Labels) -> None:
    """Draw the window: the sender in tiny letters above a thin line, then the address."""
    paper = sheet.paper
    lines = _address_lines(sheet, document, words)
    step = paper.address_step
    sheet.y = min(paper.address_top, paper.address_bottom - step * len(lines))
    top = sheet.y
    if paper.rise:
        sheet.replay(("return", top, document.sender), lambda: _return_line(sheet, document))
    for line in lines:
        sheet.put(paper.address_left, line, step=step)
        sheet.y += step


def _return_line(sheet: Sheet, document: LetterDocument) -> None:
    """Draw the sender in tiny letters above a thin line."""
    paper, top = sheet.paper, sheet.y
    sheet.y = top - 4.2
    size = paper.tiny_size
    cut = _return_address(sheet, document)
    sheet.put(paper.address_left, cut, size=size, step=3.2)
    sheet.y = top - 0.9
    wide = sheet.measure.width(cut, False, size)
    sheet.line(paper.address_left, paper.address_left + wide, 0.15)


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
    width = paper.right - paper.left
    number = f"{words.letter} {document.number}" if document.number else ""
    facts = " · ".join(
        fact
        for fact in (
            f"{words.customer} {sheet.fit(document.to_number, width * 0.18, size=size)}",
            number,
            day(document.date, document.language),
        )
        if fact
    )
    sheet.put_right(paper.right, facts, size=size, step=step)
    room = width - sheet.measure.width(facts, False, size) - paper.step
    name = sheet.fit(document.sender.name, room, bold=True, size=size)
    sheet.put(paper.left, name, bold=True, size=size, step=step)
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
    wrapped = [_wrapped(sheet, paragraph, width) for paragraph in paragraphs]
    for number, lines in enumerate(wrapped):
        if number + 2 == len(wrapped):
            # A signature never stands alone on a page.
            height = sum(map(len, wrapped[-2:])) * paper.step + paper.gap
            if height < (paper.bottom - paper.next_top) / 3:
                sheet.room_for(height)
        if sheet.y + paper.step * len(lines) <= paper.bottom:
            sheet.put_below(lines)
            sheet.y += paper.gap
            continue
        for position, line in enumerate(lines):
            left = len(lines) - position
            together = 2 if (position == 0 and left > 1) or left == 2 else 1
            if left == 3 and position == 0:
                together = 3
            sheet.room_for(paper.step * together)
            sheet.put_below((line,))
        sheet.y += paper.gap


def _wrapped(sheet: Sheet, paragraph: str, width: float) -> Cells:
    """Return a paragraph's lines, worked out once for one that comes again."""
    known = sheet.memory.paragraphs
    lines = known.get(paragraph)
    if lines is None:
        left = sheet.paper.left
        wrapped = sheet.wrap(hold_together(paragraph), width)
        lines = [(left, without_no_break(line)) for line in wrapped]
        if len(known) >= MOST_REMEMBERED:
            known.clear()
        known[paragraph] = lines
    return lines


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
    code = CODE_TALL if document.epc and paper.rise and not document.slip else 0
    width -= CODE_SIDE if code else 0
    wrapped = [(label, sheet.wrap(value, width, 3, bold=True, size=size)) for label, value in rows]
    tall = step * sum(len(lines) for _, lines in wrapped)
    sheet.room_for(max(tall, code) + paper.padding * 3 + paper.rule)
    sheet.line(paper.left, paper.right)
    sheet.y += paper.padding
    end = sheet.y + code
    if code:
        draw_code(sheet, document, words, paper.right - CODE_SIDE, sheet.y + paper.padding)
    for label, lines in wrapped:
        sheet.put(paper.left, label, size=size, step=step)
        for line in lines:
            sheet.put(paper.left + indent, line, bold=True, size=size, step=step)
            sheet.y += step
    sheet.y = max(sheet.y, end) + paper.padding
    sheet.line(paper.left, paper.right)
    sheet.y += paper.gap * (1.5 if paper.rise else 1)


def _feet(sheet: Sheet, document: LetterDocument, words: Labels) -> None:
    """Write "Page n of m" under every page, and the fold marks on the first."""
    paper = sheet.paper
    size, step = paper.small_size, paper.small_step
    for number, page in enumerate(sheet.pages, 1):
        sheet.y = paper.foot_top
        text = words.page_of(number, len(sheet.pages))
        wide = sheet.measure.width(text, False, size)
        baseline = sheet.y + paper.rise * step
        page.add(Words(paper.right - wide, baseline, text, False, size))
    for fold in paper.folds:
        sheet.pages[0].lines.append(Line(5, 9, fold, THIN))
