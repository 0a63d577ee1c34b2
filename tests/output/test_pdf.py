"""Letters as PDF: read back as text, the same bytes each time, and no silent boxes."""

from __future__ import annotations

import io
from datetime import datetime
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.output.letters import letter, row, section
from tui_dunning.errors import BadInput
from tui_dunning.output.alignment import draw_alignment
from tui_dunning.output.letter_files import LetterFile

CREATED = datetime(2026, 11, 22, 8, 30)
FULL_FONT = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")
needs_font = pytest.mark.skipif(not FULL_FONT.exists(), reason="fonts-dejavu-core is missing")


def pdf_of(*documents, paper="A4", fallbacks=()):
    file = LetterFile(paper, fallbacks)
    problems = [file.add(document) for document in documents]
    target = io.BytesIO()
    pages = file.save(target, "Letters", CREATED) if "" in problems else 0
    return target.getvalue(), pages, problems


def words_of(data: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)


def test_a_letter_reads_back_as_it_was_written():
    document = letter(
        section(row("ΑΒΓ-1"), row("Счёт-2")),
        address=("Łódź Żurawie Sp. z o.o.", "ul. Świętokrzyska 3", "Ærø, ĲSSELMEER"),
    )

    data, pages, problems = pdf_of(document)

    assert (pages, problems) == (1, [""])
    text = words_of(data)
    for expected in ("Łódź Żurawie", "Świętokrzyska", "Ærø, ĲSSELMEER", "ΑΒΓ-1", "Счёт-2",
                     "123.45", "246.90", "Page 1 of 1", "Sample Trading Inc."):  # fmt: skip
        assert expected in text


def test_paper_and_what_the_file_says_of_itself():
    data, _, _ = pdf_of(letter(), letter(language="nl"), paper="letter")

    reader = PdfReader(io.BytesIO(data))
    assert [round(float(x)) for x in reader.pages[0].mediabox[2:]] == [612, 792]
    assert reader.metadata is not None
    assert reader.metadata.title == "Letters"
    assert reader.metadata.author == "Sample Trading Inc."
    assert reader.metadata.creation_date.replace(tzinfo=None) == CREATED


def test_the_same_letters_give_the_same_bytes():
    documents = [letter(section(*(row(f"I{n}") for n in range(40)))), letter(number=102)]

    assert pdf_of(*documents)[0] == pdf_of(*documents)[0]


def test_a_character_that_no_font_has_is_named_and_the_letter_left_out():
    data, pages, problems = pdf_of(letter(address=("株式会社 Tokyo",)), letter(number=102))

    assert pages == 1
    assert "株 (U+682A)" in problems[0]
    assert problems[1] == ""
    assert "Tokyo" not in words_of(data)


def test_scripts_that_join_or_run_backwards_need_a_font_behind():
    _, _, problems = pdf_of(letter(address=("שלום",)), letter(address=("شركة",)))

    assert all("U+" in problem for problem in problems)


@needs_font
def test_a_fallback_font_draws_what_the_shipped_ones_lack():
    document = letter(
        address=("שלום בע״מ", "شركة التجارة", "Mixed ⚙ Łódź"),
        before=("Dear شركة, this is in between.",),
    )

    data, pages, problems = pdf_of(document, fallbacks=(FULL_FONT,))

    assert (pages, problems) == (1, [""])
    fonts = PdfReader(io.BytesIO(data)).pages[0]["/Resources"]["/Font"]
    assert len({fonts.raw_get(name).idnum for name in fonts}) == 3


def test_a_font_that_cannot_be_read_is_said(tmp_path):
    broken = tmp_path / "broken.ttf"
    broken.write_bytes(b"no font")

    with pytest.raises(BadInput, match="font"):
        LetterFile("A4", [broken])
    with pytest.raises(BadInput, match="font"):
        LetterFile("A4", [tmp_path / "missing.ttf"])
    with pytest.raises(BadInput, match="no paper A7"):
        LetterFile("A7")


def test_the_alignment_page_is_one_page_of_the_right_size():
    for paper, size in (("A4", (595, 842)), ("Letter", (612, 792))):
        target = io.BytesIO()
        draw_alignment(target, paper)

        [page] = PdfReader(target).pages
        assert tuple(round(float(x)) for x in page.mediabox[2:]) == size
        assert "Alignment test page" in page.extract_text()


def test_signs_that_mean_something_in_a_pdf_are_only_signs():
    name = r"Smith (& Sons) \ 50 % <b> /Page Tj ET"

    data, _, problems = pdf_of(letter(address=(name,)))

    assert problems == [""]
    assert name in words_of(data)
