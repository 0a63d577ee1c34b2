"""Special pricing letters (4.4.6): valid prices, one letter for each customer, own text."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from pypdf import PdfReader

from tests import builders as b
from tui_dunning.errors import BadInput, NotFound, Refused
from tui_dunning.services import special_pricing
from tui_dunning.store import models as m


def add_price(customer, product="P-1", price=1999, start=-10, end=None, **values):
    values.setdefault("description", f"Product {product}")
    return m.Price.create(
        customer=customer,
        product=product,
        currency=values.pop("currency", "USD"),
        price_minor=price,
        valid_from=b.TODAY + timedelta(days=start),
        valid_until=None if end is None else b.TODAY + timedelta(days=end),
        **values,
    )


@pytest.fixture
def priced(db):
    b.add_unit("US", name="Sample Trading")
    first = b.add_customer("C1", name="Łódź Stores")
    add_price(first)
    add_price(first, "P-2", 250_000, end=0)
    add_price(first, "OLD", end=-1)
    add_price(first, "SOON", start=1)
    add_price(b.add_customer("C2", language="nl"), "P-3", start=0)
    add_price(b.add_customer("C3"), "OLD", end=-1)
    b.add_customer("C4")
    body = "Dear {{ attention or customer_name }},\n\n{{ prices|length }} prices:\n[items]\n\nBye"
    b.add_text("P", subject="Your prices", body=body)


def printed(path) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(path).pages)


def test_only_customers_with_prices_valid_on_the_day_are_listed(priced):
    found = special_pricing.customers_with_prices(b.TODAY)

    assert [(c.number, c.name, c.prices) for c in found] == [
        ("C1", "Łódź Stores", 2),
        ("C2", "Customer C2", 1),
    ]


def test_each_customer_gets_a_letter_with_the_prices_of_the_day(priced, tmp_path):
    result = special_pricing.print_prices(tmp_path / "x.pdf", "jane", b.TODAY)

    text = printed(tmp_path / "x.pdf")
    assert (result.letters, result.pages) == (2, 2)
    for expected in ("Dear Łódź Stores", "2 prices", "19.99", "2,500.00", "Your prices", "P-3"):
        assert expected in text
    for gone in ("OLD", "SOON", "Letter no."):
        assert gone not in text
    [batch] = m.PrintBatch.select()
    assert (batch.kind, batch.state, batch.letters) == ("prices", "done", 2)


def test_one_customer_alone_and_a_file_for_each(priced, tmp_path):
    one = special_pricing.print_prices(
        tmp_path / "one.pdf", "jane", b.TODAY, customers=["C2"], paper="Letter"
    )
    both = special_pricing.print_prices(tmp_path, "jane", b.TODAY)

    assert one.letters == 1
    assert [path.name for path in both.files] == [
        "prices-c1-lodz-stores.pdf",
        "prices-c2-customer-c2.pdf",
    ]


def test_what_cannot_be_printed_is_said(priced, tmp_path):
    with pytest.raises(NotFound, match="C3 has no special price valid"):
        special_pricing.print_prices(tmp_path / "x.pdf", "jane", b.TODAY, customers=["C3"])
    (tmp_path / "mine.pdf").write_text("mine")
    with pytest.raises(Refused):
        special_pricing.print_prices(tmp_path / "mine.pdf", "jane", b.TODAY)
    m.LetterText.delete().execute()
    with pytest.raises(BadInput, match="no text for special pricing"):
        special_pricing.print_prices(tmp_path / "x.pdf", "jane", b.TODAY)
    assert not (tmp_path / "x.pdf").exists()


def test_nobody_with_prices_makes_no_file(priced, tmp_path):
    result = special_pricing.print_prices(tmp_path / "x.pdf", "jane", date(2001, 1, 1))

    assert result.letters == 0
    assert not (tmp_path / "x.pdf").exists()


def test_a_character_without_a_font_leaves_that_customer_out(priced, tmp_path):
    m.Customer.update(name="株式会社").where(m.Customer.number == "C2").execute()

    result = special_pricing.print_prices(tmp_path / "x.pdf", "jane", b.TODAY)

    assert result.letters == 1
    assert str(result.problems[0]).startswith("Customer C2: ")


def test_the_preview_shows_the_table_of_prices(priced):
    [page] = special_pricing.preview("C1", b.TODAY)

    assert "P-1" in page
    assert "2,500.00" in page
    assert "Valid until" in page
