"""The fast renderer puts the same words into the same places as the reference renderer."""

from __future__ import annotations

import io
import random
from datetime import datetime
from pathlib import Path

import pypdfium2
import pytest

from tests.output.letters import letter, row, section
from tests.output.test_slips import EPC, codes_on, with_slip
from tui_dunning.output import fast_pdf, letter_files
from tui_dunning.output.document import LetterDocument, Sender
from tui_dunning.output.letter_files import Drawing, LetterFile

CREATED = datetime(2026, 11, 22, 8, 30)
FULL_FONT = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")
NAMES = (
    "Łódź & Søn",
    "O’Brien (Ltd) \\ Co",
    "Ελληνική",
    "Счёт {nb}",
    "Ţĕşt",
    "Zoë\u00a0X",
    "x" * 90,
)
LANGUAGES = ("en", "nl", "de", "fr", "es")


def letters(count: int, seed: int = 1) -> list[LetterDocument]:
    """Letters of many kinds: short and long, with slips, codes and names of many scripts."""
    chance = random.Random(seed)
    made = []
    for number in range(count):
        currencies = chance.choice((("EUR",), ("EUR", "USD"), ("JPY",)))
        rows = [
            row(f"INV-{chance.randrange(10**7)}", chance.randint(-20, 300),
                chance.randint(1, 10**7), chance.choice(currencies))
            for _ in range(chance.choice((1, 2, 3, 5, 8, 13, 30, 60)))
        ]  # fmt: skip
        name = chance.choice(NAMES)
        euros = any(each.currency == "EUR" for each in rows)
        made.append(
            letter(
                section(*sorted(rows, key=lambda each: each.currency), name=name),
                number=number,
                language=chance.choice(LANGUAGES),
                address=(name, "Street 1", "1234 AB City", "Country")[: chance.randint(2, 4)],
                before=(f"Dear {name},", "Please pay soon. " * chance.randint(1, 60)),
                slip=euros and chance.random() < 0.3,
                epc=EPC if euros and chance.random() < 0.5 else "",
                reference="5000056789012345",
                sender=Sender(name, ("Line 1", "Line 2"), "+1", "a@b.example", "NL91"),
            )
        )
    return made


def file_of(documents, fallbacks=(), paper: str = "A4") -> bytes:
    letter_files.drawing.cache_clear()
    file = LetterFile(paper, fallbacks)
    assert [file.add(document) for document in documents] == [""] * len(documents)
    target = io.BytesIO()
    file.save(target, "Letters", CREATED)
    return target.getvalue()


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch):
    """Files by the reference renderer, as with an fpdf2 whose insides have moved."""

    def make(documents, *rest) -> bytes:
        with monkeypatch.context() as patch:
            patch.setattr(fast_pdf, "works", lambda: False)
            return file_of(documents, *rest)

    yield make
    letter_files.drawing.cache_clear()


def places(data: bytes) -> list[list[tuple[str, int, int, int]]]:
    """The characters of each page, with their left, bottom and top in points."""
    found = []
    with pypdfium2.PdfDocument(data) as document:
        for page in document:
            text = page.get_textpage()
            words = text.get_text_range()
            boxes = (text.get_charbox(n) for n in range(len(words)))
            found.append(
                [
                    (sign, round(left), round(bottom), round(top))
                    for sign, (left, bottom, _, top) in zip(words, boxes, strict=True)
                    if not sign.isspace()
                ]
            )
    return found


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_both_renderers_put_the_same_words_into_the_same_places(slow, paper):
    documents = letters(110, seed=len(paper))

    fast, reference = places(file_of(documents, (), paper)), places(slow(documents, (), paper))

    assert len(fast) == len(reference) > 110
    for number, (page, expected) in enumerate(zip(fast, reference, strict=True)):
        assert page == expected, number


def test_a_page_looks_the_same(slow):
    document = with_slip()

    pictures = []
    for data in (file_of([document]), slow([document])):
        with pypdfium2.PdfDocument(data) as pdf:
            pictures.append(pdf[0].render(scale=1).to_pil().convert("L").tobytes())

    differing = sum(abs(a - b) > 60 for a, b in zip(*pictures, strict=True))
    assert differing < 100
    assert codes_on(file_of([document])) == codes_on(slow([document])) == [EPC]


@pytest.mark.skipif(not FULL_FONT.exists(), reason="fonts-dejavu-core is missing")
def test_letters_that_need_shaping_stand_among_the_others(slow):
    documents = letters(6)
    documents[2] = letter(address=("שלום בע״מ", "شركة التجارة"), before=("Dear شركة,",))
    documents[4] = letter(address=("Mixed ⚙ Łódź",))

    fast, reference = file_of(documents, (FULL_FONT,)), slow(documents, (FULL_FONT,))

    assert places(fast) == places(reference)


def test_a_file_of_its_own_has_the_same_words(slow):
    for document in letters(12):
        file = LetterFile("A4", single=True)
        file.add(document)
        target = io.BytesIO()
        file.save(target, "Letter", CREATED)

        assert places(target.getvalue()) == places(slow([document]))


def test_the_fast_way_works_with_this_fpdf2():
    assert fast_pdf.works()


def test_what_a_letter_looks_like_does_not_depend_on_the_ones_before():
    first, *_, last = letters(40)

    Drawing("A4", ()).draw(first)
    fresh = Drawing("A4", ()).draw(last)
    used = Drawing("A4", ())
    for document in letters(40):
        again = used.draw(document)

    assert again == fresh
