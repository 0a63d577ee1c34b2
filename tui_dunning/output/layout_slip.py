"""The foot of a letter with an acceptgiro, and the payment QR code beside what is to be paid.

Dutch banks stopped processing the acceptgiro on 1 June 2023: the slip says so.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import Final

from tui_dunning.output.document import LetterDocument
from tui_dunning.output.format import amount
from tui_dunning.output.labels import Labels
from tui_dunning.output.paper import Paper
from tui_dunning.output.sheet import THICK, THIN, Code, Line, Page, Sheet, Words
from tui_dunning.output.slips import grouped, iban_of, qr_code

CODE_SIDE: Final = 27
"""Millimetres; with 45 modules one is 0.6 mm wide."""

CODE_TALL: Final = CODE_SIDE + 3.2
"""With the word below it."""

VOID: Final = "Vervallen"
"""What stands on the slip of every page but the last."""

FIELDS: Final = ("Bedrag (euro)", "Betalingskenmerk", "Van rekening", "Naam en adres",
                 "Naar rekening", "Ten name van")  # fmt: skip


@lru_cache(maxsize=8)
def above_slip(paper: Paper) -> Paper:
    """Return a paper whose text and page number end above the slip at its foot."""
    if not paper.rise:
        return replace(paper, bottom=46, foot_top=48)
    top = paper.height - paper.slip_height
    return replace(paper, bottom=top - 14, foot_top=top - 7)


def draw_code(
    sheet: Sheet, document: LetterDocument, words: Labels, left: float, top: float
) -> None:
    """Draw the payment QR code, with the word that says what it is for."""
    matrix = qr_code(document.epc)
    if matrix is None:
        return
    sheet.page.codes.append(Code(left, top, CODE_SIDE, matrix))
    size = sheet.paper.tiny_size
    text = sheet.fit(words.scan, CODE_SIDE, size=size)
    wide = sheet.measure.width(text, False, size)
    baseline = top + CODE_SIDE + 2.6
    sheet.page.add(Words(left + (CODE_SIDE - wide) / 2, baseline, text, False, size))


def draw_slips(sheet: Sheet, document: LetterDocument, words: Labels) -> None:
    """Draw the slip at the foot of the last page, and make those of the others void."""
    *others, last = sheet.pages
    for page in others:
        _void(sheet, page)
    if sheet.paper.rise:
        _slip(sheet, document, words, last)
    else:
        _slip_on_screen(sheet, document, words)


def _void(sheet: Sheet, page: Page) -> None:
    """Write across the slip that it is not to be used."""
    paper = sheet.paper
    top = paper.height - paper.slip_height
    if not paper.rise:
        page.lines.append(Line(0, paper.width, top, THICK))
        page.add(Words((paper.width - len(VOID)) // 2, top + 5, VOID, True, 1))
        return
    size = 30
    wide = sheet.measure.width(VOID, True, size)
    page.lines.append(Line(5, paper.width - 5, top, THIN))
    middle = top + paper.slip_height / 2
    page.add(Words((paper.width - wide) / 2, middle, VOID, True, size))


def _values(document: LetterDocument) -> tuple[str, ...]:
    """Return what stands in the fields, in their order."""
    due = next(totals.due for totals in document.totals if totals.currency == "EUR")
    return (
        amount(due, "EUR", "nl"),
        grouped(document.reference),
        _account(document.payer_account),
        document.to_name,
        _account(document.remit_to),
        document.sender.name,
    )


def _account(text: str) -> str:
    """Return an account as people read it: an IBAN in groups, anything else as it is."""
    account = iban_of(text)
    return grouped(account) if account else text


def _slip(sheet: Sheet, document: LetterDocument, words: Labels, page: Page) -> None:
    """Draw the slip: what it is, six fields in two columns, the line that machines read."""
    paper = sheet.paper
    top = paper.height - paper.slip_height
    left, middle, right = 12.0, paper.width / 2 - 4, paper.width - 12
    put = page.add
    page.lines.append(Line(5, paper.width - 5, top, THIN))
    put(Words(left, top + 9, "Acceptgiro", True, 12))
    note = sheet.fit(words.legacy, right - left - 34, size=paper.small_size)
    wide = sheet.measure.width(note, False, paper.small_size)
    put(Words(right - wide, top + 9, note, False, paper.small_size))
    for place, (label, value) in enumerate(zip(FIELDS, _values(document), strict=True)):
        y = top + 19 + 16 * (place // 2)
        x, end = (middle, right) if place % 2 else (left, middle - 8)
        put(Words(x, y, label, False, paper.tiny_size))
        reference = place == 1
        text = value if reference else sheet.fit(value, end - x, size=paper.body_size + 1)
        put(Words(x, y + 5.6, text, False, 12 if reference else paper.body_size + 1, reference))
        page.lines.append(Line(x, end, y + 7.4, THIN))
    address = sheet.fit(" · ".join(document.address[1:]), right - middle, size=paper.tiny_size)
    put(Words(middle, top + 45.4, address, False, paper.tiny_size))
    if document.epc:
        draw_code(sheet, document, words, left, top + 66)
    page.lines.append(Line(middle, right, top + 84, THIN))
    put(Words(middle, top + 93, f"{document.reference}+", False, 12, True))


def _slip_on_screen(sheet: Sheet, document: LetterDocument, words: Labels) -> None:
    """Write the slip's fields below each other."""
    paper = sheet.paper
    sheet.y = paper.height - paper.slip_height
    sheet.line(0, paper.width)
    sheet.put(0, "Acceptgiro", bold=True)
    sheet.y += 1
    for text in sheet.wrap(words.legacy, paper.width, 2):
        sheet.put(0, text)
        sheet.y += 1
    for label, value in zip(FIELDS, _values(document), strict=True):
        sheet.put(0, label)
        sheet.put(20, sheet.fit(value, paper.width - 20))
        sheet.y += 1
