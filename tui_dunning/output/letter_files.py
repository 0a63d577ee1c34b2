"""PDF files of letters under construction: lays out, looks for missing characters, draws.

Letters are drawn the fast way; where fpdf2 is not the one it was written for, by the reference
renderer.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import BinaryIO, NamedTuple

from tui_dunning.errors import BadInput
from tui_dunning.output import fast_pdf
from tui_dunning.output.document import LetterDocument
from tui_dunning.output.fast_pages import Drawn, PageWriter
from tui_dunning.output.layout import lay_out
from tui_dunning.output.paper import PAPERS, Paper
from tui_dunning.output.pdf import About, LetterPdf, missing_characters, name_characters
from tui_dunning.output.sheet import Memory, Page
from tui_dunning.output.typeface import Typeface, typeface


class Ready(NamedTuple):
    """A letter that can be put into a file: drawn, or laid out only, or with a problem.

    `drawn` is None where a text needs shaping or a fallback font: `pages` has it then.
    """

    problem: str
    drawn: Drawn | None = None
    pages: tuple[Page, ...] = ()
    sheets: int = 0
    author: str = ""
    language: str = ""


def together(letters: Iterable[Ready]) -> tuple[Ready, ...]:
    """Return letters, in their order, as few: those that are drawn alike as one of many pages."""
    found: list[Ready] = []
    for (author, language, is_drawn), alike in groupby(letters, _alike):
        group = list(alike)
        if not is_drawn:
            found += group
            continue
        drawn = [each.drawn for each in group if each.drawn is not None]
        pages = tuple(page for each in drawn for page in each.pages)
        regular, bold, ocr = (
            "".join(sorted(set().union(*(each.used[font] for each in drawn)))) for font in range(3)
        )
        sheets = sum(each.sheets for each in group)
        found.append(Ready("", Drawn(pages, (regular, bold, ocr)), (), sheets, author, language))
    return tuple(found)


def _alike(ready: Ready) -> tuple[str, str, bool]:
    """Return what letters have to share to be put into a file as one."""
    return ready.author, ready.language, ready.drawn is not None


class Drawing:
    """Draws letters one by one, whatever file they go into."""

    def __init__(self, paper: str, fallback_fonts: Sequence[Path]) -> None:
        self.paper = paper_named(paper)
        self.face = fonts(fallback_fonts)
        self.is_fast = fast_pdf.works()
        self.memory = Memory()
        self._writer = PageWriter(self.paper, self.face)

    def draw(self, document: LetterDocument) -> Ready:
        """Return a letter, ready for a file."""
        pages = lay_out(document, self.paper, self.face, self.memory)
        drawn = self._writer.draw(pages) if self.is_fast else None
        facts = (len(pages), document.sender.name, document.language)
        if drawn is not None:
            return Ready("", drawn, (), *facts)
        gone = missing_characters(pages, self.face)
        if gone:
            named = name_characters(gone)
            return Ready(f"no font has {named}; name a font in the setting fallback_fonts")
        return Ready("", None, tuple(pages), *facts)


@lru_cache(maxsize=4)
def drawing(paper: str, fallback_fonts: tuple[Path, ...]) -> Drawing:
    """Return what draws on a paper, with all that it remembers of earlier letters."""
    return Drawing(paper, fallback_fonts)


class LetterFile:
    """Letters of one file. `add` each, then `save` once.

    Args:
        paper: A4 or Letter.
        fallback_fonts: behind the shipped ones.
        single: the file is for one letter.
        target: where pages go as they are drawn, if that is where `save` will write to.
    """

    def __init__(
        self,
        paper: str,
        fallback_fonts: Sequence[Path] = (),
        *,
        single: bool = False,
        target: BinaryIO | None = None,
    ) -> None:
        self.drawing = drawing(paper, tuple(fallback_fonts))
        self._single = single
        self._target = target
        self._spool: BinaryIO | None = None
        self._pdf: fast_pdf.FastPdf | LetterPdf | None = None
        self._one: Drawn | None = None
        self._authors: dict[str, None] = {}
        self._languages: dict[str, None] = {}
        self._pages = 0

    def add(self, document: LetterDocument) -> str:
        """Draw a letter; returns "" or what keeps it from being drawn."""
        return self.add_ready(self.drawing.draw(document))

    def add_ready(self, ready: Ready) -> str:
        """Take a letter that is drawn or laid out; returns "" or its problem."""
        if ready.problem:
            return ready.problem
        if ready.drawn is None:
            self._renderer().add(ready.pages)
        elif self._single:
            self._one = ready.drawn
        else:
            renderer = self._renderer()
            assert isinstance(renderer, fast_pdf.FastPdf)
            renderer.add_drawn(ready.drawn)
        self._pages += ready.sheets
        self._authors[ready.author] = None
        self._languages[ready.language] = None
        return ""

    def leave_out(self, pages: Collection[int]) -> bool:
        """Take pages out again, counted from 0 on, not all; False where that cannot be done."""
        if not isinstance(self._pdf, fast_pdf.FastPdf):
            return False
        self._pdf.leave_out(pages)
        self._pages -= len(pages)
        return True

    def _renderer(self) -> fast_pdf.FastPdf | LetterPdf:
        """Return what writes the file."""
        if self._pdf is None:
            drawing = self.drawing
            if drawing.is_fast and not self._single:
                if self._target is None:
                    self._spool = self._target = tempfile.TemporaryFile()  # noqa: SIM115
                self._pdf = fast_pdf.FastPdf(drawing.paper, drawing.face, self._target)
            else:
                self._pdf = LetterPdf(drawing.paper, drawing.face)
        return self._pdf

    def save(self, target: BinaryIO, title: str, created: datetime) -> int:
        """Write the file, to which a letter must have been added, and return its pages."""
        languages = list(self._languages)
        language = languages[0] if len(languages) == 1 else ""
        about = About(title, ", ".join(self._authors), created, language)
        if self._one is not None:
            fast_pdf.write_single(self._one, self.drawing.paper, self.drawing.face, about, target)
            return self._pages
        assert self._pdf is not None
        self._pdf.describe(about)
        self._pdf.save(target)
        if self._spool is not None:
            self._spool.seek(0)
            shutil.copyfileobj(self._spool, target)
        self.close()
        return self._pages

    def close(self) -> None:
        """Let go of the fonts and of the spool, also of a file that is not saved."""
        if self._pdf is not None:
            self._pdf.close()
        if self._spool is not None:
            self._spool.close()


def paper_named(name: str) -> Paper:
    """Return a paper by its name.

    Raises:
        BadInput: there is no such paper.
    """
    paper = PAPERS.get(name.lower())
    if paper is None:
        raise BadInput(f"There is no paper {name}.", hint="Papers are A4 and Letter.")
    return paper


def fonts(fallbacks: Sequence[Path]) -> Typeface:
    """Return the shipped fonts with these behind them.

    Raises:
        BadInput: a font file is missing or is none.
    """
    from fontTools.ttLib import TTLibError  # type: ignore[import-untyped]

    try:
        return typeface(tuple(str(path) for path in fallbacks))
    except (OSError, TTLibError) as error:
        raise BadInput(
            f"A font cannot be read: {error}.", hint="Mend the setting fallback_fonts."
        ) from error
