"""A letter as pages of text for the screen: the layout of the paper, on 78 columns."""

from __future__ import annotations

from tui_dunning.output.document import LetterDocument
from tui_dunning.output.format import clean
from tui_dunning.output.layout import lay_out
from tui_dunning.output.paper import SCREEN
from tui_dunning.output.sheet import Page
from tui_dunning.output.typeface import Columns, column_width

WIDTH = int(SCREEN.width)


def preview_pages(document: LetterDocument) -> list[str]:
    """Return each page as lines of text, at most 78 columns wide."""
    return [_page(page) for page in lay_out(document, SCREEN, Columns())]


def _page(page: Page) -> str:
    """Write the words and lines of a page into a grid."""
    rows: dict[int, list[str]] = {}
    for line in page.all_lines():
        row = rows.setdefault(round(line.y), [" "] * WIDTH)
        for column in range(round(line.x1), round(line.x2)):
            row[column] = "─"
    for words in page.all_words():
        row = rows.setdefault(round(words.y), [" "] * WIDTH)
        _write(row, round(words.x), clean(words.text).replace("\u00a0", " "))
    last = max(rows, default=0)
    return "\n".join("".join(rows.get(n, [])).rstrip() for n in range(last + 1))


def _write(row: list[str], column: int, text: str) -> None:
    """Put a text into a row; a wide character leaves the cell behind it empty."""
    for character in text:
        width = column_width(character)
        if width == 0:
            if column:
                row[column - 1] += character
            continue
        if column + width > WIDTH:
            return
        row[column] = character
        if width == 2:
            row[column + 1] = ""
        column += width
