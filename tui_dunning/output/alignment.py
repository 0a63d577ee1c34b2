"""A test page with millimetre rulers: window, text and folds, for printer and envelopes."""

from __future__ import annotations

from datetime import datetime
from typing import BinaryIO, Final

from tui_dunning.output.letter_files import fonts, paper_named
from tui_dunning.output.paper import Paper
from tui_dunning.output.pdf import About, LetterPdf
from tui_dunning.output.sheet import THICK, THIN, Line, Page, Words

CREATED: Final = datetime(2026, 1, 1)
ADDRESS: Final = (
    "Sample Customer",
    "Attn. Accounts payable",
    "Line of the street 1",
    "Second line",
    "12345 City",
    "Country",
)
NOTES: Final = (
    "Alignment test page, {name}, {width:g} x {height:g} mm",
    "Print without scaling (100 %). The rulers at the left and top edge show millimetres.",
    "Fold at the marks of the left edge, put the page into the envelope: the box below the",
    "small line must show wholly in the window, and nothing else.",
)


def draw_alignment(target: BinaryIO, paper_name: str) -> None:
    """Write the test page of a paper."""
    paper = paper_named(paper_name)
    pdf = LetterPdf(paper, fonts(()))
    pdf.add([alignment_page(paper)])
    pdf.describe(About(f"Alignment test page, {paper.name}", "", CREATED))
    pdf.save(target)
    pdf.close()


def alignment_page(paper: Paper) -> Page:
    """Return the page: rulers, the window with an address, the edges of the text, the folds."""
    page = Page()
    _rulers(page, paper)
    step = paper.address_step
    page.add(
        Words(paper.address_left, paper.address_top - 1.8, "Sender · Street 1 · City", False, 6.5)
    )
    page.lines.append(_line(paper.address_left, paper.address_width, paper.address_top - 0.9))
    for number, text in enumerate(ADDRESS):
        y = paper.address_top + step * (number + paper.rise)
        page.add(Words(paper.address_left, y, text, False, paper.body_size))
    page.lines.append(_line(paper.address_left, paper.address_width, paper.address_bottom))
    for number, note in enumerate(NOTES):
        text = note.format(name=paper.name, width=paper.width, height=paper.height)
        y = paper.subject_top + 12 + paper.step * (number + paper.rise)
        page.add(Words(paper.left, y, text, number == 0, paper.body_size))
    for y, text in _edges(paper):
        page.lines.append(Line(paper.left, paper.right, y, THIN))
        page.add(Words(paper.left, y - 0.8, f"{text}: {y:g} mm", False, 6.5))
    return page


def _line(left: float, width: float, y: float) -> Line:
    """Return a line from a left edge."""
    return Line(left, left + width, y, 0.15)


def _edges(paper: Paper) -> list[tuple[float, str]]:
    """Return the heights that matter, with their names."""
    return [
        (paper.head_top + 11, "foot of the letterhead"),
        (paper.subject_top, "subject"),
        (paper.bottom, "end of the text"),
        *((fold, "fold or punch mark") for fold in paper.folds),
    ]


def _rulers(page: Page, paper: Paper) -> None:
    """Draw marks each 5 mm at the left edge and numbers each 10 mm at both edges."""
    for mm in range(10, int(paper.height) - 5, 5):
        page.lines.append(Line(5, 10 if mm % 10 == 0 else 7.5, mm, THIN))
        if mm % 10 == 0:
            page.add(Words(11, mm + 0.8, str(mm), False, 6))
    for mm in range(20, int(paper.width) - 5, 10):
        page.add(Words(mm - 0.36, 7.5, "|", False, 6))
        page.add(Words(mm - 1.5, 11, str(mm), False, 6))
    page.lines.append(Line(paper.left, paper.right, 12.5, THICK))
