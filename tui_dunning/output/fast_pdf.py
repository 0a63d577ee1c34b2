"""PDF files of letters written straight to disk, page by page, with fonts made by fpdf2.

What it touches inside fpdf2 2.8 (a version that has moved these falls back to `pdf.LetterPdf`):
`FPDF.fonts` and `TTFFont.i`; `TTFFont.subset` with `_char_id_per_glyph`, `_next`, `get_glyph`;
`FPDF.pages` and `FPDF.page` with `PDFPage.contents`; `OutputProducer._add_fonts`, `.obj_id`,
`.pdf_objs` and their `serialize`.
"""

from __future__ import annotations

import io
from array import array
from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import BinaryIO, Final, NamedTuple

from tui_dunning.output.fast_pages import FONTS, Drawn, PageWriter
from tui_dunning.output.paper import Paper
from tui_dunning.output.pdf import About, LetterPdf
from tui_dunning.output.sheet import Page
from tui_dunning.output.typeface import Typeface

FANOUT: Final = 64
"""Pages below one node of the page tree."""

_HEADER: Final = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
_NAMES: Final = ("letter", "letterB", "ocr")
_FREE: Final = 0xF000
"""Codes from here on are for glyphs without a code point of their own."""

_TIERS: Final = (
    frozenset(map(chr, (*range(0x20, 0x7F), *range(0xA0, 0x100), 0x2013, 0x2019, 0x2026, 0x20AC))),
    frozenset(map(chr, (*range(0x20, 0x7F), *range(0xA0, 0x180), *range(0x2010, 0x2027), 0x20AC))),
)
"""What the fonts of a letter's own file hold at least; beyond the last, all they have."""


Used = Sequence[set[str] | frozenset[str]]
"""The characters used of each font."""


class Objects:
    """PDF objects written one after the other, with their places kept for the table at the end."""

    def __init__(
        self, target: BinaryIO, start: bytes = _HEADER, places: Sequence[int] = ()
    ) -> None:
        self._target = target
        self._places = array("Q", [0, *places])
        self._at = len(start)
        target.write(start)

    def reserve(self) -> int:
        """Return the number of an object that is written later."""
        self._places.append(0)
        return len(self._places) - 1

    def write(self, number: int, content: bytes) -> None:
        """Write an object."""
        self.write_whole(number, b"%d 0 obj\n%b\nendobj\n" % (number, content))

    def write_whole(self, number: int, data: bytes) -> None:
        """Write an object that has its frame."""
        self._places[number] = self._at
        self._target.write(data)
        self._at += len(data)

    def blot(self, number: int, following: int) -> None:
        """Write nothing over an object that is followed by another one."""
        start, end = self._places[number], self._places[following]
        self._target.seek(start)
        self._target.write((b"%d 0 obj\nnull\nendobj\n" % number).ljust(end - start))
        self._target.seek(self._at)

    def end(self, catalog: int, info: int) -> None:
        """Write the table of places and the trailer."""
        count, write = len(self._places), self._target.write
        write(b"xref\n0 %d\n0000000000 65535 f \n" % count)
        for start in range(1, count, 4096):
            write(b"".join(b"%010d 00000 n \n" % at for at in self._places[start : start + 4096]))
        write(b"trailer\n<</Size %d /Root %d 0 R /Info %d 0 R>>\n" % (count, catalog, info))
        write(b"startxref\n%d\n%%%%EOF\n" % self._at)


