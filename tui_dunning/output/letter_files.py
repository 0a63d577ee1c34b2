"""One PDF of letters under construction: lays out, looks for missing characters, draws."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from tui_dunning.errors import BadInput
from tui_dunning.output.document import LetterDocument
from tui_dunning.output.layout import lay_out
from tui_dunning.output.paper import PAPERS, Paper
from tui_dunning.output.pdf import About, LetterPdf, missing_characters, name_characters
from tui_dunning.output.typeface import Typeface, typeface


class LetterFile:
    """Letters of one file. `add` each, then `save` once."""

    def __init__(self, paper: str, fallback_fonts: Sequence[Path] = ()) -> None:
        self._paper = paper_named(paper)
        self._face = fonts(fallback_fonts)
        self._pdf: LetterPdf | None = None
        self._authors: dict[str, None] = {}
        self._languages: dict[str, None] = {}
        self._pages = 0

    def add(self, document: LetterDocument) -> str:
        """Draw a letter; returns "" or what keeps it from being drawn."""
        pages = lay_out(document, self._paper, self._face)
        gone = missing_characters(pages, self._face)
        if gone:
            return f"no font has {name_characters(gone)}; name a font in the setting fallback_fonts"
        if self._pdf is None:
            self._pdf = LetterPdf(self._paper, self._face)
        self._pdf.add(pages)
        self._pages += len(pages)
        self._authors[document.sender.name] = None
        self._languages[document.language] = None
        return ""

    def save(self, target: BinaryIO, title: str, created: datetime) -> int:
        """Write the file, to which a letter must have been added, and return its pages."""
        assert self._pdf is not None
        languages = list(self._languages)
        language = languages[0] if len(languages) == 1 else ""
        self._pdf.describe(About(title, ", ".join(self._authors), created, language))
        self._pdf.save(target)
        self.close()
        return self._pages

    def close(self) -> None:
        """Let go of the fonts, also of a file that is not saved."""
        if self._pdf is not None:
            self._pdf.close()


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
