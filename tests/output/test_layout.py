"""Where things stand on a letter: pages, widths, wrapping, subtotals, and the screen's preview."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest

from tests.output.letters import ON, letter, row, section
from tui_dunning.output.document import PriceRow, Sender, Shown, Totals
from tui_dunning.output.layout import lay_out
from tui_dunning.output.paper import A4, LETTER
from tui_dunning.output.preview import WIDTH, preview_pages
from tui_dunning.output.sheet import Page
from tui_dunning.output.typeface import Columns, column_width, fit, hold_together, typeface, wrap

FACE = typeface()
LONG = ("Establecimientos Metalúrgicos Hermanos Fernández-Villaverde y Compañía " * 5)[:300]
GOLDEN = Path(__file__).parent / "golden"


def texts(page: Page) -> list[str]:
    return [words.text for words in page.words]


@pytest.mark.parametrize("paper", [A4, LETTER], ids=["A4", "Letter"])
@pytest.mark.parametrize("count", [1, 7, 23, 24, 25, 26, 60, 500])
def test_nothing_leaves_the_page_however_many_items(paper, count):
    document = letter(section(*(row(f"INV-{n}", n % 90 + 1) for n in range(count))))

    pages = lay_out(document, paper, FACE)

    for page in pages:
        for words in page.words:
            right = words.x + FACE.width(words.text, words.bold, words.size)
            assert words.x > 0
            assert right <= paper.right + 0.01, words
            assert words.y <= paper.foot_top + 5
    numbers = [t for page in pages for t in texts(page) if t.startswith("INV-")]
    assert numbers == [f"INV-{n}" for n in range(count)]


def test_each_page_has_its_number_and_the_heads_of_the_table():
    pages = lay_out(letter(section(*(row(f"I{n}") for n in range(100)))), A4, FACE)

    assert len(pages) == 3
    for number, page in enumerate(pages, 1):
        assert f"Page {number} of 3" in texts(page)
        assert "Document" in texts(page)
    assert "Customer 100123 · Letter 101 · Nov 22, 2026" in texts(pages[1])


def test_a_name_of_300_characters_stays_in_the_window():
    document = letter(address=(LONG, *(f"Line {n} {LONG}" for n in range(5))), attention=LONG)

    [page] = lay_out(document, A4, FACE)

    window = [w for w in page.words if w.x == A4.address_left and 45 < w.y < 92]
    assert len(window) <= 10
    assert all(FACE.width(w.text, w.bold, w.size) <= A4.address_width for w in window)
    assert max(w.y for w in window) <= A4.address_bottom


def test_the_address_stands_in_the_window_of_the_envelope():
    for paper in (A4, LETTER):
        [page] = lay_out(letter(), paper, FACE)
        name = next(w for w in page.words if w.text == "Granite Builders")

        assert name.x == paper.address_left
        assert paper.address_top < name.y < paper.address_bottom
        assert "Attn. Zofia Żółkiewska" in texts(page)


@pytest.mark.parametrize("paper", [A4, LETTER], ids=["A4", "Letter"])
def test_no_amount_is_ever_cut(paper):
    rows = [row("A", minor=584_242_221), row("B", minor=10**15 - 1), row("C", minor=7, days=3)]
    shown = [each._replace(shown_minor=each.balance_minor, currency="GBP") for each in rows]

    for document in (
        letter(section(*rows), section(row("D"), number="2")),
        letter(section(*shown), section(row("D"), number="2"), shown=Shown("USD", 1)),
    ):
        [page] = lay_out(document, paper, FACE)
        written = [words for words in page.words if words.text.endswith(("999.99", "422.21"))]
        assert not [text for text in texts(page) if "…" in text]
        assert any(words.text == "5,842,422.21" for words in written)
        for words in written:
            assert words.x + FACE.width(words.text, words.bold, words.size) <= paper.right + 0.01


def test_dates_and_millions_are_whole_in_the_preview_too():
    document = letter(section(row("R-1", 67, 1_234_567_890, "EUR"), row("R-2", 67, -100, "EUR")),
                      language="fr")  # fmt: skip

    page = preview_pages(document)[0]

    assert "16 sept. 2026" in page
    assert "12\u00a0345\u00a0678,90" in page.replace(" ", "\u00a0")
    assert "…" not in page


@pytest.mark.parametrize("paper", [A4, LETTER], ids=["A4", "Letter"])
def test_the_letterhead_names_the_sender_in_full(paper):
    name = "Beispiel GmbH & Co. KG mit ungewöhnlich langem Firmennamen"
    street = "Lange Straße 12-14, Hinterhaus, 3. Obergeschoss links"
    email = "forderungsmanagement@beispiel-gmbh-und-co-kg.example"
    sender = Sender(name, (street, "80331 München", "Deutschland"), "+49 89 555 0142", email)
    document = letter(section(*(row(f"I{n}") for n in range(60))), sender=sender)

    pages = lay_out(document, paper, FACE)

    head = [w for w in pages[0].all_words() if w.y < paper.address_top - 5]
    assert " ".join(w.text for w in head if w.bold) == name
    assert " · ".join(w.text for w in head if not w.bold and w.x == paper.left) == (
        f"{street} · 80331 München · Deutschland"
    )
    assert email in [w.text for w in head]
    assert max(w.y for w in head) < min(line.y for line in pages[0].all_lines() if line.x1 > 20)
    assert name in texts(pages[1])


def test_rows_are_subtotalled_by_customer_then_currency():
    document = letter(
        section(row("A", currency="EUR"), row("B", currency="USD"), number="1", name="One"),
        section(row("C", minor=500), number="2", name="Two"),
    )

    found = "\n".join(preview_pages(document))

    order = ["Customer 1  One", "A  ", "Subtotal", "B  ", "Subtotal", "Customer 2  Two", "C  "]
    places = []
    for text in order:
        places.append(found.index(text, places[-1] + 1 if places else 0))
    assert places == sorted(places)
    assert found.count("Subtotal") == 3


def test_one_customer_and_one_currency_need_no_subtotal():
    assert "Subtotal" not in preview_pages(letter())[0]


def test_what_is_not_yet_due_stands_apart():
    document = letter(
        not_due=(section(row("LATER", -9, 999)),), totals=(Totals("USD", 12_345, 999),)
    )

    page = preview_pages(document)[0]

    assert page.index("INV-1") < page.index("Not yet due") < page.index("LATER")
    assert "Not yet due, for information" in page
    assert page.index("123.45 USD") < page.index("9.99 USD")


def test_a_credit_that_has_nothing_to_be_taken_off_is_not_said_to_be_not_yet_due():
    document = letter(
        credits=(section(row("CM-1", 9, -999, currency="EUR")),),
        totals=(Totals("EUR", credits=-999), Totals("USD", 12_345)),
    )

    page = preview_pages(document)[0]

    assert "Not yet due" not in page
    assert re.search(r"^ *Credit$.*CM-1.*^ *Credit +-9.99 EUR$", page, re.M | re.S)


def test_fee_interest_and_display_currency_stand_in_the_totals():
    document = letter(
        section(row()._replace(shown_minor=11_357)),
        totals=(Totals("USD", 12_345, 0, 1_500, 50),),
        shown=Shown("EUR", 12_783, (("USD", "0.92"),)),
    )

    page = preview_pages(document)[0]

    for text in ("Reminder fee", "15.00 USD", "Interest", "138.95 USD", "127.83 EUR", "113.57",
                 "Balance EUR", "1 USD = 0.92 EUR"):  # fmt: skip
        assert text in page


def test_a_letter_without_anything_to_pay_has_no_payment_block():
    document = letter(section(row(minor=-500)))

    assert "Please pay to" not in preview_pages(document)[0]


@pytest.mark.parametrize("language", ["en", "nl", "de", "fr", "es", "pl", "xx"])
def test_every_language_fits_the_table(language):
    document = letter(section(row(minor=-123_456_789)), language=language)

    for page in lay_out(document, A4, FACE):
        assert not [t for t in texts(page) if "…" in t]


@pytest.mark.parametrize("language", ["en", "nl", "de", "fr", "es"])
def test_kinds_of_items_are_named_in_the_language_of_the_letter(language):
    kinds = ("IN", "DM", "CM", "PM", "CR", "XY")
    rows = tuple(row(f"1-{kind}")._replace(kind=kind) for kind in kinds)
    [page] = lay_out(letter(section(*rows), language=language), A4, FACE)

    assert not {"IN", "DM", "CM", "PM", "CR"} & set(texts(page))
    assert "XY" in texts(page)
    assert not [text for text in texts(page) if "…" in text]


def test_special_prices_are_a_table_of_their_own():
    prices = (
        PriceRow("A-1", "A product " * 12, "USD", 1250, ON, ON + timedelta(days=30)),
        PriceRow("B-1", "Other", "JPY", 99900, ON, None),
    )

    page = preview_pages(letter(number=0, prices=prices, sections=(), totals=(), reference=""))[0]

    assert "Valid until" in page
    assert "Dec 22, 2026" in page
    assert "99,900" in page
    assert "Letter no." not in page


def test_the_preview_is_the_letter_in_78_columns():
    document = letter(
        section(row("INV-1042", 48, 125_000), row("CM-7", 12, -5_000), row("INV-1077", 35)),
        totals=(Totals("USD", 132_345, 0, 1_500),),
    )

    page = preview_pages(document)[0]

    golden = GOLDEN / "preview.txt"
    assert page + "\n" == golden.read_text("utf-8")


def test_a_preview_never_gets_wider_than_the_screen():
    document = letter(
        section(row(LONG), name=LONG, number=LONG), section(row("東京" * 40)),
        subject=LONG, before=("東京" * 200, LONG), to_number=LONG, attention=LONG,
        address=(LONG, LONG), remit_to=LONG, reference=LONG,
    )  # fmt: skip

    for page in preview_pages(document):
        for line in page.split("\n"):
            assert sum(map(column_width, line)) <= WIDTH


def test_words_are_wrapped_at_blanks_and_long_ones_within():
    columns = Columns()

    assert wrap("one two three", 7, columns, False, 1) == ["one two", "three"]
    assert wrap("abcdefghij x", 4, columns, False, 1) == ["abcd", "efgh", "ij x"]
    assert wrap("a\nb", 9, columns, False, 1) == ["a", "b"]
    assert wrap("", 9, columns, False, 1) == [""]
    assert fit("abcdef", 4, columns, False, 1) == "abc…"


@pytest.mark.parametrize(
    "text",
    ["25 862,00 EUR", "1,020.50 USD", "+31 20 555 0100", "2. März 2026", "14 de marzo de 2026",
     "March 4, 2026", "4 mars 2026", "1er mars 2026"],
)  # fmt: skip
def test_amounts_dates_and_telephone_numbers_are_not_broken(text):
    for width in range(len(text), 60):
        lines = wrap(hold_together(f"We ask you for {text} at the latest."), width, Columns(),
                     False, 1)  # fmt: skip
        assert any(text in line.replace("\u00a0", " ") for line in lines)
    assert hold_together("Invoices 12 and 13 of May") == "Invoices 12 and 13 of May"
