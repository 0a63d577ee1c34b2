"""Letters as PDF, with fpdf2's public calls only: text() and line() on places worked out before.

`LetterPdf` is the reference renderer; `fast_pdf.FastPdf` draws the same faster. Texts that need a
fallback font or shaping take the slow way through cell(), one by one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, BinaryIO

from tui_dunning.output.paper import Paper
from tui_dunning.output.sheet import Page, Words
from tui_dunning.output.typeface import MM_PER_POINT, Typeface

GREY = 150


@dataclass(frozen=True, slots=True)
class About:
    """What the PDF says of itself. `created` is fixed by the caller: same input, same bytes."""

    title: str
    author: str
    created: datetime
    language: str = ""


class LetterPdf:
    """One PDF under construction."""

    def __init__(self, paper: Paper, face: Typeface) -> None:
        from fpdf import FPDF

        pdf: Any = FPDF(unit="mm", format=(paper.width, paper.height))
        pdf.set_auto_page_break(False)
        pdf.set_margin(0)
        pdf.c_margin = 0
        pdf.alias_nb_pages(None)  # a name with {nb} in it is only a name
        pdf.add_font("letter", "", face.regular.path)
        pdf.add_font("letter", "B", face.bold.path)
        for position, fallback in enumerate(face.fallbacks):
            pdf.add_font(f"fallback{position}", "", fallback.path)
        names = [f"fallback{position}" for position in range(len(face.fallbacks))]
        pdf.set_fallback_fonts(names, exact_match=False)
        self._pdf = pdf
        self._face = face

    def add(self, pages: Sequence[Page]) -> None:
        """Draw the pages of one letter."""
        for page in pages:
            self._pdf.add_page()
            self._draw_lines(page)
            self._draw_words(page)
            self._draw_codes(page)

    def _draw_lines(self, page: Page) -> None:
        """Draw lines: thick ones black, thin ones grey."""
        pdf = self._pdf
        for line in page.all_lines():
            pdf.set_line_width(line.thickness)
            pdf.set_draw_color(0 if line.thickness > 0.1 else GREY)
            pdf.line(line.x1, line.y, line.x2, line.y)

    def _draw_words(self, page: Page) -> None:
        """Draw the texts, changing the font only where it changes."""
        pdf, face = self._pdf, self._face
        plain = face.all_plain(words.text for words in page.all_words())
        now: tuple[bool, float, bool] | None = None
        for words in page.all_words():
            if words[3:] != now:
                now = words[3:]
                if words.ocr:
                    self.ready_ocr()
                    pdf.set_font("ocr", "", words.size)
                else:
                    pdf.set_font("letter", "B" if words.bold else "", words.size)
            if plain or face.is_plain(words.text):
                pdf.text(words.x, words.y, words.text)
            else:
                self._draw_slowly(words)
                now = None

    def _draw_codes(self, page: Page) -> None:
        """Draw QR codes as dark squares, those side by side in one piece."""
        pdf = self._pdf
        pdf.set_fill_color(0)
        for code in page.codes:
            side = code.matrix.side
            step = code.side / side
            for row in range(side):
                start = None
                for column in range(side + 1):
                    dark = column < side and code.matrix.is_dark(row, column)
                    if dark and start is None:
                        start = column
                    elif not dark and start is not None:
                        x, y = code.x + start * step, code.y + row * step
                        pdf.rect(x, y, (column - start) * step, step, style="F")
                        start = None

    def _draw_slowly(self, words: Words) -> None:
        """Draw a text that needs shaping, another direction or a fallback font."""
        pdf = self._pdf
        single = self._face.face_for(words.text)
        if single is not None:
            pdf.set_font(f"fallback{single}", "", words.size)
        height = words.size * MM_PER_POINT
        pdf.set_text_shaping(True)
        # cell() puts the baseline at half its height and 0.3 of the size below: 0.8 in all.
        pdf.set_xy(words.x, words.y - 0.8 * height)
        pdf.cell(pdf.get_string_width(words.text) or 1, height, words.text)
        pdf.set_text_shaping(False)

    def ready_ocr(self) -> None:
        """Add the type of payment slips, which few files need."""
        if "ocr" not in self._pdf.fonts:
            self._pdf.add_font("ocr", "", self._face.ocr.path)

    def fonts(self) -> dict[str, Any]:
        """Return fpdf2's fonts by name."""
        fonts: dict[str, Any] = self._pdf.fonts
        return fonts

    def producer(self) -> Any:
        """Return the fpdf2 document."""
        return self._pdf

    def take_pages(self) -> list[bytes]:
        """Return the operators of the pages drawn so far, and forget these pages."""
        taken = [bytes(page.contents) for page in self._pdf.pages.values()]
        self._pdf.pages.clear()
        self._pdf.page = 0
        return taken

    def describe(self, about: About) -> None:
        """Set what readers show about the file."""
        pdf = self._pdf
        pdf.set_title(about.title)
        pdf.set_author(about.author)
        pdf.set_creator("tui-dunning")
        pdf.set_creation_date(about.created.replace(tzinfo=UTC))
        if about.language:
            pdf.set_lang(about.language)

    def save(self, target: BinaryIO) -> None:
        """Write the file."""
        self._pdf.output(target)

    def close(self) -> None:
        """Close the font files."""
        for font in self._pdf.fonts.values():
            font.close()


def missing_characters(pages: Iterable[Page], face: Typeface) -> tuple[str, ...]:
    """Return the characters on these pages that no font can draw."""
    texts = "".join(words.text for page in pages for words in page.all_words())
    return () if face.is_plain(texts) else face.missing(texts)


def name_characters(characters: Sequence[str]) -> str:
    """Name characters with their code points, so that a person can look for them."""
    named = [f"{character} (U+{ord(character):04X})" for character in characters[:5]]
    more = f" and {len(characters) - 5} more" if len(characters) > 5 else ""
    return ", ".join(named) + more