class PageTree:
    """The pages of a file, written as they come, below nodes of at most `FANOUT` each."""

    def __init__(self, objects: Objects, resources: int) -> None:
        self._objects = objects
        self._resources = resources
        self._node = 0
        self._kids: list[int] = []
        self._nodes: list[tuple[int, list[int], int]] = []

    def add(self, deflated: bytes) -> None:
        """Write one page."""
        objects = self._objects
        if not self._kids:
            self._node = objects.reserve()
        content, page = objects.reserve(), objects.reserve()
        head = b"<</Filter /FlateDecode /Length %d>>\nstream\n" % len(deflated)
        objects.write(content, head + deflated + b"\nendstream")
        objects.write(
            page,
            b"<</Type /Page /Parent %d 0 R /Resources %d 0 R /Contents %d 0 R>>"
            % (self._node, self._resources, content),
        )
        self._kids.append(page)
        if len(self._kids) == FANOUT:
            self._close_node()

    def leave_out(self, gone: Collection[int]) -> None:
        """Take pages out again, counted from 0 on; what stood on them is not left in the file."""
        if self._kids:
            self._close_node()
        place, nodes = 0, []
        for node, kids, _ in self._nodes:
            kept = [kid for at, kid in enumerate(kids, place) if at not in gone]
            for kid in set(kids).difference(kept):
                self._objects.blot(kid - 1, kid)
            place += len(kids)
            if kept:
                nodes.append((node, kept, len(kept)))
            else:
                self._objects.write(node, b"null")
        self._nodes = nodes

    def _close_node(self) -> None:
        """Keep a full node until its parent is known."""
        self._nodes.append((self._node, self._kids, len(self._kids)))
        self._kids = []

    def end(self, paper: Paper) -> int:
        """Write the nodes and return the root's number."""
        if self._kids:
            self._close_node()
        level = self._nodes
        while len(level) > 1:
            above = []
            for start in range(0, len(level), FANOUT):
                below = level[start : start + FANOUT]
                parent = self._objects.reserve()
                for node in below:
                    self._write(node, b"/Parent %d 0 R" % parent)
                numbers = [number for number, _, _ in below]
                above.append((parent, numbers, sum(count for _, _, count in below)))
            level = above
        size = (paper.width * 72 / 25.4, paper.height * 72 / 25.4)
        self._write(level[0], b"/MediaBox [0 0 %.2f %.2f]" % size)
        return level[0][0]

    def _write(self, node: tuple[int, list[int], int], more: bytes) -> None:
        """Write one node."""
        number, kids, count = node
        listed = b" ".join(b"%d 0 R" % kid for kid in kids)
        self._objects.write(
            number, b"<</Type /Pages /Kids [%b] /Count %d %b>>" % (listed, count, more)
        )


class FastPdf:
    """One PDF of many letters, on the disk as far as it is drawn; draws what `LetterPdf` would."""

    def __init__(self, paper: Paper, face: Typeface, target: BinaryIO) -> None:
        self._paper = paper
        self._writer = PageWriter(paper, face)
        self._slow: LetterPdf | None = None
        self._face = face
        self._objects = Objects(target)
        self._resources = self._objects.reserve()
        self._tree = PageTree(self._objects, self._resources)
        self._used: tuple[set[str], set[str], set[str]] = (set(), set(), set())
        self._about: About | None = None

    def add(self, pages: Sequence[Page]) -> None:
        """Draw the pages of one letter, in the slow way where its texts need it."""
        drawn = self._writer.draw(pages)
        if drawn is None:
            self._add_slowly(pages)
        else:
            self.add_drawn(drawn)

    def add_drawn(self, drawn: Drawn) -> None:
        """Take a letter that is drawn already."""
        for page in drawn.pages:
            self._tree.add(page)
        for used, more in zip(self._used, drawn.used, strict=True):
            used.update(more)

    def leave_out(self, pages: Collection[int]) -> None:
        """Take pages out again, counted from 0 on; at least one is to stay."""
        self._tree.leave_out(pages)

    def _add_slowly(self, pages: Sequence[Page]) -> None:
        """Let the reference renderer draw a letter and take over its pages."""
        import zlib

        slow = self._reference()
        slow.add(pages)
        for content in slow.take_pages():
            self._tree.add(zlib.compress(content))
        for page in pages:
            for words in page.all_words():
                self._used[2 if words.ocr else words.bold].update(words.text)

    def _reference(self) -> LetterPdf:
        """Return the reference renderer, whose fonts code characters as the fast pages do."""
        if self._slow is None:
            self._slow = with_own_codes(LetterPdf(self._paper, self._face))
        return self._slow

    def describe(self, about: About) -> None:
        """Set what readers show about the file."""
        self._about = about

    def save(self, target: BinaryIO) -> None:
        """Write what comes after the last page, into the file that was given at the start."""
        assert self._about is not None
        if self._slow is None:
            self._slow = with_own_codes(LetterPdf(self._paper, self._face), self._used)
        fonts = baked(self._slow, self._used, len(self._objects._places))
        for data in fonts.objects:
            self._objects.write_whole(self._objects.reserve(), data)
        self._objects.write(self._resources, fonts.resources)
        end_file(self._objects, self._tree, self._paper, self._about)

    def close(self) -> None:
        """Close the font files."""
        if self._slow is not None:
            self._slow.close()


class Fonts(NamedTuple):
    """Fonts as PDF objects with their frames, and the resources that name them."""

    objects: tuple[bytes, ...]
    resources: bytes


def with_own_codes(reference: LetterPdf, used: Used | None = None) -> LetterPdf:
    """Let a reference renderer's own fonts code each character by its code point.

    `used` are the characters of each font, where nothing else will be drawn: that is quicker.
    """
    if used is None or used[2]:
        reference.ready_ocr()
    fonts = reference.fonts()
    for name, wanted in zip(_NAMES, used or (None, None, None), strict=True):
        if name not in fonts:
            continue
        subset = fonts[name].subset
        for code in fonts[name].cmap:
            if code > 0xFFFF or (wanted is not None and chr(code) not in wanted):
                continue
            glyph = subset.get_glyph(unicode=code)
            if glyph is not None:
                subset._char_id_per_glyph.setdefault(glyph, code)
        subset._next = _FREE
    return reference


