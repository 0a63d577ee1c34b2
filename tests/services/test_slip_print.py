"""Acceptgiro and payment QR code from the set-up to the paper, on both databases.

Source: domain 10.
"""

from __future__ import annotations

import pypdfium2
import pytest
import zxingcpp
from pypdf import PdfReader

from tests import builders as b
from tui_dunning.engine.references import LARGEST_NUMBER, is_payment_reference, payment_reference
from tui_dunning.engine.types import RunParameters
from tui_dunning.errors import Refused
from tui_dunning.services import dunning_run, setup
from tui_dunning.services.form_print import print_letters
from tui_dunning.store import models as m

IBAN = "NL91 ABNA 0417 1643 00"


def dutch_unit(**values) -> m.Unit:
    b.add_basics()
    return b.add_unit("NL", "EUR", **{"acceptgiro": True, "remit_to": IBAN, **values})


def debtor(unit: m.Unit, number: str, account: str = "NL20INGB0001234567") -> m.Customer:
    customer = b.add_customer(number, unit=unit, bank_account=account, currency="EUR")
    b.add_item(customer, f"I-{number}", balance="246.90", unit=unit)
    return customer


def run(*, acceptgiro: bool = True) -> None:
    dunning_run.run(RunParameters(b.TODAY, acceptgiro=acceptgiro), "jane", force=True)


def pages(path) -> list[str]:
    return [page.extract_text() for page in PdfReader(path).pages]


def codes(path, page: int) -> list[str]:
    with pypdfium2.PdfDocument(path) as document:
        picture = document[page].render(scale=3).to_pil().convert("L")
        return [found.bytes.decode() for found in zxingcpp.read_barcodes(picture)]


def test_who_has_a_bank_account_gets_the_slip_and_every_letter_its_reference(db, tmp_path):
    unit = dutch_unit(acceptgiro_first_reference=56789012345)
    debtor(unit, "C1")
    debtor(unit, "C2", account="")
    run()

    print_letters(tmp_path / "x.pdf", "jane", b.TODAY)

    first, second = pages(tmp_path / "x.pdf")
    assert "5000 0567 8901 2345" in first
    assert "Acceptgiro" in first
    assert "Acceptgiro" not in second
    assert payment_reference(56789012346) in second
    [code] = codes(tmp_path / "x.pdf", 0)
    assert code.split("\n")[5:] == [
        "Unit NL", "NL91ABNA0417164300", "EUR246.90", "", "", "5000056789012345"
    ]  # fmt: skip
    assert len(codes(tmp_path / "x.pdf", 1)) == 1


def test_a_run_without_acceptgiro_and_a_unit_without_iban_give_plain_letters(db, tmp_path):
    debtor(dutch_unit(remit_to="PO Box 1, Utrecht"), "C1")
    run(acceptgiro=False)

    print_letters(tmp_path / "x.pdf", "jane", b.TODAY)

    [page] = pages(tmp_path / "x.pdf")
    assert "Acceptgiro" not in page
    assert codes(tmp_path / "x.pdf", 0) == []


def test_units_in_other_currencies_have_neither_reference_nor_code(lite, tmp_path):
    b.add_basics()
    m.Unit.update(remit_to=IBAN).execute()
    b.add_item(b.add_customer("C1", bank_account="123"), "A")
    run()

    print_letters(tmp_path / "x.pdf", "jane", b.TODAY)

    assert m.Letter.get().payment_reference == ""
    assert codes(tmp_path / "x.pdf", 0) == []


def test_each_letter_has_one_reference_for_good_and_a_slip_keeps_its_account(lite, tmp_path):
    unit = dutch_unit(acceptgiro_first_reference=7)
    for number in range(5):
        debtor(unit, f"C{number}")
    run()
    before = [row.payment_reference for row in m.Letter.select().order_by(m.Letter.id)]
    print_letters(tmp_path / "x.pdf", "jane", b.TODAY)
    m.Customer.update(bank_account="changed").execute()

    print_letters(tmp_path / "again.pdf", "jane", b.TODAY, run=1, reprint=True)

    assert before == [payment_reference(number) for number in range(7, 12)]
    assert all(map(is_payment_reference, before))
    assert pages(tmp_path / "x.pdf") == pages(tmp_path / "again.pdf")
    assert m.Counter.get(m.Counter.name == "payment_reference:NL").next_value == 12


def test_a_first_reference_that_is_raised_later_is_gone_on_from_and_a_lower_one_is_not(db):
    unit = dutch_unit(acceptgiro_first_reference=7)
    debtor(unit, "C1")
    told = []
    for first in (7, 100, 50):
        m.Unit.update(acceptgiro_first_reference=first).where(m.Unit.id == unit.id).execute()
        told += setup.numbers().references
        run()

    assert told == [("NL", "Unit NL", number) for number in (7, 100, 101)]
    references = [row.payment_reference for row in m.Letter.select().order_by(m.Letter.id)]
    assert references == [payment_reference(number) for number in (7, 100, 101)]


def test_a_run_that_needs_more_references_than_there_are_is_refused_whole(db):
    unit = dutch_unit(acceptgiro_first_reference=LARGEST_NUMBER)
    debtor(unit, "C1")
    debtor(unit, "C2")

    with pytest.raises(Refused, match="no payment references left"):
        run()

    assert (m.Letter.select().count(), m.Run.select().count()) == (0, 0)
