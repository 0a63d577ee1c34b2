"""Acceptgiro slips and payment QR codes: drawn only where they may be, read back from the page."""

from __future__ import annotations

import io
from datetime import datetime

import pypdfium2
import pytest
import zxingcpp
from pypdf import PdfReader

from tests.output.letters import letter, row, section
from tui_dunning.output.letter_files import LetterFile
from tui_dunning.output.preview import preview_pages
from tui_dunning.output.slips import epc_text, iban_of, qr_code

IBAN = "NL91 ABNA 0417 1643 00"
EPC = epc_text("Voorbeeld Handel B.V.", IBAN, 123_456, "5000056789012345")


def with_slip(rows: int = 2, **values):
    due = section(*(row(f"INV-{n}", currency="EUR") for n in range(rows)))
    defaults = {
        "slip": True,
        "payer_account": "NL20 INGB 0001 2345 67",
        "reference": "5000056789012345",
        "epc": EPC,
        "language": "nl",
    }
    return letter(due, **{**defaults, **values})


def pdf_of(document, paper: str = "A4") -> bytes:
    file = LetterFile(paper)
    assert file.add(document) == ""
    target = io.BytesIO()
    file.save(target, "Letters", datetime(2026, 11, 22))
    return target.getvalue()


def codes_on(data: bytes, page: int = -1) -> list[str]:
    with pypdfium2.PdfDocument(data) as document:
        pages = list(range(len(document)))
        picture = document[pages[page]].render(scale=3).to_pil().convert("L")
        return [found.bytes.decode() for found in zxingcpp.read_barcodes(picture)]


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_the_qr_code_on_the_page_reads_back(paper):
    assert codes_on(pdf_of(with_slip(), paper)) == [EPC]
    assert codes_on(pdf_of(with_slip(slip=False), paper)) == [EPC]


def test_the_epc_text_has_the_lines_of_its_guideline():
    assert EPC.split("\n") == [
        "BCD", "002", "1", "SCT", "", "Voorbeeld Handel B.V.", "NL91ABNA0417164300",
        "EUR1234.56", "", "", "5000056789012345",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "remit_to", "minor"),
    [
        ("A", IBAN, 0),
        ("A", IBAN, -1),
        ("A", IBAN, 100_000_000_000),
        ("A", "NL92 ABNA 0417 1643 00", 1),
        ("A", "PO Box 1, Utrecht", 1),
        ("", IBAN, 1),
    ],
)
def test_no_code_is_made_of_what_no_bank_takes(name, remit_to, minor):
    assert epc_text(name, remit_to, minor, "1") == ""


@pytest.mark.parametrize("minor", [1, 99_999_999_999])
def test_the_smallest_and_the_largest_amount_make_a_code(minor):
    assert f"EUR{minor // 100}.{minor % 100:02}" in epc_text("A", IBAN, minor, "")


@pytest.mark.parametrize(
    ("text", "iban"),
    [
        ("NL91ABNA0417164300", "NL91ABNA0417164300"),
        ("IBAN NL91 ABNA 0417 1643 00, BIC ABNANL2A", "NL91ABNA0417164300"),
        ("de89370400440532013000", "DE89370400440532013000"),
        ("NL91 ABNA 0417 1643 01", ""),
        ("", ""),
    ],
)
def test_an_iban_is_found_and_checked(text, iban):
    assert iban_of(text) == iban


def test_names_of_all_scripts_fit_into_a_code():
    text = epc_text("Łódź Ωmega " * 20, IBAN, 1, "x" * 300)

    assert len(text.encode()) <= 331
    matrix = qr_code(text)
    assert matrix is not None
    assert matrix.side <= 69


def test_the_slip_says_that_it_is_no_longer_processed():
    slip = with_slip(payer_account="NL20INGB0001234567")
    text = PdfReader(io.BytesIO(pdf_of(slip))).pages[-1].extract_text()

    for expected in ("Acceptgiro", "sinds 1 juni 2023", "5000 0567 8901 2345", "246,90",
                     "NL20 INGB 0001 2345 67", "NL91 ABNA 0417 1643 00",
                     "5000056789012345+"):  # fmt: skip
        assert expected in text
    assert "Vervallen" not in text


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_the_slips_of_all_but_the_last_page_are_void(paper):
    pages = PdfReader(io.BytesIO(pdf_of(with_slip(70), paper))).pages

    texts = [page.extract_text() for page in pages]
    assert len(texts) > 2
    assert ["Vervallen" in text for text in texts] == [True] * (len(texts) - 1) + [False]
    assert ["Acceptgiro" in text for text in texts] == [False] * (len(texts) - 1) + [True]


def test_the_preview_shows_slip_and_void_slips():
    *others, last = preview_pages(with_slip(60))

    assert all("Vervallen" in page for page in others)
    assert "Betalingskenmerk    5000 0567 8901 2345" in last
    assert all(len(line) <= 78 for page in (*others, last) for line in page.splitlines())