def baked(reference: LetterPdf, used: Used, first: int) -> Fonts:
    """Return the fonts with the characters used, as objects numbered from `first` on.

    The reference renderer cannot draw any more after it.
    """
    from fpdf.output import OutputProducer

    fonts = reference.fonts()
    aliases = {name: alias for name, alias in zip(_NAMES, FONTS, strict=True) if name in fonts}
    for name, characters in zip(_NAMES, used, strict=True):
        if name not in fonts:
            continue
        kept = {0, 0x20, *map(ord, characters)}
        codes = fonts[name].subset._char_id_per_glyph
        for glyph, code in list(codes.items()):
            if code not in kept and code < _FREE:
                del codes[glyph]
    names = {fonts[name].i: alias for name, alias in aliases.items()}
    for name, font in list(fonts.items()):
        if len(font.subset) <= 2:  # .notdef and the blank, which every one has
            font.close()
            del fonts[name]
    producer = OutputProducer(reference.producer())
    producer.obj_id = first - 1
    index = producer._add_fonts({}, {}, {})
    objects = tuple(each.serialize().encode("latin-1") + b"\n" for each in producer.pdf_objs)
    listed = [f"/F{i} {font.id} 0 R" for i, font in index.items()]
    listed += [f"/{names[i]} {font.id} 0 R" for i, font in index.items() if i in names]
    return Fonts(objects, f"<</Font <<{' '.join(listed)}>>>>".encode())


def end_file(objects: Objects, tree: PageTree, paper: Paper, about: About) -> None:
    """Write the page tree, what the file says of itself, and the trailer."""
    root = tree.end(paper)
    catalog, info = objects.reserve(), objects.reserve()
    language = b" /Lang %b" % _text(about.language) if about.language else b""
    objects.write(catalog, b"<</Type /Catalog /Pages %d 0 R%b>>" % (root, language))
    facts = (
        (b"/Title", _text(about.title)),
        (b"/Author", _text(about.author)),
        (b"/Creator", _text("tui-dunning")),
        (b"/CreationDate", f"(D:{about.created:%Y%m%d%H%M%S}Z)".encode()),
    )
    objects.write(info, b"<<%b>>" % b" ".join(b"%b %b" % fact for fact in facts))
    objects.end(catalog, info)


def _text(text: str) -> bytes:
    """Return a text as a PDF text string."""
    return b"<FEFF%b>" % text.encode("utf-16-be").hex().upper().encode()


def write_single(
    drawn: Drawn, paper: Paper, face: Typeface, about: About, target: BinaryIO
) -> None:
    """Write one letter as a file of its own, with fonts that many files share."""
    start, places, resources = _start(face, *map(_tier, drawn.used))
    buffer = io.BytesIO()
    objects = Objects(buffer, start, places)
    tree = PageTree(objects, resources)
    for page in drawn.pages:
        tree.add(page)
    end_file(objects, tree, paper, about)
    target.write(buffer.getbuffer())


def _tier(used: str) -> int:
    """Return how much of a font a letter needs; -1 for nothing."""
    if not used:
        return -1
    fitting = (number for number, tier in enumerate(_TIERS) if tier.issuperset(used))
    return next(fitting, len(_TIERS))


@lru_cache(maxsize=32)
def _start(face: Typeface, *tiers: int) -> tuple[bytes, tuple[int, ...], int]:
    """Return how files with these fonts begin, where its objects are, the resources' number."""
    from tui_dunning.output.paper import A4

    everything = face.plain
    used = [
        frozenset()
        if tier < 0
        else everything & (_TIERS[tier] if tier < len(_TIERS) else everything)
        for tier in tiers
    ]
    reference = with_own_codes(LetterPdf(A4, face), used)
    fonts = baked(reference, used, 1)
    reference.close()
    resources = len(fonts.objects) + 1
    objects = (*fonts.objects, b"%d 0 obj\n%b\nendobj\n" % (resources, fonts.resources))
    places, at = [], len(_HEADER)
    for data in objects:
        places.append(at)
        at += len(data)
    return _HEADER + b"".join(objects), tuple(places), resources


@lru_cache(maxsize=1)
def works() -> bool:
    """Tell whether this fpdf2 has all that is touched here, by baking a few characters."""
    from tui_dunning.output.typeface import typeface

    try:
        import fpdf

        if not fpdf.__version__.startswith("2.8."):
            return False
        start, _, resources = _start(typeface(), 0, 0, 0)
    except Exception:
        return False
    return resources > 3 and start.count(b"/FontFile2") == 3
